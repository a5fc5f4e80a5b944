//! From the losses of items to one number: what is averaged, and over what.

mod exact;
mod partial;

pub use exact::ExactSum;
pub use partial::Partial;

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
