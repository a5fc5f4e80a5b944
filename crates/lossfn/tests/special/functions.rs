//! The special functions, each beside an independent one and the largest error it may have.
//!
//! Shared by `tests/special.rs`, which samples, and `cargo xtask accuracy`, which does not.

use std::ops::RangeInclusive;
use std::path::Path;

use lossfn::real::math::{self, careful};
use lossfn::real::{Float, Unfused};

/// A function of an `f32`.
pub(crate) struct Single {
    pub(crate) name: &'static str,
    pub(crate) domain: RangeInclusive<f32>,
    /// In units of the last place, and an eighth of one of the larger term where two cancel.
    #[allow(dead_code, reason = "the accuracy task reads the same table, without its bounds")]
    pub(crate) bound: f64,
    /// By the widest instructions that this machine has.
    pub(crate) ours: fn(&[f32], &mut [f32]),
    pub(crate) unfused: fn(&[f32], &mut [f32]),
    pub(crate) exact: fn(f64) -> f64,
    /// The larger one of two terms that cancel, else 0.
    pub(crate) term: fn(f64) -> f64,
}

/// A function of one or more `f64`, measured on the vectors of its name.
pub(crate) struct Double {
    pub(crate) name: &'static str,
    #[allow(dead_code, reason = "the accuracy task reads the same table, without its bounds")]
    pub(crate) bound: f64,
    pub(crate) ours: fn(&[f64]) -> f64,
    pub(crate) unfused: fn(&[f64]) -> f64,
    pub(crate) term: fn(&[f64]) -> f64,
}

/// The distance of two neighbours at `x`, among floats with `bits` of mantissa and exponents from
/// `least`.
fn spacing(x: f64, bits: i32, least: i32) -> f64 {
    let last = ((x.abs().to_bits() >> 52) as i32 - 1023).max(least) - bits;
    if last >= -1022 {
        f64::from_bits(((last + 1023) as u64) << 52)
    } else {
        f64::from_bits(1 << (last + 1074))
    }
}

impl Single {
    /// How far `y` is from the exact value at `x`, in the units of `bound`.
    pub(crate) fn error(&self, x: f32, y: f32) -> f64 {
        let exact = (self.exact)(f64::from(x));
        let rounded = exact as f32;
        if exact.is_nan() || y.is_nan() {
            return if exact.is_nan() && y.is_nan() { 0.0 } else { f64::INFINITY };
        }
        if rounded == y {
            // Equal infinities too.
            return if rounded.is_infinite() { 0.0 } else { self.units(x, y, exact) };
        }
        // At the end of the range infinity counts as the next float.
        let end = f64::powi(2.0, 128);
        let y = if y.is_infinite() { end.copysign(f64::from(y)) } else { f64::from(y) };
        let exact = exact.clamp(-end, end);
        (y - exact).abs() / self.unit(x, exact)
    }
    fn unit(&self, x: f32, exact: f64) -> f64 {
        let term = (self.term)(f64::from(x));
        let slack = if term == 0.0 { 0.0 } else { spacing(term, 23, -126) / 8.0 };
        spacing(exact.abs().min(f64::from(f32::MAX)), 23, -126) + slack
    }
    fn units(&self, x: f32, y: f32, exact: f64) -> f64 {
        (f64::from(y) - exact).abs() / self.unit(x, exact)
    }
}

/// One line of a file of vectors: the inputs, the nearest `f64`, and what is missing from it in units
/// of its last place.
pub(crate) struct Vector {
    pub(crate) inputs: Vec<f64>,
    pub(crate) nearest: f64,
    pub(crate) above: f64,
}

impl Double {
    /// The vectors of this function.
    pub(crate) fn vectors(&self, directory: &Path) -> Vec<Vector> {
        let path = directory.join(self.name).with_extension("txt");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let number = |word: &str| f64::from_bits(u64::from_str_radix(word, 16).expect("bits in hex"));
        text.lines()
            .map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                let (above, words) = words.split_last().expect("a number");
                let (nearest, words) = words.split_last().expect("a result");
                Vector {
                    inputs: words.iter().map(|w| number(w)).collect(),
                    nearest: number(nearest),
                    above: above.parse::<f64>().expect("thousandths") / 1000.0,
                }
            })
            .collect()
    }
    /// How far `y` is from the exact value, in the units of `bound`.
    pub(crate) fn error(&self, at: &Vector, y: f64) -> f64 {
        let last = spacing(at.nearest, 52, -1022);
        let term = (self.term)(&at.inputs);
        let slack = if term == 0.0 { 0.0 } else { spacing(term, 52, -1022) / 8.0 };
        let off = (y - at.nearest) / last - at.above;
        let error = off.abs() / (1.0 + slack / last);
        if error.is_nan() { f64::INFINITY } else { error }
    }
}

