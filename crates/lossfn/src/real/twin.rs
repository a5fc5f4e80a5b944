//! A number as the sum of two f64, cheaply: a few bits more than an f64, where [`Dd`](super::Dd) has twice
//! as many.
//!
//! Sums and products carry what they round off, and nothing is made tidy in between: an addition takes
//! eight operations and a product four. Functions are good to some two bits beyond the float. So a
//! formula that does not cancel more than it must is rounded about once, at its end.

#![allow(
    clippy::eq_op,
    clippy::needless_bitwise_bool,
    reason = "`&&` of two comparisons is a branch, and stops a loop from becoming vectors"
)]

use core::ops::{Add, Div, Mul, Neg, Sub};

use super::{Float, Real, Scalar, math};

/// What ln 2 has beyond the nearest `f64`.
const LN_2_LOW: f64 = 2.3190468138462996e-17;

/// The unevaluated sum of two f64.
///
/// `hi` is what the plain float would be, so it decides comparisons and what happens at infinity; `lo`
/// is about as large as the rounding of `hi`, `None` where the compiler can know that it is 0, and
/// means nothing where `hi` is not finite.
#[derive(Clone, Copy, Debug)]
pub struct Twin {
    hi: f64,
    lo: Option<f64>,
}

#[inline(always)]
fn plus(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (a, None) => a,
        (None, b) => b,
    }
}
/// `k x + c`.
#[inline(always)]
fn plus_times(k: f64, x: Option<f64>, c: f64) -> f64 {
    match x {
        Some(x) => k.fma(x, c),
        None => c,
    }
}

impl Twin {
    /// The float `x`, exactly.
    #[inline(always)]
    pub fn new(x: f64) -> Self {
        Self { hi: x, lo: None }
    }
    /// The sum, rounded. Where `hi` is not finite, `lo` may be NaN.
    #[inline(always)]
    pub fn round(self) -> f64 {
        match self.lo {
            Some(lo) => {
                let sum = self.hi + lo;
                if sum == sum { sum } else { self.hi }
            }
            None => self.hi,
        }
    }
    #[inline(always)]
    pub(super) fn of((hi, lo): (f64, f64)) -> Self {
        Self { hi, lo: Some(lo) }
    }
    /// Both words. A low one that is NaN means nothing.
    #[inline(always)]
    pub(super) fn words(self) -> (f64, f64) {
        match self.lo {
            Some(lo) => (self.hi, if lo == lo { lo } else { 0.0 }),
            None => (self.hi, 0.0),
        }
    }
    /// The difference, rounded.
    #[inline(always)]
    fn less(self, o: Self) -> f64 {
        let high = self.hi - o.hi;
        let sum = high + (self.words().1 - o.words().1);
        if sum == sum { sum } else { high }
    }
    /// `e^x` and `e^x - 1`.
    #[inline(always)]
    fn exponentials(self) -> [Self; 2] {
        let [e, m] = math::exp_twin(self.words());
        [Self::of(e), Self::of(m)]
    }
    /// `e^-|x|`.
    #[inline(always)]
    fn exp_of_minus_size(self) -> Self {
        (-self.abs()).exp()
    }
    /// `sigmoid(|x|)` and `sigmoid(-|x|)`.
    #[inline(always)]
    fn halves(self) -> (Self, Self) {
        let e = self.exp_of_minus_size();
        let p = (Self::new(1.0) + e).recip();
        (p, e * p)
    }
}

