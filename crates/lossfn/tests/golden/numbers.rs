//! Exact numbers as the vectors hold them, and the distance from them in units in the last place.

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use lossfn::{Error, Inputs, Labels, Rows, data::Storage};

/// What an offset counts: parts of an ULP.
const PARTS: f64 = 254.0;

/// The three outputs, in the order of the vectors.
pub(crate) const OUTPUTS: [&str; 3] = ["value", "gradient", "hessian"];

/// A float type that vectors are stored in.
pub(crate) trait Golden: Storage {
    const SIZE: u8;
    fn read(bytes: &[u8]) -> Self;
    /// The unit in the last place of a number.
    fn ulp(self) -> f64;
}
macro_rules! golden { ($($t:ident $bits:ident),*) => {$(
    impl Golden for $t {
        const SIZE: u8 = size_of::<$t>() as u8;
        fn read(bytes: &[u8]) -> Self {
            $t::from_le_bytes(bytes.try_into().expect("as many bytes as a float has"))
        }
        fn ulp(self) -> f64 {
            let exponent = self.abs().max($t::MIN_POSITIVE).to_bits() >> ($t::MANTISSA_DIGITS - 1);
            let tiny = f64::from($t::from_bits(1));
            // The exponents of the subnormals and of the smallest normals are the same.
            (1..exponent).fold(tiny, |ulp, _| ulp * 2.0)
        }
    }
)*}}
golden!(f32 u32, f64 u64);

/// What one output of one item has to be.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Want {
    /// The nearest number of the type.
    pub(crate) near: f64,
    /// How far the exact number lies above it, in its ULP.
    above: f64,
    pub(crate) ulp: f64,
    /// The condition number; NaN where no digit is defined.
    pub(crate) k: f64,
}

impl Want {
    /// Whether the output is compared: the condition rule.
    pub(crate) fn defined(&self) -> bool {
        !self.k.is_nan()
    }
    /// The distance in ULP; 0 of NaN where NaN is wanted.
    pub(crate) fn error(&self, got: f64) -> f64 {
        if !self.near.is_finite() || !got.is_finite() {
            let same = got == self.near || got.is_nan() && self.near.is_nan();
            return if same { 0.0 } else { f64::INFINITY };
        }
        // Halved: the difference of two finite numbers may overflow.
        ((got / 2.0 - self.near / 2.0) / self.ulp * 2.0 - self.above).abs()
    }
    /// What SEMANTICS 14 allows.
    pub(crate) fn bound(&self, output: usize) -> f64 {
        if output < 2 { 2.0 + self.k / 2.0 } else { 4.0 + self.k / 2.0 }
    }
}

/// The inputs beside the first.
#[derive(Clone, Debug)]
pub(crate) enum Second<T> {
    Columns(Vec<Vec<T>>),
    Rows(Option<Vec<T>>, Option<Vec<u8>>),
    /// Further vectors, and what a pair is labelled with.
    Vectors(Vec<Vec<T>>, Option<Vec<i8>>),
    /// The other table and the labels of a batch, which is not taken apart.
    Batch(Option<Vec<T>>, Option<Vec<u8>>),
    /// The other columns of a group, which is not taken apart either.
    Group(Vec<Vec<T>>),
    /// The two other tables of such a batch.
    Negatives([Vec<T>; 2]),
}

