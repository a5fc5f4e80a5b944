//! A loss for Python.

use std::sync::{Arc, Mutex, PoisonError};

use lossfn::{
    AnyLoss, Entry, Error, On, Reduction,
    spec::{Dialect, Param, Spec, Stage, Value},
};
use pyo3::{
    exceptions::PyAttributeError,
    intern,
    prelude::*,
    types::{PyDict, PyString, PyTuple},
};

use crate::{
    arguments::{Arguments, Setting},
    array::Numbers,
    data::{Data, Number, for_type},
    error::{raised, type_error, value_error},
    out::Place,
    pairs::{self, distances},
    threads,
};

/// Fewer numbers are done before other threads of Python could take over.
const LARGE: usize = 1 << 12;

/// What is asked of a loss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ask {
    Value,
    Gradient,
    Hessian,
    ValueAndGradient,
    GradientAndHessian,
    Boosting,
    Product,
    Pairs(pairs::Ask),
}

/// A loss function. Calling it gives its value; it has methods for its derivatives.
///
/// Losses are found by name, as `lossfn.NAME` or `lossfn.get(expression)`. What is said of one is the same for
/// all: `help(lossfn)`.
#[pyclass(frozen, subclass, dict, weakref, module = "lossfn")]
pub(crate) struct Loss {
    /// The line of the catalogue, where parameters may be given with a call.
    entry: Option<Entry>,
    /// With its defaults, or with the parameters of its expression; none where one has to be given.
    whole: Option<AnyLoss>,
    /// With the parameters of the last call that gave some: a program gives the same again and again.
    recent: Mutex<Option<(Vec<Value>, Arc<AnyLoss>)>>,
    spec: &'static Spec,
}

/// A loss whose hessian is multiplied with vectors: all but those of a batch.
#[pyclass(frozen, subclass, extends = Loss, module = "lossfn")]
pub(crate) struct Bending;

/// A loss whose hessian is of single elements.
#[pyclass(frozen, extends = Bending, module = "lossfn")]
pub(crate) struct Diagonal;

/// A distance of two vectors.
#[pyclass(frozen, extends = Bending, module = "lossfn")]
pub(crate) struct Distance;

/// The loss of the catalogue with this name or alias.
#[pyfunction]
pub(crate) fn named<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, Loss>> {
    let entry = lossfn::find(name).map_err(raised)?;
    let defaults: Vec<_> = entry.spec.params.iter().map(Param::default).collect();
    let whole = entry.build(&defaults).ok().map(AnyLoss::of);
    Loss { entry: Some(entry), whole, recent: Mutex::default(), spec: entry.spec }.offered(py)
}

/// The loss that an expression names: `name`, `name(key=value, ...)`, sums of these with coefficients,
/// `name(dialect=library)`. Its parameters are those of the expression.
#[pyfunction]
#[pyo3(signature = (expression, /))]
pub(crate) fn get<'py>(py: Python<'py>, expression: &str) -> PyResult<Bound<'py, Loss>> {
    let loss = lossfn::get(expression).map_err(raised)?;
    Loss { entry: None, spec: loss.spec(), recent: Mutex::default(), whole: Some(loss) }.offered(py)
}

/// The loss that an argument names, or is.
pub(crate) fn any(given: &Bound<'_, PyAny>) -> PyResult<AnyLoss> {
    if let Ok(loss) = given.cast::<Loss>() {
        return loss.get().whole().cloned();
    }
    let expression =
        given.cast::<PyString>().map_err(|_| type_error("`loss` is neither an expression nor a loss."))?;
    lossfn::get(expression.to_str()?).map_err(raised)
}

/// Lets other threads of Python run while much is computed.
pub(crate) fn release<R: Send>(py: Python<'_>, data: &Data<'_>, work: impl FnOnce() -> R + Send) -> R {
    if data.size() < LARGE { work() } else { py.detach(work) }
}

