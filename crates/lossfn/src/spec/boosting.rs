//! The curvature that a booster divides by.

/// A curvature that is never negative, in place of the second derivative: a booster divides the
/// gradients of a leaf by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Boosting {
    /// The second derivative itself, of a loss that is convex and smooth.
    Hessian,
    /// Twice the size of the second derivative: `2 p (1 - p)` of a softmax, which makes up for the classes
    /// that are stepped at the same time.
    TwiceHessian,
    /// The size of the second derivative, of a loss that is convex near its minimum only.
    SizeOfHessian,
    /// `L'(r)/r` of a residual loss, its second derivative at `r = 0`: the curvature of the parabola that
    /// touches the loss at `r` and has its minimum at 0. It fades for outliers, but never turns.
    SlopeOverResidual,
    /// 1, of a loss that is made of lines: a step is then the mean gradient of its leaf.
    One,
}

impl Boosting {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hessian => "the hessian",
            Self::TwiceHessian => "twice the hessian",
            Self::SizeOfHessian => "the size of the hessian",
            Self::SlopeOverResidual => "the slope over the residual",
            Self::One => "1",
        }
    }
    /// From a gradient and a hessian that were both multiplied by `scale`, and the residual.
    pub(crate) fn curvature(self, gradient: f64, hessian: f64, residual: f64, scale: f64) -> f64 {
        match self {
            Self::SlopeOverResidual if residual != 0.0 => gradient / residual,
            Self::Hessian | Self::SlopeOverResidual => hessian,
            Self::TwiceHessian => 2.0 * hessian.abs(),
            Self::SizeOfHessian => hessian.abs(),
            Self::One if gradient.is_nan() => gradient,
            Self::One => scale,
        }
    }
}
