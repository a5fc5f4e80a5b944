//! Survival: what other libraries make of the same data, weights, and scores that are far apart; and scores of forecasts
//! beside another library.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, path::Path};

use crate::support::{Random, ulps};
use lossfn::{Cox, Groups, Inputs, On, Rows, scores::CrpsEnsemble};

type Case = BTreeMap<String, String>;

fn cases(table: &str) -> Vec<Case> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/survival_peers.toml");
    let mut file: BTreeMap<String, Vec<Case>> =
        toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    file.remove(table).unwrap()
}

fn numbers(case: &Case, name: &str) -> Vec<f64> {
    case[name].split(' ').map(|x| x.parse().unwrap()).collect()
}

/// Whether a number is one that was computed in f32, beside sums of this size.
fn near(got: f64, want: f64, size: f64) -> bool {
    (got - want).abs() <= 1e-5 * size.max(want.abs())
}

#[test]
fn likelihoods_are_those_of_others() {
    let mut asked = 0;
    for case in cases("data") {
        let [risk, time, event] = ["risk", "time", "event"].map(|name| numbers(&case, name));
        let strata = case.get("strata").map_or_else(
            || Groups::one(risk.len()),
            |_| Groups::keys(&numbers(&case, "strata").iter().map(|&k| k as u32).collect::<Vec<_>>()),
        );
        for ties in ["efron", "breslow"] {
            let loss = Cox::new(ties).unwrap();
            let on = loss.on(&risk, &time, &event, &strata).sum();
            let (value, gradient) = on.value_and_gradient().unwrap();
            assert!(near(value, numbers(&case, ties)[0], value), "{ties}: {value}, torchsurv {}", case[ties]);
            for (got, want) in gradient.iter().zip(numbers(&case, &format!("{ties}_gradient"))) {
                assert!(near(*got, want, 1.0), "{ties}: {gradient:?}, torchsurv {want}");
            }
        }
        if let Some(want) = case.get("xgboost") {
            asked += 1;
            let mean = Cox::new("breslow").unwrap().on(&risk, &time, &event, &strata).mean().unwrap();
            assert!(near(mean, want.parse().unwrap(), mean), "{mean}, xgboost {want}");
        }
    }
    assert!(asked > 8, "{asked}");
}

#[test]
fn scores_of_forecasts_are_those_of_another() {
    for case in cases("forecast") {
        let normal = numbers(&case, "normal");
        let columns: Vec<&[f64]> = normal.chunks(1).collect();
        let loss = lossfn::get("crps_gaussian").unwrap();
        let score = loss.on_inputs(Inputs::from_columns(&columns).unwrap()).mean().unwrap();
        assert!(ulps(score, numbers(&case, "score")[0]) <= 16, "{score}, scoringrules {}", case["score"]);
        let members = numbers(&case, "members");
        for (name, fair) in [("plain", false), ("fair", true)] {
            let rows = Rows::rows(&members, members.len()).unwrap();
            let score = CrpsEnsemble::new(fair).mean(rows, &[normal[1]]).unwrap();
            assert!(ulps(score, numbers(&case, name)[0]) <= 64, "{score}, scoringrules {}", case[name]);
        }
    }
}

/// Patients with many ties.
fn draw(rng: &mut Random, n: usize) -> [Vec<f64>; 4] {
    let risk = (0..n).map(|_| rng.between(-3.0, 3.0)).collect();
    let time = (0..n).map(|_| rng.below(5) as f64).collect();
    let event = (0..n).map(|_| rng.below(2) as f64).collect();
    [risk, time, event, (0..n).map(|_| (1 + rng.below(3)) as f64).collect()]
}

fn close(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 64.0 * f64::EPSILON * size
}

