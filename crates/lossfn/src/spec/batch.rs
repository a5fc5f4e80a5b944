//! What a loss over a batch of vectors compares.

use super::{Domain, Input};

/// Which vectors of a batch are compared, and which belong together.
///
/// Cosines are products of directions in f64. Products of two f32 are exact there; of f64 a cosine errs by the
/// rounding of a sum: about as many half units of 1 as there are coordinates, relative to `sum |a||b|`, which shows
/// where all vectors are nearly alike. A row that is left out, by a mask, a weight of 0 or an ignored label, is
/// compared with none: it is neither an anchor nor a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pairing {
    /// Two tables: each query with all keys. The key in its row is its positive.
    Matched,
    /// Three tables: each query with the key in its row, its positive, and with all rows of the third, its negatives.
    Negatives,
    /// Two tables, of two views of each thing: each vector of either with all others of both. The other
    /// view is its positive.
    Views,
    /// One table with labels: each vector with all others. Those of its label are its positives.
    Labels,
    /// A table with labels, and a vector for each class: each row with all classes. That of its label is its
    /// positive.
    Classes,
    /// A table with labels, and a centre for each class: each row with that of its label.
    Centres,
}

impl Pairing {
    /// How many tables there are.
    pub const fn tables(self) -> usize {
        match self {
            Self::Matched | Self::Views | Self::Classes | Self::Centres => 2,
            Self::Labels => 1,
            Self::Negatives => 3,
        }
    }
    /// Whether rows have labels.
    pub const fn labels(self) -> bool {
        matches!(self, Self::Labels | Self::Classes | Self::Centres)
    }
    /// What the rows of a table are called, where it has rows of its own, not one for each item.
    pub const fn own_rows(self, table: usize) -> Option<&'static str> {
        match (self, table) {
            (Self::Classes | Self::Centres, 1) => Some("classes"),
            (Self::Negatives, 2) => Some("negatives"),
            _ => None,
        }
    }
    /// The names of the inputs.
    pub const fn inputs(self) -> &'static [Input] {
        const fn table(name: &'static str) -> Input {
            Input { name, domain: Domain::REAL }
        }
        const LABEL: Input = Input { name: "label", domain: Domain::NON_NEGATIVE };
        match self {
            Self::Matched => const { &[table("query"), table("key")] },
            Self::Negatives => const { &[table("query"), table("key"), table("negative")] },
            Self::Views => const { &[table("first"), table("second")] },
            Self::Labels => const { &[table("embeddings"), LABEL] },
            Self::Classes => const { &[table("embeddings"), table("class_weights"), LABEL] },
            Self::Centres => const { &[table("embeddings"), table("centers"), LABEL] },
        }
    }
    /// What is read, in words.
    pub const fn reads(self) -> &'static str {
        match self {
            Self::Matched | Self::Views => "two tables of equal shape",
            Self::Negatives => "two tables of equal shape and a third of as many columns",
            Self::Labels => "a table with a label for each row",
            Self::Classes | Self::Centres => {
                "two tables of as many columns with a label for each row of the first"
            }
        }
    }
}

/// What the cosine of a pair becomes before it is compared, with the parameters that the loss applies: `scale`,
/// `temperature`, `bias`, `margin` and `gamma`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Score {
    /// `scale c/temperature + bias`.
    Line,
    /// The same; in the place of the cosine of a positive its cosine less the margin.
    CosineMargin,
    /// The same; in the place of the cosine of a positive that of its angle and the margin.
    AngularMargin,
    /// `gamma relu(c + margin) (c - margin)`, and `gamma relu(1 + margin - c) (1 - margin - c)` of a positive.
    SelfPaced,
}
