//! Arrays of ndarray: views of any strides and any number of dimensions.

use std::borrow::Cow;

use ndarray::{ArrayRef, ArrayViewMut, Dimension};

use super::{Array, Element, Inputs};
use crate::{Error, On};

/// The numbers of an ndarray array in row-major order, with its shape: as they stand in memory where
/// they do so in that order, else gathered once.
#[derive(Clone, Debug)]
pub struct Gathered<'a, T: Clone> {
    data: Cow<'a, [T]>,
    shape: &'a [usize],
}

/// An array of ndarray, or a view of any strides, as losses read it.
///
/// The bits of the results are those of a contiguous copy. What stands in memory in row-major order is
/// not copied. Gradients come as a flat slice in that order, or
/// [into a view](crate::On::value_and_gradient_into_view).
///
/// ```
/// use lossfn::{CrossEntropy, Huber, nd};
/// use ndarray::{Array2, array, s};
///
/// let pred = array![[2.5f32, 0.0], [2.0, 1.0]];
/// let target = array![[3.0f32, 2.0], [-0.5, 1.0]];
/// let (pred, target) = (pred.t(), target.slice(s![..;-1, ..]));
/// let huber = Huber::new(1.0)?;
/// let mut gradient = Array2::zeros((2, 2));
/// let value = huber
///     .on(&nd(&pred), &nd(&target))
///     .value_and_gradient_into_view(gradient.view_mut().reversed_axes())?;
/// assert_eq!(value, (2.5 + 0.5 + 2.5 + 0.5) / 4.0);
///
/// let error = huber.on(&nd(&pred), &nd(&target.slice(s![.., ..1]))).mean().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "`target` has shape (2, 1), but (2, 2) is needed; shapes are never broadcast."
/// );
///
/// // Rows along an axis: the classes of logits.
/// let labels = array![0u8, 1];
/// let (scores, labels) = (nd(&pred), nd(&labels));
/// let logits = scores.array().rows(1)?;
/// let value = CrossEntropy::new().on(logits, logits.labels(labels.array())?).mean()?;
/// # Ok::<(), lossfn::Error>(())
/// ```
pub fn nd<T: Copy, D: Dimension>(array: &ArrayRef<T, D>) -> Gathered<'_, T> {
    let data = match array.as_slice() {
        Some(data) => Cow::Borrowed(data),
        None => Cow::Owned(array.iter().copied().collect()),
    };
    Gathered { data, shape: array.shape() }
}

impl<T: Clone> Gathered<'_, T> {
    /// Numbers with a shape.
    pub fn array(&self) -> Array<'_, T> {
        Array { data: &self.data, shape: Some(self.shape) }
    }
}

impl<'a, T: Clone> From<(&'a Gathered<'a, T>, &'a Gathered<'a, T>)> for Inputs<'a, T> {
    fn from((a, b): (&'a Gathered<'a, T>, &'a Gathered<'a, T>)) -> Self {
        Self::Arrays(a.array(), b.array())
    }
}

impl<T: Element> On<'_, T> {
    /// The loss, and its gradient in the first input into a view of the shape of that input, with any
    /// strides.
    ///
    /// # Errors
    /// As [`On::value`], and when the view has another shape; it is untouched then.
    pub fn value_and_gradient_into_view<D: Dimension>(
        self,
        gradient: ArrayViewMut<'_, T, D>,
    ) -> Result<f64, Error> {
        self.shaped("gradient", gradient.shape())?;
        into_view(gradient, |gradient| self.value_and_gradient_into(gradient))
    }
    /// The gradient and the diagonal of the hessian in the first input, into views of the shape of that
    /// input, with any strides.
    ///
    /// # Errors
    /// As [`On::mean`], and when a view has another shape; both are untouched then.
    pub fn gradient_and_hessian_into_views<D: Dimension>(
        self,
        gradient: ArrayViewMut<'_, T, D>,
        hessian: ArrayViewMut<'_, T, D>,
    ) -> Result<(), Error> {
        self.shaped("gradient", gradient.shape())?;
        self.shaped("hessian", hessian.shape())?;
        into_view(gradient, |g| into_view(hessian, |h| self.gradient_and_hessian_into(g, h)))
    }
}

/// Fills a view in row-major order, unless there is an error.
fn into_view<T: Element, D: Dimension, R>(
    mut view: ArrayViewMut<'_, T, D>,
    fill: impl FnOnce(&mut [T]) -> Result<R, Error>,
) -> Result<R, Error> {
    if let Some(place) = view.as_slice_mut() {
        return fill(place);
    }
    let mut apart = vec![T::default(); view.len()];
    let result = fill(&mut apart)?;
    for (place, x) in view.iter_mut().zip(apart) {
        *place = x;
    }
    Ok(result)
}
