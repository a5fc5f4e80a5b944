//! Barron's general robust loss, whose shape and scale are learned.

use burn::{
    backend::flex::FlexTensor,
    module::{Module, Param},
    tensor::{DType, Device, Tensor},
};
use lossfn::{
    Adaptive,
    spec::{Domain, Value},
};

use crate::{
    Error, Input,
    data::{numbers, refused, same_shape},
    number::{Number, for_type, rounded, tensor, wide},
    tape::{Slope, linked},
};

/// The mean negative log-likelihood of residuals whose density falls off by Barron's general robust loss: how heavy
/// its tails are, `alpha`, and its `scale` are learned with the model. See [`lossfn::Adaptive`].
///
/// `alpha` is twice the sigmoid of one parameter and `scale` the exponential of another, so both stay in their
/// domains however they are moved.
///
/// ```
/// use burn::{
///     optim::{GradientsParams, SgdConfig},
///     tensor::{Device, Tensor},
/// };
/// use lossfn_burn::AdaptiveLoss;
/// let device = Device::flex().autodiff();
/// let pred = Tensor::<1>::from_floats([1.0, 2.0, 3.0], &device);
/// let target = Tensor::<1>::from_floats([1.5, 2.0, 9.0], &device);
/// let mut loss = AdaptiveLoss::new(1.0, 1.0, &device)?;
/// let mut optimizer = SgdConfig::new().init();
/// for _ in 0..100 {
///     let gradients = loss.forward(pred.clone(), target.clone())?.backward();
///     let gradients = GradientsParams::from_grads(gradients, &loss);
///     loss = optimizer.step(0.2, loss, gradients);
/// }
/// assert!(loss.alpha()? < 0.5); // an outlier: heavy tails
/// # Ok::<(), lossfn_burn::Error>(())
/// ```
#[derive(Module, Debug)]
pub struct AdaptiveLoss {
    shape: Param<Tensor<1>>,
    log_scale: Param<Tensor<1>>,
}

