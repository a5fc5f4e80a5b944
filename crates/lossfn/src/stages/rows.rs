//! A table with another one, or with labels: an item is a row, its loss the sum or the mean over the
//! columns, or something of that sum.

use core::ops::Range;
use std::sync::Arc;

use super::{
    Ask, Items, Target, Times, counts, diagonal,
    elements::{Slopes, check},
    weigh,
};
use crate::{
    Error,
    data::{Element, Rows, Storage},
    kernels::{BLOCK, Block, Detected, Order, Outer, Work, sum},
    real::{Dual, Scalar},
    spec::{Input, Row},
};

/// A table and what its rows are compared with.
pub(crate) struct RowPairs<'a, T: Element> {
    pub(crate) kernel: Arc<dyn Block<2>>,
    /// What the rows are.
    pub(crate) row: Row,
    /// What is taken of the sum.
    pub(crate) outer: Option<&'a dyn Outer>,
    pub(crate) rows: Rows<'a, T>,
    pub(crate) target: Target<'a, T>,
    pub(crate) ignore: Option<i64>,
    pub(crate) inputs: &'static [Input],
    /// The table that derivatives are taken in.
    pub(crate) along: usize,
    /// What each row adds to the denominator of a mean, where that is not 1.
    pub(crate) denominators: Option<Vec<T::Wide>>,
}

/// How far the sum of a distribution may be from 1, for each column, beside what rounding its elements
/// to their type can do: not more than a printed table loses.
const SLACK: f64 = 1e-6;

/// Whether a row is a distribution, and if not, what is wrong with it.
pub(super) fn distribution<T: Element>(
    input: &'static str,
    row: usize,
    table: Rows<'_, T>,
) -> Result<(), Error> {
    let total = sum::sum(Detected::best(), &table.row(row)).round();
    if (total - 1.0).abs() <= SLACK * table.columns().max(10) as f64 + T::ROUNDING {
        return Ok(());
    }
    let problem = format!("adds up to {total}, not to 1, so it is no distribution");
    Err(Error::Row { input, row, problem })
}

impl<E: Element<Wide = T>, T: Storage> Items<T> for RowPairs<'_, E> {
    fn len(&self) -> usize {
        self.rows.len()
    }
    fn width(&self) -> usize {
        self.rows.columns()
    }
    fn block(&self) -> usize {
        (BLOCK / self.width()).max(1)
    }
    fn ignores(&self) -> bool {
        self.ignore.is_some()
    }
    fn ignored(&self, row: usize) -> bool {
        self.target.ignored(row, self.ignore)
    }
    fn check_labels(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        self.target.check_labels(self.width(), kept)
    }
    fn denominators(&self) -> Option<&[T]> {
        self.denominators.as_deref()
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        let target = if let Target::Table(table) = self.target { Some(table) } else { None };
        for (input, table) in self.inputs.iter().zip([Some(self.rows), target]) {
            let Some(table) = table else { continue };
            check(input, table.data(), |i| counts(kept, table.row_of(i)))?;
            let sure = self.row == Row::Distribution;
            for row in (0..table.len()).filter(|&i| sure && counts(kept, i)) {
                distribution(input.name, row, table)?;
            }
        }
        Ok(())
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        match self.outer {
            None if self.along == 0 || ask.order == Order::Value => self.run_sums(items, ask),
            None => {
                let Ask { isa, order, kept, scale, v, g, h } = ask;
                let x = [self.rows.read(items.clone()), self.target.read(items.clone(), self.width())];
                let x = x.each_ref().map(|x| &**x);
                let scale_of_row = scale / self.terms().hi;
                let wide = Slopes::of(&*self.kernel, isa, order, x, self.along, scale_of_row);
                for (out, x) in g.iter_mut().zip(wide.g).chain(h.iter_mut().zip(wide.h)) {
                    *out = T::from_f64(x);
                }
                let order = Order::Value;
                self.run_sums(items, Ask { isa, order, kept, scale, v, g: &mut [], h: &mut [] });
            }
            Some(outer) => self.run_outer(outer, items, ask),
        }
    }
    fn multiply(&self, items: Range<usize>, times: Times<'_, T>) {
        match self.outer {
            None => diagonal(self, items, times),
            Some(outer) => self.multiply_outer(outer, items, times),
        }
    }
}

