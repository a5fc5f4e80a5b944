//! How the statistics of rows change with their scores.

use super::{Column, Kept, LANES, Layout, STATISTICS, classes, product, shared, weighted};
use crate::{data::Storage, real::Score, stages::Statistic};

/// What is known of the scores of one step. The pulls, `p` and `others` are lifted by [`unit`].
pub(super) struct Pulls {
    /// The classes of the lanes.
    pub(super) class: [f64; LANES],
    /// The probabilities, and what is left beside them; nothing of scores that are compared.
    pub(super) p: Column,
    pub(super) others: Column,
    /// How each statistic changes with the scores.
    pub(super) of: [Column; STATISTICS],
}

impl Pulls {
    pub(super) const NOTHING: Self =
        Self { class: [0.0; LANES], p: Column::ZERO, others: Column::ZERO, of: [Column::ZERO; STATISTICS] };
}

/// What pulls are lifted by: those of compared scores are as large as the scores, and are not.
#[inline(always)]
pub(super) fn unit<N: Score>(layout: &Layout<'_>) -> f64 {
    if layout.ranked() { 1.0 } else { N::LIFT }
}

/// The pulls of step `i`. At the largest score it is what the others have, less what they ought to.
#[inline(always)]
pub(super) fn pulls<T: Storage, N: Score>(
    layout: &Layout<'_>,
    target: &[T],
    weights: &[f64],
    shares: &[[f64; 2]],
    (i, e): (usize, &Column),
    kept: &Kept,
    out: &mut Pulls,
) {
    let (across, zero) = (layout.across, N::join(0.0, 0.0));
    let one = N::join(unit::<N>(layout), 0.0);
    let Pulls { class, p, others, of } = out;
    *class = classes(across, i);
    let [mut wanted, mut share] = [Column::ZERO; 2];
    if !layout.ranked() {
        for j in 0..LANES {
            let (e, inverse) = (e.get::<N>(j), kept.inverse.get::<N>(j));
            let (share, rest) = (e * inverse, kept.rest.get::<N>(j) * inverse);
            p.set(j, share);
            others.set(j, if class[j] == kept.at[j] { rest } else { one - share });
        }
        if layout.soft {
            weighted::<T, N>(across, target, weights, i, &mut wanted);
        }
    }
    for (k, statistic) in layout.statistics.iter().enumerate() {
        let pull = &mut of[k];
        match statistic {
            Statistic::Weight
            | Statistic::Divergence
            | Statistic::Reverse
            | Statistic::Positives
            | Statistic::Negatives
            | Statistic::Attraction
            | Statistic::Repulsion
            | Statistic::Ahead
            | Statistic::Shared
            | Statistic::Extra
            | Statistic::Missing
            | Statistic::Item
            | Statistic::Near
            | Statistic::Beside
            | Statistic::Far
            | Statistic::Across
            | Statistic::Label => {}
            Statistic::LogSumExp => *pull = *p,
            Statistic::Own => {
                for j in 0..LANES {
                    pull.set(j, if class[j] == kept.label[j] { one } else { zero });
                }
            }
            Statistic::Rival => {
                for j in 0..LANES {
                    pull.set(j, if class[j] == kept.rival[j] { one } else { zero });
                }
            }
            Statistic::Violation | Statistic::SquaredViolation => {
                for j in 0..LANES {
                    let own = class[j] == kept.label[j];
                    let x = if own { kept.pull.get::<N>(j) } else { e.get::<N>(j) };
                    // A NaN is in no pull but its own.
                    let known = !kept.statistics[k].hi[j].is_nan();
                    pull.set(j, if known { x } else { N::join(f64::NAN, 0.0) });
                }
            }
            Statistic::Surprisal if layout.soft => {
                for j in 0..LANES {
                    let mass = kept.mass.get::<N>(j);
                    let largest = kept.beside.get::<N>(j) - product(mass, others.get(j));
                    let other = product(mass, p.get(j)) - wanted.get::<N>(j);
                    pull.set(j, if class[j] == kept.at[j] { largest } else { other });
                }
            }
            Statistic::Surprisal => {
                for j in 0..LANES {
                    let (miss, p) = (-others.get::<N>(j), p.get::<N>(j));
                    pull.set(j, if class[j] == kept.label[j] { miss } else { p });
                }
            }
            Statistic::Spread | Statistic::Others => {
                shared::<T, N>(layout, *statistic, target, shares, &kept.label, i, &mut share);
                for j in 0..LANES {
                    let all = kept.shares.get::<N>(j);
                    let largest = (all - kept.share.get::<N>(j)) - product(all, others.get(j));
                    let other = product(all, p.get(j)) - share.get::<N>(j);
                    pull.set(j, if class[j] == kept.at[j] { largest } else { other });
                }
            }
        }
    }
}

/// What multiplies `p (1 - p)` in the second derivative of a statistic of probabilities, lifted.
#[inline(always)]
pub(super) fn mass<N: Score>(layout: &Layout<'_>, statistic: Statistic, kept: &Kept, j: usize) -> N {
    match statistic {
        Statistic::Spread | Statistic::Others => kept.shares.get(j),
        Statistic::Surprisal if layout.soft => kept.mass.get::<N>(j),
        _ => N::join(N::LIFT, 0.0),
    }
}
/// The second derivative of a squared violation by the score of a class that is not the label.
#[inline(always)]
pub(super) fn squared_bend<N: Score>(layout: &Layout<'_>, pull: N) -> N {
    let bend = N::join(2.0, 0.0) / layout.classes as f64;
    if pull.parts()[0] == 0.0 { N::join(0.0, 0.0) } else { bend }
}
