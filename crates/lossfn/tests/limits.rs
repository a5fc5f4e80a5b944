//! Never NaN where the limit is finite, and infinite only where the exact value overflows. What still fails
//! stands in `testdata/limits.toml`.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    collections::{BTreeMap, BTreeSet},
    num::FpCategory,
};

use crate::support::{Random, drawn, plain, tables};
use lossfn::{
    AnyLoss, Entry, Inputs, Labels, Rows,
    data::Storage,
    spec::{Domain, Kind, Param, Row, Stage, Value},
};

/// Numbers of every class of both types, up to where residuals and products overflow.
const NUMBERS: [f64; 22] = [
    0.0,
    5e-324,
    1e-310,
    f64::MIN_POSITIVE,
    1e-200,
    1e-45,
    1e-40,
    f32::MIN_POSITIVE as f64,
    1e-20,
    0.5,
    1.0,
    1.5,
    3.0,
    40.0,
    710.0,
    1e10,
    1e38,
    1e100,
    1e200,
    1e247,
    1e299,
    f64::INFINITY,
];

/// Whether the parameters are what somebody could want.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Parameters {
    Ordinary,
    Extreme,
}

/// Those of boxes are tried in `boxes`: any numbers are no boxes.
fn apart() -> Vec<Entry> {
    crate::support::apart().into_iter().filter(|e| e.spec.stage != Stage::Boxes).collect()
}

/// The loss with its defaults, drawn, and with each parameter as extreme as its domain allows.
fn losses(entry: &Entry) -> Vec<(Parameters, AnyLoss)> {
    let mut rng = Random(5);
    let mut all = vec![plain(entry)];
    all.extend((0..8).map(|_| drawn(entry, &mut rng, 3)));
    let mut all: Vec<_> = all.into_iter().map(|loss| (Parameters::Ordinary, loss)).collect();
    let defaults: Vec<Value> = entry.spec.params.iter().map(Param::default).collect();
    for (k, param) in entry.spec.params.iter().enumerate() {
        let (Kind::Number(domain) | Kind::Optional(domain)) = param.kind else { continue };
        let numbers = NUMBERS.into_iter().flat_map(|x| [x, -x, 1.0 + x]);
        for x in numbers.filter(|&x| domain.contains(x)) {
            let mut values = defaults.clone();
            values[k] = Value::Number(x);
            let usual = x == 0.0 || (1e-3..=1e3).contains(&x.abs());
            let kind = if usual { Parameters::Ordinary } else { Parameters::Extreme };
            all.push((kind, AnyLoss::of(entry.build(&values).unwrap())));
        }
    }
    all
}

/// The numbers of a domain, and those that a type has.
fn numbers<T: Storage>(domain: Domain) -> Vec<f64> {
    let all = NUMBERS.into_iter().flat_map(|x| [x, -x]).map(|x| T::from_f64(x).to_f64());
    all.filter(|&x| domain.contains(x)).collect()
}

/// Inputs of a loss, in numbers that a type has.
enum Items {
    Columns(Vec<Vec<f64>>),
    Rows(Vec<f64>, Option<Vec<f64>>, Option<Vec<u8>>),
    Triples([Vec<f64>; 3]),
}
const CLASSES: usize = 3;

/// A table of as many classes as there are here.
fn rows<T: Storage>(x: &Vec<T>) -> Rows<'_, T> {
    Rows::rows(x, CLASSES).unwrap()
}

