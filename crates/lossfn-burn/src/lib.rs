//! Loss functions for Burn: every loss of [`lossfn`] as a module. One pass computes the value and the gradients in all
//! tensors that are on the tape; backward multiplies them with what comes back, and recomputes nothing.
//!
//! ```
//! use burn::tensor::{Device, Int, Tensor};
//! use lossfn_burn::Loss;
//! let device = Device::flex().autodiff();
//! let logits = Tensor::<2>::from_floats([[2.0, 0.5, -1.0], [0.0, 3.0, 1.0]], &device).require_grad();
//! let labels = Tensor::<1, Int>::from_ints([0, 1], &device);
//!
//! let loss = Loss::new("cross_entropy(label_smoothing=0.1)")?;
//! let gradients = loss.forward(logits.clone(), labels)?.backward();
//! assert_eq!(logits.grad(&gradients).unwrap().dims(), [2, 3]);
//! # Ok::<(), lossfn_burn::Error>(())
//! ```
//!
//! * [`Loss::new`] takes any expression that [`lossfn::get`] does; [`Loss::sum`], [`Loss::ignore`] and the like say the
//!   rest.
//! * [`Loss::on`] takes one to four tensors, with a [weight](On::weight), a [mask](On::mask) and
//!   [groups](On::groups), and gives one [value](On::value) or [that of each item](On::values).
//! * [`Loss::learn`] learns the temperature of a batch; [`AdaptiveLoss`] and [`UncertaintyWeighting`] have parameters
//!   of their own.
//!
//! Losses are computed on the processor: tensors are those of the Flex backend, of f32 or f64, with or without
//! autodiff. Integers and truth values stand for numbers where a loss reads numbers, labels are integers of any width,
//! and shapes are never broadcast. Everything that can be wrong is an [`Error`] of the forward pass.

mod adaptive;
mod data;
mod error;
mod input;
mod loss;
mod number;
mod on;
mod recipe;
mod tape;
mod uncertainty;

pub use adaptive::AdaptiveLoss;
pub use error::Error;
pub use input::{Input, Inputs};
pub use loss::Loss;
pub use lossfn::{OnEmpty, Reduction, multitask::Likelihood};
pub use on::On;
pub use uncertainty::UncertaintyWeighting;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct ReadmeDoctests;
