//! Gradients of several tasks.

use super::each;
use crate::{
    Error, Rows,
    data::{Element, Storage as _},
    reduce::ExactSum,
    spec::{Domain, Value},
};

/// How often a pair of weights is moved at most, and when they are good enough, as a part of what is minimised.
const MOST_MOVES: usize = 10_000;
const ENOUGH: f64 = 1e-14;

/// The gradients of all tasks and their products with each other.
struct Tasks {
    gradients: Vec<Vec<f64>>,
    products: Vec<Vec<f64>>,
}

impl Tasks {
    fn of<T: Element>(gradients: Rows<'_, T>) -> Result<Self, Error> {
        if gradients.is_empty() {
            return Err(Error::Empty { rows: 0, dropped: 0 });
        }
        if gradients.is_sparse() {
            let (got, want) = ("sparse rows".into(), "a row of all numbers for each task".into());
            return Err(Error::Shape { input: "gradients", got, want });
        }
        let row = |i| gradients.row(i).iter().map(|x| x.to_f64()).collect::<Vec<f64>>();
        let gradients: Vec<Vec<f64>> = (0..gradients.len()).map(row).collect();
        for (row, gradient) in gradients.iter().enumerate() {
            if let Some(x) = gradient.iter().find(|x| !x.is_finite()) {
                return Err(Error::Row { input: "gradients", row, problem: format!("has {x}") });
            }
        }
        let products = gradients.iter().map(|a| gradients.iter().map(|b| dot(a, b)).collect()).collect();
        Ok(Self { gradients, products })
    }
    fn count(&self) -> usize {
        self.gradients.len()
    }
    /// `sum w g`, each number rounded once after exact sums of products.
    fn sum<T: Element>(&self, weights: &[f64]) -> Vec<T> {
        let columns = self.gradients[0].len();
        let column = |k: usize| {
            let mut sum = ExactSum::new();
            weights.iter().zip(&self.gradients).for_each(|(w, g)| sum.add_product(*w, g[k]));
            T::rounded(sum.round())
        };
        (0..columns).map(column).collect()
    }
}

/// The product of two vectors, rounded once.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = ExactSum::new();
    a.iter().zip(b).for_each(|(a, b)| sum.add_product(*a, *b));
    sum.round()
}

/// The sum of the gradients of all tasks, where each has given up what it has against the others: from each
/// gradient its part along every other one that it has a negative product with is taken away, one after the other in
/// an order that depends on the seed alone. With two tasks no order matters.
///
/// Yu et al. (2020), Gradient surgery for multi-task learning, arXiv:2001.06782
///
/// ```
/// use lossfn::{Rows, multitask::pc_grad};
/// let gradients = [1.0, 0.0, -1.0, 1.0];
/// assert_eq!(pc_grad(Rows::rows(&gradients, 2)?, 0)?, [0.5, 1.5]);
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// # Errors
/// When there is no row, or one is not finite.
pub fn pc_grad<T: Element>(gradients: Rows<'_, T>, seed: u64) -> Result<Vec<T>, Error> {
    let tasks = Tasks::of(gradients)?;
    let n = tasks.count();
    let mut random = seed;
    // What is made of each gradient is a sum of all; only its coefficients change.
    let mut sum = vec![0.0; n];
    for i in 0..n {
        let mut weights = vec![0.0; n];
        weights[i] = 1.0;
        for j in order(n, &mut random).into_iter().filter(|&j| j != i) {
            let against = dot(&weights, &tasks.products[j]);
            if against < 0.0 {
                weights[j] -= against / tasks.products[j][j];
            }
        }
        sum.iter_mut().zip(weights).for_each(|(sum, w)| *sum += w);
    }
    Ok(tasks.sum(&sum))
}

