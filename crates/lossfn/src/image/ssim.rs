//! Structural similarity.

pub use super::windows::Border;
use super::{
    Images, OnImages,
    on::{Band, ImageLoss, Wanted, sealed::Sealed},
    sliding::{self, Settings},
    windows::Axis,
};
use crate::{
    Error,
    data::Element,
    kernels::{Detected, Pair},
    spec::{Domain, Value},
    threads,
};

/// How the pixels of a window are weighed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Window {
    /// By a Gaussian of the standard deviation `sigma`, cut off and normalised: the weights add up to 1.
    #[default]
    Gaussian,
    /// Equally, with the variances and covariances of a sample, which divide by one less than the pixels of a window.
    Uniform,
}

/// One minus the structural similarity of two images: how different they look, window by window.
///
/// In each window means, variances and the covariance of both images are compared:
///
/// ```text
/// ssim = (2 mx my + c1) (2 cov + c2) / ((mx^2 + my^2 + c1) (vx + vy + c2)),  c1 = (k1 data_range)^2, c2 = (k2 data_range)^2
/// ```
///
/// * **Denominators.** The loss of an image is 1 less the mean of `ssim` over its windows and channels, each of which
///   counts as much. The mean over images is as [`OnImages`] says.
/// * **Shapes.** Two [`Images`] of one shape; a window is `window` by `window` pixels, which is odd and fits into them.
/// * **Range.** The loss is from 0 to 2, and 0 of equal images alone, exactly, with the gradient 0. Pixels are in units of
///   `data_range`: 1 for those from 0 to 1, 255 for bytes.
/// * **Accuracy.** Computed from the difference of the images, so nothing cancels where they are nearly equal: f32 in
///   f64, or in double-double where an image is that much brighter than its contrast, f64 in double-double. f64
///   are below 1e150 in size.
/// * Of pixels that are not finite the loss is NaN, and so are the gradients and similarities of all windows that read them.
///
/// Wang, Bovik, Sheikh and Simoncelli (2004), Image quality assessment: from error visibility to structural similarity,
/// doi:10.1109/TIP.2003.819861
///
/// ```
/// use lossfn::image::{Images, Ssim};
/// let x: Vec<f32> = (0..16 * 16).map(|i| (i % 7) as f32 / 7.0).collect();
/// let y: Vec<f32> = x.iter().map(|x| 0.5 * x + 0.25).collect(); // half the contrast
/// let (x, y) = (Images::single(&x, (16, 16))?, Images::single(&y, (16, 16))?);
/// let ssim = Ssim::new();
/// assert_eq!(ssim.on(x, x).value_and_gradient()?, (0.0, vec![0.0; 256]));
///
/// let (value, gradient) = ssim.on(x, y).value_and_gradient()?; // in the first image
/// assert!((0.19..0.22).contains(&value) && gradient.len() == 256);
/// let map = ssim.on(x, y).map()?; // 6 by 6 windows
/// assert!(map.len() == 36 && map.iter().all(|s| (0.78..0.82).contains(s)));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ssim {
    settings: Settings,
    half: bool,
}

impl Default for Ssim {
    fn default() -> Self {
        Self::new()
    }
}

impl Ssim {
    pub(super) const NAME: &'static str = "ssim";
    /// Windows of 11 pixels with a Gaussian of 1.5, wholly inside, of pixels from 0 to 1.
    pub const fn new() -> Self {
        let settings = Settings {
            window: 11,
            sigma: Some(1.5),
            sample: false,
            k: [0.01, 0.03],
            range: 1.0,
            border: Border::Valid,
        };
        Self { settings, half: false }
    }
    /// How many pixels a window is wide and high.
    ///
    /// # Errors
    /// When that is not an odd number from 3 to 1023.
    pub fn window(mut self, pixels: usize) -> Result<Self, Error> {
        if !(3..1024).contains(&pixels) || pixels.is_multiple_of(2) {
            return Err(wrong("window", Value::Number(pixels as f64), "an odd number from 3 to 1023".into()));
        }
        self.settings.window = pixels;
        Ok(self)
    }
    /// The standard deviation of the Gaussian, in pixels.
    ///
    /// # Errors
    /// When it is not positive and finite.
    pub fn sigma(mut self, sigma: f64) -> Result<Self, Error> {
        let sigma = positive("sigma", sigma)?;
        if self.settings.sigma.is_some() {
            self.settings.sigma = Some(sigma);
        }
        Ok(self)
    }
    /// The constants `k1` and `k2`, in parts of the range: what means and variances are compared with.
    ///
    /// # Errors
    /// When one is not positive and finite.
    pub fn constants(mut self, k1: f64, k2: f64) -> Result<Self, Error> {
        self.settings.k = [positive("k1", k1)?, positive("k2", k2)?];
        Ok(self)
    }
    /// From black to white, in units of the pixels.
    ///
    /// # Errors
    /// When it is not positive and finite.
    pub fn data_range(mut self, range: f64) -> Result<Self, Error> {
        self.settings.range = positive("data_range", range)?;
        Ok(self)
    }
    /// What windows read beyond the border.
    #[must_use]
    pub const fn border(mut self, border: Border) -> Self {
        self.settings.border = border;
        self
    }
    /// How the pixels of a window are weighed. Equal weights have no `sigma`.
    #[must_use]
    pub const fn window_kind(mut self, kind: Window) -> Self {
        self.settings.sample = matches!(kind, Window::Uniform);
        self.settings.sigma = match (kind, self.settings.sigma) {
            (Window::Uniform, _) => None,
            (Window::Gaussian, None) => Some(1.5),
            (Window::Gaussian, sigma) => sigma,
        };
        self
    }
    /// Half of the loss: from 0 to 1.
    pub(super) const fn halved(mut self) -> Self {
        self.half = true;
        self
    }
    /// The loss on data, nothing computed yet.
    pub fn on<'a, T: Element>(self, first: Images<'a, T>, second: Images<'a, T>) -> OnImages<'a, T, Self> {
        OnImages::new(self, first, Some(second))
    }
}

