//! Parts of results, which merge to the same bits in any order.

use std::sync::{Mutex, MutexGuard, PoisonError};

use lossfn::{AnyLoss, Reduction};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict, PyTuple},
};

use crate::{
    arguments::{Arguments, Setting},
    data::{Data, Number, for_type},
    error::raised,
    loss::{self, release},
    metric, threads,
};

/// Nothing can fail between taking the lock and giving it back that would leave a part half written.
fn locked<T>(part: &Mutex<T>) -> MutexGuard<'_, T> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The losses of some of the items, as exact sums: merged in any order and any split, they give the same bits.
#[pyclass(frozen, module = "lossfn")]
pub(crate) struct Partial {
    loss: AnyLoss,
    part: Mutex<lossfn::Partial>,
}

fn of<T: Number>(py: Python<'_>, loss: &AnyLoss, data: &Data<'_>) -> PyResult<lossfn::Partial> {
    let on = data.on::<T>(loss).map_err(raised)?.threads(threads::current());
    release(py, data, move || on.partial()).map_err(raised)
}

impl Partial {
    fn new(part: lossfn::Partial) -> PyResult<Self> {
        Ok(Self { loss: lossfn::get(part.loss()).map_err(raised)?, part: Mutex::new(part) })
    }
    fn copy(&self) -> lossfn::Partial {
        locked(&self.part).clone()
    }
}

#[pymethods]
impl Partial {
    /// Of no items yet: `loss` is an expression or a loss.
    #[new]
    #[pyo3(signature = (loss, /))]
    fn of(loss: &Bound<'_, PyAny>) -> PyResult<Self> {
        let loss = loss::any(loss)?;
        Ok(Self { part: Mutex::new(lossfn::Partial::new(&loss)), loss })
    }
    /// Adds items: the inputs of the loss, with `weight`, `mask`, `ignore`, `axis` and `validate` as in a call of
    /// it. Where there is an error nothing is added.
    #[pyo3(signature = (*args, **kwargs))]
    fn update<'py>(
        &self,
        py: Python<'py>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<()> {
        let spec = self.loss.spec();
        let given = Arguments::sort(spec.name, spec.inputs, &[], Setting::DATA, args, kwargs)?;
        let data = Data::read(spec, &given)?;
        let part = for_type!(data.kind, of, py, &self.loss, &data)?;
        locked(&self.part).merge(&part).map_err(raised)
    }
    /// Adds all items of another part.
    fn merge(&self, other: &Self) -> PyResult<()> {
        // A copy, as a part may be merged with itself.
        let other = other.copy();
        locked(&self.part).merge(&other).map_err(raised)
    }
    /// `sum w l / sum w`, correctly rounded.
    fn mean(&self) -> PyResult<f64> {
        locked(&self.part).mean().map_err(raised)
    }
    /// The value under a reduction, with `on_empty` as in a call of the loss.
    #[pyo3(signature = (**kwargs))]
    fn value(&self, py: Python<'_>, kwargs: Option<&Bound<'_, PyDict>>) -> PyResult<f64> {
        let settings = &[("reduction", Setting::Reduction), ("on_empty", Setting::OnEmpty)];
        let given = Arguments::sort("value", &[], &[], settings, &PyTuple::empty(py), kwargs)?;
        let (reduction, empty) = (given.reduction(Reduction::Mean)?, given.on_empty()?);
        locked(&self.part).value(reduction, empty).map_err(raised)
    }
    /// The loss, as an expression.
    #[getter]
    fn loss(&self) -> String {
        self.loss.to_string()
    }
    /// How many items count.
    #[getter]
    fn count(&self) -> u64 {
        locked(&self.part).count()
    }
    /// How many items were ignored, masked or of weight 0.
    #[getter]
    fn ignored(&self) -> u64 {
        locked(&self.part).ignored()
    }
    /// `sum w`, correctly rounded.
    #[getter]
    fn weight(&self) -> f64 {
        locked(&self.part).weight()
    }
    /// `sum w l`, correctly rounded.
    #[getter]
    fn sum(&self) -> f64 {
        locked(&self.part).sum()
    }
    /// The bytes of it: equal parts have equal bytes, in Rust and Python.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &locked(&self.part).to_bytes())
    }
    /// Reads the bytes of a part.
    #[staticmethod]
    #[pyo3(signature = (bytes, /))]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        Self::new(lossfn::Partial::from_bytes(bytes).map_err(raised)?)
    }
    fn __repr__(&self) -> String {
        format!("<lossfn.Partial of {}, {} items>", self.loss, self.count())
    }
    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|o| {
            let other = o.get().copy();
            *locked(&self.part) == other
        })
    }
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        Ok((py.get_type::<Self>().getattr("from_bytes")?, (self.to_bytes(py),)))
    }
}

