//! Metrics by name.

use core::fmt;
use std::sync::Arc;

use super::{CATALOGUE, Metric, MetricOn, MetricSpec};
use crate::{
    AnyLoss, Error,
    catalogue::{self, distance, shortened, write_call},
    data::{Element, Inputs},
    expression,
    formula::Field,
    spec::{Input, Param, Value},
};

/// A metric that can be built from its spec.
pub(super) trait Named: Metric + Sized + 'static {
    /// What is known of it.
    const SPEC: MetricSpec;
    /// Builds it from a value for each parameter.
    ///
    /// # Errors
    /// When a value is not in its domain.
    fn from_values(values: &[Value]) -> Result<Self, Error>;
}

/// Builds a metric from a value for each parameter.
type Build = fn(&[Value]) -> Result<Arc<dyn Metric>, Error>;

/// A line of the catalogue of metrics: what is known of one, and how it is built.
#[derive(Clone, Copy)]
pub struct MetricEntry {
    /// What is known of it.
    pub spec: &'static MetricSpec,
    build: Build,
}

impl MetricEntry {
    pub(super) const fn of<M: Named>() -> Self {
        Self { spec: &M::SPEC, build: |values| Ok(Arc::new(M::from_values(values)?)) }
    }
    /// Builds the metric from a value for each parameter, in the order of the spec.
    ///
    /// # Errors
    /// When a value is not in its domain.
    pub fn build(&self, values: &[Value]) -> Result<Arc<dyn Metric>, Error> {
        (self.build)(values)
    }
}

impl fmt::Debug for MetricEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.spec.page.name)
    }
}

/// Every metric, in reading order.
pub fn metrics() -> Vec<MetricEntry> {
    CATALOGUE.to_vec()
}

/// Whether a metric has that name or alias.
fn named(entry: &MetricEntry, name: &str) -> bool {
    entry.spec.page.name == name || entry.spec.page.aliases.contains(&name)
}

/// Whether some metric has that name.
pub(crate) fn is_metric(name: &str) -> bool {
    CATALOGUE.iter().any(|e| named(e, name))
}

/// Finds a metric by its name or an alias.
///
/// # Errors
/// When no metric has that name, with the nearest one.
pub fn find(name: &str) -> Result<MetricEntry, Error> {
    if let Some(entry) = CATALOGUE.iter().find(|e| named(e, name)) {
        return Ok(*entry);
    }
    if catalogue::find(name).is_ok() {
        return Err(Error::NotAMetric { name: name.into() });
    }
    let names = CATALOGUE
        .iter()
        .flat_map(|e| core::iter::once(e.spec.page.name).chain(e.spec.page.aliases.iter().copied()));
    let name = shortened(name);
    let nearest = names.min_by_key(|n| distance(&name, n)).unwrap_or("");
    Err(Error::UnknownMetric { name, nearest })
}

/// A metric by name. It prints as the expression that makes it again.
#[derive(Clone, Debug)]
pub struct AnyMetric(Arc<dyn Metric>);

/// Reads an expression: `name`, `name(key=value)` or `name(value)`.
///
/// ```
/// let metric = lossfn::metric("d2(quantile(0.9))")?;
/// assert_eq!(metric.to_string(), "d2(loss=quantile(quantile=0.9))");
/// assert_eq!(metric.on(&[1.0, 3.0, 3.0], &[1.0, 2.0, 3.0]).value()?, 2.0 / 3.0);
/// assert_eq!(lossfn::get("r2").unwrap_err().to_string(), "`r2` is a metric, not a loss.");
/// # Ok::<(), lossfn::Error>(())
/// ```
///
/// # Errors
/// When the expression is not well formed, the name is unknown, or the parameter is outside its domain.
pub fn metric(expression: &str) -> Result<AnyMetric, Error> {
    Ok(AnyMetric(expression::parse_metric(expression)?))
}

impl AnyMetric {
    /// A metric with the values of its parameters.
    pub fn of(metric: Arc<dyn Metric>) -> Self {
        Self(metric)
    }
    /// What is known of it.
    pub fn spec(&self) -> &'static MetricSpec {
        self.0.spec()
    }
    /// The metric itself.
    pub fn metric(&self) -> &dyn Metric {
        &*self.0
    }
    /// What it reads: a value has to lie in the domains of each of these.
    pub fn inputs(&self) -> Vec<&'static [Input]> {
        inputs(&*self.0)
    }
    /// The metric on data. The values are checked to lie in their domains.
    pub fn on<'a, T: Element, A, B>(&'a self, a: A, b: B) -> MetricOn<'a, T>
    where
        (A, B): Into<Inputs<'a, T>>,
    {
        self.on_inputs((a, b).into())
    }
    /// The metric on data of any kind.
    pub fn on_inputs<'a, T: Element>(&'a self, inputs: Inputs<'a, T>) -> MetricOn<'a, T> {
        MetricOn::new(&*self.0, inputs, true)
    }
}

pub(super) fn inputs(metric: &dyn Metric) -> Vec<&'static [Input]> {
    let mut all = metric.inputs();
    all.insert(0, metric.spec().page.inputs);
    all
}

impl fmt::Display for AnyMetric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_call(f, &self.0.spec().page, &self.0.values())
    }
}

/// The fields that hold parameters, by their kind.
#[allow(non_camel_case_types)]
pub(super) mod kind {
    pub(crate) use crate::formula::kind::{choice, number, optional};
    /// A loss.
    pub(crate) type loss = crate::AnyLoss;
}

impl Field for AnyLoss {
    fn read(value: &Value, _: &Param) -> Option<Self> {
        if let Value::Loss(text) = value { crate::get(text).ok() } else { None }
    }
    fn write(&self, _: &str, _: &[Param]) -> Value {
        Value::Loss(self.to_string().into())
    }
}
