//! What a loss is.

use core::fmt::Debug;
use std::sync::Arc;

use crate::{
    Error,
    kernels::{Kernel, Outer, VectorBlock},
    real::Real,
    spec::{Input, Kind, Mean, Param, Spec, Value},
    stages::Settings,
};

/// `K` numbers in, one number out: the whole mathematics of a loss.
pub trait Formula<R: Real, const K: usize> {
    /// The loss of one item.
    fn value(&self, x: [R; K]) -> R;
}

/// A formula that can be stated over any kind of number: a loss, or a plain function. It is what a
/// kernel is compiled for.
pub trait Function<const K: usize>: Send + Sync {
    /// How much care the formula needs: see [`Precision`].
    type Precision: Precision;
    /// The inputs besides the first that have kernels for their derivatives, bit k for the k-th.
    const ALONG: usize = 0;
    /// The same function over the number `R`.
    type Over<R: Real>: Formula<R, K>;
    /// States the function over the kind of number that `like` is.
    fn over<R: Real>(&self, like: R) -> Self::Over<R>;
}

/// A loss: a function that has a spec. Written by [`loss!`](crate::loss!).
pub trait Loss<const K: usize>: Function<K> + Named {}
impl<L: Function<K> + Named, const K: usize> Loss<K> for L {}

/// A loss that has a spec and can be built from it.
pub trait Named: Dynamic + Clone + Sized + 'static {
    /// What is known of it.
    const SPEC: Spec;
    /// Builds it from a value for each parameter, in the order of the spec.
    ///
    /// # Errors
    /// When a value is not in its domain.
    fn from_values(values: &[Value]) -> Result<Self, Error>;
}

/// A loss whose type is forgotten.
pub trait Dynamic: Debug + Send + Sync {
    /// What is known of it.
    fn spec(&self) -> &'static Spec;
    /// The values of its parameters, in the order of the spec.
    fn values(&self) -> Vec<Value>;
    /// What it reads, where its parameters decide that.
    fn inputs(&self) -> &'static [Input] {
        self.spec().inputs
    }
    /// What a mean divides by, beside weights.
    fn mean(&self) -> Mean {
        Mean::Items
    }
    /// What is taken of the sum over a row, where that is not the sum itself.
    fn outer(&self) -> Option<&dyn Outer> {
        None
    }
    /// The number that it reads of two vectors, where it reads such.
    fn distance(&self) -> Option<Arc<dyn VectorBlock>> {
        None
    }
    /// Another number that it reads of the same two vectors.
    fn beside(&self) -> Option<Arc<dyn VectorBlock>> {
        None
    }
    /// What its stage applies to rows of scores.
    fn settings(&self) -> Settings {
        Settings::default()
    }
    /// Its proximal operator in the first input, where that has a closed form: at an item's inputs, from
    /// double-double numbers. It need not mind inputs and steps at which it overflows.
    fn prox(&self, inputs: &[f64], step: f64) -> Option<f64> {
        let _ = (inputs, step);
        None
    }
    /// Its kernel, or that of the loss which it is with its parameters.
    fn kernel(&self) -> Kernel;
}

/// The places of some inputs as bits, for [`Function::ALONG`].
///
/// # Panics
/// While compiling, when one of them is no input.
pub const fn places(inputs: &[&str], of: &[&str]) -> usize {
    const fn same(a: &[u8], b: &[u8]) -> bool {
        let mut i = 0;
        while i < a.len() && i < b.len() && a[i] == b[i] {
            i += 1;
        }
        i == a.len() && i == b.len()
    }
    let (mut bits, mut i) = (0, 0);
    while i < of.len() {
        let mut k = 0;
        while !same(of[i].as_bytes(), inputs[k].as_bytes()) {
            k += 1;
        }
        bits |= 1 << k;
        i += 1;
    }
    bits
}

/// The number in which a formula is computed: chosen per loss, so that a formula stays the textbook
/// one and still reaches the accuracy that is promised.
pub trait Precision: precision::Sealed {}

/// The choices of [`Precision`].
pub mod precision {
    use crate::real::{Lite, Machine, Number, Scalar};

    /// Which kernels there are. A whole one makes values and both derivatives, whatever is asked: where most
    /// of the time is that of the value it takes the place of three.
    #[derive(Clone, Copy, Debug)]
    pub struct Form {
        /// Whether sums are taken in the same pass.
        streams: bool,
        /// Whether those of f32 and f64 are whole.
        fused: [bool; 2],
        /// Whether those of f32 and f64 are whole on machines without a fused multiply-add.
        unfused: [bool; 2],
    }
    impl Form {
        const EACH: Self = Self { streams: false, fused: [false; 2], unfused: [false; 2] };
        /// Whether a kernel is whole, for f32 where it is narrow.
        pub(crate) const fn whole(self, fused: bool, narrow: bool) -> bool {
            let [single, double] = if fused { self.fused } else { self.unfused };
            if narrow { single } else { double }
        }
    }

