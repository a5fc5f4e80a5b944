//! Loss functions, defined once: exact values, gradients and hessians, at the speed of hand-written
//! kernels.
//!
//! ```
//! use lossfn::{CrossEntropy, Huber, Logits};
//!
//! let (pred, target) = ([2.5f32, 0.0, 2.0], [3.0f32, -0.5, 2.0]);
//! let huber = Huber::new(1.0)?;                             // a checked constructor
//! let value: f64 = huber.on(&pred, &target).mean()?;
//! let (value, gradient) = huber.on(&pred, &target).value_and_gradient()?;
//!
//! let scores = [2.0, 0.5, -1.0, 0.0, 3.0, 1.0];
//! let loss = CrossEntropy::new().label_smoothing(0.1)?;
//! let value = loss.on(Logits::rows(&scores, 3)?, &[0u8, 1]).mean()?;
//!
//! let loss = lossfn::get("0.7*huber(delta=1.5) + 0.3*absolute")?;   // by name: values are checked too
//! let value = loss.on(&pred, &target).mean()?;
//! # Ok::<(), lossfn::Error>(())
//! ```
//!
//! A loss is a [`Formula`] of a few numbers, written once against [`Real`](real::Real). What a number
//! is decides what comes out: a float gives the value, a [`Dual`](real::Dual) the derivative, a
//! double-double the value to thirty digits. Data becomes these numbers in a stage, and a
//! [`Reduction`] makes one number of the losses of many items. What is said of a whole table and is no
//! mean of losses, such as R2 and the median error, is a [`metric`](mod@metric).

#[macro_use]
mod macros;
mod adaptive;
mod catalogue;
mod constant;
pub mod curve;
pub mod data;
pub mod density;
mod dialect;
mod error;
mod evaluate;
mod expression;
pub mod formula;
pub mod functions;
pub mod image;
#[cfg(feature = "json")]
pub mod json;
pub mod kernels;
pub mod losses;
pub mod metric;
mod mining;
pub mod multitask;
mod pairwise;
pub mod penalty;
pub mod real;
pub mod reduce;
mod reference;
pub mod regions;
pub mod scores;
pub mod sequence;
pub mod spec;
pub mod stages;
pub mod surface;
mod threads;
mod tokens;

pub use adaptive::{Adaptive, Fit};
pub use catalogue::{AnyLoss, Call, Entry, Term, catalogue, find, get, register};
pub use constant::BestConstant;
#[cfg(feature = "ndarray")]
pub use data::nd;
pub use data::{Array, Groups, Inputs, Labels, Logits, Rows};
pub use dialect::dialect_formula;
pub use error::Error;
pub use evaluate::{Evaluation, On};
pub use formula::{Formula, Loss};
pub use losses::*;
pub use metric::{AnyMetric, MetricEntry, MetricPartial, metric, metrics};
pub use mining::{Mining, Triplets};
pub use pairwise::Pairwise;
pub use reduce::{OnEmpty, Partial, Reduction};
pub use reference::Reference;
pub use threads::MOST_THREADS;
pub use tokens::{Averaging, Tokens};

#[doc(hidden)]
pub use catalogue::distance;
#[doc(hidden)]
pub use evaluate::on;

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct ReadmeDoctests;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/choosing.md")]
pub struct ChoosingDoctests;

#[cfg(doctest)]
#[doc = include_str!("../../../docs/images.md")]
pub struct ImagesDoctests;
