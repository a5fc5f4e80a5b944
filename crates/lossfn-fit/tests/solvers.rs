//! What holds of all solvers, losses and penalties.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use lossfn::{catalogue, functions::Link, multitask::Schedule, spec::Domain};
use lossfn_fit::{
    Choice, Descent, Error, Features, Fit, Fitted, Model, Penalty, Predicts, Rule, Solver, Status, Target,
    default_score, folds, grid, predicts,
};

mod support;
use support::{standardised, table};

/// Numbers from 0 to 1 that look random.
fn unit(i: usize, k: usize) -> f64 {
    let z = (i as u64 * 131 + k as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    ((z ^ (z >> 29)) >> 11) as f64 / (1u64 << 53) as f64
}

fn data(rows: usize, columns: usize) -> Features {
    let names = (0..columns).map(|j| format!("x{j}")).collect();
    Features::new(names, (0..columns).map(|j| (0..rows).map(|i| 4.0 * unit(i, j) - 2.0).collect()).collect())
        .unwrap()
}

/// A value inside of a domain.
fn inside(domain: Domain, u: f64) -> f64 {
    match domain {
        Domain::Points(points) => points[(u * points.len() as f64) as usize],
        Domain::Outside { low, high } => {
            if u < 0.5 {
                low - 2.0 * u - 0.1
            } else {
                high + u
            }
        }
        Domain::Interval { low, high, .. } => match (low.is_finite(), high.is_finite()) {
            (true, true) => low + (high - low) * (0.05 + 0.9 * u),
            (true, false) => low + 0.2 + 3.0 * u,
            (false, true) => high - 0.2 - 3.0 * u,
            (false, false) => 6.0 * u - 3.0,
        },
    }
}

#[test]
fn every_loss_that_a_line_predicts_for_has_no_better_neighbour() {
    let x = data(60, 3);
    let (mut fitted_losses, mut near_only, mut stopped) = (0, 0, vec![]);
    for entry in catalogue() {
        let spec = entry.spec;
        if spec.params.iter().any(lossfn::spec::Param::required) {
            continue;
        }
        let loss = lossfn::get(spec.name).unwrap();
        let Ok(what) = predicts(&loss, None) else { continue };
        let y = match what {
            Predicts::Logits => Target::Classes((0..60).map(|i| (4.0 * unit(i, 9)) as u32).collect(), 4),
            Predicts::Number(_) => {
                let domain = loss.terms()[0].loss.inputs()[1].domain;
                Target::Numbers((0..60).map(|i| inside(domain, unit(i, 9))).collect())
            }
        };
        let fit = || Fit::new(&loss).penalty("l2(0.01)".parse().unwrap());
        let fitted = fit().on(&x, &y).unwrap_or_else(|e| panic!("{}: {e}", spec.name));
        fitted_losses += 1;
        let between = what == Predicts::Logits && spec.properties.differentiable == Some(false);
        if between {
            assert_eq!(fitted.solver, "adam", "{}", spec.name);
            near_only += 1;
            continue;
        }
        // Between kinks of a loss that is not convex, nothing tells that a point is a minimum.
        let convex = spec.properties.convex == Some(true) && what == Predicts::Number(Link::Identity);
        let broken = spec.properties.differentiable == Some(false) && !convex;
        if fitted.status != Status::Converged && !broken {
            stopped.push(format!("{}: {:?}, gradient {:.0e}", spec.name, fitted.status, fitted.gradient));
        }
        // The objective at a start is what the path begins with.
        let theta = [fitted.model.coefficients(), fitted.model.intercept()].concat();
        let at = |theta: &[f64]| {
            let stay = Descent::new(Rule::Adam).steps(Schedule::constant(0.0).unwrap());
            let fit = fit().start(theta).solver(Solver::Descent(stay)).iterations(0);
            fit.on(&x, &y).unwrap().objective
        };
        let best = at(&theta);
        assert!((best - fitted.objective).abs() <= 1e-12 * best.abs(), "{}", spec.name);
        for j in 0..theta.len() {
            for by in [1e-4, -1e-4] {
                let mut near = theta.clone();
                near[j] += by;
                assert!(at(&near) >= best - 1e-12 * best.abs(), "{}: coefficient {j}", spec.name);
            }
        }
    }
    assert!(fitted_losses > 40 && near_only < 6, "{fitted_losses} {near_only}");
    assert!(stopped.is_empty(), "{stopped:#?}");
}

fn diabetes() -> (Features, Target) {
    let (x, y) = table("diabetes.csv", "target");
    (standardised(&x), Target::Numbers(y))
}

fn apart(a: &Fitted, b: &Fitted) -> f64 {
    (a.objective - b.objective).abs() / b.objective.abs()
}

#[test]
fn solvers_agree() {
    let (x, y) = diabetes();
    let huber = lossfn::get("huber(delta=50)").unwrap();
    let ridge: Penalty = "l2(0.1)".parse().unwrap();
    let fit = |solver| {
        Fit::new(&huber).penalty(ridge.clone()).solver(solver).iterations(20_000).on(&x, &y).unwrap()
    };
    let newton = fit(Solver::Newton);
    let plain = Descent::new(Rule::Plain);
    let momentum = Descent::new(Rule::Momentum(0.9));
    let adam = Descent::new(Rule::Adam).steps(Schedule::exponential(2.0, 1e-4, 10_000).unwrap());
    for (solver, most) in [
        (Solver::Lbfgs, 1e-13),
        (Solver::Proximal, 1e-13),
        (Solver::Descent(plain), 1e-9),
        (Solver::Descent(momentum), 1e-9),
        (Solver::Descent(adam), 1e-9),
    ] {
        let other = fit(solver.clone());
        assert!(apart(&other, &newton) < most, "{solver:?}: {:e}", apart(&other, &newton));
        assert_eq!(other.status, Status::Converged, "{solver:?}: {:e} {}", other.gradient, other.iterations);
    }
    // Mini-batches come near.
    let batches =
        Descent::new(Rule::Plain).batch(64).seed(3).steps(Schedule::exponential(0.3, 1e-4, 300).unwrap());
    let near = Fit::new(&huber)
        .penalty(ridge.clone())
        .solver(Solver::Descent(batches))
        .iterations(300)
        .on(&x, &y)
        .unwrap();
    assert!(apart(&near, &newton) < 1e-5, "{:e}", apart(&near, &newton));

    let lasso: Penalty = "l1(2)".parse().unwrap();
    let fit = |solver| {
        Fit::new(&huber).penalty(lasso.clone()).solver(solver).iterations(20_000).on(&x, &y).unwrap()
    };
    let newton = fit(Solver::Newton);
    assert!(newton.model.coefficients().iter().filter(|w| **w == 0.0).count() >= 2);
    for solver in [Solver::Proximal, Solver::Descent(Descent::new(Rule::Plain))] {
        let other = fit(solver);
        assert!(apart(&other, &newton) < 1e-9);
        let zeros = |f: &Fitted| f.model.coefficients().iter().map(|w| *w == 0.0).collect::<Vec<_>>();
        assert_eq!(zeros(&other), zeros(&newton));
    }
}

#[test]
fn bits_do_not_depend_on_threads() {
    let x = data(70_001, 4);
    let y = Target::Numbers((0..70_001).map(|i| 2.0 * unit(i, 7) + x.column(0)[i]).collect());
    for loss in ["half_squared", "absolute", "cauchy"] {
        let loss = lossfn::get(loss).unwrap();
        let [one, two] = [1, 2].map(|threads| Fit::new(&loss).threads(threads).on(&x, &y).unwrap());
        assert_eq!(one.model, two.model);
        assert_eq!(one.objective.to_bits(), two.objective.to_bits());
    }
}

/// With rows of several parts, the last of them cut off, about means that are large beside spreads.
#[test]
fn many_rows_start_where_some_of_them_end() {
    let n = (1 << 17) + 777;
    let (plain, means) = (data(n, 3), [1000.0, -30.0, 0.0]);
    let columns = (0..3).map(|j| plain.column(j).iter().map(|x| x + means[j]).collect()).collect();
    let x = Features::new(plain.names().to_vec(), columns).unwrap();
    let score = |i: usize| plain.column(0)[i] - 0.5 * plain.column(1)[i] + 0.3;
    let yes = |i: usize| unit(i, 9) < 1.0 / (1.0 + (-score(i)).exp());
    let binary = Target::Numbers((0..n).map(|i| f64::from(u8::from(yes(i)))).collect());
    let classes =
        Target::Classes((0..n).map(|i| u32::from(yes(i)) + u32::from(unit(i, 11) < 0.3)).collect(), 3);
    let weight: Vec<f64> = (0..n).map(|i| if i % 16 == 0 { 0.0 } else { 0.5 + unit(i, 13) }).collect();
    for (loss, y, weight) in [
        ("bce_with_logits", &binary, None),
        // Those that it would start with have no weight.
        ("bce_with_logits", &binary, Some(&weight)),
        ("cross_entropy", &classes, None),
    ] {
        let loss = lossfn::get(loss).unwrap();
        let fit = || {
            let fit = Fit::new(&loss).penalty("l2(1e-3)".parse().unwrap());
            weight.map_or(fit.clone(), |weight| fit.weight(weight))
        };
        let near = fit().on(&x, y).unwrap();
        // One whose path is kept starts at 0.
        let far = fit().trace().on(&x, y).unwrap();
        let lbfgs = fit().solver(Solver::Lbfgs).on(&x, y).unwrap();
        assert_eq!([near.status, far.status], [Status::Converged; 2], "{loss}");
        let fewer = near.path[0].gradient < 0.1 * far.path[0].gradient;
        assert_eq!(fewer, weight.is_none(), "{loss}: {} and {}", near.path[0].gradient, far.path[0].gradient);
        for other in [&far, &lbfgs] {
            assert!(apart(&near, other) < 1e-12, "{loss}: {:e}", apart(&near, other));
            let theirs = other.model.coefficients();
            let size = theirs.iter().map(|b| b.abs()).fold(0.0, f64::max);
            for (a, b) in near.model.coefficients().iter().zip(theirs) {
                assert!((a - b).abs() <= 1e-7 * size, "{loss}: {a} {b}");
            }
        }
    }
}

#[test]
fn weights_are_repetitions() {
    let x = data(40, 2);
    let y: Vec<f64> = (0..40).map(|i| 3.0 * unit(i, 5)).collect();
    let times = |i: usize| i % 3;
    let rows: Vec<usize> = (0..40).flat_map(|i| std::iter::repeat_n(i, times(i))).collect();
    let weight: Vec<f64> = (0..40).map(|i| times(i) as f64).collect();
    let target = Target::Numbers(y);
    for loss in ["squared", "huber", "absolute", "quantile(0.7)", "geman_mcclure"] {
        let loss = lossfn::get(loss).unwrap();
        let penalty: Penalty = "elastic_net(0.1, 0.5)".parse().unwrap();
        let a = Fit::new(&loss).penalty(penalty.clone()).weight(&weight).on(&x, &target).unwrap();
        let b = Fit::new(&loss).penalty(penalty).on(&x.select(&rows), &target.select(&rows)).unwrap();
        assert!(apart(&a, &b) < 1e-12, "{loss}");
        for (a, b) in a.model.coefficients().iter().zip(b.model.coefficients()) {
            assert!((a - b).abs() <= 1e-8 * b.abs().max(1e-3), "{loss}: {a} {b}");
        }
    }
}

#[test]
fn standardised_features_are_fitted_in_their_own_units() {
    let (x, y) = table("diabetes.csv", "target");
    let y = Target::Numbers(y);
    let loss = lossfn::get("huber(delta=50)").unwrap();
    let start: Vec<f64> = (0..11).map(|j| f64::from(j) / 10.0).collect();
    let fit = || Fit::new(&loss).penalty("l1(3)".parse().unwrap()).trace().start(&start);
    let by_hand = fit().start(&[0.0; 11]).on(&standardised(&x), &y).unwrap();
    let own = fit().standardize(true).on(&x, &y).unwrap();
    assert!(apart(&own, &by_hand) < 1e-13);
    let [a, b] = [own.model.linear(&x), by_hand.model.linear(&standardised(&x))].map(Result::unwrap);
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-8 * b.abs()));
    for (got, given) in own.path[0].coefficients.iter().zip(&start) {
        assert!((got - given).abs() <= 1e-11 * given.abs(), "{got} {given}");
    }
}

