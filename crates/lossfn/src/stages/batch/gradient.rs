//! Derivatives: what each row gets as an anchor, and as a key of other anchors.

use core::ops::Range;

use super::{ANCHORS, Along, Anchor, Batch, Contrast, Cosines, KEYS, inside};
use crate::{
    Error,
    data::{Element, Storage},
    kernels::{
        Detected, Order, Outcome, ROWS,
        contrast::{self, Curve},
        matmul::{self, Panels},
    },
    real::math,
    stages::{Coupled, Statistic},
    threads,
};

/// What the score of a pair adds to the loss of its anchor: `factor e^(z - top)`, or `factor` times a sigmoid; of
/// a positive `own_factor e^(z - own_top) + flat`.
#[derive(Clone, Copy)]
struct Pull {
    top: f64,
    factor: f64,
    own_top: f64,
    own_factor: f64,
    flat: f64,
    /// What scores are taken relative to, where what they add comes to 0 over all.
    mean: f64,
}

impl Pull {
    /// That of what is no anchor: nothing is infinitely far above every score.
    const NONE: Self = Self {
        top: f64::INFINITY,
        factor: 0.0,
        own_top: f64::INFINITY,
        own_factor: 0.0,
        flat: 0.0,
        mean: 0.0,
    };

    /// Of an anchor, from the derivatives of the loss by the statistics of its positives and of the others.
    fn of(contrast: Contrast, anchor: &Anchor, [own, others]: [f64; 2]) -> Self {
        match contrast {
            Contrast::Sums => Self { factor: others, own_factor: -own, ..Self::NONE },
            Contrast::Apart => {
                let mut pull = Self::NONE;
                if anchor.set.total != 0.0 {
                    (pull.top, pull.factor) = (anchor.set.top, others / anchor.set.total);
                }
                if anchor.own.total != 0.0 {
                    (pull.own_top, pull.own_factor) = (anchor.own.top, own / anchor.own.total);
                }
                pull
            }
            Contrast::Softmax => {
                let (top, factor, mean) = (anchor.set.top, own / anchor.set.total, anchor.mean);
                // A single positive: its probability less 1 would cancel.
                let (own_factor, flat) = match anchor.count {
                    1 => (0.0, -own * anchor.miss),
                    n => (factor, -own / n as f64),
                };
                Self { top, factor, own_top: top, own_factor, flat, mean }
            }
        }
    }
    /// What a positive adds.
    fn own(&self, contrast: Contrast, z: f64) -> f64 {
        if self.own_factor == 0.0 {
            return self.flat;
        }
        let share = match contrast {
            Contrast::Sums => math::sigmoid(-z),
            _ => math::exp(z - self.own_top),
        };
        self.own_factor.mul_add(share, self.flat)
    }
}

/// The pulls of all anchors, in columns too.
struct Pulls {
    /// The place of the first of them.
    start: usize,
    all: Vec<Pull>,
    top: Vec<f64>,
    factor: Vec<f64>,
}

impl Pulls {
    fn new(start: usize, all: Vec<Pull>) -> Self {
        let (top, factor) = all.iter().map(|pull| (pull.top, pull.factor)).unzip();
        Self { start, all, top, factor }
    }
    fn of(&self, anchor: usize) -> &Pull {
        &self.all[anchor - self.start]
    }
}

/// The cosines of a block with so many keys, 32 MB for each thread, are kept between its values and its derivatives.
const KEPT: usize = 1 << 16;

/// The anchors of a block of rows: the rows themselves, and the rows of the other table, each by the place of
/// the first one.
#[derive(Clone, Copy)]
struct Roles {
    /// The table of the rows, and the other one.
    tables: [usize; 2],
    anchors: Option<usize>,
    keys: Option<usize>,
}

