//! Where bytes come from: files, globs, standard input.

use std::fs::File;
use std::io::{self, Cursor, Read, Seek};
use std::path::Path;

use crate::failure::{Failure, Result};

/// A file, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// `None` for standard input.
    path: Option<String>,
}

/// The files that the arguments name, globs expanded where the shell has not done it.
pub(crate) fn sources(arguments: &[String]) -> Result<Vec<Source>> {
    let mut sources = vec![];
    for argument in arguments {
        if argument == "-" {
            let stdin = Source { path: None };
            if sources.contains(&stdin) {
                return Err(Failure::usage("standard input `-` can be read only once"));
            }
            sources.push(stdin);
        } else if argument.contains(['*', '?', '[']) && !Path::new(argument).exists() {
            let before = sources.len();
            let paths = glob::glob(argument).map_err(|e| {
                Failure::usage(format_args!("`{argument}` is no pattern for files: {}", e.msg))
            })?;
            for path in paths {
                let path = path.map_err(|e| Failure::file("read", e.path().display(), e.error()))?;
                if !path.is_dir() {
                    sources.push(Source { path: Some(path.to_string_lossy().into_owned()) });
                }
            }
            if sources.len() == before {
                return Err(Failure::data(format_args!("no file matches `{argument}`")));
            }
        } else {
            sources.push(Source { path: Some(argument.clone()) });
        }
    }
    Ok(sources)
}

impl Source {
    pub(crate) fn name(&self) -> &str {
        self.path.as_deref().unwrap_or("standard input")
    }
    pub(crate) fn path(&self) -> Option<&Path> {
        self.path.as_deref().map(Path::new)
    }
    /// How many bytes it holds, where that is known.
    pub(crate) fn len(&self) -> Option<u64> {
        let metadata = std::fs::metadata(self.path.as_deref()?).ok()?;
        metadata.is_file().then_some(metadata.len())
    }
    pub(crate) fn unreadable(&self, error: &io::Error) -> Failure {
        Failure::file("read", self.name(), error)
    }
    pub(crate) fn open(&self) -> Result<Input> {
        let from = match &self.path {
            None => From::Stream(Box::new(io::stdin())),
            Some(path) => {
                let path = Path::new(path);
                if path.is_dir() {
                    return Err(Failure::data(format_args!("{} is a folder, not a file", self.name())));
                }
                let file = File::open(path).map_err(|e| self.unreadable(&e))?;
                // Pipes and devices have names, too.
                if file.metadata().is_ok_and(|m| m.is_file()) {
                    From::File(file)
                } else {
                    From::Stream(Box::new(file))
                }
            }
        };
        Input::new(from).map_err(|e| self.unreadable(&e))
    }
}

enum From {
    File(File),
    Stream(Box<dyn Read>),
}

/// Bytes, of which the first can be looked at before they are read.
pub(crate) struct Input {
    head: Vec<u8>,
    at: usize,
    from: From,
}

impl Input {
    fn new(from: From) -> io::Result<Self> {
        let mut input = Self { head: vec![], at: 0, from };
        input.peek(8)?;
        Ok(input)
    }
    #[cfg(any(test, fuzzing))]
    pub(super) fn of_bytes(bytes: Vec<u8>) -> io::Result<Self> {
        Self::new(From::Stream(Box::new(Cursor::new(bytes))))
    }
    pub(crate) fn starts_with(&self, bytes: &[u8]) -> bool {
        self.head.starts_with(bytes)
    }
    pub(crate) fn head(&self) -> &[u8] {
        &self.head
    }
    /// Looks at some more bytes; at fewer only when there are no more.
    fn peek(&mut self, count: u64) -> io::Result<usize> {
        let Self { head, from, .. } = self;
        match from {
            From::File(file) => file.take(count).read_to_end(head),
            From::Stream(stream) => stream.take(count).read_to_end(head),
        }
    }
    /// Looks at the first line, or at as much of it as a header can be expected to fill.
    pub(crate) fn peek_line(&mut self) -> io::Result<()> {
        const LONGEST: usize = 1 << 20;
        const STEP: u64 = 1 << 12;
        while !self.head.contains(&b'\n') && self.head.len() < LONGEST && self.peek(STEP)? > 0 {}
        Ok(())
    }
    /// The file, or all bytes of a stream that have not been read.
    pub(crate) fn whole(self) -> io::Result<Whole> {
        match self.from {
            From::File(file) => Ok(Whole::File(file)),
            From::Stream(mut stream) => {
                let mut bytes = self.head.get(self.at..).unwrap_or_default().to_vec();
                stream.read_to_end(&mut bytes)?;
                Ok(Whole::Memory(bytes))
            }
        }
    }
    /// Something that can be sought, and where in it the bytes begin that have not been read.
    pub(crate) fn seekable(self, read: u64) -> io::Result<(Box<dyn ReadSeek>, u64)> {
        Ok(match self.whole()? {
            Whole::File(file) => (Box::new(file), read),
            Whole::Memory(bytes) => (Box::new(Cursor::new(bytes)), 0),
        })
    }
}

/// Bytes that can be read from any place.
pub(crate) enum Whole {
    File(File),
    Memory(Vec<u8>),
}

pub(crate) trait ReadSeek: Read + Seek {}
impl<T: Read + Seek> ReadSeek for T {}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.at < self.head.len() {
            let read = (&self.head[self.at..]).read(buffer)?;
            self.at += read;
            return Ok(read);
        }
        match &mut self.from {
            From::File(file) => file.read(buffer),
            From::Stream(stream) => stream.read(buffer),
        }
    }
}
