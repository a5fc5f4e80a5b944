//! The derivative that each primitive states, against differences in double-double; ties and kinks.

use lossfn::real::{Dd, Dual, Real, Rule, Scalar};

type D = Dd<f64>;

/// A function of three numbers, over any kind of number.
trait Three {
    fn at<R: Real>(&self, x: [R; 3]) -> R;
}
struct Case<F> {
    name: &'static str,
    f: F,
    /// How many of the three numbers it takes, and where each may lie.
    domains: &'static [(f64, f64)],
}

/// The step of a difference: its error and that of the primitives meet near 1e-18.
const STEP: f64 = 1.0 / 65536.0;

/// The derivative in the k-th number, from four points.
fn difference(f: impl Fn([D; 3]) -> D, x: [D; 3], k: usize) -> f64 {
    let at = |steps: f64| {
        let mut x = x;
        x[k] = x[k] + steps * STEP;
        f(x)
    };
    (((at(1.0) - at(-1.0)) * 8.0 - (at(2.0) - at(-2.0))) / (12.0 * STEP)).to_f64()
}

fn variable<R: Real>(x: [R; 3], k: usize) -> [Dual<R>; 3] {
    let mut all = x.map(Dual::constant);
    all[k] = Dual::variable(x[k]);
    all
}

/// The number itself and steps through the domain, away from its ends.
fn grid((low, high): (f64, f64), steps: usize) -> impl Iterator<Item = f64> {
    (0..steps).map(move |i| low + (high - low) * (i as f64 + 0.37) / steps as f64)
}

fn check<F: Three>(case: &Case<F>) -> usize {
    let Case { name, f, domains } = case;
    let steps = [41, 11, 5];
    let axis = |k: usize| -> Vec<f64> { domains.get(k).map_or(vec![0.5], |&d| grid(d, steps[k]).collect()) };
    let mut count = 0;
    for &a in &axis(0) {
        for &b in &axis(1) {
            for &c in &axis(2) {
                let x = [a, b, c].map(D::new);
                for k in 0..domains.len() {
                    let close = |got: f64, want: f64, what: &str| {
                        let bound = 1e-12 * want.abs();
                        assert!(
                            (got - want).abs() <= bound,
                            "{name}: {what} in number {k} at {a}, {b}, {c} is {got}, not {want}"
                        );
                    };
                    let slope = |x: [D; 3]| f.at(variable(x, k)).derivative();
                    close(slope(x).to_f64(), difference(|x| f.at(x), x, k), "the derivative");
                    // Nested, the derivative of the stated derivative.
                    let second = f.at(variable(variable(x, k), k)).derivative().derivative();
                    close(second.to_f64(), difference(slope, x, k), "the second derivative");
                    // Also where another number varies at the same time.
                    for j in (0..domains.len()).filter(|&j| j != k) {
                        let mut both = variable(variable(x, j), k);
                        both[j] = Dual { v: variable(x, j)[j], d: both[j].d };
                        let mixed = f.at(both).derivative().derivative().to_f64();
                        close(mixed, difference(slope, x, j), "the mixed derivative");
                    }
                    // One reading of the value, with and without derivatives.
                    assert_eq!(f.at(variable(x, k)).v.to_f64(), f.at(x).to_f64(), "{name} at {a}, {b}, {c}");
                    count += 1;
                }
            }
        }
    }
    count
}

macro_rules! cases { ($($name:ident($($d:expr),*): |$x:ident| $value:expr;)*) => {
    #[test]
    fn stated_derivatives_are_those_of_the_values() {
        $(
            struct $name;
            impl Three for $name {
                fn at<R: Real>(&self, $x: [R; 3]) -> R {
                    $value
                }
            }
        )*
        let mut count = 0;
        $(
            count += check(&Case { name: stringify!($name), f: $name, domains: &[$($d),*] });
        )*
        assert!(count > 10_000, "{count}");
    }
}}

const ALL: (f64, f64) = (-6.0, 6.0);
const ABOVE: (f64, f64) = (0.1, 5.0);
const UNIT: (f64, f64) = (0.0, 1.0);

