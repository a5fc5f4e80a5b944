//! Are penalties of tables exact, also where rows are 0, tiny or huge, and are their proximal operators least?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Random, tables, ulps};
use lossfn::{
    Rows,
    penalty::{GroupLasso, Objective, Penalty},
};

fn numbers(text: &str) -> Vec<f64> {
    text.split(' ').map(|x| x.parse().unwrap()).collect()
}
/// A table, not all of it of one size, with a row of zeros here and there.
fn table(rng: &mut Random, rows: usize, columns: usize) -> Vec<f64> {
    let mut all = vec![];
    for _ in 0..rows {
        let size = rng.pick(&[0.0, 0.01, 1.0, 1.0, 30.0]);
        all.extend((0..columns).map(|_| size * rng.between(-1.0, 1.0)));
    }
    all
}
/// The vectors of `tools/penalty_vectors.py` for one penalty.
fn exact(kind: &str, of: impl Fn(Rows<'_, f64>, f64) -> (f64, Vec<f64>, Vec<f64>), room: u64) {
    let mut seen = 0;
    for case in tables(include_str!("../../../testdata/penalty.toml")) {
        if case["penalty"] != kind {
            continue;
        }
        let (weights, step) = (numbers(case["weights"]), numbers(case["step"])[0]);
        let columns = case["columns"].parse().unwrap();
        let (value, gradient, prox) = of(Rows::rows(&weights, columns).unwrap(), step);
        assert!(
            ulps(value, numbers(case["value"])[0]) <= room,
            "{weights:?}: {value}, not {}",
            case["value"]
        );
        // A number of a table is known to a part of its norm, where it is a sum that cancels.
        for (got, want) in [(gradient, "gradient"), (prox, "prox")] {
            let want = numbers(case[want]);
            let size = want.iter().fold(0.0, |a: f64, x| a.max(x.abs()));
            for (got, want) in got.iter().zip(&want) {
                let near = (got - want).abs() <= size * f64::EPSILON * room as f64 && room > 8;
                assert!(ulps(*got, *want) <= room || near, "{weights:?} with {step}: {got}, not {want}");
            }
        }
        seen += 1;
    }
    assert!(seen >= 20, "{seen}");
}

#[test]
fn groups_are_exact() {
    let all = |w: Rows<'_, f64>, step: f64| {
        let p = GroupLasso::of(w);
        let (value, gradient) = p.value_and_gradient().unwrap();
        assert_eq!(value, p.value().unwrap());
        (value, gradient, p.prox(step).unwrap())
    };
    exact("group", all, 3);
}

#[test]
fn groups_of_any_size_have_a_norm() {
    let of = |row: &[f64]| GroupLasso::of(Rows::rows(row, 4).unwrap()).value_and_gradient().unwrap();
    for size in [f64::from_bits(1), 1e-320, 1e-300, 1e300, f64::MAX / 4.0] {
        let (value, gradient) = of(&[size; 4]);
        assert_eq!(value, 4.0 * size, "{size}");
        assert!(gradient.iter().all(|g| ulps(*g, 1.0) <= 1), "{size}: {gradient:?}");
    }
    assert_eq!(of(&[0.0; 4]), (0.0, vec![0.0; 4]));
    assert_eq!(of(&[0.0, f64::NEG_INFINITY, 1.0, 0.0]), (f64::INFINITY, vec![0.0, -2.0, 0.0, 0.0]));
    let (value, gradient) = of(&[f64::NAN, 1.0, 0.0, 0.0]);
    assert!(value.is_nan() && gradient.iter().all(|x| x.is_nan()));
    let group = [3.0, 4.0, 0.0, 0.0];
    let prox = |step| GroupLasso::of(Rows::rows(&group, 4).unwrap()).prox(step).unwrap();
    assert_eq!(prox(2.5), [0.0; 4]);
    assert_eq!(prox(1.25), [1.5, 2.0, 0.0, 0.0]);
    assert_eq!(prox(f64::MAX), [0.0; 4]);
    // A row of one column is a weight.
    let weights = [3.0, -0.25, 1.0];
    let single = GroupLasso::of(Rows::rows(&weights, 1).unwrap());
    assert_eq!(single.prox(0.5).unwrap(), [2.5, 0.0, 0.5]);
}

