//! Metrics: the bits of any order and split, exact values, hard cases, errors.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "the errors that were found are printed")]

mod catalogue;
mod same;
mod vectors;

use crate::support::{Data, Random, metric, one};
use lossfn::{
    AnyLoss, AnyMetric, Array, Logits, MetricEntry, MetricPartial, OnEmpty, data::Storage, metric::Best,
    metrics, spec::Stage,
};

/// The rows of a metric, as a loss of the same inputs would be given them. Half of the numbers are some that repeat:
/// there are metrics to which it matters which ones are equal.
fn draw<T: Storage>(metric: &AnyMetric, rng: &mut Random, items: usize, classes: usize) -> Data<T> {
    let mut column = |k: usize| -> Vec<T> {
        let domains: Vec<_> = metric.inputs().iter().map(|inputs| inputs[k].domain).collect();
        let narrowest = *domains.iter().find(|d| !d.contains(-1e9)).unwrap_or(&domains[0]);
        let few: Vec<T> = (0..3).map(|_| rng.stored(narrowest)).collect();
        (0..items).map(|_| if rng.below(2) == 0 { rng.pick(&few) } else { rng.stored(narrowest) }).collect()
    };
    if metric.spec().page.stage == Stage::Elements {
        return Data::Columns(column(0), column(1));
    }
    let logits = (0..items * classes).map(|_| T::from_f64(rng.between(-4.0, 4.0))).collect();
    Data::Labelled(logits, (0..items).map(|_| rng.below(classes) as i64).collect(), classes)
}

/// Every metric with its defaults, and with parameters that were drawn.
fn each(rounds: u64, mut test: impl FnMut(&MetricEntry, &AnyMetric, &mut Random)) {
    // Of ranked lists: see `ranked.rs`.
    for entry in metrics().into_iter().filter(|e| !matches!(e.spec.page.stage, Stage::Groups(_))) {
        for round in 0..rounds {
            let mut rng = Random(round + 1);
            let metric = metric(&entry, &mut rng, round == 0);
            test(&entry, &metric, &mut rng);
        }
    }
}

fn value<T: Storage>(metric: &AnyMetric, data: &Data<T>, weight: Option<&[T]>) -> u64 {
    let on = metric.on_inputs(data.inputs());
    one(match weight {
        Some(weight) => on.weight(weight).value().unwrap(),
        None => on.value().unwrap(),
    })
}

fn order_and_split<T: Storage>(metric: &AnyMetric, rng: &mut Random) {
    let items = 300;
    let data = draw::<T>(metric, rng, items, 4);
    let weight = rng.weights::<T>(items);
    let whole = value(metric, &data, Some(&weight));
    let mut order: Vec<usize> = (0..items).collect();
    rng.shuffle(&mut order);
    let turned: Vec<T> = order.iter().map(|&i| weight[i]).collect();
    assert_eq!(value(metric, &data.select(&order), Some(&turned)), whole, "{metric}, another order");

    // Parts of any length, merged in another order than they came.
    let cuts = [0, 0, 1, 2, 70, 299, items];
    let mut parts: Vec<MetricPartial> = cuts
        .windows(2)
        .map(|cut| {
            let mut part = MetricPartial::new(metric);
            let on = metric.on_inputs(data.part(cut[0]..cut[1])).weight(&weight[cut[0]..cut[1]]);
            on.add_to(std::slice::from_mut(&mut part), |_| 0).unwrap();
            part
        })
        .collect();
    parts.rotate_left(2);
    let mut merged = MetricPartial::new(metric);
    for part in &parts {
        merged.merge(part).unwrap();
    }
    assert_eq!(one(merged.value().unwrap()), whole, "{metric}, in parts");
    assert_eq!(merged.count() + merged.ignored(), items as u64);

    // Groups are tables of their own.
    let mut groups = vec![MetricPartial::new(metric); 3];
    metric.on_inputs(data.inputs()).weight(&weight).add_to(&mut groups, |i| i % 3).unwrap();
    for (g, group) in groups.iter().enumerate() {
        let own: Vec<usize> = (g..items).step_by(3).collect();
        let weight: Vec<T> = own.iter().map(|&i| weight[i]).collect();
        let alone = value(metric, &data.select(&own), Some(&weight));
        assert_eq!(one(group.value().unwrap()), alone, "{metric}, group {g}");
    }
}

#[test]
fn the_order_and_the_split_make_no_difference() {
    each(4, |_, metric, rng| {
        order_and_split::<f64>(metric, rng);
        order_and_split::<f32>(metric, rng);
    });
}

