//! Tensors as the inputs that a loss reads, by its spec alone.

use burn::{backend::flex::FlexTensor, tensor::DType};
use lossfn::{
    AnyLoss, Groups, Inputs, Labels, On, OnEmpty, Reduction, Rows,
    data::Element,
    spec::{Spec, Stage, Value},
};

use crate::{
    Error,
    number::{Number, float, is_integer, labels, truths},
};

/// What is said of a loss besides its parameters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    pub(crate) reduction: Reduction,
    pub(crate) ignore: Option<i64>,
    pub(crate) axis: Option<usize>,
    pub(crate) threads: usize,
    pub(crate) validate: bool,
    pub(crate) on_empty: OnEmpty,
}

impl Settings {
    pub(crate) const DEFAULT: Self = Self {
        reduction: Reduction::Mean,
        ignore: None,
        axis: None,
        threads: 0,
        validate: true,
        on_empty: OnEmpty::Error,
    };
}

/// What a loss is given, and what is said of it. All numbers stand together, and are of one type.
#[derive(Clone, Debug)]
pub(crate) struct Data {
    spec: &'static Spec,
    pub(crate) settings: Settings,
    inputs: Vec<FlexTensor>,
    /// Whether the last input is a label for each row.
    labelled: bool,
    /// Of rows, the axis of their numbers.
    axis: usize,
    /// The shape of what is one item each.
    items: Vec<usize>,
    /// The items that are compared with each other, by losses that do so.
    groups: Option<Groups>,
    weight: Option<FlexTensor>,
    mask: Option<(Vec<bool>, Vec<usize>)>,
}

/// What is given of data besides the inputs.
#[derive(Default)]
pub(crate) struct Beside {
    pub(crate) weight: Option<FlexTensor>,
    pub(crate) mask: Option<FlexTensor>,
    pub(crate) groups: Option<FlexTensor>,
}

