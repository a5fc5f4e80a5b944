//! What other libraries mean by a name: every dialect of the catalogue is a loss like any other, and has
//! an answer of its library that it is held against.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;

use crate::support::{Data, Random, bits, one};
use lossfn::{
    AnyLoss, Error, Partial, Reduction,
    spec::{Dialect, Domain, Kind, Mean, Meaning, Param, Spec, Stage, Value},
};

/// Every dialect with its loss.
fn dialects() -> Vec<(&'static Spec, &'static Dialect)> {
    let all: Vec<_> =
        lossfn::catalogue().iter().flat_map(|e| e.spec.dialects.iter().map(move |d| (e.spec, d))).collect();
    assert!(all.len() > 30, "few dialects");
    all
}

/// A value for a parameter as an expression says it: the default, or one from the domain.
fn drawn(param: &Param, rng: &mut Random) -> Value {
    match param.kind {
        Kind::Number(d) | Kind::Optional(d) if param.required() || rng.below(3) > 0 => {
            Value::Number(rng.number(d))
        }
        Kind::Flag => Value::Flag(rng.below(2) == 0),
        _ => param.default(),
    }
}

/// An expression of a dialect, its arguments in any order.
fn said(name: &str, dialect: &Dialect, rng: &mut Random) -> String {
    let mut given: Vec<String> =
        dialect.params.iter().map(|p| format!("{}={}", p.name, drawn(p, rng))).collect();
    given.push(format!("dialect={}", dialect.library));
    rng.shuffle(&mut given);
    format!("{name}({})", given.join(", "))
}

#[test]
fn every_dialect_is_filled_in() {
    let mut seen = BTreeSet::new();
    for (spec, d) in dialects() {
        let word =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        assert!(word(d.library) && word(d.name) && !d.peer.is_empty(), "{d:?}");
        assert!(seen.insert((d.name, d.library)), "{d} is there twice");
        // A name of ours is that of the loss which has the dialect.
        if let Ok(entry) = lossfn::find(d.name) {
            assert_eq!(entry.spec.name, spec.name, "{d}");
        }
        assert!(spec.params.iter().all(|p| p.name != "dialect"));
        for p in d.params {
            assert!(word(p.name) && p.name != "dialect" && p.doc.trim().ends_with('.'), "{d}: {}", p.name);
            assert!(p.required() || p.admits(&p.default()), "{d}: {}", p.name);
        }
        assert!(d.mean == Mean::Items || spec.stage == Stage::Rows, "{d}: only rows have elements");
        assert!(!d.note.ends_with('.') && !d.note.contains('|'), "{d}: {}", d.note);
        // Where something differs, something says so.
        assert!(!format!("{:?}", d.meaning).is_empty());
        let formula = lossfn::dialect_formula(d).unwrap();
        for input in spec.inputs.iter().filter(|_| matches!(spec.stage, Stage::Elements | Stage::Weights)) {
            assert!(formula.contains(input.name), "{d}: {formula} leaves out `{}`", input.name);
        }
        for p in d.params {
            assert!(formula.contains(p.name), "{d}: {formula} leaves out `{}`", p.name);
        }
    }
}