impl<E: Element<Wide = T>, T: Storage> Batch<'_, E> {
    /// The values of some items, and the pulls of their anchors.
    fn pulls(
        &self,
        isa: Detected,
        items: Range<usize>,
        from: Cosines<'_>,
        factors: &[f64],
        v: &mut [T],
        out: &mut [[Pull; 2]],
    ) {
        let anchors = self.both::<T>(isa, &items, from);
        let (first, second) = anchors.split_at(items.len());
        let mut outcome = Outcome::ZERO;
        for start in (0..items.len()).step_by(ROWS) {
            let part = start..items.len().min(start + ROWS);
            let parts = [first, second].map(|a| a.get(part.clone()).unwrap_or_default());
            self.formula::<T>(isa, Order::Gradient, parts, &mut outcome);
            for (k, i) in part.enumerate() {
                let factor = factors[items.start + i];
                if factor == 0.0 {
                    (v[i], out[i]) = (T::default(), [Pull::NONE; 2]);
                    continue;
                }
                v[i] = T::from_f64(outcome.value[k]);
                let by = |wanted: &[Statistic]| {
                    let place = self.kernel.statistics().iter().position(|s| wanted.contains(s));
                    place.map_or(0.0, |s| factor * outcome.first[s].hi[k])
                };
                let contrast = self.scores.contrast;
                let own = by(&[Statistic::Surprisal, Statistic::Positives, Statistic::Attraction]);
                let others = by(&[Statistic::Negatives, Statistic::Repulsion]);
                out[i] = [Pull::of(contrast, &first[i], [own, others]), Pull::NONE];
                if let Some(second) = second.get(i) {
                    out[i][1] = Pull::of(contrast, second, [by(&[Statistic::Reverse]), 0.0]);
                }
            }
        }
    }

    /// What the scores `z` of a row with a part of a table add, by these scores; 0 where they are -inf.
    fn slopes(
        &self,
        isa: Detected,
        row: Option<&Pull>,
        keys: Option<(&[f64], &[f64])>,
        z: &[f64],
        h: &mut [f64],
    ) {
        h.fill(0.0);
        let sums = self.scores.contrast == Contrast::Sums;
        if let Some(pull) = row {
            if sums {
                contrast::add_sigmoids::<T>(isa, z, &[pull.factor; KEYS][..z.len()], h);
            } else {
                contrast::add_shares::<T>(isa, z, pull.top, pull.factor, h);
            }
        }
        if let Some((top, factor)) = keys {
            if sums {
                contrast::add_sigmoids::<T>(isa, z, factor, h);
            } else {
                contrast::add_shares_of_each::<T>(isa, z, top, factor, h);
            }
        }
    }

    /// The derivatives by some rows of a table.
    fn by_rows(
        &self,
        isa: Detected,
        rows: Range<usize>,
        Roles { tables: [at, other], anchors, keys: also }: Roles,
        pulls: &Pulls,
        from: Cosines<'_>,
        g: &mut [T],
    ) {
        let (table, keys) = (&self.settled.tables[at], &self.settled.tables[other]);
        let columns = table.columns;
        let mut sums = vec![0.0; rows.len() * columns];
        let mut along = vec![0.0; rows.len()];
        let mut all = vec![0.0; rows.len() * KEYS.min(keys.len())];
        let mut room = Panels::default();
        let mut z = [0.0; KEYS];
        let contrast = self.scores.contrast;
        self.cosines(isa, at, rows.clone(), other, from, |part, cosines| {
            let (z, n) = (&mut z[..part.len()], part.len());
            let all = &mut all[..rows.len() * n];
            for (i, (c, h)) in cosines.chunks(n).zip(all.chunks_mut(n)).enumerate() {
                let row = rows.start + i;
                if inside(&table.out, &(row..row + 1)) == [row] {
                    h.fill(0.0);
                    continue;
                }
                self.others(isa, [at, other], row, &part, c, z);
                let pull = anchors.map(|from| pulls.of(from + row));
                let span = also.map(|from| from + part.start..from + part.end);
                let of_keys = span.clone().map(|span| (&pulls.top[span.clone()], &pulls.factor[span]));
                self.slopes(isa, pull, of_keys, z, h);
                contrast::bend(isa, self.scores.others, c, h);
                for key in self.positives(at, row, &part) {
                    let place = key - part.start;
                    let [z, slope] = self.own(at, row, other, key, c[place]);
                    let of_key = span.as_ref().map(|span| pulls.of(span.start + place));
                    let z = z + self.scores.bias;
                    let pulled = pull.into_iter().chain(of_key).map(|pull| pull.own(contrast, z));
                    h[place] = pulled.sum::<f64>() * slope;
                }
                along[i] += contrast::dot(isa, h, c);
            }
            matmul::combine(isa, all, keys.rows(part), columns, &mut sums, &mut room);
        });
        for (i, (g, sums)) in g.chunks_mut(columns).zip(sums.chunks_mut(columns)).enumerate() {
            table.back(rows.start + i, sums, along[i]);
            for (g, x) in g.iter_mut().zip(sums) {
                *g = T::from_f64(*x);
            }
        }
    }

    /// The derivative by a parameter, of some anchors of one table.
    fn by_parameter(&self, isa: Detected, anchors: Range<usize>, pulls: &Pulls) -> f64 {
        let (at, first, other) = self.side(anchors.start);
        let rows = first..first + anchors.len();
        let [mut z, mut h, mut d] = [[0.0; KEYS]; 3];
        let mut sums = vec![0.0; rows.len()];
        self.cosines(isa, at, rows.clone(), other, Cosines::Made, |part, cosines| {
            let [z, h, d] = [&mut z, &mut h, &mut d].map(|x| &mut x[..part.len()]);
            for (i, c) in cosines.chunks(part.len()).enumerate() {
                let (row, pull) = (rows.start + i, pulls.of(anchors.start + i));
                self.others(isa, [at, other], row, &part, c, z);
                self.slopes(isa, Some(pull), None, z, h);
                // What scores without the bias are taken relative to: it is left out, not taken away, as it may be far larger.
                let from = if pull.mean == 0.0 { 0.0 } else { pull.mean - self.scores.bias };
                match (self.along, self.scores.others) {
                    (Along::Factor { power, value }, Curve::Line { by, .. }) => {
                        let (by, plus) = (by * power / value, -from * power / value);
                        contrast::scores(isa, Curve::Line { by, plus }, c, d);
                    }
                    _ => d.fill(1.0),
                }
                sums[i] += contrast::dot(isa, h, d);
                for key in self.positives(at, row, &part) {
                    let [z, _] = self.own(at, row, other, key, c[key - part.start]);
                    let along = match self.along {
                        Along::Factor { power, value } => (z - from) * power / value,
                        _ => 1.0,
                    };
                    sums[i] += pull.own(self.scores.contrast, z + self.scores.bias) * along;
                }
            }
        });
        sums.iter().sum()
    }
}

