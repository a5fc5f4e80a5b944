//! Proximal operators of convex losses, item by item.

use super::{On, Terms};
use crate::{
    Error,
    constant::{float, halfway, place, within},
    data::{Element, Inputs, Storage as _},
    formula::Dynamic,
    kernels::Pair,
    real::math::two_sum,
    spec::{Domain, Stage, Value},
    stages::counts,
};

impl<T: Element> On<'_, T> {
    /// The proximal operator of the loss under its reduction: for each item the number `u` for which
    /// `loss(u) + (u - x)²/(2 step)` is least, where `x` is the first input. It is the step that proximal gradient
    /// methods take, and makes weights exactly 0 where a penalty has a kink there. Ask for the
    /// [`sum`](On::sum), unless the loss that is minimised is a mean.
    ///
    /// Every convex loss of columns has one, and so has every sum of them: by a closed form that it states, or by
    /// bisection of the slope down to neighbouring floats. `x` may lie outside of the domain of the loss; where
    /// the loss falls up to an end of it, the result is that end. An item that is left out stays where it is, and
    /// one of NaN is NaN.
    ///
    /// ```
    /// let lasso = lossfn::get("l1_penalty")?;
    /// let weights = [3.0, -0.2, 0.5];
    /// assert_eq!(lasso.on_inputs((&weights).into()).sum().prox(0.5)?, [2.5, 0.0, 0.0]);
    ///
    /// let (forecast, actual) = ([4.0, 1.0], [1.0, 1.5]);
    /// let robust = lossfn::get("0.5*huber + 0.5*absolute")?;
    /// assert_eq!(robust.on(&forecast, &actual).sum().prox(1.0)?, [3.0, 1.5]);
    ///
    /// let error = lossfn::get("cauchy")?.on(&forecast, &actual).sum().prox(1.0).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "cauchy has no proximal operator: only that of a convex loss of columns is looked for.",
    /// );
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the loss is not convex, or reads no columns; when the step is not a positive number; as
    /// [`On::mean`], but the first input may have any value.
    pub fn prox(self, step: f64) -> Result<Vec<T>, Error> {
        let mut out = vec![T::default(); self.width()];
        self.prox_into(step, &mut out)?;
        Ok(out)
    }
    /// [`On::prox`] into a buffer.
    ///
    /// # Errors
    /// As there, and when the buffer has another length; it is untouched then.
    pub fn prox_into(self, step: f64, out: &mut [T]) -> Result<(), Error> {
        self.proximal(step, out, true)
    }
    /// [`On::prox`] without closed forms.
    #[doc(hidden)]
    pub fn prox_by_search(self, step: f64) -> Result<Vec<T>, Error> {
        let mut out = vec![T::default(); self.width()];
        self.proximal(step, &mut out, false)?;
        Ok(out)
    }

    fn proximal(self, step: f64, out: &mut [T], closed: bool) -> Result<(), Error> {
        let losses = self.loss.each();
        self.has_prox(&losses)?;
        let first = losses[0].1;
        if !(step > 0.0 && step.is_finite()) {
            let (loss, allowed) = (first.spec().name, Domain::POSITIVE.to_string());
            return Err(Error::Parameter { loss, name: "step", value: Value::Number(step), allowed });
        }
        let n = self.width();
        if out.len() != n {
            return Err(Error::Shape {
                input: "prox",
                got: format!("({},)", out.len()),
                want: format!("({n},)"),
            });
        }
        let plan = Self { validate: false, ..self }.plan()?;
        let columns = columns(&self.inputs);
        let (low, high) = within(losses.iter().map(|(_, loss)| loss.inputs()[0].domain));
        if self.validate {
            let allowed = vec![low; n];
            let mut on = On::new(self.loss, with_first(&columns, &allowed)?, true);
            on.mask = plan.kept.as_deref();
            on.check()?;
        }
        let divisor = self.divisor(&plan)?.map_or(1.0, Pair::round);
        let factor = |i: usize| {
            let weight = self.weight.map_or(1.0, |w| w[i].widen().to_f64());
            let kept = counts(plan.kept.as_deref(), i) && divisor != 0.0;
            if kept { (step * weight / divisor).min(f64::MAX) } else { 0.0 }
        };
        let ends = ends(&losses);
        let mut search = Search {
            loss: self.loss,
            threads: self.threads,
            low,
            high,
            ends,
            columns: vec![vec![]; columns.len()],
            factor: vec![],
        };
        let mut sought = vec![];
        let mut item = vec![0.0; columns.len()];
        for (i, out) in out.iter_mut().enumerate() {
            item.iter_mut().zip(&columns).for_each(|(x, column)| *x = column[i]);
            let (x, factor) = (item[0], factor(i));
            if factor == 0.0 {
                *out = T::rounded(x);
                continue;
            }
            let found = match &losses[..] {
                _ if item.iter().any(|x| x.is_nan()) => Some(f64::NAN),
                // The limit, as the operator reaches every point of the domain.
                _ if x.is_infinite() => Some(if x > 0.0 { ends.1 } else { ends.0 }),
                [(coefficient, loss)] if closed => {
                    loss.prox(&item, coefficient * factor).filter(|u| u.is_finite())
                }
                _ => None,
            };
            if let Some(u) = found {
                *out = T::rounded(u + 0.0);
                continue;
            }
            sought.push(i);
            search.factor.push(factor);
            search.columns.iter_mut().zip(&item).for_each(|(column, x)| column.push(*x));
        }
        if !sought.is_empty() {
            for (i, u) in sought.into_iter().zip(search.found()?) {
                out[i] = T::rounded(u);
            }
        }
        Ok(())
    }

    /// Whether the loss has a proximal operator, and the first input is the one that it is asked in.
    fn has_prox(&self, losses: &[(f64, &dyn Dynamic)]) -> Result<(), Error> {
        let convex = losses.iter().all(|(coefficient, loss)| {
            let spec = loss.spec();
            matches!(spec.stage, Stage::Elements | Stage::Weights)
                && spec.properties.convex == Some(true)
                && matches!(loss.inputs()[0].domain, Domain::Interval { .. })
                && *coefficient >= 0.0
        });
        let refused = |what, why| Err(Error::Unsupported { loss: self.loss.to_string(), what, why });
        if !convex {
            return refused("proximal operator", "only that of a convex loss of columns is looked for");
        }
        if super::along(losses[0].1, self.wrt)? != 0 {
            return refused(
                "proximal operator in a chosen input",
                "it is known to be convex in the first one alone",
            );
        }
        Ok(())
    }
}

