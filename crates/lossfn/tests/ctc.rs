//! Is the CTC loss that of the sum over all alignments, with its derivatives, for any layout and any number of threads?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod batches;
mod ends;
mod peers;

use crate::support::{Random, tables, ulps};
use lossfn::{
    data::{Element, Storage},
    kernels::Detected,
    sequence::{Ctc, OnSequences, Steps, Targets},
};

type Case = std::collections::BTreeMap<&'static str, &'static str>;

const VECTORS: &str = include_str!("../../../testdata/ctc.toml");

fn numbers<N: std::str::FromStr>(text: &str) -> Vec<N> {
    text.split_whitespace().map(|x| x.parse().ok().unwrap()).collect()
}
fn floats<T: Storage>(text: &str) -> Vec<T> {
    numbers::<f64>(text).into_iter().map(T::from_f64).collect()
}

/// One sequence.
fn single<'a, T: Element>(scores: &'a [T], classes: usize, target: &'a [usize]) -> OnSequences<'a, T> {
    let steps = Steps::new(scores, [scores.len() / classes, 1, classes]).unwrap();
    Ctc::new().on(steps, Targets::padded(target, target.len(), vec![target.len()].leak()))
}
/// That of a test vector.
fn of<'a, T: Element>(case: &Case, scores: &'a [T], target: &'a [usize]) -> OnSequences<'a, T> {
    let classes = case["classes"].parse().unwrap();
    let steps = Steps::new(scores, [case["steps"].parse().unwrap(), 1, classes]).unwrap();
    let steps = if case["logits"] == "true" { steps } else { steps.log_probabilities() };
    let loss = Ctc::new().blank(case["blank"].parse().unwrap());
    loss.on(steps, Targets::concatenated(target, vec![target.len()].leak())).sum()
}

/// What a number may be off by: units in its last place, or, where it is all that is left of numbers which cancel, a
/// part of these.
fn near<T: Storage>(got: T, want: f64, room: f64, rest: f64, what: &str) -> f64 {
    let off = ulps(got, T::from_f64(want)) as f64;
    if (got.to_f64() - want).abs() <= rest {
        return 0.0;
    }
    assert!(off <= room, "{what}, {}: {got:?}, not {want:e}: {off} units, {room} allowed", T::NAME);
    off
}

/// Returns how far the value, the gradient and the product with the hessian are off at most.
fn vectors<T: Storage>(isa: Detected) -> [f64; 3] {
    let mut worst = [0.0f64; 3];
    for case in tables(VECTORS).into_iter().filter(|case| case.contains_key("scores")) {
        let (scores, target) = (floats::<T>(case["scores"]), numbers::<usize>(case["target"]));
        let on = of(&case, &scores, &target).isa(isa);
        let (value, gradient) = on.value_and_gradient().unwrap();
        let what = format!("{} of {target:?}", case["name"]);
        let steps: f64 = case["steps"].parse().unwrap();
        let condition = |text: &str| text.parse::<f64>().unwrap() / 2.0;
        let rest = steps * 2f64.powi(-98);
        let value = near(
            T::from_f64(value),
            case["value"].parse().unwrap(),
            2.0 + condition(case["condition"]),
            rest,
            &what,
        );
        worst[0] = worst[0].max(value);

        // A number of the gradient is a probability less a share of the alignments.
        let classes = case["classes"].parse().unwrap();
        let terms: Vec<f64> = numbers::<f64>(case["scores"])
            .chunks(classes)
            .flat_map(|row| {
                let largest = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let sum: f64 = row.iter().map(|x| (x - largest).exp()).sum();
                row.iter().map(|x| (x - largest).exp() / sum).collect::<Vec<_>>()
            })
            .zip(numbers::<f64>(case["gradient"]))
            .map(|(p, g)| p + (p - g).abs())
            .collect();
        let conditions =
            case.get("conditions").map(|text| text.split(' ').map(condition).collect::<Vec<_>>());
        for (i, (got, want)) in gradient.iter().zip(numbers::<f64>(case["gradient"])).enumerate() {
            let room = 2.0 + conditions.as_ref().map_or(0.0, |all| all[i]);
            worst[1] =
                worst[1].max(near(*got, want, room, rest * terms[i], &format!("{what}, gradient {i}")));
        }
        let direction = floats::<T>(case["direction"]);
        let product = on.hessian_vector_product(&direction).unwrap();
        let long = direction.iter().map(|x| x.to_f64().abs()).fold(0.0, f64::max);
        let rest = steps * long * 2f64.powi(if T::NARROW { -50 } else { -98 });
        for (i, (got, want)) in product.iter().zip(numbers::<f64>(case["product"])).enumerate() {
            worst[2] = worst[2].max(near(*got, want, 4.0, rest * terms[i], &format!("{what}, product {i}")));
        }
    }
    worst
}

