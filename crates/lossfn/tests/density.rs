//! Divergences between continuous distributions.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{collections::BTreeMap, path::Path};

use lossfn::density::{Beta, Exponential, Gamma, Normal};

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
    for line in testdata().leak().lines() {
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
