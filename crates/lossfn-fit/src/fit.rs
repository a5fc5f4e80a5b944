//! Fitting a model: what is asked, which solver does it, and what came out.

use lossfn::{AnyLoss, functions::Link, multitask::Schedule, spec::Domain};

use crate::cost::{Cost, Predicts, Target};
use crate::descent::{self, Descent, Rule};
use crate::error::{Error, Result};
use crate::features::{Centred, Features, Scaling, sum};
use crate::lbfgs;
use crate::model::Model;
use crate::multipliers::minimise_kinks;
use crate::newton::{Found, Space, Stop, Watch, minimise};
use crate::objective::Objective;
use crate::penalty::Penalty;

/// How an objective is minimised.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Solver {
    /// Newton's method; for losses with kinks on envelopes of them; where the hessian would be large, L-BFGS, and with a
    /// penalty that has kinks the proximal gradient. Losses of classes with kinks between them are left to Adam, whose
    /// steps become shorter: that comes near a minimum, but not to its digits.
    #[default]
    Auto,
    /// Newton's method: iteratively reweighted least squares where the loss is not convex.
    Newton,
    /// The method of Broyden, Fletcher, Goldfarb and Shanno with limited memory.
    Lbfgs,
    /// The proximal gradient with momentum.
    Proximal,
    /// A method of first order.
    Descent(Descent),
}

/// What became of a fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The gradient is as small as was asked.
    Converged,
    /// The iterations were used up, or nothing got better any more, before that.
    Stopped,
    /// There is no minimum: along the coefficients the objective falls for ever, as where a plane separates the classes.
    Separable,
}

impl Status {
    /// Its name: `converged`, `stopped` or `separable`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::Stopped => "stopped",
            Self::Separable => "separable",
        }
    }
    /// The same in words.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::Stopped => "stopped before it converged",
            Self::Separable => "no finite optimum: the data is separable",
        }
    }
}

/// A step on the way.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How many came before it.
    pub iteration: usize,
    /// The mean loss and the penalty.
    pub objective: f64,
    /// The largest derivative in a coefficient, over the spread of its feature: 0 at a minimum.
    pub gradient: f64,
    /// The coefficients feature by feature, and the intercepts; empty unless they were asked for.
    pub coefficients: Vec<f64>,
}

/// A fitted model, and how it came about.
#[derive(Clone, Debug)]
pub struct Fitted {
    /// The model.
    pub model: Model,
    /// What became of it.
    pub status: Status,
    /// The mean loss of the rows and the penalty.
    pub objective: f64,
    /// The mean loss alone.
    pub loss: f64,
    /// The largest derivative of the objective in a coefficient, over the spread of its feature. Where the loss or the
    /// penalty has kinks: what is left of the conditions of a minimum.
    pub gradient: f64,
    /// How many steps it took.
    pub iterations: usize,
    /// The method.
    pub solver: &'static str,
    /// Every step, the start first.
    pub path: Vec<Step>,
}

/// A linear model that is to be fitted.
///
/// The objective is the mean loss, with weights `sum w l / sum w`, plus the penalty of the coefficients.
///
/// ```
/// use lossfn_fit::{Features, Fit, Target};
/// let x = Features::new(vec!["x".into()], vec![vec![1.0, 2.0, 3.0, 4.0, 5.0]])?;
/// let y = Target::Numbers(vec![3.0, 5.0, 7.0, 9.0, 60.0]); // 2 x + 1, and an outlier
/// let (squared, absolute) = (lossfn::get("squared")?, lossfn::get("absolute")?);
/// let mean = Fit::new(&squared).on(&x, &y)?;
/// let median = Fit::new(&absolute).on(&x, &y)?;
/// assert!(mean.model.coefficients()[0] > 10.0);
/// assert!((median.model.coefficients()[0] - 2.0).abs() < 1e-9);
/// assert!((median.model.intercept()[0] - 1.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is fitted until data is given"]
pub struct Fit<'a> {
    loss: &'a AnyLoss,
    penalty: Penalty,
    link: Option<Link>,
    solver: Solver,
    intercept: bool,
    weight: Option<&'a [f64]>,
    threads: usize,
    tolerance: Option<f64>,
    iterations: Option<usize>,
    start: Option<&'a [f64]>,
    trace: bool,
    standardize: bool,
}

