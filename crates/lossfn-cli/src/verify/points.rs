//! The places where a loss is verified.

use std::slice;

use lossfn::data::Storage;
use lossfn::spec::{Domain, Input, Row, Stage, Value};
use lossfn::{AnyLoss, Inputs, Labels, Rows};

use crate::failure::{Failure, Result};
use crate::output::exact;

/// One item.
#[derive(Clone)]
pub(super) struct Point {
    /// The first input: one number, or a row.
    pub(super) row: Vec<f64>,
    /// The second input: nothing, a number or a row.
    pub(super) other: Vec<f64>,
    label: Option<u8>,
    stage: Stage,
    /// The ends of the domain of the first input.
    pub(super) ends: (f64, f64),
}

impl Point {
    pub(super) fn name(&self) -> String {
        let number = |x: f64| match x.abs() {
            a if a == 0.0 || (1e-3..1e6).contains(&a) => exact((x * 1e3).round() / 1e3),
            _ => format!("{x:.2e}"),
        };
        let text = |row: &[f64]| row.iter().map(|&x| number(x)).collect::<Vec<_>>().join(" ");
        let x = text(&self.row);
        match (self.stage, self.label) {
            (Stage::Weights, _) => x,
            (Stage::Elements, _) => {
                let others: Vec<String> = self.other.iter().map(f64::to_string).collect();
                format!("{x}, {}", others.join(", "))
            }
            (Stage::Pairs | Stage::Boxes | Stage::Triples, label) => {
                let others: Vec<String> = self.other.chunks(self.row.len()).map(text).collect();
                let label = label.map_or(String::new(), |label| format!(", label {label}"));
                format!("{x}, {}{label}", others.join(", "))
            }
            (Stage::Taught, Some(label)) => format!("{x}, teacher {}, label {label}", text(&self.other)),
            (_, Some(label)) => format!("{x}, label {label}"),
            _ => format!("{x}, target {}", text(&self.other)),
        }
    }

    /// How many labels the item may have; 0 when it has none.
    pub(super) fn labels(&self) -> usize {
        if self.label.is_some() && !self.stage.of_vectors() { self.row.len() } else { 0 }
    }
    pub(super) fn with_label(&self, label: u8) -> Self {
        Self { label: Some(label), ..self.clone() }
    }

    /// What the loss reads here, with these numbers in the place of its own.
    pub(super) fn inputs<'a, T: Storage>(&'a self, row: &'a [T], other: &'a [T]) -> Result<Inputs<'a, T>> {
        Ok(match (self.stage, &self.label) {
            (Stage::Weights, _) => Inputs::Weights(row),
            (Stage::Elements, _) => {
                let columns: Vec<&[T]> = std::iter::once(row).chain(other.chunks(1)).collect();
                Inputs::from_columns(&columns).ok_or_else(|| Failure::usage("the loss reads too much"))?
            }
            (Stage::Triples, _) => {
                let table = |x: &'a [T]| Rows::rows(x, row.len());
                let (second, third) = other.split_at(row.len().min(other.len()));
                Inputs::Triples(table(row)?, table(second)?, table(third)?)
            }
            (_, label) => {
                let table = |x: &'a [T]| Rows::rows(x, row.len());
                let other = (!other.is_empty()).then(|| table(other)).transpose()?;
                let labels = label.as_ref().map(|label| Labels::U8(slice::from_ref(label)));
                Inputs::from_rows(table(row)?, other, labels)
                    .ok_or_else(|| Failure::usage("the loss reads more than a row"))?
            }
        })
    }

    /// Value, gradient and hessian as the kernels give them.
    pub(super) fn kernels<T: Storage>(
        &self,
        loss: &AnyLoss,
        row: &[T],
        other: &[T],
    ) -> Result<(T, Vec<T>, Vec<T>)> {
        // A row that is moved in one place is no distribution any more.
        let on = loss.on_inputs(self.inputs(row, other)?).validate(false).values();
        let value = on.evaluate()?.values()[0];
        if !loss.spec().stage.has_hessian() {
            return Ok((value, on.gradient()?, vec![]));
        }
        let (gradient, hessian) = on.gradient_and_hessian()?;
        Ok((value, gradient, hessian))
    }
}

