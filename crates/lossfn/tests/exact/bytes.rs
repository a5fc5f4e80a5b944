//! The bytes of a sum.

use lossfn::reduce::ExactSum;
use proptest::prelude::*;

use super::inputs::{Random, Seen, any_class, check, finite, terms};
use super::oracle::{sum_of, sum_of_values};

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
