//! Nothing is forgotten: every loss has all that is said of it, and every file is in the list.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeSet, fs, path::Path};

use crate::support::{Data, Random, bits, drawn, one, plain};
use lossfn::spec::{Argument, Domain, Kind, Param, Row, Stage, Value};

#[test]
fn names_are_unique_and_well_formed() {
    let mut seen = BTreeSet::new();
    for spec in lossfn::catalogue().iter().map(|e| e.spec) {
        for name in [spec.name].iter().chain(spec.aliases) {
            assert!(seen.insert(*name), "{name} is there twice");
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'), "{name}");
            assert_eq!(lossfn::find(name).unwrap().spec.name, spec.name);
        }
    }
}

#[test]
fn every_part_of_every_spec_is_filled() {
    for spec in lossfn::catalogue().iter().map(|e| e.spec) {
        let name = spec.name;
        let sentences = |text: &str| !text.is_empty() && text.trim_end().ends_with('.');
        assert!(sentences(spec.summary()), "{name}: the summary `{}`", spec.summary());
        assert!(
            sentences(spec.doc) && spec.doc.trim().lines().count() > 2,
            "{name}: the page says what it is for"
        );
        assert!(sentences(spec.behaviour), "{name}: behaviour");
        assert!(spec.reference.contains("doi:10.") || spec.reference.contains("arXiv:"), "{name}: reference");
        assert!(
            !spec.rows.is_empty() && !spec.tasks.is_empty() && !spec.peers.is_empty(),
            "{name}: rows, tasks, peers"
        );
        for peer in spec.peers {
            assert!(!peer.library.is_empty() && !peer.name.is_empty(), "{name}: {peer:?}");
        }
        for param in spec.params {
            assert!(sentences(param.doc), "{name}: the page of `{}`", param.name);
        }
        let p = spec.properties;
        assert!(
            spec.stage.coupled()
                || [p.convex, p.differentiable, p.twice_differentiable].iter().all(Option::is_some),
            "{name}: {p:?}"
        );
        if spec.stage == Stage::Elements {
            assert!(
                [p.symmetric, p.non_negative, p.zero_at_target].iter().all(Option::is_some),
                "{name}: {p:?}"
            );
        }
        // The formula is over what is there.
        let open = spec.formula.matches('(').count();
        assert!(
            !spec.formula.is_empty() && open == spec.formula.matches(')').count(),
            "{name}: {}",
            spec.formula
        );
        let words: BTreeSet<&str> =
            spec.formula.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        // Statistics of rows hide what they are made of.
        let hidden = spec.row == Row::Sets;
        if matches!(spec.stage, Stage::Elements | Stage::Weights | Stage::Rows) && !hidden {
            for input in spec.inputs {
                assert!(words.contains(input.name), "{name}: the formula leaves out `{}`", input.name);
            }
            for param in spec.params {
                // A choice may stand there as flags.
                let flag = format!("{}_", param.name);
                let flags =
                    matches!(param.kind, Kind::Choice(_)) && words.iter().any(|w| w.starts_with(&flag));
                assert!(
                    flags || words.contains(param.name),
                    "{name}: the formula leaves out `{}`",
                    param.name
                );
            }
        }
        for (input, _) in spec.joints {
            assert!(spec.inputs.iter().any(|i| i.name == *input), "{name}: a joint of `{input}`");
        }
    }
}

#[test]
fn calls_are_of_peers_and_name_what_there_is() {
    let mut functions = BTreeSet::new();
    for spec in lossfn::catalogue().iter().map(|e| e.spec) {
        for call in spec.calls {
            let (name, function) = (spec.name, call.function);
            assert!(functions.insert((call.library, function)), "{name}: {function} is called elsewhere too");
            let same = |library: &str, peer: &str| (library, peer) == (call.library, call.peer);
            assert!(spec.peers.iter().any(|p| same(p.library, p.name)), "{name}: no peer {}", call.peer);
            let dialect = spec.dialects.iter().find(|d| same(d.library, d.peer));
            let params = dialect.map_or(spec.params, |d| d.params);
            for (argument, is) in call.arguments {
                let known = match is {
                    Argument::Parameter(of) => params.iter().any(|p| p.name == *of && of != argument),
                    Argument::Floor(of) => spec.inputs.iter().any(|i| i.name == *of),
                    Argument::Weight | Argument::Factor | Argument::Ignore => true,
                };
                let twice = params.iter().any(|p| p.name == *argument)
                    || call.arguments.iter().filter(|(other, _)| other == argument).count() > 1;
                assert!(known && !twice, "{name}: `{argument}` of {function}");
            }
        }
    }
    assert!(functions.len() > 10, "few calls");
}

