//! From slices to numbers and back.

use super::{Called, Dd, Differentiable, Float, Scalar, Twin};

/// A number that f64 keep in two parts.
pub trait Parts: Differentiable {
    /// Whether it has a second part.
    const DOUBLE: bool;
    /// Whether it is rounded to a shorter type in the end, and short itself.
    const SPARE: bool;
    /// From its parts.
    fn join(hi: f64, lo: f64) -> Self;
    /// Its parts.
    fn parts(self) -> [f64; 2];
}

/// A number that slices of `T` are read as and written from.
pub trait Number<T>: Parts {
    /// Reads one.
    fn read(x: T) -> Self;
    /// Rounds it to `T`.
    fn write(self) -> T;
}

// To and from f64 is no way at all to the compiler where the float is of the type itself.
macro_rules! scalar { ($($t:ident)*) => {$(
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
)*}}
scalar!(f32 f64);
impl<F: Float> Parts for Scalar<F> {
    const DOUBLE: bool = false;
    const SPARE: bool = F::SPARE;
    #[inline(always)]
    fn join(hi: f64, _: f64) -> Self {
        Scalar(F::c(hi))
    }
    #[inline(always)]
    fn parts(self) -> [f64; 2] {
        [self.0.to_f64(), 0.0]
    }
}

impl Number<f64> for Twin {
    #[inline(always)]
    fn read(x: f64) -> Self {
        Self::new(x)
    }
    #[inline(always)]
    fn write(self) -> f64 {
        self.round()
    }
}
impl Parts for Twin {
    const DOUBLE: bool = true;
    const SPARE: bool = false;
    #[inline(always)]
    fn join(hi: f64, lo: f64) -> Self {
        Self::of((hi, lo))
    }
    #[inline(always)]
    fn parts(self) -> [f64; 2] {
        let (hi, lo) = self.words();
        [hi, lo]
    }
}

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
impl<F: Float> Parts for Dd<F> {
    const DOUBLE: bool = true;
    const SPARE: bool = false;
    #[inline(always)]
    fn join(hi: f64, lo: f64) -> Self {
        Self::from_words(F::c(hi), F::c(lo))
    }
    #[inline(always)]
    fn parts(self) -> [f64; 2] {
        [self.hi().to_f64(), self.lo().to_f64()]
    }
}

impl<T, R: Number<T>> Number<T> for Called<R> {
    fn read(x: T) -> Self {
        Self(R::read(x))
    }
    fn write(self) -> T {
        self.0.write()
    }
}
impl<R: Parts> Parts for Called<R> {
    const DOUBLE: bool = R::DOUBLE;
    const SPARE: bool = R::SPARE;
    fn join(hi: f64, lo: f64) -> Self {
        Self(R::join(hi, lo))
    }
    fn parts(self) -> [f64; 2] {
        self.0.parts()
    }
}
