//! One formula, every kind of number: floats, and pairs of them, against double-doubles, which
//! `tests/dd.rs` holds to references of 100 digits.

use lossfn::real::{Dd, Float, Lite, Parts, Precise, Real, Scalar, Twin, Unfused, math};

/// A formula of up to three numbers, over any kind of number.
trait Formula {
    fn at<R: Real>(&self, x: [R; 3]) -> R;
}
struct Case<F> {
    name: &'static str,
    f: F,
    /// Where each number lies.
    domains: &'static [(f64, f64)],
    /// What floats may be off, in units of the last place.
    ulp: f64,
    /// What pairs may be off, as a power of 2 of the result.
    bits: i32,
}

/// Numbers that look random, the same in every run: uniform in [0, 1).
struct Noise(u64);
impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 * 2f64.powi(-53)
    }
    /// From anywhere in a domain, or, one time in four, so small that it adds only bits that get lost.
    fn from(&mut self, (low, high): (f64, f64)) -> f64 {
        let near_zero = low <= 0.0 && high >= 0.0 && self.next() < 0.25;
        let scale = if near_zero { 2f64.powf(-40.0 * self.next()) } else { 1.0 };
        (low + (high - low) * self.next()) * scale
    }
    /// At most half a unit of the last place of `x`.
    fn rest(&mut self, x: f64) -> f64 {
        x * (self.next() - 0.5) * 2f64.powi(-53)
    }
}

/// The distance of two neighbours at `x` among floats with `digits` of mantissa.
fn ulp(x: f64, digits: i32) -> f64 {
    2f64.powi(x.abs().log2().floor().max(-1022.0) as i32 - digits)
}
/// How far `got` is from `want`, relative to it.
fn off(got: [f64; 2], want: [f64; 2]) -> f64 {
    let difference = (got[0] - want[0]) + (got[1] - want[1]);
    if difference == 0.0 { 0.0 } else { (difference / want[0]).abs() }
}

fn read<R: Parts, F: Formula>(f: &F, x: [[f64; 2]; 3]) -> [f64; 2] {
    f.at(x.map(|[hi, lo]| R::join(hi, lo))).parts()
}

fn near<F: Formula>(case: &Case<F>) {
    let Case { name, f, domains, .. } = case;
    let mut noise = Noise(7);
    for round in 0..600 {
        let x: Vec<f64> = (0..3).map(|k| noise.from(*domains.get(k).unwrap_or(&(1.0, 2.0)))).collect();
        let exact = [0, 1, 2].map(|k| [x[k], 0.0]);
        let short = [0, 1, 2].map(|k| [f64::from(x[k] as f32), 0.0]);
        let pair = [0, 1, 2].map(|k| [x[k], if round % 3 == 0 { 0.0 } else { noise.rest(x[k]) }]);
        let float = |kind: &str, got: [f64; 2], x: [[f64; 2]; 3], digits: i32, more: f64| {
            let want = read::<Dd<f64>, F>(f, x);
            // Of results that overflow or underflow other tests speak.
            let beside = digits == 23 && !(1e-37..1e38).contains(&want[0].abs());
            if got == want || beside {
                return;
            }
            let error = off(got, want) * want[0].abs() / ulp(want[0], digits);
            assert!(
                error <= case.ulp + more,
                "{name} of {kind} at {x:?}: {got:?}, not {want:?}, {error:.2} ULP"
            );
        };
        float("f64", read::<Scalar<f64>, F>(f, exact), exact, 52, 0.0);
        float("f32", read::<Scalar<f32>, F>(f, short), short, 23, 0.0);
        float("f64 without FMA", read::<Scalar<Unfused<f64>>, F>(f, exact), exact, 52, 0.5);
        let (got, want) = (read::<Twin, F>(f, pair), read::<Dd<f64>, F>(f, pair));
        let error = off(got, want);
        assert!(
            error <= 2f64.powi(-case.bits),
            "{name} of pairs at {pair:?}: {got:?}, not {want:?}, 2^{:.1}",
            error.log2()
        );
        assert_eq!(read::<Precise, F>(f, pair), want, "{name} by calls at {pair:?}");
    }
}

macro_rules! cases { ($($name:ident($($d:expr),*) $ulp:literal $bits:literal: |$x:ident| $value:expr;)*) => {
    #[test]
    fn floats_and_pairs_are_near_double_doubles() {
        $(
            struct $name;
            impl Formula for $name {
                fn at<R: Real>(&self, $x: [R; 3]) -> R {
                    $value
                }
            }
        )*
        $(
            near(&Case { name: stringify!($name), f: $name, domains: &[$($d),*], ulp: $ulp, bits: $bits });
        )*
    }
}}