impl<T: Golden> Second<T> {
    /// Some rows as a loss reads them, with those of the first input.
    pub(crate) fn inputs<'a>(
        &'a self,
        first: &'a [T],
        columns: usize,
        rows: Range<usize>,
    ) -> Result<Inputs<'a, T>, Error> {
        let span = rows.start * columns..rows.end * columns;
        let first = &first[span.clone()];
        let table = |x| Rows::rows(x, columns);
        Ok(match self {
            Self::Columns(others) => {
                let others = others.iter().map(|x| &x[span.clone()]);
                let columns: Vec<&[T]> = std::iter::once(first).chain(others).collect();
                Inputs::from_columns(&columns).expect("as many columns as a loss reads")
            }
            Self::Rows(other, labels) => {
                let other = other.as_ref().map(|x| table(&x[span])).transpose()?;
                let labels = labels.as_ref().map(|labels| Labels::U8(&labels[rows]));
                Inputs::from_rows(table(first)?, other, labels).expect("another table or labels")
            }
            Self::Group(others) => {
                let columns: Vec<&[T]> = others.iter().map(|x| &x[..]).collect();
                Inputs::from_columns(&[&[first], &columns[..]].concat()).expect("two or three columns")
            }
            Self::Batch(other, labels) => {
                let other = other.as_ref().map(|x| table(x)).transpose()?;
                let labels = labels.as_ref().map(|labels| Labels::U8(labels));
                Inputs::from_rows(table(first)?, other, labels).expect("another table or labels")
            }
            Self::Negatives([key, negative]) => Inputs::Triples(table(first)?, table(key)?, table(negative)?),
            Self::Vectors(others, labels) => {
                let others =
                    others.iter().map(|x| table(&x[span.clone()])).collect::<Result<Vec<_>, Error>>()?;
                match (&others[..], labels) {
                    (&[b, c], _) => Inputs::Triples(table(first)?, b, c),
                    (&[b], Some(labels)) => Inputs::Taught(table(first)?, b, Labels::I8(&labels[rows])),
                    _ => Inputs::Tables(table(first)?, others[0]),
                }
            }
        })
    }
    /// The numbers of a span of elements.
    pub(crate) fn numbers(&self, span: &Range<usize>) -> Vec<&[T]> {
        let others = match self {
            Self::Columns(others) | Self::Vectors(others, _) => &others[..],
            Self::Rows(other, _) => other.as_slice(),
            // Every number of a batch is one of each of its items.
            Self::Batch(other, _) => return other.iter().map(|x| &x[..]).collect(),
            Self::Group(others) => return others.iter().map(|x| &x[..]).collect(),
            Self::Negatives(others) => return others.iter().map(|x| &x[..]).collect(),
        };
        others.iter().map(|x| &x[span.clone()]).collect()
    }
    /// A span of elements, which are some rows, for a message.
    pub(crate) fn shown(&self, span: &Range<usize>, rows: Range<usize>) -> String {
        let labels = match self {
            Self::Rows(_, Some(labels)) => format!(", label {:?}", &labels[rows]),
            Self::Batch(_, Some(labels)) => format!(", labels {labels:?}"),
            Self::Vectors(_, Some(labels)) => format!(", label {:?}", &labels[rows]),
            _ => String::new(),
        };
        let parts: Vec<String> = self.numbers(span).iter().map(|x| format!(", {x:?}")).collect();
        parts.concat() + &labels
    }
}

/// The bytes of a file of vectors.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn take(&mut self, n: usize) -> &'a [u8] {
        let (head, rest) = self.0.split_at(n);
        self.0 = rest;
        head
    }
    pub(crate) fn number<const N: usize>(&mut self) -> usize {
        self.take(N).iter().rev().fold(0, |n, &b| n << 8 | usize::from(b))
    }
    pub(crate) fn floats<T: Golden>(&mut self, n: usize) -> Vec<T> {
        let size = usize::from(T::SIZE);
        self.take(n * size).chunks_exact(size).map(T::read).collect()
    }
    pub(crate) fn wants<T: Golden>(&mut self, n: usize) -> Vec<Want> {
        let near = self.floats::<T>(n);
        let above = self.take(n);
        let k = self.take(2 * n).chunks_exact(2);
        let wants = near.iter().zip(above).zip(k).map(|((near, above), k)| Want {
            near: near.to_f64(),
            above: f64::from(above.cast_signed()) / PARTS,
            ulp: near.ulp(),
            k: f64::from(f32::from_bits(u32::from(k[0]) << 16 | u32::from(k[1]) << 24)),
        });
        wants.collect()
    }
    /// What stands beside the first input in a shape.
    pub(crate) fn second<T: Golden>(&mut self, shape: usize, rows: usize, n: usize) -> Second<T> {
        match shape {
            0 => Second::Columns(vec![self.floats(n)]),
            1 => Second::Columns(vec![]),
            4 | 5 => Second::Columns((2..shape).map(|_| self.floats(n)).collect()),
            2 | 3 | 6 => {
                let other = (shape != 3).then(|| self.floats(n));
                Second::Rows(other, (shape != 2).then(|| self.take(rows).to_vec()))
            }
            7 => Second::Vectors(vec![self.floats(n)], None),
            8 => {
                let other = self.floats(n);
                Second::Vectors(vec![other], Some(self.take(rows).iter().map(|l| l.cast_signed()).collect()))
            }
            9 => Second::Vectors(vec![self.floats(n), self.floats(n)], None),
            10 => Second::Batch(Some(self.floats(n)), None),
            11 => Second::Batch(None, Some(self.take(rows).to_vec())),
            12 => {
                let others = self.number::<4>() * (n / rows);
                Second::Batch(Some(self.floats(others)), Some(self.take(rows).to_vec()))
            }
            14 => Second::Group(vec![self.floats(n)]),
            15 => Second::Group(vec![self.floats(n), self.floats(n)]),
            13 => Second::Negatives([self.floats(n), self.floats(n)]),
            _ => panic!("no shape {shape}"),
        }
    }
}

/// The root of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(if env!("CARGO_PKG_NAME") == "xtask" { ".." } else { "../.." })
}
