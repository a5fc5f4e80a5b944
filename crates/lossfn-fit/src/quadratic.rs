//! The minimum of a parabola and a penalty with kinks.

use faer::Mat;

use crate::error::Result;
use crate::newton::{Space, largest, solve};

/// `g (u - theta) + (u - theta) H (u - theta)/2 + penalty(u)`.
pub(crate) struct Quadratic<'a> {
    hessian: &'a Mat<f64>,
    gradient: &'a [f64],
    theta: &'a [f64],
    space: &'a Space<'a>,
}

/// Sweeps over the coordinates, and steps of the gradient, at the most.
const SWEEPS: usize = 20_000;
/// After so many sweeps it is tried whether the kinks are those of the minimum.
const TRIAL: usize = 8;
/// Changes beside the predictions' that are rounding.
const STILL: f64 = 1e-15;

impl<'a> Quadratic<'a> {
    pub(crate) fn new(
        hessian: &'a Mat<f64>,
        gradient: &'a [f64],
        theta: &'a [f64],
        space: &'a Space<'a>,
    ) -> Self {
        Self { hessian, gradient, theta, space }
    }
    fn bends(&self, j: usize) -> f64 {
        self.hessian[(j, j)]
    }
    /// One step for all where the penalty needs it.
    fn step(&self) -> f64 {
        let most = (0..self.theta.len()).map(|j| self.bends(j)).fold(0.0, f64::max);
        if most > 0.0 { most.recip() } else { 1.0 }
    }
    /// The gradient, in the units of the coefficients' reach; with kinks, what a step of the proximal gradient moves
    /// over its length.
    pub(crate) fn residual(&self) -> Result<f64> {
        let Space { kinks, penalised, outputs, reach } = *self.space;
        let mut moved: Vec<f64> = self.gradient.to_vec();
        if !kinks.is_none() {
            let step = |j: usize| {
                if self.bends(j) > 0.0 && kinks.separable() { self.bends(j).recip() } else { self.step() }
            };
            let steps: Vec<f64> = (0..penalised).map(step).collect();
            let from: Vec<f64> =
                (0..penalised).map(|j| self.theta[j] - steps[j] * self.gradient[j]).collect();
            let to = kinks.prox(&from, outputs, &steps)?;
            for j in 0..penalised {
                moved[j] = (self.theta[j] - to[j]) / steps[j];
            }
        }
        Ok(largest(&moved, reach))
    }
    /// Where it is least.
    pub(crate) fn minimum(&self) -> Result<Vec<f64>> {
        if self.space.kinks.is_none() {
            let down: Vec<f64> = self.gradient.iter().map(|g| -g).collect();
            let way = solve(self.hessian, &down);
            return Ok(self.theta.iter().zip(way).map(|(x, d)| x + d).collect());
        }
        if self.space.kinks.separable() { self.by_coordinates() } else { self.by_gradients() }
    }
    /// Its gradient without the kinks at some point.
    fn slopes(&self, u: &[f64]) -> Vec<f64> {
        let way: Vec<f64> = u.iter().zip(self.theta).map(|(u, x)| u - x).collect();
        let one = |i: usize| {
            let row: f64 = (0..u.len()).map(|j| self.hessian[(j, i)] * way[j]).sum();
            self.gradient[i] + row
        };
        (0..u.len()).map(one).collect()
    }
    fn value(&self, u: &[f64], slopes: &[f64]) -> Result<f64> {
        let smooth: f64 =
            (0..u.len()).map(|j| 0.5 * (slopes[j] + self.gradient[j]) * (u[j] - self.theta[j])).sum();
        Ok(smooth + self.space.kinks.value(&u[..self.space.penalised], self.space.outputs)?)
    }
    /// One coordinate after the other, and now and then all that are on no kink at once.
    fn by_coordinates(&self) -> Result<Vec<f64>> {
        let Space { kinks, penalised, .. } = *self.space;
        let n = self.theta.len();
        let mut u = self.theta.to_vec();
        let mut slopes = self.gradient.to_vec();
        for sweep in 1..=SWEEPS {
            let (mut moved, mut size) = (0.0f64, 0.0f64);
            for j in 0..n {
                let bends = self.bends(j);
                if bends <= 0.0 {
                    continue;
                }
                let free = u[j] - slopes[j] / bends;
                let to = if j < penalised { kinks.prox_one(free, bends.recip())? } else { free };
                let by = to - u[j];
                size = size.max(bends.sqrt() * to.abs());
                if by != 0.0 {
                    u[j] = to;
                    moved = moved.max(bends.sqrt() * by.abs());
                    let column = self.hessian.col_as_slice(j);
                    slopes.iter_mut().zip(column).for_each(|(s, h)| *s += h * by);
                }
            }
            if moved <= STILL * size {
                break;
            }
            if sweep % TRIAL == 0 {
                slopes = self.slopes(&u);
                if let Some((better, its)) = self.polished(&u, &slopes)? {
                    // Nothing but rounding is left where all coordinates stay.
                    let done = self.settled(&better, &its)?;
                    (u, slopes) = (better, its);
                    if done {
                        break;
                    }
                }
            }
        }
        Ok(u)
    }
    /// Whether no coordinate wants to move.
    fn settled(&self, u: &[f64], slopes: &[f64]) -> Result<bool> {
        for j in 0..u.len() {
            let bends = self.bends(j);
            if bends > 0.0 {
                let free = u[j] - slopes[j] / bends;
                let to = if j < self.space.penalised {
                    self.space.kinks.prox_one(free, bends.recip())?
                } else {
                    free
                };
                let largest = free.abs().max(u[j].abs()) + (slopes[j] / bends).abs();
                if (to - u[j]).abs() > 1e-13 * largest {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }
    /// The minimum over the coordinates that are on no kink, where it is lower.
    fn polished(&self, u: &[f64], slopes: &[f64]) -> Result<Option<(Vec<f64>, Vec<f64>)>> {
        let Space { kinks, penalised, .. } = *self.space;
        let (by_penalty, bent) = kinks.derivatives(&u[..penalised])?;
        let mut free = vec![];
        for j in 0..u.len() {
            if self.bends(j) <= 0.0 {
                continue;
            }
            // On a kink the penalty holds the coordinate with another slope than the smallest.
            if j >= penalised || u[j] != 0.0 || (by_penalty[j] + slopes[j]).abs() < 1e-12 * slopes[j].abs() {
                free.push(j);
            }
        }
        let extra = |j: usize, of: &[f64]| if j < penalised { of[j] } else { 0.0 };
        let matrix = Mat::from_fn(free.len(), free.len(), |a, b| {
            let (i, j) = (free[a], free[b]);
            self.hessian[(i, j)] + if i == j { extra(i, &bent) } else { 0.0 }
        });
        let right: Vec<f64> = free.iter().map(|&j| -(slopes[j] + extra(j, &by_penalty))).collect();
        let way = solve(&matrix, &right);
        let mut to = u.to_vec();
        for (&j, d) in free.iter().zip(&way) {
            to[j] += d;
            if j < penalised && u[j] != 0.0 && to[j] * u[j] <= 0.0 {
                return Ok(None);
            }
        }
        let its = self.slopes(&to);
        let better = self.value(&to, &its)? <= self.value(u, slopes)?;
        Ok(better.then_some((to, its)))
    }
    /// Steps of the proximal gradient, with a momentum that starts anew where it leads up (O'Donoghue and Candès, 2015,
    /// doi:10.1007/s10208-013-9150-3).
    fn by_gradients(&self) -> Result<Vec<f64>> {
        let Space { kinks, penalised, outputs, .. } = *self.space;
        let n = self.theta.len();
        let steepest = largest_eigenvalue(self.hessian);
        if steepest <= 0.0 {
            return Ok(self.theta.to_vec());
        }
        let step = steepest.recip();
        let (mut u, mut ahead, mut pace) = (self.theta.to_vec(), self.theta.to_vec(), 1.0f64);
        for _ in 0..SWEEPS {
            let slopes = self.slopes(&ahead);
            let mut next: Vec<f64> = (0..n).map(|j| ahead[j] - step * slopes[j]).collect();
            let proximal = kinks.prox(&next[..penalised], outputs, &vec![step; penalised])?;
            next[..penalised].copy_from_slice(&proximal);
            let back: f64 = (0..n).map(|j| (ahead[j] - next[j]) * (next[j] - u[j])).sum();
            let moved = (0..n).map(|j| (next[j] - ahead[j]).abs()).fold(0.0, f64::max);
            let size = next.iter().map(|x| x.abs()).fold(0.0, f64::max);
            let faster = if back > 0.0 { 1.0 } else { 0.5 * (1.0 + (1.0 + 4.0 * pace * pace).sqrt()) };
            let drive = if back > 0.0 { 0.0 } else { (pace - 1.0) / faster };
            ahead = (0..n).map(|j| next[j] + drive * (next[j] - u[j])).collect();
            (u, pace) = (next, faster);
            if moved <= STILL * size {
                break;
            }
        }
        Ok(u)
    }
}

/// The largest eigenvalue of a symmetric matrix.
pub(crate) fn largest_eigenvalue(matrix: &Mat<f64>) -> f64 {
    let values = matrix.self_adjoint_eigenvalues(faer::Side::Lower);
    values.ok().and_then(|values| values.last().copied()).unwrap_or(f64::NAN)
}
