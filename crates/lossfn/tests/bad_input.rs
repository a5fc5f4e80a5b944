//! Bad calls, entry point by entry point: a typed error in a whole sentence, no panic, and no byte
//! written.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod alone;

use crate::support::{Data, Random, drawn, plain};
use lossfn::{
    Error, Inputs, Labels, Logits, On, Rows,
    spec::{Domain, Kind, Param, Row, Stage, Value},
};

lossfn::loss! {
    /// A loss with a parameter of every kind.
    struct Kinds = "kinds" {
        /// A number.
        number: number = 1.0 in Domain::POSITIVE;
        /// A number or none.
        optional: optional = none in Domain::UNIT;
        /// Yes or no.
        flag: flag = false;
        /// One of two.
        choice: choice = "left" in &["left", "right"];
        /// Points.
        sign: number = 1.0 in Domain::SIGN;
    }
    formula(x: Domain::REAL, y: Domain::UNIT) = (x - y).square() * number;
}
lossfn::loss! {
    /// Class weights.
    struct Weighted = "weighted" {
        /// A weight for each class.
        class_weight: vector = none in Domain::NON_NEGATIVE;
    }
    softmax(surprisal, weight, spread) = surprisal * weight;
    applies class_weight;
}

/// The error is a whole sentence; gives it.
fn sentence<T>(result: Result<T, Error>) -> String {
    let Err(error) = result else { panic!("a bad call was answered") };
    let text = error.to_string();
    assert!(text.ends_with(['.', '?']) && !text.contains('\n') && text.len() < 600, "{text}");
    text
}

#[test]
fn constructors_and_setters_name_the_parameter_and_what_is_allowed() {
    let table = [
        (Kinds::new().number(0.0), "kinds: `number` is 0, allowed is (0, inf)."),
        (Kinds::new().number(f64::NAN), "kinds: `number` is NaN, allowed is (0, inf)."),
        (Kinds::new().number(f64::INFINITY), "kinds: `number` is inf, allowed is (0, inf)."),
        (Kinds::new().optional(1.5), "kinds: `optional` is 1.5, allowed is [0, 1] or none."),
        (Kinds::new().optional(f64::NAN), "kinds: `optional` is NaN, allowed is [0, 1] or none."),
        (Kinds::new().choice("middle"), "kinds: `choice` is middle, allowed is left or right."),
        (Kinds::new().choice(""), "kinds: `choice` is , allowed is left or right."),
        (Kinds::new().sign(0.0), "kinds: `sign` is 0, allowed is -1 or 1."),
    ];
    for (result, want) in table {
        assert!(result.as_ref().is_err_and(Error::is_parameter));
        assert_eq!(sentence(result), want);
    }
    let allowed = "allowed is a list of numbers in [0, inf), one for each class, or none.";
    assert_eq!(
        sentence(Weighted::new([1.0, -1.0])),
        format!("weighted: `class_weight` is [1, -1], {allowed}")
    );
    assert_eq!(sentence(Weighted::new([f64::NAN])), format!("weighted: `class_weight` is [NaN], {allowed}"));
}

#[test]
fn every_value_outside_a_domain_of_the_catalogue_is_refused() {
    for entry in lossfn::catalogue() {
        let defaults: Vec<Value> = entry.spec.params.iter().map(Param::default).collect();
        for (k, param) in entry.spec.params.iter().enumerate() {
            let numbers = [f64::NAN, -1.0, 0.0, 1e300, f64::INFINITY, f64::NEG_INFINITY];
            let mut tries: Vec<Value> = numbers.into_iter().map(Value::Number).collect();
            tries.extend([
                Value::None,
                Value::Flag(true),
                Value::Choice("no such".into()),
                Value::Vector([f64::NAN].into()),
            ]);
            for value in tries {
                let mut values = defaults.clone();
                values[k] = value.clone();
                match entry.build(&values) {
                    Ok(loss) => assert!(param.admits(&value) && loss.values()[k] == value),
                    Err(e) => {
                        assert!(!param.admits(&value));
                        let text = sentence::<()>(Err(e));
                        let want = format!(
                            "{}: `{}` is {value}, allowed is {}.",
                            entry.spec.name,
                            param.name,
                            param.allowed()
                        );
                        assert_eq!(text, want);
                    }
                }
            }
            assert_eq!(matches!(param.kind, Kind::Flag), param.admits(&Value::Flag(true)));
        }
    }
}