impl Neg for Twin {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        let lo = match self.lo {
            Some(lo) => Some(-lo),
            None => None,
        };
        Self { hi: -self.hi, lo }
    }
}
impl Add for Twin {
    type Output = Self;
    #[inline(always)]
    fn add(self, o: Self) -> Self {
        let hi = self.hi + o.hi;
        let of_o = hi - self.hi;
        let lost = (self.hi - (hi - of_o)) + (o.hi - of_o);
        Self { hi, lo: plus(plus(self.lo, o.lo), Some(lost)) }
    }
}
impl Sub for Twin {
    type Output = Self;
    #[inline(always)]
    fn sub(self, o: Self) -> Self {
        self + -o
    }
}
impl Mul for Twin {
    type Output = Self;
    #[inline(always)]
    fn mul(self, o: Self) -> Self {
        let (hi, lost) = self.hi.two_prod(o.hi);
        let lo = plus_times(self.hi, o.lo, plus_times(o.hi, self.lo, lost));
        Self { hi, lo: Some(lo) }
    }
}
impl Div for Twin {
    type Output = Self;
    #[inline(always)]
    fn div(self, o: Self) -> Self {
        let hi = self.hi / o.hi;
        let rest = (-hi).exact_fma(o.hi, self.hi);
        let rest = plus_times(-hi, o.lo, rest);
        let rest = match self.lo {
            Some(lo) => rest + lo,
            None => rest,
        };
        Self { hi, lo: Some(rest / o.hi) }
    }
}
macro_rules! with_constants { ($($op:ident $f:ident),*) => {$(
    impl $op<f64> for Twin {
        type Output = Self;
        #[inline(always)]
        fn $f(self, c: f64) -> Self {
            self.$f(Self::new(c))
        }
    }
)*}}
with_constants!(Add add, Sub sub, Div div);
impl Mul<f64> for Twin {
    type Output = Self;
    #[inline(always)]
    fn mul(self, c: f64) -> Self {
        // A power of two rounds nothing.
        if c.to_bits() << 12 == 0 {
            let lo = match self.lo {
                Some(lo) => Some(lo * c),
                None => None,
            };
            return Self { hi: self.hi * c, lo };
        }
        self * Self::new(c)
    }
}

macro_rules! functions { ($($f:ident($($a:ident),*) = $g:path;)*) => {$(
    #[inline(always)]
    fn $f(self, $($a: Self),*) -> Self {
        Self::of($g(self.words(), $($a.words()),*))
    }
)*}}

impl Real for Twin {
    type Mask = bool;

