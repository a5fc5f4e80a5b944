//! From the scores of rows to their statistics.

use super::{
    Column, Kept, LANES, Layout, STATISTICS, add, capped, classes, fold, leaves, ranked, run, shared,
    surprised, weighted,
};
use crate::{
    data::Storage,
    real::{Fused, NoFma, Score},
    stages::Statistic,
};

/// The largest scores; where they are is kept.
#[inline(always)]
pub(super) fn most<T: Storage>(across: bool, x: &[T], kept: &mut Kept) -> [f64; LANES] {
    let (mut top, mut at) = ([f64::NEG_INFINITY; LANES], [-1.0; LANES]);
    for (i, x) in x.as_chunks::<LANES>().0.iter().enumerate() {
        let class = classes(across, i);
        for j in 0..LANES {
            let (x, most, place, here) = (x[j].to_f64(), top[j], at[j], class[j]);
            top[j] = most.max(x);
            at[j] = if x > most { here } else { place };
        }
    }
    if across {
        let (mut first, mut place) = (top[0], at[0]);
        for j in 1..LANES {
            if top[j] > first || top[j] == first && at[j] < place {
                (first, place) = (top[j], at[j]);
            }
        }
        (top, at) = ([first; LANES], [place; LANES]);
    }
    kept.at = at;
    top
}
/// The largest scores. Where that is +inf, the row becomes its limit: 0 there and -inf elsewhere; returns the
/// largest of that.
#[inline(always)]
fn largest<T: Storage>(across: bool, x: &mut [T], kept: &mut Kept) -> [f64; LANES] {
    let mut top = most(across, x, kept);
    kept.top.hi = top;
    if top.contains(&f64::INFINITY) {
        for x in x.as_chunks_mut::<LANES>().0 {
            for j in 0..LANES {
                let other = if x[j].to_f64() < top[j] { f64::NEG_INFINITY } else { x[j].to_f64() };
                if top[j] == f64::INFINITY {
                    x[j] = T::from_f64(if x[j].to_f64() == top[j] { 0.0 } else { other });
                }
            }
        }
        top = top.map(|top| if top == f64::INFINITY { 0.0 } else { top });
    }
    top
}

/// The exponentials of a tile into `e`, and the sums that the statistics are made of into `kept`.
#[inline(always)]
fn gathered<T: Storage, N: Score, C: Score>(
    layout: &Layout<'_>,
    x: &mut [T],
    target: &[T],
    weights: &[f64],
    shares: &[[f64; 2]],
    e: &mut [Column],
    kept: &mut Kept,
) {
    let (across, temperature) = (layout.across, layout.temperature);
    if layout.ranked() {
        return ranked::ranked::<T, N>(layout, x, target, e, kept);
    }
    let top = match layout.softcap {
        _ if !layout.logits => [0.0; LANES],
        None => largest(across, x, kept),
        Some(cap) => {
            capped::capped::<T, C>(layout, cap, x, e, kept);
            kept.top.hi
        }
    };
    let (at, label) = (kept.at, kept.label);
    let zero = N::join(0.0, 0.0);
    let [mut rest, mut beside, mut own, mut share, mut all, mut gap, mut wanted] = [Column::ZERO; 7];
    let mut statistics = [Column::ZERO; STATISTICS];
    let x = x.as_chunks::<LANES>().0;
    let steps = x.len();
    for i in 0..steps {
        let (x, e, class) = (&x[i], &mut e[i], classes(across, i));
        if !layout.logits {
            for j in 0..LANES {
                gap.set(j, N::join(-x[j].to_f64(), 0.0));
            }
        } else if layout.softcap.is_some() {
            capped::below_top::<N>(layout, &kept.top, &class, &mut gap, e);
        } else if temperature == 1.0 {
            below::<T, N, false>(x, &top, temperature, &mut gap, e);
        } else {
            below::<T, N, true>(x, &top, temperature, &mut gap, e);
        }
        if layout.logits {
            for j in 0..LANES {
                let e = e.get::<N>(j);
                run(&mut rest, j, if class[j] == at[j] { zero } else { e });
            }
        }
        if layout.soft {
            weighted::<T, N>(across, target, weights, i, &mut wanted);
            for j in 0..LANES {
                let (t, skip) = (wanted.get::<N>(j), class[j] == at[j]);
                run(&mut own, j, if skip { t } else { zero });
                run(&mut beside, j, if skip { zero } else { t });
            }
        }
        for (k, statistic) in layout.statistics.iter().enumerate() {
            let sum = &mut statistics[k];
            match statistic {
                Statistic::Surprisal if layout.soft => {
                    for j in 0..LANES {
                        run(sum, j, surprised::<N>(layout.logits, wanted.get(j), gap.get(j)));
                    }
                }
                Statistic::Surprisal => {
                    for j in 0..LANES {
                        let gap = gap.get::<N>(j);
                        run(sum, j, if class[j] == label[j] { gap } else { zero });
                    }
                }
                Statistic::Spread | Statistic::Others => {
                    shared::<T, N>(layout, *statistic, target, shares, &label, i, &mut wanted);
                    for j in 0..LANES {
                        let w = wanted.get::<N>(j);
                        run(&mut all, j, w);
                        run(&mut share, j, if class[j] == at[j] { w } else { zero });
                        run(sum, j, surprised(layout.logits, w, gap.get(j)));
                    }
                }
                // Nothing to add up.
                _ => {}
            }
        }
    }
    for column in [&mut rest, &mut beside, &mut own, &mut share, &mut all].into_iter().chain(&mut statistics)
    {
        for j in 0..LANES {
            let x = column.get::<N>(j).tidy();
            column.set(j, x);
        }
        if across {
            fold::<N>(column);
        }
    }
    (kept.rest, kept.beside, kept.share, kept.shares) = (rest, beside, share, all);
    if layout.statistics.contains(&Statistic::Spread) {
        // The same for all rows, and to more digits.
        kept.shares = Column { hi: [layout.shares[0]; LANES], lo: [layout.shares[1]; LANES] };
    }
    for j in 0..LANES {
        kept.mass.set(j, beside.get::<N>(j) + own.get::<N>(j));
    }
    for (k, statistic) in layout.statistics.iter().enumerate() {
        if *statistic != Statistic::Weight {
            kept.statistics[k] = statistics[k];
        }
    }
}

