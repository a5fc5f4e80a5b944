//! Rows and the centre of the class of each: derivatives by the centres add up over rows.

use core::ops::Range;
use std::sync::Arc;

use super::lists::Lists;
use crate::{
    Error,
    data::{Element, Labels, Rows, Storage},
    kernels::{Column, Detected, Order, Outcome, ROWS, RowBlock, STATISTICS, contrast},
    spec::Input,
    stages::{Ask, Coupled, Items, Target, Times, counts, elements::check},
};

/// Rows in a block.
const BLOCK: usize = 256;

/// Embeddings, centres and labels.
pub(crate) struct Centres<'a, E: Element> {
    kernel: Arc<dyn RowBlock>,
    rows: Rows<'a, E>,
    table: Rows<'a, E>,
    labels: Target<'a, E>,
    ignore: Option<i64>,
    inputs: &'static [Input],
    /// Whether derivatives are in the centres.
    second: bool,
}

impl<'a, E: Element> Centres<'a, E> {
    pub(crate) fn new(
        kernel: Arc<dyn RowBlock>,
        (rows, centres, labels): (Rows<'a, E>, Rows<'a, E>, Labels<'a>),
        ignore: Option<i64>,
        inputs: &'static [Input],
        along: usize,
    ) -> Result<Self, Error> {
        let labels = Target::Labels(labels);
        labels.fits(&rows, "label")?;
        if centres.columns() != rows.columns() {
            let (got, want) = (centres.shape(), format!("(classes, {})", rows.columns()));
            return Err(Error::Shape { input: inputs[1].name, got, want });
        }
        Ok(Self { kernel, rows, table: centres, labels, ignore, inputs, second: along != 0 })
    }

    /// How far a row is from its centre in each coordinate, in f64; NaN where it has none.
    fn gaps(&self, row: usize, to: &mut [f64]) {
        let Some(label) = self.labels.label(row).filter(|&label| label < self.table.len()) else {
            return to.fill(f64::NAN);
        };
        let (x, c) = (self.rows.row(row), self.table.row(label));
        for (to, (x, c)) in to.iter_mut().zip(x.iter().zip(&*c)) {
            *to = x.to_f64() - c.to_f64();
        }
    }

    /// The squared distances of at most `ROWS` rows, as the formula reads them.
    fn formula<T: Storage>(
        &self,
        isa: Detected,
        order: Order,
        rows: Range<usize>,
        kept: &dyn Fn(usize) -> bool,
        out: &mut Outcome,
    ) {
        let mut columns = [Column::ZERO; STATISTICS];
        let mut gaps = vec![0.0; self.rows.columns()];
        for (place, row) in columns[0].hi.iter_mut().zip(rows).filter(|(_, row)| kept(*row)) {
            self.gaps(row, &mut gaps);
            *place = contrast::dot(isa, &gaps, &gaps);
        }
        T::formula(&*self.kernel, isa, order, &columns, out);
    }
}

impl<E: Element<Wide = T>, T: Storage> Items<T> for Centres<'_, E> {
    fn len(&self) -> usize {
        self.rows.len()
    }
    fn width(&self) -> usize {
        self.rows.columns()
    }
    fn block(&self) -> usize {
        BLOCK
    }
    fn ignores(&self) -> bool {
        self.ignore.is_some()
    }
    fn ignored(&self, row: usize) -> bool {
        self.labels.ignored(row, self.ignore)
    }
    fn check_labels(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        self.labels.check_labels(self.table.len(), kept)
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        check(&self.inputs[0], self.rows.data(), |place| counts(kept, self.rows.row_of(place)))?;
        check(&self.inputs[1], self.table.data(), |_| true)
    }
    fn coupled(&self) -> Option<&dyn Coupled<T>> {
        Some(self)
    }
    fn multiply(&self, _: Range<usize>, times: Times<'_, T>) {
        // The driver refuses products of items that are coupled.
        times.out.fill(T::from_f64(f64::NAN));
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, kept, v, .. } = ask;
        let mut outcome = Outcome::ZERO;
        for start in items.clone().step_by(ROWS) {
            let rows = start..items.end.min(start + ROWS);
            let counts = |row: usize| counts(kept, row - items.start);
            self.formula::<T>(isa, Order::Value, rows.clone(), &counts, &mut outcome);
            for (row, value) in rows.zip(outcome.value).filter(|(row, _)| counts(*row)) {
                v[row - items.start] = T::from_f64(value);
            }
        }
    }
}

impl<E: Element<Wide = T>, T: Storage> Coupled<T> for Centres<'_, E> {
    /// On one thread: it takes as long as reading the rows.
    fn gradient(
        &self,
        isa: Detected,
        _threads: usize,
        factors: &[f64],
        values: &mut [T],
        g: &mut [T],
        _: &mut [T],
    ) -> Result<(), Error> {
        let (n, columns) = (self.rows.len(), self.rows.columns());
        let counts = |row: usize| factors[row] != 0.0;
        let mut slopes = vec![0.0; n];
        let mut outcome = Outcome::ZERO;
        for start in (0..n).step_by(ROWS) {
            let rows = start..n.min(start + ROWS);
            self.formula::<T>(isa, Order::Gradient, rows.clone(), &counts, &mut outcome);
            for (k, row) in rows.enumerate() {
                let counted = counts(row);
                values[row] = if counted { T::from_f64(outcome.value[k]) } else { T::default() };
                // Of a square the derivative is twice the gap.
                slopes[row] = if counted { 2.0 * factors[row] * outcome.first[0].hi[k] } else { 0.0 };
            }
        }
        let (labels, places): (Vec<_>, Vec<_>) = if self.second {
            let labels = (0..n).map(|row| self.labels.label(row).filter(|_| counts(row)));
            (labels.collect(), (0..self.table.len()).map(Some).collect())
        } else {
            ((0..n).map(Some).collect(), (0..n).map(|row| Some(row).filter(|_| counts(row))).collect())
        };
        let lists = Lists::equal(&places, &labels);
        let sign = if self.second { -1.0 } else { 1.0 };
        let (mut sums, mut gaps) = (vec![0.0; columns], vec![0.0; columns]);
        for (place, g) in g.chunks_mut(columns).enumerate() {
            sums.fill(0.0);
            for &row in lists.row(place) {
                self.gaps(row, &mut gaps);
                let slope = sign * slopes[row];
                for (sum, gap) in sums.iter_mut().zip(&gaps) {
                    *sum += slope * gap;
                }
            }
            for (g, sum) in g.iter_mut().zip(&sums) {
                *g = T::from_f64(*sum);
            }
        }
        Ok(())
    }
}
