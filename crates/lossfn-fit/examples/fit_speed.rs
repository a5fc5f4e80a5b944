//! What `tools/fit_speed.py` times: one fit of synthetic rows for each empty line that is read. For a line of coefficients, with
//! the intercept behind, it says the objective there.
//!
//! `fit_speed ROWS COLUMNS MODEL THREADS`, where MODEL is ridge, lasso or logistic, or huber with its delta and the factor of the
//! penalty behind. Prints the objective and the seconds.
#![allow(clippy::print_stdout, reason = "a program")]

use std::io::BufRead as _;
use std::time::Instant;

use lossfn_fit::{Features, Fit, Target};

/// Splitmix64 at a place, from 0 to 1.
fn unit(place: u64) -> f64 {
    let state = 1u64.wrapping_add((place + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [rows, columns, model, threads, more @ ..] = &args[..] else {
        return Err("usage: fit_speed ROWS COLUMNS ridge|lasso|logistic|huber THREADS [DELTA FACTOR]".into());
    };
    let (n, d, threads): (usize, usize, usize) = (rows.parse()?, columns.parse()?, threads.parse()?);
    let column = |j: usize| (0..n).map(|i| 2.0 * unit((j * n + i) as u64) - 1.0).collect::<Vec<f64>>();
    let x: Vec<Vec<f64>> = (0..d).map(column).collect();
    // Every third feature tells nothing.
    let truth = |j: usize| if j.is_multiple_of(3) { 0.0 } else { (j as f64 * 0.7).sin() };
    let mut score = vec![0.5; n];
    for (j, column) in x.iter().enumerate() {
        score.iter_mut().zip(column).for_each(|(s, x)| *s += truth(j) * x);
    }
    let noise = |i: usize| unit((d * n + i) as u64);
    let (loss, penalty) = match (model.as_str(), more) {
        ("ridge", []) => ("squared".to_owned(), format!("l2({:?})", 1.0 / n as f64)),
        ("lasso", []) => ("half_squared".to_owned(), "l1(0.01)".to_owned()),
        ("logistic", []) => ("bce_with_logits".to_owned(), format!("l2({:?})", 0.5 / n as f64)),
        ("huber", [delta, factor]) => (format!("huber(delta={delta})"), format!("l2({factor})")),
        _ => return Err("the model is ridge, lasso or logistic, or huber with two numbers".into()),
    };
    let target = |(i, s): (usize, &f64)| match model.as_str() {
        "logistic" => f64::from(u8::from(noise(i) < 1.0 / (1.0 + (-s).exp()))),
        _ => s + 4.0 * noise(i) - 2.0,
    };
    let y = Target::Numbers(score.iter().enumerate().map(target).collect());
    let x = Features::new((0..d).map(|j| format!("x{j}")).collect(), x)?;
    let loss = lossfn::get(&loss)?;
    for line in std::io::stdin().lock().lines() {
        let fit = Fit::new(&loss).penalty(penalty.parse()?).threads(threads);
        let theta = line?.split_whitespace().map(str::parse).collect::<Result<Vec<f64>, _>>()?;
        let start = Instant::now();
        if !theta.is_empty() {
            println!("{:?} {}", fit.objectives(&x, &y, &[theta])?[0], start.elapsed().as_secs_f64());
            continue;
        }
        let fitted = fit.on(&x, &y)?;
        println!("{:?} {}", fitted.objective, start.elapsed().as_secs_f64());
    }
    Ok(())
}
