//! Total variation.

use super::{
    Images, OnImages, differences,
    on::{Band, ImageLoss, sealed::Sealed},
};
use crate::{
    Error,
    data::Element,
    kernels::Pair,
    spec::{Domain, Value},
};

/// Which pixels have a term, at the right and the lower border of an image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Edge {
    /// Those that have a neighbour at the right and one below.
    #[default]
    Interior,
    /// All of them; a difference that there is not is 0.
    Zero,
}

/// How both differences of a pixel become one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Norm {
    /// `(dx^2 + dy^2)^(beta/2)`.
    #[default]
    Isotropic,
    /// `|dx|^beta + |dy|^beta`.
    Anisotropic,
}

/// The total variation of images: how much neighbouring pixels differ, which is least where they are flat.
///
/// `dx` of a pixel is its right neighbour less it, `dy` its lower neighbour less it:
///
/// ```text
/// loss = sum over pixels and channels of (dx^2 + dy^2)^(beta/2)      or of |dx|^beta + |dy|^beta
/// ```
///
/// * **Denominators.** The loss of an image is that sum, divided by nothing. The mean over images is as [`OnImages`] says.
/// * **Shapes.** [`Images`] of any size. Pixels may have any unit.
/// * **Gradient.** 0 where both differences are 0, which is the smallest subgradient, or a convention for a `beta` below
///   1. Squares neither overflow nor underflow.
/// * Of pixels that are not finite the loss is NaN or infinite, and the gradient beside them NaN.
///
/// Rudin, Osher and Fatemi (1992), Nonlinear total variation based noise removal algorithms,
/// doi:10.1016/0167-2789(92)90242-F
///
/// ```
/// use lossfn::image::{Edge, ImageTotalVariation, Images, Norm};
/// let pixels = [0.0, 1.0, 3.0, 2.0, 2.0, 2.0, 5.0, 1.0, 0.0];
/// let image = Images::single(&pixels, (3, 3))?;
/// let loss = ImageTotalVariation::new();
/// assert_eq!(loss.on(image).value()?, 4.0 + 20f64.sqrt());
/// let loss = loss.edge(Edge::Zero);
/// assert_eq!(loss.norm(Norm::Anisotropic).on(image).value()?, 18.0);
/// let (value, gradient) = loss.beta(2.0)?.on(image).value_and_gradient()?;
/// assert_eq!((value, gradient[0], gradient[8]), (42.0, -6.0, -6.0));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ImageTotalVariation {
    pub(super) beta: f64,
    pub(super) edge: Edge,
    pub(super) norm: Norm,
    /// Whether the square root is taken of the sum over an image.
    pub(super) root: bool,
}

impl Default for ImageTotalVariation {
    fn default() -> Self {
        Self::new()
    }
}

impl ImageTotalVariation {
    pub(super) const NAME: &'static str = "image_total_variation";
    /// Lengths of both differences, of the pixels that have both.
    pub const fn new() -> Self {
        Self { beta: 1.0, edge: Edge::Interior, norm: Norm::Isotropic, root: false }
    }
    /// The power of the differences: 1 keeps edges, 2 blurs them.
    ///
    /// # Errors
    /// When it is not positive and finite.
    pub fn beta(mut self, beta: f64) -> Result<Self, Error> {
        if !(beta > 0.0 && beta.is_finite()) {
            return Err(Error::Parameter {
                loss: Self::NAME,
                name: "beta",
                value: Value::Number(beta),
                allowed: Domain::POSITIVE.to_string(),
            });
        }
        self.beta = beta;
        Ok(self)
    }
    /// Which pixels have a term at the border.
    #[must_use]
    pub const fn edge(mut self, edge: Edge) -> Self {
        self.edge = edge;
        self
    }
    /// How both differences become one number.
    #[must_use]
    pub const fn norm(mut self, norm: Norm) -> Self {
        self.norm = norm;
        self
    }
    /// The square root of the sum over each image.
    pub(super) const fn rooted(mut self) -> Self {
        self.root = true;
        self
    }
    /// The loss on data, nothing computed yet.
    pub fn on<T: Element>(self, images: Images<'_, T>) -> OnImages<'_, T, Self> {
        OnImages::new(self, images, None)
    }
}

impl Sealed for ImageTotalVariation {}
impl ImageLoss for ImageTotalVariation {
    const NAME: &'static str = Self::NAME;
    fn check(&self, _: (usize, usize)) -> Result<(), Error> {
        Ok(())
    }
    fn divisor(&self, _: (usize, usize), _: usize) -> f64 {
        1.0
    }
    fn root(&self) -> bool {
        self.root
    }
    fn band<T: Element>(&self, band: Band<'_, T>) -> Pair {
        differences::band(*self, band)
    }
}