#[test]
fn bytes_are_those_of_the_rows() {
    each(3, |_, metric, rng| {
        let data = draw::<f64>(metric, rng, 40, 3);
        let mut order: Vec<usize> = (0..40).collect();
        rng.shuffle(&mut order);
        let [bytes, turned] = [data.clone(), data.select(&order)].map(|data| {
            let mut part = MetricPartial::new(metric);
            metric.on_inputs(data.inputs()).add_to(std::slice::from_mut(&mut part), |_| 0).unwrap();
            part.to_bytes()
        });
        assert!(bytes == turned, "{metric}");
        let back = MetricPartial::from_bytes(&bytes).unwrap();
        assert_eq!(one(back.value().unwrap()), value(metric, &data, None), "{metric}");
        assert_eq!((back.count(), back.weight()), (40, 40.0));
        // Bytes that end early, or with one of them changed: an error, or the part that they are.
        for i in 0..bytes.len() {
            assert!(MetricPartial::from_bytes(&bytes[..i]).is_err(), "{metric}, {i}");
            let mut hostile = bytes.clone();
            hostile[i] ^= 1 << rng.below(8);
            if let Ok(part) = MetricPartial::from_bytes(&hostile) {
                assert!(part.to_bytes() == hostile, "{metric}, {i}");
                let _ = part.value_or(OnEmpty::Nan);
            }
        }
        assert!(MetricPartial::from_bytes(&[&bytes[..], &[0]].concat()).is_err());
    });
}

#[test]
fn parts_of_different_metrics_do_not_merge() {
    let all = metrics();
    for pair in all.windows(2) {
        let [a, b] = [0, 1].map(|k| metric(&pair[k], &mut Random(1), true));
        let (mut part, other) = (MetricPartial::new(&a), MetricPartial::new(&b));
        let error = part.merge(&other).unwrap_err().to_string();
        assert_eq!(error, format!("A partial result of `{a}` cannot be merged with one of `{b}`."));
        let data = draw::<f64>(&b, &mut Random(2), 3, 2);
        let mut parts = [MetricPartial::new(&b), part];
        assert!(b.on_inputs(data.inputs()).add_to(&mut parts, |_| 0).is_err());
        assert!(b.on_inputs(data.inputs()).add_to(&mut parts[..1], |i| i).is_err());
        assert_eq!(parts[0].count(), 0, "nothing was added");
    }
}

#[test]
fn f32_has_the_digits_of_f64() {
    each(3, |_, metric, rng| {
        let narrow = draw::<f32>(metric, rng, 200, 5);
        let widen = |x: &[f32]| x.iter().map(|&x| f64::from(x)).collect::<Vec<_>>();
        let wide = match &narrow {
            Data::Columns(x, y) => Data::Columns(widen(x), widen(y)),
            Data::Labelled(x, y, c) => Data::Labelled(widen(x), y.clone(), *c),
            Data::Several(_) | Data::Weights(_) | Data::Tables(..) | Data::Taught(..) | Data::Triples(..) => {
                panic!("{metric} reads something new")
            }
        };
        assert_eq!(value(metric, &narrow, None), value(metric, &wide, None), "{metric}");
    });
}

#[test]
fn a_weight_is_a_number_of_rows() {
    each(4, |_, metric, rng| {
        let data = draw::<f64>(metric, rng, 60, 3);
        let times: Vec<usize> = (0..60).map(|_| rng.below(4)).collect();
        let repeated: Vec<usize> =
            times.iter().enumerate().flat_map(|(i, &n)| std::iter::repeat_n(i, n)).collect();
        let weight: Vec<f64> = times.iter().map(|&n| n as f64).collect();
        let weighted = value(metric, &data, Some(&weight));
        assert_eq!(weighted, value(metric, &data.select(&repeated), None), "{metric}");
        // All of them times a power of two change nothing.
        let twice: Vec<f64> = weight.iter().map(|w| w * 2f64.powi(-40)).collect();
        assert_eq!(weighted, value(metric, &data, Some(&twice)), "{metric}");
    });
}

#[test]
fn what_does_not_count_may_hold_anything() {
    each(4, |_, metric, rng| {
        let clean = draw::<f64>(metric, rng, 80, 3);
        let keep = rng.mask(80);
        let kept: Vec<usize> = (0..80).filter(|&i| keep[i]).collect();
        let mut bad = clean.clone();
        for i in (0..80).filter(|&i| !keep[i]) {
            bad.poison(i, rng.pick(&[f64::NAN, f64::INFINITY, -1e300]));
        }
        let weight: Vec<f64> = keep.iter().map(|&k| f64::from(u8::from(k))).collect();
        let alone = value(metric, &clean.select(&kept), None);
        let masked = metric.on_inputs(bad.inputs()).mask(&keep).value().unwrap();
        assert_eq!(one(masked), alone, "{metric}, masked");
        assert_eq!(value(metric, &bad, Some(&weight)), alone, "{metric}, of weight 0");
    });
}

#[test]
fn nan_gives_nan() {
    each(3, |_, metric, rng| {
        for side in 0..2 {
            let mut data = draw::<f64>(metric, rng, 9, 3);
            match (&mut data, side) {
                (Data::Columns(x, _) | Data::Labelled(x, ..), 0) | (Data::Columns(_, x), 1) => {
                    x[4] = f64::NAN;
                }
                _ => continue,
            }
            let value = metric.on_inputs(data.inputs()).validate(false).value().unwrap();
            assert!(value.is_nan(), "{metric}: {value}");
        }
    });
}

