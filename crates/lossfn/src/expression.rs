//! Expressions: `0.7*huber(delta=1.5) + 0.3*absolute`.

use std::sync::Arc;

use crate::{
    Error,
    catalogue::{Call, Term, find},
    dialect::{self, find_dialect},
    metric::{self, Metric},
    spec::{Kind, Param, Value},
};

/// The key that says whose parameters the others are; no parameter has that name.
const DIALECT: &str = "dialect";

/// A sum of losses: as it is called, and what is computed.
pub(crate) fn parse(expression: &str) -> Result<(Vec<Call>, Vec<Term>), Error> {
    let mut reader = Reader { text: expression, at: 0, scope: &[] };
    let found = reader.terms()?;
    if reader.peek().is_some() {
        return Err(reader.expected("`+`, `-` or the end"));
    }
    Ok(found)
}

/// A sum of losses over some named values. A term whose coefficient is 0 is left out, where one remains.
pub(crate) fn parse_with(text: &str, scope: &[(&'static str, Value)]) -> Result<Vec<Term>, Error> {
    let (_, mut terms) = Reader { text, at: 0, scope }.terms()?;
    while terms.len() > 1
        && let Some(at) = terms.iter().position(|t| t.coefficient == 0.0)
    {
        terms.remove(at);
    }
    Ok(terms)
}

/// One metric.
pub(crate) fn parse_metric(expression: &str) -> Result<Arc<dyn Metric>, Error> {
    let mut reader = Reader { text: expression, at: 0, scope: &[] };
    let name = reader.name();
    if name.is_empty() {
        return Err(reader.expected("a metric"));
    }
    let entry = metric::find(name)?;
    let page = &entry.spec.page;
    let values = reader.values(page.name, page.params, "`)`: this metric has no parameters")?;
    if reader.peek().is_some() {
        return Err(reader.expected("the end"));
    }
    entry.build(&values)
}

/// What is known by a name and a dialect: both of them, and its parameters.
type Known<'a> =
    dyn Fn(&str, Option<&str>) -> Result<(&'static str, &'static str, &'static [Param]), Error> + 'a;

/// The name, the dialect, the parameters and their values of something that is known elsewhere.
#[allow(clippy::type_complexity, reason = "four things that are said in one expression")]
pub(crate) fn parse_known(
    expression: &str,
    known: &Known<'_>,
) -> Result<(&'static str, &'static str, &'static [Param], Vec<Value>), Error> {
    let mut reader = Reader { text: expression, at: 0, scope: &[] };
    let name = reader.name();
    if name.is_empty() {
        return Err(reader.expected("a loss"));
    }
    let (name, dialect, params) = known(name, reader.dialect())?;
    let values = reader.values(name, params, "`)`: this loss has no parameters")?;
    if reader.peek().is_some() {
        return Err(reader.expected("the end"));
    }
    Ok((name, dialect, params, values))
}

struct Reader<'a> {
    text: &'a str,
    /// In bytes, always at the start of a character.
    at: usize,
    /// Values that can be said by name.
    scope: &'a [(&'static str, Value)],
}

/// Whether an expression can name a loss so.
pub(crate) fn is_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'_')
}

