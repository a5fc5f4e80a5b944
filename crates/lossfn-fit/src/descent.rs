//! Methods of first order: gradient descent, with momentum, by mini-batches, Adam, and the proximal gradient.

use lossfn::multitask::Schedule;

use crate::cost::{Cost, Target};
use crate::error::{Error, Result};
use crate::features::{Centred, Features};
use crate::newton::{self, Found, Watch};
use crate::objective::{Objective, Smooth};
use crate::penalty::Penalty;
use crate::quadratic::largest_eigenvalue;
use crate::random::Random;

/// How a gradient becomes a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// The step times the gradient; with a penalty that has kinks, the proximal gradient.
    Plain,
    /// The same plus a part of the step before (Polyak, 1964, doi:10.1016/0041-5553(64)90137-5).
    Momentum(f64),
    /// Adam (Kingma and Ba, 2015, arXiv:1412.6980) with decays 0.9 and 0.999.
    Adam,
}

/// A method of first order.
///
/// ```
/// use lossfn::multitask::Schedule;
/// use lossfn_fit::{Descent, Rule};
/// // Mini-batches of 32 rows, with steps that become shorter, of a loss that becomes more robust.
/// let method = Descent::new(Rule::Momentum(0.9))
///     .steps(Schedule::cosine(0.1, 0.001, 500)?)
///     .batch(32)
///     .parameter("delta", Schedule::exponential(4.0, 0.5, 500)?);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Descent {
    pub(crate) rule: Rule,
    steps: Option<Schedule>,
    batch: Option<usize>,
    seed: u64,
    parameters: Vec<(String, Schedule)>,
}

impl Descent {
    /// A method whose step is found from the hessian at the start: one over its largest eigenvalue. Adam's is 0.01.
    pub fn new(rule: Rule) -> Self {
        Self { rule, steps: None, batch: None, seed: 0, parameters: vec![] }
    }
    /// The length of each step: learning rates.
    #[must_use]
    pub fn steps(mut self, steps: Schedule) -> Self {
        self.steps = Some(steps);
        self
    }
    /// So many rows for each step, drawn anew in each pass over all; all of them by default.
    #[must_use]
    pub fn batch(mut self, rows: usize) -> Self {
        self.batch = Some(rows);
        self
    }
    /// What the order of rows comes from.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
    /// A parameter of the loss that changes from pass to pass.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, schedule: Schedule) -> Self {
        self.parameters.push((name.into(), schedule));
        self
    }
}

/// A schedule over so many steps from a text: a number, `linear(a, b)`, `cosine(a, b)` or `exponential(a, b)`.
///
/// # Errors
/// When it is none of these, or a number is not what the schedule takes.
///
/// ```
/// let steps = lossfn_fit::schedule("exponential(0.1, 0.001)", 100)?;
/// assert_eq!((steps.at(0), steps.at(100)), (0.1, 0.001));
/// # Ok::<(), lossfn_fit::Error>(())
/// ```
pub fn schedule(text: &str, steps: u64) -> Result<Schedule> {
    let wrong = || Error::Setting {
        name: "schedule",
        given: text.chars().take(80).collect(),
        allowed: "a number, linear(a, b), cosine(a, b) or exponential(a, b)".into(),
    };
    let plain = text.trim();
    if let Ok(x) = plain.parse() {
        return Ok(Schedule::constant(x)?);
    }
    let (name, arguments) = plain.strip_suffix(')').and_then(|t| t.split_once('(')).ok_or_else(wrong)?;
    let numbers: Vec<f64> =
        arguments.split(',').map(|x| x.trim().parse()).collect::<Result<_, _>>().map_err(|_| wrong())?;
    let [a, b] = numbers[..] else { return Err(wrong()) };
    Ok(match name.trim() {
        "linear" => Schedule::linear(a, b, steps)?,
        "cosine" => Schedule::cosine(a, b, steps)?,
        "exponential" => Schedule::exponential(a, b, steps)?,
        _ => return Err(wrong()),
    })
}

/// The largest step of gradient descent that is stable where it starts, and where the loss bends most: two over the largest
/// eigenvalue of the hessian.
pub(crate) fn largest_step(objective: &Objective<'_>, theta: &[f64]) -> Result<f64> {
    let mut there = objective.of_cost(objective.cost.curvature(&objective.cost.steepest())?);
    objective.bend(theta, &mut there)?;
    let here = objective.hessian(theta)?;
    Ok(2.0 / largest_eigenvalue(&here).max(largest_eigenvalue(&there)))
}

/// How far an objective may rise above where it began.
const RISE: f64 = 1e3;

