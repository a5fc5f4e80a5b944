//! What Python hands over, as slices: `NumPy` arrays as they are, the rest through `lossfn._convert`.

use std::rc::Rc;

use half::{bf16, f16};
use numpy::{PyArrayDescrMethods, PyUntypedArray, PyUntypedArrayMethods};
use pyo3::{intern, prelude::*, sync::PyOnceLock};

use crate::error::type_error;

/// The type of the numbers in an array. `NumPy` has no bf16: its bits stand in an array of uint16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Type {
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    F16,
    Bf16,
    F32,
    F64,
}

impl Type {
    fn of(kind: u8, size: usize) -> Option<Self> {
        Some(match (kind, size) {
            (b'b', 1) => Self::Bool,
            (b'i', 1) => Self::I8,
            (b'i', 2) => Self::I16,
            (b'i', 4) => Self::I32,
            (b'i', 8) => Self::I64,
            (b'u', 1) => Self::U8,
            (b'u', 2) => Self::U16,
            (b'u', 4) => Self::U32,
            (b'u', 8) => Self::U64,
            (b'f', 2) => Self::F16,
            (b'f', 4) => Self::F32,
            (b'f', 8) => Self::F64,
            _ => return None,
        })
    }
    pub(crate) fn is_float(self) -> bool {
        matches!(self, Self::F16 | Self::Bf16 | Self::F32 | Self::F64)
    }
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::I8 => "int8",
            Self::I16 => "int16",
            Self::I32 => "int32",
            Self::I64 => "int64",
            Self::U8 => "uint8",
            Self::U16 => "uint16",
            Self::U32 => "uint32",
            Self::U64 => "uint64",
            Self::F16 => "float16",
            Self::Bf16 => "bfloat16",
            Self::F32 => "float32",
            Self::F64 => "float64",
        }
    }
}

/// A type that an array may hold, each value of whose bits is one.
pub(crate) trait Plain: Copy {
    const TYPE: Type;
}
macro_rules! plain { ($($t:ident $name:ident),*) => {$(
    impl Plain for $t {
        const TYPE: Type = Type::$name;
    }
)*}}
plain!(i8 I8, i16 I16, i32 I32, i64 I64, u8 U8, u16 U16, u32 U32, u64 U64);
plain!(f16 F16, bf16 Bf16, f32 F32, f64 F64);

/// Where the numbers of sparse rows stand.
pub(crate) struct Places<'py> {
    /// The column of each number.
    pub(crate) indices: Numbers<'py>,
    /// Where each row begins among the numbers, and where the last one ends.
    pub(crate) offsets: Numbers<'py>,
}

/// An array in row-major order, aligned and of the byte order of the machine.
pub(crate) struct Numbers<'py> {
    pub(crate) array: Bound<'py, PyUntypedArray>,
    pub(crate) kind: Type,
    /// A copy: another thread may give the array another shape. Of sparse rows that of the table.
    pub(crate) shape: Vec<usize>,
    /// Of a table of which only some numbers are stored: the array holds these.
    pub(crate) sparse: Option<Rc<Places<'py>>>,
    /// Numbers of Python, which take the type of the arrays beside them.
    pub(crate) weak: bool,
    /// Makes of a result what the input was, if that is no array.
    pub(crate) back: Option<Bound<'py, PyAny>>,
}

