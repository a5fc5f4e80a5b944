//! Hessians times vectors: the derivative of the gradient along them, for every loss.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, plain};
use lossfn::{
    AnyLoss, Error, Logits, OnEmpty, Rows,
    data::Storage,
    kernels::{Detected, Isa},
    spec::Row,
};

lossfn::loss! {
    /// Of two statistics that meet, at a temperature and under a cap.
    struct Bent = "bent" {
        /// What logits are divided by.
        temperature: number = 1.0 in lossfn::spec::Domain::POSITIVE;
        /// What logits are capped at.
        softcap: optional = none in lossfn::spec::Domain::POSITIVE;
    }
    softmax(surprisal, log_sum_exp) = surprisal * log_sum_exp + surprisal.square();
    applies temperature, softcap;
}
lossfn::loss! {
    /// Of compared scores.
    struct Ranked = "ranked"
    softmax(own, rival) = (rival - own).softplus() + rival.square();
    labels only;
}
lossfn::loss! {
    /// Of what is inside a margin.
    struct Squared = "squared_violation" {
        /// The margin.
        margin: number = 3.0 in lossfn::spec::Domain::NON_NEGATIVE;
    }
    softmax(violation) = violation.square();
    reads |loss| if loss.margin < 2.0 {
        &[lossfn::stages::Statistic::SquaredViolation]
    } else {
        &[lossfn::stages::Statistic::Violation]
    };
    labels only;
    applies margin;
}
lossfn::loss! {
    /// Of sets.
    struct Sets = "sets"
    sets(violation) = violation.square();
    spec { row: Row::Sets }
}
lossfn::loss! {
    /// Of log-probabilities.
    struct Logarithms = "logarithms"
    log_probabilities(surprisal) = surprisal.square();
}
lossfn::loss! {
    /// Of a teacher and a label that meet.
    struct Taught = "taught" {
        /// What the logits of both are divided by.
        temperature: number = 2.0 in lossfn::spec::Domain::POSITIVE;
    }
    taught(divergence, surprisal) = divergence * surprisal + surprisal.square() + divergence.square();
    applies temperature;
}
lossfn::loss! {
    /// The root of a mean.
    struct Root = "root"
    rows(pred: lossfn::spec::Domain::REAL, target: lossfn::spec::Domain::REAL) = (pred - target).square();
    outer |total| total.sqrt();
    spec { row: Row::Mean }
}

/// Losses whose formulas bend, which those of the catalogue do not for every stage.
fn own() -> Vec<AnyLoss> {
    let of = |loss| AnyLoss::of(loss);
    vec![
        of(std::sync::Arc::new(Bent::new()) as _),
        of(std::sync::Arc::new(Bent::new().temperature(0.7).unwrap()) as _),
        of(std::sync::Arc::new(Bent::new().temperature(3.0).unwrap().softcap(5.0).unwrap()) as _),
        of(std::sync::Arc::new(Ranked::new()) as _),
        of(std::sync::Arc::new(Squared::new(3.0).unwrap()) as _),
        of(std::sync::Arc::new(Squared::new(1.5).unwrap()) as _),
        of(std::sync::Arc::new(Sets::new()) as _),
        of(std::sync::Arc::new(Logarithms::new()) as _),
        of(std::sync::Arc::new(Taught::default()) as _),
        of(std::sync::Arc::new(Root::new()) as _),
    ]
}

/// Each loss with parameters, and data for it: labels, and distributions where they are read.
fn each<T: Storage>(items: usize, classes: usize, mut test: impl FnMut(&AnyLoss, &Data<T>, &mut Random)) {
    let mut rng = Random(5);
    let mut losses = own();
    for entry in crate::support::apart() {
        losses.push(plain(&entry));
        losses.extend((0..2).map(|_| drawn(&entry, &mut rng, classes)));
    }
    for loss in losses {
        let data = Data::draw(&loss, &mut rng, items, classes);
        let soft = data.softened(&mut rng).filter(|d| loss.on_inputs(d.inputs()).to_vec().is_ok());
        for data in [Some(data), soft].into_iter().flatten() {
            test(&loss, &data, &mut rng);
        }
    }
}

