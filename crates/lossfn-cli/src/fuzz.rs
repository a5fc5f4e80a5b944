//! What the fuzzer found in the readers, and where it began: `fuzz/` holds the properties,
//! `testdata/fuzz` the inputs.

#[path = "../../../fuzz/src/readers.rs"]
mod readers;
#[path = "../../../fuzz/src/replay.rs"]
mod replay;
#[path = "../../../fuzz/src/sentence.rs"]
mod sentence;

#[test]
fn tables() {
    replay::all("readers", readers::check);
}
