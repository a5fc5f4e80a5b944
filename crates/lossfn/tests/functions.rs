//! Activations, special functions and links: against exact vectors, at special values, on every
//! instruction set and length, and what they refuse.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod calls;
mod rows;

use crate::support::{Random, bits};
use lossfn::{
    Error,
    data::Storage,
    functions::{self, Binary, Link, LogAddExp, Unary, XLogY},
    kernels::{Detected, Isa},
};

/// Value, gradient and hessian on an instruction set.
type Run<T> = Box<dyn Fn(Detected, &[T]) -> [Vec<T>; 3]>;

fn run<T: Storage, F: Unary + 'static>(f: F) -> Run<T> {
    Box::new(move |isa, x| f.on_isa(isa, x))
}

/// Every function of one number, by name.
fn unary<T: Storage>() -> Vec<(&'static str, Run<T>)> {
    use functions::*;
    vec![
        ("sigmoid", run(Sigmoid)),
        ("log_sigmoid", run(LogSigmoid)),
        ("tanh", run(Tanh)),
        ("relu", run(Relu)),
        ("softplus", run(Softplus)),
        ("gelu", run(Gelu)),
        ("gelu_tanh", run(GeluTanh)),
        ("log1mexp", run(Log1mExp)),
        ("erf", run(Erf)),
        ("erfc", run(Erfc)),
        ("normal_cdf", run(NormalCdf)),
        ("normal_quantile", run(NormalQuantile)),
        ("ln_gamma", run(LnGamma)),
        ("digamma", run(Digamma)),
    ]
}

/// The floats of a type in the vectors.
trait Kept: Storage {
    const BITS: &'static str;
    fn from_hex(word: &str) -> Self;
    /// The unit in the last place of numbers as large as this one.
    fn ulp(self) -> f64;
}
impl Kept for f32 {
    const BITS: &'static str = "32";
    fn from_hex(word: &str) -> Self {
        Self::from_bits(u32::from_str_radix(word, 16).unwrap())
    }
    fn ulp(self) -> f64 {
        let exponent = (self.to_bits() >> 23 & 0xff).max(1) as i32;
        f64::powi(2.0, exponent - 150)
    }
}
impl Kept for f64 {
    const BITS: &'static str = "64";
    fn from_hex(word: &str) -> Self {
        Self::from_bits(u64::from_str_radix(word, 16).unwrap())
    }
    fn ulp(self) -> f64 {
        let exponent = (self.to_bits() >> 52 & 0x7ff).max(1);
        Self::from_bits(1) * if exponent > 1 { f64::powi(2.0, exponent as i32 - 1) } else { 1.0 }
    }
}

/// One line: the inputs, and of each output the nearest float, what is missing in ULP, and the condition.
struct Line<T> {
    x: Vec<T>,
    want: Vec<(T, f64, f64)>,
}

/// The vectors of a name, for functions of `inputs` numbers.
fn vectors<T: Kept>(name: &str, inputs: usize) -> Vec<Line<T>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/functions.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let mut found = vec![];
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if words[0] == name && words[1] == T::BITS {
            let (x, want) = words[2..].split_at(inputs);
            let outputs = want
                .chunks(3)
                .map(|w| (T::from_hex(w[0]), w[1].parse::<f64>().unwrap() / 1000.0, w[2].parse().unwrap()));
            found.push(Line { x: x.iter().map(|w| T::from_hex(w)).collect(), want: outputs.collect() });
        }
    }
    assert!(found.len() >= 20, "{name}: {} vectors", found.len());
    found
}

/// The largest errors, as parts of what is allowed: `2 + k/2` ULP, and 4 for a second derivative.
fn worst<T: Kept>(name: &str, lines: &[Line<T>], got: &[Vec<T>], second: Option<usize>) -> f64 {
    let mut worst = 0f64;
    for (i, line) in lines.iter().enumerate() {
        for (k, &(near, above, condition)) in line.want.iter().enumerate() {
            let y = got[k][i];
            let error = ((y.to_f64() - near.to_f64()) / near.ulp() - above).abs();
            let allowed = if second == Some(k) { 4.0 } else { 2.0 } + condition / 2.0;
            assert!(
                error <= allowed,
                "{name} of {:?}, output {k}: {y:?}, not {near:?}: {error} ULP, {allowed} are allowed",
                line.x
            );
            worst = worst.max(error / allowed);
        }
    }
    worst
}

