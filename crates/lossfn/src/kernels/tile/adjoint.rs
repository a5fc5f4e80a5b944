//! From derivatives by the statistics of rows to those by their scores.

use super::{
    super::{Column, Order, Outcome, leaves},
    Kept, LANES, Layout, add,
    capped::through,
    product,
    pulls::{Pulls, mass, pulls, squared_bend, unit},
};
use crate::{
    data::Storage,
    real::{Fused, NoFma, Score},
    stages::Statistic,
};

/// What the derivatives by the scores have to be multiplied by. Where those by the statistics are so large
/// that lifted ones might overflow, they are lowered before, and that is 1.
#[inline(always)]
pub(super) fn lowered<N: Score>(
    statistics: usize,
    unit: f64,
    bends: bool,
    outcome: &mut Outcome,
) -> [f64; LANES] {
    let mut lower = [1.0 / unit; LANES];
    if !N::DOUBLE || unit == 1.0 {
        return lower;
    }
    let mut large = [false; LANES];
    for first in &outcome.first[..statistics] {
        for j in 0..LANES {
            large[j] |= first.hi[j].abs() > f64::MAX / N::LIFT / N::LIFT;
        }
    }
    if !large.contains(&true) {
        return lower;
    }
    let second = if bends { outcome.second.as_flattened_mut() } else { &mut [] };
    for column in outcome.first.iter_mut().chain(second) {
        for j in 0..LANES {
            let factor = if large[j] { lower[j] } else { 1.0 };
            let x = column.get::<N>(j) * factor;
            column.set(j, x);
        }
    }
    for j in 0..LANES {
        lower[j] = if large[j] { 1.0 } else { lower[j] };
    }
    lower
}

/// The derivatives by the scores of a tile, from those by the statistics.
#[inline(always)]
#[allow(clippy::too_many_arguments, reason = "slices of leaves are arguments, never fields")]
fn adjoint<T: Storage, N: Score, C: Score>(
    layout: &Layout<'_>,
    order: Order,
    scale: f64,
    x: &[T],
    target: &[T],
    weights: &[f64],
    shares: &[[f64; 2]],
    e: &[Column],
    kept: &Kept,
    outcome: &mut Outcome,
    g: &mut [T],
    h: &mut [T],
) {
    let unit = unit::<N>(layout);
    let bends = order == Order::Hessian;
    let lower = lowered::<N>(layout.statistics.len(), unit, bends, outcome);
    let (mut at, mut own) = (Pulls::NOTHING, Column::ZERO);
    for (i, e) in e.iter().enumerate() {
        pulls::<T, N>(layout, target, weights, shares, (i, e), kept, &mut at);
        let [mut gradient, mut hessian] = [Column::ZERO; 2];
        for (k, statistic) in layout.statistics.iter().enumerate() {
            if matches!(
                statistic,
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
                    | Statistic::Label
            ) {
                continue;
            }
            let (first, second, pull) = (&outcome.first[k], &outcome.second[k][k], &at.of[k]);
            for j in 0..LANES {
                add(&mut gradient, j, first.get::<N>(j).weigh(pull.get(j)));
            }
            if !bends {
                continue;
            }
            bend::<N>(layout, *statistic, kept, &at, pull, &mut own);
            for j in 0..LANES {
                let own = own.get::<N>(j).weigh(first.get(j));
                let (pull, second) = (pull.get::<N>(j), second.get::<N>(j));
                add(&mut hessian, j, own + second.weigh(pull).weigh(pull * (1.0 / unit)));
            }
            for l in 0..k {
                for j in 0..LANES {
                    let second = outcome.second[l][k].get::<N>(j) * 2.0;
                    let (a, b) = (at.of[l].get::<N>(j), at.of[k].get::<N>(j));
                    add(&mut hessian, j, second.weigh(a).weigh(b * (1.0 / unit)));
                }
            }
        }
        if let Some(cap) = layout.softcap {
            let x = &x.as_chunks().0[i];
            through::<T, N, C>(cap, layout.temperature, x, bends, &mut gradient, &mut hessian);
        }
        write::<T, N>(&gradient, &lower, layout.temperature, 1, scale, &mut g.as_chunks_mut().0[i]);
        if bends {
            write::<T, N>(&hessian, &lower, layout.temperature, 2, scale, &mut h.as_chunks_mut().0[i]);
        }
    }
}

/// The second derivative of a statistic by each score.
#[inline(always)]
fn bend<N: Score>(
    layout: &Layout<'_>,
    statistic: Statistic,
    kept: &Kept,
    at: &Pulls,
    pull: &Column,
    out: &mut Column,
) {
    match statistic {
        Statistic::SquaredViolation => {
            for j in 0..LANES {
                let (own, other) = (kept.bend.get(j), squared_bend(layout, pull.get::<N>(j)));
                out.set(j, if at.class[j] == kept.label[j] { own } else { other });
            }
        }
        _ if statistic.ranked() => *out = Column::ZERO,
        _ => {
            for j in 0..LANES {
                let share = product(mass(layout, statistic, kept, j), at.p.get::<N>(j));
                out.set(j, product(share, at.others.get(j)));
            }
        }
    }
}

/// Derivatives, divided by the temperature so many times.
#[inline(always)]
pub(super) fn write<T: Storage, N: Score>(
    x: &Column,
    lower: &[f64; LANES],
    temperature: f64,
    times: usize,
    scale: f64,
    out: &mut [T; LANES],
) {
    if temperature == 1.0 {
        for j in 0..LANES {
            out[j] = T::from_f64((x.get::<N>(j) * scale).parts()[0] * lower[j]);
        }
        return;
    }
    if !N::DOUBLE {
        let factor = scale / if times == 2 { temperature * temperature } else { temperature };
        for j in 0..LANES {
            out[j] = T::from_f64(x.hi[j] * factor);
        }
        return;
    }
    for j in 0..LANES {
        let x = x.get::<N>(j);
        // What is large is lowered before the quotient may overflow, what is small when nothing is left
        // to be done.
        let large = x.parts()[0].abs() >= 1.0;
        let mut y = if large { x * lower[j] } else { x } / temperature;
        if times == 2 {
            y = y / temperature;
        }
        let y = (y * scale).parts()[0];
        out[j] = T::from_f64(if large { y } else { y * lower[j] });
    }
}

leaves! {
    /// The derivatives by the scores of a tile, from those by the statistics.
    pub(crate) fn spread[T: Storage][T](
        layout: &Layout<'_>, order: Order, scale: f64, x: &[T], target: &[T], weights: &[f64], shares: &[[f64; 2]],
        e: &[Column], kept: &Kept, outcome: &mut Outcome, g: &mut [T], h: &mut [T]
    ) {
        fused: adjoint::<T, T::Score<Fused>, T::Capped<Fused>>,
        unfused: adjoint::<T, T::Score<NoFma>, T::Capped<NoFma>>,
    }
}
