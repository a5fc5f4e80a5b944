//! Newton's method: steps to the minimum of a parabola, with the kinks of a penalty kept as they are.

use faer::{Mat, Side, linalg::solvers::Llt, prelude::Solve};

use crate::error::Result;
use crate::objective::Smooth;
use crate::penalty::Penalty;
use crate::quadratic::Quadratic;

/// When a solver is done.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stop {
    /// How small the gradient has to be, in the unit of each coefficient's reach.
    pub(crate) gradient: f64,
    /// How small where the objective does not change any more, to its last digit.
    pub(crate) loose: f64,
    pub(crate) most: usize,
}

/// What a method needs to know of the numbers that it looks for.
pub(crate) struct Space<'a> {
    pub(crate) kinks: &'a Penalty,
    pub(crate) outputs: usize,
    /// How many of them are penalised.
    pub(crate) penalised: usize,
    pub(crate) reach: &'a [f64],
}

/// Where a solver has come to.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) theta: Vec<f64>,
    pub(crate) objective: f64,
    pub(crate) gradient: f64,
    pub(crate) iterations: usize,
    pub(crate) converged: bool,
    /// The last step.
    pub(crate) step: Vec<f64>,
}

/// What is told of an iteration: the numbers, the objective and the gradient.
pub(crate) type Watch<'a> = dyn FnMut(usize, &[f64], f64, f64) + 'a;

/// Steps that are shorter than this do not help any more.
const SHORTEST: f64 = 1e-12;
/// How much smaller gradients may become than what is foreseen.
const NEARLY: f64 = 10.0;
/// A predicted decrease beside the objective that is rounding.
const ROUNDING: f64 = 1e-15;

/// From `theta` on, until the gradient is small or nothing gets better.
pub(crate) fn minimise(
    f: &dyn Smooth,
    space: &Space<'_>,
    mut theta: Vec<f64>,
    stop: Stop,
    watch: &mut Watch<'_>,
) -> Result<Found> {
    let n = theta.len();
    let mut gradient = vec![0.0; n];
    let kinks = |theta: &[f64]| space.kinks.value(&theta[..space.penalised], space.outputs);
    let mut smooth = f.gradient(&theta, &mut gradient)?;
    let mut value = smooth + kinks(&theta)?;
    let mut step = vec![0.0; n];
    let mut iterations = 0;
    let mut hessian = Mat::zeros(n, n);
    let mut before = 0.0;
    loop {
        // Without kinks the gradient says whether there is anything left to do, and the hessian costs most: the last one
        // does for a step that makes the gradient as much smaller as the last step did, if that is small enough.
        let plain = space.kinks.is_none().then(|| largest(&gradient, space.reach));
        let near = |norm: f64| norm <= stop.gradient || norm * (norm / before) <= NEARLY * stop.gradient;
        if !plain.is_some_and(near) {
            hessian = f.hessian(&theta)?;
        }
        before = plain.unwrap_or(before);
        let model = Quadratic::new(&hessian, &gradient, &theta, space);
        let norm = plain.map_or_else(|| model.residual(), Ok)?;
        watch(iterations, &theta, value, norm);
        let done = |theta, step, converged| {
            Ok(Found { theta, objective: value, gradient: norm, iterations, converged, step })
        };
        if norm <= stop.gradient || !value.is_finite() {
            return done(theta, step, norm <= stop.gradient);
        }
        if iterations == stop.most {
            return done(theta, step, false);
        }
        let to = model.minimum()?;
        let way: Vec<f64> = to.iter().zip(&theta).map(|(to, from)| to - from).collect();
        // What the step promises.
        let slope: f64 = gradient.iter().zip(&way).map(|(g, d)| g * d).sum();
        let promised = slope + kinks(&to)? - (value - smooth);
        let size = value.abs().max(smooth.abs());
        if promised >= 0.0 || promised.is_nan() {
            return done(theta, step, norm <= stop.loose);
        }
        let mut part = 1.0;
        let (next, next_value) = loop {
            let next: Vec<f64> = theta.iter().zip(&way).map(|(x, d)| x + part * d).collect();
            let reached = f.value(&next)? + kinks(&next)?;
            if reached <= value + 1e-4 * part * promised + ROUNDING * size {
                break (next, reached);
            }
            part *= 0.5;
            if part < SHORTEST {
                return done(theta, step, norm <= stop.loose);
            }
        };
        let stuck = part == 1.0 && -promised <= ROUNDING * size;
        step = next.iter().zip(&theta).map(|(a, b)| a - b).collect();
        theta = next;
        value = next_value;
        iterations += 1;
        smooth = f.gradient(&theta, &mut gradient)?;
        if stuck {
            // The objective is exact to the last digit; the step may still have made the gradient smaller.
            let norm = if space.kinks.is_none() {
                largest(&gradient, space.reach)
            } else {
                Quadratic::new(&f.hessian(&theta)?, &gradient, &theta, space).residual()?
            };
            watch(iterations, &theta, value, norm);
            return Ok(Found {
                theta,
                objective: value,
                gradient: norm,
                iterations,
                converged: norm <= stop.loose,
                step,
            });
        }
    }
}

/// The largest derivative, in the unit of each coefficient's reach.
pub(crate) fn largest(gradient: &[f64], reach: &[f64]) -> f64 {
    gradient.iter().zip(reach).map(|(g, s)| (g / s).abs()).fold(0.0, f64::max)
}

/// Solves a symmetric system whose matrix bends nowhere down: scaled to ones on the diagonal, and with so little added
/// to them that what is determined keeps its digits and what is not stays where it is.
pub(crate) fn solve(matrix: &Mat<f64>, right: &[f64]) -> Vec<f64> {
    let n = right.len();
    let scale: Vec<f64> =
        (0..n).map(|j| if matrix[(j, j)] > 0.0 { matrix[(j, j)].sqrt().recip() } else { 0.0 }).collect();
    let mut damping = 1e-13;
    loop {
        let scaled = Mat::from_fn(n, n, |i, j| {
            let one = if i == j { if scale[i] == 0.0 { 1.0 } else { damping } } else { 0.0 };
            matrix[(i, j)] * scale[i] * scale[j] + one
        });
        if let Ok(factors) = Llt::new(scaled.as_ref(), Side::Lower) {
            let mut x = Mat::from_fn(n, 1, |i, _| right[i] * scale[i]);
            factors.solve_in_place(x.as_mut());
            let x: Vec<f64> = (0..n).map(|i| x[(i, 0)] * scale[i]).collect();
            if x.iter().all(|x| x.is_finite()) {
                return x;
            }
        }
        damping *= 100.0;
        if damping > 1.0 {
            // Not a matrix of this kind; a scaled gradient step always goes down.
            return right.iter().zip(&scale).map(|(r, s)| r * s * s).collect();
        }
    }
}
