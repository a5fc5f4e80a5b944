//! What a loss or a metric is given, with what counts of it.

use half::{bf16, f16};
use lossfn::{
    AnyLoss, AnyMetric, Array, Error, Groups, Inputs, Labels, On, OnEmpty, Rows,
    data::{Element, Label},
    metric::MetricOn,
    spec::{Spec, Stage, Value},
};
use pyo3::prelude::*;

use crate::{
    arguments::{Arguments, Setting},
    array::{Numbers, Places, Plain, Type},
    error::{raised, type_error},
};

/// A type that losses are computed of.
pub(crate) trait Number: Element + Plain {}
impl Number for f16 {}
impl Number for bf16 {}
impl Number for f32 {}
impl Number for f64 {}

/// Calls a function for the type of some data; other types have been refused.
macro_rules! for_type {
    ($kind:expr, $function:ident, $($arg:expr),*) => {
        match $kind {
            $crate::array::Type::F16 => $function::<half::f16>($($arg),*),
            $crate::array::Type::Bf16 => $function::<half::bf16>($($arg),*),
            $crate::array::Type::F32 => $function::<f32>($($arg),*),
            _ => $function::<f64>($($arg),*),
        }
    };
}
pub(crate) use for_type;

/// Which items count.
struct Mask {
    keep: Vec<bool>,
    shape: Vec<usize>,
}

/// What is said of data, to a loss or a metric on it.
macro_rules! said {
    ($data:expr, $on:expr) => {{
        let mut on = $on.on_empty($data.on_empty).validate($data.validate);
        if let Some(weight) = $data.weight()? {
            on = on.weight(weight);
        }
        if let Some(mask) = $data.mask()? {
            on = on.mask(mask);
        }
        if let Some(label) = $data.ignore {
            on = on.ignore(label);
        }
        Ok(on)
    }};
}

/// The inputs of a call, and what is said of them.
pub(crate) struct Data<'py> {
    spec: &'static Spec,
    pub(crate) inputs: Vec<Numbers<'py>>,
    /// The type of all numbers but labels.
    pub(crate) kind: Type,
    /// Which input, the last, is a label for each row.
    label: Option<usize>,
    /// Of rows, the axis of the classes.
    axis: usize,
    /// The shape of what is one item each.
    pub(crate) items: Vec<usize>,
    /// The items that are compared with each other, by losses that do so.
    groups: Option<Groups>,
    /// What a hessian is multiplied by.
    vector: Option<Numbers<'py>>,
    weight: Option<Numbers<'py>>,
    mask: Option<Mask>,
    ignore: Option<i64>,
    on_empty: OnEmpty,
    validate: bool,
}

