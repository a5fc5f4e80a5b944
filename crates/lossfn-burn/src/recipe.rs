//! Gradients of losses that read the numbers of each other, once it is known what comes back to each.

use burn::backend::flex::FlexTensor;
use lossfn::AnyLoss;

use crate::{
    data::Data,
    number::{Number, for_type, rounded, tensor, wide},
};

/// A loss on data, and what its gradient is taken in.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) loss: AnyLoss,
    pub(crate) data: Data,
    pub(crate) wrt: &'static str,
    /// The type of what it is taken in.
    pub(crate) kind: burn::tensor::DType,
}

impl Recipe {
    /// The gradient of the sum of the losses, each times a number. All has been checked with the losses; what cannot
    /// be computed for these numbers is NaN.
    pub(crate) fn pull(&self, outer: &FlexTensor) -> FlexTensor {
        let factors = wide(outer);
        let shape = self.data.shape(self.wrt);
        let least = factors.iter().copied().fold(f64::INFINITY, f64::min);
        let most = factors.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let found = if factors.iter().any(|x| !x.is_finite()) {
            None
        } else if least >= most {
            // One number for all, or no items.
            for_type!(self.data.kind(), equal, self, if least == most { least } else { 1.0 })
        } else {
            self.weighed(&factors, least, most)
        };
        let nothing = || vec![f64::NAN; shape.iter().product()];
        rounded(&found.unwrap_or_else(nothing), &shape, self.kind)
    }
    /// A weight is above 0, or the item counts nowhere: the numbers are moved there, and the rest is taken away.
    fn weighed(&self, factors: &[f64], least: f64, most: f64) -> Option<Vec<f64>> {
        let data = self.data.widened();
        let shift = if least > 0.0 { 0.0 } else { 2.0 * most.max(-least) };
        let gradient = |shift: f64, by: f64| {
            let weight = |i: usize| data.weight::<f64>().map_or(1.0, |w| w[i]) * (shift + by * factors[i]);
            let weights: Vec<f64> = (0..factors.len()).map(weight).collect();
            data.on::<f64>(&self.loss).ok()?.weight(&weights).sum().wrt(self.wrt).gradient().ok()
        };
        let mut found = gradient(shift, 1.0)?;
        if shift > 0.0 {
            let moved = gradient(1.0, 0.0)?;
            found.iter_mut().zip(moved).for_each(|(x, moved)| *x -= shift * moved);
        }
        Some(found)
    }
}

fn equal<T: Number>(recipe: &Recipe, factor: f64) -> Option<Vec<f64>> {
    let gradient = recipe.data.on::<T>(&recipe.loss).ok()?.sum().wrt(recipe.wrt).gradient().ok()?;
    let factor = T::from_f64(factor);
    Some(wide(&tensor(gradient.iter().map(|x| *x * factor).collect::<Vec<T>>(), &[gradient.len()])))
}