impl<'a> Terms<'a> {
    /// The losses with their coefficients.
    fn each(self) -> Vec<(f64, &'a dyn Dynamic)> {
        match self {
            Self::One(loss) => vec![(1.0, loss)],
            Self::Sum(loss) => loss.terms().iter().map(|t| (t.coefficient, &*t.loss)).collect(),
        }
    }
}

/// The ends of the domain of the first input, whether they belong to it or not.
fn ends(losses: &[(f64, &dyn Dynamic)]) -> (f64, f64) {
    losses.iter().fold((f64::NEG_INFINITY, f64::INFINITY), |(low, high), (_, loss)| {
        match loss.inputs()[0].domain {
            Domain::Interval { low: l, high: h, .. } => (low.max(l), high.min(h)),
            _ => (low, high),
        }
    })
}

/// All inputs, in f64.
fn columns<T: Element>(inputs: &Inputs<'_, T>) -> Vec<Vec<f64>> {
    let columns = match *inputs {
        Inputs::Columns(a, b) => vec![a, b],
        Inputs::Arrays(a, b) => vec![a.data(), b.data()],
        Inputs::Several(several) => several.data(),
        Inputs::Weights(weights) => vec![weights],
        // Convex losses of columns have refused these.
        Inputs::Tables(..)
        | Inputs::Labelled(..)
        | Inputs::Taught(..)
        | Inputs::Triples(..)
        | Inputs::Grouped(_) => vec![],
    };
    columns.iter().map(|x| x.iter().map(|x| x.widen().to_f64()).collect()).collect()
}

/// The inputs with another first one.
fn with_first<'b>(columns: &'b [Vec<f64>], first: &'b [f64]) -> Result<Inputs<'b, f64>, Error> {
    let others = columns.iter().skip(1).map(Vec::as_slice);
    let all: Vec<&[f64]> = core::iter::once(first).chain(others).collect();
    Inputs::from_columns(&all).ok_or(Error::Shape {
        input: "inputs",
        got: format!("{} columns", all.len()),
        want: "one to four".into(),
    })
}

