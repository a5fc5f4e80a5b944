//! A loss of images on data.

use super::{
    Images,
    pixels::{Plane, Shape},
};
use crate::{
    Error,
    data::{Element, array::shown},
    kernels::{Detected, Pair},
    real::Dd,
    reduce::ExactSum,
    spec::{Domain, Value},
    threads,
};

/// Rows of a plane that are computed together. No bit depends on how many threads share them.
const BAND: usize = 128;

/// What of a band is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The sum alone.
    Value,
    /// And its gradient in the first or the second input.
    Gradient { second: bool },
}

/// Some rows of a plane: one unit of work.
#[doc(hidden)]
#[derive(Debug)]
pub struct Band<'a, T> {
    pub(super) isa: Detected,
    pub(super) first: &'a [T],
    pub(super) second: &'a [T],
    pub(super) plane: Plane,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) wanted: Wanted,
    /// What the gradient is multiplied by, in two parts.
    pub(super) scale: [f64; 2],
    /// The rows of the gradient.
    pub(super) out: &'a mut [T],
}

/// A loss of images: what [`OnImages`] computes. Only the library has such losses.
pub trait ImageLoss: Copy + Send + Sync + sealed::Sealed {
    #[doc(hidden)]
    const NAME: &'static str;
    /// What is wrong with images of this size.
    #[doc(hidden)]
    fn check(&self, size: (usize, usize)) -> Result<(), Error>;
    /// What the sum over an image is divided by.
    #[doc(hidden)]
    fn divisor(&self, size: (usize, usize), channels: usize) -> f64;
    /// What the quotient is multiplied by.
    #[doc(hidden)]
    fn factor(&self) -> f64 {
        1.0
    }
    /// Whether the loss of an image is the square root of that.
    #[doc(hidden)]
    fn root(&self) -> bool {
        false
    }
    /// The sum over a band, and the gradient of the rows in it.
    #[doc(hidden)]
    fn band<T: Element>(&self, band: Band<'_, T>) -> Pair;
}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// A loss of images on data: what is wanted of it is asked for by a method.
///
/// Each image has a loss. The mean over images is `sum w l / sum w`, with a weight of 1 for each image unless
/// [weights](OnImages::weight) are given; [`OnImages::sum`] asks for `sum w l`.
#[derive(Clone, Copy, Debug)]
pub struct OnImages<'a, T, L> {
    pub(super) loss: L,
    pub(super) first: Images<'a, T>,
    pub(super) second: Option<Images<'a, T>>,
    weight: Option<&'a [f64]>,
    wrt_second: bool,
    sum: bool,
    /// What the gradient is multiplied by, besides.
    by: f64,
    pub(super) threads: usize,
    pub(super) isa: Option<Detected>,
}

