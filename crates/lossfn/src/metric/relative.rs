//! Errors relative to a size.

use crate::real::Dd;

/// `|a - b| / |b|`, or `2 |a - b| / (|a| + |b|)` where it is symmetric, to twice the digits of f64. An
/// exact prediction has no error, also of 0; an infinite number stands for the limit.
pub(super) fn relative(a: f64, b: f64, symmetric: bool) -> Dd<f64> {
    if a == b && a.is_finite() {
        return Dd::new(0.0);
    }
    if a.is_infinite() != b.is_infinite() && !a.is_nan() && !b.is_nan() {
        return Dd::new(match (symmetric, a.is_infinite()) {
            (true, _) => 2.0,
            (false, true) => f64::INFINITY,
            (false, false) => 1.0,
        });
    }
    // A common power of two changes nothing, and keeps both parts of a pair in range.
    let largest = a.abs().max(b.abs());
    let scale = if largest > 1e300 {
        2f64.powi(-8)
    } else if largest < 1e-250 {
        2f64.powi(256)
    } else {
        1.0
    };
    let (a, b) = (a * scale, b * scale);
    let distance = if a < b { Dd::from_parts(b, -a) } else { Dd::from_parts(a, -b) };
    if symmetric {
        (distance + distance) / Dd::from_parts(a.abs(), b.abs())
    } else {
        distance / Dd::new(b.abs())
    }
}
