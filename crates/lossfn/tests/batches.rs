//! Losses of a batch, whose items depend on each other: the questions of `bits`, `poison`, `sums`, `halves`, `wrt`
//! and `bad_input`, and whether derivatives are those of the values.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, plain, ulps};
use lossfn::{
    AnyLoss, Entry, Error, Inputs, Labels, On, OnEmpty, Rows,
    data::Storage,
    kernels::{Detected, Isa},
    spec::{Pairing, Stage},
};

fn coupled() -> Vec<(Entry, Pairing)> {
    let pairing = |e: Entry| if let Stage::Batch(pairing) = e.spec.stage { Some((e, pairing)) } else { None };
    lossfn::catalogue().into_iter().filter_map(pairing).collect()
}

/// What derivatives are taken in: the tables, and parameters.
fn variables(entry: &Entry) -> Vec<&'static str> {
    let factors = entry.spec.params.iter().map(|p| p.name);
    let factors = factors.filter(|name| ["temperature", "scale", "bias"].contains(name));
    entry.spec.varying().map(|i| i.name).chain(factors).collect()
}

/// A value and a gradient as bits.
fn answer<T: Storage>(on: On<'_, T>) -> (u64, Vec<u64>) {
    let (value, gradient) = on.value_and_gradient().unwrap();
    (value.to_bits(), bits(&gradient))
}

#[test]
fn bits_depend_on_neither_threads_nor_vectors() {
    for (entry, _) in coupled() {
        let mut rng = Random(3);
        let loss = plain(&entry);
        // More than a block of anchors, more than a part of keys, neither of them whole.
        let data = Data::<f32>::draw(&loss, &mut rng, 531, 19);
        for name in variables(&entry) {
            let on = loss.on_inputs(data.inputs()).wrt(name);
            let want = answer(on.threads(1));
            assert_eq!(on.value().unwrap().to_bits(), want.0, "{loss}: the value alone");
            for threads in [2, 3, 8] {
                assert_eq!(answer(on.threads(threads)), want, "{loss} wrt {name}, {threads} threads");
            }
            let fused = |d: &Detected| d.isa() != Isa::Base || !cfg!(target_arch = "x86_64");
            for isa in Detected::all().into_iter().filter(fused) {
                assert_eq!(answer(on.isa(isa)), want, "{loss} wrt {name}, {:?}", isa.isa());
            }
        }
    }
}

/// The batch without the rows that do not count.
fn thinned(data: &Data<f64>, keep: &[bool]) -> Data<f64> {
    let columns = data.width();
    let rows = |x: &[f64]| -> Vec<f64> {
        x.chunks(columns).zip(keep).filter(|(_, k)| **k).flat_map(|(row, _)| row.to_vec()).collect()
    };
    let labels = |y: &[i64]| y.iter().zip(keep).filter(|(_, k)| **k).map(|(y, _)| *y).collect();
    match data {
        Data::Tables(a, b, _) => Data::Tables(rows(a), rows(b), columns),
        Data::Labelled(a, y, _) => Data::Labelled(rows(a), labels(y), columns),
        Data::Taught(a, b, y, _) => Data::Taught(rows(a), b.clone(), labels(y), columns),
        Data::Triples([a, b, c], _) => Data::Triples([rows(a), rows(b), c.clone()], columns),
        _ => panic!("no batch"),
    }
}

/// All of a batch, also where there are not as many classes or negatives as rows.
fn whole(data: &Data<f64>) -> Inputs<'_, f64> {
    let table = |x| Rows::rows(x, data.width()).unwrap();
    match data {
        Data::Taught(a, b, y, _) => Inputs::Taught(table(a), table(b), Labels::I64(y)),
        Data::Triples([a, b, c], _) => Inputs::Triples(table(a), table(b), table(c)),
        _ => data.inputs(),
    }
}

