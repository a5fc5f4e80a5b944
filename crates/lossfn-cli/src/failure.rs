//! Why a command could not be done.

use std::{fmt, io};

/// What is told on standard error, and with which exit status.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line asks for something that is not there: status 2.
    Usage(String),
    /// The data, or a file, is not what it should be: status 1.
    Data(String),
    /// Something was found and has been printed already: status 1.
    Found,
    /// Whoever reads our output has read enough: status 0.
    Pipe,
}

pub(crate) type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    pub(crate) fn usage(text: impl fmt::Display) -> Self {
        Self::Usage(text.to_string())
    }
    pub(crate) fn data(text: impl fmt::Display) -> Self {
        Self::Data(text.to_string())
    }
    /// A file that cannot be read or written.
    pub(crate) fn file(verb: &str, name: impl fmt::Display, error: &io::Error) -> Self {
        Self::Data(format!("cannot {verb} {name}: {}", plain(error)))
    }
    /// A failure to write the results.
    pub(crate) fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Self::Pipe
        } else {
            Self::file("write", "the output", error)
        }
    }
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Data(_) | Self::Found => 1,
            Self::Pipe => 0,
        }
    }
}

/// A sentence that may begin with a capital, as it goes on after a colon.
pub(crate) fn after_colon(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(a), Some(b)) if a.is_uppercase() && b.is_lowercase() => {
            format!("{}{}", a.to_lowercase(), &text[a.len_utf8()..])
        }
        _ => text.to_owned(),
    }
}

/// What the system says, without its number.
fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    after_colon(text.split(" (os error").next().unwrap_or_default())
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Usage(text) | Self::Data(text)) = self else { return Ok(()) };
        // What a file holds may be anything: no control character of it reaches the terminal.
        let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let clean = clean.trim_end();
        let clean = after_colon(clean);
        let stop = if clean.ends_with(['.', '?', '!']) { "" } else { "." };
        write!(f, "{clean}{stop}")
    }
}

impl From<lossfn::Error> for Failure {
    /// For what is wrong with a loss itself; errors about data are told with their place instead.
    fn from(error: lossfn::Error) -> Self {
        if error.is_value() || matches!(error, lossfn::Error::Empty { .. }) {
            Self::data(error)
        } else {
            Self::usage(error)
        }
    }
}

impl From<lossfn_fit::Error> for Failure {
    fn from(error: lossfn_fit::Error) -> Self {
        use lossfn_fit::Error;
        match error {
            Error::Loss(error) => error.into(),
            Error::Value { .. } | Error::Model(_) | Error::Shape { .. } => Self::data(error),
            _ => Self::usage(error),
        }
    }
}