pub(crate) struct Task<'a> {
    pub(crate) features: &'a Features,
    pub(crate) target: &'a Target,
    pub(crate) penalty: &'a Penalty,
    pub(crate) threads: usize,
    /// Passes over all rows at the most.
    pub(crate) most: usize,
    /// How small the gradient has to be.
    pub(crate) gradient: f64,
}

/// From `theta` on; the coefficients are those of the features as they are.
pub(crate) fn descend(
    method: &Descent,
    objective: &Objective<'_>,
    task: &Task<'_>,
    mut theta: Vec<f64>,
    watch: &mut Watch<'_>,
) -> Result<Found> {
    let n = objective.cost.weights.len();
    let rows = method.batch.unwrap_or(n);
    if rows == 0 {
        let allowed = "a number from 1 on".into();
        return Err(Error::Setting { name: "batch", given: "0".into(), allowed });
    }
    if let Rule::Momentum(part) = method.rule
        && !(0.0..1.0).contains(&part)
    {
        let allowed = "a number from 0 to below 1".into();
        return Err(Error::Setting { name: "momentum", given: part.to_string(), allowed });
    }
    if method.rule == Rule::Adam && !objective.kinks.is_none() {
        let why = format!("its steps have no common length, which {} needs", objective.kinks);
        return Err(Error::Solver { solver: "adam", why });
    }
    let largest = largest_step(objective, &theta)?;
    let steps = match (method.steps, method.rule) {
        (Some(steps), _) => steps,
        (None, Rule::Adam) => Schedule::constant(0.01)?,
        // Where nothing bends, any step is as good.
        (None, _) => Schedule::constant(if largest.is_finite() { 0.5 * largest } else { 1.0 })?,
    };
    let whole = rows >= n;
    if let (true, Rule::Plain) = (whole, method.rule)
        && steps.at(0) >= largest
    {
        return Err(Error::Step { step: steps.at(0), largest });
    }
    let mut state = State { first: vec![0.0; theta.len()], second: vec![0.0; theta.len()], count: 0 };
    let mut random = Random::new(method.seed);
    let mut gradient = vec![0.0; theta.len()];
    let start = objective.whole(&theta)?;
    let mut before = theta.clone();
    let mut iterations = 0;
    loop {
        let smooth = objective.gradient(&theta, &mut gradient)?;
        let (kept, outputs) = (objective.penalised(), objective.outputs());
        let value = smooth + objective.kinks.value(&theta[..kept], outputs)?;
        let moved = if objective.kinks.is_none() {
            gradient.clone()
        } else {
            let step = steps.at(iterations as u64);
            let next = stepped(objective, &theta, &gradient, step)?;
            theta.iter().zip(next).map(|(a, b)| (a - b) / step).collect()
        };
        let norm = newton::largest(&moved, &objective.x.reach(outputs));
        watch(iterations, &theta, value, norm);
        if !value.is_finite() || value.abs() > RISE * (start.abs() + 1.0) {
            let why = format!(
                "the objective went from {start} to {value}; a step below {largest:.5} is stable where it started"
            );
            return Err(Error::Solver { solver: "descent", why });
        }
        if norm <= task.gradient || iterations >= task.most {
            let step = theta.iter().zip(&before).map(|(a, b)| a - b).collect();
            return Ok(Found {
                theta,
                objective: value,
                gradient: norm,
                iterations,
                converged: norm <= task.gradient,
                step,
            });
        }
        before.clone_from(&theta);
        let pass = iterations as u64;
        let mut loss = objective.cost.loss.clone();
        for (name, schedule) in &method.parameters {
            loss = loss.with(name, schedule.at(pass))?;
        }
        if whole && method.parameters.is_empty() {
            theta = state.next(method.rule, objective, &theta, &gradient, steps.at(pass))?;
        } else {
            let order = if whole { (0..n).collect() } else { random.order(n) };
            for batch in order.chunks(rows) {
                let (x, y) = (task.features.select(batch), task.target.select(batch));
                let weights: Vec<f64> = batch.iter().map(|&i| objective.cost.weights[i]).collect();
                if weights.iter().all(|w| *w == 0.0) {
                    continue;
                }
                let cost = Cost::new(&loss, objective.cost.link(), &y, Some(&weights), task.threads)?;
                let x = Centred::raw(&x, objective.x.intercept);
                let part = Objective::new(cost, x, task.penalty)?;
                part.gradient(&theta, &mut gradient)?;
                theta = state.next(method.rule, &part, &theta, &gradient, steps.at(pass))?;
            }
        }
        iterations += 1;
    }
}