#[test]
fn rows_that_are_left_out_are_compared_with_none() {
    for (entry, pairing) in coupled() {
        for round in 0..4 {
            let mut rng = Random(round);
            let loss = plain(&entry);
            let data = Data::<f64>::draw(&loss, &mut rng, 37, 5);
            let keep: Vec<bool> = (0..37).map(|_| rng.below(4) != 0).collect();
            let weight: Vec<f64> = keep.iter().map(|&k| f64::from(u8::from(k))).collect();
            // NaN where nothing is read, and a label that is no class.
            let mut poisoned = data.clone();
            let poison = |x: &mut Vec<f64>| {
                for (row, _) in x.chunks_mut(5).zip(&keep).filter(|(_, k)| !**k) {
                    row.fill(f64::NAN);
                }
            };
            match &mut poisoned {
                Data::Tables(a, b, _) | Data::Triples([a, b, _], _) => [a, b].into_iter().for_each(poison),
                Data::Labelled(a, y, _) | Data::Taught(a, _, y, _) => {
                    poison(a);
                    y.iter_mut().zip(&keep).filter(|(_, k)| !**k).for_each(|(y, _)| *y = -7);
                }
                _ => panic!("no batch"),
            }
            let few = thinned(&data, &keep);
            for name in variables(&entry) {
                let masked = answer(loss.on_inputs(data.inputs()).wrt(name).mask(&keep));
                let on = loss.on_inputs(poisoned.inputs()).wrt(name);
                assert_eq!(answer(on.mask(&keep)), masked, "{loss} wrt {name}, masked");
                assert_eq!(answer(on.weight(&weight)), masked, "{loss} wrt {name}, of no weight");
                if pairing.labels() {
                    assert_eq!(answer(on.ignore(-7)), masked, "{loss} wrt {name}, ignored");
                }
                // The same as if they were not there, but for the order of sums.
                let (value, gradient) = loss.on_inputs(whole(&few)).wrt(name).value_and_gradient().unwrap();
                assert!(ulps(f64::from_bits(masked.0), value) < 64, "{loss}: {value}");
                let size = gradient.iter().fold(0.0, |size: f64, g| size.max(g.abs()));
                let of_rows = gradient.len() == few.items() * 5 && name != "negative";
                let there: Vec<f64> = (masked.1.iter().enumerate())
                    .filter(|(i, _)| !of_rows || keep[i / 5])
                    .map(|(_, g)| f64::from_bits(*g))
                    .collect();
                assert_eq!(there.len(), gradient.len());
                for (a, b) in there.iter().zip(&gradient) {
                    assert!((a - b).abs() <= size * 1e-12, "{loss} wrt {name}: {a} and {b}");
                }
                for (i, g) in masked.1.iter().enumerate().filter(|(i, _)| of_rows && !keep[i / 5]) {
                    assert_eq!(*g, 0, "{loss} wrt {name}: a derivative at {i}");
                }
            }
        }
    }
}

/// Differences of values are what the gradient says, for any way to move all numbers at once, also where weights
/// and the divisor of a mean come in.
#[test]
fn gradients_are_those_of_the_values() {
    for (entry, _) in coupled() {
        for round in 0..6 {
            let mut rng = Random(100 + round);
            let loss = if round < 2 { plain(&entry) } else { drawn(&entry, &mut rng, 3) };
            let data = Data::<f64>::draw(&loss, &mut rng, 9, 4);
            let weight: Vec<f64> = (0..9).map(|_| rng.between(0.5, 2.0)).collect();
            for (k, input) in entry.spec.varying().enumerate() {
                let moved = |by: f64| {
                    let mut rng = Random(7 + round);
                    let mut data = data.clone();
                    let table = match (&mut data, k) {
                        (Data::Triples(tables, _), k) => &mut tables[k],
                        (Data::Tables(a, ..) | Data::Labelled(a, ..) | Data::Taught(a, ..), 0)
                        | (Data::Tables(_, a, _) | Data::Taught(_, a, ..), _) => a,
                        _ => panic!("no table {k}"),
                    };
                    let way: Vec<f64> = table.iter().map(|_| rng.between(-1.0, 1.0)).collect();
                    table.iter_mut().zip(&way).for_each(|(x, way)| *x += by * way);
                    (data, way)
                };
                let value = |by: f64| loss.on_inputs(moved(by).0.inputs()).weight(&weight).mean().unwrap();
                let gradient =
                    loss.on_inputs(data.inputs()).weight(&weight).wrt(input.name).gradient().unwrap();
                let want: f64 = gradient.iter().zip(moved(0.0).1).map(|(g, way)| g * way).sum();
                let slope = |h: f64| (value(h) - value(-h)) / (2.0 * h);
                // Two steps of Richardson: the error is of the sixth order.
                let h = 1e-3;
                let [a, b, c] = [slope(h), slope(h / 2.0), slope(h / 4.0)];
                let [d, e] = [b + (b - a) / 3.0, c + (c - b) / 3.0];
                let got = e + (e - d) / 15.0;
                let size = gradient.iter().map(|g| g.abs()).sum::<f64>().max(value(0.0).abs());
                assert!((got - want).abs() <= 1e-5 * size, "{loss} wrt {}: {got}, not {want}", input.name);
            }
        }
    }
}

