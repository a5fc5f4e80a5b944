//! What predictions cost: a loss of targets, on the scale of the linear predictor.

use lossfn::{
    AnyLoss, Logits, On,
    data::Inputs,
    functions::Link,
    spec::{Domain, Spec, Stage},
};

use crate::error::{Error, Result};
use crate::sums::sum;

/// What a model is to predict.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// A number for each row; for losses with labels -1 and +1, or 0 and 1, these.
    Numbers(Vec<f64>),
    /// A class for each row, from 0, and how many classes there are.
    Classes(Vec<u32>, usize),
}

impl Target {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        match self {
            Self::Numbers(y) => y.len(),
            Self::Classes(y, _) => y.len(),
        }
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// Some of the rows, in the order that is given.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        match self {
            Self::Numbers(y) => Self::Numbers(rows.iter().map(|&i| y[i]).collect()),
            Self::Classes(y, classes) => Self::Classes(rows.iter().map(|&i| y[i]).collect(), *classes),
        }
    }
}

/// What a model has to predict for a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Predicts {
    /// One number, of which the loss takes the mean by a link.
    Number(Link),
    /// A logit for each class.
    Logits,
}

/// What a model has to predict for a loss: with the link whose means are what the loss reads, unless another is given.
///
/// # Errors
/// When the loss reads neither a column of predictions and one of targets, nor logits and labels; when the link has
/// means that the loss does not take.
///
/// ```
/// use lossfn::{functions::Link, get};
/// use lossfn_fit::{Predicts, predicts};
/// assert_eq!(predicts(&get("huber")?, None)?, Predicts::Number(Link::Identity));
/// assert_eq!(predicts(&get("poisson_deviance")?, None)?, Predicts::Number(Link::Log));
/// assert_eq!(predicts(&get("cross_entropy")?, None)?, Predicts::Logits);
/// assert!(predicts(&get("triplet_margin")?, None).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn predicts(loss: &AnyLoss, link: Option<Link>) -> Result<Predicts> {
    let spec = loss.spec();
    match spec.stage {
        Stage::Elements if spec.inputs.len() == 2 && ["target", "label"].contains(&spec.inputs[1].name) => {
            let domain = loss.terms()[0].loss.inputs()[0].domain;
            Ok(Predicts::Number(match link {
                Some(link) => link,
                None => natural(domain).ok_or_else(|| unfit(loss, spec))?,
            }))
        }
        Stage::Softmax if link.is_none_or(|link| link == Link::Identity) => Ok(Predicts::Logits),
        Stage::Softmax => Err(Error::Setting {
            name: "link",
            given: link.unwrap_or(Link::Identity).to_string(),
            allowed: "identity, as the loss reads logits".into(),
        }),
        _ => Err(unfit(loss, spec)),
    }
}

fn unfit(loss: &AnyLoss, spec: &Spec) -> Error {
    Error::Unfit { loss: loss.to_string(), reads: spec.reads() }
}

/// The link whose means fill a domain.
fn natural(domain: Domain) -> Option<Link> {
    let Domain::Interval { low, high, .. } = domain else { return None };
    match (low, high) {
        (f64::NEG_INFINITY, f64::INFINITY) => Some(Link::Identity),
        (0.0, f64::INFINITY) => Some(Link::Log),
        (0.0, 1.0) => Some(Link::Logit),
        _ => None,
    }
}

/// A loss with targets and weights that add up to 1.
pub(crate) struct Cost<'a> {
    pub(crate) loss: &'a AnyLoss,
    pub(crate) predicts: Predicts,
    target: &'a Target,
    pub(crate) weights: Vec<f64>,
    threads: usize,
}

