//! Files and streams of Arrow IPC. A file is a stream between its first bytes and a footer that says where
//! the messages are; it is read as one, so that it need not be sought and may come through a pipe.

use std::collections::HashMap;
use std::io::Read;
use std::num::NonZero;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use arrow_buffer::Buffer;
use arrow_ipc::reader::{read_dictionary, read_record_batch};
use arrow_ipc::{CompressionType, Message, MessageHeader, convert::fb_to_schema, root_as_message};
use arrow_schema::SchemaRef;

use super::{Batches, Kind, told};
use crate::read::source::Input;

const CONTINUED: [u8; 4] = [0xff; 4];
/// In a file, the first bytes are filled up to this, at least.
const START: usize = 8;

/// An open file or stream.
pub(super) struct Stream {
    kind: Kind,
    input: Input,
    bytes: u64,
    schema: SchemaRef,
    dictionaries: HashMap<i64, ArrayRef>,
    /// A batch that has been looked at.
    ahead: Option<Envelope>,
    fields: Vec<usize>,
}

/// A message and the data that belongs to it.
struct Envelope {
    header: Vec<u8>,
    body: Buffer,
}

const SHORT: &str = "it ends too early";

impl Envelope {
    fn message(&self) -> Result<Message<'_>, String> {
        root_as_message(&self.header).map_err(|_| "a message makes no sense".into())
    }
}

impl Stream {
    pub(super) fn open(kind: Kind, input: Input) -> Result<Self, String> {
        let schema = Arc::new(arrow_schema::Schema::empty());
        let (dictionaries, fields) = (HashMap::new(), vec![]);
        let mut stream = Self { kind, input, bytes: 0, schema, dictionaries, ahead: None, fields };
        if kind == Kind::ArrowFile {
            stream.take(START)?;
        }
        let mut len = stream.word()?.ok_or(SHORT)?;
        // Some writers fill up to a multiple of 64.
        while kind == Kind::ArrowFile && len == [0; 4] {
            len = stream.word()?.ok_or(SHORT)?;
        }
        let first = stream.envelope_of(len)?.ok_or(SHORT)?;
        let schema = first.message()?.header_as_schema().ok_or("it does not begin with a schema")?;
        if schema.endianness() != arrow_ipc::Endianness::Little {
            return Err("its numbers are big-endian; read are little-endian ones".into());
        }
        stream.schema = Arc::new(fb_to_schema(schema));
        Ok(stream)
    }
    /// The next bytes; none at the end. Nothing is allocated on the word of a length alone.
    fn some(&mut self, count: usize) -> Result<Option<Vec<u8>>, String> {
        let mut bytes = vec![];
        let read = (&mut self.input).take(count as u64).read_to_end(&mut bytes).map_err(|e| e.to_string())?;
        self.bytes += read as u64;
        match read {
            0 if count > 0 => Ok(None),
            read if read < count => Err(SHORT.into()),
            _ => Ok(Some(bytes)),
        }
    }
    fn take(&mut self, count: usize) -> Result<Vec<u8>, String> {
        self.some(count)?.ok_or_else(|| SHORT.into())
    }
    fn word(&mut self) -> Result<Option<[u8; 4]>, String> {
        let bytes = self.some(4)?;
        bytes.map(|b| b.try_into().map_err(|_| SHORT.into())).transpose()
    }
    /// The next message; none after the last.
    fn envelope(&mut self) -> Result<Option<Envelope>, String> {
        // A stream may just end, a file says that it does.
        match self.word()? {
            Some(len) => self.envelope_of(len),
            None if self.kind == Kind::ArrowFile => Err(SHORT.into()),
            None => Ok(None),
        }
    }
    fn envelope_of(&mut self, mut len: [u8; 4]) -> Result<Option<Envelope>, String> {
        // Before version 1 of the format, this did not stand before the length.
        if len == CONTINUED {
            len = self.word()?.ok_or(SHORT)?;
        }
        let len = u32::from_le_bytes(len);
        if len == 0 {
            return self.end().map(|()| None);
        }
        let header = self.take(len as usize)?;
        let mut envelope = Envelope { header, body: Buffer::default() };
        let len = envelope.message()?.bodyLength();
        let len = usize::try_from(len).map_err(|_| format!("a message claims {len} bytes"))?;
        envelope.body = Buffer::from_vec(self.take(len)?);
        Ok(Some(envelope))
    }
    /// What follows the last message of a file: the footer, which ends as the file began.
    fn end(&mut self) -> Result<(), String> {
        if self.kind == Kind::ArrowFile {
            let mut last = vec![];
            self.input.read_to_end(&mut last).map_err(|e| e.to_string())?;
            self.bytes += last.len() as u64;
            if !last.ends_with(Kind::ArrowFile.magic()) {
                return Err(SHORT.into());
            }
        }
        Ok(())
    }
    /// The next batch of rows, not yet decoded; dictionaries before it are.
    fn rows(&mut self) -> Result<Option<Envelope>, String> {
        if let Some(envelope) = self.ahead.take() {
            return Ok(Some(envelope));
        }
        while let Some(envelope) = self.envelope()? {
            let message = envelope.message()?;
            match message.header_type() {
                MessageHeader::RecordBatch
                    if message.header_as_record_batch().is_some_and(|b| b.length() == 0) => {}
                MessageHeader::RecordBatch => return Ok(Some(envelope)),
                MessageHeader::DictionaryBatch => {
                    let lost = || "a dictionary is empty".to_owned();
                    let dictionary = message.header_as_dictionary_batch().ok_or_else(lost)?;
                    check(dictionary.data().ok_or_else(lost)?, &envelope.body)?;
                    let (body, version) = (&envelope.body, message.version());
                    read_dictionary(body, dictionary, &self.schema, &mut self.dictionaries, &version)
                        .map_err(told)?;
                }
                other => return Err(format!("a message is of kind {other:?}, not rows")),
            }
        }
        Ok(None)
    }
    fn decode(&self, envelope: &Envelope, fields: &[usize]) -> Result<RecordBatch, String> {
        let message = envelope.message()?;
        let batch = message.header_as_record_batch().ok_or("a message without rows")?;
        check(batch, &envelope.body)?;
        let (schema, version) = (self.schema.clone(), message.version());
        read_record_batch(&envelope.body, batch, schema, &self.dictionaries, Some(fields), &version)
            .map_err(told)
    }
}

