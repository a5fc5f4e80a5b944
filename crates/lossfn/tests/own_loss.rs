//! A loss written as a user's own crate would write it is a full citizen.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use lossfn::{
    AnyLoss, Error, Inputs, Labels, Logits, Partial,
    spec::{Domain, Row},
};

lossfn::loss! {
    /// The distance on a logarithmic scale, to a power of two.
    pub struct LogSquare = "log_square" {
        /// What it is multiplied by.
        factor: number = 1.0 in Domain::POSITIVE;
    }
    formula(pred: Domain::POSITIVE, target: Domain::POSITIVE) = pred.ln_ratio(target).square() * factor;
}
lossfn::loss! {
    /// A row is as bad as its label is surprising, squared.
    struct SquaredSurprise = "squared_surprise"
    softmax(surprisal, weight, spread) = surprisal.square() * weight;
}
lossfn::loss! {
    /// A lasso.
    struct Size = "size": Arithmetic
    formula(weight: Domain::REAL) = weight.abs();
}
lossfn::loss! {
    /// Half the squared distance of two distributions.
    struct RowDistance = "row_distance"
    rows(p: Domain::UNIT, q: Domain::UNIT) = (p - q).square() * 0.5;
}

lossfn::loss! {
    /// The root of the mean square of a row.
    struct RowRmse = "row_rmse"
    rows(pred: Domain::REAL, target: Domain::REAL) = (pred - target).square();
    outer |total| total.sqrt();
    spec { row: Row::Mean }
}
lossfn::loss! {
    /// A name that no expression can have.
    struct Misnamed = "row-rmse"
    formula(pred: Domain::REAL, target: Domain::REAL) = pred - target;
}
lossfn::loss! {
    /// The name of a metric.
    struct Metric = "r2"
    formula(pred: Domain::REAL, target: Domain::REAL) = pred - target;
}
lossfn::loss! {
    /// An alias that means different things.
    struct Alias = "unlikely"
    formula(pred: Domain::REAL, target: Domain::REAL) = pred - target;
    spec { aliases: &["l2_loss"] }
}

/// `2 f ln(x/y)`, and so on: by hand, in f64.
fn by_hand(x: f64, y: f64, f: f64) -> [f64; 3] {
    let l = ((x - y) / y).ln_1p();
    [f * l * l, 2.0 * f * l / x, 2.0 * f * (1.0 - l) / (x * x)]
}
fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-14 * b.abs()
}

#[test]
fn it_has_values_derivatives_and_reductions() {
    let n = 10_000;
    let x: Vec<f64> = (1..=n).map(|i| f64::from(i) / 100.0).collect();
    let y: Vec<f64> = (1..=n).map(|i| f64::from(i * 7 % n + 1) / 50.0).collect();
    let loss = LogSquare::new(0.5).unwrap();
    let on = loss.on(&x, &y);
    let values = on.to_vec().unwrap();
    let (gradient, hessian) = on.values().gradient_and_hessian().unwrap();
    for i in 0..x.len() {
        let want = by_hand(x[i], y[i], 0.5);
        // The logarithm by hand cancels against 1 in the hessian.
        let sizes = [want[0], want[1], want[2].abs() + 1.0 / (x[i] * x[i])];
        for ((got, want), size) in [values[i], gradient[i], hessian[i]].into_iter().zip(want).zip(sizes) {
            assert!((got - want).abs() <= 1e-14 * size.abs(), "{got} for {want} at {i}");
        }
    }
    let mean = values.iter().sum::<f64>() / f64::from(n);
    assert!(close(on.mean().unwrap(), mean));
    for threads in [1, 2, 3] {
        assert_eq!(on.threads(threads).mean().unwrap(), on.mean().unwrap());
    }
    // f32 too, with weights and a mask.
    let x: Vec<f32> = x.iter().map(|&x| x as f32).collect();
    let y: Vec<f32> = y.iter().map(|&y| y as f32).collect();
    let (weight, mask) = (vec![2.0f32; x.len()], (0..n).map(|i| i % 3 > 0).collect::<Vec<_>>());
    let weighted = loss.on(&x, &y).weight(&weight).mask(&mask);
    assert_eq!(weighted.mean().unwrap(), loss.on(&x, &y).mask(&mask).mean().unwrap());
    assert_eq!(weighted.sum().value().unwrap(), 2.0 * loss.on(&x, &y).mask(&mask).sum().value().unwrap());
    assert_eq!(weighted.gradient().unwrap()[0], 0.0);
}

