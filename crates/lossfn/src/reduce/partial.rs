//! A part of a result, to be merged with others.

use super::{ExactSum, Number, OnEmpty, Reduction};
use crate::{
    Error,
    catalogue::AnyLoss,
    data::{Element, Inputs},
    evaluate::On,
};

/// Losses of some of the items: merged in any order and any split, it gives the same bits.
///
/// ```
/// let loss = lossfn::get("huber(delta=1.5)")?;
/// let mut part = lossfn::Partial::new(&loss);
/// part.update(&[1.0, 2.0], &[1.5, 4.0])?;
/// let mut other = lossfn::Partial::new(&loss);
/// other.update(&[0.0], &[3.0])?;
/// part.merge(&lossfn::Partial::from_bytes(&other.to_bytes())?)?;
/// assert_eq!(part.mean()?, (0.125 + 1.875 + 3.375) / 3.0);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Partial {
    loss: String,
    /// The loss itself, which bytes do not have: it is then found by its name.
    known: Option<AnyLoss>,
    sum: ExactSum,
    weight: ExactSum,
    count: u64,
    ignored: u64,
}

/// The first byte of every partial result: the version of the form of the others.
const VERSION: u8 = 1;

impl PartialEq for Partial {
    fn eq(&self, other: &Self) -> bool {
        let Self { loss, known: _, sum, weight, count, ignored } = self;
        (loss, sum, weight, count, ignored)
            == (&other.loss, &other.sum, &other.weight, &other.count, &other.ignored)
    }
}
impl Eq for Partial {}

