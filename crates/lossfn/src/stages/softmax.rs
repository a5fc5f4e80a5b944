//! Rows of logits, or of log-probabilities, with a target each: an item is a row.
//!
//! The loss of a row is a formula of statistics that have not cancelled. With the largest logit taken
//! out of the sum of exponentials, `-ln p = (max - x) + ln(1 + rest)` keeps every digit of a confident
//! row, and the derivative at that logit is minus the sum of the others' probabilities, not `p - 1`.

mod row;

use core::ops::Range;
use std::sync::Arc;

use row::{Sums, logits, settle, tempered, weigh, without};

use super::{Ask, Items, Statistic, counts, elements::check, rows::distribution};
use crate::{
    Error,
    data::{Element, Labels, Rows, Storage},
    kernels::{Detected, Order, RowBlock, Work, prefetch, softmax, sum},
    spec::{Domain, Input},
};

/// What the rows are compared with.
#[derive(Clone, Copy)]
pub(crate) enum Target<'a, T> {
    Labels(Labels<'a>),
    Distributions(Rows<'a, T>),
}

/// Rows of scores and their targets.
pub(crate) struct Softmax<'a, T: Element> {
    kernel: Arc<dyn RowBlock>,
    rows: Rows<'a, T>,
    target: Target<'a, T>,
    ignore: Option<i64>,
    /// Whether the rows are logits; else they are log-probabilities.
    logits: bool,
    /// What the logits are divided by.
    temperature: f64,
    class_weight: Option<Arc<[f64]>>,
    denominators: Option<Vec<T::Wide>>,
    /// Only the surprisal of a label is read, of logits as they are.
    fast: bool,
}

/// As much of the next row is asked for as the first cache holds beside this one.
const AHEAD: usize = 4096;

/// About so many scores stand in a block of rows.
const SCORES: usize = 131072;

/// The settings of a loss that its stage applies.
pub(crate) struct Settings {
    pub(crate) ignore: Option<i64>,
    pub(crate) logits: bool,
    pub(crate) temperature: f64,
    pub(crate) class_weight: Option<Arc<[f64]>>,
}

impl<'a, E: Element<Wide = T>, T: Storage> Softmax<'a, E> {
    pub(crate) fn new(
        kernel: Arc<dyn RowBlock>,
        rows: Rows<'a, E>,
        target: Target<'a, E>,
        settings: Settings,
    ) -> Result<Self, Error> {
        let Settings { ignore, logits, temperature, class_weight } = settings;
        let (n, classes) = (rows.len(), rows.columns());
        match target {
            Target::Labels(labels) if labels.len() != n => {
                return Err(Error::Shape {
                    input: "label",
                    got: format!("({},)", labels.len()),
                    want: format!("({n},)"),
                });
            }
            Target::Distributions(t) if t.shape() != rows.shape() => {
                return Err(Error::Shape { input: "target", got: t.shape(), want: rows.shape() });
            }
            _ => {}
        }
        if let Some(w) = class_weight.as_ref().filter(|w| w.len() != classes) {
            return Err(Error::Shape {
                input: "class_weight",
                got: format!("({},)", w.len()),
                want: format!("({classes},)"),
            });
        }
        let denominators = class_weight.as_ref().map(|w| match target {
            // A label that is out of range is reported later, unless its row does not count.
            Target::Labels(labels) => (0..n)
                .map(|i| {
                    usize::try_from(labels.get(i))
                        .ok()
                        .and_then(|l| w.get(l))
                        .map_or(T::default(), |&w| T::from_f64(w))
                })
                .collect(),
            Target::Distributions(t) => (0..n)
                .map(|i| T::from_f64(t.row(i).iter().zip(&**w).map(|(t, w)| t.to_f64() * w).sum()))
                .collect(),
        });
        let fast = logits
            && temperature == 1.0
            && matches!(target, Target::Labels(_))
            && !kernel.statistics().contains(&Statistic::Spread);
        Ok(Self { kernel, rows, target, ignore, logits, temperature, class_weight, denominators, fast })
    }

    fn label(&self, row: usize) -> Option<usize> {
        match self.target {
            Target::Labels(labels) => usize::try_from(labels.get(row)).ok(),
            Target::Distributions(_) => None,
        }
    }
    /// The class weight in a formula: rounded as the denominator is, so that they cancel exactly.
    fn class_weight(&self, class: usize) -> f64 {
        self.class_weight.as_ref().map_or(1.0, |w| T::from_f64(w[class]).to_f64())
    }
}

