//! What other libraries answer, beside ours. Which function is which loss is data:
//! `testdata/parity/peers.toml`.
#![allow(clippy::print_stdout, reason = "the table of peers")]

use crate::golden::exceptions;
mod vectors;

use std::collections::{BTreeMap, BTreeSet};

use exceptions::Exceptions;
use lossfn::catalogue;
use toml::{Table, Value};
use vectors::{Answer, AnyBlock, Block, Golden, OUTPUTS, Want, blocks, root};

/// How far ours may be from a peer, in ULP of its type and beside its own error.
const NEAR: f64 = 4.0;
/// A peer that is further off, beside half the condition number, is wrong.
const WRONG: f64 = 1000.0;

/// Whether an answer is wrong: far from the exact number, or not finite where that is, or the reverse.
fn wrong(want: &Want, answer: f64) -> bool {
    let error = want.error(answer);
    error.is_nan() || error > WRONG + want.k / 2.0
}
/// The distance of two answers in ULP.
fn apart(want: &Want, a: f64, b: f64) -> f64 {
    if a == b || a.is_nan() && b.is_nan() {
        return 0.0;
    }
    // Halved: the difference of two finite numbers may overflow.
    let apart = ((a / 2.0 - b / 2.0) / want.ulp * 2.0).abs();
    if apart.is_nan() { f64::INFINITY } else { apart }
}
/// Whether ours is where it must be, beside a peer that is right. Where the exact result is promised
/// less closely than that, its `bound` stands instead.
fn agrees(want: &Want, bound: f64, ours: f64, peer: f64) -> bool {
    apart(want, ours, peer) <= NEAR.max(bound) + want.error(peer)
}

/// What was found of a function.
#[derive(Default)]
struct Found {
    points: usize,
    apart: f64,
    error: f64,
    wrong: usize,
    between: usize,
    none: usize,
}

#[derive(Default)]
struct Report {
    /// By library and function.
    found: BTreeMap<(String, String), Found>,
    /// How many answers to an output are right, by expression, reduction, library and function.
    right: BTreeMap<[String; 5], usize>,
    failures: Vec<String>,
}

impl Report {
    fn block<T: Golden>(&mut self, block: &Block<T>, exceptions: &Exceptions) {
        let ours = block.ours().unwrap_or_else(|e| panic!("{}: {e}", block.expression));
        for (output, (ours, wants)) in ours.iter().zip(&block.want).enumerate() {
            assert_eq!(ours.len(), wants.len(), "{}: {}", block.expression, OUTPUTS[output]);
            for (place, (&ours, want)) in ours.iter().zip(wants).enumerate() {
                let promised = !exceptions.beyond(T::NAME, &block.expression, block.largest(output, place));
                if !want.defined() || !promised {
                    continue;
                }
                let bound = want.bound(output);
                let bound = exceptions.bound(T::NAME, &block.expression, output, bound, want.k / 2.0);
                let mut fail = |what: String| {
                    let (reduction, near) = (block.reduction.name(), want.near);
                    self.failures.push(format!(
                        "{} {reduction} {} {} [{}]: {ours:?}, exact {near:?}, {what}",
                        block.expression,
                        OUTPUTS[output],
                        T::NAME,
                        block.inputs(output, place)
                    ));
                };
                if want.error(ours) > bound {
                    fail(format!("{:.2} ULP of {bound:.2}", want.error(ours)));
                }
                for peer in &block.peers {
                    let Some(&answer) = peer.answers[output].get(place) else { continue };
                    let name = (peer.library.clone(), peer.function.clone());
                    let found = self.found.entry(name).or_default();
                    found.points += 1;
                    let (expression, reduction) = (&block.expression, block.reduction.name());
                    let line = [expression, reduction, &peer.library, &peer.function, OUTPUTS[output]];
                    let line = line.map(String::from);
                    let right = self.right.entry(line).or_default();
                    *right += usize::from(!matches!(answer, Answer::Wrong(_)));
                    match answer {
                        Answer::None => found.none += 1,
                        Answer::Between => found.between += 1,
                        Answer::Wrong(answer) => {
                            found.wrong += 1;
                            assert!(wrong(want, answer), "{}: {answer:?} is not wrong", peer.function);
                        }
                        Answer::Number(answer) => {
                            assert!(!wrong(want, answer), "{}: {answer:?} is wrong", peer.function);
                            found.apart = found.apart.max(apart(want, ours, answer) - want.k / 2.0);
                            found.error = found.error.max(want.error(answer) - want.k / 2.0);
                            if !agrees(want, bound, ours, answer) {
                                fail(format!("{} of {} {answer:?}", peer.function, peer.library));
                            }
                        }
                    }
                }
            }
        }
    }
    fn print(&self) {
        let mut last = "";
        for ((library, function), f) in &self.found {
            if library != last {
                println!("\n{library:52}  points   apart   error  wrong  other  none");
                last = library;
            }
            let Found { points, apart, error, wrong, between, none } = f;
            println!("  {function:50} {points:7} {apart:7.3} {error:7.3} {wrong:6} {between:6} {none:5}");
        }
    }
}