fn wrong(name: &'static str, value: Value, allowed: String) -> Error {
    Error::Parameter { loss: Ssim::NAME, name, value, allowed }
}
fn positive(name: &'static str, x: f64) -> Result<f64, Error> {
    // Its square has to be a number, too.
    if x > 1e-100 && x < 1e100 {
        return Ok(x);
    }
    let allowed =
        if x > 0.0 && x.is_finite() { "from 1e-100 to 1e100".into() } else { Domain::POSITIVE.to_string() };
    Err(wrong(name, Value::Number(x), allowed))
}

impl Sealed for Ssim {}
impl ImageLoss for Ssim {
    const NAME: &'static str = Self::NAME;
    fn check(&self, (height, width): (usize, usize)) -> Result<(), Error> {
        let window = self.settings.window;
        if height.min(width) >= window {
            return Ok(());
        }
        Err(Error::Shape {
            input: "images",
            got: format!("{height} x {width}"),
            want: format!("at least one window of {window} x {window}"),
        })
    }
    fn divisor(&self, (height, width): (usize, usize), channels: usize) -> f64 {
        let windows = |pixels| self.axis(pixels).windows() as f64;
        windows(height) * windows(width) * channels as f64
    }
    fn factor(&self) -> f64 {
        if self.half { 0.5 } else { 1.0 }
    }
    fn band<T: Element>(&self, band: Band<'_, T>) -> Pair {
        sliding::band(&self.settings, band, false)
    }
}
impl Ssim {
    fn axis(&self, pixels: usize) -> Axis {
        Axis { pixels, window: self.settings.window, border: self.settings.border }
    }
}

impl<T: Element> OnImages<'_, T, Ssim> {
    /// How many windows there are from top to bottom and from left to right: the size of a [map](OnImages::map).
    ///
    /// # Errors
    /// As [`OnImages::values`].
    pub fn map_size(self) -> Result<(usize, usize), Error> {
        self.check()?;
        let (height, width) = self.first.size();
        Ok((self.loss.axis(height).windows(), self.loss.axis(width).windows()))
    }
    /// The structural similarity of each window, as the images stand, with [as many](OnImages::map_size) windows in
    /// the place of the pixels: from -1 to 1, and 1 where both images are equal.
    ///
    /// # Errors
    /// As [`OnImages::values`].
    pub fn map(self) -> Result<Vec<T>, Error> {
        let (height, width) = self.map_size()?;
        let shape = self.first.shape;
        let plane = shape.plane();
        let (size, row) = (plane.height * plane.stride(), width * plane.step);
        let mut out = vec![T::default(); shape.images * shape.planes() * height * row];
        let bands = height.div_ceil(sliding::MAP_BAND);
        let mut parts: Vec<&mut [T]> = out
            .chunks_mut(height * row)
            .flat_map(|plane| plane.chunks_mut(sliding::MAP_BAND * row))
            .collect();
        let isa = self.isa.unwrap_or_else(Detected::best);
        let second = self.second.map_or(&[][..], |x| x.data);
        threads::run(
            self.threads,
            parts.len(),
            1,
            &mut parts[..],
            &|parts, n| parts.split_at_mut(n),
            &|range, parts| {
                for (i, part) in range.zip(parts) {
                    let (at, from) = (i / bands * size, i % bands * sliding::MAP_BAND);
                    let band = Band {
                        isa,
                        first: &self.first.data[at..][..size],
                        second: &second[at..][..size],
                        plane,
                        from,
                        to: height.min(from + sliding::MAP_BAND),
                        wanted: Wanted::Value,
                        scale: [1.0, 0.0],
                        out: part,
                    };
                    sliding::band(&self.loss.settings, band, true);
                }
            },
        )?;
        Ok(out)
    }
}
