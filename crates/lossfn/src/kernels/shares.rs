//! A list of scores beside a list of relevances, as two softmaxes: what does not cancel.

use super::leaves;
use crate::{
    data::Storage,
    real::{Fused, NoFma, Score},
};

/// Beyond this `e^-x` is nothing beside 1, and no number even where it is lifted.
pub(super) const FAR: f64 = 900.0;

/// The cross-entropy of a list, and its derivatives by the scores.
pub(crate) struct Shares {
    /// `sum t_i (-ln p_i)`, in two parts.
    pub(crate) surprisal: [f64; 2],
    /// `p_i - t_i`.
    pub(crate) first: Vec<f64>,
    /// `p_i (1 - p_i)`.
    pub(crate) second: Vec<f64>,
    /// The second derivatives times a vector: `p_i (v_i - sum p_j v_j)`; empty where there is none.
    pub(crate) product: Vec<f64>,
}

/// A softmax: the place of a largest number, the exponentials, their sum without that one, all lifted, and the sum.
struct Soft<N> {
    top: usize,
    e: Vec<N>,
    rest: N,
    total: N,
}

impl<N: Score> Soft<N> {
    #[inline(always)]
    fn of(x: &[f64]) -> Self {
        let (zero, one) = (N::join(0.0, 0.0), N::join(N::LIFT, 0.0));
        let top = (0..x.len()).fold(0, |top, i| if x[i] > x[top] { i } else { top });
        let (mut e, mut rest) = (Vec::with_capacity(x.len()), zero);
        for (i, &a) in x.iter().enumerate() {
            if i == top {
                e.push(one);
                continue;
            }
            let part = if x[top] - a > FAR { zero } else { N::below::<false>(x[top], a, 1.0).1 };
            rest = rest + part;
            e.push(part);
        }
        Self { top, e, rest, total: (rest + one) * (1.0 / N::LIFT) }
    }
    /// A share, lifted.
    #[inline(always)]
    fn share(&self, i: usize) -> N {
        self.e[i] / self.total
    }
    /// What the others have beside it, lifted.
    #[inline(always)]
    fn miss(&self, i: usize) -> N {
        let others = if i == self.top { self.rest } else { self.total * N::LIFT - self.e[i] };
        others / self.total
    }
}

/// The nearest f64.
#[inline(always)]
pub(super) fn rounded<N: Score>(x: N) -> f64 {
    let [hi, lo] = x.parts();
    if N::DOUBLE && hi.is_finite() { hi + lo } else { hi }
}

#[inline(always)]
fn body<N: Score>(scores: &[f64], labels: &[f64], vector: &[f64]) -> Shares {
    let down = 1.0 / N::LIFT;
    let rounded = |x: N| rounded(x) * down;
    let (p, t) = (Soft::<N>::of(scores), Soft::<N>::of(labels));
    let n = scores.len();
    let mut surprisal = (p.rest * down).ln_1p();
    let mut first = Vec::with_capacity(n);
    for i in 0..n {
        let share = t.share(i);
        // What has no share may be infinitely far below.
        if share.parts()[0] != 0.0 {
            surprisal = surprisal + share * down * (N::join(scores[p.top], 0.0) - scores[i]);
        }
        let by_rest = i == p.top || i == t.top;
        first.push(rounded(if by_rest { t.miss(i) - p.miss(i) } else { p.share(i) - share }));
    }
    let second = (0..n).map(|i| rounded(p.share(i) * (p.miss(i) * down))).collect();
    let terms = vector.iter().enumerate().map(|(i, &v)| p.share(i) * v * down);
    let mean = terms.fold(N::join(0.0, 0.0), |sum, x| sum + x);
    // The mean may be nearly that of the first one.
    let gap = |i: usize, v: f64| {
        if i != p.top {
            return N::join(v, 0.0) - mean;
        }
        let gaps = vector.iter().enumerate().map(|(j, &other)| p.share(j) * (N::join(v, 0.0) - other) * down);
        gaps.fold(N::join(0.0, 0.0), |sum, x| sum + x)
    };
    let apart = |(i, &v): (usize, &f64)| rounded(p.share(i) * gap(i, v));
    let product = vector.iter().enumerate().map(apart).collect();
    Shares { surprisal: surprisal.parts(), first, second, product }
}

leaves! {
    /// Of scores and relevances that are no NaN, and at least one of each.
    pub(crate) fn shares[T: Storage][T](scores: &[f64], labels: &[f64], vector: &[f64]) -> Shares {
        fused: body::<T::Capped<Fused>>,
        unfused: body::<T::Capped<NoFma>>,
    }
}
