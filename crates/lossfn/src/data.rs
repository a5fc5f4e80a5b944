//! What losses are given: columns, tables, logits and labels.

pub(crate) mod array;
mod element;
mod groups;
#[cfg(feature = "ndarray")]
mod nd;
mod rows;
mod several;
mod sparse;

use core::ops::Mul;

pub use array::Array;
pub use element::Element;
pub use groups::{Grouped, Groups};
#[cfg(feature = "ndarray")]
pub use nd::{Gathered, nd};
pub use rows::{Logits, Rows};
pub use several::Several;

use crate::{
    Error,
    formula::precision::Sealed as Precision,
    kernels::{
        Block, Column, Detected, Order, Outcome, Pair, Pull, RowBlock, STATISTICS, Taken, VectorBlock, Work,
    },
    real::{Float, Lite, Machine, Number, Scalar, Score},
    spec::{Pairing, Spec, Stage},
};

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

/// What is computed in: `f32` or `f64`. Slices may hold any [`Element`].
pub trait Storage:
    sealed::Sealed + Copy + Default + PartialOrd + Mul<Output = Self> + core::fmt::Debug + Send + Sync + 'static
{
    /// The name of the type.
    const NAME: &'static str;
    #[doc(hidden)]
    type In<P: Precision, M: Machine>: Number<Self>;
    /// What statistics of rows are computed in.
    #[doc(hidden)]
    type Score<M: Machine>: Score;
    /// What scores that are capped are computed in.
    #[doc(hidden)]
    type Capped<M: Machine>: Score;
    /// The exact value.
    fn to_f64(self) -> f64;
    /// The nearest value.
    fn from_f64(x: f64) -> Self;
    /// Whether sums and products of two are exact, or nearly so, in f64.
    #[doc(hidden)]
    const NARROW: bool;
    #[doc(hidden)]
    type Float: Float;
    #[doc(hidden)]
    fn run<const K: usize>(kernel: &dyn Block<K>, work: Work<'_, Self, K>);
    #[doc(hidden)]
    fn sum<const K: usize>(kernel: &dyn Block<K>, work: &mut Work<'_, Self, K>) -> Option<Pair>;
    #[doc(hidden)]
    fn formula(
        kernel: &dyn RowBlock,
        isa: Detected,
        order: Order,
        x: &[Column; STATISTICS],
        out: &mut Outcome,
    );
    #[doc(hidden)]
    fn take(block: &dyn VectorBlock, isa: Detected, x: [&[Self]; 2], columns: usize) -> Taken;
    #[doc(hidden)]
    fn pull(block: &dyn VectorBlock, isa: Detected, x: [&[Self]; 2], taken: &Taken, pull: Pull<'_>);
}

macro_rules! storage { ($($t:ident: $of:ident, $score:ty, $capped:ty, $narrow:literal, $sum:ident, $take:ident, $pull:ident;)*) => {$(
    impl Storage for $t {
        const NAME: &'static str = stringify!($t);
        type In<P: Precision, M: Machine> = P::$of<M>;
        type Score<M: Machine> = $score;
        type Capped<M: Machine> = $capped;
        #[inline(always)]
        fn to_f64(self) -> f64 {
            self as f64
        }
        #[inline(always)]
        fn from_f64(x: f64) -> Self {
            x as $t
        }
        const NARROW: bool = $narrow;
        type Float = $t;
        fn run<const K: usize>(kernel: &dyn Block<K>, work: Work<'_, Self, K>) {
            kernel.$t(work);
        }
        fn sum<const K: usize>(kernel: &dyn Block<K>, work: &mut Work<'_, Self, K>) -> Option<Pair> {
            kernel.$sum(work)
        }
        fn formula(
            kernel: &dyn RowBlock,
            isa: Detected,
            order: Order,
            x: &[Column; STATISTICS],
            out: &mut Outcome,
        ) {
            kernel.$t(isa, order, x, out);
        }
        fn take(block: &dyn VectorBlock, isa: Detected, [a, b]: [&[Self]; 2], columns: usize) -> Taken {
            block.$take(isa, a, b, columns)
        }
        fn pull(block: &dyn VectorBlock, isa: Detected, x: [&[Self]; 2], taken: &Taken, pull: Pull<'_>) {
            block.$pull(isa, x, taken, pull);
        }
    }
)*}}
storage! {
    f32: Of32, Scalar<M::F<Lite>>, Scalar<M::F<f64>>, true, sum_f32, take_f32, pull_f32;
    f64: Of64, M::Dd, M::Dd, false, sum_f64, take_f64, pull_f64;
}

macro_rules! labels { ($($t:ident $v:ident),*) => {
    /// Class labels, in any integer type of at most 64 bits, used without a copy.
    #[derive(Clone, Copy, Debug)]
    pub enum Labels<'a> {
        $(#[doc = concat!("Labels as ", stringify!($t), ".")] $v(&'a [$t]),)*
    }
    impl Labels<'_> {
        /// How many there are.
        pub fn len(&self) -> usize {
            match self { $(Self::$v(x) => x.len(),)* }
        }
        /// Whether there are none.
        pub fn is_empty(&self) -> bool {
            self.len() == 0
        }
        /// The label of a row; one that an i64 cannot hold becomes its maximum, which no table of logits
        /// has as a class.
        #[inline]
        #[allow(clippy::allow_attributes, clippy::useless_conversion, clippy::unnecessary_fallible_conversions)]
        pub fn get(&self, row: usize) -> i64 {
            match self { $(Self::$v(x) => i64::try_from(x[row]).unwrap_or(i64::MAX),)* }
        }
    }
    $(
        impl Label for $t {
            fn labels(x: &[Self]) -> Labels<'_> {
                Labels::$v(x)
            }
        }
    )*
}}
labels!(u8 U8, u16 U16, u32 U32, u64 U64, usize Usize, i8 I8, i16 I16, i32 I32, i64 I64, isize Isize);

/// An integer type that labels may have.
pub trait Label: Copy + Send + Sync + 'static {
    /// The labels as they are.
    fn labels(x: &[Self]) -> Labels<'_>;
}

