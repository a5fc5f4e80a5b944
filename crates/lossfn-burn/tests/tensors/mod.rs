//! Data for any loss, as tensors.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, reason = "each test takes what it needs")]

#[path = "../../../lossfn/tests/support/mod.rs"]
pub mod support;

use burn::tensor::{DType, Device, Element, Gradients, Int, Tensor, TensorData};
use lossfn::{AnyLoss, data::Storage};
use lossfn_burn::Input;
use support::Data;

/// A type of numbers that tensors have.
pub trait Kind: Storage + Element {
    const KIND: DType;
}
impl Kind for f32 {
    const KIND: DType = DType::F32;
}
impl Kind for f64 {
    const KIND: DType = DType::F64;
}

pub fn device() -> Device {
    Device::flex().autodiff()
}
pub fn column<T: Kind>(x: &[T]) -> Tensor<1> {
    Tensor::from_data(TensorData::new(x.to_vec(), [x.len()]), (&device(), T::KIND))
}
pub fn table<T: Kind>(x: &[T], columns: usize) -> Tensor<2> {
    Tensor::from_data(TensorData::new(x.to_vec(), [x.len() / columns, columns]), (&device(), T::KIND))
}
pub fn labels(x: &[i64]) -> Tensor<1, Int> {
    Tensor::from_data(TensorData::new(x.to_vec(), [x.len()]), (&device(), DType::I64))
}
/// The numbers of a tensor.
pub fn numbers<T: Kind, const D: usize>(x: Tensor<D>) -> Vec<T> {
    x.into_data().try_to_vec().unwrap()
}
/// The number of a tensor.
pub fn number<T: Kind>(x: Tensor<1>) -> T {
    let [x] = numbers(x)[..] else { panic!("there is not one number") };
    x
}

/// A tensor that a loss is given.
#[derive(Clone)]
pub enum Leaf {
    Column(Tensor<1>),
    Table(Tensor<2>),
    Labels(Tensor<1, Int>),
}

impl Leaf {
    pub fn input(&self) -> Input {
        match self {
            Self::Column(x) => x.clone().into(),
            Self::Table(x) => x.clone().into(),
            Self::Labels(x) => x.clone().into(),
        }
    }
    pub fn tracked(self) -> Self {
        match self {
            Self::Column(x) => Self::Column(x.require_grad()),
            Self::Table(x) => Self::Table(x.require_grad()),
            Self::Labels(_) => self,
        }
    }
    /// The same times a number, by an operation of its own.
    pub fn times(&self, factor: f64) -> Self {
        match self {
            Self::Column(x) => Self::Column(x.clone() * factor),
            Self::Table(x) => Self::Table(x.clone() * factor),
            Self::Labels(_) => self.clone(),
        }
    }
    pub fn gradient<T: Kind>(&self, gradients: &Gradients) -> Option<Vec<T>> {
        match self {
            Self::Column(x) => x.grad(gradients).map(numbers),
            Self::Table(x) => x.grad(gradients).map(numbers),
            Self::Labels(_) => None,
        }
    }
}

/// Data as tensors.
pub fn leaves<T: Kind>(data: &Data<T>) -> Vec<Leaf> {
    match data {
        Data::Columns(a, b) => vec![Leaf::Column(column(a)), Leaf::Column(column(b))],
        Data::Several(all) => all.iter().map(|x| Leaf::Column(column(x))).collect(),
        Data::Weights(x) => vec![Leaf::Column(column(x))],
        Data::Tables(a, b, c) => vec![Leaf::Table(table(a, *c)), Leaf::Table(table(b, *c))],
        Data::Labelled(a, l, c) => vec![Leaf::Table(table(a, *c)), Leaf::Labels(labels(l))],
        Data::Taught(a, b, l, c) => {
            vec![Leaf::Table(table(a, *c)), Leaf::Table(table(b, *c)), Leaf::Labels(labels(l))]
        }
        Data::Triples(all, c) => all.iter().map(|x| Leaf::Table(table(x, *c))).collect(),
    }
}

/// Data as tensors, those tracked that the loss has derivatives in, and their names.
pub fn varying<T: Kind>(loss: &AnyLoss, data: &Data<T>) -> Vec<(&'static str, bool, Leaf)> {
    let spec = loss.spec();
    let named = leaves(data).into_iter().zip(spec.inputs).map(|(leaf, input)| {
        let varies = spec.varying().any(|v| v.name == input.name);
        (input.name, varies, if varies { leaf.tracked() } else { leaf })
    });
    named.collect()
}
pub fn inputs(leaves: &[(&'static str, bool, Leaf)]) -> Vec<Input> {
    leaves.iter().map(|(.., leaf)| leaf.input()).collect()
}
