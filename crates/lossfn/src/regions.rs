//! Weights for regions.

use crate::{
    Error, Groups,
    data::{Element, Storage as _},
};

/// A weight for each item by the size of its region: `1/(sum t)^2`, so that in a loss over whole images a small region counts
/// as much as a large one. With them [`SoftDice`](crate::SoftDice) over images is the generalised Dice loss of Sudre et
/// al. (2017), arXiv:1707.03237.
///
/// `regions` are the classes of each image, and `images` the images. A region that is not there has the weight of the
/// smallest one of its image; in an image without any all are 1. The weights of an image have the mean 1.
///
/// ```
/// use lossfn::{Groups, SoftDice, regions::volume_weights};
/// // Two classes of one image of four pixels, class by class.
/// let pred = [0.75, 0.25, 0.0, 0.0, 0.25, 0.75, 1.0, 1.0];
/// let target = [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0];
/// let (classes, image) = (Groups::sizes(&[4, 4]), Groups::one(8));
/// let weight = volume_weights(&target, &classes, &image)?;
/// let loss = SoftDice::new().on(&pred, &target, &image).weight(&weight).mean()?;
/// // 2 (0.75/1 + 2.75/9)/(2/1 + 6/9) are shared.
/// assert!((loss - (1.0 - 2.0 * (0.75 + 2.75 / 9.0) / (2.0 + 6.0 / 9.0))).abs() < 1e-15);
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// # Errors
/// When there are not as many items in all three, or a target is not between 0 and 1.
pub fn volume_weights<T: Element, A: AsRef<[T]> + ?Sized>(
    target: &A,
    regions: &Groups,
    images: &Groups,
) -> Result<Vec<T>, Error> {
    let target = target.as_ref();
    for (input, groups) in [("regions", regions), ("images", images)] {
        if groups.items() != target.len() {
            let [got, want] = [groups.items(), target.len()].map(|n| format!("({n},)"));
            return Err(Error::Shape { input, got, want });
        }
    }
    let number = |i: usize| target[i].widen().to_f64();
    let allowed = crate::spec::Domain::UNIT;
    if let Some(index) = (0..target.len()).find(|&i| !allowed.contains(number(i))) {
        return Err(Error::Value { input: "target", index, value: number(index), allowed });
    }
    let mut volumes = vec![0.0; target.len()];
    for region in 0..regions.len() {
        let volume: f64 = regions.group(region).map(number).sum();
        regions.group(region).for_each(|i| volumes[i] = volume);
    }
    let mut weights = vec![T::default(); target.len()];
    for image in 0..images.len() {
        let there = images.group(image).map(|i| volumes[i]).filter(|volume| *volume > 0.0);
        let least = there.fold(f64::INFINITY, f64::min);
        // Relative to the smallest, so that no square leaves the range.
        let weight = |i: usize| if volumes[i] > 0.0 { (least / volumes[i]).powi(2) } else { 1.0 };
        let (mut sum, mut count) = (0.0, 0.0);
        for i in images.group(image) {
            sum += weight(i);
            count += 1.0;
        }
        images.group(image).for_each(|i| weights[i] = T::rounded(weight(i) * count / sum));
    }
    Ok(weights)
}
