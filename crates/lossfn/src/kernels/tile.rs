//! Rows of scores in lanes: what is done to a lane depends on nothing beside it, so that no bit depends
//! on where a row stands.
//!
//! The scores of a tile stand in steps of [`LANES`]. Where rows are short each lane is a row, and each
//! step a class. Where they are long the tile is one row, and its lanes are classes; they are folded in
//! a fixed tree.
//!
//! Probabilities, and the weights and shares of classes, are [lifted](Score::LIFT), and gaps between
//! logits are lowered; the statistics and the derivatives of the formula are neither.

#![allow(clippy::needless_range_loop, reason = "lanes are taken by index: iterators may stay calls")]

mod adjoint;

pub(crate) use adjoint::spread;

use super::{Column, ROWS, STATISTICS, leaves};
use crate::{
    data::Storage,
    real::{Fused, NoFma, Score},
    stages::Statistic,
};

/// The lanes of a tile.
pub(crate) const LANES: usize = ROWS;

/// What is the same for all rows.
pub(crate) struct Layout<'a> {
    /// Whether the scores are logits; else they are log-probabilities.
    pub(crate) logits: bool,
    /// What the logits are divided by.
    pub(crate) temperature: f64,
    /// Whether the lanes of a tile are classes of one row.
    pub(crate) across: bool,
    /// Whether the targets are distributions; else they are labels.
    pub(crate) soft: bool,
    /// What is read.
    pub(crate) statistics: &'a [Statistic],
    /// The shares of the classes in a target that is spread over all: their sum, in two parts.
    pub(crate) shares: [f64; 2],
}

/// What is kept of rows, one in each lane.
#[derive(Clone, Copy)]
pub(crate) struct Kept {
    /// The label; -1 where there is none.
    pub(crate) label: [f64; LANES],
    /// The largest score.
    top: [f64; LANES],
    /// The class that has it, the first of them; -1 of log-probabilities.
    at: [f64; LANES],
    /// The exponentials of all classes but that one, added up.
    rest: Column,
    /// 1 by the sum of all exponentials, not lifted.
    inverse: Column,
    /// The weights of the target, added up.
    mass: Column,
    /// Those of all classes but `at`.
    beside: Column,
    /// The share of the class `at` where the target is spread over all.
    share: Column,
    /// The statistics.
    pub(crate) statistics: [Column; STATISTICS],
}

impl Kept {
    pub(crate) const NOTHING: Self = Self {
        label: [-1.0; LANES],
        top: [0.0; LANES],
        at: [-1.0; LANES],
        rest: Column::ZERO,
        inverse: Column::ZERO,
        mass: Column::ZERO,
        beside: Column::ZERO,
        share: Column::ZERO,
        statistics: [Column::ZERO; STATISTICS],
    };
    fn numbers(&mut self) -> [&mut [f64; LANES]; 3] {
        [&mut self.label, &mut self.top, &mut self.at]
    }
    fn columns(&mut self) -> impl Iterator<Item = &mut Column> {
        [&mut self.rest, &mut self.inverse, &mut self.mass, &mut self.beside, &mut self.share]
            .into_iter()
            .chain(&mut self.statistics)
    }
    /// Takes into lane `to` what another has in its first one.
    pub(crate) fn take(&mut self, to: usize, from: &mut Self) {
        for (a, b) in self.numbers().into_iter().zip(from.numbers()) {
            a[to] = b[0];
        }
        for (a, b) in self.columns().zip(from.columns()) {
            (a.hi[to], a.lo[to]) = (b.hi[0], b.lo[0]);
        }
    }
    /// All lanes as this one is.
    pub(crate) fn broadcast(mut self, lane: usize) -> Self {
        for a in self.numbers() {
            *a = [a[lane]; LANES];
        }
        for a in self.columns() {
            *a = Column { hi: [a.hi[lane]; LANES], lo: [a.lo[lane]; LANES] };
        }
        self
    }
}

