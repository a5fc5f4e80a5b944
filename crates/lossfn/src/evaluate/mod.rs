//! A loss on data: what to compute, and the one driver that computes it for every loss.

mod driver;
mod evaluation;
mod product;
mod proximal;
mod settings;
mod terms;

pub(crate) use driver::counting;
use driver::{GRAIN, Outputs};
pub use evaluation::Evaluation;
pub(crate) use settings::settings;
use terms::Along;
pub(crate) use terms::{Terms, along};

use crate::{
    Error,
    data::{Element, Inputs, Rows},
    formula::Dynamic,
    kernels::{Detected, Order},
    reduce::{OnEmpty, Partial, Reduction},
};

/// A loss on data, not computed yet: say how, then ask for a result.
///
/// ```
/// use lossfn::Huber;
/// let huber = Huber::new(1.0)?;
/// let (pred, target, weight) = ([2.5f32, 0.0], [3.0f32, 2.0], [1.0f32, 3.0]);
/// assert_eq!(huber.on(&pred, &target).mean()?, (0.125 + 1.5) / 2.0);
/// let (value, gradient) = huber.on(&pred, &target).weight(&weight).value_and_gradient()?;
/// assert_eq!((value, gradient), ((0.125 + 4.5) / 4.0, vec![-0.125, -0.75]));
/// let (gradient, hessian) = huber.on(&pred, &target).values().gradient_and_hessian()?;
/// assert_eq!((gradient, hessian), (vec![-0.5, -1.0], vec![1.0, 0.0]));
/// # Ok::<(), lossfn::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "nothing is computed until a result is asked for"]
pub struct On<'a, T> {
    loss: Terms<'a>,
    inputs: Inputs<'a, T>,
    weight: Option<&'a [T]>,
    mask: Option<&'a [bool]>,
    ignore: Option<i64>,
    threads: usize,
    grain: usize,
    isa: Option<Detected>,
    reduction: Reduction,
    when_empty: OnEmpty,
    validate: bool,
    boosting: bool,
    wrt: Option<&'a str>,
}

/// A typed loss on data.
#[doc(hidden)]
pub fn on<'a, T: Element>(loss: &'a dyn Dynamic, inputs: Inputs<'a, T>) -> On<'a, T> {
    On::new(Terms::One(loss), inputs, false)
}

settings!(On);

impl<'a, T: Element> On<'a, T> {
    pub(crate) fn new(loss: Terms<'a>, inputs: Inputs<'a, T>, validate: bool) -> Self {
        Self {
            loss,
            inputs,
            weight: None,
            mask: None,
            ignore: None,
            threads: 0,
            grain: GRAIN,
            isa: None,
            reduction: Reduction::Mean,
            when_empty: OnEmpty::Error,
            validate,
            boosting: false,
            wrt: None,
        }
    }
    /// Takes derivatives in another input than the first: in the variance of a likelihood, or in the
    /// target. A loss whose spec names an input as [given](crate::spec::Spec::given), as most divergences do
    /// their target, has none in it: asking for them is an error. In a batch there is also one number for each
    /// parameter that is a factor of all scores, or is added to them: `temperature`, `scale`, `bias`.
    ///
    /// ```
    /// let (mean, target, variance) = ([1.0, 0.0], [2.0, 0.5], [1.0, 0.25]);
    /// let loss = lossfn::GaussianNll::default();
    /// let on = loss.on(&mean, &target, &variance).sum();
    /// assert_eq!(on.gradient()?, [-1.0, -2.0]);
    /// assert_eq!(on.wrt("variance").gradient()?, [0.0, 0.0]);
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    pub fn wrt(mut self, input: &'a str) -> Self {
        self.wrt = Some(input);
        self
    }
    /// How many items a thread takes at once.
    #[doc(hidden)]
    pub fn grain(mut self, items: usize) -> Self {
        self.grain = items;
        self
    }
    /// Which instruction set to use.
    #[doc(hidden)]
    pub fn isa(mut self, isa: Detected) -> Self {
        self.isa = Some(isa);
        self
    }
    /// How the losses become one number.
    pub fn reduce(mut self, reduction: Reduction) -> Self {
        self.reduction = reduction;
        self
    }
    /// `sum w l`, instead of the mean.
    pub fn sum(self) -> Self {
        self.reduce(Reduction::Sum)
    }
    /// `sum w l / N` over the items that count, instead of the mean.
    pub fn mean_n(self) -> Self {
        self.reduce(Reduction::MeanN)
    }
    /// `sum w l / rows`, instead of the mean.
    pub fn batch_mean(self) -> Self {
        self.reduce(Reduction::BatchMean)
    }
    /// `sum w l / constant`, instead of the mean.
    pub fn per(self, constant: f64) -> Self {
        self.reduce(Reduction::Per(constant))
    }
    /// A number for each item, not scaled, instead of the mean.
    pub fn values(self) -> Self {
        self.reduce(Reduction::Values)
    }

