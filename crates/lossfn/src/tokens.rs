//! Tokens of sequences: what each weighs in a mean, and sums of their log-probabilities.

use crate::{
    Error, Reduction,
    data::Element,
    kernels::{Detected, sum::sum},
};

/// Which places of a table of tokens hold one, and which sequence it belongs to.
///
/// A language model has a loss, or a log-probability, for each token. There are three means of the losses of tokens in
/// use ([`Averaging`]), and losses of whole answers read the sum or the mean of the log-probabilities of their tokens.
///
/// ```
/// use lossfn::{Averaging, Grpo, Tokens};
/// let mask = [true, true, true, false, true, false];
/// let tokens = Tokens::padded(&mask, 3)?;
/// let log_probs = [-1.0, -2.0, -3.0, f64::NAN, -4.0, f64::NAN];
/// assert_eq!(tokens.sums(&log_probs)?, [-6.0, -4.0]);
/// assert_eq!(tokens.means(&log_probs)?, [-2.0, -4.0]);
///
/// let (weight, reduction) = tokens.weights::<f64>(Averaging::Sequences)?;
/// let advantage = [1.0, 1.0, 1.0, -1.0, -1.0, -1.0];
/// let loss = Grpo::new();
/// let on = loss.on(&log_probs, &log_probs, &log_probs, &advantage);
/// // One answer gains as much as the other loses, but for the rounding of a third.
/// assert!(on.weight(&weight).reduce(reduction).value()?.abs() < 1e-16);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens<'a>(Layout<'a>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout<'a> {
    Padded { mask: &'a [bool], width: usize },
    Packed(&'a [usize]),
}

/// How the losses of tokens become one number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Averaging {
    /// The mean over all tokens, so a long sequence counts as much as its tokens.
    Tokens,
    /// The mean over the sequences of the mean over their tokens. A sequence without tokens is left out.
    Sequences,
    /// The sum over all tokens, divided by the number of sequences, also those without tokens, times a length that
    /// does not depend on them.
    Length(f64),
}

impl<'a> Tokens<'a> {
    /// Sequences as the rows of a table of `width` columns: true where there is a token that counts.
    ///
    /// # Errors
    /// When the mask is not made of whole rows.
    pub fn padded(mask: &'a [bool], width: usize) -> Result<Self, Error> {
        if mask.len().checked_rem(width).unwrap_or(mask.len()) != 0 {
            let (got, want) = (format!("({},)", mask.len()), format!("(n, {width})"));
            return Err(Error::Shape { input: "mask", got, want });
        }
        Ok(Self(Layout::Padded { mask, width }))
    }

    /// Sequences that stand one after the other, by the number of their tokens.
    ///
    /// # Errors
    /// When there are more tokens than memory has places.
    pub fn packed(lengths: &'a [usize]) -> Result<Self, Error> {
        let total = lengths.iter().try_fold(0usize, |total, &n| total.checked_add(n));
        match total.filter(|&n| n <= isize::MAX.unsigned_abs()) {
            Some(_) => Ok(Self(Layout::Packed(lengths))),
            None => Err(too_many(format!("more than ({},)", isize::MAX))),
        }
    }

    /// How many places there are, with a token or without.
    pub fn places(&self) -> usize {
        match self.0 {
            Layout::Padded { mask, .. } => mask.len(),
            Layout::Packed(lengths) => lengths.iter().sum(),
        }
    }

    /// For each sequence how many places it has, and its mask if there is one.
    fn sequences(&self) -> impl Iterator<Item = (usize, Option<&'a [bool]>)> {
        let (mask, width, lengths): (&[bool], _, &[usize]) = match self.0 {
            Layout::Padded { mask, width } => (mask, width.max(1), &[]),
            Layout::Packed(lengths) => (&[], 1, lengths),
        };
        let rows = mask.chunks(width).map(|row| (row.len(), Some(row)));
        rows.chain(lengths.iter().map(|&n| (n, None)))
    }

    /// A weight for each place, 0 where there is no token, and the reduction with which they make this average: give
    /// both to a loss of tokens. Its gradient is scaled accordingly.
    ///
    /// # Errors
    /// When there is no token to average, or the length is not above 0 and finite.
    pub fn weights<T: Element>(&self, averaging: Averaging) -> Result<(Vec<T>, Reduction), Error> {
        let (mut weights, mut sequences, mut found) = (vec![], 0.0, 0);
        weights.try_reserve_exact(self.places()).map_err(|_| too_many(format!("({},)", self.places())))?;
        for (n, mask) in self.sequences() {
            let tokens = count(n, mask);
            (sequences, found) = (sequences + 1.0, found + tokens);
            let weight = match averaging {
                Averaging::Sequences => 1.0 / tokens as f64,
                Averaging::Tokens | Averaging::Length(_) => 1.0,
            };
            let [none, one] = [0.0, weight].map(|w| T::rounded(w));
            match mask {
                Some(mask) => weights.extend(mask.iter().map(|&keep| if keep { one } else { none })),
                None => weights.extend(std::iter::repeat_n(one, n)),
            }
        }
        let reduction = match averaging {
            Averaging::Length(length) => Reduction::Per(sequences * length),
            Averaging::Tokens | Averaging::Sequences => Reduction::Mean,
        };
        if found == 0 {
            return Err(Error::Empty { rows: weights.len(), dropped: weights.len() });
        }
        reduction.check()?;
        Ok((weights, reduction))
    }

    /// The sum over the tokens of each sequence, which is 0 without tokens. Numbers are added as in a mean, in a fixed
    /// order; what stands where there is no token changes no bit.
    ///
    /// # Errors
    /// When there is not a number for each place.
    pub fn sums<T: Element>(&self, x: &[T]) -> Result<Vec<T>, Error> {
        self.reduce(x, |total, _, _| Ok(total))
    }

    /// The mean over the tokens of each sequence.
    ///
    /// # Errors
    /// When there is not a number for each place, or a sequence has no tokens.
    pub fn means<T: Element>(&self, x: &[T]) -> Result<Vec<T>, Error> {
        self.reduce(x, |total, tokens, row| match tokens {
            0 => Err(Error::Row { input: "tokens", row, problem: "has nothing to average".into() }),
            _ => Ok(total / tokens as f64),
        })
    }

    /// A number for each sequence, of its sum, the number of its tokens, and its place.
    fn reduce<T: Element>(
        &self,
        x: &[T],
        number: impl Fn(f64, usize, usize) -> Result<f64, Error>,
    ) -> Result<Vec<T>, Error> {
        if x.len() != self.places() {
            let [got, want] = [x.len(), self.places()].map(|n| format!("({n},)"));
            return Err(Error::Shape { input: "tokens", got, want });
        }
        let (mut rest, mut kept) = (x, vec![]);
        let sums = self.sequences().enumerate().map(|(row, (n, mask))| {
            let (here, after) = rest.split_at(n);
            rest = after;
            kept.clear();
            kept.extend((0..n).filter(|&i| mask.is_none_or(|mask| mask[i])).map(|i| here[i].widen()));
            let total = sum(Detected::best(), &kept).round();
            Ok(T::rounded(number(total, kept.len(), row)?))
        });
        sums.collect()
    }
}

/// How many tokens there are among so many places.
fn count(n: usize, mask: Option<&[bool]>) -> usize {
    mask.map_or(n, |mask| mask.iter().filter(|&&keep| keep).count())
}

fn too_many(got: String) -> Error {
    Error::Shape { input: "tokens", got, want: "as many as fit into memory".into() }
}
