//! Losses and their derivatives in double-double, by a way of their own: for checks of the kernels and
//! of the stages.

use crate::{
    AnyLoss, Error,
    data::{Inputs, Rows},
    evaluate::{Terms, along},
    formula::Dynamic,
    kernels::{Check, Kernel, RowBlock},
    real::{Derived, Differentiable, Precise, Real},
    spec::{Row, Stage},
    stages::{Settings, Statistic},
};

/// A loss and its derivatives, from double-double numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// The loss.
    pub value: f64,
    /// Its gradient in the first input.
    pub gradient: Vec<f64>,
    /// The diagonal of its hessian in the first input; empty where there is no hessian element by element.
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
        self.reference_in(inputs, None)
    }

    /// [`reference`](Self::reference), with the derivatives in another input.
    ///
    /// # Errors
    /// As there, and when there is no such input.
    pub fn reference_wrt(&self, inputs: Inputs<'_, f64>, input: &str) -> Result<Reference, Error> {
        self.reference_in(inputs, Some(input))
    }

    fn reference_in(&self, inputs: Inputs<'_, f64>, wrt: Option<&str>) -> Result<Reference, Error> {
        let Some(item) =
            Item::of(&inputs, self.spec().stage.of_vectors()).filter(|_| inputs.suits(self.spec()))
        else {
            let (got, want) = (inputs.kind(), self.spec().reads());
            return Err(Error::Inputs { loss: self.to_string(), got, want });
        };
        if self.spec().stage.coupled() {
            return Err(Error::Unsupported {
                loss: self.to_string(),
                what: "reference of one item",
                why: "the loss of a row depends on other rows",
            });
        }
        // What the stage refuses has no reference either.
        drop(Terms::Sum(self).items(inputs, None, false, wrt)?);
        let n = item.columns[0].len();
        let mut out = Reference { value: 0.0, gradient: vec![0.0; n], hessian: vec![0.0; n] };
        for term in self.terms() {
            let along = along(&*term.loss, wrt)?;
            for j in 0..n {
                let x: Vec<Vec<Check>> = item
                    .columns
                    .iter()
                    .enumerate()
                    .map(|(k, column)| {
                        let cell = |(i, &x)| {
                            if (k, i) == (along, j) { variable(Precise::new(x)) } else { constant(x) }
                        };
                        column.iter().enumerate().map(cell).collect()
                    })
                    .collect();
                let loss = item.loss(&*term.loss, &x);
                let [value, slope, bend] = taken(loss).map(|x| term.coefficient * x.to_f64());
                if j == 0 {
                    out.value += value;
                }
                out.gradient[j] += slope;
                out.hessian[j] += bend;
            }
        }
        if !self.spec().stage.has_hessian() {
            out.hessian.clear();
        }
        Ok(out)
    }
}

/// One item: a number of each input, or a row.
struct Item<'a> {
    columns: Vec<&'a [f64]>,
    label: Option<usize>,
    /// The label of a pair, as a number.
    sign: f64,
}

impl<'a> Item<'a> {
    fn of(inputs: &Inputs<'a, f64>, of_vectors: bool) -> Option<Self> {
        let mut sign = 0.0;
        if inputs.vectors().0.iter().any(Rows::is_sparse) {
            return None;
        }
        let (rows, columns, label) = match inputs {
            Inputs::Columns(a, b) => (a.len(), vec![*a, *b], None),
            Inputs::Arrays(a, b) => (a.data().len(), vec![a.data(), b.data()], None),
            Inputs::Several(several) => (several.first().data().len(), several.data(), None),
            Inputs::Weights(a) => (a.len(), vec![*a], None),
            Inputs::Grouped(_) => return None,
            Inputs::Triples(a, b, c) => (a.len(), vec![a.data(), b.data(), c.data()], None),
            Inputs::Tables(..) | Inputs::Labelled(..) | Inputs::Taught(..) => {
                let (table, other, labels) = inputs.rows()?;
                if let Some(labels) = labels.filter(|labels| labels.len() == 1) {
                    sign = labels.get(0) as f64;
                }
                let label = match labels {
                    Some(labels) if of_vectors => (labels.len() == 1).then_some(None)?,
                    Some(labels) if labels.len() != 1 => return None,
                    Some(labels) => {
                        Some(usize::try_from(labels.get(0)).ok().filter(|&l| l < table.columns())?)
                    }
                    None => None,
                };
                let tables = core::iter::once(table).chain(other);
                (table.len(), tables.map(|x| x.data()).collect(), label)
            }
        };
        let equal = columns.iter().all(|c| c.len() == columns[0].len());
        (rows == 1 && equal).then_some(Self { columns, label, sign })
    }

    /// The loss, with these numbers in the place of its own.
    fn loss(&self, loss: &dyn Dynamic, x: &[Vec<Check>]) -> Check {
        let zero = constant(0.0);
        match loss.kernel() {
            Kernel::One(kernel) => kernel.reference([x[0][0]]),
            Kernel::Two(kernel) => {
                let target = |i: usize| match self.label {
                    Some(label) => constant(f64::from(u8::from(i == label))),
                    None => x[1][i],
                };
                let terms = x[0].iter().enumerate();
                let total = terms.fold(zero, |sum, (i, &x)| sum + kernel.reference([x, target(i)]));
                let total = if loss.spec().row == Row::Mean { total / x[0].len() as f64 } else { total };
                let Some(outer) = loss.outer() else { return total };
                // Where its slope is infinite, as that of a root at 0, stands a kink with the least slope, 0.
                let [root, slope, _] = taken(outer.reference(variable(taken(total)[0])));
                if slope.to_f64().is_finite() { outer.reference(total) } else { constant(root.to_f64()) }
            }
            Kernel::Three(kernel) => kernel.reference(core::array::from_fn(|k| x[k][0])),
            Kernel::Four(kernel) => kernel.reference(core::array::from_fn(|k| x[k][0])),
            Kernel::Rows(kernel) if let Some(distance) = loss.distance() => {
                let statistic = |s: &Statistic| match s.vectors() {
                    Some([a, b]) => match loss.beside().filter(|_| *s == Statistic::Beside) {
                        Some(beside) => beside.reference(&x[a], &x[b]),
                        None => distance.reference(&x[a], &x[b]),
                    },
                    None => constant(self.sign),
                };
                kernel.reference(&kernel.statistics().iter().map(statistic).collect::<Vec<_>>())
            }
            Kernel::Rows(kernel) => {
                row(loss, &*kernel, &x[0], self.columns.get(1).copied().unwrap_or(&[]), self.label)
            }
        }
    }
}

