//! Losses of items that belong to groups: the questions of `bits`, `poison`, `sums`, `halves`, `product` and
//! `bad_input`, and whether derivatives are those of the values.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, plain, ulps};
use lossfn::{
    AnyLoss, Entry, Error, Groups, Inputs, On, OnEmpty,
    data::Storage,
    kernels::{Detected, Isa},
    spec::{Grouping, Stage},
};

fn grouped() -> Vec<Entry> {
    let all: Vec<Entry> =
        lossfn::catalogue().into_iter().filter(|e| matches!(e.spec.stage, Stage::Groups(_))).collect();
    assert!(!all.is_empty());
    all
}

/// Scores and the other columns, and groups of 0 to 8 items that stand anywhere.
fn draw<T: Storage>(loss: &AnyLoss, rng: &mut Random, items: usize) -> (Vec<Vec<T>>, Groups) {
    let data = match Data::<T>::draw(loss, rng, items, 1) {
        Data::Columns(scores, labels) => vec![scores, labels],
        Data::Several(columns) => columns,
        other => panic!("no columns: {other:?}"),
    };
    let keys: Vec<u32> = (0..items).map(|_| rng.below(items.div_ceil(4)) as u32).collect();
    (data, Groups::keys(&keys))
}

/// As many of these columns as the loss reads.
fn inputs<'a, T>(loss: &AnyLoss, data: &'a [Vec<T>], groups: &'a Groups) -> Inputs<'a, T> {
    let columns: Vec<&[T]> = data[..loss.spec().inputs.len()].iter().map(|x| &x[..]).collect();
    Inputs::grouped(&columns, groups).unwrap()
}

fn on<'a, T: Storage + lossfn::data::Element<Wide = T>>(
    loss: &'a AnyLoss,
    data: &'a [Vec<T>],
    groups: &'a Groups,
) -> On<'a, T> {
    loss.on_inputs(inputs(loss, data, groups))
}

/// Whether weights are those of groups.
fn weighs_groups(loss: &AnyLoss) -> bool {
    !matches!(loss.spec().stage, Stage::Groups(grouping) if grouping.weighs_items())
}

/// Whether the items of a group are compared with each other, and not with what there is.
fn compares(loss: &AnyLoss) -> bool {
    !matches!(loss.spec().stage, Stage::Groups(Grouping::Region | Grouping::Errors))
}

/// All that is asked of a loss, as bits.
fn answer<T: Storage + lossfn::data::Element<Wide = T>>(on: On<'_, T>) -> Vec<u64> {
    let (value, gradient) = on.value_and_gradient().unwrap();
    let (same, hessian) = on.gradient_and_hessian().unwrap();
    assert_eq!(bits(&gradient), bits(&same));
    let product = on.hessian_vector_product(&gradient).unwrap();
    assert_eq!(on.value().unwrap().to_bits(), value.to_bits());
    [vec![value.to_bits()], bits(&gradient), bits(&hessian), bits(&product), bits(&on.to_vec().unwrap())]
        .concat()
}

#[test]
fn bits_depend_on_neither_threads_nor_vectors() {
    fn check<T: Storage + lossfn::data::Element<Wide = T>>() {
        for entry in grouped() {
            let loss = plain(&entry);
            let (data, groups) = draw::<T>(&loss, &mut Random(3), 700);
            let on = on(&loss, &data, &groups);
            let want = answer(on.threads(1));
            for threads in [2, 3, 8] {
                assert_eq!(answer(on.threads(threads)), want, "{loss}, {threads} threads");
            }
            let fused = |d: &Detected| d.isa() != Isa::Base || !cfg!(target_arch = "x86_64");
            for isa in Detected::all().into_iter().filter(fused) {
                assert_eq!(answer(on.isa(isa)), want, "{loss}, {:?}", isa.isa());
            }
        }
    }
    check::<f32>();
    check::<f64>();
}

/// Items of a mask, and groups or items of no weight, may hold anything, and are as if they were not there.
#[test]
fn what_is_left_out_is_compared_with_none() {
    for entry in grouped() {
        let loss = plain(&entry);
        let mut rng = Random(5);
        let (data, groups) = draw::<f64>(&loss, &mut rng, 200);
        let keep: Vec<bool> = (0..200).map(|_| rng.below(4) != 0).collect();
        let weighed = if weighs_groups(&loss) { groups.len() } else { 200 };
        let weight: Vec<f64> =
            (0..weighed).map(|_| if rng.below(4) == 0 { 0.0 } else { rng.between(0.5, 2.0) }).collect();
        let mut poisoned = data.clone();
        let (mut kept, mut sizes, mut weights) = (vec![], vec![], vec![]);
        for group in 0..groups.len() {
            let mut size = 0;
            for item in groups.group(group) {
                let w = weight[if weighs_groups(&loss) { group } else { item }];
                if w == 0.0 || !keep[item] {
                    for column in &mut poisoned {
                        column[item] = f64::NAN;
                    }
                    continue;
                }
                kept.push(item);
                size += 1;
                if !weighs_groups(&loss) {
                    weights.push(w);
                }
            }
            if !weighs_groups(&loss) {
                sizes.push(size);
            } else if weight[group] != 0.0 {
                sizes.push(size);
                weights.push(weight[group]);
            }
        }
        let want = answer(on(&loss, &data, &groups).mask(&keep).weight(&weight));
        assert_eq!(answer(on(&loss, &poisoned, &groups).mask(&keep).weight(&weight)), want, "{loss}");
        let thin: Vec<Vec<f64>> = data.iter().map(|x| kept.iter().map(|&i| x[i]).collect()).collect();
        let sizes = Groups::sizes(&sizes);
        let (value, gradient) = on(&loss, &thin, &sizes).weight(&weights).value_and_gradient().unwrap();
        assert!(ulps(f64::from_bits(want[0]), value) < 2, "{loss}");
        let mut all = vec![0.0; 200];
        kept.iter().zip(&gradient).for_each(|(item, g)| all[*item] = *g);
        assert_eq!(want[1..201], bits(&all), "{loss}");
    }
}

