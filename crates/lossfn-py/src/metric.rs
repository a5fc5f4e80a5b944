//! A metric for Python.

use lossfn::AnyMetric;
use pyo3::{
    prelude::*,
    types::{PyDict, PyString, PyTuple},
};

use crate::{
    arguments::{Arguments, Setting},
    data::{Data, Number, for_type},
    error::{raised, type_error},
    loss::release,
    threads,
};

/// A metric: what is said of a whole table and is no mean of losses. Calling it gives its value.
#[pyclass(frozen, dict, weakref, module = "lossfn")]
pub(crate) struct Metric(AnyMetric);

/// The metric that an expression names: `name`, `name(key=value)` or `name(value)`.
#[pyfunction]
#[pyo3(signature = (expression, /))]
pub(crate) fn metric(expression: &str) -> PyResult<Metric> {
    lossfn::metric(expression).map(Metric).map_err(raised)
}

/// The metric that an argument names, or is.
pub(crate) fn any(given: &Bound<'_, PyAny>) -> PyResult<AnyMetric> {
    if let Ok(metric) = given.cast::<Metric>() {
        return Ok(metric.get().0.clone());
    }
    let text = given
        .cast::<PyString>()
        .map_err(|_| type_error("`metric` is neither an expression nor a metric."))?;
    lossfn::metric(text.to_str()?).map_err(raised)
}

/// The arguments of a call as data.
pub(crate) fn data<'py>(
    metric: &AnyMetric,
    args: &Bound<'py, PyTuple>,
    kwargs: Option<&Bound<'py, PyDict>>,
) -> PyResult<Data<'py>> {
    let page = &metric.spec().page;
    Data::read(page, &Arguments::sort(page.name, page.inputs, &[], Setting::DATA, args, kwargs)?)
}

fn value<T: Number>(py: Python<'_>, metric: &AnyMetric, data: &Data<'_>) -> PyResult<f64> {
    let on = data.metric::<T>(metric).map_err(raised)?.threads(threads::current());
    release(py, data, move || on.value()).map_err(raised)
}

#[pymethods]
impl Metric {
    #[pyo3(signature = (*args, **kwargs))]
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<f64> {
        let data = data(&self.0, args, kwargs)?;
        for_type!(data.kind, value, py, &self.0, &data)
    }
    /// The name of the metric in the catalogue.
    #[getter]
    fn name(&self) -> &'static str {
        self.0.spec().page.name
    }
    /// The names of the inputs, in order.
    #[getter]
    fn inputs(&self) -> Vec<&'static str> {
        self.0.spec().page.inputs.iter().map(|i| i.name).collect()
    }
    fn __str__(&self) -> String {
        self.0.to_string()
    }
    fn __repr__(&self) -> String {
        format!("lossfn.metric(\"{}\")", self.0)
    }
    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|o| o.get().__str__() == self.__str__())
    }
    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        PyString::new(py, &self.__str__()).hash()
    }
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((py.import("lossfn")?.getattr("metric")?, (self.__str__(),)))
    }
}
