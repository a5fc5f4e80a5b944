//! How a machine computes: with a fused multiply-add, or without.

use super::{Dd, Float, Number, Precise, Score, Twin, Unfused};

/// A kind of machine, as a choice of number types.
pub trait Machine: Send + Sync + 'static {
    /// The float `F` there.
    type F<F: Float>: Float;
    /// A pair of f64 there.
    type Twin: Number<f64>;
    /// A double-double of f64 there.
    type Dd: Score;
}

/// With a fused multiply-add.
#[derive(Clone, Copy, Debug)]
pub struct Fused;
impl Machine for Fused {
    type F<F: Float> = F;
    type Twin = Twin;
    type Dd = Dd<f64>;
}

/// Without one.
#[derive(Clone, Copy, Debug)]
pub struct NoFma;
impl Machine for NoFma {
    type F<F: Float> = Unfused<F>;
    // Exact products are so long there that calls take little more time, and much less code.
    type Twin = Precise<Unfused<f64>>;
    type Dd = Precise<Unfused<f64>>;
}