#[test]
fn penalties_of_tables_of_coefficients() {
    let (x, y) = table("wine.csv", "cultivar");
    let x = standardised(&x);
    let y = Target::Classes(y.iter().map(|y| *y as u32).collect(), 3);
    let loss = lossfn::get("cross_entropy").unwrap();
    let group = Fit::new(&loss).penalty("group_lasso(0.05)".parse().unwrap()).on(&x, &y).unwrap();
    assert_eq!(group.status, Status::Converged);
    let rows: Vec<bool> =
        group.model.coefficients().chunks(3).map(|row| row.iter().all(|w| *w == 0.0)).collect();
    assert!(rows.iter().any(|zero| *zero) && rows.iter().any(|zero| !zero));
    assert!(
        group
            .model
            .coefficients()
            .chunks(3)
            .all(|row| row.iter().all(|w| *w == 0.0) || row.iter().all(|w| *w != 0.0))
    );
    let by_gradient = Fit::new(&loss).penalty("group_lasso(0.05)".parse().unwrap()).solver(Solver::Proximal);
    assert!(apart(&by_gradient.on(&x, &y).unwrap(), &group) < 1e-10);

    let fit = |factor: f64| {
        Fit::new(&loss).penalty(format!("nuclear({factor})").parse().unwrap()).on(&x, &y).unwrap()
    };
    let rank = |f: &Fitted| {
        let w = f.model.coefficients();
        let product = |a: usize, b: usize| w.chunks(3).map(|row| row[a] * row[b]).sum::<f64>();
        // Logits add up to 0, so the rank is 2 at the most; it is 1 where the minors of the Gram matrix vanish.
        let minor = product(0, 0) * product(1, 1) - product(0, 1).powi(2);
        if product(0, 0) == 0.0 {
            0
        } else if minor < 1e-12 * product(0, 0) * product(1, 1) {
            1
        } else {
            2
        }
    };
    assert_eq!([0.02, 0.95, 10.0].map(|factor| rank(&fit(factor))), [2, 1, 0]);
}

