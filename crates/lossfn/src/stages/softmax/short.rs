//! Short rows of logits with labels, side by side.

use core::ops::Range;

use super::{Softmax, from_lane, into_lane, row::settle};
use crate::{
    data::{Element, Storage},
    kernels::{
        Order, Outcome, ROWS,
        short::{self, Short},
    },
    stages::{Ask, counts},
};

impl<E: Element<Wide = T>, T: Storage> Softmax<'_, E> {
    /// In their own type, as the long ones.
    pub(super) fn short(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept, scale, v, g, h } = ask;
        let classes = self.rows.columns();
        let [mut x, mut e] = [(); 2].map(|()| vec![T::default(); classes * ROWS]);
        let mut bends = vec![T::default(); if order == Order::Hessian { classes * ROWS } else { 0 }];
        let mut outcome = Outcome::ZERO;
        for start in (0..items.len()).step_by(ROWS) {
            let group = start..items.len().min(start + ROWS);
            let mut rows = Short::new();
            let mut weight = [0.0; ROWS];
            for (k, i) in group.clone().enumerate().filter(|&(_, i)| counts(kept, i)) {
                let row = items.start + i;
                let Some(label) = self.target.label(row) else { continue };
                rows.label[k] = T::from_f64(label as f64);
                weight[k] = self.class_weight(label);
                into_lane(&mut x, k, &self.rows.row(row));
            }
            short::max(isa, &x, &mut rows);
            if rows.top.iter().any(|top| !top.to_f64().is_finite()) {
                for k in 0..group.len() {
                    let mut row = vec![T::default(); classes];
                    from_lane(&x, k, &mut row);
                    rows.top[k] = settle(isa, &mut row);
                    into_lane(&mut x, k, &row);
                }
            }
            short::exp(isa, &x, &mut e, &mut rows);
            self.labelled(isa, order, &rows.gap, &rows.rest, &weight, &mut outcome);
            for (v, value) in v[group.clone()].iter_mut().zip(&outcome.value) {
                *v = T::from_f64(*value);
            }
            if order == Order::Value {
                continue;
            }
            let along = self.along();
            let slope = outcome.first[along].hi.map(|d| d * scale);
            if order == Order::Hessian {
                let bend = outcome.second[along][along].hi.map(|d| d * scale);
                short::hessian(isa, &slope, &bend, &rows, &e, &mut bends);
            }
            short::gradient(isa, &slope, &rows, &mut e);
            for (k, i) in group.enumerate().filter(|&(_, i)| counts(kept, i)) {
                let out = i * classes..(i + 1) * classes;
                from_lane(&e, k, &mut g[out.clone()]);
                if order == Order::Hessian {
                    from_lane(&bends, k, &mut h[out]);
                }
            }
        }
    }
}
