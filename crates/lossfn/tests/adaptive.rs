//! Is the likelihood whose shape is learned exact, with its partition function?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Random, tables, ulps};
use lossfn::Adaptive;

const VECTORS: &str = include_str!("../../../testdata/adaptive.toml");

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').map(|x| x.parse().unwrap()).collect()
}

#[test]
fn the_partition_function_is_exact() {
    let mut seen = 0;
    for case in tables(VECTORS) {
        if let Some(log) = case.get("log") {
            let alpha = numbers(case["alpha"])[0];
            let (got, slope) = Adaptive::new(alpha, 1.0).unwrap().log_partition();
            assert!(ulps(got, numbers(log)[0]) <= 16, "{case:?}: {got}");
            assert!(ulps(slope, numbers(case["slope"])[0]) <= 32, "{case:?}: {slope}");
            seen += 1;
        }
    }
    assert!(seen > 10);
    let cauchy = Adaptive::new(0.0, 1.0).unwrap().log_partition().0;
    assert!(ulps(cauchy, (core::f64::consts::PI * 2f64.sqrt()).ln()) <= 1);
}

#[test]
fn items_are_exact() {
    let mut seen = 0;
    for case in tables(VECTORS) {
        if let Some(item) = case.get("item") {
            let (item, want) = (numbers(item), numbers(case["want"]));
            let fit = Adaptive::new(numbers(case["alpha"])[0], item[2])
                .unwrap()
                .on(&item[..1], &item[1..2])
                .unwrap();
            let (log, slope) = Adaptive::new(numbers(case["alpha"])[0], 1.0).unwrap().log_partition();
            // Sums with the partition function are as exact as their largest part.
            let got = [fit.value, fit.by_pred[0], fit.by_alpha, fit.by_scale];
            let parts = [log.abs() + 3.0, 0.0, slope.abs() + (want[2] - slope).abs(), 1.0 / item[2]];
            for ((got, want), part) in got.iter().zip(&want).zip(parts) {
                let room = 4.0 + 4.0 * part / want.abs().max(f64::MIN_POSITIVE);
                assert!(ulps(*got, *want) as f64 <= room, "{case:?}: {got}, not {want}");
            }
            seen += 1;
        }
    }
    assert!(seen > 50);
}

#[test]
fn a_mean_is_that_of_its_items() {
    let mut rng = Random(21);
    let column = |rng: &mut Random| (0..20).map(|_| rng.between(-3.0, 3.0) as f32).collect::<Vec<f32>>();
    let (pred, target) = (column(&mut rng), column(&mut rng));
    let loss = Adaptive::new(0.7, 0.4).unwrap();
    let all = loss.on(&pred, &target).unwrap();
    let each: Vec<_> = (0..20).map(|i| loss.on(&pred[i..=i], &target[i..=i]).unwrap()).collect();
    let mean = |of: &dyn Fn(&lossfn::Fit<f32>) -> f64| each.iter().map(of).sum::<f64>() / 20.0;
    for (got, want) in [
        (all.value, mean(&|f| f.value)),
        (all.by_alpha, mean(&|f| f.by_alpha)),
        (all.by_scale, mean(&|f| f.by_scale)),
    ] {
        assert!(ulps(got, want) <= 16, "{got}, not {want}");
    }
    for (got, one) in all.by_pred.iter().zip(&each) {
        assert!(ulps(*got, one.by_pred[0] / 20.0) <= 1);
    }
}

#[test]
fn what_cannot_be_is_a_sentence() {
    let of = |alpha, scale| Adaptive::new(alpha, scale).unwrap_err().to_string();
    assert_eq!(of(2.0, 1.0), "adaptive: `alpha` is 2, allowed is [0, 2).");
    assert_eq!(of(-0.1, 1.0), "adaptive: `alpha` is -0.1, allowed is [0, 2).");
    assert_eq!(of(f64::NAN, 1.0), "adaptive: `alpha` is NaN, allowed is [0, 2).");
    assert_eq!(of(1.0, 0.0), "adaptive: `scale` is 0, allowed is (0, inf).");
    let loss = Adaptive::new(1.0, 1.0).unwrap();
    let on = |pred: &[f64], target: &[f64]| loss.on(pred, target).unwrap_err().to_string();
    assert_eq!(on(&[], &[]), "There is nothing to average: no rows were given.");
    assert_eq!(on(&[1.0], &[]), "`target` has shape (0,), but (1,) is needed; shapes are never broadcast.");
    assert_eq!(on(&[f64::INFINITY], &[0.0]), "`pred` is inf at index 0, allowed is (-inf, inf).");
}
