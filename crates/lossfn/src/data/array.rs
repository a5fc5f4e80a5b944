//! Numbers with a shape.

use super::Rows;
use crate::{Error, data::Element};

/// Numbers in row-major order, with their shape: two of them have to have the same one.
///
/// ```
/// use lossfn::{Array, Squared};
/// let pred = Array::new(&[1.0, 2.0, 3.0], &[3, 1])?;
/// let error = Squared::new().on(pred, Array::new(&[0.0, 0.0, 0.0], &[3])?).mean().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`target` has shape (3,), but (3, 1) is needed; shapes are never broadcast."
/// );
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Array<'a, T> {
    pub(super) data: &'a [T],
    /// None of a slice as it is, which has one dimension.
    pub(super) shape: Option<&'a [usize]>,
}

impl<'a, T> Array<'a, T> {
    /// A slice as an array.
    ///
    /// # Errors
    /// When the slice has not as many numbers as the shape says.
    pub fn new<A: AsRef<[T]> + ?Sized>(data: &'a A, shape: &'a [usize]) -> Result<Self, Error> {
        let data = data.as_ref();
        let size = if shape.contains(&0) {
            Some(0)
        } else {
            shape.iter().try_fold(1, |n: usize, &d| n.checked_mul(d))
        };
        if size == Some(data.len()) {
            return Ok(Self { data, shape: Some(shape) });
        }
        Err(Error::Shape { input: "array", got: shown(&[data.len()]), want: shown(shape) })
    }
    /// A slice as it is.
    pub(super) fn column(data: &'a [T]) -> Self {
        Self { data, shape: None }
    }
    /// The shape, of a slice too.
    pub(super) fn sizes(&self) -> Vec<usize> {
        self.shape.map_or_else(|| vec![self.data.len()], <[usize]>::to_vec)
    }
    /// The numbers in row-major order.
    pub fn data(&self) -> &'a [T] {
        self.data
    }
    /// The shape.
    pub fn shape(&self) -> &'a [usize] {
        self.shape.unwrap_or_default()
    }
    /// The numbers, when the shape is that of another array: for weights and masks.
    ///
    /// # Errors
    /// When it is not.
    pub fn like<U>(&self, other: &Array<'_, U>) -> Result<&'a [T], Error> {
        self.shaped("array", other.shape())
    }
    /// The numbers, when their shape is the one that is needed; an error names the input.
    ///
    /// # Errors
    /// When it is not.
    pub fn shaped(&self, input: &'static str, want: &[usize]) -> Result<&'a [T], Error> {
        equal(input, self.shape(), want).map(|()| self.data)
    }
}
impl<'a, T: Element> Array<'a, T> {
    /// The rows along an axis: see [`Rows::spatial`].
    ///
    /// # Errors
    /// When there is no such axis, or nothing along it.
    pub fn rows(self, axis: usize) -> Result<Rows<'a, T>, Error> {
        Rows::along(self, axis)
    }
}

/// An error that names both shapes, unless they are equal.
pub(crate) fn equal(input: &'static str, got: &[usize], want: &[usize]) -> Result<(), Error> {
    if got == want {
        return Ok(());
    }
    Err(Error::Shape { input, got: shown(got), want: shown(want) })
}

/// A shape, as errors print it.
pub(crate) fn shown(shape: &[usize]) -> String {
    let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
    format!("({}{})", sizes.join(", "), if sizes.len() == 1 { "," } else { "" })
}
