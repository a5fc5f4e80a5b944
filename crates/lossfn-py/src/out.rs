//! Where results go: new arrays, or those of the caller.

use half::f16;
use lossfn::data::Storage as _;
use numpy::{
    PyArrayDescrMethods, PyArrayDyn, PyArrayMethods, PyUntypedArray, PyUntypedArrayMethods, npyffi::flags,
};
use pyo3::{intern, prelude::*};

use crate::{
    array::{Numbers, Plain, Type, convert},
    data::{Data, Number},
    error::{type_error, value_error},
};

/// The kind of types that `NumPy` does not know, bf16 among them.
const OTHER: u8 = b'V';

/// A place for a result.
pub(crate) struct Place<'py> {
    /// Nobody else has it, or the caller has given it to be written.
    numbers: Numbers<'py>,
    /// What the caller gave, with the array to copy to at the end, unless results are written there at once.
    given: Option<(Bound<'py, PyAny>, Option<Bound<'py, PyUntypedArray>>)>,
}

impl<'py> Place<'py> {
    /// A new array.
    pub(crate) fn fresh(py: Python<'py>, kind: Type, shape: &[usize]) -> PyResult<Self> {
        Ok(Self { numbers: fresh(py, kind, shape)?, given: None })
    }
    /// A place of a shape: what the caller gave as `out`, if anything.
    ///
    /// What shares memory with an input, or does not stand in row-major order, is written at the end.
    pub(crate) fn new(
        py: Python<'py>,
        out: Option<&Bound<'py, PyAny>>,
        data: &Data<'py>,
        shape: &[usize],
    ) -> PyResult<Self> {
        let Some(out) = out else {
            return Self::fresh(py, data.kind, shape);
        };
        let (array, half) = match out.cast_exact::<PyUntypedArray>() {
            Ok(array) if array.dtype().kind() != OTHER => (array.clone(), false),
            _ => convert(py)?.getattr(intern!(py, "place"))?.call1((out,))?.extract()?,
        };
        if array.shape() != shape {
            let text = |s: &[usize]| s.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            return Err(value_error(format!(
                "`out` has shape ({}), but ({}) is needed.",
                text(array.shape()),
                text(shape)
            )));
        }
        // SAFETY: the array lives, and its flags are read while no other thread runs Python.
        #[allow(unsafe_code)]
        let writeable = unsafe { (*array.as_array_ptr()).fields.flags } & flags::NPY_ARRAY_WRITEABLE != 0;
        if !writeable {
            return Err(value_error("`out` is read-only."));
        }
        let mut plain = Numbers::plain(&array);
        if let Some(numbers) = plain.as_mut().filter(|n| half && n.kind == Type::U16) {
            numbers.kind = Type::Bf16;
        }
        let name = plain.as_ref().map_or_else(|| array.dtype().to_string(), |p| p.kind.name().into());
        let same =
            if plain.is_some() { name == data.kind.name() } else { same_type(&array, half, data.kind) };
        if !same {
            return Err(type_error(format!(
                "`out` is {name}, but the results are {}; types are never mixed.",
                data.kind.name()
            )));
        }
        let apart = |p: &Numbers<'py>| {
            let place = p.addresses();
            data.arrays().all(|x| !meet(&place, &x.addresses()))
        };
        Ok(match plain.filter(apart) {
            Some(numbers) => Self { numbers, given: Some((out.clone(), None)) },
            None => Self { numbers: fresh(py, data.kind, shape)?, given: Some((out.clone(), Some(array))) },
        })
    }
    /// Two places: `out` is a pair.
    pub(crate) fn pair(
        py: Python<'py>,
        out: Option<&Bound<'py, PyAny>>,
        data: &Data<'py>,
        shape: &[usize],
    ) -> PyResult<[Self; 2]> {
        let (first, second): (Option<Bound<'py, PyAny>>, Option<Bound<'py, PyAny>>) = match out {
            None => (None, None),
            Some(out) => out
                .extract()
                .map_err(|_| type_error("`out` is no pair: it takes the gradient and the curvature."))?,
        };
        let pair =
            [Self::new(py, first.as_ref(), data, shape)?, Self::new(py, second.as_ref(), data, shape)?];
        if meet(&pair[0].addresses(), &pair[1].addresses()) {
            return Err(value_error("the two arrays of `out` share memory."));
        }
        Ok(pair)
    }
    fn addresses(&self) -> core::ops::Range<usize> {
        match &self.given {
            Some((_, Some(array))) => extent(array),
            _ => self.numbers.addresses(),
        }
    }
    /// The place as a slice.
    pub(crate) fn slice<T: Plain>(&mut self) -> &mut [T] {
        let n = if T::TYPE == self.numbers.kind { self.numbers.len() } else { 0 };
        if n == 0 {
            return &mut [];
        }
        // SAFETY: as `Numbers::slice`. It is written by this call alone: it is new, or the caller's, writeable and
        // apart from all inputs, and `pair` has seen that two do not meet.
        #[allow(unsafe_code)]
        unsafe {
            core::slice::from_raw_parts_mut((*self.numbers.array.as_array_ptr()).fields.data.cast(), n)
        }
    }
    /// A single number, where the caller gave no place for it.
    pub(crate) fn number<T: Number>(mut self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let given = self.given.is_some();
        match self.slice::<T>() {
            [x] if !given => Ok(x.widen().to_f64().into_pyobject(py)?.into_any()),
            _ => self.done(None),
        }
    }
    /// The result for the caller: what was given, or a new one, of which `back` makes what an input was.
    pub(crate) fn done(self, back: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        match (self.given, back) {
            (Some((out, None)), _) => Ok(out),
            (Some((out, Some(array))), _) => {
                let py = out.py();
                array.call_method1(intern!(py, "__setitem__"), (py.Ellipsis(), &self.numbers.array))?;
                Ok(out)
            }
            (None, Some(back)) => back.call1((&self.numbers.array,)),
            (None, None) => Ok(self.numbers.array.into_any()),
        }
    }
}

