//! What stands in one place of a table.

use std::borrow::Cow;

/// The content of a cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell<'a> {
    /// Text, without the space around it.
    Text(Cow<'a, str>),
    /// A whole number of an array, which a float may not hold.
    Integer(i128),
    /// A number of an array.
    Float(f64),
    /// Read as 1 or 0 where a number is wanted.
    Boolean(bool),
}

/// Why a cell is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bad {
    Empty,
    NoNumber,
    /// A number that a 64-bit float cannot hold.
    TooLarge,
}

impl<'a> From<&'a str> for Cell<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text.trim()))
    }
}

impl<'a> From<&'a [u8]> for Cell<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(_) => Self::Text(Cow::Owned(String::from_utf8_lossy(bytes).trim().to_owned())),
        }
    }
}

impl Cell<'_> {
    /// The number that it is; `nan` and `inf` are numbers, 1e999 is not.
    pub(crate) fn number(&self) -> Result<f64, Bad> {
        match self {
            Self::Float(x) => Ok(*x),
            Self::Integer(n) => Ok(*n as f64),
            Self::Boolean(is) => Ok((*is).into()),
            Self::Text(text) if text.is_empty() => Err(Bad::Empty),
            Self::Text(text) => match text.parse::<f64>() {
                Ok(x) if x.is_infinite() && text.contains(|c: char| c.is_ascii_digit()) => Err(Bad::TooLarge),
                Ok(x) => Ok(x),
                Err(_) => Err(Bad::NoNumber),
            },
        }
    }
    /// The whole number that it is; tables with gaps print their labels as 3.0.
    pub(crate) fn integer(&self) -> Option<i128> {
        match self {
            Self::Integer(n) => Some(*n),
            Self::Text(text) => text.parse().ok().or_else(|| self.number().ok().and_then(whole)),
            Self::Float(x) => whole(*x),
            Self::Boolean(is) => Some((*is).into()),
        }
    }
    pub(crate) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Integer(n) => n.to_string().into(),
            Self::Float(x) => x.to_string().into(),
            Self::Boolean(is) => is.to_string().into(),
        }
    }
    /// Whether a mask keeps the row; `None` when it says neither.
    pub(crate) fn keeps(&self) -> Option<bool> {
        match self {
            Self::Text(text) if ["true", "yes"].iter().any(|t| text.eq_ignore_ascii_case(t)) => Some(true),
            Self::Text(text) if ["", "false", "no"].iter().any(|t| text.eq_ignore_ascii_case(t)) => {
                Some(false)
            }
            _ => match self.integer() {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
        }
    }
    /// Whether it is this value, as text or as a number.
    pub(crate) fn is(&self, value: &str) -> bool {
        let value = Cell::from(value);
        if let (Self::Boolean(is), Some(keeps)) = (self, value.keeps().filter(|_| !value.text().is_empty())) {
            return *is == keeps;
        }
        self.text() == value.text() || matches!((self.number(), value.number()), (Ok(a), Ok(b)) if a == b)
    }
}

fn whole(x: f64) -> Option<i128> {
    // Beyond 2^53 a float does not say which integer was meant.
    (x.fract() == 0.0 && x.abs() <= 9_007_199_254_740_992.0).then_some(x as i128)
}

#[cfg(test)]
mod tests {
    use super::{Bad, Cell};

    #[test]
    fn numbers() {
        let number = |text: &str| Cell::from(text).number();
        assert_eq!(number(" 1.5\t"), Ok(1.5));
        assert_eq!(number("-inf"), Ok(f64::NEG_INFINITY));
        assert!(number("NaN").is_ok_and(f64::is_nan));
        assert_eq!(number(""), Err(Bad::Empty));
        assert_eq!(number("1,5"), Err(Bad::NoNumber));
        assert_eq!(number("1e999"), Err(Bad::TooLarge));
        assert_eq!(Cell::from(&b"\xff1"[..]).number(), Err(Bad::NoNumber));
    }

    #[test]
    fn integers_and_masks() {
        assert_eq!(Cell::from("3.0").integer(), Some(3));
        assert_eq!(Cell::from("03").integer(), Some(3));
        assert_eq!(Cell::from("3.5").integer(), None);
        assert_eq!(Cell::from("1e300").integer(), None);
        assert_eq!(Cell::Integer(-100).integer(), Some(-100));
        for (text, keeps) in
            [("True", Some(true)), ("1.0", Some(true)), ("NO", Some(false)), ("", Some(false)), ("2", None)]
        {
            assert_eq!(Cell::from(text).keeps(), keeps, "{text}");
        }
        assert!(Cell::from("1.0").is("1") && Cell::Integer(1).is("1") && !Cell::from("10").is("1"));
    }
}