/// The classes of the lanes in step `i`.
#[inline(always)]
fn classes(across: bool, i: usize) -> [f64; LANES] {
    let mut class = [i as f64; LANES];
    if across {
        let first = (i * LANES) as f64;
        for j in 0..LANES {
            class[j] = first + PLACES[j];
        }
    }
    class
}
const PLACES: [f64; LANES] = {
    let mut places = [0.0; LANES];
    let mut j = 0;
    while j < LANES {
        places[j] = j as f64;
        j += 1;
    }
    places
};
/// What belongs to the classes of the lanes in step `i`.
#[inline(always)]
fn by_class<X: Copy>(across: bool, x: &[X], i: usize) -> [X; LANES] {
    if across { x.as_chunks().0[i] } else { [x[i]; LANES] }
}
/// The weights of a target in step `i`.
#[inline(always)]
fn weighted<T: Storage, N: Score>(across: bool, target: &[T], weights: &[f64], i: usize, out: &mut Column) {
    let w = by_class(across, weights, i);
    let target = &target.as_chunks::<LANES>().0[i];
    for j in 0..LANES {
        out.set(j, N::join(target[j].to_f64(), 0.0) * w[j]);
    }
}
#[inline(always)]
fn add<N: Score>(to: &mut Column, j: usize, x: N) {
    let sum = to.get::<N>(j) + x;
    to.set(j, sum);
}
/// Adds to a running sum.
#[inline(always)]
fn run<N: Score>(to: &mut Column, j: usize, x: N) {
    let sum = to.get::<N>(j).plus_loose(x);
    to.set(j, sum);
}
/// What a class adds to a surprisal: a lifted weight times a gap, which is lowered between logits. A
/// weight of 0 silences it.
#[inline(always)]
fn surprised<N: Score>(logits: bool, weight: N, gap: N) -> N {
    if logits { weight.silence(gap) } else { product(weight, gap) }
}
/// The product of lifted numbers, or of one and another; 0 silences an infinity.
#[inline(always)]
fn product<N: Score>(a: N, b: N) -> N {
    let lower = 1.0 / N::LIFT;
    // Of two numbers one is lowered, and where that takes digits, the product is 0.
    let (small, large) = (a.weigh(b * lower), (a * lower).weigh(b));
    if a.parts()[0].abs() < 1.0 { small } else { large }
}
/// The sum of all lanes into the first.
#[inline(always)]
fn fold<N: Score>(x: &mut Column) {
    let mut width = LANES / 2;
    while width > 0 {
        for j in 0..width {
            let other = x.get::<N>(j + width);
            add(x, j, other);
        }
        width /= 2;
    }
}

/// The largest scores, and where they are. Where that is +inf, the row becomes its limit: 0 there and -inf
/// elsewhere; returns the largest of that.
#[inline(always)]
fn largest<T: Storage>(across: bool, x: &mut [T], kept: &mut Kept) -> [f64; LANES] {
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
    (kept.top, kept.at) = (top, at);
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
fn gathered<T: Storage, N: Score>(
    layout: &Layout<'_>,
    x: &mut [T],
    target: &[T],
    weights: &[f64],
    shares: &[[f64; 2]],
    e: &mut [Column],
    kept: &mut Kept,
) {
    let (across, temperature) = (layout.across, layout.temperature);
    let top = if layout.logits { largest(across, x, kept) } else { kept.top };
    let (at, label) = (kept.at, kept.label);
    let zero = N::join(0.0, 0.0);
    let [mut rest, mut beside, mut own, mut share, mut gap, mut wanted] = [Column::ZERO; 6];
    let mut statistics = [Column::ZERO; STATISTICS];
    let x = x.as_chunks::<LANES>().0;
    let steps = x.len();
    for i in 0..steps {
        let (x, e, class) = (&x[i], &mut e[i], classes(across, i));
        if !layout.logits {
            for j in 0..LANES {
                gap.set(j, N::join(-x[j].to_f64(), 0.0));
            }
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
                Statistic::Weight | Statistic::LogSumExp => {}
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
                Statistic::Spread => {
                    let w = by_class(across, shares, i);
                    for j in 0..LANES {
                        let w = N::join(w[j][0], w[j][1]);
                        run(&mut share, j, if class[j] == at[j] { w } else { zero });
                        run(sum, j, surprised(layout.logits, w, gap.get(j)));
                    }
                }
            }
        }
    }
    for column in [&mut rest, &mut beside, &mut own, &mut share].into_iter().chain(&mut statistics) {
        for j in 0..LANES {
            let x = column.get::<N>(j).tidy();
            column.set(j, x);
        }
        if across {
            fold::<N>(column);
        }
    }
    (kept.rest, kept.beside, kept.share) = (rest, beside, share);
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
            Statistic::Weight => {}
            Statistic::LogSumExp => {
                for j in 0..LANES {
                    let top = N::join(kept.top[j], 0.0) / layout.temperature;
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
            Statistic::Spread => {
                let all = N::join(layout.shares[0], layout.shares[1]);
                for j in 0..LANES {
                    let log = all.weigh(log.get::<N>(j)) * lower;
                    add(sum, j, log);
                }
            }
        }
    }
}

leaves! {
    /// The exponentials of a tile of scores, and the sums that its statistics are made of.
    pub(crate) fn gather[T: Storage][T](
        layout: &Layout<'_>, x: &mut [T], target: &[T], weights: &[f64], shares: &[[f64; 2]], e: &mut [Column], kept: &mut Kept
    ) {
        fused: gathered::<T, T::Score<Fused>>, unfused: gathered::<T, T::Score<NoFma>>,
    }
}
leaves! {
    /// Makes statistics of the sums.
    pub(crate) fn finish[T: Storage][T](layout: &Layout<'_>, kept: &mut Kept) {
        fused: finished::<T::Score<Fused>>, unfused: finished::<T::Score<NoFma>>,
    }
}