/// A call with one thing wrong: every way to ask for a result gives the error, and writes nothing.
fn refused(what: &str, on: On<'_, f32>, width: usize, want: &str) {
    const CANARY: f32 = 123.25;
    assert_eq!(sentence(on.mean()), want, "{what}");
    for text in [
        sentence(on.sum().value()),
        sentence(on.to_vec()),
        sentence(on.gradient()),
        sentence(on.value_and_gradient()),
        sentence(on.gradient_and_hessian()),
        sentence(on.partial()),
        sentence(on.evaluate()),
    ] {
        assert_eq!(text, want, "{what}");
    }
    let [mut g, mut h] = [(); 2].map(|()| vec![CANARY; width]);
    assert_eq!(sentence(on.gradient_into(&mut g)), want);
    assert_eq!(sentence(on.value_and_gradient_into(&mut g)), want);
    assert_eq!(sentence(on.gradient_and_hessian_into(&mut g, &mut h)), want);
    assert!(g.iter().chain(&h).all(|&x| x == CANARY), "{what}: something was written");
}

#[test]
fn weights_masks_and_shapes() {
    let loss = Kinds::new();
    let (x, y) = ([1.0f32, 2.0, 3.0], [0.0f32, 1.0, 0.5]);
    let on = loss.on(&x, &y);
    let shape = |input: &str, got: usize, want: usize| {
        format!("`{input}` has shape ({got},), but ({want},) is needed; shapes are never broadcast.")
    };
    for (w, at) in [(-1.0, 1), (f32::NAN, 0), (f32::INFINITY, 2), (-1e-45, 2)] {
        let mut weight = [1.0f32; 3];
        weight[at] = w;
        let want = format!("`weight` is {} at index {at}, allowed is [0, inf).", f64::from(w));
        refused("a weight", on.weight(&weight), 3, &want);
        // Also where the item is masked: it is a fault of the caller all the same.
        let mut mask = [true; 3];
        mask[at] = false;
        refused("a masked weight", on.weight(&weight).mask(&mask), 3, &want);
    }
    refused("two weights", on.weight(&[1.0, 1.0]), 3, &shape("weight", 2, 3));
    refused("no weights", on.weight(&[]), 3, &shape("weight", 0, 3));
    refused("one weight", on.weight(&[1.0]), 3, &shape("weight", 1, 3));
    refused("a long mask", on.mask(&[true; 4]), 3, &shape("mask", 4, 3));
    refused("a short target", loss.on(&x, &y[..2]), 3, &shape("y", 2, 3));
    refused("one target", loss.on(&x, &y[..1]), 3, &shape("y", 1, 3));
    refused(
        "everything masked",
        on.mask(&[false; 3]).on_empty(lossfn::OnEmpty::Error).mean_n().weight(&[1.0, -1.0, 1.0]),
        3,
        "`weight` is -1 at index 1, allowed is [0, inf).",
    );
    for constant in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let text = sentence(on.per(constant).value());
        assert_eq!(text, format!("per: `constant` is {constant}, allowed is (0, inf)."));
        assert_eq!(sentence(on.per(constant).gradient()), text);
    }
    let text = sentence(on.values().value());
    assert_eq!(
        text,
        "kinds has no single value under `values`: there is one for each item; ask for `to_vec`, or for another reduction."
    );
}

#[test]
#[cfg_attr(not(feature = "rayon"), ignore = "there is one thread without rayon")]
fn more_threads_than_any_machine_has_are_refused() {
    let many = vec![0.5f32; 10_000];
    let loss = Kinds::new();
    let text = sentence(loss.on(&many, &many).threads(1 << 20).grain(1).mean());
    assert_eq!(
        text,
        "The worker threads could not be started: 1048576 were asked for, at most 4096 are allowed."
    );
}

#[test]
fn buffers_of_another_length_stay_as_they_are() {
    let loss = Kinds::new();
    let (x, y) = ([1.0f32, 2.0, 3.0], [0.0f32, 1.0, 0.5]);
    let on = loss.on(&x, &y);
    for n in [0, 2, 4, 100] {
        let (mut wrong, mut right) = (vec![9.0f32; n], vec![9.0f32; 3]);
        let shape = |input: &str| {
            format!("`{input}` has shape ({n},), but (3,) is needed; shapes are never broadcast.")
        };
        assert_eq!(sentence(on.gradient_into(&mut wrong)), shape("gradient"));
        assert_eq!(sentence(on.value_and_gradient_into(&mut wrong)), shape("gradient"));
        assert_eq!(sentence(on.gradient_and_hessian_into(&mut wrong, &mut right)), shape("gradient"));
        assert_eq!(sentence(on.gradient_and_hessian_into(&mut right, &mut wrong)), shape("hessian"));
        assert!(wrong.iter().chain(&right).all(|&x| x == 9.0));
    }
}