impl Data {
    /// Reads as many inputs as the loss has.
    pub(crate) fn read(
        loss: &AnyLoss,
        settings: Settings,
        mut inputs: Vec<FlexTensor>,
        beside: Beside,
    ) -> Result<Self, Error> {
        let spec = loss.spec();
        let unsupported =
            |what, why| Err(Error::Loss(lossfn::Error::Unsupported { loss: loss.to_string(), what, why }));
        let first = sizes(&inputs[0]);
        let rows = !matches!(spec.stage, Stage::Elements | Stage::Weights | Stage::Groups(_));
        if settings.axis.is_some() && !rows {
            return unsupported("axis", "it reads no rows");
        }
        let axis = settings.axis.unwrap_or(first.len().saturating_sub(1));
        if axis >= first.len() {
            return Err(Error::Loss(lossfn::Error::Parameter {
                loss: spec.name,
                name: "axis",
                value: Value::Number(axis as f64),
                allowed: format!("0 to {}", first.len().saturating_sub(1)),
            }));
        }
        let mut items = first.clone();
        if rows {
            items.remove(axis);
            if items.is_empty() {
                items.push(1);
            }
        }
        if beside.groups.is_some() && !matches!(spec.stage, Stage::Groups(_)) {
            return unsupported("groups", "it compares no items");
        }
        let groups = matches!(spec.stage, Stage::Groups(_))
            .then(|| groups(spec, &first, beside.groups))
            .transpose()?;
        if let Some(groups) = &groups {
            items = vec![groups.len()];
        }
        let last = inputs.len() - 1;
        let labelled = match spec.stage {
            Stage::Elements | Stage::Weights | Stage::Boxes | Stage::Triples | Stage::Groups(_) => false,
            Stage::Batch(pairing) => pairing.labels(),
            // Beside two tables it can be nothing else.
            Stage::Pairs => last > 1,
            _ => last > 1 || is_integer(&inputs[last]) && sizes(&inputs[last]).len() < first.len().max(2),
        };
        if settings.ignore.is_some() && !labelled {
            return unsupported("label to ignore", "no labels were given; a mask leaves out any item");
        }
        let kind = inputs[0].dtype();
        let names: Vec<&'static str> = spec.inputs.iter().map(|i| i.name).collect();
        if !matches!(kind, DType::F32 | DType::F64) {
            return Err(refused(names[0], kind, "f32 or f64"));
        }
        let count = inputs.len() - usize::from(labelled);
        for (x, &name) in inputs.iter_mut().zip(&names).take(count) {
            *x = numbers(x.clone(), name, kind, names[0])?;
        }
        if labelled && !is_integer(&inputs[last]) {
            return Err(refused(names[last], inputs[last].dtype(), "an integer type"));
        }
        let weight = beside.weight.map(|w| numbers(w, "weight", kind, names[0])).transpose()?;
        let mask = |x: FlexTensor| match truths(&x) {
            Some(keep) => Ok((keep, sizes(&x))),
            None => Err(refused("mask", x.dtype(), "bool: true keeps an item")),
        };
        let mask = beside.mask.map(mask).transpose()?;
        Ok(Self { spec, settings, inputs, labelled, axis, items, groups, weight, mask })
    }
    /// The type of the numbers.
    pub(crate) fn kind(&self) -> DType {
        self.inputs[0].dtype()
    }
    /// The shape of what is one item each.
    pub(crate) fn items(&self) -> &[usize] {
        &self.items
    }
    pub(crate) fn groups(&self) -> Option<&Groups> {
        self.groups.as_ref()
    }
    /// Of an input whose rows are items: how many numbers a row has, and how far they are from each other.
    pub(crate) fn row(&self) -> (usize, usize) {
        let first = sizes(&self.inputs[0]);
        match self.spec.stage {
            Stage::Elements | Stage::Weights | Stage::Groups(_) => (1, size(&first)),
            _ => (first[self.axis], size(&first[self.axis + 1..])),
        }
    }
    /// The shape of a derivative in an input, or in a parameter.
    pub(crate) fn shape(&self, name: &str) -> Vec<usize> {
        let place = self.spec.inputs.iter().position(|i| i.name == name);
        place.and_then(|k| self.inputs.get(k)).map_or_else(|| vec![1], sizes)
    }
    /// The same in f64.
    pub(crate) fn widened(&self) -> Self {
        let mut data = self.clone();
        let wide = |x: &mut FlexTensor| {
            if x.dtype() == DType::F32 {
                let numbers = crate::number::wide(x);
                *x = crate::number::tensor(numbers, &sizes(x));
            }
        };
        data.inputs.iter_mut().for_each(wide);
        data.weight.iter_mut().for_each(wide);
        data
    }
    /// The weights of the items, if there are any.
    pub(crate) fn weight<T: Number>(&self) -> Option<&[T]> {
        self.weight.as_ref().map(|w| T::slice(w))
    }
    /// The loss on this data.
    pub(crate) fn on<'a, T: Number + Element>(&'a self, loss: &'a AnyLoss) -> Result<On<'a, T>, Error> {
        let Settings { reduction, ignore, threads, validate, on_empty, .. } = self.settings;
        let on = loss.on_inputs(self.inputs::<T>()?).reduce(reduction).threads(threads);
        let mut on = on.validate(validate).on_empty(on_empty);
        if let Some(weight) = &self.weight {
            let weighed = match self.spec.stage {
                Stage::Groups(grouping) if grouping.weighs_items() => &sizes(&self.inputs[0]),
                _ => &self.items,
            };
            equal("weight", &sizes(weight), weighed)?;
            on = on.weight(T::slice(weight));
        }
        if let Some((keep, shape)) = &self.mask {
            let masked = if self.groups.is_some() { &sizes(&self.inputs[0]) } else { &self.items };
            equal("mask", shape, masked)?;
            on = on.mask(keep);
        }
        if let Some(label) = ignore {
            on = on.ignore(label);
        }
        Ok(on)
    }
    fn inputs<T: Number + Element>(&self) -> Result<Inputs<'_, T>, Error> {
        let other = |got| {
            Error::Loss(lossfn::Error::Inputs { loss: self.spec.name.into(), got, want: self.spec.reads() })
        };
        match self.spec.stage {
            Stage::Elements | Stage::Weights => {
                let columns = self.columns::<T>()?;
                Inputs::from_columns(&columns).ok_or_else(|| other("more columns"))
            }
            Stage::Groups(_) => {
                let columns = self.columns::<T>()?;
                let grouped = self.groups.as_ref().and_then(|groups| Inputs::grouped(&columns, groups));
                grouped.ok_or_else(|| other("columns without groups"))
            }
            stage => {
                let table = |k: usize| -> Result<Rows<'_, T>, Error> {
                    if stage.own_rows(k).is_none() {
                        self.like_the_first(k)?;
                    }
                    self.rows(k)
                };
                if self.inputs.len() == 3 && !self.labelled {
                    return Ok(Inputs::Triples(table(0)?, table(1)?, table(2)?));
                }
                let last = self.inputs.len() - 1;
                let labels = if self.labelled { Some(self.labels(last)?) } else { None };
                let second = if last > 0 && (last > 1 || !self.labelled) { Some(table(1)?) } else { None };
                Inputs::from_rows(table(0)?, second, labels).ok_or_else(|| other("a table alone"))
            }
        }
    }
    /// All inputs as columns.
    fn columns<T: Number>(&self) -> Result<Vec<&[T]>, Error> {
        (0..self.inputs.len()).map(|k| self.like_the_first(k).map(|()| T::slice(&self.inputs[k]))).collect()
    }
    fn like_the_first(&self, k: usize) -> Result<(), Error> {
        equal(self.spec.inputs[k].name, &sizes(&self.inputs[k]), &sizes(&self.inputs[0]))
    }
    /// An input as rows.
    fn rows<T: Number + Element>(&self, k: usize) -> Result<Rows<'_, T>, Error> {
        let x = &self.inputs[k];
        let shape = x.layout().shape().as_slice();
        // A table of vectors of classes, or of negatives, has them as rows.
        let axis =
            if self.spec.stage.own_rows(k).is_some() { shape.len().saturating_sub(1) } else { self.axis };
        Ok(Rows::spatial(T::slice(x), shape, axis)?)
    }
    fn labels(&self, k: usize) -> Result<Labels<'_>, Error> {
        let (x, name) = (&self.inputs[k], self.spec.inputs[k].name);
        equal(name, &sizes(x), &self.items)?;
        labels(x).ok_or_else(|| refused(name, x.dtype(), "an integer type"))
    }
}

