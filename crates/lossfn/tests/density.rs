//! Divergences between continuous distributions.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![allow(clippy::print_stdout, reason = "the errors are worth seeing")]

use std::{collections::BTreeMap, path::Path};

use lossfn::{
    Error,
    density::{Beta, Density, Estimate, Exponential, FromLog, Gamma, Normal, between},
};

fn testdata() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/density.txt");
    std::fs::read_to_string(path).unwrap()
}

/// Floats as their bits, one after the other.
fn numbers(bits: &str) -> Vec<f64> {
    (0..bits.len())
        .step_by(16)
        .map(|i| f64::from_bits(u64::from_str_radix(&bits[i..i + 16], 16).unwrap()))
        .collect()
}

/// How far a number lies from the exact one, in units of the last place of the nearest.
fn error(got: f64, nearest: f64, above: f64) -> f64 {
    let order = |x: f64| if x <= 0.0 { -(x.abs().to_bits() as i64) } else { x.to_bits() as i64 };
    if got.is_nan() {
        return f64::INFINITY;
    }
    ((i128::from(order(got)) - i128::from(order(nearest))) as f64 - above * nearest.signum()).abs()
}

/// The divergence and its derivatives.
fn closed(family: &str, x: &[f64]) -> Vec<f64> {
    let all = |value: f64, p: &[f64], q: &[f64]| [&[value], p, q].concat();
    macro_rules! two {
        ($name:ident) => {{
            let (p, q) = ($name::new(x[0], x[1]).unwrap(), $name::new(x[2], x[3]).unwrap());
            let g = p.kl_and_gradient(&q);
            assert_eq!(g.value.to_bits(), p.kl(&q).to_bits());
            all(g.value, &g.p, &g.q)
        }};
    }
    match family {
        "normal" => two!(Normal),
        "gamma" => two!(Gamma),
        "beta" => two!(Beta),
        _ => {
            let (p, q) = (Exponential::new(x[0]).unwrap(), Exponential::new(x[1]).unwrap());
            let g = p.kl_and_gradient(&q);
            all(g.value, &g.p, &g.q)
        }
    }
}

#[test]
fn closed_forms_are_exact() {
    let mut worst = BTreeMap::<(&str, &str), (f64, usize)>::new();
    for line in testdata().leak().lines().filter(|line| !line.starts_with("js")) {
        let words: Vec<&str> = line.split(' ').collect();
        let (x, mut infinite) = (numbers(words[1]), false);
        for (k, (got, want)) in closed(words[0], &x).iter().zip(words[2..].chunks(2)).enumerate() {
            if k > 0 && infinite {
                continue;
            }
            infinite |= k == 0 && *got == f64::INFINITY;
            let error = error(*got, numbers(want[0])[0], want[1].parse::<f64>().unwrap() / 1000.0);
            assert!(error <= 0.51, "{} {x:?}, output {k}: {got:e} is {error} ULP off", words[0]);
            let worst = worst.entry((words[0], if k == 0 { "value" } else { "gradient" })).or_default();
            *worst = (worst.0.max(error), worst.1 + 1);
        }
    }
    for ((family, what), (ulp, count)) in worst {
        println!("{family:12} {what:9} {ulp:6.3} ULP of {count}");
    }
}

/// A distribution of a family.
fn density(family: &str, x: &[f64]) -> Box<dyn Density> {
    match family {
        "normal" => Box::new(Normal::new(x[0], x[1]).unwrap()),
        "gamma" => Box::new(Gamma::new(x[0], x[1]).unwrap()),
        "beta" => Box::new(Beta::new(x[0], x[1]).unwrap()),
        _ => Box::new(Exponential::new(x[0]).unwrap()),
    }
}

/// Whether parameters are such as occur: beyond these, mass lies where no float is, or peaks are missed.
fn usual(family: &str, x: &[f64]) -> bool {
    let sizes = if family == "normal" { vec![x[1], x[3]] } else { x.to_vec() };
    sizes.iter().all(|x| (1e-3..1e7).contains(x)) && x.iter().all(|x| x.abs() < 1e7)
}

