//! The one operation: a value that is known, and what comes back from it to what it was computed from.

use burn::{
    backend::{
        Autodiff, Flex,
        autodiff::{
            checkpoint::{
                base::Checkpointer,
                strategy::{BalancedCheckpointing, NoCheckpointing},
            },
            grads::Gradients,
            ops::{Backward, NodeGuard, Ops, OpsKind},
        },
        flex::FlexTensor,
        tensor::FloatTensor,
    },
    tensor::{GradientCheckpointingStrategy as Strategy, Tensor},
};
use lossfn::Groups;

use crate::{
    number::{Number, dense, for_type, wide},
    recipe::Recipe,
};

/// The derivative of a value in one of the tensors that it was computed from.
#[derive(Clone, Debug)]
pub(crate) enum Slope {
    /// The gradient of a number.
    One(FlexTensor),
    /// The gradients of the losses of all items, each of numbers of its own.
    Each(FlexTensor, Places),
    /// How the losses of all items are computed, which read the same numbers: what comes back has to be known first.
    Shared(Box<Recipe>),
}

/// Where the numbers of an item stand.
#[derive(Clone, Debug)]
pub(crate) enum Places {
    /// Along an axis of so many numbers, and so far from each other.
    Rows { columns: usize, stride: usize },
    /// Where those of its group do.
    Groups(Groups),
}

impl Slope {
    /// What comes back to the tensor when this comes back to the value.
    fn pull(self, outer: FlexTensor) -> FlexTensor {
        let outer = dense(outer);
        match self {
            Self::One(slope) => {
                let factor = wide(&outer).first().copied().unwrap_or(f64::NAN);
                for_type!(slope.dtype(), times, slope, factor)
            }
            Self::Each(slopes, places) => for_type!(slopes.dtype(), each, slopes, &outer, &places),
            Self::Shared(recipe) => recipe.pull(&outer),
        }
    }
}

/// A gradient times a number, in its place: nobody else has it.
fn times<T: Number>(mut slope: FlexTensor, factor: f64) -> FlexTensor {
    let factor = T::from_f64(factor);
    if factor != T::from_f64(1.0) {
        for x in T::slice_mut(&mut slope) {
            *x = *x * factor;
        }
    }
    slope
}

/// Gradients times the number of their item, in their place.
fn each<T: Number>(mut slopes: FlexTensor, outer: &FlexTensor, places: &Places) -> FlexTensor {
    let factors = T::slice(outer);
    let all = T::slice_mut(&mut slopes);
    match places {
        Places::Rows { columns, stride } => {
            for (rows, factors) in
                all.chunks_mut(columns.saturating_mul(*stride).max(1)).zip(factors.chunks(*stride))
            {
                for column in rows.chunks_mut(*stride) {
                    column.iter_mut().zip(factors).for_each(|(x, factor)| *x = *x * *factor);
                }
            }
        }
        Places::Groups(groups) => {
            for (group, factor) in factors.iter().enumerate() {
                groups.group(group).for_each(|item| all[item] = all[item] * *factor);
            }
        }
    }
    slopes
}

/// A tensor of the value, linked to the tensors that it was computed from.
#[derive(Debug)]
struct Pull;

impl Backward<Flex, 2> for Pull {
    type State = Slope;
    fn backward(self, ops: Ops<Slope, 2>, grads: &mut Gradients, _: &mut Checkpointer) {
        let outer = grads.consume::<Flex>(&ops.node);
        let [from, before] = ops.parents;
        if let Some(before) = before {
            grads.register::<Flex>(before.id, outer.clone());
        }
        if let Some(from) = from {
            grads.register::<Flex>(from.id, ops.state.pull(outer));
        }
    }
}

/// A value as a tensor, on the tape where there is one, that leads back to each of these.
pub(crate) fn linked<const D: usize>(
    value: FlexTensor,
    tape: Option<Strategy>,
    links: Vec<(NodeGuard, Slope)>,
) -> Tensor<D> {
    let Some(tape) = tape else { return Tensor::from_primitive::<Flex>(value) };
    let mut value = <FloatTensor<Autodiff<Flex>>>::new(value);
    for (from, slope) in links {
        let (numbers, before) = value.into_parts();
        // Nothing is recomputed, so how the tape is kept makes no difference.
        value = match Pull.prepare::<NoCheckpointing>([from, before]).compute_bound().stateful() {
            OpsKind::Tracked(step) => step.finish(slope, numbers),
            OpsKind::UnTracked(step) => step.finish(numbers),
        };
    }
    match tape {
        Strategy::Disabled => Tensor::from_primitive::<Autodiff<Flex, NoCheckpointing>>(value),
        Strategy::Balanced => Tensor::from_primitive::<Autodiff<Flex, BalancedCheckpointing>>(value),
    }
}