cases! {
    Abs(ALL): |x| x[0].abs();
    Relu(ALL): |x| x[0].relu();
    Sqrt(ABOVE): |x| x[0].sqrt();
    Exp(ALL): |x| x[0].exp();
    ExpM1(ALL): |x| x[0].exp_m1();
    Ln(ABOVE): |x| x[0].ln();
    Ln1p((-0.9, 5.0)): |x| x[0].ln_1p();
    Tanh(ALL): |x| x[0].tanh();
    SechSquared(ALL): |x| x[0].sech_squared();
    LogCosh(ALL): |x| x[0].log_cosh();
    SigmoidSlope(ALL): |x| x[0].sigmoid_slope();
    Sigmoid(ALL): |x| x[0].sigmoid();
    Softplus(ALL): |x| x[0].softplus();
    LogSigmoid(ALL): |x| x[0].log_sigmoid();
    LnGamma(ABOVE): |x| x[0].ln_gamma();
    LnFactorial(ABOVE): |x| x[0].ln_factorial();
    Digamma(ABOVE): |x| x[0].digamma();
    Trigamma(ABOVE): |x| x[0].polygamma(1);
    Ln1mExp((-6.0, -0.05)): |x| x[0].ln_1m_exp();
    ExpSquare(ALL): |x| x[0].exp_square(-0.5);
    Erf(ALL): |x| x[0].erf();
    Erfc(ALL): |x| x[0].erfc();
    NormalCdf(ALL): |x| x[0].normal_cdf();
    NormalQuantile((0.05, 0.95)): |x| x[0].normal_quantile();
    Square(ALL): |x| x[0].square();
    Recip(ABOVE): |x| x[0].recip();
    Shifted(ALL): |x| (x[0] + 2.0) * 3.0 - (x[0] * 0.5 - 1.0) / 4.0 + x[0].rsub(1.0);
    Quotient(ALL, ABOVE): |x| x[0] / x[1];
    Difference(ALL, ABOVE): |x| x[0] * x[1] - x[1] + (-x[0]);
    LnRatio(ABOVE, ABOVE): |x| x[0].ln_ratio(x[1]);
    LnQuotient(ABOVE, ABOVE): |x| x[0].ln_quotient(x[1], x[1] - x[0]);
    IDivergence(ABOVE, ABOVE): |x| x[0].i_divergence(x[1], x[1] - x[0]);
    Ln1pMinus((-0.9, 5.0)): |x| x[0].ln_1p_minus();
    Bennett((-0.9, 5.0)): |x| x[0].bennett();
    Powf(ABOVE, ALL): |x| x[0].powf(x[1]);
    Weigh(ABOVE, ALL): |x| x[0].weigh(x[1]);
    XLnY(ABOVE, ABOVE): |x| x[0].x_ln_y(x[1]);
    Max(ALL, ALL): |x| x[0].max(x[1]);
    Min(ALL, ALL): |x| x[0].min(x[1]);
    ExpSub(ALL, ABOVE, ALL): |x| x[0].exp_sub(x[1], x[2]);
    CrossEntropy(ALL, ABOVE, UNIT): |x| x[0].cross_entropy(x[1], x[2]);
    Surprise(ALL, ABOVE, UNIT): |x| x[0].surprise(x[1], x[2]);
    MulAdd(ALL, ALL, ALL): |x| x[0].mul_add(x[1], x[2]);
    Mix(ALL, ALL, ALL): |x| x[0].mix(x[1], x[2]);
    Pick(ALL, ALL, ALL): |x| R::pick(x[0].lt(x[1]), x[2].square(), x[0] * x[2]);
    Clamp(ALL): |x| x[0].clamp(x[0].lift(-1.5), x[0].lift(2.5));
    Composed(ALL, ABOVE): |x| (x[0].tanh() * x[1].ln()).exp().ln_1p().log_cosh();
    RuleOfConstants(ALL): |x| x[0].rule(Cubed, [x[0].lift(2.0)]);
    RuleThatVaries(ALL, ABOVE): |x| x[0].rule(Cubed, [x[1]]);
}

/// A rule whose parameter may vary: then its value is differentiated.
struct Cubed;
impl Rule<1> for Cubed {
    fn value<R: Real>(x: R, [p]: [R; 1]) -> R {
        x * x * x * p
    }
    fn derivative<R: Real>(x: R, [p]: [R; 1]) -> R {
        x.square() * p * 3.0
    }
}

fn slope(f: impl Fn(Dual<Scalar<f64>>) -> Dual<Scalar<f64>>, x: f64) -> f64 {
    f(Dual::variable(Scalar(x))).derivative().0
}