#[test]
fn what_is_wrong_is_said() {
    let x = data(10, 2);
    let y = Target::Numbers((0..10).map(|i| i as f64).collect());
    let loss = lossfn::get("squared").unwrap();
    let hinge = lossfn::get("hinge").unwrap();
    let triplet = lossfn::get("triplet_margin").unwrap();
    let classes = lossfn::get("cross_entropy").unwrap();
    let batch = Solver::Descent(Descent::new(Rule::Plain).batch(0));
    let adam = Solver::Descent(Descent::new(Rule::Adam));
    for (fit, said) in [
        (Fit::new(&hinge).on(&x, &y), "allowed is -1 or 1"),
        (Fit::new(&triplet).on(&x, &y), "no linear model"),
        (Fit::new(&classes).on(&x, &y), "a class for each row"),
        (Fit::new(&loss).on(&x, &Target::Numbers(vec![1.0])), "must have 10"),
        (Fit::new(&loss).weight(&[1.0]).on(&x, &y), "must have 10"),
        (Fit::new(&loss).weight(&[0.0; 10]).on(&x, &y), "weight 0"),
        (Fit::new(&loss).start(&[0.0]).on(&x, &y), "must have 3"),
        (Fit::new(&loss).tolerance(2.0).on(&x, &y), "`tolerance` is 2"),
        (Fit::new(&loss).solver(batch).on(&x, &y), "`batch` is 0"),
        (Fit::new(&loss).solver(adam).penalty("l1(1)".parse().unwrap()).on(&x, &y), "no common length"),
        (Fit::new(&hinge).solver(Solver::Lbfgs).on(&x, &Target::Numbers(vec![1.0; 10])), "has kinks"),
        (Fit::new(&classes).link(Link::Log).on(&x, &Target::Classes(vec![0; 10], 2)), "identity"),
    ] {
        let error = fit.map(|f| f.status).unwrap_err().to_string();
        assert!(error.contains(said) && error.ends_with('.'), "{error}");
    }
    let error = Features::new(vec!["a".into()], vec![vec![1.0, f64::NAN]]).unwrap_err();
    assert_eq!(error.to_string(), "Column `a` has NaN in row 1; allowed are finite numbers.");
    for text in [
        "l2",
        "l2()",
        "l2(-1)",
        "l2(inf)",
        "l2(lambda=1, 2)",
        "squared",
        "l1_penalty - 2*l2_penalty",
        "l3(1)",
    ] {
        let error = text.parse::<Penalty>().unwrap_err().to_string();
        assert!(error.ends_with(['.', '?']), "{error}");
    }
    for text in [
        "l1(0.5)",
        "l2(lambda=1e-5)",
        "elastic_net(alpha=2, l1_ratio=0.1)",
        "nuclear(1)",
        "group_lasso(3)",
        "none",
    ] {
        text.parse::<Penalty>().unwrap();
    }
}