/// What a metric has seen of some of the rows: merged in any order and any split, it gives the same bits.
#[pyclass(frozen, module = "lossfn")]
pub(crate) struct MetricPartial(Mutex<lossfn::MetricPartial>);

fn seen<T: Number>(
    py: Python<'_>,
    metric: &lossfn::AnyMetric,
    data: &Data<'_>,
) -> PyResult<lossfn::MetricPartial> {
    let on = data.metric::<T>(metric).map_err(raised)?.threads(threads::current());
    let mut part = [lossfn::MetricPartial::new(metric)];
    let done = release(py, data, || on.add_to(&mut part, |_| 0));
    let [part] = part;
    done.map(|()| part).map_err(raised)
}

#[pymethods]
impl MetricPartial {
    /// Of no rows yet: `metric` is an expression or a metric.
    #[new]
    #[pyo3(signature = (metric, /))]
    fn new(metric: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(Mutex::new(lossfn::MetricPartial::new(&metric::any(metric)?))))
    }
    /// Adds rows: the inputs of the metric, with `weight`, `mask`, `ignore`, `axis` and `validate` as in a call of
    /// it. Where there is an error nothing is added.
    #[pyo3(signature = (*args, **kwargs))]
    fn update<'py>(
        &self,
        py: Python<'py>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<()> {
        let metric = locked(&self.0).metric().clone();
        let data = metric::data(&metric, args, kwargs)?;
        let part = for_type!(data.kind, seen, py, &metric, &data)?;
        locked(&self.0).merge(&part).map_err(raised)
    }
    /// Adds all rows of another part.
    fn merge(&self, other: &Self) -> PyResult<()> {
        let other = locked(&other.0).clone();
        locked(&self.0).merge(&other).map_err(raised)
    }
    /// The metric of all rows, with `on_empty` as in a call of it.
    #[pyo3(signature = (**kwargs))]
    fn value(&self, py: Python<'_>, kwargs: Option<&Bound<'_, PyDict>>) -> PyResult<f64> {
        let settings = &[("on_empty", Setting::OnEmpty)];
        let given = Arguments::sort("value", &[], &[], settings, &PyTuple::empty(py), kwargs)?;
        let empty = given.on_empty()?;
        locked(&self.0).value_or(empty).map_err(raised)
    }
    /// The metric, as an expression.
    #[getter]
    fn metric(&self) -> String {
        locked(&self.0).name().into()
    }
    /// How many rows count.
    #[getter]
    fn count(&self) -> u64 {
        locked(&self.0).count()
    }
    /// How many rows were ignored, masked or of weight 0.
    #[getter]
    fn ignored(&self) -> u64 {
        locked(&self.0).ignored()
    }
    /// The sum of the weights, correctly rounded.
    #[getter]
    fn weight(&self) -> f64 {
        locked(&self.0).weight()
    }
    /// The bytes of it: equal parts have equal bytes, in Rust and Python.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &locked(&self.0).to_bytes())
    }
    /// Reads the bytes of a part.
    #[staticmethod]
    #[pyo3(signature = (bytes, /))]
    fn from_bytes(bytes: &[u8]) -> PyResult<Self> {
        lossfn::MetricPartial::from_bytes(bytes).map(|part| Self(Mutex::new(part))).map_err(raised)
    }
    fn __repr__(&self) -> String {
        let part = locked(&self.0);
        format!("<lossfn.MetricPartial of {}, {} rows>", part.name(), part.count())
    }
    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|o| {
            let other = locked(&o.get().0).to_bytes();
            locked(&self.0).to_bytes() == other
        })
    }
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyBytes>,))> {
        Ok((py.get_type::<Self>().getattr("from_bytes")?, (self.to_bytes(py),)))
    }
}