impl<E: Element<Wide = T>, T: Storage> Items<T> for Softmax<'_, E> {
    fn len(&self) -> usize {
        self.rows.len()
    }
    fn width(&self) -> usize {
        self.rows.columns()
    }
    fn block(&self) -> usize {
        (SCORES / self.width()).clamp(1, 256)
    }
    fn ignores(&self) -> bool {
        self.ignore.is_some()
    }
    fn ignored(&self, row: usize) -> bool {
        match (self.target, self.ignore) {
            (Target::Labels(labels), Some(ignore)) => labels.get(row) == ignore,
            _ => false,
        }
    }
    fn denominators(&self) -> Option<&[T]> {
        self.denominators.as_deref()
    }
    fn check_labels(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        let Target::Labels(labels) = self.target else { return Ok(()) };
        let classes = self.rows.columns();
        for row in (0..labels.len()).filter(|&row| counts(kept, row)) {
            let label = labels.get(row);
            if !usize::try_from(label).is_ok_and(|l| l < classes) {
                return Err(Error::Label { row, label, classes });
            }
        }
        Ok(())
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        if !self.logits {
            let input = Input { name: "log_probabilities", domain: Domain::closed(f64::NEG_INFINITY, 0.0) };
            check(&input, self.rows.data(), |i| counts(kept, self.rows.row_of(i)))?;
        }
        if let Target::Distributions(t) = self.target {
            check(&Input { name: "target", domain: Domain::UNIT }, t.data(), |i| counts(kept, t.row_of(i)))?;
        }
        for row in (0..self.rows.len()).filter(|&row| counts(kept, row)) {
            if self.rows.row(row).iter().all(|x| x.to_f64() == f64::NEG_INFINITY) {
                let problem = "is -inf throughout: no class has any probability".into();
                return Err(Error::Row { input: "logits", row, problem });
            }
            if let Target::Distributions(t) = self.target {
                distribution("target", row, t)?;
            }
        }
        Ok(())
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        if self.fast {
            self.labelled(items, ask);
        } else {
            self.general(items, ask);
        }
    }
}

/// Values and derivatives of the formula for a block of rows.
struct Outcome {
    value: Vec<f64>,
    /// In the surprisal, in the spread.
    first: [Vec<f64>; 2],
    /// Twice in the surprisal, twice in the spread, once in each.
    second: [Vec<f64>; 3],
}