/// A table, another one, and a label for each row.
pub(crate) type Parts<'a, T> = (Rows<'a, T>, Option<Rows<'a, T>>, Option<Labels<'a>>);

/// What a loss may be given.
#[derive(Clone, Copy, Debug)]
pub enum Inputs<'a, T> {
    /// Two columns of equal length.
    Columns(&'a [T], &'a [T]),
    /// Two arrays of equal shape.
    Arrays(Array<'a, T>, Array<'a, T>),
    /// Three or four columns of equal length, or arrays of equal shape.
    Several(Several<'a, T>),
    /// The weights of a model.
    Weights(&'a [T]),
    /// Two tables of equal shape.
    Tables(Rows<'a, T>, Rows<'a, T>),
    /// A table and the label of each row.
    Labelled(Rows<'a, T>, Labels<'a>),
    /// A table, that of a teacher or another one, and the label of each row.
    Taught(Rows<'a, T>, Rows<'a, T>, Labels<'a>),
    /// Three tables of equal shape.
    Triples(Rows<'a, T>, Rows<'a, T>, Rows<'a, T>),
    /// Two columns of equal length, or three, whose items belong to groups.
    Grouped(Grouped<'a, T>),
}

impl<'a, T> Inputs<'a, T> {
    /// What these are, in words.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Columns(..) => "two columns",
            Self::Arrays(..) => "two arrays",
            Self::Several(x) if x.count() == 3 => "three columns",
            Self::Several(_) => "four columns",
            Self::Weights(_) => "one column",
            Self::Tables(..) => "two tables",
            Self::Labelled(..) => "a table with labels",
            Self::Taught(..) => "two tables with labels",
            Self::Triples(..) => "three tables",
            Self::Grouped(Grouped { third: None, .. }) => "two columns in groups",
            Self::Grouped(_) => "three columns in groups",
        }
    }
    /// Whether a loss reads these.
    pub fn suits(&self, spec: &Spec) -> bool {
        match (self, spec.stage) {
            (Self::Columns(..) | Self::Arrays(..), Stage::Elements) | (Self::Tables(..), Stage::Pairs) => {
                spec.inputs.len() == 2
            }
            (Self::Several(x), Stage::Elements | Stage::Groups(_)) => spec.inputs.len() == x.count(),
            (Self::Tables(..), Stage::Batch(pairing)) => pairing.tables() == 2 && !pairing.labels(),
            (Self::Triples(..), Stage::Batch(pairing)) => pairing == Pairing::Negatives,
            (Self::Labelled(..), Stage::Batch(pairing)) => pairing == Pairing::Labels,
            (Self::Taught(..), Stage::Batch(pairing)) => {
                matches!(pairing, Pairing::Classes | Pairing::Centres)
            }
            (Self::Columns(..) | Self::Arrays(..), Stage::Groups(_)) => spec.inputs.len() == 2,
            (Self::Grouped(x), Stage::Groups(_)) => spec.inputs.len() == x.all().count(),
            (Self::Weights(_), Stage::Weights)
            | (Self::Tables(..), Stage::Boxes)
            | (Self::Taught(..), Stage::Taught)
            | (Self::Triples(..), Stage::Triples)
            | (
                Self::Tables(..) | Self::Labelled(..),
                Stage::Rows | Stage::Softmax | Stage::LogProbabilities,
            ) => true,
            (Self::Taught(..), Stage::Pairs) => spec.inputs.len() == 3,
            _ => false,
        }
    }
    /// A table with another one, with a label for each row, or with both; nothing for a table alone.
    pub fn from_rows(
        table: Rows<'a, T>,
        other: Option<Rows<'a, T>>,
        labels: Option<Labels<'a>>,
    ) -> Option<Self> {
        Some(match (other, labels) {
            (Some(other), None) => Self::Tables(table, other),
            (None, Some(labels)) => Self::Labelled(table, labels),
            (Some(teacher), Some(labels)) => Self::Taught(table, teacher, labels),
            (None, None) => return None,
        })
    }
    /// The same taken apart, where these are rows.
    pub(crate) fn rows(&self) -> Option<Parts<'a, T>>
    where
        T: Copy,
    {
        match *self {
            Self::Tables(table, other) => Some((table, Some(other), None)),
            Self::Labelled(table, labels) => Some((table, None, Some(labels))),
            Self::Taught(table, teacher, labels) => Some((table, Some(teacher), Some(labels))),
            Self::Triples(..)
            | Self::Columns(..)
            | Self::Arrays(..)
            | Self::Several(_)
            | Self::Weights(_)
            | Self::Grouped(_) => None,
        }
    }
    /// The first table, where these are rows.
    pub(crate) fn table(&self) -> Option<Rows<'a, T>>
    where
        T: Copy,
    {
        match *self {
            Self::Triples(table, ..) => Some(table),
            _ => self.rows().map(|(table, ..)| table),
        }
    }
    /// The tables of vectors, and the labels of their rows.
    pub(crate) fn vectors(&self) -> (Vec<Rows<'a, T>>, Option<Labels<'a>>)
    where
        T: Copy,
    {
        match *self {
            Self::Triples(a, b, c) => (vec![a, b, c], None),
            _ => self
                .rows()
                .map_or((vec![], None), |(a, b, labels)| (core::iter::once(a).chain(b).collect(), labels)),
        }
    }
    /// The sizes of the first input.
    #[cfg(feature = "ndarray")]
    pub(crate) fn sizes(&self) -> Vec<usize>
    where
        T: Element,
    {
        match self {
            Self::Columns(x, _) | Self::Weights(x) | Self::Grouped(Grouped { columns: [x, _], .. }) => {
                vec![x.len()]
            }
            Self::Arrays(x, _) => x.sizes(),
            Self::Several(x) => x.first().sizes(),
            Self::Tables(x, _) | Self::Labelled(x, _) | Self::Taught(x, ..) | Self::Triples(x, ..) => {
                x.sizes()
            }
        }
    }
    /// How many numbers the first input has.
    pub(crate) fn width(&self) -> usize
    where
        T: Element,
    {
        match self {
            Self::Columns(x, _) | Self::Weights(x) | Self::Grouped(Grouped { columns: [x, _], .. }) => {
                x.len()
            }
            Self::Arrays(x, _) => x.data().len(),
            Self::Several(x) => x.first().data().len(),
            Self::Tables(x, _) | Self::Labelled(x, _) | Self::Taught(x, ..) | Self::Triples(x, ..) => {
                x.data().len()
            }
        }
    }
}

impl<T> Inputs<'_, T> {
    /// Arrays as columns, when their shapes are equal; `second` names the other.
    pub(crate) fn columns(self, second: &'static str) -> Result<Self, Error> {
        match self {
            Self::Arrays(a, b) => Ok(Self::Columns(a.data(), b.shaped(second, a.shape())?)),
            other => Ok(other),
        }
    }
}

impl<'a, T, A, B> From<(&'a A, &'a B)> for Inputs<'a, T>
where
    A: AsRef<[T]> + ?Sized,
    B: AsRef<[T]> + ?Sized,
{
    fn from((a, b): (&'a A, &'a B)) -> Self {
        Self::Columns(a.as_ref(), b.as_ref())
    }
}
impl<'a, T> From<(Array<'a, T>, Array<'a, T>)> for Inputs<'a, T> {
    fn from((a, b): (Array<'a, T>, Array<'a, T>)) -> Self {
        Self::Arrays(a, b)
    }
}
impl<'a, T> From<Array<'a, T>> for Inputs<'a, T> {
    fn from(a: Array<'a, T>) -> Self {
        Self::Weights(a.data())
    }
}
impl<'a, T> From<(Rows<'a, T>, Rows<'a, T>)> for Inputs<'a, T> {
    fn from((a, b): (Rows<'a, T>, Rows<'a, T>)) -> Self {
        Self::Tables(a, b)
    }
}
impl<'a, T> From<(Rows<'a, T>, Rows<'a, T>, Labels<'a>)> for Inputs<'a, T> {
    fn from((a, b, c): (Rows<'a, T>, Rows<'a, T>, Labels<'a>)) -> Self {
        Self::Taught(a, b, c)
    }
}
impl<'a, T> From<(Rows<'a, T>, Rows<'a, T>, Rows<'a, T>)> for Inputs<'a, T> {
    fn from((a, b, c): (Rows<'a, T>, Rows<'a, T>, Rows<'a, T>)) -> Self {
        Self::Triples(a, b, c)
    }
}
impl<'a, T> From<(Rows<'a, T>, Labels<'a>)> for Inputs<'a, T> {
    fn from((a, b): (Rows<'a, T>, Labels<'a>)) -> Self {
        Self::Labelled(a, b)
    }
}
macro_rules! labelled { ($([$($n:ident)?] $labels:ty),*) => {$(
    impl<'a, T, L: Label $(, const $n: usize)?> From<(Rows<'a, T>, &'a $labels)> for Inputs<'a, T> {
        fn from((a, b): (Rows<'a, T>, &'a $labels)) -> Self {
            Self::Labelled(a, Label::labels(b))
        }
    }
    impl<'a, T, L: Label $(, const $n: usize)?> From<(Rows<'a, T>, Rows<'a, T>, &'a $labels)> for Inputs<'a, T> {
        fn from((a, b, c): (Rows<'a, T>, Rows<'a, T>, &'a $labels)) -> Self {
            Self::Taught(a, b, Label::labels(c))
        }
    }
)*}}
labelled!([] [L], [] Vec<L>, [N] [L; N]);
impl<'a, T, A: AsRef<[T]> + ?Sized> From<&'a A> for Inputs<'a, T> {
    fn from(a: &'a A) -> Self {
        Self::Weights(a.as_ref())
    }
}
