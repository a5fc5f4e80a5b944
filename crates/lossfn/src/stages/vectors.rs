//! Pairs and triples of vectors, the rows of tables: an item is a row of each.

use core::ops::Range;
use std::{borrow::Cow, sync::Arc};

use super::{Ask, Coupled, Items, Statistic, Times, counts, elements::check};
use crate::{
    Error,
    data::{Element, Labels, Rows, Storage},
    kernels::{
        BLOCK, Check, Column, Detected, Once, Order, Outcome, Pull, ROWS, RowBlock, STATISTICS, Taken,
        VectorBlock,
    },
    real::{Derived, Differentiable, Dual, Precise, Real},
    spec::{Domain, Input},
    threads,
};

/// Tables whose rows are compared.
pub(crate) struct Tuples<'a, T: Element> {
    kernel: Arc<dyn RowBlock>,
    distance: Arc<dyn VectorBlock>,
    beside: Option<Arc<dyn VectorBlock>>,
    tables: Vec<Rows<'a, T>>,
    labels: Option<Labels<'a>>,
    ignore: Option<i64>,
    inputs: &'static [Input],
    /// The table that derivatives are taken in.
    along: usize,
}

impl<'a, T: Element> Tuples<'a, T> {
    #[allow(clippy::too_many_arguments, reason = "what a loss states, and what it is given")]
    pub(crate) fn new(
        loss: &str,
        kernel: Arc<dyn RowBlock>,
        [distance, beside]: [Option<Arc<dyn VectorBlock>>; 2],
        tables: Vec<Rows<'a, T>>,
        labels: Option<Labels<'a>>,
        ignore: Option<i64>,
        inputs: &'static [Input],
        along: usize,
    ) -> Result<Self, Error> {
        let distance = distance.ok_or(Error::Unsupported {
            loss: loss.into(),
            what: "number of two vectors",
            why: "it states no `distance`",
        })?;
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
        Ok(Self { kernel, distance, beside, tables, labels, ignore, inputs, along })
    }

    /// The domain of the labels, where there are labels.
    fn domain(&self) -> Option<(Labels<'a>, Domain)> {
        self.labels.zip(self.inputs.get(self.tables.len()).map(|input| input.domain))
    }
    /// Which number of two vectors a statistic is.
    fn number(&self, statistic: Statistic) -> &dyn VectorBlock {
        self.beside.as_deref().filter(|_| statistic == Statistic::Beside).unwrap_or(&*self.distance)
    }
    /// Whether any table has sparse rows.
    fn sparse(&self) -> bool {
        self.tables.iter().any(Rows::is_sparse)
    }
}

/// The vectors of an item: all their coordinates, or those that are not 0 in all of them.
struct Vectors<'a, T: Copy> {
    /// The columns that there are; of all none is named.
    columns: Option<Vec<usize>>,
    x: [Cow<'a, [T]>; 3],
}

/// Some rows: all coordinates, or where any of them is sparse those that are not 0 in all, if these are skipped.
fn gathered<'a, E: Element<Wide = T>, T: Storage>(
    rows: [Option<(&Rows<'a, E>, usize)>; 3],
    skips_zeros: bool,
) -> Vectors<'a, T> {
    let there = || rows.iter().flatten();
    if !skips_zeros || there().all(|(table, _)| !table.is_sparse()) {
        // One by one: what maps an array of them stays a call.
        let all = |k: usize| rows[k].map_or(Cow::Borrowed(&[][..]), |(table, row)| table.row(row));
        return Vectors { columns: None, x: [all(0), all(1), all(2)] };
    }
    let named = |&(table, row): &(&Rows<'a, E>, usize)| {
        table.stored(row).map(|place| table.column_of(place)).collect::<Vec<_>>()
    };
    let mut columns: Vec<usize> = there().flat_map(named).collect();
    columns.sort_unstable();
    columns.dedup();
    let x = rows.map(|row| {
        let Some((table, row)) = row else { return Cow::Borrowed(&[][..]) };
        let mut places = table.stored(row).peekable();
        let number = |&column: &usize| {
            let place = places.next_if(|&place| table.column_of(place) == column);
            place.map_or_else(T::default, |place| table.data()[place].widen())
        };
        Cow::Owned(columns.iter().map(number).collect())
    });
    Vectors { columns: Some(columns), x }
}

/// What is kept of some items to go back from them.
struct Kept {
    /// For each statistic, of each item.
    taken: Vec<[Taken; ROWS]>,
    outcome: Outcome,
    /// A derivative in two parts.
    hi: Vec<f64>,
    lo: Vec<f64>,
}

impl Kept {
    fn new() -> Self {
        let taken = vec![[Taken::default(); ROWS]; STATISTICS];
        Self { taken, outcome: Outcome::ZERO, hi: vec![], lo: vec![] }
    }
}