impl<'a> Cost<'a> {
    /// Everything about targets and weights is checked here, so that nothing can be wrong with them later.
    pub(crate) fn new(
        loss: &'a AnyLoss,
        link: Option<Link>,
        target: &'a Target,
        weight: Option<&[f64]>,
        threads: usize,
    ) -> Result<Self> {
        let predicts = predicts(loss, link)?;
        let n = target.len();
        if let Some(weight) = weight
            && weight.len() != n
        {
            return Err(Error::Shape { what: "the column of weights".into(), got: weight.len(), want: n });
        }
        match (predicts, target) {
            (Predicts::Number(_), Target::Numbers(_)) | (Predicts::Logits, Target::Classes(..)) => {}
            (_, Target::Numbers(_)) => {
                return Err(Error::Setting {
                    name: "target",
                    given: "a column of numbers".into(),
                    allowed: format!("a class for each row, as {loss} reads labels"),
                });
            }
            (_, Target::Classes(..)) => {
                return Err(Error::Setting {
                    name: "target",
                    given: "a column of classes".into(),
                    allowed: format!("a number for each row, as {loss} reads"),
                });
            }
        }
        let cost = Self { loss, predicts, target, weights: vec![], threads };
        let start = vec![0.0; n * cost.outputs()];
        let mean = cost.mean(&start);
        let on = cost.on(&mean)?.validate(true);
        weight.map_or(on, |w| on.weight(w)).check()?;
        let total = weight.map_or(n as f64, |w| sum(w.iter().copied()));
        if total == 0.0 {
            return Err(lossfn::Error::Empty { rows: n, dropped: n }.into());
        }
        let weights = (0..n).map(|i| weight.map_or(1.0, |w| w[i]) / total).collect();
        Ok(Self { weights, ..cost })
    }
    /// How many numbers are predicted for a row.
    pub(crate) fn outputs(&self) -> usize {
        match self.target {
            Target::Numbers(_) => 1,
            Target::Classes(_, classes) => *classes,
        }
    }
    fn on<'b>(&'b self, mean: &'b [f64]) -> Result<On<'b, f64>> {
        let inputs = match self.target {
            Target::Numbers(y) => Inputs::Columns(mean, y),
            Target::Classes(labels, classes) => (Logits::rows(mean, *classes)?, labels).into(),
        };
        Ok(self.loss.on_inputs(inputs).threads(self.threads).validate(false))
    }
    fn weighted<'b>(&'b self, mean: &'b [f64]) -> Result<On<'b, f64>> {
        // The weights add up to 1, so the sum is the mean.
        Ok(self.on(mean)?.weight(&self.weights).sum())
    }
    /// The link, of a loss that reads means.
    pub(crate) fn link(&self) -> Option<Link> {
        match self.predicts {
            Predicts::Number(link) => Some(link),
            Predicts::Logits => None,
        }
    }
    /// The same where it changes anything.
    fn bent(&self) -> Option<Link> {
        self.link().filter(|link| *link != Link::Identity)
    }
    fn mean<'b>(&self, eta: &'b [f64]) -> std::borrow::Cow<'b, [f64]> {
        self.bent().map_or(eta.into(), |link| link.inverse(eta).into())
    }
    /// The mean loss.
    pub(crate) fn value(&self, eta: &[f64]) -> Result<f64> {
        Ok(self.weighted(&self.mean(eta))?.value()?)
    }
    /// The mean loss, and its gradient in the linear predictor.
    pub(crate) fn value_and_gradient(&self, eta: &[f64]) -> Result<(f64, Vec<f64>)> {
        let (value, mut gradient) = self.weighted(&self.mean(eta))?.value_and_gradient()?;
        if let Some(link) = self.bent() {
            let slopes = link.inverse_derivative(eta);
            gradient.iter_mut().zip(slopes).for_each(|(g, s)| *g *= s);
        }
        Ok((value, gradient))
    }
    /// Whether the loss is known to be convex in the linear predictor.
    pub(crate) fn convex(&self) -> bool {
        self.bent().is_none() && self.loss.terms().iter().all(bends_up)
    }
    /// Whether it bends by the same everywhere, as far as two predictions tell.
    pub(crate) fn parabola(&self) -> Result<bool> {
        let at = |x: f64| self.curvature(&vec![x; self.target.len() * self.outputs()]);
        Ok(self.predicts == Predicts::Number(Link::Identity) && at(0.0)? == at(1.0)?)
    }
    /// Whether its curvature is one that stands in for its hessian.
    pub(crate) fn reweights(&self) -> bool {
        self.predicts != Predicts::Logits && self.loss.terms().iter().any(|t| !bends_up(t))
    }
    /// Whether it has no kinks.
    pub(crate) fn smooth(&self) -> bool {
        let smooth = |t: &lossfn::Term| t.loss.spec().properties.differentiable != Some(false);
        self.loss.terms().iter().all(smooth)
    }
    /// A curvature that is never negative, of a row in two outputs: the hessian of a convex loss, else that which
    /// touches the loss from above, or without what the link bends down.
    pub(crate) fn curvature(&self, eta: &[f64]) -> Result<Curvature> {
        let mean = self.mean(eta);
        if let Predicts::Logits = self.predicts {
            return self.of_classes(eta);
        }
        let on = self.weighted(&mean)?;
        let (slopes, mut curvature) =
            if self.reweights() { on.boosting()? } else { on.gradient_and_hessian()? };
        if let Some(link) = self.bent() {
            let (first, second) = (link.inverse_derivative(eta), link.inverse_second_derivative(eta));
            for (i, h) in curvature.iter_mut().enumerate() {
                let bent = *h * first[i] * first[i];
                let whole = bent + slopes[i] * second[i];
                *h = if whole > 0.0 { whole } else { bent.max(0.0) };
            }
        }
        Ok(Curvature { outputs: 1, of: curvature })
    }
    fn of_classes(&self, eta: &[f64]) -> Result<Curvature> {
        let classes = self.outputs();
        let mut of = vec![0.0; eta.len() * classes];
        let on = self.weighted(eta)?;
        for c in 0..classes {
            let unit: Vec<f64> = (0..eta.len()).map(|i| f64::from(u8::from(i % classes == c))).collect();
            let column = on.hessian_vector_product(&unit)?;
            for (i, h) in column.into_iter().enumerate() {
                of[i * classes + c] = h;
            }
        }
        Ok(Curvature { outputs: classes, of })
    }
    /// For each row the number `z` for which `loss(z) + rho/2 (z - v)^2` is least, the slope of the loss there, and
    /// how `z` moves with `v`.
    pub(crate) fn proximal(&self, v: &[f64], rho: f64) -> Result<Proximal> {
        let at = self.on(v)?.sum().prox(1.0 / rho)?;
        let (slopes, hessian) = self.on(&at)?.sum().gradient_and_hessian()?;
        let moves = (0..v.len()).map(|i| {
            let slope = rho * (v[i] - at[i]);
            let kink = (slope - slopes[i]).abs() > 1e-7 * (slope.abs() + slopes[i].abs());
            if kink { 0.0 } else { rho / (rho + hessian[i]) }
        });
        let moves = moves.collect();
        Ok(Proximal { at, moves })
    }
    /// Predictions about which the loss bends most: targets where it is a loss of residuals, else 0.
    pub(crate) fn steepest(&self) -> Vec<f64> {
        let real =
            |k: usize| self.loss.terms()[0].loss.inputs().get(k).is_some_and(|i| i.domain == Domain::REAL);
        match self.target {
            Target::Numbers(y) if self.bent().is_none() && real(0) && real(1) => y.clone(),
            _ => vec![0.0; self.target.len() * self.outputs()],
        }
    }
    /// The loss of each row, without its weight.
    pub(crate) fn rows(&self, eta: &[f64]) -> Result<Vec<f64>> {
        Ok(self.on(&self.mean(eta))?.values().to_vec()?)
    }
}

/// Whether a term is known to be convex in what it reads.
fn bends_up(term: &lossfn::Term) -> bool {
    term.loss.spec().properties.convex == Some(true) && term.coefficient >= 0.0
}

/// Second derivatives of rows in pairs of outputs.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Curvature {
    pub(crate) outputs: usize,
    pub(crate) of: Vec<f64>,
}

impl Curvature {
    pub(crate) fn at(&self, row: usize, a: usize, b: usize) -> f64 {
        self.of[(row * self.outputs + a) * self.outputs + b]
    }
}

/// Where the proximal operator leads.
pub(crate) struct Proximal {
    pub(crate) at: Vec<f64>,
    /// Its derivative, from 0 on a kink to 1 where the loss is a line.
    pub(crate) moves: Vec<f64>,
}
