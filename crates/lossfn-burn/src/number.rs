//! Tensors of the Flex backend as slices, and back.

use burn::{
    backend::{
        Flex,
        flex::FlexTensor,
        ops::{BoolTensorOps as _, IntTensorOps as _},
    },
    tensor::{DType, FloatDType, TensorData},
};
use lossfn::{Labels, data::Storage};

/// What is computed in.
pub(crate) trait Number: Storage + burn::tensor::Element {
    /// The numbers of a tensor of this type that stand together; of any other none.
    fn slice(x: &FlexTensor) -> &[Self];
    /// The same, to be changed.
    fn slice_mut(x: &mut FlexTensor) -> &mut [Self];
}

macro_rules! number { ($($t:ident $kind:ident),*) => {$(
    impl Number for $t {
        fn slice(x: &FlexTensor) -> &[Self] {
            x.as_slice().unwrap_or_default()
        }
        fn slice_mut(x: &mut FlexTensor) -> &mut [Self] {
            if x.dtype() == DType::$kind { x.storage_mut() } else { &mut [] }
        }
    }
)*}}
number!(f32 F32, f64 F64);

/// Calls a function for the type of some numbers; others than these two have been refused.
macro_rules! for_type {
    ($kind:expr, $function:ident, $($arg:expr),*) => {
        match $kind {
            burn::tensor::DType::F64 => $function::<f64>($($arg),*),
            _ => $function::<f32>($($arg),*),
        }
    };
}
pub(crate) use for_type;

/// Numbers as a tensor.
pub(crate) fn tensor<T: Number>(numbers: Vec<T>, shape: &[usize]) -> FlexTensor {
    FlexTensor::from_data(TensorData::new(numbers, shape.to_vec()))
}

/// Numbers as a tensor of a type that they may not have yet.
pub(crate) fn rounded(numbers: &[f64], shape: &[usize], kind: DType) -> FlexTensor {
    fn of<T: Number>(numbers: &[f64], shape: &[usize]) -> FlexTensor {
        tensor(numbers.iter().map(|x| T::from_f64(*x)).collect(), shape)
    }
    for_type!(kind, of, numbers, shape)
}

/// The numbers of a tensor in f64.
pub(crate) fn wide(x: &FlexTensor) -> Vec<f64> {
    fn of<T: Number>(x: &FlexTensor) -> Vec<f64> {
        T::slice(x).iter().map(|x| Storage::to_f64(*x)).collect()
    }
    for_type!(x.dtype(), of, x)
}

/// A tensor whose numbers stand together.
pub(crate) fn dense(x: FlexTensor) -> FlexTensor {
    if x.is_contiguous() { x } else { x.to_contiguous() }
}

/// Integers and truth values as numbers; other tensors as they are.
pub(crate) fn float(x: FlexTensor, kind: DType) -> FlexTensor {
    let to = if kind == DType::F64 { FloatDType::F64 } else { FloatDType::F32 };
    match x.dtype() {
        DType::Bool(_) => Flex::bool_into_float(x, to),
        other if other.is_int() || other.is_uint() => Flex::int_into_float(x, to),
        _ => x,
    }
}

/// Whether a tensor holds integers.
pub(crate) fn is_integer(x: &FlexTensor) -> bool {
    x.dtype().is_int() || x.dtype().is_uint()
}

/// Labels in the type that they have.
pub(crate) fn labels(x: &FlexTensor) -> Option<Labels<'_>> {
    Some(match x.dtype() {
        DType::I64 => Labels::I64(x.as_slice()?),
        DType::I32 => Labels::I32(x.as_slice()?),
        DType::I16 => Labels::I16(x.as_slice()?),
        DType::I8 => Labels::I8(x.as_slice()?),
        DType::U64 => Labels::U64(x.as_slice()?),
        DType::U32 => Labels::U32(x.as_slice()?),
        DType::U16 => Labels::U16(x.as_slice()?),
        DType::U8 => Labels::U8(x.as_slice()?),
        _ => return None,
    })
}

/// Which items a tensor of truth values keeps; a byte holds each.
pub(crate) fn truths(x: &FlexTensor) -> Option<Vec<bool>> {
    let (start, end) = x.layout().contiguous_offsets().filter(|_| matches!(x.dtype(), DType::Bool(_)))?;
    Some(x.bytes().get(start..end)?.iter().map(|keep| *keep != 0).collect())
}
