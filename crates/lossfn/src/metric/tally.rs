//! What is kept of the rows of a table until all have been seen.

use crate::{
    Error,
    real::Dd,
    reduce::{Number, WideSum},
};

/// What a metric keeps of rows: exact sums, the largest number, or the rows themselves. Which sum
/// stands for what, the metric says.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    counted: u64,
    left_out: u64,
    weight: WideSum,
    sums: Vec<WideSum>,
    largest: f64,
    rows: Vec<[f64; 3]>,
}

/// No metric has more sums; so bytes that lie cannot ask for much memory.
const MOST_SUMS: u64 = 16;

impl Tally {
    /// Counts a row, with its weight where it has one.
    pub(super) fn count(&mut self, weight: Option<f64>) {
        match weight {
            Some(weight) => {
                self.weight.add(weight);
                self.counted += 1;
            }
            None => self.left_out += 1,
        }
    }
    fn sum(&mut self, k: usize) -> &mut WideSum {
        if self.sums.len() <= k {
            self.sums.resize_with(k + 1, WideSum::new);
        }
        &mut self.sums[k]
    }
    /// Adds `a b` to sum `k`, exactly.
    pub(super) fn add(&mut self, k: usize, a: f64, b: f64) {
        self.sum(k).add_product(a, b);
    }
    /// Adds `a b c` to sum `k`, exactly.
    pub(super) fn add_triple(&mut self, k: usize, a: f64, b: f64, c: f64) {
        self.sum(k).add_triple(a, b, c);
    }
    /// Adds `w (a - b)` to sum `k`, exactly; an infinity minus another number is that infinity.
    pub(super) fn add_difference(&mut self, k: usize, w: f64, a: f64, b: f64) {
        if a.is_finite() && b.is_finite() {
            self.add(k, w, a);
            self.add(k, -w, b);
        } else {
            self.add(k, w, a - b);
        }
    }
    /// Adds `w |a - b|` to sum `k`, exactly.
    pub(super) fn add_distance(&mut self, k: usize, w: f64, a: f64, b: f64) {
        let (high, low) = if a < b { (b, a) } else { (a, b) };
        self.add_difference(k, w, high, low);
    }
    /// Adds `w (a - b)^2` to sum `k`, exactly.
    pub(super) fn add_square(&mut self, k: usize, w: f64, a: f64, b: f64) {
        if a.is_finite() && b.is_finite() {
            self.add_triple(k, w, a, a);
            self.add_triple(k, w, -a, b);
            self.add_triple(k, w, -a, b);
            self.add_triple(k, w, b, b);
        } else {
            self.add_triple(k, w, a - b, a - b);
        }
    }
    /// Adds `w x^2` to sum `k`, exactly.
    pub(super) fn add_pair_square(&mut self, k: usize, w: f64, x: Dd<f64>) {
        let (hi, lo) = (x.hi(), x.lo());
        self.add_triple(k, w, hi, hi);
        if hi.is_finite() {
            self.add_triple(k, w, 2.0 * hi, lo);
            self.add_triple(k, w, lo, lo);
        }
    }
    /// Keeps the larger number; NaN is larger than any.
    pub(super) fn raise(&mut self, x: f64) {
        if x > self.largest || x.is_nan() {
            self.largest = x;
        }
    }
    /// Keeps a row.
    pub(super) fn keep(&mut self, row: [f64; 3]) {
        self.rows.push(row);
    }
    /// Adds another tally of the same metric.
    pub(super) fn merge(&mut self, other: &Self) {
        self.counted = self.counted.saturating_add(other.counted);
        self.left_out = self.left_out.saturating_add(other.left_out);
        self.weight.merge(&other.weight);
        for (k, sum) in other.sums.iter().enumerate() {
            self.sum(k).merge(sum);
        }
        self.raise(other.largest);
        self.rows.extend(&other.rows);
    }

