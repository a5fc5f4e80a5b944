//! The exact sum against integers of any length: rounding and dividing here; order and bytes beside.

mod bytes;
mod inputs;
mod oracle;
mod order;

use lossfn::reduce::ExactSum;
use num_bigint::BigInt;
use proptest::prelude::*;

use inputs::{CLASSES, Random, Seen, any_class, check, class, finite, from_bits, terms};
use oracle::{Oracle, Term, is_nearest, sum_of, sum_of_values, units};

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
