//! Divergences between continuous distributions.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, path::Path};

use lossfn::{
    Error,
    density::{Beta, Density, Exponential, Gamma, Normal, between},
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