#[test]
fn labels_and_rows() {
    let loss = Weighted::default();
    let scores: Vec<f32> = (0..12).map(|i| i as f32 / 7.0).collect();
    let rows = Logits::rows(&scores, 3).unwrap();
    let bad: &[(Labels<'_>, &str)] = &[
        (Labels::I64(&[0, 1, 3, 0]), "The label in row 2 is 3, allowed is 0 to 2 (3 classes)."),
        (Labels::I8(&[0, -1, 3, 0]), "The label in row 1 is -1, allowed is 0 to 2 (3 classes)."),
        (
            Labels::I64(&[i64::MIN, 0, 0, 0]),
            "The label in row 0 is -9223372036854775808, allowed is 0 to 2 (3 classes).",
        ),
        (
            Labels::U64(&[0, 0, 0, (1 << 32) + 1]),
            "The label in row 3 is 4294967297, allowed is 0 to 2 (3 classes).",
        ),
        (
            Labels::U64(&[0, 0, 0, u64::MAX]),
            "The label in row 3 is 9223372036854775807, allowed is 0 to 2 (3 classes).",
        ),
        (
            Labels::I32(&[i32::MAX, 0, 0, 0]),
            "The label in row 0 is 2147483647, allowed is 0 to 2 (3 classes).",
        ),
        (Labels::U8(&[0, 0, 0]), "`label` has shape (3,), but (4,) is needed; shapes are never broadcast."),
        (Labels::U16(&[]), "`label` has shape (0,), but (4,) is needed; shapes are never broadcast."),
    ];
    for (labels, want) in bad {
        refused("labels", loss.on(rows, *labels), 12, want);
        // Every loss over rows gives the same error.
        for entry in lossfn::catalogue().iter().filter(|e| e.spec.stage.of_scores()) {
            let negative: Vec<f32> = scores.iter().map(|x| x - 5.0).collect();
            let loss = plain(entry);
            let table = Rows::rows(&negative, 3).unwrap();
            let teacher = (entry.spec.stage == Stage::Taught).then_some(table);
            let inputs = Inputs::from_rows(table, teacher, Some(*labels)).unwrap();
            refused("labels", loss.on_inputs(inputs), 12, want);
        }
    }
    // Ignoring one bad label does not excuse another.
    refused(
        "ignored",
        loss.on(rows, &[-100i32, 5, 0, 0]).ignore(-100),
        12,
        "The label in row 1 is 5, allowed is 0 to 2 (3 classes).",
    );
    assert!(loss.on(rows, &[-100i32, 2, 0, 0]).ignore(-100).mean().is_ok());
    assert!(loss.on(rows, &[7i32, 2, 0, 0]).mask(&[false, true, true, true]).mean().is_ok());
    let weights = Weighted::new([1.0, 2.0]).unwrap();
    refused(
        "class weights",
        weights.on(rows, &[0u8; 4]),
        12,
        "`class_weight` has shape (2,), but (3,) is needed; shapes are never broadcast.",
    );
    assert_eq!(
        sentence(Logits::rows(&scores, 5)),
        "`table` has shape (12,), but (rows, 5) with at least one column is needed; shapes are never broadcast."
    );
    assert_eq!(
        sentence(Logits::rows(&scores, 0)),
        "`table` has shape (12,), but (rows, 0) with at least one column is needed; shapes are never broadcast."
    );
    let narrow = Logits::rows(&scores, 2).unwrap();
    refused(
        "tables",
        loss.on(rows, narrow),
        12,
        "`target` has shape (6, 2), but (4, 3) is needed; shapes are never broadcast.",
    );
}

#[test]
fn every_loss_says_what_it_reads() {
    let x = [0.5f32, 0.5];
    let rows = Rows::rows(&x, 2).unwrap();
    let all = [
        Inputs::Columns(&x, &x),
        Inputs::Weights(&x),
        Inputs::Tables(rows, rows),
        Inputs::Labelled(rows, Labels::U8(&[0])),
        Inputs::Taught(rows, rows, Labels::U8(&[0])),
        Inputs::Triples(rows, rows, rows),
    ];
    for entry in lossfn::catalogue() {
        let loss = plain(&entry);
        for inputs in all {
            let on = loss.on_inputs(inputs).validate(false);
            if inputs.suits(entry.spec) {
                assert!(
                    on.mean().map_or_else(
                        |e| matches!(
                            e,
                            Error::Unsupported { .. }
                                | Error::Empty { .. }
                                | Error::Shape { input: "boxes", .. }
                                | Error::Value { input: "label", .. }
                        ),
                        |_| true
                    ),
                    "{loss}"
                );
            } else {
                let want = format!(
                    "{} reads {}, but was given {}.",
                    entry.spec.name,
                    entry.spec.reads(),
                    inputs.kind()
                );
                refused("inputs", on, 2, &want);
                assert!(on.mean().unwrap_err().is_shape());
            }
        }
    }
}

/// By name, a value outside its domain is an error that names the first one; a typed loss gives what
/// the arithmetic gives, and does not panic.
#[test]
fn values_outside_their_domains_are_named() {
    for entry in lossfn::catalogue() {
        for round in 0..4 {
            let mut rng = Random(40 + round);
            let loss = drawn(&entry, &mut rng, 3);
            let inputs = loss.terms()[0].loss.inputs();
            for (k, input) in inputs.iter().enumerate() {
                for x in [f32::NAN, f32::NEG_INFINITY, f32::INFINITY, -0.5, 0.25, 1.000_000_1, 2.0, -1e-30] {
                    if input.domain.contains(x.into()) || input.domain == Domain::REAL {
                        continue;
                    }
                    let mut data = Data::<f32>::draw(&loss, &mut rng, 5000, 3);
                    let width = data.width();
                    let (first, second) = (rng.below(2000), 2000 + rng.below(3000));
                    match (&mut data, k) {
                        (
                            Data::Columns(a, _)
                            | Data::Weights(a)
                            | Data::Tables(a, _, _)
                            | Data::Labelled(a, _, _),
                            0,
                        )
                        | (Data::Columns(_, a) | Data::Tables(_, a, _), 1) => {
                            a[first * width] = x;
                            a[second * width] = x;
                        }
                        _ => continue,
                    }
                    let on = loss.on_inputs(data.inputs());
                    let want = |i: usize| {
                        format!(
                            "`{}` is {} at index {i}, allowed is {}.",
                            input.name,
                            f64::from(x),
                            input.domain
                        )
                    };
                    assert_eq!(sentence(on.mean()), want(first * width), "{loss}");
                    assert!(on.mean().unwrap_err().is_value());
                    // What is masked is not looked at; the next one is.
                    let mut mask = vec![true; 5000];
                    mask[first] = false;
                    assert_eq!(sentence(on.mask(&mask).mean()), want(second * width), "{loss}");
                    assert!(on.validate(false).value_and_gradient().is_ok());
                }
            }
        }
    }
}

#[test]
fn rows_that_are_no_distributions_are_named() {
    let sure = |e: &&lossfn::Entry| e.spec.stage == Stage::Rows && e.spec.row == Row::Distribution;
    for entry in lossfn::catalogue().iter().filter(sure) {
        let loss = plain(entry);
        let (good, bad) = ([0.5, 0.25, 0.25, 0.25, 0.25, 0.5], [0.5, 0.25, 0.25, 0.5, 0.5, 0.25]);
        let [good, bad] = [&good, &bad].map(|x| Rows::rows(x, 3).unwrap());
        let [first, second] = [0, 1].map(|k| entry.spec.inputs[k].name);
        let text =
            |input: &str| format!("Row 1 of `{input}` adds up to 1.25, not to 1, so it is no distribution.");
        assert_eq!(sentence(loss.on_inputs(Inputs::Tables(bad, good)).mean()), text(first));
        assert_eq!(sentence(loss.on_inputs(Inputs::Tables(good, bad)).mean()), text(second));
        assert!(loss.on_inputs(Inputs::Tables(good, bad)).mask(&[true, false]).mean().is_ok());
    }
    for entry in lossfn::catalogue().iter().filter(|e| e.spec.stage.of_scores()) {
        let none = [0.0f64, -1.0, f64::NEG_INFINITY, f64::NEG_INFINITY];
        let (none, some) = (Rows::rows(&none, 2).unwrap(), Rows::rows(&[0.0; 4], 2).unwrap());
        let labels = Labels::U8(&[0, 0]);
        let all = match entry.spec.stage {
            Stage::Taught => vec![Inputs::Taught(none, some, labels), Inputs::Taught(some, none, labels)],
            _ => vec![Inputs::Labelled(none, labels)],
        };
        for (inputs, input) in all.into_iter().zip(entry.spec.inputs) {
            let text = sentence(plain(entry).on_inputs(inputs).mean());
            let name = if entry.spec.stage == Stage::Taught { input.name } else { "logits" };
            assert_eq!(text, format!("Row 1 of `{name}` is -inf throughout: no class has any probability."));
        }
    }
}