impl Partial {
    /// Of no items yet.
    pub fn new(loss: &AnyLoss) -> Self {
        Self { known: Some(loss.clone()), ..Self::of(loss.to_string()) }
    }
    pub(crate) fn of(loss: String) -> Self {
        let (sum, weight) = (ExactSum::new(), ExactSum::new());
        Self { loss, known: None, sum, weight, count: 0, ignored: 0 }
    }
    /// Adds items without weights.
    ///
    /// # Errors
    /// As [`AnyLoss::on`] with the same inputs; nothing is added then.
    pub fn update<'a, T: Element, A, B>(&mut self, a: A, b: B) -> Result<(), Error>
    where
        (A, B): Into<Inputs<'a, T>>,
    {
        self.update_inputs((a, b).into())
    }
    /// Adds items of any kind of inputs, without weights.
    ///
    /// # Errors
    /// As [`AnyLoss::on_inputs`] with the same inputs; nothing is added then.
    pub fn update_inputs<T: Element>(&mut self, inputs: Inputs<'_, T>) -> Result<(), Error> {
        let found;
        let loss = if let Some(loss) = &self.known {
            loss
        } else {
            found = crate::get(&self.loss)?;
            &found
        };
        let part = loss.on_inputs(inputs).partial()?;
        self.merge(&part)
    }
    /// Adds what a loss on data has, with its weights, mask and ignored labels.
    ///
    /// ```
    /// let loss = lossfn::get("gaussian_nll")?;
    /// let (mean, target, variance) = ([1.0, 0.0], [2.0, 0.5], [1.0, 0.25]);
    /// let mut part = lossfn::Partial::new(&loss);
    /// part.extend(loss.on_inputs((&mean, &target, &variance).into()).weight(&[1.0, 3.0]))?;
    /// assert_eq!((part.count(), part.weight()), (2, 4.0));
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`On::partial`], and when the loss is another; nothing is added then.
    pub fn extend<T: Element>(&mut self, on: On<'_, T>) -> Result<(), Error> {
        self.merge(&on.partial()?)
    }
    /// Adds one item of loss `value`, counted `factor` times in the numerator and `factor * class` times
    /// in the denominator of a mean.
    pub(crate) fn add(&mut self, value: f64, factor: f64, class: f64) {
        self.sum.add_product(value, factor);
        self.weight.add_product(class, factor);
        self.count = self.count.saturating_add(1);
    }
    /// Adds items that all count once.
    pub(crate) fn add_slice(&mut self, values: &[f64]) {
        self.sum.add_slice(values);
        self.weight.add(values.len() as f64);
        self.count = self.count.saturating_add(values.len() as u64);
    }
    /// Counts an item that was left out.
    pub(crate) fn skip(&mut self) {
        self.ignored = self.ignored.saturating_add(1);
    }
    /// Adds all items of another part.
    ///
    /// # Errors
    /// When it is of another loss.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if self.loss != other.loss {
            return Err(Error::Merge { left: self.loss.clone(), right: other.loss.clone() });
        }
        self.sum.merge(&other.sum);
        self.weight.merge(&other.weight);
        self.count = self.count.saturating_add(other.count);
        self.ignored = self.ignored.saturating_add(other.ignored);
        Ok(())
    }
    /// The loss, as an expression.
    pub fn loss(&self) -> &str {
        &self.loss
    }
    /// How many items count.
    pub fn count(&self) -> u64 {
        self.count
    }
    /// How many items were ignored, masked or of weight 0.
    pub fn ignored(&self) -> u64 {
        self.ignored
    }
    /// `sum w`, correctly rounded.
    pub fn weight(&self) -> f64 {
        self.weight.round()
    }
    /// `sum w l`, correctly rounded.
    pub fn sum(&self) -> f64 {
        self.sum.round()
    }
    /// `sum w l`, exactly.
    pub(crate) fn exact(&self) -> Number {
        self.sum.number()
    }
    /// `sum w l / sum w`, correctly rounded.
    ///
    /// # Errors
    /// When there is nothing to average.
    pub fn mean(&self) -> Result<f64, Error> {
        self.value(Reduction::Mean, OnEmpty::Error)
    }
    /// The value under a reduction, correctly rounded.
    ///
    /// # Errors
    /// When there is nothing to average, unless `on_empty` says otherwise, for a constant that is not
    /// above 0, and for [`Reduction::Values`], which are not kept.
    pub fn value(&self, reduction: Reduction, on_empty: OnEmpty) -> Result<f64, Error> {
        reduction.check()?;
        let rows = self.count.saturating_add(self.ignored);
        let empty = match reduction {
            Reduction::Mean => self.weight.is_zero(),
            Reduction::MeanN => self.count == 0,
            Reduction::BatchMean => rows == 0,
            Reduction::Sum | Reduction::Per(_) | Reduction::Values => false,
        };
        if empty {
            return match on_empty {
                OnEmpty::Error => Err(Error::Empty { rows: rows as usize, dropped: self.ignored as usize }),
                OnEmpty::Nan => Ok(f64::NAN),
                OnEmpty::Zero => Ok(0.0),
            };
        }
        match reduction {
            Reduction::Mean => Ok(self.sum.ratio(&self.weight)),
            Reduction::MeanN => Ok(self.sum.divided_by(self.count)),
            Reduction::BatchMean => Ok(self.sum.divided_by(rows)),
            Reduction::Sum => Ok(self.sum.round()),
            Reduction::Per(constant) => {
                let mut divisor = ExactSum::new();
                divisor.add(constant);
                Ok(self.sum.ratio(&divisor))
            }
            Reduction::Values => Err(Error::Unsupported {
                loss: self.loss.clone(),
                what: "values of single items in a partial result",
                why: "only their sum is kept",
            }),
        }
    }
    /// The bytes of it: equal parts have equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend((self.loss.len() as u64).to_le_bytes());
        bytes.extend(self.loss.as_bytes());
        bytes.extend(self.count.to_le_bytes());
        bytes.extend(self.ignored.to_le_bytes());
        bytes.extend(self.sum.to_bytes());
        bytes.extend(self.weight.to_bytes());
        bytes
    }
    /// Reads the bytes of a part.
    ///
    /// # Errors
    /// When they are not exactly those that [`Partial::to_bytes`] gives for some part.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let mut rest = bytes;
        let mut take = |n: usize| -> Result<&[u8], Error> {
            let (head, tail) = rest.split_at_checked(n).ok_or(Error::Bytes("they end too early."))?;
            rest = tail;
            Ok(head)
        };
        let number = |b: &[u8]| b.iter().rev().fold(0u64, |n, &b| n << 8 | u64::from(b));
        if take(1)? != [VERSION] {
            return Err(Error::Bytes("they are of another version."));
        }
        let length = usize::try_from(number(take(8)?))
            .map_err(|_| Error::Bytes("the name of the loss is too long."))?;
        let name = core::str::from_utf8(take(length)?)
            .map_err(|_| Error::Bytes("the name of the loss is no text."))?;
        let loss = crate::get(name)?.to_string();
        if loss != name {
            return Err(Error::Bytes("the loss is not written as it is by this version."));
        }
        let (count, ignored) = (number(take(8)?), number(take(8)?));
        let (sum, used) = ExactSum::from_bytes(rest).map_err(Error::Bytes)?;
        let (weight, more) = ExactSum::from_bytes(&rest[used..]).map_err(Error::Bytes)?;
        if used + more != rest.len() {
            return Err(Error::Bytes("there are more of them than there should be."));
        }
        if count == 0 && !(sum.is_zero() && weight.is_zero()) {
            return Err(Error::Bytes("there are sums of no items."));
        }
        // A sum below 0 that is too small for a float is -0.
        if weight.round().is_nan() || weight.round().is_sign_negative() {
            return Err(Error::Bytes("the sum of the weights is below 0 or no number."));
        }
        Ok(Self { loss, known: None, sum, weight, count, ignored })
    }
}
