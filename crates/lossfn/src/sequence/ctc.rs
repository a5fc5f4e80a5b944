//! Connectionist temporal classification.

use super::{OnSequences, Steps, Targets};
use crate::data::Element;

/// The CTC loss: how surprising it is that a sequence says its target, whichever way the two are aligned.
///
/// At each step a model gives one class, or the blank, which says nothing; an output is read by joining equal neighbours
/// and then leaving out the blanks. The loss is minus the logarithm of the summed probability of all outputs that read as
/// the target:
///
/// ```text
/// loss = -ln sum over alignments of the product over steps of softmax(scores at the step)[class of the alignment]
/// ```
///
/// * **Shapes.** Scores are (steps, sequences, classes), or [batch first](Steps::batch_first); targets are
///   [concatenated](Targets::concatenated) or [padded](Targets::padded), with a length for each sequence. Labels and
///   lengths are integers of any type. Losses are in nats, one for each sequence; the gradient stands as the scores do.
/// * **Logits or log-probabilities.** Of logits the softmax is taken, and the gradient is in them: the probability of a
///   class less its share of the alignments. Of [log-probabilities](Steps::log_probabilities) it is the derivative in
///   each of them as it stands: minus that share. (torch returns the one in the logits for log-probabilities, too, which
///   is right only behind a log-softmax.)
/// * **Impossible targets.** `S` labels, of which `r` are equal to the one before them, take `S + r` steps. With fewer, or
///   where every alignment has probability 0, the loss is infinite, and its gradient NaN at the steps of the sequence, as
///   there is no limit to follow; with [`zero_infinity`](Ctc::zero_infinity) both are 0. An empty target
///   asks for blanks alone; without steps its loss is 0.
/// * **Accuracy.** f32 and halves are computed in f64, f64 in double-double, and rounded once; where so much cancels in
///   f64 that f32 would show it, f32 is computed in double-double too. What is left of probabilities and shares that
///   cancel is within 2^-98 of these for each step, and so is a loss near 0; in products with the hessian in f32 it is
///   within 2^-50. Probabilities have exponents of their own: none underflows. A loss beyond 6e299 counts as infinite.
///
/// Graves, Fernández, Gomez and Schmidhuber (2006), Connectionist temporal classification: labelling unsegmented
/// sequence data with recurrent neural networks, doi:10.1145/1143844.1143891
///
/// ```
/// use lossfn::sequence::{Ctc, Steps, Targets};
/// // Two sequences of three steps; the classes are the blank and two letters.
/// let scores = vec![0.0; 2 * 3 * 3];
/// let steps = Steps::batch_first(&scores, [2, 3, 3])?;
/// let targets = Targets::concatenated(&[1u8, 2, 1], &[2, 1]);
/// let on = Ctc::new().on(steps, targets);
/// // Of 27 outputs 5 read as "12", and 6 as "1".
/// let read: Vec<f64> = on.values()?.iter().map(|loss| (27.0 * (-loss).exp()).round()).collect();
/// assert_eq!(read, [5.0, 6.0]);
///
/// let (value, gradient) = on.value_and_gradient()?; // of the mean
/// assert_eq!(value as f32, 1.5952382);
/// // At the first step four of the five say "1" and one says nothing: (1/3 - 1/5)/2, (1/3 - 4/5)/2 and 1/6.
/// let thirtieths: Vec<f64> = gradient[..3].iter().map(|g: &f64| (30.0 * g).round()).collect();
/// assert_eq!(thirtieths, [2.0, -7.0, 5.0]);
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ctc {
    pub(super) blank: usize,
    pub(super) zero_infinity: bool,
}

impl Ctc {
    /// The loss whose blank is class 0.
    pub const fn new() -> Self {
        Self { blank: 0, zero_infinity: false }
    }
    /// Which class is the blank.
    #[must_use]
    pub const fn blank(mut self, class: usize) -> Self {
        self.blank = class;
        self
    }
    /// Whether a sequence of infinite loss has the loss 0 and the gradient 0.
    #[must_use]
    pub const fn zero_infinity(mut self, zero_infinity: bool) -> Self {
        self.zero_infinity = zero_infinity;
        self
    }
    /// The loss on data, nothing computed yet.
    pub fn on<'a, T: Element>(self, steps: Steps<'a, T>, targets: Targets<'a>) -> OnSequences<'a, T> {
        OnSequences::new(self, steps, targets)
    }
}
