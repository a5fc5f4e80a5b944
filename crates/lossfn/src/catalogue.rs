//! Every loss by name, and expressions of them.

use core::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use crate::{
    Error,
    data::{Element, Inputs},
    dialect,
    evaluate::{On, Terms},
    expression,
    formula::{Dynamic, Named},
    losses, metric,
    spec::{Dialect, Param, Spec, Value},
};

/// Builds a loss from a value for each parameter.
type Build = fn(&[Value]) -> Result<Arc<dyn Dynamic>, Error>;

/// A line of the catalogue: what is known of a loss, and how it is built.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What is known of it.
    pub spec: &'static Spec,
    build: Build,
}

impl Entry {
    /// The line of a loss.
    pub const fn of<L: Named>() -> Self {
        Self { spec: &L::SPEC, build: |values| Ok(Arc::new(L::from_values(values)?)) }
    }
    /// Builds the loss from a value for each parameter, in the order of the spec.
    ///
    /// # Errors
    /// When a value is not in its domain.
    pub fn build(&self, values: &[Value]) -> Result<Arc<dyn Dynamic>, Error> {
        (self.build)(values)
    }
}

impl fmt::Debug for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spec.name)
    }
}

/// Losses of the user's own.
static REGISTERED: RwLock<Vec<Entry>> = RwLock::new(Vec::new());

/// Adds a loss of the user's own to the catalogue, for this process: it can then be named in
/// expressions, and everything that goes through the catalogue knows it.
///
/// # Errors
/// When its name or an alias is taken, or is none that an expression can have.
pub fn register<L: Named>() -> Result<(), Error> {
    let spec = &L::SPEC;
    for &name in core::iter::once(&spec.name).chain(spec.aliases) {
        let refused = |why| Err(Error::Name { name: shortened(name), why });
        if !expression::is_name(name) {
            return refused("a name is letters, digits and `_`, at most 64, and begins with a letter");
        }
        if metric::is_metric(name) {
            return refused("a metric has that name");
        }
        if losses::AMBIGUOUS.iter().any(|(n, _)| *n == name) || !dialect::of_name(name).is_empty() {
            return refused("it means different things in different libraries");
        }
    }
    // What comes before reads the catalogue itself.
    let mut registered = REGISTERED.write().unwrap_or_else(PoisonError::into_inner);
    for &name in core::iter::once(&spec.name).chain(spec.aliases) {
        if losses::CATALOGUE.iter().chain(registered.iter()).any(|e| named(e, name)) {
            return Err(Error::Name { name: name.into(), why: "a loss has that name" });
        }
    }
    registered.push(Entry::of::<L>());
    Ok(())
}

/// Every loss, in reading order, those that were registered last.
pub fn catalogue() -> Vec<Entry> {
    let registered = REGISTERED.read().unwrap_or_else(PoisonError::into_inner);
    losses::CATALOGUE.iter().chain(registered.iter()).copied().collect()
}

pub(crate) fn named(entry: &Entry, name: &str) -> bool {
    entry.spec.name == name || entry.spec.aliases.contains(&name)
}

/// Finds a loss by its name or an alias.
///
/// # Errors
/// When no loss has that name, with the nearest one; when it could mean two.
pub fn find(name: &str) -> Result<Entry, Error> {
    if let Some((_, choices)) = losses::AMBIGUOUS.iter().find(|(n, _)| *n == name) {
        let choices = choices.iter().map(|&c| c.into()).collect();
        return Err(Error::Ambiguous { name: name.into(), choices });
    }
    let all = catalogue();
    if let Some(entry) = all.iter().find(|e| named(e, name)) {
        return Ok(*entry);
    }
    if metric::is_metric(name) {
        return Err(Error::NotALoss { name: name.into() });
    }
    let dialects = dialect::of_name(name);
    if !dialects.is_empty() {
        let choices = dialects.iter().map(|(_, d)| d.to_string()).collect();
        return Err(Error::Ambiguous { name: name.into(), choices });
    }
    let names = all.iter().flat_map(|e| core::iter::once(e.spec.name).chain(e.spec.aliases.iter().copied()));
    let name = shortened(name);
    let nearest = names.min_by_key(|n| distance(&name, n)).unwrap_or("");
    Err(Error::UnknownLoss { name, nearest })
}

