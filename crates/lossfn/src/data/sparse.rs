//! Tables whose rows are mostly zeros.

use core::ops::Range;

use super::{Element, Labels};
use crate::Error;

/// Where the numbers of sparse rows stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places<'a> {
    /// The column of each stored number.
    pub(super) indices: Labels<'a>,
    /// Where each row begins among them, and where the last one ends.
    pub(super) offsets: Labels<'a>,
    pub(super) columns: usize,
}

impl Places<'_> {
    /// Places of so many stored numbers, checked.
    pub(super) fn check(self, stored: usize) -> Result<Self, Error> {
        let shape =
            |input, got: usize, want: String| Err(Error::Shape { input, got: format!("({got},)"), want });
        if self.columns == 0 {
            return shape("table", stored, "one with at least one column".into());
        }
        if self.indices.len() != stored {
            return shape("indices", self.indices.len(), format!("({stored},)"));
        }
        let Some(rows) = self.offsets.len().checked_sub(1) else {
            return shape("offsets", 0, "(rows + 1,)".into());
        };
        let wrong = |input, row, problem| Err(Error::Row { input, row, problem });
        let mut end = 0;
        for row in 0..=rows {
            let at = usize::try_from(self.offsets.get(row)).ok().filter(|at| (end..=stored).contains(at));
            let Some(at) = at.filter(|&at| row > 0 || at == 0).filter(|&at| row < rows || at == stored)
            else {
                let problem = format!(
                    "is {}; offsets begin at 0, never fall, and end at {stored}, the number of stored values",
                    self.offsets.get(row)
                );
                return wrong("offsets", row, problem);
            };
            let mut least = 0;
            for place in end..at {
                let column = usize::try_from(self.indices.get(place)).ok();
                let Some(column) = column.filter(|column| (least..self.columns).contains(column)) else {
                    let problem = format!(
                        "has the column {}; columns of a row rise and are below {}",
                        self.indices.get(place),
                        self.columns
                    );
                    return wrong("indices", row - 1, problem);
                };
                least = column + 1;
            }
            end = at;
        }
        Ok(self)
    }
    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }
    /// The places of a row. They were checked.
    pub(super) fn row(&self, i: usize) -> Range<usize> {
        self.offsets.get(i) as usize..self.offsets.get(i + 1) as usize
    }
    pub(super) fn column(&self, place: usize) -> usize {
        self.indices.get(place) as usize
    }
    /// The row of a stored number.
    pub(super) fn row_of(&self, place: usize) -> usize {
        let (mut low, mut high) = (0, self.len());
        // The last row that begins at the place or before.
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.offsets.get(middle) as usize <= place { low = middle } else { high = middle }
        }
        low
    }
    /// Some rows with their zeros.
    pub(super) fn dense<T: Element>(&self, data: &[T], rows: Range<usize>) -> Vec<T::Wide> {
        let mut all = vec![T::Wide::default(); rows.len() * self.columns];
        for (row, to) in rows.zip(all.chunks_mut(self.columns)) {
            for place in self.row(row) {
                to[self.column(place)] = data[place].widen();
            }
        }
        all
    }
}