    #[inline(always)]
    fn lift(self, c: f64) -> Self {
        Self::new(c)
    }
    #[inline(always)]
    fn lt(self, o: Self) -> bool {
        match (self.lo, o.lo) {
            (None, None) => self.hi < o.hi,
            _ => self.less(o) < 0.0,
        }
    }
    #[inline(always)]
    fn same(self, o: Self) -> bool {
        match (self.lo, o.lo) {
            (None, None) => self.hi == o.hi,
            _ => (self.less(o) == 0.0) | (self.hi == o.hi) & (self.hi.abs() == f64::INFINITY),
        }
    }
    #[inline(always)]
    fn pick(mask: bool, yes: Self, no: Self) -> Self {
        let lo = match (yes.lo, no.lo) {
            (None, None) => None,
            (a, b) => Some(if mask { a.unwrap_or(0.0) } else { b.unwrap_or(0.0) }),
        };
        Self { hi: if mask { yes.hi } else { no.hi }, lo }
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        self * a + b
    }
    // Where much has cancelled the words may be of one size, so their sum is asked.
    #[inline(always)]
    fn abs(self) -> Self {
        let Some(lo) = self.lo else { return Self::new(self.hi.abs()) };
        let sum = self.round();
        Self { hi: self.hi.flip(sum), lo: Some(lo.flip(sum)) }
    }
    #[inline(always)]
    fn sign(self) -> Self {
        Self::new(Scalar(self.round()).sign().0)
    }
    #[inline(always)]
    fn step(self) -> Self {
        Self::new(Scalar(self.round()).step().0)
    }
    #[inline(always)]
    fn relu(self) -> Self {
        Self::pick(self.round() <= 0.0, Self::new(0.0), self)
    }
    #[inline(always)]
    fn max(self, o: Self) -> Self {
        let larger = Self::pick(self.lt(o), o, self);
        Self::pick(o.hi == o.hi, larger, o)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        let hi = self.hi.sqrt();
        let rest = (-hi).exact_fma(hi, self.hi) + self.lo.unwrap_or(0.0);
        let zero = hi == 0.0;
        Self { hi, lo: Some(if zero { 0.0 } else { rest / (hi + hi) }) }
    }
    #[inline(always)]
    fn silence(self, x: Self) -> Self {
        Self::pick(self.hi == 0.0, Self::new(0.0), self * x)
    }
    #[inline(always)]
    fn weigh(self, x: Self) -> Self {
        let product = self * x;
        let silent = (product.hi != product.hi) & (self.hi == self.hi) & (x.hi == x.hi);
        Self::pick(silent, Self::new(0.0), product)
    }
    #[inline(always)]
    fn recip(self) -> Self {
        let hi = 1.0 / self.hi;
        let rest = plus_times(-hi, self.lo, (-hi).exact_fma(self.hi, 1.0));
        Self { hi, lo: Some(rest * hi) }
    }
    #[inline(always)]
    fn rsub(self, c: f64) -> Self {
        -self + c
    }
    #[inline(always)]
    fn exp(self) -> Self {
        self.exponentials()[0]
    }
    #[inline(always)]
    fn exp_m1(self) -> Self {
        self.exponentials()[1]
    }
    #[inline(always)]
    fn exp_sub(self, k: Self, y: Self) -> Self {
        k * self.exp() - y
    }
    // All three of e = e^-|x|, so that they share it where they stand together.
    #[inline(always)]
    fn tanh(self) -> Self {
        let [e, m] = (-self.abs()).exponentials();
        let t = m * (e + 1.0) * (e.square() + 1.0).recip();
        Self::pick(self.hi.negative(), t, -t)
    }
    #[inline(always)]
    fn sech_squared(self) -> Self {
        let e = self.exp_of_minus_size();
        (e * (e.square() + 1.0).recip()).square() * 4.0
    }
    #[inline(always)]
    fn log_cosh(self) -> Self {
        // Near 0 it is ln(1 + (cosh x - 1)), with cosh x - 1 = m^2 / 2 e for m = e - 1; far out
        // |x| - ln 2 + ln(1 + e^2).
        let a = self.abs();
        let [e, m] = (-a).exponentials();
        let near = a.hi < 1.0;
        let l = Self::pick(near, m.square() * 0.5 * e.recip(), e.square()).ln_1p();
        let ln_2 = Self::of((core::f64::consts::LN_2, LN_2_LOW));
        Self::pick(near, l, (a - ln_2) + l)
    }
    /// As good as a float, no better.
    #[inline(always)]
    fn i_divergence(self, y: Self, gap: Self) -> Self {
        Self::new(math::i_divergence(self.round(), y.round(), gap.round()))
    }
    /// As good as a float, no better.
    #[inline(always)]
    fn ln_factorial(self) -> Self {
        Self::new(math::ln_factorial(self.hi))
    }
    #[inline(always)]
    fn polygamma(self, n: u32) -> Self {
        Self::of(math::polygamma_pair(n, self.words()))
    }
    #[inline(always)]
    fn exp_square(self, k: f64) -> Self {
        Self::of(math::exp_square_pair(self.words(), k))
    }
    #[inline(always)]
    fn cross_entropy(self, off: Self, on: Self) -> Self {
        let side = Self::pick(self.hi.negative(), on, off);
        side.silence(self.abs()) + (off + on) * self.exp_of_minus_size().ln_1p()
    }
    #[inline(always)]
    fn surprise(self, off: Self, on: Self) -> Self {
        let (_, q) = self.halves();
        let side = Self::pick(self.hi.negative(), on, off);
        let slope = side - (off + on) * q;
        Self::pick(self.hi.negative(), -slope, slope)
    }
    #[inline(always)]
    fn sigmoid_slope(self) -> Self {
        let (p, q) = self.halves();
        p * q
    }
    #[inline(always)]
    fn sigmoid(self) -> Self {
        let (p, q) = self.halves();
        Self::pick(self.hi.negative(), q, p)
    }
    #[inline(always)]
    fn softplus(self) -> Self {
        self.relu() + self.exp_of_minus_size().ln_1p()
    }
    functions! {
        ln() = math::ln_pair;
        ln_1p() = math::ln_1p_pair;
        ln_ratio(y) = math::ln_ratio_pair;
        ln_quotient(y, gap) = math::ln_quotient_pair;
        powf(p) = math::pow_pair;
        ln_gamma() = math::ln_gamma_pair;
        digamma() = math::digamma_pair;
        ln_1m_exp() = math::ln_1m_exp_pair;
        erf() = math::erf_pair; erfc() = math::erfc_pair;
        normal_cdf() = math::normal_cdf_pair;
        normal_quantile() = math::normal_quantile_pair;
    }
}
