//! Where values may lie.

use core::fmt;

/// Values that are allowed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Domain {
    /// An interval, each end open or closed.
    Interval {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
        /// Whether the lower end belongs to it.
        low_closed: bool,
        /// Whether the upper end belongs to it.
        high_closed: bool,
    },
    /// Finite numbers but not those between two, which themselves belong to it.
    Outside {
        /// The upper end of the lower part.
        low: f64,
        /// The lower end of the upper part.
        high: f64,
    },
    /// A few values.
    Points(&'static [f64]),
}

impl Domain {
    /// Every number and the infinities.
    pub const REAL: Self = Self::closed(f64::NEG_INFINITY, f64::INFINITY);
    /// Any number that is finite.
    pub const FINITE: Self = Self::open(f64::NEG_INFINITY, f64::INFINITY);
    /// Above 0, finite.
    pub const POSITIVE: Self = Self::open(0.0, f64::INFINITY);
    /// 0 and above, finite.
    pub const NON_NEGATIVE: Self =
        Self::Interval { low: 0.0, high: f64::INFINITY, low_closed: true, high_closed: false };
    /// From 0 to 1.
    pub const UNIT: Self = Self::closed(0.0, 1.0);
    /// A label 0 or 1.
    pub const BINARY: Self = Self::Points(&[0.0, 1.0]);
    /// A label -1 or +1.
    pub const SIGN: Self = Self::Points(&[-1.0, 1.0]);

    /// Both ends belong to it.
    pub const fn closed(low: f64, high: f64) -> Self {
        Self::Interval { low, high, low_closed: true, high_closed: true }
    }
    /// Neither end belongs to it.
    pub const fn open(low: f64, high: f64) -> Self {
        Self::Interval { low, high, low_closed: false, high_closed: false }
    }
    /// Whether a value is allowed; NaN never is.
    pub fn contains(self, x: f64) -> bool {
        match self {
            Self::Interval { low, high, low_closed, high_closed } => {
                (low < x || low_closed && low == x) && (x < high || high_closed && high == x)
            }
            Self::Outside { low, high } => x.is_finite() && (x <= low || high <= x),
            Self::Points(points) => points.contains(&x),
        }
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Interval { low, high, low_closed, high_closed } => {
                let (open, close) = (if low_closed { '[' } else { '(' }, if high_closed { ']' } else { ')' });
                write!(f, "{open}{low}, {high}{close}")
            }
            Self::Outside { low, high } => write!(f, "(-inf, {low}] or [{high}, inf)"),
            Self::Points(points) => {
                for (i, x) in points.iter().enumerate() {
                    write!(f, "{}{x}", if i == 0 { "" } else { " or " })?;
                }
                Ok(())
            }
        }
    }
}
