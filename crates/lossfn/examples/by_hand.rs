//! How fast is a derivative that comes from the formula, beside one that is written by hand? Both run
//! in the same block kernel, on the same special functions. `cargo run --release --example by_hand`
//! prints ns per element for value and gradient, and the ratio; medians of interleaved rounds.

#![allow(clippy::print_stdout, reason = "it is a program")]

use std::{hint::black_box, time::Instant};

use lossfn::{
    AnyLoss, Inputs, Rows,
    data::Storage,
    real::{Real, Rule},
    spec::{Domain, Stage},
};

/// A loss whose value and derivative are both written out.
macro_rules! by_hand { ($($name:ident: $precision:ident = $id:literal, $rule:ident, |$x:ident, $y:ident| $value:expr, $slope:expr;)*) => {$(
    struct $rule;
    impl Rule<1> for $rule {
        #[inline(always)]
        fn value<R: Real>($x: R, [$y]: [R; 1]) -> R {
            $value
        }
        #[inline(always)]
        fn derivative<R: Real>($x: R, [$y]: [R; 1]) -> R {
            $slope
        }
    }
    lossfn::loss! {
        /// By hand.
        pub struct $name = $id: $precision
        formula(pred: Domain::REAL, target: Domain::REAL) = pred.rule($rule, [target]);
    }
)*}}
by_hand! {
    HandSquared: Arithmetic = "hand_squared", S, |x, y| (x - y) * (x - y), (x - y) * 2.0;
    HandAbsolute: Arithmetic = "hand_absolute", A, |x, y| (x - y).abs(), (x - y).sign();
    HandHuber: Arithmetic = "hand_huber", H, |x, y| {
        let q = (x - y).clamp(x.lift(-1.0), x.lift(1.0));
        q * (x - y - q * 0.5)
    }, (x - y).clamp(x.lift(-1.0), x.lift(1.0));
    HandLogCosh: Paired = "hand_log_cosh", C, |x, y| (x - y).log_cosh(), (x - y).tanh();
    HandBce: Native = "hand_bce_with_logits", B, |x, y| x.bernoulli_nll(y), x.bernoulli_slope(y);
    HandLogistic: Native = "hand_logistic", L, |x, y| (-(x * y)).softplus(), -(y * (-(x * y)).sigmoid());
    HandFocal: Paired = "hand_binary_focal", F, |x, y| {
        let m = -(x * (y * 2.0 - 1.0));
        let miss = m.sigmoid();
        miss * miss * m.softplus()
    }, {
        let side = y * 2.0 - 1.0;
        let m = -(x * side);
        let miss = m.sigmoid();
        -(side * miss * miss * ((miss.rsub(1.0) * 2.0).mul_add(m.softplus(), miss)))
    };
    HandPoisson: Careful = "hand_poisson_nll", P, |x, y| x.exp_sub(x.lift(1.0), y * x), x.exp_sub(x.lift(1.0), y);
    HandKl: Careful = "hand_kl_divergence", K, |x, y| y * y.ln_ratio(x), -(y / x);
}

const N: usize = 4096;

/// A loss, the range of predictions, and targets from uniform numbers.
type Case = (&'static str, f64, f64, fn(f64) -> f64);

fn data<T: Storage>(low: f64, high: f64, target: fn(f64) -> f64) -> (Vec<T>, Vec<T>) {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1u64 << 53) as f64
    };
    (0..N).map(|_| (T::from_f64(low + next() * (high - low)), T::from_f64(target(next())))).unzip()
}

/// Median ns per element of each loss.
fn race<T: Storage>(losses: &[AnyLoss], x: &[T], y: &[T]) -> Result<Vec<f64>, lossfn::Error> {
    let mut gradient = vec![T::default(); N];
    let mut times = vec![Vec::new(); losses.len()];
    for _ in 0..600 {
        for (loss, times) in losses.iter().zip(&mut times) {
            let inputs = match loss.spec().stage {
                Stage::Rows => Inputs::Tables(Rows::rows(x, N)?, Rows::rows(y, N)?),
                _ => Inputs::Columns(x, y),
            };
            let start = Instant::now();
            for _ in 0..8 {
                black_box(
                    loss.on_inputs(inputs)
                        .validate(false)
                        .threads(1)
                        .sum()
                        .value_and_gradient_into(&mut gradient)?,
                );
            }
            times.push(start.elapsed().as_secs_f64() * 1e9 / (8 * N) as f64);
        }
    }
    Ok(times
        .iter_mut()
        .map(|t| {
            t.sort_by(f64::total_cmp);
            t[t.len() / 2]
        })
        .collect())
}

fn main() -> Result<(), lossfn::Error> {
    lossfn::register::<HandSquared>()?;
    lossfn::register::<HandAbsolute>()?;
    lossfn::register::<HandHuber>()?;
    lossfn::register::<HandLogCosh>()?;
    lossfn::register::<HandBce>()?;
    lossfn::register::<HandLogistic>()?;
    lossfn::register::<HandFocal>()?;
    lossfn::register::<HandPoisson>()?;
    lossfn::register::<HandKl>()?;
    let label: fn(f64) -> f64 = |u| f64::from(u8::from(u > 0.5));
    let cases: [Case; 9] = [
        ("squared", -5.0, 5.0, |u| u * 10.0 - 5.0),
        ("absolute", -5.0, 5.0, |u| u * 10.0 - 5.0),
        ("huber", -5.0, 5.0, |u| u * 10.0 - 5.0),
        ("log_cosh", -5.0, 5.0, |u| u * 10.0 - 5.0),
        ("bce_with_logits", -5.0, 5.0, label),
        ("logistic", -5.0, 5.0, |u| f64::from(u8::from(u > 0.5)) * 2.0 - 1.0),
        ("binary_focal", -5.0, 5.0, label),
        ("poisson_nll", -2.0, 3.0, |u| (u * 10.0).floor()),
        ("kl_divergence", 1e-4, 1e-3, |u| (u + 0.1) / 4096.0),
    ];
    println!("ns per element, value and gradient, n = {N}, one thread");
    println!(
        "{:16} {:>8} {:>8} {:>8}  {:>8} {:>8} {:>8}",
        "", "f32 hand", "formula", "speed", "f64 hand", "formula", "speed"
    );
    for (name, low, high, target) in cases {
        let formula = lossfn::get(name)?;
        let hand = lossfn::get(&format!("hand_{name}"))?;
        let losses = [hand, formula];
        let (x, y) = data::<f32>(low, high, target);
        let single = race(&losses, &x, &y)?;
        let (x, y) = data::<f64>(low, high, target);
        let double = race(&losses, &x, &y)?;
        print!("{name:16}");
        for t in [single, double] {
            print!(" {:8.3} {:8.3} {:8.2} ", t[0], t[1], t[0] / t[1]);
        }
        println!();
    }
    Ok(())
}
