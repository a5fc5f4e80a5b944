//! Data for any loss, drawn from its spec. The tests and `cargo xtask bench` share it; neither knows
//! a loss.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    clippy::unwrap_used,
    reason = "each user takes what it needs"
)]

mod random;

use std::{collections::BTreeMap, ops::Range, sync::Arc};

use lossfn::{
    AnyLoss, AnyMetric, Entry, Inputs, Labels, MetricEntry, Rows,
    data::{Element, Storage},
    formula::Dynamic,
    spec::{Domain, Family, Input, Kind, Param, Row, Stage, Value},
};

pub use random::Random;

/// The loss with its defaults, or with parameters drawn from their domains.
pub fn plain(entry: &Entry) -> AnyLoss {
    let values: Vec<Value> = entry.spec.params.iter().map(Param::default).collect();
    AnyLoss::of(entry.build(&values).unwrap())
}
pub fn drawn(entry: &Entry, rng: &mut Random, classes: usize) -> AnyLoss {
    let values: Vec<Value> = entry.spec.params.iter().map(|p| parameter(p, rng, classes)).collect();
    AnyLoss::of(entry.build(&values).unwrap())
}
fn parameter(param: &Param, rng: &mut Random, classes: usize) -> Value {
    match param.kind {
        Kind::Optional(_) | Kind::Vector(_) | Kind::Matrix if rng.below(3) == 0 => Value::None,
        // Its decomposition grows with the third power.
        Kind::Matrix if classes > 130 => Value::None,
        Kind::Matrix => Value::Vector(covariance(rng, classes).into()),
        Kind::Number(domain) | Kind::Optional(domain) => Value::Number(rng.number(domain)),
        Kind::Flag => Value::Flag(rng.below(2) == 0),
        Kind::Choice(names) => Value::Choice(rng.pick(names).into()),
        Kind::Vector(domain) => Value::Vector((0..classes).map(|_| rng.number(domain)).collect()),
        Kind::Loss => Value::Loss(convex(rng).to_string().into()),
    }
}

/// The losses of which an item is a matter of its own. Those of a batch have tests in `batches`.
pub fn apart() -> Vec<Entry> {
    lossfn::catalogue().into_iter().filter(|e| !e.spec.stage.coupled()).collect()
}

/// A diagonal of at least 1, and beside it less than would matter.
fn covariance(rng: &mut Random, n: usize) -> Vec<f64> {
    let mut all: Vec<f64> = (0..n * n).map(|_| rng.between(-1.0, 1.0) / n as f64).collect();
    for i in 0..n {
        for j in 0..i {
            all[i * n + j] = all[j * n + i];
        }
        all[i * n + i] = rng.between(1.0, 3.0);
    }
    all
}

/// A loss of predictions and targets that is convex and never below 0, of any two numbers.
fn convex(rng: &mut Random) -> AnyLoss {
    let fits = |e: &Entry| {
        let p = e.spec.properties;
        (p.convex, p.non_negative) == (Some(true), Some(true))
            && e.spec.stage == Stage::Elements
            && e.spec.inputs.len() == 2
            && e.spec.family != Family::Preference
            && e.spec.inputs.iter().all(|i| i.domain == Domain::REAL)
    };
    let all: Vec<Entry> = lossfn::catalogue().into_iter().filter(fits).collect();
    drawn(&all[rng.below(all.len())], rng, 0)
}
/// The metric with its defaults where it has them, or with parameters drawn from their domains: whole numbers where
/// it takes no others.
pub fn metric(entry: &MetricEntry, rng: &mut Random, plain: bool) -> AnyMetric {
    let params = entry.spec.page.params;
    let values: Vec<Value> = params.iter().map(|p| parameter(p, rng, 0)).collect();
    let defaults: Vec<Value> = params.iter().map(Param::default).collect();
    let whole = |v: &Value| if let Value::Number(x) = v { Value::Number(x.round()) } else { v.clone() };
    let drawn = || {
        let whole = values.iter().map(whole).collect::<Vec<_>>();
        entry.build(&values).or_else(|_| entry.build(&whole)).unwrap()
    };
    AnyMetric::of(entry.build(&defaults).ok().filter(|_| plain).unwrap_or_else(drawn))
}

/// Owned inputs of a loss.
#[derive(Clone, Debug)]
pub enum Data<T> {
    Columns(Vec<T>, Vec<T>),
    Several(Vec<Vec<T>>),
    Weights(Vec<T>),
    Tables(Vec<T>, Vec<T>, usize),
    Labelled(Vec<T>, Vec<i64>, usize),
    Taught(Vec<T>, Vec<T>, Vec<i64>, usize),
    Triples([Vec<T>; 3], usize),
}