impl<'a, E: Element<Wide = T>, T: Storage> Tuples<'a, E> {
    fn vectors(&self, row: usize) -> Vectors<'a, T> {
        let table = |k: usize| self.tables.get(k).map(|table| (table, row));
        gathered([table(0), table(1), table(2)], self.distance.skips_zeros())
    }
    /// The number of a row of a table with a row of another.
    pub(crate) fn pair(
        distance: &dyn VectorBlock,
        isa: Detected,
        a: (&Rows<'a, E>, usize),
        b: (&Rows<'a, E>, usize),
    ) -> Taken {
        let Vectors { x, .. } = gathered([Some(a), Some(b), None], distance.skips_zeros());
        T::take(distance, isa, [&x[0], &x[1]], a.0.columns())
    }

    /// The values of some items, and what is needed to go back.
    fn gather(&self, isa: Detected, order: Order, rows: &[(usize, usize)], kept: &mut Kept) {
        let mut columns = [Column::ZERO; STATISTICS];
        for &(k, row) in rows {
            let vectors = self.vectors(row).x;
            let each = columns.iter_mut().zip(&mut kept.taken).zip(self.kernel.statistics());
            for ((column, taken), statistic) in each {
                (column.hi[k], column.lo[k]) = match (statistic, statistic.vectors(), self.labels) {
                    (_, Some([a, b]), _) => {
                        let width = self.tables[0].columns();
                        taken[k] = T::take(self.number(*statistic), isa, [&vectors[a], &vectors[b]], width);
                        taken[k].value.into()
                    }
                    (Statistic::Label, _, Some(labels)) => (labels.get(row) as f64, 0.0),
                    // No other statistic is one of vectors.
                    _ => (f64::NAN, 0.0),
                };
            }
        }
        T::formula(&*self.kernel, isa, order.min(Order::Gradient), &columns, &mut kept.outcome);
    }

    /// The derivative of an item in one of its vectors, where that stands.
    fn pull(&self, isa: Detected, scale: f64, (k, row): (usize, usize), kept: &mut Kept, g: &mut [T]) {
        let Kept { taken, outcome, hi, lo } = kept;
        if outcome.value[k].is_nan() {
            return g.fill(T::from_f64(f64::NAN));
        }
        let Vectors { columns, x } = self.vectors(row);
        for part in [&mut *hi, &mut *lo] {
            part.clear();
            part.resize(x[0].len(), 0.0);
        }
        let each = self.kernel.statistics().iter().zip(taken).zip(&outcome.first);
        for ((statistic, taken), first) in each {
            let Some(two) = statistic.vectors() else { continue };
            let Some(along) = two.iter().position(|&vector| vector == self.along) else { continue };
            let factor = [first.hi[k], first.lo[k]];
            if factor == [0.0; 2] {
                continue;
            }
            let pull = Pull { along, factor, scale, hi, lo };
            T::pull(self.number(*statistic), isa, two.map(|vector| &*x[vector]), &taken[k], pull);
        }
        let table = &self.tables[self.along];
        if !self.sparse() {
            for (g, x) in g.iter_mut().zip(&*hi) {
                *g = T::from_f64(*x);
            }
            return;
        }
        // Both rise, so each is found behind the one before.
        let mut at = 0;
        for (g, place) in g.iter_mut().zip(table.stored(row)) {
            let column = table.column_of(place);
            match &columns {
                None => at = column,
                Some(columns) => at += columns[at..].iter().take_while(|&&c| c < column).count(),
            }
            *g = T::from_f64(hi[at]);
        }
    }
}

impl<E: Element<Wide = T>, T: Storage> Tuples<'_, E> {
    /// How the derivatives of an item in one of its vectors change as that moves along another: forward over
    /// reverse, in numbers of some thirty digits.
    fn bend(&self, row: usize, scale: f64, direction: &[T], out: &mut [T]) {
        let number = |x: T| Precise::new(x.to_f64());
        let vectors: Vec<Vec<Once>> = self
            .tables
            .iter()
            .enumerate()
            .map(|(k, table)| {
                let moves = |(x, v): (&T, &T)| {
                    let still = number(*x).seeded(false);
                    if k == self.along {
                        Once::of(Dual { v: number(*x), d: Some(number(*v)) })
                    } else {
                        still
                    }
                };
                table.row(row).iter().zip(direction).map(moves).collect()
            })
            .collect();
        let statistics = self.kernel.statistics();
        let label = self.labels.map_or(0.0, |labels| labels.get(row) as f64);
        let read: Vec<(Once, Option<Vec<Once>>)> = statistics
            .iter()
            .map(|statistic| {
                let Some(two) = statistic.vectors() else { return (vectors[0][0].lift(label), None) };
                let along = two.iter().position(|&vector| vector == self.along);
                let x = two.map(|vector| &*vectors[vector]);
                let (number, slopes) = self.number(*statistic).moved(x, along.unwrap_or(0));
                (number, along.map(|_| slopes))
            })
            .collect();
        let mut all = vec![vectors[0][0].lift(0.0); out.len()];
        for (s, slopes) in read.iter().enumerate().filter_map(|(s, (_, slopes))| Some((s, slopes.as_ref()?)))
        {
            let x: Vec<Check> = read.iter().enumerate().map(|(t, (x, _))| x.seeded(s == t)).collect();
            let by = self.kernel.reference(&x).dual().derivative();
            for (all, &slope) in all.iter_mut().zip(slopes) {
                *all = *all + by * slope;
            }
        }
        for (out, x) in out.iter_mut().zip(all) {
            *out = T::from_f64((x.dual().derivative() * scale).to_f64());
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
            if !self.distance.checks() {
                continue;
            }
            for row in (0..table.len()).filter(|&row| counts(kept, row)) {
                let x: Vec<f64> = table.row(row).iter().map(|x| x.to_f64()).collect();
                if let Some(problem) = self.distance.problem(&x) {
                    return Err(Error::Row { input: input.name, row, problem });
                }
            }
        }
        Ok(())
    }
    fn multiply(&self, items: Range<usize>, times: Times<'_, T>) {
        let Times { kept, scale, vector, out, .. } = times;
        let width = self.width();
        for (i, row) in items.enumerate().filter(|&(i, _)| counts(kept, i)) {
            let places = i * width..(i + 1) * width;
            self.bend(row, scale, &vector[places.clone()], &mut out[places]);
        }
    }
    fn coupled(&self) -> Option<&dyn Coupled<T>> {
        // The derivatives of a sparse row are as many as it has numbers.
        if self.sparse() { Some(self) } else { None }
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, kept: counted, scale, v, g, .. } = ask;
        let (width, mut kept) = (self.width(), Kept::new());
        for start in (0..items.len()).step_by(ROWS) {
            let group = start..items.len().min(start + ROWS);
            let rows = group.clone().filter(|&i| counts(counted, i)).map(|i| (i - start, items.start + i));
            let rows: Vec<_> = rows.collect();
            self.gather(isa, order, &rows, &mut kept);
            for (v, value) in v[group].iter_mut().zip(&kept.outcome.value) {
                *v = T::from_f64(*value);
            }
            for &(k, row) in rows.iter().filter(|_| order >= Order::Gradient) {
                let places = (start + k) * width..(start + k + 1) * width;
                self.pull(isa, scale, (k, row), &mut kept, &mut g[places]);
            }
        }
    }
}

