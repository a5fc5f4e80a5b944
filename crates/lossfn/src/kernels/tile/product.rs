//! The hessian of rows times a vector, from the derivatives by their statistics: in two passes over the scores,
//! first how the statistics change along the vector, then how the gradient does.

use super::{
    super::{Column, Outcome, STATISTICS, leaves},
    Kept, LANES, Layout, add,
    adjoint::{lowered, write},
    classes, fold, product as times,
    pulls::{Pulls, mass, pulls, squared_bend, unit},
};
use crate::{
    data::Storage,
    real::{Fused, NoFma, Score},
    stages::Statistic,
};

/// Sums of lanes, where these are classes of one row, in all of them.
#[inline(always)]
fn everywhere<N: Score>(across: bool, x: &mut Column) {
    if across {
        fold::<N>(x);
        *x = Column { hi: [x.hi[0]; LANES], lo: [x.lo[0]; LANES] };
    }
}
/// The slope of the cap of some scores, and how that changes with them.
#[inline(always)]
fn capped<T: Storage, N: Score, C: Score>(cap: f64, x: &[T; LANES], slope: &mut Column, bend: &mut Column) {
    for j in 0..LANES {
        let part = C::join(x[j].to_f64(), 0.0) / cap;
        let ([hi, lo], [tall, low]) = (part.sech_squared().parts(), part.tanh().parts());
        let steep = N::join(hi, lo);
        slope.set(j, steep);
        bend.set(j, steep * N::join(tall, low) * (-2.0) / cap);
    }
}

/// How the scores change along the vector as they are capped, into `steps`; the temperature is left to the end.
/// With those of the largest score and of the label.
#[inline(always)]
fn directions<T: Storage, N: Score, C: Score>(
    layout: &Layout<'_>,
    x: &[[T; LANES]],
    vector: &[[T; LANES]],
    kept: &Kept,
    steps: &mut [Column],
) -> [Column; 2] {
    let (soft, zero) = (layout.logits && !layout.ranked(), N::join(0.0, 0.0));
    let [mut slope, mut bend, mut top, mut label] = [Column::ZERO; 4];
    for (i, step) in steps.iter_mut().enumerate() {
        let class = classes(layout.across, i);
        for j in 0..LANES {
            step.set(j, N::join(vector[i][j].to_f64(), 0.0));
        }
        if let Some(cap) = layout.softcap {
            capped::<T, N, C>(cap, &x[i], &mut slope, &mut bend);
            for j in 0..LANES {
                let capped = step.get::<N>(j).weigh(slope.get(j));
                step.set(j, capped);
            }
        }
        for j in 0..LANES {
            let u = step.get::<N>(j);
            add(&mut top, j, if soft && class[j] == kept.at[j] { u } else { zero });
            add(&mut label, j, if class[j] == kept.label[j] { u } else { zero });
        }
    }
    everywhere::<N>(layout.across, &mut top);
    everywhere::<N>(layout.across, &mut label);
    [top, label]
}

