//! Losses with kinks, such as the absolute one and the hinge: Newton's method on envelopes without kinks.
//!
//! The envelope of a loss is the least of it and a parabola about a prediction that a multiplier has shifted: smooth,
//! with the proximal operator of the loss for its slope. Its minimum gives the multipliers, and these the next envelope.
//! Slopes of the loss are what the multipliers come to, so both they and the coefficients are found to the last digits
//! (Rockafellar, 1976, Augmented Lagrangians and applications of the proximal point algorithm in convex programming,
//! doi:10.1287/moor.1.2.97).

use std::rc::Rc;

use faer::Mat;

use crate::cost::Curvature;
use crate::error::Result;
use crate::newton::{Found, Space, Stop, Watch, minimise};
use crate::objective::{Objective, Smooth};

/// Envelopes at the most.
const ROUNDS: usize = 60;
/// Steps of Newton's method for one of them, which is more than they take but where rounding hides how they end.
const INNER: usize = 50;
/// So many in a row that come no nearer end the search.
const PATIENCE: usize = 4;
/// How much narrower each parabola is than the one before, and how narrow it may become beside the first.
const NARROWER: f64 = 4.0;
const NARROWEST: f64 = 1e9;
/// How strongly the coefficients are held where they are, beside the parabola, at first and in the end.
const HELD: f64 = 1e-3;
const LEAST_HELD: f64 = 1e-9;

struct Envelope<'a> {
    objective: &'a Objective<'a>,
    rho: f64,
    /// The slope of the loss of each row.
    slopes: &'a [f64],
    /// Where the coefficients are held, and how strongly each.
    held: &'a [f64],
    holding: &'a [f64],
}

/// What an envelope is at some coefficients.
struct At {
    eta: Rc<Vec<f64>>,
    z: Vec<f64>,
    slopes: Vec<f64>,
    moves: Vec<f64>,
}

impl Envelope<'_> {
    fn at(&self, theta: &[f64]) -> Result<At> {
        let eta = self.objective.eta(theta);
        let v: Vec<f64> = eta.iter().zip(self.slopes).map(|(eta, s)| eta + s / self.rho).collect();
        let found = self.objective.cost.proximal(&v, self.rho)?;
        let slopes = v.iter().zip(&found.at).map(|(v, z)| self.rho * (v - z)).collect();
        Ok(At { eta, z: found.at, slopes, moves: found.moves })
    }
    fn value_at(&self, at: &At, theta: &[f64]) -> Result<f64> {
        let cost = &self.objective.cost;
        let losses = cost.rows(&at.z)?;
        let one = |i: usize| {
            let envelope = losses[i] + (at.slopes[i].powi(2) - self.slopes[i].powi(2)) / (2.0 * self.rho);
            cost.weights[i] * envelope
        };
        let held = theta.iter().zip(self.held).zip(self.holding).map(|((x, h), s)| 0.5 * s * (x - h).powi(2));
        Ok(crate::sums::sum((0..losses.len()).map(one)) + held.sum::<f64>())
    }
}

impl Smooth for Envelope<'_> {
    fn value(&self, theta: &[f64]) -> Result<f64> {
        let penalty = self.objective.smooth.value(&theta[..self.objective.penalised()], 1)?;
        Ok(self.value_at(&self.at(theta)?, theta)? + penalty)
    }
    fn gradient(&self, theta: &[f64], gradient: &mut [f64]) -> Result<f64> {
        let at = self.at(theta)?;
        let by_prediction: Vec<f64> =
            at.slopes.iter().zip(&self.objective.cost.weights).map(|(s, w)| s * w).collect();
        self.objective.x.transposed(&by_prediction, 1, gradient);
        for (j, g) in gradient.iter_mut().enumerate() {
            *g += self.holding[j] * (theta[j] - self.held[j]);
        }
        let penalty = self.objective.with_smooth(theta, gradient)?;
        Ok(self.value_at(&at, theta)? + penalty)
    }
    fn hessian(&self, theta: &[f64]) -> Result<Mat<f64>> {
        let at = self.at(theta)?;
        let weights = &self.objective.cost.weights;
        let of = at.moves.iter().zip(weights).map(|(moves, w)| w * self.rho * (1.0 - moves)).collect();
        let mut hessian = self.objective.of_cost(Curvature { outputs: 1, of });
        self.objective.bend(theta, &mut hessian)?;
        self.holding.iter().enumerate().for_each(|(j, s)| hessian[(j, j)] += s);
        Ok(hessian)
    }
}

/// From `theta` on; `spread` is how far predictions are from where the loss is least, typically.
pub(crate) fn minimise_kinks(
    objective: &Objective<'_>,
    space: &Space<'_>,
    theta: Vec<f64>,
    spread: f64,
    stop: Stop,
    watch: &mut Watch<'_>,
) -> Result<Found> {
    let (_, by_prediction) = objective.cost.value_and_gradient(&objective.eta(&theta))?;
    let weights = &objective.cost.weights;
    let mut slopes: Vec<f64> =
        by_prediction.iter().zip(weights).map(|(g, w)| if *w > 0.0 { g / w } else { 0.0 }).collect();
    let typical = by_prediction.iter().map(|g| g.abs()).sum::<f64>();
    let first = (typical / spread).max(f64::MIN_POSITIVE);
    let (mut rho, mut hold) = (first, HELD);
    let mut found = Found {
        objective: objective.whole(&theta)?,
        step: vec![0.0; theta.len()],
        theta,
        gradient: f64::INFINITY,
        iterations: 0,
        converged: false,
    };
    let mut theta = found.theta.clone();
    let mut waited = 0;
    for _ in 0..ROUNDS {
        let held = theta.clone();
        let holding: Vec<f64> = space.reach.iter().map(|s| hold * rho * s * s).collect();
        let envelope = Envelope { objective, rho, slopes: &slopes, held: &held, holding: &holding };
        // Early envelopes lead the way only.
        let inner = Stop { gradient: 0.1 * stop.gradient, most: INNER, ..stop };
        let got = minimise(&envelope, space, held.clone(), inner, &mut |_, _, _, _| {})?;
        let at = envelope.at(&got.theta)?;
        // What is left of the two conditions: that predictions are where the loss has these slopes, and that the slopes
        // balance without the coefficients being held.
        let apart = at.eta.iter().zip(&at.z).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        let pulled = (0..held.len())
            .map(|j| holding[j] * (got.theta[j] - held[j]).abs() / space.reach[j])
            .fold(0.0, f64::max);
        let iterations = found.iterations + got.iterations.max(1);
        let gradient = (got.gradient + pulled).max(apart * typical / spread);
        let step = got.theta.iter().zip(&held).map(|(a, b)| a - b).collect();
        let value = objective.whole(&got.theta)?;
        watch(iterations, &got.theta, value, gradient);
        theta.clone_from(&got.theta);
        found.iterations = iterations;
        if gradient < found.gradient {
            waited = 0;
            found =
                Found { objective: value, theta: got.theta, gradient, iterations, converged: false, step };
        } else {
            waited += 1;
        }
        slopes = at.slopes;
        if found.gradient <= stop.gradient || iterations >= stop.most || waited == PATIENCE {
            break;
        }
        rho = (rho * NARROWER).min(first * NARROWEST);
        hold = (hold / NARROWER).max(LEAST_HELD);
    }
    // Where nothing comes nearer any more, rounding is what is left.
    found.converged = found.gradient <= stop.loose;
    Ok(found)
}