/// Where results of some groups of rows go: the first group, its values, and its derivatives.
type Part<'o, T> = (usize, &'o mut [T], &'o mut [T]);

/// Splits it before a group, where `start` tells how many derivatives stand before a row.
fn split<'o, T>(
    start: &dyn Fn(usize) -> usize,
    (group, v, g): Part<'o, T>,
    at: usize,
) -> (Part<'o, T>, Part<'o, T>) {
    let rows = (at * ROWS).min(v.len());
    let places = start(group * ROWS + rows) - start(group * ROWS);
    let ((v, more), (g, rest)) = (v.split_at_mut(rows), g.split_at_mut(places));
    ((group, v, g), (group + at, more, rest))
}

impl<E: Element<Wide = T>, T: Storage> Coupled<T> for Tuples<'_, E> {
    fn gradient(
        &self,
        isa: Detected,
        threads: usize,
        factors: &[f64],
        values: &mut [T],
        g: &mut [T],
        _: &mut [T],
    ) -> Result<(), Error> {
        let (n, table) = (self.len(), &self.tables[self.along]);
        let start = |row: usize| if row < n { table.stored(row).start } else { table.data().len() };
        let job = |_: Range<usize>, (group, v, g): Part<'_, T>| {
            let (mut kept, first) = (Kept::new(), group * ROWS);
            for (i, v) in v.chunks_mut(ROWS).enumerate() {
                let from = first + i * ROWS;
                let rows = (0..v.len()).map(|k| (k, from + k)).filter(|&(_, row)| factors[row] != 0.0);
                let rows: Vec<_> = rows.collect();
                self.gather(isa, Order::Gradient, &rows, &mut kept);
                for &(k, row) in &rows {
                    v[k] = T::from_f64(kept.outcome.value[k]);
                    let places = table.stored(row);
                    let g = &mut g[places.start - start(first)..places.end - start(first)];
                    self.pull(isa, factors[row], (k, row), &mut kept, g);
                }
            }
        };
        threads::run(threads, n.div_ceil(ROWS), 8, (0, values, g), &|part, at| split(&start, part, at), &job)
    }
}
