//! The exact sum against integers of any length.

use lossfn::reduce::ExactSum;
use num_bigint::{BigInt, Sign};
use proptest::prelude::*;
use proptest::sample::SizeRange;
use proptest::test_runner::{Config, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;

// ---------------------------------------------------------------- the oracle

/// A finite value in units of 2^-1074.
fn units(x: f64) -> BigInt {
    let bits = x.to_bits();
    let exponent = (bits >> 52) & 0x7ff;
    let fraction = BigInt::from(bits & ((1 << 52) - 1));
    let size = match exponent {
        0 => fraction,
        e => (fraction + (BigInt::from(1) << 52)) << (e - 1),
    };
    if x.is_sign_negative() { -size } else { size }
}

/// Whether `y` is the nearest value, ties to even, to the quotient of two integers.
fn is_nearest(y: f64, numerator: &BigInt, denominator: &BigInt) -> bool {
    let (numerator, denominator) = match denominator.sign() {
        Sign::Minus => (-numerator, -denominator),
        _ => (numerator.clone(), denominator.clone()),
    };
    match numerator.sign() {
        Sign::NoSign => return y.to_bits() == 0,
        Sign::Minus => return is_nearest(-y, &-numerator, &denominator),
        Sign::Plus => {}
    }
    if y.is_nan() || y.is_sign_negative() {
        return false;
    }
    // Rounding treats infinity as 2^1024, the value after the largest one.
    let place = |x: f64| {
        if x.is_infinite() { BigInt::from(1) << (1024 + 1074) } else { units(x) }
    };
    let twice: BigInt = numerator << 1075;
    let below = y == 0.0 || {
        let middle = (place(y) + place(y.next_down())) * &denominator;
        if y.to_bits() & 1 == 0 { twice >= middle } else { twice > middle }
    };
    let above = y.is_infinite() || {
        let middle = (place(y) + place(y.next_up())) * &denominator;
        if y.to_bits() & 1 == 0 { twice <= middle } else { twice < middle }
    };
    below && above
}

/// One thing added: a value, or a product.
#[derive(Clone, Copy, Debug)]
enum Term {
    Value(f64),
    Product(f64, f64),
}

/// What a sum should be: in units of 2^-2148, or an infinity or NaN.
#[derive(Clone, Debug)]
struct Oracle {
    finite: BigInt,
    special: f64,
}

impl Oracle {
    fn of(terms: &[Term]) -> Self {
        let mut oracle = Self { finite: BigInt::ZERO, special: 0.0 };
        for &term in terms {
            let (a, b) = match term {
                Term::Value(x) => (x, 1.0),
                Term::Product(a, b) => (a, b),
            };
            if a.is_finite() && b.is_finite() {
                oracle.finite += units(a) * units(b);
            } else {
                oracle.special += a * b;
            }
        }
        oracle
    }

    fn is_special(&self) -> bool {
        self.special != 0.0
    }

    /// A finite stand-in of the same kind, for IEEE rules: the sign of the sum, or the special.
    fn kind(&self) -> f64 {
        match self.finite.sign() {
            _ if self.is_special() => self.special,
            Sign::NoSign => 0.0,
            Sign::Plus => 1.0,
            Sign::Minus => -1.0,
        }
    }

    fn accepts_round(&self, y: f64) -> bool {
        if self.is_special() {
            same(y, self.special)
        } else {
            is_nearest(y, &self.finite, &(BigInt::from(1) << 2148))
        }
    }

    fn accepts_ratio(&self, weight: &Self, y: f64) -> bool {
        let zero = |o: &Self| !o.is_special() && o.finite == BigInt::ZERO;
        if self.is_special() || weight.is_special() || zero(weight) {
            // An exact zero has no sign.
            let expected = self.kind() / weight.kind();
            same(y, if zero(self) && expected == 0.0 { 0.0 } else { expected })
        } else {
            is_nearest(y, &self.finite, &weight.finite)
        }
    }
}

fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

fn sum_of(terms: &[Term]) -> ExactSum {
    let mut sum = ExactSum::new();
    for &term in terms {
        match term {
            Term::Value(x) => sum.add(x),
            Term::Product(a, b) => sum.add_product(a, b),
        }
    }
    sum
}

fn sum_of_values(values: &[f64]) -> ExactSum {
    let mut sum = ExactSum::new();
    for &x in values {
        sum.add(x);
    }
    sum
}

// ---------------------------------------------------------------- inputs

fn from_bits(exponent: impl Strategy<Value = u64>) -> impl Strategy<Value = f64> {
    // Sparse and full fractions, so that ties and cancellation happen.
    let fraction = prop_oneof![
        3 => 0..1_u64 << 52,
        1 => Just(0_u64),
        1 => Just((1_u64 << 52) - 1),
        1 => (0..52_u32).prop_map(|k| 1_u64 << k),
    ];
    (any::<bool>(), exponent, fraction).prop_map(|(s, e, f)| f64::from_bits(u64::from(s) << 63 | e << 52 | f))
}

fn finite() -> impl Strategy<Value = f64> {
    prop_oneof![
        1 => from_bits(0..=0_u64),
        3 => from_bits(1..2047_u64),
        3 => from_bits(1000..1040_u64),
        1 => from_bits(1..60_u64),
        1 => from_bits(2040..2047_u64),
        1 => prop_oneof![Just(0.0), Just(-0.0)],
    ]
}

fn any_class() -> impl Strategy<Value = f64> {
    prop_oneof![
        40 => finite(),
        1 => Just(f64::INFINITY),
        1 => Just(f64::NEG_INFINITY),
        1 => prop_oneof![Just(f64::NAN), Just(-f64::NAN), Just(f64::from_bits(0x7ff << 52 | 1))],
    ]
}

fn terms<S: Strategy<Value = f64>>(
    number: fn() -> S,
    size: impl Into<SizeRange>,
) -> impl Strategy<Value = Vec<Term>> {
    let term = prop_oneof![
        number().prop_map(Term::Value),
        (number(), number()).prop_map(|(a, b)| Term::Product(a, b)),
    ];
    prop::collection::vec(term, size)
}

fn class(x: f64) -> &'static str {
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
struct Seen(RefCell<BTreeMap<&'static str, usize>>);

impl Seen {
    fn note(&self, what: &'static str) {
        *self.0.borrow_mut().entry(what).or_default() += 1;
    }

    fn assert(&self, wanted: &[&'static str]) {
        let seen = self.0.borrow();
        for what in wanted {
            assert!(seen.contains_key(what), "{what} never came up: {seen:?}");
        }
    }
}

const CLASSES: [&str; 8] = ["nan", "-inf", "+inf", "-zero", "+zero", "subnormal", "huge", "normal"];

fn config(cases: u32) -> Config {
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// Runs a property on a fixed sequence of inputs.
fn check<S: Strategy>(cases: u32, strategy: &S, property: impl Fn(S::Value) -> Result<(), TestCaseError>) {
    let random = TestRunner::deterministic().new_rng();
    let mut runner = TestRunner::new_with_rng(config(cases), random);
    if let Err(failure) = runner.run(strategy, property) {
        panic!("{failure}");
    }
}

/// A small generator for long inputs.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.next() as usize % (i + 1));
        }
    }
}

// ---------------------------------------------------------------- rounding and dividing

#[test]
fn rounds_sums_and_products_of_every_class() {
    let seen = Seen::default();
    check(3000, &terms(any_class, 0..24), |terms| {
        for &term in &terms {
            match term {
                Term::Value(x) => seen.note(class(x)),
                Term::Product(a, b) => {
                    seen.note(class(a));
                    seen.note(class(b));
                    let finite = a.is_finite() && b.is_finite() && a != 0.0 && b != 0.0;
                    match (a * b).abs() {
                        0.0 if finite => seen.note("product underflows"),
                        f64::INFINITY if finite => seen.note("product overflows"),
                        _ => {}
                    }
                }
            }
        }
        let (oracle, y) = (Oracle::of(&terms), sum_of(&terms).round());
        seen.note(match class(y) {
            "nan" => "a NaN sum",
            "subnormal" => "a subnormal sum",
            "+inf" | "-inf" if !oracle.is_special() => "a sum that overflows",
            _ => "another sum",
        });
        prop_assert!(oracle.accepts_round(y), "{y:e}");
        let zero = !oracle.is_special() && oracle.finite == BigInt::ZERO;
        prop_assert_eq!(sum_of(&terms).is_zero(), zero);
        Ok(())
    });
    seen.assert(&CLASSES);
    seen.assert(&["product underflows", "product overflows", "a NaN sum", "a sum that overflows"]);
}

#[test]
fn rounds_small_sums_and_products() {
    let seen = Seen::default();
    let tiny = || from_bits(prop_oneof![Just(0_u64), 1..4_u64, 480..520_u64]);
    check(3000, &terms(tiny, 1..5), |terms| {
        let y = sum_of(&terms).round();
        seen.note(class(y));
        prop_assert!(Oracle::of(&terms).accepts_round(y), "{y:e}");
        Ok(())
    });
    seen.assert(&["subnormal", "normal", "+zero", "-zero"]);
}

#[test]
fn divides_sums_of_every_class() {
    let seen = Seen::default();
    check(3000, &(terms(any_class, 0..10), terms(any_class, 0..10)), |(terms, weights)| {
        let y = sum_of(&terms).ratio(&sum_of(&weights));
        seen.note(class(y));
        prop_assert!(Oracle::of(&terms).accepts_ratio(&Oracle::of(&weights), y), "{y:e}");
        Ok(())
    });
    seen.assert(&["nan", "-inf", "+inf", "-zero", "+zero", "normal"]);
}

#[test]
fn divides_to_every_size() {
    let seen = Seen::default();
    check(3000, &(terms(finite, 1..4), terms(finite, 1..4)), |(terms, weights)| {
        let y = sum_of(&terms).ratio(&sum_of(&weights));
        seen.note(class(y));
        prop_assert!(Oracle::of(&terms).accepts_ratio(&Oracle::of(&weights), y), "{y:e}");
        Ok(())
    });
    seen.assert(&["huge", "subnormal", "normal", "-zero"]);
}

#[test]
fn divides_by_counts() {
    let counts = prop_oneof![0..5_u64, 1..1_000_000_u64, any::<u64>(), Just(u64::MAX)];
    check(2000, &(terms(any_class, 0..10), counts), |(terms, n)| {
        let count = Oracle { finite: BigInt::from(n) << 2148, special: 0.0 };
        let y = sum_of(&terms).divided_by(n);
        prop_assert!(Oracle::of(&terms).accepts_ratio(&count, y), "{y:e}");
        Ok(())
    });
}

#[test]
fn a_mean_does_not_overflow_where_it_is_representable() {
    let sum = sum_of_values(&[1.7e308; 4]);
    assert_eq!(sum.round(), f64::INFINITY);
    assert_eq!(sum.divided_by(4), 1.7e308);
    assert_eq!(sum.ratio(&sum_of_values(&[1.0; 4])), 1.7e308);
    let mut weighted = ExactSum::new();
    let mut weight = ExactSum::new();
    for _ in 0..4 {
        weighted.add_product(1.7e308, f64::MAX);
        weight.add(f64::MAX);
    }
    assert_eq!(weighted.ratio(&weight), 1.7e308);
}

#[test]
fn ties_go_to_even() {
    let ulp = f64::EPSILON;
    let half = ulp / 2.0;
    assert_eq!(sum_of_values(&[1.0, half]).round(), 1.0);
    assert_eq!(sum_of_values(&[1.0 + ulp, half]).round(), 1.0 + 2.0 * ulp);
    assert_eq!(sum_of_values(&[-1.0 - ulp, -half]).round(), -1.0 - 2.0 * ulp);
    // The smallest amount, far below, decides.
    let tiny = f64::from_bits(1);
    assert_eq!(sum_of_values(&[1.0, half, tiny]).round(), 1.0 + ulp);
    assert_eq!(sum_of_values(&[1.0 + ulp, half, -tiny]).round(), 1.0 + ulp);
    let mut sum = sum_of_values(&[1.0, half]);
    sum.add_product(tiny, tiny);
    assert_eq!(sum.round(), 1.0 + ulp);
    sum.add_product(-tiny, tiny);
    assert_eq!(sum.round(), 1.0);
    // Halves of the smallest value, and around the largest.
    let mut below = ExactSum::new();
    below.add_product(tiny, 0.5);
    assert_eq!(below.round().to_bits(), 0.0_f64.to_bits());
    below.add(tiny);
    assert_eq!(below.round(), f64::from_bits(2));
    let last = f64::MAX - f64::MAX.next_down();
    assert_eq!(sum_of_values(&[f64::MAX, last / 2.0, -tiny]).round(), f64::MAX);
    assert_eq!(sum_of_values(&[f64::MAX, last / 2.0]).round(), f64::INFINITY);
}

#[test]
fn quotients_that_are_ties_go_to_even() {
    let seen = Seen::default();
    let weight = from_bits(900..1100_u64).prop_filter("zero", |w| *w != 0.0);
    let mean = from_bits(900..1100_u64);
    check(2000, &(weight, mean, -1..=1_i8), |(weight, mean, nudge)| {
        // The numerator is the weight times the middle between two neighbours, give or take a bit.
        let half = (mean.next_up() - mean) / 2.0;
        let mut sum = ExactSum::new();
        sum.add_product(weight, mean);
        sum.add_product(weight, half);
        sum.add_product(f64::from(nudge), f64::from_bits(1));
        let toward = if weight < 0.0 { -nudge } else { nudge };
        let even = mean.to_bits() & 1 == 0;
        let expected = match toward {
            0 if even => mean,
            0 | 1 => mean.next_up(),
            _ => mean,
        };
        seen.note(match (toward, even) {
            (0, true) => "a tie that stays",
            (0, false) => "a tie that moves",
            _ => "off by a bit",
        });
        prop_assert_eq!(sum.ratio(&sum_of_values(&[weight])), expected);
        Ok(())
    });
    seen.assert(&["a tie that stays", "a tie that moves", "off by a bit"]);
}

#[test]
fn one_big_and_many_small() {
    let mut values = vec![1e-9; 1_000_000];
    values.insert(500_000, 1e300);
    values.push(-1e300);
    let mut sum = ExactSum::new();
    sum.add_slice(&values);
    let exact = units(1e-9) * 1_000_000;
    assert!(is_nearest(sum.round(), &exact, &(BigInt::from(1) << 1074)));
    assert_eq!(sum.divided_by(1_000_000), 1e-9);
    // A float sum loses all of them.
    assert_ne!(values.iter().sum::<f64>(), sum.round());
}

#[test]
fn cancellation_is_total() {
    check(300, &(terms(finite, 0..60), any::<u64>()), |(mut terms, seed)| {
        let negated: Vec<Term> = terms
            .iter()
            .map(|&term| match term {
                Term::Value(x) => Term::Value(-x),
                Term::Product(a, b) => Term::Product(b, -a),
            })
            .collect();
        terms.extend(negated);
        Random(seed | 1).shuffle(&mut terms);
        let sum = sum_of(&terms);
        prop_assert!(sum.is_zero());
        prop_assert_eq!(sum.round().to_bits(), 0);
        prop_assert_eq!(sum.to_bytes(), ExactSum::new().to_bytes());
        prop_assert_eq!(sum, ExactSum::new());
        Ok(())
    });
}

#[test]
fn zeros_and_specials() {
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    assert_eq!(ExactSum::new().round().to_bits(), 0);
    assert_eq!(sum_of_values(&[-0.0, -0.0]).round().to_bits(), 0);
    assert!(sum_of_values(&[-0.0]).is_zero());
    assert!(!sum_of_values(&[inf]).is_zero());
    assert_eq!(sum_of_values(&[inf, -1e308, inf]).round(), inf);
    assert_eq!(sum_of_values(&[1.0, -inf]).round(), -inf);
    assert!(sum_of_values(&[inf, -inf]).round().is_nan());
    assert_eq!(sum_of_values(&[inf, -inf]), sum_of_values(&[nan, 3.0]));
    assert!(sum_of(&[Term::Product(0.0, inf)]).round().is_nan());
    assert!(sum_of(&[Term::Product(-inf, -0.0)]).round().is_nan());
    assert!(sum_of(&[Term::Product(nan, 0.0)]).round().is_nan());
    assert_eq!(sum_of(&[Term::Product(-inf, 2.0)]).round(), -inf);
    assert_eq!(sum_of(&[Term::Product(-inf, -inf)]).round(), inf);
    assert_ne!(sum_of_values(&[1.0]), sum_of_values(&[-1.0]));
    assert!(ExactSum::new().divided_by(0).is_nan());
    assert_eq!(sum_of_values(&[-2.0]).divided_by(0), -inf);
}

// ---------------------------------------------------------------- order, splits, slices

#[test]
fn order_and_split_do_not_matter() {
    let seen = Seen::default();
    for number in [true, false] {
        let strategy = (
            if number { terms(finite, 0..80).boxed() } else { terms(any_class, 0..80).boxed() },
            1..10_usize,
            any::<u64>(),
        );
        check(500, &strategy, |(mut terms, parts, seed)| {
            let whole = sum_of(&terms);
            seen.note(if whole.round().is_finite() { "finite" } else { "not finite" });
            let mut random = Random(seed | 1);
            random.shuffle(&mut terms);
            let mut pieces = vec![ExactSum::new(); parts];
            for &term in &terms {
                pieces[random.next() as usize % parts].merge(&sum_of(&[term]));
            }
            random.shuffle(&mut pieces);
            let mut merged = ExactSum::new();
            for piece in &pieces {
                merged.merge(piece);
            }
            prop_assert_eq!(merged.to_bytes(), whole.to_bytes());
            prop_assert_eq!(merged.round().to_bits(), whole.round().to_bits());
            prop_assert_eq!(merged, whole);
            Ok(())
        });
    }
    seen.assert(&["finite", "not finite"]);
}

fn assert_slice_is_one_by_one(values: &[f64]) {
    let (mut fast, slow) = (ExactSum::new(), sum_of_values(values));
    fast.add_slice(values);
    assert_eq!(fast.to_bytes(), slow.to_bytes(), "{} values", values.len());
    // On top of something else.
    fast.add_slice(values);
    let mut twice = slow.clone();
    twice.merge(&slow);
    assert_eq!(fast, twice, "{} values, twice", values.len());
}

#[test]
fn a_slice_is_the_same_as_one_by_one() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let any_finite: Vec<f64> = (0..100_000)
        .map(|_| f64::from_bits(random.next()))
        .map(|x| if x.is_finite() { x } else { 0.0 })
        .collect();
    for length in (0..200).chain(4_090..4_110).chain([100_000]) {
        assert_slice_is_one_by_one(&any_finite[..length]);
    }
    // A few exponents only: every bucket fills up many times.
    let full = f64::from_bits(1.0_f64.to_bits() - 1);
    for x in [full, -full, f64::MAX, f64::from_bits((1 << 52) - 1), 0.0, -0.0, 1.0] {
        assert_slice_is_one_by_one(&vec![x; 100_001]);
    }
    let subnormal: Vec<f64> =
        any_finite.iter().map(|x| f64::from_bits(x.to_bits() & !(0x7ff << 52))).collect();
    assert!(subnormal.iter().all(|x| x.is_subnormal() || *x == 0.0));
    assert!(!sum_of_values(&subnormal).is_zero());
    assert_slice_is_one_by_one(&subnormal);
    // Specials anywhere, also so many that their buckets fill up.
    let (inf, nan) = (f64::INFINITY, f64::NAN);
    for special in [&[inf][..], &[-inf], &[nan], &[-nan], &[inf, -inf]] {
        for place in [0, 1, 50_000, 99_998, 99_999] {
            let mut values = any_finite.clone();
            for (i, &x) in special.iter().enumerate() {
                values[(place + i) % 100_000] = x;
            }
            assert_slice_is_one_by_one(&values);
        }
        let mut many: Vec<f64> = special.iter().copied().cycle().take(100_000).collect();
        assert_slice_is_one_by_one(&many);
        // Of the infinities, 2048 fill a bucket: here none is left over.
        many.truncate(8192);
        assert_slice_is_one_by_one(&many);
    }
}

