//! Rows in lanes: short ones side by side, long ones across; any target, weight and temperature.

use core::ops::Range;

use super::{Softmax, from_lane, into_lane, of_labels};
use crate::{
    data::{Element, Storage},
    kernels::{
        Column, Detected, Order, Outcome,
        tile::{self, Kept, LANES, Layout},
    },
    real::{Dd, Fused, Score, Unfused},
    stages::{Ask, Statistic, Target, Times, counts},
};

/// From so many classes on the lanes of a tile are classes; before, what is kept of a row costs more to spread over
/// all lanes than its scores to be turned.
const ACROSS: usize = 256;
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
    /// Of class weights, where the targets are distributions or spread over so many classes.
    pub(super) fn new<T: Storage>(
        classes: usize,
        weight: impl Fn(usize) -> f64,
        soft: bool,
        spread: Option<usize>,
    ) -> Self {
        let lift = T::Score::<Fused>::LIFT;
        let mut weights: Vec<f64> =
            if soft || spread.is_some() { (0..classes).map(weight).collect() } else { vec![] };
        let words = |w: Dd<Unfused<f64>>| [w.hi().0 * lift, w.lo().0 * lift];
        let (mut shares, mut all) = (vec![], [0.0; 2]);
        if let Some(among) = spread {
            // Divided at once: the sum may overflow where the mean does not.
            let share = |w: Dd<Unfused<f64>>| w / among.max(1) as f64;
            shares.extend(weights.iter().map(|&w| words(share(Dd::new(Unfused(w))))));
            all = words(share(weights.iter().fold(Dd::new(Unfused(0.0)), |sum, &w| sum + w)));
        }
        for w in &mut weights {
            *w *= lift;
        }
        // To whole steps of long rows.
        weights.resize(weights.len().next_multiple_of(LANES), 0.0);
        shares.resize(shares.len().next_multiple_of(LANES), [0.0; 2]);
        Self { weights, shares, all }
    }
}

/// The lane of a row, its place in the block, and in the table.
type Place = (usize, usize, usize);

/// How rows stand in tiles, and the memory for one group of them.
struct Tiles<T> {
    /// Of log-probabilities with labels only the one of the label is read.
    picked: bool,
    /// Whether the lanes are classes.
    across: bool,
    /// The steps of a tile.
    steps: usize,
    /// The rows of a group.
    rows: usize,
    /// Where the lanes are classes: what is kept of one row, and what the formula makes of it, in all lanes.
    one: Kept,
    of_one: Outcome,
    x: Vec<T>,
    t: Vec<T>,
    e: Vec<Column>,
    g: Vec<T>,
    h: Vec<T>,
}

impl<T: Storage> Tiles<T> {
    fn new(picked: bool, soft: bool, width: usize, order: Order) -> Self {
        let across = width >= ACROSS && !picked;
        let steps = match (picked, across) {
            (true, _) => 1,
            (_, true) => width.div_ceil(LANES),
            _ => width,
        };
        let size = steps * LANES;
        let rows = if across { (KEPT / size).clamp(1, LANES) } else { LANES };
        // Where the lanes are classes, those that there are not have no probability.
        let padding = if across { T::from_f64(f64::NEG_INFINITY) } else { T::default() };
        let wanted = |yes: bool| vec![T::default(); if yes { size } else { 0 }];
        Self {
            picked,
            across,
            steps,
            rows,
            one: Kept::NOTHING,
            of_one: Outcome::ZERO,
            x: vec![padding; size],
            t: wanted(soft),
            e: vec![Column::ZERO; if across { rows * steps } else { steps }],
            g: wanted(order >= Order::Gradient),
            h: wanted(order >= Order::Hessian),
        }
    }
}