/// How many numbers there are of such a shape, but at least one.
fn size(shape: &[usize]) -> usize {
    shape.iter().fold(1, |n: usize, d| n.saturating_mul(*d)).max(1)
}

fn sizes(x: &FlexTensor) -> Vec<usize> {
    x.layout().shape().as_slice().to_vec()
}

/// The same of tensors.
pub(crate) fn same_shape(input: &'static str, got: &FlexTensor, want: &FlexTensor) -> Result<(), Error> {
    equal(input, &sizes(got), &sizes(want))
}

/// An error that names both shapes, unless they are equal.
fn equal(input: &'static str, got: &[usize], want: &[usize]) -> Result<(), Error> {
    if got == want {
        return Ok(());
    }
    let [got, want] = [got, want].map(|shape| {
        let sizes: Vec<String> = shape.iter().map(ToString::to_string).collect();
        format!("({}{})", sizes.join(", "), if sizes.len() == 1 { "," } else { "" })
    });
    Err(Error::Loss(lossfn::Error::Shape { input, got, want }))
}

pub(crate) fn refused(input: &'static str, got: DType, want: &str) -> Error {
    Error::Type { input, got: format!("{got:?}").to_lowercase(), want: want.into() }
}

/// Numbers of the type of the first input; integers and truth values become such.
pub(crate) fn numbers(
    x: FlexTensor,
    name: &'static str,
    kind: DType,
    first: &str,
) -> Result<FlexTensor, Error> {
    let x = float(x, kind);
    if x.dtype() == kind {
        return Ok(x);
    }
    Err(refused(name, x.dtype(), &format!("{}, as `{first}` is", format!("{kind:?}").to_lowercase())))
}

/// The groups of items, by a key for each; without keys the rows of a table, or all of a column.
fn groups(spec: &'static Spec, shape: &[usize], keys: Option<FlexTensor>) -> Result<Groups, Error> {
    let Some(keys) = keys else {
        return match *shape {
            [items] => Ok(Groups::one(items)),
            [rows, items] => Ok(Groups::sizes(&vec![items; rows])),
            _ => Err(Error::Loss(lossfn::Error::Shape {
                input: spec.inputs[0].name,
                got: format!("{} dimensions", shape.len()),
                want: "1, which is a group, or 2, where each row is one, or groups".into(),
            })),
        };
    };
    equal("groups", &sizes(&keys), shape)?;
    match labels(&keys) {
        Some(Labels::I64(keys)) => Ok(Groups::keys(keys)),
        Some(Labels::I32(keys)) => Ok(Groups::keys(keys)),
        Some(keys) => Ok(Groups::keys(&(0..keys.len()).map(|i| keys.get(i)).collect::<Vec<_>>())),
        None => Err(refused("groups", keys.dtype(), "an integer type: the key of each item")),
    }
}
