//! Files that are damaged: an error in a sentence, or a table; never a panic, nor endless room.

use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::read::Reader;

const FILES: [&str; 4] = ["table.parquet", "pages.parquet", "table.feather", "table.arrows"];
/// The rows that each has.
const ROWS: usize = 40;
/// A damaged file may claim more, as equal values take no room.
const LOOKED_AT: usize = 1000;

fn bytes(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/arrow");
    fs::read(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The rows that can be read, all cells of which are looked at.
fn rows(name: &str, bytes: Vec<u8>) -> Result<usize, Failure> {
    let len = bytes.len() as u64;
    let mut reader = Reader::of_bytes(name, bytes)?;
    let columns = reader.header().len();
    let mut rows = 0;
    while rows < LOOKED_AT && reader.advance()? {
        rows += 1;
        for column in 0..=columns {
            let cell = reader.cell(column);
            assert!(cell.text().len() <= len as usize, "{name}: a cell of {} bytes", cell.text().len());
        }
        assert!(reader.bytes() <= len, "{name}: {} bytes of {len}", reader.bytes());
    }
    Ok(rows)
}

fn is_sentence(error: &Failure) {
    let text = error.to_string();
    assert!(
        text.ends_with(['.', '!', '?']) && !text.contains(" error: ") && text.len() > 20 && text.len() < 400,
        "{text}"
    );
}

#[test]
fn whole_files() {
    for name in FILES {
        assert_eq!(rows(name, bytes(name)).expect(name), ROWS);
    }
}

#[test]
fn no_part_of_a_file_is_one() {
    for name in FILES {
        let bytes = bytes(name);
        let mut ends = 0;
        for len in 0..bytes.len() {
            match rows(name, bytes[..len].to_vec()) {
                Err(error) => is_sentence(&error),
                // A stream may end after any message.
                Ok(rows) => {
                    assert!(
                        name.ends_with("arrows") && rows <= ROWS,
                        "{name} of {len} bytes has {rows} rows"
                    );
                    ends += 1;
                }
            }
        }
        assert!(ends < 10, "{name} ends {ends} times");
    }
}

#[test]
fn wrong_bytes() {
    for name in FILES {
        let bytes = bytes(name);
        let mut found = 0;
        for place in (0..bytes.len()).step_by(3) {
            let mut bytes = bytes.clone();
            let byte = &mut bytes[place];
            *byte = [0, 0x7f, 0xff, *byte ^ 1, *byte ^ 0x80][place % 5];
            if let Err(error) = rows(name, bytes) {
                is_sentence(&error);
                found += 1;
            }
        }
        // Most bytes are numbers, of which any is as good; but not all are.
        assert!(found > bytes.len() / 30, "{name}: {found} errors");
    }
}
