//! Double-double numbers against 100-digit references (`tools/dd_vectors.py`), at the ends of their
//! range, and against the laws of arithmetic.

use lossfn::real::{Dd, Dual, Float, Real, Unfused};

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

/// A function of one number, with its name.
type Named<F> = (&'static str, fn(Dd<F>) -> Dd<F>);

/// What is known of the ends: name, got, the float wanted.
#[allow(clippy::too_many_lines, reason = "a table")]
fn ends<F: Float>() -> Vec<(&'static str, Dd<F>, f64)> {
    let x = one::<F>;
    let (nan, max) = (f64::NAN, f64::MAX);
    let mut table = vec![
        ("inf + 1", x(INF) + x(1.0), INF),
        ("inf + 1.0", x(INF) + 1.0, INF),
        ("1 - inf", x(1.0) - x(INF), -INF),
        ("inf - inf", x(INF) - x(INF), nan),
        ("max + max", x(max) + x(max), INF),
        ("max * max", x(max) * x(max), INF),
        ("max * -2.0", x(max) * -2.0, -INF),
        ("inf * 2", x(INF) * x(2.0), INF),
        ("inf * 0", x(INF) * x(0.0), nan),
        ("inf * dd", x(INF) * dd(0.1, 1e-18), INF),
        ("1 / 0", x(1.0) / x(0.0), INF),
        ("1 / 0.0", x(1.0) / 0.0, INF),
        ("-1 / 0", x(-1.0) / x(0.0), -INF),
        ("0 / 0", x(0.0) / x(0.0), nan),
        ("1 / inf", x(1.0) / x(INF), 0.0),
        ("inf / 3", x(INF) / x(3.0), INF),
        ("max / tiny", x(max) / x(TINY), INF),
        ("tiny / tiny", x(TINY) / x(TINY), 1.0),
        ("3 tiny / 7 tiny", x(3.0 * TINY) / x(7.0 * TINY), 3.0 / 7.0),
        ("tiny / 3", x(7.0 * TINY) / x(3.0), 2.0 * TINY),
        ("1e-200 1e-120", x(1e-200) * x(1e-120), 1e-320),
        ("inf mul_add", x(2.0).mul_add(x(max), x(1.0)), INF),
        ("sqrt 0", x(0.0).sqrt(), 0.0),
        ("sqrt inf", x(INF).sqrt(), INF),
        ("sqrt -1", x(-1.0).sqrt(), nan),
        ("sqrt tiny", x(TINY).sqrt(), TINY.sqrt()),
        ("sign 0", x(0.0).sign(), 0.0),
        ("sign -3", x(-3.0).sign(), -1.0),
        ("step 0", x(0.0).step(), 0.0),
        ("step 2", x(2.0).step(), 1.0),
        ("relu -inf", x(-INF).relu(), 0.0),
        ("relu inf", x(INF).relu(), INF),
        ("max(1, nan)", x(1.0).max(x(nan)), nan),
        ("max(nan, 1)", x(nan).max(x(1.0)), nan),
        ("max(-inf, 1)", x(-INF).max(x(1.0)), 1.0),
        ("exp -inf", x(-INF).exp(), 0.0),
        ("exp inf", x(INF).exp(), INF),
        ("exp 709.79", x(709.79).exp(), INF),
        ("exp 1e300", x(1e300).exp(), INF),
        ("exp -746", x(-746.0).exp(), 0.0),
        ("exp -745", x(-745.0).exp(), TINY),
        ("exp_m1 -inf", x(-INF).exp_m1(), -1.0),
        ("exp_m1 inf", x(INF).exp_m1(), INF),
        ("exp_sub(-inf, 1, 3)", x(-INF).exp_sub(x(1.0), x(3.0)), -3.0),
        ("exp_sub(800, 1, 3)", x(800.0).exp_sub(x(1.0), x(3.0)), INF),
        ("exp_sub(1, 1, inf)", x(1.0).exp_sub(x(1.0), x(INF)), -INF),
        ("ln 0", x(0.0).ln(), -INF),
        ("ln inf", x(INF).ln(), INF),
        ("ln -1", x(-1.0).ln(), nan),
        ("ln -inf", x(-INF).ln(), nan),
        ("ln_1p -1", x(-1.0).ln_1p(), -INF),
        ("ln_1p inf", x(INF).ln_1p(), INF),
        ("ln_1p -2", x(-2.0).ln_1p(), nan),
        ("ln_ratio(0, 2)", x(0.0).ln_ratio(x(2.0)), -INF),
        ("ln_ratio(2, 0)", x(2.0).ln_ratio(x(0.0)), INF),
        ("ln_ratio(inf, 2)", x(INF).ln_ratio(x(2.0)), INF),
        ("ln_ratio(2, inf)", x(2.0).ln_ratio(x(INF)), -INF),
        ("ln_ratio(0, 0)", x(0.0).ln_ratio(x(0.0)), nan),
        ("ln_ratio(-1, -1)", x(-1.0).ln_ratio(x(-1.0)), nan),
        ("0^0", x(0.0).powf(x(0.0)), 1.0),
        ("0^2", x(0.0).powf(x(2.0)), 0.0),
        ("0^-2", x(0.0).powf(x(-2.0)), INF),
        ("inf^0", x(INF).powf(x(0.0)), 1.0),
        ("1^inf", x(1.0).powf(x(INF)), 1.0),
        ("1^nan", x(1.0).powf(x(nan)), nan),
        ("nan^0", x(nan).powf(x(0.0)), nan),
        ("inf^2", x(INF).powf(x(2.0)), INF),
        ("inf^-2", x(INF).powf(x(-2.0)), 0.0),
        ("2^2000", x(2.0).powf(x(2000.0)), INF),
        ("2^-2000", x(2.0).powf(x(-2000.0)), 0.0),
        ("0.5^max", x(0.5).powf(x(max)), 0.0),
        ("tanh inf", x(INF).tanh(), 1.0),
        ("tanh -inf", x(-INF).tanh(), -1.0),
        ("tanh tiny", x(TINY).tanh(), TINY),
        ("sech_squared inf", x(INF).sech_squared(), 0.0),
        ("log_cosh inf", x(-INF).log_cosh(), INF),
        ("softplus inf", x(INF).softplus(), INF),
        ("softplus -inf", x(-INF).softplus(), 0.0),
        ("sigmoid inf", x(INF).sigmoid(), 1.0),
        ("sigmoid -inf", x(-INF).sigmoid(), 0.0),
        ("sigmoid_slope -inf", x(-INF).sigmoid_slope(), 0.0),
        ("cross_entropy(inf, 0, 1)", x(INF).cross_entropy(x(0.0), x(1.0)), 0.0),
        ("cross_entropy(inf, 1, 1)", x(INF).cross_entropy(x(1.0), x(1.0)), INF),
        ("cross_entropy(-inf, 1, 0)", x(-INF).cross_entropy(x(1.0), x(0.0)), 0.0),
        ("surprise(inf, 0, 1)", x(INF).surprise(x(0.0), x(1.0)), 0.0),
        ("surprise(-inf, 0, 1)", x(-INF).surprise(x(0.0), x(1.0)), -1.0),
        ("0 weigh inf", x(0.0).weigh(x(INF)), 0.0),
        ("0 weigh nan", x(0.0).weigh(x(nan)), nan),
        ("2 weigh inf", x(2.0).weigh(x(INF)), INF),
        ("ln_gamma 1", x(1.0).ln_gamma(), 0.0),
        ("ln_gamma 2", x(2.0).ln_gamma(), 0.0),
        ("ln_gamma inf", x(INF).ln_gamma(), INF),
        ("ln_gamma max", x(max).ln_gamma(), INF),
        ("ln_gamma 0", x(0.0).ln_gamma(), INF),
        ("ln_gamma -1", x(-1.0).ln_gamma(), nan),
        ("digamma 0", x(0.0).digamma(), -INF),
        ("digamma inf", x(INF).digamma(), INF),
        ("digamma -1", x(-1.0).digamma(), nan),
        ("polygamma 1 of 0", x(0.0).polygamma(1), INF),
        ("polygamma 1 of inf", x(INF).polygamma(1), 0.0),
        ("polygamma 2 of 0", x(0.0).polygamma(2), -INF),
        ("polygamma 1 of -1", x(-1.0).polygamma(1), nan),
        ("ln_1m_exp 0", x(0.0).ln_1m_exp(), -INF),
        ("ln_1m_exp -0", x(-0.0).ln_1m_exp(), -INF),
        ("ln_1m_exp 1", x(1.0).ln_1m_exp(), nan),
        ("ln_1m_exp -inf", x(-INF).ln_1m_exp(), 0.0),
        ("exp_square inf", x(INF).exp_square(-1.0), 0.0),
        ("exp_square -inf", x(-INF).exp_square(0.5), INF),
        ("erf inf", x(INF).erf(), 1.0),
        ("erf -inf", x(-INF).erf(), -1.0),
        ("erf tiny", x(TINY).erf(), TINY),
        ("erfc inf", x(INF).erfc(), 0.0),
        ("erfc -inf", x(-INF).erfc(), 2.0),
        ("normal_cdf inf", x(INF).normal_cdf(), 1.0),
        ("normal_cdf -inf", x(-INF).normal_cdf(), 0.0),
        ("normal_cdf 0", x(0.0).normal_cdf(), 0.5),
        ("normal_quantile 0", x(0.0).normal_quantile(), -INF),
        ("normal_quantile 1", x(1.0).normal_quantile(), INF),
        ("normal_quantile 0.5", x(0.5).normal_quantile(), 0.0),
        ("normal_quantile 2", x(2.0).normal_quantile(), nan),
        ("normal_quantile -1", x(-1.0).normal_quantile(), nan),
    ];
    let of_nan: [Named<F>; 27] = [
        ("abs", Dd::abs),
        ("sign", Dd::sign),
        ("step", Dd::step),
        ("relu", Dd::relu),
        ("sqrt", Dd::sqrt),
        ("exp", Dd::exp),
        ("exp_m1", Dd::exp_m1),
        ("ln", Dd::ln),
        ("ln_1p", Dd::ln_1p),
        ("tanh", Dd::tanh),
        ("sech_squared", Dd::sech_squared),
        ("log_cosh", Dd::log_cosh),
        ("ln_gamma", Dd::ln_gamma),
        ("digamma", Dd::digamma),
        ("polygamma", |x| x.polygamma(1)),
        ("ln_1m_exp", Dd::ln_1m_exp),
        ("exp_square", |x| x.exp_square(-1.0)),
        ("erf", Dd::erf),
        ("erfc", Dd::erfc),
        ("normal_cdf", Dd::normal_cdf),
        ("normal_quantile", Dd::normal_quantile),
        ("sigmoid", Dd::sigmoid),
        ("sigmoid_slope", Dd::sigmoid_slope),
        ("softplus", Dd::softplus),
        ("exp_sub", |x| x.exp_sub(x.lift(1.0), x.lift(1.0))),
        ("cross_entropy", |x| x.cross_entropy(x.lift(0.0), x.lift(1.0))),
        ("surprise", |x| x.surprise(x.lift(0.0), x.lift(1.0))),
    ];
    table.extend(of_nan.map(|(name, f)| (name, f(x(nan)), nan)));
    table
}
fn ends_are_the_limits<F: Float>() {
    for (name, got, want) in ends::<F>() {
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
    let nested = |x: f64| Dual::variable(Dual::variable(one::<f64>(x)));
    let second = |y: Dual<Dual<Dd<f64>>>| y.derivative().derivative();
    let near = |got: Dd<f64>, want: Dd<f64>| {
        assert!(distance(got, parts(want)) <= 2f64.powi(-75) * want.to_f64().abs(), "{got:?}, not {want:?}");
    };
    for x in [1e-20, 0.3, 0.5, 1.0, 20.0] {
        let v = one::<f64>(x);
        near(second(nested(x).log_cosh()), v.sech_squared());
        near(second(nested(x).softplus()), v.sigmoid_slope());
        near(second(nested(x).powf(nested(x).lift(2.5))), v.sqrt() * 3.75);
        near(second(nested(x).ln()), -v.square().recip());
    }
}
