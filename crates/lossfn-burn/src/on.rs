//! A loss on tensors.

use burn::{
    backend::{autodiff::ops::NodeGuard, flex::FlexTensor},
    tensor::{DType, GradientCheckpointingStrategy as Strategy, Tensor},
};
use lossfn::{AnyLoss, Reduction, spec::Stage};

use crate::{
    Error, Input, Inputs,
    data::{Beside, Data, Settings},
    loss::Factor,
    number::{Number, for_type, rounded, tensor, wide},
    recipe::Recipe,
    tape::{Places, Slope, linked},
};

/// A loss on tensors, not computed yet: say what else there is, then ask for a result.
///
/// ```
/// use burn::tensor::{Bool, Device, Tensor};
/// use lossfn_burn::Loss;
/// let device = Device::flex();
/// let pred = Tensor::<1>::from_floats([2.5, 0.0, 9.0], &device);
/// let target = Tensor::<1>::from_floats([3.0, 2.0, 0.0], &device);
/// let weight = Tensor::<1>::from_floats([1.0, 3.0, 1.0], &device);
/// let keep = Tensor::<1, Bool>::from_data([true, true, false], &device);
///
/// let loss = Loss::new("huber")?;
/// let on = || loss.on((pred.clone(), target.clone())).weight(weight.clone()).mask(keep.clone());
/// assert_eq!(on().value()?.into_scalar::<f32>(), (0.125 + 4.5) / 4.0);
/// let each: Tensor<1> = on().values()?;
/// assert_eq!(each.into_data().try_to_vec::<f32>().unwrap(), [0.125, 4.5, 0.0]);
/// # Ok::<(), lossfn_burn::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "nothing is computed until a result is asked for"]
pub struct On<'a> {
    loss: &'a AnyLoss,
    settings: Settings,
    factors: &'a [Factor],
    inputs: Inputs,
    weight: Option<Input>,
    mask: Option<Input>,
    groups: Option<Input>,
}

/// What a result is computed from.
struct Ready {
    loss: AnyLoss,
    data: Data,
    tape: Option<Strategy>,
    /// What derivatives are taken in: its name, its type and its place on the tape.
    wrt: Vec<(&'static str, DType, NodeGuard)>,
}

/// Values and what leads back from them.
type Found = Result<(FlexTensor, Vec<Slope>), Error>;

impl<'a> On<'a> {
    pub(crate) fn new(loss: &'a AnyLoss, settings: Settings, factors: &'a [Factor], inputs: Inputs) -> Self {
        Self { loss, settings, factors, inputs, weight: None, mask: None, groups: None }
    }
    /// A weight for each item; one of 0 leaves it out.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// let loss = lossfn_burn::Loss::new("absolute")?;
    /// let weight = Tensor::<1>::from_floats([1.0, 3.0, 0.0, 1.0], &Device::flex());
    /// assert_eq!(loss.on((pred, target)).weight(weight).value()?.into_scalar::<f32>(), 5.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn weight(mut self, weight: impl Into<Input>) -> Self {
        self.weight = Some(weight.into());
        self
    }
    /// Which items count: true keeps one.
    ///
    /// ```
    /// # use burn::tensor::{Bool, Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// let loss = lossfn_burn::Loss::new("absolute")?;
    /// let keep = Tensor::<1, Bool>::from_data([true, false, false, true], &Device::flex());
    /// let each: Tensor<1> = loss.on((pred, target)).mask(keep).values()?;
    /// assert_eq!(each.into_data().try_to_vec::<f32>().unwrap(), [5.0, 0.0, 0.0, 5.0]);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn mask(mut self, keep: impl Into<Input>) -> Self {
        self.mask = Some(keep.into());
        self
    }
    /// Which items are compared with each other, by a key for each: items of equal keys are a group. Without keys the
    /// rows of a table are, or all items of a column.
    ///
    /// ```
    /// # use burn::tensor::{Device, Int, Tensor};
    /// let device = Device::flex();
    /// let scores = Tensor::<1>::from_floats([0.0, 3.0, 0.0], &device);
    /// let relevance = Tensor::<1>::from_floats([1.0, 2.0, 0.0], &device);
    /// let queries = Tensor::<1, Int>::from_ints([7, 3, 7], &device);
    /// let loss = lossfn_burn::Loss::new("ranknet")?.sum();
    /// let value = loss.on((scores, relevance)).groups(queries).value()?;
    /// assert_eq!(value.into_scalar::<f32>(), 2_f32.ln());
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn groups(mut self, keys: impl Into<Input>) -> Self {
        self.groups = Some(keys.into());
        self
    }
    /// The loss under the reduction that was asked for.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// let loss = lossfn_burn::Loss::new("absolute")?;
    /// assert_eq!(loss.on((pred, target)).value()?.dims(), [1]);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    ///
    ///
    /// # Errors
    /// When the tensors are not what the loss reads, and when there is nothing to average.
    pub fn value(self) -> Result<Tensor<1>, Error> {
        let Ready { loss, data, tape, wrt } = self.ready()?;
        let (value, slopes) = for_type!(data.kind(), reduced, &loss, &data, &wrt)?;
        Ok(linked(value, tape, wrt.into_iter().map(|(.., node)| node).zip(slopes).collect()))
    }
    /// The loss of each item, times its weight; 0 for one that does not count. Items are numbers, rows or groups.
    /// In a batch, whose rows are in the losses of each other, gradients are computed once it is known what comes
    /// back to each loss, and are NaN where that is not finite.
    ///
    /// ```
    /// # use burn::tensor::{Device, Int, Tensor};
    /// let logits = Tensor::<2>::zeros([3, 4], &Device::flex());
    /// let labels = Tensor::<1, Int>::from_ints([0, 1, 3], &Device::flex());
    /// let each: Tensor<1> = lossfn_burn::Loss::new("cross_entropy")?.on((logits, labels)).values()?;
    /// assert_eq!(each.into_data().try_to_vec::<f32>().unwrap(), [4_f32.ln(); 3]);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    ///
    ///
    /// # Errors
    /// When the tensors are not what the loss reads, or the items have another number of dimensions.
    pub fn values<const D: usize>(mut self) -> Result<Tensor<D>, Error> {
        self.settings.reduction = Reduction::Values;
        let Ready { loss, data, tape, wrt } = self.ready()?;
        if data.items().len() != D {
            return Err(Error::Rank { got: D, shape: data.items().to_vec() });
        }
        let (values, slopes) = for_type!(data.kind(), each, &loss, &data, &wrt)?;
        Ok(linked(values, tape, wrt.into_iter().map(|(.., node)| node).zip(slopes).collect()))
    }
    fn ready(self) -> Result<Ready, Error> {
        let inputs = self.loss.spec().inputs;
        let name = || self.loss.to_string();
        if self.inputs.len() != inputs.len() {
            let names = inputs.iter().map(|i| i.name).collect();
            return Err(Error::Count { loss: name(), names, got: self.inputs.len() });
        }
        let constant = |input| Error::Constant { loss: name(), input };
        let (mut numbers, mut wrt, mut tape) = (vec![], vec![], None);
        for (x, input) in self.inputs.0.into_iter().zip(inputs) {
            let (x, node, kept) = x.pieces(input.name)?;
            tape = tape.or(kept);
            if let Some(node) = node {
                let varies = |t: &lossfn::Term| t.loss.spec().varying().any(|v| v.name == input.name);
                if !self.loss.terms().iter().all(varies) {
                    return Err(constant(input.name));
                }
                wrt.push((input.name, x.dtype(), node));
            }
            numbers.push(x);
        }
        let beside = |x: Option<Input>, name| match x.map(|x| x.pieces(name)).transpose()? {
            Some((_, Some(_), _)) => Err(constant(name)),
            Some((x, None, _)) => Ok(Some(x)),
            None => Ok(None),
        };
        let (weight, mask) = (beside(self.weight, "weight")?, beside(self.mask, "mask")?);
        let beside = Beside { weight, mask, groups: beside(self.groups, "groups")? };
        let mut loss = self.loss.clone();
        for factor in self.factors {
            let known = self.loss.spec().factors().find(|known| *known == factor.name);
            let Some(known) = known else { continue };
            let (x, node, kept) = Input::from(factor.value.val()).pieces(known)?;
            tape = tape.or(kept);
            loss = loss.with(known, wide(&x).first().copied().unwrap_or(f64::NAN))?;
            wrt.extend(node.map(|node| (known, x.dtype(), node)));
        }
        let data = Data::read(&loss, self.settings, numbers, beside)?;
        Ok(Ready { loss, data, tape, wrt })
    }
}