impl Items {
    fn draw<T: Storage>(loss: &AnyLoss) -> Self {
        let inputs = loss.terms()[0].loss.inputs();
        let first = numbers::<T>(inputs[0].domain);
        match loss.spec().stage {
            Stage::Weights => Self::Columns(vec![first]),
            Stage::Elements => {
                let all: Vec<Vec<f64>> = inputs.iter().map(|input| numbers::<T>(input.domain)).collect();
                let mut rng = Random(4);
                let items: Vec<Vec<f64>> = match &all[..] {
                    [x, y] => x.iter().flat_map(|x| y.iter().map(|y| vec![*x, *y])).collect(),
                    // All of them would be too many.
                    _ => (0..4000).map(|_| all.iter().map(|numbers| rng.pick(numbers)).collect()).collect(),
                };
                // The difference of two infinities is no number.
                let one = |item: &&Vec<f64>| item.iter().filter(|x| x.is_infinite()).count() < 2;
                let items: Vec<&Vec<f64>> = items.iter().filter(one).collect();
                Self::Columns((0..all.len()).map(|k| items.iter().map(|item| item[k]).collect()).collect())
            }
            Stage::Pairs | Stage::Triples => {
                let mut rng = Random(8);
                let finite: Vec<f64> = first.iter().copied().filter(|x| x.is_finite()).collect();
                let [a, b, c] = [(); 3].map(|()| (0..400 * CLASSES).map(|_| rng.pick(&finite)).collect());
                match (loss.spec().stage, inputs.len()) {
                    (Stage::Triples, _) => Self::Triples([a, b, c]),
                    (_, 2) => Self::Rows(a, Some(b), None),
                    _ => Self::Rows(a, Some(b), Some(vec![1; 400])),
                }
            }
            Stage::Rows if loss.spec().row != Row::Distribution => {
                let mut rng = Random(6);
                let mut rows = |k: usize| -> Vec<f64> {
                    // Differences of infinities are no numbers.
                    let all: Vec<f64> =
                        numbers::<T>(inputs[k].domain).into_iter().filter(|x| x.is_finite()).collect();
                    (0..400 * CLASSES).map(|_| rng.pick(&all)).collect()
                };
                Self::Rows(rows(0), Some(rows(1)), None)
            }
            Stage::Rows => {
                let rows = |seed| -> Vec<f64> {
                    let mut rng = Random(seed);
                    (0..400).flat_map(|_| shares(&mut rng)).map(|x| T::from_f64(x).to_f64()).collect()
                };
                Self::Rows(rows(1), Some(rows(2)), None)
            }
            stage => {
                let mut rng = Random(3);
                // A row of -inf alone is no distribution; +inf is a certainty only where it is alone.
                let finite: Vec<f64> = first.iter().copied().filter(|x| x.is_finite()).collect();
                let mut scores = || {
                    let mut scores = vec![];
                    for i in 0..1500 {
                        let mut row = [(); CLASSES].map(|()| rng.pick(&finite));
                        if i % 3 == 0 {
                            row[rng.below(CLASSES)] = f64::NEG_INFINITY;
                        }
                        scores.extend(row);
                    }
                    scores
                };
                let (scores, teacher) = (scores(), (stage == Stage::Taught).then(scores));
                Self::Rows(scores, teacher, Some((0..1500).map(|i| (i % CLASSES) as u8).collect()))
            }
        }
    }
    fn first(&self) -> &[f64] {
        match self {
            Self::Columns(x) => &x[0],
            Self::Rows(x, ..) | Self::Triples([x, ..]) => x,
        }
    }
    /// Value, gradient and hessian.
    fn ask<T: Storage>(&self, loss: &AnyLoss) -> [Vec<f64>; 3] {
        let stored = |x: &[f64]| -> Vec<T> { x.iter().map(|x| T::from_f64(*x)).collect() };
        let (all, a, b): (Vec<Vec<T>>, Vec<T>, Option<Vec<T>>);
        let inputs = match self {
            Self::Columns(x) => {
                all = x.iter().map(|x| stored(x)).collect();
                Inputs::from_columns(&all.iter().map(Vec::as_slice).collect::<Vec<&[T]>>()).unwrap()
            }
            Self::Rows(x, y, labels) => {
                (a, b) = (stored(x), y.as_deref().map(stored));
                Inputs::from_rows(rows(&a), b.as_ref().map(rows), labels.as_deref().map(Labels::U8)).unwrap()
            }
            Self::Triples(x) => {
                all = x.iter().map(|x| stored(x)).collect();
                Inputs::Triples(rows(&all[0]), rows(&all[1]), rows(&all[2]))
            }
        };
        // Rows of f32 add up to 1 in f32 alone.
        let on = loss.on_inputs(inputs).validate(false).values();
        let (g, h) = crate::support::derivatives(on);
        [on.to_vec().unwrap(), g, h].map(|out| out.iter().map(|x| x.to_f64()).collect())
    }
    /// The same with the sign of every zero changed.
    fn with_other_zeros(&self) -> Self {
        let turn = |x: &Vec<f64>| x.iter().map(|&x| if x == 0.0 { -x } else { x }).collect();
        match self {
            Self::Columns(x) => Self::Columns(x.iter().map(turn).collect()),
            Self::Rows(x, y, labels) => Self::Rows(turn(x), y.as_ref().map(turn), labels.clone()),
            Self::Triples(x) => Self::Triples(x.each_ref().map(turn)),
        }
    }
    fn item(&self, i: usize) -> String {
        let row = |x: &[f64]| format!("{:?}", &x[i * CLASSES..][..CLASSES]);
        match self {
            Self::Columns(x) => format!("{:?}", x.iter().map(|x| x[i]).collect::<Vec<_>>()),
            Self::Rows(x, y, labels) => {
                let (y, label) = (y.as_deref().map(row), labels.as_ref().map(|labels| labels[i]));
                format!("{}, {y:?}, label {label:?}", row(x))
            }
            Self::Triples(x) => x.each_ref().map(|x| row(x)).join(", "),
        }
    }
}

/// A distribution with zeros, tiny numbers and certainties.
fn shares(rng: &mut Random) -> [f64; CLASSES] {
    let mut row = [(); CLASSES].map(|()| rng.pick(&[0.0, 0.0, 1e-320, 1e-42, 1e-300, 1e-30, 1e-9, 0.3, 1.0]));
    row[rng.below(CLASSES)] = 1.0;
    let total: f64 = row.iter().sum();
    row.map(|x| x / total)
}

const OUTPUTS: [&str; 3] = ["value", "gradient", "hessian"];