#[test]
fn expressions_of_dialects_print_as_they_are_read() {
    let mut rng = Random(1);
    let again = |text: &str| {
        let loss = lossfn::get(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        let printed = loss.to_string();
        let back = lossfn::get(&printed).unwrap_or_else(|e| panic!("{text}: {printed}: {e}"));
        assert_eq!(back.to_string(), printed, "{text}");
        assert_eq!(loss.terms().len(), back.terms().len(), "{text}");
        for (a, b) in loss.terms().iter().zip(back.terms()) {
            assert_eq!(
                (a.coefficient.to_bits(), a.loss.values()),
                (b.coefficient.to_bits(), b.loss.values()),
                "{text}"
            );
        }
        loss
    };
    for (spec, d) in dialects() {
        for _ in 0..30 {
            let loss = again(&said(d.name, d, &mut rng));
            let call = &loss.calls()[0];
            assert_eq!(
                (call.spec.name, call.dialect.map(Dialect::to_string)),
                (spec.name, Some(d.to_string()))
            );
            assert!(loss.to_string().starts_with(d.name) && loss.to_string().contains(d.library), "{loss}");
            again(&format!("0.5*{} - 3*{loss}", said(d.name, d, &mut rng)));
        }
        // By any name of the loss, where the library calls it by that.
        for name in spec.aliases.iter().filter(|_| d.name == spec.name) {
            let text = said(name, d, &mut rng);
            assert!(again(&text).to_string().starts_with(spec.name), "{text}");
        }
        // Numbers that are hard to print and read again, and those at the ends.
        for p in d.params {
            let (Kind::Number(domain) | Kind::Optional(domain)) = p.kind else { continue };
            for x in [0.1 + 0.2, 1.0 / 3.0, 1e-7, 1e21, -0.0, 0.0, 1.0, 0.5, 2.0, -1.0, f64::INFINITY] {
                if domain.contains(x) {
                    let others = d.params.iter().filter(|o| o.name != p.name && o.required());
                    let others: Vec<String> = others.map(|o| format!("{}=1, ", o.name)).collect();
                    let others = others.concat();
                    let loss = again(&format!("{}({others}{}={x}, dialect={})", d.name, p.name, d.library));
                    assert!(!loss.to_string().contains("-0,") && !loss.to_string().contains("=-0"), "{loss}");
                }
            }
        }
    }
}

/// What is said of a dialect is what it computes: the sum of its terms, in every output.
#[test]
fn a_dialect_is_the_sum_of_its_terms() {
    fn near(text: &str, a: &[f64], b: &[f64]) {
        assert_eq!(a.len(), b.len(), "{text}");
        for (a, b) in a.iter().zip(b) {
            let scale = f64::from(f32::EPSILON) * a.abs().max(b.abs());
            assert!(
                (a - b).abs() <= 2.0 * scale || a == b || a.is_nan() && b.is_nan(),
                "{text}: {a} and {b}"
            );
        }
    }
    for (_, d) in dialects() {
        for round in 0..3 {
            let mut rng = Random(round);
            let loss = lossfn::get(&said(d.name, d, &mut rng)).unwrap();
            let data = Data::<f32>::draw(&loss, &mut rng, 700, 4);
            let text = loss.to_string();
            let on = |loss: &AnyLoss| -> [Vec<f64>; 3] {
                let on = loss.on_inputs(data.inputs()).values();
                let (g, h) = on.gradient_and_hessian().unwrap();
                [on.to_vec().unwrap(), g, h].map(|x| x.into_iter().map(f64::from).collect())
            };
            let mut sum: Option<[Vec<f64>; 3]> = None;
            for term in loss.terms() {
                let part = on(&AnyLoss::of(term.loss.clone()))
                    .map(|x| x.iter().map(|x| x * term.coefficient).collect());
                sum = Some(sum.map_or(part.clone(), |s| {
                    let both = s.iter().zip(&part);
                    let all: Vec<Vec<f64>> = both
                        .map(|(a, b): (&Vec<f64>, &Vec<f64>)| a.iter().zip(b).map(|(a, b)| a + b).collect())
                        .collect();
                    all.try_into().unwrap()
                }));
            }
            for (a, b) in on(&loss).iter().zip(&sum.unwrap()) {
                near(&text, a, b);
            }
            // The bits of a merged partial result, whichever way it is split.
            let whole = loss.on_inputs(data.inputs()).partial().unwrap();
            assert_eq!(Partial::from_bytes(&whole.to_bytes()).unwrap(), whole);
            assert_eq!(whole.loss(), text);
            let mean = loss.on_inputs(data.inputs()).mean().unwrap();
            let apart = (mean - whole.mean().unwrap()).abs();
            assert!(apart <= mean.abs() * 1e-9, "{text}: {mean} and {}", whole.mean().unwrap());
            // Of one thread and of some.
            let on = loss.on_inputs(data.inputs()).grain(64);
            let [a, b] = [1, 3].map(|n| on.threads(n).value_and_gradient().unwrap());
            assert_eq!((one(a.0), bits(&a.1)), (one(b.0), bits(&b.1)), "{text}");
        }
    }
}

#[test]
fn a_mean_over_elements_counts_them() {
    let mut found = 0;
    for (spec, d) in dialects().into_iter().filter(|(_, d)| d.mean == Mean::Elements) {
        found += 1;
        let mut rng = Random(7);
        let loss = lossfn::get(&said(d.name, d, &mut rng)).unwrap();
        let columns = 4;
        let data = Data::<f64>::draw(&loss, &mut rng, 50, columns);
        let weight = rng.weights::<f64>(50);
        let on = loss.on_inputs(data.inputs()).weight(&weight);
        let (sum, elements) = (on.reduce(Reduction::Sum), weight.iter().sum::<f64>() * columns as f64);
        let ulps =
            |a: f64, b: f64| assert!((a - b).abs() <= 16.0 * f64::EPSILON * b.abs(), "{d}: {a} and {b}");
        let whole = sum.value().unwrap();
        ulps(on.mean().unwrap(), whole / elements);
        for (a, b) in on.gradient().unwrap().into_iter().zip(sum.gradient().unwrap()) {
            ulps(a, b / elements);
        }
        ulps(on.partial().unwrap().mean().unwrap(), whole / elements);
        // What divides by rows or items is no such mean.
        let items = weight.iter().filter(|&&w| w > 0.0).count();
        for (reduction, divisor) in [(Reduction::BatchMean, 50), (Reduction::MeanN, items)] {
            ulps(on.reduce(reduction).value().unwrap(), whole / divisor as f64);
        }
        let mixed = lossfn::get(&format!("{loss} + {}", spec.name)).unwrap_err();
        assert!(matches!(mixed, Error::Unsupported { .. }), "{mixed}");
    }
    assert!(found > 0);
}

#[test]
fn inputs_where_a_dialect_is_another_loss_are_refused() {
    let mut narrowed = 0;
    for (spec, d) in dialects().into_iter().filter(|(_, d)| !d.inputs.is_empty()) {
        let mut rng = Random(3);
        let loss = lossfn::get(&said(d.name, d, &mut rng)).unwrap();
        assert_eq!(loss.terms()[0].loss.inputs(), d.inputs);
        assert_eq!(d.inputs.len(), spec.inputs.len(), "{d}");
        for (k, (narrow, wide)) in d.inputs.iter().zip(spec.inputs).enumerate() {
            assert_eq!(narrow.name, wide.name, "{d}");
            let between = |a: f64, b: f64| 0.5 * (a.max(-2.0) + b.min(2.0));
            let outside = match (narrow.domain, wide.domain) {
                (a, b) if a == b => continue,
                (Domain::Outside { low, high }, _) => between(low, high),
                (Domain::Interval { low, .. }, Domain::Interval { low: wide, .. }) => between(wide, low),
                (_, _) => 0.5,
            };
            assert!(wide.domain.contains(outside) && !narrow.domain.contains(outside), "{d}: {outside}");
            narrowed += 1;
            let mut item = d.inputs.iter().map(|i| rng.number(i.domain)).collect::<Vec<f64>>();
            item[k] = outside;
            let error = loss.on(&item[..1], &item[1..]).mean().unwrap_err();
            let is = matches!(error, Error::Value { input, value, .. } if input == narrow.name && value == outside);
            assert!(is, "{d}: {error}");
        }
    }
    assert!(narrowed > 3);
}

#[test]
fn what_a_dialect_does_not_have_is_said() {
    for (spec, d) in dialects() {
        let name = d.name;
        // A library that has none.
        let error = lossfn::get(&format!("{name}(dialect=nobody)")).unwrap_err();
        let Error::UnknownDialect { known, .. } = &error else { panic!("{error}") };
        assert!(error.is_name() && known.contains(&d.to_string()), "{error}");
        // A parameter of ours, or any other.
        for other in spec.params.iter().map(|p| p.name).chain(["nothing"]) {
            if d.params.iter().any(|p| p.name == other) {
                continue;
            }
            let error = lossfn::get(&format!("{name}({other}=1, dialect={})", d.library)).unwrap_err();
            let Error::UnknownParameter { loss, name, known } = &error else { panic!("{error}") };
            assert_eq!((*loss, name.as_str()), (d.peer, other));
            assert!(d.params.iter().all(|p| known.contains(&p.name)), "{error}");
        }
        for p in d.params {
            let error = lossfn::get(&format!("{name}({}=-7e300, dialect={})", p.name, d.library));
            let refused =
                matches!(error, Err(Error::Parameter { loss, name, .. }) if loss == d.peer && name == p.name);
            assert!(refused || p.admits(&Value::Number(-7e300)), "{d}: {}", p.name);
        }
        // A name that is not ours stands for nothing by itself.
        match lossfn::get(name) {
            Ok(loss) => assert!(loss.calls()[0].dialect.is_none() && loss.spec().name == spec.name),
            Err(Error::Ambiguous { choices, .. }) => assert!(!choices.is_empty()),
            Err(e) => panic!("{name}: {e}"),
        }
        // A number that is no dialect.
        for wrong in ["dialect=", "dialect", "dialect=3 4"] {
            assert!(lossfn::get(&format!("{name}({wrong})")).is_err(), "{name}({wrong})");
        }
        let twice = format!("{name}(dialect={0}, dialect={0})", d.library);
        assert!(matches!(lossfn::get(&twice), Err(Error::Syntax { .. })), "{twice}");
    }
    for entry in lossfn::catalogue().iter().filter(|e| e.spec.dialects.is_empty()) {
        let error = lossfn::get(&format!("{}(dialect=nobody)", entry.spec.name)).unwrap_err();
        assert!(matches!(&error, Error::UnknownDialect { known, .. } if known.is_empty()), "{error}");
    }
    for entry in lossfn::metrics() {
        let error = lossfn::metric(&format!("{}(dialect=nobody)", entry.spec.page.name)).unwrap_err();
        assert!(matches!(&error, Error::UnknownDialect { known, .. } if known.is_empty()), "{error}");
    }
}

/// A dialect of a library that is installed for the vectors is asked there; another is held against the
/// formula that it documents.
#[test]
fn every_dialect_has_an_answer_of_its_library() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/parity/peers.toml");
    let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let mut asked = BTreeSet::new();
    for (library, about) in table.iter().filter(|(name, _)| *name != "left_out") {
        for key in ["peers", "means"] {
            for line in about.get(key).and_then(toml::Value::as_array).into_iter().flatten() {
                let loss = lossfn::get(line["loss"].as_str().unwrap()).unwrap();
                if let Some(d) = loss.calls()[0].dialect {
                    let function = |call: &str| -> String {
                        let end = call.find(|c: char| !(c.is_alphanumeric() || "_.:".contains(c)));
                        call[..end.unwrap_or(call.len())].into()
                    };
                    assert_eq!(function(line["call"].as_str().unwrap()), function(d.peer), "{loss}");
                    let called = library.replace("scikit-learn", "sklearn");
                    assert_eq!(called, d.library, "{loss}");
                    asked.insert(d.to_string());
                }
            }
        }
    }
    // Those of regions are asked of the same groups.
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../testdata/region_peers.toml");
    let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    for case in table["case"].as_array().unwrap() {
        let text = |key: &str| case[key].as_str().unwrap();
        let Ok(loss) = lossfn::get(text("expression")) else { continue };
        if let Some(d) = loss.calls()[0].dialect {
            assert!(d.peer.contains(text("name")), "{loss}");
            asked.insert(d.to_string());
        }
    }
    let all = dialects().into_iter().map(|(_, d)| d.to_string());
    let missing: Vec<_> = all.filter(|d| !asked.contains(d)).collect();
    assert!(missing.is_empty(), "no line in peers.toml: {missing:?}");
}

#[test]
fn a_sum_names_what_it_is_made_of() {
    for (_, d) in dialects() {
        let Meaning::Sum(text) = d.meaning else { continue };
        let losses: Vec<&str> = text
            .match_indices('(')
            .map(|(at, _)| {
                let start = text[..at].rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |k| k + 1);
                &text[start..at]
            })
            .collect();
        assert!(!losses.is_empty(), "{d}: every loss stands with its brackets: {text}");
        for name in losses {
            assert!(lossfn::find(name).is_ok(), "{d}: {name}");
        }
    }
}
