#![no_main]

#[path = "../src/expression.rs"]
mod expression;
#[path = "../src/sentence.rs"]
mod sentence;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| expression::check(bytes));
