//! Fitting a model: what is asked, which solver does it, and what came out.

mod solve;

use solve::escapes;

use lossfn::{AnyLoss, functions::Link};

use crate::cost::{Cost, Target};
use crate::descent::{self, Descent};
use crate::error::{Error, Result};
use crate::features::{Centred, Features};
use crate::model::Model;
use crate::objective::Objective;
use crate::penalty::Penalty;
use crate::scaling::Scaling;

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
        let objective = self.objective(features, target, false)?;
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
        let objective = self.objective(features, target, true)?;
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
        let objective = self.objective(features, target, true)?;
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
    /// What is minimised, with features as they are or about their means.
    fn objective<'b>(
        &'b self,
        features: &'b Features,
        target: &'b Target,
        raw: bool,
    ) -> Result<Objective<'b>> {
        let cost = self.cost(features, target)?;
        let x = if raw {
            Centred::raw(features, self.intercept)
        } else {
            Centred::new(features, &cost.weights, self.intercept)
        };
        Objective::new(cost, x, &self.penalty)
    }
    fn cost<'b>(&'b self, features: &Features, target: &'b Target) -> Result<Cost<'b>> {
        self.check(features, target)?;
        Cost::new(self.loss, self.link, target, self.weight, self.threads)
    }
    fn check(&self, features: &Features, target: &Target) -> Result<()> {
        if features.rows() != target.len() {
            return Err(Error::Shape { what: "the target".into(), got: target.len(), want: features.rows() });
        }
        if features.columns() == 0 {
            let allowed = "at least one feature".into();
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
        if self.standardize {
            let cost = self.cost(features, target)?;
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
        let objective = self.objective(features, target, raw)?;
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
        let link = objective.cost.link();
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