impl Loss {
    /// With the methods that can be answered.
    fn offered(self, py: Python<'_>) -> PyResult<Bound<'_, Self>> {
        let (stage, distance) = (self.spec.stage, pairs::inputs(self.spec).is_ok());
        let loss = PyClassInitializer::from(self);
        if matches!(stage, Stage::Batch(_)) {
            return Bound::new(py, loss);
        }
        let loss = loss.add_subclass(Bending);
        Ok(if stage.has_hessian() {
            Bound::new(py, loss.add_subclass(Diagonal))?.into_super().into_super()
        } else if distance {
            Bound::new(py, loss.add_subclass(Distance))?.into_super().into_super()
        } else {
            Bound::new(py, loss)?.into_super()
        })
    }
    /// With the parameters that it has.
    fn whole(&self) -> PyResult<&AnyLoss> {
        self.whole.as_ref().ok_or_else(|| {
            let required: Vec<_> = self.spec.params.iter().filter(|p| p.required()).map(|p| p.name).collect();
            type_error(format!("{}: `{}` has to be given.", self.spec.name, required.join("`, `")))
        })
    }
    /// With these parameters.
    fn with(&self, entry: Entry, values: Vec<Value>) -> PyResult<Arc<AnyLoss>> {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, loss)) = recent.as_ref().filter(|(given, _)| *given == values) {
            return Ok(loss.clone());
        }
        let loss = Arc::new(AnyLoss::of(entry.build(&values).map_err(raised)?));
        *recent = Some((values, loss.clone()));
        Ok(loss)
    }
    /// The dialect of a library, where it goes by the name of the loss.
    fn dialect(&self, library: &str) -> PyResult<&'static Dialect> {
        let spec = self.spec;
        spec.dialects.iter().find(|d| d.library == library && d.name == spec.name).ok_or_else(|| {
            let known = spec.dialects.iter().map(ToString::to_string).collect();
            raised(Error::UnknownDialect { name: spec.name.into(), library: library.into(), known })
        })
    }
    fn answer<'py>(
        &self,
        py: Python<'py>,
        ask: Ask,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let library = match kwargs.filter(|_| self.entry.is_some()) {
            Some(kwargs) => kwargs.get_item(intern!(py, "dialect"))?.filter(|d| !d.is_none()),
            None => None,
        };
        let dialect = library.map(|l| self.dialect(&l.extract::<String>()?)).transpose()?;
        let params = match (dialect, self.entry) {
            (Some(dialect), _) => dialect.params,
            (None, Some(_)) => self.spec.params,
            (None, None) => &[],
        };
        let name = self.spec.name;
        let settings = match ask {
            Ask::Product => Setting::PRODUCT,
            Ask::Pairs(_) => Setting::PAIRS,
            _ => Setting::LOSS,
        };
        // A table of all pairs is of two tables alone.
        let inputs = if matches!(ask, Ask::Pairs(_)) { pairs::inputs(self.spec)? } else { self.spec.inputs };
        let given = Arguments::sort(name, inputs, params, settings, args, kwargs)?;
        if self.entry.is_none() && given.get(Setting::Dialect).is_some() {
            return Err(type_error("`dialect` stands in the expression of a loss that was made by one."));
        }
        let built;
        let loss = match (self.entry, dialect) {
            (Some(_), Some(dialect)) => {
                let values = given.values(dialect.peer, params)?;
                let all = params.iter().zip(values).map(|(p, v)| format!("{}={v}, ", p.name));
                let text = format!("{name}({}dialect={})", all.collect::<String>(), dialect.library);
                built = Arc::new(lossfn::get(&text).map_err(raised)?);
                &built
            }
            (Some(entry), None) if !given.params.is_empty() => {
                built = self.with(entry, given.values(name, params)?)?;
                &built
            }
            _ => self.whole()?,
        };
        let data = Data::read(self.spec, &given)?;
        match ask {
            Ask::Pairs(ask) => for_type!(data.kind, distances, py, ask, loss, &data, &given),
            _ => for_type!(data.kind, answer, py, ask, loss, &data, &given),
        }
    }
}

