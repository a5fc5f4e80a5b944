//! Is the best constant the best one, and what the spec says by name?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code)] // The properties ask for more.
use crate::properties::constants;
#[allow(dead_code)] // The pages ask for more.
use crate::sympy;

use crate::support::{Random, drawn, plain, tables, ulps};
use constants::{names, read, value};
use lossfn::{
    AnyLoss, Entry,
    reduce::ExactSum,
    spec::{Domain, Stage},
};
use sympy::Expr;

/// A loss with its parameters, targets and their weights.
struct Sample {
    loss: AnyLoss,
    target: Vec<f64>,
    weight: Vec<f64>,
}

/// Losses of a prediction and a target, each with samples.
fn samples() -> Vec<(Entry, Vec<Sample>)> {
    let two = |e: &Entry| e.spec.stage == Stage::Elements && e.spec.inputs.len() == 2;
    let of = |entry: Entry| {
        let mut rng = Random(7);
        let sample = |i: usize| {
            let loss = if i < 8 { plain(&entry) } else { drawn(&entry, &mut rng, 1) };
            let domain = loss.terms()[0].loss.inputs()[1].domain;
            let n = 2 + rng.below(8);
            let mut target: Vec<f64> = (0..n).map(|_| rng.number(domain)).collect();
            if let Domain::Points(points) = domain {
                // One of each.
                target[..points.len()].copy_from_slice(points);
            }
            let weight = (0..n).map(|_| (1 + rng.below(3)) as f64).collect();
            Sample { loss, target, weight }
        };
        (entry, (0..40).map(sample).collect())
    };
    lossfn::catalogue().into_iter().filter(two).map(of).collect()
}

/// `sum w x / sum w`.
fn mean(x: &[f64], weight: &[f64]) -> f64 {
    let [mut sum, mut weights] = [(); 2].map(|()| ExactSum::new());
    for (x, w) in x.iter().zip(weight) {
        sum.add_product(*x, *w);
        weights.add(*w);
    }
    sum.ratio(&weights)
}
/// Where so much of the weight lies below; the middle where two numbers are that.
fn quantile(x: &[f64], weight: &[f64], level: f64) -> f64 {
    let mut rows: Vec<(f64, f64)> = x.iter().copied().zip(weight.iter().copied()).collect();
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (want, mut below) = (level * weight.iter().sum::<f64>(), 0.0);
    for (i, (x, w)) in rows.iter().enumerate() {
        below += w;
        if below >= want {
            return if below == want { x.midpoint(rows[i + 1].0) } else { *x };
        }
    }
    rows[rows.len() - 1].0
}
/// The mean where numbers above it weigh `level`, and those below the rest of 1.
fn expectile(x: &[f64], weight: &[f64], level: f64) -> f64 {
    let mut found = x.to_vec();
    found.sort_by(f64::total_cmp);
    let with = |at: f64| {
        let share = |x: f64| if x < at { 1.0 - level } else { level };
        mean(x, &x.iter().zip(weight).map(|(x, w)| w * share(*x)).collect::<Vec<f64>>())
    };
    // It is its own mean between two numbers of the sample.
    let own = found.windows(2).map(|pair| (pair, with(pair[1])));
    own.clone().find(|(pair, at)| pair[0] <= *at && *at <= pair[1]).unwrap().1
}

