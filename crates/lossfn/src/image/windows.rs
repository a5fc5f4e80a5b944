//! Windows that slide over images: their weights, and which pixels they read.

use crate::real::{Dd, Parts, Real as _};

/// What windows read beyond the border.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Border {
    /// Nothing: only windows that lie wholly inside count.
    #[default]
    Valid,
    /// The image mirrored at its outermost pixels, which are not doubled: a window for each pixel.
    Reflect,
}

/// Along one axis: how many pixels there are, and windows of how many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Axis {
    pub(super) pixels: usize,
    pub(super) window: usize,
    pub(super) border: Border,
}

impl Axis {
    /// How many windows there are.
    pub(super) fn windows(&self) -> usize {
        match self.border {
            Border::Valid => (self.pixels + 1).saturating_sub(self.window),
            Border::Reflect => self.pixels,
        }
    }
    /// How far the first window reaches beyond the border.
    pub(super) fn pad(&self) -> usize {
        match self.border {
            Border::Valid => 0,
            Border::Reflect => self.window / 2,
        }
    }
    /// The pixel at a place that counts from the first one that the first window reads.
    #[inline]
    pub(super) fn pixel(&self, place: usize) -> usize {
        let pad = self.pad();
        if place < pad {
            pad - place
        } else if place - pad < self.pixels {
            place - pad
        } else {
            2 * (self.pixels - 1) - (place - pad)
        }
    }
    /// The pixels that a window reads.
    pub(super) fn reads(&self, window: usize) -> core::ops::Range<usize> {
        let pad = self.pad();
        window.saturating_sub(pad)..self.pixels.min(window + self.window - pad)
    }
    /// The windows that read some pixels.
    pub(super) fn readers(&self, pixels: &core::ops::Range<usize>) -> core::ops::Range<usize> {
        let pad = self.pad();
        // From the place of the pixel on, counted from the first place that is read.
        (pixels.start + pad).saturating_sub(self.window - 1)..self.windows().min(pixels.end + pad)
    }
    /// Whether a window reads as many pixels as it is wide, and a pixel is read by as many windows, each once: then the
    /// weights of either are those of the window.
    pub(super) fn plain(&self, line: usize) -> bool {
        match self.border {
            Border::Valid => line + 1 >= self.window && line + self.window <= self.pixels,
            Border::Reflect => line > self.window / 2 && line + self.window / 2 + 1 < self.pixels,
        }
    }
    /// What each pixel of [`Axis::reads`] counts in a window.
    pub(super) fn forward<R: Parts>(&self, window: usize, weights: &[R]) -> Vec<R> {
        let reads = self.reads(window);
        let mut out = vec![R::join(0.0, 0.0); reads.len()];
        for (t, w) in weights.iter().enumerate() {
            let at = self.pixel(window + t) - reads.start;
            out[at] = out[at] + *w;
        }
        out
    }
    /// What a pixel counts in each window of [`Axis::readers`].
    pub(super) fn backward<R: Parts>(&self, pixel: usize, weights: &[R]) -> Vec<R> {
        let one = |window: usize| {
            let read = weights.iter().enumerate().filter(|(t, _)| self.pixel(window + t) == pixel);
            read.fold(R::join(0.0, 0.0), |sum, (_, w)| sum + *w)
        };
        self.readers(&(pixel..pixel + 1)).map(one).collect()
    }
}

/// The weights of a window along an axis, which add up to 1: a Gaussian's, or equal ones.
pub(super) fn weights<R: Parts>(window: usize, sigma: Option<f64>) -> Vec<R> {
    let middle = (window / 2) as f64;
    let each = |i: usize| match sigma {
        None => Dd::new(1.0),
        Some(sigma) => {
            let (away, sigma) = (i as f64 - middle, Dd::new(sigma));
            (-(Dd::new(away * away) / (sigma * sigma * 2.0))).exp()
        }
    };
    let all: Vec<Dd<f64>> = (0..window).map(each).collect();
    let total = all.iter().fold(Dd::new(0.0), |sum, w| sum + *w);
    all.iter()
        .map(|w| {
            let w = *w / total;
            R::join(w.hi(), w.lo())
        })
        .collect()
}
