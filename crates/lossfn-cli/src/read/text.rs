//! Tables as text: comma, tab or another character between the cells.

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use super::{Cell, lines::Lines, source::Input};
use crate::failure::{Failure, Result};

/// A table as text.
pub(crate) struct Text {
    name: String,
    header: Vec<String>,
    reader: csv::Reader<Lines<Input>>,
    row: ByteRecord,
    line: u64,
}

impl Text {
    pub(crate) fn open(name: &str, input: Input, delimiter: Option<u8>) -> Result<Self> {
        let delimiter = delimiter.unwrap_or_else(|| sniff(name, input.head()));
        let mut reader =
            ReaderBuilder::new().delimiter(delimiter).buffer_capacity(1 << 16).from_reader(Lines::new(input));
        let header = reader.byte_headers().map_err(|e| unreadable(name, 1, e))?;
        let header: Vec<String> = header.iter().map(|name| Cell::from(name).text().into_owned()).collect();
        if header.is_empty() {
            return Err(Failure::data(format_args!(
                "{name} is empty; a line with the names of the columns is needed"
            )));
        }
        Ok(Self { name: name.into(), header, reader, row: ByteRecord::new(), line: 1 })
    }
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }
    pub(crate) fn advance(&mut self) -> Result<bool> {
        let found = self.reader.read_byte_record(&mut self.row);
        let place = match &found {
            Ok(_) => self.row.position(),
            Err(error) => error.position(),
        };
        if let Some(byte) = place.map(csv::Position::byte) {
            self.line = self.reader.get_mut().line(byte);
        }
        found.map_err(|e| unreadable(&self.name, self.line, e))
    }
    pub(crate) fn cell(&self, column: usize) -> Cell<'_> {
        Cell::from(self.row.get(column).unwrap_or_default())
    }
    pub(crate) fn line(&self) -> u64 {
        self.line
    }
    pub(crate) fn bytes(&self) -> u64 {
        self.reader.position().byte()
    }
}

/// The delimiter, by the ending of the name or else by the first line: the one that is there most
/// often outside quotes, of equals the comma.
fn sniff(name: &str, head: &[u8]) -> u8 {
    let ending = name.rsplit('.').next().unwrap_or_default();
    if ["tsv", "tab"].iter().any(|e| ending.eq_ignore_ascii_case(e)) {
        return b'\t';
    }
    let mut counts = [(b';', 0usize), (b'\t', 0), (b',', 0)];
    let mut quoted = false;
    for &byte in head.iter().take_while(|&&b| b != b'\n') {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == *delimiter);
        }
    }
    // The last of equals wins.
    counts.iter().max_by_key(|(_, count)| *count).map_or(b',', |(delimiter, _)| *delimiter)
}

fn unreadable(name: &str, line: u64, error: csv::Error) -> Failure {
    match error.into_kind() {
        ErrorKind::Io(e) => Failure::file("read", name, &e),
        ErrorKind::UnequalLengths { expected_len, len, .. } => {
            let cells = |n| if n == 1 { "1 cell".into() } else { format!("{n} cells") };
            Failure::data(format_args!(
                "{name}, line {line}: the row has {}, the header has {expected_len}",
                cells(len)
            ))
        }
        other => Failure::data(format_args!("{name} cannot be read as a table: {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::sniff;

    #[test]
    fn delimiters() {
        for (name, head, expected) in [
            ("a.csv", "x,y\n1;2;3", b','),
            ("a.TSV", "x,y", b'\t'),
            ("a.csv", "x\ty", b'\t'),
            ("standard input", "x;y;z,", b';'),
            ("a.csv", "\"x;y;z\",w", b','),
            ("a", "x", b','),
        ] {
            assert_eq!(sniff(name, head.as_bytes()), expected, "{head}");
        }
    }
}