fn vector<T: Storage>(rng: &mut Random, n: usize) -> Vec<T> {
    (0..n).map(|_| T::from_f64(rng.between(-1.0, 1.0))).collect()
}

/// The numbers that derivatives are taken in.
fn first(data: &mut Data<f64>) -> &mut Vec<f64> {
    match data {
        Data::Columns(x, _)
        | Data::Weights(x)
        | Data::Tables(x, ..)
        | Data::Labelled(x, ..)
        | Data::Taught(x, ..) => x,
        Data::Several(x) => &mut x[0],
        Data::Triples(x, _) => &mut x[0],
    }
}

/// How the gradient of an item changes along a vector, by differences of gradients from double-double
/// numbers; none where it has a kink nearby.
fn difference(loss: &AnyLoss, item: &Data<f64>, v: &[f64]) -> Option<(Vec<f64>, f64)> {
    let gradient = |t: f64| {
        let mut there = item.clone();
        for (x, v) in first(&mut there).iter_mut().zip(v) {
            *x += t * v;
        }
        loss.reference(there.inputs()).unwrap().gradient
    };
    let slope = |h: f64| -> Vec<f64> {
        let [a, b, c, d] = [gradient(h), gradient(-h), gradient(2.0 * h), gradient(-2.0 * h)];
        (0..v.len()).map(|i| (8.0 * (a[i] - b[i]) - (c[i] - d[i])) / (12.0 * h)).collect()
    };
    let (long, short) = (slope(1.0 / 2048.0), slope(1.0 / 4096.0));
    let size = gradient(0.0).iter().chain(&short).fold(0.0, |most, x| f64::max(most, x.abs()));
    let smooth = long.iter().zip(&short).all(|(a, b)| (a - b).abs() <= size / f64::from(1 << 22));
    smooth.then_some((short, size))
}

#[test]
fn they_are_differences_of_gradients() {
    let (mut compared, mut left) = (0, 0);
    each::<f64>(9, 4, |loss, data, rng| {
        // What is given changes the gradient, too.
        if loss.spec().holds_a_number() {
            return;
        }
        let width = data.width();
        let v = vector::<f64>(rng, 9 * width);
        let product = loss.on_inputs(data.inputs()).values().hessian_vector_product(&v).unwrap();
        for item in 0..9 {
            let at = item * width..(item + 1) * width;
            let Some((want, size)) = difference(loss, &data.select(&[item]), &v[at.clone()]) else {
                left += 1;
                continue;
            };
            compared += 1;
            for (got, want) in product[at].iter().zip(&want) {
                let bound = size / f64::from(1 << 20);
                assert!(
                    (got - want).abs() <= bound,
                    "{loss}, {:?} along {v:?}: {got}, not {want}",
                    data.select(&[item])
                );
            }
        }
    });
    assert!(compared > 20 * left, "{compared} compared, {left} left out");
}

#[test]
fn they_are_symmetric() {
    let mut mixed = 0;
    each::<f64>(5, 4, |loss, data, rng| {
        let width = data.width();
        let on = loss.on_inputs(data.inputs()).values();
        let [u, v] = [(); 2].map(|()| vector::<f64>(rng, 5 * width));
        let [along_u, along_v] = [&u, &v].map(|v| on.hessian_vector_product(v).unwrap());
        // The size of what is added up: every entry by itself.
        let unit = |c: usize| (0..5 * width).map(|i| f64::from(u8::from(i % width == c))).collect::<Vec<_>>();
        let columns: Vec<Vec<f64>> =
            (0..width).map(|c| on.hessian_vector_product(&unit(c)).unwrap()).collect();
        for row in 0..5 {
            let at = |i: usize| row * width + i;
            let dot = |a: &[f64], b: &[f64]| (0..width).map(|i| a[at(i)] * b[at(i)]).sum::<f64>();
            let pairs = (0..width).flat_map(|i| (0..width).map(move |j| (i, j)));
            let size: f64 = pairs.clone().map(|(i, j)| (u[at(i)] * columns[j][at(i)] * v[at(j)]).abs()).sum();
            mixed += pairs.filter(|&(i, j)| i != j && columns[j][at(i)] != 0.0).count();
            let (a, b) = (dot(&u, &along_v), dot(&v, &along_u));
            assert!((a - b).abs() <= 32.0 * f64::EPSILON * size, "{loss}: {a} and {b} of {size}, {data:?}");
        }
    });
    assert!(mixed > 1000, "{mixed} mixed derivatives");
}

