//! Parameters that change on the way.

use core::f64::consts::PI;

use crate::{
    Error,
    spec::{Domain, Value},
};

/// The value of a parameter at each step of a training.
///
/// ```
/// use lossfn::multitask::Schedule;
/// // A Huber loss that becomes more robust.
/// let loss = lossfn::get("huber")?;
/// let delta = Schedule::exponential(4.0, 0.25, 8)?;
/// let at = |step| Ok::<_, lossfn::Error>(loss.with("delta", delta.at(step))?.to_string());
/// assert_eq!((at(0)?, at(4)?), ("huber(delta=4)".into(), "huber".into()));
/// assert_eq!((at(8)?, at(100)?), ("huber(delta=0.25)".into(), "huber(delta=0.25)".into()));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Schedule {
    shape: Shape,
    start: f64,
    end: f64,
    steps: u64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    Linear,
    Cosine,
    Exponential,
}

impl Schedule {
    /// Always the same value.
    ///
    /// # Errors
    /// When it is not finite.
    pub fn constant(value: f64) -> Result<Self, Error> {
        Self::new(Shape::Linear, value, value, 0)
    }
    /// In a line from one value to another within so many steps, then that.
    ///
    /// # Errors
    /// When a value is not finite.
    pub fn linear(start: f64, end: f64, steps: u64) -> Result<Self, Error> {
        Self::new(Shape::Linear, start, end, steps)
    }
    /// From one value to another along half a cosine: slow at both ends.
    ///
    /// # Errors
    /// When a value is not finite.
    pub fn cosine(start: f64, end: f64, steps: u64) -> Result<Self, Error> {
        Self::new(Shape::Cosine, start, end, steps)
    }
    /// From one value to another by the same factor in each step.
    ///
    /// # Errors
    /// When a value is not a positive number.
    pub fn exponential(start: f64, end: f64, steps: u64) -> Result<Self, Error> {
        Self::new(Shape::Exponential, start, end, steps)
    }
    fn new(shape: Shape, start: f64, end: f64, steps: u64) -> Result<Self, Error> {
        let domain = if shape == Shape::Exponential { Domain::POSITIVE } else { Domain::FINITE };
        for (name, x) in [("start", start), ("end", end)] {
            if !domain.contains(x) {
                let allowed = domain.to_string();
                return Err(Error::Parameter { loss: "schedule", name, value: Value::Number(x), allowed });
            }
        }
        Ok(Self { shape, start, end, steps })
    }
    /// The value at a step, from 0 on; exactly the one at the start and exactly the other from the last step on.
    pub fn at(&self, step: u64) -> f64 {
        let Self { shape, start, end, steps } = *self;
        if step >= steps {
            return end;
        }
        // What is done and what is left: neither is one minus the other, which would cancel near an end.
        let [done, left] = [step, steps - step].map(|x| x as f64 / steps as f64);
        let square = |part: f64| (PI / 2.0 * part).sin().powi(2);
        match shape {
            _ if step == 0 || start == end => start,
            Shape::Linear => left * start + done * end,
            Shape::Cosine => square(left) * start + square(done) * end,
            Shape::Exponential => (left * start.ln() + done * end.ln()).exp(),
        }
    }
}
