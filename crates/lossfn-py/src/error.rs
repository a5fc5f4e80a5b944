//! Errors of the library as exceptions of Python, with the same sentences.

use lossfn::Error;
use pyo3::{
    exceptions::{PyRuntimeError, PyTypeError, PyValueError},
    prelude::*,
    sync::PyOnceLock,
    types::PyType,
};

/// `KeyError` for names that are unknown, else `ValueError`.
pub(crate) fn raised(error: Error) -> PyErr {
    let text = error.to_string();
    match error {
        Error::Threads(_) => PyRuntimeError::new_err(text),
        Error::Syntax { .. } => PyValueError::new_err(text),
        _ if error.is_name() => unknown(text),
        _ => PyValueError::new_err(text),
    }
}

/// A `KeyError` that prints as its sentence.
fn unknown(text: String) -> PyErr {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    Python::attach(|py| match CLASS.import(py, "lossfn._convert", "UnknownName") {
        Ok(class) => PyErr::from_type(class.clone(), text),
        Err(error) => error,
    })
}

pub(crate) fn type_error(text: impl Into<String>) -> PyErr {
    PyTypeError::new_err(text.into())
}
pub(crate) fn value_error(text: impl Into<String>) -> PyErr {
    PyValueError::new_err(text.into())
}