#[test]
fn where_items_are_numbers_they_are_those_of_the_hessian() {
    each::<f32>(70, 1, |loss, data, rng| {
        if !matches!(data, Data::Columns(..) | Data::Several(_) | Data::Weights(_)) {
            return;
        }
        let v = vector::<f32>(rng, 70);
        for input in loss.spec().varying() {
            let on = loss.on_inputs(data.inputs()).wrt(input.name).validate(false);
            let (_, hessian) = on.gradient_and_hessian().unwrap();
            let want: Vec<f32> = hessian.iter().zip(&v).map(|(h, v)| h * v).collect();
            assert_eq!(bits(&on.hessian_vector_product(&v).unwrap()), bits(&want), "{loss} wrt {input:?}");
        }
    });
}

fn same_bits<T: Storage>(items: usize, classes: usize) {
    each::<T>(items, classes, |loss, data, rng| {
        let width = data.width();
        let v = vector::<T>(rng, items * width);
        let on = loss.on_inputs(data.inputs()).validate(false).sum();
        let want = on.hessian_vector_product(&v).unwrap();
        for isa in Detected::all().into_iter().filter(|d| d.isa() != Isa::Base) {
            let got = on.isa(isa).threads(3).grain(16).hessian_vector_product(&v).unwrap();
            assert_eq!(bits(&got), bits(&want), "{loss}, {isa:?}");
        }
        let last = data.select(&[items - 1]);
        let at = (items - 1) * width..items * width;
        let alone = loss.on_inputs(last.inputs()).validate(false).sum();
        let alone = alone.hessian_vector_product(&v[at.clone()]).unwrap();
        assert_eq!(bits(&alone), bits(&want[at]), "{loss}: the last one alone");
    });
}

#[test]
fn no_bit_depends_on_threads_instructions_or_neighbours() {
    same_bits::<f32>(300, 5);
    same_bits::<f64>(40, 5);
    same_bits::<f32>(5, 130);
    same_bits::<f64>(5, 130);
}

#[test]
fn weights_masks_and_reductions_are_those_of_gradients() {
    each::<f64>(30, 3, |loss, data, rng| {
        let width = data.width();
        let on = loss.on_inputs(data.inputs());
        let v = vector::<f64>(rng, 30 * width);
        let each = on.values().hessian_vector_product(&v).unwrap();
        let (weight, mask) = (rng.weights::<f64>(30), rng.mask(30));
        let on = on.weight(&weight).mask(&mask);
        let sum = on.sum().hessian_vector_product(&v).unwrap();
        let eighth = on.per(8.0).hessian_vector_product(&v).unwrap();
        for (i, one) in each.iter().enumerate() {
            let counts = mask[i / width] && weight[i / width] != 0.0;
            let want = if counts { one * weight[i / width] } else { 0.0 };
            assert_eq!(sum[i].to_bits(), want.to_bits(), "{loss} at {i}");
            assert_eq!(eighth[i].to_bits(), (one / 8.0 * weight[i / width]).to_bits() * u64::from(counts));
        }
        // What is left out may be anything.
        let mut poisoned = data.clone();
        (0..30).filter(|&i| !mask[i]).for_each(|i| poisoned.poison(i, f64::NAN));
        let other = loss.on_inputs(poisoned.inputs()).weight(&weight).mask(&mask).sum();
        assert_eq!(bits(&other.hessian_vector_product(&v).unwrap()), bits(&sum), "{loss}");
        let none = [false; 30];
        let nothing = on.mask(&none);
        assert!(matches!(nothing.hessian_vector_product(&v), Err(Error::Empty { .. })), "{loss}");
        let zero = nothing.on_empty(OnEmpty::Zero).hessian_vector_product(&v).unwrap();
        assert!(zero.iter().all(|x| *x == 0.0), "{loss}");
    });
}