impl<E: Element<Wide = T>, T: Storage> RowPairs<'_, E> {
    /// What a sum is divided by.
    fn terms(&self) -> sum::Pair {
        sum::Pair { hi: if self.row == Row::Mean { self.rows.columns() as f64 } else { 1.0 }, lo: 0.0 }
    }
    /// Sums over rows, and derivatives in the first table.
    fn run_sums(&self, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, scale, v, g, h, .. } = ask;
        let columns = self.width();
        let terms = self.terms();
        let scale = scale / terms.hi;
        let x = [self.rows.read(items.clone()), self.target.read(items, columns)];
        let x = x.each_ref().map(|x| &**x);
        let mut values = [T::default(); BLOCK];
        let n = x[0].len();
        if n <= BLOCK {
            let values = &mut values[..n];
            T::run(&*self.kernel, Work { isa, order, x, v: values, g, h, scale });
            for (v, row) in v.iter_mut().zip(values.chunks(columns)) {
                *v = T::from_f64(sum::sum(isa, row).over(terms));
            }
            return;
        }
        // One row, longer than a block.
        let mut total = sum::Pair::default();
        for start in (0..n).step_by(BLOCK) {
            let part = start..n.min(start + BLOCK);
            let values = &mut values[..part.len()];
            T::run(
                &*self.kernel,
                Work {
                    isa,
                    order,
                    x: x.map(|x| &x[part.clone()]),
                    v: values,
                    g: if order >= Order::Gradient { &mut g[part.clone()] } else { &mut [] },
                    h: if order >= Order::Hessian { &mut h[part.clone()] } else { &mut [] },
                    scale,
                },
            );
            total = total.plus(sum::sum(isa, values));
        }
        v[0] = T::from_f64(total.over(terms));
    }
    /// All in f64: the derivatives of an element are needed to more digits than those of the row.
    fn run_outer(&self, outer: &dyn Outer, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, scale, v, g, h, .. } = ask;
        let columns = self.width();
        let x = [self.rows.read(items.clone()), self.target.read(items, columns)];
        let x = x.each_ref().map(|x| &**x);
        let Slopes { v: values, g: slopes, h: bends } =
            Slopes::of(&*self.kernel, isa, order, x, self.along, 1.0);
        let terms = self.terms();
        for (i, row) in values.chunks(columns).enumerate() {
            let Outside { value, slope, bend, kink } = Outside::of(outer, sum::sum(isa, row).over(terms));
            v[i] = T::from_f64(value);
            for j in (i * columns..(i + 1) * columns).take_while(|_| order >= Order::Gradient) {
                let first = slopes[j] / terms.hi;
                g[j] = T::from_f64(if kink { 0.0 } else { slope * first * scale });
                if order >= Order::Hessian {
                    let (near, far) = (slope * bends[j] / terms.hi, bend * first * first);
                    // An infinite bend of an element outgrows the square of its slope.
                    let second = if near.is_infinite() { near } else { near + far };
                    h[j] = T::from_f64(if kink { 0.0 } else { second * scale });
                }
            }
        }
    }
    /// A diagonal and a product of one vector with itself: as above, in f64.
    fn multiply_outer(&self, outer: &dyn Outer, items: Range<usize>, times: Times<'_, T>) {
        let Times { isa, scale, vector, out, .. } = times;
        let columns = self.width();
        let x = [self.rows.read(items.clone()), self.target.read(items, columns)];
        let x = x.each_ref().map(|x| &**x);
        let Slopes { v: values, g: slopes, h: bends } =
            Slopes::of(&*self.kernel, isa, Order::Hessian, x, self.along, 1.0);
        let terms = self.terms();
        let rows = values.chunks(columns).zip(slopes.chunks(columns)).zip(bends.chunks(columns));
        let both = vector.chunks(columns).zip(out.chunks_mut(columns));
        for (((values, slopes), bends), (vector, out)) in rows.zip(both) {
            let Outside { slope, bend, kink, .. } = Outside::of(outer, sum::sum(isa, values).over(terms));
            // How the total changes along the vector.
            let changes: Vec<f64> = slopes.iter().zip(vector).map(|(g, v)| weigh(*g, v.to_f64())).collect();
            let change = sum::sum(isa, &changes).over(terms);
            for (((out, v), first), second) in out.iter_mut().zip(vector).zip(slopes).zip(bends) {
                let near = weigh(slope * second / terms.hi, v.to_f64());
                let far = weigh(bend * change, first / terms.hi);
                let product = if near.is_infinite() { near } else { near + far };
                *out = T::from_f64(if kink { 0.0 } else { product * scale });
            }
        }
    }
}

/// What is taken of a total, and its derivatives.
struct Outside {
    value: f64,
    slope: f64,
    bend: f64,
    /// Where all coincide the slope of a root is infinite, and of its kink the least slope 0.
    kink: bool,
}

impl Outside {
    fn of(outer: &dyn Outer, total: f64) -> Self {
        let total = outer.f64(Dual::variable(Dual::variable(Scalar(total))));
        let [slope, bend] = [total.derivative().v, total.derivative().derivative()].map(|x| x.0);
        Self { value: total.v.v.0, slope, bend, kink: slope.is_infinite() }
    }
}