/// What a text of the spec says of a sample; with `swap`, with another functional.
fn named(sample: &Sample, text: &str, swap: bool) -> f64 {
    let Sample { loss, target, weight } = sample;
    let second = loss.spec().inputs[1].name;
    let each = |expr: &Expr| -> Vec<f64> {
        let mut names = names(loss);
        let one = |y: &f64| {
            names.insert(second, *y);
            value(loss, expr, &names)
        };
        target.iter().map(one).collect()
    };
    let functional = |name: &str, args: &[Expr]| -> Option<f64> {
        let other = match (name, swap) {
            ("Mean", true) => "Median",
            ("Median", true) => "Mean",
            ("Quantile", true) => "Expectile",
            ("Expectile", true) => "Quantile",
            _ => name,
        };
        if !["Mean", "Median", "Quantile", "Expectile"].contains(&name) {
            return None;
        }
        let x = each(args.first()?);
        let level = || each(&args[1])[0];
        Some(match (other, args.len()) {
            ("Mean", 1) => mean(&x, weight),
            ("Median", 1) => quantile(&x, weight, 0.5),
            ("Mean" | "Median", 2) => {
                let more: Vec<f64> = each(&args[1]).iter().zip(weight).map(|(a, b)| a * b).collect();
                if other == "Mean" { mean(&x, &more) } else { quantile(&x, &more, 0.5) }
            }
            ("Quantile", 2) => quantile(&x, weight, level()),
            ("Expectile", 2) => expectile(&x, weight, level()),
            _ => return None,
        })
    };
    value(loss, &folded(&read(loss, text), &functional), &names(loss))
}
/// A formula with numbers in the place of what is said of all targets.
fn folded(expr: &Expr, functional: &impl Fn(&str, &[Expr]) -> Option<f64>) -> Expr {
    let all = |list: &[Expr]| list.iter().map(|e| folded(e, functional)).collect();
    let one = |e: &Expr| Box::new(folded(e, functional));
    match expr {
        Expr::Call(name, args) => match functional(name, args) {
            Some(number) => Expr::Number(number.to_string()),
            None => Expr::Call(name.clone(), all(args)),
        },
        Expr::Tuple(list) => Expr::Tuple(all(list)),
        Expr::Negative(a) => Expr::Negative(one(a)),
        Expr::Binary(operator, a, b) => Expr::Binary(operator, one(a), one(b)),
        Expr::Number(_) | Expr::Name(_) => expr.clone(),
    }
}

/// The sum of the slopes over that of the curvatures at a constant, and what rounding makes of it.
fn step(sample: &Sample, at: f64) -> [f64; 2] {
    let Sample { loss, target, weight } = sample;
    let pred = vec![at; target.len()];
    let derivatives = |y: &[f64]| loss.on(&pred, y).validate(false).values().gradient_and_hessian().unwrap();
    let (g, h) = derivatives(target);
    // How much the slopes follow the targets: a label is exact.
    let domain = loss.terms()[0].loss.inputs()[1].domain;
    let share = 2f64.powi(-20);
    let moved = |y: &f64| Some(y * (1.0 - share)).filter(|y| domain.contains(*y)).unwrap_or(*y);
    let (other, _) = derivatives(&target.iter().map(moved).collect::<Vec<f64>>());
    let [mut slope, mut noise, mut curvature] = [0.0; 3];
    for i in 0..target.len() {
        slope += weight[i] * g[i];
        curvature += weight[i] * h[i];
        noise += weight[i] * (g[i].abs() + (at * h[i]).abs() + (g[i] - other[i]).abs() / share);
    }
    [slope / curvature, 8.0 * f64::EPSILON * noise / curvature]
}

/// Whether a prediction may be that: of targets below 0 a logarithm is not.
fn allowed(sample: &Sample, number: f64) -> bool {
    sample.loss.terms()[0].loss.inputs()[0].domain.contains(number)
}

/// Whether a number is the constant of least loss, within rounding.
fn is_best(sample: &Sample, convex: bool, number: f64) -> bool {
    let Sample { loss, target, weight } = sample;
    let [step, noise] = step(sample, number);
    if !convex {
        // A minimum, and no slope.
        return step.abs() <= noise;
    }
    let best = loss.best_constant(target).weight(weight).value().unwrap();
    ulps(best, number) <= 2 || noise.is_finite() && (best - number).abs() <= noise
}

