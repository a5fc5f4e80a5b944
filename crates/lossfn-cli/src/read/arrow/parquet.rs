//! Files of Parquet.

use std::collections::VecDeque;
use std::io::{self, BufReader, Cursor, Read, Seek as _, SeekFrom};
use std::num::NonZero;
use std::sync::Arc;

use arrow_array::{RecordBatch, RecordBatchReader as _};
use arrow_schema::SchemaRef;
use bytes::Bytes;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, RowGroups};
use parquet::arrow::{ProjectionMask, parquet_to_arrow_field_levels, parquet_to_arrow_schema};
use parquet::basic::Compression;
use parquet::column::page::{Page, PageIterator, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::serialized_reader::SerializedPageReader;

use super::{Batches, FIRST_ROWS, footer, told};
use crate::read::kind::Kind;
use crate::read::source::Whole;

/// An open file.
pub(super) struct File {
    groups: Groups,
    /// Of all fields, by what is stored: hints for other types in memory are of no use here.
    schema: SchemaRef,
    rows: u64,
    reader: Option<ParquetRecordBatchReader>,
    read: u64,
}

impl File {
    pub(super) fn open(file: Whole) -> Result<Self, String> {
        let source = Source::of(file).map_err(|e| e.to_string())?;
        footer::check(&source.metadata().map_err(told)?)?;
        let metadata = ParquetMetaDataReader::new().parse_and_finish(&source).map_err(told)?;
        let file = metadata.file_metadata();
        let schema = parquet_to_arrow_schema(file.schema_descr(), None).map_err(told)?;
        let groups = || metadata.row_groups().iter().map(RowGroupMetaData::num_rows);
        let rows = groups().try_fold(0u64, |sum, rows| sum.checked_add(u64::try_from(rows).ok()?));
        let rows = rows
            .filter(|rows| i64::try_from(*rows) == Ok(file.num_rows()))
            .ok_or("its parts do not have as many rows as it promises")?;
        let groups = Groups { source: Arc::new(source), metadata: Arc::new(metadata) };
        Ok(Self { groups, schema: Arc::new(schema), rows, reader: None, read: 0 })
    }
    fn reader(&self, fields: &[usize], rows: NonZero<usize>) -> Result<ParquetRecordBatchReader, String> {
        let parts = self.groups.metadata.file_metadata().schema_descr();
        for group in self.groups.metadata.row_groups() {
            for (i, chunk) in group.columns().iter().enumerate() {
                let codec = chunk.compression();
                if fields.contains(&parts.get_column_root_idx(i)) && !is_decoded(codec) {
                    let name = chunk.column_path().string();
                    return Err(format!(
                        "column `{name}` is compressed with {codec}; read are Snappy, gzip, LZ4 and Zstandard"
                    ));
                }
            }
        }
        let mask = ProjectionMask::roots(parts, fields.iter().copied());
        let levels = parquet_to_arrow_field_levels(parts, mask, None).map_err(told)?;
        ParquetRecordBatchReader::try_new_with_row_groups(&levels, &self.groups, rows.get(), None)
            .map_err(told)
    }
}

fn is_decoded(codec: Compression) -> bool {
    use Compression as C;
    matches!(codec, C::UNCOMPRESSED | C::SNAPPY | C::GZIP(_) | C::LZ4 | C::LZ4_RAW | C::ZSTD(_))
}

impl Batches for File {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
    fn peek(&mut self, fields: &[usize]) -> Result<Option<RecordBatch>, String> {
        self.reader(fields, FIRST_ROWS)?.next().transpose().map_err(told)
    }
    fn select(&mut self, fields: &[usize], rows: NonZero<usize>) -> Result<(), String> {
        let reader = self.reader(fields, rows)?;
        // Types follow from the whole schema or from a part of it in the same way.
        let same = |(field, &i): (&Arc<_>, &usize)| **field == *self.schema.field(i);
        if reader.schema().fields().iter().zip(fields).all(same) {
            self.reader = Some(reader);
            Ok(())
        } else {
            Err("its schema contradicts itself".into())
        }
    }
    fn next(&mut self) -> Result<Option<RecordBatch>, String> {
        let Some(reader) = &mut self.reader else { return Ok(None) };
        let batch = reader.next().transpose().map_err(told)?;
        self.read += batch.as_ref().map_or(0, |b| b.num_rows() as u64);
        match batch {
            None if self.read != self.rows => {
                Err(format!("it has {} rows, where it promises {}", self.read, self.rows))
            }
            batch => Ok(batch),
        }
    }
    fn bytes(&self, taken: u64) -> u64 {
        // Columns stand one after the other: so much of the file as of the rows.
        (u128::from(self.groups.source.len()) * u128::from(taken) / u128::from(self.rows.max(1))) as u64
    }
}

/// Where the bytes are.
enum Source {
    File { file: std::fs::File, len: u64 },
    Memory(Bytes),
}

impl Source {
    fn of(whole: Whole) -> io::Result<Self> {
        Ok(match whole {
            Whole::File(file) => Self::File { len: file.metadata()?.len(), file },
            Whole::Memory(bytes) => Self::Memory(bytes.into()),
        })
    }
    /// What is said of the file: it ends with that, its length, and the first bytes again.
    fn metadata(&self) -> Result<Bytes> {
        const END: u64 = 8;
        let short = || ParquetError::EOF("it ends too early".into());
        let start = self.len().checked_sub(END).ok_or_else(short)?;
        let end = self.get_bytes(start, END as usize)?;
        let (len, magic) = end.split_first_chunk().ok_or_else(short)?;
        let len = u32::from_le_bytes(*len);
        match start.checked_sub(len.into()) {
            Some(start) if magic == Kind::Parquet.magic() => self.get_bytes(start, len as usize),
            _ => Err(short()),
        }
    }
}

impl Length for Source {
    fn len(&self) -> u64 {
        match self {
            Self::File { len, .. } => *len,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }
}

impl ChunkReader for Source {
    type T = Box<dyn Read>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        Ok(match self {
            Self::File { file, .. } => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(start))?;
                Box::new(BufReader::new(file))
            }
            Self::Memory(bytes) => {
                let mut bytes = Cursor::new(bytes.clone());
                bytes.set_position(start);
                Box::new(bytes)
            }
        })
    }
    /// Nothing is allocated for what lies beyond the end.
    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        if start.checked_add(length as u64).is_none_or(|end| end > self.len()) {
            return Err(ParquetError::EOF("it ends too early".into()));
        }
        let mut bytes = Vec::with_capacity(length);
        self.get_read(start)?.take(length as u64).read_to_end(&mut bytes)?;
        if bytes.len() < length {
            return Err(ParquetError::EOF("it ends too early".into()));
        }
        Ok(bytes.into())
    }
}

