//! Which rows are positives of which.

use core::ops::Range;

/// The positives of each row of a table, in rising order.
#[derive(Default)]
pub(super) struct Lists {
    of: Vec<usize>,
    spans: Vec<Range<usize>>,
}

impl Lists {
    /// One for each row, or none.
    pub(super) fn single(partners: impl Iterator<Item = Option<usize>>) -> Self {
        let mut lists = Self::default();
        for partner in partners {
            let start = lists.of.len();
            lists.of.extend(partner);
            lists.spans.push(start..lists.of.len());
        }
        lists
    }
    /// For each of `wanted`, if it is one, all places that hold the same in `held`.
    pub(super) fn equal(wanted: &[Option<usize>], held: &[Option<usize>]) -> Self {
        let mut of: Vec<usize> = (0..held.len()).filter(|&i| held[i].is_some()).collect();
        of.sort_by_key(|&i| (held[i], i));
        let spans = wanted.iter().map(|wanted| match wanted {
            Some(_) => {
                of.partition_point(|&i| held[i] < *wanted)..of.partition_point(|&i| held[i] <= *wanted)
            }
            None => 0..0,
        });
        Self { spans: spans.collect(), of }
    }
    /// The positives of a row.
    pub(super) fn row(&self, row: usize) -> &[usize] {
        &self.of[self.spans[row].clone()]
    }
}

/// The part of a rising list that lies inside a range.
pub(super) fn inside<'a>(list: &'a [usize], range: &Range<usize>) -> &'a [usize] {
    &list[list.partition_point(|&i| i < range.start)..list.partition_point(|&i| i < range.end)]
}
