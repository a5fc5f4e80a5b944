//! Links of generalised linear models.

use core::fmt;

use super::{NormalCdf, NormalQuantile, Sigmoid, Unary, functions};
use crate::{
    Error,
    data::Storage,
    formula::Formula,
    real::{Real, Rule},
    spec::{Domain, Value},
};

/// Declares the functions of links that have no other name.
macro_rules! parts { ($($name:ident: $precision:ident($x:ident) = $value:expr;)*) => {$(
    #[derive(Clone, Copy, Debug)]
    struct $name;
    impl Unary for $name {}
    functions!(@ $name $precision ($x) $value);
)*}}
parts! {
    Same: Native(x) = x.rule(SameRule, []);
    Ln: Careful(mean) = mean.ln();
    Exp: Careful(eta) = eta.exp();
    Logit: Paired(mean) = mean.ln_ratio(mean.rsub(1.0));
    HalfLogit: Paired(mean) = mean.ln_ratio(mean.rsub(1.0)) * 0.5;
    SigmoidOfTwice: Native(eta) = (eta * 2.0).sigmoid();
    CLogLog: Paired(mean) = mean.rule(CLogLogRule, []);
    // Beyond 50 it is 1 to the last digit, and the derivative would meet infinities.
    CLogLogMean: Paired(eta) = -(-eta.min(eta.lift(50.0)).exp()).exp_m1();
    Inverse: Native(x) = x.recip();
    InverseSquare: Paired(mean) = mean.recip().square();
    InverseRoot: Paired(eta) = eta.sqrt().recip();
    Sqrt: Careful(mean) = mean.sqrt();
    Square: Native(eta) = eta.square();
}

/// The slope of NaN is NaN, also where it is 1 everywhere else.
struct SameRule;
impl Rule for SameRule {
    #[inline(always)]
    fn value<R: Real>(x: R, []: [R; 0]) -> R {
        x
    }
    #[inline(always)]
    fn derivative<R: Real>(x: R, []: [R; 0]) -> R {
        x.lift(0.0).weigh(x) + 1.0
    }
}
/// The derivative follows its limits at both ends.
struct CLogLogRule;
impl Rule for CLogLogRule {
    #[inline(always)]
    fn value<R: Real>(mean: R, []: [R; 0]) -> R {
        (-(-mean).ln_1p()).ln()
    }
    #[inline(always)]
    fn derivative<R: Real>(mean: R, []: [R; 0]) -> R {
        mean.rsub(1.0).weigh((-mean).ln_1p()).abs().recip()
    }
}

/// A link: how the mean of a response, and the linear predictor of a model, correspond.
///
/// ```
/// use lossfn::functions::Link;
///
/// let link = Link::named("logit")?;
/// assert_eq!(link.forward(&[0.5, 1.0]), [0.0, f64::INFINITY]);
/// assert_eq!(link.inverse(&[0.0]), [0.5]);
/// assert_eq!(link.derivative(&[0.5]), [4.0]);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Link {
    /// The mean itself.
    Identity,
    /// `ln μ`.
    Log,
    /// `ln(μ / (1 - μ))`.
    Logit,
    /// Half of the logit.
    HalfLogit,
    /// The quantile of the normal distribution.
    Probit,
    /// `ln(-ln(1 - μ))`, the complementary log-log.
    CLogLog,
    /// `1/μ`.
    Inverse,
    /// `1/μ²`, for positive means.
    InverseSquared,
    /// `sqrt μ`.
    Sqrt,
}

/// Does something with the function of a link in one of its two directions.
macro_rules! with {
    (forward $link:expr, |$f:ident| $do:expr) => {
        with!(@ $link, $f, $do, Same, Ln, Logit, HalfLogit, NormalQuantile, CLogLog, Inverse, InverseSquare, Sqrt)
    };
    (inverse $link:expr, |$f:ident| $do:expr) => {
        with!(@ $link, $f, $do, Same, Exp, Sigmoid, SigmoidOfTwice, NormalCdf, CLogLogMean, Inverse, InverseRoot, Square)
    };
    (@ $link:expr, $f:ident, $do:expr, $($function:ident),*) => {
        with!(@@ $link, $f, $do, [$($function)*] Identity Log Logit HalfLogit Probit CLogLog Inverse InverseSquared Sqrt)
    };
    (@@ $link:expr, $f:ident, $do:expr, [$a:ident $b:ident $c:ident $d:ident $e:ident $g:ident $h:ident $i:ident $j:ident] $($variant:ident)*) => {
        with!(@@@ $link, $f, $do, [$a $b $c $d $e $g $h $i $j] [$($variant)*])
    };
    (@@@ $link:expr, $f:ident, $do:expr, [$($function:ident)*] [$($variant:ident)*]) => {
        match $link {
            $(Link::$variant => {
                let $f = $function;
                $do
            })*
        }
    };
}

