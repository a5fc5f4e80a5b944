#![no_main]

#[path = "../src/partial.rs"]
mod partial;
#[path = "../src/sentence.rs"]
mod sentence;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| partial::check(bytes));
