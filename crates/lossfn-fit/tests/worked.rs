//! Examples whose numbers are known.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use lossfn::multitask::Schedule;
use lossfn_fit::{Descent, Error, Features, Fit, Rule, Solver, Status, Target};

/// Within so many parts of the second number.
fn near(a: f64, b: f64, part: f64) -> bool {
    (a - b).abs() <= part * b.abs()
}

fn line() -> (Features, Target) {
    let x = Features::new(vec!["x".into()], vec![vec![1.0, 2.0, 3.0, 4.0, 5.0]]).unwrap();
    (x, Target::Numbers(vec![3.0, 5.0, 7.0, 9.0, 11.0]))
}

#[test]
fn a_line_by_gradient_descent() {
    let (x, y) = line();
    let loss = lossfn::get("squared").unwrap();
    // The slope first, then the intercept.
    let start = [1.0, 0.0];
    let fit = || Fit::new(&loss).start(&start);
    let largest = fit().largest_step(&x, &y).unwrap();
    // Two over the larger eigenvalue of [[2 6][6 22]].
    let exact = 2.0 / (12.0 + 136f64.sqrt());
    assert!(near(largest, exact, 1e-14) && format!("{largest:.5}") == "0.08452");

    let step =
        |step: f64| Solver::Descent(Descent::new(Rule::Plain).steps(Schedule::constant(step).unwrap()));
    let fitted = fit().solver(step(0.08)).trace().iterations(5000).on(&x, &y).unwrap();
    let [first, second, ..] = &fitted.path[..] else { panic!("two steps") };
    assert_eq!((first.objective, first.gradient), (18.0, 28.0));
    assert_eq!(first.coefficients, start);
    let moved = [0, 1].map(|k| (second.coefficients[k] - start[k]) / -0.08);
    assert!(near(moved[0], -28.0, 1e-14) && near(moved[1], -8.0, 1e-14));
    assert_eq!(fitted.status, Status::Converged);
    assert!(near(fitted.model.coefficients()[0], 2.0, 1e-4) && near(fitted.model.intercept()[0], 1.0, 1e-4));

    let error = fit().solver(step(0.085)).on(&x, &y).unwrap_err();
    assert!(matches!(error, Error::Step { .. }) && error.to_string().contains("0.08452"), "{error}");
    // Just inside of what is stable it gets there, too.
    let near = fit().solver(step(0.0845)).iterations(40_000).on(&x, &y).unwrap();
    assert_eq!(near.status, Status::Converged);
}

#[test]
fn three_points_that_a_plane_separates() {
    let x = Features::from_rows(vec!["a".into(), "b".into()], &[1.0, 0.0, 0.0, 1.0, 1.0, 1.0]).unwrap();
    let y = Target::Numbers(vec![0.0, 1.0, 1.0]);
    let loss = lossfn::get("bce_with_logits").unwrap();
    let step = Descent::new(Rule::Plain).steps(Schedule::constant(1.0).unwrap());
    let first = Fit::new(&loss).intercept(false).solver(Solver::Descent(step)).trace().iterations(1);
    let first = first.on(&x, &y).unwrap();
    assert_eq!(first.path[0].objective, 2f64.ln());
    let gradient = first.path[1].coefficients.iter().map(|w| -w).collect::<Vec<_>>();
    assert!(gradient[0] == 0.0 && near(gradient[1], -1.0 / 3.0, 1e-15));
    for solver in [Solver::Auto, Solver::Lbfgs] {
        let fitted = Fit::new(&loss).intercept(false).solver(solver).on(&x, &y).unwrap();
        assert_eq!(fitted.status, Status::Separable);
    }
}