    /// Names the number of a precision for each storage type, on machines with and without FMA.
    pub trait Sealed: Send + Sync + 'static {
        #[doc(hidden)]
        const FORM: Form;
        /// Whether formulas are so cheap that their sum is taken in the same pass.
        #[doc(hidden)]
        const STREAMS: bool = Self::FORM.streams;
        #[doc(hidden)]
        type Of32<M: Machine>: Number<f32>;
        #[doc(hidden)]
        type Of64<M: Machine>: Number<f64>;
    }
    macro_rules! precision { ($($(#[$doc:meta])* $name:ident: $of32:ty, $of64:ty, $form:expr;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;
        impl Sealed for $name {
            const FORM: Form = $form;
            type Of32<M: Machine> = $of32;
            type Of64<M: Machine> = $of64;
        }
        impl super::Precision for $name {}
    )*}}
    precision! {
        /// Each type in itself: for formulas that only add, multiply and compare. They wait for memory, so
        /// their sum is taken in the same pass.
        Arithmetic: Scalar<M::F<f32>>, Scalar<M::F<f64>>, Form { streams: true, ..Form::EACH };
        /// Each type in itself: for formulas of functions that are accurate there.
        Native: Scalar<M::F<f32>>, Scalar<M::F<f64>>, Form::EACH;
        /// f32 in f64, f64 in itself: the common choice.
        Careful: Scalar<M::F<Lite>>, Scalar<M::F<f64>>,
            Form { unfused: [true; 2], ..Form::EACH };
        /// f32 in f64, f64 in pairs: for formulas whose roundings add up. f64 is two to three times
        /// slower.
        Paired: Scalar<M::F<Lite>>, M::Twin, Form { unfused: [true, false], ..Form::EACH };
        /// f32 in f64, f64 in double-double: for formulas that cancel inside. f64 is some ten times
        /// slower.
        Double: Scalar<M::F<Lite>>, M::Dd, Form { unfused: [true, false], ..Form::EACH };
        /// f32 in all of f64, f64 in double-double: for formulas that cancel inside f32 too.
        Wide: Scalar<M::F<f64>>, M::Dd, Form { fused: [true; 2], unfused: [true, false], ..Form::EACH };
    }
}

/// A parameter that is one of some names, by its place among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice(pub usize);

impl Choice {
    /// The choice of a name among some; the first where it is none of them.
    pub fn named(name: &str, names: &[&str]) -> Self {
        Self(names.iter().position(|known| *known == name).unwrap_or(0))
    }
}

/// A field of a loss that holds a parameter.
pub trait Field: Sized {
    /// From a value of the right kind, inside its domain.
    fn read(value: &Value, param: &Param) -> Option<Self>;
    /// As a value; the field is that of the parameter `name`.
    fn write(&self, name: &str, params: &[Param]) -> Value;
}

/// Reads a parameter into its field.
///
/// # Errors
/// When it is of another kind, or outside its domain.
pub fn field<F: Field>(loss: &'static str, value: Option<(&Value, &Param)>) -> Result<F, Error> {
    let Some((value, param)) = value else {
        let want = "a value for each parameter".into();
        return Err(Error::Shape { input: loss, got: "fewer values".into(), want });
    };
    let admitted = Some(value).filter(|v| param.admits(v));
    admitted.and_then(|v| F::read(v, param)).ok_or_else(|| refused(loss, param, value.clone()))
}

/// The error for a parameter that is not admitted.
pub fn refused(loss: &'static str, param: &Param, value: Value) -> Error {
    Error::Parameter { loss, name: param.name, value, allowed: param.allowed() }
}

impl Field for f64 {
    fn read(value: &Value, _: &Param) -> Option<Self> {
        // -0 is 0: the two are equal, and have to be the same.
        if let Value::Number(x) = value { Some(x + 0.0) } else { None }
    }
    fn write(&self, _: &str, _: &[Param]) -> Value {
        Value::Number(*self)
    }
}
impl Field for Option<f64> {
    fn read(value: &Value, _: &Param) -> Option<Self> {
        match value {
            Value::Number(x) => Some(Some(x + 0.0)),
            Value::None => Some(None),
            _ => None,
        }
    }
    fn write(&self, _: &str, _: &[Param]) -> Value {
        self.map_or(Value::None, Value::Number)
    }
}
impl Field for bool {
    fn read(value: &Value, _: &Param) -> Option<Self> {
        if let Value::Flag(x) = value { Some(*x) } else { None }
    }
    fn write(&self, _: &str, _: &[Param]) -> Value {
        Value::Flag(*self)
    }
}
impl Field for Choice {
    fn read(value: &Value, param: &Param) -> Option<Self> {
        match (value, param.kind) {
            (Value::Choice(x), Kind::Choice(names)) => names.iter().position(|n| **n == **x).map(Self),
            _ => None,
        }
    }
    fn write(&self, name: &str, params: &[Param]) -> Value {
        let names = params.iter().find(|p| p.name == name).map(|p| p.kind);
        match names {
            Some(Kind::Choice(names)) => {
                names.get(self.0).map_or(Value::None, |n| Value::Choice((*n).into()))
            }
            _ => Value::None,
        }
    }
}
impl Field for Option<Arc<[f64]>> {
    fn read(value: &Value, _: &Param) -> Option<Self> {
        match value {
            Value::Vector(x) => Some(Some(x.clone())),
            Value::None => Some(None),
            _ => None,
        }
    }
    fn write(&self, _: &str, _: &[Param]) -> Value {
        self.clone().map_or(Value::None, Value::Vector)
    }
}

/// The fields that hold parameters, by their kind.
#[allow(non_camel_case_types)]
pub mod kind {
    /// A number.
    pub type number = f64;
    /// A number or none.
    pub type optional = Option<f64>;
    /// True or false.
    pub type flag = bool;
    /// One of some names.
    pub type choice = super::Choice;
    /// A number for each class, or none.
    pub type vector = Option<std::sync::Arc<[f64]>>;
    /// The numbers of a matrix, or none.
    pub type matrix = vector;
}
