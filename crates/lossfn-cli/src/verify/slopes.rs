//! Derivatives against differences of values and of gradients.

use lossfn::AnyLoss;

use super::points::Point;
use crate::failure::Result;

/// Derivatives agree when they differ by less than this, relative to their size.
const TOLERANCE: f64 = 1e-6;

/// Or by less than this: differences of a value that cancels to 0 have no digits.
const SMALLEST: f64 = 1e-10;

/// Steps, relative to the place: shorter ones where a loss bends within the one before.
const STEPS: [f64; 3] = [1e-3, 1e-5, 1e-7];

/// What differences say about a derivative.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Verdict {
    /// Up to this relative error.
    Agrees(f64),
    /// There is a kink, and what is given lies between the slopes on both sides.
    Kink,
    Wrong,
}

impl Verdict {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Wrong, _) | (_, Self::Wrong) => Self::Wrong,
            (Self::Agrees(a), Self::Agrees(b)) => Self::Agrees(a.max(b)),
            _ => Self::Kink,
        }
    }
}

/// Gradient and hessian in element `k` of the row; `None` where there is no room for differences.
pub(super) fn check(loss: &AnyLoss, point: &Point, k: usize) -> Result<Option<Verdict>> {
    let x = point.row[k];
    let room = (x - point.ends.0).min(point.ends.1 - x).min(x.abs().max(1.0));
    let [value, ..] = at(loss, point, k, x)?;
    if !value.is_finite() || room <= 0.0 || loss.terms().iter().any(|t| t.loss.spec().holds_a_number()) {
        return Ok(None);
    }
    for step in STEPS {
        match with_step(loss, point, k, step * room)? {
            Some(Verdict::Wrong) => {}
            verdict => return Ok(verdict),
        }
    }
    Ok(Some(Verdict::Wrong))
}

/// `None` where the loss is infinite beside the point.
fn with_step(loss: &AnyLoss, point: &Point, k: usize, step: f64) -> Result<Option<Verdict>> {
    // Places from far left to far right; 0 is the point itself.
    let offsets = [-1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0];
    let place = |o: &f64| at(loss, point, k, point.row[k] + o * step);
    let around = offsets.iter().map(place).collect::<Result<Vec<_>>>()?;
    let of = |order: usize| around.iter().map(|p| p[order]).collect::<Vec<f64>>();
    let (values, gradients) = (of(0), of(1));
    if values.iter().any(|v| v.is_infinite()) {
        return Ok(None);
    }
    let [_, gradient, hessian] = around[3];
    let first = judge(gradient, &values, step);
    if !loss.spec().stage.has_hessian() {
        return Ok(Some(first));
    }
    let mut second = judge(hessian, &gradients, step);
    if first == Verdict::Kink || jumps(&gradients) {
        // The slope jumps: there is no second derivative to compare with.
        second = Verdict::Kink;
    }
    Ok(Some(first.and(second)))
}

/// Value, gradient and hessian where element `k` of the row is `x`.
fn at(loss: &AnyLoss, point: &Point, k: usize, x: f64) -> Result<[f64; 3]> {
    let mut row = point.row.clone();
    row[k] = x;
    let (value, gradient, hessian) = point.kernels(loss, &row, &point.other)?;
    Ok([value, gradient[k], hessian.get(k).copied().unwrap_or(f64::NAN)])
}

/// Whether a function jumps in the middle: what it changes by does not shrink with the step.
fn jumps(f: &[f64]) -> bool {
    let change = |i: usize| (f[6 - i] - f[i]).abs();
    change(2) > 0.5 * change(0) && change(2) > 1e-9 * f[3].abs().max(1e-3)
}

/// Compares a slope with the function at -1, -1/2, -1/4, 0, 1/4, 1/2 and 1 steps around the point.
fn judge(given: f64, f: &[f64], step: f64) -> Verdict {
    let central = |i: usize, width: f64| (f[6 - i] - f[i]) / (2.0 * width * step);
    // Richardson: what is left is of the fourth order in the step.
    let difference = (4.0 * central(1, 0.5) - central(0, 1.0)) / 3.0;
    // On one side the same, of the third order.
    let side = |sign: f64, i: [usize; 3]| {
        let [a, b, c] = [0.25, 0.5, 1.0].map(|width| sign * width * step);
        let [a, b, c] = [(i[0], a), (i[1], b), (i[2], c)].map(|(i, h)| (f[i] - f[3]) / h);
        (4.0 * (2.0 * a - b) - (2.0 * b - c)) / 3.0
    };
    let (left, right) = (side(-1.0, [2, 1, 0]), side(1.0, [4, 5, 6]));
    let size = given.abs().max(difference.abs());
    let noise = SMALLEST + 64.0 * f64::EPSILON * f.iter().fold(0.0f64, |m, y| m.max(y.abs())) / step;
    let error = (given - difference).abs();
    if error <= TOLERANCE * size + noise {
        Verdict::Agrees(error / size.max(1.0))
    } else {
        // At a kink any slope between those of both sides will do.
        let slack = TOLERANCE * left.abs().max(right.abs()) + 16.0 * noise;
        let between = given >= left.min(right) - slack && given <= left.max(right) + slack;
        if between { Verdict::Kink } else { Verdict::Wrong }
    }
}