fn answer<'py, T: Number>(
    py: Python<'py>,
    ask: Ask,
    loss: &AnyLoss,
    data: &Data<'py>,
    given: &Arguments<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    // A booster wants what single items say.
    let default = if ask == Ask::Boosting { Reduction::Values } else { Reduction::Mean };
    let reduction = given.reduction(default)?;
    let wrt = given.word(Setting::Wrt, "wrt")?;
    let mut on: On<'_, T> = data.on(loss).map_err(raised)?.reduce(reduction).threads(threads::current());
    if let Some(input) = &wrt {
        if ask == Ask::Value {
            return Err(type_error("`wrt` is for derivatives; a value has none."));
        }
        on = on.wrt(input);
    }
    let out = given.get(Setting::Out);
    let each = reduction == Reduction::Values;
    let along = data.along(&on, wrt.as_deref());
    let shape = &along.map_or_else(Vec::new, Numbers::derivative)[..];
    let done = |place: Place<'py>| match along {
        Some(input) => place.done(input.back.as_ref()),
        None => place.number::<T>(py),
    };
    let values = |place: Option<&Bound<'py, PyAny>>| {
        let mut place = Place::new(py, place, data, &data.items)?;
        let values = release(py, data, move || on.to_vec()).map_err(raised)?;
        place.slice::<T>().copy_from_slice(&values);
        place.done(data.back())
    };
    match ask {
        Ask::Value if each => values(out),
        Ask::Value if out.is_some() => Err(value_error(
            "`out` takes an array of results; say `reduction=\"values\"` for one of each item.",
        )),
        Ask::Value => {
            let value = release(py, data, move || on.value()).map_err(raised)?;
            Ok(value.into_pyobject(py)?.into_any())
        }
        Ask::Gradient | Ask::ValueAndGradient => {
            let mut place = Place::new(py, out, data, shape)?;
            let buffer = place.slice::<T>();
            let value = release(py, data, move || {
                if each {
                    on.gradient_into(buffer).map(|()| f64::NAN)
                } else {
                    on.value_and_gradient_into(buffer)
                }
            });
            let value = value.map_err(raised)?;
            if ask == Ask::Gradient {
                return done(place);
            }
            // Before the gradient goes to its place, which may be that of an input.
            let value = if each { values(None)? } else { value.into_pyobject(py)?.into_any() };
            Ok((value, done(place)?).into_pyobject(py)?.into_any())
        }
        Ask::Hessian => {
            let mut place = Place::new(py, out, data, shape)?;
            let buffer = place.slice::<T>();
            let computed = release(py, data, move || {
                let mut gradient = vec![T::default(); buffer.len()];
                on.gradient_and_hessian_into(&mut gradient, buffer)
            });
            computed.map_err(raised)?;
            done(place)
        }
        Ask::Product => {
            let (mut place, vector) = (Place::new(py, out, data, shape)?, data.vector::<T>(shape)?);
            let buffer = place.slice::<T>();
            release(py, data, move || on.hessian_vector_product_into(vector, buffer)).map_err(raised)?;
            done(place)
        }
        _ => {
            let [mut first, mut second] = Place::pair(py, out, data, shape)?;
            let (g, h) = (first.slice::<T>(), second.slice::<T>());
            let computed = release(py, data, move || {
                if ask == Ask::Boosting { on.boosting_into(g, h) } else { on.gradient_and_hessian_into(g, h) }
            });
            computed.map_err(raised)?;
            Ok((done(first)?, done(second)?).into_pyobject(py)?.into_any())
        }
    }
}