fn accurate<T: Kept>() {
    for isa in Detected::all() {
        for (name, f) in unary::<T>().into_iter().filter(|(name, _)| *name != "relu") {
            let lines = vectors::<T>(name, 1);
            let x: Vec<T> = lines.iter().map(|l| l.x[0]).collect();
            worst(name, &lines, &f(isa, &x), Some(2));
        }
        for (name, f) in [("xlogy", &XLogY as &dyn Two<T>), ("log_add_exp", &LogAddExp)] {
            let lines = vectors::<T>(name, 2);
            let [x, y] = [0, 1].map(|k| lines.iter().map(|l| l.x[k]).collect::<Vec<T>>());
            worst(name, &lines, &f.all(isa, &x, &y), None);
        }
    }
}
trait Two<T> {
    fn all(&self, isa: Detected, x: &[T], y: &[T]) -> [Vec<T>; 3];
}
impl<T: Storage, F: Binary> Two<T> for F {
    fn all(&self, isa: Detected, x: &[T], y: &[T]) -> [Vec<T>; 3] {
        self.on_isa(isa, x, y)
    }
}
#[test]
fn functions_are_accurate_in_f32() {
    accurate::<f32>();
}
#[test]
fn functions_are_accurate_in_f64() {
    accurate::<f64>();
}

fn links<T: Kept>() {
    for link in Link::ALL {
        let name = link.name();
        let one = |name: &str, value: &dyn Fn(&[T]) -> Vec<T>, slope: &dyn Fn(&[T]) -> Vec<T>| {
            let mut lines = vectors::<T>(name, 1);
            for l in &mut lines {
                l.want.truncate(2);
            }
            let x: Vec<T> = lines.iter().map(|l| l.x[0]).collect();
            worst(name, &lines, &[value(&x), slope(&x)], None);
        };
        if link != Link::Identity {
            one(name, &|x| link.forward(x), &|x| link.derivative(x));
            // The inverse is its own inverse.
            let inverse = if link == Link::Inverse { name.into() } else { format!("{name}_of_a_mean") };
            one(&inverse, &|x| link.inverse(x), &|x| link.inverse_derivative(x));
        }
        assert_eq!((Link::named(name), link.to_string()), (Ok(link), name.into()));
    }
}
#[test]
fn links_are_accurate() {
    links::<f32>();
    links::<f64>();
}
#[test]
fn links_follow_their_limits() {
    let inf = f64::INFINITY;
    let ends = [
        (Link::Identity, [-inf, inf], [-inf, inf]),
        (Link::Log, [0.0, inf], [-inf, inf]),
        (Link::Logit, [0.0, 1.0], [-inf, inf]),
        (Link::HalfLogit, [0.0, 1.0], [-inf, inf]),
        (Link::Probit, [0.0, 1.0], [-inf, inf]),
        (Link::CLogLog, [0.0, 1.0], [-inf, inf]),
        (Link::Inverse, [0.0, inf], [inf, 0.0]),
        (Link::InverseSquared, [0.0, inf], [inf, 0.0]),
        (Link::Sqrt, [0.0, inf], [0.0, inf]),
    ];
    assert_eq!(ends.len(), Link::ALL.len());
    for (link, means, etas) in ends {
        assert_eq!(link.forward(&means), etas, "{link}");
        assert_eq!(link.inverse(&etas), means, "{link}");
        let slopes = [link.derivative(&means), link.inverse_derivative(&etas)].concat();
        assert!(slopes.iter().all(|d| !d.is_nan()), "{link}: {slopes:?}");
        let nan = [link.forward(&[f64::NAN]), link.inverse(&[f64::NAN]), link.derivative(&[f64::NAN])];
        assert!(nan.iter().all(|x| x[0].is_nan()), "{link}");
    }
    for link in [Link::Logit, Link::Probit, Link::CLogLog] {
        assert!(link.forward(&[-0.1, 1.1]).iter().all(|x| f64::is_nan(*x)), "{link}");
        assert_eq!(link.derivative(&[0.0, 1.0]), [inf, inf], "{link}");
    }
    let error = Link::named("tanh").unwrap_err();
    assert!(error.is_parameter() && error.to_string().contains("half_logit"), "{error}");
}

