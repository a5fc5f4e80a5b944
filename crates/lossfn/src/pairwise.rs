//! Each row of a table with each row of another.

use core::ops::Range;
use std::sync::Arc;

use crate::{
    AnyLoss, Error,
    data::{Element, Rows, Storage},
    formula::Dynamic,
    kernels::{
        Column, Detected, Kernel, Order, Outcome, ROWS, RowBlock, STATISTICS, VectorBlock,
        matmul::{self, Panels},
    },
    spec::Stage,
    stages::{Statistic, Tuples},
    threads,
};

/// So many distances of f64 stand in a block.
const BLOCK: usize = 1 << 20;

/// A distance of each row of a table from each row of another, not computed yet.
///
/// Blocks of rows are computed at once, so a table of all distances need not fit in memory: see
/// [`for_each`](Self::for_each). The Euclidean distances and those by the cosine are made of products of
/// matrices where that keeps their digits, and one by one where vectors are so near each other that it would not:
/// those of f32 are as exact as those of single pairs; those of f64 are within `2^-45` of the exact ones, in parts
/// of them, for some hundred coordinates. All other distances are those of single pairs, bit for bit. No bit depends
/// on the number of threads.
///
/// ```
/// use lossfn::{Euclidean, Rows};
/// let (a, b) = ([0.0, 0.0, 3.0, 4.0], [3.0, 4.0, 0.0, 0.0, 6.0, 8.0]);
/// let all = Euclidean::new().pairwise(Rows::rows(&a, 2)?, Rows::rows(&b, 2)?)?;
/// assert_eq!(all.to_vec()?, [5.0, 0.0, 10.0, 0.0, 5.0, 5.0]);
/// assert_eq!(all.nearest()?, [(1, 0.0), (0, 0.0)]);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "nothing is computed until a result is asked for"]
pub struct Pairwise<'a, T> {
    kernel: Arc<dyn RowBlock>,
    /// Of each pair, in the order in which the formula reads them.
    numbers: Vec<Arc<dyn VectorBlock>>,
    a: Rows<'a, T>,
    b: Rows<'a, T>,
    threads: usize,
    isa: Detected,
}

impl<T> core::fmt::Debug for Pairwise<'_, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Pairwise").field("threads", &self.threads).finish_non_exhaustive()
    }
}

impl AnyLoss {
    /// The loss of each row of a table with each row of another.
    ///
    /// # Errors
    /// When this is no distance of two vectors without a label, or the tables have not as many columns.
    pub fn pairwise<'a, T: Element>(&self, a: Rows<'a, T>, b: Rows<'a, T>) -> Result<Pairwise<'a, T>, Error> {
        match self.terms() {
            [term] if term.coefficient == 1.0 => Pairwise::new(&*term.loss, a, b),
            _ => Err(Error::Unsupported {
                loss: self.to_string(),
                what: "table of all pairs",
                why: "only a single distance has one",
            }),
        }
    }
}

/// What the rows of the second table are, once for all blocks.
struct Second {
    x: Vec<f64>,
    squares: Vec<f64>,
}

impl<'a, T: Element> Pairwise<'a, T> {
    #[doc(hidden)]
    pub fn new(loss: &dyn Dynamic, a: Rows<'a, T>, b: Rows<'a, T>) -> Result<Self, Error> {
        let spec = loss.spec();
        let (Kernel::Rows(kernel), Some(distance), Stage::Pairs | Stage::Boxes) =
            (loss.kernel(), loss.distance(), spec.stage)
        else {
            return Err(Error::Inputs {
                loss: spec.name.into(),
                got: "all pairs of two tables",
                want: spec.reads(),
            });
        };
        let number = |statistic: &Statistic| match statistic {
            Statistic::Near => Some(distance.clone()),
            Statistic::Beside => loss.beside(),
            _ => None,
        };
        let Some(numbers) = kernel.statistics().iter().map(number).collect() else {
            return Err(Error::Unsupported {
                loss: spec.name.into(),
                what: "table of all pairs",
                why: "it reads a label for each pair",
            });
        };
        if a.columns() != b.columns() {
            let want = format!("({}, {})", b.len(), a.columns());
            return Err(Error::Shape { input: spec.inputs[1].name, got: b.shape(), want });
        }
        distance.fits(a.columns())?;
        Ok(Self { kernel, numbers, a, b, threads: 0, isa: Detected::best() })
    }
    /// How many threads may work; 0, the default, leaves it to the library.
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// How many distances there are: the rows of the first table by those of the second.
    pub fn shape(&self) -> [usize; 2] {
        [self.a.len(), self.b.len()]
    }