#[test]
fn a_weight_counts_as_often_by_breslow() {
    let loss = Cox::new("breslow").unwrap();
    for seed in 0..20 {
        let [risk, time, event, weight] = draw(&mut Random(seed), 12);
        let times: Vec<usize> = (0..12).flat_map(|i| vec![i; weight[i] as usize]).collect();
        let [r, t, e] = [&risk, &time, &event].map(|x| times.iter().map(|&i| x[i]).collect::<Vec<f64>>());
        let (one, all) = (Groups::one(12), Groups::one(times.len()));
        let (weighed, often) =
            (loss.on(&risk, &time, &event, &one).weight(&weight), loss.on(&r, &t, &e, &all));
        let same = |of: fn(On<'_, f64>) -> f64| {
            let (a, b) = (of(weighed), of(often));
            assert!(close(a, b, b), "{seed}: {a} and {b}");
        };
        same(|on| on.mean().unwrap());
        same(|on| on.sum().mean().unwrap());
        let (gradient, each) = (weighed.gradient().unwrap(), often.gradient().unwrap());
        for (i, g) in gradient.iter().enumerate() {
            let sum = times.iter().zip(&each).filter(|(j, _)| **j == i).map(|(_, g)| g).sum::<f64>();
            assert!(close(*g, sum, 1.0), "{seed}: {g} and {sum}");
        }
    }
}

/// Efron's likelihood with weights, from its definition.
fn by_hand([risk, time, event, weight]: &[Vec<f64>; 4]) -> f64 {
    let all = 0..risk.len();
    let power = |i: usize| weight[i] * risk[i].exp();
    let mut times: Vec<f64> = all.clone().filter(|&i| event[i] > 0.0).map(|i| time[i]).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let mut sum = 0.0;
    for at in times {
        let tied: Vec<usize> = all.clone().filter(|&i| event[i] > 0.0 && time[i] == at).collect();
        let left: f64 = all.clone().filter(|&i| time[i] >= at).map(power).sum();
        let own: f64 = tied.iter().map(|&i| power(i)).sum();
        let mean = tied.iter().map(|&i| weight[i]).sum::<f64>() / tied.len() as f64;
        for step in 0..tied.len() {
            sum += mean * (left - own * step as f64 / tied.len() as f64).ln();
        }
        sum -= tied.iter().map(|&i| weight[i] * risk[i]).sum::<f64>();
    }
    sum
}

#[test]
fn weights_by_efron_are_those_of_the_definition() {
    const STEP: f64 = 1.0 / (1 << 16) as f64;
    let loss = Cox::new("efron").unwrap();
    let one = Groups::one(12);
    for seed in 0..20 {
        let mut data = draw(&mut Random(seed), 12);
        data[3].iter_mut().for_each(|w| *w /= 1.5);
        let on = |data: &[Vec<f64>; 4]| {
            let [risk, time, event, weight] = data;
            loss.on(risk, time, event, &one).weight(weight).sum().value_and_gradient().unwrap()
        };
        let (value, gradient) = on(&data);
        let want = by_hand(&data);
        assert!(close(value, want, want.abs().max(1.0)), "{seed}: {value} and {want}");
        for i in 0..12 {
            let mut sides = [-STEP, STEP].map(|by| {
                let mut moved = data.clone();
                moved[0][i] += by;
                by_hand(&moved)
            });
            for side in &mut sides {
                *side -= want;
            }
            let slope = (sides[1] - sides[0]) / (2.0 * STEP);
            assert!(
                (slope - gradient[i]).abs() <= 1e-7 * (1.0 + slope.abs()),
                "{seed}: {slope} and {}",
                gradient[i]
            );
        }
    }
}

#[test]
fn scores_may_be_far_apart() {
    let (loss, two) = (Cox::new("efron").unwrap(), Groups::one(2));
    let on = |risk: &[f64; 2]| {
        let (time, event) = ([1.0, 2.0], [1.0, 0.0]);
        loss.on(risk, &time, &event, &two).value_and_gradient().unwrap()
    };
    // The first to have the event was nearly certain to.
    let (value, gradient) = on(&[40.0, 0.0]);
    assert!(ulps(value, (-40f64).exp().ln_1p()) <= 1, "{value}");
    assert!(ulps(gradient[1], (-40f64).exp()) <= 2 && gradient[0] == -gradient[1], "{gradient:?}");
    assert_eq!(on(&[0.0, 1e6]), (1e6, vec![-1.0, 1.0]));
    assert_eq!(on(&[1e6, 0.0]), (0.0, vec![0.0, 0.0]));
    assert_eq!(on(&[-1e300, 1e300]).0, 2e300);
}
