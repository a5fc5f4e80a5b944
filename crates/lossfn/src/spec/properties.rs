//! What is claimed of a loss, and attacked by the tests.

/// What holds of a loss. `None` says that nobody has claimed anything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Properties {
    /// Convex in its first input.
    pub convex: Option<bool>,
    /// Differentiable in its first input, inside the domain.
    pub differentiable: Option<bool>,
    /// Twice differentiable in its first input, inside the domain.
    pub twice_differentiable: Option<bool>,
    /// The least Lipschitz constant in its first input, as an expression over the parameters;
    /// `Some("inf")` where there is none.
    pub lipschitz: Option<&'static str>,
    /// The least Lipschitz constant of its gradient in the first input, as [`lipschitz`](Self::lipschitz):
    /// the largest curvature, and `Some("inf")` where there is none or the gradient jumps.
    pub smoothness: Option<&'static str>,
    /// The constant of least loss for some targets, as an expression over the parameters and, of the
    /// second input, `Mean`, `Median`, `Quantile` and `Expectile`, the latter two with their level behind
    /// it, a median perhaps with what else a target weighs. `None` where there is no such name.
    pub optimum: Option<&'static str>,
    /// The same when the two inputs are exchanged.
    pub symmetric: Option<bool>,
    /// Never below 0.
    pub non_negative: Option<bool>,
    /// 0 where the prediction equals the target.
    pub zero_at_target: Option<bool>,
    /// The second derivative is never below 0, and is exact.
    pub hessian: Curvature,
}

impl Properties {
    /// Nothing is claimed.
    pub const UNKNOWN: Self = Self {
        convex: None,
        differentiable: None,
        twice_differentiable: None,
        lipschitz: None,
        smoothness: None,
        optimum: None,
        symmetric: None,
        non_negative: None,
        zero_at_target: None,
        hessian: Curvature::Exact,
    };
}

/// What the number called hessian is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curvature {
    /// The second derivative.
    Exact,
    /// The second derivative away from the kinks, and 0 on them.
    AlmostEverywhere,
}
