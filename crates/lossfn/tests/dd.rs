//! Double-double numbers against 100-digit references (`tools/dd_vectors.py`), at the ends of their
//! range, and against the laws of arithmetic.

mod ends;

use lossfn::real::{Dd, Derived, Differentiable, Float, Parts, Precise, Real, Unfused};

const INF: f64 = f64::INFINITY;
const TINY: f64 = 5e-324;

fn dd<F: Float>(hi: f64, lo: f64) -> Dd<F> {
    Dd::from_parts(F::c(hi), F::c(lo))
}
fn one<F: Float>(x: f64) -> Dd<F> {
    Dd::new(F::c(x))
}
fn parts<F: Float>(x: Dd<F>) -> (f64, f64) {
    (x.hi().to_f64(), x.lo().to_f64())
}
fn has_fma<F: Float>() -> bool {
    let x = F::c(1.1);
    x.fma(x, -(x * x)) != F::ZERO
}
/// Numbers that look random, the same in every run: uniform in [0, 1).
fn noise(n: usize) -> impl Iterator<Item = f64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    core::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 * 2f64.powi(-53)
    })
    .take(n)
}

/// How far `got` is from `want`, to about 2^-106 of it.
fn distance<F: Float>(got: Dd<F>, want: (f64, f64)) -> f64 {
    let (hi, lo) = parts(got);
    if hi == want.0 && hi.is_infinite() { 0.0 } else { ((hi - want.0) + (lo - want.1)).abs() }
}
/// Whether no bit of the parts overlaps.
fn tidy<F: Float>(x: Dd<F>) -> bool {
    let (hi, lo) = parts(x);
    hi + lo == hi
}

