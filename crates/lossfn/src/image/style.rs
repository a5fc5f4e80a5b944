//! The style loss: products of feature maps.

use super::{
    Images,
    gram::{self, Maps},
};
use crate::{
    Error,
    data::{Element, Storage as _, array::shown},
    kernels::Detected,
    real::{Dd, Fused, Machine, NoFma, Parts, Scalar, Unfused},
    reduce::ExactSum,
    threads,
};

/// How Gram matrices, and the squares of their differences, are normalised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Normalisation {
    /// `sum (G - A)^2 / (4 C^2 M^2)` of `C` channels and `M` pixels, and matrices as they are.
    #[default]
    Gatys,
    /// Matrices divided by their channels times their pixels, and the mean of the squares, `sum (G - A)^2 / C^2`.
    Elements,
    /// `sum (G - A)^2`, and matrices as they are.
    None,
}

/// The style loss: how different the products of the feature maps of two images are.
///
/// The Gram matrix of an image has a row and a column for each channel: `G = F F^T`, sums over pixels of products of two
/// channels. What stands where in the image does not matter to it. The loss is the squared difference of two such matrices,
/// [normalised](Normalisation) by the size of the first maps; the target is given by maps with as many channels, of any
/// height and width, or by [Gram matrices](GramStyle::grams) that were made before. Maps are [`Images`], in either order
/// of the axes. The gradient is in the first maps. The mean over images is a plain mean.
///
/// f32 is computed in f64, f64 in double-double.
///
/// Gatys, Ecker and Bethge (2015), A neural algorithm of artistic style, arXiv:1508.06576
///
/// ```
/// use lossfn::image::{GramStyle, Images};
/// let (f, p) = ([1.0, 2.0, 0.0, 1.0], [1.0, 0.0, 1.0, 1.0]); // two channels of two pixels
/// let [f, p] = [&f, &p].map(|maps| Images::nchw(maps, [1, 2, 1, 2]));
/// let (style, f) = (GramStyle::new(), f?);
/// assert_eq!(style.grams(f)?, [5.0, 2.0, 2.0, 1.0]);
/// let grams = style.grams(p?)?;
/// assert_eq!(grams, [1.0, 1.0, 1.0, 2.0]);
/// let (value, gradient) = style.on_grams(f, &grams).value_and_gradient()?;
/// assert_eq!(value, (16.0 + 1.0 + 1.0 + 1.0) / 64.0);
/// assert_eq!(gradient, [4.0, 9.0, 1.0, 1.0].map(|x| x / 16.0));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct GramStyle {
    normalisation: Normalisation,
}

impl GramStyle {
    /// As Gatys normalised it.
    pub const fn new() -> Self {
        Self { normalisation: Normalisation::Gatys }
    }
    /// How it is normalised.
    #[must_use]
    pub const fn normalisation(mut self, normalisation: Normalisation) -> Self {
        self.normalisation = normalisation;
        self
    }
    /// The loss on feature maps, nothing computed yet.
    pub fn on<'a, T: Element>(self, maps: Images<'a, T>, target: Images<'a, T>) -> OnStyle<'a, T> {
        OnStyle {
            style: self,
            maps,
            target: Target::Maps(target),
            sum: false,
            by: 1.0,
            threads: 0,
            isa: None,
        }
    }
    /// The loss on feature maps and Gram matrices, row after row, one matrix for each image.
    pub fn on_grams<'a, T: Element, G: AsRef<[f64]> + ?Sized>(
        self,
        maps: Images<'a, T>,
        grams: &'a G,
    ) -> OnStyle<'a, T> {
        let target = Target::Grams(grams.as_ref());
        OnStyle { style: self, maps, target, sum: false, by: 1.0, threads: 0, isa: None }
    }
    /// The Gram matrices of feature maps, as this normalises them.
    ///
    /// # Errors
    /// When there are so many channels that a matrix of them has too many numbers.
    pub fn grams<T: Element>(self, maps: Images<'_, T>) -> Result<Vec<f64>, Error> {
        let on = self.on(maps, maps);
        on.check()?;
        on.matrices(maps)
    }
}

#[derive(Clone, Copy, Debug)]
enum Target<'a, T> {
    Maps(Images<'a, T>),
    Grams(&'a [f64]),
}

/// Parts of the pixels of an image whose products are added up apart: no bit depends on the threads that share them.
fn parts_of(pixels: usize) -> usize {
    (pixels / (2 * gram::BLOCK)).clamp(1, 8)
}

/// The style loss on data: what is wanted of it is asked for by a method.
#[derive(Clone, Copy, Debug)]
pub struct OnStyle<'a, T> {
    style: GramStyle,
    maps: Images<'a, T>,
    target: Target<'a, T>,
    sum: bool,
    by: f64,
    threads: usize,
    isa: Option<Detected>,
}