/// A step of the proximal gradient.
fn stepped(objective: &Objective<'_>, theta: &[f64], gradient: &[f64], step: f64) -> Result<Vec<f64>> {
    let mut next: Vec<f64> = theta.iter().zip(gradient).map(|(x, g)| x - step * g).collect();
    if !objective.kinks.is_none() {
        let kept = objective.penalised();
        let proximal = objective.kinks.prox(&next[..kept], objective.outputs(), &vec![step; kept])?;
        next[..kept].copy_from_slice(&proximal);
    }
    Ok(next)
}

/// What a rule remembers.
struct State {
    first: Vec<f64>,
    second: Vec<f64>,
    count: i32,
}

impl State {
    fn next(
        &mut self,
        rule: Rule,
        objective: &Objective<'_>,
        theta: &[f64],
        gradient: &[f64],
        step: f64,
    ) -> Result<Vec<f64>> {
        self.count = self.count.saturating_add(1);
        match rule {
            Rule::Plain => stepped(objective, theta, gradient, step),
            Rule::Momentum(part) => {
                self.first.iter_mut().zip(gradient).for_each(|(m, g)| *m = part * *m + g);
                stepped(objective, theta, &self.first, step)
            }
            Rule::Adam => {
                const FIRST: f64 = 0.9;
                const SECOND: f64 = 0.999;
                let [a, b] = [FIRST, SECOND].map(|decay| 1.0 - decay.powi(self.count));
                let one = |((x, g), (m, v)): ((&f64, &f64), (&mut f64, &mut f64))| {
                    *m = FIRST * *m + (1.0 - FIRST) * g;
                    *v = SECOND * *v + (1.0 - SECOND) * g * g;
                    x - step * (*m / a) / ((*v / b).sqrt() + 1e-8)
                };
                let moments = self.first.iter_mut().zip(&mut self.second);
                Ok(theta.iter().zip(gradient).zip(moments).map(one).collect())
            }
        }
    }
}

/// The proximal gradient with momentum, whose step is found by trying (FISTA; Beck and Teboulle, 2009,
/// doi:10.1137/080716542), and whose momentum starts anew where it leads up.
pub(crate) fn proximal(
    objective: &Objective<'_>,
    mut theta: Vec<f64>,
    gradient_norm: f64,
    most: usize,
    watch: &mut Watch<'_>,
) -> Result<Found> {
    let reach = objective.x.reach(objective.outputs());
    let steepest = objective.cost.curvature(&objective.eta(&theta))?;
    let mut step = {
        let largest = steepest.of.iter().copied().fold(0.0, f64::max) * objective.cost.weights.len() as f64;
        let spread: f64 = reach.iter().map(|s| s * s).sum();
        if largest > 0.0 { (largest * spread).recip() } else { spread.recip() }
    };
    let n = theta.len();
    let (mut ahead, mut pace) = (theta.clone(), 1.0f64);
    let mut gradient = vec![0.0; n];
    let mut iterations = 0;
    let mut last = vec![0.0; n];
    loop {
        let value = objective.gradient(&ahead, &mut gradient)?;
        let next = loop {
            let next = stepped(objective, &ahead, &gradient, step)?;
            let way: Vec<f64> = next.iter().zip(&ahead).map(|(a, b)| a - b).collect();
            let slope: f64 = way.iter().zip(&gradient).map(|(d, g)| d * g).sum();
            let square: f64 = way.iter().map(|d| d * d).sum();
            let bound = value + slope + square / (2.0 * step);
            if objective.value(&next)? <= bound + 1e-15 * value.abs() || step < f64::MIN_POSITIVE {
                break next;
            }
            step *= 0.5;
        };
        let norm = (0..n).map(|j| ((ahead[j] - next[j]) / step / reach[j]).abs()).fold(0.0, f64::max);
        let back: f64 = (0..n).map(|j| (ahead[j] - next[j]) * (next[j] - theta[j])).sum();
        let faster = if back > 0.0 { 1.0 } else { 0.5 * (1.0 + (1.0 + 4.0 * pace * pace).sqrt()) };
        let drive = if back > 0.0 { 0.0 } else { (pace - 1.0) / faster };
        last = next.iter().zip(&theta).map(|(a, b)| a - b).collect();
        ahead = next.iter().zip(&last).map(|(x, d)| x + drive * d).collect();
        (theta, pace) = (next, faster);
        iterations += 1;
        if norm <= gradient_norm || iterations >= most {
            let value = objective.whole(&theta)?;
            watch(iterations, &theta, value, norm);
            return Ok(Found {
                theta,
                objective: value,
                gradient: norm,
                iterations,
                converged: norm <= gradient_norm,
                step: last,
            });
        }
        watch(iterations, &theta, objective.whole(&theta)?, norm);
        // A step may grow again where the objective is flatter.
        step *= 1.1;
    }
}
