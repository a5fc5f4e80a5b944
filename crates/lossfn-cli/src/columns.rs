//! Which columns a command reads, and as what.

use crate::failure::{Failure, Result};
use crate::nearest::{listed, nearest};
use crate::read::Reader;

/// The columns of one file.
#[derive(Clone, Copy)]
pub(crate) struct Header<'a> {
    pub(crate) file: &'a str,
    pub(crate) names: &'a [String],
    /// Whether the names look like a row of data.
    headless: bool,
}

impl<'a> Header<'a> {
    pub(crate) fn of(file: &'a str, reader: &'a Reader) -> Self {
        Self { file, names: reader.header(), headless: reader.is_headless() }
    }
    /// The same of names alone.
    pub(crate) fn named(file: &'a str, names: &'a [String]) -> Self {
        Self { file, names, headless: false }
    }
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.iter().any(|n| n == name)
    }
    /// Where a column is.
    pub(crate) fn find(&self, name: &str) -> Result<usize> {
        let mut found = self.names.iter().enumerate().filter(|(_, n)| *n == name).map(|(i, _)| i);
        match (found.next(), found.next()) {
            (Some(index), None) => Ok(index),
            (Some(_), Some(_)) => {
                Err(Failure::data(format_args!("{} has more than one column `{name}`", self.file)))
            }
            (None, _) => Err(self.unknown(name)),
        }
    }
    fn unknown(&self, name: &str) -> Failure {
        let names = || self.names.iter().map(String::as_str);
        let hint = if self.headless {
            "; its first line looks like data, but has to hold the names of the columns".into()
        } else if let Some(near) = nearest(name, names()) {
            format!("; did you mean `{near}`?")
        } else {
            format!("; it has {}", listed(names()))
        };
        Failure::usage(format_args!("{} has no column `{name}`{hint}", self.file))
    }
    /// The columns that a name with one `*` stands for, in the order of the table.
    pub(crate) fn expand(&self, pattern: &str) -> Result<Wide> {
        let (before, after) = halves(pattern)?;
        let part = |name: &str| Some(name.strip_prefix(before)?.strip_suffix(after)?.to_owned());
        let found = self.names.iter().filter_map(|name| Some((name.clone(), part(name)?)));
        let (columns, parts): (Vec<_>, Vec<_>) = found.unzip();
        if columns.is_empty() {
            let names = listed(self.names.iter().map(String::as_str));
            return Err(Failure::usage(format_args!(
                "{} has no columns `{pattern}`; it has {names}",
                self.file
            )));
        }
        for name in &columns {
            self.find(name)?;
        }
        Ok(Wide { pattern: pattern.into(), columns, parts })
    }
}

/// What stands before and after the `*`.
fn halves(pattern: &str) -> Result<(&str, &str)> {
    match pattern.split_once('*') {
        Some((before, after)) if !after.contains('*') => Ok((before, after)),
        _ => Err(Failure::usage(format_args!("`{pattern}` has more than one `*`"))),
    }
}

/// A group of columns that is read as one table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wide {
    pub(crate) pattern: String,
    pub(crate) columns: Vec<String>,
    /// What the `*` stands for in each.
    pub(crate) parts: Vec<String>,
}

impl Wide {
    /// The same columns in the order of another group, matched by what the `*` stands for.
    pub(crate) fn aligned(&self, other: &Self, file: &str) -> Result<Self> {
        let missing = |part: &str, in_: &Self, of: &Self| {
            let want = in_.pattern.replacen('*', part, 1);
            Failure::usage(format_args!(
                "{file} has no column `{want}` to match `{}`",
                of.pattern.replacen('*', part, 1)
            ))
        };
        if let Some(part) = self.parts.iter().find(|p| !other.parts.contains(p)) {
            return Err(missing(part, other, self));
        }
        let place = |part: &String| {
            self.parts.iter().position(|p| p == part).ok_or_else(|| missing(part, self, other))
        };
        let columns =
            other.parts.iter().map(|p| Ok(self.columns[place(p)?].clone())).collect::<Result<_>>()?;
        Ok(Self { pattern: self.pattern.clone(), columns, parts: other.parts.clone() })
    }
}

