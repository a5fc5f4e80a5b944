//! Metrics: what is said of a whole table of predictions and is no mean of losses.
//!
//! ```
//! use lossfn::metric::{D2, Mase, R2};
//!
//! let (pred, target) = ([2.5f32, 0.0, 2.0, 8.0], [3.0f32, -0.5, 2.0, 7.0]);
//! let rmse = lossfn::metric("rmse")?;                           // by name: values are checked too
//! assert_eq!(rmse.on(&pred, &target).value()?, 0.375f64.sqrt());
//! let share = R2::new().on(&pred, &target).weight(&[1.0f32, 1.0, 2.0, 1.0]).value()?;
//! let d2 = D2::new(lossfn::get("quantile(0.8)")?)?.on(&pred, &target).value()?;
//! let scaled = Mase::naive(&[1.0, 3.0, 2.0], 1)?.on(&pred, &target).value()?;
//!
//! let mut part = lossfn::MetricPartial::new(&rmse);             // merges: the same bits in any order
//! part.update(&pred, &target)?;
//! # assert!(share < 1.0 && d2 < 1.0 && scaled == 0.5 / 1.5);
//! # Ok::<(), lossfn::Error>(())
//! ```
//!
//! A [`Metric`] reads the numbers that a stage makes of a row, adds them to a [`Tally`], and makes one
//! number of the tally at the end. A tally holds exact sums, so its bits do not depend on the order of
//! the rows or on how they were split; a metric that needs the rows themselves keeps them.

mod catalogue;
mod macros;
mod on;
mod partial;
mod spec;
mod tally;

mod average_precision;
mod bits_per_byte;
mod contingency;
mod d2;
mod dcg;
mod deviance;
mod err;
mod mase;
mod max_error;
mod mean_error;
mod median_absolute;
mod mutual_information;
mod ndcg;
mod normalized_mutual_information;
mod perplexity;
mod r2;
mod ranked;
mod reciprocal_rank;
mod rmse;
mod rmsle;
mod variation_of_information;
mod wmape;

use core::fmt::Debug;
use std::sync::Arc;

pub(crate) use catalogue::is_metric;
pub use catalogue::{AnyMetric, MetricEntry, find, metric, metrics};
pub use on::MetricOn;
pub use partial::MetricPartial;
pub use spec::{Best, MetricSpec};
pub use tally::Tally;

use crate::{
    Error,
    formula::Dynamic,
    spec::{Input, Value},
};

/// A number that says how good the predictions of a whole table are.
pub trait Metric: Measure + Debug + Send + Sync {
    /// What is known of it.
    fn spec(&self) -> &'static MetricSpec;
    /// The values of its parameters, in the order of the spec.
    fn values(&self) -> Vec<Value>;
}

/// How a metric is computed.
pub trait Measure {
    /// What its parameters make it read, besides what the spec says: values have to lie in these domains
    /// too.
    fn inputs(&self) -> Vec<&'static [Input]> {
        Vec::new()
    }
    /// The loss that it is a function of, where it needs no more of a row.
    fn loss(&self) -> Option<Arc<dyn Dynamic>> {
        None
    }
    /// The number of a group, where it has one; of scores and relevances.
    ///
    /// # Errors
    /// When a relevance is not one that the parameters admit.
    fn of_group(&self, _scores: &[f64], _relevance: &[f64]) -> Result<Option<f64>, Error> {
        Ok(None)
    }
    /// Adds a row with its weight, which is above 0: the prediction and the target, the loss and 0, or the number of a
    /// group and 0.
    fn add(&self, tally: &mut Tally, row: [f64; 2], weight: f64);
    /// The metric of the rows that were added, at least one.
    ///
    /// # Errors
    /// When a loss that it asks for cannot be computed.
    fn value(&self, tally: &Tally) -> Result<f64, Error>;
}

macro_rules! metrics { ($($file:ident::$name:ident,)*) => {
    $(pub use $file::$name;)*
    /// Every metric, in reading order.
    pub(crate) const CATALOGUE: &[MetricEntry] = &[$(MetricEntry::of::<$name>()),*];
}}
metrics! {
    rmse::Rmse,
    rmsle::Rmsle,
    mean_error::MeanError,
    median_absolute::MedianAbsolute,
    max_error::MaxError,
    wmape::Wmape,
    mase::Mase,
    r2::R2,
    d2::D2,
    deviance::Deviance,
    perplexity::Perplexity,
    bits_per_byte::BitsPerByte,
    ndcg::Ndcg,
    dcg::Dcg,
    average_precision::AveragePrecision,
    reciprocal_rank::ReciprocalRank,
    err::Err,
    mutual_information::MutualInformation,
    normalized_mutual_information::NormalizedMutualInformation,
    variation_of_information::VariationOfInformation,
}
