//! Is what boosters divide by never negative, and what its name says?

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, plain};
use lossfn::{
    data::Storage,
    spec::{Boosting, Domain},
};

lossfn::loss! {
    /// A parabola between lines.
    struct Bent = "bent"
    formula(pred: Domain::REAL, target: Domain::REAL) = {
        let r = pred - target;
        let q = r.clamp(r.lift(-1.0), r.lift(1.0));
        q * (r - q * 0.5)
    };
    spec { boosting: Boosting::SlopeOverResidual }
}
lossfn::loss! {
    /// Lines.
    struct Lines = "lines"
    formula(pred: Domain::REAL, target: Domain::REAL) = (pred - target).abs();
    spec { boosting: Boosting::One }
}

const ITEMS: usize = 500;

fn never_negative<T: Storage>(seed: u64) {
    for entry in lossfn::catalogue().into_iter().filter(|e| e.spec.stage.has_hessian()) {
        let mut rng = Random(seed);
        for round in 0..6 {
            let loss = if round == 0 { plain(&entry) } else { drawn(&entry, &mut rng, 4) };
            let data = Data::<T>::draw(&loss, &mut rng, ITEMS, 4);
            let on = loss.on_inputs(data.inputs()).values();
            let (gradient, curvature) = on.boosting().unwrap();
            let exact = on.gradient_and_hessian().unwrap();
            assert_eq!(bits(&gradient), bits(&exact.0), "{loss}");
            for (i, (g, c)) in
                gradient.iter().zip(&curvature).map(|(g, c)| (g.to_f64(), c.to_f64())).enumerate()
            {
                assert!(
                    c >= 0.0 || g.is_nan() || exact.1[i].to_f64().is_nan(),
                    "{loss}: {c} where the gradient is {g}"
                );
            }
            match entry.spec.boosting {
                Boosting::Hessian => assert_eq!(bits(&curvature), bits(&exact.1), "{loss}"),
                Boosting::One => assert!(curvature.iter().all(|c| c.to_f64() == 1.0), "{loss}"),
                _ => {}
            }
        }
    }
}

#[test]
fn a_curvature_is_never_negative() {
    never_negative::<f32>(1);
    never_negative::<f64>(2);
}

/// A curvature of 0 everywhere would be of no use: with its defaults a loss has some on ordinary data,
/// also one that lets go of outliers.
#[test]
fn a_curvature_is_often_positive() {
    for entry in lossfn::catalogue().into_iter().filter(|e| e.spec.stage.has_hessian()) {
        let loss = plain(&entry);
        let data = Data::<f64>::draw(&loss, &mut Random(3), ITEMS, 4);
        let (_, curvature) = loss.on_inputs(data.inputs()).boosting().unwrap();
        let positive = curvature.iter().filter(|&&c| c > 0.0).count();
        assert!(5 * positive >= curvature.len(), "{loss}: {positive} of {}", curvature.len());
    }
}

#[test]
fn weights_reductions_and_sums_scale_it() {
    let (pred, target, weight) = ([3.0, -0.25, 1.0, 9.0], [0.0, 0.0, 1.0, 0.0], [2.0, 4.0, 1.0, 0.0]);
    let (bent, lines) = (Bent::new(), Lines::new());
    // 1/3, inside 1, at the residual 0 its limit.
    let (_, each) = bent.on(&pred, &target).values().boosting().unwrap();
    assert_eq!(each, [1.0 / 3.0, 1.0, 1.0, 1.0 / 9.0]);
    let (_, mean) = lines.on(&pred, &target).weight(&weight).boosting().unwrap();
    assert_eq!(mean, [2.0 / 7.0, 4.0 / 7.0, 1.0 / 7.0, 0.0]);

    lossfn::register::<Bent>().unwrap();
    lossfn::register::<Lines>().unwrap();
    let sum = lossfn::get("3*bent + 0.5*lines").unwrap();
    let (_, each) = sum.on(&pred, &target).values().boosting().unwrap();
    assert_eq!(each, [1.5, 3.5, 3.5, 3.0 / 9.0 + 0.5]);
    let down = lossfn::get("bent - 0.5*lines").unwrap();
    let error = down.on(&pred, &target).boosting().unwrap_err().to_string();
    assert!(error.contains("negative coefficient"), "{error}");
}