    /// All distances, those of the first row first.
    ///
    /// # Errors
    /// When there are more of them than memory has places, or fewer threads than were asked for.
    pub fn to_vec(&self) -> Result<Vec<T>, Error> {
        let [n, m] = self.shape();
        let all = n.checked_mul(m).and_then(|all| {
            let mut room = Vec::new();
            room.try_reserve_exact(all).ok().map(|()| (all, room))
        });
        let Some((all, mut room)) = all else {
            let got = format!("({n}, {m})");
            return Err(Error::Shape {
                input: "distances",
                got,
                want: "a table that fits into memory".into(),
            });
        };
        room.resize(all, T::default());
        self.write(&mut room)?;
        Ok(room)
    }
    /// All distances, into a buffer.
    ///
    /// # Errors
    /// When its length is another; it is untouched then.
    pub fn write(&self, out: &mut [T]) -> Result<(), Error> {
        let [n, m] = self.shape();
        if n.checked_mul(m) != Some(out.len()) {
            let got = format!("({},)", out.len());
            return Err(Error::Shape { input: "distances", got, want: format!("({n}, {m}), row after row") });
        }
        if m > 0 {
            self.rows(self.second().as_ref(), 0..n, out)?;
        }
        Ok(())
    }
    /// Calls a function for blocks of rows, in order, with the distances of these rows from all of the second
    /// table: in memory that does not grow with the rows of the first.
    ///
    /// ```
    /// use lossfn::{Manhattan, Rows};
    /// let (a, b) = (vec![0.5f32; 3000], vec![0.0f32; 300]);
    /// let (mut count, mut sum) = (0, 0.0);
    /// Manhattan::new().pairwise(Rows::rows(&a, 3)?, Rows::rows(&b, 3)?)?.for_each(|rows, distances| {
    ///     count += rows.len();
    ///     sum += distances.iter().sum::<f32>();
    /// })?;
    /// assert_eq!((count, sum), (1000, 150_000.0));
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// When there are not as many threads as were asked for.
    pub fn for_each(&self, mut block: impl FnMut(Range<usize>, &[T])) -> Result<(), Error> {
        let [n, m] = self.shape();
        let (high, second) = ((BLOCK / m.max(1)).max(1), self.second());
        let mut room = vec![T::default(); high.min(n) * m];
        for start in (0..n).step_by(high) {
            let rows = start..n.min(start + high);
            let out = &mut room[..rows.len() * m];
            if m > 0 {
                self.rows(second.as_ref(), rows.clone(), out)?;
            }
            block(rows, out);
        }
        Ok(())
    }
    /// For each row of the first table the nearest of the second, the first of several, and how far it is; a
    /// distance that is NaN is passed over.
    ///
    /// # Errors
    /// When the second table has no rows.
    pub fn nearest(&self) -> Result<Vec<(usize, T)>, Error> {
        let [n, m] = self.shape();
        if m == 0 && n > 0 {
            return Err(Error::Empty { rows: 0, dropped: 0 });
        }
        let mut all = Vec::with_capacity(n);
        self.for_each(|_, distances| {
            for row in distances.chunks(m.max(1)) {
                let mut best = (0, row[0]);
                for (j, &x) in row.iter().enumerate() {
                    let (x, least) = (x.widen().to_f64(), best.1.widen().to_f64());
                    if x < least || least.is_nan() && !x.is_nan() {
                        best = (j, row[j]);
                    }
                }
                all.push(best);
            }
        })?;
        Ok(all)
    }

