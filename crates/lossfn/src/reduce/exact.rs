//! Exact summation of `f64` values and of products of two or three of them.
//!
//! The sum is one long fixed-point number. Nothing is ever rounded on the way in, so the order of
//! the additions and the way the data was split cannot matter; one rounding happens on the way out.

mod number;
mod quotient;

pub(crate) use number::Number;
use quotient::Magnitude;

/// Chunks of 32 bits for each factor of a product: two make room for the smallest product of two and
/// for 2^155 of the largest.
const PER_FACTOR: usize = 68;
/// The lowest bit of a subnormal `f64` is worth 2^-1074.
const SUBNORMAL: usize = 1074;
/// Additions that a chunk takes before its carry must be passed on.
const LIMIT: u32 = 1 << 30;
/// The top chunk of a finite sum is smaller than this in size; beyond, the sum is infinite.
const TOP: u64 = 1 << 31;

const POSITIVE: u8 = 1;
const NEGATIVE: u8 = 2;
/// Seeing both infinities and seeing a NaN are the same thing, so that joining is a plain `|`.
const UNDEFINED: u8 = POSITIVE | NEGATIVE;

/// First byte of a finite, non-zero sum; the sign is added. (0 is zero; 1, 2 and 3 are special.)
const FINITE: u8 = 4;

const FRACTION: u64 = (1 << 52) - 1;
const NOT_FINITE: usize = 0x7ff;
/// One bucket for each sign and exponent.
const BUCKETS: usize = 1 << 12;
/// The sign in the twelve bits above the fraction.
const SIGN: usize = 1 << 11;
/// From this length on, buckets repay clearing and emptying them.
const LONG: usize = 4096;

/// An exact sum of `f64` values: any order, any split, the same state and the same bits.
///
/// Sums and sums of products are held without rounding, between 2^-2148 and 2^2203, also where the
/// total or a product is outside the range of `f64`. Only [`round`](Self::round),
/// [`ratio`](Self::ratio) and [`divided_by`](Self::divided_by) round, once, to nearest even.
/// A total beyond that range, which takes more than 2^150 additions (or as many doublings by
/// [`merge`](Self::merge)), counts as infinite.
///
/// Infinities and NaN follow IEEE 754 and do not depend on the order either. Exact sums have no
/// negative zero: the sum of nothing, and of zeros of any sign, is +0.0.
pub type ExactSum = Sum<{ 2 * PER_FACTOR }>;

/// An exact sum with room for products of three numbers too.
pub(crate) type WideSum = Sum<{ 3 * PER_FACTOR }>;

/// An exact sum of some chunks: see [`ExactSum`].
#[derive(Clone, Debug)]
pub struct Sum<const CHUNKS: usize> {
    /// Signed digits in base 2^32, lowest first. Invariant: each is smaller than
    /// `(pending + 1) * 2^32` in size, and `pending <= LIMIT`, hence nothing overflows.
    chunks: [i64; CHUNKS],
    /// Additions since the carries were last passed on.
    pending: u32,
    /// Zero, or which infinities were seen; then the chunks no longer matter.
    special: u8,
}

impl<const CHUNKS: usize> Default for Sum<CHUNKS> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const CHUNKS: usize> PartialEq for Sum<CHUNKS> {
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.canonical(), other.canonical());
        a.special == b.special && a.chunks == b.chunks
    }
}

impl<const CHUNKS: usize> Eq for Sum<CHUNKS> {}

impl<const CHUNKS: usize> Sum<CHUNKS> {
    /// How many factors a product may have.
    const FACTORS: usize = CHUNKS / PER_FACTOR;
    /// Bit 0 of chunk 0 is worth 2^LOWEST, the smallest product.
    const LOWEST: i32 = -((Self::FACTORS * SUBNORMAL) as i32);
    /// Where the lowest bits of a subnormal `f64`, and of a product of two, sit above bit 0.
    const SINGLE: usize = (Self::FACTORS - 1) * SUBNORMAL;
    const DOUBLE: usize = Self::SINGLE - SUBNORMAL;

