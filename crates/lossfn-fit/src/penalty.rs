//! Penalties by name, and what solvers ask of them.

use core::fmt;

use lossfn::{
    AnyLoss, Rows, Term,
    data::Inputs,
    penalty::{GroupLasso, Nuclear, Penalty as _},
    spec::Stage,
};

use crate::error::{Error, Result};

const ALLOWED: &str = "none, l1(lambda), l2(lambda), elastic_net(alpha, l1_ratio), group_lasso(lambda), nuclear(lambda) \
                       or a sum of losses of weights such as 0.1*l1_penalty + 0.2*l2_penalty";

/// What is added to the mean loss: a penalty of the coefficients, never of an intercept.
///
/// `l1(a)` is `a` times the sum of the absolute values, `l2(a)` is `a` times the sum of the squares, not halved;
/// `elastic_net(a, r)` is `a (r |w| + (1 - r)/2 w^2)`; `group_lasso(a)` is `a` times the norms of the
/// coefficients that a feature has in all classes, each times the root of how many; `nuclear(a)` is `a` times the sum of
/// the singular values of the table of coefficients. Every loss of weights in the catalogue is a penalty, too.
///
/// ```
/// use lossfn_fit::Penalty;
/// assert_eq!("l2(0.1)".parse::<Penalty>()?.to_string(), "0.1*l2_penalty");
/// assert!("l2(-1)".parse::<Penalty>().is_err());
/// # Ok::<(), lossfn_fit::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Penalty(Kind);

#[derive(Clone, Debug, Default)]
enum Kind {
    #[default]
    None,
    /// A sum over single coefficients.
    Each(AnyLoss),
    GroupLasso(f64),
    Nuclear(f64),
}

impl Penalty {
    /// No penalty.
    pub const NONE: Self = Self(Kind::None);

    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        matches!(self.0, Kind::None)
    }
    /// Whether it is a sum over single coefficients.
    pub(crate) fn separable(&self) -> bool {
        matches!(self.0, Kind::None | Kind::Each(_))
    }
    /// The part that is smooth, and that which has kinks.
    pub(crate) fn parts(&self) -> Result<(Self, Self)> {
        let Kind::Each(loss) = &self.0 else { return Ok((Self::NONE, self.clone())) };
        let part = |kinks: bool| {
            let has_kinks = |t: &&Term| (t.loss.spec().properties.differentiable == Some(false)) == kinks;
            sum_of(loss.terms().iter().filter(has_kinks), 1.0)
        };
        Ok((part(false)?, part(true)?))
    }
    /// So many times as much.
    ///
    /// # Errors
    /// When the factor is negative or not finite.
    pub fn times(&self, factor: f64) -> Result<Self> {
        if !(factor >= 0.0 && factor.is_finite()) {
            let allowed = "a number from 0 on".into();
            return Err(Error::Setting { name: "factor", given: factor.to_string(), allowed });
        }
        Ok(match &self.0 {
            Kind::None => Self::NONE,
            Kind::Each(loss) => sum_of(loss.terms().iter(), factor)?,
            Kind::GroupLasso(own) => Self(Kind::GroupLasso(own * factor)),
            Kind::Nuclear(own) => Self(Kind::Nuclear(own * factor)),
        })
    }
    /// Its value.
    pub(crate) fn value(&self, w: &[f64], outputs: usize) -> Result<f64> {
        Ok(match &self.0 {
            Kind::None => 0.0,
            _ if w.is_empty() => 0.0,
            Kind::Each(loss) => on(loss, w).value()?,
            Kind::GroupLasso(factor) => factor * GroupLasso::of(Rows::rows(w, outputs)?).value()?,
            Kind::Nuclear(factor) => factor * Nuclear::of(Rows::rows(w, outputs)?).value()?,
        })
    }
    /// Its gradient, and for single coefficients its second derivatives.
    pub(crate) fn derivatives(&self, w: &[f64]) -> Result<(Vec<f64>, Vec<f64>)> {
        match &self.0 {
            Kind::Each(loss) if !w.is_empty() => Ok(on(loss, w).gradient_and_hessian()?),
            _ => Ok((vec![0.0; w.len()], vec![0.0; w.len()])),
        }
    }
    /// The coefficients `u` for which `penalty(u) + sum (u - w)^2/(2 step)` is least, where each single coefficient may
    /// have a step of its own.
    pub(crate) fn prox(&self, w: &[f64], outputs: usize, steps: &[f64]) -> Result<Vec<f64>> {
        Ok(match &self.0 {
            Kind::None => w.to_vec(),
            _ if w.is_empty() => vec![],
            Kind::Each(loss) => on(loss, w).weight(steps).prox(1.0)?,
            Kind::GroupLasso(factor) => GroupLasso::of(Rows::rows(w, outputs)?).prox(factor * steps[0])?,
            Kind::Nuclear(factor) => Nuclear::of(Rows::rows(w, outputs)?).prox(factor * steps[0])?,
        })
    }
    /// The same of one coefficient.
    pub(crate) fn prox_one(&self, w: f64, step: f64) -> Result<f64> {
        let Kind::Each(loss) = &self.0 else { return Ok(w) };
        if let [term] = loss.terms()
            && let Some(u) = term.loss.prox(&[w], term.coefficient * step)
        {
            return Ok(u);
        }
        Ok(on(loss, &[w]).prox(step)?[0])
    }
}