impl<'a> Reader<'a> {
    fn expected(&self, expected: &'static str) -> Error {
        let position = self.text[..self.at].chars().count();
        Error::Syntax { expression: self.text.chars().take(200).collect(), position, expected }
    }
    fn skip_space(&mut self) {
        self.at = self.text.len() - self.text[self.at..].trim_start().len();
    }
    /// The next character that is no space.
    fn peek(&mut self) -> Option<char> {
        self.skip_space();
        self.text[self.at..].chars().next()
    }
    fn take(&mut self, c: char) -> bool {
        let found = self.peek() == Some(c);
        self.at += if found { c.len_utf8() } else { 0 };
        found
    }
    fn word(&mut self, part: impl Fn(char) -> bool) -> &'a str {
        self.skip_space();
        let rest = &self.text[self.at..];
        let word = &rest[..rest.find(|c| !part(c)).unwrap_or(rest.len())];
        self.at += word.len();
        word
    }
    fn name(&mut self) -> &'a str {
        self.word(|c| c.is_alphanumeric() || c == '_')
    }
    fn number(&mut self) -> Result<f64, Error> {
        let start = self.at;
        let negative = self.take('-');
        self.take('+');
        let mut word = self.word(|c| c.is_alphanumeric() || c == '.');
        // The sign of an exponent belongs to the number.
        if word.ends_with(['e', 'E']) && word.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            let from = self.at - word.len();
            if self.text[self.at..].starts_with(['+', '-']) {
                self.at += 1;
                self.word(|c| c.is_ascii_digit());
            }
            word = &self.text[from..self.at];
        }
        match word.parse::<f64>() {
            Ok(x) if !x.is_nan() => Ok(if negative { -x } else { x }),
            _ => {
                self.at = start;
                self.skip_space();
                Err(self.expected("a number"))
            }
        }
    }
    /// A value of the scope.
    fn scoped(&mut self) -> Option<Value> {
        let start = self.at;
        let name = self.name();
        let found = self.scope.iter().find(|(n, _)| *n == name).map(|(_, value)| value.clone());
        if found.is_none() {
            self.at = start;
        }
        found
    }
    /// A number of the scope and `*`.
    fn factor(&mut self) -> Option<f64> {
        let start = self.at;
        if let Some(Value::Number(x)) = self.scoped()
            && self.take('*')
        {
            return Some(x);
        }
        self.at = start;
        None
    }
    fn value(&mut self, param: &Param) -> Result<Value, Error> {
        if let Some(value) = self.scoped() {
            return Ok(value);
        }
        if let Kind::Choice(_) = param.kind {
            return Ok(Value::Choice(self.name().into()));
        }
        if self.take('[') {
            let mut numbers = vec![];
            while !self.take(']') {
                numbers.push(self.number()?);
                if !self.take(',') && self.peek() != Some(']') {
                    return Err(self.expected("`,` or `]`"));
                }
            }
            return Ok(Value::Vector(numbers.into()));
        }
        if let Kind::Loss = param.kind {
            self.skip_space();
            let start = self.at;
            self.terms()?;
            return Ok(Value::Loss(crate::get(&self.text[start..self.at])?.to_string().into()));
        }
        let start = self.at;
        match self.name() {
            "true" => Ok(Value::Flag(true)),
            "false" => Ok(Value::Flag(false)),
            "none" => Ok(Value::None),
            _ => {
                self.at = start;
                self.number().map(Value::Number)
            }
        }
    }
    /// Losses with signs and coefficients, as far as they go.
    fn terms(&mut self) -> Result<(Vec<Call>, Vec<Term>), Error> {
        let (mut calls, mut terms) = (Vec::new(), Vec::new());
        loop {
            let negative = if self.take('-') {
                true
            } else {
                let plus = self.take('+');
                if calls.is_empty() && plus {
                    return Err(self.expected("a loss"));
                }
                false
            };
            let mut coefficient = 1.0;
            if self.peek().is_some_and(|c| c.is_ascii_digit() || c == '.') {
                coefficient = self.number()?;
                if !self.take('*') {
                    return Err(self.expected("`*` and a loss"));
                }
            }
            while let Some(factor) = self.factor() {
                coefficient *= factor;
            }
            let start = self.at;
            let coefficient = if negative { -coefficient } else { coefficient };
            let (call, parts) = self.loss(coefficient)?;
            for Term { coefficient: part, loss } in parts {
                let coefficient = coefficient * part;
                if !coefficient.is_finite() {
                    self.at = start;
                    return Err(self.expected("a finite coefficient"));
                }
                terms.push(Term { coefficient, loss });
            }
            calls.push(call);
            if !matches!(self.peek(), Some('+' | '-')) {
                return Ok((calls, terms));
            }
        }
    }
    /// A loss as it is called, and what is computed.
    fn loss(&mut self, coefficient: f64) -> Result<(Call, Vec<Term>), Error> {
        const NONE: &str = "`)`: this loss has no parameters";
        let name = self.name();
        if name.is_empty() {
            return Err(self.expected("a loss"));
        }
        if let Some(library) = self.dialect() {
            let (spec, dialect) = find_dialect(name, library)?;
            let mut values = self.values(dialect.peer, dialect.params, NONE)?;
            let terms = dialect::terms(dialect, &mut values)?;
            return Ok((Call { coefficient, spec, dialect: Some(dialect), values }, terms));
        }
        let entry = find(name)?;
        let values = self.values(entry.spec.name, entry.spec.params, NONE)?;
        let loss = entry.build(&values)?;
        let call = Call { coefficient, spec: loss.spec(), dialect: None, values: loss.values() };
        Ok((call, vec![Term { coefficient: 1.0, loss }]))
    }
    /// The library that the brackets which follow name as their dialect.
    fn dialect(&self) -> Option<&'a str> {
        let mut ahead = Reader { ..*self };
        if !ahead.take('(') {
            return None;
        }
        let mut depth = 0usize;
        loop {
            if depth == 0 && ahead.name() == DIALECT && ahead.take('=') {
                return Some(ahead.name()).filter(|name| !name.is_empty());
            }
            loop {
                let c = ahead.peek()?;
                ahead.at += c.len_utf8();
                match c {
                    '(' | '[' => depth += 1,
                    ')' | ']' => depth = depth.checked_sub(1)?,
                    ',' => break,
                    _ => {}
                }
            }
        }
    }
    /// A value for each parameter, from what stands in brackets. `none` is said where there are no parameters.
    fn values(
        &mut self,
        name: &'static str,
        params: &'static [Param],
        none: &'static str,
    ) -> Result<Vec<Value>, Error> {
        let mut values: Vec<Value> = params.iter().map(Param::default).collect();
        let mut given = vec![false; params.len() + 1];
        if self.take('(') && !self.take(')') {
            loop {
                let start = self.at;
                let key = self.name();
                let k = if self.take('=') {
                    match params.iter().position(|p| p.name == key) {
                        Some(k) => k,
                        None if key == DIALECT => params.len(),
                        None => {
                            let known = params.iter().map(|p| p.name).collect();
                            return Err(Error::UnknownParameter { loss: name, name: key.into(), known });
                        }
                    }
                } else {
                    self.at = start;
                    match params {
                        [_] => 0,
                        [] => return Err(self.expected(none)),
                        _ => return Err(self.expected("`name=value`: this loss has several parameters")),
                    }
                };
                if given[k] {
                    return Err(self.expected("each parameter once"));
                }
                given[k] = true;
                if let Some(param) = params.get(k) {
                    values[k] = self.value(param)?;
                } else {
                    self.library(name)?;
                }
                if self.take(')') {
                    break;
                }
                if !self.take(',') {
                    return Err(self.expected("`,` or `)`"));
                }
            }
        }
        Ok(values)
    }
    /// The library of a dialect that has been found, or of a metric, which has none.
    fn library(&mut self, name: &'static str) -> Result<(), Error> {
        let library = self.name();
        if library.is_empty() {
            return Err(self.expected("the name of a library"));
        }
        if metric::is_metric(name) {
            let library = library.chars().take(64).collect();
            return Err(Error::UnknownDialect { name: name.into(), library, known: vec![] });
        }
        Ok(())
    }
}
