//! A value and its derivative.

use core::ops::{Add, Div, Mul, Neg, Sub};

use super::{Real, Rule};

/// A value and its derivative; `None` is the derivative of a constant.
///
/// Which it is, is known when a formula is compiled (everything is inlined and no formula
/// branches), so it costs nothing at run time, the terms `0 * x` are never made, and `0 * inf` never
/// turns a constant into a NaN. Nested, it gives second derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dual<R> {
    /// The value.
    pub v: R,
    /// The derivative.
    pub d: Option<R>,
}

impl<R: Real> Dual<R> {
    /// The number that is differentiated by.
    #[inline(always)]
    pub fn variable(v: R) -> Self {
        Self { v, d: Some(v.lift(1.0)) }
    }
    /// A number that does not vary.
    #[inline(always)]
    pub fn constant(v: R) -> Self {
        Self { v, d: None }
    }
    /// The derivative; 0 of a constant.
    #[inline(always)]
    pub fn derivative(self) -> R {
        or_zero(self.d, self.v)
    }
    #[inline(always)]
    fn chain(self, v: R, slope: R) -> Self {
        Self { v, d: times(self.d, slope) }
    }
}

#[inline(always)]
fn or_zero<R: Real>(d: Option<R>, like: R) -> R {
    match d {
        Some(d) => d,
        None => like.lift(0.0),
    }
}
#[inline(always)]
fn neg<R: Real>(d: Option<R>) -> Option<R> {
    match d {
        Some(d) => Some(-d),
        None => None,
    }
}
#[inline(always)]
fn times<R: Real>(d: Option<R>, k: R) -> Option<R> {
    match d {
        Some(d) => Some(d * k),
        None => None,
    }
}
/// `d x`, where a `d` of 0 silences an infinite `x`, and an `x` of 0 an infinite `d`.
#[inline(always)]
fn weigh<R: Real>(d: Option<R>, x: R) -> Option<R> {
    match d {
        Some(d) => Some(d.weigh(x)),
        None => None,
    }
}
#[inline(always)]
fn sum<R: Real>(a: Option<R>, b: Option<R>) -> Option<R> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a + b),
        (a, None) => a,
        (None, b) => b,
    }
}
/// `d k + c`.
#[inline(always)]
fn plus_times<R: Real>(d: Option<R>, k: R, c: Option<R>) -> Option<R> {
    match (d, c) {
        (Some(d), Some(c)) => Some(d.mul_add(k, c)),
        (d, None) => times(d, k),
        (None, c) => c,
    }
}
#[inline(always)]
fn pick<R: Real>(m: R::Mask, a: Dual<R>, b: Dual<R>) -> Option<R> {
    match (a.d, b.d) {
        (None, None) => None,
        (p, q) => Some(R::pick(m, or_zero(p, a.v), or_zero(q, b.v))),
    }
}

impl<R: Real> Neg for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self { v: -self.v, d: neg(self.d) }
    }
}
impl<R: Real> Add for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn add(self, o: Self) -> Self {
        Self { v: self.v + o.v, d: sum(self.d, o.d) }
    }
}
impl<R: Real> Sub for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn sub(self, o: Self) -> Self {
        let d = match (self.d, o.d) {
            (Some(a), Some(b)) => Some(a - b),
            (a, None) => a,
            (None, b) => neg(b),
        };
        Self { v: self.v - o.v, d }
    }
}
impl<R: Real> Mul for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn mul(self, o: Self) -> Self {
        Self { v: self.v * o.v, d: plus_times(self.d, o.v, times(o.d, self.v)) }
    }
}
impl<R: Real> Div for Dual<R> {
    type Output = Self;
    #[inline(always)]
    fn div(self, o: Self) -> Self {
        let v = self.v / o.v;
        let d = match sum(self.d, neg(times(o.d, v))) {
            Some(d) => Some(d / o.v),
            None => None,
        };
        Self { v, d }
    }
}
macro_rules! shift { ($($op:ident $f:ident),*) => {$(
    impl<R: Real> $op<f64> for Dual<R> {
        type Output = Self;
        #[inline(always)]
        fn $f(self, c: f64) -> Self {
            Self { v: self.v.$f(c), d: self.d }
        }
    }
)*}}
shift!(Add add, Sub sub);
macro_rules! scale { ($($op:ident $f:ident),*) => {$(
    impl<R: Real> $op<f64> for Dual<R> {
        type Output = Self;
        #[inline(always)]
        fn $f(self, c: f64) -> Self {
            let d = match self.d {
                Some(d) => Some(d.$f(c)),
                None => None,
            };
            Self { v: self.v.$f(c), d }
        }
    }
)*}}
scale!(Mul mul, Div div);

