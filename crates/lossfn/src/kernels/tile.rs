//! Rows of scores in lanes: what is done to a lane depends on nothing beside it, so that no bit depends
//! on where a row stands.
//!
//! The scores of a tile stand in steps of [`LANES`]. Where rows are short each lane is a row, and each
//! step a class. Where they are long the tile is one row, and its lanes are classes; they are folded in
//! a fixed tree.
//!
//! Probabilities, and the weights and shares of classes, are [lifted](Score::LIFT), and gaps between
//! logits are lowered; the statistics and the derivatives of the formula are neither.

use super::{Column, Order, Outcome, ROWS, STATISTICS, Score, leaves};
use crate::{data::Storage, stages::Statistic};

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
/// A score, where a largest one of +inf makes the row its limit: 0 there and -inf elsewhere.
#[inline(always)]
fn settled(x: f64, top: f64) -> f64 {
    let other = if x < top { f64::NEG_INFINITY } else { x };
    let x_limit = if x == top { 0.0 } else { other };
    if top == f64::INFINITY { x_limit } else { x }
}
#[inline(always)]
fn add<N: Score>(to: &mut Column, j: usize, x: N) {
    let sum = to.get::<N>(j) + x;
    to.set(j, sum);
}
/// What a class adds to a surprisal: a lifted weight times a gap, which is lowered between logits. 0
/// silences an infinity.
#[inline(always)]
fn surprised<N: Score>(logits: bool, weight: N, gap: N) -> N {
    if logits { weight.weigh(gap) } else { product(weight, gap) }
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

/// The largest scores, and where they are.
#[inline(always)]
fn largest<T: Storage>(across: bool, x: &[T], kept: &mut Kept) {
    let (mut top, mut at) = ([f64::NEG_INFINITY; LANES], [-1.0; LANES]);
    for (i, x) in x.as_chunks::<LANES>().0.iter().enumerate() {
        let class = classes(across, i);
        for j in 0..LANES {
            // All is read before anything is chosen, here and below: else addresses are, and no vectors come
            // of it.
            let (x, most, place, here) = (x[j].to_f64(), top[j], at[j], class[j]);
            top[j] = if x > most { x } else { most };
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
}

/// The exponentials of a tile into `e`, and the sums that the statistics are made of into `kept`.
#[inline(always)]
fn gathered<T: Storage, N: Score>(
    layout: &Layout<'_>,
    x: &[T],
    target: &[T],
    weights: &[f64],
    shares: &[[f64; 2]],
    e: &mut [Column],
    kept: &mut Kept,
) {
    let (across, temperature) = (layout.across, layout.temperature);
    if layout.logits {
        largest(across, x, kept);
    }
    let (top, at, label) = (kept.top, kept.at, kept.label);
    let zero = N::join(0.0, 0.0);
    let [mut rest, mut mass, mut beside] = [Column::ZERO; 3];
    let mut statistics = [Column::ZERO; STATISTICS];
    let [mut share, mut gap, mut wanted] = [Column::ZERO; 3];
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
                add(&mut rest, j, if class[j] == at[j] { zero } else { e });
            }
        }
        if layout.soft {
            weighted::<T, N>(across, target, weights, i, &mut wanted);
            for j in 0..LANES {
                let t = wanted.get::<N>(j);
                add(&mut mass, j, t);
                add(&mut beside, j, if class[j] == at[j] { zero } else { t });
            }
        }
        for (k, statistic) in layout.statistics.iter().enumerate() {
            let sum = &mut statistics[k];
            match statistic {
                Statistic::Weight => {}
                Statistic::Surprisal if layout.soft => {
                    for j in 0..LANES {
                        add(sum, j, surprised::<N>(layout.logits, wanted.get(j), gap.get(j)));
                    }
                }
                Statistic::Surprisal => {
                    for j in 0..LANES {
                        let (gap, known) = (gap.get::<N>(j), sum.get::<N>(j));
                        sum.set(j, if class[j] == label[j] { gap } else { known });
                    }
                }
                Statistic::Spread => {
                    let w = by_class(across, shares, i);
                    for j in 0..LANES {
                        let w = N::join(w[j][0], w[j][1]);
                        add(sum, j, surprised(layout.logits, w, gap.get(j)));
                        let known = share.get::<N>(j);
                        share.set(j, if class[j] == at[j] { w } else { known });
                    }
                }
            }
        }
    }
    if across {
        for column in [&mut rest, &mut mass, &mut beside, &mut share].into_iter().chain(&mut statistics) {
            fold::<N>(column);
        }
    }
    (kept.rest, kept.mass, kept.beside, kept.share) = (rest, mass, beside, share);
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
        let x = settled(x[j].to_f64(), top[j]);
        let top = if top[j] == f64::INFINITY { 0.0 } else { top[j] };
        let (d, power) = N::below::<TEMPERED>(top, x, temperature);
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

/// The derivatives by the scores of a tile, from those by the statistics.
#[inline(always)]
fn adjoint<T: Storage, N: Score>(
    layout: &Layout<'_>,
    order: Order,
    scale: f64,
    target: &[T],
    weights: &[f64],
    shares: &[[f64; 2]],
    e: &[Column],
    kept: &Kept,
    outcome: &Outcome,
    g: &mut [T],
    h: &mut [T],
) {
    let across = layout.across;
    let (one, zero, lower) = (N::join(N::LIFT, 0.0), N::join(0.0, 0.0), 1.0 / N::LIFT);
    let all = N::join(layout.shares[0], layout.shares[1]);
    let bends = order == Order::Hessian;
    let [mut p, mut others, mut wanted, mut gradient, mut hessian] = [Column::ZERO; 5];
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
                Statistic::Weight => continue,
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
                Statistic::Spread => {
                    let w = by_class(across, shares, i);
                    for j in 0..LANES {
                        let largest = (all - kept.share.get::<N>(j)) - product(all, others.get(j));
                        let other = product(all, p.get(j)) - N::join(w[j][0], w[j][1]);
                        pull.set(j, if class[j] == kept.at[j] { largest } else { other });
                    }
                }
            }
            let (first, second) = (&outcome.first[k], &outcome.second[k][k]);
            for j in 0..LANES {
                add(&mut gradient, j, first.get::<N>(j) * pull.get::<N>(j));
            }
            if !bends {
                continue;
            }
            for j in 0..LANES {
                let mass = match statistic {
                    Statistic::Spread => all,
                    _ if layout.soft => kept.mass.get::<N>(j),
                    _ => one,
                };
                let own = product(product(mass, p.get(j)), others.get(j)) * first.get::<N>(j);
                let (pull, second) = (pull.get::<N>(j), N::join(second[j], 0.0));
                add(&mut hessian, j, own + second.weigh(pull).weigh(pull * lower));
            }
            for l in 0..k {
                for j in 0..LANES {
                    let second = N::join(outcome.second[l][k][j] * 2.0, 0.0);
                    add(
                        &mut hessian,
                        j,
                        second.weigh(pulls[l].get::<N>(j)).weigh(pulls[k].get::<N>(j) * lower),
                    );
                }
            }
        }
        write::<T, N>(&gradient, layout.temperature, 1, scale, &mut g.as_chunks_mut().0[i]);
        if bends {
            write::<T, N>(&hessian, layout.temperature, 2, scale, &mut h.as_chunks_mut().0[i]);
        }
    }
}

