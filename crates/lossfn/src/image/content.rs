//! Squared distances of feature maps, and the metric that is made of those of images.

use super::{
    Images, OnImages,
    on::{Band, ImageLoss, Wanted, sealed::Sealed},
};
use crate::{
    Error,
    data::{Element, Storage},
    kernels::{Pair, leaves, sum},
    real::{Dd, Fused, Machine, NoFma, Parts, Real as _, Scalar, Unfused},
    spec::{Domain, Value},
};

/// What a squared distance is divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// By 2.
    #[default]
    Half,
    /// By the channels, times height, times width: the mean of the squares.
    Mean,
}

/// The content loss: half the squared distance of the feature maps of two images.
///
/// `loss = 1/2 sum (F - P)^2` over channels and pixels; with [`Scale::Mean`] it is `sum (F - P)^2 / (C H W)`. The caller
/// has run a net over both images and gives what a layer of it says; [`OnImages`] says how the losses of several images
/// become one.
///
/// Gatys, Ecker and Bethge (2015), A neural algorithm of artistic style, arXiv:1508.06576
///
/// ```
/// use lossfn::image::{Content, Images};
/// let (f, p) = ([1.0, 2.0, 3.0, 4.0], [1.0, 0.0, 3.0, 5.0]);
/// let [f, p] = [&f, &p].map(|maps| Images::nchw(maps, [1, 1, 2, 2]));
/// assert_eq!(Content::new().on(f?, p?).value_and_gradient()?, (2.5, vec![0.0, 2.0, 0.0, -1.0]));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content {
    scale: Scale,
}

impl Content {
    /// Half of the squared distance.
    pub const fn new() -> Self {
        Self { scale: Scale::Half }
    }
    /// What the squared distance is divided by.
    #[must_use]
    pub const fn scale(mut self, scale: Scale) -> Self {
        self.scale = scale;
        self
    }
    /// The loss on feature maps, nothing computed yet.
    pub fn on<'a, T: Element>(self, maps: Images<'a, T>, target: Images<'a, T>) -> OnImages<'a, T, Self> {
        OnImages::new(self, maps, Some(target))
    }
}

impl Sealed for Content {}
impl ImageLoss for Content {
    const NAME: &'static str = "content";
    fn check(&self, _: (usize, usize)) -> Result<(), Error> {
        Ok(())
    }
    fn divisor(&self, (height, width): (usize, usize), channels: usize) -> f64 {
        match self.scale {
            Scale::Half => 2.0,
            Scale::Mean => height as f64 * width as f64 * channels as f64,
        }
    }
    fn band<T: Element>(&self, mut band: Band<'_, T>) -> Pair {
        match (T::Wide::NARROW, band.isa.fused()) {
            (true, true) => distance::<T, Scalar<f64>>(&mut band),
            (true, false) => distance::<T, Scalar<Unfused<f64>>>(&mut band),
            (false, true) => distance::<T, <Fused as Machine>::Dd>(&mut band),
            (false, false) => distance::<T, <NoFma as Machine>::Dd>(&mut band),
        }
    }
}

fn distance<T: Element, R: Parts>(band: &mut Band<'_, T>) -> Pair {
    let stride = band.plane.stride();
    let sign = if band.wanted == (Wanted::Gradient { second: true }) { -2.0 } else { 2.0 };
    let scale = R::join(band.scale[0], band.scale[1]) * sign;
    let (mut high, mut low) = (vec![0.0; stride], vec![0.0; stride]);
    let mut total = Pair::default();
    for row in band.from..band.to {
        let (x, y) =
            (T::read(&band.first[row * stride..][..stride]), T::read(&band.second[row * stride..][..stride]));
        let to = match band.wanted {
            Wanted::Value => &mut [][..],
            Wanted::Gradient { .. } => &mut band.out[(row - band.from) * stride..][..stride],
        };
        squares::<T, R>(band.isa, &x, &y, scale, &mut high, &mut low, to);
        total = total.plus(sum::sum(band.isa, &high));
        if R::DOUBLE {
            total = total.plus(sum::sum(band.isa, &low));
        }
    }
    total
}

