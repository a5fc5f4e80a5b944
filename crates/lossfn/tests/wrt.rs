//! Derivatives in another input than the first.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::{Data, Random, bits, drawn, plain};
use lossfn::{
    AnyLoss, Error,
    kernels::{Detected, Isa},
    spec::{Domain, Stage},
};

/// Each loss with the inputs besides the first that derivatives are taken in.
fn each(mut test: impl FnMut(&AnyLoss, &'static str, &mut Random)) {
    let mut inputs = 0;
    for entry in crate::support::apart() {
        let mut rng = Random(11);
        for input in entry.spec.varying().skip(1) {
            inputs += 1;
            test(&plain(&entry), input.name, &mut rng);
            test(&drawn(&entry, &mut rng, 3), input.name, &mut rng);
        }
    }
    assert!(inputs > 20, "only {inputs} inputs");
}

#[test]
fn no_bit_depends_on_threads_instructions_or_neighbours() {
    each(|loss, input, rng| {
        for items in [1, 33, 5000] {
            let data: Data<f32> = Data::draw(loss, rng, items, 3);
            let on = loss.on_inputs(data.inputs()).validate(false).wrt(input);
            let (g, h) = crate::support::derivatives(on);
            for isa in Detected::all().into_iter().filter(|d| d.isa() != Isa::Base) {
                let other = crate::support::derivatives(on.isa(isa).threads(2).grain(64));
                assert_eq!((bits(&other.0), bits(&other.1)), (bits(&g), bits(&h)), "{loss} wrt {input}");
            }
            // The value and the gradient are those that are asked for apart.
            let (value, same) = on.value_and_gradient().unwrap();
            assert_eq!(bits(&same), bits(&g), "{loss} wrt {input}");
            let apart = loss.on_inputs(data.inputs()).validate(false).mean().unwrap();
            assert_eq!(value.to_bits(), apart.to_bits(), "{loss} wrt {input}");
            let last = data.select(&[items - 1]);
            let alone = loss.on_inputs(last.inputs()).validate(false).wrt(input).sum().gradient().unwrap();
            let all = on.sum().gradient().unwrap();
            assert_eq!(bits(&alone), bits(&all[all.len() - alone.len()..]), "{loss} wrt {input}");
        }
    });
}

#[test]
fn weights_masks_and_reductions_are_as_for_the_first_input() {
    each(|loss, input, rng| {
        let data: Data<f64> = Data::draw(loss, rng, 70, 3);
        let on = loss.on_inputs(data.inputs()).validate(false).wrt(input);
        let each = on.values().gradient().unwrap();
        let (weight, mask) = (rng.weights::<f64>(70), rng.mask(70));
        let sum = on.weight(&weight).mask(&mask).sum().gradient().unwrap();
        for (i, (all, one)) in sum.iter().zip(&each).enumerate() {
            let item = i / data.width();
            let want = if mask[item] && weight[item] != 0.0 { one * weight[item] } else { 0.0 };
            assert_eq!(all.to_bits(), want.to_bits(), "{loss} wrt {input} at {i}");
        }
    });
}

#[test]
fn the_first_input_by_its_name() {
    for entry in crate::support::apart() {
        let loss = plain(&entry);
        let data: Data<f64> = Data::draw(&loss, &mut Random(3), 20, 4);
        let on = loss.on_inputs(data.inputs());
        let first = entry.spec.inputs[0].name;
        assert_eq!(bits(&on.wrt(first).gradient().unwrap()), bits(&on.gradient().unwrap()), "{loss}");
    }
}

#[test]
fn what_has_no_derivative_says_so() {
    let (x, y) = ([0.5, 2.0], [1.0, -1.0]);
    let reads = |label: bool| {
        let all = crate::support::apart().into_iter().filter(move |e| {
            let second = e.spec.inputs.get(1).map(|i| i.domain);
            e.spec.inputs.len() == 2
                && e.spec.stage == Stage::Elements
                && second == Some(if label { Domain::SIGN } else { Domain::REAL })
        });
        all.map(|e| plain(&e)).collect::<Vec<_>>()
    };
    let (labelled, numbers) = (reads(true), reads(false));
    let (loss, label) = (&labelled[0], labelled[0].spec().inputs[1].name);
    let error = |wrt| loss.on(&x, &y).wrt(wrt).gradient().unwrap_err();
    let names: Vec<String> = loss.spec().inputs.iter().map(|i| format!("`{}`", i.name)).collect();
    let want = format!("{loss} has no input `variance`; it has {}.", names.join(", "));
    assert_eq!(error("variance").to_string(), want);
    assert!(error("variance").is_shape());
    assert!(matches!(error(label), Error::Unsupported { .. }), "{}", error(label));
    let [a, b] = [&numbers[0], &numbers[1]];
    let second = a.spec().inputs[1].name;
    let boosting = a.on(&x, &y).wrt(second).boosting().unwrap_err();
    assert!(matches!(boosting, Error::Unsupported { .. }), "{boosting}");
    // A sum of losses whose terms do not share the input, and one whose terms do.
    let sum = lossfn::get(&format!("{a} + {loss}")).unwrap();
    assert!(sum.on(&x, &y).wrt(second).gradient().is_err());
    let sum = lossfn::get(&format!("{a} + 2*{b}")).unwrap();
    let gradient = |loss: &AnyLoss| loss.on(&x, &y).wrt(second).sum().gradient().unwrap();
    let want: Vec<f64> = gradient(a).iter().zip(gradient(b)).map(|(a, b)| a + 2.0 * b).collect();
    assert_eq!(gradient(&sum), want);
}