/// A name, and its values and gradients at the special points.
type Row = (&'static str, [f64; 8], [f64; 8]);

/// Value and gradient at special points.
#[test]
fn special_values_are_the_limits() {
    let (inf, tiny, max) = (f64::INFINITY, f64::from_bits(1), f64::MAX);
    let slope = core::f64::consts::FRAC_2_SQRT_PI;
    let density = 0.3989422804014327;
    let nan = f64::NAN;
    let ln_2 = core::f64::consts::LN_2;
    let euler = 0.5772156649015329;
    // Of 0, -0, the smallest subnormals, infinities, the largest numbers.
    let points = [0.0, -0.0, tiny, -tiny, inf, -inf, max, -max];
    let table: Vec<Row> = vec![
        ("sigmoid", [0.5, 0.5, 0.5, 0.5, 1.0, 0.0, 1.0, 0.0], [0.25, 0.25, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0]),
        (
            "log_sigmoid",
            [-ln_2, -ln_2, -ln_2, -ln_2, 0.0, -inf, 0.0, -max],
            [0.5, 0.5, 0.5, 0.5, 0.0, 1.0, 0.0, 1.0],
        ),
        ("tanh", [0.0, -0.0, tiny, -tiny, 1.0, -1.0, 1.0, -1.0], [1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0]),
        ("relu", [0.0, 0.0, tiny, 0.0, inf, 0.0, max, 0.0], [0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0]),
        ("softplus", [ln_2, ln_2, ln_2, ln_2, inf, 0.0, max, 0.0], [0.5, 0.5, 0.5, 0.5, 1.0, 0.0, 1.0, 0.0]),
        // Half of the smallest number is a tie, which goes to the even one.
        ("gelu", [0.0, 0.0, 0.0, 0.0, inf, 0.0, max, 0.0], [0.5, 0.5, 0.5, 0.5, 1.0, 0.0, 1.0, 0.0]),
        ("gelu_tanh", [0.0, 0.0, 0.0, 0.0, inf, 0.0, max, 0.0], [0.5, 0.5, 0.5, 0.5, 1.0, 0.0, 1.0, 0.0]),
        (
            "log1mexp",
            [-inf, -inf, nan, tiny.ln(), nan, 0.0, nan, 0.0],
            [-inf, -inf, nan, -inf, nan, 0.0, nan, 0.0],
        ),
        (
            "erf",
            [0.0, -0.0, tiny, -tiny, 1.0, -1.0, 1.0, -1.0],
            [slope, slope, slope, slope, 0.0, 0.0, 0.0, 0.0],
        ),
        (
            "erfc",
            [1.0, 1.0, 1.0, 1.0, 0.0, 2.0, 0.0, 2.0],
            [-slope, -slope, -slope, -slope, 0.0, 0.0, 0.0, 0.0],
        ),
        (
            "normal_cdf",
            [0.5, 0.5, 0.5, 0.5, 1.0, 0.0, 1.0, 0.0],
            [density, density, density, density, 0.0, 0.0, 0.0, 0.0],
        ),
        (
            "normal_quantile",
            [-inf, -inf, -38.46740561714434, nan, nan, nan, nan, nan],
            [inf, inf, inf, nan, nan, nan, nan, nan],
        ),
        (
            "ln_gamma",
            [inf, inf, -tiny.ln(), nan, inf, nan, inf, nan],
            [-inf, -inf, -inf, nan, inf, nan, max.ln(), nan],
        ),
        (
            "digamma",
            [-inf, -inf, -inf, nan, inf, nan, max.ln(), nan],
            [inf, inf, inf, nan, 0.0, nan, 1.0 / max, nan],
        ),
    ];
    let (functions, singles) = (unary::<f64>(), unary::<f32>());
    let i_of = |name: &str, all: &[(&str, Run<f32>)]| all.iter().position(|f| f.0 == name).unwrap();
    assert_eq!(table.len(), functions.len());
    let near = |got: f64, want: f64| {
        got == want || got.is_nan() && want.is_nan() || (got - want).abs() <= 2.0 * want.ulp()
    };
    for ((name, values, gradients), (function, f)) in table.into_iter().zip(&functions) {
        assert_eq!(name, *function);
        for isa in Detected::all() {
            let [v, g, h] = f(isa, &points);
            for (i, x) in points.iter().enumerate() {
                assert!(near(v[i], values[i]), "{name} of {x:e}: {}, not {}", v[i], values[i]);
                assert!(near(g[i], gradients[i]), "{name}, slope at {x:e}: {}, not {}", g[i], gradients[i]);
                // A zero keeps its sign where the function is odd.
                let sign = values[i] != 0.0 || !["tanh", "erf"].contains(&name);
                assert!(sign || v[i].is_sign_negative() == values[i].is_sign_negative(), "{name} of {x:e}");
                let known = !values[i].is_nan() && gradients[i].is_finite();
                assert!(!known || !h[i].is_nan(), "{name}, second derivative at {x:e}: {}", h[i]);
            }
            // f32 has the same limits.
            let (_, short) = &singles[i_of(name, &singles)];
            let ends = [0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY];
            let [sv, sg, _] = short(isa, &ends);
            for (i, k) in [0, 1, 4, 5].into_iter().enumerate() {
                let same = |a: f32, b: f64| f64::from(a) == f64::from(b as f32) || a.is_nan() && b.is_nan();
                assert!(
                    same(sv[i], values[k]) && same(sg[i], gradients[k]),
                    "{name} of {:e} in f32",
                    ends[i]
                );
            }
            assert!(f(isa, &[nan]).iter().all(|y| y[0].is_nan() || name == "relu"), "{name} of NaN");
        }
    }
    assert_eq!(functions::ln_gamma(&[1.0, 2.0]), [0.0, 0.0]);
    assert!(near(functions::digamma(&[1.0])[0], -euler));
    assert_eq!(functions::normal_quantile(&[0.5]), [0.0]);
    assert_eq!(functions::erf(&[0.5f32]), [0.5204999]);
}

#[test]
fn two_arguments_follow_their_limits() {
    let inf = f64::INFINITY;
    let values = |x: f64, y: f64| functions::xlogy(&[x], &[y]).unwrap()[0];
    assert_eq!(
        (values(0.0, 0.0), values(0.0, inf), values(2.0, 0.0), values(0.0, 3.0)),
        (0.0, 0.0, -inf, 0.0)
    );
    assert!(values(0.0, f64::NAN).is_nan() && values(1.0, -1.0).is_nan());
    let sum = |x: f64, y: f64| LogAddExp.on_isa(Detected::best(), &[x], &[y]).map(|v| v[0]);
    assert_eq!(sum(-inf, -inf), [-inf, 0.5, 0.5]);
    assert_eq!(sum(inf, inf), [inf, 0.5, 0.5]);
    assert_eq!(sum(inf, -inf), [inf, 1.0, 0.0]);
    assert_eq!(sum(-inf, 3.0), [3.0, 0.0, 1.0]);
    assert_eq!(sum(0.0, 0.0), [core::f64::consts::LN_2, 0.5, 0.5]);
    assert_eq!(sum(1e308, 1e308)[0], 1e308);
    assert!(sum(f64::NAN, 1.0).iter().all(|x| x.is_nan()) && sum(1.0, f64::NAN)[0].is_nan());
}

/// Numbers on which everything happens.
fn inputs<T: Storage>(n: usize) -> Vec<T> {
    let mut rng = Random(11);
    let special = [0.0, -0.0, 1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 1e-320, -1e-40, 800.0, -90.0];
    (0..n)
        .map(|_| T::from_f64(if rng.below(9) == 0 { rng.pick(&special) } else { rng.between(-8.0, 8.0) }))
        .collect()
}

fn same_bits<T: Storage>() {
    let x = inputs::<T>(4300);
    for (name, f) in unary::<T>() {
        let all = |isa, x: &[T]| f(isa, x).map(|y| bits(&y));
        let mut fused = None;
        let mut sets = vec![];
        for isa in Detected::all() {
            sets.push(isa.isa());
            let whole = all(isa, &x);
            for n in (0..130).chain([4095, 4096, 4097]) {
                let offset = n % 5;
                let part = all(isa, &x[offset..offset + n]);
                for k in 0..3 {
                    assert!(part[k] == whole[k][offset..offset + n], "{name}, {n} of {}", T::NAME);
                }
            }
            if isa.isa() != Isa::Base || !cfg!(target_arch = "x86_64") {
                assert!(*fused.get_or_insert_with(|| whole.clone()) == whole, "{name} on {:?}", isa.isa());
            }
        }
        assert!(sets.len() == Detected::all().len());
    }
}
#[test]
fn every_set_and_length_gives_the_same_bits_of_f32() {
    same_bits::<f32>();
}
#[test]
fn every_set_and_length_gives_the_same_bits_of_f64() {
    same_bits::<f64>();
}

/// The message of an error about a shape.
fn refused<X: core::fmt::Debug>(result: Result<X, Error>) -> String {
    let error = result.unwrap_err();
    assert!(error.is_shape(), "{error:?}");
    error.to_string()
}