const ALL: (f64, f64) = (-6.0, 6.0);
const FAR: (f64, f64) = (-600.0, 600.0);
const ABOVE: (f64, f64) = (0.01, 30.0);
const HIGH: (f64, f64) = (31.0, 60.0);
const UNIT: (f64, f64) = (0.0, 1.0);

cases! {
    Plus(ABOVE, ABOVE) 0.51 107: |x| x[0] + x[1];
    Minus(HIGH, ABOVE) 0.51 105: |x| x[0] - x[1];
    Times(ALL, ALL) 0.51 106: |x| x[0] * x[1];
    Over(ALL, ABOVE) 0.51 104: |x| x[0] / x[1];
    // A constant is a float, whose rounding counts like another one's.
    PlusNumber(ABOVE) 0.7 107: |x| x[0] + 0.7;
    MinusNumber(HIGH) 0.7 107: |x| x[0] - 0.7;
    TimesNumber(ALL) 0.7 106: |x| x[0] * 0.7;
    TimesPower(ALL) 0.0 107: |x| x[0] * 4.0;
    OverNumber(ALL) 0.8 104: |x| x[0] / 0.7;
    NumberMinus(HIGH) 0.7 107: |x| x[0].rsub(0.7);
    Negated(ALL) 0.0 107: |x| -x[0];
    MulAdd(ABOVE, ABOVE, ABOVE) 0.51 105: |x| x[0].mul_add(x[1], x[2]);
    Recip(ABOVE) 0.51 104: |x| x[0].recip();
    Square(ALL) 0.51 106: |x| x[0].square();
    HalfSquare(ALL) 0.51 106: |x| x[0].half_square();
    Sqrt(ABOVE) 0.51 106: |x| x[0].sqrt();
    Mix(UNIT, ABOVE, ABOVE) 1.6 104: |x| x[0].mix(x[1], x[2]);
    Abs(ALL) 0.0 107: |x| x[0].abs();
    Sign(ALL) 0.0 107: |x| x[0].sign();
    Step(ALL) 0.0 107: |x| x[0].step();
    Relu(ALL) 0.0 107: |x| x[0].relu();
    Max(ALL, ALL) 0.0 107: |x| x[0].max(x[1]);
    Min(ALL, ALL) 0.0 107: |x| x[0].min(x[1]);
    Clamp(ALL) 0.0 107: |x| x[0].clamp(x[0].lift(-1.5), x[0].lift(2.5));
    Pick(ALL, ALL, ALL) 0.0 107: |x| R::pick(x[0].lt(x[1]), x[2], x[0]);
    Constants(ALL) 0.0 107: |x| {
        let [one, two] = [1.0, 2.0].map(|c| x[0].lift(c));
        let same = R::pick(one.same(one), R::pick(one.same(two), two, x[0]), two);
        let less = R::pick(one.lt(two), same, two);
        R::pick(two.lt(one), two, R::pick(one.lt(one), two, less))
    };
    Weigh(ALL, ALL) 0.51 106: |x| x[0].weigh(x[1]);
    Silence(ALL, ALL) 0.51 106: |x| x[0].silence(x[1]);
    Exp(FAR) 1.1 56: |x| x[0].exp();
    ExpM1(ALL) 1.1 54: |x| x[0].exp_m1();
    ExpM1Below((-30.0, -0.5)) 1.1 55: |x| x[0].exp_m1();
    ExpM1Above((30.0, 45.0)) 1.1 54: |x| x[0].exp_m1();
    ExpSub((5.0, 6.0), (0.9, 1.0), (0.0, 100.0)) 1.2 55: |x| x[0].exp_sub(x[1], x[2]);
    ExpSquare(ALL) 0.6 56: |x| x[0].exp_square(0.5);
    ExpMinusSquare(ALL) 0.6 56: |x| x[0].exp_square(-1.0);
    Ln(ABOVE) 0.8 64: |x| x[0].ln();
    Ln1p((-0.9, 5.0)) 0.8 64: |x| x[0].ln_1p();
    LnRatio(ABOVE, ABOVE) 0.8 63: |x| x[0].ln_ratio(x[1]);
    LnQuotient(ABOVE, ABOVE) 1.0 63: |x| x[0].ln_quotient(x[1], x[1] - x[0]);
    LnQuotientNear(ABOVE, UNIT) 2.0 88: |x| x[0].ln_quotient(x[0] + x[1] * 0.001, x[1] * 0.001);
    IDivergence(ABOVE, ABOVE) 2.9 50: |x| x[0].i_divergence(x[1], x[1] - x[0]);
    Ln1pMinus((-0.9, 5.0)) 1.3 51: |x| x[0].ln_1p_minus();
    Bennett((-0.9, 5.0)) 1.7 51: |x| x[0].bennett();
    XLnY(ABOVE, ABOVE) 1.5 63: |x| x[0].x_ln_y(x[1]);
    Powf(ABOVE, ALL) 0.6 56: |x| x[0].powf(x[1]);
    Tanh(ALL) 0.65 54: |x| x[0].tanh();
    SechSquared((-300.0, 300.0)) 1.0 54: |x| x[0].sech_squared();
    LogCosh(ALL) 1.1 53: |x| x[0].log_cosh();
    Sigmoid(FAR) 1.3 56: |x| x[0].sigmoid();
    SigmoidSlope(FAR) 0.9 56: |x| x[0].sigmoid_slope();
    Softplus(ALL) 1.5 56: |x| x[0].softplus();
    LogSigmoid(ALL) 1.3 56: |x| x[0].log_sigmoid();
    CrossEntropy(ALL, UNIT, UNIT) 2.0 56: |x| x[0].cross_entropy(x[1], x[2]);
    Surprise(ALL, UNIT, UNIT) 1.4 53: |x| x[0].surprise(x[1], x[2]);
    BernoulliNll(ALL, UNIT) 1.3 56: |x| x[0].bernoulli_nll(x[1]);
    // Of terms that cancel.
    BernoulliSlope(ALL, UNIT) 8.0 52: |x| x[0].bernoulli_slope(x[1]);
    LnFactorial(ABOVE) 2.0 51: |x| x[0].ln_factorial();
    LnGamma(ABOVE) 0.8 53: |x| x[0].ln_gamma();
    Digamma(ABOVE) 0.6 54: |x| x[0].digamma();
    Trigamma(ABOVE) 2.1 51: |x| x[0].polygamma(1);
    Tetragamma(ABOVE) 2.3 51: |x| x[0].polygamma(2);
    Pentagamma(ABOVE) 2.7 51: |x| x[0].polygamma(3);
    Ln1mExp((-40.0, 0.0)) 0.8 53: |x| x[0].ln_1m_exp();
    Erf(ALL) 0.55 54: |x| x[0].erf();
    ErfNear((-0.1, 0.1)) 0.55 57: |x| x[0].erf();
    Erfc(ALL) 0.6 53: |x| x[0].erfc();
    NormalCdf((-30.0, 6.0)) 0.65 54: |x| x[0].normal_cdf();
    NormalQuantile(UNIT) 0.8 54: |x| x[0].normal_quantile();
}

