//! Are losses made of losses exact, and directions of several gradients what they promise?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Random, tables, ulps};
use lossfn::{
    Rows,
    multitask::{GradNorm, Likelihood, Schedule, ca_grad, pc_grad, uncertainty_weighting},
    spec::{Domain, Kind, Param},
};

type Case = std::collections::BTreeMap<&'static str, &'static str>;

fn cases(of: &str) -> Vec<Case> {
    let mut all = tables(include_str!("../../../testdata/multitask.toml"));
    all.retain(|case| case["of"] == of);
    assert!(all.len() >= 10, "{}", all.len());
    all
}
fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').map(|x| x.parse().unwrap()).collect()
}
fn near(got: &[f64], want: &[f64], room: u64, what: &Case) {
    assert_eq!(got.len(), want.len());
    for (a, b) in got.iter().zip(want) {
        assert!(ulps(*a, *b) <= room, "{what:?}: {got:?}, not {want:?}");
    }
}

#[test]
fn uncertainty_is_exact() {
    for case in cases("uncertainty") {
        let likelihood = |name| if name == "Gaussian" { Likelihood::Gaussian } else { Likelihood::Softmax };
        let likelihoods: Vec<Likelihood> = case["likelihoods"].split(' ').map(likelihood).collect();
        let (losses, s) = (numbers(case["losses"]), numbers(case["log_variances"]));
        let got = uncertainty_weighting(&losses, &s, &likelihoods).unwrap();
        near(&[got.value], &numbers(case["value"]), 0, &case);
        near(&got.factors, &numbers(case["factors"]), 0, &case);
        for (got, want) in got.by_log_variance.iter().zip(numbers(case["by_log_variance"])) {
            // What is subtracted from a half is known to 2^-84.
            let room = 1.0 + 2f64.powi(-31) / want.abs();
            assert!(ulps(*got, want) as f64 <= room, "{case:?}: {got}, not {want}");
        }
    }
    let of = |losses: &[f64], s: &[f64], l: &[Likelihood]| {
        uncertainty_weighting(losses, s, l).unwrap_err().to_string()
    };
    assert_eq!(
        of(&[1.0], &[0.0, 0.0], &[Likelihood::Softmax]),
        "`log_variances` has shape (2,), but (1,) is needed; shapes are never broadcast."
    );
    assert_eq!(of(&[1.0, f64::NAN], &[0.0, 0.0], &[]), "`losses` is NaN at index 1, allowed is (-inf, inf).");
    assert_eq!(
        of(&[1.0], &[0.0], &[]),
        "`likelihoods` has shape (0,), but (1,) is needed; shapes are never broadcast."
    );
}

#[test]
fn schedules_are_exact_and_end_where_they_should() {
    for case in cases("schedule") {
        let [start, end] = ["start", "end"].map(|key| numbers(case[key])[0]);
        let [steps, step] = ["steps", "step"].map(|key| case[key].parse::<u64>().unwrap());
        let linear = Schedule::linear(start, end, steps).unwrap();
        let cosine = Schedule::cosine(start, end, steps).unwrap();
        let exponential = Schedule::exponential(start, end, steps).unwrap();
        for (schedule, key) in [(linear, "linear"), (cosine, "cosine"), (exponential, "exponential")] {
            near(&[schedule.at(step)], &numbers(case[key]), 6, &case);
            assert_eq!((schedule.at(0), schedule.at(steps), schedule.at(u64::MAX)), (start, end, end));
            let way: Vec<f64> = (0..=steps).map(|i| schedule.at(i)).collect();
            let rises = |w: &[f64]| if start < end { w[0] <= w[1] } else { w[0] >= w[1] };
            assert!(way.windows(2).all(rises), "{case:?}");
        }
    }
    assert_eq!(Schedule::constant(3.0).unwrap().at(7), 3.0);
    assert_eq!(Schedule::linear(1.0, 2.0, 0).unwrap().at(0), 2.0);
    let error = Schedule::exponential(0.0, 1.0, 3).unwrap_err().to_string();
    assert_eq!(error, "schedule: `start` is 0, allowed is (0, inf).");
    let error = Schedule::linear(0.0, f64::NAN, 3).unwrap_err().to_string();
    assert_eq!(error, "schedule: `end` is NaN, allowed is (-inf, inf).");
}

