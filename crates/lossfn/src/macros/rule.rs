//! The declaration of a function with its derivative.

/// Declares a [`Rule`](crate::real::Rule): a function of one number and some constants, with its
/// derivative stated, where differentiating the formula would cancel.
///
/// ```
/// lossfn::rule! {
///     /// `ln(1 + x^2/a)`, whose derivative does not overflow before it is 0.
///     pub Tail<1>(x, a) = (x.square() / a).ln_1p(),
///     derivative R::pick(x.abs().lt(x.lift(1.0)), x * 2.0 / (x.square() + a), (x + a / x).recip() * 2.0)
/// }
/// lossfn::loss! {
///     /// A tail of logarithms.
///     pub struct Tailed = "tailed" {
///         /// Where the tail begins.
///         width: number = 2.0 in lossfn::spec::Domain::POSITIVE;
///     }
///     formula(pred: lossfn::spec::Domain::REAL, target: lossfn::spec::Domain::REAL) =
///         (pred - target).rule(Tail, [width]);
/// }
/// assert_eq!(Tailed::new(1.0)?.on(&[1e200], &[0.0]).gradient()?, [2e-200]);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[macro_export]
macro_rules! rule {
    ($(#[$doc:meta])* $vis:vis $name:ident<$n:literal>($x:ident $(, $p:ident)*) = $value:expr, derivative $derivative:expr) => {
        $(#[$doc])*
        $vis struct $name;
        impl $crate::real::Rule<$n> for $name {
            #[inline(always)]
            fn value<R: $crate::real::Real>($x: R, [$($p),*]: [R; $n]) -> R {
                #[allow(unused_imports)]
                use $crate::real::Real as _;
                $value
            }
            #[inline(always)]
            #[allow(unused_variables)]
            fn derivative<R: $crate::real::Real>($x: R, [$($p),*]: [R; $n]) -> R {
                #[allow(unused_imports)]
                use $crate::real::Real as _;
                $derivative
            }
        }
    };
}
