//! From derivatives by the statistics of rows to those by their scores.

use super::{
    super::{Column, Order, Outcome, STATISTICS, leaves},
    Kept, LANES, Layout, add,
    capped::through,
    classes, product, shared, weighted,
};
use crate::{
    data::Storage,
    real::{Fused, NoFma, Score},
    stages::Statistic,
};

/// What the derivatives by the scores have to be multiplied by. Where those by the statistics are so large
/// that lifted ones might overflow, they are lowered before, and that is 1.
#[inline(always)]
fn lowered<N: Score>(statistics: usize, bends: bool, outcome: &mut Outcome) -> [f64; LANES] {
    let mut lower = [1.0 / N::LIFT; LANES];
    if !N::DOUBLE {
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
    let across = layout.across;
    let (one, zero) = (N::join(N::LIFT, 0.0), N::join(0.0, 0.0));
    let bends = order == Order::Hessian;
    let lower = lowered::<N>(layout.statistics.len(), bends, outcome);
    let [mut p, mut others, mut wanted, mut share, mut gradient, mut hessian] = [Column::ZERO; 6];
    let mut pulls = [Column::ZERO; STATISTICS];
    for (i, e) in e.iter().enumerate() {
        let class = classes(across, i);
        for j in 0..LANES {
            let (e, inverse) = (e.get::<N>(j), kept.inverse.get::<N>(j));
            let (share, rest) = (e * inverse, kept.rest.get::<N>(j) * inverse);
            p.set(j, share);
            others.set(j, if class[j] == kept.at[j] { rest } else { one - share });
            gradient.set(j, zero);
            hessian.set(j, zero);
        }
        if layout.soft {
            weighted::<T, N>(across, target, weights, i, &mut wanted);
        }
        for (k, statistic) in layout.statistics.iter().enumerate() {
            let pull = &mut pulls[k];
            // How the statistic changes with the score. At the largest it is what the others have, less
            // what they ought to.
            match statistic {
                Statistic::LogSumExp => *pull = p,
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
                // A constant, or not of rows of scores.
                _ => continue,
            }
            let (first, second) = (&outcome.first[k], &outcome.second[k][k]);
            for j in 0..LANES {
                add(&mut gradient, j, first.get::<N>(j).weigh(pull.get(j)));
            }
            if !bends {
                continue;
            }
            for j in 0..LANES {
                let mass = match statistic {
                    Statistic::Spread | Statistic::Others => kept.shares.get(j),
                    Statistic::Surprisal if layout.soft => kept.mass.get::<N>(j),
                    _ => one,
                };
                let own = product(product(mass, p.get(j)), others.get(j)).weigh(first.get::<N>(j));
                let (pull, second) = (pull.get::<N>(j), second.get::<N>(j));
                add(&mut hessian, j, own + second.weigh(pull).weigh(pull * (1.0 / N::LIFT)));
            }
            for l in 0..k {
                for j in 0..LANES {
                    let second = outcome.second[l][k].get::<N>(j) * 2.0;
                    add(
                        &mut hessian,
                        j,
                        second.weigh(pulls[l].get::<N>(j)).weigh(pulls[k].get::<N>(j) * (1.0 / N::LIFT)),
                    );
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

/// Derivatives, divided by the temperature so many times.
#[inline(always)]
fn write<T: Storage, N: Score>(
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