impl<'py> Data<'py> {
    /// Reads the inputs and the options that are about them.
    pub(crate) fn read(spec: &'static Spec, given: &Arguments<'py>) -> PyResult<Self> {
        let names = spec.inputs.iter().map(|i| i.name);
        let mut inputs = Vec::with_capacity(given.inputs.len());
        for (object, name) in given.inputs.iter().zip(names) {
            inputs.push(Numbers::table(object, name)?);
        }
        let mut weight = given.get(Setting::Weight).map(|w| Numbers::read(w, "weight")).transpose()?;
        let mut vector = given.get(Setting::Vector).map(|v| Numbers::read(v, "vector")).transpose()?;
        let mask = given.get(Setting::Mask).map(mask).transpose()?;
        let rows = !matches!(spec.stage, Stage::Elements | Stage::Weights | Stage::Groups(_));
        let axis = axis(spec, given, rows, inputs[0].shape.len())?;
        no_sparse(spec, &inputs, axis)?;
        let mut items = inputs[0].shape.clone();
        if rows && axis < items.len() {
            items.remove(axis);
        }
        let groups = groups(spec, given, &inputs[0])?;
        if let Some(groups) = &groups {
            items = vec![groups.len()];
        }
        let last = inputs.len() - 1;
        let is_label = match spec.stage {
            Stage::Elements | Stage::Weights | Stage::Boxes | Stage::Triples | Stage::Groups(_) => false,
            Stage::Batch(pairing) => pairing.labels(),
            // Beside two tables it can be nothing else.
            Stage::Pairs => last > 1,
            _ => last > 1 || is_label(&inputs[last], inputs[0].shape.len()),
        };
        let label = is_label.then_some(last);
        let kind = one_type(spec, &mut inputs, [weight.as_mut(), vector.as_mut()], label)?;
        let ignore = given.integer(Setting::Ignore, "ignore")?;
        if ignore.is_some() && label.is_none() {
            return Err(raised(Error::Unsupported {
                loss: spec.name.into(),
                what: "label to ignore",
                why: "no labels were given; a mask leaves out any item",
            }));
        }
        let (on_empty, validate) = (given.on_empty()?, given.validate()?);
        Ok(Self {
            spec,
            inputs,
            kind,
            label,
            axis,
            items,
            groups,
            vector,
            weight,
            mask,
            ignore,
            on_empty,
            validate,
        })
    }
    /// All arrays that are read while results are written.
    pub(crate) fn arrays(&self) -> impl Iterator<Item = &Numbers<'py>> {
        self.inputs.iter().chain(&self.weight).chain(&self.vector)
    }
    /// How many numbers are read.
    pub(crate) fn size(&self) -> usize {
        self.inputs.iter().map(Numbers::len).sum()
    }
    /// What makes of a number for each item what the first input was.
    pub(crate) fn back(&self) -> Option<&Bound<'py, PyAny>> {
        self.inputs[0].back.as_ref().filter(|_| self.inputs[0].sparse.is_none())
    }
    /// The input that derivatives are taken in; none where there is only one, in a parameter. A label, and a name that
    /// is unknown, are left to the library.
    pub(crate) fn along<T: Number>(&self, on: &On<'_, T>, wrt: Option<&str>) -> Option<&Numbers<'py>> {
        let place = |name| self.spec.inputs.iter().position(|i| i.name == name);
        let of_parameter = || self.spec.stage.coupled() && on.width() == 1;
        match wrt.map(place) {
            Some(Some(k)) if self.label != Some(k) => self.inputs.get(k),
            Some(None) if of_parameter() => None,
            _ => self.inputs.first(),
        }
    }
    /// What a hessian is multiplied by, in the shape of an input.
    pub(crate) fn vector<T: Number>(&self, like: &[usize]) -> PyResult<&[T]> {
        let vector = self.vector.as_ref().ok_or_else(|| {
            type_error(format!("{}: `vector` has to be given, with the shape of the input.", self.spec.name))
        })?;
        array::<T>(vector).and_then(|v| v.shaped("vector", like)).map_err(raised)
    }
    /// Two tables, whose rows are compared each with each.
    pub(crate) fn tables<T: Number>(&self) -> Result<[Rows<'_, T>; 2], Error> {
        Ok([self.rows(0)?, self.rows(1)?])
    }
    /// The loss on this data.
    pub(crate) fn on<'a, T: Number>(&'a self, loss: &'a AnyLoss) -> Result<On<'a, T>, Error> {
        said!(self, loss.on_inputs(self.inputs::<T>()?))
    }
    /// The metric on this data.
    pub(crate) fn metric<'a, T: Number>(&'a self, metric: &'a AnyMetric) -> Result<MetricOn<'a, T>, Error> {
        said!(self, metric.on_inputs(self.inputs::<T>()?))
    }
    fn weight<T: Number>(&self) -> Result<Option<&[T]>, Error> {
        let of = |w| array::<T>(w)?.shaped("weight", self.weighed());
        self.weight.as_ref().map(of).transpose()
    }
    /// The shape of weights: of items, unless those of groups have weights.
    fn weighed(&self) -> &[usize] {
        match self.spec.stage {
            Stage::Groups(grouping) if grouping.weighs_items() => &self.inputs[0].shape,
            _ => &self.items,
        }
    }
    fn mask(&self) -> Result<Option<&[bool]>, Error> {
        let shape = if self.groups.is_some() { &self.inputs[0].shape } else { &self.items };
        let of = |m: &'_ Mask| Array::new(&m.keep, &m.shape)?.shaped("mask", shape).map(|_| ());
        self.mask.as_ref().map(of).transpose()?;
        Ok(self.mask.as_ref().map(|m| &*m.keep))
    }
    fn inputs<T: Number>(&self) -> Result<Inputs<'_, T>, Error> {
        let first = || array(&self.inputs[0]);
        Ok(match self.spec.stage {
            Stage::Weights => Inputs::Weights(first()?.data()),
            Stage::Elements => match &self.inputs[1..] {
                [b] => (first()?, array(b)?).into(),
                [b, c] => (first()?, array(b)?, array(c)?).into(),
                [b, c, d] => (first()?, array(b)?, array(c)?, array(d)?).into(),
                _ => Inputs::Weights(first()?.data()),
            },
            Stage::Triples => {
                self.equal(1)?;
                self.equal(2)?;
                Inputs::Triples(self.rows(0)?, self.rows(1)?, self.rows(2)?)
            }
            Stage::Batch(pairing) if pairing.tables() == 3 => {
                self.equal(1)?;
                Inputs::Triples(self.rows(0)?, self.rows(1)?, self.rows(2)?)
            }
            Stage::Groups(_) => {
                let mut columns = vec![];
                for (k, x) in self.inputs.iter().enumerate() {
                    self.equal(k)?;
                    columns.push(array(x)?.data());
                }
                let (got, want) = ("columns without groups", self.spec.reads());
                let grouped = self.groups.as_ref().and_then(|groups| Inputs::grouped(&columns, groups));
                grouped.ok_or_else(|| Error::Inputs { loss: self.spec.name.into(), got, want })?
            }
            stage => {
                let rows = self.rows(0)?;
                let labels = self.label.map(|k| labels(&rows, &self.inputs[k])).transpose()?;
                let mut other = None;
                if self.label != Some(1) {
                    if stage.own_rows(1).is_none() {
                        self.equal(1)?;
                    }
                    other = Some(self.rows(1)?);
                }
                let (got, want) = ("a table alone", self.spec.reads());
                Inputs::from_rows(rows, other, labels).ok_or_else(|| Error::Inputs {
                    loss: self.spec.name.into(),
                    got,
                    want,
                })?
            }
        })
    }
    /// That a table has the shape of the first.
    fn equal(&self, k: usize) -> Result<(), Error> {
        let (first, x) = (&self.inputs[0].shape, &self.inputs[k].shape);
        if first == x {
            return Ok(());
        }
        let [got, want] = [x, first].map(|shape| shown(shape));
        Err(Error::Shape { input: self.spec.inputs[k].name, got, want })
    }
    /// An input as rows.
    fn rows<T: Number>(&self, k: usize) -> Result<Rows<'_, T>, Error> {
        let x = &self.inputs[k];
        // A table of vectors of classes, or of negatives, has them as rows.
        let apart = self.spec.stage.own_rows(k).is_some();
        rows(x, if apart { x.shape.len().saturating_sub(1) } else { self.axis })
    }
}

