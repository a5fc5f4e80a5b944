//! Losses and their derivatives in double-double, by a way of their own: for checks of the kernels and
//! of the stages.

use crate::{
    AnyLoss, Error,
    data::Inputs,
    formula::Dynamic,
    kernels::{Check, Kernel, RowBlock},
    real::{Derived, Differentiable, Precise, Real},
    spec::{Stage, Value},
    stages::Statistic,
};

/// A loss and its derivatives, from double-double numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The loss.
    pub value: f64,
    /// Its gradient in the first input.
    pub gradient: Vec<f64>,
    /// The diagonal of its hessian in the first input.
    pub hessian: Vec<f64>,
}

fn constant(x: f64) -> Check {
    Precise::new(x).seeded(false).seeded(false)
}
fn variable(x: Precise) -> Check {
    x.seeded(true).seeded(true)
}
/// The value and its derivatives.
fn taken(x: Check) -> [Precise; 3] {
    let (whole, slope) = (x.dual().v.dual(), x.dual().derivative().dual());
    [whole.v, slope.v, slope.derivative()]
}

impl AnyLoss {
    /// The loss of one item, and its derivatives, from double-double numbers: slow, and to all digits
    /// of f64. Nothing is checked but the shape.
    ///
    /// ```
    /// let exact = lossfn::get("huber(delta=2)")?.reference(lossfn::Inputs::Columns(&[3.0], &[0.0]))?;
    /// assert_eq!((exact.value, exact.gradient, exact.hessian), (4.0, vec![2.0], vec![0.0]));
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the inputs are of another kind, or of more than one item.
    pub fn reference(&self, inputs: Inputs<'_, f64>) -> Result<Reference, Error> {
        let (row, other, label): (&[f64], &[f64], Option<usize>) = match inputs {
            Inputs::Columns(a, b) => (a, b, None),
            Inputs::Arrays(a, b) => (a.data(), b.data(), None),
            Inputs::Weights(a) => (a, &[], None),
            Inputs::Tables(a, b) => (a.data(), b.data(), None),
            Inputs::Labelled(a, labels) => {
                (a.data(), &[], usize::try_from(if labels.is_empty() { -1 } else { labels.get(0) }).ok())
            }
        };
        let wrong =
            || Error::Inputs { loss: self.to_string(), got: inputs.kind(), want: self.spec().stage.reads() };
        let one = match inputs {
            Inputs::Columns(a, b) => a.len() == 1 && b.len() == 1,
            Inputs::Arrays(a, b) => a.data().len() == 1 && a.shape() == b.shape(),
            Inputs::Weights(a) => a.len() == 1,
            Inputs::Tables(a, b) => a.len() == 1 && b.data().len() == row.len(),
            Inputs::Labelled(a, _) => a.len() == 1 && label.is_some_and(|l| l < row.len()),
        };
        if !inputs.suits(self.spec().stage) || !one {
            return Err(wrong());
        }
        let mut out = Reference { value: 0.0, gradient: vec![0.0; row.len()], hessian: vec![0.0; row.len()] };
        for term in self.terms() {
            for j in 0..row.len() {
                let x: Vec<Check> = row
                    .iter()
                    .enumerate()
                    .map(|(i, &x)| if i == j { variable(Precise::new(x)) } else { constant(x) })
                    .collect();
                let loss = item(&*term.loss, &x, other, label);
                let [value, slope, bend] = taken(loss).map(|x| term.coefficient * x.to_f64());
                if j == 0 {
                    out.value += value;
                }
                out.gradient[j] += slope;
                out.hessian[j] += bend;
            }
        }
        Ok(out)
    }
}

/// The loss of one item.
fn item(loss: &dyn Dynamic, x: &[Check], other: &[f64], label: Option<usize>) -> Check {
    let zero = constant(0.0);
    match loss.kernel() {
        Kernel::One(kernel) => kernel.reference([x[0]]),
        Kernel::Two(kernel) => {
            let terms = x.iter().zip(other);
            let total = terms.fold(zero, |sum, (&x, &y)| sum + kernel.reference([x, constant(y)]));
            let Some(outer) = loss.outer() else { return total };
            // Where its slope is infinite, as that of a root at 0, stands a kink with the least slope, 0.
            let [root, slope, _] = taken(outer.reference(variable(taken(total)[0])));
            if slope.to_f64().is_finite() { outer.reference(total) } else { constant(root.to_f64()) }
        }
        Kernel::Rows(kernel) => row(loss, &*kernel, x, other, label),
    }
}

/// The loss of a row of scores, from the definition of its statistics.
fn row(loss: &dyn Dynamic, kernel: &dyn RowBlock, x: &[Check], other: &[f64], label: Option<usize>) -> Check {
    let (params, values) = (loss.spec().params, loss.values());
    let named = |name| params.iter().position(|p| p.name == name).map(|k| &values[k]);
    let temperature = if let Some(Value::Number(t)) = named("temperature") { *t } else { 1.0 };
    let weight = |c: usize| match named("class_weight") {
        Some(Value::Vector(w)) => w[c],
        _ => 1.0,
    };
    let z: Vec<Check> = x.iter().map(|&x| x / temperature).collect();
    let mut normaliser = constant(0.0);
    if loss.spec().stage == Stage::Softmax {
        let top = z.iter().map(|z| taken(*z)[0].to_f64()).fold(f64::NEG_INFINITY, f64::max);
        normaliser = z.iter().fold(normaliser, |sum, &z| sum + (z - top).exp()).ln() + top;
    }
    let nll = |c: usize| if loss.spec().stage == Stage::Softmax { normaliser - z[c] } else { -x[c] };
    let sum =
        |share: &dyn Fn(usize) -> f64| (0..x.len()).fold(constant(0.0), |sum, c| sum + nll(c) * share(c));
    let statistic = |s: &Statistic| match (s, label) {
        (Statistic::Surprisal, Some(label)) => nll(label),
        (Statistic::Surprisal, None) => sum(&|c| other[c] * weight(c)),
        (Statistic::Weight, label) => constant(label.map_or(1.0, weight)),
        (Statistic::Spread, _) => sum(&weight) / x.len() as f64,
        (Statistic::LogSumExp, _) => normaliser,
    };
    let statistics: Vec<Check> = kernel.statistics().iter().map(statistic).collect();
    kernel.reference(&statistics)
}