#[test]
fn derivatives_in_parameters_are_those_of_the_values() {
    let mut seen = 0;
    for (entry, _) in coupled() {
        for (k, param) in entry.spec.params.iter().enumerate() {
            if !variables(&entry).contains(&param.name) {
                continue;
            }
            let loss = plain(&entry);
            let data = Data::<f64>::draw(&loss, &mut Random(5), 9, 4);
            let mut values = loss.terms()[0].loss.values();
            let lossfn::spec::Value::Number(x) = values[k] else { panic!("no number") };
            let mut at = |x: f64| {
                values[k] = lossfn::spec::Value::Number(x);
                AnyLoss::of(entry.build(&values).unwrap()).on_inputs(data.inputs()).mean().unwrap()
            };
            let h = 1e-4 * x;
            let mut slope = |h: f64| (at(x + h) - at(x - h)) / (2.0 * h);
            let (a, b) = (slope(h), slope(h / 2.0));
            let got = b + (b - a) / 3.0;
            let want = loss.on_inputs(data.inputs()).wrt(param.name).gradient().unwrap();
            assert_eq!(want.len(), 1);
            let size = want[0].abs().max(loss.on_inputs(data.inputs()).mean().unwrap() / x.abs() * 1e-3);
            assert!((got - want[0]).abs() <= 1e-6 * size, "{loss} wrt {}: {got}, not {want:?}", param.name);
            seen += 1;
        }
    }
    assert!(seen > 0);
}

/// Lengths of rows do not matter, at any size; rows of zeros have the gradient 0.
#[test]
fn only_directions_count() {
    fn check<T: Storage>(powers: &[i32]) {
        for (entry, _) in coupled().into_iter().filter(|(_, pairing)| *pairing != Pairing::Centres) {
            let loss = plain(&entry);
            let data = Data::<T>::draw(&loss, &mut Random(11), 7, 4);
            let scaled = |by: f64| data.map(|x| T::from_f64(x.to_f64() * by));
            let want = loss.on_inputs(scaled(1.0).inputs()).mean().unwrap();
            for &power in powers {
                let long = scaled(2f64.powi(power));
                assert_eq!(loss.on_inputs(long.inputs()).mean().unwrap(), want, "{loss}: 2^{power}");
                let gradient = loss.on_inputs(long.inputs()).gradient().unwrap();
                assert!(gradient.iter().all(|g| g.to_f64().is_finite()), "{loss}: 2^{power}");
            }
            let mut empty = data.clone();
            match &mut empty {
                Data::Tables(a, ..)
                | Data::Labelled(a, ..)
                | Data::Taught(a, ..)
                | Data::Triples([a, ..], _) => {
                    a[8..12].fill(T::default());
                }
                _ => panic!("no batch"),
            }
            let (value, gradient) = loss.on_inputs(empty.inputs()).value_and_gradient().unwrap();
            assert!(value.is_finite() && gradient[8..12].iter().all(|g| g.to_f64() == 0.0), "{loss}");
        }
    }
    check::<f32>(&[100, -100]);
    check::<f64>(&[660, -660, 1000]);
}