/// A column that is read as numbers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    pub(crate) column: String,
    /// For a target that has one of two values: the positive and the negative one.
    pub(crate) pair: Option<(f64, f64)>,
}

/// A column that is read as classes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Labels {
    pub(crate) column: String,
    /// Their names, in order.
    pub(crate) classes: Vec<String>,
}

/// Everything that is read of a row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    pub(crate) numbers: Vec<Number>,
    pub(crate) tables: Vec<Wide>,
    pub(crate) labels: Vec<Labels>,
    pub(crate) weight: Option<String>,
    pub(crate) mask: Option<String>,
    pub(crate) by: Option<String>,
    /// What makes the groups in which rows are compared.
    pub(crate) group: Option<String>,
    /// Whether something compares the rows of groups.
    pub(crate) gathers: bool,
    pub(crate) positive: Option<String>,
    pub(crate) ignore: Option<String>,
}

/// Where the columns of a layout are in one file.
pub(crate) struct Binding {
    pub(crate) numbers: Vec<usize>,
    pub(crate) tables: Vec<Vec<usize>>,
    pub(crate) labels: Vec<usize>,
    pub(crate) weight: Option<usize>,
    pub(crate) mask: Option<usize>,
    pub(crate) by: Option<usize>,
    pub(crate) group: Option<usize>,
}

impl Binding {
    /// All of them.
    pub(crate) fn columns(&self) -> Vec<usize> {
        let single = [self.weight, self.mask, self.by, self.group];
        let lists = self.numbers.iter().chain(self.tables.iter().flatten()).chain(&self.labels);
        lists.copied().chain(single.into_iter().flatten()).collect()
    }
}

/// The place of an item in a list, where it is put when it is new.
fn intern<T: PartialEq>(list: &mut Vec<T>, item: T) -> usize {
    list.iter().position(|i| *i == item).unwrap_or_else(|| {
        list.push(item);
        list.len() - 1
    })
}

impl Layout {
    pub(crate) fn number(&mut self, column: &str, pair: Option<(f64, f64)>) -> usize {
        intern(&mut self.numbers, Number { column: column.into(), pair })
    }
    pub(crate) fn table(&mut self, wide: Wide) -> usize {
        intern(&mut self.tables, wide)
    }
    pub(crate) fn labels(&mut self, column: &str, classes: Vec<String>) -> usize {
        intern(&mut self.labels, Labels { column: column.into(), classes })
    }
    /// Finds the columns in a file, which need not stand in the same order in every file.
    pub(crate) fn bind(&self, header: Header<'_>) -> Result<Binding> {
        let find = |name: &String| header.find(name);
        let tables = |wide: &Wide| {
            // Another file may have a class more.
            if let Some(part) = header.expand(&wide.pattern)?.parts.iter().find(|p| !wide.parts.contains(p)) {
                let extra = wide.pattern.replacen('*', part, 1);
                return Err(Failure::data(format_args!(
                    "{} has a column `{extra}` that the first file has not",
                    header.file
                )));
            }
            wide.columns.iter().map(find).collect()
        };
        Ok(Binding {
            numbers: self.numbers.iter().map(|n| find(&n.column)).collect::<Result<_>>()?,
            tables: self.tables.iter().map(tables).collect::<Result<_>>()?,
            labels: self.labels.iter().map(|l| find(&l.column)).collect::<Result<_>>()?,
            weight: self.weight.as_ref().map(find).transpose()?,
            mask: self.mask.as_ref().map(find).transpose()?,
            by: self.by.as_ref().map(find).transpose()?,
            group: self.group.as_ref().map(find).transpose()?,
        })
    }
}