#[test]
fn quadrature_is_within_its_error_of_the_closed_form() {
    let (mut count, mut beyond, mut share) = (0, 0, 0f64);
    for line in testdata().lines().filter(|line| !line.starts_with("js")) {
        let words: Vec<&str> = line.split(' ').collect();
        let (x, exact) = (numbers(words[1]), numbers(words[2])[0]);
        if !usual(words[0], &x) {
            continue;
        }
        let (p, q) = x.split_at(x.len() / 2);
        let (p, q) = (density(words[0], p), density(words[0], q));
        match between(&*p, &*q).kl() {
            Ok(kl) => {
                let off = (kl.value - exact).abs();
                assert!(off <= kl.error, "{} {x:?}: {kl:?}, not {exact:e}", words[0]);
                assert!(kl.error <= 2e-9 * exact.max(1.0) + 2e-9, "{} {x:?}: {kl:?}", words[0]);
                share = share.max(if off > 0.0 { off / kl.error } else { 0.0 });
                count += 1;
            }
            Err(Error::Tolerance { value, reached, .. }) => {
                assert!(
                    (value - exact).abs() <= reached,
                    "{} {x:?}: {value:e} {reached:e}, {exact:e}",
                    words[0]
                );
                println!("{} {x:?}: {value:e} {reached:e}", words[0]);
                beyond += 1;
            }
            Err(e) => panic!("{} {x:?}: {e}", words[0]),
        }
    }
    println!("{count} within at most {:.0} % of the error, {beyond} beyond the tolerance", 100.0 * share);
    assert!(count > 250 && beyond < 10);
}

#[test]
fn jensen_shannon_is_within_its_error_of_the_exact_value() {
    let (mut count, mut share) = (0, 0f64);
    for line in testdata().lines().filter_map(|line| line.strip_prefix("js ")) {
        let [family, x, exact, _] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
        let (x, exact) = (numbers(x), numbers(exact)[0]);
        let (p, q) = (density(family, &x[..2]), density(family, &x[2..]));
        // Down to rounding: each step of the tolerance is kept or refused.
        for tolerance in [1e-3, 1e-6, 1e-9, 1e-11] {
            let between = between(&*p, &*q).tolerance(tolerance).unwrap();
            let js = between.js().unwrap();
            let off = (js.value - exact).abs();
            assert!(off <= js.error && js.error <= 3.0 * tolerance, "{family} {x:?}: {js:?}, not {exact:e}");
            share = share.max(off / js.error);
            let distance = between.js_distance().unwrap();
            assert!((distance.value - exact.sqrt()).abs() <= distance.error, "{family} {x:?}: {distance:?}");
        }
        count += 1;
    }
    println!("{count} within at most {:.0} % of the error", 100.0 * share);
    assert!(count == 24);
}

const LINE: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

/// The density of a normal distribution as a function.
fn bell(mean: f64, s: f64) -> impl Fn(f64) -> f64 {
    move |x| -0.5 * ((x - mean) / s).powi(2) - s.ln() - 0.5 * std::f64::consts::TAU.ln()
}

fn close(got: Estimate, exact: f64) {
    assert!(
        (got.value - exact).abs() <= got.error && got.error <= 1e-8 * exact.max(1.0),
        "{got:?}, not {exact:e}"
    );
}

#[test]
fn functions_do_as_families() {
    let (p, q) = (Normal::new(3.0, 2.0).unwrap(), Normal::new(2.5, 4.0).unwrap());
    let f = FromLog::new(bell(3.0, 2.0), LINE.0, LINE.1).unwrap();
    let g = FromLog::new(bell(2.5, 4.0), LINE.0, LINE.1).unwrap();
    close(between(&f, &g).kl().unwrap(), p.kl(&q));
    close(between(&f, &q).kl().unwrap(), p.kl(&q));
    close(between(&p, &g).kl().unwrap(), p.kl(&q));
    close(between(&f, &p).kl().unwrap(), 0.0);
    // Half lines and intervals, with a density that has no bound at an end.
    let half = FromLog::new(|x: f64| 2f64.ln() - 2.0 * x, 0.0, f64::INFINITY).unwrap();
    let one = Exponential::new(1.0).unwrap();
    close(between(&half, &one).kl().unwrap(), Exponential::new(2.0).unwrap().kl(&one));
    let left = FromLog::new(|x: f64| 2f64.ln() + 2.0 * x, f64::NEG_INFINITY, 0.0).unwrap();
    let other = FromLog::new(|x: f64| x, f64::NEG_INFINITY, 0.0).unwrap();
    close(between(&left, &other).kl().unwrap(), Exponential::new(2.0).unwrap().kl(&one));
    let root = FromLog::new(|x: f64| -0.5 * x.ln() - 2f64.ln(), 0.0, 1.0).unwrap();
    let flat = Beta::new(1.0, 1.0).unwrap();
    close(between(&root, &flat).kl().unwrap(), Beta::new(0.5, 1.0).unwrap().kl(&flat));
    close(between(&flat, &root).kl().unwrap(), flat.kl(&Beta::new(0.5, 1.0).unwrap()));
    // A heavy tail: KL(Cauchy of scale 1, of scale 2) is ln(9/8), arXiv:1905.10965.
    let cauchy = |s: f64| {
        FromLog::new(move |x: f64| (s / std::f64::consts::PI).ln() - 2.0 * s.hypot(x).ln(), LINE.0, LINE.1)
            .unwrap()
    };
    close(between(&cauchy(1.0), &cauchy(2.0)).kl().unwrap(), 1.125f64.ln());
}