#[test]
fn values_lie_in_their_range() {
    each(20, |entry, metric, rng| {
        let items = 1 + rng.below(6);
        let data = draw::<f64>(metric, rng, items, 2);
        let value = metric.on_inputs(data.inputs()).value().unwrap();
        assert!(entry.spec.range.contains(value), "{metric} is {value}, not in {}", entry.spec.range);
    });
}

#[test]
fn nothing_is_an_error_or_what_is_asked() {
    each(2, |_, metric, rng| {
        for items in [0, 5] {
            let data = draw::<f64>(metric, rng, items, 3);
            let none = vec![false; items];
            let on = metric.on_inputs(data.inputs()).mask(&none);
            let error = on.value().unwrap_err().to_string();
            assert!(error.starts_with("There is nothing to average"), "{error}");
            assert!(on.on_empty(OnEmpty::Nan).value().unwrap().is_nan());
            assert_eq!(on.on_empty(OnEmpty::Zero).value().unwrap().to_bits(), 0);
            let mut part = MetricPartial::new(metric);
            on.add_to(std::slice::from_mut(&mut part), |_| 0).unwrap();
            assert_eq!((part.count(), part.ignored()), (0, items as u64));
            assert!(part.value().is_err() && part.value_or(OnEmpty::Nan).unwrap().is_nan());
        }
    });
}

/// The best constant of a loss has no share of it: what the parameter asks for is what is computed.
#[test]
fn metrics_of_losses_compare_with_constants() {
    let target: Vec<f64> = [3.0, -1.0, 4.0, 1.5, -9.25, 2.0, 6.0].into();
    for entry in lossfn::catalogue().iter().filter(|e| e.spec.stage == Stage::Elements) {
        let loss: AnyLoss = crate::support::plain(entry);
        // A share of the loss is the better the higher it is.
        let shares = metrics().into_iter().filter(|m| m.spec.best == Best::Highest);
        for metric in shares.filter_map(|m| lossfn::metric(&format!("{}({loss})", m.spec.page.name)).ok()) {
            if target.iter().any(|&y| !metric.inputs().iter().all(|i| i[1].domain.contains(y))) {
                continue;
            }
            let share = |pred: &[f64]| metric.on(pred, &target).value().unwrap();
            assert_eq!(share(&target), 1.0, "{metric}");
            // No constant is better than the best, but for the rounding of a quotient near 1.
            let constants = (-100..=100).map(|c| share(&[f64::from(c) / 10.0; 7]));
            let best = constants.fold(f64::NEG_INFINITY, f64::max);
            assert!(best <= f64::EPSILON && best > -0.01, "{metric}: {best}");
        }
    }
}

#[test]
fn arrays_and_rows_along_an_axis_are_what_stands_in_them() {
    let perplexity = lossfn::metric("perplexity").unwrap();
    let (by_row, labels) = ([2.0, 0.5, -1.0, 0.0, 3.0, 1.0], [0u8, 1]);
    let want = perplexity.on(Logits::rows(&by_row, 3).unwrap(), &labels).value().unwrap();
    let image = [2.0, 0.0, 0.5, 3.0, -1.0, 1.0];
    let logits = Logits::spatial(&image, &[1, 3, 1, 2], 1).unwrap();
    assert_eq!(one(perplexity.on(logits, &labels).value().unwrap()), one(want));

    let rmse = lossfn::metric("rmse").unwrap();
    let (x, y) = ([2.0f32, 0.0, 9.0, 1.5], [3.0f32, 2.0, 0.0, -1.0]);
    let array = |x, shape| Array::new(x, shape).unwrap();
    let square = rmse.on(array(&x, &[2, 2]), array(&y, &[2, 2])).value().unwrap();
    assert_eq!(one(square), one(rmse.on(&x, &y).value().unwrap()));
    let error = rmse.on(array(&x, &[2, 2]), array(&y, &[4])).value().unwrap_err();
    assert!(error.is_shape(), "{error}");
}

#[cfg(feature = "half")]
#[test]
fn of_halves_the_metric_is_that_of_the_same_numbers() {
    use half::bf16;
    let (x, y, w) = ([2.0f32, 0.0, 9.0, 1.5], [3.0f32, 2.0, 0.0, -1.0], [1.0f32, 0.5, 0.0, 3.0]);
    let [a, b, v] = [x, y, w].map(|x| x.map(bf16::from_f32));
    let rmse = lossfn::metric("rmse").unwrap();
    let want = rmse.on(&x, &y).weight(&w).value().unwrap();
    assert_eq!(one(rmse.on(&a, &b).weight(&v).value().unwrap()), one(want));
    let perplexity = lossfn::metric("perplexity").unwrap();
    let want = perplexity.on(Logits::rows(&x, 2).unwrap(), &[0u8, 1]).value().unwrap();
    let got = perplexity.on(Logits::rows(&a, 2).unwrap(), &[0u8, 1]).value().unwrap();
    assert_eq!(one(got), one(want));
}
