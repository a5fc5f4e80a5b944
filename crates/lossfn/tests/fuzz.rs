//! What the fuzzer found, and where it began: `fuzz/` holds the properties, `testdata/fuzz` the inputs.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

#[path = "../../../fuzz/src/expression.rs"]
mod expression;
#[path = "../../../fuzz/src/kernels.rs"]
mod kernels;
#[path = "../../../fuzz/src/partial.rs"]
mod partial;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;
#[path = "../../../fuzz/src/sentence.rs"]
mod sentence;

#[test]
fn expressions() {
    replay::all("expression", expression::check);
}
#[test]
fn partial_results() {
    replay::all("partial", partial::check);
}
#[test]
fn kernels_on_any_bits() {
    replay::all("kernels", kernels::check);
}
