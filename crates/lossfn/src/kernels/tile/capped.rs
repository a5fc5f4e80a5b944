//! Logits that are capped softly before they are used: `cap tanh(x/cap)`.

use super::{Column, Kept, LANES, Layout, gather::most};
use crate::{data::Storage, real::Score};

/// A score that is capped softly.
#[inline(always)]
fn tamed<C: Score>(x: f64, cap: f64) -> [f64; 2] {
    ((C::join(x, 0.0) / cap).tanh() * cap).parts()
}
/// The capped scores of a tile into `e`, and the largest of them into `kept`. None is infinite, so no row has
/// to become its limit.
#[inline(always)]
pub(super) fn capped<T: Storage, C: Score>(
    layout: &Layout<'_>,
    cap: f64,
    x: &[T],
    e: &mut [Column],
    kept: &mut Kept,
) {
    let top = most(layout.across, x, kept);
    for j in 0..LANES {
        // Where all are -inf, all are the largest.
        kept.at[j] = kept.at[j].max(0.0);
        [kept.top.hi[j], kept.top.lo[j]] = tamed::<C>(top[j], cap);
    }
    for (x, e) in x.as_chunks::<LANES>().0.iter().zip(e) {
        for j in 0..LANES {
            [e.hi[j], e.lo[j]] = tamed::<C>(x[j].to_f64(), cap);
        }
    }
}
/// How far capped scores are below the largest, and their exponentials in the place of them. Classes that
/// there are not have none.
#[inline(always)]
pub(super) fn below_top<N: Score>(
    layout: &Layout<'_>,
    top: &Column,
    class: &[f64; LANES],
    gap: &mut Column,
    e: &mut Column,
) {
    let zero = N::join(0.0, 0.0);
    for j in 0..LANES {
        let d = (top.get::<N>(j) - e.get::<N>(j)) * (1.0 / N::LIFT) / layout.temperature;
        // In two factors, so that what is subnormal is lifted before it is rounded.
        let root = (d * (-0.5 * N::LIFT)).exp();
        let there = class[j] < layout.classes as f64;
        gap.set(j, if there { d } else { zero });
        e.set(j, if there { root * N::LIFT * root } else { zero });
    }
}

/// From derivatives by capped scores to those by the scores: the temperature is still to come.
#[inline(always)]
pub(super) fn through<T: Storage, N: Score, C: Score>(
    cap: f64,
    temperature: f64,
    x: &[T; LANES],
    bends: bool,
    gradient: &mut Column,
    hessian: &mut Column,
) {
    for j in 0..LANES {
        let part = C::join(x[j].to_f64(), 0.0) / cap;
        let [slope, height] =
            [part.sech_squared(), part.tanh()].map(C::parts).map(|[hi, lo]| N::join(hi, lo));
        let g = gradient.get::<N>(j);
        gradient.set(j, g.weigh(slope));
        if bends {
            let bent = (g * temperature).weigh(slope) * height * (-2.0) / cap;
            hessian.set(j, hessian.get::<N>(j).weigh(slope).weigh(slope) + bent);
        }
    }
}