#[test]
fn defaults_lie_inside_their_domains() {
    for entry in lossfn::catalogue() {
        for param in entry.spec.params {
            assert!(
                param.admits(&param.default()),
                "{}: {} = {}",
                entry.spec.name,
                param.name,
                param.default()
            );
        }
        let defaults: Vec<Value> = entry.spec.params.iter().map(Param::default).collect();
        assert_eq!(entry.build(&defaults).unwrap().values(), defaults);
        // A value too many or too few is no loss.
        assert!(entry.spec.params.is_empty() || entry.build(&defaults[1..]).is_err());
    }
}

/// Values that are hard to print and read again.
fn awkward(param: &Param) -> Vec<Value> {
    let numbers = |domain: Domain| {
        let all = [
            0.1 + 0.2,
            5e-324,
            1.7976931348623157e308,
            1.0 / 3.0,
            -0.0,
            0.0,
            1e-7,
            1e21,
            f64::INFINITY,
            f64::NEG_INFINITY,
        ];
        all.into_iter().filter(move |&x| domain.contains(x))
    };
    match param.kind {
        Kind::Number(d) | Kind::Optional(d) => numbers(d).map(Value::Number).collect(),
        Kind::Vector(d) => vec![Value::Vector(numbers(d).collect()), Value::Vector([].into())],
        _ => vec![],
    }
}

#[test]
fn expressions_print_as_they_are_read() {
    let mut rng = Random(1);
    let again = |loss: &lossfn::AnyLoss| {
        let text = loss.to_string();
        let back = lossfn::get(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(back.to_string(), text);
        for (a, b) in loss.terms().iter().zip(back.terms()) {
            assert_eq!(
                (a.coefficient.to_bits(), a.loss.values()),
                (b.coefficient.to_bits(), b.loss.values()),
                "{text}"
            );
        }
    };
    for entry in lossfn::catalogue() {
        for _ in 0..50 {
            again(&drawn(&entry, &mut rng, 4));
        }
        let defaults: Vec<Value> = entry.spec.params.iter().map(Param::default).collect();
        for (k, param) in entry.spec.params.iter().enumerate() {
            for value in awkward(param) {
                let mut values = defaults.clone();
                values[k] = value;
                again(&lossfn::AnyLoss::of(entry.build(&values).unwrap()));
            }
        }
        let name = entry.spec.name;
        for (a, b) in [(0.5, 2.0), (-1.0, 1.0), (1e-300, -1e300), (0.0, -0.25)] {
            if let Ok(sum) = lossfn::get(
                &format!("{a:e}*{name} + {}{:e}*{name}", if b < 0.0 { "-" } else { "" }, f64::abs(b))
                    .replace("+ -", "- "),
            ) {
                again(&sum);
            }
        }
    }
}

#[test]
fn every_file_of_a_loss_is_in_the_catalogue() {
    let mut files = BTreeSet::new();
    let losses = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/losses");
    for family in fs::read_dir(losses).unwrap().map(|f| f.unwrap().path()).filter(|f| f.is_dir()) {
        for file in fs::read_dir(family).unwrap().map(|f| f.unwrap().path()) {
            let name = file.file_stem().unwrap().to_string_lossy().into_owned();
            // What a family shares is no loss.
            if name != "mod" && name != "shared" {
                files.insert(name);
            }
        }
    }
    let names: BTreeSet<String> = lossfn::catalogue().iter().map(|e| e.spec.name.to_string()).collect();
    assert_eq!(files, names);
}

#[test]
fn a_loss_by_name_has_the_bits_of_the_typed_one() {
    for entry in lossfn::catalogue() {
        for round in 0..5 {
            let mut rng = Random(round);
            let loss = if round == 0 { plain(&entry) } else { drawn(&entry, &mut rng, 4) };
            let data = Data::<f32>::draw(&loss, &mut rng, 5000, 4);
            // The door of typed losses.
            let typed = lossfn::on(&*loss.terms()[0].loss, data.inputs());
            let text = loss.to_string();
            let names: Vec<String> = [entry.spec.name]
                .iter()
                .chain(entry.spec.aliases)
                .map(|name| text.replacen(entry.spec.name, name, 1))
                .collect();
            for name in names {
                let named = lossfn::get(&name).unwrap();
                let named = named.on_inputs(data.inputs());
                assert_eq!(one(typed.mean().unwrap()), one(named.mean().unwrap()), "{name}");
                assert_eq!(bits(&typed.to_vec().unwrap()), bits(&named.to_vec().unwrap()), "{name}");
                let [a, b] = [typed, named].map(|on| crate::support::derivatives(on));
                assert_eq!((bits(&a.0), bits(&a.1)), (bits(&b.0), bits(&b.1)), "{name}");
            }
        }
    }
}
