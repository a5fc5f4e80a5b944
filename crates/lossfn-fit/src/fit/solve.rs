//! Which method fits a model, where it starts, and whether there is a minimum at all.

use lossfn::{functions::Link, multitask::Schedule, spec::Domain};

use super::{Fit, Fitted, Solver, Status};
use crate::cost::{Predicts, Target};
use crate::descent::{self, Descent, Rule};
use crate::error::{Error, Result};
use crate::features::Features;
use crate::lbfgs;
use crate::multipliers::minimise_kinks;
use crate::newton::{Found, Space, Stop, Watch, minimise};
use crate::objective::Objective;
use crate::sums::sum;

/// A hessian of more numbers in a row is not formed.
const LARGE: usize = 2000;
/// From so many rows on, a model is first fitted on each sixteenth of them.
const MANY: usize = 1 << 17;

impl Fit<'_> {
    pub(super) fn solve(
        &self,
        objective: &Objective<'_>,
        (features, target): (&Features, &Target),
        start: Vec<f64>,
        scale: f64,
        watch: &mut Watch<'_>,
    ) -> Result<(Found, &'static str)> {
        let reach = objective.x.reach(objective.outputs());
        let space = Space {
            kinks: &objective.kinks,
            outputs: objective.outputs(),
            penalised: objective.penalised(),
            reach: &reach,
        };
        let gradient = scale * self.tolerance.unwrap_or(1e-10);
        let loose = gradient.max(scale * 1e-7);
        let stop = |most: usize| Stop { gradient, loose, most: self.iterations.unwrap_or(most) };
        let smooth = objective.cost.smooth();
        let kinks = !smooth && objective.cost.convex();
        let refused = |solver, why: &str| Err(Error::Solver { solver, why: why.into() });
        match &self.solver {
            Solver::Auto if kinks && objective.cost.predicts == Predicts::Logits => {
                // Kinks between classes have no proximal operator that is known.
                let steps = Schedule::exponential(0.1, 1e-5, 2000)?;
                let method = Solver::Descent(Descent::new(Rule::Adam).steps(steps));
                let fit = Self {
                    solver: method,
                    iterations: Some(self.iterations.unwrap_or(2000)),
                    ..self.clone()
                };
                fit.solve(objective, (features, target), start, scale, watch)
            }
            Solver::Auto if kinks && objective.size() <= LARGE => {
                let spread = spread(target, objective);
                Ok((
                    minimise_kinks(objective, &space, start, spread, stop(2000), watch)?,
                    "newton on envelopes",
                ))
            }
            Solver::Newton if kinks => refused("newton", "the loss has kinks; auto smooths them"),
            Solver::Auto | Solver::Newton if objective.size() <= LARGE => {
                let name = if objective.cost.reweights() { "reweighted least squares" } else { "newton" };
                let starts = self.starts(objective, start, (features, target))?;
                let mut best: Option<Found> = None;
                for start in starts {
                    let found = minimise(objective, &space, start, stop(100), watch)?;
                    if best.as_ref().is_none_or(|best| found.objective < best.objective) {
                        best = Some(found);
                    }
                }
                let best =
                    best.ok_or_else(|| Error::Solver { solver: "newton", why: "it has no start".into() })?;
                // Where most rows are on the straight parts of a loss its hessian says little, and envelopes are bent
                // everywhere.
                let plain =
                    objective.cost.convex() && objective.cost.predicts == Predicts::Number(Link::Identity);
                if !best.converged && plain && self.solver == Solver::Auto && !escapes(objective, &best)? {
                    let spread = spread(target, objective);
                    let found = minimise_kinks(objective, &space, best.theta, spread, stop(2000), watch)?;
                    return Ok((found, "newton on envelopes"));
                }
                Ok((best, name))
            }
            Solver::Newton => {
                let why =
                    format!("its hessian would have {} rows; at most {LARGE} are formed", objective.size());
                Err(Error::Solver { solver: "newton", why })
            }
            Solver::Lbfgs if !objective.kinks.is_none() => refused("lbfgs", "the penalty has kinks"),
            Solver::Lbfgs if !smooth => refused("lbfgs", "the loss has kinks"),
            Solver::Auto if objective.kinks.is_none() && smooth => {
                Ok((lbfgs::minimise(objective, &space, &start, stop(5000), watch)?, "lbfgs"))
            }
            Solver::Lbfgs => Ok((lbfgs::minimise(objective, &space, &start, stop(5000), watch)?, "lbfgs")),
            Solver::Proximal if !smooth => refused("proximal", "the loss has kinks"),
            Solver::Auto | Solver::Proximal => {
                let most = self.iterations.unwrap_or(20_000);
                Ok((descent::proximal(objective, start, gradient, most, watch)?, "proximal gradient"))
            }
            Solver::Descent(method) => {
                let task = descent::Task {
                    features,
                    target,
                    penalty: &self.penalty,
                    threads: self.threads,
                    most: self.iterations.unwrap_or(1000),
                    gradient: scale * self.tolerance.unwrap_or(1e-6),
                };
                let name = match method.rule {
                    Rule::Plain => "gradient descent",
                    Rule::Momentum(_) => "momentum",
                    Rule::Adam => "adam",
                };
                Ok((descent::descend(method, objective, &task, start, watch)?, name))
            }
        }
    }

    /// Where some of many rows have their minimum: Newton's method needs half as many steps from there. A parabola has its
    /// minimum one step from everywhere, and a path that is kept starts where it should.
    pub(super) fn near(
        &self,
        objective: &Objective<'_>,
        (features, target): (&Features, &Target),
    ) -> Result<Option<Vec<f64>>> {
        let plain = self.solver == Solver::Auto && self.start.is_none() && !self.trace;
        let one = objective.cost.convex() || objective.cost.predicts == Predicts::Logits;
        let newton = one && objective.cost.smooth() && objective.size() <= LARGE;
        if !plain || !newton || features.rows() < MANY || objective.cost.parabola()? {
            return Ok(None);
        }
        let rows: Vec<usize> = (0..features.rows()).step_by(16).collect();
        let weight = self.weight.map(|w| rows.iter().map(|&i| w[i]).collect::<Vec<_>>());
        let fit = Fit { weight: weight.as_deref(), tolerance: Some(1e-6), ..self.clone() };
        // Some of the rows may have no weight, or no minimum.
        let Ok(fitted) = fit.run(&features.select(&rows), &target.select(&rows), &mut |_| ()) else {
            return Ok(None);
        };
        let near = told(objective, &fitted);
        let better = objective.whole(&near)? < objective.whole(&vec![0.0; near.len()])?;
        Ok((fitted.status == Status::Converged && better).then_some(near))
    }

    /// Where Newton's method starts: for residual losses that are not convex also at the fit of the absolute loss, near
    /// which the minimum is that outliers do not make.
    fn starts(
        &self,
        objective: &Objective<'_>,
        start: Vec<f64>,
        (features, target): (&Features, &Target),
    ) -> Result<Vec<Vec<f64>>> {
        let real = |d: Domain| d.contains(-1.0) && d.contains(0.5) && d.contains(2.0);
        let residual = objective.cost.loss.terms()[0].loss.inputs().get(1).is_some_and(|i| real(i.domain));
        if self.start.is_some() || objective.cost.convex() || !residual || objective.outputs() > 1 {
            return Ok(vec![start]);
        }
        let absolute = lossfn::get("absolute")?;
        let robust = Fit {
            loss: &absolute,
            solver: Solver::Auto,
            start: None,
            tolerance: Some(1e-6),
            trace: false,
            iterations: None,
            ..self.clone()
        };
        let fitted = robust.run(features, target, &mut |_| ())?;
        Ok(vec![told(objective, &fitted), start])
    }
}