#[pymethods]
impl Loss {
    #[pyo3(signature = (*args, **kwargs))]
    fn __call__<'py>(
        &self,
        py: Python<'py>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.answer(py, Ask::Value, args, kwargs)
    }
    /// The loss: a number, or an array of one for each item with `reduction="values"`. The same as calling it.
    #[pyo3(signature = (*args, **kwargs))]
    fn value<'py>(
        &self,
        py: Python<'py>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.answer(py, Ask::Value, args, kwargs)
    }
    /// The gradient of the reduced loss in the first input, or in the one that `wrt` names: an array of its shape.
    #[pyo3(signature = (*args, **kwargs))]
    fn grad<'py>(
        &self,
        py: Python<'py>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.answer(py, Ask::Gradient, args, kwargs)
    }
    /// The loss and its gradient, in one pass.
    #[pyo3(signature = (*args, **kwargs))]
    fn value_and_grad<'py>(
        &self,
        py: Python<'py>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        self.answer(py, Ask::ValueAndGradient, args, kwargs)
    }
    /// What it does not offer, and why.
    fn __getattr__(&self, name: &str) -> PyResult<()> {
        let why = match name {
            "hess" | "grad_and_hess" | "boosting" => "it has no hessian element by element",
            "hessian_vector_product" => "its rows are a batch that is computed as a whole",
            "pairwise" | "nearest" => "it is no distance of two vectors",
            _ => return Err(PyAttributeError::new_err(format!("{} has no `{name}`.", self.spec.name))),
        };
        Err(PyAttributeError::new_err(format!("{} has no `{name}`: {why}.", self.spec.name)))
    }
    /// The name of the loss in the catalogue; of a sum, that of its first loss.
    #[getter]
    fn name(&self) -> &'static str {
        self.spec.name
    }
    /// The names of the inputs, in order.
    #[getter]
    fn inputs(&self) -> Vec<&'static str> {
        self.spec.inputs.iter().map(|i| i.name).collect()
    }
    fn __str__(&self) -> String {
        self.whole.as_ref().map_or_else(|| self.spec.name.into(), ToString::to_string)
    }
    fn __repr__(&self) -> String {
        match self.entry {
            Some(_) => format!("lossfn.{}", self.spec.name),
            None => format!("lossfn.get(\"{}\")", self.__str__()),
        }
    }
    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|o| {
            o.get().entry.is_some() == self.entry.is_some() && o.get().__str__() == self.__str__()
        })
    }
    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        PyString::new(py, &self.__str__()).hash()
    }
    /// Losses are pickled and copied by name.
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let module = py.import("lossfn")?;
        match self.entry {
            Some(_) => Ok((module.getattr("_named")?, (self.spec.name.into(),))),
            None => Ok((module.getattr("get")?, (self.__str__(),))),
        }
    }
}

#[pymethods]
impl Bending {
    /// The whole hessian of the reduced loss in the first input, or in the one that `wrt` names, times `vector`: an
    /// array of their shape.
    #[pyo3(signature = (*args, **kwargs))]
    fn hessian_vector_product<'py>(
        slf: &Bound<'py, Self>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().get().answer(slf.py(), Ask::Product, args, kwargs)
    }
}

#[pymethods]
impl Diagonal {
    /// The second derivative of the reduced loss in each number of the first input, or of the one that `wrt`
    /// names: the diagonal of the hessian.
    #[pyo3(signature = (*args, **kwargs))]
    fn hess<'py>(
        slf: &Bound<'py, Self>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().answer(slf.py(), Ask::Hessian, args, kwargs)
    }
    /// The gradient and the diagonal of the hessian, in one pass; `out` is a pair of arrays.
    #[pyo3(signature = (*args, **kwargs))]
    fn grad_and_hess<'py>(
        slf: &Bound<'py, Self>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().answer(slf.py(), Ask::GradientAndHessian, args, kwargs)
    }
    /// The gradient, and the curvature that a booster divides by, which is never negative. They are those of
    /// single items unless `reduction` says otherwise; `out` is a pair of arrays.
    #[pyo3(signature = (*args, **kwargs))]
    fn boosting<'py>(
        slf: &Bound<'py, Self>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().answer(slf.py(), Ask::Boosting, args, kwargs)
    }
}

#[pymethods]
impl Distance {
    /// Of a distance of two vectors: that of each row of a table (n, coordinates) from each row of another
    /// (m, coordinates), an array (n, m).
    #[pyo3(signature = (*args, **kwargs))]
    fn pairwise<'py>(
        slf: &Bound<'py, Self>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().answer(slf.py(), Ask::Pairs(pairs::Ask::All), args, kwargs)
    }
    /// Of a distance of two vectors: for each row of a table (n, coordinates) the nearest row of another
    /// (m, coordinates), integers (n,), and how far it is, an array (n,). The table of all pairs is never stored.
    #[pyo3(signature = (*args, **kwargs))]
    fn nearest<'py>(
        slf: &Bound<'py, Self>,
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        slf.as_super().as_super().get().answer(slf.py(), Ask::Pairs(pairs::Ask::Nearest), args, kwargs)
    }
}
