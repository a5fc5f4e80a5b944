//! Labels as classes.

use std::collections::HashMap;

use crate::batch::short;
use crate::columns::Labels;
use crate::failure::Result;
use crate::nearest::listed;
use crate::read::Cell;

/// Stands for a label that is to be ignored: no label of a table is this one.
pub(crate) const IGNORED: i64 = i64::MIN;

/// The classes of a column of labels.
pub(crate) struct Classes<'a> {
    labels: &'a Labels,
    ignore: Option<&'a str>,
    by_name: HashMap<&'a str, i64>,
    by_number: HashMap<i128, i64>,
    /// Whether 0, 1, 2, ... stand for the classes in order: only where no class is named by an
    /// integer, since `1` could be the first or the second then.
    counted: bool,
}

impl<'a> Classes<'a> {
    pub(crate) fn new(labels: &'a Labels, ignore: Option<&'a str>) -> Self {
        let named = || (0i64..).zip(&labels.classes);
        let by_number: HashMap<_, _> =
            named().filter_map(|(i, n)| Some((Cell::from(n.as_str()).integer()?, i))).collect();
        Self {
            labels,
            ignore,
            by_name: named().map(|(i, n)| (n.as_str(), i)).collect(),
            counted: by_number.is_empty(),
            by_number,
        }
    }
    pub(crate) fn find(&self, cell: &Cell<'_>) -> Result<i64, String> {
        if self.ignore.is_some_and(|ignore| cell.is(ignore)) {
            return Ok(IGNORED);
        }
        let classes = &self.labels.classes;
        let text = cell.text();
        if let Some(&class) = self.by_name.get(&*text) {
            return Ok(class);
        }
        let number = cell.integer();
        let class = match number {
            Some(n) if self.counted => {
                i64::try_from(n).ok().filter(|n| (0..classes.len() as i64).contains(n))
            }
            Some(n) => self.by_number.get(&n).copied(),
            None => None,
        };
        class.ok_or_else(|| {
            let allowed = match (self.counted, self.consecutive()) {
                (true, _) => {
                    format!("0 to {} or {}", classes.len() - 1, listed(classes.iter().map(String::as_str)))
                }
                (false, Some((low, high))) => format!("{low} to {high}"),
                (false, None) => listed(classes.iter().map(String::as_str)),
            };
            let what = if text.is_empty() {
                "the cell is empty".into()
            } else {
                format!("`{}` is no class", short(&text))
            };
            format!("{what}; allowed is {allowed} ({} classes)", classes.len())
        })
    }
    /// The column that they stand in.
    pub(crate) fn column(&self) -> &str {
        &self.labels.column
    }
    /// The ends of the names, where they are consecutive integers.
    fn consecutive(&self) -> Option<(i128, i128)> {
        let (low, high) = (*self.by_number.keys().min()?, *self.by_number.keys().max()?);
        (high.checked_sub(low)? == self.by_number.len() as i128 - 1
            && self.by_number.len() == self.labels.classes.len())
        .then_some((low, high))
    }
}
