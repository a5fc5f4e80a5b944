//! Pairs and triples of vectors, the rows of tables: an item is a row of each.

use core::ops::Range;
use std::{borrow::Cow, sync::Arc};

use super::{Ask, Items, Statistic, counts, elements::check};
use crate::{
    Error,
    data::{Element, Labels, Rows, Storage},
    kernels::{
        BLOCK, Column, Detected, Order, Outcome, Pull, ROWS, RowBlock, STATISTICS, Taken, VectorBlock,
    },
    spec::{Domain, Input},
};

/// Tables whose rows are compared.
pub(crate) struct Tuples<'a, T: Element> {
    kernel: Arc<dyn RowBlock>,
    distance: Arc<dyn VectorBlock>,
    tables: Vec<Rows<'a, T>>,
    labels: Option<Labels<'a>>,
    ignore: Option<i64>,
    inputs: &'static [Input],
    /// The table that derivatives are taken in.
    along: usize,
}

impl<'a, T: Element> Tuples<'a, T> {
    pub(crate) fn new(
        kernel: Arc<dyn RowBlock>,
        distance: Arc<dyn VectorBlock>,
        tables: Vec<Rows<'a, T>>,
        labels: Option<Labels<'a>>,
        ignore: Option<i64>,
        inputs: &'static [Input],
        along: usize,
    ) -> Result<Self, Error> {
        let first = tables[0];
        for (table, input) in tables.iter().zip(inputs).skip(1) {
            if table.shape() != first.shape() {
                return Err(Error::Shape { input: input.name, got: table.shape(), want: first.shape() });
            }
        }
        if let Some(labels) = labels.filter(|labels| labels.len() != first.len()) {
            let [got, want] = [labels.len(), first.len()].map(|n| format!("({n},)"));
            return Err(Error::Shape { input: "label", got, want });
        }
        distance.fits(first.columns())?;
        Ok(Self { kernel, distance, tables, labels, ignore, inputs, along })
    }

    /// The domain of the labels, where there are labels.
    fn domain(&self) -> Option<(Labels<'a>, Domain)> {
        self.labels.zip(self.inputs.get(self.tables.len()).map(|input| input.domain))
    }
}

/// The vectors of an item, as they are computed with.
type Vectors<'a, T> = [Cow<'a, [T]>; 3];

impl<'a, E: Element<Wide = T>, T: Storage> Tuples<'a, E> {
    fn vectors(&self, row: usize) -> Vectors<'a, T> {
        core::array::from_fn(|k| self.tables.get(k).map_or(Cow::Borrowed(&[][..]), |table| table.row(row)))
    }

    /// The number of two of the vectors of an item.
    fn take(&self, isa: Detected, vectors: &Vectors<'_, T>, [a, b]: [usize; 2]) -> Taken {
        T::take(&*self.distance, isa, [&vectors[a], &vectors[b]], self.tables[0].columns())
    }

    /// What the formula reads of some items, and what is needed to go back.
    fn gather(
        &self,
        isa: Detected,
        rows: &[(usize, usize)],
        columns: &mut [Column; STATISTICS],
        taken: &mut [[Taken; ROWS]; STATISTICS],
    ) {
        for &(k, row) in rows {
            let vectors = self.vectors(row);
            for ((column, taken), statistic) in
                columns.iter_mut().zip(&mut *taken).zip(self.kernel.statistics())
            {
                (column.hi[k], column.lo[k]) = match (statistic, statistic.vectors(), self.labels) {
                    (_, Some(two), _) => {
                        taken[k] = self.take(isa, &vectors, two);
                        taken[k].value.into()
                    }
                    (Statistic::Label, _, Some(labels)) => (labels.get(row) as f64, 0.0),
                    // No other statistic is one of vectors.
                    _ => (f64::NAN, 0.0),
                };
            }
        }
    }

    /// The derivative of an item in one of its vectors.
    fn pull(
        &self,
        isa: Detected,
        scale: f64,
        (k, row): (usize, usize),
        outcome: &Outcome,
        taken: &[[Taken; ROWS]; STATISTICS],
        [hi, lo]: &mut [Vec<f64>; 2],
        g: &mut [T],
    ) {
        if outcome.value[k].is_nan() {
            return g.fill(T::from_f64(f64::NAN));
        }
        let vectors = self.vectors(row);
        hi.fill(0.0);
        lo.fill(0.0);
        for (statistic, taken, first) in
            self.kernel.statistics().iter().zip(taken).zip(&outcome.first).map(|((s, t), f)| (s, t, f))
        {
            let Some(two) = statistic.vectors() else { continue };
            let Some(along) = two.iter().position(|&vector| vector == self.along) else { continue };
            let factor = [first.hi[k], first.lo[k]];
            let pull = Pull { along, factor, scale, hi, lo };
            T::pull(&*self.distance, isa, two.map(|vector| &*vectors[vector]), &taken[k], pull);
        }
        for (g, x) in g.iter_mut().zip(&*hi) {
            *g = T::from_f64(*x);
        }
    }
}

impl<E: Element<Wide = T>, T: Storage> Items<T> for Tuples<'_, E> {
    fn len(&self) -> usize {
        self.tables[0].len()
    }
    fn width(&self) -> usize {
        self.tables[0].columns()
    }
    fn block(&self) -> usize {
        (BLOCK * 8 / self.width()).clamp(1, BLOCK / 16)
    }
    fn ignores(&self) -> bool {
        self.ignore.is_some() && self.labels.is_some()
    }
    fn ignored(&self, row: usize) -> bool {
        self.labels.is_some_and(|labels| Some(labels.get(row)) == self.ignore)
    }
    fn check_labels(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        let Some((labels, allowed)) = self.domain() else { return Ok(()) };
        let bad = |&row: &usize| counts(kept, row) && !allowed.contains(labels.get(row) as f64);
        match (0..labels.len()).find(bad) {
            None => Ok(()),
            Some(index) => {
                let value = labels.get(index) as f64;
                Err(Error::Value { input: "label", index, value, allowed })
            }
        }
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        for (input, table) in self.inputs.iter().zip(&self.tables) {
            check(input, table.data(), |i| counts(kept, table.row_of(i)))?;
        }
        Ok(())
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept, scale, v, g, .. } = ask;
        let width = self.width();
        let mut columns = [Column::ZERO; STATISTICS];
        let mut taken = [[Taken::default(); ROWS]; STATISTICS];
        let mut outcome = Outcome::ZERO;
        let mut sums = [0, 1].map(|_| vec![0.0; if order == Order::Value { 0 } else { width }]);
        for start in (0..items.len()).step_by(ROWS) {
            let group = start..items.len().min(start + ROWS);
            let rows: Vec<_> =
                group.clone().filter(|&i| counts(kept, i)).map(|i| (i - start, items.start + i)).collect();
            self.gather(isa, &rows, &mut columns, &mut taken);
            T::formula(&*self.kernel, isa, order.min(Order::Gradient), &columns, &mut outcome);
            for (v, value) in v[group].iter_mut().zip(&outcome.value) {
                *v = T::from_f64(*value);
            }
            for &(k, row) in rows.iter().filter(|_| order >= Order::Gradient) {
                let places = (start + k) * width..(start + k + 1) * width;
                self.pull(isa, scale, (k, row), &outcome, &taken, &mut sums, &mut g[places]);
            }
        }
    }
}
