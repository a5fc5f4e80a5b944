//! From the losses of items to one number: what is averaged, and over what.

mod exact;
mod partial;

pub use exact::{ExactSum, Sum};
pub(crate) use exact::{Number, WideSum};
pub use partial::Partial;

use crate::{
    Error,
    spec::{Domain, Value},
};

/// How the losses of items become one number, and what the derivatives are divided by.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub enum Reduction {
    /// `sum w l / sum w` over the items that count.
    #[default]
    Mean,
    /// `sum w l / N` over the `N` items that count.
    MeanN,
    /// `sum w l / rows`, with every row that was given, also those that do not count.
    BatchMean,
    /// `sum w l`.
    Sum,
    /// `sum w l / constant`.
    Per(f64),
    /// None: a loss for each item.
    Values,
}

impl Reduction {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::MeanN => "mean_n",
            Self::BatchMean => "batch_mean",
            Self::Sum => "sum",
            Self::Per(_) => "per",
            Self::Values => "values",
        }
    }
    /// A constant that sums can be divided by.
    ///
    /// # Errors
    /// When the constant of [`Reduction::Per`] is not above 0, or infinite.
    pub(crate) fn check(self) -> Result<(), Error> {
        match self {
            Self::Per(constant) if !Domain::POSITIVE.contains(constant) => Err(Error::Parameter {
                loss: "per",
                name: "constant",
                value: Value::Number(constant),
                allowed: Domain::POSITIVE.to_string(),
            }),
            _ => Ok(()),
        }
    }
}

/// What the mean of nothing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum OnEmpty {
    /// An error that says so.
    #[default]
    Error,
    /// NaN, with gradients of NaN.
    Nan,
    /// 0, with gradients of 0.
    Zero,
}
