//! Tasks weighed by their uncertainty.

use super::each;
use crate::{
    Error,
    real::{Precise, Real as _},
    spec::Domain,
};

/// What the loss of a task is the negative log-likelihood of, up to its variance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likelihood {
    /// Of a number, by a squared error: `exp(-s)/2 loss + s/2`.
    Gaussian,
    /// Of a class, by a cross-entropy whose temperature is the variance: `exp(-s) loss + s/2`.
    Softmax,
}

/// One loss of several tasks, and its derivatives.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted {
    /// The sum.
    pub value: f64,
    /// What the loss of each task is multiplied by, and so what its gradient is multiplied by.
    pub factors: Vec<f64>,
    /// The gradient in the log-variances.
    pub by_log_variance: Vec<f64>,
}

/// One loss of those of several tasks, each weighed by a variance that is learned by its logarithm `s`: the sum
/// of [`exp(-s)/2 loss + s/2`](Likelihood::Gaussian) or [`exp(-s) loss + s/2`](Likelihood::Softmax). It is least in
/// `s` where the variance is the loss, or twice the loss of classes. Computed in double-double, rounded once.
///
/// Kendall, Gal and Cipolla (2018), Multi-task learning using uncertainty to weigh losses for scene geometry and
/// semantics, arXiv:1705.07115
///
/// ```
/// use lossfn::multitask::{Likelihood::{Gaussian, Softmax}, uncertainty_weighting};
/// let of = |s: [f64; 2]| uncertainty_weighting(&[4.0, 0.5], &s, &[Gaussian, Softmax]);
/// let start = of([0.0, 0.0])?;
/// assert_eq!((start.value, &start.factors[..]), (2.5, &[0.5, 1.0][..]));
/// assert_eq!(start.by_log_variance, [-1.5, 0.0]); // the first task is less certain than was thought
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// # Errors
/// When there is not a log-variance and a likelihood for each task, or a number is not finite.
pub fn uncertainty_weighting(
    losses: &[f64],
    log_variances: &[f64],
    likelihoods: &[Likelihood],
) -> Result<Weighted, Error> {
    let tasks = losses.len();
    each("losses", losses, tasks, Domain::FINITE)?;
    each("log_variances", log_variances, tasks, Domain::FINITE)?;
    if likelihoods.len() != tasks {
        let got = format!("({},)", likelihoods.len());
        return Err(Error::Shape { input: "likelihoods", got, want: format!("({tasks},)") });
    }
    let mut out = Weighted { value: 0.0, factors: vec![], by_log_variance: vec![] };
    let mut sum = Precise::<f64>::new(0.0);
    for ((&loss, &s), likelihood) in losses.iter().zip(log_variances).zip(likelihoods) {
        let half = if *likelihood == Likelihood::Gaussian { 0.5 } else { 1.0 };
        let (loss, s) = (Precise::<f64>::new(loss), Precise::<f64>::new(s));
        let factor = (-s).exp() * half;
        sum = sum + (factor.weigh(loss) + s * 0.5);
        out.factors.push(factor.to_f64());
        out.by_log_variance.push((loss.lift(0.5) - loss.weigh(factor)).to_f64());
    }
    out.value = sum.to_f64();
    Ok(out)
}
