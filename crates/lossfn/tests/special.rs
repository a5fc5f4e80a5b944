//! The special functions against independent ones, and against exact vectors.

mod functions;

use std::path::Path;

use functions::{Double, Single, doubles, singles};

/// A sample of all bit patterns, and the values where something happens.
fn inputs(f: &Single) -> Vec<f32> {
    let edges = [0.0, 1.0, 2.0, f32::MIN_POSITIVE, f32::from_bits(1), f32::MAX, f32::INFINITY, f32::NAN];
    let sample = (0..=u32::MAX).step_by(4099).map(f32::from_bits);
    let edges = edges.into_iter().flat_map(|x| [x, -x]);
    // NaN must come through everywhere.
    sample.chain(edges).filter(|x| x.is_nan() || f.domain.contains(x)).collect()
}

fn check_single(f: &Single, which: &str, run: fn(&[f32], &mut [f32]), bound: f64) {
    let x = inputs(f);
    let mut y = vec![0.0; x.len()];
    run(&x, &mut y);
    for (x, y) in x.into_iter().zip(y) {
        let error = f.error(x, y);
        let exact = (f.exact)(f64::from(x));
        assert!(error <= bound, "{which} {}, x = {x:e}: {y:e} for {exact:e}, {error:.3} > {bound}", f.name);
    }
}

#[test]
fn singles_are_near() {
    for f in singles() {
        check_single(&f, "fused", f.ours, f.bound);
    }
}

#[test]
fn singles_without_fma_are_near() {
    for f in singles() {
        check_single(&f, "unfused", f.unfused, f.bound + 0.4);
    }
}

fn check_double(f: &Double, which: &str, run: fn(&[f64]) -> f64) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/special");
    for at in f.vectors(&directory) {
        let y = run(&at.inputs);
        let error = f.error(&at, y);
        let (x, exact) = (&at.inputs, at.nearest);
        assert!(
            error <= f.bound,
            "{which} {} of {x:?}: {y:e} for {exact:e}, {error:.3} > {}",
            f.name,
            f.bound
        );
    }
}

#[test]
fn doubles_are_near() {
    for f in doubles() {
        check_double(&f, "fused", f.ours);
        check_double(&f, "unfused", f.unfused);
    }
}

#[test]
fn limits_of_two_arguments() {
    use lossfn::real::math::{
        bennett, bernoulli_slope, cross_entropy, exp_pair, i_divergence, ln_1p_minus, ln_quotient, ln_ratio,
        pow, surprise, x_ln_y,
    };
    const INF: f64 = f64::INFINITY;
    let nan = f64::NAN;

    for z in [0.0, -0.0] {
        for y in [0.0, 0.3, 0.1, 1e-30, 0.5, 0.7, 1.0] {
            assert_eq!(bernoulli_slope(z, y), 0.5 - y, "{z} {y}");
        }
    }
    assert_eq!(cross_entropy(INF, 0.0, 1.0), 0.0);
    assert_eq!(cross_entropy(-INF, 1.0, 0.0), 0.0);
    assert_eq!(cross_entropy(INF, 0.1, 0.9), INF);
    assert_eq!(cross_entropy(-INF, 0.1, 0.9), INF);
    assert_eq!(surprise(INF, 0.25, 0.75), 0.25);
    assert_eq!(surprise(-INF, 0.25, 0.75), -0.75);
    assert!(cross_entropy(nan, 0.0, 1.0).is_nan() && surprise(nan, 0.0, 1.0).is_nan());

    assert_eq!((ln_ratio(0.0, 1.0), ln_ratio(1.0, 0.0)), (-INF, INF));
    assert_eq!((ln_ratio(1.0, INF), ln_ratio(INF, 1.0)), (-INF, INF));
    assert!(
        ln_ratio(-1.0f64, 2.0).is_nan() && ln_ratio(1.0f64, -2.0).is_nan() && ln_ratio(nan, 1.0).is_nan()
    );

    assert_eq!((x_ln_y(0.0, 0.0), x_ln_y(0.0, INF), x_ln_y(2.0, 0.0)), (0.0, 0.0, -INF));
    assert!(x_ln_y(0.0, nan).is_nan() && x_ln_y(0.0f64, -1.0).is_nan());

    assert_eq!((i_divergence(0.0, 2.0, 2.0), i_divergence(0.0, 0.0, 0.0)), (2.0, 0.0));
    assert_eq!((i_divergence(2.0, 0.0, -2.0), i_divergence(2.0, INF, INF)), (INF, INF));
    assert_eq!((i_divergence(INF, 2.0, -INF), i_divergence(3.0, 3.0, 0.0)), (INF, 0.0));
    assert!(i_divergence(-1.0f64, 2.0, 3.0).is_nan() && i_divergence(nan, 2.0, nan).is_nan());
    assert_eq!((ln_quotient(0.0, 2.0, 2.0), ln_quotient(2.0, 0.0, -2.0)), (-INF, INF));
    assert_eq!((ln_1p_minus(-1.0), ln_1p_minus(INF), bennett(-1.0), bennett(INF)), (-INF, -INF, 1.0, INF));

    for x in [0.0, 1e-320, 0.5, 1.0, 7.0, INF] {
        assert_eq!(pow(x, 0.0), 1.0, "{x}");
    }
    assert_eq!((pow(0.0, 1e-300), pow(0.0, -1e-300), pow(1.0, INF)), (0.0, INF, 1.0));
    assert_eq!((pow(INF, 1e-300), pow(INF, -1e-300)), (INF, 0.0));
    assert_eq!((pow(f64::MAX, 1e-300), pow(f64::MAX, -1e-300)), (1.0, 1.0));
    assert_eq!((pow(0.5, INF), pow(0.5, -INF), pow(2.0, INF), pow(2.0, -INF)), (0.0, INF, INF, 0.0));
    assert!(pow(nan, 0.0).is_nan() && pow(2.0, nan).is_nan() && pow(-1.0f64, 2.0).is_nan());

    assert_eq!(exp_pair(-INF, nan), (0.0, 0.0));
    assert_eq!(exp_pair(INF, nan).0, INF);
}

/// Dekker's splitting would overflow long before the product does.
#[test]
fn unfused_products_reach_the_end_of_the_range() {
    use lossfn::real::{Float, Unfused};
    let product = Unfused(1e38f32).exact_fma(Unfused(2.0), Unfused(-1e38));
    assert_eq!(product.0, 1e38);
    let product = Unfused(1e308).exact_fma(Unfused(1.5), Unfused(-1e308));
    assert_eq!(product.0, 1.5 * 1e308 - 1e308);
    assert_eq!(Unfused(f32::INFINITY).exact_fma(Unfused(2.0), Unfused(1.0)).0, f32::INFINITY);
    assert!(Unfused(f32::NAN).exact_fma(Unfused(2.0), Unfused(1.0)).0.is_nan());
}

/// The second word of a pair makes the sum good to more than a bit beyond the type.
#[test]
fn pairs_carry_more() {
    use lossfn::real::math::{exp_neg_pair, exp_pair};
    let mut worst: f64 = 0.0;
    for i in 0..1_000_000 {
        let x = i as f32 * -5e-5;
        let exact = f64::from(x).exp();
        for (high, low) in [exp_pair(x, 0.0), exp_neg_pair(-x)] {
            worst = worst.max(((f64::from(high) + f64::from(low)) / exact - 1.0).abs());
        }
    }
    assert!(worst < f64::powf(2.0, -25.5), "2^{:.1}", worst.log2());
}