/// The order of groups and of the items in them does not matter, but for roundings; a key says the same as offsets.
#[test]
fn groups_may_stand_in_any_order() {
    for entry in grouped() {
        let loss = plain(&entry);
        let mut rng = Random(8);
        let (data, groups) = draw::<f64>(&loss, &mut rng, 60);
        let (value, gradient) = on(&loss, &data, &groups).value_and_gradient().unwrap();
        let mut order: Vec<usize> = (0..groups.len()).collect();
        rng.shuffle(&mut order);
        let mut places: Vec<Vec<usize>> = order.iter().map(|g| groups.group(*g).collect()).collect();
        for items in &mut places {
            rng.shuffle(items);
        }
        let sizes: Vec<usize> = places.iter().map(Vec::len).collect();
        let places = places.concat();
        let moved: Vec<Vec<f64>> = data.iter().map(|x| places.iter().map(|&i| x[i]).collect()).collect();
        let sizes = Groups::sizes(&sizes);
        let (same, there) = on(&loss, &moved, &sizes).value_and_gradient().unwrap();
        assert!(ulps(value, same) < 4, "{loss}: {value} and {same}");
        let size = gradient.iter().fold(0.0, |size: f64, g| size.max(g.abs()));
        for (g, &item) in there.iter().zip(&places) {
            assert!((g - gradient[item]).abs() <= 1e-15 * size, "{loss}");
        }
        // The sum is that of each group alone.
        let each = (0..groups.len()).map(|group| {
            let items: Vec<usize> = groups.group(group).collect();
            let own: Vec<Vec<f64>> = data.iter().map(|x| items.iter().map(|&i| x[i]).collect()).collect();
            let own: Vec<&[f64]> = own.iter().map(|x| &x[..]).collect();
            loss.on_inputs(Inputs::from_columns(&own).unwrap()).sum().value().unwrap()
        });
        let whole = on(&loss, &data, &groups).sum().value().unwrap();
        assert!(ulps(each.sum::<f64>(), whole) < 64, "{loss}");
    }
}

/// Differences of values are what the gradient says, and those of gradients what the products with the hessian say.
#[test]
fn derivatives_are_those_of_the_values() {
    for entry in grouped() {
        for round in 0..6 {
            let mut rng = Random(100 + round);
            let loss = if round < 2 { plain(&entry) } else { drawn(&entry, &mut rng, 3) };
            let (data, groups) = draw::<f64>(&loss, &mut rng, 17);
            let weighed = if weighs_groups(&loss) { groups.len() } else { 17 };
            let weight: Vec<f64> = (0..weighed).map(|_| rng.between(0.5, 2.0)).collect();
            let way: Vec<f64> = (0..17).map(|_| rng.between(-1.0, 1.0)).collect();
            let moved = |by: f64| {
                let mut moved = data.clone();
                moved[0].iter_mut().zip(&way).for_each(|(x, way)| *x += by * way);
                moved
            };
            let at = |by: f64| on(&loss, &moved(by), &groups).weight(&weight).value_and_gradient().unwrap();
            let here = on(&loss, &data, &groups).weight(&weight);
            let (gradient, hessian) = here.gradient_and_hessian().unwrap();
            let product = here.hessian_vector_product(&way).unwrap();
            // What derivatives take as given changes with the scores; vectors tell of these.
            if loss.spec().properties.differentiable != Some(false) {
                const STEP: f64 = 1.0 / (1 << 13) as f64;
                let [(a, before), (b, after)] = [-STEP, STEP].map(at);
                let want: f64 = gradient.iter().zip(&way).map(|(g, way)| g * way).sum();
                let size = gradient.iter().map(|g| g.abs()).sum::<f64>().max(a);
                assert!(((b - a) / (2.0 * STEP) - want).abs() <= 1e-6 * size, "{loss}");
                let bent = product.iter().map(|p| p.abs()).sum::<f64>();
                for ((p, a), b) in product.iter().zip(before).zip(after) {
                    assert!((p - (b - a) / (2.0 * STEP)).abs() <= 1e-6 * bent, "{loss}: {p}");
                }
            }
            let properties = &loss.spec().properties;
            if properties.convex == Some(true) {
                let along: f64 = product.iter().zip(&way).map(|(p, way)| p * way).sum();
                let size: f64 = product.iter().zip(&way).map(|(p, way)| (p * way).abs()).sum();
                assert!(along >= -16.0 * f64::EPSILON * size, "{loss} bends down: {along}");
            }
            if properties.non_negative == Some(true) && weighs_groups(&loss) {
                assert!(here.to_vec().unwrap().iter().all(|value| *value >= 0.0), "{loss}");
            }
            for (i, bend) in hessian.iter().enumerate() {
                let mut one = vec![0.0; 17];
                one[i] = 1.0;
                let column = here.hessian_vector_product(&one).unwrap();
                // What cancels is 0, but for what rounding leaves of some thirty digits.
                let size = column.iter().map(|x| x.abs()).fold(1.0, f64::max);
                let nothing = column[i].abs().max(bend.abs()) <= f64::EPSILON.powi(2) * size;
                assert!(nothing || ulps(column[i], *bend) <= 16, "{loss}: {} and {bend}", column[i]);
            }
            // Scores of a group that all grow by the same change nothing.
            for group in (0..groups.len()).filter(|_| compares(&loss)) {
                let total: f64 = groups.group(group).map(|i| gradient[i]).sum();
                let size = groups.group(group).map(|i| gradient[i].abs()).sum::<f64>();
                assert!(total.abs() <= 8.0 * f64::EPSILON * size, "{loss}: {total}");
            }
            let (same, curvature) = here.boosting().unwrap();
            assert_eq!(bits(&same), bits(&gradient), "{loss}");
            assert!(curvature.iter().all(|c| *c >= 0.0), "{loss}");
        }
    }
}

