//! Each row of a table with each row of another, and triples that are chosen by their distances.

use lossfn::{
    AnyLoss, Error, Mining, Pairwise, Triplets,
    spec::{Domain, Input, Spec, Stage},
};
use numpy::PyArray1;
use pyo3::{
    prelude::*,
    types::{PyString, PyTuple},
};

use crate::{
    arguments::{Arguments, Setting},
    array::{Numbers, Type},
    data::{Data, Number, for_type, rows, shown},
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
        (Stage::Pairs | Stage::Boxes, inputs @ [_, _]) => Ok(inputs),
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

/// Chooses triples of the rows of a table by their distances: the rows of anchors, positives and negatives.
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

/// Places as rows of a table.
fn places(given: &Bound<'_, PyAny>, input: &'static str) -> PyResult<Vec<usize>> {
    let numbers = Numbers::read(given, input)?.into_labels(input)?;
    if let [_, _, ..] | [] = numbers.shape[..] {
        let (got, want) = (shown(&numbers.shape), "(triples,)".into());
        return Err(raised(Error::Shape { input, got, want }));
    }
    let place = |(index, &value): (usize, &i64)| {
        let allowed = Domain::NON_NEGATIVE;
        usize::try_from(value).map_err(|_| Error::Value { input, index, value: value as f64, allowed })
    };
    let numbers = numbers.slice::<i64>().unwrap_or(&[]).iter().enumerate();
    numbers.map(place).collect::<Result<_, _>>().map_err(raised)
}

fn value_and_gradient<'py, T: Number>(
    py: Python<'py>,
    triplets: &Triplets,
    loss: &AnyLoss,
    table: &Numbers<'py>,
) -> PyResult<(f64, Bound<'py, PyAny>)> {
    let rows = rows::<T>(table, 1).map_err(raised)?;
    let computed = py.detach(move || triplets.value_and_gradient(loss, rows));
    let (value, gradient) = computed.map_err(raised)?;
    let mut place = Place::fresh(py, table.kind, &table.derivative())?;
    place.slice::<T>().copy_from_slice(&gradient);
    Ok((value, place.done(table.back.as_ref())?))
}

/// The mean loss of triples, and its gradient in all rows of the table that they are of.
#[pyfunction]
pub(crate) fn triples<'py>(
    py: Python<'py>,
    anchor: Bound<'py, PyAny>,
    positive: Bound<'py, PyAny>,
    negative: Bound<'py, PyAny>,
    loss: Bound<'py, PyAny>,
    embeddings: Bound<'py, PyAny>,
) -> PyResult<(f64, Bound<'py, PyAny>)> {
    let loss = any(&loss)?;
    let [anchor, positive, negative] = [(anchor, "anchor"), (positive, "positive"), (negative, "negative")]
        .map(|(x, name)| places(&x, name));
    let triplets = Triplets::new(anchor?, positive?, negative?).map_err(raised)?.threads(threads::current());
    let mut table = Numbers::table(&embeddings, "embeddings")?;
    if table.weak || !table.kind.is_float() {
        table = table.of_type(Type::F64, "embeddings", "")?;
    }
    if table.shape.len() != 2 {
        let (got, want) = (shown(&table.shape), "(n, coordinates)".into());
        return Err(raised(Error::Shape { input: "embeddings", got, want }));
    }
    for_type!(table.kind, value_and_gradient, py, &triplets, &loss, &table)
}
