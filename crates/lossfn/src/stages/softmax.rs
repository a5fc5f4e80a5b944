//! Rows of logits, or of log-probabilities, with a target each: an item is a row.
//!
//! The loss of a row is a formula of statistics that have not cancelled. With the largest logit taken
//! out of the sum of exponentials, `-ln p = (max - x) + ln(1 + rest)` keeps every digit of a confident
//! row, and the derivative at that logit is minus the sum of the others' probabilities, not `p - 1`.

mod long;
pub(crate) mod row;
mod short;
mod tiled;

use core::ops::Range;
use std::sync::Arc;

use tiled::Classes;

use super::{Ask, Items, Settings, Statistic, Target, Times, counts, elements::check, rows::distribution};
use crate::{
    Error,
    data::{Element, Rows, Storage},
    kernels::{Column, Detected, Order, Outcome, ROWS, RowBlock, STATISTICS, softmax, tile::LANES},
    spec::{Domain, Input, Row, Spec, Stage},
};

/// Whether a formula reads of a row nothing but what belongs to its label.
fn of_labels(statistics: &[Statistic]) -> bool {
    statistics.iter().all(|s| matches!(s, Statistic::Surprisal | Statistic::Weight))
}

/// Puts a row into a lane.
fn into_lane<T: Copy>(tile: &mut [T], lane: usize, row: &[T]) {
    for (step, &x) in tile.as_chunks_mut::<LANES>().0.iter_mut().zip(row) {
        step[lane] = x;
    }
}
/// Takes a row out of a lane.
fn from_lane<T: Copy>(tile: &[T], lane: usize, row: &mut [T]) {
    for (x, step) in row.iter_mut().zip(tile.as_chunks::<LANES>().0) {
        *x = step[lane];
    }
}

/// Rows of scores and their targets.
pub(crate) struct Softmax<'a, T: Element> {
    kernel: Arc<dyn RowBlock>,
    rows: Rows<'a, T>,
    target: Target<'a, T>,
    ignore: Option<i64>,
    inputs: &'static [Input],
    /// Whether the rows are logits, or other scores; else they are log-probabilities.
    logits: bool,
    /// Whether the targets say which classes are set; else they are labels or distributions.
    sets: bool,
    /// What the logits are divided by.
    temperature: f64,
    /// What the logits are capped at, softly.
    softcap: Option<f64>,
    /// How far scores that are compared should be apart.
    margin: f64,
    class_weight: Option<Arc<[f64]>>,
    denominators: Option<Vec<T::Wide>>,
    way: Way,
    classes: Classes,
}

/// How rows are computed. It depends on the shape of the data and on the loss, never on values.
#[derive(Clone, Copy)]
enum Way {
    /// The surprisals of labels, of logits as they are: row by row.
    Long,
    /// The same, side by side.
    Short,
    /// Any target, weight, smoothing and temperature.
    Any,
}

/// Rows with fewer classes stand side by side.
const SHORT: usize = 96;

/// About so many scores stand in a block of rows.
const SCORES: usize = 131072;

