//! Choosing a parameter by cross-validation.

use lossfn::{
    AnyLoss,
    functions::Link,
    spec::{Domain, Family, Kind, Stage},
};

use crate::cost::{Cost, Predicts, Target, predicts};
use crate::error::{Error, Result};
use crate::features::Features;
use crate::fit::Fitted;
use crate::random::Random;
use crate::sums::sum;

/// The rows that a model is fitted on, and those that it is scored on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fold {
    /// Fitted on these.
    pub train: Vec<usize>,
    /// Scored on these.
    pub held_out: Vec<usize>,
}

/// Every row held out in one of `count` folds, in an order that comes from a seed alone; classes, and targets of a loss
/// that has but two, are spread evenly.
///
/// # Errors
/// When there are fewer than two folds, or fewer rows than folds.
///
/// ```
/// use lossfn_fit::{Target, folds};
/// let target = Target::Classes(vec![0, 0, 0, 0, 1, 1], 2);
/// let folds = folds(&target, 2, 7)?;
/// assert!(folds.iter().all(|fold| fold.held_out.iter().filter(|&&i| i >= 4).count() == 1));
/// # Ok::<(), lossfn_fit::Error>(())
/// ```
pub fn folds(target: &Target, count: usize, seed: u64) -> Result<Vec<Fold>> {
    let n = target.len();
    if count < 2 || count > n {
        let allowed = format!("from 2 to {n}, the number of rows");
        return Err(Error::Setting { name: "folds", given: count.to_string(), allowed });
    }
    let mut order = Random::new(seed).order(n);
    // A stable sort keeps the order inside of a class.
    match target {
        Target::Classes(y, _) => order.sort_by_key(|&i| y[i]),
        Target::Numbers(y) if two_valued(y) => order.sort_by(|&a, &b| y[a].total_cmp(&y[b])),
        Target::Numbers(_) => {}
    }
    let mut fold = vec![0; n];
    order.iter().enumerate().for_each(|(place, &i)| fold[i] = place % count);
    let part = |k: usize, held: bool| (0..n).filter(|&i| (fold[i] == k) == held).collect();
    Ok((0..count).map(|k| Fold { train: part(k, false), held_out: part(k, true) }).collect())
}

fn two_valued(y: &[f64]) -> bool {
    let first = y.first().copied().unwrap_or_default();
    let other = y.iter().find(|y| **y != first).copied().unwrap_or(first);
    y.iter().all(|y| *y == first || *y == other)
}

/// What fits a model for a candidate, to features, targets and perhaps weights.
pub type FitOne<'a> = dyn FnMut(f64, &Features, &Target, Option<&[f64]>) -> Result<Fitted> + 'a;

/// What each candidate scored in each fold.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The values that were tried.
    pub candidates: Vec<f64>,
    /// The mean score over all held-out rows of each.
    pub scores: Vec<f64>,
    /// The standard error of that, from how the folds differ.
    pub errors: Vec<f64>,
    /// The place of the best one.
    pub best: usize,
    /// The loss that scores: one that has not the parameter that is chosen.
    pub score: String,
}

impl Choice {
    /// Fits a model for each candidate and each fold, and scores it on the rows that were held out.
    ///
    /// `fit` makes the model of a candidate from some rows; `tell` hears of each that is done, of how many.
    ///
    /// # Errors
    /// Those of `fit`; when there are no candidates, and when the score cannot read what the model predicts.
    pub fn by_folds(
        candidates: &[f64],
        folds: &[Fold],
        score: &AnyLoss,
        (features, target, weight): (&Features, &Target, Option<&[f64]>),
        fit: &mut FitOne<'_>,
        tell: &mut dyn FnMut(usize, usize),
    ) -> Result<Self> {
        if candidates.is_empty() {
            let allowed = "at least one value".into();
            return Err(Error::Setting { name: "candidates", given: "none".into(), allowed });
        }
        let mut by_fold = vec![vec![]; candidates.len()];
        let mut sizes = vec![];
        let of =
            |w: Option<&[f64]>, rows: &[usize]| w.map(|w| rows.iter().map(|&i| w[i]).collect::<Vec<_>>());
        for (k, fold) in folds.iter().enumerate() {
            let (x, y) = (features.select(&fold.train), target.select(&fold.train));
            let w = of(weight, &fold.train);
            let (held_x, held_y) = (features.select(&fold.held_out), target.select(&fold.held_out));
            let held_w = of(weight, &fold.held_out);
            sizes.push(held_w.as_ref().map_or(fold.held_out.len() as f64, |w| w.iter().sum()));
            for (c, &candidate) in candidates.iter().enumerate() {
                let fitted = fit(candidate, &x, &y, w.as_deref())?;
                by_fold[c].push(fitted.model.score(score, &held_x, &held_y, held_w.as_deref())?);
                tell(k * candidates.len() + c + 1, folds.len() * candidates.len());
            }
        }
        let total: f64 = sizes.iter().sum();
        let scores: Vec<f64> =
            by_fold.iter().map(|s| sum(s.iter().zip(&sizes).map(|(s, n)| s * n / total))).collect();
        let error = |(s, mean): (&Vec<f64>, &f64)| {
            let k = s.len() as f64;
            (s.iter().map(|s| (s - mean).powi(2)).sum::<f64>() / (k - 1.0) / k).sqrt()
        };
        let errors = by_fold.iter().zip(&scores).map(error).collect();
        let mut best = 0;
        for (c, s) in scores.iter().enumerate() {
            if *s < scores[best] || scores[best].is_nan() {
                best = c;
            }
        }
        Ok(Self { candidates: candidates.to_vec(), scores, errors, best, score: score.to_string() })
    }
    /// The value that scored best.
    pub fn value(&self) -> f64 {
        self.candidates[self.best]
    }
}