#[test]
fn its_parameters_are_checked() {
    assert_eq!(
        LogSquare::new(-1.0).unwrap_err().to_string(),
        "log_square: `factor` is -1, allowed is (0, inf)."
    );
}

#[test]
fn it_can_be_named_once_it_is_registered() {
    lossfn::register::<LogSquare>().unwrap();
    let refusal = |result: Result<(), Error>| result.unwrap_err().to_string();
    for (result, want) in [
        (lossfn::register::<LogSquare>(), "`log_square`: a loss has that name."),
        (
            lossfn::register::<Misnamed>(),
            "`row-rmse`: a name is letters, digits and `_`, at most 64, and begins with a letter.",
        ),
        (lossfn::register::<Metric>(), "`r2`: a metric has that name."),
        (lossfn::register::<Alias>(), "`l2_loss`: it means different things in different libraries."),
    ] {
        assert_eq!(refusal(result), format!("No loss can be registered as {want}"));
    }
    assert!(lossfn::get("unlikely").is_err());
    assert!(lossfn::catalogue().iter().any(|e| e.spec.name == "log_square"));
    let (x, y) = ([1.0, 2.0, 4.0], [2.0, 2.0, 1.0]);
    let typed = LogSquare::new(0.5).unwrap();
    let named = lossfn::get("log_square(0.5)").unwrap();
    assert_eq!(named.to_string(), "log_square(factor=0.5)");
    assert_eq!(named.on(&x, &y).mean().unwrap(), typed.on(&x, &y).mean().unwrap());
    // Values are checked by name, as for every other loss.
    assert_eq!(
        named.on(&[1.0, -1.0], &[1.0, 1.0]).mean().unwrap_err().to_string(),
        "`pred` is -1 at index 1, allowed is (0, inf)."
    );
    // In a weighted sum with another, and in a partial result that travels as bytes.
    let other =
        lossfn::catalogue().into_iter().find(|e| e.spec.stage == named.spec().stage).unwrap().spec.name;
    let sum = lossfn::get(&format!("2*log_square(0.5) + 3*{other}")).unwrap();
    let alone = lossfn::get(other).unwrap();
    let want = 2.0 * typed.on(&x, &y).mean().unwrap() + 3.0 * alone.on(&x, &y).mean().unwrap();
    assert!(close(sum.on(&x, &y).mean().unwrap(), want));
    let mut part = Partial::new(&sum);
    part.update(&x, &y).unwrap();
    let part = Partial::from_bytes(&part.to_bytes()).unwrap();
    assert!(close(part.mean().unwrap(), want));
}

#[test]
fn every_stage_takes_one() {
    let scores = [1.0f64, 2.0, 0.5, -1.0, 3.0, 0.0];
    let rows = Logits::rows(&scores, 3).unwrap();
    let loss = SquaredSurprise::new();
    let (value, gradient) = loss.on(rows, &[1u8, 0]).value_and_gradient().unwrap();
    let mut want = 0.0;
    for (row, label) in scores.chunks(3).zip([1, 0]) {
        let total: f64 = row.iter().map(|&x| f64::exp(x)).sum();
        want += f64::powi(total.ln() - row[label], 2) / 2.0;
    }
    assert!(close(value, want), "{value} for {want}");
    assert!(
        gradient.chunks(3).all(|g| {
            let size = g.iter().map(|g| g.abs()).sum::<f64>();
            size > 0.0 && g.iter().sum::<f64>().abs() <= size * f64::EPSILON
        }),
        "a softmax does not see a shift"
    );

    let (value, gradient) = Size::new().on(&[3.0f32, -1.0, 0.0]).sum().value_and_gradient().unwrap();
    assert_eq!((value, gradient), (4.0, vec![1.0, -1.0, 0.0]));

    let (p, q) = ([0.5, 0.5, 0.25, 0.75], [0.5, 0.5, 0.75, 0.25]);
    let [p, q] = [&p, &q].map(|x| Logits::rows(x, 2).unwrap());
    let loss = RowDistance::new();
    let on = lossfn::on(&loss, Inputs::Tables(p, q)).sum();
    assert_eq!(on.value_and_gradient().unwrap(), (0.25, vec![0.0, 0.0, -0.5, 0.5]));
    assert_eq!(on.to_vec().unwrap(), [0.0, 0.25]);
}

