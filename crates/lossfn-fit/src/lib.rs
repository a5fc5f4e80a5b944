//! Linear models with any loss and any penalty.
//!
//! A model predicts one number for each row, or a logit for each class. Every loss of the catalogue that reads a column
//! of predictions and one of targets, or logits and labels, can be fitted: what is minimised is the mean loss plus a
//! [`Penalty`] of the coefficients. Losses and penalties may have kinks; minima are found to the last digits, and
//! where there is none, the [`Status`] says so.
//!
//! ```
//! use lossfn_fit::{Features, Fit, Status, Target};
//! let x = Features::new(vec!["dose".into()], vec![vec![1.0, 2.0, 3.0, 4.0]])?;
//! let died = Target::Numbers(vec![0.0, 0.0, 1.0, 1.0]);
//! let loss = lossfn::get("bce_with_logits")?;
//! // A dose of 2.5 separates the two: the likelihood has no maximum.
//! assert_eq!(Fit::new(&loss).on(&x, &died)?.status, Status::Separable);
//! let fitted = Fit::new(&loss).penalty("l2(0.1)".parse()?).on(&x, &died)?;
//! assert_eq!(fitted.status, Status::Converged);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod choice;
mod cost;
mod descent;
mod error;
mod features;
mod fit;
mod lbfgs;
mod model;
mod multipliers;
mod newton;
mod objective;
mod penalty;
mod quadratic;
mod random;
mod scaling;
mod sums;

pub use choice::{Choice, FitOne, Fold, default_score, folds, grid};
pub use cost::{Predicts, Target, predicts};
pub use descent::{Descent, Rule, schedule};
pub use error::{Error, Result};
pub use features::Features;
pub use fit::{Fit, Fitted, Solver, Status, Step, residual_spread};
pub use model::Model;
pub use penalty::Penalty;
