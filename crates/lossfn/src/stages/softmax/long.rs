//! Long rows of logits with labels, row by row.

use core::ops::Range;

use super::{
    Softmax,
    row::{Sums, logits, weigh},
};
use crate::{
    data::{Element, Storage},
    kernels::{Order, Outcome, ROWS, prefetch, softmax},
    stages::{Ask, counts},
};

/// As much of the next row is asked for as the first cache holds beside this one.
const AHEAD: usize = 4096;

impl<E: Element<Wide = T>, T: Storage> Softmax<'_, E> {
    /// In their own type: exponentials go where the gradient will stand.
    pub(super) fn long(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept, scale, v, g, h } = ask;
        let classes = self.rows.columns();
        let mut scratch = vec![T::default(); if order == Order::Value { classes } else { 0 }];
        let mut outcome = Outcome::ZERO;
        for start in (0..items.len()).step_by(ROWS) {
            let group = start..items.len().min(start + ROWS);
            let mut sums = [Sums::default(); ROWS];
            let [mut gap, mut rest, mut weight] = [[0.0; ROWS]; 3];
            for (k, i) in group.clone().enumerate().filter(|&(_, i)| counts(kept, i)) {
                let row = items.start + i;
                let Some(label) = self.target.label(row) else { continue };
                let x = self.rows.row(row);
                if row + 1 < self.rows.len() {
                    let next = self.rows.ahead(row + 1);
                    prefetch(&next[..next.len().min(AHEAD)]);
                }
                let e = if order == Order::Value {
                    &mut scratch[..]
                } else {
                    let (e, next) = g[i * classes..].split_at_mut(classes);
                    prefetch(&next[..next.len().min(classes).min(AHEAD)]);
                    e
                };
                (gap[k], sums[k]) = logits(isa, &x, label, e);
                rest[k] = sums[k].rest;
                weight[k] = self.class_weight(label);
            }
            self.labelled(isa, order, &gap, &rest, &weight, &mut outcome);
            for (v, value) in v[group.clone()].iter_mut().zip(&outcome.value) {
                *v = T::from_f64(*value);
            }
            if order == Order::Value {
                continue;
            }
            let along = self.along();
            for (k, i) in group.enumerate().filter(|&(_, i)| counts(kept, i)) {
                let Some(label) = self.target.label(items.start + i) else { continue };
                let Sums { skip, rest, total } = sums[k];
                let slope = outcome.first[along].hi[k] * scale;
                let g = &mut g[i * classes..][..classes];
                let miss = if skip == label { rest } else { total - g[label].to_f64() } / total;
                if order == Order::Hessian {
                    let bend = outcome.second[along][along].hi[k] * scale;
                    for (j, (h, e)) in h[i * classes..].iter_mut().zip(&*g).enumerate() {
                        let p = e.to_f64() / total;
                        let others = if j == skip { rest / total } else { 1.0 - p };
                        let along = if j == label { -miss } else { p };
                        *h = T::from_f64(slope * p * others + weigh(weigh(bend, along), along));
                    }
                }
                softmax::scale(isa, g, T::from_f64(slope / total));
                g[label] = T::from_f64(-(slope * miss));
            }
        }
    }
}
