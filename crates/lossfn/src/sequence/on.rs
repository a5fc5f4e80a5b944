//! A loss of sequences on data.

use super::{Ctc, Steps, Targets, emissions::Sequence, trellis};
use crate::{
    Error,
    data::{Element, Storage as _, array::shown},
    kernels::Detected,
    reduce::ExactSum,
    spec::Value,
    threads,
};

/// How the losses of sequences become one number, and what the gradient is divided by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Average {
    /// The mean over the sequences.
    #[default]
    Mean,
    /// The mean over the sequences of loss by length of the target, or by 1 where that is empty: what torch calls the mean.
    PerTargetLength,
    /// The sum.
    Sum,
}

/// A loss of sequences on data: what is wanted of it is asked for by a method.
#[derive(Clone, Copy, Debug)]
pub struct OnSequences<'a, T> {
    loss: Ctc,
    steps: Steps<'a, T>,
    targets: Targets<'a>,
    average: Average,
    threads: usize,
    isa: Option<Detected>,
}

/// A sequence that has been checked.
struct Checked {
    steps: usize,
    target: Vec<usize>,
    feasible: bool,
}

impl<'a, T: Element> OnSequences<'a, T> {
    pub(super) fn new(loss: Ctc, steps: Steps<'a, T>, targets: Targets<'a>) -> Self {
        Self { loss, steps, targets, average: Average::Mean, threads: 0, isa: None }
    }
    /// How the losses become one number.
    #[must_use]
    pub fn reduce(mut self, average: Average) -> Self {
        self.average = average;
        self
    }
    /// The sum of the losses, instead of their mean.
    #[must_use]
    pub fn sum(self) -> Self {
        self.reduce(Average::Sum)
    }
    /// The mean of loss by length of the target, instead of that of losses.
    #[must_use]
    pub fn per_target_length(self) -> Self {
        self.reduce(Average::PerTargetLength)
    }
    /// How many threads may work; 0, the default, leaves it to the library. The bits do not depend on it.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }
    /// Which instruction set to use.
    #[doc(hidden)]
    #[must_use]
    pub fn isa(mut self, isa: Detected) -> Self {
        self.isa = Some(isa);
        self
    }
    /// The loss of each sequence.
    ///
    /// # Errors
    /// When there are not lengths and a target for each sequence, a length is more than there are steps, a label is no
    /// class or is the blank, or the blank is no class.
    pub fn values(self) -> Result<Vec<f64>, Error> {
        self.run(&self.check()?, None, &mut [])
    }
    /// The mean of the losses.
    ///
    /// # Errors
    /// As [`OnSequences::values`], and when there are no sequences.
    pub fn mean(self) -> Result<f64, Error> {
        self.reduce(Average::Mean).value()
    }
    /// The average that was asked for.
    ///
    /// # Errors
    /// As [`OnSequences::values`], and when there are no sequences to average.
    pub fn value(self) -> Result<f64, Error> {
        let all = self.checked()?;
        Ok(self.averaged(&all, &self.run(&all, None, &mut [])?))
    }
    /// The average that was asked for, and its gradient in the scores, in their places.
    ///
    /// # Errors
    /// As [`OnSequences::value`].
    pub fn value_and_gradient(self) -> Result<(f64, Vec<T>), Error> {
        let mut gradient = vec![T::default(); self.steps.data.len()];
        let value = self.value_and_gradient_into(&mut gradient)?;
        Ok((value, gradient))
    }
    /// [`OnSequences::value_and_gradient`] into a buffer.
    ///
    /// # Errors
    /// As there, and when the buffer has another length; it is untouched then.
    pub fn value_and_gradient_into(self, gradient: &mut [T]) -> Result<f64, Error> {
        self.as_long("gradient", gradient)?;
        let all = self.checked()?;
        Ok(self.averaged(&all, &self.run(&all, None, gradient)?))
    }
    /// The gradient of the average, in the places of the scores.
    ///
    /// # Errors
    /// As [`OnSequences::value`].
    pub fn gradient(self) -> Result<Vec<T>, Error> {
        Ok(self.value_and_gradient()?.1)
    }
    /// The hessian of the average times a vector, both in the places of the scores.
    ///
    /// ```
    /// use lossfn::sequence::{Ctc, Steps, Targets};
    /// let scores = [0.0; 4]; // two steps of a blank and a letter
    /// let on = Ctc::new().on(Steps::new(&scores, [2, 1, 2])?, Targets::concatenated(&[1u8], &[1]));
    /// // All outputs but two blanks read as the letter: the loss is -ln(1 - b c), of their probabilities.
    /// let bent = on.hessian_vector_product(&[0.0, 1.0, 0.0, 0.0])?;
    /// let parts: Vec<f64> = bent.iter().map(|x: &f64| (36.0 * x).round()).collect();
    /// assert_eq!(parts, [-1.0, 1.0, -4.0, 4.0]);
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`OnSequences::value`], and when the vector is not as long as the scores.
    pub fn hessian_vector_product<V: AsRef<[T]> + ?Sized>(self, vector: &V) -> Result<Vec<T>, Error> {
        let mut out = vec![T::default(); self.steps.data.len()];
        self.hessian_vector_product_into(vector, &mut out)?;
        Ok(out)
    }
    /// [`OnSequences::hessian_vector_product`] into a buffer.
    ///
    /// # Errors
    /// As there, and when the buffer has another length; it is untouched then.
    pub fn hessian_vector_product_into<V: AsRef<[T]> + ?Sized>(
        self,
        vector: &V,
        out: &mut [T],
    ) -> Result<(), Error> {
        self.as_long("vector", vector.as_ref())?;
        self.as_long("product", out)?;
        self.run(&self.checked()?, Some(vector.as_ref()), out).map(drop)
    }

    fn as_long(&self, input: &'static str, x: &[T]) -> Result<(), Error> {
        if x.len() == self.steps.data.len() {
            return Ok(());
        }
        Err(Error::Shape { input, got: shown(&[x.len()]), want: shown(&[self.steps.data.len()]) })
    }
    /// The sequences, when there is something to average.
    fn checked(&self) -> Result<Vec<Checked>, Error> {
        let all = self.check()?;
        if all.is_empty() && self.average != Average::Sum {
            return Err(Error::Empty { rows: 0, dropped: 0 });
        }
        Ok(all)
    }
    fn check(&self) -> Result<Vec<Checked>, Error> {
        let (classes, blank) = (self.steps.classes, self.loss.blank);
        if blank >= classes {
            return Err(Error::Parameter {
                loss: "ctc",
                name: "blank",
                value: Value::Number(blank as f64),
                allowed: format!("a class, of which there are {classes}"),
            });
        }
        // First what says how many sequences there are: without classes or steps the shape may have any number.
        let targets = self.targets.each(self.steps.sequences, classes, blank)?;
        let steps = self.steps.each()?;
        let checked = |(steps, target): (usize, Vec<usize>)| {
            let repeats = target.windows(2).filter(|pair| pair[0] == pair[1]).count();
            let feasible = steps >= target.len() + repeats;
            Checked { steps, target, feasible }
        };
        Ok(steps.into_iter().zip(targets).map(checked).collect())
    }
    /// What the gradient of a sequence is divided by.
    fn divisor(&self, sequences: usize, target: &[usize]) -> f64 {
        match self.average {
            Average::Sum => 1.0,
            Average::Mean => sequences as f64,
            Average::PerTargetLength => sequences as f64 * target.len().max(1) as f64,
        }
    }
    fn averaged(&self, all: &[Checked], values: &[f64]) -> f64 {
        let mut sum = ExactSum::new();
        for (sequence, value) in all.iter().zip(values) {
            let by = if self.average == Average::PerTargetLength { sequence.target.len().max(1) } else { 1 };
            sum.add(value / by as f64);
        }
        if self.average == Average::Sum { sum.round() } else { sum.divided_by(all.len() as u64) }
    }
    /// The losses; and the gradient, or the hessian times a direction, unless `out` is empty.
    fn run(&self, all: &[Checked], direction: Option<&[T]>, out: &mut [T]) -> Result<Vec<f64>, Error> {
        let mut values = vec![0.0; all.len()];
        // In any order of the axes the rows of a sequence are its own, so the sequences can be computed apart.
        let mut rows: Vec<Vec<&mut [T]>> = all.iter().map(|_| vec![]).collect();
        for (row, out) in out.chunks_mut(self.steps.classes).enumerate() {
            rows[self.steps.sequence_of(row)].push(out);
        }
        threads::run(
            self.threads,
            all.len(),
            1,
            (&mut values[..], &mut rows[..]),
            &|(values, rows), n| {
                let ((values, next), (rows, others)) = (values.split_at_mut(n), rows.split_at_mut(n));
                ((values, rows), (next, others))
            },
            &|range, (values, rows)| {
                for ((i, value), rows) in range.zip(values).zip(rows) {
                    *value = self.one(all, i, direction, rows);
                }
            },
        )?;
        Ok(values)
    }
    /// One sequence.
    fn one(&self, all: &[Checked], i: usize, direction: Option<&[T]>, rows: &mut [&mut [T]]) -> f64 {
        let Checked { steps, target, feasible } = &all[i];
        let mut occurring = target.clone();
        occurring.sort_unstable();
        occurring.dedup();
        let slots: Vec<usize> =
            target.iter().map(|label| 1 + occurring.partition_point(|class| class < label)).collect();
        occurring.insert(0, self.loss.blank);
        let (first, stride) = self.steps.place(i);
        let sequence = Sequence {
            scores: self.steps.data,
            direction,
            first,
            stride,
            steps: *steps,
            classes: self.steps.classes,
            logits: self.steps.logits,
            occurring: &occurring,
            slots: &slots,
            divisor: self.divisor(all.len(), target),
        };
        let used = rows.len().min(*steps);
        let (rows, unused) = rows.split_at_mut(used);
        let zero = T::default();
        // Of log-probabilities only those of the target have a gradient.
        let idle = if self.steps.logits { 0 } else { rows.len() };
        for row in unused.iter_mut().chain(&mut rows[..idle]) {
            row.fill(zero);
        }
        let isa = self.isa.unwrap_or_else(Detected::best);
        let mut loss = if *feasible { trellis::run(isa, &sequence, rows) } else { f64::INFINITY };
        if !loss.is_finite() {
            let mut slope = T::nearest(T::Wide::from_f64(f64::NAN));
            if loss == f64::INFINITY && self.loss.zero_infinity {
                (loss, slope) = (0.0, zero);
            }
            for row in rows {
                row.fill(slope);
            }
        }
        loss
    }
}