/// The product with a constant that is given in two words.
#[inline(always)]
fn scaled<R: Real>(x: R, (k, k_low): (f64, f64)) -> R {
    x.mul_add(x.lift(k), x * k_low)
}
/// `-e^x / (1 - e^x)` for `x <= 0`.
#[inline(always)]
fn ln_1m_exp_slope<R: Real>(x: R) -> R {
    // 0 less, and not minus: -1/0 has to be the limit from below.
    let slope = -(x.exp() / x.exp_m1().rsub(0.0));
    R::pick(x.lift(0.0).lt(x), x.lift(f64::NAN), slope)
}
/// `2 / sqrt(π)`.
const ERF_SLOPE: (f64, f64) = (core::f64::consts::FRAC_2_SQRT_PI, 1.533545961316588e-17);
/// `1 / sqrt(2 π)`.
const NORMAL_PEAK: (f64, f64) = (0.3989422804014327, -2.49232720227773e-17);
/// `sqrt(2 π)`; it multiplies numbers that may be infinite, so its words have one sign.
const ROOT_TWO_PI: (f64, f64) = (2.5066282746310002, 2.608034100454709e-16);

/// One line per primitive: its name, and its derivative at `x` where its value is `y`.
macro_rules! primitives { ($($f:ident: |$x:ident, $y:ident| $slope:expr),* $(,)?) => {$(
    #[inline(always)]
    fn $f(self) -> Self {
        let $x = self.v;
        let $y = $x.$f();
        self.chain($y, $slope)
    }
)*}}

impl<R: Real> Real for Dual<R> {
    type Mask = R::Mask;

