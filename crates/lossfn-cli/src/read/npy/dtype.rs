//! The types that the elements of an array may have.

use super::super::Cell;
use super::header::Literal;

/// The type of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Type {
    kind: Kind,
    big_endian: bool,
    /// In bytes.
    pub(super) size: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Float,
    Signed,
    Unsigned,
    Boolean,
    Bytes,
    Unicode,
    Padding,
}

/// The fields of a dtype; one without a name where it has no fields.
pub(super) fn fields(descr: &Literal) -> Result<Vec<(Option<String>, Type)>, String> {
    let list = match descr {
        Literal::Text(text) => return Ok(vec![(None, Type::parse(text)?)]),
        Literal::List(list) => list,
        _ => return Err("its type is neither a name nor a list of fields".into()),
    };
    let field = |field: &Literal| match field {
        Literal::List(parts) => match &parts[..] {
            [Literal::Text(name), Literal::Text(kind)] => Ok((Some(name.clone()), Type::parse(kind)?)),
            // A title stands before the name.
            [Literal::List(names), Literal::Text(kind)] => match &names[..] {
                [_, Literal::Text(name)] => Ok((Some(name.clone()), Type::parse(kind)?)),
                _ => Err("a field has no name".into()),
            },
            _ => Err("a field holds an array or further fields; allowed is one number or text".into()),
        },
        _ => Err("its fields cannot be read".into()),
    };
    list.iter().map(field).collect()
}

impl Type {
    fn parse(text: &str) -> Result<Self, String> {
        let unknown = || {
            format!(
                "it holds values of type `{text}`; allowed are floats (f2, f4, f8), integers, booleans and text (S, U)"
            )
        };
        let (big_endian, rest) = match text.as_bytes() {
            [b'>', rest @ ..] => (true, rest),
            [b'<' | b'=' | b'|', rest @ ..] | rest => (false, rest),
        };
        let (kind, digits) = rest.split_first().ok_or_else(unknown)?;
        let count: usize =
            std::str::from_utf8(digits).ok().and_then(|d| d.parse().ok()).ok_or_else(unknown)?;
        let (kind, size) = match (kind, count) {
            (b'f', 2 | 4 | 8) => (Kind::Float, count),
            (b'i', 1 | 2 | 4 | 8) => (Kind::Signed, count),
            (b'u', 1 | 2 | 4 | 8) => (Kind::Unsigned, count),
            (b'b', 1) => (Kind::Boolean, count),
            (b'S' | b'a', 0..=0xffff) => (Kind::Bytes, count),
            (b'U', 0..=0xffff) => (Kind::Unicode, 4 * count),
            (b'V', 0..=0xffff) => (Kind::Padding, count),
            _ => return Err(unknown()),
        };
        Ok(Self { kind, big_endian, size })
    }
    /// Whether it only fills the room between fields.
    pub(super) fn is_padding(self) -> bool {
        self.kind == Kind::Padding
    }
    /// Reads a cell of exactly its size.
    pub(super) fn cell(self, bytes: &[u8]) -> Cell<'static> {
        let text = |text: &str| Cell::Text(text.trim_end_matches('\0').trim().to_owned().into());
        match self.kind {
            Kind::Float => Cell::Float(match bytes.len() {
                2 => half(self.bits(bytes) as u16),
                4 => f32::from_bits(self.bits(bytes) as u32).into(),
                _ => f64::from_bits(self.bits(bytes)),
            }),
            Kind::Unsigned => Cell::Integer(self.bits(bytes).into()),
            Kind::Boolean => Cell::Boolean(self.bits(bytes) != 0),
            Kind::Signed => {
                // The sign bit is moved to the top, and back with copies of itself.
                let unused = 64 - 8 * bytes.len() as u32;
                Cell::Integer(((self.bits(bytes) << unused).cast_signed() >> unused).into())
            }
            Kind::Padding => Cell::from(""),
            Kind::Bytes => text(&String::from_utf8_lossy(bytes)),
            Kind::Unicode => {
                let letters =
                    bytes.chunks(4).map(|c| char::from_u32(self.bits(c) as u32).unwrap_or('\u{fffd}'));
                text(&letters.collect::<String>())
            }
        }
    }
    fn bits(self, bytes: &[u8]) -> u64 {
        let join = |bits: u64, byte: &u8| bits << 8 | u64::from(*byte);
        if self.big_endian { bytes.iter().fold(0, join) } else { bytes.iter().rev().fold(0, join) }
    }
}

/// The value of a 16-bit float; every one is a 64-bit float, too.
fn half(bits: u16) -> f64 {
    let sign = if bits >> 15 == 1 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f64::from(bits & 1023));
    sign * match exponent {
        31 if fraction == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        0 => fraction / f64::from(1 << 24),
        _ => (1024.0 + fraction) * f64::from(1 << exponent) / f64::from(1 << 25),
    }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Type, half};

    #[test]
    fn halves() {
        for (bits, value) in [
            (0x3c00, 1.0),
            (0xc000, -2.0),
            (0x7bff, 65504.0),
            (0x0001, 2f64.powi(-24)),
            (0x0400, 2f64.powi(-14)),
            (0x3555, 0.333251953125),
        ] {
            assert_eq!(half(bits), value);
        }
        assert!(half(0x7e00).is_nan() && half(0xfc00) == f64::NEG_INFINITY);
    }

    #[test]
    fn cells() {
        let cell = |kind: &str, bytes: &[u8]| Type::parse(kind).map(|t| t.cell(bytes));
        assert_eq!(cell("<i2", &[0xfe, 0xff]), Ok(Cell::Integer(-2)));
        assert_eq!(cell(">i2", &[0x01, 0x00]), Ok(Cell::Integer(256)));
        assert_eq!(cell("|u1", &[255]), Ok(Cell::Integer(255)));
        assert_eq!(cell("<i8", &i64::MIN.to_le_bytes()), Ok(Cell::Integer(i64::MIN.into())));
        assert_eq!(cell(">f4", &1.5f32.to_be_bytes()), Ok(Cell::Float(1.5)));
        assert_eq!(cell("|S3", b"ab\0"), Ok(Cell::from("ab")));
        assert_eq!(cell("<U2", &[0x61, 0, 0, 0, 0, 0, 0, 0]), Ok(Cell::from("a")));
        assert!(cell("<c16", &[]).is_err() && cell("", &[]).is_err() && cell("<f", &[]).is_err());
    }
}
