//! What slices hold, and what it is computed in.

use std::borrow::Cow;

use super::{Storage, sealed::Sealed};

/// What a slice of inputs may hold: `f32` and `f64`, and with the feature `half` also `half::f16` and
/// `half::bf16`, which are read as f32 block by block, and rounded to once. All slices of a call hold
/// the same: mixed types do not compile.
///
/// ```compile_fail
/// lossfn::Squared::new().on(&[1.0f32], &[1.0f64]).mean()?;
/// # Ok::<(), lossfn::Error>(())
/// ```
pub trait Element: Sealed + Copy + Default + core::fmt::Debug + Send + Sync + 'static {
    /// What it is computed in.
    type Wide: Storage;
    /// What rounding a number to the type changes it by, relative to it: 0 where it is computed in the
    /// type itself.
    #[doc(hidden)]
    const ROUNDING: f64;
    /// The same number.
    fn widen(self) -> Self::Wide;
    /// The nearest number.
    fn nearest(x: Self::Wide) -> Self;
    /// The nearest number to one of f64, rounded first to what it is computed in.
    #[doc(hidden)]
    #[inline(always)]
    fn rounded(x: f64) -> Self {
        Self::nearest(Self::Wide::from_f64(x))
    }
    /// Numbers to compute with: the same, or a copy.
    #[doc(hidden)]
    fn read(x: &[Self]) -> Cow<'_, [Self::Wide]>;
    /// Results to where they belong, from [`Element::room`].
    #[doc(hidden)]
    fn write(from: &[Self::Wide], to: &mut [Self]);
    /// Where results are computed: in their place, or apart.
    #[doc(hidden)]
    fn room<'a>(place: &'a mut [Self], apart: &'a mut Vec<Self::Wide>) -> &'a mut [Self::Wide];
}

impl<T: Storage> Element for T {
    type Wide = T;
    const ROUNDING: f64 = 0.0;
    #[inline(always)]
    fn widen(self) -> T {
        self
    }
    #[inline(always)]
    fn nearest(x: T) -> T {
        x
    }
    fn read(x: &[T]) -> Cow<'_, [T]> {
        Cow::Borrowed(x)
    }
    fn write(_: &[T], _: &mut [T]) {}
    fn room<'a>(place: &'a mut [T], _: &'a mut Vec<T>) -> &'a mut [T] {
        place
    }
}

#[cfg(feature = "half")]
macro_rules! half { ($($(#[$doc:meta])* $t:ident;)*) => {$(
    impl Sealed for half::$t {}
    $(#[$doc])*
    impl Element for half::$t {
        type Wide = f32;
        const ROUNDING: f64 = 1.0 / (1u64 << half::$t::MANTISSA_DIGITS) as f64;
        #[inline(always)]
        fn widen(self) -> f32 {
            self.to_f32()
        }
        #[inline(always)]
        fn nearest(x: f32) -> Self {
            Self::from_f32(x)
        }
        fn read(x: &[Self]) -> Cow<'_, [f32]> {
            use half::slice::HalfFloatSliceExt as _;
            let mut wide = vec![0.0; x.len()];
            x.convert_to_f32_slice(&mut wide);
            Cow::Owned(wide)
        }
        fn write(from: &[f32], to: &mut [Self]) {
            use half::slice::HalfFloatSliceExt as _;
            to.convert_from_f32_slice(from);
        }
        fn room<'a>(place: &'a mut [Self], apart: &'a mut Vec<f32>) -> &'a mut [f32] {
            apart.resize(place.len(), 0.0);
            apart
        }
    }
)*}}
#[cfg(feature = "half")]
half! {
    /// ```
    /// use half::f16;
    /// let huber = lossfn::Huber::new(1.0)?;
    /// let (pred, target) = ([2.5, 0.0].map(f16::from_f32), [3.0, 2.0].map(f16::from_f32));
    /// let (value, gradient): (f64, Vec<f16>) = huber.on(&pred, &target).value_and_gradient()?;
    /// assert_eq!((value, gradient), ((0.125 + 1.5) / 2.0, [-0.25, -0.5].map(f16::from_f32).to_vec()));
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    f16;
    bf16;
}
