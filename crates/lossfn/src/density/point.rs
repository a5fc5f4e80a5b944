//! Numbers that know how far they are from the ends of an interval.

/// A number between two others, with its distances from both to all their digits: near an end, the
/// number itself has lost them.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    low: f64,
    high: f64,
    /// The logarithms of the distances from both ends, infinite at an infinite end.
    ln_from_low: f64,
    ln_from_high: f64,
}

impl Point {
    /// The number itself.
    pub fn at(x: f64) -> Self {
        Self { low: x, high: x, ln_from_low: f64::NEG_INFINITY, ln_from_high: f64::NEG_INFINITY }
    }
    /// From an interval and the logarithms of the distances from its ends.
    pub(super) fn between(low: f64, high: f64, ln_from_low: f64, ln_from_high: f64) -> Self {
        Self { low, high, ln_from_low, ln_from_high }
    }
    /// Whether the interval lies within another.
    pub(super) fn within(&self, low: f64, high: f64) -> bool {
        low <= self.low && self.high <= high
    }
    /// The number, rounded.
    pub fn x(&self) -> f64 {
        self.minus(0.0)
    }
    /// Its distance from `c`, with a sign. It is as exact as can be where `c` is an end.
    pub fn minus(&self, c: f64) -> f64 {
        self.parts(c).0
    }
    /// The same, and what rounding took from it, where that is some part of the distance from the nearer end.
    pub(super) fn parts(&self, c: f64) -> (f64, f64) {
        if self.low == self.high {
            return (self.low - c, 0.0);
        }
        let (end, by) = if self.ln_from_low <= self.ln_from_high {
            (self.low - c, self.ln_from_low.exp())
        } else {
            (self.high - c, -self.ln_from_high.exp())
        };
        let x = end + by;
        let rest = (end - x) + by;
        (x, if end.abs() > by.abs() && rest.abs() > 1e-12 * by.abs() { rest } else { 0.0 })
    }
    /// The logarithm of its distance from `c`, which is not above it.
    pub fn ln_above(&self, c: f64) -> f64 {
        if self.low == c && c < self.high { self.ln_from_low } else { self.minus(c).ln() }
    }
    /// The logarithm of its distance from `c`, which is not below it.
    pub fn ln_below(&self, c: f64) -> f64 {
        if self.high == c && self.low < c { self.ln_from_high } else { (-self.minus(c)).ln() }
    }
}