impl<'py> Numbers<'py> {
    /// Reads an input, which may be a table of sparse rows.
    pub(crate) fn table(object: &Bound<'py, PyAny>, name: &str) -> PyResult<Self> {
        let py = object.py();
        if object.cast_exact::<PyUntypedArray>().is_ok() || !object.hasattr(intern!(py, "indptr"))? {
            return Self::read(object, name);
        }
        let parts = convert(py)?.getattr(intern!(py, "rows_of_csr"))?.call1((object, name))?;
        #[allow(clippy::type_complexity, reason = "what the function of Python gives")]
        let (data, indices, offsets, shape, back): (
            Bound<'py, PyAny>,
            Bound<'py, PyAny>,
            Bound<'py, PyAny>,
            [usize; 2],
            Bound<'py, PyAny>,
        ) = parts.extract()?;
        let [data, indices, offsets] =
            [(data, "data"), (indices, "indices"), (offsets, "indptr")].map(|(x, part)| {
                Self::read(&x, &format!("{name}.{part}")).and_then(|x| match x.shape.len() {
                    1 => Ok(x),
                    _ => Err(type_error(format!("`{name}.{part}` is no array of one dimension."))),
                })
            });
        let sparse = Some(Rc::new(Places { indices: indices?, offsets: offsets? }));
        Ok(Self { shape: shape.to_vec(), sparse, back: Some(back), ..data? })
    }
    /// Reads an input.
    pub(crate) fn read(object: &Bound<'py, PyAny>, name: &str) -> PyResult<Self> {
        if let Ok(array) = object.cast_exact::<PyUntypedArray>()
            && let Some(numbers) = Self::plain(array)
        {
            return Ok(numbers);
        }
        let read = convert(object.py())?.getattr(intern!(object.py(), "read"))?;
        let (array, half, weak, back): (Bound<'py, PyUntypedArray>, bool, bool, Bound<'py, PyAny>) =
            read.call1((object, name))?.extract()?;
        let Some(numbers) = Self::plain(&array) else {
            return Err(type_error(format!(
                "`{name}` is {}, which is no type of numbers here.",
                array.dtype()
            )));
        };
        let kind = if half { Type::Bf16 } else { numbers.kind };
        Ok(Self { kind, weak, back: Some(back).filter(|b| !b.is_none()), ..numbers })
    }
    /// An array that can be read as it is.
    pub(crate) fn plain(array: &Bound<'py, PyUntypedArray>) -> Option<Self> {
        let dtype = array.dtype();
        if !array.is_c_contiguous() || !array.is_aligned() || dtype.is_native_byteorder() == Some(false) {
            return None;
        }
        let kind = Type::of(dtype.kind(), dtype.itemsize())?;
        let shape = array.shape().to_vec();
        Some(Self { array: array.clone(), kind, shape, sparse: None, weak: false, back: None })
    }
    /// The same numbers in a type of floats; only integers and numbers of Python may change theirs.
    pub(crate) fn of_type(self, kind: Type, name: &str, like: &str) -> PyResult<Self> {
        if self.kind == kind && !self.weak {
            return Ok(self);
        }
        if self.kind.is_float() && !self.weak {
            return Err(type_error(format!(
                "`{name}` is {}, but `{like}` is {}; types are never mixed.",
                self.kind.name(),
                kind.name()
            )));
        }
        let py = self.array.py();
        let to = convert(py)?.getattr(intern!(py, "to"))?;
        let array: Bound<'py, PyUntypedArray> =
            to.call1((&self.array, kind.name(), name, self.weak))?.extract()?;
        let Some(numbers) = Self::plain(&array) else {
            return Err(type_error(format!("`{name}` could not be read as {}.", kind.name())));
        };
        Ok(Self { kind, back: self.back, shape: self.shape, sparse: self.sparse, ..numbers })
    }
    /// Labels that are no integers: those that are true or false, or none at all.
    pub(crate) fn into_labels(self, name: &str) -> PyResult<Self> {
        let py = self.array.py();
        let to = convert(py)?.getattr(intern!(py, "to"))?;
        let array: Bound<'py, PyUntypedArray> = to.call1((&self.array, "int64", name, false))?.extract()?;
        Self::plain(&array).ok_or_else(|| type_error(format!("`{name}` could not be read as labels.")))
    }
    pub(crate) fn clone_ref(&self) -> Self {
        Self {
            array: self.array.clone(),
            shape: self.shape.clone(),
            sparse: self.sparse.clone(),
            back: self.back.clone(),
            ..*self
        }
    }
    /// The numbers, where they are of the type.
    pub(crate) fn slice<T: Plain>(&self) -> Option<&[T]> {
        if T::TYPE != self.kind {
            return None;
        }
        // SAFETY: `plain` has seen that the array holds this type, in one piece and aligned; every value of
        // the bits is a number; `self` keeps it alive, and an array with other references cannot be resized.
        // That no thread writes to it meanwhile is asked of the caller, as everywhere in NumPy.
        #[allow(unsafe_code)]
        Some(unsafe { self.raw() })
    }
    /// A mask, where it holds what is true or false: a copy, as the bytes of an array may be anything.
    pub(crate) fn mask(&self) -> Option<Vec<bool>> {
        if self.kind != Type::Bool {
            return None;
        }
        // SAFETY: as above, bytes.
        #[allow(unsafe_code)]
        let bytes: &[u8] = unsafe { self.raw() };
        Some(bytes.iter().map(|&b| b != 0).collect())
    }
    /// # Safety
    /// The array holds valid values of this type, in one piece and aligned.
    #[allow(unsafe_code)]
    unsafe fn raw<T>(&self) -> &[T] {
        let n = self.array.len();
        if n == 0 {
            return &[];
        }
        // SAFETY: the caller's promise.
        unsafe { core::slice::from_raw_parts((*self.array.as_array_ptr()).fields.data.cast::<T>(), n) }
    }
    /// Where its bytes stand.
    pub(crate) fn addresses(&self) -> core::ops::Range<usize> {
        // SAFETY: the array lives.
        #[allow(unsafe_code)]
        let start = unsafe { (*self.array.as_array_ptr()).fields.data } as usize;
        start..start + self.array.len() * self.array.dtype().itemsize()
    }
    /// The shape of a derivative in it: of sparse rows there are those in the stored numbers.
    pub(crate) fn derivative(&self) -> Vec<usize> {
        if self.sparse.is_some() { vec![self.len()] } else { self.shape.clone() }
    }
    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        self.array.len()
    }
}

/// The module that knows other kinds of arrays.
pub(crate) fn convert(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    static MODULE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = MODULE.get_or_try_init(py, || py.import("lossfn._convert").map(Bound::unbind))?;
    Ok(module.bind(py))
}