impl<'a, T: Element, L: ImageLoss> OnImages<'a, T, L> {
    pub(super) fn new(loss: L, first: Images<'a, T>, second: Option<Images<'a, T>>) -> Self {
        Self {
            loss,
            first,
            second,
            weight: None,
            wrt_second: false,
            sum: false,
            by: 1.0,
            threads: 0,
            isa: None,
        }
    }
    /// The sum of the losses of the images, instead of their mean.
    #[must_use]
    pub fn sum(mut self) -> Self {
        self.sum = true;
        self
    }
    /// A weight for each image. An image of weight 0 is not read.
    #[must_use]
    pub fn weight<W: AsRef<[f64]> + ?Sized>(mut self, weight: &'a W) -> Self {
        self.weight = Some(weight.as_ref());
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
    /// In which input gradients are taken: 0, the default, is the first images, 1 the second.
    ///
    /// # Errors
    /// When the loss has no such input.
    pub fn wrt(mut self, input: usize) -> Result<Self, Error> {
        let inputs = 1 + usize::from(self.second.is_some());
        if input >= inputs {
            return Err(Error::Parameter {
                loss: L::NAME,
                name: "wrt",
                value: Value::Number(input as f64),
                allowed: if inputs == 1 { "0".into() } else { "0 or 1".into() },
            });
        }
        self.wrt_second = input == 1;
        Ok(self)
    }
    /// The loss of each image; weights do not count here.
    ///
    /// # Errors
    /// When the two inputs have different shapes, images are smaller than a window, or weights are not one finite
    /// number that is not negative for each image.
    pub fn values(self) -> Result<Vec<f64>, Error> {
        self.check()?;
        self.sums(None)
    }
    /// The mean, or the sum if that was asked for.
    ///
    /// # Errors
    /// As [`OnImages::values`], and when there is nothing to average.
    pub fn value(self) -> Result<f64, Error> {
        self.checked()?;
        Ok(self.reduced(&self.sums(self.weight)?))
    }
    /// The mean over the images.
    ///
    /// # Errors
    /// As [`OnImages::value`].
    pub fn mean(mut self) -> Result<f64, Error> {
        self.sum = false;
        self.value()
    }
    /// The value, and its gradient in the places of the pixels.
    ///
    /// # Errors
    /// As [`OnImages::value`].
    pub fn value_and_gradient(self) -> Result<(f64, Vec<T>), Error> {
        let mut gradient = vec![T::default(); self.first.data.len()];
        let value = self.value_and_gradient_into(&mut gradient)?;
        Ok((value, gradient))
    }
    /// [`OnImages::value_and_gradient`] into a buffer.
    ///
    /// # Errors
    /// As there, and when the buffer has another length; it is untouched then.
    pub fn value_and_gradient_into(self, gradient: &mut [T]) -> Result<f64, Error> {
        let shape = self.first.shape;
        if gradient.len() != self.first.data.len() {
            let (got, want) = (shown(&[gradient.len()]), shown(&shape.sizes()));
            return Err(Error::Shape { input: "gradient", got, want });
        }
        self.checked()?;
        let mut scales = self.scales();
        if self.loss.root() {
            // The slope of the root takes the whole sum.
            for (scale, total) in scales.iter_mut().zip(self.totals(None, &mut [])?) {
                let root = self.finish(total).hi();
                let half = if root == 0.0 { Dd::new(0.0) } else { Dd::new(0.5) / self.finish(total) };
                *scale = *scale * half;
            }
        }
        let values = self.totals(Some(&scales), gradient)?.into_iter().map(|total| self.finish(total).hi());
        Ok(self.reduced(&values.collect::<Vec<_>>()))
    }
    /// The gradient, in the places of the pixels.
    ///
    /// # Errors
    /// As [`OnImages::value`].
    pub fn gradient(self) -> Result<Vec<T>, Error> {
        Ok(self.value_and_gradient()?.1)
    }

    /// With a gradient that is multiplied by a factor.
    pub(super) fn multiplied(mut self, by: f64) -> Self {
        self.by = by;
        self
    }
    /// The loss of each image, in double-double.
    pub(super) fn exact_values(self) -> Result<Vec<Dd<f64>>, Error> {
        self.check()?;
        Ok(self.totals(None, &mut [])?.into_iter().map(|total| self.finish(total)).collect())
    }
    /// Shapes and weights.
    pub(super) fn check(&self) -> Result<(), Error> {
        let shape = self.first.shape;
        if let Some(second) = self.second.filter(|second| second.shape != shape) {
            return Err(Error::Shape { input: "second", got: second.shape.words(), want: shape.words() });
        }
        self.loss.check((shape.height, shape.width))?;
        let Some(weight) = self.weight else { return Ok(()) };
        if weight.len() != shape.images {
            let (got, want) = (shown(&[weight.len()]), shown(&[shape.images]));
            return Err(Error::Shape { input: "weight", got, want });
        }
        let allowed = Domain::NON_NEGATIVE;
        match weight.iter().position(|w| !(w.is_finite() && *w >= 0.0)) {
            Some(index) => Err(Error::Value { input: "weight", index, value: weight[index], allowed }),
            None => Ok(()),
        }
    }
    /// And whether there is something to average.
    fn checked(&self) -> Result<(), Error> {
        self.check()?;
        let rows = self.first.len();
        let dropped = self.weight.map_or(0, |w| w.iter().filter(|&&w| w == 0.0).count());
        if self.sum || rows > dropped { Ok(()) } else { Err(Error::Empty { rows, dropped }) }
    }
    /// What the gradient of each image is multiplied by.
    fn scales(&self) -> Vec<Dd<f64>> {
        let Shape { images, height, width, channels, .. } = self.first.shape;
        let divisor = Dd::new(self.loss.divisor((height, width), channels));
        let mut total = Dd::new(1.0);
        if !self.sum {
            total = match self.weight {
                Some(weight) => weight.iter().fold(Dd::new(0.0), |sum, &w| sum + Dd::new(w)),
                None => Dd::new(images as f64),
            };
        }
        let by = Dd::new(self.loss.factor()) * Dd::new(self.by) / divisor;
        let each = |i: usize| by * Dd::new(self.weight.map_or(1.0, |w| w[i])) / total;
        (0..images).map(each).collect()
    }
    fn reduced(&self, values: &[f64]) -> f64 {
        let (mut sum, mut weights) = (ExactSum::new(), ExactSum::new());
        for (i, value) in values.iter().enumerate() {
            let w = self.weight.map_or(1.0, |w| w[i]);
            if w > 0.0 {
                sum.add_product(*value, w);
                weights.add(w);
            }
        }
        if self.sum { sum.round() } else { sum.ratio(&weights) }
    }
    /// The loss of an image from the sum over its parts.
    fn finish(&self, total: Pair) -> Dd<f64> {
        let Shape { height, width, channels, .. } = self.first.shape;
        let divisor = self.loss.divisor((height, width), channels);
        if !total.hi.is_finite() {
            return Dd::new(if total.hi.is_nan() { f64::NAN } else { total.hi * self.loss.factor() });
        }
        let value = Dd::from_parts(total.hi, total.lo) / Dd::new(divisor) * Dd::new(self.loss.factor());
        if self.loss.root() { crate::real::Real::sqrt(value) } else { value }
    }
    fn sums(&self, weight: Option<&[f64]>) -> Result<Vec<f64>, Error> {
        let mut this = *self;
        this.weight = weight;
        Ok(this.totals(None, &mut [])?.into_iter().map(|total| this.finish(total).hi()).collect())
    }
    /// The sum of each image; and the gradient, unless there are no scales.
    fn totals(&self, scales: Option<&[Dd<f64>]>, out: &mut [T]) -> Result<Vec<Pair>, Error> {
        let shape = self.first.shape;
        let (plane, planes) = (shape.plane(), shape.planes());
        let (size, bands) = (plane.height * plane.stride(), plane.height.div_ceil(BAND));
        let units = shape.images * planes * bands;
        let mut sums = vec![Pair::default(); units];
        let mut rows: Vec<&mut [T]> = match scales {
            Some(_) => out
                .chunks_mut(size.max(1))
                .flat_map(|plane| plane.chunks_mut(BAND * shape.plane().stride()))
                .collect(),
            None => (0..units).map(|_| <&mut [T]>::default()).collect(),
        };
        let isa = self.isa.unwrap_or_else(Detected::best);
        let unit = |i: usize, out: &mut [T]| {
            let (at, band) = (i / bands, i % bands);
            let image = at / planes;
            if self.weight.is_some_and(|w| w[image] == 0.0) {
                out.fill(T::default());
                return Pair::default();
            }
            let of = |images: Option<Images<'a, T>>| images.map_or(&[][..], |x| &x.data[at * size..][..size]);
            let scale = scales.map_or(Dd::new(1.0), |scales| scales[image]);
            let wanted = match scales {
                Some(_) => Wanted::Gradient { second: self.wrt_second },
                None => Wanted::Value,
            };
            self.loss.band(Band {
                isa,
                first: of(Some(self.first)),
                second: of(self.second),
                plane,
                from: band * BAND,
                to: plane.height.min((band + 1) * BAND),
                wanted,
                scale: [scale.hi(), scale.lo()],
                out,
            })
        };
        threads::run(
            self.threads,
            units,
            1,
            (&mut sums[..], &mut rows[..]),
            &|(sums, rows), n| {
                let ((sums, next), (rows, others)) = (sums.split_at_mut(n), rows.split_at_mut(n));
                ((sums, rows), (next, others))
            },
            &|range, (sums, rows)| {
                for ((i, sum), rows) in range.zip(sums).zip(rows) {
                    *sum = unit(i, rows);
                }
            },
        )?;
        let one = |sums: &[Pair]| sums.iter().fold(Pair::default(), |a, b| a.plus(*b));
        Ok(sums.chunks((planes * bands).max(1)).map(one).collect())
    }
}