/// The rows of `testdata/dd/{name}.csv`: arguments and the result, each two doubles.
fn rows(name: &str) -> Vec<Vec<(f64, f64)>> {
    let path = format!("{}/../../testdata/dd/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).expect(&path);
    let number = |s: &str| s.parse::<f64>().expect(s);
    text.lines()
        .map(|line| {
            let numbers: Vec<f64> = line.split(',').map(number).collect();
            numbers.chunks(2).map(|pair| (pair[0], pair[1])).collect()
        })
        .collect()
}

/// Every row within `2^-bits` of its size, or of what its conditioning adds to that, or to the grain
/// of the subnormals. Without FMA the second part is lost at the ends of the range.
fn check<F: Float>(
    name: &str,
    bits: i32,
    f: impl Fn(&[Dd<F>]) -> Dd<F>,
    conditioning: impl Fn(&[f64]) -> f64,
) {
    let rows = rows(name);
    assert!(rows.len() > 60, "{name}: only {} rows", rows.len());
    for row in &rows {
        let (want, arguments) = row.split_last().expect("a row has numbers");
        let x: Vec<Dd<F>> = arguments.iter().map(|&(hi, lo)| dd(hi, lo)).collect();
        let heads: Vec<f64> = arguments.iter().map(|a| a.0).collect();
        let got = f(&x);
        let size = want.0.abs();
        let whole = has_fma::<F>() || (1e-298..1e295).contains(&size);
        let accuracy = 2f64.powi(if whole { -bits } else { -51 });
        let allowed = accuracy * (size + conditioning(&heads)) + 2.0 * TINY;
        let distance = distance(got, *want);
        assert!(distance <= allowed, "{name}{arguments:?}: {got:?}, not {want:?}: off by {distance:e}");
        assert!(tidy(got), "{name}{arguments:?}: {got:?} is not tidy");
    }
}

fn functions_are_accurate<F: Float>() {
    let none = |_: &[f64]| 0.0;
    let sigmoid_slope = |x: f64| 1.0 / (2.0 + 2.0 * x.cosh());
    check::<F>("exp", 78, |x| x[0].exp(), none);
    check::<F>("exp_m1", 76, |x| x[0].exp_m1(), none);
    check::<F>("exp_sub", 76, |x| x[0].exp_sub(x[1], x[2]), |x| x[1] * x[0].abs() * x[0].exp());
    check::<F>("ln", 80, |x| x[0].ln(), none);
    check::<F>("ln_1p", 80, |x| x[0].ln_1p(), none);
    check::<F>("ln_ratio", 80, |x| x[0].ln_ratio(x[1]), none);
    check::<F>("ln_quotient", 78, |x| x[0].ln_quotient(x[1], x[2]), none);
    check::<F>("i_divergence", 76, |x| x[0].i_divergence(x[1], x[2]), none);
    check::<F>("ln_1p_minus", 76, |x| x[0].ln_1p_minus(), none);
    check::<F>("bennett", 76, |x| x[0].bennett(), none);
    check::<F>("powf", 76, |x| x[0].powf(x[1]), none);
    check::<F>("tanh", 76, |x| x[0].tanh(), none);
    check::<F>("sech_squared", 76, |x| x[0].sech_squared(), none);
    check::<F>("log_cosh", 76, |x| x[0].log_cosh(), none);
    check::<F>("softplus", 76, |x| x[0].softplus(), none);
    check::<F>("sigmoid", 76, |x| x[0].sigmoid(), none);
    check::<F>("sigmoid_slope", 76, |x| x[0].sigmoid_slope(), none);
    check::<F>("cross_entropy", 76, |x| x[0].cross_entropy(x[1], x[2]), none);
    check::<F>(
        "surprise",
        76,
        |x| x[0].surprise(x[1], x[2]),
        |x| (x[0] * (x[1] + x[2]) * sigmoid_slope(x[0])).abs(),
    );
    check::<F>("ln_gamma", 76, |x| x[0].ln_gamma(), none);
    check::<F>("digamma", 76, |x| x[0].digamma(), none);
    check::<F>("polygamma", 76, |x| x[1].polygamma(x[0].to_f64() as u32), none);
    check::<F>("ln_1m_exp", 76, |x| x[0].ln_1m_exp(), none);
    check::<F>("erf", 76, |x| x[0].erf(), none);
    check::<F>("erfc", 76, |x| x[0].erfc(), none);
    check::<F>("normal_cdf", 76, |x| x[0].normal_cdf(), none);
    check::<F>("normal_quantile", 76, |x| x[0].normal_quantile(), none);
}
#[test]
fn functions_are_accurate_with_fma() {
    functions_are_accurate::<f64>();
}
#[test]
fn functions_are_accurate_without_fma() {
    functions_are_accurate::<Unfused<f64>>();
}

fn ends_are_the_limits<F: Float>() {
    for (name, got, want) in ends::ends::<F>() {
        let (hi, lo) = parts(got);
        assert!(hi == want || (hi.is_nan() && want.is_nan()), "{name}: {hi}, not {want}");
        assert!(!hi.is_infinite() || lo == 0.0, "{name}: {hi} has a second part {lo}");
    }
    let zero = one::<F>(-0.0);
    for x in [zero.tanh(), zero.sqrt()] {
        assert!(parts(x).0.is_sign_negative(), "{x:?}");
    }
}
#[test]
fn ends_are_the_limits_with_fma() {
    ends_are_the_limits::<f64>();
}
#[test]
fn ends_are_the_limits_without_fma() {
    ends_are_the_limits::<Unfused<f64>>();
}

/// `a b = c` and `a + b = c` undone, on numbers of many sizes with all their bits.
fn arithmetic_undoes_itself<F: Float>() {
    let mut noise = noise(100_000);
    let mut number = || {
        let mut next = || noise.next().expect("enough noise");
        let size = 2f64.powi((next() * 60.0) as i32 - 30);
        let hi = (next() - 0.5) * size;
        dd::<F>(hi, (next() - 0.5) * hi.abs() * 2f64.powi(-53))
    };
    let near = |got: Dd<F>, want: Dd<F>, size: f64, what: &str| {
        let distance = distance(got, parts(want));
        assert!(distance <= 2f64.powi(-101) * size.abs(), "{what}: {got:?}, not {want:?}");
        assert!(tidy(got), "{what}: {got:?} is not tidy");
    };
    for _ in 0..5000 {
        let (a, b) = (number(), number());
        let (x, y) = (a.to_f64(), b.to_f64());
        near((a * b) / b, a, x, "(a b) / b");
        near((a / b) * b, a, x, "(a / b) b");
        near((a + b) - b, a, x.abs().max(y.abs()), "(a + b) - b");
        near((a + b) * (a - b), a * a - b * b, x * x + y * y, "(a + b)(a - b)");
        near(a.mul_add(b, -(a * b)), a.lift(0.0), x * y, "a b - a b");
        near(a.abs().sqrt().square(), a.abs(), x, "sqrt²");
        near((a * y) / y, a, x, "(a y) / y");
        near((a + y) - y, a, x.abs().max(y.abs()), "(a + y) - y");
        near(a * b, b * a, x * y, "a b = b a");
        near(a * one(y), a * y, x * y, "a y as floats");
        near(a.rsub(3.0), a.lift(3.0) - a, 0.0, "3 - a");
        // A sum keeps its accuracy when all but its last bits cancel.
        near((a + one(y)) - one(y) - a, a.lift(0.0), (x.abs() + y.abs()) * 4.0, "a + y - y - a");
    }
}
#[test]
fn tiny_numbers_are_right_to_the_last_place() {
    fn all<F: Float>(x: f64, y: f64) {
        let (a, b) = (one::<F>(x * 1e-310), one::<F>(y * 1e-310));
        let (p, q) = (one::<F>(x * 1e-150), one::<F>(y * 1e-158));
        let (tiny, small) = (a.to_f64(), p.to_f64());
        for (got, want) in [
            (p * q, small * q.to_f64()),
            (a / b, tiny / b.to_f64()),
            (p * 1e-150 / b, small * 1e-150 / b.to_f64()),
            (p * 1e-150 / y, small * 1e-150 / y),
            (a.sqrt(), tiny.sqrt()),
            ((p * 1e-150).sqrt(), (small * 1e-150).sqrt()),
        ] {
            let ulp = (want * f64::EPSILON).max(TINY);
            assert!((got.to_f64() - want).abs() <= ulp, "{x:e} {y:e}: {got:?}, not {want:e}");
        }
    }
    let noise: Vec<f64> = noise(40_000).collect();
    for pair in noise.chunks(2) {
        all::<f64>(pair[0], pair[1]);
        all::<Unfused<f64>>(pair[0], pair[1]);
    }
}
#[test]
fn arithmetic_undoes_itself_with_fma() {
    arithmetic_undoes_itself::<f64>();
}
#[test]
fn arithmetic_undoes_itself_without_fma() {
    arithmetic_undoes_itself::<Unfused<f64>>();
}

#[test]
fn comparisons_see_the_second_part() {
    let (a, b) = (dd::<f64>(1.0, 1e-20), dd::<f64>(1.0, 2e-20));
    assert!(a.lt(b) && !b.lt(a) && !a.lt(a) && a.same(a) && !a.same(b));
    assert_eq!((a.max(b), b.max(a), a.min(b)), (b, b, a));
    let nan = one(f64::NAN);
    assert!(!a.lt(nan) && !nan.lt(a) && !nan.same(nan));
    assert_eq!((-a).abs(), a);
    assert_eq!(parts(a - 1.0), (1e-20, 0.0));
    // The first parts cancel, and of the second ones nothing is lost.
    assert_eq!(dd::<f64>(1.0, 1e-17) + dd(-1.0, 1e-30), dd(1e-17, 1e-30));
    assert_eq!(parts(a.clamp(one(-0.5), one(0.5))), (0.5, 0.0));
}

#[test]
fn an_inexact_constant_is_an_exact_double() {
    let x = one::<f64>(1.0);
    assert_eq!(parts(x.lift(0.1)), (0.1, 0.0));
    assert_eq!(parts(x * 0.1), (0.1, 0.0));
    // 1/10 to twice the digits, which 0.1 is not.
    let tenth = x / 10.0;
    assert_eq!(parts(tenth).0, 0.1);
    assert_ne!(parts(tenth).1, 0.0);
    assert!((parts(tenth * 10.0 - 1.0).0).abs() < 2f64.powi(-104));
}

/// Slopes to thirty digits: the second derivative of `ln cosh` is `sech²`, of `x^p` it is known.
#[test]
fn derivatives_nest() {
    let nested = |x: f64| Precise::<f64>::new(x).seeded(true).seeded(true);
    let near =
        |name: &str, of: <<Precise as Differentiable>::Dual as Differentiable>::Dual, want: Dd<f64>| {
            let [hi, lo] = of.dual().derivative().dual().derivative().parts();
            let off = distance(dd::<f64>(hi, lo), parts(want));
            assert!(off <= 2f64.powi(-75) * want.to_f64().abs(), "{name}: {hi:e} + {lo:e}, not {want:?}");
        };
    for x in [1e-20, 0.3, 0.5, 1.0, 20.0] {
        let v = one::<f64>(x);
        near("log_cosh", nested(x).log_cosh(), v.sech_squared());
        near("softplus", nested(x).softplus(), v.sigmoid_slope());
        near("powf", nested(x).powf(nested(x).lift(2.5)), v.sqrt() * 3.75);
        near("ln", nested(x).ln(), -v.square().recip());
    }
}