/// The mean of a loss over what a model predicts.
pub(crate) fn scored(
    score: &AnyLoss,
    link: Option<Link>,
    target: &Target,
    weight: Option<&[f64]>,
    eta: &[f64],
) -> Result<f64> {
    let own = predicts(score, None)?;
    let fits = match (own, link) {
        (Predicts::Logits, None) => true,
        // One of the linear predictor, or of residuals, takes any means; one of means those that it has.
        (Predicts::Number(own), Some(link)) => own == Link::Identity || own.domain() == link.domain(),
        _ => false,
    };
    if !fits {
        let allowed = "a loss of what the model predicts".into();
        return Err(Error::Setting { name: "score", given: score.to_string(), allowed });
    }
    Cost::new(score, link, target, weight, 0)?.value(eta)
}

/// A loss to score models by while a parameter of `loss`, or of a penalty, is chosen, and why this one.
///
/// While the penalty is chosen it is the loss itself: the penalty is no part of it. While a parameter of the loss is, it
/// is one of the same predictions without parameters.
///
/// # Errors
/// When no linear model predicts for the loss.
pub fn default_score(loss: &AnyLoss, of_loss: bool, link: Option<Link>) -> Result<(AnyLoss, &'static str)> {
    if !of_loss {
        return Ok((loss.clone(), "the loss alone, without the penalty that is chosen"));
    }
    let spec = loss.spec();
    let input = |k: usize| loss.terms()[0].loss.inputs().get(k).map(|i| i.domain);
    let name = match (predicts(loss, link)?, spec.family) {
        (Predicts::Logits, _) => "cross_entropy",
        (Predicts::Number(_), _) if input(1) == Some(Domain::SIGN) => "logistic",
        (Predicts::Number(Link::Identity), _) if input(1) == Some(Domain::BINARY) => "bce_with_logits",
        (Predicts::Number(Link::Identity), Family::Classification) => "bce_with_logits",
        (Predicts::Number(Link::Identity), Family::Count) => "poisson_nll",
        (Predicts::Number(Link::Logit | Link::HalfLogit | Link::Probit | Link::CLogLog), _) => "bce",
        (Predicts::Number(Link::Log | Link::Sqrt), Family::Count) => "poisson_deviance",
        (Predicts::Number(_), _) => "absolute",
    };
    Ok((lossfn::get(name)?, "it has no parameter: a loss with another parameter is another ruler"))
}

/// Values to try for a parameter of a loss, or, without a name, for the factor of a penalty. `unit` is how far residuals are
/// from 0, typically, as [`residual_spread`](crate::residual_spread) has it; for a penalty the mean size of the
/// [slopes](crate::Fit::slopes) of the loss.
///
/// Parameters in units of the target, such as `delta` and `scale`, run from a twentieth of the unit to ten times it;
/// those from 0 to 1 over the inside of that; others from 1/16 to 16. The factor of a penalty runs from 1e-5 to 10 times
/// the unit.
///
/// # Errors
/// When the loss has no such parameter, or it is no number.
pub fn grid(loss: &AnyLoss, parameter: Option<&str>, unit: f64) -> Result<Vec<f64>> {
    const POINTS: i32 = 13;
    let geometric = |from: f64, to: f64| -> Vec<f64> {
        (0..POINTS).map(|i| short(from * (to / from).powf(f64::from(i) / f64::from(POINTS - 1)))).collect()
    };
    let Some(name) = parameter else { return Ok(geometric(1e-5 * unit, 10.0 * unit)) };
    let spec = loss.spec();
    let calls = loss.calls().iter();
    let param = calls.flat_map(|c| c.dialect.map_or(c.spec.params, |d| d.params)).find(|p| p.name == name);
    let Some(param) = param else {
        let known = spec.params.iter().map(|p| p.name).collect();
        return Err(lossfn::Error::UnknownParameter { loss: spec.name, name: name.into(), known }.into());
    };
    let (Kind::Number(domain) | Kind::Optional(domain)) = param.kind else {
        let allowed = "a parameter that is a number".into();
        return Err(Error::Setting { name: "cv", given: name.into(), allowed });
    };
    let units = spec.stage == Stage::Elements
        && spec.family == Family::Regression
        && ["delta", "beta", "scale", "epsilon"].contains(&name);
    let Domain::Interval { low, high, .. } = domain else {
        let Domain::Points(points) = domain else { return Ok(vec![]) };
        return Ok(points.to_vec());
    };
    let all = match (low, high) {
        _ if units => geometric(0.05 * unit, 10.0 * unit),
        (low, high) if low.is_finite() && high.is_finite() => {
            (1..=POINTS).map(|i| short(low + (high - low) * f64::from(i) / f64::from(POINTS + 1))).collect()
        }
        _ => geometric(0.0625, 16.0),
    };
    Ok(all.into_iter().filter(|x| domain.contains(*x)).collect())
}

/// A number with three digits.
fn short(x: f64) -> f64 {
    format!("{x:.2e}").parse().unwrap_or(x)
}
