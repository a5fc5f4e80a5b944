//! The header of a `.npy` file: a dictionary as Python writes it.

use std::io::{self, Read};

/// What is known of an array.
#[derive(Debug, PartialEq)]
pub(super) struct Header {
    pub(super) descr: Literal,
    /// Whether it stands column after column.
    pub(super) columns_first: bool,
    pub(super) shape: Vec<u64>,
    /// The bytes before the data.
    pub(super) start: u64,
}

/// A value of Python.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    Text(String),
    Number(u64),
    Flag(bool),
    /// A list or a tuple.
    List(Vec<Literal>),
    Dictionary(Vec<(Literal, Literal)>),
}

/// No header of a table is longer.
const LONGEST: u64 = 1 << 24;

/// Reads the header; the outer error is of the file, the inner one says what is wrong with it.
pub(super) fn read(input: &mut impl Read) -> io::Result<Result<Header, String>> {
    let mut begin = [0; 8];
    input.read_exact(&mut begin)?;
    let mut length = [0; 4];
    let (version, size) = (begin[6], if begin[6] == 1 { 2 } else { 4 });
    if !(1..=3).contains(&version) {
        return Ok(Err(format!("it is of version {version}, allowed are 1 to 3")));
    }
    input.read_exact(&mut length[..size])?;
    let length = u64::from(u32::from_le_bytes(length));
    if length > LONGEST {
        return Ok(Err(format!("its header claims {length} bytes, allowed are {LONGEST}")));
    }
    let mut bytes = vec![];
    input.take(length).read_to_end(&mut bytes)?;
    let start = (begin.len() + size) as u64 + length;
    Ok(parse(&String::from_utf8_lossy(&bytes), start).ok_or_else(|| "its header makes no sense".into()))
}

fn parse(text: &str, start: u64) -> Option<Header> {
    let mut rest = text;
    let Literal::Dictionary(entries) = literal(&mut rest, 0)? else { return None };
    if !rest.trim().is_empty() {
        return None;
    }
    let get =
        |key: &str| entries.iter().find(|(k, _)| *k == Literal::Text(key.into())).map(|(_, v)| v.clone());
    let (Literal::Flag(columns_first), Literal::List(shape)) = (get("fortran_order")?, get("shape")?) else {
        return None;
    };
    let size = |n: &Literal| if let Literal::Number(n) = n { Some(*n) } else { None };
    let shape = shape.iter().map(size).collect::<Option<_>>()?;
    Some(Header { descr: get("descr")?, columns_first, shape, start })
}

/// Reads a value off the front of a text.
fn literal(text: &mut &str, depth: usize) -> Option<Literal> {
    // The dictionary, its list of fields, a field, its names: no header is deeper.
    const DEEPEST: usize = 6;
    *text = text.trim_start();
    let first = text.chars().next()?;
    match first {
        '\'' | '"' => {
            let mut value = String::new();
            let mut letters = text.char_indices().skip(1);
            while let Some((at, c)) = letters.next() {
                match c {
                    '\\' => value.push(letters.next()?.1),
                    c if c == first => {
                        *text = &text[at + 1..];
                        return Some(Literal::Text(value));
                    }
                    c => value.push(c),
                }
            }
            None
        }
        '0'..='9' => {
            let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
            let number = text[..end].parse().ok()?;
            *text = text[end..].strip_prefix('L').unwrap_or(&text[end..]);
            Some(Literal::Number(number))
        }
        '(' | '[' | '{' if depth < DEEPEST => {
            let close = match first {
                '(' => ')',
                '[' => ']',
                _ => '}',
            };
            *text = &text[1..];
            let (mut list, mut dictionary) = (vec![], vec![]);
            while !take(text, close) {
                let value = literal(text, depth + 1)?;
                if first == '{' {
                    if !take(text, ':') {
                        return None;
                    }
                    dictionary.push((value, literal(text, depth + 1)?));
                } else {
                    list.push(value);
                }
                if !take(text, ',') && !text.trim_start().starts_with(close) {
                    return None;
                }
            }
            Some(if first == '{' { Literal::Dictionary(dictionary) } else { Literal::List(list) })
        }
        _ => {
            let (value, rest) = match text.strip_prefix("True") {
                Some(rest) => (true, rest),
                None => (false, text.strip_prefix("False")?),
            };
            *text = rest;
            Some(Literal::Flag(value))
        }
    }
}

fn take(text: &mut &str, c: char) -> bool {
    let rest = text.trim_start().strip_prefix(c);
    *text = rest.unwrap_or(text);
    rest.is_some()
}

#[cfg(test)]
mod tests {
    use super::{Literal, parse};

    #[test]
    fn headers() {
        let header =
            parse("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }  \n", 128).expect("a header");
        assert_eq!((header.columns_first, header.shape, header.start), (false, vec![3, 4], 128));
        let fields =
            "{'descr': [('a', '<f8'), ((\"t\", 'b\\'c'), '|S2')], 'fortran_order': True, 'shape': (5L,)}";
        let header = parse(fields, 0).expect("a header");
        assert_eq!((header.columns_first, &header.shape[..]), (true, &[5][..]));
        assert!(matches!(header.descr, Literal::List(l) if l.len() == 2));
    }

    #[test]
    fn hostile_headers() {
        for text in [
            "",
            "{",
            "{'descr'",
            "{'descr': ",
            "[[[[[[[[[[[[1]]]]]]]]]]]]",
            "'abc",
            "'abc\\",
            "{'shape': (99999999999999999999,)}",
            "{'descr': '<f8', 'fortran_order': 3, 'shape': (1,)}",
            "{'descr': '<f8', 'fortran_order': True, 'shape': (1,)} x",
            "é",
            "{é: 1}",
            "(1 2)",
        ] {
            assert_eq!(parse(text, 0), None, "{text}");
        }
    }
}
