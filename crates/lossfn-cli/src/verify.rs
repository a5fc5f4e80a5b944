//! `lossfn verify`: the derivatives of a loss against differences of its values.

use lossfn::spec::{Domain, Input, Stage, Value};
use lossfn::{AnyLoss, Inputs, Labels, Rows};

use crate::args::Verify;
use crate::failure::{Failure, Result};
use crate::output::{self, digits};
use crate::report::{Grid, Style};

/// Derivatives agree when they differ by less than this, relative to their size.
const TOLERANCE: f64 = 1e-6;

/// Or by less than this: differences of a value that cancels to 0 have no digits.
const SMALLEST: f64 = 1e-10;

pub(crate) fn run(args: &Verify) -> Result<()> {
    let loss = lossfn::get(&args.loss)?;
    let heads = ["point", "value", "gradient", "difference", "hessian", "difference", ""];
    let mut grid = Grid::new(Style::Terminal, 1, heads.map(String::from));
    let (mut worst, mut wrong, mut total) = (0.0f64, 0, 0);
    let mut rows = String::new();
    for (name, point) in ('a'..='z').zip(points(&loss)) {
        if point.row.len() > 1 {
            rows.push_str(&format!("{name}: {}\n", point.name()));
        }
        for k in 0..point.row.len() {
            let Some(found) = Comparison::at(&loss, &point, k)? else { continue };
            total += 1;
            wrong += usize::from(!found.agrees());
            worst = worst.max(found.gradient.error()).max(found.hessian.error());
            grid.row([
                if point.row.len() > 1 { format!("{name}{k}") } else { point.name() },
                five(found.value),
                five(found.gradient.given),
                found.gradient.told(),
                five(found.hessian.given),
                found.hessian.told(),
                if found.agrees() { "ok".into() } else { "WRONG".into() },
            ]);
        }
    }
    if !rows.is_empty() {
        rows.push('\n');
    }
    let mut text =
        format!("{loss}\nDerivatives against differences of values and gradients\n\n{rows}{}", grid.draw());
    text.push_str(&format!("The largest difference away from kinks is {worst:.0e}.\n"));
    text.push_str(&if wrong == 0 {
        format!("{total} points agree.\n")
    } else {
        format!("{wrong} of {total} points disagree.\n")
    });
    output::print(&text)?;
    if wrong == 0 { Ok(()) } else { Err(Failure::Found) }
}

/// Few digits, so that five numbers fit into a line.
fn five(x: f64) -> String {
    digits(x, 5)
}

/// A place where derivatives are compared.
struct Point {
    /// The first input: one number, or a row.
    row: Vec<f64>,
    target: Target,
    /// The ends of the domain of the first input.
    ends: (f64, f64),
}

enum Target {
    None,
    Number(f64),
    Row(Vec<f64>),
    Label(u8),
}

impl Point {
    fn name(&self) -> String {
        let text = |row: &[f64]| {
            row.iter().map(|x| format!("{}", (x * 1e3).round() / 1e3 + 0.0)).collect::<Vec<_>>().join(" ")
        };
        let x = text(&self.row);
        match &self.target {
            Target::None => x,
            Target::Number(y) => format!("{x}, {y}"),
            Target::Row(y) => format!("{x}, target {}", text(y)),
            Target::Label(y) => format!("{x}, label {y}"),
        }
    }

    /// Value, gradient and hessian where element `k` of the row is `x`.
    fn at(&self, loss: &AnyLoss, k: usize, x: f64) -> Result<[f64; 3]> {
        let mut row = self.row.clone();
        row[k] = x;
        let (target, label);
        let inputs = match &self.target {
            Target::None => Inputs::Weights(&row),
            Target::Number(y) => {
                target = [*y];
                Inputs::Columns(&row, &target)
            }
            Target::Row(y) => Inputs::Tables(Rows::rows(&row, row.len())?, Rows::rows(y, y.len())?),
            Target::Label(y) => {
                label = [*y];
                Inputs::Labelled(Rows::rows(&row, row.len())?, Labels::U8(&label))
            }
        };
        // A row that is moved in one place is no distribution any more.
        let on = loss.on_inputs(inputs).validate(false).values();
        let value = on.evaluate()?.values()[0];
        let (gradient, hessian) = on.gradient_and_hessian()?;
        Ok([value, gradient[k], hessian[k]])
    }
}

/// A derivative as it is given and as differences tell it.
struct Checked {
    given: f64,
    difference: f64,
    verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    /// Up to this relative error.
    Agrees(f64),
    /// There is a kink, and what is given lies between the slopes on both sides.
    Kink,
    Wrong,
}

impl Checked {
    fn told(&self) -> String {
        if self.verdict == Verdict::Kink { "kink".into() } else { five(self.difference) }
    }
    fn error(&self) -> f64 {
        if let Verdict::Agrees(error) = self.verdict { error } else { 0.0 }
    }
}

struct Comparison {
    value: f64,
    gradient: Checked,
    hessian: Checked,
}

