//! Sums of integers of any length, and the exact sums they judge.

use lossfn::reduce::ExactSum;
use num_bigint::{BigInt, Sign};

/// A finite value in units of 2^-1074.
pub(crate) fn units(x: f64) -> BigInt {
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
pub(crate) fn is_nearest(y: f64, numerator: &BigInt, denominator: &BigInt) -> bool {
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
pub(crate) enum Term {
    Value(f64),
    Product(f64, f64),
}

/// What a sum should be: in units of 2^-2148, or an infinity or NaN.
#[derive(Clone, Debug)]
pub(crate) struct Oracle {
    pub(crate) finite: BigInt,
    pub(crate) special: f64,
}

impl Oracle {
    pub(crate) fn of(terms: &[Term]) -> Self {
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

    pub(crate) fn is_special(&self) -> bool {
        self.special != 0.0
    }

    /// A finite stand-in of the same kind, for IEEE rules: the sign of the sum, or the special.
    pub(crate) fn kind(&self) -> f64 {
        match self.finite.sign() {
            _ if self.is_special() => self.special,
            Sign::NoSign => 0.0,
            Sign::Plus => 1.0,
            Sign::Minus => -1.0,
        }
    }

    pub(crate) fn accepts_round(&self, y: f64) -> bool {
        if self.is_special() {
            same(y, self.special)
        } else {
            is_nearest(y, &self.finite, &(BigInt::from(1) << 2148))
        }
    }

    pub(crate) fn accepts_ratio(&self, weight: &Self, y: f64) -> bool {
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

pub(crate) fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan())
}

pub(crate) fn sum_of(terms: &[Term]) -> ExactSum {
    let mut sum = ExactSum::new();
    for &term in terms {
        match term {
            Term::Value(x) => sum.add(x),
            Term::Product(a, b) => sum.add_product(a, b),
        }
    }
    sum
}

pub(crate) fn sum_of_values(values: &[f64]) -> ExactSum {
    let mut sum = ExactSum::new();
    for &x in values {
        sum.add(x);
    }
    sum
}
