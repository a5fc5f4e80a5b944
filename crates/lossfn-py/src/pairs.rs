//! Each row of a table with each row of another, and triples that are chosen by their distances.

use lossfn::{
    AnyLoss, Error, Mining, Pairwise, Triplets,
    spec::{Input, Spec, Stage},
};
use numpy::PyArray1;
use pyo3::{
    prelude::*,
    types::{PyString, PyTuple},
};

use crate::{
    arguments::{Arguments, Setting},
    array::Numbers,
    data::{Data, Number, for_type, shown},
    error::{raised, type_error, value_error},
    loss::{any, release},
    out::Place,
    threads,
};

/// What is asked of all pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    All,
    Nearest,
}

/// Two tables, where the loss is a distance of their rows.
pub(crate) fn inputs(spec: &'static Spec) -> PyResult<&'static [Input]> {
    match (spec.stage, spec.inputs) {
        (Stage::Pairs, inputs @ [_, _]) => Ok(inputs),
        _ => Err(raised(Error::Inputs {
            loss: spec.name.into(),
            got: "all pairs of two tables",
            want: spec.reads(),
        })),
    }
}

fn all<'a, T: Number>(loss: &AnyLoss, data: &'a Data<'_>) -> PyResult<Pairwise<'a, T>> {
    let [a, b] = data.tables().map_err(raised)?;
    Ok(loss.pairwise(a, b).map_err(raised)?.threads(threads::current()))
}

/// All distances, or the nearest row for each.
pub(crate) fn distances<'py, T: Number>(
    py: Python<'py>,
    ask: Ask,
    loss: &AnyLoss,
    data: &Data<'py>,
    given: &Arguments<'py>,
) -> PyResult<Bound<'py, PyAny>> {
    let (all, out) = (all::<T>(loss, data)?, given.get(Setting::Out));
    if ask == Ask::All {
        let mut place = Place::new(py, out, data, &all.shape())?;
        let buffer = place.slice::<T>();
        release(py, data, move || all.write(buffer)).map_err(raised)?;
        return place.done(data.back());
    }
    let mut place = Place::new(py, out, data, &all.shape()[..1])?;
    let nearest = release(py, data, move || all.nearest()).map_err(raised)?;
    let rows = PyArray1::from_iter(py, nearest.iter().map(|&(row, _)| row.cast_signed() as i64));
    for (to, (_, distance)) in place.slice::<T>().iter_mut().zip(nearest) {
        *to = distance;
    }
    Ok((rows, place.done(data.back())?).into_pyobject(py)?.into_any())
}

/// The triples of a batch.
fn chosen<T: Number>(
    py: Python<'_>,
    distance: &AnyLoss,
    data: &Data<'_>,
    labels: &[i64],
    mining: Mining,
) -> PyResult<Triplets> {
    let all = all::<T>(distance, data)?;
    release(py, data, move || Triplets::mine(&all, labels, mining)).map_err(raised)
}

type Places<'py> = Bound<'py, PyArray1<i64>>;

/// Chooses triples of the rows of a table by their distances: arrays with the row of each anchor, of another row of
/// its label, the positive, and of one of another label, the negative.
///
///     anchor, positive, negative = lossfn.mine(embeddings, label, mining="semi_hard")
///     lossfn.triplet_margin(embeddings[anchor], embeddings[positive], embeddings[negative])
///
/// embeddings  array (n, coordinates), or sparse rows (CSR)
/// label       integers (n,)
/// distance    a distance of two vectors: an expression, or a loss
/// mining      "all"; "hard": for each anchor the farthest positive and the nearest negative; "semi_hard": for each
///             anchor and positive the nearest negative that is farther, or where there is none the farthest
#[allow(clippy::doc_markdown, reason = "Python shows it as it is")]
#[pyfunction]
#[pyo3(signature = (embeddings, label, *, distance=None, mining="hard"))]
pub(crate) fn mine<'py>(
    py: Python<'py>,
    embeddings: Bound<'py, PyAny>,
    label: Bound<'py, PyAny>,
    distance: Option<Bound<'py, PyAny>>,
    mining: &str,
) -> PyResult<(Places<'py>, Places<'py>, Places<'py>)> {
    // The first distance of the catalogue is that of everyday space.
    let first = lossfn::catalogue().into_iter().find(|entry| entry.spec.stage == lossfn::spec::Stage::Pairs);
    let usual = || PyString::new(py, first.map_or("", |entry| entry.spec.name)).into_any();
    let distance = any(&distance.unwrap_or_else(usual))?;
    let mining = match mining {
        "all" => Mining::All,
        "hard" => Mining::Hard,
        "semi_hard" => Mining::SemiHard,
        other => {
            return Err(value_error(format!("`mining` is `{other}`, allowed is all, hard or semi_hard.")));
        }
    };
    let spec = distance.spec();
    let twice = PyTuple::new(py, [&embeddings, &embeddings])?;
    let given = Arguments::sort(spec.name, inputs(spec)?, &[], Setting::PAIRS, &twice, None)?;
    let data = Data::read(spec, &given)?;
    let labels = Numbers::read(&label, "label")?.into_labels("label")?;
    let [rows] = data.items[..] else {
        return Err(type_error("`embeddings` is no table: it has a row for each label."));
    };
    if labels.shape != [rows] {
        let [got, want] = [&labels.shape[..], &[rows]].map(shown);
        return Err(raised(Error::Shape { input: "label", got, want }));
    }
    let labels = labels.slice::<i64>().unwrap_or(&[]);
    let found = for_type!(data.kind, chosen, py, &distance, &data, labels, mining)?;
    let places = |x: &[usize]| PyArray1::from_iter(py, x.iter().map(|&row| row.cast_signed() as i64));
    Ok((places(found.anchor()), places(found.positive()), places(found.negative())))
}