#[test]
fn every_number_that_a_loss_has_can_follow_a_schedule() {
    let mut rng = Random(199);
    let mut seen = 0;
    for entry in lossfn::catalogue() {
        for (k, param) in entry.spec.params.iter().enumerate() {
            let (Kind::Number(domain), false) = (param.kind, entry.spec.params.iter().any(Param::required))
            else {
                continue;
            };
            let value = rng.stored::<f64>(domain);
            let loss = crate::support::plain(&entry).with(param.name, value).unwrap();
            assert_eq!(loss.calls()[0].values[k], lossfn::spec::Value::Number(value), "{loss}");
            if domain != Domain::REAL {
                assert!(crate::support::plain(&entry).with(param.name, f64::NAN).is_err());
            }
            seen += 1;
        }
        let name = entry.spec.name;
        let error = crate::support::plain(&entry).with("colour", 1.0).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{name} has no parameter")), "{error}");
    }
    assert!(seen > 5, "{seen}");
}

/// Projections one after the other, as the paper has them.
fn projected(gradients: &[Vec<f64>], i: usize, order: &[usize]) -> Vec<f64> {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let mut g = gradients[i].clone();
    for &j in order {
        let against = dot(&g, &gradients[j]);
        if against < 0.0 {
            let part = against / dot(&gradients[j], &gradients[j]);
            g.iter_mut().zip(&gradients[j]).for_each(|(g, h)| *g -= part * h);
        }
    }
    g
}

#[test]
fn projections_are_those_of_some_order() {
    let mut rng = Random(2020);
    let mut orders_seen = std::collections::BTreeSet::new();
    for seed in 0..60 {
        let gradients: Vec<Vec<f64>> =
            (0..3).map(|_| (0..4).map(|_| rng.between(-1.0, 1.0)).collect()).collect();
        let flat = gradients.concat();
        let table = Rows::rows(&flat, 4).unwrap();
        let got = pc_grad(table, seed).unwrap();
        assert_eq!(got, pc_grad(table, seed).unwrap());
        let others = [[1, 2], [0, 2], [0, 1]];
        let fits = (0..8).find(|orders| {
            let mut sum = [0.0; 4];
            for (i, mut order) in others.into_iter().enumerate() {
                if orders >> i & 1 == 1 {
                    order.reverse();
                }
                let g = projected(&gradients, i, &order);
                sum.iter_mut().zip(g).for_each(|(s, g)| *s += g);
            }
            let size = gradients.iter().flatten().fold(0.0, |a: f64, x| a.max(x.abs()));
            got.iter().zip(sum).all(|(a, b)| (a - b).abs() <= 64.0 * f64::EPSILON * size)
        });
        orders_seen.insert(fits.unwrap_or_else(|| panic!("{gradients:?}: {got:?}")));
    }
    assert!(orders_seen.len() > 2, "{orders_seen:?}");
    // Gradients that agree are added.
    let together = [1.0f32, 2.0, 3.0, 1.0];
    assert_eq!(pc_grad(Rows::rows(&together, 2).unwrap(), 5).unwrap(), [4.0, 3.0]);
    assert_eq!(pc_grad(Rows::rows(&[0.0, 0.0, 1.0, -1.0], 2).unwrap(), 5).unwrap(), [1.0, -1.0]);
}