#[test]
fn no_number_of_additions_overflows() {
    // Doubling by merging counts as that many additions, past every limit on pending carries.
    for x in [f64::from_bits(1.0_f64.to_bits() - 1), -0.1, f64::from_bits((1 << 52) - 1)] {
        for before in [0, 27, 28, 29, 30, 31, 40] {
            let mut sum = sum_of_values(&[x]);
            for _ in 0..before {
                let same = sum.clone();
                sum.merge(&same);
            }
            let mut exact = units(x) << before;
            for i in 0..5 {
                sum.add(x);
                sum.add_product(x, 1.0);
                sum.add_slice(&[x; 3]);
                exact += 5 * units(x);
                assert!(is_nearest(sum.round(), &exact, &(BigInt::from(1) << 1074)), "{i}");
            }
            for i in 0..100 {
                let same = sum.clone();
                sum.merge(&same);
                exact <<= 1;
                let bytes = sum.to_bytes();
                let read = ExactSum::from_bytes(&bytes);
                assert_eq!(read, Ok((sum.clone(), bytes.len())));
                assert!(is_nearest(sum.round(), &exact, &(BigInt::from(1) << 1074)), "{i}");
            }
        }
    }
}

#[test]
fn beyond_its_range_a_sum_is_infinite() {
    for sign in [1.0, -1.0] {
        let mut sum = ExactSum::new();
        sum.add_product(f64::MAX, sign * f64::MAX);
        let mut doublings = 0;
        while sum.to_bytes().len() > 1 {
            let same = sum.clone();
            sum.merge(&same);
            doublings += 1;
            assert!(doublings < 1000);
        }
        assert!(doublings > 150, "{doublings}");
        assert_eq!(sum.round(), sign * f64::INFINITY);
        let bytes = sum.to_bytes();
        assert_eq!(ExactSum::from_bytes(&bytes), Ok((sum, 1)));
    }
}