#[test]
fn rows_stand_along_any_axis_and_in_any_type() {
    let mut rng = Random(184);
    let weights = table(&mut rng, 5, 3);
    let across: Vec<f64> = (0..15).map(|i| weights[i % 5 * 3 + i / 5]).collect();
    let (a, b) = (
        GroupLasso::of(Rows::rows(&weights, 3).unwrap()),
        GroupLasso::of(Rows::spatial(&across, &[3, 5], 0).unwrap()),
    );
    assert_eq!(a.value().unwrap(), b.value().unwrap());
    for (x, y) in [
        (a.prox(0.2).unwrap(), b.prox(0.2).unwrap()),
        (a.value_and_gradient().unwrap().1, b.value_and_gradient().unwrap().1),
    ] {
        assert_eq!(x, (0..15).map(|i| y[i % 3 * 5 + i / 3]).collect::<Vec<_>>());
    }
    let narrow: Vec<f32> = weights.iter().map(|x| *x as f32).collect();
    let wide: Vec<f64> = narrow.iter().map(|x| f64::from(*x)).collect();
    let (a, b) =
        (GroupLasso::of(Rows::rows(&narrow, 3).unwrap()), GroupLasso::of(Rows::rows(&wide, 3).unwrap()));
    assert_eq!(a.value().unwrap(), b.value().unwrap());
    assert_eq!(a.prox(0.2).unwrap(), b.prox(0.2).unwrap().iter().map(|x| *x as f32).collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_is_a_sentence() {
    let weights = [1.0, 2.0];
    let sparse = Rows::csr(&weights, &[0u8, 1], &[0u8, 1, 2], 2).unwrap();
    assert_eq!(
        GroupLasso::of(sparse).value().unwrap_err().to_string(),
        "group_lasso_penalty has no way to read sparse rows: what they do not store is a weight, too."
    );
    let group = GroupLasso::of(Rows::rows(&weights, 2).unwrap());
    for step in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let error = group.prox(step).unwrap_err().to_string();
        assert_eq!(error, format!("group_lasso_penalty: `step` is {step}, allowed is (0, inf)."));
    }
}

#[test]
fn an_objective_is_the_sum_of_its_parts() {
    let mut rng = Random(183);
    for entry in lossfn::catalogue().iter().filter(|e| e.spec.stage == lossfn::spec::Stage::Weights) {
        let penalty = crate::support::plain(entry);
        let weights: Vec<f64> = (0..6).map(|_| rng.stored(entry.spec.inputs[0].domain)).collect();
        let on = penalty.on_inputs((&weights).into()).sum();
        for cost in
            lossfn::catalogue().iter().filter(|e| e.spec.stage == lossfn::spec::Stage::Elements).take(3)
        {
            let cost = crate::support::plain(cost);
            let data = crate::support::Data::<f32>::draw(&cost, &mut rng, 4, 1);
            let cost = cost.on_inputs(data.inputs());
            let objective = Objective::new(cost, 0.5, &on).unwrap();
            let (value, by_prediction, by_weight) = objective.value_and_gradients().unwrap();
            let (both, [first, second]) =
                (cost.value_and_gradient().unwrap(), [on.value().unwrap(), cost.value().unwrap()]);
            assert_eq!(value, 0.5 * first + second);
            assert_eq!(objective.value().unwrap(), value);
            assert_eq!(by_prediction, both.1);
            let want: Vec<f64> = on.gradient().unwrap().iter().map(|g| 0.5 * g).collect();
            assert_eq!(by_weight, want);
        }
        for lambda in [-1.0, f64::NAN, f64::INFINITY] {
            let cost = on;
            let error = Objective::new(cost, lambda, &on).unwrap_err().to_string();
            assert_eq!(error, format!("objective: `lambda` is {lambda}, allowed is [0, inf)."));
        }
    }
}

#[cfg(feature = "linalg")]
mod nuclear {
    use lossfn::penalty::Nuclear;

    use super::*;

    #[test]
    fn matrices_are_exact() {
        let all = |w: Rows<'_, f64>, step: f64| {
            let p = Nuclear::of(w);
            let (value, gradient) = p.value_and_gradient().unwrap();
            assert_eq!(value, p.value().unwrap());
            (value, gradient, p.prox(step).unwrap())
        };
        exact("nuclear", all, 64);
    }
    #[test]
    fn deficient_tables_have_a_subgradient() {
        let of = |x: &[f64]| Nuclear::of(Rows::rows(x, 2).unwrap()).value_and_gradient().unwrap();
        assert_eq!(of(&[0.0; 6]), (0.0, vec![0.0; 6]));
        // One direction only: the gradient is that of its norm.
        let (value, gradient) = of(&[3.0, 0.0, 4.0, 0.0]);
        assert!(ulps(value, 5.0) <= 2, "{value}");
        for (got, want) in gradient.iter().zip([0.6, 0.0, 0.8, 0.0]) {
            assert!(ulps(*got, want) <= 4, "{gradient:?}");
        }
        let (huge, tiny) = (of(&[1e300, 0.0, 0.0, 1e300]).0, of(&[1e-310, 0.0, 0.0, 1e-310]).0);
        assert_eq!((huge, tiny), (2e300, 2e-310));
    }
    #[test]
    fn a_table_of_one_row_is_a_group() {
        let mut rng = Random(185);
        for _ in 0..50 {
            let weights: Vec<f64> = (0..4).map(|_| rng.between(-2.0, 2.0)).collect();
            let (a, b) = (Rows::rows(&weights, 4).unwrap(), Rows::rows(&weights, 1).unwrap());
            let group = GroupLasso::of(a).value().unwrap() / 2.0;
            for table in [a, b] {
                assert!(ulps(Nuclear::of(table).value().unwrap(), group) <= 8);
            }
        }
    }
    #[test]
    fn what_is_not_finite_is_refused() {
        let weights = [1.0, 2.0, f64::INFINITY, 0.0];
        let error = Nuclear::of(Rows::rows(&weights, 2).unwrap()).value().unwrap_err().to_string();
        assert_eq!(error, "Row 1 of `weights` has inf, and no singular values.");
    }
}
