//! Floats without a fused multiply-add, and the machines that have it and those that have not.

use core::cmp::Ordering;
use core::ops::{Add, Div, Mul, Neg, Sub};

use super::Float;

/// `F` on a machine without a fused multiply-add, where asking for one would call a library:
/// [`fma`](Float::fma) rounds twice, and exact products take Dekker's splitting.
#[derive(Clone, Copy, Debug)]
pub struct Unfused<F>(pub F);

newtype!([F: Float] Unfused<F>, Unfused);

impl<F: Float> Float for Unfused<F> {
    type Careful = Unfused<F::Careful>;
    const ZERO: Self = Unfused(F::ZERO);
    const ONE: Self = Unfused(F::ONE);
    const MAX: Self = Unfused(F::MAX);
    const INFINITY: Self = Unfused(F::INFINITY);
    const NAN: Self = Unfused(F::NAN);
    const SPARE: bool = F::SPARE;
    const MAGIC: Self = Unfused(F::MAGIC);
    const SPLITTER: Self = Unfused(F::SPLITTER);
    const LN2_HIGH: Self = Unfused(F::LN2_HIGH);
    const LN2_LOW: Self = Unfused(F::LN2_LOW);
    const EXP_LOWEST: Self = Unfused(F::EXP_LOWEST);
    const EXP_HIGHEST: Self = Unfused(F::EXP_HIGHEST);
    const EXP: &'static [f64] = F::EXP;
    const LN: &'static [f64] = F::LN;
    const LN_FAR: &'static [f64] = F::LN_FAR;
    // A long polynomial loses too much to its unfused products.
    const LN_1P: &'static [f64] = if F::LN_1P_DIRECT { F::Careful::LN_1P } else { F::LN_1P };
    const LN_1P_DIRECT: bool = false;
    const LN_GAMMA: &'static [f64] = F::LN_GAMMA;
    const STIRLING: &'static [f64] = F::STIRLING;

    #[inline(always)]
    fn c(x: f64) -> Self {
        Unfused(F::c(x))
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.0.to_f64()
    }
    #[inline(always)]
    fn careful(self) -> Self::Careful {
        Unfused(self.0.careful())
    }
    #[inline(always)]
    fn from_careful(x: Self::Careful) -> Self {
        Unfused(F::from_careful(x.0))
    }

    #[inline(always)]
    fn fma(self, a: Self, b: Self) -> Self {
        self * a + b
    }
    #[inline(always)]
    fn exact_fma(self, a: Self, b: Self) -> Self {
        let (p, e) = self.two_prod(a);
        (p + b) + e
    }
    #[inline(always)]
    fn two_prod(self, b: Self) -> (Self, Self) {
        let halves = |x: Self| {
            let t = x * Self::SPLITTER;
            let high = t - (t - x);
            (high, x - high)
        };
        let (ah, al) = halves(self);
        let (bh, bl) = halves(b);
        let p = self * b;
        let e = ((ah * bh - p) + ah * bl + al * bh) + al * bl;
        // Near the end of the range the halves overflow, and the error is given up.
        (p, if e.abs() <= Self::MAX { e } else { Self::ZERO })
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Unfused(self.0.abs())
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Unfused(self.0.sqrt())
    }
    #[inline(always)]
    fn negative(self) -> bool {
        self.0.negative()
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        Unfused(self.0.copysign(sign.0))
    }
    #[inline(always)]
    fn flip(self, sign: Self) -> Self {
        Unfused(self.0.flip(sign.0))
    }

    #[inline(always)]
    fn power_of_two(self) -> Self {
        Unfused(self.0.power_of_two())
    }
    #[inline(always)]
    fn power_of_two_halves(self) -> (Self, Self) {
        let (a, b) = self.0.power_of_two_halves();
        (Unfused(a), Unfused(b))
    }
    #[inline(always)]
    fn split(self) -> (Self, Self) {
        let (k, m) = self.0.split();
        (Unfused(k), Unfused(m))
    }
}
