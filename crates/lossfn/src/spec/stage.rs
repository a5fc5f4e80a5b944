//! How data becomes the numbers that a formula reads.

use super::{Domain, Grouping, Pairing};

/// How data becomes the numbers that a formula reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Two columns of equal length, or more, element by element.
    Elements,
    /// One column, element by element: the weights of a model, or probabilities.
    Weights,
    /// Two tables of equal shape: what their rows are, and what is made of one, says [`Row`].
    Rows,
    /// Rows of logits, and a class label or a target distribution for each.
    Softmax,
    /// Rows of logits, those of a teacher, and a class label for each.
    Taught,
    /// Rows of log-probabilities, and a class label or a target distribution for each.
    LogProbabilities,
    /// Pairs of vectors, the rows of two tables, and a label for each where the loss reads one.
    Pairs,
    /// Pairs of boxes, the rows of two tables: x1, y1, x2, y2.
    Boxes,
    /// Triples of vectors, the rows of three tables.
    Triples,
    /// Rows of vectors, each compared with all others or with those of all classes.
    Batch(Pairing),
    /// Columns whose items belong to groups, and are compared inside of each.
    Groups(Grouping),
}

impl Stage {
    /// What losses of this stage read, but for those whose inputs are their own.
    pub const fn inputs(self) -> &'static [Input] {
        match self {
            Self::Elements | Self::Weights | Self::Rows => &[],
            Self::Softmax => Input::LOGITS,
            Self::Taught => Input::TAUGHT,
            Self::LogProbabilities => Input::LOG_PROBABILITIES,
            Self::Pairs => Input::PAIR,
            Self::Boxes => Input::BOXES,
            Self::Triples => Input::TRIPLE,
            Self::Batch(pairing) => pairing.inputs(),
            Self::Groups(grouping) => grouping.inputs(),
        }
    }
    /// What the rows of an input are called, where it has rows of its own, not one for each item.
    pub const fn own_rows(self, input: usize) -> Option<&'static str> {
        match self {
            Self::Batch(pairing) => pairing.own_rows(input),
            _ => None,
        }
    }
    /// Whether rows are scores of classes, which a label names.
    pub const fn of_scores(self) -> bool {
        match self {
            Self::Softmax | Self::Taught | Self::LogProbabilities => true,
            Self::Elements
            | Self::Weights
            | Self::Rows
            | Self::Pairs
            | Self::Boxes
            | Self::Triples
            | Self::Batch(_)
            | Self::Groups(_) => false,
        }
    }
    /// Whether rows are vectors, of which the formula reads numbers.
    pub const fn of_vectors(self) -> bool {
        matches!(self, Self::Pairs | Self::Boxes | Self::Triples)
    }
    /// Whether second derivatives exist element by element; elsewhere only products with the hessian do.
    pub const fn has_hessian(self) -> bool {
        !self.of_vectors() && !matches!(self, Self::Batch(_))
    }
    /// Whether the loss of an item depends on other items.
    pub const fn coupled(self) -> bool {
        matches!(self, Self::Batch(_) | Self::Groups(_))
    }
}

/// What the rows of two tables are, and what the loss of a row is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    /// Distributions, which are summed over. That they add up to 1 is checked with the values, and a label
    /// stands for the distribution that is sure of it.
    Distribution,
    /// Any numbers of their domains, which are summed over.
    Sum,
    /// Any numbers of their domains, whose mean is taken.
    Mean,
    /// Scores of classes, and which of them are set: 1 for each that is, 0 for the others. Pairs of them are
    /// compared.
    Sets,
}

/// A number that a formula reads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Input {
    /// Its name.
    pub name: &'static str,
    /// The values that it may have.
    pub domain: Domain,
}

impl Input {
    /// What losses over logits read.
    pub const LOGITS: &'static [Self] = &[
        Self { name: "logits", domain: Domain::REAL },
        Self { name: "label", domain: Domain::NON_NEGATIVE },
    ];
    /// Two vectors.
    pub const PAIR: &'static [Self] =
        &[Self { name: "a", domain: Domain::REAL }, Self { name: "b", domain: Domain::REAL }];
    /// Two boxes.
    pub const BOXES: &'static [Self] =
        &[Self { name: "pred", domain: Domain::FINITE }, Self { name: "target", domain: Domain::FINITE }];
    /// Two vectors of numbers that are not negative.
    pub const NON_NEGATIVE_PAIR: &'static [Self] =
        &[Self { name: "a", domain: Domain::NON_NEGATIVE }, Self { name: "b", domain: Domain::NON_NEGATIVE }];
    /// Three vectors.
    pub const TRIPLE: &'static [Self] = &[
        Self { name: "anchor", domain: Domain::REAL },
        Self { name: "positive", domain: Domain::REAL },
        Self { name: "negative", domain: Domain::REAL },
    ];
    /// What losses over scores read, and which classes are set.
    pub const SETS: &'static [Self] =
        &[Self { name: "scores", domain: Domain::REAL }, Self { name: "labels", domain: Domain::BINARY }];
    /// What losses over logits and those of a teacher read.
    pub const TAUGHT: &'static [Self] = &[
        Self { name: "logits", domain: Domain::REAL },
        Self { name: "teacher", domain: Domain::REAL },
        Self { name: "label", domain: Domain::NON_NEGATIVE },
    ];
    /// What losses over log-probabilities read.
    pub const LOG_PROBABILITIES: &'static [Self] = &[
        Self { name: "log_probabilities", domain: Domain::closed(f64::NEG_INFINITY, 0.0) },
        Self { name: "label", domain: Domain::NON_NEGATIVE },
    ];
}