/// The beginning of a name that is no name: no name is longer.
pub(crate) fn shortened(name: &str) -> String {
    name.chars().take(64).collect()
}

/// How many characters have to be changed, added, taken away or swapped to make one name the other; case
/// costs nothing, and of a text that is no name the beginning tells.
#[doc(hidden)]
pub fn distance(a: &str, b: &str) -> usize {
    let letters = |s: &str| s.chars().take(100).flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (a, b) = (letters(a), letters(b));
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

/// A loss with its coefficient, in a sum of losses.
#[derive(Clone, Debug)]
pub struct Term {
    /// What the loss is multiplied by.
    pub coefficient: f64,
    /// The loss.
    pub loss: Arc<dyn Dynamic>,
}

/// A loss by name: one, or a weighted sum of some that read the same data.
///
/// It prints as the expression that makes it again.
#[derive(Clone, Debug)]
pub struct AnyLoss {
    calls: Vec<Call>,
    terms: Vec<Term>,
}

/// A loss as an expression names it.
#[derive(Clone, Debug)]
pub struct Call {
    /// What it is multiplied by.
    pub coefficient: f64,
    /// The loss.
    pub spec: &'static Spec,
    /// Whose parameters these are and what they mean, where that is not the loss itself.
    pub dialect: Option<&'static Dialect>,
    /// A value for each parameter.
    pub values: Vec<Value>,
}

/// Reads an expression: `name`, `name(key=value, ...)`, `name(value)` where there is one parameter,
/// and sums of these with coefficients.
///
/// ```
/// let loss = lossfn::get("0.7*huber(delta=1.5) + 0.3*absolute")?;
/// assert_eq!(loss.to_string(), "0.7*huber(delta=1.5) + 0.3*absolute");
/// assert_eq!(loss.on(&[3.0], &[1.0]).mean()?, 0.7 * 1.875 + 0.3 * 2.0);
/// assert_eq!(
///     lossfn::get("hubre").unwrap_err().to_string(),
///     "No loss is named `hubre`; did you mean `huber`?",
/// );
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// Where another library means something else by a name, `name(dialect=library)` is what it computes, with
/// the parameters that it has: see [`Dialect`].
///
/// ```
/// let mape = |name| lossfn::get(name)?.on(&[3.0], &[2.0]).mean();
/// assert_eq!((mape("mape")?, mape("mape(dialect=keras)")?), (0.5, 50.0));
/// assert_eq!(
///     lossfn::get("charbonnier").unwrap_err().to_string(),
///     "`charbonnier` means different things in different libraries; say `charbonnier(dialect=kornia)`.",
/// );
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// # Errors
/// When the expression is not well formed, a name is unknown, a parameter is outside its domain, or
/// the terms read different data.
pub fn get(expression: &str) -> Result<AnyLoss, Error> {
    let (calls, terms) = expression::parse(expression)?;
    let first = terms[0].loss.spec();
    for term in &terms[1..] {
        let spec = term.loss.spec();
        if spec.stage != first.stage || spec.inputs.len() != first.inputs.len() {
            return Err(Error::Inputs { loss: spec.name.into(), got: first.reads(), want: spec.reads() });
        }
    }
    let weighted = |t: &Term| {
        t.loss.spec().stage.of_scores() && t.loss.values().iter().any(|v| matches!(v, Value::Vector(_)))
    };
    if terms.len() > 1 && terms.iter().any(weighted) {
        return Err(Error::Unsupported {
            loss: expression.into(),
            what: "class weights in a sum of losses",
            why: "its terms would have different denominators",
        });
    }
    if terms.iter().any(|t| t.loss.mean() != terms[0].loss.mean()) {
        return Err(Error::Unsupported {
            loss: expression.into(),
            what: "mean",
            why: "its terms have different denominators",
        });
    }
    Ok(AnyLoss { calls, terms })
}

impl AnyLoss {
    /// A loss with the values of its parameters.
    pub fn of(loss: Arc<dyn Dynamic>) -> Self {
        let (spec, values) = (loss.spec(), loss.values());
        let calls = vec![Call { coefficient: 1.0, spec, dialect: None, values }];
        Self { calls, terms: vec![Term { coefficient: 1.0, loss }] }
    }
    /// The same with another value of a parameter, in every loss of the sum that has it.
    ///
    /// ```
    /// let loss = lossfn::get("0.5*huber + 0.5*absolute")?;
    /// assert_eq!(loss.with("delta", 2.0)?.to_string(), "0.5*huber(delta=2) + 0.5*absolute");
    /// assert!(loss.with("delta", -1.0).is_err());
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// When no loss of the sum has the parameter, the value is outside its domain, or a loss is neither of the
    /// catalogue nor registered.
    pub fn with(&self, parameter: &str, value: f64) -> Result<Self, Error> {
        let mut changed = self.clone();
        let mut known = vec![];
        let mut found = false;
        for call in &mut changed.calls {
            let params = call.dialect.map_or(call.spec.params, |d| d.params);
            known.extend(params.iter().map(|p| p.name));
            if let Some(place) = params.iter().position(|p| p.name == parameter) {
                call.values[place] = Value::Number(value);
                found = true;
            }
        }
        if !found {
            return Err(Error::UnknownParameter { loss: self.spec().name, name: parameter.into(), known });
        }
        get(&changed.to_string())
    }
    /// What the expression names; at least one loss.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }
    /// What is computed: the losses of the catalogue that it is the sum of; at least one.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }
    /// What is known of the first loss; all of them read the same kind of data.
    pub fn spec(&self) -> &'static Spec {
        self.calls[0].spec
    }
    /// The loss on data. The values are checked to lie in their domains.
    pub fn on<'a, T: Element, A, B>(&'a self, a: A, b: B) -> On<'a, T>
    where
        (A, B): Into<Inputs<'a, T>>,
    {
        self.on_inputs((a, b).into())
    }
    /// The loss on data of any kind.
    pub fn on_inputs<'a, T: Element>(&'a self, inputs: Inputs<'a, T>) -> On<'a, T> {
        On::new(Terms::Sum(self), inputs, true)
    }
}

