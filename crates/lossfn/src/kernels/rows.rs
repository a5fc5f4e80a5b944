//! The kernel of a formula over statistics of rows.

use core::marker::PhantomData;
use std::sync::Arc;

use super::{Check, Detected, Order, leaves};
use crate::{
    data::Storage,
    formula::{Formula, Loss, precision::Sealed},
    real::{Derived, Differentiable, Fused, NoFma, Parts, Real},
    stages::{Reads, Statistic},
};

/// So many rows go through a formula at once: 256 bytes of f64.
pub const ROWS: usize = 32;
/// The most statistics that a formula reads.
pub const STATISTICS: usize = 4;

/// A number for each of some rows, in two parts: what f64 holds of it, and the rest where that matters.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The numbers, rounded.
    pub hi: [f64; ROWS],
    /// What rounding left.
    pub lo: [f64; ROWS],
}

impl Column {
    /// Zeros.
    pub const ZERO: Self = Self { hi: [0.0; ROWS], lo: [0.0; ROWS] };
    /// The number of one row in all rows of another.
    pub(super) fn broadcast(&self, row: usize, to: &mut Self) {
        (to.hi, to.lo) = ([self.hi[row]; ROWS], [self.lo[row]; ROWS]);
    }
    #[inline(always)]
    pub(super) fn get<N: Parts>(&self, j: usize) -> N {
        N::join(self.hi[j], self.lo[j])
    }
    #[inline(always)]
    pub(super) fn set<N: Parts>(&mut self, j: usize, x: N) {
        let [hi, lo] = x.parts();
        self.hi[j] = hi;
        if N::DOUBLE {
            self.lo[j] = lo;
        }
    }
}

/// What a formula makes of the statistics of some rows. Derivatives by a statistic that is a constant,
/// or that the formula does not read, stay as they were.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The values.
    pub value: [f64; ROWS],
    /// The derivatives by each statistic.
    pub first: [Column; STATISTICS],
    /// The second derivatives: by `i` and `j` at `[i][j]`, where `i <= j`.
    pub second: [[Column; STATISTICS]; STATISTICS],
}

impl Outcome {
    /// Zeros.
    pub const ZERO: Self = Self {
        value: [0.0; ROWS],
        first: [Column::ZERO; STATISTICS],
        second: [[Column::ZERO; STATISTICS]; STATISTICS],
    };
    /// The values and derivatives of one row, by so many statistics, in all rows of another.
    pub(crate) fn broadcast(&self, row: usize, statistics: usize, bends: bool, to: &mut Self) {
        to.value = [self.value[row]; ROWS];
        for k in 0..statistics {
            self.first[k].broadcast(row, &mut to.first[k]);
            for l in 0..if bends { statistics } else { 0 } {
                self.second[k][l].broadcast(row, &mut to.second[k][l]);
            }
        }
    }
}

/// The kernel of a loss over statistics of rows: the numbers are f64, whatever the rows hold.
pub trait RowBlock: Send + Sync {
    /// What the formula reads.
    fn statistics(&self) -> &'static [Statistic];
    /// Whether it reads labels only, no target distributions.
    fn labels_only(&self) -> bool;
    /// Whether it needs more digits of the statistics than the type of the rows has, f32 or f64.
    fn exact(&self, narrow: bool) -> bool;
    /// One row, for checks.
    fn reference(&self, x: &[Check]) -> Check;
    /// For rows of f32.
    fn f32(&self, isa: Detected, order: Order, x: &[Column; STATISTICS], out: &mut Outcome);
    /// For rows of f64.
    fn f64(&self, isa: Detected, order: Order, x: &[Column; STATISTICS], out: &mut Outcome);
}

/// A loss over `K` statistics.
pub(super) struct Statistical<L, const K: usize>(pub(super) Arc<L>, pub(super) PhantomData<[(); K]>);

impl<L: Loss<K> + Reads, const K: usize> RowBlock for Statistical<L, K> {
    fn statistics(&self) -> &'static [Statistic] {
        self.0.reads()
    }
    fn labels_only(&self) -> bool {
        L::LABELS_ONLY
    }
    fn exact(&self, narrow: bool) -> bool {
        if narrow {
            !<<L::Precision as Sealed>::Of32<Fused> as Parts>::SPARE
        } else {
            <<L::Precision as Sealed>::Of64<Fused> as Parts>::DOUBLE
        }
    }
    fn reference(&self, x: &[Check]) -> Check {
        let mut all = [x[0].lift(0.0); K];
        all[..x.len()].copy_from_slice(x);
        self.0.over(x[0]).value(all)
    }
    fn f32(&self, isa: Detected, order: Order, x: &[Column; STATISTICS], out: &mut Outcome) {
        orders::<f32, L, K>(&self.0, isa, order, x, out);
    }
    fn f64(&self, isa: Detected, order: Order, x: &[Column; STATISTICS], out: &mut Outcome) {
        orders::<f64, L, K>(&self.0, isa, order, x, out);
    }
}

