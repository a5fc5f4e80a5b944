//! The arguments of a call: inputs and parameters by place or name, options by name.

use std::sync::Arc;

use lossfn::{
    OnEmpty, Reduction,
    spec::{Input, Kind, Param, Value},
};
use pyo3::{
    prelude::*,
    types::{PyBool, PyBytes, PyDict, PyString, PyTuple},
};

use crate::error::{type_error, value_error};

/// What may be said of a call by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    Weight,
    Mask,
    Ignore,
    Axis,
    OnEmpty,
    Validate,
    Dialect,
    Reduction,
    Out,
    Wrt,
    Vector,
    Groups,
}

impl Setting {
    const COUNT: usize = 12;
    /// What is said of data alone.
    pub(crate) const DATA: &'static [(&'static str, Self)] = &[
        ("weight", Self::Weight),
        ("mask", Self::Mask),
        ("groups", Self::Groups),
        ("ignore", Self::Ignore),
        ("axis", Self::Axis),
        ("validate", Self::Validate),
        ("on_empty", Self::OnEmpty),
    ];
    /// What is said of a loss on data.
    pub(crate) const LOSS: &'static [(&'static str, Self)] = &[
        ("weight", Self::Weight),
        ("mask", Self::Mask),
        ("groups", Self::Groups),
        ("ignore", Self::Ignore),
        ("axis", Self::Axis),
        ("validate", Self::Validate),
        ("on_empty", Self::OnEmpty),
        ("reduction", Self::Reduction),
        ("out", Self::Out),
        ("dialect", Self::Dialect),
        ("wrt", Self::Wrt),
    ];
    /// What is said of a loss on data whose hessian is multiplied.
    pub(crate) const PRODUCT: &'static [(&'static str, Self)] = &[
        ("vector", Self::Vector),
        ("weight", Self::Weight),
        ("mask", Self::Mask),
        ("groups", Self::Groups),
        ("ignore", Self::Ignore),
        ("axis", Self::Axis),
        ("validate", Self::Validate),
        ("on_empty", Self::OnEmpty),
        ("reduction", Self::Reduction),
        ("out", Self::Out),
        ("dialect", Self::Dialect),
        ("wrt", Self::Wrt),
    ];
    /// What is said of all pairs of two tables.
    pub(crate) const PAIRS: &'static [(&'static str, Self)] =
        &[("axis", Self::Axis), ("out", Self::Out), ("dialect", Self::Dialect)];
}

/// The name of a parameter in Python, where `lambda` is none.
fn is_named(param: &Param, key: &str) -> bool {
    param.name == key || key.strip_suffix('_') == Some(param.name)
}

/// The arguments of a call.
pub(crate) struct Arguments<'py> {
    pub(crate) inputs: Vec<Bound<'py, PyAny>>,
    /// Empty where none was given.
    pub(crate) params: Vec<Option<Bound<'py, PyAny>>>,
    settings: [Option<Bound<'py, PyAny>>; Setting::COUNT],
}

