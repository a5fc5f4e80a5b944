//! Arrays of `NumPy`: `.npy` files of version 1 to 3 with one or two dimensions.

mod dtype;
mod header;

use std::io::{self, Read, SeekFrom};

use super::{
    Cell, MOST_COLUMNS,
    source::{Input, ReadSeek},
};
use crate::failure::{Failure, Result};
use dtype::Type;
use header::Header;

pub(crate) const MAGIC: &[u8] = b"\x93NUMPY";

/// About so many bytes are read at once.
const BLOCK: u64 = 1 << 16;

/// An array as a table: each field, or each column, by its name or its number.
pub(crate) struct Npy {
    name: String,
    header: Vec<String>,
    fields: Vec<Field>,
    rows: u64,
    /// Bytes of a row.
    stride: u64,
    data: Data,
    /// Where the data begins in the file.
    start: u64,
    /// Some whole rows, one after the other.
    block: Vec<u8>,
    /// The rows before the block, and in it.
    before: u64,
    held: u64,
    /// The rows up to and with the current one.
    taken: u64,
}

struct Field {
    offset: usize,
    kind: Type,
}

enum Data {
    /// Row after row.
    Rows(Input),
    /// Column after column, from this place on.
    Columns(Box<dyn ReadSeek>, u64),
}

fn short(name: &str, rows: u64) -> Failure {
    Failure::data(format_args!("{name} ends too early: its header promises {rows} rows"))
}

impl Npy {
    pub(crate) fn open(name: &str, mut input: Input) -> Result<Self> {
        let wrong = |what: String| Failure::data(format_args!("{name} is no array that can be read: {what}"));
        let Header { descr, columns_first, shape, start } =
            header::read(&mut input).map_err(|e| Failure::file("read", name, &e))?.map_err(wrong)?;
        let (rows, width) = match shape[..] {
            [rows] => (rows, None),
            [rows, columns] if columns <= MOST_COLUMNS => (rows, Some(columns)),
            [_, columns] => {
                return Err(wrong(format!("it has {columns} columns, allowed are {MOST_COLUMNS}")));
            }
            _ => return Err(wrong(format!("it has {} dimensions, allowed are 1 and 2", shape.len()))),
        };
        let types = dtype::fields(&descr).map_err(wrong)?;
        let (mut header, mut fields, mut offset) = (vec![], vec![], 0usize);
        let mut add = |name: String, kind: Type| {
            if !kind.is_padding() {
                header.push(name);
                fields.push(Field { offset, kind });
            }
            offset = offset.checked_add(kind.size).ok_or("its rows are too long")?;
            Ok::<_, &str>(())
        };
        let added = match (&types[..], width) {
            ([(None, kind)], width) => (0..width.unwrap_or(1)).try_for_each(|i| add(i.to_string(), *kind)),
            (_, Some(_)) => return Err(wrong("it has fields and two dimensions; one is allowed".into())),
            (types, None) => {
                types.iter().try_for_each(|(name, kind)| add(name.clone().unwrap_or_default(), *kind))
            }
        };
        added.map_err(|e| wrong(e.into()))?;
        let stride = offset as u64;
        if rows.checked_mul(stride).and_then(|bytes| bytes.checked_add(start)).is_none() {
            return Err(wrong("its shape is larger than any file".into()));
        }
        if stride == 0 && rows > 0 {
            return Err(wrong(format!("its {rows} rows hold nothing")));
        }
        let data = if columns_first && width.is_some() {
            let unreadable = |e| Failure::file("read", name, &e);
            let (mut bytes, from) = input.seekable(start).map_err(unreadable)?;
            // A row is put together from all over the file: first it has to be there.
            if bytes.seek(SeekFrom::End(0)).map_err(unreadable)? < from + rows * stride {
                return Err(short(name, rows));
            }
            Data::Columns(bytes, from)
        } else {
            Data::Rows(input)
        };
        let name = name.to_owned();
        Ok(Self {
            name,
            header,
            fields,
            rows,
            stride,
            data,
            start,
            block: vec![],
            before: 0,
            held: 0,
            taken: 0,
        })
    }
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }
    pub(crate) fn advance(&mut self) -> Result<bool> {
        if self.taken == self.rows {
            return Ok(false);
        }
        if self.taken == self.before + self.held {
            self.before += self.held;
            self.held = (BLOCK / self.stride.max(1)).clamp(1, self.rows - self.before);
            let full = self.fill().map_err(|e| Failure::file("read", &self.name, &e))?;
            if !full {
                return Err(short(&self.name, self.rows));
            }
        }
        self.taken += 1;
        Ok(true)
    }
    /// Reads the next block; false when there is less in the file.
    fn fill(&mut self) -> io::Result<bool> {
        self.block.clear();
        match &mut self.data {
            Data::Rows(input) => {
                let bytes = self.held * self.stride;
                // Nothing is allocated on the word of the header alone.
                Ok(input.take(bytes).read_to_end(&mut self.block)? as u64 == bytes)
            }
            Data::Columns(file, start) => {
                let mut column = vec![];
                for (k, field) in self.fields.iter().enumerate() {
                    let size = field.kind.size as u64;
                    let from = *start + (k as u64 * self.rows + self.before) * size;
                    file.seek(SeekFrom::Start(from))?;
                    column.clear();
                    let bytes = self.held * size;
                    if file.take(bytes).read_to_end(&mut column)? as u64 != bytes {
                        return Ok(false);
                    }
                    self.block.resize((self.held * self.stride) as usize, 0);
                    let cells = column.chunks(field.kind.size.max(1));
                    for (row, cell) in self.block.chunks_mut(self.stride.max(1) as usize).zip(cells) {
                        row[field.offset..][..cell.len()].copy_from_slice(cell);
                    }
                }
                Ok(true)
            }
        }
    }
    pub(crate) fn cell(&self, column: usize) -> Cell<'_> {
        let row = (self.taken.saturating_sub(self.before + 1) * self.stride) as usize;
        self.fields
            .get(column)
            .and_then(|f| Some(f.kind.cell(self.block.get(row + f.offset..)?.get(..f.kind.size)?)))
            .unwrap_or(Cell::from(""))
    }
    pub(crate) fn index(&self) -> u64 {
        self.taken.saturating_sub(1)
    }
    pub(crate) fn bytes(&self) -> u64 {
        self.start + self.taken * self.stride
    }
}
