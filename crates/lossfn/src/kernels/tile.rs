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
mod capped;
mod gather;
mod product;
mod pulls;
mod ranked;

pub(crate) use adjoint::spread;
pub(crate) use gather::{finish, gather};
pub(crate) use product::multiply;

use super::{Column, ROWS, STATISTICS, leaves};
use crate::{data::Storage, real::Score, stages::Statistic};

/// The lanes of a tile.
pub(crate) const LANES: usize = ROWS;

/// What is the same for all rows.
pub(crate) struct Layout<'a> {
    /// Whether the scores are logits; else they are log-probabilities.
    pub(crate) logits: bool,
    /// What the logits are divided by.
    pub(crate) temperature: f64,
    /// What the logits are capped at, softly, before that.
    pub(crate) softcap: Option<f64>,
    /// How many classes there are.
    pub(crate) classes: usize,
    /// Whether the lanes of a tile are classes of one row.
    pub(crate) across: bool,
    /// Whether the targets are distributions; else they are labels.
    pub(crate) soft: bool,
    /// How far scores that are compared should be apart.
    pub(crate) margin: f64,
    /// What is read.
    pub(crate) statistics: &'a [Statistic],
    /// The shares of the classes in a target that is spread over all: their sum, in two parts.
    pub(crate) shares: [f64; 2],
}

impl Layout<'_> {
    /// Whether scores are compared, and not turned into probabilities.
    #[inline(always)]
    fn ranked(&self) -> bool {
        self.statistics.iter().any(|s| s.ranked())
    }
}

/// What is kept of rows, one in each lane.
#[derive(Clone, Copy)]
pub(crate) struct Kept {
    /// The label; -1 where there is none.
    pub(crate) label: [f64; LANES],
    /// The largest score, capped if they are.
    top: Column,
    /// The class that has it, the first of them; -1 of log-probabilities.
    at: [f64; LANES],
    /// The class of the rival of the label, if there is one; else -1.
    rival: [f64; LANES],
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
    /// The shares of all classes, added up.
    shares: Column,
    /// How the violation of a margin changes with the score of the label, and how that does.
    pull: Column,
    bend: Column,
    /// The statistics.
    pub(crate) statistics: [Column; STATISTICS],
}

impl Kept {
    pub(crate) const NOTHING: Self = Self {
        label: [-1.0; LANES],
        top: Column::ZERO,
        at: [-1.0; LANES],
        rival: [-1.0; LANES],
        rest: Column::ZERO,
        inverse: Column::ZERO,
        mass: Column::ZERO,
        beside: Column::ZERO,
        share: Column::ZERO,
        shares: Column::ZERO,
        pull: Column::ZERO,
        bend: Column::ZERO,
        statistics: [Column::ZERO; STATISTICS],
    };
    fn numbers(&mut self) -> [&mut [f64; LANES]; 3] {
        [&mut self.label, &mut self.at, &mut self.rival]
    }
    fn columns(&mut self) -> impl Iterator<Item = &mut Column> {
        let Self { top, rest, inverse, mass, beside, share, shares, pull, bend, statistics, .. } = self;
        [top, rest, inverse, mass, beside, share, shares, pull, bend].into_iter().chain(statistics)
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
    /// What is kept in one lane, in all lanes of another.
    pub(crate) fn broadcast(&self, lane: usize, to: &mut Self) {
        for (to, x) in to.numbers().into_iter().zip([&self.label, &self.at, &self.rival]) {
            *to = [x[lane]; LANES];
        }
        let Self { top, rest, inverse, mass, beside, share, shares, pull, bend, statistics, .. } = self;
        let all = [top, rest, inverse, mass, beside, share, shares, pull, bend];
        for (to, x) in to.columns().zip(all.into_iter().chain(statistics)) {
            x.broadcast(lane, to);
        }
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
/// The shares of the classes in step `i` where the target is spread over all, or over all others.
#[inline(always)]
fn shared<T: Storage, N: Score>(
    layout: &Layout<'_>,
    statistic: Statistic,
    target: &[T],
    shares: &[[f64; 2]],
    label: &[f64; LANES],
    i: usize,
    out: &mut Column,
) {
    let w = by_class(layout.across, shares, i);
    for j in 0..LANES {
        out.set(j, N::join(w[j][0], w[j][1]));
    }
    if statistic != Statistic::Others {
        return;
    }
    let (one, class) = (N::join(1.0, 0.0), classes(layout.across, i));
    if layout.soft {
        let target = &target.as_chunks::<LANES>().0[i];
        for j in 0..LANES {
            let w = out.get::<N>(j) * (one - N::join(target[j].to_f64(), 0.0));
            out.set(j, w);
        }
        return;
    }
    for j in 0..LANES {
        let w = out.get::<N>(j);
        out.set(j, if class[j] == label[j] { N::join(0.0, 0.0) } else { w });
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