impl<E: Element<Wide = T>, T: Storage> Softmax<'_, E> {
    fn evaluate(&self, isa: Detected, order: Order, statistics: [&[f64]; 3]) -> Outcome {
        let n = statistics[0].len();
        let (gn, hn) =
            (if order >= Order::Gradient { n } else { 0 }, if order >= Order::Hessian { n } else { 0 });
        let mut out = Outcome { value: vec![0.0; n], first: Default::default(), second: Default::default() };
        let along = |seed: usize, v: &mut Vec<f64>| {
            let (mut g, mut h) = (vec![0.0; gn], vec![0.0; hn]);
            self.kernel.run(seed, Work { isa, order, x: statistics, v, g: &mut g, h: &mut h, scale: 1.0 });
            (g, h)
        };
        let reads = self.kernel.statistics();
        let seed = |s: Statistic| reads.iter().position(|&r| r == s).map_or(0, |k| 1 << k);
        let (surprisal, spread) = (seed(Statistic::Surprisal), seed(Statistic::Spread));
        (out.first[0], out.second[0]) = along(surprisal, &mut out.value);
        if order >= Order::Gradient && spread != 0 {
            (out.first[1], out.second[1]) = along(spread, &mut out.value);
        }
        if order >= Order::Hessian && spread != 0 {
            let (_, both) = along(surprisal | spread, &mut out.value);
            out.second[2] = (0..n).map(|i| (both[i] - out.second[0][i] - out.second[1][i]) / 2.0).collect();
        }
        out
    }

    /// Rows of logits with labels, in their own type: exponentials go where the gradient will stand.
    fn labelled(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept, scale, v, g, h } = ask;
        let (n, classes) = (items.len(), self.rows.columns());
        let mut scratch = vec![T::default(); if order == Order::Value { classes } else { 0 }];
        let mut sums = vec![Sums::default(); n];
        let [mut gap, mut rest, mut surprisal, mut weight] = [(); 4].map(|()| vec![0.0; n]);
        for (i, row) in items.clone().enumerate().filter(|&(i, _)| counts(kept, i)) {
            let Some(label) = self.label(row) else { continue };
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
            (gap[i], sums[i]) = logits(isa, &x, label, e);
            rest[i] = sums[i].rest;
            weight[i] = self.class_weight(label);
        }
        softmax::surprisal(isa, &gap, &rest, &mut surprisal);
        let out = self.evaluate(isa, order, [&surprisal, &weight, &surprisal]);
        for (v, value) in v.iter_mut().zip(&out.value) {
            *v = T::from_f64(*value);
        }
        if order == Order::Value {
            return;
        }
        for (i, row) in items.enumerate().filter(|&(i, _)| counts(kept, i)) {
            let Some(label) = self.label(row) else { continue };
            let Sums { skip, rest, total } = sums[i];
            let slope = out.first[0][i] * scale;
            let g = &mut g[i * classes..][..classes];
            let miss = if skip == label { rest } else { total - g[label].to_f64() } / total;
            if order == Order::Hessian {
                let bend = out.second[0][i] * scale;
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

    /// Any target, weight, smoothing and temperature, in f64.
    fn general(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept, scale, v, g, h } = ask;
        let (n, classes) = (items.len(), self.rows.columns());
        let mut sums = vec![Sums::default(); n];
        let [mut e, mut t] = [(); 2].map(|()| vec![0.0; n * classes]);
        let [mut surprisal, mut weight, mut spread, mut mass, mut beside] = [(); 5].map(|()| vec![0.0; n]);
        let w: Vec<f64> = (0..classes).map(|c| self.class_weight(c)).collect();
        // Divided by the number of classes first: the sum may overflow where the mean does not.
        let shared: Vec<f64> = w.iter().map(|w| w / classes as f64).collect();
        let all = sum::sum(isa, &w).round();
        let (mut gap, mut x) = (vec![0.0; classes], vec![0.0; classes]);
        for (i, row) in items.clone().enumerate().filter(|&(i, _)| counts(kept, i)) {
            let (e, t) = (&mut e[i * classes..][..classes], &mut t[i * classes..][..classes]);
            match self.target {
                Target::Labels(_) => {
                    let Some(label) = self.label(row) else { continue };
                    t[label] = 1.0;
                    (mass[i], weight[i]) = (1.0, w[label]);
                }
                Target::Distributions(target) => {
                    for ((t, y), w) in t.iter_mut().zip(&*target.row(row)).zip(&w) {
                        *t = y.to_f64() * w;
                    }
                    (mass[i], weight[i]) = (sum::sum(isa, t).round(), 1.0);
                }
            }
            for (x, s) in x.iter_mut().zip(&*self.rows.row(row)) {
                *x = s.to_f64();
            }
            let mut log = [0.0];
            if self.logits {
                let max = settle(isa, &mut x);
                sums[i] = tempered(isa, &x, max, self.temperature, e);
                softmax::surprisal(isa, &[0.0], &[sums[i].rest], &mut log);
                beside[i] = without(isa, t, sums[i].skip);
                for x in &mut x {
                    *x = (max - *x) / self.temperature;
                }
            } else {
                for x in &mut x {
                    *x = -*x;
                }
            }
            // A class without weight is silent, even where its logit is -inf.
            let mut inner = |w: &[f64]| {
                for ((gap, x), w) in gap.iter_mut().zip(&x).zip(w) {
                    *gap = if *w == 0.0 { 0.0 } else { *x };
                }
                sum::dot(isa, &gap, w).round()
            };
            surprisal[i] = inner(t) + mass[i] * log[0];
            spread[i] = inner(&shared) + all / classes as f64 * log[0];
        }
        let out = self.evaluate(isa, order, [&surprisal, &weight, &spread]);
        for (v, value) in v.iter_mut().zip(&out.value) {
            *v = T::from_f64(*value);
        }
        if order == Order::Value {
            return;
        }
        let at = |v: &Vec<f64>, i: usize| v.get(i).copied().unwrap_or(0.0);
        for i in (0..n).filter(|&i| counts(kept, i)) {
            let Sums { skip, rest, total } = sums[i];
            let [a, b] = [&out.first[0], &out.first[1]].map(|d| at(d, i) * scale);
            let [aa, bb, ab] = [0, 1, 2].map(|k| at(&out.second[k], i) * scale);
            let spread = 1.0 / classes as f64;
            for (j, &w) in w.iter().enumerate() {
                let k = i * classes + j;
                let p = if self.logits { e[k] / total } else { 0.0 };
                let others = if self.logits && j == skip { rest / total } else { 1.0 - p };
                // mass p - t; at the largest logit what the others have, less what they ought to.
                let pull = |mass: f64, beside: f64, t: f64| match self.logits {
                    true if j == skip => beside - mass * others,
                    true => mass * p - t,
                    false => -t,
                };
                let (s, u) = (pull(mass[i], beside[i], t[k]), pull(all, all - w, w) * spread);
                g[k] = T::from_f64((a * s + b * u) / self.temperature);
                if order == Order::Hessian {
                    let bend = weigh(weigh(aa, s) + weigh(2.0 * ab, u), s) + weigh(weigh(bb, u), u);
                    let own = (a * mass[i] + b * all * spread) * p * others;
                    h[k] = T::from_f64((own + bend) / self.temperature / self.temperature);
                }
            }
        }
    }
}