/// Points of the domain: ordinary ones, extreme ones, and where formulas change their form.
pub(super) fn points(loss: &AnyLoss) -> Vec<Point> {
    let spec = loss.spec();
    let inputs = loss.terms()[0].loss.inputs();
    let values: Vec<Value> = loss.terms().iter().flat_map(|t| t.loss.values()).collect();
    let real = (f64::NEG_INFINITY, f64::INFINITY);
    let point = |row, other, label, ends| Point { row, other, label, stage: spec.stage, ends };
    match spec.stage {
        Stage::Elements => {
            let number = |v: &Value| if let Value::Number(x) = v { Some(*x) } else { None };
            let joints: Vec<f64> =
                values.iter().filter_map(number).filter(|x| x.is_finite()).flat_map(|x| [x, -x]).collect();
            let others: Vec<Vec<f64>> = inputs[1..].iter().map(|input| targets(Some(input))).collect();
            let count = others.iter().map(Vec::len).max().unwrap_or(1);
            let each = (0..count).flat_map(|n| {
                let other: Vec<f64> = others.iter().map(|some| some[n % some.len()]).collect();
                let (ends, xs) = preds(&inputs[0], other[0], &joints);
                xs.into_iter().map(move |x| point(vec![x], other.clone(), None, ends))
            });
            each.collect()
        }
        Stage::Weights => {
            let (ends, xs) = preds(&inputs[0], 0.0, &[]);
            xs.into_iter().map(|x| point(vec![x], vec![], None, ends)).collect()
        }
        Stage::Rows if spec.row == Row::Distribution => {
            let rows = [[0.2, 0.3, 0.5], [0.9, 0.06, 0.04], [0.001, 0.199, 0.8]];
            let pairs = rows.iter().flat_map(|p| rows.iter().map(move |q| (p, q)));
            pairs.map(|(p, q)| point(p.to_vec(), q.to_vec(), None, (0.0, 1.0))).collect()
        }
        Stage::Rows => {
            let [other, more] = [targets(inputs.get(1)), targets(inputs.get(1)).into_iter().rev().collect()];
            let each = other.into_iter().zip(more).flat_map(|(y, z): (f64, f64)| {
                let (ends, xs) = preds(&inputs[0], y, &[]);
                let rows: Vec<Vec<f64>> = xs.windows(2).map(<[f64]>::to_vec).collect();
                rows.into_iter().map(move |row| point(row, vec![y, z], None, ends))
            });
            each.collect()
        }
        Stage::Batch(_) | Stage::Groups(_) => vec![],
        Stage::Boxes => {
            let rows =
                [[0.0, 0.0, 2.0, 1.0], [1.0, -0.5, 2.5, 0.75], [0.0, 0.0, 2.0, 1.001], [5.0, 5.0, 6.0, 9.0]];
            let pairs = rows.iter().flat_map(|a| rows.iter().map(move |b| (a, b)));
            pairs.map(|(a, b)| point(a.to_vec(), b.to_vec(), None, real)).collect()
        }
        Stage::Pairs | Stage::Triples => {
            let positive = inputs[0].domain != Domain::REAL;
            let rows = [[0.5, -1.0, 2.0], [1.0, 0.25, -0.5], [0.5, -1.0, 2.001], [-40.0, 3.0, 0.0]]
                .map(|row| if positive { row.map(f64::abs) } else { row });
            let labels: Vec<Option<u8>> = match inputs.get(2).map(|input| input.domain) {
                Some(Domain::Points(points)) => {
                    points.iter().filter(|y| **y >= 0.0).map(|y| Some(*y as u8)).collect()
                }
                _ => vec![None],
            };
            let ends = if positive { (0.0, f64::INFINITY) } else { real };
            let pairs = rows.iter().flat_map(|a| rows.iter().map(move |b| (a, b)));
            let each = pairs.flat_map(|(a, b)| labels.iter().map(move |label| (a, b, *label)));
            each.map(|(a, b, label)| {
                let third = if spec.stage == Stage::Triples { &rows[1][..] } else { &[] };
                point(a.to_vec(), [b, third].concat(), label, ends)
            })
            .collect()
        }
        Stage::Taught => {
            let rows = [[0.0, 0.0, 0.0], [2.0, -1.0, 0.5], [2.0, -1.0, 0.500_000_1], [12.0, -5.0, 0.0]];
            let pairs = rows.iter().flat_map(|s| rows.iter().map(move |t| (s, t)));
            pairs.map(|(s, t)| point(s.to_vec(), t.to_vec(), Some(1), real)).collect()
        }
        Stage::Softmax | Stage::LogProbabilities => {
            let weights =
                values.iter().find_map(|v| if let Value::Vector(w) = v { Some(w.len()) } else { None });
            let classes = weights.unwrap_or(3).clamp(1, 255);
            let rows = [[0.0, 0.0, 0.0], [2.0, -1.0, 0.5], [12.0, -5.0, 0.0], [-8.0, 0.0, 7.0]];
            let row = |row: &[f64; 3]| {
                let logits: Vec<f64> = row.iter().copied().cycle().take(classes).collect();
                let log_sum = logits.iter().map(|x| x.exp()).sum::<f64>().ln();
                let shift = if spec.stage == Stage::Softmax { 0.0 } else { log_sum };
                logits.iter().map(|x| x - shift).collect::<Vec<_>>()
            };
            let label = Some(u8::from(classes > 1));
            rows.iter().map(|r| point(row(r), vec![], label, real)).collect()
        }
    }
}

fn targets(input: Option<&Input>) -> Vec<f64> {
    let Some(input) = input else { return vec![0.0] };
    let all = [-1.0, -2.5, 0.0, 0.25, 1.0, 3.0];
    let some: Vec<f64> = all.into_iter().filter(|&y| input.domain.contains(y)).collect();
    // Of the reals two are enough: nearly all of these losses read the difference.
    if some.len() == all.len() { vec![0.0, -2.5] } else { some }
}

/// The ends of a domain and points inside.
fn preds(input: &Input, target: f64, joints: &[f64]) -> ((f64, f64), Vec<f64>) {
    let ends = match input.domain {
        Domain::Interval { low, high, .. } => (low, high),
        Domain::Outside { .. } | Domain::Points(_) => (f64::NEG_INFINITY, f64::INFINITY),
    };
    let inside: &[f64] = &[1e-3, 0.1, 0.5, 0.9, 0.999];
    let around: &[f64] = &[-20.0, -3.0, -1.0, -0.4, -0.01, 0.0, 0.01, 0.4, 1.0, 3.0, 20.0];
    let bounded = ends.0.is_finite() || ends.1.is_finite();
    let mut xs: Vec<f64> = around
        .iter()
        .chain(joints)
        .map(|o| target + o)
        .chain(inside.iter().copied().filter(|_| bounded))
        .collect();
    xs.retain(|x| ends.0 < *x && *x < ends.1);
    xs.sort_by(f64::total_cmp);
    xs.dedup();
    (ends, xs)
}