/// The largest score but that of the label, a constant where several are.
fn rival(x: &[Check], label: Option<usize>) -> Check {
    let others = || x.iter().enumerate().filter(|(i, _)| Some(*i) != label).map(|(_, x)| *x);
    let top = others().map(|x| taken(x)[0].to_f64()).fold(f64::NEG_INFINITY, f64::max);
    let mut largest = others().filter(|x| taken(*x)[0].to_f64() == top);
    match (largest.next(), largest.next()) {
        (Some(one), None) => one,
        _ => constant(top),
    }
}

/// What pairs of a score that is set, or that of the label, and one that is not make of their difference, over
/// the number of scores.
fn violation(x: &[Check], other: &[f64], label: Option<usize>, of: impl Fn(Check) -> Check) -> Check {
    let set = |c: usize| label.map_or_else(|| other[c] == 1.0, |label| c == label);
    let (own, others): (Vec<usize>, Vec<usize>) = (0..x.len()).partition(|&c| set(c));
    let pairs = own.iter().flat_map(|&i| others.iter().map(move |&c| (i, c)));
    pairs.fold(constant(0.0), |sum, (i, c)| sum + of(x[c] - x[i])) / x.len() as f64
}

/// The logarithm of a sum of exponentials.
fn log_sum_exp(z: &[Check]) -> Check {
    let top = z.iter().map(|z| taken(*z)[0].to_f64()).fold(f64::NEG_INFINITY, f64::max);
    z.iter().fold(constant(0.0), |sum, &z| sum + (z - top).exp()).ln() + top
}

/// The divergence of a softmax from that of a teacher, at a temperature.
fn divergence(x: &[Check], teacher: &[f64], temperature: f64) -> Check {
    let logarithms = |x: &[Check]| -> Vec<Check> {
        let z: Vec<Check> = x.iter().map(|&x| x / temperature).collect();
        let normaliser = log_sum_exp(&z);
        z.into_iter().map(|z| z - normaliser).collect()
    };
    let pairs =
        logarithms(x).into_iter().zip(logarithms(&teacher.iter().map(|&x| constant(x)).collect::<Vec<_>>()));
    pairs.fold(constant(0.0), |sum, (p, q)| sum + q.exp().weigh(q - p))
}

/// The loss of a row of scores, from the definition of its statistics.
fn row(loss: &dyn Dynamic, kernel: &dyn RowBlock, x: &[Check], other: &[f64], label: Option<usize>) -> Check {
    let Settings { temperature, softcap: cap, margin, class_weight, .. } = loss.settings();
    let weight = |c: usize| class_weight.as_ref().map_or(1.0, |w| w[c]);
    let capped = |x: Check| cap.map_or(x, |cap| (x / cap).tanh() * cap);
    let taught = loss.spec().stage == Stage::Taught;
    let logits = taught || loss.spec().stage == Stage::Softmax;
    // The surprisal of a student is that of the logits as they are.
    let z: Vec<Check> = x.iter().map(|&x| if taught { x } else { capped(x) / temperature }).collect();
    let normaliser = if logits { log_sum_exp(&z) } else { constant(0.0) };
    let nll = |c: usize| if logits { normaliser - z[c] } else { -x[c] };
    let sum =
        |share: &dyn Fn(usize) -> f64| (0..x.len()).fold(constant(0.0), |sum, c| sum + nll(c) * share(c));
    let statistic = |s: &Statistic| match (s, label) {
        (Statistic::Surprisal, Some(label)) => nll(label),
        (Statistic::Surprisal, None) => sum(&|c| other[c] * weight(c)),
        (Statistic::Weight, label) => constant(label.map_or(1.0, weight)),
        (Statistic::Spread, _) => sum(&weight) / x.len() as f64,
        (Statistic::Others, label) => {
            let target = |c: usize| label.map_or_else(|| other[c], |label| f64::from(u8::from(c == label)));
            sum(&|c| (1.0 - target(c)) * weight(c)) / (x.len() - 1).max(1) as f64
        }
        (Statistic::Own, label) => label.map_or(constant(f64::NAN), |label| x[label]),
        (Statistic::Rival, label) => rival(x, label),
        (Statistic::Violation, label) => violation(x, other, label, |x| (x + margin).relu()),
        (Statistic::SquaredViolation, label) => violation(x, other, label, |x| (x + margin).relu().square()),
        (Statistic::LogSumExp, _) => normaliser,
        (Statistic::Divergence, _) => divergence(x, other, temperature) * temperature * temperature,
        // Vectors go another way, and an item of a batch is refused.
        _ => constant(f64::NAN),
    };
    let statistics: Vec<Check> = kernel.statistics().iter().map(statistic).collect();
    kernel.reference(&statistics)
}
