//! Rounding and dividing integers of any length.

use std::cmp::Ordering;

/// A number other than zero: `±digits * 2^exponent`, in base 2^32, lowest digit first, with no zero
/// digit at either end.
#[derive(Clone, Debug)]
pub(crate) struct Magnitude {
    pub(super) negative: bool,
    pub(super) exponent: i32,
    pub(super) digits: Vec<u32>,
}

impl Magnitude {
    /// From digits that may be zero at the ends; none where all are.
    pub(super) fn new(negative: bool, exponent: i32, mut digits: Vec<u32>) -> Option<Self> {
        let first = digits.iter().position(|&digit| digit != 0)?;
        let last = digits.iter().rposition(|&digit| digit != 0)?;
        digits.truncate(last + 1);
        digits.drain(..first);
        Some(Self { negative, exponent: exponent + 32 * first as i32, digits })
    }

    /// Bits of the number, counted from its lowest digit.
    pub(super) fn length(&self) -> i32 {
        let spare = self.digits.last().map_or(0, |top| top.leading_zeros());
        32 * self.digits.len() as i32 - spare as i32
    }

    /// The nearest `f64`. The top three digits hold 65 bits or more if there are others below.
    pub(super) fn round(&self) -> f64 {
        let below = self.digits.len().saturating_sub(3);
        let top = self.digits[below..].iter().rev();
        let integer = top.fold(0, |m, &digit| (m << 32) | u128::from(digit));
        let exponent = self.exponent + 32 * below as i32;
        nearest(self.negative, integer, exponent, below > 0)
    }

    /// The digits shifted up until the number fills `width` digits, and one more digit, zero, on
    /// top.
    fn aligned(&self, width: usize) -> Vec<u32> {
        let shift = self.digits.last().map_or(0, |top| top.leading_zeros());
        let mut aligned = vec![0; width + 1];
        let mut carry = 0;
        for (to, &digit) in aligned[width - self.digits.len()..].iter_mut().zip(&self.digits) {
            let wide = u64::from(digit) << shift;
            *to = wide as u32 | carry;
            carry = (wide >> 32) as u32;
        }
        aligned
    }
}

/// The nearest `f64` to `a / b`: 66 bits by long division, one at a time, and whether any remain.
pub(super) fn divide(a: &Magnitude, b: &Magnitude) -> f64 {
    let width = a.digits.len().max(b.digits.len());
    let (mut rest, divisor) = (a.aligned(width), b.aligned(width));
    // Both have their leading bit in the same place. Hence `rest` is less than twice the divisor,
    // now and whenever what a subtraction left is doubled; each step yields one bit, and the first
    // two are not both zero.
    let mut quotient = 0_u128;
    for _ in 0..66 {
        quotient <<= 1;
        if rest.iter().rev().cmp(divisor.iter().rev()) != Ordering::Less {
            subtract(&mut rest, &divisor);
            quotient |= 1;
        }
        double(&mut rest);
    }
    let exponent = a.length() + a.exponent - b.length() - b.exponent;
    let more = rest.iter().any(|&digit| digit != 0);
    nearest(a.negative != b.negative, quotient, exponent - 65, more)
}

fn double(x: &mut [u32]) {
    let mut carry = 0;
    for digit in x {
        (*digit, carry) = ((*digit << 1) | carry, *digit >> 31);
    }
}

fn subtract(a: &mut [u32], b: &[u32]) {
    let mut borrow = false;
    for (a, &b) in a.iter_mut().zip(b) {
        let (difference, under) = a.overflowing_sub(b);
        let (difference, under_again) = difference.overflowing_sub(u32::from(borrow));
        *a = difference;
        borrow = under || under_again;
    }
}

/// The `f64` nearest to `±(integer + more) * 2^exponent`, ties to even, where `more` says that
/// something between 0 and 1 is missing; then the integer has more than 53 bits.
fn nearest(negative: bool, integer: u128, exponent: i32, more: bool) -> f64 {
    const INFINITE: u64 = 0x7ff << 52;
    let length = (u128::BITS - integer.leading_zeros()) as i32;
    // The exponent of the last bit that is kept: 53 bits, fewer for subnormals.
    let last = (exponent + length - 53).max(-1074);
    let dropped = last - exponent;
    let kept = if dropped <= 0 {
        integer << -dropped
    } else if dropped > length {
        0
    } else {
        let kept = integer >> dropped;
        let half = 1 << (dropped - 1);
        let up = match (integer - (kept << dropped)).cmp(&half) {
            Ordering::Less => false,
            Ordering::Equal => more || kept & 1 == 1,
            Ordering::Greater => true,
        };
        kept + u128::from(up)
    };
    // The leading bit of a normal number, and a carry out of 53 bits, add one to the exponent.
    let bits = if last > 971 { INFINITE } else { (((last + 1074) as u64) << 52) + kept as u64 };
    f64::from_bits(bits | (u64::from(negative) << 63))
}
