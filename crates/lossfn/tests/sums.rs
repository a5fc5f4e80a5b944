//! Reductions against exact sums: numerators, denominators, what counts, partial results.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod parts;

use crate::support::{Data, Random, one, plain, ulps};
use lossfn::{
    Error, Inputs, Labels, OnEmpty, Reduction, Rows,
    data::Storage,
    reduce::ExactSum,
    spec::{Domain, Stage},
};

lossfn::loss! {
    /// A loss that is its first input, to choose the terms of a sum.
    struct Given = "given": Arithmetic
    formula(x: Domain::REAL, other: Domain::REAL) = x + other * 0.0;
}
lossfn::loss! {
    /// The same for one column.
    struct Alone = "alone": Arithmetic
    formula(x: Domain::REAL) = x * 1.0;
}

fn exact(x: impl IntoIterator<Item = f64>) -> ExactSum {
    let mut sum = ExactSum::new();
    x.into_iter().for_each(|x| sum.add(x));
    sum
}
fn zeros<T: Storage>(n: usize) -> Vec<T> {
    vec![T::default(); n]
}

/// Terms that are hard to add: what they are, and whether all have one sign.
fn hard<T: Storage>() -> Vec<(&'static str, bool, Vec<T>)> {
    let mut rng = Random(1);
    let top = if T::NARROW { 1e30 } else { 1e300 };
    let of = |f: &mut dyn FnMut(usize) -> f64, n| -> Vec<T> { (0..n).map(|i| T::from_f64(f(i))).collect() };
    let mut cancelling = of(&mut |_| rng.between(-1.0, 1.0), 5000);
    cancelling.extend(cancelling.clone().iter().map(|x| T::from_f64(-x.to_f64())));
    cancelling.push(T::from_f64(1.5e-8));
    rng.shuffle(&mut cancelling);
    vec![
        ("one big, many small", true, of(&mut |i| if i == 77 { 1e8 } else { 1e-9 }, 100_003)),
        ("a big one last", true, of(&mut |i| if i == 9999 { top } else { 0.1 }, 10_000)),
        ("growing", true, of(&mut |i| 1.001f64.powi(i as i32 % 20_000), 30_000)),
        ("every size", true, of(&mut |_| (rng.between(-80.0, 80.0)).exp(), 20_000)),
        ("below zero", true, of(&mut |_| -rng.between(0.0, 1.0), 4097)),
        ("subnormal", true, of(&mut |i| if T::NARROW { 1e-45 } else { 5e-324 } * (i % 7) as f64, 9000)),
        ("one item", true, of(&mut |_| 0.1, 1)),
        ("cancelling", false, cancelling),
    ]
}

fn slices_and_partials<T: Storage>() {
    for (name, one_sign, x) in hard::<T>() {
        let other = zeros::<T>(x.len());
        let on = Given::new();
        let on = on.on(&x, &other);
        let wide = || x.iter().map(|x| x.to_f64());
        let sum = exact(wide());
        let part = on.partial().unwrap();
        assert_eq!(one(part.sum()), one(sum.round()), "{name}: the sum of a partial result");
        assert_eq!(one(part.mean().unwrap()), one(sum.divided_by(x.len() as u64)), "{name}: its mean");
        assert_eq!(
            (part.count(), part.ignored(), part.weight()),
            (x.len() as u64, 0, x.len() as f64),
            "{name}"
        );
        if one_sign {
            assert!(ulps(on.mean().unwrap(), part.mean().unwrap()) <= 1, "{name}: the mean of a slice");
            assert!(ulps(on.sum().value().unwrap(), part.sum()) <= 1, "{name}: the sum of a slice");
        } else {
            // A cancelling sum keeps what a pair of f64 holds of the largest terms.
            let size = exact(wide().map(f64::abs)).round();
            let error = (on.sum().value().unwrap() - part.sum()).abs();
            assert!(error <= size * 2f64.powi(-100), "{name}: off by {error}");
        }
    }
}
#[test]
fn hard_sums_of_f32_are_right() {
    slices_and_partials::<f32>();
}
#[test]
fn hard_sums_of_f64_are_right() {
    slices_and_partials::<f64>();
}

