//! Densities given as functions.

use core::fmt;

use super::{Density, Point};
use crate::{
    Error,
    spec::{Domain, Value},
};

/// A density given by the function that is its logarithm.
///
/// ```
/// use lossfn::density::{FromLog, Normal, between};
///
/// // Laplace's distribution has a kink, which is a break point.
/// let laplace = FromLog::new(|x: f64| -x.abs() - 2f64.ln(), f64::NEG_INFINITY, f64::INFINITY)?.breaks(&[0.0])?;
/// let kl = between(&laplace, &Normal::new(0.0, 1.0)?).kl()?;
/// let exact = 0.5 * (2.0 * std::f64::consts::PI).ln() - 2f64.ln(); // ln(2π)/2 + E(x²)/2 - ln 2 - 1
/// assert!((kl.value - exact).abs() <= kl.error);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone)]
pub struct FromLog<F> {
    log: F,
    low: f64,
    high: f64,
    breaks: Vec<f64>,
    origin: f64,
}

impl<F: Fn(f64) -> f64> FromLog<F> {
    /// The density `e^log(x)` from `low` to `high`, which may be infinite. The function is not asked at the ends.
    ///
    /// # Errors
    /// When `low` is not below `high`.
    pub fn new(log: F, low: f64, high: f64) -> Result<Self, Error> {
        let allowed = Domain::Interval { low, high: f64::INFINITY, low_closed: false, high_closed: true };
        let lowest = Domain::Interval {
            low: f64::NEG_INFINITY,
            high: f64::INFINITY,
            low_closed: true,
            high_closed: false,
        };
        check("low", low, lowest)?;
        check("high", high, allowed)?;
        Ok(Self { log, low, high, breaks: vec![], origin: 0.0 })
    }
    /// Places where it changes quickly: peaks, kinks, jumps, and what is about as wide as a peak beside it.
    ///
    /// # Errors
    /// When one is not within the support.
    pub fn breaks(mut self, breaks: &[f64]) -> Result<Self, Error> {
        for &x in breaks {
            check("break", x, Domain::open(self.low, self.high))?;
        }
        self.breaks.extend(breaks);
        Ok(self)
    }
    /// The function is given the distance from `origin`, with all its digits, in the place of `x`, and `origin` is a
    /// break point: for a peak that is so narrow that floats beside it have few digits left.
    ///
    /// ```
    /// use lossfn::density::{FromLog, Normal, between};
    ///
    /// let log = |d: f64| -0.5 * (d * 1e6).powi(2) + (1e6 / (2.0 * std::f64::consts::PI).sqrt()).ln();
    /// let p = FromLog::new(log, f64::NEG_INFINITY, f64::INFINITY)?.around(1e6)?.breaks(&[1e6 + 1e-6])?;
    /// let q = Normal::new(1e6, 2e-6)?;
    /// assert!((between(&p, &q).kl()?.value - Normal::new(1e6, 1e-6)?.kl(&q)).abs() < 1e-9);
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// When it is not within the support.
    pub fn around(mut self, origin: f64) -> Result<Self, Error> {
        self = self.breaks(&[origin])?;
        self.origin = origin;
        Ok(self)
    }
}

impl<F> fmt::Debug for FromLog<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { low, high, breaks, origin, .. } = self;
        write!(f, "FromLog {{ low: {low:?}, high: {high:?}, breaks: {breaks:?}, origin: {origin:?}, .. }}")
    }
}

fn check(name: &'static str, x: f64, allowed: Domain) -> Result<(), Error> {
    if allowed.contains(x) {
        return Ok(());
    }
    Err(Error::Parameter { loss: "density", name, value: Value::Number(x), allowed: allowed.to_string() })
}

impl<F: Fn(f64) -> f64> Density for FromLog<F> {
    fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }
    fn log_density_at(&self, point: &Point) -> f64 {
        let (x, rest) = point.parts(self.origin);
        // Nearest inside, where rounding has reached an end.
        let (low, high) = ((self.low - self.origin).next_up(), (self.high - self.origin).next_down());
        let x = if x.is_nan() { x } else { x.max(low).min(high) };
        let log = (self.log)(x);
        // Between two floats that are far apart for what is so near to an end, along the chord.
        let next = if rest > 0.0 { x.next_up() } else { x.next_down() };
        if rest == 0.0 || next < low || next > high {
            return log;
        }
        let chord = ((self.log)(next) - log) * (rest / (next - x));
        if chord.is_finite() { log + chord } else { log }
    }
    fn breaks(&self) -> Vec<f64> {
        self.breaks.clone()
    }
}