/// Some terms, each so many times.
fn sum_of<'a>(terms: impl Iterator<Item = &'a Term>, factor: f64) -> Result<Penalty> {
    // A number with all its digits reads as the same number.
    let texts: Vec<String> =
        terms.map(|t| format!("{:?}*{}", factor * t.coefficient, AnyLoss::of(t.loss.clone()))).collect();
    Ok(if texts.is_empty() { Penalty::NONE } else { Penalty(Kind::Each(lossfn::get(&texts.join(" + "))?)) })
}

fn on<'a>(loss: &'a AnyLoss, w: &'a [f64]) -> lossfn::On<'a, f64> {
    loss.on_inputs(Inputs::Weights(w)).sum().validate(false).threads(1)
}

impl fmt::Display for Penalty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::None => f.write_str("none"),
            Kind::Each(loss) => write!(f, "{loss}"),
            Kind::GroupLasso(factor) => write!(f, "group_lasso({factor})"),
            Kind::Nuclear(factor) => write!(f, "nuclear({factor})"),
        }
    }
}

impl core::str::FromStr for Penalty {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let refused = || Error::Penalty { text: text.chars().take(80).collect(), allowed: ALLOWED };
        let plain = text.trim();
        if plain == "none" {
            return Ok(Self::NONE);
        }
        if ["l1", "l2", "elastic_net", "group_lasso", "nuclear"].contains(&plain) {
            return Err(refused());
        }
        let call = plain.strip_suffix(')').and_then(|t| t.split_once('('));
        let numbers = |arguments: &str, names: &[&str]| -> Option<Vec<f64>> {
            let one = |(k, argument): (usize, &str)| {
                let argument = argument.trim();
                let named = argument.split_once('=').filter(|(name, _)| Some(&name.trim()) == names.get(k));
                let x: f64 = named.map_or(argument, |(_, value)| value.trim()).parse().ok()?;
                (x >= 0.0 && x.is_finite()).then_some(x)
            };
            arguments.split(',').enumerate().map(one).collect()
        };
        let one = |arguments| {
            numbers(arguments, &["lambda"]).filter(|x| x.len() == 1).map(|x| x[0]).ok_or_else(refused)
        };
        let expression = match call {
            Some(("l1", x)) => format!("{:?}*l1_penalty", one(x)?),
            Some(("l2", x)) => format!("{:?}*l2_penalty", one(x)?),
            Some(("group_lasso", x)) => return Ok(Self(Kind::GroupLasso(one(x)?))),
            Some(("nuclear", x)) => return Ok(Self(Kind::Nuclear(one(x)?))),
            Some(("elastic_net", x)) => match numbers(x, &["alpha", "l1_ratio"]).as_deref() {
                Some([alpha, ratio]) => format!("elastic_net_penalty(alpha={alpha:?}, l1_ratio={ratio:?})"),
                Some([alpha]) => format!("elastic_net_penalty(alpha={alpha:?})"),
                _ => return Err(refused()),
            },
            _ => plain.to_owned(),
        };
        let loss = lossfn::get(&expression)?;
        let convex = loss
            .terms()
            .iter()
            .all(|t| t.coefficient >= 0.0 && t.loss.spec().properties.convex == Some(true));
        if loss.spec().stage != Stage::Weights || !convex {
            return Err(refused());
        }
        Ok(Self(Kind::Each(loss)))
    }
}