/// How far scores are below the largest, and their exponentials.
#[inline(always)]
fn below<T: Storage, N: Score, const TEMPERED: bool>(
    x: &[T; LANES],
    top: &[f64; LANES],
    temperature: f64,
    gap: &mut Column,
    e: &mut Column,
) {
    for j in 0..LANES {
        let (d, power) = N::below::<TEMPERED>(top[j], x[j].to_f64(), temperature);
        gap.set(j, d);
        e.set(j, power);
    }
}

/// Makes the statistics of the sums.
#[inline(always)]
fn finished<N: Score>(layout: &Layout<'_>, kept: &mut Kept) {
    let lower = 1.0 / N::LIFT;
    let mut log = Column::ZERO;
    for j in 0..LANES {
        let rest = kept.rest.get::<N>(j) * lower;
        log.set(j, rest.ln_1p());
        kept.inverse.set(j, (rest + 1.0).recip());
    }
    for (k, statistic) in layout.statistics.iter().enumerate() {
        let sum = &mut kept.statistics[k];
        match statistic {
            Statistic::LogSumExp => {
                for j in 0..LANES {
                    let top = kept.top.get::<N>(j) / layout.temperature;
                    sum.set(j, top + log.get::<N>(j));
                }
            }
            Statistic::Surprisal if layout.soft => {
                for j in 0..LANES {
                    let log = kept.mass.get::<N>(j).weigh(log.get::<N>(j)) * lower;
                    add(sum, j, log);
                }
            }
            Statistic::Surprisal => {
                let raise = if layout.logits { N::LIFT } else { 1.0 };
                for j in 0..LANES {
                    let gap = sum.get::<N>(j) * raise;
                    sum.set(j, gap + log.get::<N>(j));
                }
            }
            Statistic::Spread | Statistic::Others => {
                for j in 0..LANES {
                    let log = kept.shares.get::<N>(j).weigh(log.get::<N>(j)) * lower;
                    add(sum, j, log);
                }
            }
            // Nothing to add up.
            _ => {}
        }
    }
}

leaves! {
    /// The exponentials of a tile of scores, and the sums that its statistics are made of.
    pub(crate) fn gather[T: Storage][T](
        layout: &Layout<'_>, x: &mut [T], target: &[T], weights: &[f64], shares: &[[f64; 2]], e: &mut [Column], kept: &mut Kept
    ) {
        fused: gathered::<T, T::Score<Fused>, T::Capped<Fused>>,
        unfused: gathered::<T, T::Score<NoFma>, T::Capped<NoFma>>,
    }
}
leaves! {
    /// Makes statistics of the sums.
    pub(crate) fn finish[T: Storage][T](layout: &Layout<'_>, kept: &mut Kept) {
        fused: finished::<T::Score<Fused>>, unfused: finished::<T::Score<NoFma>>,
    }
}
