//! Tables of Parquet and Arrow IPC files.

mod footer;
mod guard;
mod ipc;
mod parquet;
mod values;

#[cfg(test)]
mod tests;

use std::fmt;
use std::num::NonZero;

use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;

use super::{Cell, MOST_COLUMNS, kind::Kind, source::Input};
use crate::failure::{Failure, Result, after_colon};
use guard::guarded;
use values::Lists;

/// A file that hands over its rows in batches.
trait Batches {
    fn schema(&self) -> SchemaRef;
    /// Some of the first rows, which `next` gives again; none when there are no rows.
    fn peek(&mut self, fields: &[usize]) -> Result<Option<RecordBatch>, String>;
    /// Says which fields, in order, are read from here on, in about so many rows at once.
    fn select(&mut self, fields: &[usize], rows: NonZero<usize>) -> Result<(), String>;
    fn next(&mut self) -> Result<Option<RecordBatch>, String>;
    /// How many bytes have been read, when so many rows have been taken.
    fn bytes(&self, taken: u64) -> u64;
}

/// A table whose fields are its columns; a field of lists is one column for each place in them.
pub(crate) struct Table {
    name: String,
    kind: Kind,
    header: Vec<String>,
    columns: Vec<Column>,
    /// How long the lists of each field are, where it has any.
    widths: Vec<Option<usize>>,
    batches: Box<dyn Batches>,
    /// The fields that are read, in order.
    selected: Option<Vec<usize>>,
    batch: Option<RecordBatch>,
    ended: bool,
    /// The current row of the batch, and the rows up to and with it in all batches.
    row: usize,
    taken: u64,
}

struct Column {
    field: usize,
    /// The place in a list.
    place: Option<usize>,
}

/// Rows that lists are measured in: the first that has one says how long they are.
const FIRST_ROWS: NonZero<usize> = NonZero::new(1024).unwrap();
/// About so many cells are held at once, but no more rows than that.
const CELLS: usize = 1 << 18;
const ROWS: usize = 1 << 13;