/// Whether an array that is not in order holds a type.
fn same_type(array: &Bound<'_, PyUntypedArray>, half: bool, kind: Type) -> bool {
    let name = array.dtype().to_string();
    name == kind.name() || half && kind == Type::Bf16 && name == Type::U16.name()
}

fn meet(a: &core::ops::Range<usize>, b: &core::ops::Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}

/// From the first to the last byte that an array of any strides has.
fn extent(array: &Bound<'_, PyUntypedArray>) -> core::ops::Range<usize> {
    // SAFETY: the array lives.
    #[allow(unsafe_code)]
    let start = unsafe { (*array.as_array_ptr()).fields.data } as usize;
    let (mut low, mut high) = (start, start + array.dtype().itemsize());
    for (&n, &stride) in array.shape().iter().zip(array.strides()) {
        let last = stride.unsigned_abs() * n.saturating_sub(1);
        if stride < 0 { low -= last } else { high += last }
    }
    if array.len() == 0 { start..start } else { low..high }
}

/// A new array.
fn fresh<'py>(py: Python<'py>, kind: Type, shape: &[usize]) -> PyResult<Numbers<'py>> {
    // SAFETY: every value of the bits is a number, and all are written before anybody sees them: where that
    // fails, the array is dropped.
    #[allow(unsafe_code)]
    let array = unsafe {
        match kind {
            Type::F16 => PyArrayDyn::<f16>::new(py, shape, false).as_untyped().clone(),
            Type::Bf16 => PyArrayDyn::<u16>::new(py, shape, false).as_untyped().clone(),
            Type::F32 => PyArrayDyn::<f32>::new(py, shape, false).as_untyped().clone(),
            _ => PyArrayDyn::<f64>::new(py, shape, false).as_untyped().clone(),
        }
    };
    let numbers =
        Numbers::plain(&array).ok_or_else(|| type_error("A new array is not in row-major order."))?;
    Ok(Numbers { kind, ..numbers })
}