impl<'a, T: Element> OnStyle<'a, T> {
    /// The sum of the losses of the images, instead of their mean.
    #[must_use]
    pub fn sum(mut self) -> Self {
        self.sum = true;
        self
    }
    /// How many threads may work; 0, the default, leaves it to the library. The bits do not depend on it.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// Which instruction set to use.
    #[doc(hidden)]
    #[must_use]
    pub fn isa(mut self, isa: Detected) -> Self {
        self.isa = Some(isa);
        self
    }
    /// With a gradient that is multiplied by a factor.
    pub(super) fn multiplied(mut self, by: f64) -> Self {
        self.by = by;
        self
    }
    /// The loss of each image.
    ///
    /// # Errors
    /// When the target has not as many images and channels, or there is not a matrix for each image.
    pub fn values(self) -> Result<Vec<f64>, Error> {
        self.check()?;
        self.run(None)
    }
    /// The mean over the images, or the sum if that was asked for.
    ///
    /// # Errors
    /// As [`OnStyle::values`], and when there is nothing to average.
    pub fn value(self) -> Result<f64, Error> {
        self.checked()?;
        Ok(self.reduced(&self.run(None)?))
    }
    /// The mean over the images.
    ///
    /// # Errors
    /// As [`OnStyle::value`].
    pub fn mean(mut self) -> Result<f64, Error> {
        self.sum = false;
        self.value()
    }
    /// The value, and its gradient in the places of the first maps.
    ///
    /// # Errors
    /// As [`OnStyle::value`].
    pub fn value_and_gradient(self) -> Result<(f64, Vec<T>), Error> {
        let mut gradient = vec![T::default(); self.maps.data.len()];
        let value = self.value_and_gradient_into(&mut gradient)?;
        Ok((value, gradient))
    }
    /// [`OnStyle::value_and_gradient`] into a buffer.
    ///
    /// # Errors
    /// As there, and when the buffer has another length; it is untouched then.
    pub fn value_and_gradient_into(self, gradient: &mut [T]) -> Result<f64, Error> {
        if gradient.len() != self.maps.data.len() {
            let (got, want) = (shown(&[gradient.len()]), shown(&self.maps.shape.sizes()));
            return Err(Error::Shape { input: "gradient", got, want });
        }
        self.checked()?;
        Ok(self.reduced(&self.run(Some(gradient))?))
    }