#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "slices of leaves are arguments, never fields")]
fn multiplied<T: Storage, N: Score, C: Score>(
    layout: &Layout<'_>,
    scale: f64,
    x: &[T],
    target: &[T],
    weights: &[f64],
    shares: &[[f64; 2]],
    e: &[Column],
    kept: &Kept,
    outcome: &mut Outcome,
    vector: &[T],
    steps: &mut [Column],
    out: &mut [T],
) {
    let (across, unit, zero) = (layout.across, unit::<N>(layout), N::join(0.0, 0.0));
    let lower = lowered::<N>(layout.statistics.len(), unit, true, outcome);
    let soft = layout.logits && !layout.ranked();
    let (x, vector) = (x.as_chunks::<LANES>().0, vector.as_chunks::<LANES>().0);
    let mut at = Pulls::NOTHING;
    let [mut slope, mut bend] = [Column::ZERO; 2];
    let [top, label] = directions::<T, N, C>(layout, x, vector, kept, steps);
    // Relative to the largest score: there probabilities that are nearly 1 do not cancel.
    let [mut mean, mut inside] = [Column::ZERO; 2];
    let mut change = [Column::ZERO; STATISTICS];
    for (i, (e, step)) in e.iter().zip(steps.iter_mut()).enumerate() {
        pulls::<T, N>(layout, target, weights, shares, (i, e), kept, &mut at);
        for j in 0..LANES {
            let u = step.get::<N>(j) - top.get::<N>(j);
            step.set(j, u);
            add(&mut mean, j, at.p.get::<N>(j).weigh(u));
        }
        for (k, statistic) in layout.statistics.iter().enumerate() {
            for j in 0..LANES {
                add(&mut change[k], j, at.of[k].get::<N>(j).weigh(step.get(j)));
            }
            if *statistic != Statistic::SquaredViolation {
                continue;
            }
            for j in 0..LANES {
                let (u, own) = (step.get::<N>(j) - label.get::<N>(j), at.class[j] == kept.label[j]);
                let bend = squared_bend(layout, at.of[k].get::<N>(j));
                add(&mut inside, j, if own { zero } else { bend * u });
            }
        }
    }
    everywhere::<N>(across, &mut mean);
    everywhere::<N>(across, &mut inside);
    // How the derivatives by the statistics change.
    let mut first = [Column::ZERO; STATISTICS];
    for (k, statistic) in layout.statistics.iter().enumerate() {
        everywhere::<N>(across, &mut change[k]);
        for j in 0..LANES {
            let shift = if *statistic == Statistic::LogSumExp { top.get::<N>(j) } else { zero };
            let change_k = change[k].get::<N>(j) * (1.0 / unit) + shift;
            for l in 0..layout.statistics.len() {
                let second = outcome.second[k.min(l)][k.max(l)].get::<N>(j);
                add(&mut first[l], j, second.weigh(change_k));
            }
        }
    }
    for (i, (e, step)) in e.iter().zip(steps.iter()).enumerate() {
        pulls::<T, N>(layout, target, weights, shares, (i, e), kept, &mut at);
        let [mut gradient, mut result] = [Column::ZERO; 2];
        for (k, statistic) in layout.statistics.iter().enumerate() {
            if matches!(statistic, Statistic::Weight | Statistic::Divergence) {
                continue;
            }
            let slope = &outcome.first[k];
            for j in 0..LANES {
                let pull = at.of[k].get::<N>(j);
                add(&mut gradient, j, slope.get::<N>(j).weigh(pull));
                add(&mut result, j, first[k].get::<N>(j).weigh(pull));
            }
            if *statistic == Statistic::SquaredViolation {
                for j in 0..LANES {
                    let u = step.get::<N>(j) - label.get::<N>(j);
                    let other = squared_bend(layout, at.of[k].get::<N>(j)) * u;
                    let bent = if at.class[j] == kept.label[j] { -inside.get::<N>(j) } else { other };
                    add(&mut result, j, slope.get::<N>(j).weigh(bent));
                }
            } else if soft {
                for j in 0..LANES {
                    let u = step.get::<N>(j) - mean.get::<N>(j) * (1.0 / N::LIFT);
                    let share = times(mass(layout, *statistic, kept, j), at.p.get::<N>(j));
                    add(&mut result, j, slope.get::<N>(j).weigh(share.weigh(u)));
                }
            }
        }
        if let Some(cap) = layout.softcap {
            capped::<T, N, C>(cap, &x[i], &mut slope, &mut bend);
            for j in 0..LANES {
                let v = N::join(vector[i][j].to_f64(), 0.0);
                let bent = (gradient.get::<N>(j) * layout.temperature).weigh(bend.get(j)).weigh(v);
                let through = result.get::<N>(j).weigh(slope.get(j)) + bent;
                result.set(j, through);
            }
        }
        write::<T, N>(&result, &lower, layout.temperature, 2, scale, &mut out.as_chunks_mut().0[i]);
    }
}

leaves! {
    /// The hessian of each row of a tile times a vector; `steps` are as many as those of the tile, and hold how
    /// scores change along it.
    pub(crate) fn multiply[T: Storage][T](
        layout: &Layout<'_>, scale: f64, x: &[T], target: &[T], weights: &[f64], shares: &[[f64; 2]],
        e: &[Column], kept: &Kept, outcome: &mut Outcome, vector: &[T], steps: &mut [Column], out: &mut [T]
    ) {
        fused: multiplied::<T, T::Score<Fused>, T::Capped<Fused>>,
        unfused: multiplied::<T, T::Score<NoFma>, T::Capped<NoFma>>,
    }
}