#[test]
fn narrow_peaks_are_found_by_their_break_points() {
    let (p, q) = (Normal::new(1e6, 1e-6).unwrap(), Normal::new(1e6 + 2e-6, 3e-6).unwrap());
    close(between(&p, &q).kl().unwrap(), p.kl(&q));
    let wide = Normal::new(0.0, 3e5).unwrap();
    close(between(&p, &wide).kl().unwrap(), p.kl(&wide));
    let js = between(&p, &Normal::new(-1e6, 1e-6).unwrap()).js().unwrap();
    close(js, std::f64::consts::LN_2);

    let f = |d: f64| bell(0.0, 1e-6)(d);
    let blind = FromLog::new(move |x: f64| f(x - 1e6), LINE.0, LINE.1).unwrap();
    let error = between(&blind, &wide).kl().unwrap_err().to_string();
    assert!(error.starts_with("The density `p` integrates to 0, not to 1;"), "{error}");
    let exact = FromLog::new(f, LINE.0, LINE.1).unwrap().around(1e6).unwrap();
    close(between(&exact, &wide).kl().unwrap(), p.kl(&wide));
    // Beside 1e6 floats are 1e-4 of the width apart: a break point finds the peak, but not all its digits.
    let rounded = blind.breaks(&[1e6]).unwrap();
    for other in [wide, p, q] {
        let kl = between(&rounded, &other).tolerance(1e-6).unwrap().kl().unwrap();
        assert!((kl.value - p.kl(&other)).abs() <= kl.error, "{kl:?}, not {:e}", p.kl(&other));
    }
    assert!(between(&rounded, &q).tolerance(1e-12).unwrap().kl().is_err());
}

#[test]
fn where_q_vanishes_the_divergence_is_infinite() {
    let (normal, gamma) = (Normal::new(1.0, 1.0).unwrap(), Gamma::new(2.0, 1.0).unwrap());
    let infinite = Estimate { value: f64::INFINITY, error: 0.0 };
    assert_eq!(between(&normal, &gamma).kl(), Ok(infinite));
    // E(x - 1)^2 = 3, and the entropy of the gamma distribution is 1 + Euler's constant.
    let entropy = 1.0 + 0.577_215_664_901_532_9;
    close(between(&gamma, &normal).kl().unwrap(), 0.5 * std::f64::consts::TAU.ln() + 1.5 - entropy);
    let (low, high) = (FromLog::new(|_| 0.0, 0.0, 1.0).unwrap(), FromLog::new(|_| 0.0, 1.0, 2.0).unwrap());
    assert_eq!(between(&low, &high).kl(), Ok(infinite));
    close(between(&low, &high).js().unwrap(), std::f64::consts::LN_2);
    close(between(&low, &high).js_distance().unwrap(), std::f64::consts::LN_2.sqrt());
    // A gap within the support.
    let gap = |x: f64| if (0.25..0.75).contains(&x) { f64::NEG_INFINITY } else { 2f64.ln() };
    let gap = FromLog::new(gap, 0.0, 1.0).unwrap().breaks(&[0.25, 0.75]).unwrap();
    assert_eq!(between(&low, &gap).kl(), Ok(infinite));
    close(between(&gap, &low).kl().unwrap(), 2f64.ln());
    // One point where it vanishes is none.
    let dip = FromLog::new(|x: f64| 3f64.ln() + 2.0 * x.abs().ln() - 2f64.ln(), -1.0, 1.0).unwrap();
    let flat = FromLog::new(|_| -(2f64.ln()), -1.0, 1.0).unwrap();
    close(between(&flat, &dip.clone().breaks(&[0.0]).unwrap()).kl().unwrap(), 2.0 - 3f64.ln());
    let error = between(&flat, &dip).kl().unwrap_err();
    let Error::Tolerance { value, reached, .. } = error else { panic!("{error}") };
    assert!((value - 2.0 + 3f64.ln()).abs() <= reached);
}