#[test]
fn at_a_tie_the_slope_is_the_smaller_one() {
    let at = |a: f64, b: f64| {
        let f = |x: Dual<Scalar<f64>>| (x * a).max(x * b);
        let g = |x: Dual<Scalar<f64>>| (x * a).min(x * b);
        (slope(f, 0.0), slope(g, 0.0), slope(f, 1e-300), slope(f, -1e-300))
    };
    let cases = [
        (1.0, 2.0, 1.0),
        (2.0, 1.0, 1.0),
        (-1.0, -2.0, -1.0),
        (1.0, -1.0, 0.0),
        (-3.0, 2.0, 0.0),
        (1.0, 0.0, 0.0),
        (-1.0, 0.0, 0.0),
        (2.0, 2.0, 2.0),
    ];
    for (a, b, want) in cases {
        let (max, min, right, left) = at(a, b);
        assert_eq!((max, min), (want, want), "slopes {a} and {b}");
        assert_eq!((right, left), (f64::max(a, b), f64::min(a, b)), "beside the tie of {a} and {b}");
    }
    // Against a constant.
    assert_eq!(slope(|x| x.max(x.lift(3.0)), 3.0), 0.0);
    assert_eq!(slope(|x| x.lift(3.0).min(x), 3.0), 0.0);
}

#[test]
fn at_a_kink_the_slope_is_zero_and_both_sides_are_right() {
    let tiny = f64::from_bits(1);
    for zero in [0.0, -0.0] {
        assert_eq!([slope(Real::abs, zero), slope(Real::relu, zero)], [0.0, 0.0]);
    }
    assert_eq!([slope(Real::abs, tiny), slope(Real::abs, -tiny)], [1.0, -1.0]);
    assert_eq!([slope(Real::relu, tiny), slope(Real::relu, -tiny)], [1.0, 0.0]);
    let clamp = |x: Dual<Scalar<f64>>| x.clamp(x.lift(-2.0), x.lift(3.0));
    let beside = [-2.0 - 1e-15, -2.0, -2.0 + 1e-15, 0.0, 3.0 - 1e-15, 3.0, 3.0 + 1e-15];
    assert_eq!(beside.map(|x| slope(clamp, x)), [0.0, 0.0, 1.0, 1.0, 1.0, 0.0, 0.0]);
    for f in [Real::abs, Real::relu, Real::tanh, Real::exp, Real::log_cosh]
        as [fn(Dual<Scalar<f64>>) -> Dual<Scalar<f64>>; 5]
    {
        assert!(slope(f, f64::NAN).is_nan() && f(Dual::variable(Scalar(f64::NAN))).v.0.is_nan());
    }
    assert!(clamp(Dual::variable(Scalar(f64::NAN))).v.0.is_nan());
}

#[test]
fn a_weight_of_zero_silences_what_is_infinite() {
    let weigh = |w: f64, x: f64| {
        let weight = Dual::constant(Scalar(w));
        weight.weigh(Dual::variable(Scalar(x)).ln())
    };
    assert_eq!((weigh(0.0, 0.0).v.0, weigh(0.0, 0.0).derivative().0), (0.0, 0.0));
    assert_eq!(weigh(1.0, 0.0).v.0, f64::NEG_INFINITY);
    let power = |x: f64, p: f64| {
        let y = Dual::variable(Scalar(x)).powf(Dual::constant(Scalar(p)));
        (y.v.0, y.derivative().0)
    };
    assert_eq!(power(0.0, 0.0), (1.0, 0.0));
    assert_eq!(power(0.0, 1.0), (0.0, 1.0));
    assert_eq!(power(0.0, 2.0), (0.0, 0.0));
    assert_eq!(power(0.0, 0.5), (0.0, f64::INFINITY));
    let logit = |z: f64, off: f64, on: f64| {
        let z = Dual::variable(Scalar(z));
        let y = z.cross_entropy(z.lift(off), z.lift(on));
        (y.v.0, y.derivative().0)
    };
    assert_eq!(logit(f64::INFINITY, 0.0, 1.0), (0.0, 0.0));
    assert_eq!(logit(f64::NEG_INFINITY, 1.0, 0.0), (0.0, 0.0));
    assert_eq!(logit(f64::INFINITY, 1.0, 0.0), (f64::INFINITY, 1.0));
}
