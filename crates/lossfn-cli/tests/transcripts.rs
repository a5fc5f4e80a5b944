//! Commands and what they print, as data: `transcripts/*.txt`.
//!
//! A block begins with `=== title` and has a folder of its own. In it,
//!
//! * `file NAME` writes the lines that follow, up to one that is `.`; `\t`, `\r`, `\\` and `\xHH` in
//!   them stand for bytes; `<` before the name takes away the last end of line;
//! * `data` puts the data of the repository into `data/`;
//! * `$ ARGS` runs the program, with `< NAME` at the end on a file as its input. Lines that follow
//!   and begin with `| ` are its output, those with `! ` its errors, and `? N` its status, if not 0.
//!   A line `...` stands for any number of lines;
//! * `has NAME` and `no NAME` say which files there are, and `show NAME` prints one, in lines with
//!   `| `;
//! * `#` begins a remark.
//!
//! With `UPDATE=1` in the environment the files are written anew; read the difference.

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::Folder;

#[test]
fn transcripts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).expect("transcripts").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    assert!(paths.len() > 5, "there are transcripts");
    let update = std::env::var_os("UPDATE").is_some();
    let mut wrong = vec![];
    for path in paths {
        let text = fs::read_to_string(&path).expect("a transcript");
        let found = play(&text);
        if update {
            fs::write(&path, &found).expect("a transcript");
        } else if found != text {
            let line = text.lines().zip(found.lines()).position(|(a, b)| a != b).unwrap_or(0);
            let around = |text: &str| text.lines().skip(line).take(12).collect::<Vec<_>>().join("\n");
            wrong.push(format!(
                "{}:{}\nexpected:\n{}\nfound:\n{}\n",
                path.display(),
                line + 1,
                around(&text),
                around(&found)
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The transcript with what the program really prints; expectations that hold stay as they are.
fn play(text: &str) -> String {
    let mut lines = text.lines().peekable();
    let mut found = vec![];
    let mut folder = Folder::new();
    while let Some(line) = lines.next() {
        found.push(line.to_owned());
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "===" => folder = Folder::new(),
            "data" => folder = std::mem::replace(&mut folder, Folder::new()).with_data(),
            "file" => {
                let mut bytes = vec![];
                for line in lines.by_ref() {
                    found.push(line.to_owned());
                    if line == "." {
                        break;
                    }
                    bytes.extend(unescaped(line));
                    bytes.push(b'\n');
                }
                let name = rest.strip_prefix('<');
                if name.is_some() {
                    bytes.pop();
                }
                folder.write(name.unwrap_or(rest), bytes);
            }
            "has" | "no" => {
                let there = folder.path().join(rest).exists();
                let last = found.len() - 1;
                found[last] = format!("{} {rest}", if there { "has" } else { "no" });
            }
            "$" | "show" => {
                let mut expected = vec![];
                while let Some(line) = lines.next_if(|l| l.starts_with(['|', '!', '?']) || *l == "...") {
                    expected.push(line.to_owned());
                }
                let actual = if word == "$" { run(&folder, rest) } else { shown(&folder, rest) };
                found.extend(if fits(&expected, &actual) { expected } else { actual });
            }
            _ => assert!(line.is_empty() || line.starts_with('#'), "a line that says nothing: {line}"),
        }
    }
    found.iter().flat_map(|line| [line, "\n"]).collect()
}

fn run(folder: &Folder, command: &str) -> Vec<String> {
    let (command, input) = match command.rsplit_once(" < ") {
        Some((command, name)) => (command, folder.read(name)),
        None => (command, vec![]),
    };
    let run = folder.run(&words(command), &input);
    // Tables and pages fit into a terminal; sentences and formulas are as long as they are.
    let tables = run.out.lines().filter(|l| {
        !command.starts_with("check")
            && !l.trim_start().trim_start_matches("\"is\": \"").starts_with("Piecewise")
            && !command.ends_with("csv")
    });
    for line in tables {
        assert!(
            line.chars().count() <= 80,
            "{command}: a line of {} characters: {line}",
            line.chars().count()
        );
    }
    let mut lines = prefixed('|', &run.out);
    lines.extend(prefixed('!', &run.err));
    if run.status != 0 {
        lines.push(format!("? {}", run.status));
    }
    lines
}

fn shown(folder: &Folder, name: &str) -> Vec<String> {
    let bytes = fs::read(folder.path().join(name)).unwrap_or_else(|e| format!("(no file: {e})").into_bytes());
    prefixed('|', &String::from_utf8_lossy(&bytes))
}

fn prefixed(mark: char, text: &str) -> Vec<String> {
    text.lines().map(|line| format!("{mark} {line}").trim_end().to_owned()).collect()
}

/// Whether lines are as expected, where `...` is any number of them.
fn fits(expected: &[String], actual: &[String]) -> bool {
    match expected.split_first() {
        None => actual.is_empty(),
        Some((first, rest)) if first == "..." => (0..=actual.len()).any(|i| fits(rest, &actual[i..])),
        Some((first, rest)) => actual.split_first().is_some_and(|(a, more)| a == first && fits(rest, more)),
    }
}

/// The words of a command, with quotes as in a shell.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (vec![], None::<String>, None);
    for c in command.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

fn unescaped(line: &str) -> Vec<u8> {
    let mut bytes = vec![];
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('\\') {
        bytes.extend(before.bytes());
        let (byte, used) = match after.as_bytes() {
            [b't', ..] => (b'\t', 1),
            [b'r', ..] => (b'\r', 1),
            [b'x', ..] => (u8::from_str_radix(&after[1..3], 16).expect("two digits"), 3),
            _ => (b'\\', 1),
        };
        bytes.push(byte);
        rest = &after[used..];
    }
    bytes.extend(rest.bytes());
    bytes
}