impl Link {
    /// All links.
    pub const ALL: [Self; 9] = [
        Self::Identity,
        Self::Log,
        Self::Logit,
        Self::HalfLogit,
        Self::Probit,
        Self::CLogLog,
        Self::Inverse,
        Self::InverseSquared,
        Self::Sqrt,
    ];

    /// The link of a name: `logit`, `half_logit`, `cloglog`, ..
    ///
    /// # Errors
    /// When no link has the name.
    pub fn named(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|link| link.name() == name);
        found.ok_or_else(|| Error::Parameter {
            loss: "link",
            name: "name",
            value: Value::Choice(name.into()),
            allowed: Self::ALL.map(Self::name).join(", "),
        })
    }
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Log => "log",
            Self::Logit => "logit",
            Self::HalfLogit => "half_logit",
            Self::Probit => "probit",
            Self::CLogLog => "cloglog",
            Self::Inverse => "inverse",
            Self::InverseSquared => "inverse_squared",
            Self::Sqrt => "sqrt",
        }
    }
    /// The means that it is for; at their ends it follows its limits.
    pub const fn domain(self) -> Domain {
        match self {
            Self::Identity => Domain::REAL,
            Self::Log | Self::Sqrt => Domain::NON_NEGATIVE,
            Self::Inverse | Self::InverseSquared => Domain::POSITIVE,
            Self::Logit | Self::HalfLogit | Self::Probit | Self::CLogLog => Domain::UNIT,
        }
    }

    /// The linear predictor of each mean.
    pub fn forward<T: Storage>(self, mean: &[T]) -> Vec<T> {
        with!(forward self, |f| f.values(mean))
    }
    /// The linear predictor of each mean, into a slice.
    ///
    /// # Errors
    /// When the output is not as long as the input.
    pub fn forward_into<T: Storage>(self, mean: &[T], out: &mut [T]) -> Result<(), Error> {
        with!(forward self, |f| f.values_into(mean, out))
    }
    /// The derivative of the linear predictor in each mean.
    pub fn derivative<T: Storage>(self, mean: &[T]) -> Vec<T> {
        with!(forward self, |f| f.gradient(mean))
    }
    /// The derivative of the linear predictor in each mean, into a slice.
    ///
    /// # Errors
    /// When the output is not as long as the input.
    pub fn derivative_into<T: Storage>(self, mean: &[T], out: &mut [T]) -> Result<(), Error> {
        with!(forward self, |f| f.gradient_into(mean, out))
    }
    /// The mean of each linear predictor.
    pub fn inverse<T: Storage>(self, eta: &[T]) -> Vec<T> {
        with!(inverse self, |f| f.values(eta))
    }
    /// The mean of each linear predictor, into a slice.
    ///
    /// # Errors
    /// When the output is not as long as the input.
    pub fn inverse_into<T: Storage>(self, eta: &[T], out: &mut [T]) -> Result<(), Error> {
        with!(inverse self, |f| f.values_into(eta, out))
    }
    /// The derivative of the mean in each linear predictor.
    pub fn inverse_derivative<T: Storage>(self, eta: &[T]) -> Vec<T> {
        with!(inverse self, |f| f.gradient(eta))
    }
    /// The derivative of the mean in each linear predictor, into a slice.
    ///
    /// # Errors
    /// When the output is not as long as the input.
    pub fn inverse_derivative_into<T: Storage>(self, eta: &[T], out: &mut [T]) -> Result<(), Error> {
        with!(inverse self, |f| f.gradient_into(eta, out))
    }
    /// The second derivative of the mean in each linear predictor.
    pub fn inverse_second_derivative<T: Storage>(self, eta: &[T]) -> Vec<T> {
        with!(inverse self, |f| f.hessian(eta))
    }

    /// The linear predictor of a mean, in a formula.
    #[inline(always)]
    pub fn eta<R: Real>(self, mean: R) -> R {
        with!(forward self, |f| Formula::value(&f, [mean]))
    }
    /// The mean of a linear predictor, in a formula.
    #[inline(always)]
    pub fn mean<R: Real>(self, eta: R) -> R {
        with!(inverse self, |f| Formula::value(&f, [eta]))
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