/// The numbers below `n` in an order drawn by splitmix64.
fn order(n: usize, state: &mut u64) -> Vec<usize> {
    let mut all: Vec<usize> = (0..n).collect();
    for i in (1..n).rev() {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (*state ^ *state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        all.swap(i, ((z ^ z >> 31) % (i as u64 + 1)) as usize);
    }
    all
}

/// The direction near the mean gradient along which the task that gains least gains most: with the mean `g` and
/// the mixture `m` of gradients for which `m·g + c |g| |m|` is least, it is `g + c |g| m/|m|`. With `c = 0` it is the
/// mean, and the larger `c`, the more it is a direction that no task loses by. The weights of the mixture are found by
/// moving two of them at a time, until what is minimised is known to 14 digits or 10000 moves are made.
///
/// Liu et al. (2021), Conflict-averse gradient descent for multi-task learning, arXiv:2110.14048; their code divides
/// the result by `1 + c²`.
///
/// ```
/// use lossfn::{Rows, multitask::ca_grad};
/// let gradients = [1.0, 0.0, 0.0, 1.0];
/// let table = Rows::rows(&gradients, 2)?;
/// assert_eq!(ca_grad(table, 0.0)?, [0.5, 0.5]);
/// assert_eq!(ca_grad(table, 0.5)?, [0.75, 0.75]);
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// # Errors
/// When there is no row, one is not finite, or `c` is negative or not finite.
pub fn ca_grad<T: Element>(gradients: Rows<'_, T>, c: f64) -> Result<Vec<T>, Error> {
    if !Domain::NON_NEGATIVE.contains(c) {
        let allowed = Domain::NON_NEGATIVE.to_string();
        return Err(Error::Parameter { loss: "ca_grad", name: "c", value: Value::Number(c), allowed });
    }
    let tasks = Tasks::of(gradients)?;
    let n = tasks.count();
    let mean = vec![1.0 / n as f64; n];
    let with_mean: Vec<f64> = tasks.products.iter().map(|row| dot(row, &mean)).collect();
    let radius = c * dot(&with_mean, &mean).max(0.0).sqrt();
    let mixture = Mixture { products: &tasks.products, with_mean, radius };
    let weights = mixture.least();
    let norm = mixture.norm(&weights);
    let factor = if norm > 0.0 { radius / norm } else { 0.0 };
    Ok(tasks.sum(&mean.iter().zip(&weights).map(|(m, w)| m + factor * w).collect::<Vec<f64>>()))
}

/// What the weights of the mixture minimise: a convex function on the simplex.
struct Mixture<'a> {
    products: &'a [Vec<f64>],
    with_mean: Vec<f64>,
    radius: f64,
}

impl Mixture<'_> {
    fn norm(&self, weights: &[f64]) -> f64 {
        let along: Vec<f64> = self.products.iter().map(|row| dot(row, weights)).collect();
        dot(&along, weights).max(0.0).sqrt()
    }
    /// Its slopes in the weights; at a mixture of 0 that of the smallest size.
    fn slopes(&self, weights: &[f64]) -> Vec<f64> {
        let norm = self.norm(weights);
        let one = |(row, mean): (&Vec<f64>, &f64)| {
            mean + if norm > 0.0 { self.radius * (dot(row, weights) / norm) } else { 0.0 }
        };
        self.products.iter().zip(&self.with_mean).map(one).collect()
    }
    fn least(&self) -> Vec<f64> {
        let n = self.with_mean.len();
        let mut weights = vec![1.0 / n as f64; n];
        for _ in 0..MOST_MOVES {
            let slopes = self.slopes(&weights);
            let by = |a: &usize, b: &usize| slopes[*a].total_cmp(&slopes[*b]);
            let from = (0..n).filter(|&i| weights[i] > 0.0).max_by(by).unwrap_or(0);
            let to = (0..n).min_by(by).unwrap_or(0);
            let size = slopes.iter().fold(0.0, |a: f64, x| a.max(x.abs()));
            if slopes[from] - slopes[to] <= ENOUGH * size {
                break;
            }
            // So much goes from the one to the other that their slopes meet, or all of it.
            let moved = |part: f64| {
                let mut moved = weights.clone();
                moved[from] = weights[from] - part;
                moved[to] = weights[to] + part;
                moved
            };
            let falls = |part: f64| {
                let slopes = self.slopes(&moved(part));
                slopes[to] < slopes[from]
            };
            let (mut low, mut high) = (0.0, weights[from]);
            if falls(high) {
                low = high;
            }
            while low < high {
                let middle = f64::midpoint(low, high);
                if middle <= low || middle >= high {
                    break;
                }
                if falls(middle) { low = middle } else { high = middle }
            }
            if low == 0.0 {
                break;
            }
            weights = moved(low);
        }
        weights
    }
}

