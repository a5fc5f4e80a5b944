//! The losses of single items.

use crate::{Error, data::Storage, reduce::Partial};

/// The losses of some items.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation<T> {
    pub(super) loss: String,
    pub(super) values: Vec<T>,
    pub(super) factors: Option<Vec<T>>,
    pub(super) denominators: Option<Vec<T>>,
    pub(super) kept: Option<Vec<bool>>,
}

impl<T: Storage> Evaluation<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.values.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
    /// The loss of each item, without its weight; 0 for one that does not count.
    pub fn values(&self) -> &[T] {
        &self.values
    }
    /// Whether an item counts.
    pub fn counts(&self, i: usize) -> bool {
        self.kept.as_ref().is_none_or(|k| k[i])
    }
    fn factor(&self, i: usize) -> f64 {
        self.factors.as_ref().map_or(1.0, |w| w[i].to_f64())
    }
    /// What an item adds to the numerator of a mean.
    pub fn contribution(&self, i: usize) -> f64 {
        if self.counts(i) { self.values[i].to_f64() * self.factor(i) } else { 0.0 }
    }
    /// What an item adds to the denominator of a mean.
    pub fn weight(&self, i: usize) -> f64 {
        if self.counts(i) { self.class(i) * self.factor(i) } else { 0.0 }
    }
    fn class(&self, i: usize) -> f64 {
        self.denominators.as_ref().map_or(1.0, |d| d[i].to_f64())
    }
    /// Adds each item to the part of its group.
    ///
    /// # Errors
    /// When a part is of another loss, or a group has no part; nothing is added then.
    pub fn add_to(&self, parts: &mut [Partial], group: impl Fn(usize) -> usize) -> Result<(), Error> {
        if let Some(part) = parts.iter().find(|p| p.loss() != self.loss) {
            return Err(Error::Merge { left: part.loss().into(), right: self.loss.clone() });
        }
        if let Some(i) = (0..self.len()).find(|&i| group(i) >= parts.len()) {
            let want = format!("a group below {}", parts.len());
            return Err(Error::Shape { input: "group", got: group(i).to_string(), want });
        }
        let plain = self.factors.is_none() && self.denominators.is_none() && self.kept.is_none();
        if let (true, [part]) = (plain, &mut *parts) {
            const MANY: usize = 1 << 16;
            let mut wide = Vec::with_capacity(self.len().min(MANY));
            for values in self.values.chunks(MANY) {
                wide.clear();
                wide.extend(values.iter().map(|v| v.to_f64()));
                part.add_slice(&wide);
            }
            return Ok(());
        }
        for (i, value) in self.values.iter().enumerate() {
            let part = &mut parts[group(i)];
            if self.counts(i) {
                part.add(value.to_f64(), self.factor(i), self.class(i));
            } else {
                part.skip();
            }
        }
        Ok(())
    }
}
