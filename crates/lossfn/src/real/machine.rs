//! How a machine computes: with a fused multiply-add, or without.

use super::{Dd, Float, Number, Precise, Unfused};

/// A kind of machine, as a choice of number types.
pub trait Machine: Send + Sync + 'static {
    /// The float `F` there.
    type F<F: Float>: Float;
    /// A double-double of f64 there.
    type Dd: Number<f64>;
}

/// With a fused multiply-add.
#[derive(Clone, Copy, Debug)]
pub struct Fused;
impl Machine for Fused {
    type F<F: Float> = F;
    type Dd = Dd<f64>;
}

/// Without one.
#[derive(Clone, Copy, Debug)]
pub struct NoFma;
impl Machine for NoFma {
    type F<F: Float> = Unfused<F>;
    type Dd = Precise<Unfused<f64>>;
}
