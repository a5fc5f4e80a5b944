//! Are rows of many classes as accurate as short ones? At the widths from which they are computed in another way.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, apart, drawn};
use lossfn::data::{Element, Storage};

/// Around those from which a row of logits is taken by itself, and from which the lanes of a tile are its classes.
const WIDTHS: [usize; 7] = [95, 96, 97, 255, 256, 257, 1000];
/// Three statistics of the row may cancel in a derivative.
const MOST: f64 = 4.0;

/// The largest error of a value or of a derivative, in units of the last place, and where it is. A derivative may be a
/// probability less a share in the target, so units are those of what derivatives of the row are on average, or larger.
fn worst<T: Element + Storage>(unit: f64) -> (f64, String) {
    let (mut worst, mut compared) = ((0.0, String::new()), 0);
    for entry in apart().into_iter().filter(|entry| entry.spec.stage.of_scores()) {
        for classes in WIDTHS {
            let loss = drawn(&entry, &mut Random(classes as u64), classes);
            let data = Data::<T>::draw(&loss, &mut Random(8), 3, classes);
            let exact = data.map(Storage::to_f64);
            for item in 0..3 {
                let one = loss.on_inputs(data.part(item..item + 1)).validate(false).sum();
                let (value, gradient) = one.value_and_gradient().unwrap();
                let want = loss.reference(exact.part(item..item + 1)).unwrap();
                let usual = want.gradient.iter().map(|x| x.abs()).sum::<f64>() / classes as f64;
                let mut compare = |got: f64, want: f64, least: f64, what: &str| {
                    let error =
                        if got == want { 0.0 } else { (got - want).abs() / unit / want.abs().max(least) };
                    compared += 1;
                    if error.is_nan() || error > worst.0 {
                        worst =
                            (error, format!("{what} of {}, {classes} classes, row {item}", entry.spec.name));
                    }
                };
                compare(value, want.value, 0.0, "the value");
                for (got, want) in gradient.iter().zip(want.gradient) {
                    compare(got.to_f64(), want, usual, "a derivative");
                }
            }
        }
    }
    assert!(compared > 10_000, "{compared} numbers were compared");
    worst
}

#[test]
fn rows_of_f32() {
    let (error, place) = worst::<f32>(f64::from(f32::EPSILON));
    assert!(error <= MOST, "{error} ULP: {place}");
}
#[test]
fn rows_of_f64() {
    let (error, place) = worst::<f64>(f64::EPSILON);
    assert!(error <= MOST, "{error} ULP: {place}");
}