/// Derivatives, divided by the temperature so many times.
#[inline(always)]
fn write<T: Storage, N: Score>(x: &Column, temperature: f64, times: usize, scale: f64, out: &mut [T; LANES]) {
    let lower = 1.0 / N::LIFT;
    if temperature == 1.0 {
        for j in 0..LANES {
            out[j] = T::from_f64((x.get::<N>(j) * scale).parts()[0] * lower);
        }
        return;
    }
    for j in 0..LANES {
        let x = x.get::<N>(j);
        // What is large is lowered before the quotient may overflow, what is small when nothing is left
        // to be done.
        let large = x.parts()[0].abs() >= 1.0;
        let mut y = if large { x * lower } else { x } / temperature;
        if times == 2 {
            y = y / temperature;
        }
        let y = (y * scale).parts()[0];
        out[j] = T::from_f64(if large { y } else { y * lower });
    }
}

leaves! {
    /// The exponentials of a tile of scores, and the sums that its statistics are made of.
    pub(crate) fn gather[T: Storage][T](
        layout: &Layout<'_>, x: &[T], target: &[T], weights: &[f64], shares: &[[f64; 2]], e: &mut [Column], kept: &mut Kept
    ) {
        fused: gathered::<T, T::Double>, unfused: gathered::<T, T::DoubleUnfused>,
    }
}
leaves! {
    /// Makes statistics of the sums.
    pub(crate) fn finish[T: Storage][T](layout: &Layout<'_>, kept: &mut Kept) {
        fused: finished::<T::Double>, unfused: finished::<T::DoubleUnfused>,
    }
}
leaves! {
    /// The derivatives by the scores of a tile, from those by the statistics.
    pub(crate) fn spread[T: Storage][T](
        layout: &Layout<'_>, order: Order, scale: f64, target: &[T], weights: &[f64], shares: &[[f64; 2]],
        e: &[Column], kept: &Kept, outcome: &Outcome, g: &mut [T], h: &mut [T]
    ) {
        fused: adjoint::<T, T::Double>, unfused: adjoint::<T, T::DoubleUnfused>,
    }
}