/// A hessian of more numbers in a row is not formed.
const LARGE: usize = 2000;
/// From so many rows on, a model is first fitted on each sixteenth of them.
const MANY: usize = 1 << 17;

impl<'a> Fit<'a> {
    /// A model for a loss.
    pub fn new(loss: &'a AnyLoss) -> Self {
        Self {
            loss,
            penalty: Penalty::NONE,
            link: None,
            solver: Solver::Auto,
            intercept: true,
            weight: None,
            threads: 0,
            tolerance: None,
            iterations: None,
            start: None,
            trace: false,
            standardize: false,
        }
    }
    /// A penalty of the coefficients.
    pub fn penalty(mut self, penalty: Penalty) -> Self {
        self.penalty = penalty;
        self
    }
    /// How predictions come from the linear predictor: by default so that the loss can read them.
    pub fn link(mut self, link: Link) -> Self {
        self.link = Some(link);
        self
    }
    /// The method.
    pub fn solver(mut self, solver: Solver) -> Self {
        self.solver = solver;
        self
    }
    /// Whether there is an intercept; there is one by default.
    pub fn intercept(mut self, intercept: bool) -> Self {
        self.intercept = intercept;
        self
    }
    /// A weight for each row.
    pub fn weight(mut self, weight: &'a [f64]) -> Self {
        self.weight = Some(weight);
        self
    }
    /// How many threads may work; 0, the default, leaves it to the library. The bits do not depend on it.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// How small the gradient has to become beside the slopes of the loss at the start: 1e-10 by default, 1e-6 for
    /// methods of first order.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = Some(tolerance);
        self
    }
    /// How many steps there may be, for mini-batches how many passes.
    pub fn iterations(mut self, most: usize) -> Self {
        self.iterations = Some(most);
        self
    }
    /// Where to start: the coefficients feature by feature, with a number for each output, and the intercepts. By
    /// default all are 0.
    pub fn start(mut self, coefficients: &'a [f64]) -> Self {
        self.start = Some(coefficients);
        self
    }
    /// Keeps the coefficients of each step.
    pub fn trace(mut self) -> Self {
        self.trace = true;
        self
    }

    /// Fits for features less their means over their spreads, which is what a penalty then sees; the model, a start and the
    /// path are about the features as they are.
    pub fn standardize(mut self, standardize: bool) -> Self {
        self.standardize = standardize;
        self
    }

    /// The mean size of the slopes of the loss at the start: what the factor of a penalty is large or small beside.
    ///
    /// # Errors
    /// As [`Fit::on`].
    pub fn slopes(&self, features: &Features, target: &Target) -> Result<f64> {
        let cost = Cost::new(self.loss, self.link, target, self.weight, self.threads)?;
        let x = Centred::new(features, &cost.weights, self.intercept);
        let objective = Objective::new(cost, x, &self.penalty)?;
        objective.scale(&self.begin(&objective)?)
    }
    /// The objective at some coefficients, each feature by feature with the intercepts behind.
    ///
    /// ```
    /// use lossfn_fit::{Features, Fit, Target};
    /// let x = Features::new(vec!["x".into()], vec![vec![1.0, 2.0, 3.0, 4.0, 5.0]])?;
    /// let y = Target::Numbers(vec![3.0, 5.0, 7.0, 9.0, 11.0]);
    /// let loss = lossfn::get("squared")?;
    /// assert_eq!(Fit::new(&loss).objectives(&x, &y, &[vec![1.0, 0.0], vec![2.0, 1.0]])?, [18.0, 0.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Fit::on`], and when there are not as many coefficients as the model has.
    pub fn objectives(&self, features: &Features, target: &Target, at: &[Vec<f64>]) -> Result<Vec<f64>> {
        self.check(features, target)?;
        let cost = Cost::new(self.loss, self.link, target, self.weight, self.threads)?;
        let x = Centred::raw(features, self.intercept);
        let objective = Objective::new(cost, x, &self.penalty)?;
        let one = |theta: &Vec<f64>| {
            if theta.len() != objective.size() {
                let (got, want) = (theta.len(), objective.size());
                return Err(Error::Shape { what: "the list of coefficients".into(), got, want });
            }
            objective.whole(theta)
        };
        at.iter().map(one).collect()
    }
    /// The largest step of gradient descent that is stable where it starts, and where the loss bends most: two over the
    /// largest eigenvalue of the hessian.
    ///
    /// # Errors
    /// As [`Fit::on`].
    pub fn largest_step(&self, features: &Features, target: &Target) -> Result<f64> {
        let cost = Cost::new(self.loss, self.link, target, self.weight, self.threads)?;
        let x = Centred::raw(features, self.intercept);
        let objective = Objective::new(cost, x, &self.penalty)?;
        descent::largest_step(&objective, &self.begin(&objective)?)
    }
    /// Fits the model.
    ///
    /// # Errors
    /// When the loss has no linear model, when data, weights or settings are not what they should be, when a step is too
    /// long.
    pub fn on(self, features: &Features, target: &Target) -> Result<Fitted> {
        self.watched(features, target, &mut |_| ())
    }
    /// The same, telling of each step.
    ///
    /// # Errors
    /// As [`Fit::on`].
    pub fn watched(
        self,
        features: &Features,
        target: &Target,
        tell: &mut (dyn FnMut(&Step) + Send),
    ) -> Result<Fitted> {
        if self.threads == 0 {
            return self.run(features, target, tell);
        }
        let pool =
            rayon::ThreadPoolBuilder::new().num_threads(self.threads.min(lossfn::MOST_THREADS)).build();
        let pool = pool.map_err(|e| lossfn::Error::Threads(e.to_string()))?;
        pool.install(|| self.run(features, target, tell))
    }

    fn begin(&self, objective: &Objective<'_>) -> Result<Vec<f64>> {
        let Some(start) = self.start else { return Ok(vec![0.0; objective.size()]) };
        if start.len() != objective.size() {
            return Err(Error::Shape { what: "the start".into(), got: start.len(), want: objective.size() });
        }
        let mut start = start.to_vec();
        objective.x.centre(&mut start, objective.outputs());
        Ok(start)
    }
    fn check(&self, features: &Features, target: &Target) -> Result<()> {
        if features.rows() != target.len() && features.columns() > 0 {
            return Err(Error::Shape { what: "the target".into(), got: target.len(), want: features.rows() });
        }
        if features.columns() == 0 && !self.intercept {
            let allowed = "at least one feature, or an intercept".into();
            return Err(Error::Setting { name: "features", given: "nothing".into(), allowed });
        }
        if let Some(tolerance) = self.tolerance
            && !(tolerance > 0.0 && tolerance < 1.0)
        {
            let allowed = "a number between 0 and 1".into();
            return Err(Error::Setting { name: "tolerance", given: tolerance.to_string(), allowed });
        }
        Ok(())
    }

    fn run(
        &self,
        features: &Features,
        target: &Target,
        tell: &mut (dyn FnMut(&Step) + Send),
    ) -> Result<Fitted> {
        self.check(features, target)?;
        let cost = Cost::new(self.loss, self.link, target, self.weight, self.threads)?;
        if self.standardize {
            let scaling = Scaling::of(features, &cost.weights, self.intercept);
            let outputs = cost.outputs();
            let start = self.start.map(|start| scaling.scaled_from(start, outputs));
            let mut fit: Fit<'_> = self.clone();
            (fit.standardize, fit.start) = (false, start.as_deref());
            let mut fitted = fit.run(&scaling.apply(features), target, &mut |step| {
                let coefficients = scaling.plain_from(&step.coefficients, outputs);
                tell(&Step { coefficients, ..step.clone() });
            })?;
            for step in &mut fitted.path {
                step.coefficients = scaling.plain_from(&step.coefficients, outputs);
            }
            fitted.model = fitted.model.in_units_of(&scaling);
            return Ok(fitted);
        }
        let raw = matches!(self.solver, Solver::Descent(_));
        let x = match raw {
            true => Centred::raw(features, self.intercept),
            false => Centred::new(features, &cost.weights, self.intercept),
        };
        let objective = Objective::new(cost, x, &self.penalty)?;
        let outputs = objective.outputs();
        let start = self.begin(&objective)?;
        let scale = objective.scale(&start)?;
        let start = self.near(&objective, (features, target))?.unwrap_or(start);
        let mut path = vec![];
        let plain = |theta: &[f64]| {
            let mut theta = theta.to_vec();
            let shift = if raw { None } else { Some(objective.x.uncentred(&theta, outputs)) };
            let from = objective.penalised();
            if let (true, Some(shift)) = (self.intercept, shift) {
                theta[from..].copy_from_slice(&shift);
            }
            theta
        };
        let mut watch = |iteration: usize, theta: &[f64], objective: f64, gradient: f64| {
            let coefficients = if self.trace { plain(theta) } else { vec![] };
            let step = Step { iteration, objective, gradient, coefficients };
            tell(&step);
            path.push(step);
        };
        let (found, solver) = self.solve(&objective, (features, target), start, scale, &mut watch)?;
        let status = match found.converged {
            _ if self.penalty.is_none() && escapes(&objective, &found)? => Status::Separable,
            true => Status::Converged,
            false => Status::Stopped,
        };
        let theta = plain(&found.theta);
        let loss = objective.cost.value(&objective.eta(&found.theta))?;
        let link = match objective.cost.predicts {
            Predicts::Number(link) => Some(link),
            Predicts::Logits => None,
        };
        let (coefficients, intercept) = theta.split_at(objective.penalised());
        let intercept = if self.intercept { intercept.to_vec() } else { vec![0.0; outputs] };
        let model = Model::new(self.loss, &self.penalty, link, features.names(), coefficients, intercept);
        Ok(Fitted {
            model,
            status,
            objective: found.objective,
            loss,
            gradient: found.gradient,
            iterations: found.iterations,
            solver,
            path,
        })
    }

    fn solve(
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
    fn near(
        &self,
        objective: &Objective<'_>,
        (features, target): (&Features, &Target),
    ) -> Result<Option<Vec<f64>>> {
        let plain = self.solver == Solver::Auto && self.start.is_none() && !self.trace;
        let newton = objective.cost.convex() && objective.cost.smooth() && objective.size() <= LARGE;
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
        let mut near = [fitted.model.coefficients(), fitted.model.intercept()].concat();
        near.truncate(objective.size());
        objective.x.centre(&mut near, objective.outputs());
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
        let mut near = [fitted.model.coefficients(), fitted.model.intercept()].concat();
        near.truncate(objective.size());
        objective.x.centre(&mut near, 1);
        Ok(vec![near, start])
    }
}

/// How far targets are from what features tell of them, typically: 1.4826 times the median size of the residuals of the line
/// of least absolute residuals, which is the standard deviation where they are normal. 1 where targets are classes, or where
/// the line goes through all of them.
///
/// # Errors
/// As [`Fit::on`].
pub fn residual_spread(features: &Features, target: &Target, weight: Option<&[f64]>) -> Result<f64> {
    let Target::Numbers(y) = target else { return Ok(1.0) };
    let absolute = lossfn::get("absolute")?;
    let mut fit = Fit::new(&absolute).tolerance(1e-6);
    fit.weight = weight;
    let line = fit.on(features, target)?.model.linear(features)?;
    let metric = lossfn::metric("median_absolute")?;
    let median = metric.on(&line, y);
    let median = weight.map_or(median, |w| median.weight(w)).value()?;
    Ok(if median > 0.0 { 1.4826 * median } else { 1.0 })
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
fn escapes(objective: &Objective<'_>, found: &Found) -> Result<bool> {
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