impl<E: Element<Wide = T>, T: Storage> Softmax<'_, E> {
    /// f32 in f64, f64 in double-double.
    pub(super) fn tiled(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept, scale, v, g, h } = ask;
        self.groups(items, isa, order, kept, |layout, tiles, group, rows, kept, outcome| {
            for (v, value) in v[group].iter_mut().zip(&outcome.value) {
                *v = T::from_f64(*value);
            }
            if order >= Order::Gradient {
                self.spread(isa, layout, order, scale, tiles, rows, kept, outcome, g, h);
            }
        });
    }

    /// The hessians of rows times a vector, likewise.
    pub(super) fn tiled_product(&self, items: Range<usize>, times: Times<'_, T>) {
        let Times { isa, kept, scale, vector, out } = times;
        let (mut of_tile, mut steps) = (vec![], vec![]);
        self.groups(items, isa, Order::Hessian, kept, |layout, tiles, _, rows, kept, outcome| {
            of_tile.resize(tiles.steps * LANES, T::default());
            steps.resize(tiles.steps, Column::ZERO);
            self.multiplied(
                isa,
                layout,
                scale,
                tiles,
                rows,
                kept,
                outcome,
                vector,
                (&mut of_tile, &mut steps),
                out,
            );
        });
    }

    /// What is kept of each group of rows, and what the formula makes of it.
    fn groups(
        &self,
        items: Range<usize>,
        isa: Detected,
        order: Order,
        counted: Option<&[bool]>,
        mut each: impl FnMut(&Layout<'_>, &mut Tiles<T>, Range<usize>, &[Place], &Kept, &mut Outcome),
    ) {
        let soft = matches!(self.target, Target::Table(_));
        let picked = !self.logits && !soft && of_labels(self.kernel.statistics());
        let mut tiles = Tiles::new(picked, soft, self.rows.columns(), order);
        let layout = Layout {
            logits: self.logits,
            temperature: self.temperature,
            softcap: self.softcap,
            margin: self.margin,
            classes: self.rows.columns(),
            across: tiles.across,
            soft,
            statistics: self.kernel.statistics(),
            shares: self.classes.all,
        };
        let mut outcome = Outcome::ZERO;
        for start in (0..items.len()).step_by(tiles.rows) {
            let group = start..items.len().min(start + tiles.rows);
            let rows: Vec<Place> = group
                .clone()
                .enumerate()
                .filter(|&(_, i)| counts(counted, i))
                .map(|(k, i)| (k, i, items.start + i))
                .collect();
            if rows.is_empty() {
                continue;
            }
            let mut kept = self.gather(isa, &layout, &mut tiles, &rows);
            tile::finish::<T>(isa, &layout, &mut kept);
            T::formula(&*self.kernel, isa, order, &kept.statistics, &mut outcome);
            each(&layout, &mut tiles, group, &rows, &kept, &mut outcome);
        }
    }

    /// What is kept of the rows of a group.
    fn gather(&self, isa: Detected, layout: &Layout<'_>, tiles: &mut Tiles<T>, rows: &[Place]) -> Kept {
        let Tiles { picked, across, steps, one, x, t, e, .. } = tiles;
        let Classes { weights, shares, .. } = &self.classes;
        let width = self.rows.columns();
        let mut kept = Kept::NOTHING;
        for &(k, _, row) in rows {
            let (label, scores) = (self.target.label(row), self.rows.row(row));
            if let Some(label) = label {
                kept.label[k] = if *picked { 0.0 } else { label as f64 };
            }
            let weight = label.map_or(1.0, |label| self.class_weight(label));
            let weights_of = kept.statistics.iter_mut().zip(layout.statistics);
            for (to, _) in weights_of.filter(|(_, s)| **s == Statistic::Weight) {
                to.hi[k] = weight;
            }
            if *across {
                x[..width].copy_from_slice(&scores);
                x[width..].fill(T::from_f64(f64::NEG_INFINITY));
                self.target_of(row, t);
                kept.broadcast(k, one);
                let e = &mut e[k * *steps..][..*steps];
                tile::gather::<T>(isa, layout, x, t, weights, shares, e, one);
                kept.take(k, one);
                continue;
            }
            into_lane(x, k, label.filter(|_| *picked).map_or(&*scores, |label| &scores[label..=label]));
            if let Target::Table(target) = self.target {
                into_lane(t, k, &target.row(row));
            }
        }
        if !*across {
            tile::gather::<T>(isa, layout, x, t, weights, shares, e, &mut kept);
        }
        kept
    }

    /// The target distribution of a row, where it has one.
    fn target_of(&self, row: usize, t: &mut [T]) {
        if let Target::Table(target) = self.target {
            t[..self.rows.columns()].copy_from_slice(&target.row(row));
        }
    }

    /// The derivatives of a group of rows.
    #[allow(clippy::too_many_arguments, reason = "what is asked, and what is there")]
    fn spread(
        &self,
        isa: Detected,
        layout: &Layout<'_>,
        order: Order,
        scale: f64,
        tiles: &mut Tiles<T>,
        rows: &[Place],
        kept: &Kept,
        outcome: &mut Outcome,
        gradients: &mut [T],
        hessians: &mut [T],
    ) {
        let Tiles { picked, across, steps, one, of_one, x, t, e, g, h, .. } = tiles;
        let bends = order == Order::Hessian;
        let Classes { weights, shares, .. } = &self.classes;
        let width = self.rows.columns();
        if !*across {
            tile::spread::<T>(isa, layout, order, scale, x, t, weights, shares, e, kept, outcome, g, h);
        }
        for &(k, i, row) in rows {
            if *across {
                self.target_of(row, t);
                if self.softcap.is_some() {
                    x[..width].copy_from_slice(&self.rows.row(row));
                }
                let e = &e[k * *steps..][..*steps];
                kept.broadcast(k, one);
                outcome.broadcast(k, layout.statistics.len(), bends, of_one);
                let (kept, outcome) = (&*one, &mut *of_one);
                tile::spread::<T>(isa, layout, order, scale, x, t, weights, shares, e, kept, outcome, g, h);
            }
            for (out, tile) in [(&mut *gradients, &*g), (&mut *hessians, &*h)] {
                let Some(out) = out.get_mut(i * width..(i + 1) * width) else { continue };
                if *across {
                    out.copy_from_slice(&tile[..width]);
                } else if *picked {
                    out.fill(T::default());
                    out[self.target.label(row).unwrap_or(0)] = tile[k];
                } else {
                    from_lane(tile, k, out);
                }
            }
        }
    }
    /// The products of a group of rows.
    #[allow(clippy::too_many_arguments, reason = "what is asked, and what is there")]
    fn multiplied(
        &self,
        isa: Detected,
        layout: &Layout<'_>,
        scale: f64,
        tiles: &mut Tiles<T>,
        rows: &[Place],
        kept: &Kept,
        outcome: &mut Outcome,
        vector: &[T],
        (of_tile, along): (&mut [T], &mut [Column]),
        out: &mut [T],
    ) {
        let Tiles { picked, across, steps, one, of_one, x, t, e, g, .. } = tiles;
        let Classes { weights, shares, .. } = &self.classes;
        let width = self.rows.columns();
        if !*across {
            for &(k, i, row) in rows {
                let vector = &vector[i * width..][..width];
                let label = self.target.label(row).filter(|_| *picked);
                into_lane(of_tile, k, label.map_or(vector, |label| &vector[label..=label]));
            }
            tile::multiply::<T>(
                isa, layout, scale, x, t, weights, shares, e, kept, outcome, of_tile, along, g,
            );
        }
        for &(k, i, row) in rows {
            let out = &mut out[i * width..][..width];
            if *across {
                self.target_of(row, t);
                if self.softcap.is_some() {
                    x[..width].copy_from_slice(&self.rows.row(row));
                }
                of_tile[..width].copy_from_slice(&vector[i * width..][..width]);
                let e = &e[k * *steps..][..*steps];
                kept.broadcast(k, one);
                outcome.broadcast(k, layout.statistics.len(), true, of_one);
                let (kept, outcome) = (&*one, &mut *of_one);
                tile::multiply::<T>(
                    isa, layout, scale, x, t, weights, shares, e, kept, outcome, of_tile, along, g,
                );
                out.copy_from_slice(&g[..width]);
            } else if *picked {
                out.fill(T::default());
                out[self.target.label(row).unwrap_or(0)] = g[k];
            } else {
                from_lane(g, k, out);
            }
        }
    }
}
