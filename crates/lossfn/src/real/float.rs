//! The floats that kernels compute with.

use core::cmp::Ordering;
use core::fmt::Debug;
use core::ops::{Add, Div, Mul, Neg, Sub};

use super::math::coefficients as table;

/// A float that kernels compute with: arithmetic, a multiply-add, and the bit operations and tables
/// the functions of [`math`](super::math) are made of.
///
/// Nothing here branches, calls a library or looks up memory, so that loops vectorise.
#[allow(clippy::return_self_not_must_use)]
pub trait Float:
    Copy
    + PartialOrd
    + Debug
    + Send
    + Sync
    + 'static
    + Neg<Output = Self>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
{
    /// The type in which this one's careful special functions are computed.
    type Careful: Float;

    /// 0.
    const ZERO: Self;
    /// 1.
    const ONE: Self;
    /// The largest finite number.
    const MAX: Self;
    /// Positive infinity.
    const INFINITY: Self;
    /// Not a number.
    const NAN: Self;

    /// Whether results are rounded to a shorter type in the end, so that the arithmetic here needs
    /// no second word.
    const SPARE: bool;
    /// Adding it rounds to an integer, which stays in the low bits, as the exponent field wants it.
    const MAGIC: Self;
    /// The product with it splits a number into two halves (Dekker).
    const SPLITTER: Self;
    /// The high bits of ln 2, so few that their product with any exponent is exact.
    const LN2_HIGH: Self;
    /// The rest of ln 2.
    const LN2_LOW: Self;
    /// Here, and below, `e^x` is 0.
    const EXP_LOWEST: Self;
    /// Here, and above, `e^x` is beyond the range of the type that results are rounded to.
    const EXP_HIGHEST: Self;
    /// See `EXP_F64`.
    const EXP: &'static [f64];
    /// See `LN_F64`.
    const LN: &'static [f64];
    /// See `LN_FAR_F64`; empty where no logarithm is needed beyond the type.
    const LN_FAR: &'static [f64];
    /// See `LN_1P_F32` where [`LN_1P_DIRECT`](Self::LN_1P_DIRECT) holds, and `LN_1P_F64` where not.
    const LN_1P: &'static [f64];
    /// Whether `ln(1 + e)` on `[0, 1]` is a polynomial of `e`, or a division and one of its square.
    const LN_1P_DIRECT: bool;

    /// See `LN_GAMMA_F64`.
    const LN_GAMMA: &'static [f64];
    /// See `STIRLING_F64`.
    const STIRLING: &'static [f64];

    /// The nearest number to `x`.
    fn c(x: f64) -> Self;
    /// The same number, exactly.
    fn to_f64(self) -> f64;
    /// The same number, exactly.
    fn careful(self) -> Self::Careful;
    /// The nearest number to `x`.
    fn from_careful(x: Self::Careful) -> Self;

    /// `self * a + b`: fused, or not, whichever is fast.
    fn fma(self, a: Self, b: Self) -> Self;
    /// `self * a + b` as if fused, also where the sum cancels.
    fn exact_fma(self, a: Self, b: Self) -> Self;
    /// `self * b` as the rounded product and its error.
    fn two_prod(self, b: Self) -> (Self, Self);
    /// The absolute value.
    fn abs(self) -> Self;
    /// The square root.
    fn sqrt(self) -> Self;
    /// Whether the sign bit is set, as in -0.
    fn negative(self) -> bool;
    /// `self` with the sign of `sign`.
    fn copysign(self, sign: Self) -> Self;

    /// `-self` where `sign` is negative.
    fn flip(self, sign: Self) -> Self;

    /// `2^n` for `self = MAGIC + n`, where it is at most 1, or a little more; 0 below the subnormals.
    fn power_of_two(self) -> Self;
    /// `2^n` for `self = MAGIC + n` as two normal factors, for any `n` from
    /// [`EXP_LOWEST`](Self::EXP_LOWEST) to [`EXP_HIGHEST`](Self::EXP_HIGHEST).
    fn power_of_two_halves(self) -> (Self, Self);
    /// `(k, m)` with `self = 2^k m` and `m` from `sqrt(1/2)` to `sqrt(2)`, for a positive finite
    /// `self`.
    fn split(self) -> (Self, Self);

    /// The smaller one; `self` where it is NaN.
    #[inline(always)]
    fn at_most(self, limit: Self) -> Self {
        if self > limit { limit } else { self }
    }
    /// The larger one; `self` where it is NaN.
    #[inline(always)]
    fn at_least(self, limit: Self) -> Self {
        if self < limit { limit } else { self }
    }
}