#[test]
fn the_root_of_the_mean_of_a_row() {
    let (pred, target) = ([3.0f64, 0.0, 1.0, 1.0, 2.0, 5.0, 1.0, 1.0], [0.0f64; 8]);
    let rows = |x| Logits::rows(x, 4).unwrap();
    let loss = AnyLoss::of(Arc::new(RowRmse::new()));
    let on = loss.on(rows(&pred), rows(&target)).values();
    assert_eq!(on.to_vec().unwrap(), [2.75f64.sqrt(), 7.75f64.sqrt()]);
    let (gradient, hessian) = on.gradient_and_hessian().unwrap();
    for (i, (pred, target)) in pred.chunks(4).zip(target.chunks(4)).enumerate() {
        let exact = loss.reference(Inputs::Tables(rows_of(pred), rows_of(target))).unwrap();
        for (got, want) in [(&gradient, exact.gradient), (&hessian, exact.hessian)] {
            assert!(got[4 * i..][..4].iter().zip(&want).all(|(a, b)| close(*a, *b)), "{got:?}, {want:?}");
        }
    }
}
fn rows_of(x: &[f64]) -> Logits<'_, f64> {
    Logits::rows(x, x.len()).unwrap()
}

#[test]
fn one_that_nobody_registered_has_parts() {
    let loss = AnyLoss::of(Arc::new(Size::new()));
    let mut part = Partial::new(&loss);
    part.update_inputs((&[1.0f32, -2.0]).into()).unwrap();
    part.extend(loss.on_inputs((&[4.0f32]).into()).weight(&[2.0])).unwrap();
    assert_eq!((part.sum(), part.weight(), part.count()), (11.0, 4.0, 3));
    // Bytes have nothing but its name.
    assert!(matches!(Partial::from_bytes(&part.to_bytes()), Err(Error::UnknownLoss { .. })));
}

#[test]
fn what_is_not_known_to_be_convex_has_no_negative_curvature() {
    let loss = LogSquare::new(1.0).unwrap();
    let (x, y) = ([10.0, 1.0], [1.0, 1.0]);
    let (_, hessian) = loss.on(&x, &y).values().gradient_and_hessian().unwrap();
    let (_, curvature) = loss.on(&x, &y).values().boosting().unwrap();
    assert!(hessian[0] < 0.0);
    assert_eq!(curvature, [-hessian[0], hessian[1]]);
}

#[test]
fn labels_of_the_type_of_indices() {
    let rows = Logits::rows(&[0.5f32, 1.5, 2.0, 0.0], 2).unwrap();
    let loss = SquaredSurprise::new();
    let want = loss.on(rows, &[1u8, 0]).mean().unwrap();
    assert_eq!(loss.on(rows, &[1usize, 0]).mean().unwrap(), want);
    assert_eq!(loss.on(rows, &vec![1isize, 0]).mean().unwrap(), want);
    assert_eq!(Labels::Usize(&[usize::MAX]).get(0), i64::MAX);
    assert!(matches!(loss.on(rows, &[1isize, -1]).mean(), Err(Error::Label { label: -1, .. })));
}

lossfn::loss! {
    /// The residual or its square.
    struct Either = "either" {
        /// Which of them.
        power: choice = "two" in &["one", "two"];
    }
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let residual = pred - target;
        if power.0 == 0 { residual } else { residual.square() }
    };
}

#[test]
fn a_choice_is_the_stated_one_however_it_is_made() {
    let of = |loss: &Either| loss.on(&[3.0], &[0.0]).sum().value().unwrap();
    assert_eq!((of(&Either::default()), of(&Either::new("one").unwrap())), (9.0, 3.0));
    lossfn::register::<Either>().unwrap();
    assert_eq!(lossfn::get("either").unwrap().on(&[3.0], &[0.0]).sum().value().unwrap(), 9.0);
}
