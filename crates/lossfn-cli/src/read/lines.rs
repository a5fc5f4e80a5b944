//! Which line a byte is on.

use std::collections::VecDeque;
use std::io::{self, Read};

/// Bytes that remember where their lines end.
///
/// The reader of tables counts lines, too, but where it skips empty ones, or ends a row at the first
/// of two bytes that end a line, its count is that of an earlier line.
pub(super) struct Lines<R> {
    input: R,
    read: u64,
    /// The ends of lines after the last place that was asked for, each byte by itself.
    ends: VecDeque<(u64, u8)>,
    /// The lines that end before that place.
    before: u64,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Self { input, read: 0, ends: VecDeque::new(), before: 0 }
    }
    /// The line, from 1, of the first byte at or after a place that does not end a line. The places
    /// have to grow from one question to the next.
    pub(super) fn line(&mut self, mut place: u64) -> u64 {
        while let Some(&(at, byte)) = self.ends.front().filter(|(at, _)| *at <= place) {
            self.ends.pop_front();
            place += u64::from(at == place);
            let half = byte == b'\r' && self.ends.front() == Some(&(at + 1, b'\n'));
            self.before += u64::from(!half);
        }
        self.before + 1
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.input.read(buffer)?;
        let ends = (self.read..).zip(&buffer[..count]).filter(|(_, byte)| matches!(byte, b'\n' | b'\r'));
        self.ends.extend(ends.map(|(at, byte)| (at, *byte)));
        self.read += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn every_kind_of_line() {
        for (text, expected) in [
            ("a\nb\n\nc", [(0, 1), (2, 2), (4, 4)]),
            ("a\r\nb\r\n\r\nc", [(0, 1), (2, 2), (5, 4)]),
            ("a\rb\r\rc", [(0, 1), (2, 2), (4, 4)]),
            ("\n\na\nbc", [(0, 3), (3, 4), (5, 4)]),
        ] {
            let mut lines = Lines::new(text.as_bytes());
            std::io::copy(&mut lines, &mut std::io::sink()).expect("a copy");
            for (place, line) in expected {
                assert_eq!(lines.line(place), line, "{text:?} {place}");
            }
        }
    }
}
