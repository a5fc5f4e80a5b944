//! Any bytes are an error in a sentence, or a table with no more rows than bytes. A file and a stream
//! of the same bytes are the same table.

use std::io::Write as _;

use super::sentence;
use crate::{
    failure::Failure,
    read::{Reader, sources},
};

/// More columns than this are not all looked at.
const COLUMNS: usize = 64;

pub(crate) fn check(bytes: &[u8]) {
    for name in ["table.csv", "table.tsv"] {
        let stream = table(Reader::of_bytes(name, bytes.to_vec()), bytes.len());
        if let Err(error) = &stream {
            sentence::check(error);
            assert!(error.starts_with(|c: char| !c.is_uppercase()), "a capital after a colon: {error}");
            assert!(!error.contains(char::is_control), "a control character: {error:?}");
        }
        // A file is only sought where columns stand one after the other.
        if name == "table.csv" && bytes.starts_with(b"\x93NUMPY") {
            assert_eq!(stream, file(bytes), "a stream and a file");
        }
    }
}

/// What a table holds, in short, or what is wrong with it.
fn table(reader: Result<Reader, Failure>, bytes: usize) -> Result<(Vec<String>, u64), String> {
    let mut reader = reader.map_err(|e| e.to_string())?;
    let columns = reader.header().len().min(COLUMNS);
    let mut digest = u64::from(reader.is_headless());
    let mut place = None;
    let mut rows = 0;
    while reader.advance().map_err(|e| e.to_string())? {
        rows += 1;
        assert!(rows <= bytes, "more rows than bytes");
        let next = reader.place().parts();
        assert!(place.is_none_or(|before| before < next), "{next:?} after {place:?}");
        place = Some(next);
        // One column more than there are: that cell is empty.
        for column in 0..=columns {
            let cell = reader.cell(column);
            let (number, integer) = (cell.number(), cell.integer());
            if let (Ok(x), Some(i)) = (number, integer) {
                assert!((x - i as f64).abs() <= x.abs() * 1e-15, "{x} and {i}");
            }
            let facts = (number.map(f64::to_bits), integer, cell.text(), cell.keeps(), cell.is("1"));
            digest = format!("{facts:?}").bytes().fold(digest, |d, b| d.wrapping_mul(31) ^ u64::from(b));
        }
        assert!(reader.bytes() <= bytes as u64, "{} bytes of {bytes}", reader.bytes());
    }
    Ok((reader.header().iter().take(COLUMNS).cloned().collect(), digest))
}

fn file(bytes: &[u8]) -> Result<(Vec<String>, u64), String> {
    let path = std::env::temp_dir().join(format!("lossfn-fuzz-{}.npy", std::process::id()));
    std::fs::File::create(&path).and_then(|mut f| f.write_all(bytes)).expect("a file for the table");
    let name = path.to_string_lossy().into_owned();
    let sources = sources(std::slice::from_ref(&name)).expect("the name of a file");
    let table = table(Reader::open(&sources[0], None), bytes.len());
    std::fs::remove_file(&path).expect("the file again");
    table.map_err(|e| e.replace(&name, "table.csv"))
}