/// The type of what a derivative is taken in may be another than that of the data: a parameter has its own.
fn slope<T: Number>(gradient: Vec<T>, shape: &[usize], kind: DType) -> FlexTensor {
    let found = tensor(gradient, shape);
    if found.dtype() == kind { found } else { rounded(&wide(&found), shape, kind) }
}

/// The reduced loss, and its gradients.
fn reduced<T: Number>(loss: &AnyLoss, data: &Data, wrt: &[(&'static str, DType, NodeGuard)]) -> Found {
    let on = data.on::<T>(loss)?;
    let (mut value, mut slopes) = (None, vec![]);
    for (name, kind, _) in wrt {
        let on = on.wrt(name);
        let gradient = if value.is_none() {
            let (found, gradient) = on.value_and_gradient()?;
            value = Some(found);
            gradient
        } else {
            on.gradient()?
        };
        slopes.push(Slope::One(slope(gradient, &data.shape(name), *kind)));
    }
    let value = match value {
        Some(value) => value,
        None => on.value()?,
    };
    Ok((tensor(vec![T::from_f64(value)], &[1]), slopes))
}

/// The losses of all items, and their gradients.
fn each<T: Number>(loss: &AnyLoss, data: &Data, wrt: &[(&'static str, DType, NodeGuard)]) -> Found {
    let on = data.on::<T>(loss)?;
    let values = on.to_vec()?;
    let mut slopes = vec![];
    for (name, kind, _) in wrt {
        slopes.push(if let Stage::Batch(_) = loss.spec().stage {
            let (loss, data) = (loss.clone(), data.clone());
            Slope::Shared(Box::new(Recipe { loss, data, wrt: name, kind: *kind }))
        } else {
            let gradient = slope(on.wrt(name).gradient()?, &data.shape(name), *kind);
            let (columns, stride) = data.row();
            let rows = Places::Rows { columns, stride };
            Slope::Each(gradient, data.groups().map_or(rows, |groups| Places::Groups(groups.clone())))
        });
    }
    Ok((tensor(values, data.items()), slopes))
}