/// An `f64` that will be rounded to an `f32`: the same functions by shorter polynomials, with
/// relative errors of about 2^-34.
#[derive(Clone, Copy, Debug)]
pub struct Lite(pub f64);

macro_rules! newtype {
    ([$($generics:tt)*] $t:ty, $f:ident) => {
        impl<$($generics)*> PartialEq for $t {
            #[inline(always)]
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0
            }
        }
        // Each comparison by itself: through `partial_cmp` they would not vectorise.
        impl<$($generics)*> PartialOrd for $t {
            #[inline(always)]
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                self.0.partial_cmp(&other.0)
            }
            #[inline(always)]
            fn lt(&self, other: &Self) -> bool {
                self.0 < other.0
            }
            #[inline(always)]
            fn le(&self, other: &Self) -> bool {
                self.0 <= other.0
            }
            #[inline(always)]
            fn gt(&self, other: &Self) -> bool {
                self.0 > other.0
            }
            #[inline(always)]
            fn ge(&self, other: &Self) -> bool {
                self.0 >= other.0
            }
        }
        impl<$($generics)*> Neg for $t {
            type Output = Self;
            #[inline(always)]
            fn neg(self) -> Self {
                $f(-self.0)
            }
        }
        newtype!(@ [$($generics)*] $t, $f, Add add, Sub sub, Mul mul, Div div);
    };
    (@ [$($generics:tt)*] $t:ty, $f:ident, $($op:ident $name:ident),*) => {
        newtype!(@@ [$($generics)*] $t, $f, $($op $name,)*);
    };
    (@@ $generics:tt $t:ty, $f:ident,) => {};
    (@@ [$($generics:tt)*] $t:ty, $f:ident, $op:ident $name:ident, $($rest:tt)*) => {
        impl<$($generics)*> $op for $t {
            type Output = Self;
            #[inline(always)]
            fn $name(self, other: Self) -> Self {
                $f($op::$name(self.0, other.0))
            }
        }
        newtype!(@@ [$($generics)*] $t, $f, $($rest)*);
    };
}
newtype!([] Lite, Lite);

#[inline(always)]
const fn same<T: Copy>(x: T) -> T {
    x
}
#[inline(always)]
const fn bare(x: Lite) -> f64 {
    x.0
}
#[inline(always)]
fn lite(x: f32) -> Lite {
    Lite(f64::from(x))
}
#[inline(always)]
fn shorten(x: Lite) -> f32 {
    x.0 as f32
}

