//! Losses of rows: of distributions, of logits and of log-probabilities.

use lossfn::{AnyLoss, Entry, Error, Inputs, Labels, Rows, spec::Stage};

use super::{constants::number, found::Found, judge};
use crate::support::{Random, apart, drawn, plain};

/// Draws of the parameters and of the target, and rows for each of them.
const DRAWS: usize = 40;
const POINTS: usize = 600;
/// Probabilities are multiples of one part in this: then they add up to 1, and so do those halfway.
const PARTS: f64 = (1u64 << 40) as f64;

enum Target {
    Label(i64),
    Shares(Vec<f64>),
    /// The logits of a teacher, and a label.
    Taught(Vec<f64>, i64),
}

/// A loss with its parameters and its target, as a function of a row.
pub(super) struct Row {
    pub(super) loss: AnyLoss,
    classes: usize,
    target: Target,
}

/// What a row gives.
pub(super) struct Answer {
    value: f64,
    pub(super) gradient: Vec<f64>,
    pub(super) hessian: Vec<f64>,
    /// What the value may be off by, in units of its rounding: a sum cancels.
    size: f64,
}

impl Row {
    fn stage(&self) -> Stage {
        self.loss.spec().stage
    }
    /// Whether rows are the logarithms of what they stand for.
    fn of_logarithms(&self) -> bool {
        !self.loss.spec().inputs[0].domain.contains(0.5)
    }
    /// Whether a row holds any numbers.
    fn of_numbers(&self) -> bool {
        self.loss.spec().inputs[0].domain.contains(-1e9) && !self.of_logarithms()
    }
    fn ask(&self, rows: &[Vec<f64>]) -> Result<Vec<Answer>, Error> {
        let c = self.classes;
        let flat = rows.concat();
        let first = Rows::rows(&flat, c)?;
        let (other, label) = match &self.target {
            Target::Label(label) => (None, Some(*label)),
            Target::Shares(t) => (Some(t), None),
            Target::Taught(t, label) => (Some(t), Some(*label)),
        };
        let other = other.map(|t| t.repeat(rows.len()));
        let other = other.as_ref().map(|t| Rows::rows(t, c)).transpose()?;
        let labels = label.map(|label| vec![label; rows.len()]);
        let inputs = Inputs::from_rows(first, other, labels.as_deref().map(Labels::I64))
            .expect("another table or a label");
        let on = self.loss.on_inputs(inputs).values();
        let (values, (g, h)) = (on.to_vec()?, crate::support::derivatives(on));
        let derivatives = g.chunks(c).zip(h.chunks(c));
        Ok(rows
            .iter()
            .zip(values)
            .zip(derivatives)
            .map(|((x, value), (g, h))| {
                let terms = x.iter().zip(g).map(|(x, g)| (x * g).abs()).filter(|s| s.is_finite());
                let size = value.abs() + terms.sum::<f64>();
                Answer { value, gradient: g.to_vec(), hessian: h.to_vec(), size }
            })
            .collect())
    }
    pub(super) fn at(&self, rows: &[Vec<f64>]) -> Vec<Answer> {
        self.ask(rows).unwrap_or_else(|e| panic!("{}: {e}", self.loss))
    }
    /// A row of the domain: of any size, and of distributions also one beside the target.
    fn point(&self, rng: &mut Random) -> Vec<f64> {
        let c = self.classes;
        match (self.stage(), &self.target) {
            _ if self.of_logarithms() => (0..c).map(|_| -10f64.powf(rng.between(-3.0, 2.0))).collect(),
            (Stage::Rows, Target::Shares(t)) if !self.of_numbers() && rng.below(3) == 0 => {
                let (mut near, from, to) = (t.clone(), rng.below(c), rng.below(c));
                let step = (rng.between(0.0, 38.0).exp2().floor() / PARTS).min(near[from]);
                near[from] -= step;
                near[to] += step;
                near
            }
            (Stage::Rows, _) if !self.of_numbers() => shares(rng, c),
            _ => {
                let size = 10f64.powf(rng.between(-1.0, 2.5));
                let shift = rng.pick(&[0.0, size, -size]);
                (0..c).map(|_| shift + size * rng.between(-1.0, 1.0)).collect()
            }
        }
    }
    pub(super) fn points(&self, rng: &mut Random) -> Vec<Vec<f64>> {
        (0..POINTS).map(|_| self.point(rng)).collect()
    }
    /// Rows where a kink would be: at the target, with one element of it, tied, one apart.
    pub(super) fn corners(&self, rng: &mut Random) -> Vec<Vec<f64>> {
        let c = self.classes;
        let mut all = vec![self.point(rng)];
        match (self.stage(), &self.target) {
            (Stage::Rows, Target::Shares(t)) => {
                let mut one = t.clone();
                one[c - 1] += t[c - 2] / 2.0;
                one[c - 2] /= 2.0;
                all.extend([t.clone(), one]);
            }
            (Stage::Softmax | Stage::Taught, _) => {
                let mut apart = vec![0.0; c];
                apart[0] = 1.0;
                all.extend([vec![0.5; c], apart.clone(), apart.iter().map(|x| -x).collect()]);
            }
            _ => {}
        }
        // Inside the domain, with room to both sides.
        let anywhere = matches!(self.stage(), Stage::Softmax | Stage::Taught) || self.of_numbers();
        all.retain(|row| anywhere || row.iter().all(|x| (x - x.round()).abs() > 0.01));
        all
    }
    /// A move of size 1, which keeps the sum of a distribution.
    pub(super) fn direction(&self, rng: &mut Random) -> Vec<f64> {
        let mut d: Vec<f64> = (0..self.classes).map(|_| rng.between(-1.0, 1.0)).collect();
        if self.stage() == Stage::Rows {
            let mean = d.iter().sum::<f64>() / d.len() as f64;
            for x in &mut d {
                *x -= mean;
            }
        }
        let most = d.iter().fold(0.0, |a: f64, b| a.max(b.abs()));
        d.iter().map(|x| x / most).collect()
    }
}