/// Items whose `u` with `factor loss'(u) + u - x = 0` is looked for. No more than 64 halvings lie between the ends.
struct Search<'a> {
    loss: Terms<'a>,
    threads: usize,
    /// The least and the greatest float of the domain, and its ends.
    low: f64,
    high: f64,
    ends: (f64, f64),
    columns: Vec<Vec<f64>>,
    factor: Vec<f64>,
}

impl Search<'_> {
    fn on<'b>(&'b self, u: &'b [f64]) -> Result<On<'b, f64>, Error> {
        let inputs = with_first(&self.columns, u)?;
        Ok(On::new(self.loss, inputs, false).values().threads(self.threads))
    }
    /// Of each item the slope of what is minimised, which rises, and that of the loss times its factor.
    fn slopes(&self, u: &[f64]) -> Result<Vec<(f64, f64)>, Error> {
        let slopes = self.on(u)?.gradient()?;
        let one = |(i, slope): (usize, &f64)| {
            (balance(self.factor[i], *slope, u[i], self.columns[0][i]), self.factor[i] * slope)
        };
        Ok(slopes.iter().enumerate().map(one).collect())
    }
    fn found(&self) -> Result<Vec<f64>, Error> {
        let n = self.factor.len();
        let (first, last) = (place(self.low), place(self.high));
        let (mut low, mut high) = (vec![first; n], vec![last; n]);
        let floats = |places: &[i64]| places.iter().map(|&p| float(p)).collect::<Vec<f64>>();
        while low.iter().zip(&high).any(|(a, b)| a < b) {
            let middle: Vec<i64> = low.iter().zip(&high).map(|(a, b)| halfway(*a, *b)).collect();
            for (i, (slope, _)) in self.slopes(&floats(&middle))?.into_iter().enumerate() {
                if low[i] == high[i] {
                    continue;
                }
                if slope < 0.0 { low[i] = middle[i] + 1 } else { high[i] = middle[i] }
            }
        }
        let below: Vec<i64> = high.iter().map(|&p| (p - 1).max(first)).collect();
        let (at, below) = (floats(&high), floats(&below));
        let (after, before) = (self.slopes(&at)?, self.slopes(&below)?);
        let (f, g) = (self.on(&at)?.to_vec()?, self.on(&below)?.to_vec()?);
        let one = |i: usize| {
            let (slope, pull) = after[i];
            let (slope_before, pull_before) = before[i];
            if slope.is_nan() {
                f64::NAN
            } else if slope < 0.0 {
                self.ends.1
            } else if slope == 0.0 {
                at[i]
            } else if below[i] == at[i] {
                self.ends.0
            } else {
                // Where the slope of the loss jumps there is a kink at one of the two, and the loss is small: the
                // line between them tells, but for the last bits of the least numbers, beside which there is 0.
                // Else the smaller slope is nearer.
                let jump = slope - slope_before > 1e-6 * (pull.abs() + pull_before.abs());
                let line = self.factor[i] * ((f[i] - g[i]) / (at[i] - below[i]));
                let secant = line + (at[i].midpoint(below[i]) - self.columns[0][i]);
                let is_below = match jump {
                    true if at[i] == 0.0 || below[i] == 0.0 => below[i] == 0.0,
                    true if !secant.is_nan() => secant > 0.0,
                    _ => -slope_before < slope,
                };
                if is_below { below[i] } else { at[i] }
            }
        };
        Ok((0..n).map(|i| one(i) + 0.0).collect())
    }
}

/// `factor slope + u - x`, with its sign right.
fn balance(factor: f64, slope: f64, u: f64, x: f64) -> f64 {
    const LARGE: f64 = 1e300;
    let product = factor * slope;
    if product.abs().max(u.abs()).max(x.abs()) > LARGE {
        // Sums of numbers that are smaller do not overflow, and last bits do not matter.
        return product / LARGE + (u / LARGE - x / LARGE);
    }
    let rest = factor.mul_add(slope, -product);
    let (way, left) = two_sum(u, -x);
    let (sum, lost) = two_sum(product, way);
    sum + (lost + (rest + left))
}