/// Of pairs whose first words are equal the second ones decide; what is infinite has none.
#[test]
fn comparisons_see_the_second_word() {
    const INF: f64 = f64::INFINITY;
    let pair = |hi, lo| <Twin as Parts>::join(hi, lo);
    let (a, b) = (pair(1.0, 1e-17), pair(1.0, 2e-17));
    assert!(a.lt(b) && !b.lt(a) && !a.lt(a) && a.same(a) && !a.same(b));
    assert!(pair(1.0, 2e-17).lt(pair(2.0, 1e-17)) && !pair(2.0, 1e-17).same(pair(1.0, 1e-17)));
    // The same number in other words.
    assert!(pair(1.0, 2e-16).same(pair(1.0 + f64::EPSILON, 2e-16 - f64::EPSILON)));
    for lo in [0.0, f64::NAN] {
        let (inf, minus) = (pair(INF, lo), pair(-INF, lo));
        assert!(inf.same(inf) && minus.same(minus) && !inf.same(minus) && !inf.same(a) && !a.same(minus));
        assert!(a.lt(inf) && minus.lt(a) && minus.lt(inf) && !inf.lt(inf) && !inf.lt(a));
    }
    let nan = pair(f64::NAN, 0.0);
    assert!(!nan.same(nan) && !nan.lt(a) && !a.lt(nan) && !nan.lt(nan));
}