// ---------------------------------------------------------------- bytes

#[test]
fn the_bytes_are_these() {
    assert_eq!(ExactSum::new().to_bytes(), [0]);
    assert_eq!(sum_of_values(&[f64::INFINITY]).to_bytes(), [1]);
    assert_eq!(sum_of_values(&[f64::NEG_INFINITY, 7.0]).to_bytes(), [2]);
    assert_eq!(sum_of_values(&[f64::NAN]).to_bytes(), [3]);
    assert_eq!(sum_of_values(&[1.0]).to_bytes(), [5, 67, 1, 16, 0, 0, 0]);
    assert_eq!(sum_of_values(&[-1.0]).to_bytes(), [6, 67, 1, 16, 0, 0, 0]);
    let two = sum_of_values(&[2_f64.powi(33), 1.0]).to_bytes();
    assert_eq!(two, [5, 67, 2, 16, 0, 0, 0, 32, 0, 0, 0]);
    let mut random = Random(1);
    let losses: Vec<f64> = (0..100_000).map(|_| (random.next() >> 11) as f64 * 1e-15).collect();
    let mut sum = ExactSum::new();
    sum.add_slice(&losses);
    assert!(sum.to_bytes().len() <= 40);
}

#[test]
fn bytes_round_trip() {
    check(2000, &(terms(any_class, 0..40), prop::collection::vec(any::<u8>(), 0..9)), |(terms, tail)| {
        let sum = sum_of(&terms);
        let mut bytes = sum.to_bytes();
        let length = bytes.len();
        for end in 0..length {
            prop_assert!(ExactSum::from_bytes(&bytes[..end]).is_err());
        }
        bytes.extend(tail);
        prop_assert_eq!(ExactSum::from_bytes(&bytes), Ok((sum, length)));
        Ok(())
    });
}

