//! Two tables whose rows are distributions: an item is a row, its loss the sum over the columns, or
//! something of that sum.

use core::ops::Range;
use std::sync::Arc;

use super::{Ask, Items, counts, elements::check};
use crate::{
    Error,
    data::{Element, Rows, Storage},
    kernels::{BLOCK, Block, Detected, Order, Outer, Work, sum},
    real::{Dual, Scalar},
    spec::Input,
};

/// Two tables of equal shape.
pub(crate) struct RowPairs<'a, T: Element> {
    pub(crate) kernel: Arc<dyn Block<2>>,
    /// What is taken of the sum.
    pub(crate) outer: Option<&'a dyn Outer>,
    pub(crate) tables: [Rows<'a, T>; 2],
    pub(crate) inputs: &'static [Input],
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
        self.tables[0].len()
    }
    fn width(&self) -> usize {
        self.tables[0].columns()
    }
    fn block(&self) -> usize {
        (BLOCK / self.width()).max(1)
    }
    fn denominators(&self) -> Option<&[T]> {
        self.denominators.as_deref()
    }
    fn check_values(&self, kept: Option<&[bool]>) -> Result<(), Error> {
        for (input, table) in self.inputs.iter().zip(self.tables) {
            check(input, table.data(), |i| counts(kept, table.row_of(i)))?;
            for row in (0..table.len()).filter(|&i| counts(kept, i)) {
                distribution(input.name, row, table)?;
            }
        }
        Ok(())
    }
    fn run(&self, items: Range<usize>, ask: Ask<'_, T>) {
        if let Some(outer) = self.outer {
            return self.run_outer(outer, items, ask);
        }
        let Ask { isa, order, scale, v, g, h, .. } = ask;
        let columns = self.width();
        let x = self.tables.map(|t| t.read(items.clone()));
        let x = x.each_ref().map(|x| &**x);
        let mut values = [T::default(); BLOCK];
        let n = x[0].len();
        if n <= BLOCK {
            let values = &mut values[..n];
            T::run(&*self.kernel, Work { isa, order, x, v: values, g, h, scale });
            for (v, row) in v.iter_mut().zip(values.chunks(columns)) {
                *v = T::from_f64(sum::sum(isa, row).round());
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
        v[0] = T::from_f64(total.round());
    }
}

impl<E: Element<Wide = T>, T: Storage> RowPairs<'_, E> {
    /// All in f64: the derivatives of an element are needed to more digits than those of the row.
    fn run_outer(&self, outer: &dyn Outer, items: Range<usize>, ask: Ask<'_, T>) {
        let Ask { isa, order, scale, v, g, h, .. } = ask;
        let columns = self.width();
        let x = self.tables.map(|t| t.read(items.clone()).iter().map(|x| x.to_f64()).collect::<Vec<f64>>());
        let n = x[0].len();
        let [mut values, mut slopes, mut bends] = [n, g.len(), h.len()].map(|n| vec![0.0; n]);
        for start in (0..n).step_by(BLOCK) {
            let part = start..n.min(start + BLOCK);
            let some = |wanted: bool| if wanted { part.clone() } else { 0..0 };
            self.kernel.f64(Work {
                isa,
                order,
                x: x.each_ref().map(|x| &x[part.clone()]),
                v: &mut values[part.clone()],
                g: &mut slopes[some(order >= Order::Gradient)],
                h: &mut bends[some(order >= Order::Hessian)],
                scale: 1.0,
            });
        }
        for (i, row) in values.chunks(columns).enumerate() {
            let total = outer.f64(Dual::variable(Dual::variable(Scalar(sum::sum(isa, row).round()))));
            let [slope, bend] = [total.derivative().v, total.derivative().derivative()].map(|x| x.0);
            v[i] = T::from_f64(total.v.v.0);
            // Where all coincide the slope of a root is infinite, and of its kink the least slope 0.
            let kink = slope.is_infinite();
            for j in (i * columns..(i + 1) * columns).take_while(|_| order >= Order::Gradient) {
                let first = slopes[j];
                g[j] = T::from_f64(if kink { 0.0 } else { slope * first * scale });
                if order >= Order::Hessian {
                    let (near, far) = (slope * bends[j], bend * first * first);
                    // An infinite bend of an element outgrows the square of its slope.
                    let second = if near.is_infinite() { near } else { near + far };
                    h[j] = T::from_f64(if kink { 0.0 } else { second * scale });
                }
            }
        }
    }
}