#[test]
fn what_is_separable_is_said_and_what_is_not_is_not() {
    let of = |x: Vec<f64>, y: &[f64], loss: &str| {
        let x = Features::new(vec!["x".into()], vec![x]).unwrap();
        let loss = lossfn::get(loss).unwrap();
        Fit::new(&loss).on(&x, &Target::Numbers(y.to_vec())).unwrap().status
    };
    let rising = || vec![1.0, 2.0, 3.0, 4.0, 5.0];
    assert_eq!(of(rising(), &[0.0, 0.0, 1.0, 1.0, 1.0], "bce_with_logits"), Status::Separable);
    // Nearly: one value has both classes.
    assert_eq!(
        of(vec![1.0, 2.0, 3.0, 3.0, 4.0], &[0.0, 0.0, 0.0, 1.0, 1.0], "bce_with_logits"),
        Status::Separable
    );
    assert_eq!(of(rising(), &[0.0, 1.0, 0.0, 1.0, 1.0], "bce_with_logits"), Status::Converged);
    // One class alone: the intercept goes on for ever.
    assert_eq!(of(rising(), &[1.0; 5], "bce_with_logits"), Status::Separable);
    assert_eq!(of(rising(), &[-1.0, -1.0, 1.0, 1.0, 1.0], "logistic"), Status::Separable);
    assert_eq!(of(rising(), &[-1.0, -1.0, 1.0, 1.0, 1.0], "exponential"), Status::Separable);
    // A hinge is 0 once there is a margin.
    assert_eq!(of(rising(), &[-1.0, -1.0, 1.0, 1.0, 1.0], "squared_hinge"), Status::Converged);
    assert_eq!(of(rising(), &[-1.0, -1.0, 1.0, 1.0, 1.0], "modified_huber"), Status::Converged);
    assert_eq!(of(rising(), &[-1.0, -1.0, 1.0, 1.0, 1.0], "hinge"), Status::Converged);
    // No counts at all: their mean goes to 0.
    assert_eq!(of(rising(), &[0.0; 5], "poisson_nll"), Status::Separable);
    assert_eq!(of(rising(), &[0.0, 1.0, 0.0, 2.0, 3.0], "poisson_nll"), Status::Converged);
    for loss in ["squared", "huber", "absolute", "cauchy", "welsch"] {
        assert_eq!(of(rising(), &[1.0, 3.0, 2.0, 5.0, 4.0], loss), Status::Converged, "{loss}");
    }
    let classes = |labels: &[u32]| {
        let x = Features::new(vec!["x".into()], vec![(0..labels.len()).map(|i| i as f64).collect()]).unwrap();
        let loss = lossfn::get("cross_entropy").unwrap();
        Fit::new(&loss).on(&x, &Target::Classes(labels.to_vec(), 3)).unwrap().status
    };
    assert_eq!(classes(&[0, 0, 1, 1, 2, 2]), Status::Separable);
    assert_eq!(classes(&[0, 1, 2, 0, 1, 2, 0, 1]), Status::Converged);
}

/// At the start every row is on a straight part of the loss, where its hessian is 0.
#[test]
fn a_narrow_parabola_is_found_from_afar() {
    let x: Vec<f64> = (0..40).map(f64::from).collect();
    let y = x.iter().map(|x| 1000.0 + 3.0 * x + (x * 7.0).sin()).collect();
    let features = Features::new(vec!["x".into()], vec![x]).unwrap();
    let y = Target::Numbers(y);
    for delta in [1e-3, 0.1, 1.0, 100.0, 1e4] {
        let loss = lossfn::get(&format!("huber(delta={delta})")).unwrap();
        for penalty in ["none", "l1(1e-4)"] {
            let fitted = Fit::new(&loss).penalty(penalty.parse().unwrap()).on(&features, &y).unwrap();
            assert_eq!(fitted.status, Status::Converged, "{delta} {penalty}: {:e}", fitted.gradient);
            assert!(near(fitted.model.coefficients()[0], 3.0, 0.03), "{delta} {penalty}");
        }
    }
}

/// The line of each loss on data with outliers: which of them stay where the others are.
#[test]
fn lines_under_outliers() {
    let x: Vec<f64> = (0..50).map(|i| f64::from(i) / 10.0).collect();
    let noise = |i: usize| ((i * 37 % 17) as f64 - 8.0) / 40.0;
    let y =
        x.iter().enumerate().map(|(i, x)| 2.0 * x + 1.0 + if i >= 45 { 40.0 } else { noise(i) }).collect();
    let features = Features::new(vec!["x".into()], vec![x]).unwrap();
    let y = Target::Numbers(y);
    let slope = |loss: &str| {
        let loss = lossfn::get(loss).unwrap();
        let fitted = Fit::new(&loss).on(&features, &y).unwrap();
        assert_eq!(fitted.status, Status::Converged, "{loss}");
        fitted.model.coefficients()[0]
    };
    let [squared, log_cosh, huber, absolute, tukey] =
        ["squared", "log_cosh", "huber(delta=0.5)", "absolute", "tukey(scale=2)"].map(slope);
    assert!(squared > 5.0, "{squared}");
    for (name, slope) in [("log_cosh", log_cosh), ("huber", huber), ("absolute", absolute)] {
        assert!(near(slope, 2.0, 0.15), "{name}: {slope}");
    }
    // Outliers do not pull at all.
    assert!(near(tukey, 2.0, 0.01), "{tukey}");
}