/// Numbers as rows along an axis; those of sparse rows stand along the last one.
pub(crate) fn rows<'a, T: Number>(x: &'a Numbers<'_>, axis: usize) -> Result<Rows<'a, T>, Error> {
    match &x.sparse {
        Some(places) => csr(x, places),
        None => array(x)?.rows(axis),
    }
}

pub(crate) fn shown(shape: &[usize]) -> String {
    let sizes: Vec<_> = shape.iter().map(ToString::to_string).collect();
    format!("({}{})", sizes.join(", "), if sizes.len() == 1 { "," } else { "" })
}

/// Sparse rows are read by losses of vectors, as rows.
fn no_sparse(spec: &Spec, inputs: &[Numbers<'_>], axis: usize) -> PyResult<()> {
    let sparse = || inputs.iter().zip(spec.inputs).find(|(x, _)| x.sparse.is_some());
    match sparse() {
        Some((_, input)) if !spec.stage.of_vectors() => {
            Err(type_error(format!("{} reads no sparse rows, but `{}` has such.", spec.name, input.name)))
        }
        Some((_, input)) if axis != 1 => {
            Err(type_error(format!("`{}` has sparse rows, so `axis` is 1 or -1.", input.name)))
        }
        _ => Ok(()),
    }
}

fn array<'a, T: Number>(x: &'a Numbers<'_>) -> Result<Array<'a, T>, Error> {
    // All numbers have been brought to one type; nothing would have another length than its shape says.
    Array::new(x.slice().unwrap_or(&[]), &x.shape)
}

fn mask(object: &Bound<'_, PyAny>) -> PyResult<Mask> {
    let mask = Numbers::read(object, "mask")?;
    let Some(keep) = mask.mask() else {
        let kind = mask.kind.name();
        return Err(type_error(format!("`mask` is {kind}, allowed is bool: True keeps an item.")));
    };
    Ok(Mask { keep, shape: mask.shape })
}

/// The groups of the items, by a key for each; without keys the rows of a table, or all of a column. What compares no items has none.
fn groups(spec: &Spec, given: &Arguments<'_>, first: &Numbers<'_>) -> PyResult<Option<Groups>> {
    let keys = given.get(Setting::Groups);
    if !matches!(spec.stage, Stage::Groups(_)) {
        let refused = || type_error(format!("{} takes no `groups`: it compares no items.", spec.name));
        return keys.map_or(Ok(None), |_| Err(refused()));
    }
    let Some(keys) = keys else {
        return match first.shape[..] {
            // A table has a group in each row.
            [rows, items] => Ok(Some(Groups::sizes(&vec![items; rows]))),
            [] | [_] => Ok(Some(Groups::one(first.len()))),
            _ => Err(type_error(format!(
                "{} has {} dimensions without `groups`, allowed are 1, which is a group, and 2, where each row is one.",
                spec.inputs[0].name,
                first.shape.len()
            ))),
        };
    };
    let keys = Numbers::read(keys, "groups")?;
    if keys.kind.is_float() && keys.len() > 0 {
        let kind = keys.kind.name();
        return Err(type_error(format!("`groups` is {kind}, allowed are integers: the key of each item.")));
    }
    if keys.shape != first.shape {
        let (got, want) = (shown(&keys.shape), shown(&first.shape));
        return Err(raised(Error::Shape { input: "groups", got, want }));
    }
    let whole = !keys.kind.is_float() && keys.kind != Type::Bool;
    let keys = if whole { keys } else { keys.into_labels("groups")? };
    Ok(Some(match keys.kind {
        Type::I8 => Groups::keys(keys.slice::<i8>().unwrap_or(&[])),
        Type::I16 => Groups::keys(keys.slice::<i16>().unwrap_or(&[])),
        Type::I32 => Groups::keys(keys.slice::<i32>().unwrap_or(&[])),
        Type::U8 => Groups::keys(keys.slice::<u8>().unwrap_or(&[])),
        Type::U16 => Groups::keys(keys.slice::<u16>().unwrap_or(&[])),
        Type::U32 => Groups::keys(keys.slice::<u32>().unwrap_or(&[])),
        Type::U64 => Groups::keys(keys.slice::<u64>().unwrap_or(&[])),
        _ => Groups::keys(keys.slice::<i64>().unwrap_or(&[])),
    }))
}

/// The axis of the classes: the last one, unless it is said. What reads no rows has none.
fn axis(spec: &Spec, given: &Arguments<'_>, rows: bool, dimensions: usize) -> PyResult<usize> {
    let axis = given.integer(Setting::Axis, "axis")?;
    if !rows {
        let refused = || type_error(format!("{} takes no `axis`: it reads no rows.", spec.name));
        return axis.map_or(Ok(0), |_| Err(refused()));
    }
    let (axis, n) = (axis.unwrap_or(-1), i64::try_from(dimensions).unwrap_or(i64::MAX));
    let found = usize::try_from(if axis < 0 { axis.saturating_add(n) } else { axis }).ok();
    found.filter(|&a| a < dimensions).ok_or_else(|| {
        let allowed = match n {
            0 => "one of an array, and a number has none".into(),
            n => format!("{} to {}", -n, n - 1),
        };
        raised(Error::Parameter { loss: spec.name, name: "axis", value: Value::Number(axis as f64), allowed })
    })
}

/// Whether the last input of rows is a label for each.
fn is_label(last: &Numbers<'_>, dimensions: usize) -> bool {
    let integers = !last.kind.is_float() || last.weak && last.len() == 0;
    integers && last.shape.len() < dimensions
}

/// Brings all numbers to the type of the first floats among them: f64 where there are none.
fn one_type<'py>(
    spec: &'static Spec,
    inputs: &mut [Numbers<'py>],
    others: [Option<&mut Numbers<'py>>; 2],
    label: Option<usize>,
) -> PyResult<Type> {
    let count = label.unwrap_or(inputs.len());
    let mut all: Vec<_> = inputs[..count].iter_mut().zip(spec.inputs.iter().map(|i| i.name)).collect();
    all.extend(others.into_iter().zip(["weight", "vector"]).filter_map(|(x, name)| Some((x?, name))));
    let of = all.iter().find(|(x, _)| x.kind.is_float() && !x.weak);
    let (kind, like) = of.map_or((Type::F64, ""), |(x, name)| (x.kind, *name));
    for (x, name) in all {
        if x.kind != kind || x.weak {
            *x = x.clone_ref().of_type(kind, name, like)?;
        }
    }
    if let Some(label) = label.filter(|&k| inputs[k].kind == Type::Bool || inputs[k].kind.is_float()) {
        inputs[label] = inputs[label].clone_ref().into_labels(spec.inputs[label].name)?;
    }
    Ok(kind)
}

/// Labels in the integer type that they have.
fn labels<'a, T: Number>(rows: &Rows<'_, T>, x: &'a Numbers<'_>) -> Result<Labels<'a>, Error> {
    fn of<'a, T: Number, L: Label + Plain>(
        rows: &Rows<'_, T>,
        x: &'a Numbers<'_>,
    ) -> Result<Labels<'a>, Error> {
        rows.labels(Array::new(x.slice::<L>().unwrap_or(&[]), &x.shape)?).map(L::labels)
    }
    match x.kind {
        Type::I8 => of::<T, i8>(rows, x),
        Type::I16 => of::<T, i16>(rows, x),
        Type::I32 => of::<T, i32>(rows, x),
        Type::U8 => of::<T, u8>(rows, x),
        Type::U16 => of::<T, u16>(rows, x),
        Type::U32 => of::<T, u32>(rows, x),
        Type::U64 => of::<T, u64>(rows, x),
        _ => of::<T, i64>(rows, x),
    }
}

/// Sparse rows; their places are both int32 or both int64.
fn csr<'a, T: Number>(x: &'a Numbers<'_>, places: &'a Places<'_>) -> Result<Rows<'a, T>, Error> {
    fn of<'a, T: Number, I: Label + Plain>(
        x: &'a Numbers<'_>,
        places: &'a Places<'_>,
    ) -> Result<Rows<'a, T>, Error> {
        let (indices, offsets) = (places.indices.slice::<I>(), places.offsets.slice::<I>());
        Rows::csr(x.slice().unwrap_or(&[]), indices.unwrap_or(&[]), offsets.unwrap_or(&[]), x.shape[1])
    }
    let rows =
        if places.indices.kind == Type::I32 { of::<T, i32>(x, places) } else { of::<T, i64>(x, places) }?;
    if rows.len() == x.shape[0] {
        return Ok(rows);
    }
    let [got, want] = [rows.len(), x.shape[0]].map(|n| format!("({},)", n + 1));
    Err(Error::Shape { input: "indptr", got, want })
}