impl<T: Storage> Data<T> {
    /// What a loss reads: `items` elements or rows. A loss that reads labels or distributions gets
    /// labels.
    pub fn draw(loss: &AnyLoss, rng: &mut Random, items: usize, classes: usize) -> Self {
        let first: &Arc<dyn Dynamic> = &loss.terms()[0].loss;
        let mut column =
            |input: &Input, n: usize| -> Vec<T> { (0..n).map(|_| rng.stored(input.domain)).collect() };
        let inputs = first.inputs();
        match loss.spec().stage {
            Stage::Elements if inputs.len() > 2 => {
                Self::Several(inputs.iter().map(|input| column(input, items)).collect())
            }
            Stage::Elements => Self::Columns(column(&inputs[0], items), column(&inputs[1], items)),
            Stage::Weights => Self::Weights(column(&inputs[0], items)),
            Stage::Rows if loss.spec().row == Row::Distribution => {
                let [a, b] = [0, 1].map(|_| distributions(rng, items, classes, |p| p));
                Self::Tables(a, b, classes)
            }
            Stage::Rows => {
                let [a, b] = [0, 1].map(|k| column(&inputs[k], items * classes));
                Self::Tables(a, b, classes)
            }
            Stage::Taught => {
                let [a, b] = [0, 1].map(|k| column(&inputs[k], items * classes));
                Self::Taught(a, b, (0..items).map(|_| rng.below(classes) as i64).collect(), classes)
            }
            Stage::Triples => Self::Triples([0, 1, 2].map(|k| column(&inputs[k], items * classes)), classes),
            Stage::Boxes => {
                let [a, b] = [0, 1].map(|_| (0..items).flat_map(|_| boxed(rng)).collect());
                Self::Tables(a, b, 4)
            }
            Stage::Pairs => {
                let [a, b] = [0, 1].map(|k| column(&inputs[k], items * classes));
                match inputs.get(2).map(|input| input.domain) {
                    Some(Domain::Points(points)) => {
                        Self::Taught(a, b, (0..items).map(|_| rng.pick(points) as i64).collect(), classes)
                    }
                    _ => Self::Tables(a, b, classes),
                }
            }
            Stage::Batch(pairing) => {
                let mut table = || (0..items * classes).map(|_| rng.stored(Domain::REAL)).collect();
                let (a, b) = (table(), table());
                if pairing.tables() == 3 {
                    return Self::Triples([a, b, table()], classes);
                }
                let labels = (0..items).map(|_| rng.below(items.clamp(1, 3)) as i64).collect();
                match (pairing.tables(), pairing.labels()) {
                    (1, _) => Self::Labelled(a, labels, classes),
                    (_, true) => Self::Taught(a, b, labels, classes),
                    (_, false) => Self::Tables(a, b, classes),
                }
            }
            Stage::Groups(_) => {
                let (first, third) = (column(&inputs[0], items), inputs.get(2).map(|x| column(x, items)));
                let second =
                    if matches!(inputs[1].domain, Domain::Points(_)) || inputs[1].domain == Domain::UNIT {
                        (0..items).map(|_| T::from_f64(rng.below(2) as f64)).collect()
                    } else {
                        (0..items).map(|_| T::from_f64(rng.below(3) as f64)).collect()
                    };
                match third {
                    None => Self::Columns(first, second),
                    Some(third) => Self::Several(vec![first, second, third]),
                }
            }
            stage => {
                let scores = if stage == Stage::Softmax {
                    column(&inputs[0], items * classes)
                } else {
                    distributions(rng, items, classes, f64::ln)
                };
                Self::Labelled(scores, (0..items).map(|_| rng.below(classes) as i64).collect(), classes)
            }
        }
    }
    /// The same rows with a target distribution in the place of each label.
    pub fn softened(&self, rng: &mut Random) -> Option<Self> {
        let Self::Labelled(x, _, classes) = self else { return None };
        Some(Self::Tables(x.clone(), distributions(rng, x.len() / classes, *classes, |p| p), *classes))
    }
}

