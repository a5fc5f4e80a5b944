//! Two sets whose members belong to them in part: what they share, and what each has alone.

use super::{Pair, leaves, shares::rounded};
use crate::{
    data::Storage,
    real::{Fused, NoFma, Score},
};

/// A number in two parts.
pub(crate) type Split = [f64; 2];

/// What a formula makes of the three sums, by which it is derived once and twice.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Slopes {
    pub(crate) first: [Split; 3],
    pub(crate) second: [[Split; 3]; 3],
}

/// What is left of terms that cancel is not more than this part of them.
const ROUNDING: f64 = 1.0 / (1u64 << 48) as f64;
/// So many sums run side by side.
const LANES: usize = 8;

/// What an item adds to each sum: `p t`, `p (1 - t)` and `(1 - p) t`; of squares `p t`, `(p - t)^2` and `p^2 + t^2`.
#[inline(always)]
fn terms<N: Score>(p: f64, t: f64, squared: bool) -> [N; 3] {
    let [p, t] = [p, t].map(|x| N::join(x, 0.0));
    if squared {
        return [p * t, (p - t).square(), p.square() + t.square()];
    }
    let one = N::join(1.0, 0.0);
    [p * t, p * (one - t), (one - p) * t]
}

/// The derivatives of these by `p`.
#[inline(always)]
fn slopes<N: Score>(p: f64, t: f64, squared: bool) -> [N; 3] {
    let [p, t] = [p, t].map(|x| N::join(x, 0.0));
    if squared { [t, (p - t) * 2.0, p * 2.0] } else { [t, N::join(1.0, 0.0) - t, -t] }
}

#[inline(always)]
fn weight(weights: &[f64], i: usize) -> f64 {
    if weights.is_empty() { 1.0 } else { weights[i] }
}

#[inline(always)]
fn joined<N: Score>([hi, lo]: Split) -> N {
    N::join(hi, lo)
}

#[inline(always)]
fn sums_body<N: Score>(p: &[f64], t: &[f64], weights: &[f64], squared: bool) -> [Split; 3] {
    let zero = N::join(0.0, 0.0);
    let mut sums = [[zero; LANES]; 3];
    for start in (0..p.len()).step_by(LANES) {
        for (lane, i) in (start..p.len().min(start + LANES)).enumerate() {
            let terms = terms::<N>(p[i], t[i], squared);
            let w = weight(weights, i);
            for (sums, term) in sums.iter_mut().zip(terms) {
                sums[lane] = sums[lane] + term * w;
            }
        }
    }
    sums.map(|lanes| lanes.into_iter().fold(zero, |sum, x| sum + x).parts())
}

#[inline(always)]
fn back_body<N: Score>(
    p: &[f64],
    t: &[f64],
    weights: &[f64],
    squared: bool,
    by: &Slopes,
    factor: f64,
    twice: bool,
) -> [Vec<f64>; 2] {
    let first = by.first.map(joined::<N>);
    let bends = by.second.map(|row| row.map(joined::<N>));
    let (mut g, mut h) = (Vec::with_capacity(p.len()), Vec::with_capacity(if twice { p.len() } else { 0 }));
    for i in 0..p.len() {
        let (s, w) = (slopes::<N>(p[i], t[i], squared), weight(weights, i));
        let slope = s[0] * first[0] + s[1] * first[1] + s[2] * first[2];
        g.push(rounded(slope * w * factor));
        if twice {
            let mut bend = if squared { (first[1] + first[2]) * 2.0 } else { N::join(0.0, 0.0) };
            let mut size = bend.parts()[0].abs();
            for (row, a) in bends.iter().zip(s) {
                for (x, b) in row.iter().zip(s) {
                    let term = *x * b * a * w;
                    bend = bend + term;
                    size += term.parts()[0].abs();
                }
            }
            // Along some pixels the loss is a line, whose terms cancel.
            let rounding = if N::DOUBLE { ROUNDING * ROUNDING } else { ROUNDING };
            let bend = rounded(bend * w * factor);
            h.push(if bend.abs() <= size * w * factor * rounding { 0.0 } else { bend });
        }
    }
    [g, h]
}

#[inline(always)]
fn product_body<N: Score>(
    p: &[f64],
    t: &[f64],
    weights: &[f64],
    squared: bool,
    by: &Slopes,
    factor: f64,
    vector: &[f64],
) -> Vec<f64> {
    let zero = N::join(0.0, 0.0);
    let mut along = [zero; 3];
    for i in 0..p.len() {
        let (s, v) = (slopes::<N>(p[i], t[i], squared), weight(weights, i) * vector[i]);
        for (along, s) in along.iter_mut().zip(s) {
            *along = *along + s * v;
        }
    }
    let bends = by.second.map(|row| row.map(joined::<N>));
    let turned = bends.map(|row| row[0] * along[0] + row[1] * along[1] + row[2] * along[2]);
    let own = if squared { (joined::<N>(by.first[1]) + joined::<N>(by.first[2])) * 2.0 } else { zero };
    let each = (0..p.len()).map(|i| {
        let s = slopes::<N>(p[i], t[i], squared);
        let all = s[0] * turned[0] + s[1] * turned[1] + s[2] * turned[2] + own * vector[i];
        rounded(all * weight(weights, i) * factor)
    });
    each.collect()
}

leaves! {
    /// The weighted sums over items: what both sets have, what the first has alone, and what the second has.
    pub(crate) fn sums[T: Storage][T](p: &[f64], t: &[f64], weights: &[f64], squared: bool) -> [Split; 3] {
        fused: sums_body::<T::Capped<Fused>>,
        unfused: sums_body::<T::Capped<NoFma>>,
    }
}
leaves! {
    /// The derivatives by each item of the first set, and if asked for the second ones.
    pub(crate) fn back[T: Storage][T](
        p: &[f64], t: &[f64], weights: &[f64], squared: bool, by: &Slopes, factor: f64, twice: bool
    ) -> [Vec<f64>; 2] {
        fused: back_body::<T::Capped<Fused>>,
        unfused: back_body::<T::Capped<NoFma>>,
    }
}
leaves! {
    /// The hessian by the items of the first set times a vector.
    pub(crate) fn product[T: Storage][T](
        p: &[f64], t: &[f64], weights: &[f64], squared: bool, by: &Slopes, factor: f64, vector: &[f64]
    ) -> Vec<f64> {
        fused: product_body::<T::Capped<Fused>>,
        unfused: product_body::<T::Capped<NoFma>>,
    }
}

/// The mean of weights; 1 where there are none.
pub(crate) fn mean(weights: &[f64]) -> f64 {
    if weights.is_empty() {
        return 1.0;
    }
    let sum = weights.iter().fold(Pair::default(), |sum, &w| sum.plus(Pair { hi: w, lo: 0.0 }));
    sum.over(Pair { hi: weights.len() as f64, lo: 0.0 })
}
