//! The reference vectors of `testdata/golden`, the library's answers to them, and the distance in
//! units in the last place. The format is described in `testdata/README.md`.

use std::path::{Path, PathBuf};

use lossfn::{AnyLoss, Inputs, Labels, Rows, data::Storage, kernels::Detected};

const MAGIC: &[u8] = b"lossfn golden 1\n";
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
    ulp: f64,
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
    None,
    Column(Vec<T>),
    Table(Vec<T>),
    Labels(Vec<u8>),
}

/// Items for one loss with its parameters.
#[derive(Clone, Debug)]
pub(crate) struct Block<T> {
    pub(crate) expression: String,
    pub(crate) columns: usize,
    pub(crate) first: Vec<T>,
    pub(crate) second: Second<T>,
    /// Value by row, gradient and hessian by element.
    pub(crate) want: [Vec<Want>; 3],
}

/// Blocks of either type.
#[derive(Clone, Debug)]
pub(crate) enum AnyBlock {
    Single(Block<f32>),
    Double(Block<f64>),
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> &'a [u8] {
        let (head, rest) = self.0.split_at(n);
        self.0 = rest;
        head
    }
    fn number<const N: usize>(&mut self) -> usize {
        self.take(N).iter().rev().fold(0, |n, &b| n << 8 | usize::from(b))
    }
    fn floats<T: Golden>(&mut self, n: usize) -> Vec<T> {
        let size = usize::from(T::SIZE);
        self.take(n * size).chunks_exact(size).map(T::read).collect()
    }
    fn wants<T: Golden>(&mut self, n: usize) -> Vec<Want> {
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
    fn block<T: Golden>(&mut self, expression: String) -> Block<T> {
        let (shape, columns, rows) = (self.number::<1>(), self.number::<2>(), self.number::<4>());
        let n = rows * columns;
        let first = self.floats(n);
        let second = match shape {
            0 => Second::Column(self.floats(n)),
            1 => Second::None,
            2 => Second::Table(self.floats(n)),
            3 => Second::Labels(self.take(rows).to_vec()),
            _ => panic!("no shape {shape}"),
        };
        let want = [rows, n, n].map(|n| self.wants::<T>(n));
        Block { expression, columns, first, second, want }
    }
}

/// The root of the project.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(if env!("CARGO_PKG_NAME") == "xtask" { ".." } else { "../.." })
}

/// All blocks of a loss: of the vectors that are kept, or of those in the directory `LOSSFN_GOLDEN`.
pub(crate) fn blocks(loss: &str) -> Result<Vec<AnyBlock>, String> {
    let found = std::env::var_os("LOSSFN_GOLDEN").map(PathBuf::from);
    let path = found.unwrap_or_else(|| root().join("testdata/golden")).join(loss).with_extension("bin");
    let data = std::fs::read(&path).map_err(|e| format!("{}: {e}; run tools/oracle.py", path.display()))?;
    let mut reader = Reader(data.strip_prefix(MAGIC).ok_or("not of this version")?);
    let mut blocks = Vec::new();
    while !reader.0.is_empty() {
        let n = reader.number::<2>();
        let expression = String::from_utf8(reader.take(n).to_vec()).map_err(|e| e.to_string())?;
        blocks.push(if reader.number::<1>() == 4 {
            AnyBlock::Single(reader.block(expression))
        } else {
            AnyBlock::Double(reader.block(expression))
        });
    }
    Ok(blocks)
}

/// An output that was compared.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    pub(crate) output: usize,
    /// Its place among the values or the elements.
    pub(crate) place: usize,
    pub(crate) got: f64,
    pub(crate) want: Want,
}

impl Compared {
    pub(crate) fn error(&self) -> f64 {
        self.want.error(self.got)
    }
    pub(crate) fn bound(&self) -> f64 {
        self.want.bound(self.output)
    }
}

impl<T: Golden> Block<T> {
    pub(crate) fn rows(&self) -> usize {
        self.first.len() / self.columns
    }
    /// The library's answers: rows in one batch, whose vectors are full, and in batches of `few`,
    /// which are all tail.
    pub(crate) fn compare(&self, isa: Detected, few: usize) -> Result<Vec<Compared>, String> {
        let loss = lossfn::get(&self.expression).map_err(|e| e.to_string())?;
        let mut all = Vec::new();
        for batch in [self.rows(), few] {
            for start in (0..self.rows()).step_by(batch.max(1)) {
                let rows = start..self.rows().min(start + batch);
                let elements = rows.start * self.columns..rows.end * self.columns;
                let outputs =
                    self.answers(&loss, isa, rows.clone(), elements.clone()).map_err(|e| e.to_string())?;
                for (output, (got, from)) in
                    outputs.iter().zip([rows.start, elements.start, elements.start]).enumerate()
                {
                    all.extend(got.iter().enumerate().map(|(i, got)| Compared {
                        output,
                        place: from + i,
                        got: got.to_f64(),
                        want: self.want[output][from + i],
                    }));
                }
            }
        }
        Ok(all)
    }
    fn answers(
        &self,
        loss: &AnyLoss,
        isa: Detected,
        rows: std::ops::Range<usize>,
        elements: std::ops::Range<usize>,
    ) -> Result<[Vec<T>; 3], lossfn::Error> {
        let first = &self.first[elements.clone()];
        let table = |x| Rows::rows(x, self.columns);
        let inputs = match &self.second {
            Second::None => Inputs::Weights(first),
            Second::Column(second) => Inputs::Columns(first, &second[elements]),
            Second::Table(second) => Inputs::Tables(table(first)?, table(&second[elements])?),
            Second::Labels(labels) => Inputs::Labelled(table(first)?, Labels::U8(&labels[rows])),
        };
        let on = loss.on_inputs(inputs).validate(false).isa(isa).values().threads(1);
        let (_, hessian) = on.gradient_and_hessian()?;
        Ok([on.to_vec()?, on.gradient()?, hessian])
    }
    /// The largest size of a finite input of an output.
    pub(crate) fn largest(&self, output: usize, place: usize) -> f64 {
        let row = if output == 0 { place } else { place / self.columns };
        let span = row * self.columns..(row + 1) * self.columns;
        let second: &[T] = match &self.second {
            Second::Column(second) | Second::Table(second) => &second[span.clone()],
            Second::None | Second::Labels(_) => &[],
        };
        let sizes = self.first[span].iter().chain(second).map(|x| x.to_f64().abs());
        sizes.filter(|x| x.is_finite()).fold(0.0, f64::max)
    }
    /// The inputs of an output, for a message.
    pub(crate) fn inputs(&self, output: usize, place: usize) -> String {
        let row = if output == 0 { place } else { place / self.columns };
        let span = row * self.columns..(row + 1) * self.columns;
        let show = |x: &[T]| if let [x] = x { format!("{x:?}") } else { format!("{x:?}") };
        let second = match &self.second {
            Second::None => String::new(),
            Second::Column(second) | Second::Table(second) => format!(", {}", show(&second[span.clone()])),
            Second::Labels(labels) => format!(", label {}", labels[row]),
        };
        let at = match (output, self.columns) {
            (0, _) | (_, 1) => String::new(),
            (_, columns) => format!(" at {}", place % columns),
        };
        show(&self.first[span]) + &second + &at
    }
}
