//! Order, splits and slices.

use lossfn::reduce::ExactSum;
use num_bigint::BigInt;
use proptest::prelude::*;

use super::inputs::{Random, Seen, any_class, check, finite, terms};
use super::oracle::{is_nearest, sum_of, sum_of_values, units};

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
    for special in [&[inf][..], &[-inf], &[nan], &[-nan], &[inf, -inf], &[inf, 0.0, -inf]] {
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
fn no_number_of_merges_overflows() {
    // Every digit is full and its carries were passed on, as in a part that was read: nothing but the
    // merges themselves counts towards the next carry.
    for x in [2f64.next_down(), -2f64.next_down()] {
        let bytes = sum_of_values(&[x; 1000]).to_bytes();
        let (mut sum, _) = ExactSum::from_bytes(&bytes).unwrap();
        let mut exact = 1000 * units(x);
        for doublings in 1..100 {
            let same = sum.clone();
            sum.merge(&same);
            exact <<= 1;
            assert!(is_nearest(sum.round(), &exact, &(BigInt::from(1) << 1074)), "{doublings} doublings");
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
