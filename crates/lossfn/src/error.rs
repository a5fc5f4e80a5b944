//! What can go wrong, in whole sentences.

use core::fmt;

use crate::spec::{Domain, Value};

/// Why a loss could not be built or computed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A parameter lies outside its domain.
    Parameter {
        /// The loss.
        loss: &'static str,
        /// The parameter.
        name: &'static str,
        /// What was given.
        value: Value,
        /// What is allowed.
        allowed: String,
    },
    /// A loss has no parameter of that name.
    UnknownParameter {
        /// The loss.
        loss: &'static str,
        /// The name that was given.
        name: String,
        /// The parameters it has.
        known: Vec<&'static str>,
    },
    /// A loss has no input of that name.
    UnknownInput {
        /// The loss.
        loss: &'static str,
        /// The name that was given.
        name: String,
        /// The inputs it has.
        known: Vec<&'static str>,
    },
    /// A loss has no dialect of that library.
    UnknownDialect {
        /// The name of the loss.
        name: String,
        /// The library that was given.
        library: String,
        /// The dialects that there are, as expressions.
        known: Vec<String>,
    },
    /// No loss has that name.
    UnknownLoss {
        /// The name that was given.
        name: String,
        /// The name that is nearest to it.
        nearest: &'static str,
    },
    /// No metric has that name.
    UnknownMetric {
        /// The name that was given.
        name: String,
        /// The name that is nearest to it.
        nearest: &'static str,
    },
    /// The name of a metric where a loss is asked for.
    NotALoss {
        /// The name that was given.
        name: String,
    },
    /// The name of a loss where a metric is asked for.
    NotAMetric {
        /// The name that was given.
        name: String,
    },
    /// A name that could mean two losses.
    Ambiguous {
        /// The name that was given.
        name: String,
        /// What it could mean.
        choices: Vec<String>,
    },
    /// A name that a loss of the user's own cannot have.
    Name {
        /// The name that was given.
        name: String,
        /// Why it cannot.
        why: &'static str,
    },
    /// An expression that is not well formed.
    Syntax {
        /// The expression.
        expression: String,
        /// Where, in characters from 0.
        position: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// Inputs of different length or shape. Nothing is broadcast.
    Shape {
        /// The input.
        input: &'static str,
        /// Its shape.
        got: String,
        /// The shape that it has to have.
        want: String,
    },
    /// Inputs of a kind that the loss does not read.
    Inputs {
        /// The loss.
        loss: String,
        /// What was given.
        got: &'static str,
        /// What it reads.
        want: &'static str,
    },
    /// A class label that is out of range.
    Label {
        /// The row, from 0.
        row: usize,
        /// The label.
        label: i64,
        /// The number of classes.
        classes: usize,
    },
    /// An input value outside its domain.
    Value {
        /// The input.
        input: &'static str,
        /// Where, from 0.
        index: usize,
        /// The value.
        value: f64,
        /// What is allowed.
        allowed: Domain,
    },
    /// A row of scores or of probabilities that is not what it should be.
    Row {
        /// The input.
        input: &'static str,
        /// The row, from 0.
        row: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// A sequence, or a length of one, that is not what it should be.
    Sequence {
        /// The input.
        input: &'static str,
        /// The sequence, from 0.
        sequence: usize,
        /// What is wrong with it.
        problem: String,
    },
    /// Nothing is left to average.
    Empty {
        /// The number of rows.
        rows: usize,
        /// How many of them were ignored, masked or of weight 0.
        dropped: usize,
    },
    /// Something that this loss does not have.
    Unsupported {
        /// The loss.
        loss: String,
        /// What was asked.
        what: &'static str,
        /// Why it is not there.
        why: &'static str,
    },
    /// A function that is no probability density.
    Density {
        /// Which of the two.
        density: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A result of quadrature that is not as exact as it was asked to be.
    Tolerance {
        /// What was asked.
        tolerance: f64,
        /// The result.
        value: f64,
        /// The error that was reached.
        reached: f64,
    },
    /// Two partial results of different losses.
    Merge {
        /// The one.
        left: String,
        /// The other.
        right: String,
    },
    /// Bytes that are not a partial result.
    Bytes(&'static str),
    /// The threads could not be started.
    Threads(String),
}

impl Error {
    /// Whether it is about a parameter of a loss.
    pub fn is_parameter(&self) -> bool {
        matches!(self, Self::Parameter { .. } | Self::UnknownParameter { .. })
    }
    /// Whether it is about the name or the spelling of a loss.
    pub fn is_name(&self) -> bool {
        matches!(
            self,
            Self::UnknownLoss { .. }
                | Self::UnknownDialect { .. }
                | Self::UnknownMetric { .. }
                | Self::NotALoss { .. }
                | Self::NotAMetric { .. }
                | Self::Ambiguous { .. }
                | Self::Name { .. }
                | Self::Syntax { .. }
        )
    }
    /// Whether it is about shapes, lengths or kinds of input.
    pub fn is_shape(&self) -> bool {
        matches!(self, Self::Shape { .. } | Self::Inputs { .. } | Self::UnknownInput { .. })
    }
    /// Whether it is about a value, a row, a label or a sequence.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value { .. } | Self::Row { .. } | Self::Label { .. } | Self::Sequence { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter { loss, name, value, allowed } => {
                write!(f, "{loss}: `{name}` is {value}, allowed is {allowed}.")
            }
            Self::UnknownParameter { loss, name, known } if known.is_empty() => {
                write!(f, "{loss} has no parameters; `{name}` was given.")
            }
            Self::UnknownParameter { loss, name, known } => {
                write!(f, "{loss} has no parameter `{name}`; it has `{}`.", known.join("`, `"))
            }
            Self::UnknownInput { loss, name, known } => {
                write!(f, "{loss} has no input `{name}`; it has `{}`.", known.join("`, `"))
            }
            Self::UnknownDialect { name, library, known } if known.is_empty() => {
                write!(f, "{name} has no dialects; `{library}` was given.")
            }
            Self::UnknownDialect { name, library, known } => {
                write!(f, "{name} has no dialect `{library}`; say `{}`.", known.join("` or `"))
            }
            Self::UnknownLoss { name, nearest } => {
                write!(f, "No loss is named `{name}`; did you mean `{nearest}`?")
            }
            Self::UnknownMetric { name, nearest } => {
                write!(f, "No metric is named `{name}`; did you mean `{nearest}`?")
            }
            Self::NotALoss { name } => write!(f, "`{name}` is a metric, not a loss."),
            Self::NotAMetric { name } => write!(f, "`{name}` is a loss, not a metric."),
            Self::Ambiguous { name, choices } => {
                write!(
                    f,
                    "`{name}` means different things in different libraries; say `{}`.",
                    choices.join("` or `")
                )
            }
            Self::Name { name, why } => write!(f, "No loss can be registered as `{name}`: {why}."),
            Self::Syntax { expression, position, expected } => {
                write!(
                    f,
                    "`{expression}` stops making sense at character {position}: {expected} was expected."
                )
            }
            Self::Shape { input, got, want } => {
                write!(f, "`{input}` has shape {got}, but {want} is needed; shapes are never broadcast.")
            }
            Self::Inputs { loss, got, want } => write!(f, "{loss} reads {want}, but was given {got}."),
            Self::Label { row, label, classes } => {
                write!(
                    f,
                    "The label in row {row} is {label}, allowed is 0 to {} ({classes} classes).",
                    classes.saturating_sub(1)
                )
            }
            Self::Value { input, index, value, allowed } => {
                write!(f, "`{input}` is {value} at index {index}, allowed is {allowed}.")
            }
            Self::Row { input, row, problem } => write!(f, "Row {row} of `{input}` {problem}."),
            Self::Sequence { input, sequence, problem } => {
                write!(f, "Sequence {sequence} of `{input}` {problem}.")
            }
            Self::Empty { rows: 0, .. } => f.write_str("There is nothing to average: no rows were given."),
            Self::Empty { rows, dropped } => write!(
                f,
                "There is nothing to average: of {rows} rows, {dropped} are ignored, masked or of weight 0."
            ),
            Self::Unsupported { loss, what, why } => write!(f, "{loss} has no {what}: {why}."),
            Self::Density { density, problem } => write!(f, "The density `{density}` {problem}."),
            Self::Tolerance { tolerance, value, reached } => write!(
                f,
                "The tolerance {tolerance} is out of reach: the result is about {value}, with an error of up to {reached}."
            ),
            Self::Merge { left, right } => {
                write!(f, "A partial result of `{left}` cannot be merged with one of `{right}`.")
            }
            Self::Bytes(why) => write!(f, "These bytes are not a partial result: {why}"),
            Self::Threads(why) => write!(f, "The worker threads could not be started: {why}."),
        }
    }
}

impl core::error::Error for Error {}
