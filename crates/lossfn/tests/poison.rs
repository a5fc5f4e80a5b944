//! What does not count may hold anything; what counts and is NaN stays where it is.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, one, plain};
use lossfn::{On, OnEmpty, data::Storage, spec::Stage};

type Everything = (Vec<Vec<u64>>, Vec<u8>);

fn everything<T: Storage>(on: On<'_, T>) -> Everything {
    let on = on.on_empty(OnEmpty::Zero);
    let (value, fused) = on.value_and_gradient().unwrap();
    let (gradient, hessian) = crate::support::derivatives(on);
    let means =
        [on.mean(), on.sum().value(), on.mean_n().value(), on.batch_mean().value()].map(|x| one(x.unwrap()));
    let values = on.to_vec().unwrap();
    let all =
        vec![vec![one(value)], means.to_vec(), bits(&values), bits(&fused), bits(&gradient), bits(&hessian)];
    (all, on.partial().unwrap().to_bytes())
}

fn poisons<T: Storage>() -> Vec<T> {
    let all = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1e30, 1e30];
    all.map(T::from_f64).to_vec()
}

fn hidden<T: Storage>() {
    let items = 500;
    for entry in crate::support::apart() {
        for round in 0..4 {
            let mut rng = Random(round);
            let loss = if round == 0 { plain(&entry) } else { drawn(&entry, &mut rng, 5) };
            let clean = Data::<T>::draw(&loss, &mut rng, items, 5);
            let clean = if round == 3 { clean.softened(&mut rng).unwrap_or(clean) } else { clean };
            let (mask, weight) = (rng.mask(items), rng.weights::<T>(items));
            let zero: Vec<bool> = weight.iter().map(|w| w.to_f64() != 0.0).collect();
            for by_weight in [false, true] {
                let keep = if by_weight { &zero } else { &mask };
                let mut bad = clean.clone();
                for i in (0..items).filter(|&i| !keep[i]) {
                    bad.poison(i, rng.pick(&poisons::<T>()));
                }
                let ask = |data: &Data<T>, validate| {
                    let on = loss.on_inputs(data.inputs()).validate(validate);
                    if by_weight { everything(on.weight(&weight)) } else { everything(on.mask(&mask)) }
                };
                // A loss may read no target distributions.
                if loss.on_inputs(clean.inputs()).on_empty(OnEmpty::Zero).mean().is_err() {
                    continue;
                }
                for validate in [true, false] {
                    assert!(
                        ask(&bad, validate) == ask(&clean, validate),
                        "{loss}, {}, by weight: {by_weight}",
                        T::NAME
                    );
                }
            }
        }
    }
}
#[test]
fn masked_items_and_items_of_weight_zero_change_no_bit_in_f32() {
    hidden::<f32>();
}
#[test]
fn masked_items_and_items_of_weight_zero_change_no_bit_in_f64() {
    hidden::<f64>();
}

#[test]
fn ignored_rows_change_no_bit() {
    for entry in crate::support::apart() {
        let mut rng = Random(9);
        let loss = drawn(&entry, &mut rng, 5);
        let mut clean = Data::<f32>::draw(&loss, &mut rng, 200, 5);
        let (Data::Labelled(_, labels, _) | Data::Taught(_, _, labels, _)) = &mut clean else { continue };
        labels.iter_mut().filter(|_| rng.below(3) == 0).for_each(|l| *l = i64::MIN);
        let ignored: Vec<usize> = (0..200).filter(|&i| labels[i] == i64::MIN).collect();
        let mut bad = clean.clone();
        for &i in &ignored {
            bad.poison(i, rng.pick(&poisons()));
        }
        let ask = |data: &Data<f32>| everything(loss.on_inputs(data.inputs()).ignore(i64::MIN));
        assert!(ask(&bad) == ask(&clean), "{loss}");
    }
}

fn local<T: Storage>() {
    let items = 70;
    for entry in crate::support::apart() {
        let mut rng = Random(10);
        let loss = plain(&entry);
        let clean = Data::<T>::draw(&loss, &mut rng, items, 5);
        let width = clean.width();
        for item in [0, 1, 33, 69] {
            let mut bad = clean.clone();
            let nan = T::from_f64(f64::NAN);
            if let Data::Labelled(scores, ..) | Data::Taught(scores, ..) = &mut bad {
                scores[item * width..][..width].fill(nan);
            } else {
                *bad.first(item) = nan;
            }
            let ask = |data: &Data<T>| {
                let on = loss.on_inputs(data.inputs()).validate(false).sum();
                (on.to_vec().unwrap(), on.gradient().unwrap(), on.value().unwrap())
            };
            let (was, is) = (ask(&clean), ask(&bad));
            assert!(is.2.is_nan(), "{loss}: a sum with a NaN is {}", is.2);
            for i in 0..items {
                let same = bits(&was.0[i..=i]) == bits(&is.0[i..=i]);
                let [g, h] = [&was.1, &is.1].map(|g| &g[i * width..][..width]);
                if i == item {
                    assert!(is.0[i].to_f64().is_nan(), "{loss}: the loss of NaN is {:?}", is.0[i]);
                    // The derivative of a log-probability is a constant.
                    let constant = entry.spec.stage == Stage::LogProbabilities;
                    assert!(constant || h[0].to_f64().is_nan(), "{loss}: the slope at NaN is {:?}", h[0]);
                } else {
                    assert!(same && bits(g) == bits(h), "{loss}: NaN at {item} changes item {i}");
                }
            }
        }
    }
}
#[test]
fn a_nan_stays_local_in_f32() {
    local::<f32>();
}
#[test]
fn a_nan_stays_local_in_f64() {
    local::<f64>();
}
