//! What rows are compared with: a label each, or the rows of another table.

use std::borrow::Cow;

use core::ops::Range;

use super::counts;
use crate::{
    Error,
    data::{Element, Labels, Rows, Storage},
};

/// The targets of rows.
#[derive(Clone, Copy)]
pub(crate) enum Target<'a, T> {
    Labels(Labels<'a>),
    Table(Rows<'a, T>),
}

impl<'a, E: Element> Target<'a, E> {
    /// Whether there is one for each row of a table.
    pub(crate) fn fits(&self, rows: &Rows<'_, E>, name: &'static str) -> Result<(), Error> {
        let n = rows.len();
        match self {
            Self::Labels(labels) if labels.len() != n => Err(Error::Shape {
                input: "label",
                got: format!("({},)", labels.len()),
                want: format!("({n},)"),
            }),
            Self::Table(t) if t.shape() != rows.shape() => {
                Err(Error::Shape { input: name, got: t.shape(), want: rows.shape() })
            }
            _ => Ok(()),
        }
    }
    /// The class that a row is labelled with, if it is.
    pub(super) fn label(&self, row: usize) -> Option<usize> {
        match self {
            Self::Labels(labels) => usize::try_from(labels.get(row)).ok(),
            Self::Table(_) => None,
        }
    }
    /// Whether a row has the label that is to be ignored.
    pub(super) fn ignored(&self, row: usize, ignore: Option<i64>) -> bool {
        match (self, ignore) {
            (Self::Labels(labels), Some(ignore)) => labels.get(row) == ignore,
            _ => false,
        }
    }
    /// Whether the labels of the rows that count are classes.
    pub(super) fn check_labels(&self, classes: usize, kept: Option<&[bool]>) -> Result<(), Error> {
        let Self::Labels(labels) = self else { return Ok(()) };
        for row in (0..labels.len()).filter(|&row| counts(kept, row)) {
            let label = labels.get(row);
            if !usize::try_from(label).is_ok_and(|l| l < classes) {
                return Err(Error::Label { row, label, classes });
            }
        }
        Ok(())
    }
    /// Some rows as numbers; a label is the distribution that is sure of it, one that is no class nothing.
    pub(super) fn read(&self, rows: Range<usize>, classes: usize) -> Cow<'a, [E::Wide]> {
        if let Self::Table(table) = self {
            return table.read(rows);
        }
        let mut sure = vec![E::Wide::default(); rows.len() * classes];
        for (row, numbers) in rows.zip(sure.chunks_mut(classes)) {
            if let Some(one) = self.label(row).and_then(|label| numbers.get_mut(label)) {
                *one = E::Wide::from_f64(1.0);
            }
        }
        Cow::Owned(sure)
    }
}
