//! Class weights and ignored rows in numerators and denominators.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, one, ulps};
use lossfn::{
    Inputs, Rows,
    reduce::ExactSum,
    spec::{Kind, Value},
};

fn exact(x: impl IntoIterator<Item = f64>) -> ExactSum {
    let mut sum = ExactSum::new();
    x.into_iter().for_each(|x| sum.add(x));
    sum
}

/// Losses with class weights, with the place of the parameter.
fn weighted() -> impl Iterator<Item = (lossfn::Entry, usize)> {
    lossfn::catalogue().into_iter().filter_map(|e| {
        let k = e.spec.params.iter().position(|p| matches!(p.kind, Kind::Vector(_)))?;
        Some((e, k))
    })
}

#[test]
fn class_weights_enter_the_denominator_as_in_torch() {
    let mut rng = Random(6);
    let classes = 5;
    let w: Vec<f64> = (0..classes).map(|_| f64::from(rng.between(0.2, 3.0) as f32)).collect();
    assert!(weighted().count() >= 3);
    for (entry, k) in weighted() {
        for smooth in [false, true] {
            let mut values: Vec<Value> = entry.spec.params.iter().map(lossfn::spec::Param::default).collect();
            if smooth {
                let Some(i) = entry.spec.params.iter().position(|p| p.name == "label_smoothing") else {
                    continue;
                };
                values[i] = Value::Number(0.25);
            }
            let plain = lossfn::AnyLoss::of(entry.build(&values).unwrap());
            values[k] = Value::Vector(w.clone().into());
            let loss = lossfn::AnyLoss::of(entry.build(&values).unwrap());
            let data = Data::<f32>::draw(&loss, &mut rng, 200, classes);
            let Data::Labelled(scores, labels, _) = &data else { unreachable!() };
            let on = loss.on_inputs(data.inputs());
            let items = on.evaluate().unwrap();
            for (i, &label) in labels.iter().enumerate() {
                assert_eq!(
                    items.weight(i),
                    w[label as usize],
                    "{loss}: the weight of a row is that of its label"
                );
            }
            let terms = exact(items.values().iter().map(|&v| v.into()));
            let below = exact(labels.iter().map(|&l| w[l as usize]));
            assert!(ulps(on.mean().unwrap(), terms.ratio(&below)) <= 1, "{loss}");
            if !smooth {
                let bare = plain.on_inputs(data.inputs()).evaluate().unwrap();
                for i in 0..200 {
                    let want = (w[labels[i] as usize] * f64::from(bare.values()[i])) as f32;
                    assert!(ulps(items.values()[i], want) <= 2, "{loss}: {} for {want}", items.values()[i]);
                }
            }
            // A weight on the row multiplies both.
            let row: Vec<f32> = rng.weights(200);
            let items = on.weight(&row).evaluate().unwrap();
            for i in 0..200 {
                assert_eq!(items.weight(i), w[labels[i] as usize] * f64::from(row[i]), "{loss}");
            }
            // With a target distribution the weight of a row is that of its classes in proportion.
            let soft = data.softened(&mut rng).unwrap();
            let Data::Tables(_, target, _) = &soft else { unreachable!() };
            if let Ok(items) = loss.on_inputs(soft.inputs()).evaluate() {
                for (i, t) in target.chunks(classes).enumerate() {
                    let want: f64 = t.iter().zip(&w).map(|(&t, w)| f64::from(t) * w).sum();
                    assert!(
                        ulps(items.weight(i) as f32, want as f32) <= 1,
                        "{loss}: {} for {want}",
                        items.weight(i)
                    );
                }
            }
            // A sure target distribution is its label.
            let sure: Vec<f32> =
                labels.iter().flat_map(|&l| (0..classes).map(move |c| f32::from(c == l as usize))).collect();
            let [rows, sure] = [scores, &sure].map(|x| Rows::rows(x, classes).unwrap());
            if let Ok(mean) = loss.on_inputs(Inputs::Tables(rows, sure)).mean() {
                assert!((mean / on.mean().unwrap() - 1.0).abs() < 1e-6, "{loss}: {mean}");
            }
        }
    }
}

#[test]
fn ignored_rows_are_as_if_absent() {
    for (entry, _) in weighted() {
        for ignore in [-100i64, 255, 2] {
            let mut rng = Random(7);
            let loss = drawn(&entry, &mut rng, 4);
            let mut data = Data::<f64>::draw(&loss, &mut rng, 100, 4);
            let Data::Labelled(_, labels, _) = &mut data else { unreachable!() };
            labels.iter_mut().filter(|_| rng.below(3) == 0).for_each(|l| *l = ignore);
            let kept: Vec<usize> = (0..100).filter(|&i| labels[i] != ignore).collect();
            let rest = data.select(&kept);
            let (on, want) = (loss.on_inputs(data.inputs()).ignore(ignore), loss.on_inputs(rest.inputs()));
            let (got, without) = (on.partial().unwrap(), want.partial().unwrap());
            assert_eq!(one(got.mean().unwrap()), one(without.mean().unwrap()), "{loss} without {ignore}");
            assert_eq!(got.count() + got.ignored(), 100);
            let (values, wanted) = (on.to_vec().unwrap(), want.to_vec().unwrap());
            assert_eq!(bits(&kept.iter().map(|&i| values[i]).collect::<Vec<_>>()), bits(&wanted));
            assert!(ulps(on.mean().unwrap(), want.mean().unwrap()) <= 1);
        }
    }
}