fn none<T: ?Sized>(_: &T) -> f64 {
    0.0
}

/// The loop, once for each instruction set.
macro_rules! fill {
    ($one:ident) => {{
        #[inline(always)]
        fn run(x: &[f32], y: &mut [f32]) {
            for (x, y) in x.iter().zip(y) {
                *y = $one(*x);
            }
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,fma")]
        fn wide(x: &[f32], y: &mut [f32]) {
            run(x, y);
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,fma")]
        fn narrow(x: &[f32], y: &mut [f32]) {
            run(x, y);
        }
        #[allow(unsafe_code)]
        fn best(x: &[f32], y: &mut [f32]) {
            #[cfg(target_arch = "x86_64")]
            {
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512cd")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                {
                    // SAFETY: the machine has what `wide` asks for.
                    return unsafe { wide(x, y) };
                }
                if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                    // SAFETY: the machine has what `narrow` asks for.
                    return unsafe { narrow(x, y) };
                }
            }
            run(x, y);
        }
        best
    }};
}

const ALL: RangeInclusive<f32> = f32::NEG_INFINITY..=f32::INFINITY;

macro_rules! singles {
    ($($name:literal [$domain:expr] <= $bound:literal: |$x:ident| $ours:expr, $exact:expr $(, term $term:expr)?;)*) => {
        /// Every function of one `f32`, some of them with the others fixed.
        pub(crate) fn singles() -> Vec<Single> {
            vec![$({
                #[inline(always)]
                fn one<F: Float>($x: F) -> F {
                    $ours
                }
                fn unfused(x: &[f32], y: &mut [f32]) {
                    for (x, y) in x.iter().zip(y) {
                        *y = one(Unfused(*x)).0;
                    }
                }
                #[allow(unused_mut, unused_assignments)]
                let mut term: fn(f64) -> f64 = |x| none(&x);
                $(term = $term;)?
                Single { name: $name, domain: $domain, bound: $bound, ours: fill!(one), unfused, exact: $exact, term }
            }),*]
        }
    };
}

fn sigmoid(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    if x < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) }
}
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p() + if x.is_nan() { x } else { 0.0 }
}
fn slope(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    e / ((1.0 + e) * (1.0 + e))
}
fn log_cosh(x: f64) -> f64 {
    let a = x.abs();
    if a < 1.0 {
        (2.0 * (a / 2.0).sinh().powi(2)).ln_1p()
    } else {
        (a - std::f64::consts::LN_2) + (-2.0 * a).exp().ln_1p()
    }
}
fn ln_ratio(x: f64) -> f64 {
    let near = (0.5..2.0).contains(&(x / OTHER));
    if near { ((x - OTHER) / OTHER).ln_1p() } else { (x / OTHER).ln() }
}
/// A target between the ends, as an `f32`.
const TARGET: f64 = 0.3f32 as f64;
const OTHER: f64 = 1.7f32 as f64;