    #[inline(always)]
    fn lift(self, c: f64) -> Self {
        Self::constant(self.v.lift(c))
    }
    #[inline(always)]
    fn lt(self, o: Self) -> R::Mask {
        self.v.lt(o.v)
    }
    #[inline(always)]
    fn same(self, o: Self) -> R::Mask {
        self.v.same(o.v)
    }
    #[inline(always)]
    fn pick(m: R::Mask, a: Self, b: Self) -> Self {
        Self { v: R::pick(m, a.v, b.v), d: pick(m, a, b) }
    }
    #[inline(always)]
    fn mul_add(self, a: Self, b: Self) -> Self {
        Self { v: self.v.mul_add(a.v, b.v), d: plus_times(self.d, a.v, plus_times(a.d, self.v, b.d)) }
    }
    #[inline(always)]
    fn sign(self) -> Self {
        Self::constant(self.v.sign())
    }
    #[inline(always)]
    fn step(self) -> Self {
        Self::constant(self.v.step())
    }
    #[inline(always)]
    fn max(self, o: Self) -> Self {
        let v = self.v.max(o.v);
        let d = match (self.d, o.d) {
            (None, None) => None,
            (a, b) => {
                let (a, b) = (or_zero(a, self.v), or_zero(b, o.v));
                // The median of the two slopes and 0.
                let zero = a.lift(0.0);
                let (low, high) = (a.min(b), a.max(b));
                let tie = R::pick(zero.lt(low), low, R::pick(high.lt(zero), high, zero));
                Some(R::pick(self.v.lt(o.v), b, R::pick(o.v.lt(self.v), a, tie)))
            }
        };
        Self { v, d }
    }
    #[inline(always)]
    fn powf(self, p: Self) -> Self {
        let v = self.v.powf(p.v);
        // A power of 0 is the constant 1, also at 0, where x^-1 is infinite.
        let by_x = weigh(self.d, p.v.weigh(self.v.powf(p.v - 1.0)));
        let by_p = times(p.d, v.weigh(self.v.ln()));
        Self { v, d: sum(by_x, by_p) }
    }
    #[inline(always)]
    fn exp_sub(self, k: Self, y: Self) -> Self {
        let d = match (plus_times(self.d, k.v, k.d), y.d) {
            (None, y) => neg(y),
            (Some(k), None) => Some(k * self.v.exp()),
            (Some(k), Some(y)) => Some(self.v.exp_sub(k, y)),
        };
        Self { v: self.v.exp_sub(k.v, y.v), d }
    }
    #[inline(always)]
    fn ln_ratio(self, y: Self) -> Self {
        let by = |n: Self| match n.d {
            Some(d) => Some(d / n.v),
            None => None,
        };
        Self { v: self.v.ln_ratio(y.v), d: sum(by(self), neg(by(y))) }
    }
    // The gap is that of the two numbers, and varies as they do.
    #[inline(always)]
    fn ln_quotient(self, y: Self, gap: Self) -> Self {
        Self { v: self.v.ln_quotient(y.v, gap.v), d: self.ln_ratio(y).d }
    }
    #[inline(always)]
    fn i_divergence(self, y: Self, gap: Self) -> Self {
        let v = self.v.i_divergence(y.v, gap.v);
        let by_x = times(self.d, self.v.ln_quotient(y.v, gap.v));
        Self { v, d: sum(by_x, times(y.d, gap.v / y.v)) }
    }
    #[inline(always)]
    fn cross_entropy(self, off: Self, on: Self) -> Self {
        let v = self.v.cross_entropy(off.v, on.v);
        let d = times(self.d, self.v.surprise(off.v, on.v));
        let by_off = times(off.d, self.v.softplus());
        let by_on = times(on.d, (-self.v).softplus());
        Self { v, d: sum(d, sum(by_off, by_on)) }
    }
    #[inline(always)]
    fn surprise(self, off: Self, on: Self) -> Self {
        let v = self.v.surprise(off.v, on.v);
        let d = times(self.d, (off.v + on.v) * self.v.sigmoid_slope());
        let by_off = times(off.d, self.v.sigmoid());
        let by_on = neg(times(on.d, (-self.v).sigmoid()));
        Self { v, d: sum(d, sum(by_off, by_on)) }
    }
    #[inline(always)]
    fn bernoulli_nll(self, y: Self) -> Self {
        let v = self.v.bernoulli_nll(y.v);
        let d = times(self.d, self.v.bernoulli_slope(y.v));
        Self { v, d: sum(d, neg(times(y.d, self.v))) }
    }
    #[inline(always)]
    fn bernoulli_slope(self, y: Self) -> Self {
        let v = self.v.bernoulli_slope(y.v);
        Self { v, d: sum(times(self.d, self.v.sigmoid_slope()), neg(y.d)) }
    }
    #[inline(always)]
    fn silence(self, x: Self) -> Self {
        let by = |w: Option<R>, x: R| match w {
            Some(w) => Some(w.silence(x)),
            None => None,
        };
        let d = sum(
            by(self.d, x.v),
            match x.d {
                Some(d) => Some(self.v.silence(d)),
                None => None,
            },
        );
        Self { v: self.v.silence(x.v), d }
    }
    #[inline(always)]
    fn weigh(self, x: Self) -> Self {
        let d = sum(
            weigh(self.d, x.v),
            match x.d {
                Some(d) => Some(self.v.weigh(d)),
                None => None,
            },
        );
        Self { v: self.v.weigh(x.v), d }
    }
    #[inline(always)]
    fn exp_square(self, k: f64) -> Self {
        let y = self.v.exp_square(k);
        self.chain(y, y.weigh(self.v) * (2.0 * k))
    }
    #[inline(always)]
    fn polygamma(self, n: u32) -> Self {
        self.chain(self.v.polygamma(n), self.v.polygamma(n + 1))
    }
    #[inline(always)]
    fn stated<F: Rule<P>, const P: usize>(self, f: F, p: [Self; P]) -> Option<Self> {
        let mut q = [self.v; P];
        let mut constant = true;
        for i in 0..P {
            q[i] = p[i].v;
            constant &= p[i].d.is_none();
        }
        if constant { Some(self.chain(self.v.rule(f, q), F::derivative(self.v, q))) } else { None }
    }
    primitives! {
        abs: |x, _y| x.sign(),
        relu: |x, _y| x.step(),
        sqrt: |_x, y| (y * 2.0).recip(),
        exp: |_x, y| y,
        exp_m1: |x, _y| x.exp(),
        ln: |x, _y| x.recip(),
        ln_1p: |x, _y| (x + 1.0).recip(),
        ln_1p_minus: |x, _y| -(x / (x + 1.0)),
        bennett: |x, _y| x.ln_1p(),
        tanh: |x, _y| x.sech_squared(),
        sech_squared: |x, y| y * x.tanh() * -2.0,
        log_cosh: |x, _y| x.tanh(),
        softplus: |x, _y| x.sigmoid(),
        sigmoid: |x, _y| x.sigmoid_slope(),
        sigmoid_slope: |x, y| -(y * (x * 0.5).tanh()),
        ln_factorial: |x, _y| (x + 1.0).digamma(),
        ln_gamma: |x, _y| x.digamma(),
        digamma: |x, _y| x.polygamma(1),
        ln_1m_exp: |x, _y| ln_1m_exp_slope(x),
        erf: |x, _y| scaled(x.exp_square(-1.0), ERF_SLOPE),
        erfc: |x, _y| -scaled(x.exp_square(-1.0), ERF_SLOPE),
        normal_cdf: |x, _y| scaled(x.exp_square(-0.5), NORMAL_PEAK),
        normal_quantile: |_x, y| scaled(y.exp_square(0.5), ROOT_TWO_PI),
    }
}