/// The items of some blocks.
fn span(blocks: Range<usize>, n: usize) -> Range<usize> {
    blocks.start * ANCHORS..n.min(blocks.end * ANCHORS)
}

impl<E: Element<Wide = T>, T: Storage> Batch<'_, E> {
    /// The values, and the derivatives in the first table where its rows are anchors and no keys: block by block,
    /// of which the cosines are made once. To keep those of all blocks for a second pass costs as much as to make them
    /// again: most of it is memory that the system has to give.
    fn at_once(
        &self,
        isa: Detected,
        threads: usize,
        factors: &[f64],
        values: &mut [T],
        g: &mut [T],
    ) -> Result<(), Error> {
        let (n, columns) = (values.len(), self.tables[0].columns());
        threads::run(
            threads,
            n.div_ceil(ANCHORS),
            1,
            (values, g),
            &|(v, g), at| {
                let at = (at * ANCHORS).min(v.len());
                let ((a, b), (c, d)) = (v.split_at_mut(at), g.split_at_mut(at * columns));
                ((a, c), (b, d))
            },
            &|blocks, (v, g)| {
                let (first, mut kept) = (span(blocks, n).start, vec![]);
                for (i, (v, g)) in v.chunks_mut(ANCHORS).zip(g.chunks_mut(ANCHORS * columns)).enumerate() {
                    let items = first + i * ANCHORS..first + i * ANCHORS + v.len();
                    let mut pairs = vec![[Pull::NONE; 2]; v.len()];
                    self.pulls(isa, items.clone(), Cosines::Kept(&mut kept), factors, v, &mut pairs);
                    let pulls = Pulls::new(items.start, pairs.iter().map(|[pull, _]| *pull).collect());
                    let roles = Roles { tables: [0, 1], anchors: Some(0), keys: None };
                    self.by_rows(isa, items, roles, &pulls, Cosines::Taken(&kept), g);
                }
            },
        )
    }
}

