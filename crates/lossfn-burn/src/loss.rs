//! Every loss of the catalogue as a module.

use burn::{
    module::{Content, Module, ModuleDisplay, Param},
    tensor::{Device, Tensor},
};
use lossfn::{AnyLoss, OnEmpty, Reduction, spec::Value};

use crate::{Error, Input, Inputs, On, data::Settings};

/// A loss of the catalogue, or the sum of some that an expression names, as a module: what it makes of tensors is a
/// tensor, with one pass for the value and the gradients.
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use lossfn_burn::Loss;
/// let device = Device::flex().autodiff();
/// let pred = Tensor::<1>::from_floats([1.0, 5.0], &device).require_grad();
/// let target = Tensor::<1>::from_floats([1.5, 0.0], &device);
///
/// let loss = Loss::new("0.5*huber(delta=2) + 0.5*squared")?;
/// let value = loss.forward(pred.clone(), target)?;
/// let gradients = value.backward();
/// let gradient = pred.grad(&gradients).unwrap();
/// assert_eq!(gradient.into_data().try_to_vec::<f32>().unwrap(), [-0.375, 3.0]);
/// # Ok::<(), lossfn_burn::Error>(())
/// ```
///
/// It is a part of a model as any other module:
///
/// ```
/// use burn::{module::Module, nn::Linear};
/// #[derive(Module, Debug)]
/// struct Model {
///     linear: Linear,
///     loss: lossfn_burn::Loss,
/// }
/// ```
#[derive(Module, Debug)]
#[module(custom_display)]
pub struct Loss {
    #[module(skip)]
    named: AnyLoss,
    #[module(skip)]
    settings: Settings,
    factors: Vec<Factor>,
}

/// A parameter of a loss that is learned.
#[derive(Module, Debug)]
pub(crate) struct Factor {
    pub(crate) name: String,
    pub(crate) value: Param<Tensor<1>>,
}

impl ModuleDisplay for Loss {
    fn custom_content(&self, content: Content) -> Option<Content> {
        let mut shown = vec![self.name(), self.settings.reduction.name().into()];
        shown.extend(self.factors.iter().map(|f| format!("{} learned", f.name)));
        content.add_formatted(&format!("Loss {{{}}}", shown.join(", "))).optional()
    }
}