/// The vectors of `tools/ctc_vectors.py`, to all digits.
#[test]
fn sums_over_alignments_are_exact() {
    // Far within what the rule allows: computed with more digits, and rounded once.
    for isa in Detected::all() {
        for worst in [vectors::<f32>(isa), vectors::<f64>(isa)] {
            assert!(worst.iter().all(|&units| units <= 1.0), "{isa:?}: {worst:?}");
        }
    }
}

fn thousand<T: Storage>() {
    let case = tables(VECTORS).into_iter().find(|case| case["name"] == "thousand").unwrap();
    let (steps, classes) = (1000, 6);
    let score = |t: usize, c: usize| ((t * 7919 + c * 104_729 + t * c * 31) % 257) as f64 - 128.0;
    let scores: Vec<T> =
        (0..steps * classes).map(|i| T::from_f64(score(i / classes, i % classes) / 32.0)).collect();
    let target = numbers::<usize>(case["target"]);
    let (value, gradient) = single(&scores, classes, &target).value_and_gradient().unwrap();
    near(T::from_f64(value), case["value"].parse().unwrap(), 1.0, 0.0, "thousand");
    let some = gradient.chunks(classes).step_by(50).flatten();
    for (got, want) in some.zip(numbers::<f64>(case["gradient"])) {
        near(*got, want, 1.0, 0.0, "thousand, gradient");
    }
}

#[test]
fn many_steps_lose_no_digits() {
    thousand::<f32>();
    thousand::<f64>();
}

/// So many states that only some of them are kept at a time; the other way round it is the same sum.
#[test]
fn long_targets_are_computed_in_blocks() {
    let mut rng = Random(11);
    let (steps, classes) = (4000, 5);
    let scores: Vec<f32> = (0..steps * classes).map(|_| rng.between(-3.0, 3.0) as f32).collect();
    let target: Vec<usize> = (0..1000).map(|_| 1 + rng.below(4)).collect();
    let (value, gradient) = single(&scores, classes, &target).value_and_gradient().unwrap();
    let turn = |x: &[f32]| x.chunks(classes).rev().flatten().copied().collect::<Vec<_>>();
    let (back, target) = (turn(&scores), target.iter().rev().copied().collect::<Vec<_>>());
    let (again, slopes) = single(&back, classes, &target).value_and_gradient().unwrap();
    assert!((value - again).abs() <= 1e-12 * value, "{value} {again}");
    for (a, b) in gradient.into_iter().zip(turn(&slopes)) {
        assert!(ulps(a, b) <= 1, "{a} {b}");
    }
}

