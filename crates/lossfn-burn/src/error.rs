//! What can go wrong, in whole sentences.

use core::fmt;

/// Why a loss could not be made or computed.
///
/// ```
/// use lossfn_burn::{Error, Loss};
/// let error = Loss::new("hubre").unwrap_err();
/// assert_eq!(error.to_string(), "No loss is named `hubre`; did you mean `huber`?");
/// assert!(matches!(error, Error::Loss(_)));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// What `lossfn` says of a name, a parameter, a shape, a label or a value.
    Loss(lossfn::Error),
    /// A tensor that is not in the memory of this machine.
    Backend {
        /// The input.
        input: &'static str,
        /// What Burn says of it.
        why: String,
    },
    /// A tensor of another type than the loss reads.
    Type {
        /// The input.
        input: &'static str,
        /// Its type.
        got: String,
        /// What is allowed.
        want: String,
    },
    /// More tensors than the loss reads, or fewer.
    Count {
        /// The loss.
        loss: String,
        /// The names of its inputs.
        names: Vec<&'static str>,
        /// How many were given.
        got: usize,
    },
    /// A tensor of so many dimensions was asked for, and the losses of the items have another number of them.
    Rank {
        /// How many were asked for.
        got: usize,
        /// The shape of the losses.
        shape: Vec<usize>,
    },
    /// A tensor that is on the tape where the loss has no derivative.
    Constant {
        /// The loss.
        loss: String,
        /// The input.
        input: &'static str,
    },
    /// A parameter that cannot be learned.
    Fixed {
        /// The loss.
        loss: String,
        /// The name that was given.
        name: String,
        /// The parameters that can be.
        known: Vec<&'static str>,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Loss(error) => error.fmt(f),
            Self::Backend { input, why } => write!(f, "`{input}` is no tensor of the Flex backend: {why}."),
            Self::Type { input, got, want } => {
                write!(f, "`{input}` is a tensor of {got}, allowed is {want}.")
            }
            Self::Count { loss, names, got } => {
                write!(f, "{loss} reads `{}`; {got} tensors were given.", names.join("`, `"))
            }
            Self::Rank { got, shape } => write!(
                f,
                "There is a loss for each item of shape {shape:?}; a tensor of {got} dimensions was asked for."
            ),
            Self::Constant { loss, input } => {
                write!(f, "{loss} has no derivative in `{input}`; `detach()` it.")
            }
            Self::Fixed { loss, name, known } if known.is_empty() => {
                write!(f, "{loss} has no parameter that can be learned; `{name}` was given.")
            }
            Self::Fixed { loss, name, known } => {
                write!(f, "{loss} cannot learn `{name}`, but `{}`.", known.join("`, `"))
            }
        }
    }
}

impl core::error::Error for Error {}

impl From<lossfn::Error> for Error {
    fn from(error: lossfn::Error) -> Self {
        Self::Loss(error)
    }
}