/// The groups of rows of a file.
struct Groups {
    source: Arc<Source>,
    metadata: Arc<ParquetMetaData>,
}

impl RowGroups for Groups {
    fn num_rows(&self) -> usize {
        usize::try_from(self.metadata.file_metadata().num_rows()).unwrap_or(0)
    }
    fn column_chunks(&self, column: usize) -> Result<Box<dyn PageIterator>> {
        let groups = (0..self.metadata.num_row_groups()).collect();
        Ok(Box::new(Chunks { source: self.source.clone(), metadata: self.metadata.clone(), column, groups }))
    }
    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(self.metadata.row_groups().iter())
    }
    fn metadata(&self) -> &ParquetMetaData {
        &self.metadata
    }
}

/// A column in the groups that are left.
struct Chunks {
    source: Arc<Source>,
    metadata: Arc<ParquetMetaData>,
    column: usize,
    groups: VecDeque<usize>,
}

impl Iterator for Chunks {
    type Item = Result<Box<dyn PageReader>>;

    fn next(&mut self) -> Option<Self::Item> {
        let group = self.metadata.row_groups().get(self.groups.pop_front()?)?;
        let Some(chunk) = group.columns().get(self.column) else {
            return Some(Err(ParquetError::General("a group of rows lacks a column".into())));
        };
        let rows = usize::try_from(group.num_rows()).unwrap_or(0);
        let pages = SerializedPageReader::new(self.source.clone(), chunk, rows, None);
        Some(pages.map(|pages| Box::new(Pages(pages)) as Box<dyn PageReader>))
    }
}

impl PageIterator for Chunks {}

/// Pages that are not believed to hold more than there is.
struct Pages(SerializedPageReader<Source>);

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.0.get_next_page()?;
        // Room for the values is made, and filled, before they are read; each has at least a byte.
        if let Some(Page::DictionaryPage { buf, num_values, .. }) = &page
            && *num_values as usize > buf.len()
        {
            let what = format!("a dictionary of {} bytes cannot hold {num_values} values", buf.len());
            return Err(ParquetError::General(what));
        }
        Ok(page)
    }
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.0.peek_next_page()
    }
    fn skip_next_page(&mut self) -> Result<()> {
        self.0.skip_next_page()
    }
}

impl Iterator for Pages {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}