    /// How many rows count.
    pub fn counted(&self) -> u64 {
        self.counted
    }
    /// How many rows were ignored, masked or of weight 0.
    pub fn left_out(&self) -> u64 {
        self.left_out
    }
    /// The bytes of it; equal tallies have equal bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        let number = |bytes: &mut Vec<u8>, n: u64| bytes.extend(n.to_le_bytes());
        let bits = |x: f64| if x.is_nan() { f64::NAN.to_bits() } else { x.to_bits() };
        number(&mut bytes, self.counted);
        number(&mut bytes, self.left_out);
        number(&mut bytes, bits(self.largest));
        bytes.extend(self.weight.to_bytes());
        number(&mut bytes, self.sums.len() as u64);
        for sum in &self.sums {
            bytes.extend(sum.to_bytes());
        }
        number(&mut bytes, self.rows.len() as u64);
        for x in self.sorted().as_flattened() {
            number(&mut bytes, bits(*x));
        }
        bytes
    }
    /// Reads what [`Tally::to_bytes`] wrote, up to the end.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes;
        let (counted, left_out) = (number(&mut rest)?, number(&mut rest)?);
        let largest = f64::from_bits(number(&mut rest)?);
        let sum = |rest: &mut &[u8]| -> Result<WideSum, Error> {
            let (sum, used) = WideSum::from_bytes(rest).map_err(Error::Bytes)?;
            *rest = &rest[used..];
            Ok(sum)
        };
        let weight = sum(&mut rest)?;
        let count = number(&mut rest)?;
        if count > MOST_SUMS {
            return Err(Error::Bytes("they have more sums than any metric."));
        }
        let sums = (0..count).map(|_| sum(&mut rest)).collect::<Result<_, _>>()?;
        let length = number(&mut rest)?;
        let (rows, more) = rest.as_chunks::<24>();
        let row = |row: &[u8; 24]| {
            let mut numbers = row.as_chunks::<8>().0.iter().map(|x| f64::from_bits(u64::from_le_bytes(*x)));
            [(); 3].map(|()| numbers.next().unwrap_or(0.0))
        };
        let tally = Self { counted, left_out, weight, sums, largest, rows: rows.iter().map(row).collect() };
        if rows.len() as u64 != length || !more.is_empty() || tally.to_bytes() != bytes {
            return Err(Error::Bytes("they are not in their one canonical form."));
        }
        Ok(tally)
    }
    pub(super) fn weight(&self) -> Number {
        self.weight.number()
    }
    /// Sum `k`; 0 where nothing was added to it.
    pub(super) fn total(&self, k: usize) -> Number {
        self.sums.get(k).map_or(Number::Finite(None), WideSum::number)
    }
    pub(super) fn largest(&self) -> f64 {
        self.largest
    }
    /// The columns of [`Tally::sorted`].
    pub(super) fn columns(&self) -> [Vec<f64>; 3] {
        let rows = self.sorted();
        core::array::from_fn(|k| rows.iter().map(|row| row[k]).collect())
    }
    /// The rows that were kept, sorted: in an order that depends on nothing but their numbers.
    pub(super) fn sorted(&self) -> Vec<[f64; 3]> {
        let mut rows = self.rows.clone();
        rows.sort_unstable_by(|a, b| {
            let mut orders = a.iter().zip(b).map(|(a, b)| a.total_cmp(b));
            orders.find(|o| o.is_ne()).unwrap_or(core::cmp::Ordering::Equal)
        });
        rows
    }
}

/// Takes a number from the front of some bytes.
pub(super) fn number(bytes: &mut &[u8]) -> Result<u64, Error> {
    let (head, tail) = bytes.split_first_chunk().ok_or(Error::Bytes("they end too early."))?;
    *bytes = tail;
    Ok(u64::from_le_bytes(*head))
}

/// `1 - part / whole`, from exact numbers: what is left of 1 does not cancel. Where there is nothing to
/// explain, an exact prediction has explained it all.
pub(super) fn explained(part: &Number, whole: &Number) -> f64 {
    match (part.is_zero(), whole.is_zero()) {
        (true, true) => 1.0,
        (false, true) if !part.is_nan() => f64::NEG_INFINITY,
        _ => whole.minus(part).ratio(whole),
    }
}