/// The coefficients of a fitted model, as an objective has them.
fn told(objective: &Objective<'_>, fitted: &Fitted) -> Vec<f64> {
    let mut theta = [fitted.model.coefficients(), fitted.model.intercept()].concat();
    theta.truncate(objective.size());
    objective.x.centre(&mut theta, objective.outputs());
    theta
}

/// How far predictions are from targets, typically; 1 where targets are labels.
fn spread(target: &Target, objective: &Objective<'_>) -> f64 {
    let Target::Numbers(y) = target else { return 1.0 };
    let labels = objective.cost.loss.terms()[0]
        .loss
        .inputs()
        .get(1)
        .is_some_and(|i| matches!(i.domain, Domain::Points(_)));
    if labels {
        return 1.0;
    }
    let weights = &objective.cost.weights;
    let mean = sum(y.iter().zip(weights).map(|(y, w)| w * y));
    let variance = sum(y.iter().zip(weights).map(|(y, w)| w * (y - mean).powi(2)));
    if variance > 0.0 { variance.sqrt() } else { 1.0 }
}

/// Whether the objective falls along the coefficients, or along the last step, for ever: in no row does the loss rise
/// however far the predictions go, and in some it still falls.
pub(super) fn escapes(objective: &Objective<'_>, found: &Found) -> Result<bool> {
    const FAR: f64 = 1e8;
    /// Moves of a prediction beside the largest that are rounding.
    const NONE: f64 = 1e-7;
    let eta = objective.eta(&found.theta);
    let outputs = objective.outputs();
    for direction in [&found.theta, &found.step] {
        let way = objective.eta(direction);
        // A common shift of all classes changes nothing.
        let shift = |row: &[f64]| if outputs > 1 { row.iter().sum::<f64>() / outputs as f64 } else { 0.0 };
        let way: Vec<f64> =
            way.chunks(outputs).flat_map(|row| row.iter().map(move |x| x - shift(row))).collect();
        let largest = way.iter().map(|x| x.abs()).fold(0.0, f64::max);
        if largest == 0.0 {
            continue;
        }
        let way: Vec<f64> =
            way.iter().map(|x| if x.abs() <= NONE * largest { 0.0 } else { x / largest }).collect();
        let falls = |along: f64| -> Result<Option<f64>> {
            let there: Vec<f64> = eta.iter().zip(&way).map(|(x, d)| x + along * d).collect();
            let (_, slopes) = objective.cost.value_and_gradient(&there)?;
            let rows = slopes.chunks(outputs).zip(way.chunks(outputs));
            let rows: Vec<f64> = rows.map(|(g, d)| g.iter().zip(d).map(|(g, d)| g * d).sum()).collect();
            Ok(rows.iter().all(|s| *s <= 0.0).then(|| rows.iter().sum()))
        };
        let size = eta.iter().map(|x| x.abs()).fold(1.0, f64::max);
        let here = match falls(size)? {
            // Slopes that are 0: on the way there, a loss that comes to its minimum has slopes down to rounding beside
            // those at first, one that never does has all that a float can hold.
            Some(0.0) => {
                let (mut falling, mut flat) = (-size, size);
                let first = falls(falling)?.unwrap_or(0.0);
                while flat - falling > 1e-12 * size {
                    let middle = f64::midpoint(falling, flat);
                    if falls(middle)?.is_some_and(|slope| slope < 0.0) {
                        falling = middle;
                    } else {
                        flat = middle;
                    }
                }
                falls(falling)?.is_some_and(|slope| slope < 0.0 && slope > 1e-100 * first)
            }
            slope => slope.is_some() && falls(0.0)?.is_some(),
        };
        if here && falls(FAR * size)?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