impl AdaptiveLoss {
    /// The loss with the shape and the scale that learning starts from.
    ///
    /// ```
    /// # use burn::tensor::Device;
    /// assert!(lossfn_burn::AdaptiveLoss::new(1.5, 2.0, &Device::flex()).is_ok());
    /// assert!(lossfn_burn::AdaptiveLoss::new(2.0, 2.0, &Device::flex()).is_err());
    /// ```
    ///
    ///
    /// # Errors
    /// When `alpha` is not in (0, 2), or `scale` no positive number.
    pub fn new(alpha: f64, scale: f64, device: &Device) -> Result<Self, Error> {
        let shapes = Domain::open(0.0, 2.0);
        for (name, x, domain) in [("alpha", alpha, shapes), ("scale", scale, Domain::POSITIVE)] {
            if !domain.contains(x) {
                let (loss, value, allowed) = ("adaptive", Value::Number(x), domain.to_string());
                return Err(Error::Loss(lossfn::Error::Parameter { loss, name, value, allowed }));
            }
        }
        let param = |x: f64| Param::from_tensor(Tensor::from_data([x], device));
        Ok(Self { shape: param((alpha / (2.0 - alpha)).ln()), log_scale: param(scale.ln()) })
    }
    /// The shape: 1 is a smooth absolute loss, near 2 a squared one, and near 0 tails are as heavy as Cauchy's.
    ///
    /// ```
    /// # use burn::tensor::Device;
    /// let loss = lossfn_burn::AdaptiveLoss::new(1.5, 2.0, &Device::flex())?;
    /// assert!((loss.alpha()? - 1.5).abs() < 1e-6);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    ///
    ///
    /// # Errors
    /// When the module is not on the Flex backend.
    pub fn alpha(&self) -> Result<f64, Error> {
        Ok(alpha(number(&self.shape, "shape")?))
    }
    /// The scale: how far a residual is that is not far.
    ///
    /// ```
    /// # use burn::tensor::Device;
    /// let loss = lossfn_burn::AdaptiveLoss::new(1.5, 2.0, &Device::flex())?;
    /// assert!((loss.scale()? - 2.0).abs() < 1e-6);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    ///
    ///
    /// # Errors
    /// When the module is not on the Flex backend.
    pub fn scale(&self) -> Result<f64, Error> {
        Ok(number(&self.log_scale, "log_scale")?.exp())
    }
    /// The mean over predictions and targets of equal shape.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// # let [pred, target] = [1.0, 6.0].map(|x| Tensor::<1>::full([4], x, &Device::flex()));
    /// let loss = lossfn_burn::AdaptiveLoss::new(1.5, 2.0, &Device::flex())?;
    /// assert!(loss.forward(pred, target)?.into_scalar::<f32>() > 1.0);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    ///
    ///
    /// # Errors
    /// When shapes or types differ, there are no numbers, or one is not finite; when the scale has been moved to 0 or
    /// to infinity.
    pub fn forward(&self, pred: impl Into<Input>, target: impl Into<Input>) -> Result<Tensor<1>, Error> {
        let (pred, by_pred, tape) = pred.into().pieces("pred")?;
        let (target, by_target, other) = target.into().pieces("target")?;
        let (shape, by_shape, shapes) = Input::from(self.shape.val()).pieces("shape")?;
        let (scale, by_scale, scales) = Input::from(self.log_scale.val()).pieces("log_scale")?;
        let kind = pred.dtype();
        if !matches!(kind, DType::F32 | DType::F64) {
            return Err(refused("pred", kind, "f32 or f64"));
        }
        let target = numbers(target, "target", kind, "pred")?;
        same_shape("target", &target, &pred)?;
        let latent = [&shape, &scale].map(|x| wide(x).first().copied().unwrap_or(f64::NAN));
        let found = for_type!(kind, fit, latent, &pred, &target)?;
        let [by_latent_shape, by_latent_scale] = [(found.by_shape, &shape), (found.by_scale, &scale)]
            .map(|(x, like)| rounded(&[x], &[1], like.dtype()));
        let slopes = [found.by_pred, found.by_target, by_latent_shape, by_latent_scale];
        let nodes = [by_pred, by_target, by_shape, by_scale];
        let links =
            nodes.into_iter().zip(slopes).filter_map(|(node, slope)| Some((node?, Slope::One(slope))));
        Ok(linked(found.value, tape.or(other).or(shapes).or(scales), links.collect()))
    }
}

/// The loss with all its derivatives.
struct Found {
    value: FlexTensor,
    by_pred: FlexTensor,
    by_target: FlexTensor,
    by_shape: f64,
    by_scale: f64,
}

fn fit<T: Number>(
    [shape, log_scale]: [f64; 2],
    pred: &FlexTensor,
    target: &FlexTensor,
) -> Result<Found, Error> {
    let sizes = pred.layout().shape().as_slice();
    let scale = log_scale.exp();
    let fit = Adaptive::new(alpha(shape), scale)?.on(T::slice(pred), T::slice(target))?;
    // It reads the residual alone.
    let by_target = fit.by_pred.iter().map(|x| T::from_f64(-lossfn::data::Storage::to_f64(*x))).collect();
    Ok(Found {
        value: tensor(vec![T::from_f64(fit.value)], &[1]),
        by_pred: tensor(fit.by_pred, sizes),
        by_target: tensor(by_target, sizes),
        by_shape: fit.by_alpha * 2.0 * sigmoid(shape) * sigmoid(-shape),
        by_scale: fit.by_scale * scale,
    })
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Below 2, where its derivative is infinite, also after rounding.
fn alpha(shape: f64) -> f64 {
    (2.0 * sigmoid(shape)).min(2_f64.next_down())
}

/// The number of a parameter.
fn number(param: &Param<Tensor<1>>, name: &'static str) -> Result<f64, Error> {
    let (x, ..) = Input::from(param.val()).pieces(name)?;
    Ok(wide(&x).first().copied().unwrap_or(f64::NAN))
}