/// The most bytes that a compressed byte can become: in a sequence of LZ4, and in a block of Zstandard, which
/// has 128 KiB at most and 4 bytes at least.
const MOST_LZ4: u64 = 255;
const MOST_ZSTD: u64 = 1 << 15;

/// Buffers are where there is data, and room is not made for more than they can hold.
fn check(batch: arrow_ipc::RecordBatch<'_>, body: &[u8]) -> Result<(), String> {
    let most = match batch.compression().map(|c| c.codec()) {
        None => None,
        Some(CompressionType::LZ4_FRAME) => Some(MOST_LZ4),
        Some(CompressionType::ZSTD) => Some(MOST_ZSTD),
        Some(_) => return Err("it is compressed in another way than LZ4 or Zstandard".into()),
    };
    for buffer in batch.buffers().iter().flatten() {
        let range = || {
            let from = usize::try_from(buffer.offset()).ok()?;
            body.get(from..from.checked_add(usize::try_from(buffer.length()).ok()?)?)
        };
        let bytes = range().ok_or("a buffer lies outside its message")?;
        if let (Some(most), Some(&len)) = (most, bytes.first_chunk()) {
            let len = i64::from_le_bytes(len);
            if u64::try_from(len).is_ok_and(|len| len > most * bytes.len() as u64) {
                return Err(format!("a buffer of {} bytes claims to hold {len}", bytes.len()));
            }
        }
    }
    Ok(())
}

impl Batches for Stream {
    fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }
    fn peek(&mut self, fields: &[usize]) -> Result<Option<RecordBatch>, String> {
        self.ahead = self.rows()?;
        self.ahead.as_ref().map(|envelope| self.decode(envelope, fields)).transpose()
    }
    fn select(&mut self, fields: &[usize], _: NonZero<usize>) -> Result<(), String> {
        self.fields = fields.to_vec();
        Ok(())
    }
    fn next(&mut self) -> Result<Option<RecordBatch>, String> {
        self.rows()?.map(|envelope| self.decode(&envelope, &self.fields)).transpose()
    }
    fn bytes(&self, _: u64) -> u64 {
        self.bytes
    }
}