impl<T: Element> Data<T> {
    pub fn items(&self) -> usize {
        match self {
            Self::Columns(x, _) | Self::Weights(x) => x.len(),
            Self::Several(x) => x[0].len(),
            Self::Tables(x, _, columns) | Self::Labelled(x, _, columns) | Self::Taught(x, _, _, columns) => {
                x.len() / columns
            }
            Self::Triples([x, ..], columns) => x.len() / columns,
        }
    }
    pub fn width(&self) -> usize {
        match self {
            Self::Columns(..) | Self::Several(_) | Self::Weights(_) => 1,
            Self::Tables(_, _, columns)
            | Self::Labelled(_, _, columns)
            | Self::Taught(_, _, _, columns)
            | Self::Triples(_, columns) => *columns,
        }
    }
    /// The table, the other one and the labels of rows.
    pub fn rows(&self) -> (&[T], Option<&[T]>, Option<&[i64]>) {
        match self {
            Self::Tables(x, y, _) => (x, Some(y), None),
            Self::Labelled(x, labels, _) => (x, None, Some(labels)),
            Self::Taught(x, teacher, labels, _) => (x, Some(teacher), Some(labels)),
            Self::Columns(..) | Self::Several(_) | Self::Weights(_) | Self::Triples(..) => {
                panic!("these are no rows")
            }
        }
    }
    pub fn inputs(&self) -> Inputs<'_, T> {
        self.part(0..self.items())
    }
    /// Some of the items, where they stand.
    pub fn part<'a>(&'a self, items: Range<usize>) -> Inputs<'a, T> {
        let c = self.width();
        let all = items.start * c..items.end * c;
        let rows = |x: &'a [T]| Rows::rows(&x[all.clone()], c).unwrap();
        match self {
            Self::Columns(x, y) => Inputs::Columns(&x[items.clone()], &y[items]),
            Self::Several(x) => {
                Inputs::from_columns(&x.iter().map(|x| &x[items.clone()]).collect::<Vec<_>>()).unwrap()
            }
            Self::Weights(x) => Inputs::Weights(&x[items]),
            Self::Tables(x, y, _) => Inputs::Tables(rows(x), rows(y)),
            Self::Labelled(x, y, _) => Inputs::Labelled(rows(x), Labels::I64(&y[items])),
            Self::Taught(x, t, y, _) => Inputs::Taught(rows(x), rows(t), Labels::I64(&y[items])),
            Self::Triples([x, y, z], _) => Inputs::Triples(rows(x), rows(y), rows(z)),
        }
    }
    /// The same data in another type.
    pub fn map<U>(&self, f: impl Fn(T) -> U) -> Data<U> {
        let all = |x: &[T]| x.iter().map(|x| f(*x)).collect();
        match self {
            Self::Columns(x, y) => Data::Columns(all(x), all(y)),
            Self::Several(x) => Data::Several(x.iter().map(|x| all(x)).collect()),
            Self::Weights(x) => Data::Weights(all(x)),
            Self::Tables(x, y, c) => Data::Tables(all(x), all(y), *c),
            Self::Labelled(x, labels, c) => Data::Labelled(all(x), labels.clone(), *c),
            Self::Taught(x, t, labels, c) => Data::Taught(all(x), all(t), labels.clone(), *c),
            Self::Triples(x, c) => Data::Triples(x.each_ref().map(|x| all(x)), *c),
        }
    }
    /// A copy of some of the items, in this order.
    pub fn select(&self, items: &[usize]) -> Self {
        let take = |x: &[T], c: usize| items.iter().flat_map(|&i| x[i * c..][..c].to_vec()).collect();
        match self {
            Self::Columns(x, y) => Self::Columns(take(x, 1), take(y, 1)),
            Self::Several(x) => Self::Several(x.iter().map(|x| take(x, 1)).collect()),
            Self::Weights(x) => Self::Weights(take(x, 1)),
            Self::Tables(x, y, c) => Self::Tables(take(x, *c), take(y, *c), *c),
            Self::Labelled(x, y, c) => Self::Labelled(take(x, *c), items.iter().map(|&i| y[i]).collect(), *c),
            Self::Taught(x, t, y, c) => {
                Self::Taught(take(x, *c), take(t, *c), items.iter().map(|&i| y[i]).collect(), *c)
            }
            Self::Triples(x, c) => Self::Triples(x.each_ref().map(|x| take(x, *c)), *c),
        }
    }
    /// Puts a number into every place of an item, and a label that is none.
    pub fn poison(&mut self, item: usize, x: T) {
        let c = self.width();
        match self {
            Self::Columns(a, b) | Self::Tables(a, b, _) => {
                a[item * c..][..c].fill(x);
                b[item * c..][..c].fill(x);
            }
            Self::Several(a) => a.iter_mut().for_each(|a| a[item] = x),
            Self::Weights(a) => a[item] = x,
            Self::Labelled(a, labels, _) => {
                a[item * c..][..c].fill(x);
                labels[item] = i64::MIN;
            }
            Self::Taught(a, b, labels, _) => {
                a[item * c..][..c].fill(x);
                b[item * c..][..c].fill(x);
                labels[item] = i64::MIN;
            }
            Self::Triples(a, _) => a.iter_mut().for_each(|a| a[item * c..][..c].fill(x)),
        }
    }
    /// The number that the first derivative of an item is taken in.
    pub fn first(&mut self, item: usize) -> &mut T {
        let c = self.width();
        match self {
            Self::Columns(a, _)
            | Self::Weights(a)
            | Self::Tables(a, _, _)
            | Self::Labelled(a, _, _)
            | Self::Taught(a, ..)
            | Self::Triples([a, ..], _) => &mut a[item * c],
            Self::Several(a) => &mut a[0][item],
        }
    }
}