impl<'a, E: Element<Wide = T>, T: Storage> Softmax<'a, E> {
    pub(crate) fn new(
        kernel: Arc<dyn RowBlock>,
        rows: Rows<'a, E>,
        target: Target<'a, E>,
        ignore: Option<i64>,
        spec: &'static Spec,
        settings: Settings,
    ) -> Result<Self, Error> {
        let Settings { temperature, softcap, margin, class_weight, .. } = settings;
        let (logits, sets) = (spec.stage != Stage::LogProbabilities, spec.row == Row::Sets);
        let (n, classes) = (rows.len(), rows.columns());
        target.fits(&rows, if sets { spec.inputs[1].name } else { "target" })?;
        if let Some(w) = class_weight.as_ref().filter(|w| w.len() != classes) {
            return Err(Error::Shape {
                input: "class_weight",
                got: format!("({},)", w.len()),
                want: format!("({classes},)"),
            });
        }
        let denominators = class_weight.as_ref().map(|w| match target {
            // A label that is out of range is reported later, unless its row does not count.
            Target::Labels(_) => (0..n)
                .map(|i| target.label(i).and_then(|l| w.get(l)).map_or(T::default(), |&w| T::from_f64(w)))
                .collect(),
            Target::Table(t) => (0..n)
                .map(|i| T::from_f64(t.row(i).iter().zip(&**w).map(|(t, w)| t.to_f64() * w).sum()))
                .collect(),
        });
        let tables = Classes::new::<T>(
            // An empty table may have any number of columns.
            if n == 0 { 0 } else { classes },
            |c| rounded::<T>(class_weight.as_deref(), c),
            matches!(target, Target::Table(_)),
            kernel.statistics().iter().find_map(|s| match s {
                Statistic::Spread => Some(classes),
                Statistic::Others => Some(classes - 1),
                _ => None,
            }),
        );
        // The surprisal of a label, of logits as they are, neither cancels nor rounds twice.
        let plain = logits
            && temperature == 1.0
            && softcap.is_none()
            && matches!(target, Target::Labels(_))
            && of_labels(kernel.statistics())
            && !kernel.exact(T::NARROW);
        let way = match plain {
            true if classes < SHORT => Way::Short,
            true => Way::Long,
            false => Way::Any,
        };
        Ok(Self {
            kernel,
            rows,
            target,
            ignore,
            inputs: spec.inputs,
            logits,
            sets,
            temperature,
            softcap,
            margin,
            class_weight,
            denominators,
            way,
            classes: tables,
        })
    }

    /// The formula of a label that is `gap` below the largest logit, where the exponentials of all but one
    /// largest add up to `rest`.
    fn labelled(
        &self,
        isa: Detected,
        order: Order,
        gap: &[f64; ROWS],
        rest: &[f64; ROWS],
        weight: &[f64; ROWS],
        outcome: &mut Outcome,
    ) {
        let mut statistics = [Column::ZERO; STATISTICS];
        for (column, statistic) in statistics.iter_mut().zip(self.kernel.statistics()) {
            match statistic {
                Statistic::Weight => column.hi = *weight,
                _ => softmax::surprisal(isa, gap, rest, &mut column.hi),
            }
        }
        T::formula(&*self.kernel, isa, order, &statistics, outcome);
    }
    /// Which statistic is the surprisal.
    fn along(&self) -> usize {
        self.kernel.statistics().iter().position(|s| *s == Statistic::Surprisal).unwrap_or(0)
    }
    fn class_weight(&self, class: usize) -> f64 {
        rounded::<T>(self.class_weight.as_deref(), class)
    }
}

/// The class weight in a formula: rounded as the denominator is, so that they cancel exactly.
fn rounded<T: Storage>(weight: Option<&[f64]>, class: usize) -> f64 {
    weight.map_or(1.0, |w| T::from_f64(w[class]).to_f64())
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
        self.target.ignored(row, self.ignore)
    }
    fn denominators(&self) -> Option<&[T]> {
        self.denominators.as_deref()
    }
    fn check_labels(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        self.target.check_labels(self.rows.columns(), kept)
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        check(&self.inputs[0], self.rows.data(), |i| counts(kept, self.rows.row_of(i)))?;
        if let (true, Target::Table(t)) = (self.sets, self.target) {
            return check(&self.inputs[1], t.data(), |i| counts(kept, t.row_of(i)));
        }
        if let Target::Table(t) = self.target {
            check(&Input { name: "target", domain: Domain::UNIT }, t.data(), |i| counts(kept, t.row_of(i)))?;
        }
        for row in (0..self.rows.len()).filter(|&row| counts(kept, row)) {
            // Capped, it is a row of equal logits.
            let nothing = |x: &T| self.softcap.is_none() && x.to_f64() == f64::NEG_INFINITY;
            if self.rows.row(row).iter().all(nothing) {
                let problem = "is -inf throughout: no class has any probability".into();
                return Err(Error::Row { input: "logits", row, problem });
            }
            if let Target::Table(t) = self.target {
                distribution("target", row, t)?;
            }
        }
        Ok(())
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        match self.way {
            Way::Long => self.long(items, ask),
            Way::Short => self.short(items, ask),
            Way::Any => self.tiled(items, ask),
        }
    }
    fn multiply(&self, items: Range<usize>, times: Times<'_, T>) {
        self.tiled_product(items, times);
    }
}