/// What is known at the ends of the range, for floats and pairs.
#[test]
fn ends_are_the_limits() {
    fn check<R: Parts>(kind: &str) {
        const INF: f64 = f64::INFINITY;
        const NAN: f64 = f64::NAN;
        let x = |x: f64| R::join(x, 0.0);
        let table = [
            ("0 weigh inf", x(0.0).weigh(x(INF)), 0.0),
            ("inf weigh 0", x(INF).weigh(x(0.0)), 0.0),
            ("0 weigh nan", x(0.0).weigh(x(NAN)), NAN),
            ("nan weigh 0", x(NAN).weigh(x(0.0)), NAN),
            ("2 weigh inf", x(2.0).weigh(x(INF)), INF),
            ("0 silence inf", x(0.0).silence(x(INF)), 0.0),
            ("max(nan, 1)", x(NAN).max(x(1.0)), NAN),
            ("max(1, nan)", x(1.0).max(x(NAN)), NAN),
            ("exp inf", x(INF).exp(), INF),
            ("exp -inf", x(-INF).exp(), 0.0),
            ("exp_m1 inf", x(INF).exp_m1(), INF),
            ("exp_m1 -inf", x(-INF).exp_m1(), -1.0),
            ("exp_sub(800, 1, 3)", x(800.0).exp_sub(x(1.0), x(3.0)), INF),
            ("ln 0", x(0.0).ln(), -INF),
            ("ln inf", x(INF).ln(), INF),
            ("ln -1", x(-1.0).ln(), NAN),
            ("ln_1p -1", x(-1.0).ln_1p(), -INF),
            ("ln_1p inf", x(INF).ln_1p(), INF),
            ("ln_ratio(0, 2)", x(0.0).ln_ratio(x(2.0)), -INF),
            ("ln_ratio(2, 0)", x(2.0).ln_ratio(x(0.0)), INF),
            ("ln_ratio(-1, inf)", x(-1.0).ln_ratio(x(INF)), NAN),
            ("0^0", x(0.0).powf(x(0.0)), 1.0),
            ("inf^-2", x(INF).powf(x(-2.0)), 0.0),
            ("ln_factorial 0", x(0.0).ln_factorial(), 0.0),
            ("ln_factorial inf", x(INF).ln_factorial(), INF),
            ("ln_factorial -1", x(-1.0).ln_factorial(), NAN),
            ("ln_gamma 0", x(0.0).ln_gamma(), INF),
            ("ln_gamma inf", x(INF).ln_gamma(), INF),
            ("ln_gamma -1", x(-1.0).ln_gamma(), NAN),
            ("digamma 0", x(0.0).digamma(), -INF),
            ("digamma inf", x(INF).digamma(), INF),
            ("digamma -1", x(-1.0).digamma(), NAN),
            ("ln_1m_exp 0", x(0.0).ln_1m_exp(), -INF),
            ("ln_1m_exp 1", x(1.0).ln_1m_exp(), NAN),
            ("erf inf", x(INF).erf(), 1.0),
            ("erfc inf", x(INF).erfc(), 0.0),
            ("erfc -inf", x(-INF).erfc(), 2.0),
            ("normal_quantile 0", x(0.0).normal_quantile(), -INF),
            ("normal_quantile 1", x(1.0).normal_quantile(), INF),
            ("normal_quantile 2", x(2.0).normal_quantile(), NAN),
        ];
        for (name, got, want) in table {
            let [hi, lo] = got.parts();
            assert!(hi == want || hi.is_nan() && want.is_nan(), "{name} of {kind}: {hi}, not {want}");
            assert!(want.is_nan() || hi + lo == want, "{name} of {kind}: {lo} beside {hi}");
        }
    }
    check::<Scalar<f32>>("f32");
    check::<Scalar<f64>>("f64");
    check::<Scalar<Unfused<f64>>>("f64 without FMA");
    check::<Twin>("pairs");
}

/// What the softmax is made of.
#[test]
fn sums_of_exponentials_are_near_double_doubles() {
    fn check<F: Float>(kind: &str, digits: i32) {
        let mut noise = Noise(11);
        let dd = |x: F, low: F| Dd::<f64>::from_parts(x.to_f64(), low.to_f64());
        let near = |name: &str, got: F, want: Dd<f64>, bound: f64| {
            let want = want.parts();
            let error = off([got.to_f64(), 0.0], want) * want[0].abs() / ulp(want[0], digits);
            assert!(error <= bound, "{name} of {kind}: {got:?}, not {want:?}, {error:.2} ULP");
        };
        for _ in 0..2000 {
            let (a, x, y) =
                (F::c(noise.from((0.0, 80.0))), F::c(noise.from((0.0, 40.0))), F::c(noise.from((0.0, 99.0))));
            let low = F::c(noise.rest(a.to_f64()) * 2f64.powi(52 - digits));
            near("exp_neg_sum", math::exp_neg_sum(a, low), (-dd(a, low)).exp(), 1.1);
            near("plus_ln_1p", math::plus_ln_1p(x, y), dd(x, F::ZERO) + dd(y, F::ZERO).ln_1p(), 1.0);
        }
        assert!(math::exp_neg_sum(F::INFINITY, F::NAN) == F::ZERO, "{kind}");
        assert!(math::plus_ln_1p(F::INFINITY, F::ONE) == F::INFINITY, "{kind}");
        assert!(math::plus_ln_1p(F::ZERO, F::INFINITY) == F::INFINITY, "{kind}");
        // No product overflows on the way.
        let large = F::MAX * F::c(0.25);
        assert!(math::plus_ln_1p(large, large) == large, "{kind}");
    }
    check::<f32>("f32", 23);
    check::<f64>("f64", 52);
    check::<Unfused<f64>>("f64 without FMA", 52);
    check::<Lite>("f64 with bits to spare", 31);
}