singles! {
    "exp" [ALL] <= 1.05: |x| math::exp(x), f64::exp;
    "exp_neg" [0.0..=f32::INFINITY] <= 1.05: |x| math::exp_neg(x), |x| (-x).exp();
    "exp_pair" [ALL] <= 0.82: |x| math::exp_pair(x, F::ZERO).0, f64::exp;
    "exp_neg_pair" [0.0..=f32::INFINITY] <= 0.82: |x| math::exp_neg_pair(x).0, |x| (-x).exp();
    "exp_sub(x, 1.7)" [ALL] <= 1.5: |x| math::exp_sub(x, F::c(OTHER)), |x| x.exp() - OTHER, term |x| x.exp().min(3e38);
    "ln" [ALL] <= 0.9: |x| math::ln(x), f64::ln;
    "ln_1p_unit" [0.0..=1.0] <= 1.5: |x| math::ln_1p_unit(x), f64::ln_1p;
    "ln_ratio(x, 1.7)" [0.0..=f32::INFINITY] <= 0.9: |x| math::ln_ratio(x, F::c(OTHER)), ln_ratio;
    "x_ln_y(1.7, x)" [ALL] <= 1.7: |x| math::x_ln_y(F::c(OTHER), x), |x| OTHER * x.ln();
    "sqrt" [ALL] <= 0.5: |x| math::sqrt(x), f64::sqrt;
    "cross_entropy(x, 1, 0)" [ALL] <= 2.0: |x| math::cross_entropy(x, F::ONE, F::ZERO), softplus;
    "cross_entropy(x, 0, 1)" [ALL] <= 2.0: |x| math::cross_entropy(x, F::ZERO, F::ONE), |x| softplus(-x);
    "cross_entropy(x, 0.7, 0.3)" [ALL] <= 2.5: |x| math::cross_entropy(x, F::ONE - F::c(TARGET), F::c(TARGET)), |x| (1.0 - TARGET) * softplus(x) + TARGET * softplus(-x);
    "surprise(x, 1, 0)" [ALL] <= 1.2: |x| math::surprise(x, F::ONE, F::ZERO), sigmoid;
    "surprise(x, 0, 1)" [ALL] <= 1.2: |x| math::surprise(x, F::ZERO, F::ONE), |x| -sigmoid(-x);
    "surprise(x, 0.7, 0.3)" [ALL] <= 1.2: |x| math::surprise(x, F::ONE - F::c(TARGET), F::c(TARGET)), |x| sigmoid(x) - TARGET, term |x| (sigmoid(x) * (1.0 - TARGET)).max(sigmoid(-x) * TARGET);
    "bernoulli_nll(x, 0.3)" [ALL] <= 2.5: |x| math::bernoulli_nll(x, F::c(TARGET)), |x| (1.0 - TARGET) * softplus(x) + TARGET * softplus(-x);
    "bernoulli_slope(x, 0.3)" [ALL] <= 1.6: |x| math::bernoulli_slope(x, F::c(TARGET)), |x| sigmoid(x) - TARGET, term |x| (sigmoid(x) * (1.0 - TARGET)).max(sigmoid(-x) * TARGET);
    "sigmoid_slope" [ALL] <= 1.2: |x| math::sigmoid_slope(x), slope;
    "careful::exp" [ALL] <= 0.53: |x| careful::exp(x), f64::exp;
    "careful::exp_sub(x, 1.7)" [ALL] <= 0.6: |x| careful::exp_sub(x, F::c(OTHER)), |x| x.exp() - OTHER, term |x| x.exp().min(3e38);
    "careful::exp_m1" [ALL] <= 0.53: |x| careful::exp_m1(x), f64::exp_m1;
    "careful::ln" [ALL] <= 0.53: |x| careful::ln(x), f64::ln;
    "careful::ln_1p" [ALL] <= 0.53: |x| careful::ln_1p(x), f64::ln_1p;
    "careful::ln_ratio(x, 1.7)" [0.0..=f32::INFINITY] <= 0.53: |x| careful::ln_ratio(x, F::c(OTHER)), ln_ratio;
    "careful::x_ln_y(1.7, x)" [ALL] <= 0.53: |x| careful::x_ln_y(F::c(OTHER), x), |x| OTHER * x.ln();
    "careful::pow(x, 0.3)" [0.0..=f32::INFINITY] <= 0.53: |x| careful::pow(x, F::c(TARGET)), |x| x.powf(TARGET);
    "careful::pow(x, -1.7)" [0.0..=f32::INFINITY] <= 0.53: |x| careful::pow(x, -F::c(OTHER)), |x| x.powf(-OTHER);
    "careful::pow(1.7, x)" [ALL] <= 0.53: |x| careful::pow(F::c(OTHER), x), |x| OTHER.powf(x);
    "careful::sigmoid" [ALL] <= 0.53: |x| careful::sigmoid(x), sigmoid;
    "careful::sigmoid_slope" [ALL] <= 0.53: |x| careful::sigmoid_slope(x), slope;
    "careful::softplus" [ALL] <= 0.53: |x| careful::softplus(x), softplus;
    "careful::log_sigmoid" [ALL] <= 0.53: |x| careful::log_sigmoid(x), |x| -softplus(-x);
    "careful::tanh" [ALL] <= 0.53: |x| careful::tanh(x), f64::tanh;
    "careful::sech_squared" [ALL] <= 0.53: |x| careful::sech_squared(x), |x| 4.0 * slope(2.0 * x);
    "careful::log_cosh" [ALL] <= 0.53: |x| careful::log_cosh(x), log_cosh;
    // Beside our own of f64, which the vectors check.
    "careful::ln_1p_minus" [-1.0..=f32::INFINITY] <= 0.53: |x| careful::ln_1p_minus(x), |x| math::ln_1p_minus(x);
    "careful::bennett" [-1.0..=f32::INFINITY] <= 0.53: |x| careful::bennett(x), |x| math::bennett(x);
    "careful::ln_gamma" [1.0..=f32::INFINITY] <= 0.53: |x| careful::ln_gamma(x), |x| math::ln_gamma(x);
    "careful::ln_gamma" [ALL] <= 0.53: |x| careful::ln_gamma(x), |x| math::ln_gamma(x);
    "careful::digamma" [ALL] <= 0.53: |x| careful::digamma(x), |x| math::digamma(x);
    "careful::polygamma(1, x)" [ALL] <= 0.53: |x| careful::polygamma(1, x), |x| math::polygamma(1, x);
    "careful::polygamma(2, x)" [ALL] <= 0.53: |x| careful::polygamma(2, x), |x| math::polygamma(2, x);
    "careful::ln_1m_exp" [ALL] <= 0.53: |x| careful::ln_1m_exp(x), |x| if x < -0.5 { (-x.exp()).ln_1p() } else { (-x.exp_m1()).ln() };
    "careful::erf" [ALL] <= 0.53: |x| careful::erf(x), |x| math::erf(x);
    "careful::erfc" [ALL] <= 0.53: |x| careful::erfc(x), |x| math::erfc(x);
    "careful::exp_square(x, -0.5)" [ALL] <= 0.53: |x| careful::exp_square(x, F::c(-0.5)), |x| math::exp_square(x, -0.5);
    "careful::normal_cdf" [ALL] <= 0.53: |x| careful::normal_cdf(x), |x| math::normal_cdf(x);
    "careful::normal_quantile" [ALL] <= 0.53: |x| careful::normal_quantile(x), |x| math::normal_quantile(x);
}