    /// Some rows of the first table, on several threads.
    fn rows(&self, second: Option<&Second>, rows: Range<usize>, out: &mut [T]) -> Result<(), Error> {
        /// Rows of a block: a part of a product of matrices.
        const HIGH: usize = 128;
        let (m, start) = (self.b.len(), rows.start);
        threads::run(
            self.threads,
            rows.len().div_ceil(HIGH),
            1,
            out,
            &|out, at| out.split_at_mut((at * HIGH * m).min(out.len())),
            &|blocks, out| {
                let mut room = Panels::default();
                for (i, out) in out.chunks_mut(HIGH * m).enumerate() {
                    let first = start + (blocks.start + i) * HIGH;
                    self.block(second, first..first + out.len() / m, out, &mut room);
                }
            },
        )
    }

    /// The second table as it is multiplied, where products are of use.
    fn second(&self) -> Option<Second> {
        let known =
            |number: &Arc<dyn VectorBlock>| number.of_products(T::Wide::NARROW, [0.0, 1.0, 1.0]).is_some();
        let some = self.numbers.iter().any(known);
        (some && !self.a.is_sparse() && !self.b.is_sparse()).then(|| {
            let x = wide(&self.b, 0..self.b.len());
            Second { squares: squares(&x, self.b.columns()), x }
        })
    }

    /// Part by part of the second table, by products where there are such.
    fn block(&self, second: Option<&Second>, rows: Range<usize>, out: &mut [T], room: &mut Panels) {
        /// Rows of the second table whose products with a block stay in the second cache.
        const WIDE: usize = 512;
        let (m, k) = (self.b.len(), self.b.columns());
        let a = second.map(|_| wide(&self.a, rows.clone()));
        let own = a.as_ref().map(|a| squares(a, k));
        let mut products = vec![0.0; if second.is_some() { rows.len() * WIDE.min(m) } else { 0 }];
        let mut columns = [Column::ZERO; STATISTICS];
        let mut outcome = Outcome::ZERO;
        for start in (0..m).step_by(WIDE) {
            let part = start..m.min(start + WIDE);
            let n = part.len();
            if let (Some(a), Some(second)) = (&a, second) {
                let b = &second.x[part.start * k..part.end * k];
                matmul::dots(self.isa, a, b, k, &mut products[..rows.len() * n], room);
            }
            for (i, row) in rows.clone().enumerate() {
                for from in (0..n).step_by(ROWS) {
                    let group = from..n.min(from + ROWS);
                    let there = part.start + group.start..part.start + group.end;
                    for (column, number) in columns.iter_mut().zip(&self.numbers) {
                        let hi = &mut column.hi[..group.len()];
                        match (second, &own) {
                            (Some(second), Some(own)) => {
                                let products = &products[i * n..][group.clone()];
                                let squares = &second.squares[there.clone()];
                                number.of_many(T::Wide::NARROW, products, own[i], squares, hi);
                            }
                            _ => hi.fill(f64::NAN),
                        }
                        // What products do not tell is computed from the vectors.
                        for (lane, j) in there.clone().enumerate() {
                            column.lo[lane] = 0.0;
                            if column.hi[lane].is_nan() {
                                let pair = Tuples::pair(&**number, self.isa, (&self.a, row), (&self.b, j));
                                [column.hi[lane], column.lo[lane]] = pair.value;
                            }
                        }
                    }
                    T::Wide::formula(&*self.kernel, self.isa, Order::Value, &columns, &mut outcome);
                    for (to, x) in out[i * m..][there].iter_mut().zip(&outcome.value) {
                        *to = T::rounded(*x);
                    }
                }
            }
        }
    }
}

/// Some rows as f64.
fn wide<T: Element>(table: &Rows<'_, T>, rows: Range<usize>) -> Vec<f64> {
    table.read(rows).iter().map(|x| x.to_f64()).collect()
}

/// The square of the length of each row.
fn squares(x: &[f64], k: usize) -> Vec<f64> {
    x.chunks(k).map(|row| row.iter().map(|x| x * x).sum()).collect()
}