#[test]
fn what_a_batch_has_not_is_refused() {
    let all = coupled();
    assert!(!all.is_empty());
    for (entry, pairing) in all {
        let loss = plain(&entry);
        let data = Data::<f64>::draw(&loss, &mut Random(1), 6, 3);
        let on = loss.on_inputs(data.inputs());
        assert!(matches!(on.gradient_and_hessian(), Err(Error::Unsupported { .. })), "{loss}");
        assert!(matches!(on.boosting(), Err(Error::Unsupported { .. })), "{loss}");
        assert!(matches!(
            loss.reference(data.inputs()),
            Err(Error::Unsupported { .. } | Error::Inputs { .. })
        ));
        assert!(matches!(on.wrt("no such").gradient(), Err(Error::UnknownInput { .. })), "{loss}");
        assert!(matches!(on.mask(&[false; 6]).mean(), Err(Error::Empty { .. })), "{loss}");
        assert_eq!(on.mask(&[false; 6]).on_empty(OnEmpty::Zero).mean(), Ok(0.0), "{loss}");
        if pairing.tables() == 2 && pairing.labels() {
            let (table, classes) = (Rows::rows(&[1.0; 6], 3).unwrap(), Rows::rows(&[0.5; 9], 3).unwrap());
            let inputs = |labels| Inputs::Taught(table, classes, Labels::U8(labels));
            let error = loss.on_inputs(inputs(&[0, 3])).mean().unwrap_err();
            assert_eq!(error, Error::Label { row: 1, label: 3, classes: 3 }, "{loss}");
            assert!(matches!(loss.on_inputs(inputs(&[0])).mean(), Err(Error::Shape { .. })));
            assert_eq!(
                loss.on_inputs(inputs(&[0, 2])).wrt(entry.spec.inputs[1].name).gradient().unwrap().len(),
                9
            );
        } else if pairing.tables() == 2 {
            let (a, b) = (Rows::rows(&[1.0; 6], 3).unwrap(), Rows::rows(&[0.5; 9], 3).unwrap());
            assert!(
                matches!(loss.on_inputs(Inputs::Tables(a, b)).mean(), Err(Error::Shape { .. })),
                "{loss}"
            );
        }
    }
}