/// Rows that add up to 1, through a function.
/// A box of sizes up to 2 around 0: two of them overlap, touch nothing and lie apart.
fn boxed<T: Storage>(rng: &mut Random) -> [T; 4] {
    let [x, y] = [0, 1].map(|_| rng.between(-2.0, 2.0));
    let [wide, high] = [0, 1].map(|_| rng.between(0.1, 2.0));
    [x, y, x + wide, y + high].map(T::from_f64)
}

fn distributions<T: Storage>(
    rng: &mut Random,
    rows: usize,
    columns: usize,
    f: impl Fn(f64) -> f64,
) -> Vec<T> {
    let mut all = Vec::with_capacity(rows * columns);
    for _ in 0..rows {
        let row: Vec<f64> = (0..columns).map(|_| rng.between(-3.0, 3.0).exp()).collect();
        let total: f64 = row.iter().sum();
        all.extend(row.iter().map(|x| T::from_f64(f(x / total))));
    }
    all
}

/// The tables of a file in the form `[[name]]` with lines `key = value`: the part of TOML that the
/// test data needs. Strings stand in `"` or `'`, without escapes.
pub fn tables(text: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut all: Vec<BTreeMap<&str, &str>> = vec![];
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if line.starts_with("[[") {
            all.push(BTreeMap::new());
        } else {
            let (key, value) = line.split_once('=').unwrap();
            let value = value.trim();
            let string = ['"', '\''].into_iter().find_map(|q| value.strip_prefix(q)?.strip_suffix(q));
            assert!(all.last_mut().unwrap().insert(key.trim(), string.unwrap_or(value)).is_none(), "{line}");
        }
    }
    all
}

/// The bits of numbers; every NaN is the same.
pub fn bits<T: Storage>(x: &[T]) -> Vec<u64> {
    x.iter().map(|x| one(x.to_f64())).collect()
}
pub fn one(x: f64) -> u64 {
    if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() }
}

/// How many numbers of the type lie between two; both zeros are one number, every NaN another.
pub fn ulps<T: Storage>(a: T, b: T) -> u64 {
    let (x, y) = (a.to_f64(), b.to_f64());
    if x.is_nan() || y.is_nan() {
        return if x.is_nan() && y.is_nan() { 0 } else { u64::MAX };
    }
    let ordered = |x: f64| {
        let size = if T::NARROW { i64::from((x.abs() as f32).to_bits()) } else { x.abs().to_bits() as i64 };
        if x < 0.0 { -size } else { size }
    };
    ordered(x).abs_diff(ordered(y))
}

/// Gradient and hessian; the gradient twice where there is no hessian element by element.
pub fn derivatives<T: Element>(on: lossfn::On<'_, T>) -> (Vec<T>, Vec<T>) {
    twice(on, on.gradient_and_hessian()).unwrap()
}
/// Gradient and curvature for boosting, likewise.
pub fn boosted<T: Element>(on: lossfn::On<'_, T>) -> (Vec<T>, Vec<T>) {
    twice(on, on.boosting()).unwrap()
}
/// Two derivatives, or the gradient twice.
pub fn twice<T: Element>(
    on: lossfn::On<'_, T>,
    both: Result<(Vec<T>, Vec<T>), lossfn::Error>,
) -> Result<(Vec<T>, Vec<T>), lossfn::Error> {
    match both {
        Err(lossfn::Error::Unsupported { what: "hessian element by element", .. }) => {
            on.gradient().map(|gradient| (gradient.clone(), gradient))
        }
        both => both,
    }
}