#[test]
fn groups_without_a_comparison_do_not_count() {
    for loss in grouped().iter().map(plain).filter(compares) {
        let data = [vec![0.5, -1.0, 2.0], vec![1.0, 2.0, 0.0], vec![1.0, 0.0, 0.0]];
        let both = Groups::sizes(&[2, 1, 0]);
        let first: Vec<&[f64]> = data[..loss.spec().inputs.len()].iter().map(|x| &x[..2]).collect();
        let alone = loss.on_inputs(Inputs::from_columns(&first).unwrap()).mean().unwrap();
        let on = on(&loss, &data, &both);
        assert_eq!(on.mean(), Ok(alone), "{loss}");
        assert_eq!(on.mean_n().value(), Ok(alone), "{loss}");
        assert_eq!(on.to_vec().unwrap()[1..], [0.0, 0.0], "{loss}");
        assert_eq!(on.gradient().unwrap()[2], 0.0, "{loss}");
        let none = on.mask(&[false, true, true]);
        assert!(matches!(none.mean(), Err(Error::Empty { rows: 3, dropped: 3 })), "{loss}");
        assert_eq!(none.on_empty(OnEmpty::Zero).mean(), Ok(0.0), "{loss}");
        assert_eq!(none.on_empty(OnEmpty::Zero).hessian_vector_product(&[1.0; 3]), Ok(vec![0.0; 3]));
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    for entry in grouped() {
        let loss = plain(&entry);
        let groups = Groups::sizes(&[2, 1]);
        let data = [vec![1.0, 2.0, 3.0], vec![0.0, 1.0, 1.0], vec![1.0, 0.0, 1.0]];
        let mut short = data.clone();
        for column in &mut short {
            column.truncate(2);
        }
        assert!(
            matches!(on(&loss, &short, &groups).mean(), Err(Error::Shape { .. })),
            "{loss}: items without a place"
        );
        short[0].push(3.0);
        assert!(
            matches!(on(&loss, &short, &groups).mean(), Err(Error::Shape { .. })),
            "{loss}: too few relevances"
        );
        let whole = on(&loss, &data, &groups);
        assert!(
            matches!(whole.weight(&[1.0; 4]).mean(), Err(Error::Shape { input: "weight", .. })),
            "{loss}"
        );
        assert!(matches!(whole.mask(&[true; 2]).mean(), Err(Error::Shape { input: "mask", .. })), "{loss}");
        let second = loss.spec().inputs[1].name;
        assert!(matches!(whole.wrt(second).gradient(), Err(Error::Unsupported { .. })), "{loss}");
        let mut spoilt = data.clone();
        spoilt[0][1] = f64::NAN;
        let spoilt = on(&loss, &spoilt, &groups).validate(false);
        assert!(spoilt.mean().unwrap().is_nan(), "{loss}");
        assert!(spoilt.gradient().unwrap()[..2].iter().all(|g| g.is_nan()), "{loss}");
    }
    for (offsets, told) in [(&[0, 3, 2][..], "3 before 2"), (&[1, 2], "1 first"), (&[], "nothing")] {
        let error = Groups::offsets(offsets).unwrap_err().to_string();
        assert!(error.contains(told), "{error}");
    }
}