fn shares(rng: &mut Random, classes: usize) -> Vec<f64> {
    let spread = rng.pick(&[1.0, 5.0, 30.0]);
    let weights: Vec<f64> = (0..classes).map(|_| rng.between(-spread, spread).exp()).collect();
    let total: f64 = weights.iter().sum();
    let mut parts: Vec<f64> = weights.iter().map(|w| (w / total * PARTS).floor()).collect();
    parts[rng.below(classes)] += PARTS - parts.iter().sum::<f64>();
    parts.iter().map(|n| n / PARTS).collect()
}

pub(super) fn entries() -> impl Iterator<Item = Entry> {
    // Of vectors `properties/vectors.rs` knows more.
    let of_rows = |s: Stage| !matches!(s, Stage::Elements | Stage::Weights) && !s.of_vectors();
    apart().into_iter().filter(move |e| of_rows(e.spec.stage))
}

/// The loss with its defaults and with drawn parameters, each with targets that it takes.
pub(super) fn rows(entry: &Entry) -> Vec<Row> {
    let mut rng = Random(entry.spec.name.len() as u64);
    let mut all = vec![];
    for i in 0..DRAWS {
        let classes = 2 + rng.below(3);
        let loss = if i < 4 { plain(entry) } else { drawn(entry, &mut rng, classes) };
        let label = rng.below(classes) as i64;
        let mut given = shares(&mut rng, classes);
        let logits: Vec<f64> = given.iter().map(|p| p.ln()).collect();
        let domain = entry.spec.inputs[1].domain;
        if domain.contains(1.0) && !domain.contains(0.5) {
            // Which classes are set.
            given = (0..classes).map(|_| rng.below(2) as f64).collect();
        } else if !domain.contains(0.5) {
            given.clone_from(&logits);
        }
        for target in [Target::Label(label), Target::Shares(given), Target::Taught(logits, label)] {
            let row = Row { loss: loss.clone(), classes, target };
            if row.ask(&[row.point(&mut rng)]).is_ok() {
                all.push(row);
            }
        }
    }
    assert!(all.len() >= DRAWS, "{} takes no target", entry.spec.name);
    all
}

/// Keeps the first counterexample.
fn keep(found: &mut Option<String>, example: impl FnOnce() -> String) {
    if found.is_none() {
        *found = Some(example());
    }
}

#[test]
fn rows_are_convex_or_not() {
    for entry in entries() {
        let mut rng = Random(1);
        let mut found = None;
        for row in rows(&entry) {
            let [a, b] = [0, 1].map(|_| row.points(&mut rng));
            let halfway = |(a, b): (&Vec<f64>, &Vec<f64>)| -> Vec<f64> {
                a.iter().zip(b).map(|(a, b)| a / 2.0 + b / 2.0).collect()
            };
            let middle: Vec<Vec<f64>> = a.iter().zip(&b).map(halfway).collect();
            let [va, vb, vm] = [&a, &b, &middle].map(|rows| row.at(rows));
            for i in 0..POINTS {
                let excess = vm[i].value - (va[i].value / 2.0 + vb[i].value / 2.0);
                // More than any rounding.
                if excess > 1e-9 * (va[i].size + vb[i].size + vm[i].size) {
                    keep(&mut found, || format!("{} from {:?} to {:?}", row.loss, a[i], b[i]));
                }
            }
        }
        judge(entry.spec, "convex", entry.spec.properties.convex, found);
    }
}