#[test]
fn what_is_wrong_is_an_error() {
    let says = |error: Error| error.to_string();
    assert_eq!(
        says(Normal::new(0.0, 0.0).unwrap_err()),
        "normal: `standard_deviation` is 0, allowed is (0, inf)."
    );
    assert_eq!(
        says(Normal::new(f64::NAN, 1.0).unwrap_err()),
        "normal: `mean` is NaN, allowed is (-inf, inf)."
    );
    assert!(Gamma::new(1.0, f64::INFINITY).unwrap_err().is_parameter());
    assert!(Beta::new(-1.0, 1.0).is_err() && Exponential::new(f64::NAN).is_err());
    assert_eq!(
        says(FromLog::new(|_| 0.0, 1.0, 1.0).unwrap_err()),
        "density: `high` is 1, allowed is (1, inf]."
    );
    assert!(FromLog::new(|_| 0.0, f64::NAN, 1.0).is_err() && FromLog::new(|_| 0.0, 0.0, f64::NAN).is_err());
    assert!(FromLog::new(|_| 0.0, 0.0, 1.0).unwrap().breaks(&[2.0]).is_err());
    assert!(FromLog::new(|_| 0.0, 0.0, 1.0).unwrap().around(f64::NAN).is_err());

    let normal = Normal::new(0.0, 1.0).unwrap();
    let twice = FromLog::new(|x| bell(0.0, 1.0)(x) + 2f64.ln(), LINE.0, LINE.1).unwrap();
    for result in [between(&normal, &twice).kl(), between(&normal, &twice).js()] {
        let error = says(result.unwrap_err());
        assert!(error.starts_with("The density `q` integrates to ") && error.contains("not to 1"), "{error}");
    }
    let nan =
        FromLog::new(|x: f64| if x > 2.0 { f64::NAN } else { bell(0.0, 1.0)(x) }, LINE.0, LINE.1).unwrap();
    let error = says(between(&nan, &normal).kl().unwrap_err());
    assert!(error.starts_with("The density `p` has the logarithm NaN at "), "{error}");
    let infinite = FromLog::new(|_| f64::INFINITY, 0.0, 1.0).unwrap();
    assert!(between(&infinite, &normal).kl().is_err());
    for tolerance in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(between(&normal, &normal).tolerance(tolerance).err().unwrap().is_parameter());
    }
    let other = Normal::new(1.0, 2.0).unwrap();
    let error = between(&normal, &other).tolerance(1e-300).unwrap().kl().unwrap_err();
    let Error::Tolerance { tolerance, value, reached } = error else { panic!("{error}") };
    assert!(tolerance == 1e-300 && (value - normal.kl(&other)).abs() <= reached && reached < 1e-12);
}

#[test]
fn log_densities_are_those_of_the_textbooks() {
    let near = |got: f64, want: f64| {
        assert!((got - want).abs() <= 4.0 * f64::EPSILON * (1.0 + want.abs()), "{got} {want}");
    };
    near(Normal::new(1.0, 2.0).unwrap().log_density(2.0), bell(1.0, 2.0)(2.0));
    near(Exponential::new(2.0).unwrap().log_density(3.0), 2f64.ln() - 6.0);
    // 2^3 x^2 e^-2x / 2 and 12 x (1 - x)^2
    let (gamma, beta) = (Gamma::new(3.0, 2.0).unwrap(), Beta::new(2.0, 3.0).unwrap());
    for x in [1e-300, 1e-9, 0.1, 0.5, 0.9, 1.0 - 1e-9] {
        near(gamma.log_density(x), 4f64.ln() + 2.0 * x.ln() - 2.0 * x);
        near(beta.log_density(x), 12f64.ln() + x.ln() + 2.0 * (-x).ln_1p());
    }
    let minus = f64::NEG_INFINITY;
    assert_eq!(
        [gamma.log_density(0.0), gamma.log_density(-1.0), beta.log_density(1.0), beta.log_density(2.0)],
        [minus; 4]
    );
    near(Gamma::new(1.0, 2.0).unwrap().log_density(0.0), 2f64.ln());
    near(Beta::new(1.0, 3.0).unwrap().log_density(0.0), 3f64.ln());
    near(Beta::new(3.0, 1.0).unwrap().log_density(1.0), 3f64.ln());
    assert_eq!(Gamma::new(0.5, 1.0).unwrap().log_density(0.0), f64::INFINITY);
    assert_eq!(Beta::new(0.5, 1.0).unwrap().log_density(0.0), f64::INFINITY);
    assert!(gamma.log_density(f64::NAN).is_nan() && beta.log_density(f64::NAN).is_nan());
}
