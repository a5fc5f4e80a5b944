#![no_main]

#[path = "../src/kernels.rs"]
mod kernels;
#[path = "../src/sentence.rs"]
mod sentence;
#[path = "../../crates/lossfn/tests/support/mod.rs"]
mod support;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| kernels::check(bytes));
