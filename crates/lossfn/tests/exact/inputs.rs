//! Numbers of every class, and a count of those that came up.

use std::cell::RefCell;
use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::SizeRange;
use proptest::test_runner::{Config, TestRunner};

use super::oracle::Term;

pub(crate) fn from_bits(exponent: impl Strategy<Value = u64>) -> impl Strategy<Value = f64> {
    // Sparse and full fractions, so that ties and cancellation happen.
    let fraction = prop_oneof![
        3 => 0..1_u64 << 52,
        1 => Just(0_u64),
        1 => Just((1_u64 << 52) - 1),
        1 => (0..52_u32).prop_map(|k| 1_u64 << k),
    ];
    (any::<bool>(), exponent, fraction).prop_map(|(s, e, f)| f64::from_bits(u64::from(s) << 63 | e << 52 | f))
}

pub(crate) fn finite() -> impl Strategy<Value = f64> {
    prop_oneof![
        1 => from_bits(0..=0_u64),
        3 => from_bits(1..2047_u64),
        3 => from_bits(1000..1040_u64),
        1 => from_bits(1..60_u64),
        1 => from_bits(2040..2047_u64),
        1 => prop_oneof![Just(0.0), Just(-0.0)],
    ]
}

pub(crate) fn any_class() -> impl Strategy<Value = f64> {
    prop_oneof![
        40 => finite(),
        1 => Just(f64::INFINITY),
        1 => Just(f64::NEG_INFINITY),
        1 => prop_oneof![Just(f64::NAN), Just(-f64::NAN), Just(f64::from_bits(0x7ff << 52 | 1))],
    ]
}

pub(crate) fn terms<S: Strategy<Value = f64>>(
    number: fn() -> S,
    size: impl Into<SizeRange>,
) -> impl Strategy<Value = Vec<Term>> {
    let term = prop_oneof![
        number().prop_map(Term::Value),
        (number(), number()).prop_map(|(a, b)| Term::Product(a, b)),
    ];
    prop::collection::vec(term, size)
}

pub(crate) fn class(x: f64) -> &'static str {
    let sign = x.is_sign_negative();
    match x.classify() {
        std::num::FpCategory::Nan => "nan",
        std::num::FpCategory::Infinite if sign => "-inf",
        std::num::FpCategory::Infinite => "+inf",
        std::num::FpCategory::Zero if sign => "-zero",
        std::num::FpCategory::Zero => "+zero",
        std::num::FpCategory::Subnormal => "subnormal",
        std::num::FpCategory::Normal if x.abs() > 1e305 => "huge",
        std::num::FpCategory::Normal => "normal",
    }
}

/// Counts what was seen, so that a test can insist on having seen it.
#[derive(Default)]
pub(crate) struct Seen(RefCell<BTreeMap<&'static str, usize>>);

impl Seen {
    pub(crate) fn note(&self, what: &'static str) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    pub(crate) fn assert(&self, wanted: &[&'static str]) {
        let seen = self.0.borrow();
        for what in wanted {
            assert!(seen.contains_key(what), "{what} never came up: {seen:?}");
        }
    }
}

pub(crate) const CLASSES: [&str; 8] =
    ["nan", "-inf", "+inf", "-zero", "+zero", "subnormal", "huge", "normal"];

pub(crate) fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// Runs a property on a fixed sequence of inputs.
pub(crate) fn check<S: Strategy>(
    cases: u32,
    strategy: &S,
    property: impl Fn(S::Value) -> Result<(), TestCaseError>,
) {
    let random = TestRunner::deterministic().new_rng();
    let mut runner = TestRunner::new_with_rng(config(cases), random);
    if let Err(failure) = runner.run(strategy, property) {
        panic!("{failure}");
    }
}

/// A small generator for long inputs.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.next() as usize % (i + 1));
        }
    }
}
