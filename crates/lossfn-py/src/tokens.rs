//! Weights of tokens, and sums of their log-probabilities.

use lossfn::{Averaging, Error, Reduction, Tokens, spec::Domain};
use pyo3::{prelude::*, types::PyString};

use crate::{
    array::{Numbers, Type},
    data::{Number, for_type, shown},
    error::{raised, type_error, value_error},
    out::Place,
};

/// Numbers of tokens, with a mask of the same shape or the lengths of sequences that stand one after the other.
struct Sequences<'py> {
    numbers: Numbers<'py>,
    mask: Vec<bool>,
    lengths: Option<Vec<usize>>,
}

impl<'py> Sequences<'py> {
    fn read(log_probs: &Bound<'py, PyAny>, tokens: &Bound<'py, PyAny>) -> PyResult<Self> {
        let mut numbers = Numbers::read(log_probs, "log_probs")?;
        if numbers.weak || !numbers.kind.is_float() {
            numbers = numbers.of_type(Type::F64, "log_probs", "")?;
        }
        let tokens = Numbers::read(tokens, "tokens")?;
        let shape = |input, got: &[usize], want: &str| {
            raised(Error::Shape { input, got: shown(got), want: want.into() })
        };
        if let Some(mask) = tokens.mask() {
            let [_, _] = tokens.shape[..] else {
                return Err(shape("tokens", &tokens.shape, "(sequences, places)"));
            };
            if numbers.shape != tokens.shape {
                return Err(shape("log_probs", &numbers.shape, &shown(&tokens.shape)));
            }
            return Ok(Self { numbers, mask, lengths: None });
        }
        if tokens.kind.is_float() {
            let kind = tokens.kind.name();
            return Err(type_error(format!(
                "`tokens` is {kind}, allowed is bool, True where a token counts, or integers, the lengths of sequences."
            )));
        }
        let tokens = tokens.into_labels("tokens")?;
        let [_] = tokens.shape[..] else {
            return Err(shape("tokens", &tokens.shape, "(sequences,)"));
        };
        let length = |(index, &n): (usize, &i64)| {
            let allowed = Domain::NON_NEGATIVE;
            usize::try_from(n).map_err(|_| Error::Value { input: "tokens", index, value: n as f64, allowed })
        };
        let given = tokens.slice::<i64>().unwrap_or(&[]).iter().enumerate();
        let lengths = given.map(length).collect::<Result<Vec<_>, _>>().map_err(raised)?;
        let places = Tokens::packed(&lengths).map_err(raised)?.places();
        if numbers.shape != [places] {
            return Err(shape("log_probs", &numbers.shape, &shown(&[places])));
        }
        Ok(Self { numbers, mask: vec![], lengths: Some(lengths) })
    }
    fn tokens(&self) -> PyResult<Tokens<'_>> {
        match &self.lengths {
            Some(lengths) => Tokens::packed(lengths),
            None => Tokens::padded(&self.mask, self.numbers.shape.get(1).copied().unwrap_or(0)),
        }
        .map_err(raised)
    }
    /// A result as the numbers are.
    fn like<T: Number>(&self, py: Python<'py>, x: &[T], shape: &[usize]) -> PyResult<Bound<'py, PyAny>> {
        let mut place = Place::fresh(py, self.numbers.kind, shape)?;
        place.slice::<T>().copy_from_slice(x);
        place.done(self.numbers.back.as_ref())
    }
}

fn weights<'py, T: Number>(
    py: Python<'py>,
    data: &Sequences<'py>,
    averaging: Averaging,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let (weights, reduction) = data.tokens()?.weights::<T>(averaging).map_err(raised)?;
    let reduction = match reduction {
        Reduction::Per(constant) => constant.into_pyobject(py)?.into_any(),
        other => PyString::new(py, other.name()).into_any(),
    };
    Ok((data.like(py, &weights, &data.numbers.shape)?, reduction))
}

/// A weight for each token, and the reduction with which they make an average.
#[pyfunction]
#[pyo3(signature = (log_probs, tokens, *, averaging="tokens", length=None))]
pub(crate) fn token_weights<'py>(
    py: Python<'py>,
    log_probs: Bound<'py, PyAny>,
    tokens: Bound<'py, PyAny>,
    averaging: &str,
    length: Option<f64>,
) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
    let averaging = match (averaging, length) {
        ("tokens", None) => Averaging::Tokens,
        ("sequences", None) => Averaging::Sequences,
        ("length", Some(length)) => Averaging::Length(length),
        ("length", None) => return Err(value_error("`averaging` is `length`, but `length` was not given.")),
        ("tokens" | "sequences", Some(_)) => {
            return Err(value_error(format!("`averaging` is `{averaging}`, but a `length` was given.")));
        }
        (other, _) => {
            let allowed = "tokens, sequences or length";
            return Err(value_error(format!("`averaging` is `{other}`, allowed is {allowed}.")));
        }
    };
    let data = Sequences::read(&log_probs, &tokens)?;
    for_type!(data.numbers.kind, weights, py, &data, averaging)
}

fn sums<'py, T: Number>(py: Python<'py>, data: &Sequences<'py>, mean: bool) -> PyResult<Bound<'py, PyAny>> {
    let (tokens, x) = (data.tokens()?, data.numbers.slice::<T>().unwrap_or(&[]));
    let sums = if mean { tokens.means(x) } else { tokens.sums(x) }.map_err(raised)?;
    data.like(py, &sums, &[sums.len()])
}

/// The sum, or the mean, of the numbers of the tokens of each sequence.
#[pyfunction]
#[pyo3(signature = (log_probs, tokens, *, mean=false))]
pub(crate) fn token_sums<'py>(
    py: Python<'py>,
    log_probs: Bound<'py, PyAny>,
    tokens: Bound<'py, PyAny>,
    mean: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let data = Sequences::read(&log_probs, &tokens)?;
    for_type!(data.numbers.kind, sums, py, &data, mean)
}
