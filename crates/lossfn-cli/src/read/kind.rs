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
    pub(super) const fn magic(self) -> &'static [u8] {
        match self {
            Self::Parquet => b"PAR1",
            Self::ArrowFile => b"ARROW1",
            // Before the length of each message; no text has these bytes.
            Self::ArrowStream => &[0xff; 4],
        }
    }
    pub(super) fn of(name: &str, input: &Input) -> Option<Self> {
        let is = |kind: &Self| match kind {
            Self::ArrowStream => input.starts_with(kind.magic()),
            _ => {
                is_binary(input, kind.magic())
                    || Self::named(name) == Some(*kind) && input.starts_with(kind.magic())
            }
        };
        [Self::Parquet, Self::ArrowFile, Self::ArrowStream].into_iter().find(is)
    }
    /// What it is by its name.
    fn named(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1;
        let endings = [("parquet", Self::Parquet), ("feather", Self::ArrowFile), ("arrow", Self::ArrowFile)];
        endings.into_iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, kind)| kind)
    }
    /// What is wrong with a file that has the name of such a one, but not its first bytes.
    pub(super) fn missed(name: &str, input: &Input) -> Option<Failure> {
        let named = Self::named(name);
        let is = |kind, magic| is_binary(input, magic) || named == Some(kind) && input.starts_with(magic);
        Some(if is(Self::ArrowFile, b"FEA1") {
            Failure::data(format_args!("{name} is a Feather file of version 1; version 2 is read"))
        } else if is(Self::Parquet, b"PARE") {
            Failure::data(format_args!("{name} is encrypted; Parquet files are read that are not"))
        } else {
            let kind = named?;
            let magic = String::from_utf8_lossy(kind.magic());
            Failure::data(format_args!("{name} is no {kind}: its first bytes are not {magic}"))
        })
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

/// Whether these bytes come first, and then one that is in no text: columns may be named PAR1, PAR2.
fn is_binary(input: &Input, magic: &[u8]) -> bool {
    let next = input.head().strip_prefix(magic).and_then(<[u8]>::first);
    next.is_some_and(|b| b.is_ascii_control() && !b"\t\n\r".contains(b))
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
