//! Files of columns, which are known by their first bytes.

use std::fmt;

use super::source::Input;
use crate::failure::Failure;

/// What kind of file of columns it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Parquet,
    ArrowFile,
    ArrowStream,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Parquet, Self::ArrowFile, Self::ArrowStream];

    pub(super) const fn magic(self) -> &'static [u8] {
        match self {
            Self::Parquet => b"PAR1",
            Self::ArrowFile => b"ARROW1",
            // Before the length of each message; no text has these bytes.
            Self::ArrowStream => &[0xff; 4],
        }
    }
    pub(super) fn of(input: &Input) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| input.starts_with(kind.magic()))
    }
    /// What is wrong with a file that has the name of such a one, but not its first bytes.
    pub(super) fn missed(name: &str, input: &Input) -> Option<Failure> {
        if input.starts_with(b"FEA1") {
            return Some(Failure::data(format_args!(
                "{name} is a Feather file of version 1; version 2 is read"
            )));
        }
        if input.starts_with(b"PARE") {
            return Some(Failure::data(format_args!(
                "{name} is encrypted; Parquet files are read that are not"
            )));
        }
        let ending = name.rsplit_once('.')?.1;
        let endings = [("parquet", Self::Parquet), ("feather", Self::ArrowFile), ("arrow", Self::ArrowFile)];
        let (_, kind) = endings.into_iter().find(|(known, _)| ending.eq_ignore_ascii_case(known))?;
        Some(Failure::data(format_args!(
            "{name} is no {kind}: its first bytes are not {}",
            String::from_utf8_lossy(kind.magic())
        )))
    }
    /// What is said where such files cannot be read.
    #[cfg(not(feature = "parquet"))]
    pub(super) fn not_built(self, name: &str) -> Failure {
        Failure::data(format_args!(
            "{name} is a {self}; to read it, install the program with the feature `parquet`: \
             cargo install --path crates/lossfn-cli --features parquet"
        ))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Parquet => "Parquet file",
            Self::ArrowFile => "file of Arrow IPC",
            Self::ArrowStream => "stream of Arrow IPC",
        })
    }
}