    /// The sum of nothing: zero.
    pub fn new() -> Self {
        Self { chunks: [0; CHUNKS], pending: 0, special: 0 }
    }

    /// Adds one value.
    #[inline]
    pub fn add(&mut self, x: f64) {
        let x = Parts::of(x);
        if x.exponent == NOT_FINITE {
            self.special |= x.special();
        } else {
            self.deposit(x.mantissa, Self::SINGLE + x.shift(), x.negative);
        }
    }

    /// Adds the exact product `a * b`, also where `f64` would round it, underflow or overflow.
    #[inline]
    pub fn add_product(&mut self, a: f64, b: f64) {
        let (a, b) = (Parts::of(a), Parts::of(b));
        let negative = a.negative != b.negative;
        if a.exponent == NOT_FINITE || b.exponent == NOT_FINITE {
            let undefined = a.is_nan() || b.is_nan() || a.mantissa == 0 || b.mantissa == 0;
            self.special |= if undefined { UNDEFINED } else { sign(negative) };
            return;
        }
        let product = u128::from(a.mantissa) * u128::from(b.mantissa);
        let position = Self::DOUBLE + a.shift() + b.shift();
        self.deposit(product as u64, position, negative);
        self.deposit((product >> 64) as u64, position + 64, negative);
    }

    /// Adds every value of a slice: the same state as adding them one by one, but faster when the
    /// slice is long.
    pub fn add_slice(&mut self, x: &[f64]) {
        if x.len() < LONG {
            for &v in x {
                self.add(v);
            }
            return;
        }
        // Values of one sign and exponent share a bucket, where their mantissas (below 2^53) add
        // up as integers; a bucket that reaches 2^63 is emptied. Two sets take turns, because the
        // next addition to the same bucket has to wait for the last one.
        let mut sets = vec![0_u64; 2 * BUCKETS];
        let ([even, odd], _) = sets.as_chunks_mut::<BUCKETS>() else {
            return;
        };
        let (pairs, rest) = x.as_chunks::<2>();
        for &[v, w] in pairs {
            self.add_to_bucket(even, v);
            self.add_to_bucket(odd, w);
        }
        for &v in rest {
            self.add(v);
        }
        for (index, (a, b)) in even.iter().zip(odd.iter()).enumerate() {
            if a | b != 0 {
                self.empty(index, a + b);
            }
        }
        let special = |set: &[u64; BUCKETS]| set[NOT_FINITE] | set[NOT_FINITE | SIGN] != 0;
        if special(even) || special(odd) {
            for &v in x.iter().filter(|v| !v.is_finite()) {
                self.add(v);
            }
        }
    }

    #[inline(always)]
    fn add_to_bucket(&mut self, set: &mut [u64; BUCKETS], x: f64) {
        let index = (x.to_bits() >> 52) as usize;
        let total = set[index] + Parts::of(x).mantissa;
        set[index] = total;
        if total >> 63 != 0 {
            set[index] = self.empty(index, total);
        }
    }

    /// Moves the total of a bucket into the chunks and returns what stays in the bucket: nothing,
    /// or for the infinities and NaN, which only leave a trace here, something.
    #[cold]
    #[inline(never)]
    fn empty(&mut self, index: usize, total: u64) -> u64 {
        let exponent = index & !SIGN;
        if exponent == NOT_FINITE {
            return 1;
        }
        let position = Self::SINGLE + exponent.saturating_sub(1);
        self.deposit(total, position, index & SIGN != 0);
        0
    }

    /// Adds `±mantissa * 2^(position + LOWEST)`, where `position` is at most 2077 for each factor: the
    /// chunk is far from the top one.
    #[inline]
    fn deposit(&mut self, mantissa: u64, position: usize, negative: bool) {
        if self.pending >= LIMIT {
            self.carry();
        }
        self.pending += 1;
        let (chunk, shift) = (position / 32, position % 32);
        let wide = u128::from(mantissa) << shift;
        let flip = -i64::from(negative);
        if let Some([low, middle, high]) = self.chunks.get_mut(chunk..chunk + 3) {
            *low += (i64::from(wide as u32) ^ flip) - flip;
            *middle += (i64::from((wide >> 32) as u32) ^ flip) - flip;
            *high += (i64::from((wide >> 64) as u32) ^ flip) - flip;
        }
    }