impl Comparison {
    /// `None` where the value is not finite, so that there is nothing to compare.
    fn at(loss: &AnyLoss, point: &Point, k: usize) -> Result<Option<Self>> {
        let x = point.row[k];
        let room = (x - point.ends.0).min(point.ends.1 - x);
        let step = 1e-3 * room.min(x.abs().max(1.0));
        let [value, gradient, hessian] = point.at(loss, k, x)?;
        if !value.is_finite() || step <= 0.0 {
            return Ok(None);
        }
        // Places from far left to far right; 0 is the point itself.
        let offsets = [-1.0, -0.5, -0.25, 0.0, 0.25, 0.5, 1.0];
        let around = offsets.iter().map(|o| point.at(loss, k, x + o * step)).collect::<Result<Vec<_>>>()?;
        let of = |order: usize| around.iter().map(|p| p[order]).collect::<Vec<f64>>();
        let (values, gradients) = (of(0), of(1));
        let gradient = judge(gradient, &values, step);
        let mut hessian = judge(hessian, &gradients, step);
        if gradient.verdict == Verdict::Kink || jumps(&gradients) {
            // The slope jumps: there is no second derivative to compare with.
            hessian.verdict = Verdict::Kink;
        }
        Ok(Some(Self { value, gradient, hessian }))
    }
    fn agrees(&self) -> bool {
        self.gradient.verdict != Verdict::Wrong && self.hessian.verdict != Verdict::Wrong
    }
}

/// Whether a function jumps in the middle: what it changes by does not shrink with the step.
fn jumps(f: &[f64]) -> bool {
    let change = |i: usize| (f[6 - i] - f[i]).abs();
    change(2) > 0.5 * change(0) && change(2) > 1e-9 * f[3].abs().max(1e-3)
}

/// Compares a slope with the function at -1, -1/2, -1/4, 0, 1/4, 1/2 and 1 steps around the point.
fn judge(given: f64, f: &[f64], step: f64) -> Checked {
    let central = |i: usize, width: f64| (f[6 - i] - f[i]) / (2.0 * width * step);
    // Richardson: what is left is of the fourth order in the step.
    let difference = (4.0 * central(1, 0.5) - central(0, 1.0)) / 3.0;
    // On one side the same, of the third order.
    let side = |sign: f64, i: [usize; 3]| {
        let [a, b, c] = [0.25, 0.5, 1.0].map(|width| sign * width * step);
        let [a, b, c] = [(i[0], a), (i[1], b), (i[2], c)].map(|(i, h)| (f[i] - f[3]) / h);
        (4.0 * (2.0 * a - b) - (2.0 * b - c)) / 3.0
    };
    let (left, right) = (side(-1.0, [2, 1, 0]), side(1.0, [4, 5, 6]));
    let size = given.abs().max(difference.abs());
    let noise = SMALLEST + 64.0 * f64::EPSILON * f.iter().fold(0.0f64, |m, y| m.max(y.abs())) / step;
    let error = (given - difference).abs();
    let verdict = if error <= TOLERANCE * size + noise {
        Verdict::Agrees(error / size.max(1.0))
    } else {
        // At a kink any slope between those of both sides will do.
        let slack = TOLERANCE * left.abs().max(right.abs()) + 16.0 * noise;
        let between = given >= left.min(right) - slack && given <= left.max(right) + slack;
        if between { Verdict::Kink } else { Verdict::Wrong }
    };
    Checked { given, difference, verdict }
}

/// Points of the domain: ordinary ones, extreme ones, and where formulas change their form.
fn points(loss: &AnyLoss) -> Vec<Point> {
    let spec = loss.spec();
    let inputs = loss.terms()[0].loss.inputs();
    let values: Vec<Value> = loss.terms().iter().flat_map(|t| t.loss.values()).collect();
    let real = (f64::NEG_INFINITY, f64::INFINITY);
    match spec.stage {
        Stage::Elements => {
            let number = |v: &Value| if let Value::Number(x) = v { Some(*x) } else { None };
            let joints: Vec<f64> =
                values.iter().filter_map(number).filter(|x| x.is_finite()).flat_map(|x| [x, -x]).collect();
            let each = targets(inputs.get(1)).into_iter().flat_map(|y| {
                let (ends, xs) = preds(&inputs[0], y, &joints);
                xs.into_iter().map(move |x| Point { row: vec![x], target: Target::Number(y), ends })
            });
            each.collect()
        }
        Stage::Weights => {
            let (ends, xs) = preds(&inputs[0], 0.0, &[]);
            xs.into_iter().map(|x| Point { row: vec![x], target: Target::None, ends }).collect()
        }
        Stage::Rows => {
            let rows = [[0.2, 0.3, 0.5], [0.9, 0.06, 0.04], [0.001, 0.199, 0.8]];
            let pairs = rows.iter().flat_map(|p| rows.iter().map(move |q| (p, q)));
            let point = |(p, q): (&[f64; 3], &[f64; 3])| Point {
                row: p.to_vec(),
                target: Target::Row(q.to_vec()),
                ends: (0.0, 1.0),
            };
            pairs.map(point).collect()
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
            rows.iter()
                .map(|r| Point { row: row(r), target: Target::Label(u8::from(classes > 1)), ends: real })
                .collect()
        }
    }
}

fn targets(input: Option<&Input>) -> Vec<f64> {
    let Some(input) = input else { return vec![0.0] };
    let all = [-1.0, -2.5, 0.0, 0.25, 1.0, 3.0];
    let some: Vec<f64> = all.into_iter().filter(|&y| input.domain.contains(y)).collect();
    // Of the reals two are enough: these losses read the difference.
    if some.len() == all.len() { vec![0.0, -2.5] } else { some }
}

/// The ends of a domain and points inside.
fn preds(input: &Input, target: f64, joints: &[f64]) -> ((f64, f64), Vec<f64>) {
    let ends = match input.domain {
        Domain::Interval { low, high, .. } => (low, high),
        Domain::Points(_) => (f64::NEG_INFINITY, f64::INFINITY),
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