fn table() -> Table {
    let text = std::fs::read_to_string(root().join("testdata/parity/peers.toml")).expect("the peers");
    text.parse().expect("valid TOML")
}
fn text<'a>(line: &'a Value, key: &str) -> &'a str {
    line.get(key).and_then(Value::as_str).unwrap_or_default()
}
/// The lines of a library.
fn lines(about: &Value) -> impl Iterator<Item = &Value> {
    ["peers", "means"].into_iter().filter_map(|key| about.get(key)?.as_array()).flatten()
}
/// The function of a call: the first name in it.
fn function(call: &str) -> &str {
    let call = call.trim_start_matches('(');
    call.split(|c: char| !(c.is_alphanumeric() || "_.:".contains(c))).next().unwrap_or_default()
}

#[test]
fn peers_answer_the_same() {
    let exceptions = Exceptions::read();
    let mut report = Report::default();
    for entry in catalogue() {
        let loss = entry.spec.name;
        for block in blocks(loss).unwrap_or_else(|e| panic!("{loss}: {e}")) {
            match block {
                AnyBlock::Single(block) => report.block(&block, &exceptions),
                AnyBlock::Double(block) => report.block(&block, &exceptions),
            }
        }
    }
    report.print();
    println!(
        "\napart: the largest distance from ours where the peer is right, error: its largest own error \
         there,\nboth in ULP, less half the condition number; wrong: that is more than {WRONG}; other: another slope at a kink; none: refused"
    );
    assert!(report.found.len() > 40, "few peers");
    for failure in &report.failures {
        println!("{failure}");
    }
    assert_eq!(report.failures.len(), 0, "answers that differ");
    let never: Vec<_> = report.right.iter().filter(|(_, right)| **right == 0).map(|(line, _)| line).collect();
    assert!(never.is_empty(), "always wrong, so peers.toml has another function than ours: {never:?}");
}

#[test]
fn every_line_has_its_vectors() {
    let mut asked = BTreeSet::new();
    for (library, about) in table().iter().filter(|(name, _)| *name != "left_out") {
        for line in lines(about) {
            let reduction =
                if text(line, "reduction").is_empty() { "values" } else { text(line, "reduction") };
            asked.insert(
                [library, text(line, "loss"), function(text(line, "call")), reduction].map(String::from),
            );
        }
    }
    let mut answered = BTreeSet::new();
    for entry in catalogue() {
        let mut add = |expression: &str, reduction: &str, peers: &[vectors::Peer]| {
            for peer in
                peers.iter().filter(|p| p.answers.iter().flatten().any(|a| !matches!(a, Answer::None)))
            {
                let library = peer.library.split(" on ").next().unwrap_or_default();
                answered.insert([library, expression, &peer.function, reduction].map(String::from));
            }
        };
        for block in blocks(entry.spec.name).expect("vectors") {
            match block {
                AnyBlock::Single(b) => add(&b.expression, b.reduction.name(), &b.peers),
                AnyBlock::Double(b) => add(&b.expression, b.reduction.name(), &b.peers),
            }
        }
    }
    let missing: Vec<_> = asked.difference(&answered).collect();
    assert!(missing.is_empty(), "run tools/peers.py for {missing:?}");
    let extra: Vec<_> = answered.difference(&asked).collect();
    assert!(extra.is_empty(), "no line of peers.toml is about {extra:?}");
}

#[test]
fn peers_that_are_left_out_are_named() {
    let table = table();
    let mut asked = 0;
    for entry in catalogue() {
        for peer in entry.spec.peers {
            let about = table.get(peer.library);
            let called = about.into_iter().flat_map(lines).any(|line| {
                let loss = lossfn::get(text(line, "loss")).expect("a loss");
                loss.spec().name == entry.spec.name && function(text(line, "call")) == function(peer.name)
            });
            if called {
                asked += 1;
                continue;
            }
            let reason =
                [peer.name, peer.library].into_iter().find_map(|key| table["left_out"].get(key)?.as_str());
            let reason = reason.unwrap_or("no line in peers.toml");
            println!("left out of {}: {} {}: {reason}", entry.spec.name, peer.library, peer.name);
        }
    }
    println!("{asked} peers of the specs are asked");
    assert!(asked > 30, "few peers of the specs are asked");
}

#[test]
fn a_difference_would_be_noticed() {
    // The exact number lies half an ULP above 1.
    let mut bytes = 1.0f64.to_le_bytes().to_vec();
    bytes.extend([127, 0, 0]);
    let want = vectors::Reader(&bytes).wants::<f64>(1)[0];
    let ulps = |n: f64| 1.0 + n * f64::EPSILON;
    assert!(agrees(&want, 2.0, ulps(4.0), 1.0) && !agrees(&want, 2.0, ulps(5.0), 1.0));
    assert!(agrees(&want, 2.0, 1.0, ulps(-1000.0)) && !agrees(&want, 2.0, ulps(6.0), ulps(-1000.0)));
    assert!(!wrong(&want, ulps(1000.0)) && wrong(&want, ulps(1001.0)));
    assert!(wrong(&want, f64::NAN) && wrong(&want, f64::INFINITY));
    assert!(!agrees(&want, 2.0, f64::NAN, 1.0) && !agrees(&want, 2.0, f64::INFINITY, 1.0));
}