/// Weights of tasks that are learned so that all tasks train at similar rates.
///
/// Of each task the norm of the weighted gradient should be the mean norm times its inverse training rate, the
/// part of its first loss that is left over the mean of these parts, to the power of `alpha`.
///
/// Chen et al. (2018), `GradNorm`: gradient normalization for adaptive loss balancing in deep multitask networks,
/// arXiv:1711.02257
///
/// ```
/// use lossfn::{Rows, multitask::GradNorm};
/// let balancing = GradNorm::new(1.0)?;
/// let gradients = [3.0, 4.0, 1.0, 0.0];                 // of norms 5 and 1
/// let balance = balancing.of(Rows::rows(&gradients, 2)?, &[1.0, 1.0], &[1.0, 1.0], &[2.0, 2.0])?;
/// assert_eq!((balance.value, balance.by_weight), (4.0, vec![5.0, -1.0]));
/// assert_eq!(GradNorm::normalised(&[0.5, 1.5, 2.0])?, [0.375, 1.125, 1.5]);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GradNorm {
    alpha: f64,
}

/// What [`GradNorm`] minimises, and its gradient in the weights of the tasks.
#[derive(Clone, Debug, PartialEq)]
pub struct Balance {
    /// The sum of how far norms are from what they should be.
    pub value: f64,
    /// Its gradient, in which what the norms should be is no variable.
    pub by_weight: Vec<f64>,
}

impl GradNorm {
    /// With how strongly tasks are brought to a common rate; 0 makes all norms equal.
    ///
    /// # Errors
    /// When `alpha` is negative or not finite.
    pub fn new(alpha: f64) -> Result<Self, Error> {
        if Domain::NON_NEGATIVE.contains(alpha) {
            return Ok(Self { alpha });
        }
        let allowed = Domain::NON_NEGATIVE.to_string();
        Err(Error::Parameter { loss: "grad_norm", name: "alpha", value: Value::Number(alpha), allowed })
    }
    /// What it minimises for gradients without their weights, these weights, the losses of now and those of
    /// the first step.
    ///
    /// # Errors
    /// When there is not one of each for every task, a gradient is not finite, or a weight or a loss no positive
    /// number.
    pub fn of<T: Element>(
        &self,
        gradients: Rows<'_, T>,
        weights: &[f64],
        losses: &[f64],
        first_losses: &[f64],
    ) -> Result<Balance, Error> {
        let tasks = Tasks::of(gradients)?;
        let n = tasks.count();
        each("weights", weights, n, Domain::POSITIVE)?;
        each("losses", losses, n, Domain::POSITIVE)?;
        each("first_losses", first_losses, n, Domain::POSITIVE)?;
        let norms: Vec<f64> = (0..n).map(|i| tasks.products[i][i].sqrt()).collect();
        let left: Vec<f64> = losses.iter().zip(first_losses).map(|(now, first)| now / first).collect();
        let mean = dot(weights, &norms) / n as f64;
        let mut total = ExactSum::new();
        total.add_slice(&left);
        let rate = total.round() / n as f64;
        let (mut sum, mut by_weight) = (ExactSum::new(), vec![]);
        for i in 0..n {
            let away = weights[i] * norms[i] - mean * (left[i] / rate).powf(self.alpha);
            sum.add(away.abs());
            by_weight.push(if away == 0.0 { 0.0 } else { norms[i].copysign(away) });
        }
        Ok(Balance { value: sum.round(), by_weight })
    }
    /// The weights times what makes their sum the number of tasks, as is done after each step.
    ///
    /// # Errors
    /// When a weight is no positive number.
    pub fn normalised(weights: &[f64]) -> Result<Vec<f64>, Error> {
        each("weights", weights, weights.len(), Domain::POSITIVE)?;
        let mut sum = ExactSum::new();
        sum.add_slice(weights);
        let factor = weights.len() as f64 / sum.round();
        Ok(weights.iter().map(|w| w * factor).collect())
    }
}
