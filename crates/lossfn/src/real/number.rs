//! From slices to numbers and back.

use super::{Dd, Float, Precise, Scalar, Score, Twin};

/// A number that slices of `T` are read as and written from.
pub trait Number<T>: Score {
    /// Reads one.
    fn read(x: T) -> Self;
    /// Rounds it to `T`.
    fn write(self) -> T;
}
// To and from f64 is no way at all to the compiler where the float is of the type itself.
macro_rules! number { ($($t:ident)*) => {$(
    impl<F: Float> Number<$t> for Scalar<F> {
        #[inline(always)]
        fn read(x: $t) -> Self {
            Scalar(F::c(x as f64))
        }
        #[inline(always)]
        fn write(self) -> $t {
            self.0.to_f64() as $t
        }
    }
    impl<F: Float> Number<$t> for Twin<F> {
        #[inline(always)]
        fn read(x: $t) -> Self {
            Self::new(F::c(x as f64))
        }
        #[inline(always)]
        fn write(self) -> $t {
            self.round().to_f64() as $t
        }
    }
)*}}
number!(f32 f64);
impl<F: Float> Number<f64> for Dd<F> {
    #[inline(always)]
    fn read(x: f64) -> Self {
        Self::new(F::c(x))
    }
    #[inline(always)]
    fn write(self) -> f64 {
        self.to_f64()
    }
}
impl<F: Float> Number<f64> for Precise<F> {
    fn read(x: f64) -> Self {
        Self::new(x)
    }
    fn write(self) -> f64 {
        self.to_f64()
    }
}