/// A place where a derivative jumps along a line: next to it, it changes nearly as much over a
/// billionth as over a thousandth.
fn jump(row: &Row, rng: &mut Random, order: usize) -> Option<String> {
    row.corners(rng).into_iter().find_map(|corner| {
        let d = row.direction(rng);
        let moved = |h: f64| -> Vec<f64> { corner.iter().zip(&d).map(|(x, d)| x + h * d).collect() };
        let [wide, narrow] = [1e-3, 1e-9].map(|h| {
            let along = row.at(&[moved(-h), moved(h)]).into_iter().map(|a| {
                let terms = if order == 1 { a.gradient } else { a.hessian };
                terms.iter().zip(&d).map(|(x, d)| x * d.powi(order as i32)).sum::<f64>()
            });
            let along: Vec<f64> = along.collect();
            [(along[1] - along[0]).abs(), along[0].abs().max(along[1].abs())]
        });
        let ([wide, _], [narrow, derivative]) = (wide, narrow);
        let jumps = narrow > 0.01 * wide && narrow > 1e-6 * derivative;
        jumps.then(|| format!("{} at {corner:?} along {d:?}", row.loss))
    })
}

#[test]
fn rows_are_differentiable_or_not() {
    for entry in entries() {
        let mut rng = Random(4);
        let rows = rows(&entry);
        let kink = rows.iter().find_map(|row| jump(row, &mut rng, 1));
        let bend = kink.clone().or_else(|| rows.iter().find_map(|row| jump(row, &mut rng, 2)));
        judge(entry.spec, "differentiable", entry.spec.properties.differentiable, kink);
        judge(entry.spec, "twice differentiable", entry.spec.properties.twice_differentiable, bend);
    }
}

/// The constant is that of the sum of the absolute changes of a row: no entry of the gradient exceeds
/// it, and one attains it within one part in a hundred.
#[test]
fn lipschitz_constants_of_rows_are_the_least() {
    for entry in entries() {
        let Some(constant) = entry.spec.properties.lipschitz else { continue };
        let (mut rng, mut found) = (Random(2), Found::default());
        for row in rows(&entry) {
            let slopes = row.at(&row.points(&mut rng)).into_iter().flat_map(|a| a.gradient);
            let most = slopes.fold(0.0, |most: f64, g| most.max(g.abs()));
            found.add(most, number(&row.loss, constant, None), &row.loss);
        }
        found.judge(entry.spec.name);
    }
}

#[test]
fn signs_zeros_and_symmetry_of_rows() {
    for entry in entries() {
        let properties = entry.spec.properties;
        let mut rng = Random(3);
        let [mut below, mut nonzero, mut unlike] = [const { None::<String> }; 3];
        for row in rows(&entry) {
            let points = row.points(&mut rng);
            for (x, a) in points.iter().zip(row.at(&points)) {
                // More than any rounding: the sum of what is no exact distribution is not meant.
                if a.value < -1e-12 * a.size {
                    keep(&mut below, || format!("{} at {x:?}", row.loss));
                }
            }
            // The row that says what the target says.
            let same: Vec<f64> = match &row.target {
                Target::Shares(t) if entry.spec.stage == Stage::Rows => t.clone(),
                Target::Shares(t) => t.iter().map(|t| t.ln()).collect(),
                Target::Taught(teacher, _) => teacher.clone(),
                Target::Label(label) => {
                    let [yes, no] =
                        if entry.spec.stage == Stage::Rows { [1.0, 0.0] } else { [0.0, f64::NEG_INFINITY] };
                    let sure = |c| if c as i64 == *label { yes } else { no };
                    (0..row.classes).map(sure).collect()
                }
            };
            if row.at(&[same])[0].value != 0.0 {
                keep(&mut nonzero, || format!("{}", row.loss));
            }
            let (Stage::Rows, Target::Shares(t), [a, b]) = (entry.spec.stage, &row.target, entry.spec.inputs)
            else {
                continue;
            };
            if a.domain != b.domain {
                continue;
            }
            for x in points.into_iter().take(50) {
                let [a, b] = [(&x, t), (t, &x)].map(|(x, t)| {
                    let target = Target::Shares(t.clone());
                    Row { loss: row.loss.clone(), classes: row.classes, target }
                        .at(std::slice::from_ref(x))
                        .remove(0)
                });
                if a.value != b.value && (a.value - b.value).abs() > 1e-12 * (a.size + b.size) {
                    keep(&mut unlike, || format!("{} of {x:?} and {t:?}", row.loss));
                }
            }
        }
        judge(entry.spec, "never below 0", properties.non_negative, below);
        judge(entry.spec, "0 at the target", properties.zero_at_target, nonzero);
        // Of inputs of different kinds it is not asked.
        let alike = entry.spec.inputs[0].domain == entry.spec.inputs[1].domain;
        if entry.spec.stage == Stage::Rows && alike {
            judge(entry.spec, "symmetric", properties.symmetric, unlike);
        } else {
            assert_eq!(properties.symmetric, Some(false), "{}", entry.spec.name);
        }
    }
}