impl fmt::Display for AnyLoss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, call) in self.calls.iter().enumerate() {
            let (sign, size) = (call.coefficient.is_sign_negative(), call.coefficient.abs());
            f.write_str(match (i, sign) {
                (0, false) => "",
                (0, true) => "-",
                (_, false) => " + ",
                (_, true) => " - ",
            })?;
            if size != 1.0 {
                write!(f, "{size}*")?;
            }
            match call.dialect {
                None => write_call(f, call.spec, &call.values)?,
                Some(d) => write_arguments(f, d.name, d.params, &call.values, Some(d.library))?,
            }
        }
        Ok(())
    }
}

pub(crate) fn write_loss(f: &mut impl fmt::Write, loss: &dyn Dynamic) -> fmt::Result {
    write_call(f, loss.spec(), &loss.values())
}

/// Only the parameters that differ from their defaults.
pub(crate) fn write_call(f: &mut impl fmt::Write, spec: &Spec, values: &[Value]) -> fmt::Result {
    write_arguments(f, spec.name, spec.params, values, None)
}

fn write_arguments(
    f: &mut impl fmt::Write,
    name: &str,
    params: &[Param],
    values: &[Value],
    dialect: Option<&str>,
) -> fmt::Result {
    f.write_str(name)?;
    let mut open = false;
    for (param, value) in params.iter().zip(values) {
        if *value != param.default() {
            write!(f, "{}{}={value}", if open { ", " } else { "(" }, param.name)?;
            open = true;
        }
    }
    if let Some(library) = dialect {
        write!(f, "{}dialect={library}", if open { ", " } else { "(" })?;
        open = true;
    }
    if open { f.write_str(")") } else { Ok(()) }
}

/// The same as a text.
pub(crate) fn call(spec: &Spec, values: &[Value]) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_call(&mut text, spec, values);
    text
}