#[test]
fn it_is_what_the_spec_names() {
    let mut counted = 0;
    for (entry, samples) in samples() {
        let p = entry.spec.properties;
        let convex = p.convex == Some(true);
        let Some(text) = p.optimum else {
            // Nothing is forgotten.
            for functional in ["Mean", "Median"] {
                let text = format!("{functional}({})", entry.spec.inputs[1].name);
                let is = |s: &Sample| is_best(s, convex, named(s, &text, false));
                assert!(!convex || !samples.iter().all(is), "{}: it is {text}", entry.spec.name);
            }
            continue;
        };
        let numbers = samples.iter().map(|s| (s, named(s, text, false)));
        let numbers: Vec<_> = numbers.filter(|(s, number)| allowed(s, *number)).collect();
        assert!(numbers.len() >= 20, "{}: {text} of few samples is a prediction", entry.spec.name);
        for (sample, number) in numbers {
            assert!(
                is_best(sample, convex, number),
                "{} for {:?}, {:?}: {text} is {number}, {:?} is best",
                sample.loss,
                sample.target,
                sample.weight,
                sample.loss.best_constant(&sample.target).weight(&sample.weight).value()
            );
        }
        let wrong = samples.iter().any(|s| !is_best(s, convex, named(s, text, true)));
        assert!(wrong, "{}: {text} is as good with another name", entry.spec.name);
        counted += 1;
    }
    assert!(counted >= 20, "{counted} losses have a name for it");
}

/// No other constant loses less.
#[test]
fn it_is_the_best() {
    for (entry, samples) in samples() {
        let mut rng = Random(9);
        for sample in samples {
            let Sample { loss, target, weight } = &sample;
            let found =
                match (loss.best_constant(target).weight(weight).value(), entry.spec.properties.optimum) {
                    (Ok(best), _) => best,
                    (Err(_), Some(text)) => named(&sample, text, false),
                    (Err(_), None) => continue,
                };
            if !allowed(&sample, found) {
                continue;
            }
            let total = |c: f64| {
                let pred = vec![c; target.len()];
                let on = loss.on(&pred, target).weight(weight);
                let size: f64 = on.values().to_vec().unwrap().iter().map(|v| v.abs()).sum();
                (on.sum().value().unwrap(), size)
            };
            let (least, size) = total(found);
            let domain = loss.terms()[0].loss.inputs()[0].domain;
            for _ in 0..50 {
                let near = found + (rng.between(-20.0, 0.0)).exp2() * rng.between(-1.0, 1.0);
                for other in [near, rng.number(domain)].into_iter().filter(|c| domain.contains(*c)) {
                    let (loses, more) = total(other);
                    let rounding = 8.0 * f64::EPSILON * (size + more);
                    assert!(least <= loses + rounding, "{loss}, {target:?}: {other} is better than {found}");
                }
            }
        }
    }
}

/// Numbers and errors of `testdata/constants.toml`.
#[test]
fn cases_by_hand() {
    let cases = tables(include_str!("../../../testdata/constants.toml"));
    assert!(cases.len() >= 12);
    for case in cases {
        let title = case["title"];
        let list = |key: &str| -> Option<Vec<f64>> {
            let text = case.get(key)?.trim_matches(['[', ']']);
            Some(
                text.split(',').filter(|x| !x.trim().is_empty()).map(|x| x.trim().parse().unwrap()).collect(),
            )
        };
        let loss = lossfn::get(case["loss"]).unwrap();
        let (target, weight) = (list("target").unwrap(), list("weight"));
        let search = loss.best_constant(&target);
        let got = match &weight {
            Some(weight) => search.weight(weight).value(),
            None => search.value(),
        };
        match (got, case.get("error")) {
            (Ok(got), None) => {
                let want: f64 = case["best"].parse().unwrap();
                assert!(got == want || got.is_nan() && want.is_nan(), "{title}: {got}, not {want}");
                // Exact in f32 too: the targets of these are.
                let narrow: Vec<f32> = target.iter().map(|&y| y as f32).collect();
                if weight.is_none() && narrow.iter().zip(&target).all(|(a, b)| f64::from(*a) == *b) {
                    assert_eq!(
                        loss.best_constant(&narrow).value().unwrap().to_bits(),
                        got.to_bits(),
                        "{title}"
                    );
                }
            }
            (Err(e), Some(want)) => assert_eq!(e.to_string(), *want, "{title}"),
            (got, _) => panic!("{title}: {got:?}"),
        }
    }
}