#[test]
fn models_are_read_as_they_were_written_and_nothing_else_is() {
    let x = data(30, 2);
    let y = Target::Classes((0..30).map(|i| (3.0 * unit(i, 4)) as u32).collect(), 3);
    let loss = lossfn::get("cross_entropy").unwrap();
    let model = Fit::new(&loss).penalty("l2(0.1)".parse().unwrap()).on(&x, &y).unwrap().model;
    let model = model.named("kind", vec!["a".into(), "b \"".into(), "c".into()]);
    let text = model.to_json();
    assert_eq!(Model::from_json(&text).unwrap(), model);
    for (from, to, said) in [
        ("lossfn model", "some model", "format"),
        ("\"version\": 1", "\"version\": 2", "version 2"),
        ("\"b \\\"\",", "", "classes"),
        ("\"x1\"", "\"x1\", \"x2\"", "need 9"),
        ("cross_entropy", "cross_entropi", "cross_entropi"),
        ("}", "", "EOF"),
    ] {
        let broken = text.replacen(from, to, 1);
        assert_ne!(broken, text, "{from}");
        let error = Model::from_json(&broken).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
    let error = model.predict(&Features::new(vec!["x0".into()], vec![vec![0.0]]).unwrap()).unwrap_err();
    assert!(error.to_string().contains("without `x1`"), "{error}");
}

#[test]
fn cross_validation_finds_the_noise() {
    let n = 200;
    let x = data(n, 3);
    let y = (0..n).map(|i| {
        let noise = 0.2 * (unit(i, 11) + unit(i, 12) + unit(i, 13) - 1.5);
        let slip = if unit(i, 14) < 0.1 { 30.0 * unit(i, 15) } else { 0.0 };
        x.column(0)[i] - 2.0 * x.column(2)[i] + noise + slip
    });
    let y = Target::Numbers(y.collect());
    let loss = lossfn::get("huber").unwrap();
    let (score, why) = default_score(&loss, true, None).unwrap();
    assert_eq!(score.to_string(), "absolute");
    assert!(why.contains("no parameter"));
    let candidates = grid(&loss, Some("delta"), 5.0).unwrap();
    let five = folds(&y, 5, 1).unwrap();
    assert_eq!(five, folds(&y, 5, 1).unwrap());
    assert_ne!(five, folds(&y, 5, 2).unwrap());
    let mut calls = 0;
    let choice = Choice::by_folds(
        &candidates,
        &five,
        &score,
        (&x, &y, None),
        &mut |delta, x, y, w| {
            assert!(w.is_none());
            let loss = loss.with("delta", delta)?;
            Fit::new(&loss).on(x, y)
        },
        &mut |done, of| {
            calls += 1;
            assert_eq!((done, of), (calls, 5 * candidates.len()));
        },
    )
    .unwrap();
    // Small enough that slips do not pull.
    assert!(choice.value() < 2.0, "{}", choice.value());
    assert!(choice.scores[choice.best] < *choice.scores.last().unwrap());
    let error = folds(&y, 1, 0).unwrap_err();
    assert!(matches!(error, Error::Setting { .. }));
}
