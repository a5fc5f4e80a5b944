//! Rows in lanes: short ones side by side, long ones across; any target, weight and temperature.

use core::ops::Range;

use super::{SHORT, Softmax, Target, from_lane, into_lane, of_labels};
use crate::{
    data::Storage,
    kernels::{
        Column, Order, Outcome, Score,
        tile::{self, Kept, LANES, Layout},
    },
    real::{Dd, Unfused},
    stages::{Ask, Statistic, counts},
};

/// About so many exponentials of long rows are kept between the two passes over them.
const KEPT: usize = 16384;

/// Tables of classes, lifted, and padded to whole steps.
pub(super) struct Classes {
    weights: Vec<f64>,
    /// The shares in a target that is spread over all classes, in two parts.
    shares: Vec<[f64; 2]>,
    all: [f64; 2],
}

impl Classes {
    /// Of class weights, where the targets are distributions or spread over all classes.
    pub(super) fn new<T: Storage>(
        classes: usize,
        weight: impl Fn(usize) -> f64,
        soft: bool,
        spread: bool,
    ) -> Self {
        let lift = <T::Double as Score>::LIFT;
        let mut weights: Vec<f64> = if soft || spread { (0..classes).map(weight).collect() } else { vec![] };
        // Divided at once: the sum may overflow where the mean does not.
        let share = |w: Dd<Unfused<f64>>| w / classes as f64;
        let words = |w: Dd<Unfused<f64>>| [w.hi().0 * lift, w.lo().0 * lift];
        let (mut shares, mut all) = (vec![], [0.0; 2]);
        if spread {
            shares.extend(weights.iter().map(|&w| words(share(Dd::new(Unfused(w))))));
            all = words(share(weights.iter().fold(Dd::new(Unfused(0.0)), |sum, &w| sum + w)));
        }
        weights.iter_mut().for_each(|w| *w *= lift);
        // To whole steps of long rows.
        weights.resize(weights.len().next_multiple_of(LANES), 0.0);
        shares.resize(shares.len().next_multiple_of(LANES), [0.0; 2]);
        Self { weights, shares, all }
    }
}

impl<T: Storage> Softmax<'_, T> {
    /// f32 in f64, f64 in double-double.
    pub(super) fn tiled(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept: counted, scale, v, g, h } = ask;
        let statistics = self.kernel.statistics();
        let width = self.rows.columns();
        // Of log-probabilities with labels only the one of the label is read.
        let picked = !self.logits && matches!(self.target, Target::Labels(_)) && of_labels(statistics);
        let across = width >= SHORT && !picked;
        let steps = match (picked, across) {
            (true, _) => 1,
            (_, true) => width.div_ceil(LANES),
            _ => width,
        };
        let size = steps * LANES;
        let rows = if across { (KEPT / size).clamp(1, LANES) } else { LANES };
        let soft = match self.target {
            Target::Distributions(target) => Some(target),
            Target::Labels(_) => None,
        };
        let Classes { weights, shares, all } = &self.classes;
        let layout = Layout {
            logits: self.logits,
            temperature: self.temperature,
            across,
            soft: soft.is_some(),
            statistics,
            shares: *all,
        };
        // Where the lanes are classes, those that there are not have no probability.
        let padding = if across { T::from_f64(f64::NEG_INFINITY) } else { T::default() };
        let mut x = vec![padding; size];
        let mut t = vec![T::default(); if soft.is_some() { size } else { 0 }];
        let mut e = vec![Column::ZERO; if across { rows * steps } else { steps }];
        let [mut g_tile, mut h_tile] = [Order::Gradient, Order::Hessian]
            .map(|least| vec![T::default(); if order >= least { size } else { 0 }]);
        let mut outcome = Outcome::ZERO;
        for start in (0..items.len()).step_by(rows) {
            let group = start..items.len().min(start + rows);
            if !group.clone().any(|i| counts(counted, i)) {
                continue;
            }
            let mut kept = Kept::NOTHING;
            for (k, i) in group.clone().enumerate().filter(|&(_, i)| counts(counted, i)) {
                let row = items.start + i;
                let label = self.label(row);
                let mut weight = 1.0;
                if let Some(label) = label {
                    kept.label[k] = if picked { 0.0 } else { label as f64 };
                    weight = self.class_weight(label);
                }
                for (to, _) in
                    kept.statistics.iter_mut().zip(statistics).filter(|(_, s)| **s == Statistic::Weight)
                {
                    to.hi[k] = weight;
                }
                let scores = self.rows.row(row);
                if across {
                    x[..width].copy_from_slice(scores);
                    if let Some(target) = soft {
                        t[..width].copy_from_slice(target.row(row));
                    }
                    let mut one = kept.broadcast(k);
                    let e = &mut e[k * steps..][..steps];
                    tile::gather::<T>(isa, &layout, &x, &t, weights, shares, e, &mut one);
                    kept.take(k, &mut one);
                } else {
                    let scores = match label {
                        Some(label) if picked => &scores[label..=label],
                        _ => scores,
                    };
                    into_lane(&mut x, k, scores);
                    if let Some(target) = soft {
                        into_lane(&mut t, k, target.row(row));
                    }
                }
            }
            if !across {
                tile::gather::<T>(isa, &layout, &x, &t, weights, shares, &mut e, &mut kept);
            }
            tile::finish::<T>(isa, &layout, &mut kept);
            T::formula(&*self.kernel, isa, order, &kept.statistics, &mut outcome);
            for (v, value) in v[group.clone()].iter_mut().zip(&outcome.value) {
                *v = T::from_f64(*value);
            }
            if order == Order::Value {
                continue;
            }
            if !across {
                tile::spread::<T>(
                    isa,
                    &layout,
                    order,
                    scale,
                    &t,
                    weights,
                    shares,
                    &e,
                    &kept,
                    &outcome,
                    &mut g_tile,
                    &mut h_tile,
                );
            }
            for (k, i) in group.enumerate().filter(|&(_, i)| counts(counted, i)) {
                let row = items.start + i;
                if across {
                    if let Some(target) = soft {
                        t[..width].copy_from_slice(target.row(row));
                    }
                    let e = &e[k * steps..][..steps];
                    tile::spread::<T>(
                        isa,
                        &layout,
                        order,
                        scale,
                        &t,
                        weights,
                        shares,
                        e,
                        &kept.broadcast(k),
                        &outcome.broadcast(k),
                        &mut g_tile,
                        &mut h_tile,
                    );
                }
                for (out, tile) in [(&mut *g, &g_tile), (&mut *h, &h_tile)] {
                    let Some(out) = out.get_mut(i * width..(i + 1) * width) else { continue };
                    if across {
                        out.copy_from_slice(&tile[..width]);
                    } else if picked {
                        out.fill(T::default());
                        out[self.label(row).unwrap_or(0)] = tile[k];
                    } else {
                        from_lane(tile, k, out);
                    }
                }
            }
        }
    }
}
