//! Losses of rows: of distributions, of logits and of log-probabilities.

use lossfn::{
    AnyLoss, Entry, Error, Inputs, Labels, Rows,
    spec::{Domain, Row as Kind, Stage},
};

use super::{constants::number, judge};
use crate::support::{Random, drawn, plain};

/// Draws of the parameters and of the target, and rows for each of them.
const DRAWS: usize = 40;
const POINTS: usize = 600;
/// Probabilities are multiples of one part in this: then they add up to 1, and so do those halfway.
const PARTS: f64 = (1u64 << 40) as f64;

enum Target {
    Label(i64),
    Shares(Vec<f64>),
}

/// A loss with its parameters and its target, as a function of a row.
struct Row {
    loss: AnyLoss,
    classes: usize,
    target: Target,
}

/// What a row gives.
struct Answer {
    value: f64,
    gradient: Vec<f64>,
    hessian: Vec<f64>,
    /// What the value may be off by, in units of its rounding: a sum cancels.
    size: f64,
}

impl Row {
    fn stage(&self) -> Stage {
        self.loss.spec().stage
    }
    /// Whether rows are distributions, which add up to 1.
    fn sums(&self) -> bool {
        self.stage() == Stage::Rows && self.loss.spec().row == Kind::Distribution
    }
    fn ask(&self, rows: &[Vec<f64>]) -> Result<Vec<Answer>, Error> {
        let c = self.classes;
        let flat = rows.concat();
        let first = Rows::rows(&flat, c)?;
        let (labels, shares);
        let inputs = match &self.target {
            Target::Label(label) => {
                labels = vec![*label; rows.len()];
                Inputs::Labelled(first, Labels::I64(&labels))
            }
            Target::Shares(t) => {
                shares = t.repeat(rows.len());
                Inputs::Tables(first, Rows::rows(&shares, c)?)
            }
        };
        let on = self.loss.on_inputs(inputs).values();
        let (values, (g, h)) = (on.to_vec()?, on.gradient_and_hessian()?);
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
    fn at(&self, rows: &[Vec<f64>]) -> Vec<Answer> {
        self.ask(rows).unwrap_or_else(|e| panic!("{}: {e}", self.loss))
    }
    /// A row of the domain: of any size, and of distributions also one beside the target.
    fn point(&self, rng: &mut Random) -> Vec<f64> {
        let c = self.classes;
        match (self.stage(), &self.target) {
            (Stage::Rows, Target::Shares(t)) if !self.sums() && rng.below(3) == 0 => t.clone(),
            (Stage::Rows, _) if !self.sums() => numbers(rng, self.loss.spec().inputs[0].domain, c),
            (Stage::Rows, Target::Shares(t)) if rng.below(3) == 0 => {
                let (mut near, from, to) = (t.clone(), rng.below(c), rng.below(c));
                let step = (rng.between(0.0, 38.0).exp2().floor() / PARTS).min(near[from]);
                near[from] -= step;
                near[to] += step;
                near
            }
            (Stage::Rows, _) => shares(rng, c),
            (Stage::LogProbabilities, _) => (0..c).map(|_| -10f64.powf(rng.between(-3.0, 2.0))).collect(),
            _ => {
                let size = 10f64.powf(rng.between(-1.0, 2.5));
                let shift = rng.pick(&[0.0, size, -size]);
                (0..c).map(|_| shift + size * rng.between(-1.0, 1.0)).collect()
            }
        }
    }
    fn points(&self, rng: &mut Random) -> Vec<Vec<f64>> {
        (0..POINTS).map(|_| self.point(rng)).collect()
    }
    /// Rows where a kink would be: at the target, with one element of it, tied, one apart.
    fn corners(&self, rng: &mut Random) -> Vec<Vec<f64>> {
        let c = self.classes;
        let mut all = vec![self.point(rng)];
        match (self.stage(), &self.target) {
            (Stage::Rows, Target::Shares(t)) if !self.sums() => all.push(t.clone()),
            (Stage::Rows, Target::Shares(t)) => {
                let mut one = t.clone();
                one[c - 1] += t[c - 2] / 2.0;
                one[c - 2] /= 2.0;
                all.extend([t.clone(), one]);
            }
            (Stage::Softmax, _) => {
                let mut apart = vec![0.0; c];
                apart[0] = 1.0;
                all.extend([vec![0.5; c], apart.clone(), apart.iter().map(|x| -x).collect()]);
            }
            _ => {}
        }
        // Inside the domain, with room to both sides.
        all.retain(|row| self.stage() == Stage::Softmax || row.iter().all(|x| (x - x.round()).abs() > 0.01));
        all
    }
    /// A move of size 1, which keeps the sum of a distribution.
    fn direction(&self, rng: &mut Random) -> Vec<f64> {
        let mut d: Vec<f64> = (0..self.classes).map(|_| rng.between(-1.0, 1.0)).collect();
        if self.sums() {
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

/// Numbers of a domain, of any size.
fn numbers(rng: &mut Random, domain: Domain, count: usize) -> Vec<f64> {
    let mut number = || {
        let x = rng.number(domain);
        let scaled = x * 10f64.powf(rng.between(-3.0, 4.0));
        if domain.contains(scaled) { scaled } else { x }
    };
    (0..count).map(|_| number()).collect()
}

fn entries() -> impl Iterator<Item = Entry> {
    let of_rows = |s: Stage| !matches!(s, Stage::Elements | Stage::Weights);
    lossfn::catalogue().into_iter().filter(move |e| of_rows(e.spec.stage))
}

/// The loss with its defaults and with drawn parameters, each with targets that it takes.
fn rows(entry: &Entry) -> Vec<Row> {
    let mut rng = Random(entry.spec.name.len() as u64);
    let mut all = vec![];
    for i in 0..DRAWS {
        let classes = 2 + rng.below(3);
        let loss = if i < 4 { plain(entry) } else { drawn(entry, &mut rng, classes) };
        let label = Target::Label(rng.below(classes) as i64);
        let of = entry.spec.inputs.get(1).map(|input| input.domain);
        let table = match of {
            Some(domain) if entry.spec.stage == Stage::Rows && entry.spec.row != Kind::Distribution => {
                numbers(&mut rng, domain, classes)
            }
            _ => shares(&mut rng, classes),
        };
        for target in [label, Target::Shares(table)] {
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
        let mut rng = Random(2);
        let (mut steepest, mut share) = (0.0, 0.0);
        for row in rows(&entry) {
            let slopes = row.at(&row.points(&mut rng)).into_iter().flat_map(|a| a.gradient);
            let most = slopes.fold(0.0, |most: f64, g| most.max(g.abs()));
            let constant = number(&row.loss, constant, []);
            assert!(most <= constant * (1.0 + 1e-9), "{}: a slope of {most}, not {constant}", row.loss);
            if constant.is_infinite() {
                steepest = f64::max(steepest, most);
            } else {
                share = f64::max(share, most / constant);
            }
        }
        assert!(share >= 0.99 || steepest > 1e3, "{}: {share}, {steepest}", entry.spec.name);
    }
}

#[test]
fn signs_zeros_and_symmetry_of_rows() {
    for entry in entries() {
        let properties = entry.spec.properties;
        let domains: Vec<Domain> = entry.spec.inputs.iter().map(|i| i.domain).collect();
        let alike = entry.spec.stage == Stage::Rows && domains.windows(2).all(|d| d[0] == d[1]);
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
                Target::Label(label) => {
                    let sure = |c| if c as i64 == *label { 0.0 } else { f64::NEG_INFINITY };
                    (0..row.classes).map(sure).collect()
                }
            };
            if row.at(&[same])[0].value != 0.0 {
                keep(&mut nonzero, || format!("{}", row.loss));
            }
            let (Stage::Rows, Target::Shares(t)) = (entry.spec.stage, &row.target) else { continue };
            if !alike {
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
        if alike {
            judge(entry.spec, "symmetric", properties.symmetric, unlike);
        } else {
            assert_eq!(properties.symmetric, Some(false), "{}", entry.spec.name);
        }
    }
}
