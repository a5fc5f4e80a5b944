//! Are scores of ensembles and of quantiles their definitions, rounded once?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Random, tables, ulps};
use lossfn::{
    Rows,
    scores::{CrpsEnsemble, QuantileScore},
};

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').map(|x| x.parse().unwrap()).collect()
}

/// The vectors of `tools/score_vectors.py`: definitions in whole fractions.
#[test]
fn scores_are_rounded_once() {
    let mut seen = 0;
    for case in tables(include_str!("../../../testdata/scores.toml")) {
        let (x, y) = (numbers(case["forecast"]), numbers(case["target"]));
        let rows = Rows::rows(&x, x.len()).unwrap();
        let (value, (mean, gradient)) = if case["of"] == "quantiles" {
            let score = QuantileScore::new(&numbers(case["levels"])).unwrap();
            (score.values(rows, &y).unwrap(), score.value_and_gradient(rows, &y).unwrap())
        } else {
            let score = CrpsEnsemble::new(case["of"] == "fair");
            (score.values(rows, &y).unwrap(), score.value_and_gradient(rows, &y).unwrap())
        };
        assert_eq!(value, numbers(case["value"]), "{case:?}");
        assert_eq!(mean, value[0]);
        for (got, want) in gradient.iter().zip(numbers(case["gradient"])) {
            assert!(ulps(*got, want) <= 1, "{case:?}: {got}, not {want}");
        }
        seen += 1;
    }
    assert!(seen >= 60, "{seen}");
}

#[test]
fn no_order_and_no_layout_matters() {
    let mut rng = Random(100);
    for fair in [false, true] {
        let score = CrpsEnsemble::new(fair);
        let x: Vec<f32> = (0..60).map(|_| rng.between(-2.0, 2.0) as f32).collect();
        let y: Vec<f32> = (0..6).map(|_| rng.between(-2.0, 2.0) as f32).collect();
        let (value, gradient) = score.value_and_gradient(Rows::rows(&x, 10).unwrap(), &y).unwrap();
        let across: Vec<f32> = (0..60).map(|i| x[i % 6 * 10 + i / 6]).collect();
        let table = Rows::spatial(&across, &[10, 6], 0).unwrap();
        let (same, by_column) = score.value_and_gradient(table, &y).unwrap();
        assert_eq!(value, same);
        assert_eq!(gradient, (0..60).map(|i| by_column[i % 10 * 6 + i / 10]).collect::<Vec<_>>());
        let mut order: Vec<usize> = (0..10).collect();
        rng.shuffle(&mut order);
        let shuffled: Vec<f32> = (0..60).map(|i| x[i / 10 * 10 + order[i % 10]]).collect();
        let (same, moved) = score.value_and_gradient(Rows::rows(&shuffled, 10).unwrap(), &y).unwrap();
        assert_eq!(value, same);
        assert_eq!(moved, (0..60).map(|i| gradient[i / 10 * 10 + order[i % 10]]).collect::<Vec<_>>());
        let each = score.values(Rows::rows(&x, 10).unwrap(), &y).unwrap();
        assert!(ulps(each.iter().sum::<f64>() / 6.0, value) <= 4);
        assert_eq!(score.mean(Rows::rows(&x, 10).unwrap(), &y).unwrap(), value);
    }
}

#[test]
fn a_gradient_is_that_of_the_score() {
    let mut rng = Random(7);
    for fair in [false, true] {
        let x: Vec<f64> = (0..8).map(|_| rng.between(-2.0, 2.0)).collect();
        let score = CrpsEnsemble::new(fair);
        let of = |x: &[f64]| score.mean(Rows::rows(x, 4).unwrap(), &[0.3, -0.2]).unwrap();
        let gradient = score.value_and_gradient(Rows::rows(&x, 4).unwrap(), &[0.3, -0.2]).unwrap().1;
        for i in 0..8 {
            // Straight lines between members that are further apart: what is left is the rounding of two scores.
            const STEP: f64 = 1.0 / (1 << 24) as f64;
            let [mut up, mut down] = [x.clone(), x.clone()];
            up[i] += STEP;
            down[i] -= STEP;
            let (up, down) = (of(&up), of(&down));
            let room = (up + down) * f64::EPSILON / STEP;
            assert!(((up - down) / (2.0 * STEP) - gradient[i]).abs() <= room);
        }
    }
    // Of two equal members none is above the other.
    let tied =
        CrpsEnsemble::new(false).value_and_gradient(Rows::rows(&[1.0, 1.0], 2).unwrap(), &[1.0]).unwrap();
    assert_eq!(tied, (0.0, vec![0.0, 0.0]));
}

#[test]
fn what_cannot_be_is_a_sentence() {
    let x = [1.0, 2.0, f64::NAN, 3.0];
    let (rows, one) = (Rows::rows(&x[..2], 2).unwrap(), Rows::rows(&x[..2], 1).unwrap());
    let score = CrpsEnsemble::new(true);
    let of = |rows: Rows<'_, f64>, y: &[f64]| score.mean(rows, y).unwrap_err().to_string();
    assert_eq!(of(rows, &[]), "`target` has shape (0,), but (1,) is needed; shapes are never broadcast.");
    assert_eq!(
        of(one, &[1.0, 2.0]),
        "`members` has shape (2, 1), but (2, 2) or more columns is needed; shapes are never broadcast."
    );
    assert_eq!(of(rows, &[f64::INFINITY]), "`target` is inf at index 0, allowed is (-inf, inf).");
    assert_eq!(of(Rows::rows(&x, 2).unwrap(), &[1.0, 2.0]), "Row 1 of `members` has NaN.");
    let none: [f64; 0] = [];
    assert_eq!(of(Rows::rows(&none, 2).unwrap(), &[]), "There is nothing to average: no rows were given.");
    let levels = |x: &[f64]| QuantileScore::new(x).unwrap_err().to_string();
    assert_eq!(levels(&[0.5, 1.0]), "`levels` is 1 at index 1, allowed is (0, 1).");
    assert!(levels(&[]).starts_with("`levels` has shape (0,)"));
    let error = QuantileScore::new(&[0.5]).unwrap().mean(rows, &[1.0]).unwrap_err().to_string();
    assert_eq!(error, "`quantiles` has shape (1, 2), but (1, 1) is needed; shapes are never broadcast.");
}