#[test]
fn directions_are_the_best_ones() {
    for case in cases("direction") {
        let (gradients, want) = (numbers(case["gradients"]), numbers(case["direction"]));
        let table = Rows::rows(&gradients, case["columns"].parse().unwrap()).unwrap();
        let got = ca_grad(table, case["c"].parse().unwrap()).unwrap();
        // The weights of the mixture are known to the root of what the minimum is known to.
        let size = want.iter().fold(0.0, |a: f64, x| a.max(x.abs()));
        for (a, b) in got.iter().zip(&want) {
            assert!((a - b).abs() <= 1e-10 * size, "{case:?}: {got:?}");
        }
    }
    // Gradients that are nothing, alone or together, have a direction.
    assert_eq!(ca_grad(Rows::rows(&[0.0, 0.0], 1).unwrap(), 0.5).unwrap(), [0.0]);
    assert_eq!(ca_grad(Rows::rows(&[1.0, -1.0], 1).unwrap(), 0.5).unwrap(), [0.0]);
    assert_eq!(ca_grad(Rows::rows(&[2.0, 0.0], 2).unwrap(), 0.5).unwrap(), [3.0, 0.0]);
    for c in [-1.0, f64::NAN, f64::INFINITY] {
        let error = ca_grad(Rows::rows(&[1.0], 1).unwrap(), c).unwrap_err().to_string();
        assert_eq!(error, format!("ca_grad: `c` is {c}, allowed is [0, inf)."));
    }
}

#[test]
fn weights_follow_the_norms() {
    let mut rng = Random(2018);
    for _ in 0..50 {
        let gradients: Vec<f64> = (0..9).map(|_| rng.between(-2.0, 2.0)).collect();
        let table = Rows::rows(&gradients, 3).unwrap();
        let mut draw = || (0..3).map(|_| rng.between(0.5, 2.0)).collect::<Vec<f64>>();
        let (weights, now, first) = (draw(), draw(), draw());
        let got = GradNorm::new(1.5).unwrap().of(table, &weights, &now, &first).unwrap();
        let norm = |i: usize| gradients[3 * i..3 * i + 3].iter().map(|x| x * x).sum::<f64>().sqrt();
        let mean = (0..3).map(|i| weights[i] * norm(i)).sum::<f64>() / 3.0;
        let rate = (0..3).map(|i| now[i] / first[i]).sum::<f64>() / 3.0;
        let away = |i: usize| weights[i] * norm(i) - mean * (now[i] / first[i] / rate).powf(1.5);
        let value: f64 = (0..3).map(|i| away(i).abs()).sum();
        // What is added are differences of such norms.
        let size: f64 =
            (0..3).map(|i| weights[i] * norm(i) + mean * (now[i] / first[i] / rate).powf(1.5)).sum();
        assert!((got.value - value).abs() <= 4.0 * f64::EPSILON * size);
        for i in 0..3 {
            assert!(ulps(got.by_weight[i], norm(i) * away(i).signum()) <= 2);
        }
        let normal = GradNorm::normalised(&weights).unwrap();
        assert!(ulps(normal.iter().sum::<f64>(), 3.0) <= 4);
    }
    let of = |weights: &[f64]| {
        let table = [1.0, 2.0];
        let table = Rows::rows(&table, 1).unwrap();
        GradNorm::new(1.0).unwrap().of(table, weights, &[1.0; 2], &[1.0; 2]).unwrap_err().to_string()
    };
    assert_eq!(of(&[1.0]), "`weights` has shape (1,), but (2,) is needed; shapes are never broadcast.");
    assert_eq!(of(&[1.0, 0.0]), "`weights` is 0 at index 1, allowed is (0, inf).");
}

#[test]
fn gradients_that_are_none_are_refused() {
    let none: [f64; 0] = [];
    let error = pc_grad(Rows::rows(&none, 2).unwrap(), 0).unwrap_err().to_string();
    assert_eq!(error, "There is nothing to average: no rows were given.");
    let error = pc_grad(Rows::rows(&[1.0, 2.0, f64::NAN, 0.0], 2).unwrap(), 0).unwrap_err().to_string();
    assert_eq!(error, "Row 1 of `gradients` has NaN.");
    let sparse = Rows::csr(&[1.0], &[0u8], &[0u8, 1], 3).unwrap();
    assert!(ca_grad(sparse, 0.5).is_err());
}