/// The first answer of f64 that is NaN: every limit is a number, or infinite.
fn lost(loss: &AnyLoss, items: &Items) -> Option<String> {
    let first = items.first().len() / items.ask::<f64>(loss)[0].len();
    let answers = items.ask::<f64>(loss);
    OUTPUTS.iter().zip(answers).find_map(|(what, answers)| {
        let at = answers.iter().position(|x| x.is_nan())?;
        let item = if *what == "value" { at } else { at / first };
        Some(format!("{loss}, f64: the {what} is NaN at {}", items.item(item)))
    })
}

/// The first answer of f32 that is NaN, or infinite or finite, where that of f64 to the same numbers is not.
fn unlike(loss: &AnyLoss, items: &Items) -> Option<String> {
    let (narrow, wide) = (items.ask::<f32>(loss), items.ask::<f64>(loss));
    let width = items.first().len() / narrow[0].len();
    (0..3).find_map(|k| {
        let at = narrow[k].iter().zip(&wide[k]).position(|(&got, &want)| {
            // At the end of the range rounding decides.
            let end = (want.abs() / f64::from(f32::MAX) - 1.0).abs() < 1e-6;
            got.is_nan() != want.is_nan() || !end && got.is_finite() != (want as f32).is_finite()
        })?;
        let item = if k == 0 { at } else { at / width };
        let (what, got, want) = (OUTPUTS[k], narrow[k][at], wide[k][at]);
        Some(format!("{loss}, f32: the {what} is {got:e}, in f64 {want:e}, at {}", items.item(item)))
    })
}

#[test]
fn every_class_of_numbers_is_tried() {
    for entry in apart() {
        let loss = plain(&entry);
        let stage = entry.spec.stage;
        let classes = |items: Items, smallest: f64| -> BTreeSet<String> {
            let class = |x: &f64| match x.classify() {
                FpCategory::Normal if x.abs() < smallest => "subnormal".into(),
                class => format!("{class:?}").to_lowercase(),
            };
            items.first().iter().map(class).collect()
        };
        let [f32s, f64s] = [
            classes(Items::draw::<f32>(&loss), f32::MIN_POSITIVE.into()),
            classes(Items::draw::<f64>(&loss), f64::MIN_POSITIVE),
        ];
        let domain = loss.terms()[0].loss.inputs()[0].domain;
        let holds = |x: f64| domain.contains(x);
        let wanted = [("zero", holds(0.0)), ("subnormal", holds(1e-310)), ("normal", true)];
        let infinite = ("infinite", holds(f64::INFINITY) && stage != Stage::Rows && !stage.of_vectors());
        for (class, wanted) in
            wanted.into_iter().chain([infinite]).filter(|_| stage != Stage::LogProbabilities)
        {
            let points = matches!(domain, Domain::Points(_));
            for classes in [&f32s, &f64s] {
                assert!(points || !wanted || classes.contains(class), "{loss}: no {class} number");
            }
        }
    }
}

#[test]
fn no_limit_is_lost() {
    let all = tables(include_str!("../../../testdata/limits.toml"));
    let known: BTreeMap<(&str, &str), &str> =
        all.iter().map(|t| ((t["loss"], t["parameters"]), t["reason"])).collect();
    let mut found: BTreeMap<(&str, &str), String> = BTreeMap::new();
    for entry in apart() {
        for (kind, loss) in losses(&entry) {
            let name = if kind == Parameters::Ordinary { "ordinary" } else { "extreme" };
            let example =
                lost(&loss, &Items::draw::<f64>(&loss)).or_else(|| unlike(&loss, &Items::draw::<f32>(&loss)));
            if let Some(example) = example {
                found.entry((entry.spec.name, name)).or_insert(example);
            }
        }
    }
    let new: Vec<_> = found.iter().filter(|(key, _)| !known.contains_key(*key)).collect();
    let mended: Vec<_> = known.keys().filter(|key| !found.contains_key(*key)).collect();
    assert!(new.is_empty(), "{new:#?}");
    assert!(mended.is_empty(), "testdata/limits.toml says of these that they fail: {mended:?}");
}

/// An answer that is another number when zeros change their signs.
fn signed<T: Storage>(loss: &AnyLoss) -> Option<String> {
    let items = Items::draw::<T>(loss);
    let other = items.with_other_zeros();
    let (plus, minus) = (items.ask::<T>(loss), other.ask::<T>(loss));
    let width = items.first().len() / plus[0].len();
    (0..3).find_map(|k| {
        let unlike = |(a, b): (&f64, &f64)| a != b && !(a.is_nan() && b.is_nan());
        let at = plus[k].iter().zip(&minus[k]).position(unlike)?;
        let item = if k == 0 { at } else { at / width };
        let (what, a, b) = (OUTPUTS[k], plus[k][at], minus[k][at]);
        let (one, two) = (items.item(item), other.item(item));
        Some(format!("{loss}, {}: the {what} is {a:e} at {one} and {b:e} at {two}", T::NAME))
    })
}

#[test]
fn zeros_have_no_sign() {
    let all: Vec<(Parameters, AnyLoss)> = apart().iter().flat_map(losses).collect();
    let found: Vec<String> =
        all.iter().filter_map(|(_, loss)| signed::<f32>(loss).or_else(|| signed::<f64>(loss))).collect();
    assert!(found.is_empty(), "{} answers: {found:#?}", found.len());
}
