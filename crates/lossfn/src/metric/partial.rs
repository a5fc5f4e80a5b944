//! A part of a metric, to be merged with others.

use super::{AnyMetric, Metric, Tally, tally::number};
use crate::{
    Error,
    data::{Element, Inputs},
    reduce::OnEmpty,
};

/// What a metric has seen of some of the rows: merged in any order and any split, it gives the same
/// bits.
///
/// ```
/// let r2 = lossfn::metric("r2")?;
/// let mut part = lossfn::MetricPartial::new(&r2);
/// part.update(&[1.0, 2.0], &[1.5, 4.0])?;
/// let mut other = lossfn::MetricPartial::new(&r2);
/// other.update(&[0.0], &[3.0])?;
/// part.merge(&lossfn::MetricPartial::from_bytes(&other.to_bytes())?)?;
/// assert_eq!(part.value()?, r2.on(&[0.0, 1.0, 2.0], &[3.0, 1.5, 4.0]).value()?);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct MetricPartial {
    metric: AnyMetric,
    /// The metric as an expression.
    name: String,
    pub(super) tally: Tally,
}

/// The first byte of every part: the version of the form of the others.
const VERSION: u8 = 1;

impl MetricPartial {
    /// Of no rows yet.
    pub fn new(metric: &AnyMetric) -> Self {
        Self { metric: metric.clone(), name: metric.to_string(), tally: Tally::default() }
    }
    /// Adds rows without weights.
    ///
    /// # Errors
    /// As [`AnyMetric::on`] with the same inputs; nothing is added then.
    pub fn update<'a, T: Element, A, B>(&mut self, a: A, b: B) -> Result<(), Error>
    where
        (A, B): Into<Inputs<'a, T>>,
    {
        let (metric, inputs): (AnyMetric, Inputs<'a, T>) = (self.metric.clone(), (a, b).into());
        metric.on_inputs(inputs).add_to(core::slice::from_mut(self), |_| 0)
    }
    /// Adds all rows of another part.
    ///
    /// # Errors
    /// When it is of another metric.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        if self.name != other.name {
            return Err(Error::Merge { left: self.name.clone(), right: other.name.clone() });
        }
        self.tally.merge(&other.tally);
        Ok(())
    }
    /// The metric.
    pub fn metric(&self) -> &AnyMetric {
        &self.metric
    }
    /// The metric, as an expression.
    pub fn name(&self) -> &str {
        &self.name
    }
    /// How many rows count.
    pub fn count(&self) -> u64 {
        self.tally.counted()
    }
    /// How many rows were ignored, masked or of weight 0.
    pub fn ignored(&self) -> u64 {
        self.tally.left_out()
    }
    /// The sum of the weights, correctly rounded.
    pub fn weight(&self) -> f64 {
        self.tally.weight().round()
    }
    /// The bytes of it: equal parts have equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        bytes.extend((self.name.len() as u64).to_le_bytes());
        bytes.extend(self.name.as_bytes());
        bytes.extend(self.tally.to_bytes());
        bytes
    }
    /// Reads the bytes of a part.
    ///
    /// # Errors
    /// When they are not exactly those that [`MetricPartial::to_bytes`] gives for some part.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let Some((&VERSION, mut rest)) = bytes.split_first() else {
            return Err(Error::Bytes("they are of another version, or there are none."));
        };
        let length = usize::try_from(number(&mut rest)?).unwrap_or(usize::MAX);
        let (name, rest) = rest.split_at_checked(length).ok_or(Error::Bytes("they end too early."))?;
        let name =
            core::str::from_utf8(name).map_err(|_| Error::Bytes("the name of the metric is no text."))?;
        let mut part = Self::new(&crate::metric(name)?);
        if part.name != name {
            return Err(Error::Bytes("the metric is not written as it is by this version."));
        }
        part.tally = Tally::from_bytes(rest)?;
        Ok(part)
    }
    /// The metric of all rows.
    ///
    /// # Errors
    /// When no row counts.
    pub fn value(&self) -> Result<f64, Error> {
        self.value_or(OnEmpty::Error)
    }
    /// The metric of all rows, or what it shall be when none counts.
    ///
    /// # Errors
    /// As [`MetricPartial::value`], unless `on_empty` says otherwise.
    pub fn value_or(&self, on_empty: OnEmpty) -> Result<f64, Error> {
        value(self.metric.metric(), &self.tally, on_empty)
    }
}

pub(super) fn value(metric: &dyn Metric, tally: &Tally, on_empty: OnEmpty) -> Result<f64, Error> {
    match (tally.counted(), on_empty) {
        (0, OnEmpty::Nan) => Ok(f64::NAN),
        (0, OnEmpty::Zero) => Ok(0.0),
        (0, OnEmpty::Error) => {
            let dropped = tally.left_out() as usize;
            Err(Error::Empty { rows: dropped, dropped })
        }
        _ => metric.value(tally),
    }
}