#[test]
fn rows_along_an_axis_have_the_same_ones() {
    // Two images of 3 x 2 pixels in 4 classes.
    let (shape, classes, pixels) = ([2, 4, 3, 2], 4, 6);
    let place = |row: usize, class: usize| (row / pixels * classes + class) * pixels + row % pixels;
    each::<f64>(12, classes, |loss, data, rng| {
        if data.width() == 1 || matches!(data, Data::Triples(..)) {
            return;
        }
        let spread = |x: &[f64]| {
            let mut y = vec![0.0; x.len()];
            x.iter().enumerate().for_each(|(i, x)| y[place(i / classes, i % classes)] = *x);
            y
        };
        let v = vector::<f64>(rng, 12 * classes);
        let (a, b, labels) = data.rows();
        let (a, b) = (spread(a), b.map(spread));
        let [a, b] = [Some(&a), b.as_ref()].map(|x| x.map(|x| Rows::spatial(x, &shape, 1).unwrap()));
        let inputs = lossfn::Inputs::from_rows(a.unwrap(), b, labels.map(lossfn::Labels::I64)).unwrap();
        let got = loss.on_inputs(inputs).hessian_vector_product(&spread(&v)).unwrap();
        let want = loss.on_inputs(data.inputs()).hessian_vector_product(&v).unwrap();
        assert_eq!(bits(&got), bits(&spread(&want)), "{loss}");
    });
}

#[test]
fn a_sum_of_losses_has_the_sum() {
    let rows = Logits::rows(&[0.5, -1.0, 2.0, 0.25, 0.0, 1.0], 3).unwrap();
    let (labels, v) = ([0u8, 2], [1.0f64, -0.5, 0.25, 2.0, 1.0, -1.0]);
    let reads = |e: &lossfn::Entry| plain(e).on(rows, &labels).mean().is_ok();
    let all: Vec<AnyLoss> = crate::support::apart().iter().filter(|e| reads(e)).map(plain).collect();
    for pair in all.windows(2) {
        let sum = lossfn::get(&format!("0.5*{} + 2*{}", pair[0], pair[1])).unwrap();
        let [a, b, sum] =
            [&pair[0], &pair[1], &sum].map(|l| l.on(rows, &labels).hessian_vector_product(&v).unwrap());
        for ((a, b), sum) in a.iter().zip(&b).zip(&sum) {
            assert_eq!((0.5 * a + 2.0 * b).to_bits(), sum.to_bits(), "{} and {}", pair[0], pair[1]);
        }
    }
    assert!(all.len() > 5);
}

#[test]
fn another_length_is_an_error_and_nothing_is_written() {
    let loss = Ranked::new();
    let rows = Logits::rows(&[0.5, -1.0, 2.0, 0.25], 2).unwrap();
    let on = loss.on(rows, &[0u8, 1]);
    let needed =
        |input, n| format!("`{input}` has shape ({n},), but (4,) is needed; shapes are never broadcast.");
    for n in [0, 3, 5] {
        let (wrong, right) = (vec![1.0; n], [1.0; 4]);
        let mut out = vec![9.0; n];
        let error = on.hessian_vector_product_into(&right, &mut out).unwrap_err();
        assert_eq!(error.to_string(), needed("product", n));
        assert!(out.iter().all(|x| *x == 9.0));
        let mut out = [9.0; 4];
        let error = on.hessian_vector_product_into(&wrong, &mut out).unwrap_err();
        assert_eq!((error.to_string(), out), (needed("vector", n), [9.0; 4]));
    }
    let mut out = [9.0; 4];
    let error = loss.on(rows, &[0u8, 2]).hessian_vector_product_into(&[1.0; 4], &mut out).unwrap_err();
    assert!(matches!(error, Error::Label { row: 1, label: 2, classes: 2 }), "{error}");
    assert_eq!(out, [9.0; 4]);
}