/// `$t`, computed in `$base` with a mantissa of `$bits` bits, and its tables.
macro_rules! float {
    ($t:ident = $wrap:ident($base:ident) $get:ident; $uint:ident, $bits:literal, $bias:literal;
     spare $spare:literal, lift $lift:literal, magic $magic:literal, splitter $splitter:literal;
     sqrt_half $sqrt_half:literal, ln2 $high:literal $low:literal, exp $lowest:literal $highest:literal;
     $exp:ident, $ln:ident, $far:expr, $ln_1p:ident $direct:literal,
     $gamma:ident $stirling:ident;
     careful $careful:ident $to:ident $from:ident) => {
        impl Float for $t {
            type Careful = $careful;
            const ZERO: Self = $wrap(0.0);
            const ONE: Self = $wrap(1.0);
            const MAX: Self = $wrap($base::MAX);
            const INFINITY: Self = $wrap($base::INFINITY);
            const NAN: Self = $wrap($base::NAN);
            const SPARE: bool = $spare;
            const MAGIC: Self = $wrap($magic + ($bias + $lift) as $base);
            const SPLITTER: Self = $wrap($splitter);
            const LN2_HIGH: Self = $wrap($high);
            const LN2_LOW: Self = $wrap($low);
            const EXP_LOWEST: Self = $wrap($lowest);
            const EXP_HIGHEST: Self = $wrap($highest);
            const EXP: &'static [f64] = &table::$exp;
            const LN: &'static [f64] = &table::$ln;
            const LN_FAR: &'static [f64] = $far;
            const LN_1P: &'static [f64] = &table::$ln_1p;
            const LN_1P_DIRECT: bool = $direct;
            const LN_GAMMA: &'static [f64] = &table::$gamma;
            const STIRLING: &'static [f64] = &table::$stirling;

            #[inline(always)]
            fn c(x: f64) -> Self {
                $wrap(x as $base)
            }
            #[inline(always)]
            fn to_f64(self) -> f64 {
                f64::from($get(self))
            }
            #[inline(always)]
            fn careful(self) -> $careful {
                $to(self)
            }
            #[inline(always)]
            fn from_careful(x: $careful) -> Self {
                $from(x)
            }

            #[inline(always)]
            fn fma(self, a: Self, b: Self) -> Self {
                $wrap($get(self).mul_add($get(a), $get(b)))
            }
            #[inline(always)]
            fn exact_fma(self, a: Self, b: Self) -> Self {
                self.fma(a, b)
            }
            #[inline(always)]
            fn two_prod(self, b: Self) -> (Self, Self) {
                let p = self * b;
                (p, self.fma(b, -p))
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $wrap($get(self).abs())
            }
            #[inline(always)]
            fn sqrt(self) -> Self {
                $wrap($get(self).sqrt())
            }
            #[inline(always)]
            fn negative(self) -> bool {
                $get(self).is_sign_negative()
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                $wrap($get(self).copysign($get(sign)))
            }
            #[inline(always)]
            fn flip(self, sign: Self) -> Self {
                const SIGN: $uint = (-0.0 as $base).to_bits();
                $wrap($base::from_bits($get(self).to_bits() ^ ($get(sign).to_bits() & SIGN)))
            }

            #[inline(always)]
            fn power_of_two(self) -> Self {
                // Lifted, so that the exponent field does not run out before the subnormals do.
                const DOWN: $base = $base::from_bits(($bias - $lift) << $bits);
                $wrap($base::from_bits($get(self).to_bits() << $bits) * DOWN)
            }
            #[inline(always)]
            fn power_of_two_halves(self) -> (Self, Self) {
                const OFFSET: $uint = ($bias - $lift as $uint).wrapping_sub($magic.to_bits());
                if $spare {
                    return (self.power_of_two(), Self::ONE);
                }
                let twice = $get(self).to_bits().wrapping_add(OFFSET);
                let half = twice >> 1;
                let rest = twice.wrapping_sub(half);
                ($wrap($base::from_bits(half << $bits)), $wrap($base::from_bits(rest << $bits)))
            }
            #[inline(always)]
            fn split(self) -> (Self, Self) {
                const OFFSET: $uint = ($bias << $bits) - $sqrt_half;
                const MANTISSA: $uint = (1 << $bits) - 1;
                const BIAS: $base = $magic + $bias as $base;
                const LIFT: $base = ($bits + 1) as $base;
                const UP: $base = ((1 as $uint) << ($bits + 1)) as $base;
                let x = $get(self);
                let small = !$spare && x < $base::MIN_POSITIVE;
                let x = if small { x * UP } else { x };
                let bits = x.to_bits().wrapping_add(OFFSET);
                // An integer to a float through the low bits: AVX2 has no conversion of 64 bits.
                let k = $base::from_bits((bits >> $bits).wrapping_add($magic.to_bits()));
                let k = k - if small { BIAS + LIFT } else { BIAS };
                let m = $base::from_bits((bits & MANTISSA).wrapping_add($sqrt_half));
                ($wrap(k), $wrap(m))
            }
        }
    };
}
float! {
    f32 = same(f32) same; u32, 23, 127;
    spare false, lift 64, magic 12582912f32, splitter 4097.0;
    sqrt_half 0x3f3504f3, ln2 0.693145751953125 1.4286068203094172e-6, exp -104.0 89.0;
    EXP_F32, LN_F32, &[], LN_1P_F32 true, LN_GAMMA_LITE STIRLING_LITE;
    careful Lite lite shorten
}
float! {
    f64 = same(f64) same; u64, 52, 1023;
    spare false, lift 512, magic 6755399441055744f64, splitter 134217729.0;
    sqrt_half 0x3fe6a09e667f3bcd, ln2 6.93147180369123816490e-1 1.90821492927058770002e-10, exp -746.0 710.0;
    EXP_F64, LN_F64, &table::LN_FAR_F64, LN_1P_F64 false, LN_GAMMA_F64 STIRLING_F64;
    careful f64 same same
}
float! {
    Lite = Lite(f64) bare; u64, 52, 1023;
    spare true, lift 0, magic 6755399441055744f64, splitter 134217729.0;
    sqrt_half 0x3fe6a09e667f3bcd, ln2 6.93147180369123816490e-1 1.90821492927058770002e-10, exp -709.1 709.0;
    EXP_LITE, LN_LITE, &[], LN_1P_LITE false, LN_GAMMA_LITE STIRLING_LITE;
    careful Lite same same
}

mod unfused;
pub use unfused::Unfused;