impl Table {
    pub(super) fn open(name: &str, kind: Kind, input: Input) -> Result<Self> {
        let wrong = |what: String| unreadable(name, kind, &what);
        let unread = |e: std::io::Error| Failure::file("read", name, &e);
        let mut batches: Box<dyn Batches> = match kind {
            Kind::Parquet => {
                let file = input.whole().map_err(unread)?;
                Box::new(guarded(|| parquet::File::open(file)).map_err(wrong)?)
            }
            Kind::ArrowFile | Kind::ArrowStream => {
                Box::new(guarded(|| ipc::Stream::open(kind, input)).map_err(wrong)?)
            }
        };
        let schema = batches.schema();
        let lists: Vec<usize> = (0..schema.fields().len())
            .filter(|&i| values::item(schema.field(i).data_type()).is_some_and(values::is_read))
            .collect();
        let mut widths = vec![None; schema.fields().len()];
        if !lists.is_empty()
            && let Some(first) = guarded(|| batches.peek(&lists)).map_err(wrong)?
        {
            for (array, &field) in first.columns().iter().zip(&lists) {
                widths[field] = Lists::of(array).and_then(|lists| lists.first_len());
            }
        }
        let (mut header, mut columns) = (vec![], vec![]);
        for (field, (said, width)) in schema.fields().iter().zip(&widths).enumerate() {
            if let Some(width) = width {
                if columns.len() + width > MOST_COLUMNS as usize {
                    return Err(wrong(format!("its lists make more columns than {MOST_COLUMNS}")));
                }
                header.extend((0..*width).map(|place| format!("{}_{place}", said.name())));
                columns.extend((0..*width).map(|place| Column { field, place: Some(place) }));
            } else {
                header.push(said.name().clone());
                columns.push(Column { field, place: None });
            }
        }
        Ok(Self {
            name: name.to_owned(),
            kind,
            header,
            columns,
            widths,
            batches,
            selected: None,
            batch: None,
            ended: false,
            row: 0,
            taken: 0,
        })
    }
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }
    /// Reads these columns only.
    pub(crate) fn select(&mut self, columns: &[usize]) -> Result<()> {
        let schema = self.batches.schema();
        let mut fields = vec![];
        for column in columns.iter().filter_map(|&i| self.columns.get(i)) {
            let said = schema.field(column.field);
            let kind = said.data_type();
            let wrong =
                |what: String| Failure::data(format_args!("{}, column `{}`: {what}", self.name, said.name()));
            let item = values::item(kind);
            if !values::is_read(item.unwrap_or(kind)) {
                return Err(wrong(format!(
                    "values of type {kind} are not read; allowed are numbers, booleans, texts, dictionaries of \
                     them, and lists of them"
                )));
            }
            if item.is_some() && column.place.is_none() {
                return Err(wrong(
                    "it holds lists, but none stands in the first rows to say how long they are".into(),
                ));
            }
            fields.push(column.field);
        }
        self.begin(fields)
    }
    fn begin(&mut self, mut fields: Vec<usize>) -> Result<()> {
        fields.sort_unstable();
        fields.dedup();
        let cells: usize = fields.iter().map(|&i| self.widths[i].unwrap_or(1)).sum();
        let rows = NonZero::new((CELLS / cells.max(1)).clamp(1, ROWS)).unwrap_or(NonZero::<usize>::MIN);
        let begun = guarded(|| self.batches.select(&fields, rows));
        begun.map_err(|what| unreadable(&self.name, self.kind, &what))?;
        self.selected = Some(fields);
        Ok(())
    }
    pub(crate) fn advance(&mut self) -> Result<bool> {
        if self.selected.is_none() {
            let schema = self.batches.schema();
            let kind = |i: usize| schema.field(i).data_type();
            let all =
                (0..self.widths.len()).filter(|&i| values::is_read(kind(i)) || self.widths[i].is_some());
            self.begin(all.collect())?;
        }
        self.row += 1;
        while self.batch.as_ref().is_none_or(|batch| self.row >= batch.num_rows()) {
            if self.ended {
                return Ok(false);
            }
            let next = guarded(|| self.batches.next());
            self.batch = next.map_err(|what| unreadable(&self.name, self.kind, &what))?;
            self.row = 0;
            self.ended = self.batch.is_none();
        }
        self.taken += 1;
        self.check_lists()?;
        Ok(true)
    }
    /// Every list of the current row is as long as the first.
    fn check_lists(&self) -> Result<()> {
        let (Some(batch), Some(selected)) = (&self.batch, &self.selected) else { return Ok(()) };
        for (array, &field) in batch.columns().iter().zip(selected) {
            if let (Some(width), Some(lists)) = (self.widths[field], Lists::of(array))
                && let Some(len) = lists.len(self.row).filter(|len| *len != width)
            {
                let numbers = |n| if n == 1 { "1 number".into() } else { format!("{n} numbers") };
                return Err(Failure::data(format_args!(
                    "{}, index {}, column `{}`: the list has {}, the first has {width}",
                    self.name,
                    self.index(),
                    self.batches.schema().field(field).name(),
                    numbers(len),
                )));
            }
        }
        Ok(())
    }
    /// A cell of the current row; empty where the value is null or the column is not read.
    pub(crate) fn cell(&self, column: usize) -> Cell<'_> {
        let found = || {
            let Column { field, place } = self.columns.get(column)?;
            let at = self.selected.as_ref()?.binary_search(field).ok()?;
            let array = self.batch.as_ref()?.columns().get(at)?;
            match place {
                None => values::cell(array, self.row),
                Some(place) => Lists::of(array)?.cell(self.row, *place),
            }
        };
        found().unwrap_or(Cell::from(""))
    }
    pub(crate) fn index(&self) -> u64 {
        self.taken.saturating_sub(1)
    }
    pub(crate) fn bytes(&self) -> u64 {
        self.batches.bytes(self.taken)
    }
}

fn unreadable(name: &str, kind: Kind, what: &str) -> Failure {
    Failure::data(format_args!("{name} is no {kind} that can be read: {}", after_colon(what)))
}

/// What a decoder says, without the names that its layers put before it.
fn told(error: impl fmt::Display) -> String {
    let text = error.to_string();
    let mut what = text.as_str();
    while let Some((layer, rest)) = what.split_once(": ")
        && (layer.ends_with("error") || ["EOF", "NYI", "External", "Arrow"].contains(&layer))
    {
        what = rest;
    }
    what.to_owned()
}