fn orders<T: Storage, L: Loss<K> + Reads, const K: usize>(
    loss: &L,
    isa: Detected,
    order: Order,
    x: &[Column; STATISTICS],
    out: &mut Outcome,
) {
    match order {
        Order::Value => leaf::<T, L, K, 0>(isa, loss, x, out),
        Order::Gradient => leaf::<T, L, K, 1>(isa, loss, x, out),
        Order::Hessian => leaf::<T, L, K, 2>(isa, loss, x, out),
    }
}

leaves! {
    fn leaf[T: Storage, L: Loss<K> + Reads, const K: usize, const ORDER: usize][T, L, K, ORDER](
        loss: &L, x: &[Column; STATISTICS], out: &mut Outcome
    ) {
        fused: block::<T::In<L::Precision, Fused>, L, K, ORDER>,
        unfused: block::<T::In<L::Precision, NoFma>, L, K, ORDER>,
    }
}

/// Values and derivatives of a formula.
#[inline(always)]
fn block<N: Parts, L: Loss<K> + Reads, const K: usize, const ORDER: usize>(
    loss: &L,
    x: &[Column; STATISTICS],
    out: &mut Outcome,
) {
    if ORDER == 0 {
        let like = N::join(0.0, 0.0);
        let plain = loss.over(like);
        for j in 0..ROWS {
            out.value[j] = rounded(plain.value(read(x, like, j)));
        }
        return;
    }
    // Each by itself: a loop over the statistics would have to be unrolled before anything is known.
    along::<N, L, K, ORDER, 0, 0>(loss, x, out);
    along::<N, L, K, ORDER, 1, 1>(loss, x, out);
    along::<N, L, K, ORDER, 2, 2>(loss, x, out);
    along::<N, L, K, ORDER, 3, 3>(loss, x, out);
    if ORDER == 2 {
        along::<N, L, K, ORDER, 0, 1>(loss, x, out);
        along::<N, L, K, ORDER, 0, 2>(loss, x, out);
        along::<N, L, K, ORDER, 0, 3>(loss, x, out);
        along::<N, L, K, ORDER, 1, 2>(loss, x, out);
        along::<N, L, K, ORDER, 1, 3>(loss, x, out);
        along::<N, L, K, ORDER, 2, 3>(loss, x, out);
    }
}

/// A number as one f64: the parts of a pair are not neighbours.
#[inline(always)]
fn rounded<N: Parts>(x: N) -> f64 {
    let [hi, lo] = x.parts();
    let sum = hi + lo;
    if !N::DOUBLE || sum.is_nan() { hi } else { sum }
}

/// The statistics of a row.
#[inline(always)]
fn read<N: Parts, const K: usize>(columns: &[Column; STATISTICS], like: N, j: usize) -> [N; K] {
    let mut x = [like; K];
    for k in 0..K {
        x[k] = columns[k].get(j);
    }
    x
}

/// Derivatives by the statistics `I` and `J`, and the values with them.
#[inline(always)]
fn along<N: Parts, L: Loss<K> + Reads, const K: usize, const ORDER: usize, const I: usize, const J: usize>(
    loss: &L,
    columns: &[Column; STATISTICS],
    out: &mut Outcome,
) {
    if !(const { varies(L::STATISTICS, I) && varies(L::STATISTICS, J) }) {
        return;
    }
    let like = N::join(0.0, 0.0);
    if ORDER == 1 {
        let first = loss.over(like.seeded(false));
        for j in 0..ROWS {
            let x: [N; K] = read(columns, like, j);
            let mut seeded = [like.seeded(false); K];
            for k in 0..K {
                seeded[k] = x[k].seeded(k == I);
            }
            let l = first.value(seeded).dual();
            out.value[j] = rounded(l.v);
            out.first[I].set(j, l.derivative());
        }
        return;
    }
    let second = loss.over(like.seeded(false).seeded(false));
    for j in 0..ROWS {
        let x: [N; K] = read(columns, like, j);
        let mut seeded = [like.seeded(false).seeded(false); K];
        for k in 0..K {
            seeded[k] = x[k].seeded(k == I).seeded(k == J);
        }
        let l = second.value(seeded).dual();
        if I == J {
            let along = l.v.dual();
            out.value[j] = rounded(along.v);
            out.first[I].set(j, along.derivative());
        }
        out.second[I][J].set(j, l.derivative().dual().derivative());
    }
}

/// Whether there is a statistic at `k`, and it is no constant.
const fn varies(statistics: &[Statistic], k: usize) -> bool {
    k < statistics.len() && !matches!(statistics[k], Statistic::Weight | Statistic::Label)
}
