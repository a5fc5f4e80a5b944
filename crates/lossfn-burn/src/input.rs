//! Tensors of any number of dimensions, as losses read them.

use burn::{
    backend::{
        Autodiff, Flex,
        autodiff::{
            checkpoint::strategy::{BalancedCheckpointing, NoCheckpointing},
            ops::NodeGuard,
        },
        flex::FlexTensor,
        tensor::FloatTensor,
    },
    tensor::{Bool, GradientCheckpointingStrategy as Strategy, Int, Tensor},
};

use crate::{Error, number::dense};

/// A tensor that a loss is given: of numbers, integers or truth values, with any number of dimensions. It is made
/// from one; nothing is copied that stands together in memory.
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use lossfn_burn::Input;
/// let pred: Input = Tensor::<1>::from_floats([1.0, 2.0], &Device::flex()).into();
/// # let _ = pred;
/// ```
#[derive(Debug)]
pub struct Input {
    numbers: Result<FlexTensor, String>,
    node: Option<NodeGuard>,
    tape: Option<Strategy>,
}

/// A tensor in pieces: its numbers, which stand together, its place on the tape if it has one, and how that is kept.
pub(crate) type Pieces = (FlexTensor, Option<NodeGuard>, Option<Strategy>);

impl Input {
    fn of<E: core::fmt::Debug>(found: Result<FlexTensor, E>) -> Self {
        let numbers = found.map(dense).map_err(|e| format!("{e:?}"));
        Self { numbers, node: None, tape: None }
    }
    fn taped<E: core::fmt::Debug>(
        found: Result<FloatTensor<Autodiff<Flex>>, E>,
        tracked: bool,
        tape: Strategy,
    ) -> Self {
        let (numbers, node) = match found {
            Ok(tensor) => {
                let (numbers, node) = tensor.into_parts();
                (Ok(dense(numbers)), tracked.then_some(node))
            }
            Err(e) => (Err(format!("{e:?}")), None),
        };
        Self { numbers, node, tape: Some(tape) }
    }
    /// The tensor in pieces; an error names the input.
    pub(crate) fn pieces(self, input: &'static str) -> Result<Pieces, Error> {
        let numbers = self.numbers.map_err(|why| Error::Backend { input, why })?;
        Ok((numbers, self.node, self.tape))
    }
}

impl<const D: usize> From<Tensor<D>> for Input {
    fn from(tensor: Tensor<D>) -> Self {
        let tracked = tensor.is_tracked();
        match tensor.gradient_checkpointing_strategy() {
            None => Self::of(tensor.try_into_primitive::<Flex>()),
            Some(tape @ Strategy::Disabled) => {
                Self::taped(tensor.try_into_primitive::<Autodiff<Flex, NoCheckpointing>>(), tracked, tape)
            }
            Some(tape @ Strategy::Balanced) => Self::taped(
                tensor.try_into_primitive::<Autodiff<Flex, BalancedCheckpointing>>(),
                tracked,
                tape,
            ),
        }
    }
}
impl<const D: usize> From<Tensor<D, Int>> for Input {
    fn from(tensor: Tensor<D, Int>) -> Self {
        Self::of(tensor.without_autodiff().try_into_primitive::<Flex>())
    }
}
impl<const D: usize> From<Tensor<D, Bool>> for Input {
    fn from(tensor: Tensor<D, Bool>) -> Self {
        Self::of(tensor.without_autodiff().try_into_primitive::<Flex>())
    }
}

/// The tensors that a loss reads, in its order: a tensor, or a tuple of two to four.
///
/// ```
/// use burn::tensor::{Device, Tensor};
/// use lossfn_burn::Inputs;
/// let [mean, target, variance] = [0.0, 1.0, 2.0].map(|x| Tensor::<1>::full([3], x, &Device::flex()));
/// let three: Inputs = (mean, target, variance).into();
/// assert_eq!(three.len(), 3);
/// ```
#[derive(Debug)]
pub struct Inputs(pub(crate) Vec<Input>);

impl Inputs {
    /// How many there are.
    ///
    /// ```
    /// # use burn::tensor::{Device, Tensor};
    /// let x = Tensor::<1>::zeros([3], &Device::flex());
    /// assert_eq!(lossfn_burn::Inputs::from((x.clone(), x)).len(), 2);
    /// ```
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Whether there are none.
    ///
    /// ```
    /// assert!(lossfn_burn::Inputs::from(vec![]).is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Vec<Input>> for Inputs {
    fn from(all: Vec<Input>) -> Self {
        Self(all)
    }
}
impl<const D: usize> From<Tensor<D>> for Inputs {
    fn from(only: Tensor<D>) -> Self {
        Self(vec![only.into()])
    }
}
macro_rules! inputs { ($($name:ident $x:ident),*) => {
    impl<$($name: Into<Input>),*> From<($($name),*)> for Inputs {
        fn from(($($x),*): ($($name),*)) -> Self {
            Self(vec![$($x.into()),*])
        }
    }
}}
inputs!(A a, B b);
inputs!(A a, B b, C c);
inputs!(A a, B b, C c, D d);