    /// Adds another sum, as if its values had been added here.
    pub fn merge(&mut self, other: &Self) {
        if self.pending + other.pending >= LIMIT {
            self.carry();
            let other = other.canonical();
            return self.merge(&other);
        }
        for (a, b) in self.chunks.iter_mut().zip(&other.chunks) {
            *a += b;
        }
        self.pending += other.pending + 1;
        self.special |= other.special;
    }

    /// Passes the carries on. Every chunk but the top one then lies in `0..2^32`; the top one has
    /// the sign of the sum. A state with its carries passed on is a function of the sum alone.
    fn carry(&mut self) {
        let mut carried = 0;
        for chunk in &mut self.chunks[..CHUNKS - 1] {
            let digit = *chunk + carried;
            *chunk = digit & 0xffff_ffff;
            carried = digit >> 32;
        }
        self.pending = 0;
        let top = &mut self.chunks[CHUNKS - 1];
        *top += carried;
        if top.unsigned_abs() >= TOP {
            self.special |= sign(*top < 0);
        }
        if self.special != 0 {
            self.chunks = [0; CHUNKS];
        }
    }

    fn canonical(&self) -> Self {
        let mut sum = self.clone();
        sum.carry();
        sum
    }

    /// The sum as a number that can be multiplied and divided.
    pub(crate) fn number(&self) -> Number {
        let mut sum = self.canonical();
        match sum.special {
            0 => {}
            POSITIVE => return Number::NotFinite(f64::INFINITY),
            NEGATIVE => return Number::NotFinite(f64::NEG_INFINITY),
            _ => return Number::NotFinite(f64::NAN),
        }
        let negative = sum.chunks[CHUNKS - 1] < 0;
        if negative {
            sum.chunks.iter_mut().for_each(|chunk| *chunk = -*chunk);
            sum.carry();
        }
        let digits = sum.chunks.iter().map(|&chunk| chunk as u32).collect();
        Number::Finite(Magnitude::new(negative, Self::LOWEST, digits))
    }

    /// Whether the exact sum is zero.
    pub fn is_zero(&self) -> bool {
        let sum = self.canonical();
        sum.special == 0 && sum.chunks.iter().all(|&chunk| chunk == 0)
    }

    /// The sum, correctly rounded to nearest even: subnormals are kept, what is too large becomes
    /// infinite, and a negative sum too small for a subnormal becomes -0.0.
    pub fn round(&self) -> f64 {
        self.number().round()
    }

    /// The quotient of two exact sums, such as a weighted mean, correctly rounded once: neither sum
    /// has to be in the range of `f64`, only their quotient. `0 / 0` is NaN, `x / 0` is infinite
    /// with the sign of `x`, and an exact zero is +0.0.
    pub fn ratio(&self, weight: &Self) -> f64 {
        self.number().ratio(&weight.number())
    }

    /// The sum divided by a count, such as a mean, correctly rounded once; see
    /// [`ratio`](Self::ratio).
    pub fn divided_by(&self, n: u64) -> f64 {
        let mut count = Self::new();
        count.deposit(n, -Self::LOWEST as usize, false);
        self.ratio(&count)
    }

    /// The sum as bytes: two sums are equal exactly when their bytes are.
    ///
    /// One byte tells zero, infinities, NaN and the sign apart. A finite sum goes on with the place
    /// of its lowest non-zero digit in base 2^32, the number of digits (a byte each) and the
    /// digits, lowest first, of four bytes each in little-endian order: 7 to 547 bytes, and mostly
    /// about 20.
    pub fn to_bytes(&self) -> Vec<u8> {
        let Number::Finite(Some(m)) = self.number() else {
            return vec![self.canonical().special];
        };
        let first = (m.exponent - Self::LOWEST) / 32;
        let mut bytes = vec![FINITE | sign(m.negative), first as u8, m.digits.len() as u8];
        bytes.extend(m.digits.iter().flat_map(|digit| digit.to_le_bytes()));
        bytes
    }

