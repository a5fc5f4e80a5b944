//! Losses as other libraries mean them: `name(dialect=library)`.

use std::sync::Arc;

use crate::{
    Error,
    catalogue::{Entry, Term, catalogue, find, named},
    expression,
    formula::{Dynamic, refused},
    kernels::{Kernel, Outer},
    spec::{Dialect, Input, Mean, Meaning, Param, Spec, Value},
    stages::Settings,
};

/// The dialects of a name, each with the loss that has it.
pub(crate) fn of_name(name: &str) -> Vec<(&'static Spec, &'static Dialect)> {
    let own = |e: &Entry, d: &Dialect| d.name == name || d.name == e.spec.name && named(e, name);
    let all = catalogue();
    all.iter().flat_map(|e| e.spec.dialects.iter().filter(|d| own(e, d)).map(move |d| (e.spec, d))).collect()
}

/// The dialect of a library.
///
/// # Errors
/// When there is none of that name, with those that there are.
pub(crate) fn find_dialect(name: &str, library: &str) -> Result<(&'static Spec, &'static Dialect), Error> {
    let named = of_name(name);
    if let Some(found) = named.iter().find(|(_, d)| d.library == library) {
        return Ok(*found);
    }
    let (name, known) = match (find(name), &named[..]) {
        (Ok(entry), _) => (entry.spec.name, entry.spec.dialects.iter().map(Dialect::to_string).collect()),
        (Err(error), []) => return Err(error),
        (Err(_), [(_, first), ..]) => (first.name, named.iter().map(|(_, d)| d.to_string()).collect()),
    };
    // No library has a longer name.
    Err(Error::UnknownDialect { name: name.into(), library: library.chars().take(64).collect(), known })
}

/// What a dialect is here, with a value for each of its parameters.
///
/// # Errors
/// When a value is not in its domain.
pub(crate) fn terms(dialect: &'static Dialect, values: &mut [Value]) -> Result<Vec<Term>, Error> {
    let mut scope = vec![];
    for (param, value) in dialect.params.iter().zip(values.iter_mut()) {
        if !param.admits(value) {
            return Err(refused(dialect.peer, param, value.clone()));
        }
        if let Value::Number(x) = value {
            // -0 is 0: the two are equal, and have to be the same.
            *x += 0.0;
        }
        scope.push((param.name, value.clone()));
    }
    let mut terms = match dialect.meaning {
        Meaning::Sum(text) => expression::parse_with(text, &scope)?,
        Meaning::Own { build, .. } => vec![Term { coefficient: 1.0, loss: build(values)? }],
    };
    for term in &mut terms {
        term.loss = Arc::new(Spoken { loss: term.loss.clone(), dialect });
    }
    Ok(terms)
}

/// A loss with the domains and the mean of a dialect.
#[derive(Debug)]
struct Spoken {
    loss: Arc<dyn Dynamic>,
    dialect: &'static Dialect,
}

impl Dynamic for Spoken {
    fn spec(&self) -> &'static Spec {
        self.loss.spec()
    }
    fn values(&self) -> Vec<Value> {
        self.loss.values()
    }
    fn inputs(&self) -> &'static [Input] {
        if self.dialect.inputs.is_empty() { self.loss.inputs() } else { self.dialect.inputs }
    }
    fn mean(&self) -> Mean {
        self.dialect.mean
    }
    fn outer(&self) -> Option<&dyn Outer> {
        self.loss.outer()
    }
    fn settings(&self) -> Settings {
        self.loss.settings()
    }
    fn kernel(&self) -> Kernel {
        self.loss.kernel()
    }
}

/// The textbook formula of a dialect over its own parameters, in the syntax of [`Spec::formula`].
///
/// # Errors
/// When the dialect is no sum of losses of the catalogue.
///
/// ```
/// let dialects = lossfn::find("mape")?.spec.dialects;
/// assert_eq!(dialects[0].to_string(), "mape(dialect=keras)");
/// assert_eq!(lossfn::dialect_formula(&dialects[0])?, "100*(Abs(pred - target)/Abs(target))");
/// # Ok::<(), lossfn::Error>(())
/// ```
pub fn dialect_formula(dialect: &Dialect) -> Result<String, Error> {
    if !dialect.formula.is_empty() {
        return Ok(dialect.formula.into());
    }
    let text = match dialect.meaning {
        Meaning::Own { formula, .. } => return Ok(formula.into()),
        Meaning::Sum(text) => text,
    };
    let mut formula = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        formula.push_str(&rest[..at]);
        let (word, after) = split_word(&rest[at..]);
        let Some((inner, after)) = after.strip_prefix('(').and_then(|a| a.split_once(')')) else {
            formula.push_str(word);
            rest = after;
            continue;
        };
        let spec = find(word)?.spec;
        let given = |p: &Param| {
            let pairs = inner.split(',').filter_map(|pair| pair.split_once('='));
            pairs.map(|(key, value)| (key.trim(), value.trim())).find(|(key, _)| *key == p.name)
        };
        let value = |name: &str| {
            let param = spec.params.iter().find(|p| p.name == name)?;
            Some(given(param).map_or_else(|| param.default().to_string(), |(_, value)| value.into()))
        };
        let text = replaced(spec.formula, value);
        if formula.is_empty() && after.is_empty() {
            return Ok(text);
        }
        formula = formula + "(" + &text + ")";
        rest = after;
    }
    Ok(formula + rest)
}

/// A formula with other words for some of its words.
fn replaced(formula: &str, with: impl Fn(&str) -> Option<String>) -> String {
    let mut text = String::new();
    let mut rest = formula;
    while let Some(at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        text.push_str(&rest[..at]);
        let (word, after) = split_word(&rest[at..]);
        match with(word).map(|w| if w == "none" { "None".into() } else { w.replace("inf", "oo") }) {
            Some(other) if other.starts_with('-') => text = text + "(" + &other + ")",
            Some(other) => text.push_str(&other),
            None => text.push_str(word),
        }
        rest = after;
    }
    text + rest
}

fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len()))
}