/// With the other keys of its batch as negatives, a query has the loss that it has in the batch.
#[test]
fn negatives_are_keys_that_others_do_not_have() {
    const COLUMNS: usize = 7;
    fn rows(x: &[f64]) -> Rows<'_, f64> {
        Rows::rows(x, COLUMNS).unwrap()
    }
    let batch = lossfn::get("info_nce(temperature=0.3)").unwrap();
    let apart = lossfn::get("info_nce_negatives(temperature=0.3)").unwrap();
    // More than a part of keys.
    let data = Data::<f64>::draw(&batch, &mut Random(3), 1100, COLUMNS);
    let (query, key, _) = data.rows();
    let key = key.unwrap();
    let want = batch.on(rows(query), rows(key)).to_vec().unwrap();
    for i in [0, 1, 511, 512, 1099] {
        let own = i * COLUMNS..(i + 1) * COLUMNS;
        let others = [&key[..own.start], &key[own.end..]].concat();
        let one = apart.on_inputs(Inputs::Triples(rows(&query[own.clone()]), rows(&key[own]), rows(&others)));
        assert!(ulps(one.to_vec().unwrap()[0], want[i]) < 64, "{i}");
        assert_eq!(one.wrt("negative").gradient().unwrap().len(), others.len());
    }
    // Queries do not meet each other's keys, and all meet all negatives.
    let (few, negatives) = (150 * COLUMNS, &key[200 * COLUMNS..]);
    let all = Inputs::Triples(rows(&query[..few]), rows(&key[..few]), rows(negatives));
    let together = apart.on_inputs(all);
    let slopes = ["query", "key", "negative"].map(|name| together.wrt(name).sum().gradient().unwrap());
    let mut of_negatives = vec![0.0; negatives.len()];
    for i in 0..150 {
        let own = i * COLUMNS..(i + 1) * COLUMNS;
        let [q, k] = [query, key].map(|x| rows(&x[own.clone()]));
        let one = apart.on_inputs(Inputs::Triples(q, k, rows(negatives)));
        assert_eq!(one.to_vec().unwrap()[0], together.to_vec().unwrap()[i]);
        for (name, all) in ["query", "key"].iter().zip(&slopes) {
            assert_eq!(one.wrt(name).gradient().unwrap(), all[own.clone()], "{name}, {i}");
        }
        let each = one.wrt("negative").gradient().unwrap();
        of_negatives.iter_mut().zip(each).for_each(|(sum, x)| *sum += x);
    }
    let size = of_negatives.iter().fold(0.0, |size: f64, x| size.max(x.abs()));
    for (sum, x) in of_negatives.iter().zip(&slopes[2]) {
        assert!((sum - x).abs() <= 1e-13 * size, "{sum} and {x}");
    }
    let none = apart.on_inputs(Inputs::Triples(rows(&query[..few]), rows(&key[..few]), rows(&[])));
    assert!(none.to_vec().unwrap().iter().all(|&value| value == 0.0));
    let short = Rows::rows(&key[..6], 6).unwrap();
    let error = apart.on_inputs(Inputs::Triples(rows(query), rows(key), short)).mean().unwrap_err();
    assert!(
        error.to_string().contains("`negative` has shape (1, 6), but (negatives, 7) is needed"),
        "{error}"
    );
}

/// What the specs say: never below 0, the same with the tables exchanged, or not, and convex in the first table.
#[test]
fn claims_hold() {
    for (entry, _) in coupled() {
        let claims = entry.spec.properties;
        let mut asymmetric = false;
        for round in 0..20 {
            let mut rng = Random(round);
            let loss = if round < 5 { plain(&entry) } else { drawn(&entry, &mut rng, 3) };
            let data = Data::<f64>::draw(&loss, &mut rng, 11, 3);
            let values = loss.on_inputs(data.inputs()).to_vec().unwrap();
            if claims.non_negative == Some(true) {
                assert!(values.iter().all(|&v| v >= 0.0), "{loss}: {values:?}");
            }
            let turned = match &data {
                Data::Tables(a, b, n) => Some(Data::Tables(b.clone(), a.clone(), *n)),
                Data::Triples([a, b, c], n) => Some(Data::Triples([b.clone(), a.clone(), c.clone()], *n)),
                _ => None,
            };
            if let (Some(turned), Some(claim)) = (turned, claims.symmetric) {
                let both = [&data, &turned].map(|data| loss.on_inputs(data.inputs()).mean().unwrap());
                assert!(!claim || ulps(both[0], both[1]) < 64, "{loss}: {both:?}");
                asymmetric |= ulps(both[0], both[1]) > 1000;
            }
            if claims.convex == Some(true) {
                let other = Data::<f64>::draw(&loss, &mut rng, 11, 3);
                let at = |share: f64| {
                    let mut data = data.clone();
                    let (Data::Tables(x, ..) | Data::Labelled(x, ..) | Data::Taught(x, ..)) = &mut data
                    else {
                        panic!("no batch")
                    };
                    for (x, y) in x.iter_mut().zip(other.rows().0) {
                        *x += share * (y - *x);
                    }
                    loss.on_inputs(data.inputs()).mean().unwrap()
                };
                assert!(at(0.5) <= 0.5 * (at(0.0) + at(1.0)) * (1.0 + 1e-12), "{loss}");
            }
        }
        assert!(
            claims.symmetric != Some(false) || asymmetric,
            "{loss}: no counterexample",
            loss = entry.spec.name
        );
    }
}