    /// Reads a sum from the front of `bytes` and returns it with the number of bytes it took.
    ///
    /// # Errors
    /// When the bytes end early or are not what [`to_bytes`](Self::to_bytes) writes for some sum.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, usize), &'static str> {
        const SHORT: &str = "The bytes end before the exact sum is complete.";
        let mut sum = Self::new();
        let tag = *bytes.first().ok_or(SHORT)?;
        if tag <= UNDEFINED {
            sum.special = tag;
            return Ok((sum, 1));
        }
        let sign = tag ^ FINITE;
        if sign != POSITIVE && sign != NEGATIVE {
            return Err("The first byte of an exact sum has to be 0, 1, 2, 3, 5 or 6.");
        }
        let (&[first, count], rest) = bytes[1..].split_first_chunk().ok_or(SHORT)?;
        let (first, count) = (usize::from(first), usize::from(count));
        let digits = rest.get(..4 * count).ok_or(SHORT)?;
        let place = sum.chunks.get_mut(first..first + count);
        let place = place.ok_or("An exact sum has digits beyond its range.")?;
        for (chunk, digit) in place.iter_mut().zip(digits.as_chunks().0) {
            let digit = i64::from(u32::from_le_bytes(*digit));
            *chunk = if sign == NEGATIVE { -digit } else { digit };
        }
        let used = 3 + digits.len();
        if sum.to_bytes() != bytes[..used] {
            return Err("An exact sum is not in its one canonical form.");
        }
        Ok((sum, used))
    }
}

impl WideSum {
    /// Adds the exact product `a * b * c`, also where `f64` would round it, underflow or overflow.
    #[inline]
    pub(crate) fn add_triple(&mut self, a: f64, b: f64, c: f64) {
        if a == 1.0 {
            return self.add_product(b, c);
        }
        let parts = [a, b, c].map(Parts::of);
        let negative = parts.iter().fold(false, |n, p| n != p.negative);
        if parts.iter().any(|p| p.exponent == NOT_FINITE) {
            let undefined = parts.iter().any(|p| p.is_nan() || p.mantissa == 0);
            self.special |= if undefined { UNDEFINED } else { sign(negative) };
            return;
        }
        let [a, b, c] = parts;
        let product = u128::from(a.mantissa) * u128::from(b.mantissa);
        let position = a.shift() + b.shift() + c.shift();
        for (half, place) in [(product as u64, 0), ((product >> 64) as u64, 64)] {
            let part = u128::from(half) * u128::from(c.mantissa);
            self.deposit(part as u64, position + place, negative);
            self.deposit((part >> 64) as u64, position + place + 64, negative);
        }
    }
}

/// The mark of an infinity of this sign.
fn sign(negative: bool) -> u8 {
    if negative { NEGATIVE } else { POSITIVE }
}

/// What the bits of an `f64` say.
struct Parts {
    negative: bool,
    exponent: usize,
    /// With the leading bit of normal numbers: below 2^53.
    mantissa: u64,
}

impl Parts {
    #[inline(always)]
    fn of(x: f64) -> Self {
        let bits = x.to_bits();
        let exponent = (bits >> 52) as usize & !SIGN;
        Self {
            negative: bits >> 63 != 0,
            exponent,
            mantissa: (bits & FRACTION) | (u64::from(exponent != 0) << 52),
        }
    }

    /// A finite value is `mantissa * 2^(shift - 1074)`.
    #[inline(always)]
    fn shift(&self) -> usize {
        self.exponent.saturating_sub(1)
    }

    fn is_nan(&self) -> bool {
        self.exponent == NOT_FINITE && self.mantissa & FRACTION != 0
    }

    /// The mark of an infinity or NaN.
    fn special(&self) -> u8 {
        if self.is_nan() { UNDEFINED } else { sign(self.negative) }
    }
}
