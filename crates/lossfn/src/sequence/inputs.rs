//! Scores of sequences, and what is written in them.

use crate::{
    Error,
    data::{Array, Element, Label, Labels, array::shown},
};

/// Scores of all classes at each step of some sequences: logits, unless they are said to be
/// [log-probabilities](Steps::log_probabilities).
#[derive(Clone, Copy, Debug)]
pub struct Steps<'a, T> {
    pub(super) data: &'a [T],
    pub(super) sequences: usize,
    pub(super) classes: usize,
    longest: usize,
    batch_first: bool,
    pub(super) logits: bool,
    lengths: Option<Labels<'a>>,
}

impl<'a, T: Element> Steps<'a, T> {
    /// Scores of shape (steps, sequences, classes), as torch has them.
    ///
    /// # Errors
    /// When the slice has not as many numbers as the shape says.
    pub fn new<A: AsRef<[T]> + ?Sized>(data: &'a A, shape: [usize; 3]) -> Result<Self, Error> {
        Self::shaped(data.as_ref(), shape, false)
    }
    /// Scores of shape (sequences, steps, classes).
    ///
    /// # Errors
    /// As [`Steps::new`].
    pub fn batch_first<A: AsRef<[T]> + ?Sized>(data: &'a A, shape: [usize; 3]) -> Result<Self, Error> {
        Self::shaped(data.as_ref(), shape, true)
    }
    fn shaped(data: &'a [T], shape: [usize; 3], batch_first: bool) -> Result<Self, Error> {
        if Array::new(data, &shape).is_err() {
            return Err(Error::Shape { input: "scores", got: shown(&[data.len()]), want: shown(&shape) });
        }
        let [mut longest, mut sequences, classes] = shape;
        if batch_first {
            core::mem::swap(&mut longest, &mut sequences);
        }
        Ok(Self { data, sequences, classes, longest, batch_first, logits: true, lengths: None })
    }
    /// The scores are logarithms of probabilities. They are taken as they are: what they add up to is not asked.
    #[must_use]
    pub fn log_probabilities(mut self) -> Self {
        self.logits = false;
        self
    }
    /// How many steps each sequence has; without this, all of them. The others are not read.
    #[must_use]
    pub fn lengths<L: Label>(mut self, lengths: &'a [L]) -> Self {
        self.lengths = Some(L::labels(lengths));
        self
    }
    /// The row of the first step of a sequence, and how many rows further the next one stands.
    pub(super) fn place(&self, sequence: usize) -> (usize, usize) {
        if self.batch_first { (sequence * self.longest, 1) } else { (sequence, self.sequences) }
    }
    /// The sequence and the step of a row.
    pub(super) fn sequence_of(&self, row: usize) -> usize {
        if self.batch_first { row / self.longest } else { row % self.sequences }
    }
    /// The number of steps of each sequence.
    pub(super) fn each(&self) -> Result<Vec<usize>, Error> {
        match self.lengths {
            None => Ok(vec![self.longest; self.sequences]),
            Some(lengths) => each("lengths", lengths, self.sequences, Some(self.longest)),
        }
    }
}

/// The labels that are written in some sequences.
#[derive(Clone, Copy, Debug)]
pub struct Targets<'a> {
    labels: Labels<'a>,
    lengths: Labels<'a>,
    /// Where they stand in rows, how long these are.
    width: Option<usize>,
}

impl<'a> Targets<'a> {
    /// The labels of all sequences one after the other, and how many each has.
    pub fn concatenated<L: Label, N: Label>(labels: &'a [L], lengths: &'a [N]) -> Self {
        Self { labels: L::labels(labels), lengths: N::labels(lengths), width: None }
    }
    /// A row of `width` labels for each sequence, and how many at the beginning of it count. The others are not read.
    pub fn padded<L: Label, N: Label>(labels: &'a [L], width: usize, lengths: &'a [N]) -> Self {
        Self { labels: L::labels(labels), lengths: N::labels(lengths), width: Some(width) }
    }
    /// The target of each sequence.
    pub(super) fn each(
        &self,
        sequences: usize,
        classes: usize,
        blank: usize,
    ) -> Result<Vec<Vec<usize>>, Error> {
        let lengths = each("target_lengths", self.lengths, sequences, self.width)?;
        let total = match self.width {
            Some(width) => sequences.checked_mul(width),
            None => lengths.iter().try_fold(0, |n: usize, &length| n.checked_add(length)),
        };
        if total != Some(self.labels.len()) {
            let got = shown(&[self.labels.len()]);
            let want = match (self.width, total) {
                (Some(width), _) => shown(&[sequences, width]),
                (None, Some(total)) => shown(&[total]),
                (None, None) => "fewer labels in all".into(),
            };
            return Err(Error::Shape { input: "targets", got, want });
        }
        let mut start = 0;
        let mut one = |(sequence, length): (usize, usize)| {
            let from = self.width.map_or(start, |width| sequence * width);
            start += length;
            (0..length)
                .map(|i| {
                    let label = self.labels.get(from + i);
                    match usize::try_from(label) {
                        Ok(label) if label < classes && label != blank => Ok(label),
                        _ => {
                            let problem = if label == blank as i64 {
                                format!("has the blank, {blank}, at index {i}; any other class is allowed")
                            } else {
                                format!("has the label {label} at index {i}, allowed is 0 to {}", classes - 1)
                            };
                            Err(Error::Sequence { input: "targets", sequence, problem })
                        }
                    }
                })
                .collect()
        };
        lengths.iter().copied().enumerate().map(&mut one).collect()
    }
}

/// A length for each sequence.
fn each(
    input: &'static str,
    lengths: Labels<'_>,
    sequences: usize,
    most: Option<usize>,
) -> Result<Vec<usize>, Error> {
    if lengths.len() != sequences {
        return Err(Error::Shape { input, got: shown(&[lengths.len()]), want: shown(&[sequences]) });
    }
    let one = |sequence| {
        let length = lengths.get(sequence);
        match usize::try_from(length) {
            Ok(length) if most.is_none_or(|most| length <= most) => Ok(length),
            _ => {
                let allowed = most.map_or("0 or more".into(), |most| format!("0 to {most}"));
                let problem = format!("is {length}, allowed is {allowed}");
                Err(Error::Sequence { input, sequence, problem })
            }
        }
    };
    (0..sequences).map(one).collect()
}