#[test]
fn each_reduction_states_its_denominator() {
    let mut rng = Random(2);
    for n in [1, 5, 1000, 9001] {
        let x: Vec<f32> = (0..n).map(|_| rng.between(0.0, 9.0) as f32).collect();
        let other = zeros::<f32>(n);
        let (weight, mask) = (rng.weights::<f32>(n), rng.mask(n));
        let kept: Vec<usize> = (0..n).filter(|&i| mask[i] && weight[i] != 0.0).collect();
        if kept.is_empty() {
            continue;
        }
        let mut above = ExactSum::new();
        for &i in &kept {
            above.add_product(x[i].into(), weight[i].into());
        }
        let below = exact(kept.iter().map(|&i| weight[i].into()));
        let loss = Given::new();
        let on = loss.on(&x, &other).weight(&weight).mask(&mask);
        let part = on.partial().unwrap();
        let wanted = [
            (Reduction::Sum, above.round()),
            (Reduction::Mean, above.ratio(&below)),
            (Reduction::MeanN, above.divided_by(kept.len() as u64)),
            (Reduction::BatchMean, above.divided_by(n as u64)),
            (Reduction::Per(3.0), above.divided_by(3)),
        ];
        for (reduction, want) in wanted {
            assert_eq!(
                one(part.value(reduction, OnEmpty::Error).unwrap()),
                one(want),
                "{n} items, {reduction:?}"
            );
            assert!(
                ulps(on.reduce(reduction).value().unwrap(), want) <= 1,
                "{n} items, {reduction:?} of a slice"
            );
            // The gradient of the loss is 1, so that of the reduction is the weight over the denominator.
            let divisor = match reduction {
                Reduction::Mean => below.round(),
                Reduction::MeanN => kept.len() as f64,
                Reduction::BatchMean => n as f64,
                Reduction::Per(c) => c,
                _ => 1.0,
            };
            let gradient = on.reduce(reduction).gradient().unwrap();
            for i in 0..n {
                let want = if kept.contains(&i) { weight[i] / divisor as f32 } else { 0.0 };
                assert!(ulps(gradient[i], want) <= 2, "{n} items, {reduction:?}: {} for {want}", gradient[i]);
            }
        }
        assert_eq!((part.count() as usize, part.ignored() as usize), (kept.len(), n - kept.len()));
    }
}

#[test]
fn reductions_are_called_what_they_are() {
    use Reduction::{BatchMean, Mean, MeanN, Per, Sum, Values};
    for reduction in [Mean, MeanN, BatchMean, Sum, Per(3.0), Values] {
        let printed = format!("{reduction:?}").to_lowercase();
        assert_eq!(printed.split('(').next(), Some(&*reduction.name().replace('_', "")));
    }
}

#[test]
fn a_mean_does_not_overflow_where_it_is_representable() {
    let loss = Given::new();
    for n in [2, 3, 100, 5000] {
        for sign in [1.0, -1.0] {
            let (x, other) = (vec![sign * 1.7e308; n], zeros::<f64>(n));
            let on = loss.on(&x, &other);
            assert_eq!(on.mean().unwrap(), sign * 1.7e308, "{n} items");
            assert_eq!(on.value_and_gradient().unwrap().0, sign * 1.7e308);
            assert_eq!(on.sum().value().unwrap(), sign * f64::INFINITY);
            assert_eq!(on.weight(&vec![2.0; n]).mean().unwrap(), sign * 1.7e308);
            assert_eq!(on.mean_n().weight(&vec![0.5; n]).value().unwrap(), sign * 0.85e308);
        }
        let (x, other) = (vec![3.0e38f32; n], zeros::<f32>(n));
        assert_eq!(loss.on(&x, &other).mean().unwrap(), f64::from(3.0e38f32));
    }
    // A huge weight beside an ordinary one.
    let on = loss.on(&[1.0, 3.0], &[0.0, 0.0]);
    assert_eq!(on.weight(&[1e308, 1e308]).mean().unwrap(), 2.0);
    // Both infinities, and NaN, are what they are.
    assert_eq!(loss.on(&[f64::INFINITY, 1.0], &[0.0; 2]).mean().unwrap(), f64::INFINITY);
    assert!(loss.on(&[f64::INFINITY, f64::NEG_INFINITY], &[0.0; 2]).mean().unwrap().is_nan());
}