impl Loss {
    /// The loss that an expression names: see [`lossfn::get`].
    ///
    /// ```
    /// assert_eq!(lossfn_burn::Loss::new("huber(2)")?.name(), "huber(delta=2)");
    /// assert!(lossfn_burn::Loss::new("huber(-2)").is_err());
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    ///
    ///
    /// # Errors
    /// When no loss has that name, or a parameter is not what it may be.
    pub fn new(expression: &str) -> Result<Self, Error> {
        Ok(Self::of(lossfn::get(expression)?))
    }
    /// A loss that is made already.
    ///
    /// ```
    /// let loss = lossfn::AnyLoss::of(std::sync::Arc::new(lossfn::Huber::new(2.0)?));
    /// assert_eq!(lossfn_burn::Loss::of(loss).name(), "huber(delta=2)");
    /// # Ok::<(), lossfn::Error>(())
    /// ```
    pub fn of(loss: AnyLoss) -> Self {
        Self { named: loss, settings: Settings::DEFAULT, factors: vec![] }
    }
    /// The expression that makes the loss again, without what has been learned.
    ///
    /// ```
    /// assert_eq!(lossfn_burn::Loss::new("huber(delta=1)")?.name(), "huber");
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn name(&self) -> String {
        self.named.to_string()
    }
    /// How the losses of the items become one number: the mean, unless it is said.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// use lossfn_burn::{Loss, Reduction};
    /// let loss = Loss::new("absolute")?.reduce(Reduction::Per(10.0));
    /// let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// assert_eq!(loss.forward(pred, target)?.into_scalar::<f32>(), 2.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn reduce(mut self, reduction: Reduction) -> Self {
        self.settings.reduction = reduction;
        self
    }
    /// `sum w l`, instead of the mean.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// let loss = lossfn_burn::Loss::new("absolute")?.sum();
    /// assert_eq!(loss.forward(pred, target)?.into_scalar::<f32>(), 20.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn sum(self) -> Self {
        self.reduce(Reduction::Sum)
    }
    /// `sum w l / N` over the items that count, instead of the mean.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// let loss = lossfn_burn::Loss::new("absolute")?.mean_n();
    /// let value = loss.on((pred, target)).weight(Tensor::<1>::full([4], 2.0, &Device::flex())).value()?;
    /// assert_eq!(value.into_scalar::<f32>(), 10.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn mean_n(self) -> Self {
        self.reduce(Reduction::MeanN)
    }
    /// `sum w l / rows`, instead of the mean.
    ///
    /// ```
    /// # use burn::tensor::{Bool, Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// let loss = lossfn_burn::Loss::new("absolute")?.batch_mean();
    /// let keep = Tensor::<1, Bool>::from_data([true, false, false, false], &Device::flex());
    /// assert_eq!(loss.on((pred, target)).mask(keep).value()?.into_scalar::<f32>(), 1.25);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn batch_mean(self) -> Self {
        self.reduce(Reduction::BatchMean)
    }
    /// Leaves out the rows with this label.
    ///
    /// ```
    /// # use burn::tensor::{Device, Int, Tensor};
    /// let device = Device::flex();
    /// let logits = Tensor::<2>::zeros([3, 4], &device);
    /// let labels = Tensor::<1, Int>::from_ints([1, -100, 3], &device);
    /// let loss = lossfn_burn::Loss::new("cross_entropy")?.ignore(-100).sum();
    /// assert_eq!(loss.forward(logits, labels)?.into_scalar::<f32>(), 16_f32.ln());
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn ignore(mut self, label: i64) -> Self {
        self.settings.ignore = Some(label);
        self
    }
    /// The axis along which rows stand: that of the classes, or of the coordinates of vectors. It is the last one,
    /// unless it is said.
    ///
    /// ```
    /// # use burn::tensor::{Device, Int, Tensor};
    /// // Two images of 5 x 6 pixels in 4 classes.
    /// let device = Device::flex();
    /// let logits = Tensor::<4>::zeros([2, 4, 5, 6], &device);
    /// let labels = Tensor::<3, Int>::zeros([2, 5, 6], &device);
    /// let loss = lossfn_burn::Loss::new("cross_entropy")?.axis(1);
    /// assert_eq!(loss.forward(logits, labels)?.into_scalar::<f32>(), 4_f32.ln());
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn axis(mut self, axis: usize) -> Self {
        self.settings.axis = Some(axis);
        self
    }
    /// How many threads may work; 0, the default, leaves it to the library. The bits do not depend on it.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// let loss = lossfn_burn::Loss::new("absolute")?.threads(1);
    /// assert_eq!(loss.forward(pred, target)?.into_scalar::<f32>(), 5.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn threads(mut self, threads: usize) -> Self {
        self.settings.threads = threads;
        self
    }
    /// Whether values are checked to lie in their domains, as they are unless it is said. Shapes, labels and weights
    /// always are.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// let loss = lossfn_burn::Loss::new("bce")?; // of probabilities
    /// assert!(loss.forward(target.clone(), pred.clone()).is_err());
    /// assert!(loss.validate(false).forward(target, pred)?.into_scalar::<f32>().is_nan());
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn validate(mut self, validate: bool) -> Self {
        self.settings.validate = validate;
        self
    }
    /// What the mean of nothing is: an error, unless it is said.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// use lossfn_burn::OnEmpty;
    /// let nothing = || Tensor::<1>::empty([0], &Device::flex());
    /// let loss = lossfn_burn::Loss::new("absolute")?;
    /// assert!(loss.forward(nothing(), nothing()).is_err());
    /// assert_eq!(loss.on_empty(OnEmpty::Zero).forward(nothing(), nothing())?.into_scalar::<f32>(), 0.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn on_empty(mut self, on_empty: OnEmpty) -> Self {
        self.settings.on_empty = on_empty;
        self
    }
    /// Learns a parameter that is a factor of all scores of a batch, or is added to them: `temperature`, `scale` or
    /// `bias`. It starts as what it is now.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// use burn::module::Module;
    /// let device = Device::flex().autodiff();
    /// let loss = lossfn_burn::Loss::new("info_nce(temperature=0.5)")?.learn("temperature", &device)?;
    /// assert_eq!(loss.num_params(), 1);
    /// let views = Tensor::<2>::from_floats([[1.0, 0.0], [0.0, 1.0]], &device);
    /// let value = loss.forward(views.clone(), views)?;
    /// let gradients = value.backward();
    /// let temperature = loss.learned("temperature").unwrap();
    /// assert!(temperature.grad(&gradients).unwrap().into_scalar::<f32>() > 0.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    ///
    /// # Errors
    /// When the loss has no such parameter, or it cannot be learned.
    pub fn learn(mut self, name: &str, device: &Device) -> Result<Self, Error> {
        let shared = |factor: &&'static str| {
            self.named.terms().iter().all(|t| t.loss.spec().factors().any(|f| f == *factor))
        };
        let known: Vec<&'static str> = self.named.spec().factors().filter(shared).collect();
        let call = &self.named.calls()[0];
        let params = call.dialect.map_or(call.spec.params, |d| d.params);
        let place = params.iter().position(|p| p.name == name).filter(|_| known.contains(&name));
        let Some(Value::Number(start)) = place.and_then(|place| call.values.get(place)) else {
            return Err(Error::Fixed { loss: self.name(), name: name.into(), known });
        };
        if self.learned(name).is_none() {
            let value = Param::from_tensor(Tensor::from_data([*start], device));
            self.factors.push(Factor { name: name.into(), value });
        }
        Ok(self)
    }
    /// The value of a parameter that is learned.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// let loss = lossfn_burn::Loss::new("info_nce(temperature=0.5)")?;
    /// assert!(loss.learned("temperature").is_none());
    /// let loss = loss.learn("temperature", &Device::flex())?;
    /// assert_eq!(loss.learned("temperature").unwrap().into_scalar::<f32>(), 0.5);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn learned(&self, name: &str) -> Option<Tensor<1>> {
        self.factors.iter().find(|f| f.name == name).map(|f| f.value.val())
    }
    /// The loss of two tensors.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// assert_eq!(lossfn_burn::Loss::new("squared")?.forward(pred, target)?.into_scalar::<f32>(), 25.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    ///
    ///
    /// # Errors
    /// When the tensors are not what the loss reads: shapes, types, labels, values; when there is nothing to average.
    pub fn forward(&self, first: impl Into<Input>, second: impl Into<Input>) -> Result<Tensor<1>, Error> {
        self.on((first, second)).value()
    }
    /// The loss on tensors, not computed yet.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// let [mean, target, variance] = [0.0, 2.0, 1.0].map(|x| Tensor::<1>::full([3], x, &Device::flex()));
    /// let loss = lossfn_burn::Loss::new("gaussian_nll")?;
    /// assert_eq!(loss.on((mean, target, variance)).value()?.into_scalar::<f32>(), 2.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    pub fn on(&self, inputs: impl Into<Inputs>) -> On<'_> {
        On::new(&self.named, self.settings, &self.factors, inputs.into())
    }
}
