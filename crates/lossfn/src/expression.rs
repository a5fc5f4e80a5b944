//! Expressions: `0.7*huber(delta=1.5) + 0.3*absolute`.

use std::sync::Arc;

use crate::{
    Error,
    catalogue::{Term, find},
    formula::Dynamic,
    metric::{self, Metric},
    spec::{Family, Kind, Param, Spec, Value},
};

/// A sum of losses.
pub(crate) fn parse(expression: &str) -> Result<Vec<Term>, Error> {
    let mut reader = Reader { text: expression, at: 0 };
    let terms = reader.terms()?;
    if reader.peek().is_some() {
        return Err(reader.expected("`+`, `-` or the end"));
    }
    Ok(terms)
}

/// One metric.
pub(crate) fn parse_metric(expression: &str) -> Result<Arc<dyn Metric>, Error> {
    let mut reader = Reader { text: expression, at: 0 };
    let name = reader.name();
    if name.is_empty() {
        return Err(reader.expected("a metric"));
    }
    let entry = metric::find(name)?;
    let values = reader.values(&entry.spec.page)?;
    if reader.peek().is_some() {
        return Err(reader.expected("the end"));
    }
    entry.build(&values)
}

struct Reader<'a> {
    text: &'a str,
    /// In bytes, always at the start of a character.
    at: usize,
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
    fn value(&mut self, param: &Param) -> Result<Value, Error> {
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
    fn terms(&mut self) -> Result<Vec<Term>, Error> {
        let mut terms = Vec::new();
        loop {
            let negative = if self.take('-') {
                true
            } else {
                let plus = self.take('+');
                if terms.is_empty() && plus {
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
            if !f64::is_finite(coefficient) {
                return Err(self.expected("a finite coefficient"));
            }
            let loss = self.loss()?;
            terms.push(Term { coefficient: if negative { -coefficient } else { coefficient }, loss });
            if !matches!(self.peek(), Some('+' | '-')) {
                return Ok(terms);
            }
        }
    }
    fn loss(&mut self) -> Result<Arc<dyn Dynamic>, Error> {
        let name = self.name();
        if name.is_empty() {
            return Err(self.expected("a loss"));
        }
        let entry = find(name)?;
        let values = self.values(entry.spec)?;
        entry.build(&values)
    }
    /// A value for each parameter, from what stands in brackets.
    fn values(&mut self, spec: &Spec) -> Result<Vec<Value>, Error> {
        let params = spec.params;
        let mut values: Vec<Value> = params.iter().map(Param::default).collect();
        let mut given = vec![false; params.len()];
        if self.take('(') && !self.take(')') {
            loop {
                let start = self.at;
                let key = self.name();
                let k = if self.take('=') {
                    params.iter().position(|p| p.name == key).ok_or_else(|| Error::UnknownParameter {
                        loss: spec.name,
                        name: key.into(),
                        known: params.iter().map(|p| p.name).collect(),
                    })?
                } else {
                    self.at = start;
                    match params {
                        [_] => 0,
                        [] => {
                            let metric = spec.family == Family::Metric;
                            let what = if metric {
                                "`)`: this metric has no parameters"
                            } else {
                                "`)`: this loss has no parameters"
                            };
                            return Err(self.expected(what));
                        }
                        _ => return Err(self.expected("`name=value`: this loss has several parameters")),
                    }
                };
                if given[k] {
                    return Err(self.expected("each parameter once"));
                }
                given[k] = true;
                values[k] = self.value(&params[k])?;
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
}