impl<'py> Arguments<'py> {
    /// Sorts arguments. An input that is called as an option is, goes by its place alone.
    pub(crate) fn sort(
        name: &str,
        inputs: &[Input],
        params: &[Param],
        settings: &[(&'static str, Setting)],
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let most = inputs.len() + params.len();
        if args.len() > most {
            return Err(type_error(format!(
                "{name} takes at most {most} arguments by place, but {} were given.",
                args.len()
            )));
        }
        let mut read: [Option<Bound<'py, PyAny>>; 4] = Default::default();
        let mut sorted =
            Self { inputs: Vec::with_capacity(inputs.len()), params: vec![], settings: Default::default() };
        for (k, arg) in args.iter().enumerate() {
            if k < inputs.len() {
                read[k] = Some(arg);
            } else {
                sorted.param(params.len(), k - inputs.len(), arg);
            }
        }
        for (key, value) in kwargs.into_iter().flat_map(PyDictMethods::iter) {
            let key = key.cast::<PyString>()?;
            let key = key.to_str()?;
            let twice = || type_error(format!("{name} got `{key}` twice."));
            if let Some((_, setting)) = settings.iter().find(|(n, _)| *n == key) {
                sorted.settings[*setting as usize] = Some(value).filter(|v| !v.is_none());
            } else if let Some(k) = inputs.iter().position(|i| i.name == key) {
                if read[k].replace(value).is_some() {
                    return Err(twice());
                }
            } else if let Some(k) = params.iter().position(|p| is_named(p, key)) {
                if sorted.params.get(k).is_some_and(Option::is_some) {
                    return Err(twice());
                }
                sorted.param(params.len(), k, value);
            } else {
                let known = inputs.iter().map(|i| i.name).chain(params.iter().map(|p| p.name));
                let known: Vec<&str> = known.chain(settings.iter().map(|(n, _)| *n)).collect();
                return Err(type_error(format!(
                    "{name} takes no `{key}`; it takes `{}`.",
                    known.join("`, `")
                )));
            }
        }
        for (input, value) in inputs.iter().zip(read) {
            sorted.inputs.push(value.ok_or_else(|| {
                let all: Vec<&str> = inputs.iter().map(|i| i.name).collect();
                type_error(format!("{name} reads `{}`; `{}` is missing.", all.join("`, `"), input.name))
            })?);
        }
        Ok(sorted)
    }
    fn param(&mut self, count: usize, k: usize, value: Bound<'py, PyAny>) {
        if self.params.is_empty() {
            self.params = (0..count).map(|_| None).collect();
        }
        self.params[k] = Some(value);
    }
    pub(crate) fn get(&self, setting: Setting) -> Option<&Bound<'py, PyAny>> {
        self.settings[setting as usize].as_ref()
    }
    /// A value for each parameter.
    pub(crate) fn values(&self, name: &str, params: &[Param]) -> PyResult<Vec<Value>> {
        let given = |k: usize| self.params.get(k).and_then(Option::as_ref);
        let values = params.iter().enumerate();
        values.map(|(k, p)| given(k).map_or_else(|| Ok(p.default()), |v| value(name, p, v))).collect()
    }
    /// How losses become one number.
    pub(crate) fn reduction(&self, default: Reduction) -> PyResult<Reduction> {
        let Some(given) = self.get(Setting::Reduction) else { return Ok(default) };
        if let Ok(name) = given.cast::<PyString>() {
            return Ok(match name.to_str()? {
                "mean" => Reduction::Mean,
                "sum" => Reduction::Sum,
                "mean_n" => Reduction::MeanN,
                "batch_mean" => Reduction::BatchMean,
                "values" | "none" => Reduction::Values,
                other => {
                    return Err(value_error(format!(
                        "`reduction` is `{other}`, allowed is mean, sum, mean_n, batch_mean, values, or a number \
                         that the sum is divided by."
                    )));
                }
            });
        }
        given.extract().map(Reduction::Per).map_err(|_| wrong("`reduction`", given, "a word or a number"))
    }
    pub(crate) fn on_empty(&self) -> PyResult<OnEmpty> {
        let Some(given) = self.get(Setting::OnEmpty) else { return Ok(OnEmpty::Error) };
        let name = given.cast::<PyString>().map_err(|_| wrong("`on_empty`", given, "error, nan or zero"))?;
        Ok(match name.to_str()? {
            "error" => OnEmpty::Error,
            "nan" => OnEmpty::Nan,
            "zero" => OnEmpty::Zero,
            other => {
                return Err(value_error(format!("`on_empty` is `{other}`, allowed is error, nan or zero.")));
            }
        })
    }
    pub(crate) fn validate(&self) -> PyResult<bool> {
        self.get(Setting::Validate)
            .map_or(Ok(true), |v| flag(v).ok_or_else(|| wrong("`validate`", v, "True or False")))
    }
    /// A word, where one is given.
    pub(crate) fn word(&self, setting: Setting, name: &str) -> PyResult<Option<String>> {
        let word = |v: &Bound<'py, PyAny>| v.extract().map_err(|_| wrong(&format!("`{name}`"), v, "a name"));
        self.get(setting).map(word).transpose()
    }
    /// An integer, where one is given.
    pub(crate) fn integer(&self, setting: Setting, name: &str) -> PyResult<Option<i64>> {
        let integer = |v: &Bound<'py, PyAny>| {
            v.extract().map_err(|_| wrong(&format!("`{name}`"), v, "an integer of 64 bits"))
        };
        self.get(setting).map(integer).transpose()
    }
}

fn wrong(name: &str, given: &Bound<'_, PyAny>, allowed: &str) -> PyErr {
    let given = given.repr().map_or_else(|_| "something else".into(), |r| r.to_string());
    type_error(format!("{name} is {given}, allowed is {allowed}."))
}

/// True or false, of `NumPy` too.
fn flag(given: &Bound<'_, PyAny>) -> Option<bool> {
    given.cast::<PyBool>().map(PyBoolMethods::is_true).ok().or_else(|| given.extract().ok())
}

/// The value of a parameter; whether it is allowed, the loss says.
fn value(name: &str, param: &Param, given: &Bound<'_, PyAny>) -> PyResult<Value> {
    let number = || given.extract().ok().map(Value::Number);
    let none = || given.is_none().then_some(Value::None);
    let value = match param.kind {
        Kind::Number(_) => number(),
        Kind::Optional(_) => none().or_else(number),
        Kind::Flag => flag(given).map(Value::Flag),
        // The names may be numbers.
        Kind::Choice(_) => given.str().ok().map(|s| Value::Choice(s.to_string().into())),
        Kind::Vector(_) => none().or_else(|| numbers(given).map(Value::Vector)),
        Kind::Matrix => none().or_else(|| matrix(given).or_else(|| numbers(given)).map(Value::Vector)),
        Kind::Loss => given.str().ok().map(|s| Value::Loss(s.to_string().into())),
    };
    value.ok_or_else(|| wrong(&format!("{name}: `{}`", param.name), given, &param.allowed()))
}

/// Some numbers; bytes would be numbers too.
fn numbers(given: &Bound<'_, PyAny>) -> Option<Arc<[f64]>> {
    let numbers: Vec<f64> = given.extract().ok().filter(|_| !given.is_instance_of::<PyBytes>())?;
    Some(numbers.into())
}

/// The rows of a square, one after the other.
fn matrix(given: &Bound<'_, PyAny>) -> Option<Arc<[f64]>> {
    let rows: Vec<Vec<f64>> = given.extract().ok()?;
    let square = rows.iter().all(|row| row.len() == rows.len());
    square.then(|| rows.concat().into())
}