/// Bytes are refused with a sentence, or are the bytes of the sum that was read.
fn accepted(bytes: &[u8]) -> bool {
    match ExactSum::from_bytes(bytes) {
        Ok((sum, used)) => {
            assert_eq!(sum.to_bytes(), bytes[..used]);
            let _ = (sum.round(), sum.ratio(&sum), sum.divided_by(3));
            let mut twice = sum.clone();
            twice.merge(&sum);
            assert_eq!(twice.is_zero(), sum.is_zero());
            true
        }
        Err(message) => {
            assert!(message.ends_with('.') && message.len() > 20, "{message}");
            false
        }
    }
}

#[test]
fn hostile_bytes_are_refused() {
    let seen = Seen::default();
    let note = |bytes: &[u8]| {
        let verdict = if accepted(bytes) { "accepted" } else { "refused" };
        seen.note(verdict);
    };
    check(5000, &prop::collection::vec(any::<u8>(), 0..700), |bytes| {
        note(&bytes);
        Ok(())
    });
    let digits = prop::collection::vec(prop_oneof![Just(0_u8), Just(255), any::<u8>()], 0..560);
    check(20_000, &(0..8_u8, any::<u8>(), 0..140_u8, digits), |(tag, first, count, digits)| {
        let first = first.min(136 - count.min(136) + first % 3);
        let mut bytes = vec![tag, first, count];
        bytes.extend(digits);
        note(&bytes);
        Ok(())
    });
    check(5000, &(terms(finite, 0..20), any::<u16>(), any::<u8>()), |(terms, place, value)| {
        let mut bytes = sum_of(&terms).to_bytes();
        let place = usize::from(place) % bytes.len();
        bytes[place] = value;
        note(&bytes);
        Ok(())
    });
    seen.assert(&["accepted", "refused"]);
}

#[test]
fn other_forms_of_a_sum_are_refused() {
    let refused: [&[u8]; 9] = [
        &[],
        &[4, 0, 0],
        &[7, 67, 1, 16, 0, 0, 0],
        &[255],
        &[5, 67, 0],
        &[5, 66, 2, 0, 0, 0, 0, 16, 0, 0, 0],
        &[5, 67, 2, 16, 0, 0, 0, 0, 0, 0, 0],
        &[5, 136, 1, 1, 0, 0, 0],
        &[5, 255, 1, 1, 0, 0, 0],
    ];
    for bytes in refused {
        assert!(!accepted(bytes), "{bytes:?}");
    }
    // The top digit has 31 bits.
    assert!(accepted(&[5, 135, 1, 255, 255, 255, 127]));
    assert!(accepted(&[6, 135, 1, 255, 255, 255, 127]));
    assert!(!accepted(&[5, 135, 1, 0, 0, 0, 128]));
    assert!(!accepted(&[6, 135, 1, 0, 0, 0, 128]));
}