impl<E: Element<Wide = T>, T: Storage> Coupled<T> for Batch<'_, E> {
    fn gradient(
        &self,
        isa: Detected,
        threads: usize,
        factors: &[f64],
        values: &mut [T],
        g: &mut [T],
        _: &mut [T],
    ) -> Result<(), Error> {
        let few = self.settled.tables[self.side(0).2].len() <= KEPT;
        if matches!(self.along, Along::Table(0)) && !self.within() && !self.doubled() && few {
            return self.at_once(isa, threads, factors, values, g);
        }
        let n = values.len();
        let mut pairs = vec![[Pull::NONE; 2]; n];
        threads::run(
            threads,
            n.div_ceil(ANCHORS),
            1,
            (values, &mut pairs[..]),
            &|(v, pulls), at| {
                let at = (at * ANCHORS).min(v.len());
                let ((a, b), (c, d)) = (v.split_at_mut(at), pulls.split_at_mut(at));
                ((a, c), (b, d))
            },
            &|blocks, (v, pulls)| {
                let items = span(blocks, n);
                for ((i, v), pulls) in v.chunks_mut(ANCHORS).enumerate().zip(pulls.chunks_mut(ANCHORS)) {
                    let start = items.start + i * ANCHORS;
                    self.pulls(isa, start..start + v.len(), Cosines::Made, factors, v, pulls);
                }
            },
        )?;
        let sides = 1 + usize::from(self.doubled());
        let all: Vec<Pull> = (0..sides).flat_map(|side| pairs.iter().map(move |pair| pair[side])).collect();
        let pulls = Pulls::new(0, all);
        let second = self.doubled().then_some(n);
        let (first_row, rows, roles) = match (self.along, self.within()) {
            (Along::Table(0), false) => (0, n, Roles { tables: [0, 1], anchors: Some(0), keys: second }),
            (Along::Table(k), false) => {
                let first = if k == 2 { n } else { 0 };
                let roles = Roles { tables: [1, 0], anchors: second, keys: Some(0) };
                (first, self.tables[k].len(), roles)
            }
            (Along::Table(k), true) => (k * n, n, Roles { tables: [0, 0], anchors: Some(0), keys: Some(0) }),
            _ => {
                let blocks = n.div_ceil(ANCHORS);
                let mut sums = vec![0.0; sides * blocks];
                threads::run(
                    threads,
                    sides * blocks,
                    1,
                    &mut sums[..],
                    &|sums, at| sums.split_at_mut(at),
                    &|range, sums| {
                        for (sum, block) in sums.iter_mut().zip(range) {
                            let (side, block) = (block / blocks, block % blocks);
                            let items = span(block..block + 1, n);
                            *sum =
                                self.by_parameter(isa, side * n + items.start..side * n + items.end, &pulls);
                        }
                    },
                )?;
                g[0] = T::from_f64(sums.iter().sum());
                return Ok(());
            }
        };
        let columns = self.tables[0].columns();
        threads::run(
            threads,
            rows.div_ceil(ANCHORS),
            1,
            g,
            &|g, at| {
                let at = (at * ANCHORS * columns).min(g.len());
                g.split_at_mut(at)
            },
            &|blocks, g| {
                let all = span(blocks, rows);
                for (i, g) in g.chunks_mut(ANCHORS * columns).enumerate() {
                    let start = first_row + all.start + i * ANCHORS;
                    let items = start..start + g.len() / columns;
                    self.by_rows(isa, items, roles, &pulls, Cosines::Made, g);
                }
            },
        )
    }
}
