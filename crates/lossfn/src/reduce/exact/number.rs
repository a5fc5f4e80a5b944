//! Arithmetic with exact sums: products, differences and quotients of them, rounded once.

use super::quotient::{Magnitude, divide};
use crate::real::Dd;

/// An exact number.
#[derive(Clone, Debug)]
pub(crate) enum Number {
    /// None is zero.
    Finite(Option<Magnitude>),
    /// An infinity or NaN.
    NotFinite(f64),
}

impl Number {
    pub(crate) fn of(x: f64) -> Self {
        let mut sum = super::ExactSum::new();
        sum.add(x);
        sum.number()
    }
    pub(crate) fn is_zero(&self) -> bool {
        matches!(self, Self::Finite(None))
    }
    /// 0, 1 or -1 for what is finite, else the number: enough to know what is not finite.
    fn sketch(&self) -> f64 {
        match self {
            Self::Finite(None) => 0.0,
            Self::Finite(Some(m)) if m.negative => -1.0,
            Self::Finite(Some(_)) => 1.0,
            Self::NotFinite(x) => *x,
        }
    }
    /// Whether it is below 0.
    pub(crate) fn is_negative(&self) -> bool {
        self.sketch() < 0.0
    }
    pub(crate) fn is_nan(&self) -> bool {
        self.sketch().is_nan()
    }
    pub(crate) fn negated(self) -> Self {
        match self {
            Self::Finite(m) => Self::Finite(m.map(|m| Magnitude { negative: !m.negative, ..m })),
            Self::NotFinite(x) => Self::NotFinite(-x),
        }
    }
    pub(crate) fn times(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Finite(Some(a)), Self::Finite(Some(b))) => Self::Finite(a.times(b)),
            (Self::Finite(_), Self::Finite(_)) => Self::Finite(None),
            _ => Self::NotFinite(self.sketch() * other.sketch()),
        }
    }
    pub(crate) fn plus(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Finite(Some(a)), Self::Finite(Some(b))) => Self::Finite(a.plus(b)),
            (Self::Finite(a), Self::Finite(b)) => Self::Finite(a.as_ref().or(b.as_ref()).cloned()),
            _ => Self::NotFinite(self.sketch() + other.sketch()),
        }
    }
    pub(crate) fn minus(&self, other: &Self) -> Self {
        self.plus(&other.clone().negated())
    }
    /// The nearest `f64`.
    pub(crate) fn round(&self) -> f64 {
        match self {
            Self::Finite(m) => m.as_ref().map_or(0.0, Magnitude::round),
            Self::NotFinite(x) => *x,
        }
    }
    /// The `f64` nearest to the quotient; see [`ExactSum::ratio`](super::ExactSum::ratio).
    pub(crate) fn ratio(&self, other: &Self) -> f64 {
        match (self, other) {
            (Self::Finite(Some(a)), Self::Finite(Some(b))) => divide(a, b),
            (Self::Finite(None), Self::Finite(Some(_))) => 0.0,
            // An exact zero has no sign.
            (Self::Finite(None), Self::NotFinite(x)) if !x.is_nan() => 0.0,
            _ => self.sketch() / other.sketch(),
        }
    }
    /// The quotient to twice the digits of `f64`.
    pub(crate) fn ratio_pair(&self, other: &Self) -> Dd<f64> {
        let nearest = self.ratio(other);
        if !nearest.is_finite() {
            return Dd::new(nearest);
        }
        let rest = self.minus(&other.times(&Self::of(nearest)));
        Dd::from_parts(nearest, rest.ratio(other))
    }
    /// The quotient to twice the digits of `f64`, of any size: `quotient * 2^exponent`, with a quotient near 1 where
    /// it is neither 0 nor infinite.
    pub(crate) fn ratio_scaled(&self, other: &Self) -> (Dd<f64>, i32) {
        let (Self::Finite(Some(a)), Self::Finite(Some(b))) = (self, other) else {
            return (Dd::new(self.ratio(other)), 0);
        };
        let exponent = a.length() + a.exponent - b.length() - b.exponent;
        (self.clone().scaled(-exponent).ratio_pair(other), exponent)
    }
    /// The number of a pair, times a power of two.
    pub(crate) fn of_pair(x: Dd<f64>, exponent: i32) -> Self {
        Self::of(x.hi()).plus(&Self::of(x.lo())).scaled(exponent)
    }
    fn scaled(self, exponent: i32) -> Self {
        match self {
            Self::Finite(Some(m)) => Self::Finite(Some(Magnitude { exponent: m.exponent + exponent, ..m })),
            _ => self,
        }
    }
    /// The square root of the quotient, also where the quotient itself is outside the range of `f64`.
    pub(crate) fn root_of_ratio(&self, other: &Self) -> f64 {
        let (square, exponent) = self.ratio_scaled(other);
        if square.hi() == 0.0 || !square.hi().is_finite() {
            return square.hi().sqrt();
        }
        let square = square * f64::from(1 + exponent.rem_euclid(2));
        let half = exponent.div_euclid(2);
        let root = square.hi().sqrt();
        let rest = (-root).mul_add(root, square.hi()) + square.lo();
        let power = |n: i32| f64::from_bits(((1023 + n.clamp(-1022, 1023)) as u64) << 52);
        (root + rest / (2.0 * root)) * power(half / 2) * power(half - half / 2)
    }
}

impl Magnitude {
    /// The digits in units of `2^exponent`, which is no larger than its own unit.
    fn in_units(&self, exponent: i32) -> Vec<u32> {
        let bits = (self.exponent - exponent) as usize;
        let mut digits = vec![0; bits / 32];
        let mut carry = 0;
        for &digit in &self.digits {
            let wide = u64::from(digit) << (bits % 32);
            digits.push(wide as u32 | carry);
            carry = (wide >> 32) as u32;
        }
        digits.push(carry);
        digits
    }

    fn times(&self, other: &Self) -> Option<Self> {
        let mut digits = vec![0_u32; self.digits.len() + other.digits.len()];
        for (i, &a) in self.digits.iter().enumerate() {
            let mut carry = 0;
            for (digit, &b) in digits[i..].iter_mut().zip(other.digits.iter().chain(&[0])) {
                let wide = u64::from(a) * u64::from(b) + u64::from(*digit) + carry;
                *digit = wide as u32;
                carry = wide >> 32;
            }
        }
        Self::new(self.negative != other.negative, self.exponent + other.exponent, digits)
    }

    fn plus(&self, other: &Self) -> Option<Self> {
        let exponent = self.exponent.min(other.exponent);
        let (a, b) = (self.in_units(exponent), other.in_units(exponent));
        let signed = |x: &Self, digits: &[u32], i: usize| {
            let digit = i64::from(digits.get(i).copied().unwrap_or(0));
            if x.negative { -digit } else { digit }
        };
        let mut sum: Vec<i64> =
            (0..=a.len().max(b.len())).map(|i| signed(self, &a, i) + signed(other, &b, i)).collect();
        let negative = carry(&mut sum) < 0;
        if negative {
            for digit in &mut sum {
                *digit = -*digit;
            }
            carry(&mut sum);
        }
        Self::new(negative, exponent, sum.iter().map(|&digit| digit as u32).collect())
    }
}

/// Passes carries on, so that every digit but the last lies in `0..2^32`, and returns the last.
fn carry(digits: &mut [i64]) -> i64 {
    let mut carried = 0;
    let top = digits.len() - 1;
    for digit in &mut digits[..top] {
        let sum = *digit + carried;
        *digit = sum & 0xffff_ffff;
        carried = sum >> 32;
    }
    digits[top] += carried;
    digits[top]
}