    /// Whether all is as the loss reads it: shapes, labels, weights, and the values in their domains.
    ///
    /// # Errors
    /// With the first offender.
    ///
    /// ```
    /// let error = lossfn::Hinge::new().on(&[0.5, 2.0], &[1.0, 0.0]).check().unwrap_err();
    /// assert_eq!(error.to_string(), "`label` is 0 at index 1, allowed is -1 or 1.");
    /// ```
    pub fn check(self) -> Result<(), Error> {
        self.validate(true).plan().map(drop)
    }
    /// `sum w l / sum w`.
    ///
    /// # Errors
    /// When shapes, labels, weights or checked values are not what the loss reads, and when there is
    /// nothing to average.
    pub fn mean(self) -> Result<f64, Error> {
        self.reduce(Reduction::Mean).value()
    }
    /// The loss under the reduction that was asked for.
    ///
    /// # Errors
    /// As [`On::mean`]; for [`On::values`], which are many.
    pub fn value(self) -> Result<f64, Error> {
        let plan = self.plan()?;
        let mut sums = plan.sums();
        self.run(&plan, 1.0, Order::Value, Outputs { sums: &mut sums, v: &mut [], g: &mut [], h: &mut [] })?;
        self.total(&plan, &sums)
    }
    /// The loss of each item, times its weight; 0 for one that does not count.
    ///
    /// # Errors
    /// As [`On::mean`], but nothing is averaged.
    pub fn to_vec(self) -> Result<Vec<T>, Error> {
        let evaluation = self.evaluate()?;
        Ok((0..evaluation.len()).map(|i| T::rounded(evaluation.contribution(i))).collect())
    }
    /// The loss and its gradient in the first input.
    ///
    /// # Errors
    /// As [`On::value`].
    pub fn value_and_gradient(self) -> Result<(f64, Vec<T>), Error> {
        let mut gradient = vec![T::default(); self.width()];
        let value = self.value_and_gradient_into(&mut gradient)?;
        Ok((value, gradient))
    }
    /// The loss, and its gradient in the first input into a buffer.
    ///
    /// # Errors
    /// As [`On::value`], and when the buffer has another length; it is untouched then.
    pub fn value_and_gradient_into(self, gradient: &mut [T]) -> Result<f64, Error> {
        self.single()?;
        self.derivatives(Order::Gradient, gradient, &mut [])
    }
    /// The gradient in the first input.
    ///
    /// # Errors
    /// As [`On::mean`].
    pub fn gradient(self) -> Result<Vec<T>, Error> {
        let mut gradient = vec![T::default(); self.width()];
        self.gradient_into(&mut gradient)?;
        Ok(gradient)
    }
    /// The gradient in the first input, into a buffer.
    ///
    /// # Errors
    /// As [`On::mean`], and when the buffer has another length; it is untouched then.
    pub fn gradient_into(self, gradient: &mut [T]) -> Result<(), Error> {
        self.derivatives(Order::Gradient, gradient, &mut []).map(drop)
    }
    /// The gradient and the diagonal of the hessian in the first input.
    ///
    /// # Errors
    /// As [`On::mean`].
    pub fn gradient_and_hessian(self) -> Result<(Vec<T>, Vec<T>), Error> {
        let n = self.width();
        let (mut gradient, mut hessian) = (vec![T::default(); n], vec![T::default(); n]);
        self.gradient_and_hessian_into(&mut gradient, &mut hessian)?;
        Ok((gradient, hessian))
    }
    /// The gradient and the diagonal of the hessian in the first input, into buffers.
    ///
    /// # Errors
    /// As [`On::mean`], and when a buffer has another length; both are untouched then.
    pub fn gradient_and_hessian_into(self, gradient: &mut [T], hessian: &mut [T]) -> Result<(), Error> {
        self.derivatives(Order::Hessian, gradient, hessian).map(drop)
    }
    /// The gradient, and the curvature that a booster divides by: see
    /// [`Boosting`](crate::spec::Boosting). It is never negative.
    ///
    /// ```
    /// let huber = lossfn::Huber::new(1.0)?;
    /// let (gradient, curvature) = huber.on(&[4.0f32, 0.5], &[0.0f32, 0.0]).values().boosting()?;
    /// assert_eq!((gradient, curvature), (vec![1.0, 0.5], vec![0.25, 1.0]));
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`On::mean`]; in a sum of losses where one has a negative coefficient.
    pub fn boosting(self) -> Result<(Vec<T>, Vec<T>), Error> {
        let n = self.width();
        let (mut gradient, mut curvature) = (vec![T::default(); n], vec![T::default(); n]);
        self.boosting_into(&mut gradient, &mut curvature)?;
        Ok((gradient, curvature))
    }
    /// [`On::boosting`] into buffers.
    ///
    /// # Errors
    /// As [`On::boosting`], and when a buffer has another length; both are untouched then.
    pub fn boosting_into(mut self, gradient: &mut [T], curvature: &mut [T]) -> Result<(), Error> {
        if let Terms::Sum(loss) = self.loss
            && loss.terms().iter().any(|t| t.coefficient < 0.0)
        {
            return Err(Error::Unsupported {
                loss: self.loss.to_string(),
                what: "curvature for boosting",
                why: "a loss with a negative coefficient bends down",
            });
        }
        if self.wrt.is_some() {
            return Err(Error::Unsupported {
                loss: self.loss.to_string(),
                what: "curvature for boosting in a chosen input",
                why: "what stands in for its hessian is about the first input",
            });
        }
        self.boosting = true;
        self.gradient_and_hessian_into(gradient, curvature)
    }
    /// The exact sums, to be merged with those of other items.
    ///
    /// # Errors
    /// As [`On::mean`], but nothing is averaged.
    pub fn partial(self) -> Result<Partial, Error> {
        let mut part = [Partial::of(self.loss.to_string())];
        self.evaluate()?.add_to(&mut part, |_| 0)?;
        let [part] = part;
        Ok(part)
    }
    /// The loss of each item, its weight, and whether it counts: in the type that they are computed in.
    ///
    /// # Errors
    /// As [`On::mean`], but nothing is averaged.
    pub fn evaluate(self) -> Result<Evaluation<T::Wide>, Error> {
        let plan = self.plan()?;
        let mut values = vec![T::Wide::default(); plan.items.len()];
        self.run(
            &plan,
            1.0,
            Order::Value,
            Outputs { sums: &mut [], v: &mut values, g: &mut [], h: &mut [] },
        )?;
        let factors = self.weights(&*plan.items).map(|w| T::read(w).into_owned());
        let denominators = plan.items.denominators().map(<[T::Wide]>::to_vec);
        Ok(Evaluation { loss: self.loss.to_string(), values, factors, denominators, kept: plan.kept })
    }

    /// Which items count, where not all do, with everything checked.
    pub(crate) fn kept(&self) -> Result<Option<Vec<bool>>, Error> {
        Ok(self.plan()?.kept)
    }
    /// How many derivatives there are: but in a batch, every input that has them is as large as the first.
    #[doc(hidden)]
    pub fn width(&self) -> usize {
        match self.loss.table(&self.inputs, self.wrt) {
            Along::Input(Some(table)) => table.data().len(),
            Along::Input(None) => self.inputs.width(),
            Along::Parameter => 1,
        }
    }
    /// Whether a shape is that of the first input.
    #[cfg(feature = "ndarray")]
    pub(crate) fn shaped(&self, input: &'static str, shape: &[usize]) -> Result<(), Error> {
        crate::data::array::equal(input, shape, &self.inputs.sizes())
    }
    /// Derivatives in the places of their inputs.
    fn derivatives(self, order: Order, g: &mut [T], h: &mut [T]) -> Result<f64, Error> {
        let table = match self.loss.table(&self.inputs, self.wrt) {
            Along::Input(table) => table.filter(Rows::scattered),
            Along::Parameter => None,
        };
        let Some(table) = table else { return self.in_order(order, g, h) };
        let [mut by_row, mut twice] = [&*g, &*h].map(|d| vec![T::default(); d.len()]);
        let value = self.in_order(order, &mut by_row, &mut twice)?;
        table.scatter(&by_row, g);
        table.scatter(&twice, h);
        Ok(value)
    }
    /// Derivatives item after item.
    fn in_order(self, order: Order, g: &mut [T], h: &mut [T]) -> Result<f64, Error> {
        let n = self.width();
        for (input, len) in
            [("gradient", g.len()), ("hessian", if order == Order::Hessian { h.len() } else { n })]
        {
            if len != n {
                return Err(Error::Shape { input, got: format!("({len},)"), want: format!("({n},)") });
            }
        }
        let plan = self.plan()?;
        if order == Order::Hessian && !self.loss.stage().has_hessian() {
            return Err(Error::Unsupported {
                loss: self.loss.to_string(),
                what: "hessian element by element",
                why: if self.loss.stage().coupled() {
                    "its rows bend it together"
                } else {
                    "its numbers bend it together; ask for products with the hessian"
                },
            });
        }
        if let Some(coupled) = plan.items.coupled() {
            return self.coupled(&plan, coupled, [g, h]);
        }
        let scale = self.scale(&plan)?;
        let mut sums = plan.sums();
        let empty = self.is_empty(&plan);
        self.run(&plan, scale, order, Outputs { sums: &mut sums, v: &mut [], g, h })?;
        if empty {
            let nothing = if self.when_empty == OnEmpty::Nan { f64::NAN } else { 0.0 };
            let nothing = T::rounded(nothing);
            g.fill(nothing);
            h.fill(nothing);
        }
        if self.reduction == Reduction::Values { Ok(f64::NAN) } else { self.total(&plan, &sums) }
    }
}
