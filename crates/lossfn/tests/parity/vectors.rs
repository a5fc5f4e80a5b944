//! The vectors of `testdata/parity`: inputs, exact results, and what the peers answer. The format is
//! described in `testdata/README.md`.

use crate::golden::vectors::numbers;

use lossfn::{AnyLoss, Error, On, reduce::Reduction};
pub(crate) use numbers::{Golden, OUTPUTS, Reader, Second, Want, root};

const MAGIC: &[u8] = b"lossfn parity 1\n";
/// The label of rows that are ignored.
const IGNORED: u8 = 255;
/// The byte of an answer that is the nearest float; its neighbours lie beside.
const NEAREST: u8 = 129;
const REDUCTIONS: [Reduction; 5] =
    [Reduction::Values, Reduction::Mean, Reduction::MeanN, Reduction::BatchMean, Reduction::Sum];

/// What a peer answers.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Answer {
    /// It refuses, has none, or is not asked.
    None,
    /// A number between the one-sided limits at a jump: another convention.
    Between,
    Number(f64),
    /// A number that the vector says is wrong.
    Wrong(f64),
}

/// The answers of a peer to a block.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) library: String,
    pub(crate) function: String,
    /// As many as exact results, or none.
    pub(crate) answers: [Vec<Answer>; 3],
}

/// Items of a loss with its parameters, or one number of all of them.
#[derive(Clone, Debug)]
pub(crate) struct Block<T> {
    pub(crate) expression: String,
    pub(crate) reduction: Reduction,
    columns: usize,
    first: Vec<T>,
    second: Second<T>,
    weight: Option<Vec<T>>,
    ignore: bool,
    pub(crate) want: [Vec<Want>; 3],
    pub(crate) peers: Vec<Peer>,
}

#[derive(Clone, Debug)]
pub(crate) enum AnyBlock {
    Single(Block<f32>),
    Double(Block<f64>),
}

/// The float some places above.
fn above<T: Golden>(near: f64, places: i64) -> f64 {
    // Steps of the type: exact, as an f64 has more.
    let bits = |x: f64| -> i64 {
        let size = if T::SIZE == 4 {
            i64::from((x as f32).abs().to_bits())
        } else {
            x.abs().to_bits().cast_signed()
        };
        if x.is_sign_negative() { -size } else { size }
    };
    let place = bits(near) + places;
    let size = place.unsigned_abs();
    let x = if T::SIZE == 4 { f64::from(f32::from_bits(size as u32)) } else { f64::from_bits(size) };
    if place < 0 { -x } else { x }
}

impl Reader<'_> {
    fn text(&mut self) -> String {
        let n = self.number::<2>();
        String::from_utf8(self.take(n).to_vec()).expect("UTF-8")
    }
    fn answer<T: Golden>(&mut self, want: &Want) -> Answer {
        match self.take(1)[0] {
            0 => Answer::None,
            1 => Answer::Between,
            2 => Answer::Number(self.floats::<T>(1)[0].to_f64()),
            3 => Answer::Wrong(self.floats::<T>(1)[0].to_f64()),
            NEAREST => Answer::Number(want.near),
            code => Answer::Number(above::<T>(want.near, i64::from(code) - i64::from(NEAREST))),
        }
    }
    fn peer_block<T: Golden>(&mut self, expression: String) -> Block<T> {
        let (shape, columns, rows) = (self.number::<1>(), self.number::<2>(), self.number::<4>());
        let reduction = REDUCTIONS[self.number::<1>()];
        let [weighted, ignore] = [0; 2].map(|_| self.number::<1>() == 1);
        let n = rows * columns;
        let first = self.floats(n);
        let second = self.second(shape, rows, n);
        let weight = weighted.then(|| self.floats(rows));
        let vectors = matches!(second, Second::Vectors(..) | Second::Batch(..) | Second::Negatives(_));
        let hessians = if vectors { 0 } else { n };
        let lengths = if reduction == Reduction::Values { [rows, n, hessians] } else { [1, n, 0] };
        let want = lengths.map(|n| self.wants::<T>(n));
        let peers = (0..self.number::<1>()).map(|_| {
            let (library, function) = (self.text(), self.text());
            let given = self.number::<1>();
            let mut answers = [vec![], vec![], vec![]];
            for (output, want) in want.iter().enumerate().filter(|(output, _)| given >> output & 1 == 1) {
                answers[output] = want.iter().map(|want| self.answer::<T>(want)).collect();
            }
            Peer { library, function, answers }
        });
        let peers = peers.collect();
        Block { expression, reduction, columns, first, second, weight, ignore, want, peers }
    }
}

/// All blocks of a loss; none where no peer has it.
pub(crate) fn blocks(loss: &str) -> Result<Vec<AnyBlock>, String> {
    let path = root().join("testdata/parity").join(loss).with_extension("bin");
    if !path.exists() {
        return Ok(vec![]);
    }
    let data = std::fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut reader = Reader(data.strip_prefix(MAGIC).ok_or("not of this version; run tools/peers.py")?);
    let mut blocks = Vec::new();
    while !reader.0.is_empty() {
        let expression = reader.text();
        blocks.push(if reader.number::<1>() == 4 {
            AnyBlock::Single(reader.peer_block(expression))
        } else {
            AnyBlock::Double(reader.peer_block(expression))
        });
    }
    Ok(blocks)
}

impl<T: Golden> Block<T> {
    /// The library's answers.
    pub(crate) fn ours(&self) -> Result<[Vec<f64>; 3], Error> {
        let loss = lossfn::get(&self.expression)?;
        let on = self.on(&loss)?;
        let numbers = |x: Vec<T>| x.into_iter().map(T::to_f64).collect();
        if self.reduction == Reduction::Values {
            let hessian = if loss.spec().stage.has_hessian() { on.gradient_and_hessian()?.1 } else { vec![] };
            return Ok([numbers(on.to_vec()?), numbers(on.gradient()?), numbers(hessian)]);
        }
        let (value, gradient) = on.value_and_gradient()?;
        Ok([vec![value], numbers(gradient), vec![]])
    }
    fn on<'a>(&'a self, loss: &'a AnyLoss) -> Result<On<'a, T>, Error> {
        let rows = 0..self.first.len() / self.columns;
        let inputs = self.second.inputs(&self.first, self.columns, rows)?;
        let mut on = loss.on_inputs(inputs).validate(false).reduce(self.reduction);
        if let Some(weight) = &self.weight {
            on = on.weight(weight);
        }
        Ok(if self.ignore { on.ignore(IGNORED.into()) } else { on })
    }
    /// The largest size of a finite input of an output.
    pub(crate) fn largest(&self, output: usize, place: usize) -> f64 {
        let span = self.row(output, place);
        let others = self.second.numbers(&span);
        let sizes = self.first[span].iter().chain(others.into_iter().flatten());
        sizes.map(|x| x.to_f64().abs()).filter(|x| x.is_finite()).fold(0.0, f64::max)
    }
    /// Where the inputs of an output stand: all of them, under a reduction.
    fn row(&self, output: usize, place: usize) -> std::ops::Range<usize> {
        if self.reduction != Reduction::Values {
            return 0..self.first.len();
        }
        let row = if output == 0 { place } else { place / self.columns };
        row * self.columns..(row + 1) * self.columns
    }
    /// The inputs of an output, for a message.
    pub(crate) fn inputs(&self, output: usize, place: usize) -> String {
        let span = self.row(output, place);
        let rows = span.start / self.columns..span.end / self.columns;
        format!("{:?}{}, place {place}", &self.first[span.clone()], self.second.shown(&span, rows))
    }
}