/// All outputs, read as they are defined.
#[test]
fn brute_force_finds_the_same() {
    let mut rng = Random(43);
    for case in 0..60 {
        let (steps, classes, blank) = (rng.below(6), 2 + rng.below(3), rng.below(2));
        let scores: Vec<f64> = (0..steps * classes).map(|_| rng.between(-2.0, 2.0)).collect();
        let letters: Vec<usize> = (0..classes).filter(|&c| c != blank).collect();
        let target: Vec<usize> = (0..rng.below(steps + 2)).map(|_| rng.pick(&letters)).collect();
        let reads = |output: &[usize]| {
            let mut joined = output.to_vec();
            joined.dedup();
            joined.retain(|&c| c != blank);
            joined == target
        };
        let p: Vec<f64> = scores
            .chunks(classes)
            .flat_map(|row| {
                let sum: f64 = row.iter().map(|x| x.exp()).sum();
                row.iter().map(|x| x.exp() / sum).collect::<Vec<_>>()
            })
            .collect();
        let (mut whole, mut shares) = (0.0, vec![0.0; p.len()]);
        for n in 0..classes.pow(steps as u32) {
            let output: Vec<usize> = (0..steps).map(|t| n / classes.pow(t as u32) % classes).collect();
            if reads(&output) {
                let of: f64 = output.iter().enumerate().map(|(t, c)| p[t * classes + c]).product();
                whole += of;
                output.iter().enumerate().for_each(|(t, c)| shares[t * classes + c] += of);
            }
        }
        let steps = Steps::new(&scores, [steps, 1, classes]).unwrap();
        let (length, loss) = ([target.len()], Ctc::new().blank(blank));
        let on = loss.on(steps, Targets::concatenated(&target, &length));
        let (value, gradient) = on.value_and_gradient().unwrap();
        if whole == 0.0 {
            assert!(value == f64::INFINITY && gradient.iter().all(|g| g.is_nan()), "{case}");
            let on = loss.zero_infinity(true).on(steps, Targets::concatenated(&target, &length));
            assert_eq!(on.value_and_gradient().unwrap(), (0.0, vec![0.0; p.len()]));
            continue;
        }
        assert!((value + whole.ln()).abs() <= 1e-13 * value.abs().max(1.0), "{case}: {value}");
        for (i, g) in gradient.iter().enumerate() {
            let terms = p[i] + shares[i] / whole;
            assert!((g - (p[i] - shares[i] / whole)).abs() <= 1e-13 * terms, "{case}: {g}");
        }
    }
}

/// torch 2.15, `ctc_loss(log_softmax(x, -1), y, [6, 5, 2], [3, 2, 1])` in f64, where it is right.
#[test]
fn torch_agrees() {
    let scores: Vec<f64> =
        (0..6 * 3 * 4).map(|i| ((i / 12 * 7 + i / 4 % 3 * 5 + i % 4 * 3) % 11) as f64 / 4.0 - 1.25).collect();
    let steps = Steps::new(&scores, [6, 3, 4]).unwrap().lengths(&[6, 5, 2]);
    let on = Ctc::new().on(steps, Targets::concatenated(&[1, 2, 2, 3, 1, 1], &[3, 2, 1]));
    let close = |got: &[f64], want: &[f64]| {
        for (a, b) in got.iter().zip(want) {
            assert!((a - b).abs() <= 1e-13 * b.abs(), "{a} {b}");
        }
    };
    close(&on.values().unwrap(), &[4.6964824921121116, 4.328946809575141, 1.1643256451452348]);
    close(&[on.sum().value().unwrap()], &[10.189754946832489]);
    let (value, gradient) = on.per_target_length().value_and_gradient().unwrap();
    close(&[value], &[1.631431071323392]);
    let second = [
        0.003361755453307376,
        -0.020300267757770184,
        0.0001326022385125189,
        0.016805910065950287,
        0.00115001160466862,
        0.01895979502526869,
        0.04371588449557356,
        -0.06382569112551086,
        0.06535613419979351,
        -0.13958951380822976,
        0.02381564941058538,
        0.05041773019785088,
    ];
    close(&gradient[12..24], &second);
    assert_eq!(gradient[64..], [0.0; 8]);
}
