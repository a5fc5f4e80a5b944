//! Rows of logits, with the logits of a teacher and a label each: an item is a row.

use core::ops::Range;
use std::sync::Arc;

use super::{Ask, Items, Target, Times, counts, softmax::row::settle};
use crate::{
    Error,
    data::{Element, Labels, Rows, Storage},
    kernels::{
        Column, Detected, Order, Outcome, ROWS, RowBlock, STATISTICS,
        taught::{self, Pull},
    },
};

/// About so many scores stand in a block of rows.
const SCORES: usize = 131072;
/// About so many derivatives are kept until the formula is known.
const KEPT: usize = 16384;

/// Rows of scores, their teacher's, and their labels.
pub(crate) struct Taught<'a, T: Element> {
    kernel: Arc<dyn RowBlock>,
    rows: Rows<'a, T>,
    teacher: Rows<'a, T>,
    labels: Target<'a, T>,
    ignore: Option<i64>,
    temperature: f64,
}

impl<'a, T: Element> Taught<'a, T> {
    pub(crate) fn new(
        kernel: Arc<dyn RowBlock>,
        rows: Rows<'a, T>,
        teacher: Rows<'a, T>,
        labels: Labels<'a>,
        ignore: Option<i64>,
        temperature: f64,
    ) -> Result<Self, Error> {
        let labels = Target::Labels(labels);
        Target::Table(teacher).fits(&rows, "teacher")?;
        labels.fits(&rows, "label")?;
        Ok(Self { kernel, rows, teacher, labels, ignore, temperature })
    }
}

/// A row as it is computed with, its limit where it has an infinite logit; none where it is no distribution.
fn settled<T: Storage>(isa: Detected, row: &[T]) -> Option<Vec<f64>> {
    let mut row = row.to_vec();
    let top = settle(isa, &mut row).to_f64();
    let row: Vec<f64> = row.into_iter().map(T::to_f64).collect();
    (top.is_finite() && !row.iter().any(|x| x.is_nan())).then_some(row)
}

impl<E: Element<Wide = T>, T: Storage> Items<T> for Taught<'_, E> {
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
        self.labels.ignored(row, self.ignore)
    }
    fn check_labels(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        self.labels.check_labels(self.width(), kept)
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        for row in (0..self.rows.len()).filter(|&row| counts(kept, row)) {
            for (input, table) in [("logits", &self.rows), ("teacher", &self.teacher)] {
                if table.row(row).iter().all(|x| x.to_f64() == f64::NEG_INFINITY) {
                    let problem = "is -inf throughout: no class has any probability".into();
                    return Err(Error::Row { input, row, problem });
                }
            }
        }
        Ok(())
    }
    fn multiply(&self, items: Range<usize>, times: Times<'_, T>) {
        let Times { isa, kept, scale, vector, out } = times;
        let width = self.width();
        let mut pulls = vec![Pull::default(); width];
        let mut outcome = Outcome::ZERO;
        for i in (0..items.len()).filter(|&i| counts(kept, i)) {
            let (row, places) = (items.start + i, i * width..(i + 1) * width);
            let Some(label) = self.labels.label(row) else { continue };
            let [student, teacher] = [&self.rows, &self.teacher].map(|x| settled(isa, &x.row(row)));
            let (Some(student), Some(teacher)) = (student, teacher) else {
                out[places].fill(T::from_f64(f64::NAN));
                continue;
            };
            let temperature = self.temperature;
            let row = taught::Taught { student: &student, teacher: &teacher, label, temperature };
            let mut statistics = [Column::ZERO; STATISTICS];
            let read = taught::statistics::<T>(isa, row, &mut pulls);
            for (column, [hi, lo]) in statistics.iter_mut().zip(read) {
                (column.hi[0], column.lo[0]) = (hi, lo);
            }
            T::formula(&*self.kernel, isa, Order::Hessian, &statistics, &mut outcome);
            taught::multiply::<T>(
                isa,
                scale,
                row,
                &outcome,
                &pulls,
                &vector[places.clone()],
                &mut out[places],
            );
        }
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept, scale, v, g, h } = ask;
        let width = self.width();
        let group = (KEPT / width).clamp(1, ROWS);
        let wanted = if order == Order::Value { 0 } else { width };
        let mut pulls = vec![Pull::default(); group * wanted];
        let mut outcome = Outcome::ZERO;
        for start in (0..items.len()).step_by(group) {
            let rows = start..items.len().min(start + group);
            let mut statistics = [Column::ZERO; STATISTICS];
            let mut known = [false; ROWS];
            for (k, i) in rows.clone().enumerate().filter(|&(_, i)| counts(kept, i)) {
                let row = items.start + i;
                let Some(label) = self.labels.label(row) else { continue };
                let [student, teacher] = [&self.rows, &self.teacher].map(|x| settled(isa, &x.row(row)));
                let both = student.zip(teacher);
                known[k] = both.is_some();
                let read = both.map_or([[f64::NAN, 0.0]; 2], |(student, teacher)| {
                    let temperature = self.temperature;
                    let row = taught::Taught { student: &student, teacher: &teacher, label, temperature };
                    taught::statistics::<T>(isa, row, &mut pulls[k * wanted..][..wanted])
                });
                // The formula reads both, in this order.
                for (column, [hi, lo]) in statistics.iter_mut().zip(read) {
                    (column.hi[k], column.lo[k]) = (hi, lo);
                }
            }
            T::formula(&*self.kernel, isa, order, &statistics, &mut outcome);
            for (k, i) in rows.enumerate().filter(|&(_, i)| counts(kept, i)) {
                v[i] = T::from_f64(if known[k] { outcome.value[k] } else { f64::NAN });
                if order == Order::Value {
                    continue;
                }
                let places = i * width..(i + 1) * width;
                let (g, h) = (&mut g[places.clone()], h.get_mut(places).unwrap_or_default());
                if known[k] {
                    let pulls = &pulls[k * wanted..][..wanted];
                    let at = (&outcome, k);
                    taught::derivatives::<T>(isa, order, scale, self.temperature, at, pulls, g, h);
                } else {
                    g.fill(T::from_f64(f64::NAN));
                    h.fill(T::from_f64(f64::NAN));
                }
            }
        }
    }
}