/// A constant divides also where its reciprocal is infinite: derivatives are 0, infinite or ordinary where
/// their quotients are.
fn tiny_constants<T: Storage>() {
    let constant = 2f64.powi(if T::NARROW { -140 } else { -1060 });
    let normal = if T::NARROW { f64::from(f32::MIN_POSITIVE) } else { f64::MIN_POSITIVE };
    for entry in crate::support::apart() {
        let loss = plain(&entry);
        let data = Data::<T>::draw(&loss, &mut Random(7), 300, 5);
        let bare = loss.on_inputs(data.inputs());
        let wants = crate::support::derivatives(bare.values());
        // Weights that the constant is a multiple of, and an ordinary one.
        for (weight, times) in
            [(constant, 1.0), (3.0 * constant, 3.0), (1024.0 * constant, 1024.0), (5.0, 5.0)]
        {
            let divisor = if weight == times { constant } else { 1.0 };
            let weight = vec![T::from_f64(weight); 300];
            let (g, h) = crate::support::derivatives(bare.weight(&weight).per(constant));
            for (got, want) in g.iter().chain(&h).zip(wants.0.iter().chain(&wants.1)) {
                let want = want.to_f64();
                // What is subnormal has lost digits.
                let exact = want == 0.0 || want.abs() >= normal;
                let far = ulps(*got, T::from_f64(want * times / divisor));
                assert!(!exact || far <= 3, "{loss}, {}: {got:?}, {want:e} * {times}", T::NAME);
            }
        }
        // Weights whose reciprocals are subnormal.
        let heavy = vec![T::from_f64(2f64.powi(if T::NARROW { 119 } else { 1010 })); 300];
        let (g, h) = crate::support::derivatives(bare.weight(&heavy));
        for (got, want) in g.iter().chain(&h).zip(wants.0.iter().chain(&wants.1)) {
            let want = want.to_f64() / 300.0;
            let exact = want == 0.0 || want.abs() >= normal;
            let far = ulps(*got, T::from_f64(want));
            assert!(!exact || far <= 3, "{loss}, {}: {got:?}, {want:e}, heavy weights", T::NAME);
        }
        let g = bare.per(constant).gradient().unwrap();
        let want = wants.0.iter().map(|g| T::from_f64(g.to_f64() / constant));
        assert!(g.iter().zip(want).all(|(got, want)| ulps(*got, want) <= 3), "{loss}: {g:?}");
    }
}
#[test]
fn derivatives_per_a_tiny_constant_are_representable_in_f32() {
    tiny_constants::<f32>();
}
#[test]
fn derivatives_per_a_tiny_constant_are_representable_in_f64() {
    tiny_constants::<f64>();
}

#[test]
fn nothing_left_to_average_is_an_error_unless_it_is_asked_for() {
    let loss = Given::new();
    let (x, zero) = ([1.0f32, 2.0], [0.0f32; 2]);
    let none: [f32; 0] = [];
    let nothing = [
        (loss.on(&none, &none), 0),
        (loss.on(&x, &zero).mask(&[false; 2]), 2),
        (loss.on(&x, &zero).weight(&zero), 2),
    ];
    for (on, rows) in nothing {
        let error = Error::Empty { rows, dropped: rows };
        assert_eq!(on.mean().unwrap_err(), error);
        assert_eq!(on.gradient().unwrap_err(), error);
        assert_eq!(on.gradient_and_hessian().unwrap_err(), error);
        assert_eq!(on.partial().unwrap().mean().unwrap_err(), error);
        assert_eq!(on.mean_n().value().unwrap_err(), error);
        let nan = on.on_empty(OnEmpty::Nan);
        assert!(nan.mean().unwrap().is_nan());
        assert!(nan.gradient().unwrap().iter().all(|g| g.is_nan()));
        let zero = on.on_empty(OnEmpty::Zero);
        assert_eq!(zero.value_and_gradient().unwrap(), (0.0, vec![0.0; rows]));
        assert_eq!(on.sum().value_and_gradient().unwrap(), (0.0, vec![0.0; rows]));
        assert_eq!(on.to_vec().unwrap(), vec![0.0; rows]);
        assert_eq!(on.per(7.0).value().unwrap(), 0.0);
    }
    let alone = Alone::new();
    assert_eq!(alone.on(&none).sum().value().unwrap(), 0.0);
    assert!(matches!(alone.on(&none).mean(), Err(Error::Empty { rows: 0, .. })));
    // Rows that are ignored by their label.
    for entry in crate::support::apart() {
        let loss = plain(&entry);
        let scores = [-1.0f64, -1.0, -1.0, -2.0];
        let (table, labels) = (Rows::rows(&scores, 2).unwrap(), Labels::I16(&[-100, -100]));
        if entry.spec.stage.of_scores() {
            let teacher = (entry.spec.stage == Stage::Taught).then_some(table);
            let inputs = Inputs::from_rows(table, teacher, Some(labels)).unwrap();
            let on = loss.on_inputs(inputs).ignore(-100);
            assert_eq!(on.mean().unwrap_err(), Error::Empty { rows: 2, dropped: 2 }, "{loss}");
            assert_eq!(on.on_empty(OnEmpty::Zero).value_and_gradient().unwrap(), (0.0, vec![0.0; 4]));
        }
    }
}
