//! Why a model could not be fitted.

use core::fmt;

/// Why a model could not be fitted, saved, read or used.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// What the loss or the penalty says.
    Loss(lossfn::Error),
    /// A loss that no linear model of this kind predicts for.
    Unfit {
        /// The loss.
        loss: String,
        /// What it reads.
        reads: &'static str,
    },
    /// Columns of different length, or tables of another shape.
    Shape {
        /// What it is.
        what: String,
        /// How many numbers it has.
        got: usize,
        /// How many it has to have.
        want: usize,
    },
    /// A value of a feature or of a target that is not finite.
    Value {
        /// The column.
        column: String,
        /// The row, from 0.
        row: usize,
        /// The value.
        value: f64,
    },
    /// A setting outside of what is allowed.
    Setting {
        /// Which one.
        name: &'static str,
        /// What was given.
        given: String,
        /// What is allowed.
        allowed: String,
    },
    /// A step of gradient descent at which it would not converge.
    Step {
        /// The step that was given.
        step: f64,
        /// The largest that is stable.
        largest: f64,
    },
    /// A solver that cannot minimise this objective.
    Solver {
        /// The solver.
        solver: &'static str,
        /// Why not.
        why: String,
    },
    /// A text that is no penalty.
    Penalty {
        /// What was given.
        text: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// Bytes that are no model, or one of another version.
    Model(String),
}

/// What may fail.
pub type Result<T, E = Error> = core::result::Result<T, E>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loss(error) => write!(f, "{error}"),
            Self::Unfit { loss, reads } => write!(
                f,
                "{loss} has no linear model: it reads {reads}; a model predicts one column of numbers, or logits of classes."
            ),
            Self::Shape { what, got, want } => write!(f, "{what} has {got} numbers, but must have {want}."),
            Self::Value { column, row, value } => {
                write!(f, "Column `{column}` has {value} in row {row}; allowed are finite numbers.")
            }
            Self::Setting { name, given, allowed } => {
                write!(f, "`{name}` is {given}; allowed is {allowed}.")
            }
            Self::Step { step, largest } => {
                write!(
                    f,
                    "With a step of {step} gradient descent does not converge: the largest stable step is "
                )?;
                if *largest >= 1e-3 {
                    write!(f, "{largest:.5}")?;
                } else {
                    write!(f, "{largest:.3e}")?;
                }
                f.write_str(", two over the largest eigenvalue of the hessian.")
            }
            Self::Solver { solver, why } => write!(f, "The solver {solver} does not serve here: {why}."),
            Self::Penalty { text, allowed } => write!(f, "`{text}` is no penalty; allowed is {allowed}."),
            Self::Model(why) => write!(f, "This is no model that can be read: {why}."),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Loss(error) => Some(error),
            _ => None,
        }
    }
}

impl From<lossfn::Error> for Error {
    fn from(error: lossfn::Error) -> Self {
        Self::Loss(error)
    }
}
