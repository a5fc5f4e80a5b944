//! Parts of results: merged, as bytes, and refused.

use lossfn::{Error, OnEmpty, Partial, Reduction};

use super::exact;
use crate::support::{Data, Random, apart, drawn, one, plain};

#[test]
fn a_partial_result_does_not_depend_on_order_or_split() {
    for entry in apart() {
        let mut rng = Random(3);
        let loss = drawn(&entry, &mut rng, 4);
        let data = Data::<f32>::draw(&loss, &mut rng, 300, 4);
        let (weight, mask) = (rng.weights::<f32>(300), rng.mask(300));
        let whole = loss.on_inputs(data.inputs()).weight(&weight).mask(&mask).partial().unwrap();
        for _ in 0..5 {
            let mut order: Vec<usize> = (0..300).collect();
            rng.shuffle(&mut order);
            let mut parts = vec![];
            let mut rest = &order[..];
            while !rest.is_empty() {
                let (some, others) = rest.split_at(rng.below(rest.len()) + 1);
                rest = others;
                let data = data.select(some);
                let weight: Vec<f32> = some.iter().map(|&i| weight[i]).collect();
                let mask: Vec<bool> = some.iter().map(|&i| mask[i]).collect();
                parts.push(loss.on_inputs(data.inputs()).weight(&weight).mask(&mask).partial().unwrap());
            }
            // Merged as a random tree, each part through its bytes.
            while parts.len() > 1 {
                let other = parts.swap_remove(rng.below(parts.len()));
                let into = rng.below(parts.len());
                parts[into].merge(&Partial::from_bytes(&other.to_bytes()).unwrap()).unwrap();
            }
            assert_eq!(parts[0].to_bytes(), whole.to_bytes(), "{loss}");
            assert_eq!(parts[0], whole);
            assert_eq!(one(parts[0].mean().unwrap()), one(whole.mean().unwrap()), "{loss}");
        }
        // The losses as they are given back, added up, are the sum.
        let values = loss.on_inputs(data.inputs()).to_vec().unwrap();
        let part = loss.on_inputs(data.inputs()).partial().unwrap();
        assert_eq!(
            one(exact(values.iter().map(|&v| v.into())).round()),
            one(part.sum()),
            "{loss}: none, then sum"
        );
        let values: Vec<f64> =
            loss.on_inputs(data.inputs()).values().to_vec().unwrap().iter().map(|&v| v.into()).collect();
        let sum = loss.on_inputs(data.inputs()).sum().value().unwrap();
        let size = exact(values.iter().map(|v| v.abs())).round();
        assert!((sum - exact(values).round()).abs() <= size * f64::EPSILON, "{loss}");
    }
}

#[test]
fn bytes_of_a_partial_result_are_read_or_refused() {
    let mut rng = Random(4);
    for entry in apart() {
        let loss = drawn(&entry, &mut rng, 4);
        let data = Data::<f64>::draw(&loss, &mut rng, 50, 4);
        let part = loss.on_inputs(data.inputs()).partial().unwrap();
        let bytes = part.to_bytes();
        assert_eq!(Partial::from_bytes(&bytes).unwrap(), part);
        for n in 0..bytes.len() {
            assert!(
                Partial::from_bytes(&bytes[..n]).is_err(),
                "{loss}: {n} of {} bytes were accepted",
                bytes.len()
            );
        }
        assert!(Partial::from_bytes(&[&bytes[..], &[0]].concat()).is_err(), "{loss}: a byte too many");
        let mut refused = 0;
        for _ in 0..2000 {
            let mut bytes = bytes.clone();
            for _ in 0..=rng.below(3) {
                let i = rng.below(bytes.len());
                bytes[i] = rng.bits() as u8;
            }
            // What is accepted is exactly what some part writes.
            match Partial::from_bytes(&bytes) {
                Ok(part) => assert_eq!(part.to_bytes(), bytes, "{loss}"),
                Err(e) => {
                    refused += 1;
                    assert!(e.to_string().ends_with(['.', '?']), "{e}");
                }
            }
        }
        assert!(refused > 500);
    }
    // A length that no memory holds.
    let mut bytes = vec![1];
    bytes.extend(u64::MAX.to_le_bytes());
    assert!(matches!(Partial::from_bytes(&bytes), Err(Error::Bytes(_))));
}

#[test]
fn parts_of_two_losses_are_not_merged() {
    let all = apart();
    for pair in all.windows(2) {
        let [a, b] = [plain(&pair[0]), plain(&pair[1])].map(|l| Partial::new(&l));
        let mut merged = a.clone();
        let error = merged.merge(&b).unwrap_err();
        assert_eq!(error, Error::Merge { left: a.loss().into(), right: b.loss().into() });
        assert_eq!(merged, a);
    }
    // Other parameters make another loss.
    for entry in all.iter().filter(|e| !e.spec.params.is_empty()) {
        let (a, b) = (plain(entry), drawn(entry, &mut Random(5), 3));
        if a.to_string() != b.to_string() {
            assert!(Partial::new(&a).merge(&Partial::new(&b)).is_err(), "{a} and {b}");
        }
    }
}

fn refusal<T>(result: Result<T, Error>) -> String {
    result.err().expect("a bad call was answered").to_string()
}

#[test]
fn partial_results_refuse_what_they_cannot_give() {
    let loss: lossfn::AnyLoss = plain(&apart()[0]);
    let mut part = Partial::new(&loss);
    assert_eq!(refusal(part.mean()), "There is nothing to average: no rows were given.");
    let before = part.clone();
    assert!(refusal(part.update(&[1.0f32], &[1.0f32, 2.0])).contains("has shape (2,)"));
    assert_eq!(part, before);
    part.update(&[1.0f32], &[2.0f32]).unwrap();
    refusal(part.value(Reduction::Values, OnEmpty::Error));
    for constant in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let text = refusal(part.value(Reduction::Per(constant), OnEmpty::Error));
        assert_eq!(text, format!("per: `constant` is {constant}, allowed is (0, inf)."));
    }
    assert_eq!(
        refusal(Partial::from_bytes(&[])),
        "These bytes are not a partial result: they end too early."
    );
    assert_eq!(
        refusal(Partial::from_bytes(&[9; 40])),
        "These bytes are not a partial result: they are of another version."
    );
}
