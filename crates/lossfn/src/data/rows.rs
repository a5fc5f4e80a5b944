//! Tables, whose rows stand along any axis.

use core::ops::Range;
use std::borrow::Cow;

use super::{Array, Element, Label, array, sparse::Places};
use crate::Error;

/// A table of numbers: logits, or a distribution in each row. Rows are slices of a slice, or stand
/// along an axis of an array, and are then read with strides.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, T> {
    data: &'a [T],
    layout: Layout<'a>,
}

/// Where rows stand.
#[derive(Clone, Copy, Debug)]
enum Layout<'a> {
    /// One after the other, with so many columns.
    Slice(usize),
    /// Along an axis of an array; the stride leads from a number of a row to the next.
    Axis { shape: &'a [usize], axis: usize, stride: usize },
    /// Only the numbers that are stored stand anywhere; the others are 0.
    Sparse(Places<'a>),
}

/// A table of logits: the same as [`Rows`].
pub type Logits<'a, T> = Rows<'a, T>;

impl<'a, T: Element> Rows<'a, T> {
    /// A table whose rows stand one after the other in a slice.
    ///
    /// # Errors
    /// When the length of the slice is no multiple of the number of columns, or that number is 0.
    ///
    /// ```
    /// use lossfn::Logits;
    /// assert!(Logits::rows(&[0.5f32, 1.0, 2.0, 3.0], 2).is_ok());
    /// assert!(Logits::rows(&[0.5f32, 1.0, 2.0], 2).is_err());
    /// ```
    #[allow(clippy::self_named_constructors, reason = "it reads as `Logits::rows(..)`")]
    pub fn rows<A: AsRef<[T]> + ?Sized>(data: &'a A, columns: usize) -> Result<Self, Error> {
        let data = data.as_ref();
        if columns == 0 || !data.len().is_multiple_of(columns) {
            return Err(Error::Shape {
                input: "table",
                got: format!("({},)", data.len()),
                want: format!("(rows, {columns}) with at least one column"),
            });
        }
        Ok(Self { data, layout: Layout::Slice(columns) })
    }
    /// A table whose rows stand along an axis of an array: that of the classes in logits of an image
    /// for each pixel. Rows, and with them labels, weights and values, are counted in row-major order
    /// of the other axes. Derivatives stand as the array does: they are computed row after row, in memory
    /// of their own, and then put there.
    ///
    /// ```
    /// use lossfn::{CrossEntropy, Logits};
    /// // One image of 1 x 2 pixels in 3 classes: shape (N, C, H, W).
    /// let scores = [2.0, 0.0, 0.5, 3.0, -1.0, 1.0];
    /// let logits = Logits::spatial(&scores, &[1, 3, 1, 2], 1)?;
    /// let loss = CrossEntropy::new();
    /// let (value, gradient) = loss.on(logits, &[0u8, 1]).value_and_gradient()?;
    /// let rows = [2.0, 0.5, -1.0, 0.0, 3.0, 1.0];
    /// let (same, by_row) = loss.on(Logits::rows(&rows, 3)?, &[0u8, 1]).value_and_gradient()?;
    /// assert_eq!((value, gradient[2]), (same, by_row[1]));
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the slice has not as many numbers as the shape says, when there is no such axis, or nothing
    /// along it.
    pub fn spatial<A: AsRef<[T]> + ?Sized>(
        data: &'a A,
        shape: &'a [usize],
        axis: usize,
    ) -> Result<Self, Error> {
        Array::new(data, shape)?.rows(axis)
    }
    /// A table of sparse rows (CSR): the stored numbers row after row, the column of each, and for each row the
    /// place where it begins, with the end of the last one behind: `data`, `indices` and `indptr` of `SciPy`. The
    /// columns of a row rise. Distances of two vectors read sparse rows, in time that depends on what is stored
    /// alone where two zeros add nothing. Derivatives are those by the stored numbers, and stand as they do.
    ///
    /// ```
    /// use lossfn::{CosineDistance, Rows};
    /// // Two texts over the same thousand words.
    /// let a = Rows::csr(&[1.0, 2.0], &[3u32, 700], &[0usize, 2], 1000)?;
    /// let b = Rows::csr(&[2.0, 1.0, 4.0], &[3u32, 500, 700], &[0usize, 3], 1000)?;
    /// let (distance, gradient) = CosineDistance::new().on(a, b).value_and_gradient()?;
    /// assert_eq!((distance as f32, gradient.len()), (0.024_099_927, 2));
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// When there are not as many indices as numbers, when offsets do not begin at 0, fall, or do not end at
    /// the number of stored ones, when a column is not in the table or does not follow the one before it.
    pub fn csr<A, I, O>(
        data: &'a A,
        indices: &'a [I],
        offsets: &'a [O],
        columns: usize,
    ) -> Result<Self, Error>
    where
        A: AsRef<[T]> + ?Sized,
        I: Label,
        O: Label,
    {
        let data = data.as_ref();
        let places = Places { indices: I::labels(indices), offsets: O::labels(offsets), columns };
        Ok(Self { data, layout: Layout::Sparse(places.check(data.len())?) })
    }
    pub(super) fn along(array: Array<'a, T>, axis: usize) -> Result<Self, Error> {
        let (data, shape) = (array.data(), array.shape());
        match shape.get(axis) {
            None | Some(0) => Err(Error::Shape {
                input: "table",
                got: array::shown(shape),
                want: format!("one with at least one class along axis {axis}"),
            }),
            Some(_) => {
                // The product is no larger than the length of the slice, unless that is 0.
                let stride = shape[axis + 1..].iter().fold(1, |n: usize, &d| n.saturating_mul(d));
                Ok(Self { data, layout: Layout::Axis { shape, axis, stride } })
            }
        }
    }
    /// The labels of the rows, when they have the shape of the array without the axis of the classes.
    ///
    /// ```
    /// use lossfn::{Array, CrossEntropy, Logits};
    /// let logits = Logits::spatial(&[2.0, 0.0, 0.5, 3.0], &[1, 2, 2], 1)?;
    /// let labels = logits.labels(Array::new(&[0u8, 1], &[1, 2])?)?;
    /// let value = CrossEntropy::new().on(logits, labels).mean()?;
    /// let error = logits.labels(Array::new(&[0u8, 1], &[2, 1])?).unwrap_err();
    /// assert_eq!(
    ///     error.to_string(),
    ///     "`label` has shape (2, 1), but (1, 2) is needed; shapes are never broadcast."
    /// );
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// When their shape is another.
    pub fn labels<'l, L: Label>(&self, labels: Array<'l, L>) -> Result<&'l [L], Error> {
        let mut want = vec![self.len()];
        if let Layout::Axis { shape, axis, .. } = self.layout {
            want = shape.to_vec();
            want.remove(axis);
        }
        labels.shaped("label", &want)
    }
    /// Other numbers in the places of these.
    pub(crate) fn beside<'b>(&self, data: &'b [T]) -> Rows<'b, T>
    where
        'a: 'b,
    {
        Rows { data, layout: self.layout }
    }
    /// The number of columns, or classes.
    pub fn columns(&self) -> usize {
        match self.layout {
            Layout::Slice(columns) => columns,
            Layout::Axis { shape, axis, .. } => shape[axis],
            Layout::Sparse(places) => places.columns,
        }
    }
    /// Whether rows are sparse.
    pub(crate) fn is_sparse(&self) -> bool {
        matches!(self.layout, Layout::Sparse(_))
    }
    /// Where the numbers of a row stand in the slice: of rows that are slices, or sparse.
    pub(crate) fn stored(&self, row: usize) -> Range<usize> {
        match self.layout {
            Layout::Sparse(places) => places.row(row),
            _ => row * self.columns()..(row + 1) * self.columns(),
        }
    }
    /// The column of a number in the slice.
    pub(crate) fn column_of(&self, place: usize) -> usize {
        match self.layout {
            Layout::Sparse(places) => places.column(place),
            _ => place % self.columns(),
        }
    }
    /// From a number of a row to the next.
    fn stride(&self) -> usize {
        match self.layout {
            Layout::Slice(_) | Layout::Sparse(_) => 1,
            Layout::Axis { stride, .. } => stride,
        }
    }
    /// The number of rows.
    pub fn len(&self) -> usize {
        match self.layout {
            Layout::Sparse(places) => places.len(),
            _ => self.data.len() / self.columns(),
        }
    }
    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
    /// All the numbers, as they stand in memory.
    pub fn data(&self) -> &'a [T] {
        self.data
    }
    /// One row, as it is computed with.
    pub fn row(&self, i: usize) -> Cow<'a, [T::Wide]> {
        self.read(i..i + 1)
    }
    /// Some rows, one after the other.
    pub(crate) fn read(&self, rows: Range<usize>) -> Cow<'a, [T::Wide]> {
        let columns = self.columns();
        if let Layout::Sparse(places) = self.layout {
            return Cow::Owned(places.dense(self.data, rows));
        }
        if self.stride() == 1 {
            return T::read(&self.data[rows.start * columns..rows.end * columns]);
        }
        let places = rows.flat_map(|row| (0..columns).map(move |column| self.place(row, column)));
        Cow::Owned(places.map(|place| self.data[place].widen()).collect())
    }
    /// A row as it stands in memory, if it stands together: to ask for it ahead of time.
    pub(crate) fn ahead(&self, row: usize) -> &'a [T] {
        let start = row * self.columns();
        if self.stride() == 1 && !self.is_sparse() {
            self.data.get(start..start + self.columns()).unwrap_or(&[])
        } else {
            &[]
        }
    }
    fn place(&self, row: usize, column: usize) -> usize {
        let stride = self.stride();
        (row / stride * self.columns() + column) * stride + row % stride
    }
    /// The row that a number in memory belongs to.
    pub(crate) fn row_of(&self, place: usize) -> usize {
        if let Layout::Sparse(places) = self.layout {
            return places.row_of(place);
        }
        let stride = self.stride();
        place / (self.columns() * stride) * stride + place % stride
    }
    /// Whether rows are no slices.
    pub(crate) fn scattered(&self) -> bool {
        self.stride() != 1
    }
    /// What stands row after row, to where it stands in the array.
    pub(crate) fn scatter(&self, from: &[T], to: &mut [T]) {
        for (row, from) in from.chunks(self.columns()).enumerate() {
            for (column, x) in from.iter().enumerate() {
                to[self.place(row, column)] = *x;
            }
        }
    }
    /// The shape that derivatives have.
    #[cfg(feature = "ndarray")]
    pub(crate) fn sizes(&self) -> Vec<usize> {
        match self.layout {
            Layout::Slice(columns) => vec![self.len(), columns],
            Layout::Axis { shape, .. } => shape.to_vec(),
            Layout::Sparse(_) => vec![self.data.len()],
        }
    }
    pub(crate) fn shape(&self) -> String {
        match self.layout {
            Layout::Slice(_) | Layout::Sparse(_) => format!("({}, {})", self.len(), self.columns()),
            Layout::Axis { shape, axis, .. } if axis + 1 == shape.len() => array::shown(shape),
            Layout::Axis { shape, axis, .. } => {
                format!("{} with classes along axis {axis}", array::shown(shape))
            }
        }
    }
}