leaves! {
    fn squares[T: Element, R: Parts][T, R](
        x: &[T::Wide], y: &[T::Wide], scale: R, high: &mut [f64], low: &mut [f64], out: &mut [T],
    ) {
        fused: squares_of, unfused: squares_of,
    }
}
#[inline(always)]
fn squares_of<T: Element, R: Parts>(
    x: &[T::Wide],
    y: &[T::Wide],
    scale: R,
    high: &mut [f64],
    low: &mut [f64],
    out: &mut [T],
) {
    let n = x.len();
    let (y, high, low) = (&y[..n], &mut high[..n], &mut low[..n]);
    for i in 0..n {
        let d = R::join(x[i].to_f64(), 0.0) - R::join(y[i].to_f64(), 0.0);
        [high[i], low[i]] = (d * d).parts();
    }
    if let Some(out) = out.get_mut(..n).filter(|_| n > 0) {
        for i in 0..n {
            let d = R::join(x[i].to_f64(), 0.0) - R::join(y[i].to_f64(), 0.0);
            out[i] = T::rounded((d * scale).parts()[0]);
        }
    }
}

/// The peak signal-to-noise ratio: `10 log10(data_range^2 / MSE)`, in decibel, more of which is better.
///
/// The mean squared error of an image is over its channels and pixels. Of equal images it is infinite. It has no gradient
/// here: what is wanted for training is the mean squared error itself, [`Content`] with [`Scale::Mean`].
///
/// ```
/// use lossfn::image::{Images, Psnr};
/// let (x, y) = ([0u8; 4].map(f32::from), [0u8, 51, 0, 0].map(f32::from));
/// let [x, y] = [&x, &y].map(|pixels| Images::single(pixels, (2, 2)));
/// let psnr = Psnr::new().data_range(255.0)?;
/// assert_eq!(psnr.on(x.clone()?, y?).values()?, [20.0]); // MSE 650.25
/// assert_eq!(psnr.on(x.clone()?, x?).mean()?, f64::INFINITY);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Psnr {
    range: f64,
}

impl Default for Psnr {
    fn default() -> Self {
        Self::new()
    }
}

impl Psnr {
    pub(super) const NAME: &'static str = "psnr";
    /// Of pixels from 0 to 1.
    pub const fn new() -> Self {
        Self { range: 1.0 }
    }
    /// From black to white, in units of the pixels.
    ///
    /// # Errors
    /// When it is not positive and finite.
    pub fn data_range(mut self, range: f64) -> Result<Self, Error> {
        if !(range > 0.0 && range.is_finite()) {
            return Err(Error::Parameter {
                loss: Self::NAME,
                name: "data_range",
                value: Value::Number(range),
                allowed: Domain::POSITIVE.to_string(),
            });
        }
        self.range = range;
        Ok(self)
    }
    /// The metric on data, nothing computed yet.
    pub fn on<'a, T: Element>(self, first: Images<'a, T>, second: Images<'a, T>) -> OnPsnr<'a, T> {
        OnPsnr { psnr: self, on: Content::new().scale(Scale::Mean).on(first, second) }
    }
}

/// The peak signal-to-noise ratio of images.
#[derive(Clone, Copy, Debug)]
pub struct OnPsnr<'a, T> {
    psnr: Psnr,
    on: OnImages<'a, T, Content>,
}

impl<T: Element> OnPsnr<'_, T> {
    /// How many threads may work; 0, the default, leaves it to the library. The bits do not depend on it.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.on = self.on.threads(threads);
        self
    }
    /// That of each image, in decibel.
    ///
    /// # Errors
    /// When the two inputs have different shapes.
    pub fn values(self) -> Result<Vec<f64>, Error> {
        let range = Dd::new(self.psnr.range);
        let one = |error: Dd<f64>| {
            if !error.hi().is_finite() || error.hi() == 0.0 {
                return if error.hi() == 0.0 {
                    f64::INFINITY
                } else if error.hi().is_nan() {
                    f64::NAN
                } else {
                    f64::NEG_INFINITY
                };
            }
            // The root comes first: the square of a range may be no number.
            let ratio = range / error.sqrt();
            (ratio.ln() * 20.0 / Dd::new(10.0).ln()).hi()
        };
        Ok(self.on.exact_values()?.into_iter().map(one).collect())
    }
    /// The mean over the images of that of each.
    ///
    /// # Errors
    /// As [`OnPsnr::values`], and when there are no images.
    pub fn mean(self) -> Result<f64, Error> {
        let values = self.values()?;
        if values.is_empty() {
            return Err(Error::Empty { rows: 0, dropped: 0 });
        }
        let mut sum = crate::reduce::ExactSum::new();
        sum.add_slice(&values);
        Ok(sum.divided_by(values.len() as u64))
    }
}
