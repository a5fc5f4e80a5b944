//! Files as tables: a header, and one row after the other.

#[cfg(feature = "parquet")]
mod arrow;
mod cell;
mod kind;
mod lines;
mod npy;
mod source;
mod text;

use std::fmt;

pub(crate) use cell::{Bad, Cell};
pub(crate) use source::{Source, sources};

use crate::failure::{Failure, Result};
use kind::Kind;
use npy::Npy;
use source::Input;
use text::Text;

/// More columns than any table for people has; a header that claims more is not believed.
const MOST_COLUMNS: u64 = 1 << 20;

/// An open table and its current row.
pub(crate) enum Reader {
    Text(Text),
    Npy(Npy),
    #[cfg(feature = "parquet")]
    Arrow(arrow::Table),
}

impl Reader {
    /// Opens a table and reads its header.
    pub(crate) fn open(source: &Source, delimiter: Option<u8>) -> Result<Self> {
        Self::new(source.name(), source.open()?, delimiter)
    }
    fn new(name: &str, mut input: Input, delimiter: Option<u8>) -> Result<Self> {
        if input.starts_with(npy::MAGIC) {
            return Ok(Self::Npy(Npy::open(name, input)?));
        }
        if let Some(kind) = Kind::of(name, &input) {
            #[cfg(feature = "parquet")]
            return Ok(Self::Arrow(arrow::Table::open(name, kind, input)?));
            #[cfg(not(feature = "parquet"))]
            return Err(kind.not_built(name));
        }
        if let Some(failure) = Kind::missed(name, &input) {
            return Err(failure);
        }
        input.peek_line().map_err(|e| Failure::file("read", name, &e))?;
        Ok(Self::Text(Text::open(name, input, delimiter)?))
    }
    /// A table in memory.
    #[cfg(any(test, fuzzing))]
    pub(crate) fn of_bytes(name: &str, bytes: Vec<u8>) -> Result<Self> {
        let input = Input::of_bytes(bytes).map_err(|e| Failure::file("read", name, &e))?;
        Self::new(name, input, None)
    }
    /// The names of the columns.
    pub(crate) fn header(&self) -> &[String] {
        match self {
            Self::Text(t) => t.header(),
            Self::Npy(n) => n.header(),
            #[cfg(feature = "parquet")]
            Self::Arrow(a) => a.header(),
        }
    }
    /// Whether the names look like a row of data.
    pub(crate) fn is_headless(&self) -> bool {
        matches!(self, Self::Text(t) if t.header().iter().all(|name| Cell::from(name.as_str()).number().is_ok()))
    }
    /// Says that of these columns alone cells are asked for, before the first row.
    #[cfg_attr(not(feature = "parquet"), expect(unused_variables, clippy::unnecessary_wraps))]
    pub(crate) fn select(&mut self, columns: &[usize]) -> Result<()> {
        match self {
            #[cfg(feature = "parquet")]
            Self::Arrow(a) => a.select(columns),
            // Of the others, a cell is read when it is asked for.
            _ => Ok(()),
        }
    }
    /// Goes to the next row, if there is one.
    pub(crate) fn advance(&mut self) -> Result<bool> {
        match self {
            Self::Text(t) => t.advance(),
            Self::Npy(n) => n.advance(),
            #[cfg(feature = "parquet")]
            Self::Arrow(a) => a.advance(),
        }
    }
    /// A cell of the current row.
    pub(crate) fn cell(&self, column: usize) -> Cell<'_> {
        match self {
            Self::Text(t) => t.cell(column),
            Self::Npy(n) => n.cell(column),
            #[cfg(feature = "parquet")]
            Self::Arrow(a) => a.cell(column),
        }
    }
    /// Where the current row is.
    pub(crate) fn place(&self) -> Place {
        match self {
            Self::Text(t) => Place::Line(t.line()),
            Self::Npy(n) => Place::Index(n.index()),
            #[cfg(feature = "parquet")]
            Self::Arrow(a) => Place::Index(a.index()),
        }
    }
    /// How many bytes have been read.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::Text(t) => t.bytes(),
            Self::Npy(n) => n.bytes(),
            #[cfg(feature = "parquet")]
            Self::Arrow(a) => a.bytes(),
        }
    }
}

/// Where a row is in its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In a text: its first line, from 1.
    Line(u64),
    /// In an array, or in a file of columns: from 0.
    Index(u64),
}

impl Place {
    /// The kind of place, and the number.
    pub(crate) fn parts(self) -> (&'static str, u64) {
        match self {
            Self::Line(n) => ("line", n),
            Self::Index(n) => ("index", n),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, number) = self.parts();
        write!(f, "{kind} {number}")
    }
}