    fn check(&self) -> Result<(), Error> {
        let (images, c) = (self.maps.len(), self.maps.channels());
        let matrices = c.checked_mul(c).and_then(|size| size.checked_mul(images));
        let (input, got, want) = match self.target {
            _ if matrices.is_none() => ("maps", self.maps.shape.words(), "fewer channels".into()),
            Target::Maps(target) if (target.len(), target.channels()) != (images, c) => {
                ("target", target.shape.words(), format!("{images} images of {c} channels"))
            }
            Target::Grams(grams) if matrices != Some(grams.len()) => {
                ("grams", shown(&[grams.len()]), shown(&[images, c, c]))
            }
            _ => return Ok(()),
        };
        Err(Error::Shape { input, got, want })
    }
    fn checked(&self) -> Result<(), Error> {
        self.check()?;
        if self.sum || !self.maps.is_empty() { Ok(()) } else { Err(Error::Empty { rows: 0, dropped: 0 }) }
    }
    fn reduced(&self, values: &[f64]) -> f64 {
        let mut sum = ExactSum::new();
        sum.add_slice(values);
        if self.sum { sum.round() } else { sum.divided_by(values.len() as u64) }
    }
    fn run(&self, out: Option<&mut [T]>) -> Result<Vec<f64>, Error> {
        match (T::Wide::NARROW, self.chosen().fused()) {
            (true, true) => self.compute::<Scalar<f64>>(out),
            (true, false) => self.compute::<Scalar<Unfused<f64>>>(out),
            (false, true) => self.compute::<<Fused as Machine>::Dd>(out),
            (false, false) => self.compute::<<NoFma as Machine>::Dd>(out),
        }
    }
    fn matrices(&self, maps: Images<'_, T>) -> Result<Vec<f64>, Error> {
        fn rounded<R: Parts>(all: Vec<R>) -> Vec<f64> {
            all.into_iter().map(|x| x.parts()[0]).collect()
        }
        Ok(match (T::Wide::NARROW, self.chosen().fused()) {
            (true, true) => rounded(self.products::<Scalar<f64>>(maps)?),
            (true, false) => rounded(self.products::<Scalar<Unfused<f64>>>(maps)?),
            (false, true) => rounded(self.products::<<Fused as Machine>::Dd>(maps)?),
            (false, false) => rounded(self.products::<<NoFma as Machine>::Dd>(maps)?),
        })
    }
    fn chosen(&self) -> Detected {
        self.isa.unwrap_or_else(Detected::best)
    }
    fn image(maps: Images<'a, T>, i: usize) -> Maps<'a, T> {
        let (shape, (height, width)) = (maps.shape, maps.size());
        let (channels, pixels) = (shape.channels, height * width);
        let data = &maps.data[i * channels * pixels..][..channels * pixels];
        Maps { data, channels, pixels, interleaved: shape.interleaved }
    }
    /// What a product of two channels is divided by.
    fn divisor(&self, maps: Images<'_, T>) -> f64 {
        let (height, width) = maps.size();
        match self.style.normalisation {
            Normalisation::Elements => maps.channels() as f64 * height as f64 * width as f64,
            Normalisation::Gatys | Normalisation::None => 1.0,
        }
    }
    /// The Gram matrices of all images.
    fn products<R: Parts + Send + Sync>(&self, maps: Images<'_, T>) -> Result<Vec<R>, Error> {
        let (height, width) = maps.size();
        let (images, c) = (maps.len(), maps.channels());
        let pixels = height * width;
        let (blocks, shares) = (pixels.div_ceil(gram::BLOCK), parts_of(pixels));
        let mut parts: Vec<Vec<R>> = vec![vec![]; images * shares];
        let isa = self.chosen();
        threads::run(
            self.threads,
            parts.len(),
            1,
            &mut parts[..],
            &|parts, n| parts.split_at_mut(n),
            &|range, parts| {
                for (i, part) in range.zip(parts) {
                    let end = |k: usize| (k * blocks / shares * gram::BLOCK).min(pixels);
                    let k = i % shares;
                    *part = OnStyle::image(maps, i / shares).gram(isa, end(k), end(k + 1));
                }
            },
        )?;
        let by = R::join(1.0, 0.0) / R::join(self.divisor(maps), 0.0);
        let mut out = Vec::with_capacity(images * c * c);
        for parts in parts.chunks_mut(shares) {
            let Some((sum, others)) = parts.split_first_mut() else { continue };
            for part in others {
                sum.iter_mut().zip(part).for_each(|(sum, x)| *sum = *sum + *x);
            }
            for i in 0..c {
                out.extend((0..i).map(|j| sum[j * c + i] * by));
                out.extend(sum[i * c + i..][..c - i].iter().map(|x| *x * by));
            }
        }
        Ok(out)
    }
    fn compute<R: Parts + Send + Sync>(&self, out: Option<&mut [T]>) -> Result<Vec<f64>, Error> {
        let (images, c) = (self.maps.len(), self.maps.channels());
        let (height, width) = self.maps.size();
        let pixels = height * width;
        let mut gaps = self.products::<R>(self.maps)?;
        match self.target {
            Target::Maps(target) => {
                gaps.iter_mut().zip(self.products::<R>(target)?).for_each(|(gap, a)| *gap = *gap - a);
            }
            Target::Grams(grams) => {
                gaps.iter_mut().zip(grams).for_each(|(gap, &a)| *gap = *gap - R::join(a, 0.0));
            }
        }
        let (c_square, size) = (Dd::new(c as f64 * c as f64), Dd::new(pixels as f64));
        let factor = match self.style.normalisation {
            Normalisation::Gatys => Dd::new(0.25) / (c_square * size * size),
            Normalisation::Elements => Dd::new(1.0) / c_square,
            Normalisation::None => Dd::new(1.0),
        };
        let number = |x: Dd<f64>| R::join(x.hi(), x.lo());
        let value = |gaps: &[R]| {
            let sum = gaps.iter().fold(R::join(0.0, 0.0), |sum, gap| gap.mul_add(*gap, sum));
            (sum * number(factor)).parts()[0]
        };
        let values = gaps.chunks((c * c).max(1)).map(value).collect();
        let Some(out) = out else { return Ok(values) };

        let count = if self.sum { 1.0 } else { images as f64 };
        let slope = number(
            factor * Dd::new(4.0) * Dd::new(self.by) / (Dd::new(self.divisor(self.maps)) * Dd::new(count)),
        );
        let matrices: Vec<Vec<R>> = gaps.chunks((c * c).max(1)).map(|gaps| gram::packed(gaps, c)).collect();
        // A unit is a block of pixels, with its rows in each channel.
        let blocks = pixels.div_ceil(gram::BLOCK);
        let mut units: Vec<Vec<&mut [T]>> = (0..images * blocks).map(|_| vec![]).collect();
        let interleaved = self.maps.shape.interleaved;
        let (row, part) = if interleaved { (pixels * c, gram::BLOCK * c) } else { (pixels, gram::BLOCK) };
        for (i, row) in out.chunks_mut(row.max(1)).enumerate() {
            let image = if interleaved { i } else { i / c };
            for (block, part) in row.chunks_mut(part.max(1)).enumerate() {
                units[image * blocks + block].push(part);
            }
        }
        let isa = self.chosen();
        let (maps, matrices) = (self.maps, &matrices);
        threads::run(
            self.threads,
            units.len(),
            1,
            &mut units[..],
            &|units, n| units.split_at_mut(n),
            &|range, units| {
                for (unit, rows) in range.zip(units) {
                    let (image, from) = (unit / blocks, unit % blocks * gram::BLOCK);
                    let to = pixels.min(from + gram::BLOCK);
                    let made = OnStyle::image(maps, image).times(isa, &matrices[image], from, to);
                    let n = to - from;
                    let at = |channel: usize, pixel: usize| {
                        T::rounded((made[channel * n + pixel] * slope).parts()[0])
                    };
                    for (i, row) in rows.iter_mut().enumerate() {
                        for (j, out) in row.iter_mut().enumerate() {
                            *out = if interleaved { at(j % c, j / c) } else { at(i, j) };
                        }
                    }
                }
            },
        )?;
        Ok(values)
    }
}
