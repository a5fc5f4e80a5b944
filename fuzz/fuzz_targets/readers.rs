#![no_main]
// The program has no library: its modules are used as they are, and in part.
#![allow(dead_code, unreachable_pub, unused_imports)]

#[path = "../../crates/lossfn-cli/src/failure.rs"]
mod failure;
#[path = "../../crates/lossfn-cli/src/read/mod.rs"]
mod read;
#[path = "../src/readers.rs"]
mod readers;
#[path = "../src/sentence.rs"]
mod sentence;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| readers::check(bytes));
