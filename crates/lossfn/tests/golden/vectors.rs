//! The reference vectors of `testdata/golden`, and the library's answers to them. The format is
//! described in `testdata/README.md`.

#[path = "numbers.rs"]
pub(crate) mod numbers;

use std::path::PathBuf;

use lossfn::{AnyLoss, kernels::Detected};
pub(crate) use numbers::{Golden, OUTPUTS, Reader, Second, Want, root};

const MAGIC: &[u8] = b"lossfn golden 1\n";

/// Items for one loss with its parameters.
#[derive(Clone, Debug)]
pub(crate) struct Block<T> {
    pub(crate) expression: String,
    /// The input that derivatives are taken in, where that is not the first.
    pub(crate) wrt: Option<String>,
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
impl AnyBlock {
    /// The input that derivatives are in, where that is not the first.
    pub(crate) fn wrt(&self) -> Option<&str> {
        match self {
            Self::Single(block) => block.wrt.as_deref(),
            Self::Double(block) => block.wrt.as_deref(),
        }
    }
}

impl Reader<'_> {
    fn block<T: Golden>(&mut self, expression: String) -> Block<T> {
        let (shape, columns, rows) = (self.number::<1>(), self.number::<2>(), self.number::<4>());
        let n = rows * columns;
        let first = self.floats(n);
        let second = self.second(shape, rows, n);
        let (gradients, hessians) = match second {
            Second::Batch(..) | Second::Negatives(_) => (self.number::<4>(), 0),
            Second::Vectors(..) => (n, 0),
            _ => (n, n),
        };
        let values = if matches!(second, Second::Group(_)) { 1 } else { rows };
        let want = [values, gradients, hessians].map(|n| self.wants::<T>(n));
        let (expression, wrt) = match expression.split_once(" wrt ") {
            Some((expression, wrt)) => (expression.into(), Some(wrt.into())),
            None => (expression, None),
        };
        Block { expression, wrt, columns, first, second, want }
    }
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
    /// Whether the rows are one batch.
    fn batch(&self) -> bool {
        matches!(self.second, Second::Batch(..) | Second::Negatives(_) | Second::Group(_))
    }
    /// The rows that an output is about.
    fn about(&self, output: usize, place: usize) -> std::ops::Range<usize> {
        let row = if output == 0 { place } else { place / self.columns };
        if self.batch() { 0..self.rows() } else { row..row + 1 }
    }
    pub(crate) fn rows(&self) -> usize {
        self.first.len() / self.columns
    }
    /// The library's answers: rows in one batch, whose vectors are full, and in batches of `few`,
    /// which are all tail.
    pub(crate) fn compare(&self, isa: Detected, few: usize) -> Result<Vec<Compared>, String> {
        let loss = lossfn::get(&self.expression).map_err(|e| e.to_string())?;
        let mut all = Vec::new();
        let parts = if self.batch() { 1 } else { 2 };
        for &batch in &[self.rows(), few][..parts] {
            for start in (0..self.rows()).step_by(batch.max(1)) {
                let rows = start..self.rows().min(start + batch);
                let elements = rows.start * self.columns..rows.end * self.columns;
                let outputs = self.answers(&loss, isa, rows.clone()).map_err(|e| e.to_string())?;
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
    /// The library's answers to all rows, as it is called by everybody.
    #[allow(dead_code, reason = "for `cargo xtask bits`")]
    pub(crate) fn whole(&self) -> Result<[Vec<T>; 3], String> {
        let loss = lossfn::get(&self.expression).map_err(|e| e.to_string())?;
        self.answers(&loss, Detected::best(), 0..self.rows()).map_err(|e| e.to_string())
    }
    fn answers(
        &self,
        loss: &AnyLoss,
        isa: Detected,
        rows: std::ops::Range<usize>,
    ) -> Result<[Vec<T>; 3], lossfn::Error> {
        let inputs = self.second.inputs(&self.first, self.columns, rows)?;
        let on = loss.on_inputs(inputs).validate(false).isa(isa).values().threads(1);
        let on = self.wrt.as_ref().map_or(on, |input| on.wrt(input));
        let hessian = if loss.spec().stage.has_hessian() { on.gradient_and_hessian()?.1 } else { vec![] };
        Ok([on.to_vec()?, on.gradient()?, hessian])
    }
    /// The diagonal of the hessian, each column of it as a product with a unit vector.
    #[allow(dead_code, reason = "for the vectors alone")]
    pub(crate) fn diagonal(&self, isa: Detected) -> Result<Vec<Compared>, String> {
        let loss = lossfn::get(&self.expression).map_err(|e| e.to_string())?;
        // The items of a group bend its loss together.
        let width = if matches!(self.second, Second::Group(_)) { self.first.len() } else { self.columns };
        let product = |column: usize| {
            let inputs = self.second.inputs(&self.first, self.columns, 0..self.rows())?;
            let on = loss.on_inputs(inputs).validate(false).isa(isa).values().threads(1);
            let on = self.wrt.as_ref().map_or(on, |input| on.wrt(input));
            let one = |i: usize| T::from_f64(f64::from(u8::from(i % width == column)));
            on.hessian_vector_product(&(0..self.first.len()).map(one).collect::<Vec<T>>())
        };
        let mut all = vec![];
        for column in 0..width {
            let got = product(column).map_err(|e: lossfn::Error| e.to_string())?;
            let diagonal = got.iter().enumerate().skip(column).step_by(width);
            all.extend(diagonal.map(|(place, got)| Compared {
                output: 2,
                place,
                got: got.to_f64(),
                want: self.want[2][place],
            }));
        }
        Ok(all)
    }
    /// The largest size of a finite input of an output.
    pub(crate) fn largest(&self, output: usize, place: usize) -> f64 {
        let rows = self.about(output, place);
        let span = rows.start * self.columns..rows.end * self.columns;
        let others = self.second.numbers(&span);
        let sizes = self.first[span].iter().chain(others.into_iter().flatten()).map(|x| x.to_f64().abs());
        sizes.filter(|x| x.is_finite()).fold(0.0, f64::max)
    }
    /// The inputs of an output, for a message.
    pub(crate) fn inputs(&self, output: usize, place: usize) -> String {
        let rows = self.about(output, place);
        let span = rows.start * self.columns..rows.end * self.columns;
        let at = match (output, self.columns) {
            _ if self.batch() => format!(" at {place}"),
            (0, _) | (_, 1) => String::new(),
            (_, columns) => format!(" at {}", place % columns),
        };
        format!("{:?}{}{at}", &self.first[span.clone()], self.second.shown(&span, rows))
    }
}
