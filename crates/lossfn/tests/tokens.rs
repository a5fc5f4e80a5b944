//! Are averages of tokens what they say, whatever stands in the padding?
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::support::Random;
use lossfn::{Averaging, Error, Reduction, Tokens};

lossfn::loss! {
    /// Half the square of a difference.
    struct Half = "half"
    formula(pred: lossfn::spec::Domain::REAL, target: lossfn::spec::Domain::REAL) = (pred - target).half_square();
}

/// Random sequences, some without tokens: the mask, the lengths, numbers with NaN where there is no token, and those of
/// the tokens alone.
fn sequences(rng: &mut Random, width: usize) -> (Vec<bool>, Vec<usize>, Vec<f64>, Vec<f64>) {
    let (mut mask, mut lengths, mut x, mut kept) = (vec![], vec![], vec![], vec![]);
    for row in 0..20 {
        let here: Vec<bool> = (0..width).map(|_| row % 7 > 0 && rng.below(3) > 0).collect();
        lengths.push(here.iter().filter(|keep| **keep).count());
        for &keep in &here {
            x.push(if keep { rng.between(-5.0, 0.0) } else { f64::NAN });
            kept.extend(keep.then_some(x[x.len() - 1]));
        }
        mask.extend(here);
    }
    (mask, lengths, x, kept)
}

/// The numbers of each sequence.
fn parts<'a>(lengths: &[usize], mut kept: &'a [f64]) -> Vec<&'a [f64]> {
    let part = |&n: &usize| {
        let (here, rest) = kept.split_at(n);
        kept = rest;
        here
    };
    lengths.iter().map(part).collect()
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-13 * b.abs()
}

#[test]
fn averages_are_those_of_their_definitions() {
    let loss = Half::new();
    let mut rng = Random(1);
    for width in [1, 2, 7, 300] {
        let (mask, lengths, x, kept) = sequences(&mut rng, width);
        let parts = parts(&lengths, &kept);
        let sums: Vec<f64> = parts.iter().map(|part| part.iter().map(|x| x * x / 2.0).sum()).collect();
        let of_means = parts.iter().zip(&sums).filter(|(part, _)| !part.is_empty());
        let means: Vec<f64> = of_means.map(|(part, sum)| sum / part.len() as f64).collect();
        let total: f64 = sums.iter().sum();
        for (averaging, want) in [
            (Averaging::Tokens, total / kept.len() as f64),
            (Averaging::Sequences, means.iter().sum::<f64>() / means.len() as f64),
            (Averaging::Length(64.0), total / (20.0 * 64.0)),
        ] {
            let average = |tokens: Tokens<'_>, x: &[f64]| {
                let (weight, reduction) = tokens.weights::<f64>(averaging).unwrap();
                let zeros = vec![0.0; x.len()];
                let on = loss.on(x, &zeros).weight(&weight).reduce(reduction);
                let (value, gradient) = on.value_and_gradient().unwrap();
                let gradient: Vec<f64> =
                    gradient.into_iter().zip(x).filter(|(_, x)| !x.is_nan()).map(|(g, _)| g).collect();
                (value, gradient)
            };
            let padded = average(Tokens::padded(&mask, width).unwrap(), &x);
            let packed = average(Tokens::packed(&lengths).unwrap(), &kept);
            assert!(close(padded.0, want), "{averaging:?}: {} and not {want}", padded.0);
            assert!(close(packed.0, want), "{averaging:?}: {} and not {want}", packed.0);
            assert_eq!(padded.1, packed.1, "{averaging:?}");
        }
    }
}

#[test]
fn sums_and_means_have_the_same_bits_padded_or_packed() {
    let mut rng = Random(2);
    for width in [1, 5, 1000] {
        let (mask, lengths, x, kept) = sequences(&mut rng, width);
        let (padded, packed) = (Tokens::padded(&mask, width).unwrap(), Tokens::packed(&lengths).unwrap());
        let sums = padded.sums(&x).unwrap();
        assert_eq!(sums, packed.sums(&kept).unwrap());
        let exact = |part: &&[f64]| part.iter().sum::<f64>();
        assert!(sums.iter().zip(parts(&lengths, &kept).iter().map(exact)).all(|(a, b)| close(*a, b)));
        assert!(matches!(packed.means(&kept), Err(Error::Row { row: 0, .. })));
        let some: Vec<usize> = lengths.iter().copied().filter(|&n| n > 0).collect();
        let means = Tokens::packed(&some).unwrap().means(&kept).unwrap();
        let full = sums.iter().zip(&lengths).filter(|(_, n)| **n > 0);
        assert!(full.zip(means).all(|((sum, n), mean)| mean == sum / *n as f64));
    }
    // 2^24 and 1 have no f32 as their sum; a plain sum would lose both ones.
    let x = [16_777_216.0f32, 1.0, 1.0];
    assert_eq!(Tokens::packed(&[3]).unwrap().sums(&x).unwrap(), [16_777_218.0]);
}

#[test]
fn what_is_wrong_is_said() {
    let said = |error: Error| error.to_string();
    let mask = [true, false, false, false];
    let ends = [
        said(Tokens::padded(&mask, 3).unwrap_err()),
        said(Tokens::padded(&mask, 0).unwrap_err()),
        said(Tokens::packed(&[usize::MAX, 2]).unwrap_err()),
        said(Tokens::packed(&[isize::MAX as usize]).unwrap().weights::<f64>(Averaging::Tokens).unwrap_err()),
        said(Tokens::padded(&mask, 2).unwrap().sums(&[1.0; 3]).unwrap_err()),
        said(Tokens::padded(&mask, 2).unwrap().means(&[1.0; 4]).unwrap_err()),
        said(Tokens::padded(&mask[1..], 3).unwrap().weights::<f64>(Averaging::Tokens).unwrap_err()),
        said(Tokens::packed(&[]).unwrap().weights::<f32>(Averaging::Sequences).unwrap_err()),
        said(Tokens::packed(&[1]).unwrap().weights::<f64>(Averaging::Length(0.0)).unwrap_err()),
        said(Tokens::packed(&[1]).unwrap().weights::<f64>(Averaging::Length(f64::NAN)).unwrap_err()),
    ];
    let want = [
        "`mask` has shape (4,), but (n, 3) is needed",
        "`mask` has shape (4,), but (n, 0) is needed",
        "`tokens` has shape more than (9223372036854775807,), but as many as fit into memory is needed",
        "`tokens` has shape (9223372036854775807,), but as many as fit into memory is needed",
        "`tokens` has shape (3,), but (4,) is needed",
        "Row 1 of `tokens` has nothing to average.",
        "There is nothing to average: of 3 rows, 3 are ignored, masked or of weight 0.",
        "There is nothing to average: no rows were given.",
        "per: `constant` is 0, allowed is (0, inf).",
        "per: `constant` is NaN, allowed is (0, inf).",
    ];
    for (got, want) in ends.iter().zip(want) {
        assert!(got.starts_with(want), "{got}");
    }
    assert!(Tokens::padded(&[], 0).unwrap().sums::<f64>(&[]).unwrap().is_empty());
    let (weights, reduction) =
        Tokens::packed(&[0, 1]).unwrap().weights::<f64>(Averaging::Length(8.0)).unwrap();
    assert_eq!((weights, reduction), (vec![1.0], Reduction::Per(16.0)));
}
