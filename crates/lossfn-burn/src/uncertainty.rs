//! One loss of those of several tasks.

use burn::{
    module::{Module, Param},
    tensor::{DType, Device, Tensor},
};
use lossfn::multitask::{Likelihood, uncertainty_weighting};

use crate::{
    Error, Input,
    data::{refused, same_shape},
    number::{rounded, wide},
    tape::{Slope, linked},
};

/// One loss of those of several tasks, each weighed by a variance that is learned by its logarithm. See
/// [`lossfn::multitask::uncertainty_weighting`].
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use lossfn_burn::{Likelihood::{Gaussian, Softmax}, UncertaintyWeighting};
/// let device = Device::flex().autodiff();
/// let [depth, class] = [4.0, 0.5].map(|x| Tensor::<1>::full([1], x, &device).require_grad());
/// let tasks = UncertaintyWeighting::new(&[Gaussian, Softmax], &device);
/// let value = tasks.forward([depth.clone(), class])?;
/// assert_eq!(value.clone().into_scalar::<f32>(), 2.5);
/// let gradients = value.backward();
/// assert_eq!(depth.grad(&gradients).unwrap().into_scalar::<f32>(), 0.5);
/// let learned = tasks.log_variances().grad(&gradients).unwrap();
/// assert_eq!(learned.into_data().try_to_vec::<f32>().unwrap(), [-1.5, 0.0]);
/// # Ok::<(), lossfn_burn::Error>(())
/// ```
#[derive(Module, Debug)]
pub struct UncertaintyWeighting {
    #[module(skip)]
    likelihoods: Vec<Likelihood>,
    log_variances: Param<Tensor<1>>,
}

impl UncertaintyWeighting {
    /// A weighting of as many tasks, whose log-variances start at 0.
    ///
    /// ```
    /// # use burn::{module::Module, tensor::Device};
    /// use lossfn_burn::Likelihood::{Gaussian, Softmax};
    /// let tasks = lossfn_burn::UncertaintyWeighting::new(&[Gaussian, Softmax], &Device::flex());
    /// assert_eq!(tasks.num_params(), 2);
    /// ```
    pub fn new(likelihoods: &[Likelihood], device: &Device) -> Self {
        let log_variances = Param::from_tensor(Tensor::zeros([likelihoods.len()], device));
        Self { likelihoods: likelihoods.to_vec(), log_variances }
    }
    /// The log-variances of the tasks, as they are learned.
    ///
    /// ```
    /// # use burn::tensor::Device;
    /// use lossfn_burn::Likelihood::{Gaussian, Softmax};
    /// let tasks = lossfn_burn::UncertaintyWeighting::new(&[Gaussian, Softmax], &Device::flex());
    /// assert_eq!(tasks.log_variances().into_data().try_to_vec::<f32>().unwrap(), [0.0, 0.0]);
    /// ```
    pub fn log_variances(&self) -> Tensor<1> {
        self.log_variances.val()
    }
    /// The loss of the losses of all tasks, a number each.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// use lossfn_burn::Likelihood::{Gaussian, Softmax};
    /// let tasks = lossfn_burn::UncertaintyWeighting::new(&[Gaussian, Softmax], &Device::flex());
    /// let losses = [4.0, 0.5].map(|x| Tensor::<1>::full([1], x, &Device::flex()));
    /// assert_eq!(tasks.forward(losses)?.into_scalar::<f32>(), 2.5);
    /// # Ok::<(), lossfn_burn::Error>(())
    /// ```
    ///
    ///
    /// # Errors
    /// When there is not a loss for each task, one is no number or not finite, or types differ.
    pub fn forward(&self, losses: impl IntoIterator<Item = Tensor<1>>) -> Result<Tensor<1>, Error> {
        let (learned, by_learned, mut tape) =
            Input::from(self.log_variances.val()).pieces("log_variances")?;
        let (mut values, mut nodes, mut kind) = (vec![], vec![], None);
        for loss in losses {
            let (loss, node, kept) = Input::from(loss).pieces("losses")?;
            let first = *kind.get_or_insert(loss.dtype());
            if !matches!(first, DType::F32 | DType::F64) || loss.dtype() != first {
                let want = if values.is_empty() { "f32 or f64" } else { "that of the first loss" };
                return Err(refused("losses", loss.dtype(), want));
            }
            same_shape("losses", &loss, &rounded(&[0.0], &[1], first))?;
            values.extend(wide(&loss));
            nodes.push(node);
            tape = tape.or(kept);
        }
        let kind = kind.unwrap_or(learned.dtype());
        let found = uncertainty_weighting(&values, &wide(&learned), &self.likelihoods)?;
        let mut links = vec![];
        for (node, factor) in nodes.into_iter().zip(found.factors) {
            links.extend(node.map(|node| (node, Slope::One(rounded(&[factor], &[1], kind)))));
        }
        let by_log_variance =
            || rounded(&found.by_log_variance, &[found.by_log_variance.len()], learned.dtype());
        links.extend(by_learned.map(|node| (node, Slope::One(by_log_variance()))));
        Ok(linked(rounded(&[found.value], &[1], kind), tape, links))
    }
}