macro_rules! doubles {
    // The order of the derivative is an integer.
    (@ polygamma($n:ident, $x:ident)) => { math::polygamma($n.to_f64() as u32, $x) };
    (@ $name:ident($($x:ident),*)) => { math::$name($($x),*) };
    ($($name:ident($($x:ident),*) <= $bound:literal $(, term $term:expr)?;)*) => {
        /// Every function of `f64`.
        pub(crate) fn doubles() -> Vec<Double> {
            vec![$({
                fn on<F: Float>(x: &[f64]) -> f64 {
                    let mut x = x.iter().map(|&x| F::c(x));
                    $(let $x = x.next().expect("an input");)*
                    doubles!(@ $name($($x),*)).to_f64()
                }
                #[allow(unused_mut, unused_assignments)]
                let mut term: fn(&[f64]) -> f64 = none;
                $(term = $term;)?
                Double { name: stringify!($name), bound: $bound, ours: on::<f64>, unfused: on::<Unfused<f64>>, term }
            }),*]
        }
    };
}
doubles! {
    exp(x) <= 1.0;
    exp_m1(x) <= 1.1;
    exp_sub(x, y) <= 1.6, term |x| x[0].exp();
    ln(x) <= 0.9;
    ln_1p(x) <= 0.9;
    ln_1p_unit(x) <= 1.4;
    ln_ratio(a, b) <= 0.9;
    ln_quotient(x, y, gap) <= 1.1;
    i_divergence(x, y, gap) <= 2.2;
    ln_1p_minus(x) <= 2.1;
    bennett(x) <= 2.1;
    pow(x, p) <= 0.8;
    sigmoid(x) <= 2.0;
    sigmoid_slope(x) <= 1.2;
    softplus(x) <= 1.7;
    log_sigmoid(x) <= 1.7;
    tanh(x) <= 0.9;
    // Near its end four times a subnormal.
    sech_squared(x) <= 3.1;
    log_cosh(x) <= 1.5;
    ln_gamma(x) <= 1.5;
    digamma(x) <= 1.0;
    polygamma(n, x) <= 2.0;
    ln_1m_exp(x) <= 1.0;
    erf(x) <= 0.8;
    erfc(x) <= 1.0;
    exp_square(x, k) <= 0.8;
    normal_cdf(x) <= 1.0;
    normal_quantile(p) <= 0.8;
    cross_entropy(z, off, on) <= 2.2;
    surprise(z, off, on) <= 1.6, term |x| (x[1] * sigmoid(x[0])).max(x[2] * sigmoid(-x[0]));
}
