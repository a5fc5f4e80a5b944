# Made by tools/stubs.py from the catalogue.
"""Loss functions, defined once: exact values, gradients and hessians at the speed of hand-written kernels."""

from builtins import list as list_
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, Protocol, TypeAlias, TypedDict, TypeVar, final, overload

import numpy as np
import numpy.typing as npt
from numpy.typing import ArrayLike
from typing_extensions import Required, Unpack

from . import lightgbm as lightgbm
from . import sklearn as sklearn
from . import xgboost as xgboost

__version__: str

class _Array(Protocol):
    """An array of NumPy, a tensor of torch, a column of pandas, ...: what results are like."""

    @property
    def shape(self) -> Any: ...
    @property
    def dtype(self) -> Any: ...

_T = TypeVar("_T", bound=_Array)
_Number: TypeAlias = Literal["mean", "sum", "mean_n", "batch_mean"] | float
_Each: TypeAlias = Literal["values", "none"]
_Empty: TypeAlias = Literal["error", "nan", "zero"]

class _Data(TypedDict, total=False):
    """What is said of data."""

    weight: ArrayLike | None
    mask: ArrayLike | None
    groups: ArrayLike | None
    ignore: int | None
    on_empty: _Empty
    validate: bool

class _RowData(_Data, total=False):
    axis: int

class _Value(_Data, total=False):
    """What is said where the result is a number."""

    reduction: _Number
    dialect: str | None

class _RowValue(_Value, total=False):
    axis: int

class _Values(_Data, total=False):
    """What is said where there is a result for each item."""

    out: Any
    dialect: str | None

class _RowValues(_Values, total=False):
    axis: int

class _Grad(_Data, total=False):
    """What is said of derivatives."""

    reduction: _Number | _Each
    dialect: str | None
    wrt: str | None
    out: Any

class _RowGrad(_Grad, total=False):
    axis: int

class _ValueGrad(_Data, total=False):
    """What is said of a number with its derivatives."""

    reduction: _Number
    dialect: str | None
    wrt: str | None
    out: Any

class _RowValueGrad(_ValueGrad, total=False):
    axis: int

class _ValuesGrad(_Data, total=False):
    """What is said of a result for each item with its derivatives."""

    dialect: str | None
    wrt: str | None
    out: Any

class _RowValuesGrad(_ValuesGrad, total=False):
    axis: int

class UnknownName(KeyError):
    """No loss, metric or dialect has that name."""

class _Product(_Grad, total=False):
    """What is said of a hessian that is multiplied."""

    vector: Required[Any]

class _RowProduct(_Product, total=False):
    axis: int

class Loss:
    """A loss function. Calling it gives its value; it has methods for its derivatives."""

    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> list_[str]: ...
    def __call__(self, *args: Any, **kwargs: Any) -> Any: ...
    def value(self, *args: Any, **kwargs: Any) -> Any: ...
    def grad(self, *args: Any, **kwargs: Any) -> Any: ...
    def value_and_grad(self, *args: Any, **kwargs: Any) -> tuple[Any, Any]: ...

class _Named(Loss):
    """What an expression names; the loss has those of these methods that it can answer."""

    def hess(self, *args: Any, **kwargs: Any) -> Any: ...
    def grad_and_hess(self, *args: Any, **kwargs: Any) -> tuple[Any, Any]: ...
    def boosting(self, *args: Any, **kwargs: Any) -> tuple[Any, Any]: ...
    def hessian_vector_product(self, *args: Any, **kwargs: Any) -> Any: ...
    def pairwise(self, *args: Any, **kwargs: Any) -> Any: ...
    def nearest(self, *args: Any, **kwargs: Any) -> tuple[npt.NDArray[np.int64], Any]: ...

@final
class Metric:
    """A metric: what is said of a whole table and is no mean of losses. Calling it gives its value."""

    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> list_[str]: ...
    def __call__(self, *inputs: ArrayLike, **options: Unpack[_RowData]) -> float: ...

@final
class Partial:
    """The losses of some of the items, as exact sums: merged in any order, they give the same bits."""

    def __new__(cls, loss: str | Loss, /) -> Partial: ...
    def update(self, *inputs: ArrayLike, **options: Unpack[_RowData]) -> None: ...
    def merge(self, other: Partial) -> None: ...
    def mean(self) -> float: ...
    def value(self, *, reduction: _Number = "mean", on_empty: _Empty = "error") -> float: ...
    @property
    def loss(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def ignored(self) -> int: ...
    @property
    def weight(self) -> float: ...
    @property
    def sum(self) -> float: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_bytes(bytes: bytes, /) -> Partial: ...

@final
class MetricPartial:
    """What a metric has seen of some of the rows: merged in any order, it gives the same bits."""

    def __new__(cls, metric: str | Metric, /) -> MetricPartial: ...
    def update(self, *inputs: ArrayLike, **options: Unpack[_RowData]) -> None: ...
    def merge(self, other: MetricPartial) -> None: ...
    def value(self, *, on_empty: _Empty = "error") -> float: ...
    @property
    def metric(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def ignored(self) -> int: ...
    @property
    def weight(self) -> float: ...
    def to_bytes(self) -> bytes: ...
    @staticmethod
    def from_bytes(bytes: bytes, /) -> MetricPartial: ...

class Triplets(NamedTuple):
    """Triples of rows of a table, by their places: those that `lossfn.mine` chooses, or any others."""

    anchor: Any
    positive: Any
    negative: Any

    def value_and_gradient(self, loss: str | Loss, embeddings: Any) -> tuple[float, Any]:
        """The mean loss of the triples, and its gradient in all rows of the table: an array as `embeddings` is."""

def _named(name: str) -> Loss: ...
def get(expression: str, /) -> _Named:
    """The loss that an expression names; its parameters are those of the expression."""

def metric(expression: str, /) -> Metric:
    """The metric that an expression names."""

def spec(name: str, /) -> dict[str, Any]:
    """What is known of a loss or a metric: parameters, domains, formula, page, properties, names elsewhere."""

def list() -> list_[str]:
    """The names of all losses, in reading order."""

def metrics() -> list_[str]:
    """The names of all metrics, in reading order."""

def mine(
    embeddings: Any,
    label: ArrayLike,
    *,
    distance: str | Loss | None = None,
    mining: Literal["all", "hard", "semi_hard"] = "hard",
) -> Triplets:
    """Chooses triples of the rows of a table by their distances: the rows of anchors, positives and negatives."""

def token_weights(
    log_probs: _T,
    tokens: ArrayLike,
    *,
    averaging: Literal["tokens", "sequences", "length"] = "tokens",
    length: float | None = None,
) -> tuple[_T, Literal["mean"] | float]:
    """A weight for each token, and the reduction with which these weights make an average."""

def token_sums(log_probs: _T, tokens: ArrayLike, *, mean: bool = False) -> _T:
    """The sum, or the mean, of the log-probabilities of the tokens of each sequence."""

def plot(
    *losses: str | Loss,
    target: float | None = None,
    range: tuple[float, float] | None = None,
    axes: Any = None,
) -> Any:
    """Draws losses and their gradients over the first input with matplotlib, and returns both Axes."""

def set_num_threads(threads: int, /) -> None:
    """Lets each call use so many threads; 0 is one for each core."""

def num_threads() -> int:
    """How many threads a call may use; 0 is one for each core."""

class _Squared(Loss):
    """squared(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Squared error.

    The loss whose best constant is the mean. It is right where errors are alike in size, and where a
    large error is worth more than many small ones; a few outliers steer a fit made with it, and then
    [`Huber`](crate::Huber) or [`Absolute`](crate::Absolute) serve better.

    Formula
        (pred - target)**2

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        squared.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        squared.hessian_vector_product: with `vector`, an array of the shape of the input
        squared.boosting: the gradient, and the hessian

    Behaviour
        0 with slope 0 where the prediction is right; grows with the square of the residual, and so does the
        weight of an outlier.

    Dialects
        squared(dialect="xgboost"): reg:squarederror
        squared(dialect="lightgbm"): regression

    In other libraries
        torch.nn.MSELoss (torch): with weights it divides by their sum
        sklearn.metrics.mean_squared_error (scikit-learn)
        keras.losses.MeanSquaredError (keras)
        optax.squared_error (optax): optax.l2_loss is half of it
        burn::nn::loss::MseLoss (burn)
        candle_nn::loss::mse (candle)

    Aliases
        mse, squared_error

    Reference
        Stigler (1981), Gauss and the invention of least squares, doi:10.1214/aos/1176345451
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

squared: _Squared
mse: _Squared
squared_error: _Squared

class _HalfSquared(Loss):
    """half_squared(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Half the squared error.

    The same as [`Squared`](crate::Squared) with a factor of one half, so that its gradient is the
    residual itself and its hessian is 1: the form that boosters and the theory of linear models use.

    Formula
        (pred - target)**2/2

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        half_squared.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        half_squared.hessian_vector_product: with `vector`, an array of the shape of the input
        half_squared.boosting: the gradient, and the hessian

    Behaviour
        0 with slope 0 where the prediction is right; the gradient is the residual.

    Dialects
        l2_loss(dialect="optax"): optax.l2_loss

    In other libraries
        optax.l2_loss (optax)
        sklearn._loss.HalfSquaredError (scikit-learn)
        reg:squarederror (xgboost): gradient and hessian are of this loss

    Aliases
        half_squared_error

    Reference
        Stigler (1981), Gauss and the invention of least squares, doi:10.1214/aos/1176345451
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

half_squared: _HalfSquared
half_squared_error: _HalfSquared

class _Absolute(Loss):
    """absolute(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Absolute error.

    The loss whose best constant is the median: outliers pull no harder than any other point. Its slope
    does not fade near the target, so fits made with it jitter; [`Huber`](crate::Huber) and
    [`SmoothL1`](crate::SmoothL1) round the kink off.

    Formula
        Abs(pred - target)

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        absolute.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        absolute.hessian_vector_product: with `vector`, an array of the shape of the input
        absolute.boosting: the gradient, and 1

    Behaviour
        A kink where the prediction is right: the slope there is 0, -1 below and +1 above. The hessian is 0
        everywhere.

    In other libraries
        torch.nn.L1Loss (torch)
        sklearn.metrics.mean_absolute_error (scikit-learn): sklearn._loss gives slope -1 at the kink and hessian 1
        keras.losses.MeanAbsoluteError (keras)
        regression_l1 (lightgbm): with hessian 1
        reg:absoluteerror (xgboost): a smooth surrogate

    Aliases
        mae, l1, absolute_error

    Reference
        Portnoy and Koenker (1997), The Gaussian hare and the Laplacian tortoise, doi:10.1214/ss/1030037960
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

absolute: _Absolute
mae: _Absolute
l1: _Absolute
absolute_error: _Absolute

class _Lp(Loss):
    """lp(pred, target, p=2.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    A power of the absolute error.

    Between [`Absolute`](crate::Absolute) and [`Squared`](crate::Squared) it trades robustness for
    efficiency; above 2 the largest errors count nearly alone, and the fit comes near the one with the
    smallest largest error. The sum to the power `1/p` is the p-norm of the residuals.

    Formula
        Abs(pred - target)**p

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        p: [1, inf), default 2.0
            The power: the higher, the more a large error counts.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        lp.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        lp.hessian_vector_product: with `vector`, an array of the shape of the input
        lp.boosting: the gradient, and the slope over the residual

    Behaviour
        0 where the prediction is right, with slope 0 unless `p` is 1, where it is the absolute error with
        its kink. There the hessian is infinite for `p` between 1 and 2, 2 for 2, and 0 above.

    In other libraries
        burn::nn::loss::LpLoss (burn)
        LPDistLoss (LossFunctions.jl)
        Lq (catboost): p is called q

    Reference
        Adil, Kyng, Peng and Sachdeva (2019), Iterative refinement for lp-norm regression, arXiv:1901.06764
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, p: float = 2.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, p: float = 2.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, p: float = 2.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, p: float = 2.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, p: float = 2.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, p: float = 2.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, p: float = 2.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, p: float = 2.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, p: float = 2.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, p: float = 2.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, p: float = 2.0, **options: Unpack[_Product]) -> _T: ...

lp: _Lp

class _Huber(Loss):
    """huber(pred, target, delta=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Quadratic near zero, linear in the tails.

    A large residual pulls with the constant force `delta`, so a few outliers cannot steer the fit,
    while small residuals are treated as by least squares. Choose `delta` as the size of an error that
    is still ordinary: a small `delta` makes it like absolute error, a large one like squared error.

    Formula
        Piecewise(((pred - target)**2/2, Abs(pred - target) <= delta), (delta*(Abs(pred - target) - delta/2), True))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        delta: (0, inf], default 1.0
            Where the quadratic part ends, in units of the residual.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        huber.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        huber.hessian_vector_product: with `vector`, an array of the shape of the input
        huber.boosting: the gradient, and the slope over the residual

    Behaviour
        Half the squared error up to `delta`; beyond it a line with slope `delta`. The hessian is 1 inside,
        0 outside and on the joint. With `delta = inf` it is half the squared error.

    Dialects
        huber(f_scale, dialect="scipy"): scipy.optimize.least_squares(loss='huber')
        huber(a, dialect="ceres"): HuberLoss
        huber(delta, dialect="sklearn"): sklearn._loss.HuberLoss
        huber(alpha, dialect="lightgbm"): huber

    In other libraries
        torch.nn.HuberLoss (torch): with weights it divides by the number of elements
        keras.losses.Huber (keras)
        optax.huber_loss (optax): its gradient loses small residuals
        sklearn._loss.HuberLoss (scikit-learn): delta from a quantile of the residuals
        huber (lightgbm): delta is called alpha

    Reference
        Huber (1964), Robust estimation of a location parameter, doi:10.1214/aoms/1177703732
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, delta: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, delta: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, delta: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Product]) -> _T: ...

huber: _Huber

class _SmoothL1(Loss):
    """smooth_l1(pred, target, beta=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Absolute error with the kink rounded off.

    The same as [`Huber`](crate::Huber) divided by `beta`: the slope in the tails is 1 whatever `beta`
    is. Used for the corners of boxes in object detection.

    Formula
        Piecewise(((pred - target)**2/(2*beta), Abs(pred - target) < beta), (Abs(pred - target) - beta/2, True))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        beta: [0, inf), default 1.0
            Where the quadratic part ends, in units of the residual; with 0 it is the absolute error.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        smooth_l1.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        smooth_l1.hessian_vector_product: with `vector`, an array of the shape of the input
        smooth_l1.boosting: the gradient, and the slope over the residual

    Behaviour
        Quadratic up to `beta`, then a line with slope 1. The hessian is `1/beta` inside, 0 outside and on
        the joint.

    In other libraries
        torch.nn.SmoothL1Loss (torch)
        burn::nn::loss::SmoothL1Loss (burn)

    Reference
        Girshick (2015), Fast R-CNN, arXiv:1504.08083
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, beta: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, beta: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, beta: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, beta: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, beta: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, beta: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, beta: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, beta: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, beta: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, beta: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, beta: float = 1.0, **options: Unpack[_Product]) -> _T: ...

smooth_l1: _SmoothL1

class _PseudoHuber(Loss):
    """pseudo_huber(pred, target, delta=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Quadratic near zero, linear in the tails, smooth everywhere.

    A [`Huber`](crate::Huber) without joints: half the squared error for residuals far below `delta`,
    `delta` times the absolute error far above it. Choose it where the solver wants a hessian that does
    not jump.

    Formula
        delta**2*(sqrt(1 + ((pred - target)/delta)**2) - 1)

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        delta: (0, inf), default 1.0
            Where the quadratic part fades into the linear one, in units of the residual.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        pseudo_huber.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        pseudo_huber.hessian_vector_product: with `vector`, an array of the shape of the input
        pseudo_huber.boosting: the gradient, and the hessian

    Behaviour
        0 with slope 0 and hessian 1 where the prediction is right; `delta (|r| - delta)` with slope `delta`
        in the tails, where the hessian fades like `(delta/|r|)**3`.

    Dialects
        pseudo_huber(huber_slope, dialect="xgboost"): reg:pseudohubererror
        soft_l1(f_scale, dialect="scipy"): scipy.optimize.least_squares(loss='soft_l1')
        soft_l1(a, dialect="ceres"): SoftLOneLoss
        charbonnier(dialect="kornia"): kornia.losses.charbonnier_loss

    In other libraries
        reg:pseudohubererror (xgboost): delta is called huber_slope
        scipy.optimize.least_squares(loss='soft_l1') (scipy): delta is called f_scale
        SoftLOneLoss (ceres): twice this loss: it is halved when costs are added
        kornia.losses.charbonnier_loss (kornia): delta is always 1

    Reference
        Charbonnier, Blanc-Feraud, Aubert and Barlaud (1997), Deterministic edge-preserving regularization
        in computed imaging, doi:10.1109/83.551699
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, delta: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, delta: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, delta: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, delta: float = 1.0, **options: Unpack[_Product]) -> _T: ...

pseudo_huber: _PseudoHuber

class _LogCosh(Loss):
    """log_cosh(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The logarithm of the hyperbolic cosine of the residual.

    Half the squared error near zero, the absolute error less ln 2 in the tails, and smooth everywhere:
    a [`Huber`](crate::Huber) with all its derivatives. It has no parameter; scale the data to move the
    place where it bends.

    Formula
        log(cosh(pred - target))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        log_cosh.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        log_cosh.hessian_vector_product: with `vector`, an array of the shape of the input
        log_cosh.boosting: the gradient, and the hessian

    Behaviour
        0 with slope 0 and hessian 1 where the prediction is right; `|r| - ln 2` with slope 1 in the tails,
        where the hessian fades like `4 exp(-2 |r|)`.

    In other libraries
        keras.losses.LogCosh (keras)
        optax.log_cosh (optax)
        LogCosh (catboost)

    Aliases
        logcosh

    Reference
        Green (1990), Bayesian reconstructions from emission tomography data using a modified EM algorithm,
        doi:10.1109/42.52985
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

log_cosh: _LogCosh
logcosh: _LogCosh

class _Quantile(Loss):
    """quantile(pred, target, quantile=0.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The loss whose best constant is a quantile.

    A prediction below the target costs `quantile` for each unit, one above it `1 - quantile`: with 0.9
    the fit ends where nine targets of ten lie below. Two fits, say 0.05 and 0.95, make an interval.
    With 0.5 it is half the absolute error.

    Formula
        Max(quantile*(target - pred), (quantile - 1)*(target - pred))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        quantile: (0, 1), default 0.5
            The share of targets that should lie below the prediction.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        quantile.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        quantile.hessian_vector_product: with `vector`, an array of the shape of the input
        quantile.boosting: the gradient, and 1

    Behaviour
        A kink where the prediction is right: the slope there is 0, `-quantile` below and `1 - quantile`
        above. The hessian is 0 everywhere.

    Dialects
        pinball(alpha, dialect="sklearn"): sklearn.metrics.mean_pinball_loss
        quantile(alpha, dialect="lightgbm"): quantile

    In other libraries
        sklearn.metrics.mean_pinball_loss (scikit-learn): quantile is called alpha
        quantile (lightgbm): quantile is called alpha; hessian 1
        reg:quantileerror (xgboost): a smooth surrogate

    Aliases
        pinball

    Reference
        Koenker and Bassett (1978), Regression quantiles, doi:10.2307/1913643
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, quantile: float = 0.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, quantile: float = 0.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, quantile: float = 0.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, quantile: float = 0.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, quantile: float = 0.5, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, quantile: float = 0.5, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, quantile: float = 0.5, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, quantile: float = 0.5, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, quantile: float = 0.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, quantile: float = 0.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, quantile: float = 0.5, **options: Unpack[_Product]) -> _T: ...

quantile: _Quantile
pinball: _Quantile

class _Expectile(Loss):
    """expectile(pred, target, expectile=0.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The loss whose best constant is an expectile.

    Squared error with two prices: a prediction below the target costs `expectile` times the square of
    the residual, one above it `1 - expectile` times. It is to the mean what
    [`Quantile`](crate::Quantile) is to the median: smoother to fit, and moved by how large the errors
    are, not only by how many. With 0.5 it is half the squared error.

    Formula
        Piecewise(((1 - expectile)*(pred - target)**2, pred > target), (expectile*(pred - target)**2, True))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        expectile: (0, 1), default 0.5
            The price of predictions that are too low; that of those too high is `1 - expectile`.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        expectile.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        expectile.hessian_vector_product: with `vector`, an array of the shape of the input
        expectile.boosting: the gradient, and the hessian

    Behaviour
        0 with slope 0 where the prediction is right. The hessian is `2 expectile` below the target, `2 (1 -
        expectile)` above it, and the smaller of the two on it.

    In other libraries
        Expectile (catboost): expectile is called alpha

    Reference
        Newey and Powell (1987), Asymmetric least squares estimation and testing, doi:10.2307/1911031
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, expectile: float = 0.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, expectile: float = 0.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, expectile: float = 0.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, expectile: float = 0.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, expectile: float = 0.5, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, expectile: float = 0.5, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, expectile: float = 0.5, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, expectile: float = 0.5, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, expectile: float = 0.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, expectile: float = 0.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, expectile: float = 0.5, **options: Unpack[_Product]) -> _T: ...

expectile: _Expectile

class _EpsilonInsensitive(Loss):
    """epsilon_insensitive(pred, target, epsilon=0.1, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Absolute error beyond a tolerance.

    The loss of support vector regression: residuals up to `epsilon` are free, so that only points
    outside a tube around the fit hold it. Choose `epsilon` as the error that does not matter.

    Formula
        Max(0, Abs(pred - target) - epsilon)

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        epsilon: [0, inf), default 0.1
            The largest residual that costs nothing, in units of the residual.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        epsilon_insensitive.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        epsilon_insensitive.hessian_vector_product: with `vector`, an array of the shape of the input
        epsilon_insensitive.boosting: the gradient, and 1

    Behaviour
        0 up to `epsilon`, then a line with slope 1. The slope on the kinks at `epsilon` is 0, the hessian
        is 0 everywhere. With `epsilon = 0` it is the absolute error.

    In other libraries
        sklearn.linear_model.SGDRegressor(loss='epsilon_insensitive') (scikit-learn)
        L1EpsilonInsLoss (LossFunctions.jl)

    Reference
        Smola and Schoelkopf (2004), A tutorial on support vector regression,
        doi:10.1023/B:STCO.0000035301.49549.88
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Product]) -> _T: ...

epsilon_insensitive: _EpsilonInsensitive

class _SquaredEpsilonInsensitive(Loss):
    """squared_epsilon_insensitive(pred, target, epsilon=0.1, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Squared error beyond a tolerance.

    Residuals up to `epsilon` are free, and what lies beyond counts with its square: a tube like that of
    [`EpsilonInsensitive`](crate::EpsilonInsensitive) with a smooth edge, and as sensitive to outliers
    as [`Squared`](crate::Squared).

    Formula
        Max(0, Abs(pred - target) - epsilon)**2

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        epsilon: [0, inf), default 0.1
            The largest residual that costs nothing, in units of the residual.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        squared_epsilon_insensitive.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        squared_epsilon_insensitive.hessian_vector_product: with `vector`, an array of the shape of the input
        squared_epsilon_insensitive.boosting: the gradient, and the slope over the residual

    Behaviour
        0 up to `epsilon`, then the square of the excess. The hessian is 0 inside, 2 outside and 0 on the
        joints. With `epsilon = 0` it is the squared error.

    In other libraries
        sklearn.linear_model.SGDRegressor(loss='squared_epsilon_insensitive') (scikit-learn)
        L2EpsilonInsLoss (LossFunctions.jl)

    Reference
        Smola and Schoelkopf (2004), A tutorial on support vector regression,
        doi:10.1023/B:STCO.0000035301.49549.88
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, epsilon: float = 0.1, **options: Unpack[_Product]) -> _T: ...

squared_epsilon_insensitive: _SquaredEpsilonInsensitive

class _Cauchy(Loss):
    """cauchy(pred, target, scale=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The logarithm of one plus the square of the residual.

    The negative log-likelihood of errors with Cauchy's distribution: the pull of a residual is largest
    at `scale` and fades beyond, so that far outliers count for little, though never for nothing. It is
    not convex: start from a fit by [`Huber`](crate::Huber). Also called Lorentzian.

    Formula
        scale**2/2*log(1 + ((pred - target)/scale)**2)

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        scale: (0, inf), default 1.0
            The size of an ordinary residual, in its unit.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        cauchy.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        cauchy.hessian_vector_product: with `vector`, an array of the shape of the input
        cauchy.boosting: the gradient, and the slope over the residual

    Behaviour
        Half the squared error near 0; `scale**2 ln(|r|/scale)` far out, where the slope fades like
        `scale**2/r`. The hessian is 1 at 0, 0 at a residual of `scale` and negative beyond.

    Dialects
        cauchy(f_scale, dialect="scipy"): scipy.optimize.least_squares(loss='cauchy')
        cauchy(a, dialect="ceres"): CauchyLoss
        cauchy(dialect="kornia"): kornia.losses.cauchy_loss

    In other libraries
        scipy.optimize.least_squares(loss='cauchy') (scipy): scale is called f_scale
        CauchyLoss (ceres): twice this loss: it is halved when costs are added
        kornia.losses.cauchy_loss (kornia): this loss with a scale of sqrt(2)
        CauchyLoss (apex-solver): scale is 2.3849 when not given
        Cauchy (factrs)
        lossfun (robust_loss_pytorch): with alpha = 0, a scale sqrt(2) times smaller, and divided by its square

    Reference
        Black and Anandan (1996), The robust estimation of multiple motions: parametric and piecewise-smooth
        flow fields, doi:10.1006/cviu.1996.0006
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Product]) -> _T: ...

cauchy: _Cauchy

class _Welsch(Loss):
    """welsch(pred, target, scale=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    A well with the shape of a Gaussian.

    Half the squared error near zero, a constant far out: the pull of a residual fades so fast that
    beyond some multiples of `scale` a point does not count at all. It is not convex: start from a fit
    by [`Huber`](crate::Huber). Also called Leclerc's, and with the sign turned the correntropy.

    Formula
        scale**2/2*(1 - exp(-((pred - target)/scale)**2))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        scale: (0, inf), default 1.0
            The size of an ordinary residual, in its unit.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        welsch.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        welsch.hessian_vector_product: with `vector`, an array of the shape of the input
        welsch.boosting: the gradient, and the slope over the residual

    Behaviour
        Half the squared error near 0, `scale**2/2` far out. The slope is largest at a residual of
        `scale/sqrt(2)`, where the hessian changes its sign.

    Dialects
        welsch(dialect="kornia"): kornia.losses.welsch_loss

    In other libraries
        kornia.losses.welsch_loss (kornia): this loss with a scale of sqrt(2)
        WelschLoss (apex-solver): scale is 2.9846 when not given
        Welsch (factrs)
        lossfun (robust_loss_pytorch): with alpha = -inf, a scale sqrt(2) times smaller, and divided by its square

    Reference
        Holland and Welsch (1977), Robust regression using iteratively reweighted least-squares,
        doi:10.1080/03610927708827533
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Product]) -> _T: ...

welsch: _Welsch

class _GemanMcclure(Loss):
    """geman_mcclure(pred, target, scale=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Half the squared error under a ceiling, as a quotient.

    It comes near half of `scale` squared and never exceeds it: outliers hardly pull, though longer than
    with [`Welsch`](crate::Welsch), and no exponential is needed. It is not convex: start from a fit by
    [`Huber`](crate::Huber).

    Formula
        (pred - target)**2/2/(1 + ((pred - target)/scale)**2)

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        scale: (0, inf), default 1.0
            The size of an ordinary residual, in its unit.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        geman_mcclure.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        geman_mcclure.hessian_vector_product: with `vector`, an array of the shape of the input
        geman_mcclure.boosting: the gradient, and the slope over the residual

    Behaviour
        Half the squared error near 0, `scale**2/2` far out, where the slope fades like `scale**4/r**3`. The
        slope is largest at a residual of `scale/sqrt(3)`, where the hessian changes its sign.

    Dialects
        geman_mcclure(dialect="kornia"): kornia.losses.geman_mcclure_loss

    In other libraries
        kornia.losses.geman_mcclure_loss (kornia): this loss with a scale of 2
        GemanMcClureLoss (apex-solver)
        GemanMcClure (factrs)
        lossfun (robust_loss_pytorch): with alpha = -2, a scale half as large, and divided by its square

    Reference
        Black and Rangarajan (1996), On the unification of line processes, outlier rejection, and robust
        statistics with applications in early vision, doi:10.1007/BF00131148
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Product]) -> _T: ...

geman_mcclure: _GemanMcclure

class _Tukey(Loss):
    """tukey(pred, target, scale=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    A well that is flat from `scale` on.

    Residuals beyond `scale` do not pull at all, so gross outliers are as good as removed. For errors
    that are mostly Gaussian with a known spread, a `scale` of 4.685 spreads is the usual choice. It is
    not convex: start from a fit by [`Huber`](crate::Huber). Also called bisquare.

    Formula
        Piecewise((scale**2/6*(1 - (1 - ((pred - target)/scale)**2)**3), Abs(pred - target) <= scale), (scale**2/6, True))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        scale: (0, inf), default 1.0
            The residual from which on a point is ignored, in its unit.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        tukey.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        tukey.hessian_vector_product: with `vector`, an array of the shape of the input
        tukey.boosting: the gradient, and the slope over the residual

    Behaviour
        Half the squared error near 0, `scale**2/6` from a residual of `scale` on, with slope 0. The slope
        is largest at a residual of `scale/sqrt(5)`, where the hessian changes its sign.

    Dialects
        tukey(a, dialect="ceres"): TukeyLoss
        tukey(c, dialect="statsmodels"): statsmodels.robust.norms.TukeyBiweight

    In other libraries
        TukeyLoss (ceres): twice this loss: it is halved when costs are added
        statsmodels.robust.norms.TukeyBiweight (statsmodels): scale is called c, 4.685 when not given
        Tukey (factrs)

    Reference
        Beaton and Tukey (1974), The fitting of power series, meaning polynomials, illustrated on band-
        spectroscopic data, doi:10.1080/00401706.1974.10489171
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, scale: float = 1.0, **options: Unpack[_Product]) -> _T: ...

tukey: _Tukey

class _Barron(Loss):
    """barron(pred, target, alpha=1.0, scale=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    A family of robust losses with a parameter for how robust.

    `alpha` runs through the usual ones: 2 is half the squared error, 1 the pseudo-Huber loss, 0
    Cauchy's, -2 Geman and `McClure`'s, -inf Welsch's. The lower it is, the less an outlier counts;
    below 1 the loss is not convex, and below 0 it has a ceiling.

    Formula
        Piecewise((u/2, Eq(alpha, 2)), (log(u/2 + 1), Eq(alpha, 0)), (1 - exp(-u/2), Eq(alpha, -oo)), (exp(u/2) - 1, Eq(alpha, oo)), (Abs(alpha - 2)/alpha*((u/Abs(alpha - 2) + 1)**(alpha/2) - 1), True)).subs(u, ((pred - target)/scale)**2)

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Parameters
        alpha: any number, default 1.0
            How robust: the lower, the more.
        scale: (0, inf), default 1.0
            The size of an ordinary residual, in its unit.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        barron.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        barron.hessian_vector_product: with `vector`, an array of the shape of the input
        barron.boosting: the gradient, and the slope over the residual

    Behaviour
        0 with slope 0 and hessian `1/scale**2` where the prediction is right, for every `alpha`. The limits
        at 2, 0 and the infinities are followed, and the loss is continuous through them.

    In other libraries
        lossfun (robust_loss_pytorch): clamps alpha near its limits

    Reference
        Barron (2019), A general and adaptive robust loss function, arXiv:1701.03077
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, alpha: float = 1.0, scale: float = 1.0, **options: Unpack[_Product]) -> _T: ...

barron: _Barron

class _Mape(Loss):
    """mape(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The absolute error as a share of the target.

    For targets of one sign and of many sizes: being off by a tenth counts alike for all. It favours
    predictions that are too low, which cost at most 1, and a target of 0 makes it infinite; then
    [`Smape`](crate::Smape) or [`SquaredLog`](crate::SquaredLog) serve better. Its mean is a share, not
    a percentage.

    Formula
        Abs(pred - target)/Abs(target)

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        mape.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        mape.hessian_vector_product: with `vector`, an array of the shape of the input
        mape.boosting: the gradient, and 1

    Behaviour
        A kink with slope 0 where the prediction is right, slopes of `1/|target|` in size beside it. Nothing
        is clamped: with a target of 0 it is 0 for a prediction of 0, and infinite for any other.

    Dialects
        mape(dialect="keras"): keras.losses.MeanAbsolutePercentageError
        mape(dialect="sklearn"): sklearn.metrics.mean_absolute_percentage_error
        mape(dialect="lightgbm"): mape
        mape(dialect="catboost"): MAPE
        mape(dialect="torchmetrics"): torchmetrics.MeanAbsolutePercentageError

    In other libraries
        sklearn.metrics.mean_absolute_percentage_error (scikit-learn): divides by no less than the machine epsilon
        keras.losses.MeanAbsolutePercentageError (keras): times 100, and divides by no less than 1e-7
        torchmetrics.MeanAbsolutePercentageError (torchmetrics): divides by no less than 1.17e-6
        mape (lightgbm): divides by no less than 1; hessian 1
        MAPE (catboost): divides by no less than 1

    Aliases
        absolute_percentage_error

    Reference
        de Myttenaere, Golden, Le Grand and Rossi (2016), Mean absolute percentage error for regression
        models, doi:10.1016/j.neucom.2015.12.114
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

mape: _Mape
absolute_percentage_error: _Mape

class _Smape(Loss):
    """smape(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The absolute error as a share of the mean size of prediction and target.

    As [`Mape`](crate::Mape), but symmetric and never above 2, so that a target of 0 does no harm. It is
    no loss to train with: where prediction and target differ in sign it is flat.

    Formula
        2*Abs(pred - target)/(Abs(pred) + Abs(target))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        smape.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        smape.hessian_vector_product: with `vector`, an array of the shape of the input
        smape.boosting: the gradient, and 1

    Behaviour
        A kink with slope 0 where the prediction is right; 2 with slope 0 where the signs differ or one of
        the numbers is 0. Where both are 0 it is 0.

    Dialects
        smape(dialect="catboost"): SMAPE

    In other libraries
        torchmetrics.SymmetricMeanAbsolutePercentageError (torchmetrics): divides by no less than 1.17e-6
        SMAPE (catboost): times 100, a metric

    Aliases
        symmetric_absolute_percentage_error

    Reference
        Makridakis (1993), Accuracy measures: theoretical and practical concerns,
        doi:10.1016/0169-2070(93)90079-3
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

smape: _Smape
symmetric_absolute_percentage_error: _Smape

class _GaussianNll(Loss):
    """gaussian_nll(pred, target, variance, full=False, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The negative log-likelihood of a number with a normal distribution.

    For models that predict how sure they are: a mean and a variance for each target. Its gradient in
    the mean is small where the variance is large, so a model may begin by calling hard targets noise.
    The variance is taken as it is, without a smallest one; one of 0 is not allowed. Without `full` the
    constant is left out, which changes no gradient.

    Formula
        (log(variance) + (pred - target)**2/variance)/2 + Piecewise((log(2*pi)/2, full), (0, True))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number
        variance
            array of the shape of `pred`, (0, inf)

    Parameters
        full: True or False, default False
            Whether the constant `log(2 pi)/2` is added.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        gaussian_nll.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target, variance
        gaussian_nll.hessian_vector_product: with `vector`, an array of the shape of the input
        gaussian_nll.boosting: the gradient, and the hessian

    Behaviour
        In the mean half a square over the variance. In the variance least where it equals the square of the
        residual, and without bound towards 0; where the residual is 0 too, without bound below.

    In other libraries
        torch.nn.GaussianNLLLoss (torch): raises the variance to at least 1e-6 in the value, and takes its derivative as if it had not

    Reference
        Nix and Weigend (1994), Estimating the mean and variance of the target probability distribution,
        doi:10.1109/ICNN.1994.374138
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, variance: ArrayLike, full: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, variance: ArrayLike, full: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, variance: ArrayLike, full: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, variance: ArrayLike, full: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, variance: ArrayLike, full: bool = False, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, variance: ArrayLike, full: bool = False, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, variance: ArrayLike, full: bool = False, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, variance: ArrayLike, full: bool = False, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, variance: ArrayLike, full: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, variance: ArrayLike, full: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, variance: ArrayLike, full: bool = False, **options: Unpack[_Product]) -> _T: ...

gaussian_nll: _GaussianNll

class _CrpsGaussian(Loss):
    """crps_gaussian(pred, target, standard_deviation, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The integrated squared difference of a normal distribution function and the step at the target.

    For forecasts that say how sure they are, in the unit of what is forecast: where the deviation goes
    to 0 it is the absolute error. A single outlier costs in proportion to its distance, where
    [`GaussianNll`](crate::GaussianNll) takes its square. It is a proper score: the mean and deviation
    that are true cost least on average.

    Formula
        (pred - target)*erf((pred - target)/(sqrt(2)*standard_deviation)) + standard_deviation*(sqrt(2/pi)*exp(-(pred - target)**2/(2*standard_deviation**2)) - 1/sqrt(pi))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, any number
        standard_deviation
            array of the shape of `pred`, (0, inf)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        crps_gaussian.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target, standard_deviation
        crps_gaussian.hessian_vector_product: with `vector`, an array of the shape of the input
        crps_gaussian.boosting: the gradient, and the hessian

    Behaviour
        At the target `(sqrt(2) - 1)/sqrt(pi)` deviations, and far from it the distance less `1/sqrt(pi)`
        deviations. In the deviation least at 1.2 times the distance.

    In other libraries
        scoringrules.crps_normal (scoringrules): the observation first
        properscoring.crps_gaussian (properscoring): the observation first; its gradient on demand

    Reference
        Gneiting and Raftery (2007), Strictly proper scoring rules, prediction, and estimation,
        doi:10.1198/016214506000001437
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, standard_deviation: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, standard_deviation: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, standard_deviation: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, standard_deviation: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, standard_deviation: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, standard_deviation: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, standard_deviation: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, standard_deviation: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, standard_deviation: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, standard_deviation: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, standard_deviation: ArrayLike, **options: Unpack[_Product]) -> _T: ...

crps_gaussian: _CrpsGaussian

class _SquaredLog(Loss):
    """squared_log(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The squared difference of the logarithms of one plus each number.

    For quantities that grow by factors and may be 0, as counts and prices: being off by a tenth counts
    alike for large and small targets, and a prediction that is too low counts more than one too high by
    as much. Beyond `e - 1` times a target it is not convex in the prediction.

    Formula
        (log(1 + pred) - log(1 + target))**2

    Inputs
        pred
            array of any shape, (-1, inf]
        target
            array of the shape of `pred`, (-1, inf]

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        squared_log.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        squared_log.hessian_vector_product: with `vector`, an array of the shape of the input
        squared_log.boosting: the gradient, and the size of the hessian

    Behaviour
        0 with slope 0 where the prediction is right; infinite near -1. Far above the target it grows like a
        squared logarithm, its slope fades and its hessian is negative.

    Dialects
        squared_log(dialect="xgboost"): reg:squaredlogerror
        squared_log(dialect="keras"): keras.losses.MeanSquaredLogarithmicError

    In other libraries
        sklearn.metrics.mean_squared_log_error (scikit-learn)
        keras.losses.MeanSquaredLogarithmicError (keras): clips both at 1e-7 from below
        reg:squaredlogerror (xgboost): half of this loss
        MSLE (catboost): a metric
        torchmetrics.MeanSquaredLogError (torchmetrics)

    Aliases
        msle, squared_log_error

    Reference
        Tornqvist, Vartia and Vartia (1985), How should relative changes be measured?,
        doi:10.1080/00031305.1985.10479385
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

squared_log: _SquaredLog
msle: _SquaredLog
squared_log_error: _SquaredLog

class _Reconstruction(Loss):
    """reconstruction(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The squared distance of each sample from what was made of it.

    The loss of autoencoders: the squared Euclidean norm of the difference of two rows, and the mean of
    that over the samples. It grows with the number of features; [`Squared`](crate::Squared) on the
    elements divides by that too. Outliers count by their square, as there.

    Formula
        (pred - target)**2
        of each row: the sum

    Inputs
        pred
            array (..., classes), any number
        target
            array of the shape of `pred`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        reconstruction.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        reconstruction.hessian_vector_product: with `vector`, an array of the shape of the input
        reconstruction.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one element; a row is summed. The gradient is twice the difference; the mean
        over rows of n features is n times that of the squared error of their elements.

    In other libraries
        torch.nn.MSELoss (torch): with reduction="sum", over the number of samples
        keras.losses.MeanSquaredError (keras): times the number of features

    Aliases
        reconstruction_error

    Reference
        Hinton and Salakhutdinov (2006), Reducing the dimensionality of data with neural networks,
        doi:10.1126/science.1127647
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

reconstruction: _Reconstruction
reconstruction_error: _Reconstruction

class _Hinge(Loss):
    """hinge(pred, label, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The loss of the support vector machine.

    It asks for a margin `label*pred` of at least 1 and then for nothing more, so that only points near
    the boundary matter. It gives no probabilities; for those use [`Logistic`](crate::Logistic).

    Formula
        Max(0, 1 - label*pred)

    Inputs
        pred
            array of any shape, any number
        label
            array of the shape of `pred`, -1 or 1

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        hinge.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        hinge.hessian_vector_product: with `vector`, an array of the shape of the input
        hinge.boosting: the gradient, and 1

    Behaviour
        0 from a margin of 1 on, a line with slope -1 in the margin below. The slope at the kink is 0.

    In other libraries
        sklearn.metrics.hinge_loss (scikit-learn)
        keras.losses.Hinge (keras): turns labels 0 into -1
        optax.hinge_loss (optax)

    Reference
        Cortes and Vapnik (1995), Support-vector networks, doi:10.1007/BF00994018
    """

    @overload
    def __call__(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, label: ArrayLike, **options: Unpack[_Product]) -> _T: ...

hinge: _Hinge

class _SquaredHinge(Loss):
    """squared_hinge(pred, label, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The square of the hinge loss.

    It asks for a margin of 1 as [`Hinge`](crate::Hinge) does, with a slope that fades into the margin:
    easier to minimise, and harder on points far on the wrong side, so that mislabelled ones weigh more.

    Formula
        Max(0, 1 - label*pred)**2

    Inputs
        pred
            array of any shape, any number
        label
            array of the shape of `pred`, -1 or 1

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        squared_hinge.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        squared_hinge.hessian_vector_product: with `vector`, an array of the shape of the input
        squared_hinge.boosting: the gradient, and the hessian

    Behaviour
        0 from a margin of 1 on, a parabola below it. The hessian is 2 in the margin, 0 beyond it and on the
        joint.

    In other libraries
        sklearn.svm.LinearSVC(loss='squared_hinge') (scikit-learn)
        keras.losses.SquaredHinge (keras): turns labels 0 into -1
        L2HingeLoss (LossFunctions.jl)
        Flux.squared_hinge_loss (flux)

    Reference
        Rosasco, De Vito, Caponnetto, Piana and Verri (2004), Are loss functions all the same?,
        doi:10.1162/089976604773135104
    """

    @overload
    def __call__(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, label: ArrayLike, **options: Unpack[_Product]) -> _T: ...

squared_hinge: _SquaredHinge

class _ModifiedHuber(Loss):
    """modified_huber(pred, label, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    A squared hinge that goes on as a line.

    [`SquaredHinge`](crate::SquaredHinge) down to a margin of -1, and a line with the slope it has there
    below: points far on the wrong side pull no harder than those, so that mislabelled ones do not steer
    the fit. Its scores can be read as probabilities `(1 + pred)/2`, cut off at 0 and 1.

    Formula
        Piecewise((-4*label*pred, label*pred <= -1), (Max(0, 1 - label*pred)**2, True))

    Inputs
        pred
            array of any shape, any number
        label
            array of the shape of `pred`, -1 or 1

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        modified_huber.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        modified_huber.hessian_vector_product: with `vector`, an array of the shape of the input
        modified_huber.boosting: the gradient, and the hessian

    Behaviour
        0 from a margin of 1 on, a parabola down to a margin of -1, then a line with slope -4. The hessian
        is 2 on the parabola, 0 beside it and on the joints.

    In other libraries
        sklearn.linear_model.SGDClassifier(loss='modified_huber') (scikit-learn)
        ModifiedHuberLoss (LossFunctions.jl)

    Reference
        Zhang (2004), Statistical behavior and consistency of classification methods based on convex risk
        minimization, doi:10.1214/aos/1079120130
    """

    @overload
    def __call__(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, label: ArrayLike, **options: Unpack[_Product]) -> _T: ...

modified_huber: _ModifiedHuber

class _Logistic(Loss):
    """logistic(pred, label, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The loss of logistic regression, for labels -1 and +1.

    The negative log-likelihood of the label when `pred` is the log of the odds: a smooth hinge that
    never stops asking for more margin. For labels 0 and 1, or in between, it is
    [`BceWithLogits`](crate::BceWithLogits).

    Formula
        log(1 + exp(-label*pred))

    Inputs
        pred
            array of any shape, any number
        label
            array of the shape of `pred`, -1 or 1

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        logistic.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        logistic.hessian_vector_product: with `vector`, an array of the shape of the input
        logistic.boosting: the gradient, and the hessian

    Behaviour
        ln 2 at a margin of 0; fades like `exp(-margin)` for large margins and grows like `-margin` for
        negative ones.

    In other libraries
        torch.nn.SoftMarginLoss (torch): infinite, with a gradient of NaN, from a margin of -89 on in f32
        binary:logistic (xgboost): for labels 0 and 1

    Aliases
        soft_margin

    Reference
        Cox (1958), The regression analysis of binary sequences, doi:10.1111/j.2517-6161.1958.tb00292.x
    """

    @overload
    def __call__(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, label: ArrayLike, **options: Unpack[_Product]) -> _T: ...

logistic: _Logistic
soft_margin: _Logistic

class _Exponential(Loss):
    """exponential(pred, label, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The loss of adaptive boosting.

    `AdaBoost` minimises it step by step. Its best score is half the log of the odds, where that of
    [`Logistic`](crate::Logistic) is the whole. On the wrong side it grows exponentially, so that a
    single mislabelled point can outweigh all others.

    Formula
        exp(-label*pred)

    Inputs
        pred
            array of any shape, any number
        label
            array of the shape of `pred`, -1 or 1

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        exponential.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        exponential.hessian_vector_product: with `vector`, an array of the shape of the input
        exponential.boosting: the gradient, and the hessian

    Behaviour
        1 at a margin of 0; fades for large margins and grows for negative ones, both exponentially. The
        hessian is the loss itself.

    In other libraries
        sklearn._loss.loss.ExponentialLoss (scikit-learn): for labels 0 and 1
        ExpLoss (LossFunctions.jl)

    Reference
        Friedman, Hastie and Tibshirani (2000), Additive logistic regression: a statistical view of
        boosting, doi:10.1214/aos/1016218223
    """

    @overload
    def __call__(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, label: ArrayLike, **options: Unpack[_Product]) -> _T: ...

exponential: _Exponential

class _SquaredMargin(Loss):
    """squared_margin(pred, label, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The square of what a margin differs from 1 by.

    Least squares on the labels, also for points that are right by more than 1: those are pulled back,
    which [`SquaredHinge`](crate::SquaredHinge) does not do. It has a closed-form fit, and its best
    score is `2 p - 1` for a probability `p` of the label +1.

    Formula
        (1 - label*pred)**2

    Inputs
        pred
            array of any shape, any number
        label
            array of the shape of `pred`, -1 or 1

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        squared_margin.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        squared_margin.hessian_vector_product: with `vector`, an array of the shape of the input
        squared_margin.boosting: the gradient, and the hessian

    Behaviour
        0 with slope 0 at a margin of 1, a parabola on both sides of it.

    In other libraries
        L2MarginLoss (LossFunctions.jl)

    Reference
        Rosasco, De Vito, Caponnetto, Piana and Verri (2004), Are loss functions all the same?,
        doi:10.1162/089976604773135104
    """

    @overload
    def __call__(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, label: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, label: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, label: ArrayLike, **options: Unpack[_Product]) -> _T: ...

squared_margin: _SquaredMargin

class _HingeEmbedding(Loss):
    """hinge_embedding(pred, label, margin=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Draws alike pairs together and pushes the others a margin apart.

    For embeddings that are compared by a distance, which the caller takes: a pair that is alike, with
    the label 1, costs its distance, and one that is not, with the label -1, what its distance lacks of
    the margin. Pairs that are far enough apart cost nothing and pull at nothing. A score of two classes
    is no distance: for that take [`Hinge`](crate::Hinge).

    Formula
        Piecewise((pred, label > 0), (Max(0, margin - pred), True))

    Inputs
        pred
            array of any shape, [0, inf)
        label
            array of the shape of `pred`, -1 or 1

    Parameters
        margin: [0, inf), default 1.0
            How far apart pairs that are not alike should be, in units of the distance.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        hinge_embedding.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        hinge_embedding.hessian_vector_product: with `vector`, an array of the shape of the input
        hinge_embedding.boosting: the gradient, and 1

    Behaviour
        A line with slope 1 where the label is 1. Where it is -1, a line with slope -1 up to the margin and
        0 from there on; the slope on that kink is 0.

    In other libraries
        torch.nn.HingeEmbeddingLoss (torch): takes distances below 0 too

    Reference
        Weston, Ratle and Collobert (2008), Deep learning via semi-supervised embedding,
        doi:10.1145/1390156.1390303
    """

    @overload
    def __call__(self, pred: ArrayLike, label: ArrayLike, margin: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, label: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, label: ArrayLike, margin: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, label: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, label: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_Product]) -> _T: ...

hinge_embedding: _HingeEmbedding

class _MarginRanking(Loss):
    """margin_ranking(first, second, label, margin=0.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    How far two scores are from standing in the right order, a margin apart.

    Learns to rank from pairs: the label is 1 where the first should have the higher score, and -1 where
    the second should. Pairs that stand right cost nothing, so only those matter that are exchanged or
    nearly so. Without a margin, equal scores for all pairs are already best: give one when training.
    Both scores are predictions; derivatives in the second are those of `wrt`.

    Formula
        Max(0, -label*(first - second) + margin)

    Inputs
        first
            array of any shape, any number
        second
            array of the shape of `first`, any number
        label
            array of the shape of `first`, -1 or 1

    Parameters
        margin: [0, inf), default 0.0
            How far apart the scores should be, in units of the score.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        margin_ranking.grad, .hess, .value_and_grad, .grad_and_hess; wrt: first, second
        margin_ranking.hessian_vector_product: with `vector`, an array of the shape of the input
        margin_ranking.boosting: the gradient, and 1

    Behaviour
        0 from a difference of `margin` in the right order on, a line with slope -1 in that difference
        below. The slope on the kink is 0.

    In other libraries
        torch.nn.MarginRankingLoss (torch): takes margins below 0 too

    Reference
        Joachims (2002), Optimizing search engines using clickthrough data, doi:10.1145/775047.775067
    """

    @overload
    def __call__(self, first: ArrayLike, second: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, first: _T, second: ArrayLike, label: ArrayLike, margin: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, first: ArrayLike, second: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, first: _T, second: ArrayLike, label: ArrayLike, margin: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, first: _T, second: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, first: _T, second: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, first: _T, second: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, first: _T, second: ArrayLike, label: ArrayLike, margin: float = 0.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, first: _T, second: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, first: _T, second: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, first: _T, second: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_Product]) -> _T: ...

margin_ranking: _MarginRanking

class _Bce(Loss):
    """bce(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Cross-entropy of a probability and a label.

    The negative log-likelihood of a label under a predicted probability, also for labels between 0 and
    1. Use it to score probabilities; to train a model use [`BceWithLogits`](crate::BceWithLogits),
    which keeps the digits that a probability near 0 or 1 has lost.

    Formula
        -target*log(pred) - (1 - target)*log(1 - pred)

    Inputs
        pred
            array of any shape, [0, 1]
        target
            array of the shape of `pred`, [0, 1]

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        bce.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        bce.hessian_vector_product: with `vector`, an array of the shape of the input
        bce.boosting: the gradient, and the hessian

    Behaviour
        Infinite where a sure prediction is wrong: nothing is clamped. `0 log 0` is 0. At `pred = target` of
        0 or 1 the gradient is the one-sided limit, +1 or -1.

    In other libraries
        torch.nn.BCELoss (torch): clamps the logarithm at -100
        sklearn.metrics.log_loss (scikit-learn): clips probabilities at the machine epsilon
        keras.losses.BinaryCrossentropy (keras): clips probabilities at 1e-7

    Aliases
        log_loss, binary_cross_entropy

    Reference
        Good (1952), Rational decisions, doi:10.1111/j.2517-6161.1952.tb00104.x
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

bce: _Bce
log_loss: _Bce
binary_cross_entropy: _Bce

class _BceWithLogits(Loss):
    """bce_with_logits(logit, target, pos_weight=1.0, alpha=None, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Cross-entropy of a logit and a label.

    The loss of binary classifiers, also for labels between 0 and 1. It never forms the probability, so
    a confident logit keeps every digit of its loss and of its gradient. `pos_weight` and `alpha` make
    up for classes of unequal size.

    Formula
        off(alpha)*(1 - target)*log(1 + exp(logit)) + on(alpha)*pos_weight*target*log(1 + exp(-logit))

    Inputs
        logit
            array of any shape, any number
        target
            array of the shape of `logit`, [0, 1]

    Parameters
        pos_weight: (0, inf), default 1.0
            What the part of the positive label is multiplied by.
        alpha: [0, 1] or None, default None
            The share of the positive label; that of the negative one is `1 - alpha`. Without it both are 1.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        bce_with_logits.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logit, target
        bce_with_logits.hessian_vector_product: with `vector`, an array of the shape of the input
        bce_with_logits.boosting: the gradient, and the hessian

    Behaviour
        ln 2 at a logit of 0; fades like `exp(-|logit|)` on the right side and grows like `|logit|` on the
        wrong one. An infinite logit on the side of a sure label gives 0.

    Dialects
        bce_with_logits(scale_pos_weight, dialect="xgboost"): binary:logitraw

    In other libraries
        torch.nn.BCEWithLogitsLoss (torch): loses the tail of one side
        optax.sigmoid_binary_cross_entropy (optax)
        sklearn._loss.HalfBinomialLoss (scikit-learn): loses confident positives
        binary:logitraw (xgboost): pos_weight is called scale_pos_weight
        binary (lightgbm): pos_weight is called scale_pos_weight
        candle_nn::loss::binary_cross_entropy_with_logit (candle): NaN for large logits

    Aliases
        binary_cross_entropy_with_logits, sigmoid_cross_entropy

    Reference
        Cox (1958), The regression analysis of binary sequences, doi:10.1111/j.2517-6161.1958.tb00292.x
    """

    @overload
    def __call__(self, logit: ArrayLike, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, logit: _T, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, logit: ArrayLike, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, logit: _T, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, logit: _T, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, logit: _T, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, logit: _T, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logit: _T, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, logit: _T, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, logit: _T, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logit: _T, target: ArrayLike, pos_weight: float = 1.0, alpha: float | None = None, **options: Unpack[_Product]) -> _T: ...

bce_with_logits: _BceWithLogits
binary_cross_entropy_with_logits: _BceWithLogits
sigmoid_cross_entropy: _BceWithLogits

class _BinaryFocal(Loss):
    """binary_focal(logit, target, gamma=2.0, alpha=None, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Cross-entropy of a logit in which easy examples fade.

    Each example is weighted by the probability of being wrong to the power `gamma`, so that a flood of
    easy ones, as the background in object detection, does not drown the few hard ones. It is not
    calibrated: the logits that minimise it are too timid. With `gamma = 0` it is
    [`BceWithLogits`](crate::BceWithLogits), bit for bit.

    Formula
        (on(alpha)*target + off(alpha)*(1 - target))*(1 + exp((2*target - 1)*logit))**(-gamma)*log(1 + exp(-(2*target - 1)*logit))

    Inputs
        logit
            array of any shape, any number
        target
            array of the shape of `logit`, 0 or 1

    Parameters
        gamma: [0, inf), default 2.0
            How fast easy examples fade.
        alpha: [0, 1] or None, default None
            The share of the positive label; that of the negative one is `1 - alpha`. Without it both are 1.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        binary_focal.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logit
        binary_focal.hessian_vector_product: with `vector`, an array of the shape of the input
        binary_focal.boosting: the gradient, and the size of the hessian

    Behaviour
        Fades like `exp(-(gamma + 1) margin)` on the right side; grows like the logit on the wrong one.
        Finite with finite derivatives for every `gamma`, also below 1.

    Dialects
        binary_focal(alpha, gamma, dialect="torchvision"): torchvision.ops.sigmoid_focal_loss

    In other libraries
        torchvision.ops.sigmoid_focal_loss (torchvision): alpha is 0.25 when not given, and no mean is taken
        keras.losses.BinaryFocalCrossentropy (keras): alpha only with apply_class_balancing
        optax.sigmoid_focal_loss (optax)

    Reference
        Lin, Goyal, Girshick, He and Dollar (2017), Focal loss for dense object detection, arXiv:1708.02002
    """

    @overload
    def __call__(self, logit: ArrayLike, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, logit: _T, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, logit: ArrayLike, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, logit: _T, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, logit: _T, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, logit: _T, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, logit: _T, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logit: _T, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, logit: _T, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, logit: _T, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logit: _T, target: ArrayLike, gamma: float = 2.0, alpha: float | None = None, **options: Unpack[_Product]) -> _T: ...

binary_focal: _BinaryFocal

class _Brier(Loss):
    """brier(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The squared difference of a probability and what came true.

    A score for probabilities that is proper, as [`Bce`](crate::Bce) is, and bounded: a prediction that
    was sure and wrong costs 1, not infinity. It tells little between small probabilities of rare
    events; there use [`Bce`](crate::Bce).

    Formula
        (pred - target)**2

    Inputs
        pred
            array of any shape, [0, 1]
        target
            array of the shape of `pred`, [0, 1]

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        brier.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        brier.hessian_vector_product: with `vector`, an array of the shape of the input
        brier.boosting: the gradient, and the hessian

    Behaviour
        0 with slope 0 where the probability is the target, 1 where it is sure and wrong.

    In other libraries
        sklearn.metrics.brier_score_loss (scikit-learn): its scale_by_half halves the sum over two classes, which is this loss
        BrierScore (catboost): a metric

    Reference
        Brier (1950), Verification of forecasts expressed in terms of probability,
        doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

brier: _Brier

class _MulticlassBrier(Loss):
    """multiclass_brier(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The squared distance of predicted probabilities from what came true.

    A score for rows of probabilities that is proper, as
    [`CategoricalCrossEntropy`](crate::CategoricalCrossEntropy) is, and bounded: a row that was sure and
    wrong costs 2, not infinity. It is the definition of Brier, the sum over all classes; of two classes
    it is twice [`Brier`](crate::Brier). It tells little between small probabilities of rare classes.

    Formula
        (pred - target)**2
        of each row: the sum

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        multiclass_brier.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        multiclass_brier.hessian_vector_product: with `vector`, an array of the shape of the input
        multiclass_brier.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one class; a row is summed. From 0 where the probabilities are the target to
        2 where they are sure and wrong.

    In other libraries
        sklearn.metrics.brier_score_loss (scikit-learn): of several classes, with scale_by_half=False

    Reference
        Brier (1950), Verification of forecasts expressed in terms of probability,
        doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

multiclass_brier: _MulticlassBrier

class _CrossEntropy(Loss):
    """cross_entropy(logits, label, label_smoothing=0.0, smoothing='uniform', temperature=1.0, softcap=None, z_loss=0.0, class_weight=None, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy of a softmax over logits.

    The loss of classifiers with several classes, for labels or for target distributions. The
    probabilities are never formed, so a confident row keeps every digit of its loss. Label smoothing
    keeps a model from growing sure without end; a temperature above 1 softens the distribution, as in
    distillation; class weights make up for classes of unequal size; `softcap` bounds the logits, and
    `z_loss` keeps the normaliser near 1.

    Formula
        (1 - label_smoothing)*weight*surprisal + label_smoothing*spread + z_loss*log_sum_exp**2

    Inputs
        logits
            array (..., classes), any number
        label
            integers (...), the class of each row, or array (..., classes) of distributions

    Parameters
        label_smoothing: [0, 1], default 0.0
            The share of the target that is spread evenly over the classes.
        smoothing: 'uniform' or 'others', default 'uniform'
            Over which classes it is spread: over all, the label among them, or over all others.
        temperature: (0, inf), default 1.0
            What the logits are divided by.
        softcap: (0, inf) or None, default None
            What the logits are capped at before everything, softly: they become `softcap tanh(x/softcap)`.
        z_loss: [0, inf), default 0.0
            What the squared logarithm of the sum of exponentials is multiplied by: it keeps logits from
            drifting.
        class_weight: [0, inf) or None, default None
            A weight for each class; the mean is over the weights of the labels.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        cross_entropy.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logits
        cross_entropy.hessian_vector_product: with `vector`, an array of the shape of the input
        cross_entropy.boosting: the gradient, and twice the hessian

    Behaviour
        `surprisal` is `-log p` of the label (for a target distribution the weighted mean of `-log p`),
        `weight` its class weight and `spread` the mean over all classes of class weight times `-log p`,
        with `smoothing=others` that over all classes but the label (for a target distribution each class
        counts by what the target leaves of 1), where p is the softmax of `logits/temperature`, with
        `softcap` of capped logits, and `log_sum_exp` the logarithm of the sum of their exponentials. A
        logit of -inf without target weight counts for nothing. With `z_loss` it is convex only where
        `log_sum_exp` is not negative, with `softcap` only near 0; then a logit of -inf is one of
        `-softcap`.

    In other libraries
        torch.nn.CrossEntropyLoss (torch): the same denominators; ignore_index is ignore
        LigerCrossEntropyLoss (liger): lse_square_scale is z_loss; softcap is the same
        vocab_parallel_cross_entropy (megatron-core): its label smoothing is smoothing=others
        keras.losses.SparseCategoricalCrossentropy (keras): with from_logits=True
        optax.softmax_cross_entropy_with_integer_labels (optax)
        sklearn._loss.HalfMultinomialLoss (scikit-learn): loses confident rows
        multi:softprob (xgboost): its hessian is the bound 2 p (1 - p)

    Reference
        Szegedy, Vanhoucke, Ioffe, Shlens and Wojna (2016), Rethinking the inception architecture for
        computer vision, arXiv:1512.00567
    """

    @overload
    def __call__(self, logits: ArrayLike, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, logits: _T, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, logits: ArrayLike, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, logits: _T, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, logits: _T, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, logits: _T, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, logits: _T, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, logits: _T, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logits: _T, label: ArrayLike, label_smoothing: float = 0.0, smoothing: Literal["uniform", "others"] = "uniform", temperature: float = 1.0, softcap: float | None = None, z_loss: float = 0.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowProduct]) -> _T: ...

cross_entropy: _CrossEntropy

class _Distillation(Loss):
    """distillation(logits, teacher, label, temperature=2.0, alpha=0.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Divergence from a teacher at a temperature, and cross-entropy with the label.

    Trains a small classifier on what a larger one makes of the same rows: the logits of the teacher say
    how alike the classes are, which a label does not. A higher temperature shows more of the unlikely
    classes, and the factor of its square keeps gradients as large as without it. `alpha` weighs the
    teacher and `1 - alpha` the label, as in most code; where somebody else's `alpha` weighs the label,
    as in the example of Keras, give one minus it. Where there are no labels, set `alpha` to 1.

    Formula
        alpha*divergence + (1 - alpha)*surprisal

    Inputs
        logits
            array (..., classes), any number
        teacher
            array of the shape of `logits`, any number
        label
            integers (...), the class of each row

    Parameters
        temperature: (0, inf), default 2.0
            What the logits of both are divided by in the divergence; the label meets them as they are.
        alpha: [0, 1], default 0.5
            The share of the divergence from the teacher; the label has the rest.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        distillation.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logits
        distillation.hessian_vector_product: with `vector`, an array of the shape of the input
        distillation.boosting: the gradient, and twice the hessian

    Behaviour
        `divergence` is `T**2*sum(q*log(q/p))`, where q and p are the softmax of the teacher's logits and of
        the student's, both divided by the temperature T, and `surprisal` is `-log` of the probability that
        the student's logits give to the label, at temperature 1. It is summed from terms that are never
        negative and made of differences of logits, so it keeps its digits where the two rows are nearly
        equal. The gradient `alpha*T*(p - q) + (1 - alpha)*(softmax(logits) - label)` is bounded. A class
        that the teacher gives -inf counts for nothing in its part; one that only the student gives -inf
        makes the loss infinite.

    In other libraries
        torch.nn.KLDivLoss (torch): of the logarithms of both softmax at the temperature, with reduction batchmean: times its square and alpha, beside 1 - alpha times CrossEntropyLoss
        keras.distillation.LogitsDistillation (keras): the divergence from the teacher alone, at temperature 3

    Reference
        Hinton, Vinyals and Dean (2015), Distilling the knowledge in a neural network, arXiv:1503.02531
    """

    @overload
    def __call__(self, logits: ArrayLike, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, logits: _T, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, logits: ArrayLike, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, logits: _T, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, logits: _T, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, logits: _T, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, logits: _T, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logits: _T, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, logits: _T, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, logits: _T, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logits: _T, teacher: ArrayLike, label: ArrayLike, temperature: float = 2.0, alpha: float = 0.5, **options: Unpack[_RowProduct]) -> _T: ...

distillation: _Distillation

class _Focal(Loss):
    """focal(logits, label, gamma=2.0, class_weight=None, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy of a softmax in which easy rows fade.

    Each row is weighted by the probability of being wrong to the power `gamma`: see
    [`BinaryFocal`](crate::BinaryFocal) for what it is good for. With `gamma = 0` it is
    [`CrossEntropy`](crate::CrossEntropy), bit for bit. It reads labels, not target distributions.

    Formula
        weight*(1 - exp(-surprisal))**gamma*surprisal

    Inputs
        logits
            array (..., classes), any number
        label
            integers (...), the class of each row

    Parameters
        gamma: [0, inf), default 2.0
            How fast easy rows fade.
        class_weight: [0, inf) or None, default None
            A weight for each class; the mean is over the weights of the labels.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        focal.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logits
        focal.hessian_vector_product: with `vector`, an array of the shape of the input
        focal.boosting: the gradient, and the size of the hessian

    Behaviour
        `surprisal` is `-log p` of the label and `weight` its class weight. Finite with finite derivatives
        for every `gamma`, also below 1.

    Dialects
        focal(alpha, gamma, dialect="keras"): keras.losses.CategoricalFocalCrossentropy

    In other libraries
        keras.losses.CategoricalFocalCrossentropy (keras): alpha is 0.25 when not given
        monai.losses.FocalLoss (monai): with use_softmax=True

    Reference
        Lin, Goyal, Girshick, He and Dollar (2017), Focal loss for dense object detection, arXiv:1708.02002
    """

    @overload
    def __call__(self, logits: ArrayLike, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, logits: _T, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, logits: ArrayLike, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, logits: _T, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, logits: _T, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, logits: _T, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, logits: _T, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, logits: _T, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logits: _T, label: ArrayLike, gamma: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowProduct]) -> _T: ...

focal: _Focal

class _GeneralizedCrossEntropy(Loss):
    """generalized_cross_entropy(logits, label, q=0.7, class_weight=None, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy that a wrong label pulls at less.

    Between cross-entropy, which it is with `q = 0`, bit for bit, and the probability of being wrong,
    which it is with `q = 1`: a label that the model finds unlikely counts for less, so wrong labels are
    learnt more slowly. Where labels can be trusted, [`CrossEntropy`](crate::CrossEntropy) learns
    faster. It reads labels, not target distributions.

    Formula
        weight*Piecewise((surprisal, Eq(q, 0)), ((1 - exp(-q*surprisal))/q, True))

    Inputs
        logits
            array (..., classes), any number
        label
            integers (...), the class of each row

    Parameters
        q: [0, 1], default 0.7
            How little unlikely labels count.
        class_weight: [0, inf) or None, default None
            A weight for each class; the mean is over the weights of the labels.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        generalized_cross_entropy.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logits
        generalized_cross_entropy.hessian_vector_product: with `vector`, an array of the shape of the input
        generalized_cross_entropy.boosting: the gradient, and the size of the hessian

    Behaviour
        `surprisal` is `-log p` of the label and `weight` its class weight. For q > 0 it is at most 1/q,
        however wrong the row. The Lipschitz constant is that of the 1-norm: it bounds each entry of the
        gradient.

    Dialects
        generalized_cross_entropy(q, dialect="keras"): keras.losses.CategoricalGeneralizedCrossEntropy

    In other libraries
        L_q (paper): untruncated

    Reference
        Zhang and Sabuncu (2018), Generalized cross entropy loss for training deep neural networks with
        noisy labels, arXiv:1805.07836
    """

    @overload
    def __call__(self, logits: ArrayLike, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, logits: _T, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, logits: ArrayLike, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, logits: _T, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, logits: _T, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, logits: _T, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, logits: _T, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, logits: _T, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logits: _T, label: ArrayLike, q: float = 0.7, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowProduct]) -> _T: ...

generalized_cross_entropy: _GeneralizedCrossEntropy

class _PolyCrossEntropy(Loss):
    """poly_cross_entropy(logits, label, epsilon=2.0, class_weight=None, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy and a multiple of the probability of being wrong.

    As a series in that probability, cross-entropy has the first coefficient 1; this one has `1 +
    epsilon`. It pulls harder at rows that are nearly right than [`CrossEntropy`](crate::CrossEntropy),
    where [`Focal`](crate::Focal) pulls less. With `epsilon = 0` it is cross-entropy, bit for bit. It
    reads labels, not target distributions.

    Formula
        weight*(surprisal + epsilon*(1 - exp(-surprisal)))

    Inputs
        logits
            array (..., classes), any number
        label
            integers (...), the class of each row

    Parameters
        epsilon: [0, inf), default 2.0
            What is added to the first coefficient.
        class_weight: [0, inf) or None, default None
            A weight for each class; the mean is over the weights of the labels.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        poly_cross_entropy.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logits
        poly_cross_entropy.hessian_vector_product: with `vector`, an array of the shape of the input
        poly_cross_entropy.boosting: the gradient, and the size of the hessian

    Behaviour
        `surprisal` is `-log p` of the label and `weight` its class weight. The slope by the surprisal goes
        from `1 + epsilon` at a sure row to 1 at a hopeless one. The Lipschitz constant is that of the
        1-norm: it bounds each entry of the gradient.

    In other libraries
        optax.losses.poly_loss_cross_entropy (optax)

    Aliases
        poly_1

    Reference
        Leng, Tan, Liu, Cubuk, Shi, Cheng and Anguelov (2022), PolyLoss: a polynomial expansion perspective
        of classification loss functions, arXiv:2204.12511
    """

    @overload
    def __call__(self, logits: ArrayLike, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, logits: _T, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, logits: ArrayLike, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, logits: _T, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, logits: _T, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, logits: _T, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, logits: _T, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, logits: _T, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logits: _T, label: ArrayLike, epsilon: float = 2.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowProduct]) -> _T: ...

poly_cross_entropy: _PolyCrossEntropy
poly_1: _PolyCrossEntropy

class _CategoricalHinge(Loss):
    """categorical_hinge(logits, label, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    How far the score of the label is from being one above every other, and above 0.

    The hinge of a classifier that gives a score to each class: it asks for a margin of 1 and leaves
    alone what has it. Scores are no logits, and no probabilities come of them; where those are wanted
    take [`CrossEntropy`](crate::CrossEntropy). It reads labels, not target distributions.

    Formula
        Max(Max(rival, 0) - own + 1, 0)

    Inputs
        logits
            array (..., classes), any number
        label
            integers (...), the class of each row

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        categorical_hinge.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logits
        categorical_hinge.hessian_vector_product: with `vector`, an array of the shape of the input
        categorical_hinge.boosting: the gradient, and 1

    Behaviour
        `own` is the score of the label and `rival` the largest of the others, which counts where it is
        above 0. At a margin of exactly 1, and where several are the largest, the slope is 0. The gradient
        is -1 at the label and 1 at its rival.

    In other libraries
        keras.losses.CategoricalHinge (keras)

    Reference
        Tsochantaridis, Hofmann, Joachims and Altun (2004), Support vector machine learning for
        interdependent and structured output spaces, doi:10.1145/1015330.1015341
    """

    @overload
    def __call__(self, logits: ArrayLike, label: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, logits: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, logits: ArrayLike, label: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, logits: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, logits: _T, label: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, logits: _T, label: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, logits: _T, label: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, logits: _T, label: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logits: _T, label: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

categorical_hinge: _CategoricalHinge

class _CrammerSinger(Loss):
    """crammer_singer(logits, label, margin=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    How far the score of the label is from being a margin above every other.

    The hinge of a multi-class support vector machine: only the strongest rival of the label counts, and
    only until it is the margin below. [`CategoricalHinge`](crate::CategoricalHinge) asks that the label
    be above 0 besides, [`MultiMargin`](crate::MultiMargin) counts every rival, which gives more classes
    a gradient. Scores are no logits, and no probabilities come of them. It reads labels, not target
    distributions.

    Formula
        Max(rival - own + margin, 0)

    Inputs
        logits
            array (..., classes), any number
        label
            integers (...), the class of each row

    Parameters
        margin: [0, inf), default 1.0
            How far the label should be above the others, in units of the score.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        crammer_singer.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logits
        crammer_singer.hessian_vector_product: with `vector`, an array of the shape of the input
        crammer_singer.boosting: the gradient, and 1

    Behaviour
        `own` is the score of the label and `rival` the largest of the others. Where the label is exactly
        the margin above, and where several are the largest, the slope is 0. The gradient is -1 at the label
        and 1 at its rival. A single class has no rival and no loss.

    In other libraries
        optax.losses.multiclass_hinge_loss (optax): with margin 1
        sklearn.metrics.hinge_loss (scikit-learn): of several classes, with margin 1

    Reference
        Crammer and Singer (2001), On the algorithmic implementation of multiclass kernel-based vector
        machines, JMLR 2:265-292; beside others in Hsu and Lin (2002), A comparison of methods for
        multiclass support vector machines, doi:10.1109/72.991427
    """

    @overload
    def __call__(self, logits: ArrayLike, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, logits: _T, label: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, logits: ArrayLike, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, logits: _T, label: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, logits: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, logits: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, logits: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, logits: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logits: _T, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowProduct]) -> _T: ...

crammer_singer: _CrammerSinger

class _MultiMargin(Loss):
    """multi_margin(logits, label, p=1.0, margin=1.0, class_weight=None, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    How far every other class comes into the margin below the label, on average.

    The hinge of Weston and Watkins: each class that is not the margin below the label costs what it
    lacks, or the square of that, so that all of them are pushed down at once;
    [`CrammerSinger`](crate::CrammerSinger) looks at the strongest alone. The average is over all
    classes, the label's own with 0 among them. Squares have a hessian, which Newton steps and boosters
    want. Scores are no logits, and no probabilities come of them. It reads labels, not target
    distributions.

    Formula
        weight*violation

    Inputs
        logits
            array (..., classes), any number
        label
            integers (...), the class of each row

    Parameters
        p: 1 or 2, default 1.0
            The power of what is lacking.
        margin: [0, inf), default 1.0
            How far the label should be above the others, in units of the score.
        class_weight: [0, inf) or None, default None
            What the loss of a row is multiplied by, for each label.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        multi_margin.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logits
        multi_margin.hessian_vector_product: with `vector`, an array of the shape of the input
        multi_margin.boosting: the gradient, and 1

    Behaviour
        `violation` is the mean over all C classes of `max(0, margin - own + score)**p`, with 0 for the
        label itself, whose score is `own`. With p = 1 the gradient is `weight/C` at each class inside the
        margin and minus their sum at the label; with p = 2 it has no jump. On the kinks the slope is 0.

    In other libraries
        torch.nn.MultiMarginLoss (torch): class_weight is called weight; a mean divides by the number of rows, as `mean_n` does

    Reference
        Weston and Watkins (1999), Support vector machines for multi-class pattern recognition, ESANN;
        beside others in Hsu and Lin (2002), A comparison of methods for multiclass support vector machines,
        doi:10.1109/72.991427
    """

    @overload
    def __call__(self, logits: ArrayLike, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, logits: _T, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, logits: ArrayLike, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, logits: _T, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, logits: _T, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, logits: _T, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logits: _T, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, logits: _T, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, logits: _T, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logits: _T, label: ArrayLike, p: float = 1.0, margin: float = 1.0, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowProduct]) -> _T: ...

multi_margin: _MultiMargin

class _Nll(Loss):
    """nll(log_probabilities, label, class_weight=None, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Minus the log-probability of the label.

    For models that already give log-probabilities, or for target distributions over them. From logits
    use [`CrossEntropy`](crate::CrossEntropy), which keeps more digits.

    Formula
        weight*surprisal

    Inputs
        log_probabilities
            array (..., classes), [-inf, 0]
        label
            integers (...), the class of each row, or array (..., classes) of distributions

    Parameters
        class_weight: [0, inf) or None, default None
            A weight for each class; the mean is over the weights of the labels.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        nll.grad, .hess, .value_and_grad, .grad_and_hess; wrt: log_probabilities
        nll.hessian_vector_product: with `vector`, an array of the shape of the input
        nll.boosting: the gradient, and 1

    Behaviour
        `surprisal` is minus the log-probability of the label, `weight` its class weight. The gradient is
        minus the weight at the label and 0 elsewhere. The Lipschitz constant is that of the 1-norm: it
        bounds each entry of the gradient.

    In other libraries
        torch.nn.NLLLoss (torch)
        candle_nn::loss::nll (candle)

    Aliases
        negative_log_likelihood

    Reference
        Good (1952), Rational decisions, doi:10.1111/j.2517-6161.1952.tb00104.x
    """

    @overload
    def __call__(self, log_probabilities: ArrayLike, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, log_probabilities: _T, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, log_probabilities: ArrayLike, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, log_probabilities: _T, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, log_probabilities: _T, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, log_probabilities: _T, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, log_probabilities: _T, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, log_probabilities: _T, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, log_probabilities: _T, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, log_probabilities: _T, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, log_probabilities: _T, label: ArrayLike, class_weight: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowProduct]) -> _T: ...

nll: _Nll
negative_log_likelihood: _Nll

class _MultilabelSoftMargin(Loss):
    """multilabel_soft_margin(logits, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The mean binary cross-entropy of the labels of a sample.

    For samples that may have several labels, or none: each column is a logit of its own, beside a
    target of 1 where the label is set and 0 where it is not. A sample counts once, however many labels
    there are; [`BceWithLogits`](crate::BceWithLogits) takes the elements one by one, with weights.
    Where exactly one label is set, [`CrossEntropy`](crate::CrossEntropy) knows that.

    Formula
        (1 - target)*log(1 + exp(logits)) + target*log(1 + exp(-logits))
        of each row: the mean

    Inputs
        logits
            array (..., classes), any number
        target
            array of the shape of `logits`, [0, 1]

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        multilabel_soft_margin.grad, .hess, .value_and_grad, .grad_and_hess; wrt: logits, target
        multilabel_soft_margin.hessian_vector_product: with `vector`, an array of the shape of the input
        multilabel_soft_margin.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one label; the loss of a row is the mean over its labels. An infinite logit
        on the side of a sure label gives 0.

    In other libraries
        torch.nn.MultiLabelSoftMarginLoss (torch): its weight of a class multiplies a column

    Reference
        Cox (1958), The regression analysis of binary sequences, doi:10.1111/j.2517-6161.1958.tb00292.x
    """

    @overload
    def __call__(self, logits: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, logits: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, logits: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, logits: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, logits: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, logits: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, logits: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, logits: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, logits: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, logits: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, logits: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

multilabel_soft_margin: _MultilabelSoftMargin

class _MultilabelMargin(Loss):
    """multilabel_margin(scores, labels, margin=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    How far classes that a sample has not come into the margin below those that it has.

    For samples with several labels, or none: every pair of a class that is set and one that is not
    costs what the first lacks of being the margin above the second, so that what is learnt is their
    order. No score says by itself whether its class is set; where that is asked, take
    [`MultilabelSoftMargin`](crate::MultilabelSoftMargin). A sample with all classes, or with none,
    costs nothing. Where exactly one class is set, it is [`MultiMargin`](crate::MultiMargin).

    Formula
        violation
        of each row: the sum

    Inputs
        scores
            array (..., classes), any number
        labels
            array of the shape of `scores`, 0 or 1

    Parameters
        margin: [0, inf), default 1.0
            How far a class that is set should be above one that is not, in units of the score.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        multilabel_margin.grad, .hess, .value_and_grad, .grad_and_hess; wrt: scores
        multilabel_margin.hessian_vector_product: with `vector`, an array of the shape of the input
        multilabel_margin.boosting: the gradient, and 1

    Behaviour
        `violation` is the sum of `max(0, margin - x + y)` over all pairs of a class that is set, with the
        score x, and one that is not, with the score y, divided by the number C of classes. The gradient
        counts the pairs of a class inside the margin: `-1/C` for each where it is set, `1/C` where it is
        not. On the kinks the slope is 0, the hessian is 0 everywhere.

    In other libraries
        torch.nn.MultiLabelMarginLoss (torch): with margin 1; the labels of a row are a list of classes that ends with -1

    Reference
        Elisseeff and Weston (2001), A kernel method for multi-labelled classification, NIPS 14; beside
        others in Zhang and Zhou (2014), A review on multi-label learning algorithms,
        doi:10.1109/TKDE.2013.39
    """

    @overload
    def __call__(self, scores: ArrayLike, labels: ArrayLike, margin: float = 1.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, scores: _T, labels: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, scores: ArrayLike, labels: ArrayLike, margin: float = 1.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, scores: _T, labels: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, scores: _T, labels: ArrayLike, margin: float = 1.0, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, scores: _T, labels: ArrayLike, margin: float = 1.0, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, scores: _T, labels: ArrayLike, margin: float = 1.0, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, scores: _T, labels: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, scores: _T, labels: ArrayLike, margin: float = 1.0, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, scores: _T, labels: ArrayLike, margin: float = 1.0, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, scores: _T, labels: ArrayLike, margin: float = 1.0, **options: Unpack[_RowProduct]) -> _T: ...

multilabel_margin: _MultilabelMargin

class _KlDivergence(Loss):
    """kl_divergence(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The Kullback-Leibler divergence of a predicted distribution from the target.

    `KL(target, pred)`, the target first: what it costs to code the target with the prediction. Each row
    is a distribution; the loss of a row is the sum over it, in nats. It is infinite where the
    prediction rules out what happens; for a bounded, symmetric measure use
    [`JsDivergence`](crate::JsDivergence).

    Formula
        target*log(target/pred)
        of each row: the sum

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        kl_divergence.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        kl_divergence.hessian_vector_product: with `vector`, an array of the shape of the input
        kl_divergence.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one element; a row is summed. 0 where the target is 0, infinite where only
        the prediction is. The gradient in the prediction is `-target/pred`. Never below 0 where both rows
        add up to 1 exactly; rounded rows may give a little less.

    Dialects
        kl_divergence(dialect="torch"): torch.nn.KLDivLoss

    In other libraries
        torch.nn.KLDivLoss (torch): takes the logarithm of the prediction first, and its mean divides by the number of elements
        scipy.special.rel_entr (scipy): element by element, target first
        optax.kl_divergence (optax): takes the logarithm of the prediction

    Reference
        Kullback and Leibler (1951), On information and sufficiency, doi:10.1214/aoms/1177729694
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

kl_divergence: _KlDivergence

class _KlFromLogProbs(Loss):
    """kl_from_log_probs(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The Kullback-Leibler divergence of a prediction from the target, both as logarithms.

    `KL(target, pred)` of rows of log-probabilities, the target first, as of
    [`KlDivergence`](crate::KlDivergence): for models that end in a log-softmax, where a probability
    would underflow that its logarithm keeps. That the rows are logarithms of distributions is not
    checked. From logits use [`CrossEntropy`](crate::CrossEntropy), which differs by the entropy of the
    target.

    Formula
        exp(target)*(target - pred)
        of each row: the sum

    Inputs
        pred
            array (..., classes), [-inf, 0]
        target
            array of the shape of `pred`, [-inf, 0]

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        kl_from_log_probs.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        kl_from_log_probs.hessian_vector_product: with `vector`, an array of the shape of the input
        kl_from_log_probs.boosting: the gradient, and 1

    Behaviour
        The formula is that of one element; a row is summed. 0 where the target is -inf, infinite where only
        the prediction is. The gradient in the prediction is minus the probability of the target, whatever
        the prediction: what it is made of has to be normalised.

    Dialects
        kl_from_log_probs(log_target, dialect="torch"): torch.nn.KLDivLoss

    In other libraries
        torch.nn.KLDivLoss (torch): log_target says whether the target is a logarithm; its mean divides by the number of elements
        optax.losses.kl_divergence_with_log_targets (optax)

    Reference
        Kullback and Leibler (1951), On information and sufficiency, doi:10.1214/aoms/1177729694
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

kl_from_log_probs: _KlFromLogProbs

class _ReverseKl(Loss):
    """reverse_kl(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The Kullback-Leibler divergence of the target from a predicted distribution.

    `KL(pred, target)`, the prediction first: it seeks one mode of the target and leaves out the others,
    where [`KlDivergence`](crate::KlDivergence) covers them all. Each row is a distribution; the loss of
    a row is the sum over it, in nats. It is infinite where the prediction allows what the target rules
    out.

    Formula
        pred*(log(pred) - log(target))
        of each row: the sum

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        reverse_kl.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        reverse_kl.hessian_vector_product: with `vector`, an array of the shape of the input
        reverse_kl.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one element; a row is summed. 0 where the prediction is 0, with a slope of
        -inf; infinite where only the target is 0. The gradient in the prediction is `log(pred/target) + 1`.
        Never below 0 where both rows add up to 1 exactly; rounded rows may give a little less.

    In other libraries
        torch.nn.KLDivLoss (torch): with the roles exchanged: the logarithm of the target first
        scipy.special.rel_entr (scipy): element by element, prediction first

    Reference
        Gu, Dong, Wei and Huang (2023), MiniLLM: Knowledge distillation of large language models,
        arXiv:2306.08543
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

reverse_kl: _ReverseKl

class _JsDivergence(Loss):
    """js_divergence(pred, target, beta=0.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The Jensen-Shannon divergence between two distributions.

    How far both are from their mixture, in nats: never infinite, and at most ln 2 for `beta = 0.5`,
    where it is symmetric. Each row is a distribution; the loss of a row is the sum over it. Between
    distributions that do not overlap it is flat, so it gives no direction there.

    Formula
        beta*target*log(target/(beta*target + (1 - beta)*pred)) + (1 - beta)*pred*log(pred/(beta*target + (1 - beta)*pred))
        of each row: the sum

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Parameters
        beta: (0, 1), default 0.5
            The share of the target in the mixture.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        js_divergence.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        js_divergence.hessian_vector_product: with `vector`, an array of the shape of the input
        js_divergence.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one element; a row is summed. Where the prediction is 0 and the target is
        not, the slope is -inf.

    In other libraries
        scipy.spatial.distance.jensenshannon (scipy): its square, and it normalises the rows
        LigerJSD (liger-kernel): takes logarithms of probabilities

    Reference
        Lin (1991), Divergence measures based on the Shannon entropy, doi:10.1109/18.61115
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, beta: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, beta: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, beta: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowProduct]) -> _T: ...

js_divergence: _JsDivergence

class _GeneralizedJsd(Loss):
    """generalized_jsd(pred, target, beta=0.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The Jensen-Shannon divergence with both ends: KL for `beta = 0`, reverse KL for `beta = 1`.

    For distillation, where `beta` chooses between covering the teacher and seeking its mode: `beta` is
    the share of the target in the mixture, and the weight of its divergence from the mixture. Between
    the ends it is [`JsDivergence`](crate::JsDivergence), which goes to 0 towards them; at them it
    jumps.

    Formula
        Piecewise((target*log(target/pred), beta <= 0), (pred*(log(pred) - log(target)), beta >= 1), (beta*target*log(target/(beta*target + (1 - beta)*pred)) + (1 - beta)*pred*log(pred/(beta*target + (1 - beta)*pred)), True))
        of each row: the sum

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Parameters
        beta: [0, 1], default 0.5
            The share of the target in the mixture; 0 is KL, 1 reverse KL.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        generalized_jsd.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        generalized_jsd.hessian_vector_product: with `vector`, an array of the shape of the input
        generalized_jsd.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one element; a row is summed. Bounded between the ends, infinite at them
        where supports differ. Never below 0, at an end of distributions that add up to 1 exactly.

    In other libraries
        trl.GKDTrainer (trl): the same beta; takes logits, the student first
        LigerJSD (liger-kernel): the same beta; takes logarithms of probabilities

    Reference
        Agarwal, Vieillard, Zhou, Stanczyk, Ramos, Geist and Bachem (2023), On-policy distillation of
        language models, arXiv:2306.13649
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, beta: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, beta: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, beta: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowProduct]) -> _T: ...

generalized_jsd: _GeneralizedJsd

class _JsDistance(Loss):
    """js_distance(pred, target, beta=0.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The Jensen-Shannon distance between two distributions.

    The root of [`JsDivergence`](crate::JsDivergence), for each row: for `beta = 0.5` a metric, so it
    obeys the triangle inequality, from 0 to the root of ln 2. Use it to compare and to cluster
    distributions; to train use the divergence, whose slope has no kink.

    Formula
        beta*target*log(target/(beta*target + (1 - beta)*pred)) + (1 - beta)*pred*log(pred/(beta*target + (1 - beta)*pred))
        of each row, where `total` is its sum: sqrt(total)

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Parameters
        beta: (0, 1), default 0.5
            The share of the target in the mixture.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        js_distance.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        js_distance.hessian_vector_product: with `vector`, an array of the shape of the input
        js_distance.boosting: the gradient, and the size of the hessian

    Behaviour
        The formula is that of one element; the loss of a row is the root of its sum. At equal rows there is
        a kink, with slope 0. Where the prediction is 0 and the target is not, the slope is -inf.

    In other libraries
        scipy.spatial.distance.jensenshannon (scipy): normalises the rows; has no beta

    Reference
        Endres and Schindelin (2003), A new metric for probability distributions,
        doi:10.1109/TIT.2003.813506
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, beta: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, beta: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, beta: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, beta: float = 0.5, **options: Unpack[_RowProduct]) -> _T: ...

js_distance: _JsDistance

class _TvDistance(Loss):
    """tv_distance(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The total variation distance between two distributions.

    Half the sum of the absolute differences: the largest difference that the two make to the
    probability of any event, from 0 to 1. Outliers of a ratio do not count, which makes it robust; its
    gradient has a size but no scale. Each row is a distribution.

    Formula
        Abs(pred - target)/2
        of each row: the sum

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        tv_distance.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        tv_distance.hessian_vector_product: with `vector`, an array of the shape of the input
        tv_distance.boosting: the gradient, and 1

    Behaviour
        The formula is that of one element; a row is summed. The gradient of an element is -1/2 or 1/2, and
        0 where the two are equal; at 0 and at 1 it is that from inside. The Lipschitz constant is that of
        the 1-norm: it bounds each entry of the gradient.

    In other libraries
        LigerTVDLoss (liger-kernel)

    Aliases
        total_variation_distance

    Reference
        Kullback (1967), A lower bound for discrimination information in terms of variation,
        doi:10.1109/TIT.1967.1053968
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

tv_distance: _TvDistance
total_variation_distance: _TvDistance

class _Hellinger(Loss):
    """hellinger(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The Hellinger distance between two distributions.

    The Euclidean distance of the roots of the probabilities, over the root of 2: a metric from 0 to 1,
    which bounds the total variation from both sides. Its square is smooth where this has a kink.

    Formula
        (sqrt(pred) - sqrt(target))**2/2
        of each row, where `total` is its sum: sqrt(total)

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        hellinger.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        hellinger.hessian_vector_product: with `vector`, an array of the shape of the input
        hellinger.boosting: the gradient, and the size of the hessian

    Behaviour
        The formula is that of one element; the loss of a row is the root of its sum. At equal rows there is
        a kink, with slope 0. Where the prediction is 0 and the target is not, the slope is -inf.

    In other libraries
        scipy.spatial.distance.euclidean (scipy): of the roots, times the root of 2

    Aliases
        hellinger_distance

    Reference
        Hellinger (1909), Neue Begruendung der Theorie quadratischer Formen von unendlichvielen
        Veraenderlichen, doi:10.1515/crll.1909.136.210
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

hellinger: _Hellinger
hellinger_distance: _Hellinger

class _PearsonChiSquared(Loss):
    """pearson_chi_squared(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Pearson's chi-squared divergence of a predicted distribution from the target.

    The statistic of the goodness of fit: what was expected is the prediction, what was observed the
    target, and each squared difference counts by what was expected. It punishes a prediction that rules
    out what happens harder than [`KlDivergence`](crate::KlDivergence), which it bounds from above; a
    bounded one is [`JsDivergence`](crate::JsDivergence). Each row is a distribution; the loss of a row
    is the sum over it.

    Formula
        (pred - target)**2/pred
        of each row: the sum

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        pearson_chi_squared.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        pearson_chi_squared.hessian_vector_product: with `vector`, an array of the shape of the input
        pearson_chi_squared.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one element; a row is summed. 0 where both are 0, infinite where only the
        prediction is. Near the target it is twice the Kullback-Leibler divergence.

    In other libraries
        scipy.stats.chisquare (scipy): of counts: the target is f_obs, the prediction f_exp

    Reference
        Pearson (1900), On the criterion that a given system of deviations from the probable in the case of
        a correlated system of variables is such that it can be reasonably supposed to have arisen from
        random sampling, doi:10.1080/14786440009463897
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

pearson_chi_squared: _PearsonChiSquared

class _NeymanChiSquared(Loss):
    """neyman_chi_squared(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Neyman's chi-squared divergence of a predicted distribution from the target.

    [`PearsonChiSquared`](crate::PearsonChiSquared) with the target in the denominator: a weighted
    squared error, so a parabola in the prediction, which fits by least squares. It punishes a
    prediction that allows what hardly happens; where the target has zeros it is infinite unless the
    prediction has them too. Each row is a distribution; the loss of a row is the sum over it.

    Formula
        (pred - target)**2/target
        of each row: the sum

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        neyman_chi_squared.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        neyman_chi_squared.hessian_vector_product: with `vector`, an array of the shape of the input
        neyman_chi_squared.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one element; a row is summed. 0 where both are 0, infinite where only the
        target is. Near the target it is twice the Kullback-Leibler divergence.

    In other libraries
        scipy.stats.power_divergence (scipy): of counts, with lambda_="neyman": the target is f_obs, the prediction f_exp

    Reference
        Cressie and Read (1984), Multinomial goodness-of-fit tests, doi:10.1111/j.2517-6161.1984.tb01318.x
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...

neyman_chi_squared: _NeymanChiSquared

class _Information(Loss):
    """information(pred, base='e', *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The information of what happened: its surprise.

    The logarithmic score of the probability that was given to what happened: 0 for what was certain,
    infinite for what was ruled out. Its mean over events is the cross-entropy, which
    [`CategoricalCrossEntropy`](crate::CategoricalCrossEntropy) takes from whole distributions.

    Formula
        -log(pred)/log(base)

    Inputs
        pred
            array of any shape, [0, 1]

    Parameters
        base: 'e' or '2' or '10', default 'e'
            The base of the logarithm: e for nats, 2 for bits, 10 for bans.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        information.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        information.hessian_vector_product: with `vector`, an array of the shape of the input
        information.boosting: the gradient, and the hessian

    Behaviour
        0 at a probability of 1 with slope -1 in nats, infinite at 0.

    In other libraries
        sklearn.metrics.log_loss (scikit-learn): its mean over samples, from rows of probabilities

    Aliases
        surprisal, log_score

    Reference
        Shannon (1948), A mathematical theory of communication, doi:10.1002/j.1538-7305.1948.tb01338.x
    """

    @overload
    def __call__(self, pred: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, base: Literal["e", "2", "10"] = "e", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, base: Literal["e", "2", "10"] = "e", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, base: Literal["e", "2", "10"] = "e", *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Product]) -> _T: ...

information: _Information
surprisal: _Information
log_score: _Information

class _Entropy(Loss):
    """entropy(pred, base='e', *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    What each outcome adds to the entropy of a distribution.

    The entropy is the `sum` over the outcomes: ask for that, not for the mean. Subtracted from a cost
    it keeps a policy or an assignment from deciding too early; added, it makes it decide.

    Formula
        -pred*log(pred)/log(base)

    Inputs
        pred
            array of any shape, [0, 1]

    Parameters
        base: 'e' or '2' or '10', default 'e'
            The base of the logarithm: e for nats, 2 for bits, 10 for bans.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        entropy.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        entropy.hessian_vector_product: with `vector`, an array of the shape of the input
        entropy.boosting: the gradient, and the size of the hessian

    Behaviour
        0 at probabilities of 0 and 1, largest at 1/e; the slope at 0 is infinite.

    In other libraries
        scipy.special.entr (scipy): in nats
        scipy.stats.entropy (scipy): the sum, and it normalises
        torch.special.entr (torch): in nats

    Reference
        Shannon (1948), A mathematical theory of communication, doi:10.1002/j.1538-7305.1948.tb01338.x
    """

    @overload
    def __call__(self, pred: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, base: Literal["e", "2", "10"] = "e", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, base: Literal["e", "2", "10"] = "e", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, base: Literal["e", "2", "10"] = "e", *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, base: Literal["e", "2", "10"] = "e", **options: Unpack[_Product]) -> _T: ...

entropy: _Entropy

class _CategoricalCrossEntropy(Loss):
    """categorical_cross_entropy(pred, target, base='e', *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy of two distributions, from probabilities.

    The mean information of what the target says, coded by the prediction. Each row is a distribution;
    for a class label the target is 1 there and 0 elsewhere. Use it to score probabilities; to train a
    model use [`CrossEntropy`](crate::CrossEntropy), which takes logits and keeps digits that are lost
    here.

    Formula
        -target*log(pred)/log(base)
        of each row: the sum

    Inputs
        pred
            array (..., classes), [0, 1]
        target
            integers (...), the class of each row, or array (..., classes) of distributions

    Parameters
        base: 'e' or '2' or '10', default 'e'
            The base of the logarithm: e for nats, 2 for bits, 10 for bans.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        categorical_cross_entropy.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        categorical_cross_entropy.hessian_vector_product: with `vector`, an array of the shape of the input
        categorical_cross_entropy.boosting: the gradient, and the hessian

    Behaviour
        The formula is that of one element; a row is summed. 0 where the target is 0, infinite where only
        the prediction is: nothing is clamped, and rows are not normalised. Least, the entropy of the
        target, where both are equal.

    In other libraries
        keras.losses.CategoricalCrossentropy (keras): normalises the rows and clamps to 1e-7
        sklearn.metrics.log_loss (scikit-learn): of labels; clamps

    Reference
        Good (1952), Rational decisions, doi:10.1111/j.2517-6161.1952.tb00104.x
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, base: Literal["e", "2", "10"] = "e", *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, base: Literal["e", "2", "10"] = "e", *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_RowGrad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, base: Literal["e", "2", "10"] = "e", *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_RowGrad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, base: Literal["e", "2", "10"] = "e", **options: Unpack[_RowProduct]) -> _T: ...

categorical_cross_entropy: _CategoricalCrossEntropy

class _GaussianKl(Loss):
    """gaussian_kl(mean, variance, target_mean, target_variance, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The Kullback-Leibler divergence of a normal distribution from another one.

    Of the predicted distribution, by its mean and variance, from the target's: in nats, what is lost
    when the target stands in for the prediction. For variational autoencoders with a learned prior, for
    Bayesian layers, and as a trust region of policies. To compare with mean 0 and variance 1 use
    [`StandardGaussianKl`](crate::StandardGaussianKl).

    Formula
        ((mean - target_mean)**2/target_variance + variance/target_variance - 1 - log(variance/target_variance))/2

    Inputs
        mean
            array of any shape, any number
        variance
            array of the shape of `mean`, (0, inf)
        target_mean
            array of the shape of `mean`, any number
        target_variance
            array of the shape of `mean`, (0, inf)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        gaussian_kl.grad, .hess, .value_and_grad, .grad_and_hess; wrt: mean, variance, target_mean, target_variance
        gaussian_kl.hessian_vector_product: with `vector`, an array of the shape of the input
        gaussian_kl.boosting: the gradient, and the hessian

    Behaviour
        0 where both distributions are the same. It grows with the square of the distance of the means,
        measured by the target's variance, and without bound where either variance goes to 0.

    In other libraries
        torch.distributions.kl_divergence (torch): of two Normal, which have standard deviations
        tfp.distributions.kl_divergence (tensorflow-probability): likewise

    Reference
        Kullback and Leibler (1951), On information and sufficiency, doi:10.1214/aoms/1177729694
    """

    @overload
    def __call__(self, mean: ArrayLike, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, mean: _T, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, mean: ArrayLike, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, mean: _T, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, mean: _T, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, mean: _T, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, mean: _T, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, mean: _T, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, mean: _T, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, mean: _T, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, mean: _T, variance: ArrayLike, target_mean: ArrayLike, target_variance: ArrayLike, **options: Unpack[_Product]) -> _T: ...

gaussian_kl: _GaussianKl

class _StandardGaussianKl(Loss):
    """standard_gaussian_kl(mean, variance, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The Kullback-Leibler divergence of a normal distribution from the standard one.

    The regulariser of a variational autoencoder, for each latent number: how far the distribution with
    this mean and variance is from mean 0 and variance 1, in nats. Peers take the logarithm of the
    variance; this takes the variance.

    Formula
        (mean**2 + variance - 1 - log(variance))/2

    Inputs
        mean
            array of any shape, any number
        variance
            array of the shape of `mean`, (0, inf)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        standard_gaussian_kl.grad, .hess, .value_and_grad, .grad_and_hess; wrt: mean, variance
        standard_gaussian_kl.hessian_vector_product: with `vector`, an array of the shape of the input
        standard_gaussian_kl.boosting: the gradient, and the hessian

    Behaviour
        0 at mean 0 and variance 1. It grows with the square of the mean, with the variance, and without
        bound towards a variance of 0, which is not allowed.

    In other libraries
        torch.distributions.kl_divergence (torch): of two Normal, which have standard deviations
        tfp.distributions.kl_divergence (tensorflow-probability): likewise

    Reference
        Kingma and Welling (2013), Auto-encoding variational Bayes, arXiv:1312.6114
    """

    @overload
    def __call__(self, mean: ArrayLike, variance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, mean: _T, variance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, mean: ArrayLike, variance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, mean: _T, variance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, mean: _T, variance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, mean: _T, variance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, mean: _T, variance: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, mean: _T, variance: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, mean: _T, variance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, mean: _T, variance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, mean: _T, variance: ArrayLike, **options: Unpack[_Product]) -> _T: ...

standard_gaussian_kl: _StandardGaussianKl

class _PoissonNll(Loss):
    """poisson_nll(pred, target, log_input=True, full=False, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The negative log-likelihood of a count.

    For counts whose mean is predicted: by its logarithm, which is the usual way, or with `log_input =
    false` by itself. Without `full` the terms that depend on the count alone are left out, which
    changes no gradient.

    Formula
        Piecewise((exp(pred) - target*pred, log_input), (pred - target*log(pred), True)) + Piecewise((loggamma(target + 1), full), (0, True))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, [0, inf)

    Parameters
        log_input: True or False, default True
            Whether the prediction is the logarithm of the mean.
        full: True or False, default False
            Whether the logarithm of the factorial of the count is added: exactly, not by Stirling's
            formula.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        poisson_nll.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        poisson_nll.hessian_vector_product: with `vector`, an array of the shape of the input
        poisson_nll.boosting: the gradient, and the hessian

    Behaviour
        Least where the mean equals the count. It may be negative unless `full`. `0 log 0` is 0.

    Dialects
        poisson_nll(dialect="keras"): keras.losses.Poisson
        poisson_nll(log_input, full, eps, dialect="torch"): torch.nn.PoissonNLLLoss

    In other libraries
        torch.nn.PoissonNLLLoss (torch): adds 1e-8 to the rate; full is Stirling's formula
        sklearn._loss.HalfPoissonLoss (scikit-learn)
        count:poisson (xgboost): its hessian is enlarged by max_delta_step

    Aliases
        poisson

    Reference
        Nelder and Wedderburn (1972), Generalized linear models, doi:10.2307/2344614
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, log_input: bool = True, full: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, log_input: bool = True, full: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, log_input: bool = True, full: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, log_input: bool = True, full: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, log_input: bool = True, full: bool = False, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, log_input: bool = True, full: bool = False, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, log_input: bool = True, full: bool = False, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, log_input: bool = True, full: bool = False, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, log_input: bool = True, full: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, log_input: bool = True, full: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, log_input: bool = True, full: bool = False, **options: Unpack[_Product]) -> _T: ...

poisson_nll: _PoissonNll
poisson: _PoissonNll

class _PoissonDeviance(Loss):
    """poisson_deviance(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The deviance of a count, of which the mean is predicted.

    Twice what the log-likelihood of a Poisson distribution lacks of its best: 0 where the mean equals
    the count, so it can be compared between data sets. To train a model on the logarithm of the mean
    use [`PoissonNll`](crate::PoissonNll).

    Formula
        2*(target*log(target/pred) - target + pred)

    Inputs
        pred
            array of any shape, [0, inf)
        target
            array of the shape of `pred`, [0, inf)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        poisson_deviance.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        poisson_deviance.hessian_vector_product: with `vector`, an array of the shape of the input
        poisson_deviance.boosting: the gradient, and the hessian

    Behaviour
        0 where mean and count are equal, also where both are 0; infinite where a mean of 0 meets another
        count.

    Dialects
        half_poisson_deviance(dialect="sklearn"): sklearn._loss.loss.HalfTweedieLossIdentity

    In other libraries
        sklearn.metrics.mean_poisson_deviance (scikit-learn): refuses means of 0
        scipy.special.kl_div (scipy): half of it, count first

    Reference
        Nelder and Wedderburn (1972), Generalized linear models, doi:10.2307/2344614
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

poisson_deviance: _PoissonDeviance

class _GammaNll(Loss):
    """gamma_nll(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The negative log-likelihood of a positive number with a gamma distribution.

    For claims, durations and other positive numbers whose spread grows with their mean. The logarithm
    of the mean is predicted; what depends on the number and the shape alone is left out, and the rest
    divided by the shape, which changes no minimum. For means use
    [`GammaDeviance`](crate::GammaDeviance).

    Formula
        pred + target*exp(-pred)

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, (0, inf)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        gamma_nll.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        gamma_nll.hessian_vector_product: with `vector`, an array of the shape of the input
        gamma_nll.boosting: the gradient, and the hessian

    Behaviour
        Least, `log(target) + 1`, where the mean equals the target; it may be negative. Linear above,
        exponential below.

    In other libraries
        sklearn._loss.HalfGammaLoss (scikit-learn)
        reg:gamma (xgboost)
        gamma (lightgbm)

    Aliases
        gamma

    Reference
        Nelder and Wedderburn (1972), Generalized linear models, doi:10.2307/2344614
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

gamma_nll: _GammaNll
gamma: _GammaNll

class _GammaDeviance(Loss):
    """gamma_deviance(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The deviance of a positive number, of which the mean is predicted.

    Twice what the log-likelihood of a gamma distribution lacks of its best: it depends on the quotient
    of number and mean alone, so relative errors count alike at every scale. To train a model on the
    logarithm of the mean use [`GammaNll`](crate::GammaNll).

    Formula
        2*(target/pred - 1 - log(target/pred))

    Inputs
        pred
            array of any shape, (0, inf)
        target
            array of the shape of `pred`, (0, inf)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        gamma_deviance.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        gamma_deviance.hessian_vector_product: with `vector`, an array of the shape of the input
        gamma_deviance.boosting: the gradient, and the size of the hessian

    Behaviour
        0 where mean and number are equal. Grows like a logarithm of large means and like the inverse of
        small ones; convex up to twice the target.

    Dialects
        half_gamma_deviance(dialect="sklearn"): sklearn._loss.loss.HalfTweedieLossIdentity

    In other libraries
        sklearn.metrics.mean_gamma_deviance (scikit-learn)

    Reference
        Nelder and Wedderburn (1972), Generalized linear models, doi:10.2307/2344614
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

gamma_deviance: _GammaDeviance

class _Tweedie(Loss):
    """tweedie(pred, target, power=1.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The negative log-likelihood of a number whose variance is a power of its mean.

    A power between 1 and 2 is a sum of a Poisson number of gamma claims: for costs and amounts of rain,
    which are often exactly 0 and else positive. The logarithm of the mean is predicted; terms that
    depend on the number alone, and the dispersion, are left out. Between 0 and 1 there is no such
    distribution.

    Formula
        Piecewise((exp(pred) - target*pred, Eq(power, 1)), (pred + target*exp(-pred), Eq(power, 2)), (exp((2 - power)*pred)/(2 - power) - target*exp((1 - power)*pred)/(1 - power), True))

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, [0, inf)

    Parameters
        power: up to 0, or from 1, default 1.5
            The power of the mean: 0 is normal, 1 Poisson, 2 gamma, 3 inverse normal.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        tweedie.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        tweedie.hessian_vector_product: with `vector`, an array of the shape of the input
        tweedie.boosting: the gradient, and the size of the hessian

    Behaviour
        Least where the mean equals the target. Convex for powers from 1 to 2, with a target of 0 allowed;
        for larger ones the target is positive.

    Dialects
        tweedie(tweedie_variance_power, dialect="xgboost"): reg:tweedie
        tweedie(tweedie_variance_power, dialect="lightgbm"): tweedie

    In other libraries
        sklearn._loss.HalfTweedieLoss (scikit-learn)
        reg:tweedie (xgboost): tweedie_variance_power, between 1 and 2
        tweedie (lightgbm): tweedie_variance_power, from 1 up to 2

    Reference
        Jorgensen (1987), Exponential dispersion models, doi:10.1111/j.2517-6161.1987.tb01685.x
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, power: float = 1.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, power: float = 1.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, power: float = 1.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, power: float = 1.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, power: float = 1.5, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Product]) -> _T: ...

tweedie: _Tweedie

class _TweedieDeviance(Loss):
    """tweedie_deviance(pred, target, power=1.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The deviance of a number whose variance is a power of its mean, which is predicted.

    Twice what the log-likelihood lacks of its best. The power says how errors weigh at different
    scales: 0 counts them alike, 1 relative to the mean's root, 2 relative to the mean. To train a model
    on the logarithm of the mean use [`Tweedie`](crate::Tweedie).

    Formula
        Piecewise(((pred - target)**2, Eq(power, 0)), (2*(target*log(target/pred) - target + pred), Eq(power, 1)), (2*(target/pred - 1 - log(target/pred)), Eq(power, 2)), (2*(Max(target, 0)**(2 - power)/((1 - power)*(2 - power)) - target*pred**(1 - power)/(1 - power) + pred**(2 - power)/(2 - power)), True))

    Inputs
        pred
            array of any shape, (0, inf)
        target
            array of the shape of `pred`, [0, inf)

    Parameters
        power: up to 0, or from 1, default 1.5
            The power of the mean: 0 is the squared error, 1 Poisson, 2 gamma, 3 inverse normal.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        tweedie_deviance.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        tweedie_deviance.hessian_vector_product: with `vector`, an array of the shape of the input
        tweedie_deviance.boosting: the gradient, and the size of the hessian

    Behaviour
        0 where mean and number are equal. For negative powers a negative target counts as 0 in its own
        power.

    Dialects
        tweedie_deviance(power, dialect="sklearn"): sklearn.metrics.mean_tweedie_deviance
        half_tweedie_deviance(power, dialect="sklearn"): sklearn._loss.loss.HalfTweedieLossIdentity
        tweedie_deviance(power, dialect="torchmetrics"): TweedieDevianceScore

    In other libraries
        sklearn.metrics.mean_tweedie_deviance (scikit-learn): its power is 0 by default
        TweedieDevianceScore (torchmetrics): its power is 0 by default

    Reference
        Jorgensen (1987), Exponential dispersion models, doi:10.1111/j.2517-6161.1987.tb01685.x
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, power: float = 1.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, power: float = 1.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, power: float = 1.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, power: float = 1.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, power: float = 1.5, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, power: float = 1.5, **options: Unpack[_Product]) -> _T: ...

tweedie_deviance: _TweedieDeviance

class _NegativeBinomial(Loss):
    """negative_binomial(pred, target, dispersion=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The negative log-likelihood of a count that varies more than Poisson's.

    For counts whose variance is `mean + dispersion mean^2`. The logarithm of the mean is predicted; the
    terms that depend on the count and the dispersion alone are left out, so the limit for a small
    dispersion is [`PoissonNll`](crate::PoissonNll).

    Formula
        (target + 1/dispersion)*log(1 + dispersion*exp(pred)) - target*pred

    Inputs
        pred
            array of any shape, any number
        target
            array of the shape of `pred`, [0, inf)

    Parameters
        dispersion: (0, inf), default 1.0
            How much the variance exceeds the mean: by this times its square.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        negative_binomial.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred, target
        negative_binomial.hessian_vector_product: with `vector`, an array of the shape of the input
        negative_binomial.boosting: the gradient, and the hessian

    Behaviour
        Least where the mean equals the count; it may be negative for a dispersion below 1. Linear on both
        sides.

    In other libraries
        NegativeBinomialDistributionLoss (pytorch-forecasting): predicts the mean and the shape, 1/dispersion

    Reference
        Lawless (1987), Negative binomial and mixed Poisson regression, doi:10.2307/3314912
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, dispersion: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, dispersion: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, dispersion: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, dispersion: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, dispersion: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, dispersion: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, dispersion: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, dispersion: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, dispersion: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, dispersion: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, dispersion: float = 1.0, **options: Unpack[_Product]) -> _T: ...

negative_binomial: _NegativeBinomial

class _Euclidean(Loss):
    """euclidean(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The length of the straight line between two vectors.

    The distance of everyday space, and the default where coordinates have one unit. One large
    difference outweighs many small ones; coordinates of different units want
    [`Mahalanobis`](crate::Mahalanobis), or to be scaled. It does not change where both vectors are
    moved or turned. Coordinates of any size are fine: squares neither overflow nor vanish.

    Formula
        near
        of each row, where `total` is its sum: sqrt(sum)

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        euclidean.grad, .value_and_grad; wrt: a, b
        euclidean.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        euclidean.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        euclidean.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        A kink of slope 0 where the vectors coincide; elsewhere the gradient has length 1.

    In other libraries
        scipy.spatial.distance.euclidean (scipy)
        torch.nn.PairwiseDistance (torch): adds 1e-6 to each difference

    Aliases
        l2_distance

    Reference
        Deza and Deza (2016), Encyclopedia of distances, doi:10.1007/978-3-662-52844-0
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

euclidean: _Euclidean
l2_distance: _Euclidean

class _SquaredEuclidean(Loss):
    """squared_euclidean(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The sum of the squared differences of two vectors.

    What k-means and prototypes are about: no root, so the gradient grows with the distance and there is
    no kink. It breaks the triangle inequality, and far vectors dominate a mean;
    [`Euclidean`](crate::Euclidean) does neither.

    Formula
        near
        of each row, where `total` is its sum: sum

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        squared_euclidean.grad, .value_and_grad; wrt: a, b
        squared_euclidean.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        squared_euclidean.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        squared_euclidean.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        Smooth everywhere; the gradient is twice the difference.

    In other libraries
        scipy.spatial.distance.sqeuclidean (scipy)

    Reference
        Deza and Deza (2016), Encyclopedia of distances, doi:10.1007/978-3-662-52844-0
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

squared_euclidean: _SquaredEuclidean

class _Manhattan(Loss):
    """manhattan(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The sum of the absolute differences of two vectors.

    The way in a city of streets at right angles. Each coordinate counts by its difference alone, so one
    outlying coordinate does less harm than in [`Euclidean`](crate::Euclidean).

    Formula
        near
        of each row, where `total` is its sum: sum

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        manhattan.grad, .value_and_grad; wrt: a, b
        manhattan.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        manhattan.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        manhattan.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        The gradient is the sign of each difference, and 0 where a coordinate agrees.

    In other libraries
        scipy.spatial.distance.cityblock (scipy)
        torch.nn.PairwiseDistance (torch): with p=1; adds 1e-6 to each difference

    Aliases
        cityblock, taxicab

    Reference
        Deza and Deza (2016), Encyclopedia of distances, doi:10.1007/978-3-662-52844-0
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

manhattan: _Manhattan
cityblock: _Manhattan
taxicab: _Manhattan

class _Chebyshev(Loss):
    """chebyshev(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The largest absolute difference of two vectors.

    The moves of a king: the coordinate that differs most is the distance, the others are free. For
    tolerances that hold in every coordinate.

    Formula
        near
        of each row, where `total` is its sum: largest

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        chebyshev.grad, .value_and_grad; wrt: a, b
        chebyshev.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        chebyshev.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        chebyshev.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        The gradient is the sign of the largest difference, in that coordinate alone; 0 where several are
        the largest.

    In other libraries
        scipy.spatial.distance.chebyshev (scipy)
        torch.nn.PairwiseDistance (torch): with p=inf; adds 1e-6 to each difference

    Reference
        Deza and Deza (2016), Encyclopedia of distances, doi:10.1007/978-3-662-52844-0
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

chebyshev: _Chebyshev

class _Minkowski(Loss):
    """minkowski(a, b, p=2.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The root of the sum of the powers of the differences of two vectors.

    `p = 1` is [`Manhattan`](crate::Manhattan), `p = 2` [`Euclidean`](crate::Euclidean), and towards
    infinity it becomes [`Chebyshev`](crate::Chebyshev): the larger `p`, the more the largest difference
    decides. Powers of any size are fine: differences are divided by the largest first.

    Formula
        near
        of each row, where `total` is its sum: sum**(1/p)

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Parameters
        p: [1, inf), default 2.0
            The power of the differences.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        minkowski.grad, .value_and_grad; wrt: a, b
        minkowski.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        minkowski.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        minkowski.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        A kink where the vectors coincide; for `p` up to 2 also a kink, or a bend without bound, where a
        coordinate agrees.

    In other libraries
        scipy.spatial.distance.minkowski (scipy): its `p` may be below 1, which is no distance
        torch.nn.PairwiseDistance (torch): adds 1e-6 to each difference

    Aliases
        lp_distance

    Reference
        Deza and Deza (2016), Encyclopedia of distances, doi:10.1007/978-3-662-52844-0
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, p: float = 2.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, p: float = 2.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, p: float = 2.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, p: float = 2.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, p: float = 2.0, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, p: float = 2.0, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, p: float = 2.0, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, p: float = 2.0, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, p: float = 2.0, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, p: float = 2.0, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

minkowski: _Minkowski
lp_distance: _Minkowski

class _Canberra(Loss):
    """canberra(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The sum of the differences of two vectors, each divided by the sizes of its coordinates.

    A weighted [`Manhattan`](crate::Manhattan) in which each coordinate counts by at most 1, whatever
    its unit: a change from 0 to anything is 1. For counts and concentrations of very different sizes;
    it is most sensitive near 0.

    Formula
        near
        of each row, where `total` is its sum: sum

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        canberra.grad, .value_and_grad; wrt: a, b
        canberra.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        canberra.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        canberra.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        Two zeros add nothing. It jumps where one of the coordinates is 0 and the other becomes it.

    In other libraries
        scipy.spatial.distance.canberra (scipy)

    Reference
        Lance and Williams (1966), Computer programs for hierarchical polythetic classification,
        doi:10.1093/comjnl/9.1.60
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

canberra: _Canberra

class _BrayCurtis(Loss):
    """bray_curtis(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The differences of two vectors in all, as a part of their sums in all.

    The measure of ecologists for two samples of counts: 0 where they are the same and 1 where they
    share nothing. The total counts, so two samples of one composition and different sizes are not at 0;
    divide by the totals first where only the composition matters. It is no metric: the triangle
    inequality does not hold.

    Formula
        near
        of each row, where `total` is its sum: Piecewise((0, Eq(sums, 0)), (gaps/sums, True))

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        bray_curtis.grad, .value_and_grad; wrt: a, b
        bray_curtis.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        bray_curtis.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        bray_curtis.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        Two vectors of zeros are at 0. Kinks where coordinates agree.

    In other libraries
        scipy.spatial.distance.braycurtis (scipy): NaN of two zero vectors

    Reference
        Bray and Curtis (1957), An ordination of the upland forest communities of southern Wisconsin,
        doi:10.2307/1942268
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

bray_curtis: _BrayCurtis

class _Mahalanobis(Loss):
    """mahalanobis(a, b, covariance=None, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The distance of two vectors in the unit of a covariance.

    The Euclidean distance after the coordinates were made uncorrelated and of one spread: a difference
    counts by how unusual it is. From the mean of a normal distribution it says how far out a vector is.
    It takes the covariance itself, not its inverse, by a Cholesky decomposition; one that is not
    positive definite is an error that names the pivot. Without a covariance it is
    [`Euclidean`](crate::Euclidean).

    Formula
        near
        of each row, where `total` is its sum: sqrt(sum)

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Parameters
        covariance: array (coordinates, coordinates), symmetric and positive definite, or None, default None
            The covariance of the coordinates, row after row; that of uncorrelated ones of spread 1 if none.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        mahalanobis.grad, .value_and_grad; wrt: a, b
        mahalanobis.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        mahalanobis.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        mahalanobis.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        `z` is the difference of the vectors in the unit of the covariance: `L z = a - b`, where `L` is its
        Cholesky factor. A kink of slope 0 where the vectors coincide.

    In other libraries
        scipy.spatial.distance.mahalanobis (scipy): takes the inverse of the covariance

    Reference
        Mahalanobis (1936), On the generalised distance in statistics, doi:10.1007/s13171-019-00164-5
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, covariance: Sequence[float] | ArrayLike | None = None, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

mahalanobis: _Mahalanobis

class _CosineDistance(Loss):
    """cosine_distance(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    One minus the cosine of the angle between two vectors.

    For what has a direction and no size: counts of words, embeddings. 0 where the directions agree, 1
    at a right angle, 2 where they are opposite. A vector of zeros has no direction: its cosine with any
    other is 0, and its gradient too. Near 0 all digits are right, also where the vectors are nearly
    parallel, and coordinates may have any size.

    Formula
        near
        of each row, where `total` is its sum: Piecewise((1, Eq(aa*bb, 0)), (1 - ab/sqrt(aa*bb), True))

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        cosine_distance.grad, .value_and_grad; wrt: a, b
        cosine_distance.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        cosine_distance.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        cosine_distance.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        The gradient stands at a right angle to the vector that it is in, and is the larger the shorter that
        is.

    In other libraries
        scipy.spatial.distance.cosine (scipy): NaN or 0 of a zero vector, by its version
        torch.nn.functional.cosine_similarity (torch): 1 minus it; divides by at least 1e-8
        optax.losses.cosine_distance (optax): NaN of a zero vector
        keras.losses.CosineSimilarity (keras): less 1; divides by norms of at least 1e-7

    Reference
        Salton, Wong and Yang (1975), A vector space model for automatic indexing, doi:10.1145/361219.361220
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

cosine_distance: _CosineDistance

class _AngularDistance(Loss):
    """angular_distance(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The angle between two vectors, as a part of a half turn.

    For what has a direction and no size, where the cosine distance is too flat: near 0 it grows as the
    angle does, not as its square, and it obeys the triangle inequality. 0 where the directions agree,
    1/2 at a right angle, 1 where they are opposite. A vector of zeros has no direction: it is at a
    right angle to any other, and has the gradient 0.

    Formula
        acos(1 - near)/pi
        of each row, where `total` is its sum: Piecewise((1, Eq(aa*bb, 0)), (1 - ab/sqrt(aa*bb), True))

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        angular_distance.grad, .value_and_grad; wrt: a, b
        angular_distance.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        angular_distance.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        angular_distance.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        `near` is one minus the cosine. It is made of one minus and one plus the cosine, neither of which
        cancels, so that angles near 0 and near a half turn have all their digits. The gradient stands at a
        right angle to the vector that it is in, and its length is one over that of the vector and pi; where
        the directions agree or are opposite there is a kink, with the slope 0.

    In other libraries
        universal-sentence-encoder, angular similarity (tensorflow-hub): 1 minus it

    Reference
        Cer et al. (2018), Universal sentence encoder, arXiv:1803.11175
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

angular_distance: _AngularDistance

class _PearsonDistance(Loss):
    """pearson_distance(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    One minus the correlation of two vectors.

    The cosine distance of the vectors from their means: neither what is added to a vector nor what it
    is multiplied by changes it. As a loss of regression it asks for the right shape and leaves the
    scale free; where the scale counts take [`ConcordanceDistance`](crate::ConcordanceDistance). A
    vector that does not vary has correlation 0.

    Formula
        near
        of each row, where `total` is its sum: Piecewise((1, Eq(aa*bb, 0)), (1 - ab/sqrt(aa*bb), True))

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        pearson_distance.grad, .value_and_grad; wrt: a, b
        pearson_distance.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        pearson_distance.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        pearson_distance.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        The gradient adds up to 0 over a vector.

    In other libraries
        scipy.spatial.distance.correlation (scipy): NaN of a vector that does not vary

    Aliases
        correlation_distance

    Reference
        Pearson (1895), Note on regression and inheritance in the case of two parents,
        doi:10.1098/rspl.1895.0041
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

pearson_distance: _PearsonDistance
correlation_distance: _PearsonDistance

class _ConcordanceDistance(Loss):
    """concordance_distance(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    One minus the concordance correlation of two vectors.

    How far the points `(a, b)` are from the line `a = b`: it is lower than the correlation where the
    means or the spreads differ. The usual loss where two raters, or a model and a rater, are to agree
    on a scale. 0 where the vectors are the same; two vectors that do not vary are at 0 where they are
    the same and at 1 elsewhere.

    Formula
        near
        of each row, where `total` is its sum: Piecewise((0, Eq(gaps, 0)), (gaps/(aa + bb + shift**2/n), True))

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        concordance_distance.grad, .value_and_grad; wrt: a, b
        concordance_distance.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        concordance_distance.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        concordance_distance.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        The gradient vanishes where the vectors are the same.

    In other libraries
        torchmetrics.ConcordanceCorrCoef (torchmetrics): 1 minus it, with sample variances

    Reference
        Lin (1989), A concordance correlation coefficient to evaluate reproducibility, doi:10.2307/2532051
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

concordance_distance: _ConcordanceDistance

class _HammingDistance(Loss):
    """hamming_distance(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The part of the coordinates in which two vectors differ.

    For codes, labels and categories: coordinates agree or do not, and by how much does not matter. Its
    gradient is 0, so it tells how good a model is and cannot train one.

    Formula
        near
        of each row, where `total` is its sum: unequal/n

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        hamming_distance.grad, .value_and_grad; wrt: a, b
        hamming_distance.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        hamming_distance.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        hamming_distance.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        It jumps where coordinates become equal, and is flat elsewhere.

    In other libraries
        scipy.spatial.distance.hamming (scipy)

    Reference
        Hamming (1950), Error detecting and error correcting codes, doi:10.1002/j.1538-7305.1950.tb00463.x
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

hamming_distance: _HammingDistance

class _JaccardDistance(Loss):
    """jaccard_distance(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    One minus the part of two sets that they share.

    Vectors of 0 and 1 are sets: what both have, over what at least one has. Weights that are not
    negative work too: the smaller of both over the larger, summed, which is also called Ruzicka's. Two
    empty sets are at 0.

    Formula
        near
        of each row, where `total` is its sum: Piecewise((0, Eq(larger, 0)), (gaps/larger, True))

    Inputs
        a
            array (..., coordinates), [0, inf); or sparse rows (CSR)
        b
            array of the shape of `a`, [0, inf); or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        jaccard_distance.grad, .value_and_grad; wrt: a, b
        jaccard_distance.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        jaccard_distance.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        jaccard_distance.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        Kinks where coordinates agree, of slope 0.

    In other libraries
        scipy.spatial.distance.jaccard (scipy): of 0 and 1 the same; else it asks only which coordinates are 0

    Aliases
        ruzicka

    Reference
        Jaccard (1912), The distribution of the flora in the alpine zone,
        doi:10.1111/j.1469-8137.1912.tb05611.x
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

jaccard_distance: _JaccardDistance
ruzicka: _JaccardDistance

class _DiceDistance(Loss):
    """dice_distance(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    One minus twice what two sets share over the sum of their sizes.

    Of vectors of 0 and 1 the dissimilarity of Dice and Sørensen; of other numbers the squared
    difference over the sum of the squares, which is smooth. It gives what is shared twice the weight
    that [`JaccardDistance`](crate::JaccardDistance) gives it. Two empty sets are at 0.

    Formula
        near
        of each row, where `total` is its sum: Piecewise((0, Eq(squares, 0)), (gaps/squares, True))

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        dice_distance.grad, .value_and_grad; wrt: a, b
        dice_distance.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        dice_distance.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        dice_distance.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        Smooth but where both vectors are 0.

    In other libraries
        scipy.spatial.distance.dice (scipy): of 0 and 1 the same; NaN of two empty sets

    Aliases
        sorensen

    Reference
        Dice (1945), Measures of the amount of ecologic association between species, doi:10.2307/1932409
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

dice_distance: _DiceDistance
sorensen: _DiceDistance

class _TanimotoDistance(Loss):
    """tanimoto_distance(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    One minus the product of two vectors over what their squares have beyond it.

    The similarity of chemists for fingerprints of molecules, counts or bits: of 0 and 1 it is
    [`JaccardDistance`](crate::JaccardDistance), of other numbers smooth where that has kinks. Two
    vectors of zeros are at 0.

    Formula
        near
        of each row, where `total` is its sum: Piecewise((0, Eq(squares, 0)), (gaps/(squares - ab), True))

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        tanimoto_distance.grad, .value_and_grad; wrt: a, b
        tanimoto_distance.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        tanimoto_distance.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        tanimoto_distance.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        Smooth but where both vectors are 0.

    In other libraries
        rdkit.DataStructs.TanimotoSimilarity (rdkit): 1 minus it

    Reference
        Rogers and Tanimoto (1960), A computer program for classifying plants,
        doi:10.1126/science.132.3434.1115
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

tanimoto_distance: _TanimotoDistance

class _Contrastive(Loss):
    """contrastive(a, b, label, margin=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The squared distance of pairs that are alike, and how far others are from a margin, squared.

    For a model with two equal branches, as a siamese network: pairs that belong together, labelled 1,
    are drawn to each other without end; pairs that do not, labelled 0, are pushed apart until their
    Euclidean distance is `margin`, and then left alone. [`TripletMargin`](crate::TripletMargin) asks
    only that the one be nearer than the other, which often trains better. Mind the label: some
    libraries have it the other way round.

    Formula
        Piecewise((near**2, Eq(label, 1)), (Max(margin - near, 0)**2, True))
        of each row, where `total` is its sum: sqrt(sum)

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)
        label
            integers (...), 0 or 1

    Parameters
        margin: (0, inf), default 1.0
            The distance from which pairs that are not alike are left alone, in the unit of the vectors.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        contrastive.grad, .value_and_grad; wrt: a, b
        contrastive.hessian_vector_product: with `vector`, an array of the shape of the input

    Behaviour
        `near` is the Euclidean distance. Where two vectors that are not alike coincide the gradient is 0,
        as no direction leads apart.

    In other libraries
        sentence_transformers.losses.ContrastiveLoss (sentence-transformers): half of it, of the cosine distance with margin = 0.5 unless told
        pytorch_metric_learning.losses.ContrastiveLoss (pytorch-metric-learning): without the squares, over the pairs of a batch

    Aliases
        siamese

    Reference
        Hadsell, Chopra and LeCun (2006), Dimensionality reduction by learning an invariant mapping,
        doi:10.1109/CVPR.2006.100
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 1.0, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 1.0, **options: Unpack[_RowProduct]) -> _T: ...

contrastive: _Contrastive
siamese: _Contrastive

class _CosineEmbedding(Loss):
    """cosine_embedding(a, b, label, margin=0.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The cosine distance of pairs that are alike, and how far the cosine of others is above a margin.

    Pairs labelled 1 are turned towards each other; pairs labelled -1 are turned apart until their
    cosine is `margin`, and then left alone. Lengths do not matter. With a margin of 0 a right angle is
    far enough.

    Formula
        Piecewise((near, Eq(label, 1)), (Max(1 - near - margin, 0), True))
        of each row, where `total` is its sum: Piecewise((1, Eq(aa*bb, 0)), (1 - ab/sqrt(aa*bb), True))

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)
        label
            integers (...), -1 or 1

    Parameters
        margin: [-1, 1], default 0.0
            The cosine up to which pairs that are not alike are left alone.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        cosine_embedding.grad, .value_and_grad; wrt: a, b
        cosine_embedding.hessian_vector_product: with `vector`, an array of the shape of the input

    Behaviour
        `near` is one minus the cosine; that of a vector of zeros is 0. At the margin the slope is 0.

    In other libraries
        torch.nn.CosineEmbeddingLoss (torch): adds 1e-12 to each square under the roots

    Reference
        Salton, Wong and Yang (1975), A vector space model for automatic indexing, doi:10.1145/361219.361220
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 0.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 0.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 0.0, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, label: ArrayLike, margin: float = 0.0, **options: Unpack[_RowProduct]) -> _T: ...

cosine_embedding: _CosineEmbedding

class _NegativeCosine(Loss):
    """negative_cosine(a, b, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Minus the cosine of the angle between two vectors.

    What models that learn from two views of an image make small: -1 where the directions agree. It
    differs from [`CosineDistance`](crate::CosineDistance) by 1, so the gradients are the same. There
    are no negatives: without a second network, or a stop of the gradient on one side, all vectors may
    become one.

    Formula
        -near
        of each row, where `total` is its sum: Piecewise((0, Eq(aa*bb, 0)), (ab/sqrt(aa*bb), True))

    Inputs
        a
            array (..., coordinates), any number; or sparse rows (CSR)
        b
            array of the shape of `a`, any number; or sparse rows (CSR)

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        negative_cosine.grad, .value_and_grad; wrt: a, b
        negative_cosine.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        negative_cosine.pairwise: of `a` (n, coordinates) and `b` (m, coordinates), an array (n, m)
        negative_cosine.nearest: the nearest row of `b` for each of `a`, integers (n,), and how far it is, (n,)

    Behaviour
        `near` is the cosine; that of a vector of zeros is 0, and its gradient too.

    In other libraries
        keras.losses.CosineSimilarity (keras): divides by norms of at least 1e-7
        optax.losses.cosine_similarity (optax): minus it; NaN of a zero vector
        lightly.loss.NegativeCosineSimilarity (lightly): the loss of BYOL is 2 plus twice it

    Reference
        Chen and He (2021), Exploring simple Siamese representation learning, arXiv:2011.10566
    """

    @overload
    def __call__(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, a: ArrayLike, b: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, a: _T, b: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, a: _T, b: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, a: Any, b: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

negative_cosine: _NegativeCosine

class _TripletMargin(Loss):
    """triplet_margin(anchor, positive, negative, margin=1.0, p=2.0, swap=False, distance='euclidean', soft=False, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    How far a vector is from being nearer to one that is like it than to another, by a margin.

    Three vectors: an anchor, a positive that belongs to it and a negative that does not. Nothing is
    asked of the distances themselves, only of their order, so classes may spread as they need to. Most
    triples of a trained model have no loss: choose hard ones. With `swap` the negative counts by the
    nearer of its distances to the anchor and to the positive; with `soft` every triple has some loss,
    by a softplus in the place of the hinge.

    Formula
        Piecewise((log(1 + exp(near - Piecewise((Min(far, across), swap), (far, True)) + margin)), soft), (Max(near - Piecewise((Min(far, across), swap), (far, True)) + margin, 0), True))
        of each row, where `total` is its sum: Piecewise((squares, distance_squared), (1 - Piecewise((0, Eq(aa*bb, 0)), (ab/sqrt(aa*bb), True)), distance_cosine), (norm**(1/p), True))

    Inputs
        anchor
            array (..., coordinates), any number; or sparse rows (CSR)
        positive
            array of the shape of `anchor`, any number; or sparse rows (CSR)
        negative
            array of the shape of `anchor`, any number; or sparse rows (CSR)

    Parameters
        margin: [0, inf), default 1.0
            By how much nearer, in the unit of the distance.
        p: [1, inf), default 2.0
            The power of the norm of a difference; of the Euclidean distance alone.
        swap: True or False, default False
            Whether the distance from the positive to the negative counts where it is the smaller one.
        distance: 'euclidean' or 'squared' or 'cosine', default 'euclidean'
            The distance: the norm of the difference, the square of the Euclidean one, or one minus the
            cosine.
        soft: True or False, default False
            Whether there is a softplus in the place of the hinge.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        triplet_margin.grad, .value_and_grad; wrt: anchor, positive, negative
        triplet_margin.hessian_vector_product: with `vector`, an array of the shape of the input

    Behaviour
        `near` is the distance from the anchor to the positive, `far` that to the negative, `across` that of
        these two. At the margin the slope is 0. Where two vectors coincide, their distance has slope 0.

    In other libraries
        torch.nn.TripletMarginLoss (torch): adds 1e-6 to each difference
        optax.losses.triplet_margin_loss (optax): adds 1e-6 under the root; an odd norm_degree takes no absolute values
        burn::nn::loss::TripletMarginLoss (burn)

    Aliases
        triplet

    Reference
        Schroff, Kalenichenko and Philbin (2015), FaceNet: a unified embedding for face recognition and
        clustering, arXiv:1503.03832
    """

    @overload
    def __call__(self, anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: float = 1.0, p: float = 2.0, swap: bool = False, distance: Literal["euclidean", "squared", "cosine"] = "euclidean", soft: bool = False, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, anchor: _T, positive: ArrayLike, negative: ArrayLike, margin: float = 1.0, p: float = 2.0, swap: bool = False, distance: Literal["euclidean", "squared", "cosine"] = "euclidean", soft: bool = False, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, anchor: ArrayLike, positive: ArrayLike, negative: ArrayLike, margin: float = 1.0, p: float = 2.0, swap: bool = False, distance: Literal["euclidean", "squared", "cosine"] = "euclidean", soft: bool = False, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, anchor: _T, positive: ArrayLike, negative: ArrayLike, margin: float = 1.0, p: float = 2.0, swap: bool = False, distance: Literal["euclidean", "squared", "cosine"] = "euclidean", soft: bool = False, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, anchor: _T, positive: ArrayLike, negative: ArrayLike, margin: float = 1.0, p: float = 2.0, swap: bool = False, distance: Literal["euclidean", "squared", "cosine"] = "euclidean", soft: bool = False, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, anchor: _T, positive: ArrayLike, negative: ArrayLike, margin: float = 1.0, p: float = 2.0, swap: bool = False, distance: Literal["euclidean", "squared", "cosine"] = "euclidean", soft: bool = False, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, anchor: _T, positive: ArrayLike, negative: ArrayLike, margin: float = 1.0, p: float = 2.0, swap: bool = False, distance: Literal["euclidean", "squared", "cosine"] = "euclidean", soft: bool = False, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, anchor: _T, positive: ArrayLike, negative: ArrayLike, margin: float = 1.0, p: float = 2.0, swap: bool = False, distance: Literal["euclidean", "squared", "cosine"] = "euclidean", soft: bool = False, **options: Unpack[_RowProduct]) -> _T: ...

triplet_margin: _TripletMargin
triplet: _TripletMargin

class _InfoNce(Loss):
    """info_nce(query, key, temperature=0.07, symmetric=False, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy of finding the key of a query among all keys of a batch, by cosines.

    Trains encoders on pairs of things that belong together, as two crops of an image or a question and
    its answer: the other keys of the batch are the negatives, so larger batches make it harder. It
    takes the cosine of each query with each key, and the key in the row of a query is its positive. Do
    not use it where several keys of a batch may belong to a query: there, supcon has labels. With
    `symmetric` keys look for their queries as well, and the loss is clip.

    Formula
        Piecewise(((surprisal + reverse)/2, symmetric), (surprisal, True))

    Inputs
        query
            array (rows, coordinates), any number
        key
            array of the shape of `query`, any number

    Parameters
        temperature: (0, inf), default 0.07
            What cosines are divided by: the smaller, the more the nearest negatives count.
        symmetric: True or False, default False
            Whether keys are compared with all queries too, and the loss is the mean of both.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        info_nce.grad, .value_and_grad; wrt: query, key, temperature

    Behaviour
        `surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` over all keys j, where `z_j` is the cosine of the
        query with key j, divided by the temperature, and i is the row of the query; `reverse` is the same
        of the key in that row among all queries. It is made of differences of scores and keeps its digits
        where the own key is far ahead. The loss of n rows that are all alike is `log(n)`. A row of zeros
        has the cosine 0 and the gradient 0. Gradients stand across their row, as its length does not
        matter. Rows that are left out are no keys either.

    In other libraries
        torch.nn.functional.cross_entropy (torch): of the cosines of all pairs over the temperature, with labels 0, 1, 2, and so on

    Reference
        van den Oord, Li and Vinyals (2018), Representation learning with contrastive predictive coding,
        arXiv:1807.03748
    """

    @overload
    def __call__(self, query: ArrayLike, key: ArrayLike, temperature: float = 0.07, symmetric: bool = False, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, query: _T, key: ArrayLike, temperature: float = 0.07, symmetric: bool = False, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, query: ArrayLike, key: ArrayLike, temperature: float = 0.07, symmetric: bool = False, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, query: _T, key: ArrayLike, temperature: float = 0.07, symmetric: bool = False, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, query: _T, key: ArrayLike, temperature: float = 0.07, symmetric: bool = False, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, query: _T, key: ArrayLike, temperature: float = 0.07, symmetric: bool = False, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, query: _T, key: ArrayLike, temperature: float = 0.07, symmetric: bool = False, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

info_nce: _InfoNce

class _InfoNceNegatives(Loss):
    """info_nce_negatives(query, key, negative, temperature=0.07, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy of finding the key of a query among that key and a table of negatives, by cosines.

    For negatives that are no keys of the batch: mined ones, those of a memory bank or a queue. Each
    query is compared with the key in its row and with every row of `negative`, of which there may be
    any number; the keys of other queries are nothing to it. Without such a table use `info_nce`, whose
    negatives are the other keys.

    Formula
        surprisal

    Inputs
        query
            array (rows, coordinates), any number
        key
            array of the shape of `query`, any number
        negative
            array (negatives, coordinates), any number

    Parameters
        temperature: (0, inf), default 0.07
            What cosines are divided by: the smaller, the more the nearest negatives count.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        info_nce_negatives.grad, .value_and_grad; wrt: query, key, negative, temperature

    Behaviour
        `surprisal` is `-log(exp(z_i)/(exp(z_i) + sum(exp(z_j))))` over all negatives j, where `z_i` is the
        cosine of the query with its key and `z_j` that with a negative, both divided by the temperature. It
        is made of differences of scores and keeps its digits where the key is far ahead. Without negatives
        it is 0. A row of zeros has the cosine 0 and the gradient 0. A mask leaves out queries with their
        keys, and no negatives.

    In other libraries
        torch.nn.functional.cross_entropy (torch): of the cosines with the key and all negatives side by side over the temperature, with labels 0
        lightly.loss.NTXentLoss (lightly): with a memory bank: the bank has the negatives

    Reference
        He, Fan, Wu, Xie and Girshick (2020), Momentum contrast for unsupervised visual representation
        learning, arXiv:1911.05722
    """

    @overload
    def __call__(self, query: ArrayLike, key: ArrayLike, negative: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, query: _T, key: ArrayLike, negative: ArrayLike, temperature: float = 0.07, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, query: ArrayLike, key: ArrayLike, negative: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, query: _T, key: ArrayLike, negative: ArrayLike, temperature: float = 0.07, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, query: _T, key: ArrayLike, negative: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, query: _T, key: ArrayLike, negative: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, query: _T, key: ArrayLike, negative: ArrayLike, temperature: float = 0.07, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

info_nce_negatives: _InfoNceNegatives

class _NtXent(Loss):
    """nt_xent(first, second, temperature=0.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy of finding the other view among all other vectors of a batch, by cosines.

    The loss of `SimCLR`: each thing of a batch has two views, row by row in two tables, and each of the
    2n vectors looks for its other view among all 2n - 1. The loss of a row is the mean of its two
    anchors, so that the mean over rows is that over all anchors, and a weight is that of a thing.

    Formula
        (surprisal + reverse)/2

    Inputs
        first
            array (rows, coordinates), any number
        second
            array of the shape of `first`, any number

    Parameters
        temperature: (0, inf), default 0.5
            What cosines are divided by: the smaller, the more the nearest negatives count.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        nt_xent.grad, .value_and_grad; wrt: first, second, temperature

    Behaviour
        `surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` of the first view, over all other vectors j of both
        tables, where `z_j` is its cosine with vector j, divided by the temperature, and i is the other
        view; `reverse` is the same of the second view. The loss of n things whose views are all alike is
        `log(2*n - 1)`, and 0 of a single one. A row of zeros has the cosine 0 and the gradient 0. Rows that
        are left out are compared with none.

    In other libraries
        optax.losses.ntxent (optax): of all vectors with a label for each pair; a mean over pairs of positives
        NTXentLoss (pytorch-metric-learning): of all vectors with a label for each pair

    Reference
        Chen, Kornblith, Norouzi and Hinton (2020), A simple framework for contrastive learning of visual
        representations, arXiv:2002.05709
    """

    @overload
    def __call__(self, first: ArrayLike, second: ArrayLike, temperature: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, first: _T, second: ArrayLike, temperature: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, first: ArrayLike, second: ArrayLike, temperature: float = 0.5, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, first: _T, second: ArrayLike, temperature: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, first: _T, second: ArrayLike, temperature: float = 0.5, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, first: _T, second: ArrayLike, temperature: float = 0.5, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, first: _T, second: ArrayLike, temperature: float = 0.5, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

nt_xent: _NtXent

class _Supcon(Loss):
    """supcon(embeddings, label, temperature=0.07, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Mean cross-entropy of finding the vectors of the same label among all others of a batch, by cosines.

    Trains embeddings with labels: all vectors of the label of an anchor are its positives, and all
    others of the batch its negatives. The logarithm stands inside of the mean over positives, which is
    the better one of the two forms of the paper. A row that is alone with its label has no loss and
    does not count in a mean, but others are compared with it; to leave it out, mask it.

    Formula
        surprisal

    Inputs
        embeddings
            array (rows, coordinates), any number
        label
            integers (rows,), the class of each row

    Parameters
        temperature: (0, inf), default 0.07
            What cosines are divided by: the smaller, the more the nearest negatives count.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        supcon.grad, .value_and_grad; wrt: embeddings, temperature

    Behaviour
        `surprisal` is the mean over the positives i of `-log(exp(z_i)/sum(exp(z_j)))`, over all other rows
        j, where `z_j` is the cosine with row j, divided by the temperature, and positives are the other
        rows of the same label. It is no less than `log` of the number of positives, and 0 only where there
        is one that is far ahead. A row of zeros has the cosine 0 and the gradient 0. Rows that are left
        out, as by an ignored label, are compared with none.

    In other libraries
        SupConLoss (pytorch-metric-learning): a mean over the anchors whose loss is not 0

    Reference
        Khosla et al. (2020), Supervised contrastive learning, arXiv:2004.11362
    """

    @overload
    def __call__(self, embeddings: ArrayLike, label: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, embeddings: _T, label: ArrayLike, temperature: float = 0.07, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, embeddings: ArrayLike, label: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, embeddings: _T, label: ArrayLike, temperature: float = 0.07, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, embeddings: _T, label: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, embeddings: _T, label: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, embeddings: _T, label: ArrayLike, temperature: float = 0.07, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

supcon: _Supcon

class _Clip(Loss):
    """clip(query, key, temperature=0.07, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy of finding the partner in a batch, from both sides: queries among keys and keys among
    queries.

    Trains two encoders, as of images and texts, into one space. The temperature is learned there: its
    derivative is `wrt("temperature")`, or with the scale `exp(s)` of other code `-temperature` times
    that. Needs large batches; siglip has no normaliser over the batch and does with smaller ones.

    Formula
        (surprisal + reverse)/2

    Inputs
        query
            array (rows, coordinates), any number
        key
            array of the shape of `query`, any number

    Parameters
        temperature: (0, inf), default 0.07
            What cosines are divided by.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        clip.grad, .value_and_grad; wrt: query, key, temperature

    Behaviour
        `surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` over all keys j, where `z_j` is the cosine of the
        query with key j, divided by the temperature, and i is the row of the query; `reverse` is the same
        of the key in that row among all queries. The loss of n rows that are all alike is `log(n)`. A row
        of zeros has the cosine 0 and the gradient 0. Rows that are left out are compared with none.

    In other libraries
        CLIPModel (transformers): its scale is `1/temperature`

    Reference
        Radford et al. (2021), Learning transferable visual models from natural language supervision,
        arXiv:2103.00020
    """

    @overload
    def __call__(self, query: ArrayLike, key: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, query: _T, key: ArrayLike, temperature: float = 0.07, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, query: ArrayLike, key: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, query: _T, key: ArrayLike, temperature: float = 0.07, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, query: _T, key: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, query: _T, key: ArrayLike, temperature: float = 0.07, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, query: _T, key: ArrayLike, temperature: float = 0.07, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

clip: _Clip

class _Siglip(Loss):
    """siglip(query, key, temperature=0.1, bias=-10.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Binary cross-entropy of each pair of a batch, of belonging together or not.

    Trains two encoders into one space as clip does, but without a normaliser over the batch: each query
    and key is a binary choice, so it does with small batches, and the bias says how rare pairs are.
    Temperature and bias are learned: their derivatives are `wrt("temperature")` and `wrt("bias")`. The
    loss of a row is the sum over all keys.

    Formula
        attraction + repulsion

    Inputs
        query
            array (rows, coordinates), any number
        key
            array of the shape of `query`, any number

    Parameters
        temperature: (0, inf), default 0.1
            What cosines are divided by.
        bias: (-inf, inf), default -10.0
            What is added to each score.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        siglip.grad, .value_and_grad; wrt: query, key, temperature, bias

    Behaviour
        `attraction` is `log(1 + exp(-z_i))` and `repulsion` the sum of `log(1 + exp(z_j))` over all other
        keys j, where `z_j` is the cosine of the query with key j, divided by the temperature, plus the
        bias, and i is the row of the query. All terms are positive, so nothing cancels. The mean over all
        rows is that of all pairs, and the same with the tables exchanged. A row of zeros has the cosine 0
        and the gradient 0. Rows that are left out are no keys either.

    In other libraries
        SiglipModel (transformers): its scale is `1/temperature`

    Reference
        Zhai, Mustafa, Kolesnikov and Beyer (2023), Sigmoid loss for language image pre-training,
        arXiv:2303.15343
    """

    @overload
    def __call__(self, query: ArrayLike, key: ArrayLike, temperature: float = 0.1, bias: float = -10.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, query: _T, key: ArrayLike, temperature: float = 0.1, bias: float = -10.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, query: ArrayLike, key: ArrayLike, temperature: float = 0.1, bias: float = -10.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, query: _T, key: ArrayLike, temperature: float = 0.1, bias: float = -10.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, query: _T, key: ArrayLike, temperature: float = 0.1, bias: float = -10.0, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, query: _T, key: ArrayLike, temperature: float = 0.1, bias: float = -10.0, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, query: _T, key: ArrayLike, temperature: float = 0.1, bias: float = -10.0, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

siglip: _Siglip

class _Arcface(Loss):
    """arcface(embeddings, class_weights, label, margin=0.5, scale=64.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy over the cosines with class vectors, where the angle of the label is larger by a
    margin.

    Trains embeddings, as of faces, on many classes, so that those of one class lie together and those
    of two apart by an angle. Derivatives are in the embeddings, or `wrt("class_weights")` and
    `wrt("scale")`. Beyond an angle of pi less the margin the cosine with the margin grows again;
    training begins better with cosface, or with a smaller margin, where rows are so far from their
    class.

    Formula
        surprisal

    Inputs
        embeddings
            array (rows, coordinates), any number
        class_weights
            array (classes, coordinates), any number
        label
            integers (rows,), the class of each row

    Parameters
        margin: [0, 3.14159], default 0.5
            What is added to the angle of the label, in radians.
        scale: (0, inf), default 64.0
            What cosines are multiplied by.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        arcface.grad, .value_and_grad; wrt: embeddings, class_weights, scale

    Behaviour
        `surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` over all classes j, where `z_j` is `scale` times the
        cosine of the embedding with the vector of class j, and `z_i` of the label i `scale*cos(angle +
        margin)`. The sine of the angle is taken across, so it keeps its digits where an embedding is near
        its class. Where the angle is exactly 0 or pi its gradient is 0. A row of zeros has the cosine 0 and
        the gradient 0.

    In other libraries
        ArcFaceLoss (pytorch-metric-learning): with its margin in degrees

    Reference
        Deng, Guo, Xue and Zafeiriou (2019), ArcFace: additive angular margin loss for deep face
        recognition, arXiv:1801.07698
    """

    @overload
    def __call__(self, embeddings: ArrayLike, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.5, scale: float = 64.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.5, scale: float = 64.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, embeddings: ArrayLike, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.5, scale: float = 64.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.5, scale: float = 64.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.5, scale: float = 64.0, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.5, scale: float = 64.0, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.5, scale: float = 64.0, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

arcface: _Arcface

class _Cosface(Loss):
    """cosface(embeddings, class_weights, label, margin=0.35, scale=64.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Cross-entropy over the cosines with class vectors, where that of the label is smaller by a margin.

    Trains embeddings, as of faces, on many classes, so that those of one class lie together. The margin
    is on the cosine, which is smooth everywhere and easier to train than the angle of arcface.
    Derivatives are in the embeddings, or `wrt("class_weights")` and `wrt("scale")`.

    Formula
        surprisal

    Inputs
        embeddings
            array (rows, coordinates), any number
        class_weights
            array (classes, coordinates), any number
        label
            integers (rows,), the class of each row

    Parameters
        margin: [0, inf), default 0.35
            What is taken from the cosine of the label.
        scale: (0, inf), default 64.0
            What cosines are multiplied by.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        cosface.grad, .value_and_grad; wrt: embeddings, class_weights, scale

    Behaviour
        `surprisal` is `-log(exp(z_i)/sum(exp(z_j)))` over all classes j, where `z_j` is `scale` times the
        cosine of the embedding with the vector of class j, and `z_i` of the label i `scale*(cosine -
        margin)`. A row of zeros has the cosine 0 and the gradient 0.

    In other libraries
        CosFaceLoss (pytorch-metric-learning): the same

    Reference
        Wang et al. (2018), CosFace: large margin cosine loss for deep face recognition, arXiv:1801.09414
    """

    @overload
    def __call__(self, embeddings: ArrayLike, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.35, scale: float = 64.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.35, scale: float = 64.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, embeddings: ArrayLike, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.35, scale: float = 64.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.35, scale: float = 64.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.35, scale: float = 64.0, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.35, scale: float = 64.0, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, embeddings: _T, class_weights: ArrayLike, label: ArrayLike, margin: float = 0.35, scale: float = 64.0, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

cosface: _Cosface

class _Circle(Loss):
    """circle(embeddings, label, margin=0.25, gamma=256.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Softplus of how far the nearest negatives are above the farthest positives, each paced by itself.

    Trains embeddings with labels: the rows of the label of an anchor are its positives, all others its
    negatives. A cosine that is near its optimum has little weight, so that the boundary between a
    positive and a negative cosine is a circle. The gradient is that of the loss; implementations hold
    the paces constant, whose gradient is another. A row without positives or without negatives has the
    loss 0, and counts.

    Formula
        log(1 + exp(positives + negatives))

    Inputs
        embeddings
            array (rows, coordinates), any number
        label
            integers (rows,), the class of each row

    Parameters
        margin: [0, 1], default 0.25
            How far a positive may be below 1 and a negative above 0 without weight.
        gamma: (0, inf), default 256.0
            What scores are multiplied by: the larger, the more only the worst pairs count.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        circle.grad, .value_and_grad; wrt: embeddings

    Behaviour
        `positives` is `log(sum(exp(gamma*((1 - c)**2 - margin**2))))` over the cosines c with the other
        rows of the same label, and `negatives` is `log(sum(exp(gamma*max(c + margin, 0)*(c - margin))))`
        over those with the rows of other labels: the logarithms of nothing, where there are none. A row of
        zeros has the cosine 0 and the gradient 0. Rows that are left out, as by an ignored label, are
        compared with none.

    In other libraries
        CircleLoss (pytorch-metric-learning): the same value of an anchor; a mean over those that are not 0, and a gradient with the paces held constant

    Reference
        Sun et al. (2020), Circle loss: a unified perspective of pair similarity optimization,
        arXiv:2002.10857
    """

    @overload
    def __call__(self, embeddings: ArrayLike, label: ArrayLike, margin: float = 0.25, gamma: float = 256.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, embeddings: _T, label: ArrayLike, margin: float = 0.25, gamma: float = 256.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, embeddings: ArrayLike, label: ArrayLike, margin: float = 0.25, gamma: float = 256.0, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, embeddings: _T, label: ArrayLike, margin: float = 0.25, gamma: float = 256.0, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, embeddings: _T, label: ArrayLike, margin: float = 0.25, gamma: float = 256.0, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, embeddings: _T, label: ArrayLike, margin: float = 0.25, gamma: float = 256.0, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, embeddings: _T, label: ArrayLike, margin: float = 0.25, gamma: float = 256.0, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

circle: _Circle

class _Center(Loss):
    """center(embeddings, centers, label, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    Half the squared distance to the centre of the class.

    Draws the embeddings of a class together, beside a loss that keeps classes apart, as cross-entropy
    does: alone it is least where all embeddings and centres are one point. Centres are moved with
    `lossfn::functions::update_centers` after each batch, or by their derivative, `wrt("centers")`.

    Formula
        near/2

    Inputs
        embeddings
            array (rows, coordinates), any number
        centers
            array (classes, coordinates), any number
        label
            integers (rows,), the class of each row

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        center.grad, .value_and_grad; wrt: embeddings, centers

    Behaviour
        `near` is the squared Euclidean distance of a row to the centre of its label. Rows that are left out
        move no centre.

    In other libraries
        CenterLoss (pytorch-center-loss): not halved; raises each distance to 1e-12

    Reference
        Wen, Zhang, Li and Qiao (2016), A discriminative feature learning approach for deep face
        recognition, doi:10.1007/978-3-319-46478-7_31
    """

    @overload
    def __call__(self, embeddings: ArrayLike, centers: ArrayLike, label: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, embeddings: _T, centers: ArrayLike, label: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, embeddings: ArrayLike, centers: ArrayLike, label: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, embeddings: _T, centers: ArrayLike, label: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, embeddings: _T, centers: ArrayLike, label: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, embeddings: _T, centers: ArrayLike, label: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, embeddings: _T, centers: ArrayLike, label: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...

center: _Center

class _Dpo(Loss):
    """dpo(chosen, rejected, reference_chosen, reference_rejected, beta=0.1, label_smoothing=0.0, variant='sigmoid', *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    How much less a policy prefers the chosen answer to the rejected one, beyond its reference, than it
    should.

    Trains a language model on pairs of answers without a model of rewards: each input is the sum of the
    logarithms of the probabilities of the tokens of an answer, by the policy that learns and by the
    frozen one that it began as. `beta` says how far the policy may go from its reference. The policy
    gives `chosen` and `rejected`; derivatives in the second are those of `wrt`. Where labels are often
    wrong take `label_smoothing`; where answers are nearly certain take `ipo`, which stops at a gap and
    does not drive them further. Without a reference use [`Simpo`](crate::Simpo) or
    [`Orpo`](crate::Orpo), with single answers [`Kto`](crate::Kto).

    Formula
        Piecewise((Max(1 - beta*(chosen - reference_chosen - rejected + reference_rejected), 0), variant_hinge), ((chosen - reference_chosen - rejected + reference_rejected - 1/(2*beta))**2, variant_ipo), ((1 - label_smoothing)*log(1 + exp(-beta*(chosen - reference_chosen - rejected + reference_rejected))) + label_smoothing*log(1 + exp(beta*(chosen - reference_chosen - rejected + reference_rejected))), True))

    Inputs
        chosen
            array of any shape, [-inf, 0]
        rejected
            array of the shape of `chosen`, [-inf, 0]
        reference_chosen
            array of the shape of `chosen`, [-inf, 0]
        reference_rejected
            array of the shape of `chosen`, [-inf, 0]

    Parameters
        beta: (0, inf), default 0.1
            What the gap of the two log-ratios is multiplied by: the larger, the nearer to the reference.
        label_smoothing: [0, 0.5], default 0.0
            The share of pairs that are believed to be exchanged; it counts for `sigmoid` alone.
        variant: 'sigmoid' or 'hinge' or 'ipo', default 'sigmoid'
            The logistic loss of the gap, its hinge, or the square of its distance from `1/(2 beta)`.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        dpo.grad, .hess, .value_and_grad, .grad_and_hess; wrt: chosen, rejected
        dpo.hessian_vector_product: with `vector`, an array of the shape of the input
        dpo.boosting: the gradient, and 1

    Behaviour
        `log(2)` where policy and reference are the same, with `sigmoid`; with `hinge` 0 from a gap of
        `1/beta` on, where the slope is 0. The gap of the log-ratios is not rounded, so long answers, whose
        log-probabilities are in the thousands, keep the digits of their differences. The derivative in
        `rejected` is minus that in `chosen`. An answer that is impossible for the policy, or for the
        reference alone, is an infinite gap; of two infinities nothing is known.

    In other libraries
        trl.DPOTrainer (trl): loss_type is sigmoid, hinge or ipo; ipo takes means over tokens and not sums

    Reference
        Rafailov, Sharma, Mitchell, Ermon, Manning and Finn (2023), Direct preference optimization: your
        language model is secretly a reward model, arXiv:2305.18290; `ipo`: Azar et al. (2023), A general
        theoretical paradigm to understand learning from human preferences, arXiv:2310.12036; `hinge`: Zhao
        et al. (2023), SLiC-HF: sequence likelihood calibration with human feedback, arXiv:2305.10425
    """

    @overload
    def __call__(self, chosen: ArrayLike, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, chosen: _T, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, chosen: ArrayLike, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, chosen: _T, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, chosen: _T, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", **options: Unpack[_Grad]) -> _T: ...
    def hess(self, chosen: _T, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, chosen: _T, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, chosen: _T, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, chosen: _T, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, chosen: _T, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, chosen: _T, rejected: ArrayLike, reference_chosen: ArrayLike, reference_rejected: ArrayLike, beta: float = 0.1, label_smoothing: float = 0.0, variant: Literal["sigmoid", "hinge", "ipo"] = "sigmoid", **options: Unpack[_Product]) -> _T: ...

dpo: _Dpo

class _Kto(Loss):
    """kto(policy, reference, label, kl, beta=0.1, desirable=1.0, undesirable=1.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    How far an answer is from being gained, where it is desired, or from being lost, where it is not.

    Trains a language model on single answers that were found good, with the label 1, or bad, with the
    label 0: no pairs are needed. `policy` and `reference` are sums of the log-probabilities of the
    tokens of an answer. `kl` is the point from which gains and losses are seen: how far the policy is
    from its reference, estimated over the batch, the same number for all its rows, at least 0 and taken
    as a constant. Where good and bad answers are not as many, `desirable` and `undesirable` balance
    them. With pairs take [`Dpo`](crate::Dpo).

    Formula
        Piecewise((desirable/(1 + exp(beta*(policy - reference - kl))), label > 0), (undesirable/(1 + exp(-beta*(policy - reference - kl))), True))

    Inputs
        policy
            array of any shape, [-inf, 0]
        reference
            array of the shape of `policy`, [-inf, 0]
        label
            array of the shape of `policy`, 0 or 1
        kl
            array of the shape of `policy`, [0, inf)

    Parameters
        beta: (0, inf), default 0.1
            What the log-ratio is multiplied by: the larger, the nearer to the reference.
        desirable: [0, inf), default 1.0
            The weight of answers with the label 1.
        undesirable: [0, inf), default 1.0
            The weight of answers with the label 0.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        kto.grad, .hess, .value_and_grad, .grad_and_hess; wrt: policy
        kto.hessian_vector_product: with `vector`, an array of the shape of the input
        kto.boosting: the gradient, and the size of the hessian

    Behaviour
        Half the weight where the log-ratio of policy and reference equals `kl`, steepest there, and flat
        far from it: answers that are won or lost already pull no more. From 0 to the weight of the label.

    In other libraries
        trl.KTOTrainer (trl): desirable_weight and undesirable_weight; it estimates kl from answers of other rows and raises it to at least 0

    Reference
        Ethayarajh, Xu, Muennighoff, Jurafsky and Kiela (2024), KTO: model alignment as prospect theoretic
        optimization, arXiv:2402.01306
    """

    @overload
    def __call__(self, policy: ArrayLike, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, policy: _T, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, policy: ArrayLike, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, policy: _T, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, policy: _T, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, policy: _T, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, policy: _T, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, policy: _T, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, policy: _T, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, policy: _T, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, policy: _T, reference: ArrayLike, label: ArrayLike, kl: ArrayLike, beta: float = 0.1, desirable: float = 1.0, undesirable: float = 1.0, **options: Unpack[_Product]) -> _T: ...

kto: _Kto

class _Orpo(Loss):
    """orpo(chosen, rejected, lambda_=0.1, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The negative log-likelihood of the chosen answer, and how little its odds exceed those of the
    rejected one.

    Fine-tuning and preferences in one stage, without a reference policy: both inputs are means of the
    log-probabilities of the tokens of an answer. The first term teaches the chosen answer, the second,
    weighted by `lambda`, says that it should be likelier than the other. The policy gives both;
    derivatives in the second are those of `wrt`. Where only the preference is wanted take
    [`Simpo`](crate::Simpo).

    Formula
        -chosen + lambda*log(1 + exp(rejected)*(1 - exp(chosen))/(exp(chosen)*(1 - exp(rejected))))

    Inputs
        chosen
            array of any shape, [-inf, 0]
        rejected
            array of the shape of `chosen`, [-inf, 0]

    Parameters
        lambda_: [0, inf), default 0.1
            The weight of the odds ratio beside the likelihood.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        orpo.grad, .hess, .value_and_grad, .grad_and_hess; wrt: chosen, rejected
        orpo.hessian_vector_product: with `vector`, an array of the shape of the input
        orpo.boosting: the gradient, and the size of the hessian

    Behaviour
        `lambda log(2)` more than the likelihood where both answers are equally likely. 0 where the chosen
        answer is certain, infinite where the rejected one is or the chosen one is impossible; an impossible
        rejected answer leaves the likelihood alone. The odds are not taken of rounded probabilities, so
        answers that are nearly certain or nearly impossible keep their digits. If both are certain, it is 0
        too.

    In other libraries
        trl.experimental.orpo.ORPOTrainer (trl): lambda is called beta; the likelihood is that of the prompt too, a mean over all tokens of the batch

    Reference
        Hong, Lee and Thorne (2024), ORPO: monolithic preference optimization without reference model,
        arXiv:2403.07691
    """

    @overload
    def __call__(self, chosen: ArrayLike, rejected: ArrayLike, lambda_: float = 0.1, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, chosen: _T, rejected: ArrayLike, lambda_: float = 0.1, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, chosen: ArrayLike, rejected: ArrayLike, lambda_: float = 0.1, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, chosen: _T, rejected: ArrayLike, lambda_: float = 0.1, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, chosen: _T, rejected: ArrayLike, lambda_: float = 0.1, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, chosen: _T, rejected: ArrayLike, lambda_: float = 0.1, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, chosen: _T, rejected: ArrayLike, lambda_: float = 0.1, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, chosen: _T, rejected: ArrayLike, lambda_: float = 0.1, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, chosen: _T, rejected: ArrayLike, lambda_: float = 0.1, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, chosen: _T, rejected: ArrayLike, lambda_: float = 0.1, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, chosen: _T, rejected: ArrayLike, lambda_: float = 0.1, **options: Unpack[_Product]) -> _T: ...

orpo: _Orpo

class _Simpo(Loss):
    """simpo(chosen, rejected, beta=2.0, gamma=0.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    How little the mean log-probability of the chosen answer exceeds that of the rejected one, beyond a
    margin.

    Trains a language model on pairs of answers without a reference policy: both inputs are means of the
    log-probabilities of the tokens of an answer, so long answers have no advantage. `beta` scales the
    difference, `gamma` is the margin that it should reach. The policy gives both; derivatives in the
    second are those of `wrt`. Nothing holds the policy near to where it began: choose a small learning
    rate, or take [`Dpo`](crate::Dpo).

    Formula
        log(1 + exp(gamma - beta*(chosen - rejected)))

    Inputs
        chosen
            array of any shape, [-inf, 0]
        rejected
            array of the shape of `chosen`, [-inf, 0]

    Parameters
        beta: (0, inf), default 2.0
            What the difference of the mean log-probabilities is multiplied by.
        gamma: [0, inf), default 0.5
            The margin, in units of the difference times `beta`.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        simpo.grad, .hess, .value_and_grad, .grad_and_hess; wrt: chosen, rejected
        simpo.hessian_vector_product: with `vector`, an array of the shape of the input
        simpo.boosting: the gradient, and the hessian

    Behaviour
        `log(2)` where the difference times `beta` is the margin; a line with slope `-beta` far below, and 0
        far above. The derivative in `rejected` is minus that in `chosen`.

    In other libraries
        trl.experimental.cpo.CPOTrainer (trl): loss_type is simpo, gamma is called simpo_gamma, and beta is 0.1 unless given

    Reference
        Meng, Xia and Chen (2024), SimPO: simple preference optimization with a reference-free reward,
        arXiv:2405.14734
    """

    @overload
    def __call__(self, chosen: ArrayLike, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, chosen: _T, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, chosen: ArrayLike, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, chosen: _T, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, chosen: _T, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, chosen: _T, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, chosen: _T, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, chosen: _T, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, chosen: _T, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, chosen: _T, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, chosen: _T, rejected: ArrayLike, beta: float = 2.0, gamma: float = 0.5, **options: Unpack[_Product]) -> _T: ...

simpo: _Simpo

class _RewardModel(Loss):
    """reward_model(chosen, rejected, margin=0.0, centering=0.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The negative log-likelihood that the chosen answer is preferred, by the model of Bradley and Terry.

    Trains a model that gives each answer a reward, from pairs of which one was preferred: the
    difference of two rewards is the logit of the preference. With `margin` a difference has to be
    larger. The loss of differences does not say where rewards stand; `centering` draws the sum of both
    to 0. The model gives both rewards; derivatives in the second are those of `wrt`. Where margins
    differ by pair, take them off the chosen reward.

    Formula
        log(1 + exp(margin - (chosen - rejected))) + centering*(chosen + rejected)**2

    Inputs
        chosen
            array of any shape, any number
        rejected
            array of the shape of `chosen`, any number

    Parameters
        margin: [0, inf), default 0.0
            How much larger the chosen reward should be, in units of the reward.
        centering: [0, inf), default 0.0
            The weight of the squared sum of both rewards.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        reward_model.grad, .hess, .value_and_grad, .grad_and_hess; wrt: chosen, rejected
        reward_model.hessian_vector_product: with `vector`, an array of the shape of the input
        reward_model.boosting: the gradient, and the hessian

    Behaviour
        `log(2)` where the rewards are a margin apart, plus what centring adds; without that, a line with
        slope -1 far below and 0 far above.

    In other libraries
        trl.RewardTrainer (trl): a margin for each pair as a column; centering is called center_rewards_coefficient

    Reference
        Bradley and Terry (1952), Rank analysis of incomplete block designs: the method of paired
        comparisons, doi:10.2307/2334029; as a model of rewards: Ouyang et al. (2022), Training language
        models to follow instructions with human feedback, arXiv:2203.02155; `margin`: Touvron et al.
        (2023), Llama 2: open foundation and fine-tuned chat models, arXiv:2307.09288; `centering`:
        Eisenstein et al. (2023), Helping or herding? Reward model ensembles mitigate but do not eliminate
        reward hacking, arXiv:2312.09244
    """

    @overload
    def __call__(self, chosen: ArrayLike, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, chosen: _T, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, chosen: ArrayLike, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, chosen: _T, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, chosen: _T, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, chosen: _T, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, chosen: _T, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, chosen: _T, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, chosen: _T, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, chosen: _T, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, chosen: _T, rejected: ArrayLike, margin: float = 0.0, centering: float = 0.0, **options: Unpack[_Product]) -> _T: ...

reward_model: _RewardModel

class _Grpo(Loss):
    """grpo(log_prob, old_log_prob, reference_log_prob, advantage, epsilon=0.2, beta=0.04, kl='k3', *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    Minus the advantage of a token by how much likelier it has become, clipped, plus a divergence from a
    reference.

    Policy gradients on answers that the policy has drawn itself, an item for each token: its log-
    probability by the policy that learns, by the one that drew it, and by a frozen reference, and the
    advantage of its answer, which is its reward less the mean of its group over their spread. Where the
    ratio of probabilities leaves `1 - epsilon` to `1 + epsilon` in the direction of the advantage,
    nothing more is gained. How tokens are averaged is a matter of weights: see
    [`Averaging`](crate::Averaging). With `beta = 0` and `epsilon` alone this is the clipped objective
    of PPO.

    Formula
        beta*Piecewise((log_prob - reference_log_prob, kl_k1), ((log_prob - reference_log_prob)**2/2, kl_k2), (exp(reference_log_prob - log_prob) - 1 - (reference_log_prob - log_prob), True)) - Piecewise((advantage*Min(exp(log_prob - old_log_prob), 1 + epsilon), advantage > 0), (advantage*Max(exp(log_prob - old_log_prob), 1 - epsilon), True))

    Inputs
        log_prob
            array of any shape, [-inf, 0]
        old_log_prob
            array of the shape of `log_prob`, (-inf, 0]
        reference_log_prob
            array of the shape of `log_prob`, [-inf, 0]
        advantage
            array of the shape of `log_prob`, (-inf, inf)

    Parameters
        epsilon: (0, 1), default 0.2
            How far the ratio of probabilities may move from 1 and still count.
        beta: [0, inf), default 0.04
            The weight of the divergence from the reference.
        kl: 'k1' or 'k2' or 'k3', default 'k3'
            The estimate of the divergence, of `d = log_prob - reference_log_prob`: `k1` is `d`, `k2` is
            `d^2/2`, and `k3` is `exp(-d) - 1 + d`.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        grpo.grad, .hess, .value_and_grad, .grad_and_hess; wrt: log_prob
        grpo.hessian_vector_product: with `vector`, an array of the shape of the input
        grpo.boosting: the gradient, and 1

    Behaviour
        Minus the advantage, plus the divergence, where the policy is the one that drew the token. The
        gradient of the first term is 0 where the ratio is clipped. A token that has become impossible gains
        and loses nothing by its advantage beyond the clip, but costs without bound by `k2` and `k3`. `k3`
        is not a difference of rounded numbers, so it is exact near the reference.

    In other libraries
        trl.GRPOTrainer (trl): kl is k3, epsilon_high may differ, and beta is 0 unless given; loss_type is how tokens are averaged

    Reference
        Shao et al. (2024), DeepSeekMath: pushing the limits of mathematical reasoning in open language
        models, arXiv:2402.03300; the clipped ratio: Schulman, Wolski, Dhariwal, Radford and Klimov (2017),
        Proximal policy optimization algorithms, arXiv:1707.06347; `k1`, `k2` and `k3`: Schulman (2020),
        Approximating KL divergence
    """

    @overload
    def __call__(self, log_prob: ArrayLike, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, log_prob: _T, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, log_prob: ArrayLike, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, log_prob: _T, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, log_prob: _T, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", **options: Unpack[_Grad]) -> _T: ...
    def hess(self, log_prob: _T, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, log_prob: _T, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, log_prob: _T, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, log_prob: _T, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, log_prob: _T, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, log_prob: _T, old_log_prob: ArrayLike, reference_log_prob: ArrayLike, advantage: ArrayLike, epsilon: float = 0.2, beta: float = 0.04, kl: Literal["k1", "k2", "k3"] = "k3", **options: Unpack[_Product]) -> _T: ...

grpo: _Grpo

class _Ranknet(Loss):
    """ranknet(scores, relevance, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    Logistic loss of all pairs of a group of which one item is more relevant than the other.

    Trains scores that put the items of each group, as the documents of a query, into the order of their
    relevance; only that order counts, not by how much one is more relevant. The loss of a group is the
    sum over its pairs, so long lists weigh more: give groups weights where they should not. A group
    without a pair has no loss and does not count in a mean. It treats all places of a list alike, which
    measures of the head of a list do not.

    Formula
        log(1 + exp(-ahead))

    Inputs
        scores
            array of any shape, any number
        relevance
            array of the shape of `scores`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        ranknet.grad, .hess, .value_and_grad, .grad_and_hess; wrt: scores
        ranknet.hessian_vector_product: with `vector`, an array of the shape of the input
        ranknet.boosting: the gradient, and twice the hessian

    Behaviour
        `ahead` is the score of the more relevant item of a pair less that of the other. The loss of a pair
        is `log(2)` where the scores are equal, falls to 0 as the right one gets ahead, and grows by 1 for
        each unit that it is behind. Items of equal relevance make no pair. The gradients of a group add up
        to 0.

    In other libraries
        rank:pairwise (xgboost): lambdarank_normalization=false, all pairs; twice the hessian
        PairLogit (catboost): the pairs are given
        allrank.models.losses.rankNet (allrank): the mean over all pairs of all lists

    Reference
        Burges et al. (2005), Learning to rank using gradient descent, doi:10.1145/1102351.1102363
    """

    @overload
    def __call__(self, scores: ArrayLike, relevance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, scores: _T, relevance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, scores: ArrayLike, relevance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, scores: _T, relevance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, scores: _T, relevance: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, scores: _T, relevance: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Product]) -> _T: ...

ranknet: _Ranknet

class _Lambdarank(Loss):
    """lambdarank(scores, relevance, k=None, gain='exp2', normalize=False, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    Logistic loss of all pairs of a group, each times how much the NDCG would change if the two changed
    places.

    Trains scores for the head of a list, which [`ndcg`](crate::metric::Ndcg) measures: pairs near the
    top of the list count, those far below hardly do. The change is that of the list as it is ordered
    now; derivatives take it as given, as boosted trees do. So the loss jumps where two items change
    places, and it is its gradient that trains. Equal scores are ordered as they stand. A group without
    a pair has no loss and does not count in a mean.

    Formula
        log(1 + exp(-ahead))

    Inputs
        scores
            array of any shape, any number
        relevance
            array of the shape of `scores`, [0, 1000]

    Parameters
        k: [1, 4.29497e+09] or None, default None
            How many places count, rounded down, or all: only pairs of which one item stands there are
            compared.
        gain: 'exp2' or 'linear', default 'exp2'
            What a relevance is worth: `exp2` for `2^y - 1`, or `linear` for `y`.
        normalize: True or False, default False
            Whether a pair counts less the further its scores are apart, and a group with many pairs less
            than in proportion: the weight of a pair is divided by `0.01 + |ahead|`, unless all scores are
            equal, and those of a group are multiplied by `log2(1 + s)/s`, where `s` is twice the sum of the
            sizes of the slopes of its pairs.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        lambdarank.grad, .hess, .value_and_grad, .grad_and_hess; wrt: scores
        lambdarank.hessian_vector_product: with `vector`, an array of the shape of the input
        lambdarank.boosting: the gradient, and twice the hessian

    Behaviour
        `ahead` is the score of the more relevant item of a pair less that of the other. The loss of a pair
        is `log(2)` where the scores are equal and falls to 0 as the right one gets ahead, times `|(g_i -
        g_j)*(d_i - d_j)|/IDCG`, where `g` is the gain of an item, `d = 1/log2(1 + place)` the discount of
        its place from 1, and `IDCG` the sum of gains times discounts of the best order of the first `k`.
        The gradients of a group add up to 0.

    In other libraries
        rank:ndcg (xgboost): normalize=true is its default; twice the hessian; compares the first 32 with all by default
        lambdarank (lightgbm): normalize=true and k=30 are its defaults, k is lambdarank_truncation_level; the hessian itself

    Reference
        Burges, Ragno and Le (2006), Learning to rank with nonsmooth cost functions,
        https://papers.nips.cc/paper/2971-learning-to-rank-with-nonsmooth-cost-functions; Burges (2010),
        From RankNet to LambdaRank to LambdaMART: an overview, MSR-TR-2010-82; as a loss: Wang, Li,
        Golbandi, Bendersky and Najork (2018), The LambdaLoss framework for ranking metric optimization,
        doi:10.1145/3269206.3271784
    """

    @overload
    def __call__(self, scores: ArrayLike, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, scores: _T, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, scores: ArrayLike, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, scores: _T, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, scores: _T, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, scores: _T, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, scores: _T, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, scores: _T, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, scores: _T, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, scores: _T, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, scores: _T, relevance: ArrayLike, k: float | None = None, gain: Literal["exp2", "linear"] = "exp2", normalize: bool = False, **options: Unpack[_Product]) -> _T: ...

lambdarank: _Lambdarank

class _Listnet(Loss):
    """listnet(scores, relevance, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    Cross-entropy between the softmax of the relevances of a group and that of its scores.

    Trains scores by the chance of each item to be the first of its group. It takes one pass over a list
    where pairs take one over all of them, and how much more relevant an item is counts. The least loss
    of a group is the entropy of its relevances and not 0. A group of less than two items has no loss
    and does not count in a mean.

    Formula
        surprisal

    Inputs
        scores
            array of any shape, any number
        relevance
            array of the shape of `scores`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        listnet.grad, .hess, .value_and_grad, .grad_and_hess; wrt: scores
        listnet.hessian_vector_product: with `vector`, an array of the shape of the input
        listnet.boosting: the gradient, and the hessian

    Behaviour
        `surprisal` is `-sum(t_i*log(p_i))` over the items of a group, where `t` is the softmax of their
        relevances and `p` that of their scores. It does not change when all scores of a group grow by the
        same. Where all relevances are equal, the scores are drawn to be equal too. A score of -inf is
        infinitely bad. The gradient is `p - t`.

    In other libraries
        optax.losses.ranking_softmax_loss (optax): takes shares of relevance as they are; the same with their softmax
        allrank.models.losses.listNet (allrank): adds 1e-10 inside the logarithm

    Reference
        Cao, Qin, Liu, Tsai and Li (2007), Learning to rank: from pairwise approach to listwise approach,
        doi:10.1145/1273496.1273513
    """

    @overload
    def __call__(self, scores: ArrayLike, relevance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, scores: _T, relevance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, scores: ArrayLike, relevance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, scores: _T, relevance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, scores: _T, relevance: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, scores: _T, relevance: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Product]) -> _T: ...

listnet: _Listnet

class _PlackettLuce(Loss):
    """plackett_luce(scores, relevance, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    The negative log-likelihood of a ranking, as drawn one item after the other by the softmax of those
    that are left.

    Trains scores by whole rankings, also of the first places only: the least relevant items of a group
    are those that are left and not drawn. It takes one pass over a list. Of equal relevance, each is
    drawn from all of them and of those that are less relevant, so their scores are drawn to be equal.
    With two items it is [`BradleyTerry`](crate::BradleyTerry). A group of equal relevance has no loss
    and does not count in a mean.

    Formula
        surprisal

    Inputs
        scores
            array of any shape, (-inf, inf)
        relevance
            array of the shape of `scores`, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        plackett_luce.grad, .hess, .value_and_grad, .grad_and_hess; wrt: scores
        plackett_luce.hessian_vector_product: with `vector`, an array of the shape of the input
        plackett_luce.boosting: the gradient, and the hessian

    Behaviour
        `surprisal` is the sum of `log(sum_j exp(s_j)) - s_i` over all items `i` but the least relevant,
        where `j` goes over the items that are not more relevant than `i`. It does not change when all
        scores of a group grow by the same, and it is near 0 where each score is far above those of the less
        relevant. The gradients of a group add up to 0.

    In other libraries
        allrank.models.losses.listMLE (allrank): adds 1e-10 inside the logarithm, and breaks ties by chance

    Aliases
        listmle

    Reference
        Plackett (1975), The analysis of permutations, doi:10.2307/2346567; Luce (1959), Individual choice
        behavior, doi:10.1037/14396-000; as a loss: Xia, Liu, Wang, Zhang and Li (2008), Listwise approach
        to learning to rank: theory and algorithm, doi:10.1145/1390156.1390306
    """

    @overload
    def __call__(self, scores: ArrayLike, relevance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, scores: _T, relevance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, scores: ArrayLike, relevance: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, scores: _T, relevance: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, scores: _T, relevance: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, scores: _T, relevance: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, scores: _T, relevance: ArrayLike, **options: Unpack[_Product]) -> _T: ...

plackett_luce: _PlackettLuce
listmle: _PlackettLuce

class _BradleyTerry(Loss):
    """bradley_terry(first, second, outcome, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The negative log-likelihood of the outcome of a comparison, whose log-odds are the difference of two
    scores.

    Rates players, answers or items by comparisons of two. The outcome is 1 where the first won, 0 where
    the second did, 1/2 for a draw, or the share of several comparisons that the first won, with their
    number as weight. Scores are in units of log-odds: 400/ln(10) points of Elo are 1. Derivatives in
    the second score are those of `wrt`.

    Formula
        outcome*log(1 + exp(-(first - second))) + (1 - outcome)*log(1 + exp(first - second))

    Inputs
        first
            array of any shape, any number
        second
            array of the shape of `first`, any number
        outcome
            array of the shape of `first`, [0, 1]

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        bradley_terry.grad, .hess, .value_and_grad, .grad_and_hess; wrt: first, second, outcome
        bradley_terry.hessian_vector_product: with `vector`, an array of the shape of the input
        bradley_terry.boosting: the gradient, and the hessian

    Behaviour
        `log(2)` where the scores are equal. Where the first won, a line with slope -1 far behind and 0 far
        ahead; a draw costs least where the scores are equal.

    In other libraries
        choix.opt_pairwise (choix): fits the scores: the sum over comparisons that the first won, plus alpha times the sum of their squares

    Reference
        Bradley and Terry (1952), Rank analysis of incomplete block designs: the method of paired
        comparisons, doi:10.2307/2334029
    """

    @overload
    def __call__(self, first: ArrayLike, second: ArrayLike, outcome: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, first: _T, second: ArrayLike, outcome: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, first: ArrayLike, second: ArrayLike, outcome: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, first: _T, second: ArrayLike, outcome: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, first: _T, second: ArrayLike, outcome: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, first: _T, second: ArrayLike, outcome: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, first: _T, second: ArrayLike, outcome: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, first: _T, second: ArrayLike, outcome: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, first: _T, second: ArrayLike, outcome: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, first: _T, second: ArrayLike, outcome: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, first: _T, second: ArrayLike, outcome: ArrayLike, **options: Unpack[_Product]) -> _T: ...

bradley_terry: _BradleyTerry

class _Cox(Loss):
    """cox(log_hazard, time, event, ties='efron', *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    The negative logarithm of the partial likelihood: who had an event each time, among those still
    observed.

    For the time until an event, of which some were not seen: an event of 0 says that observation ended
    at that time. It learns how much more often the event comes to one than to another, and leaves the
    hazard that all share open; so it says nothing of absolute times, and the same may be added to all
    log-hazards. Groups are strata, each with a hazard of its own; weights are those of items, which
    count in sums over those at risk as well. A mean divides by the weight of the events. One item at
    risk after another is added to running sums, so `n` items take one sort and two passes.

    Formula
        surprisal

    Inputs
        log_hazard
            array of any shape, (-inf, inf)
        time
            array of the shape of `log_hazard`, [0, inf)
        event
            array of the shape of `log_hazard`, 0 or 1

    Parameters
        ties: 'efron' or 'breslow', default 'efron'
            What is made of events of the same time. `efron`: they leave those at risk one after the other,
            each as an equal part of all; `breslow`: all are at risk for each, which is too much where many
            are tied.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        cox.grad, .hess, .value_and_grad, .grad_and_hess; wrt: log_hazard
        cox.hessian_vector_product: with `vector`, an array of the shape of the input
        cox.boosting: the gradient, and the hessian

    Behaviour
        `surprisal` is the sum over the events `i` of `log(sum_j exp(h_j)) - h_i`, where `h` are log-hazards
        and `j` goes over those whose time is not before that of `i`. With weights it is `w_i*(log(sum_j
        w_j*exp(h_j)) - h_i)`, and below 0 where these are small. Of `d` events of one time, the `k`th of
        `efron` takes `k - 1` of `d` parts of theirs off the sum, and weighs as their mean. The gradients of
        a stratum add up to 0.

    In other libraries
        torchsurv.loss.cox.neg_partial_log_likelihood (torchsurv): its mean divides by the times with events, not by the events; computed in f32
        lifelines.CoxPHFitter (lifelines): the sum, by Efron
        survival:cox (xgboost): ties=breslow; a negative label says that there was no event; cox-nloglik is the mean

    Aliases
        cox_partial_likelihood

    Reference
        Cox (1972), Regression models and life-tables, doi:10.1111/j.2517-6161.1972.tb00899.x; Breslow
        (1974), Covariance analysis of censored survival data, doi:10.2307/2529620; Efron (1977), The
        efficiency of Cox's likelihood function for censored data, doi:10.1080/01621459.1977.10480613
    """

    @overload
    def __call__(self, log_hazard: ArrayLike, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, log_hazard: _T, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, log_hazard: ArrayLike, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, log_hazard: _T, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, log_hazard: _T, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", **options: Unpack[_Grad]) -> _T: ...
    def hess(self, log_hazard: _T, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, log_hazard: _T, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, log_hazard: _T, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, log_hazard: _T, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, log_hazard: _T, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, log_hazard: _T, time: ArrayLike, event: ArrayLike, ties: Literal["efron", "breslow"] = "efron", **options: Unpack[_Product]) -> _T: ...

cox: _Cox
cox_partial_likelihood: _Cox

class _SoftDice(Loss):
    """soft_dice(pred, target, smooth=0.0, squared=False, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    One minus twice what two regions share over the sum of their sizes.

    For segmentation, where what is looked for is a small part of the image: it is about the region as a
    whole, so pixels of the background that are right count nothing. Of 0 and 1 it is 1 minus the F1
    score. A group is a region: the pixels of one class in one image, or of a class in the whole batch,
    as one likes; a mean is over regions. Two empty regions agree: their loss is 0. Predictions are
    probabilities, of a sigmoid or a softmax.

    Formula
        Piecewise((0, Eq(extra + missing, 0)), (extra/(missing + smooth), squared), ((extra + missing)/(2*shared + extra + missing + smooth), True))

    Inputs
        pred
            array of any shape, [0, 1]
        target
            array of the shape of `pred`, [0, 1]

    Parameters
        smooth: [0, inf), default 0.0
            What is added to twice what they share and to the sum of their sizes, in pixels.
        squared: True or False, default False
            Whether sizes are sums of squares, as Milletari, Navab and Ahmadi have them.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        soft_dice.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        soft_dice.hessian_vector_product: with `vector`, an array of the shape of the input
        soft_dice.boosting: the gradient, and the size of the hessian

    Behaviour
        `shared` is the sum over the pixels of `p*t`, `extra` that of `p*(1 - t)` and `missing` that of `(1
        - p)*t`, so that `2*shared + extra + missing` is the sum of all `p` and `t`; with `squared` `extra`
        is the sum of `(p - t)**2` and `missing` that of `p**2 + t**2`. 0 where both regions are the same
        and consist of whole pixels, 1 where they share nothing.

    Dialects
        soft_dice(smooth_nr, smooth_dr, squared, dialect="monai"): monai.losses.DiceLoss
        soft_dice(smooth, eps, dialect="smp"): segmentation_models_pytorch.losses.DiceLoss
        soft_dice(epsilon, dialect="keras"): keras.losses.Dice

    In other libraries
        monai.losses.DiceLoss (monai): a region is a class of an image, with batch=True a class of all; another smooth in numerator and denominator
        segmentation_models_pytorch.losses.DiceLoss (segmentation_models_pytorch): a region is a class of all images; one that is not there has no loss
        keras.losses.Dice (keras): one region, or one for each index of the axes that are not named; 1e-7 is added to the denominator alone, so two empty regions are at 1

    Aliases
        dice_loss

    Reference
        Milletari, Navab and Ahmadi (2016), V-Net, arXiv:1606.04797; generalised: Sudre et al. (2017),
        arXiv:1707.03237
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, smooth: float = 0.0, squared: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, smooth: float = 0.0, squared: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, smooth: float = 0.0, squared: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, smooth: float = 0.0, squared: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, smooth: float = 0.0, squared: bool = False, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, smooth: float = 0.0, squared: bool = False, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, smooth: float = 0.0, squared: bool = False, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, smooth: float = 0.0, squared: bool = False, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, smooth: float = 0.0, squared: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, smooth: float = 0.0, squared: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, smooth: float = 0.0, squared: bool = False, **options: Unpack[_Product]) -> _T: ...

soft_dice: _SoftDice
dice_loss: _SoftDice

class _SoftJaccard(Loss):
    """soft_jaccard(pred, target, smooth=0.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    One minus what two regions share over what they cover together: intersection over union, of
    probabilities.

    It trains the intersection over union that segmentations are judged by. Of a loss `d` of
    [`SoftDice`](crate::SoftDice) it is `2 d/(1 + d)`: the same order of predictions, but small errors
    count twice as much. Groups are regions, and two empty ones agree.

    Formula
        Piecewise((0, Eq(extra + missing, 0)), ((extra + missing)/(shared + extra + missing + smooth), True))

    Inputs
        pred
            array of any shape, [0, 1]
        target
            array of the shape of `pred`, [0, 1]

    Parameters
        smooth: [0, inf), default 0.0
            What is added to what they share and to what they cover, in pixels.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        soft_jaccard.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        soft_jaccard.hessian_vector_product: with `vector`, an array of the shape of the input
        soft_jaccard.boosting: the gradient, and the size of the hessian

    Behaviour
        `shared` is the sum over the pixels of `p*t`, `extra` that of `p*(1 - t)` and `missing` that of `(1
        - p)*t`. 0 where both regions are the same and consist of whole pixels, 1 where they share nothing.

    Dialects
        soft_jaccard(dialect="monai"): monai.losses.DiceLoss(jaccard=True)

    In other libraries
        monai.losses.DiceLoss (monai): with jaccard=True
        segmentation_models_pytorch.losses.JaccardLoss (segmentation_models_pytorch): a region is a class of all images; one that is not there has no loss

    Aliases
        jaccard_loss, soft_iou

    Reference
        Rahman and Wang (2016), Optimizing intersection-over-union in deep neural networks for image
        segmentation, doi:10.1007/978-3-319-50835-1_22
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, smooth: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, smooth: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, smooth: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, smooth: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, smooth: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, smooth: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, smooth: float = 0.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, smooth: float = 0.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, smooth: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, smooth: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, smooth: float = 0.0, **options: Unpack[_Product]) -> _T: ...

soft_jaccard: _SoftJaccard
jaccard_loss: _SoftJaccard
soft_iou: _SoftJaccard

class _Tversky(Loss):
    """tversky(pred, target, alpha=0.5, beta=0.5, smooth=0.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    One minus the index of Tversky: what two regions share, over that and what each has alone, each at
    its price.

    Where a pixel that is missed costs more than one that is too much, or less: with `beta` above
    `alpha` regions grow, and recall is bought with precision. `alpha = beta = 1/2` is
    [`SoftDice`](crate::SoftDice), and 1 [`SoftJaccard`](crate::SoftJaccard). Groups are regions, and
    two empty ones agree.

    Formula
        Piecewise((0, Eq(alpha*extra + beta*missing, 0)), ((alpha*extra + beta*missing)/(shared + alpha*extra + beta*missing + smooth), True))

    Inputs
        pred
            array of any shape, [0, 1]
        target
            array of the shape of `pred`, [0, 1]

    Parameters
        alpha: [0, inf), default 0.5
            The price of a pixel that is predicted and is not there.
        beta: [0, inf), default 0.5
            The price of one that is there and is not predicted.
        smooth: [0, inf), default 0.0
            What is added to both sides of the quotient, in pixels.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        tversky.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        tversky.hessian_vector_product: with `vector`, an array of the shape of the input
        tversky.boosting: the gradient, and the size of the hessian

    Behaviour
        `shared` is the sum over the pixels of `p*t`, `extra` that of `p*(1 - t)` and `missing` that of `(1
        - p)*t`.

    Dialects
        tversky(alpha, beta, dialect="monai"): monai.losses.TverskyLoss
        tversky(alpha, beta, epsilon, dialect="keras"): keras.losses.Tversky

    In other libraries
        monai.losses.TverskyLoss (monai): smooth=1e-5
        segmentation_models_pytorch.losses.TverskyLoss (segmentation_models_pytorch): a region is a class of all images; one that is not there has no loss
        keras.losses.Tversky (keras): alpha and beta are exchanged against its documentation, and 1e-7 is added to the denominator alone

    Reference
        Salehi, Erdogmus and Gholipour (2017), Tversky loss function for image segmentation using 3D fully
        convolutional deep networks, arXiv:1706.05721
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, alpha: float = 0.5, beta: float = 0.5, smooth: float = 0.0, **options: Unpack[_Product]) -> _T: ...

tversky: _Tversky

class _FocalTversky(Loss):
    """focal_tversky(pred, target, alpha=0.3, beta=0.7, gamma=0.75, smooth=0.0, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    A power of the Tversky loss: regions that are found badly count more, or less.

    With `gamma` below 1 the slope grows as a region gets right, which brings small regions to the end;
    above 1 it is hard ones that count. Abraham and Khan write the power as `1/gamma`: their 4/3 is 0.75
    here. `gamma = 1` is [`Tversky`](crate::Tversky). Groups are regions, and two empty ones agree.

    Formula
        Piecewise((0, Eq(alpha*extra + beta*missing, 0)), (((alpha*extra + beta*missing)/(shared + alpha*extra + beta*missing + smooth))**gamma, True))

    Inputs
        pred
            array of any shape, [0, 1]
        target
            array of the shape of `pred`, [0, 1]

    Parameters
        alpha: [0, inf), default 0.3
            The price of a pixel that is predicted and is not there.
        beta: [0, inf), default 0.7
            The price of one that is there and is not predicted.
        gamma: (0, inf), default 0.75
            The power.
        smooth: [0, inf), default 0.0
            What is added to both sides of the quotient, in pixels.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        focal_tversky.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        focal_tversky.hessian_vector_product: with `vector`, an array of the shape of the input
        focal_tversky.boosting: the gradient, and the size of the hessian

    Behaviour
        `shared` is the sum over the pixels of `p*t`, `extra` that of `p*(1 - t)` and `missing` that of `(1
        - p)*t`. Where nothing is wrong the slope is 0, though with `gamma` below 1 it grows without bound
        on the way there.

    In other libraries
        segmentation_models_pytorch.losses.TverskyLoss (segmentation_models_pytorch): gamma is the power of the mean over regions

    Reference
        Abraham and Khan (2018), A novel focal Tversky loss function with improved attention U-Net for
        lesion segmentation, arXiv:1810.07842
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, alpha: float = 0.3, beta: float = 0.7, gamma: float = 0.75, smooth: float = 0.0, **options: Unpack[_Product]) -> _T: ...

focal_tversky: _FocalTversky

class _LovaszHinge(Loss):
    """lovasz_hinge(scores, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    A convex surrogate of one minus the intersection over union of a region, for scores of its pixels.

    The hinge loss of each pixel, the largest first, times how much the Jaccard loss grows if that pixel
    is wrong too: so it is the Jaccard loss itself where hinge losses are 0 or 1, and between these its
    closest convex extension. Scores are above 0 inside of the region, and need no sigmoid. A group is a
    region, as that of one image. In one that is empty it is the largest hinge loss. Pixels are sorted,
    so `n` of them take `n log n` steps. Where several errors are equal, the gradient is the smallest
    that there is.

    Formula
        Max(0, 1 - (2*target - 1)*scores)

    Inputs
        scores
            array of any shape, (-inf, inf)
        target
            array of the shape of `scores`, 0 or 1

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        lovasz_hinge.grad, .hess, .value_and_grad, .grad_and_hess; wrt: scores
        lovasz_hinge.hessian_vector_product: with `vector`, an array of the shape of the input
        lovasz_hinge.boosting: the gradient, and 1

    Behaviour
        The formula is the error of a pixel; that of a region is `sum e_i*(J_i - J_(i-1))` over the errors
        from the largest to the smallest, where `J_i` is one minus the intersection over union if the first
        `i` pixels are wrong. A line between the points where two errors are equal or one is 0.

    In other libraries
        segmentation_models_pytorch.losses.LovaszLoss (segmentation_models_pytorch): mode=binary; per_image makes an image a region, otherwise all are one
        kornia.losses.lovasz_hinge_loss (kornia): an image is a region

    Reference
        Berman, Rannen Triki and Blaschko (2018), The Lovász-softmax loss, arXiv:1705.08790; Yu and Blaschko
        (2015), Learning submodular losses with the Lovász hinge,
        https://proceedings.mlr.press/v37/yub15.html
    """

    @overload
    def __call__(self, scores: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, scores: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, scores: ArrayLike, target: ArrayLike, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, scores: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, scores: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, scores: _T, target: ArrayLike, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, scores: _T, target: ArrayLike, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, scores: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, scores: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, scores: _T, target: ArrayLike, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, scores: _T, target: ArrayLike, **options: Unpack[_Product]) -> _T: ...

lovasz_hinge: _LovaszHinge

class _LovaszSoftmax(Loss):
    """lovasz_softmax(pred, target, absent=False, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, groups=None)

    A surrogate of one minus the mean intersection over union, for probabilities of the classes of
    pixels.

    Of each class the distance of its probability from 0 or 1, the largest first, times how much the
    Jaccard loss of the class grows if that pixel is wrong too. A group is a region: a class of one
    image, or of all. Classes that are not there are left out of the mean, unless `absent` says
    otherwise. It is convex in the probabilities, not in the logits that a softmax made them of. Where
    several errors are equal, the gradient is the smallest that there is.

    Formula
        Abs(pred - target)

    Inputs
        pred
            array of any shape, [0, 1]
        target
            array of the shape of `pred`, 0 or 1

    Parameters
        absent: True or False, default False
            Whether a region that is not there counts, with its largest error.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, groups: see help(lossfn)

    Derivatives
        lovasz_softmax.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        lovasz_softmax.hessian_vector_product: with `vector`, an array of the shape of the input
        lovasz_softmax.boosting: the gradient, and 1

    Behaviour
        The formula is the error of a pixel; that of a region is `sum e_i*(J_i - J_(i-1))` over the errors
        from the largest to the smallest, where `J_i` is one minus the intersection over union if the first
        `i` pixels are wrong. A line between the points where two errors are equal.

    In other libraries
        segmentation_models_pytorch.losses.LovaszLoss (segmentation_models_pytorch): mode=multiclass, on logits; per_image makes a class of an image a region, otherwise a class of all
        kornia.losses.lovasz_softmax_loss (kornia): on logits; with all classes, also those that are not there

    Reference
        Berman, Rannen Triki and Blaschko (2018), The Lovász-softmax loss, arXiv:1705.08790
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, absent: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, absent: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, absent: bool = False, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, absent: bool = False, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, target: ArrayLike, absent: bool = False, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, target: ArrayLike, absent: bool = False, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, absent: bool = False, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, absent: bool = False, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, target: ArrayLike, absent: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, target: ArrayLike, absent: bool = False, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, absent: bool = False, **options: Unpack[_Product]) -> _T: ...

lovasz_softmax: _LovaszSoftmax

class _Iou(Loss):
    """iou(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    One minus the intersection over union of two boxes.

    For detectors, which are judged by it. It does not change with the size of both boxes. Boxes that
    share nothing are all as wrong, and have no gradient: [`Giou`](crate::Giou) and its kin have. A box
    is a row of four numbers, x1, y1, x2 and y2 with x1 <= x2 and y1 <= y2, in any unit. Boxes without
    an area are at 0 if they are the same, and at 1 otherwise. `pairwise` has all pairs of two tables of
    boxes.

    Formula
        apart/(shared + apart)

    Inputs
        pred
            array (..., classes), (-inf, inf)
        target
            integers (...), the class of each row

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        iou.grad, .value_and_grad; wrt: pred, target
        iou.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        iou.pairwise: of `pred` (n, coordinates) and `target` (m, coordinates), an array (n, m)
        iou.nearest: the nearest row of `target` for each of `pred`, integers (n,), and how far it is, (n,)

    Behaviour
        `shared` is the area of both boxes and `apart` that of one of them alone. 0 for the same box, 1 for
        boxes that share nothing. Kinks where two sides stand on one line.

    In other libraries
        torchvision.ops.box_iou (torchvision): 1 minus it, of all pairs; NaN for boxes without an area

    Reference
        Yu, Jiang, Wang, Cao and Huang (2016), UnitBox: an advanced object detection network,
        arXiv:1608.01471; its logarithm is taken there
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, pred: Any, target: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, pred: Any, target: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

iou: _Iou

class _Giou(Loss):
    """giou(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    One minus the intersection over union of two boxes, and what the smallest box around both has beyond
    them.

    As [`Iou`](crate::Iou), but boxes that share nothing are drawn together. Between 0 and 2. A box is a
    row of four numbers, x1, y1, x2 and y2 with x1 <= x2 and y1 <= y2. Where the box around both has no
    area its part is 0.

    Formula
        apart/(shared + apart) + outside/around

    Inputs
        pred
            array (..., classes), (-inf, inf)
        target
            integers (...), the class of each row

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        giou.grad, .value_and_grad; wrt: pred, target
        giou.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        giou.pairwise: of `pred` (n, coordinates) and `target` (m, coordinates), an array (n, m)
        giou.nearest: the nearest row of `target` for each of `pred`, integers (n,), and how far it is, (n,)

    Behaviour
        `shared` is the area of both boxes and `apart` that of one of them alone; `around` is the area of
        the smallest box around both, and `outside` what of it is in neither. 0 for the same box, towards 2
        for small boxes far apart.

    In other libraries
        torchvision.ops.generalized_box_iou_loss (torchvision): adds eps=1e-7 to both denominators, so the same box without an area is at 1
        monai.losses.BoxGIoULoss (monai): adds the machine epsilon to denominators

    Reference
        Rezatofighi et al. (2019), Generalized intersection over union, arXiv:1902.09630
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, pred: Any, target: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, pred: Any, target: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

giou: _Giou

class _Diou(Loss):
    """diou(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    One minus the intersection over union of two boxes, and how far their centres are apart.

    As [`Iou`](crate::Iou), but the centres are drawn together also where one box is within the other,
    where [`Giou`](crate::Giou) says no more than it. Between 0 and 2. A box is a row of four numbers,
    x1, y1, x2 and y2 with x1 <= x2 and y1 <= y2.

    Formula
        apart/(shared + apart) + distance/diagonal

    Inputs
        pred
            array (..., classes), (-inf, inf)
        target
            integers (...), the class of each row

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        diou.grad, .value_and_grad; wrt: pred, target
        diou.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        diou.pairwise: of `pred` (n, coordinates) and `target` (m, coordinates), an array (n, m)
        diou.nearest: the nearest row of `target` for each of `pred`, integers (n,), and how far it is, (n,)

    Behaviour
        `shared` is the area of both boxes and `apart` that of one of them alone; `distance` is the square
        of the distance of the centres, and `diagonal` that of the diagonal of the smallest box around both.

    In other libraries
        torchvision.ops.distance_box_iou_loss (torchvision): adds eps=1e-7 to both denominators, so the same box without an area is at 1

    Reference
        Zheng, Wang, Liu, Li, Ye and Ren (2020), Distance-IoU loss, arXiv:1911.08287
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, pred: Any, target: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, pred: Any, target: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

diou: _Diou

class _Ciou(Loss):
    """ciou(pred, target, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None, axis=-1)

    The distance loss of two boxes, and how differently they are shaped.

    As [`Diou`](crate::Diou), with the angle between the diagonals, which counts the more the better the
    boxes overlap: times `alpha`. Derivatives take `alpha` as given, as the paper and torchvision do, so
    they are those of the value only where the shapes agree. A box is a row of four numbers, x1, y1, x2
    and y2 with x1 <= x2 and y1 <= y2; of one without width and height the angle is 0.

    Formula
        apart/(shared + apart) + distance/diagonal + alpha*v

    Inputs
        pred
            array (..., classes), (-inf, inf)
        target
            integers (...), the class of each row

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect, axis: see help(lossfn)

    Derivatives
        ciou.grad, .value_and_grad; wrt: pred, target
        ciou.hessian_vector_product: with `vector`, an array of the shape of the input

    Pairs
        ciou.pairwise: of `pred` (n, coordinates) and `target` (m, coordinates), an array (n, m)
        ciou.nearest: the nearest row of `target` for each of `pred`, integers (n,), and how far it is, (n,)

    Behaviour
        `shared` is the area of both boxes and `apart` that of one of them alone; `distance` is the square
        of the distance of the centres, `diagonal` that of the diagonal of the smallest box around both, `v
        = 4*(atan(w/h) - atan(w_t/h_t))**2/pi**2` of the widths and heights, and `alpha = v/(v +
        apart/(shared + apart))`.

    In other libraries
        torchvision.ops.complete_box_iou_loss (torchvision): adds eps=1e-7 to denominators; NaN for boxes without an area

    Reference
        Zheng, Wang, Liu, Li, Ye and Ren (2020), Distance-IoU loss, arXiv:1911.08287
    """

    @overload
    def __call__(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def __call__(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    @overload
    def value(self, pred: ArrayLike, target: ArrayLike, **options: Unpack[_RowValue]) -> float: ...
    @overload
    def value(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValues]) -> Any: ...
    def grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowGrad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, **options: Unpack[_RowValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, target: ArrayLike, *, reduction: _Each, **options: Unpack[_RowValuesGrad]) -> tuple[Any, _T]: ...
    def hessian_vector_product(self, pred: _T, target: ArrayLike, **options: Unpack[_RowProduct]) -> _T: ...
    def pairwise(self, pred: Any, target: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> Any: ...
    def nearest(self, pred: Any, target: ArrayLike, *, axis: int = -1, out: Any = None, dialect: str | None = None) -> tuple[npt.NDArray[np.int64], Any]: ...

ciou: _Ciou

class _L1Penalty(Loss):
    """l1_penalty(_weight, /, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The absolute value of each weight.

    Added to a cost it makes weights exactly 0 (the lasso), provided the solver can stop on the kink
    there; plain gradient descent only comes near. Ask for the `sum`: the mean over the weights is
    rarely what is meant.

    Formula
        Abs(weight)

    Inputs
        weight
            array of any shape, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        l1_penalty.grad, .hess, .value_and_grad, .grad_and_hess; wrt: weight
        l1_penalty.hessian_vector_product: with `vector`, an array of the shape of the input
        l1_penalty.boosting: the gradient, and 1

    Behaviour
        A kink with slope 0 at a weight of 0; elsewhere a pull of 1 towards 0, however small the weight. The
        hessian is 0 everywhere.

    Dialects
        l1_penalty(l1, dialect="keras"): keras.regularizers.L1

    In other libraries
        sklearn.linear_model.Lasso (scikit-learn)
        keras.regularizers.L1 (keras): times 0.01 when no factor is given

    Aliases
        lasso_penalty

    Reference
        Tibshirani (1996), Regression shrinkage and selection via the lasso,
        doi:10.1111/j.2517-6161.1996.tb02080.x
    """

    @overload
    def __call__(self, weight: ArrayLike, /, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, weight: _T, /, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, weight: ArrayLike, /, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, weight: _T, /, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, weight: _T, /, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, weight: _T, /, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, weight: _T, /, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, weight: _T, /, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, weight: _T, /, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, weight: _T, /, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, weight: _T, /, **options: Unpack[_Product]) -> _T: ...

l1_penalty: _L1Penalty
lasso_penalty: _L1Penalty

class _L2Penalty(Loss):
    """l2_penalty(_weight, /, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    The square of each weight.

    Added to a cost it keeps weights small (ridge regression, weight decay) and never makes one exactly
    0. Ask for the `sum`: the mean over the weights is rarely what is meant. Others count half of it.

    Formula
        weight**2

    Inputs
        weight
            array of any shape, any number

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        l2_penalty.grad, .hess, .value_and_grad, .grad_and_hess; wrt: weight
        l2_penalty.hessian_vector_product: with `vector`, an array of the shape of the input
        l2_penalty.boosting: the gradient, and the hessian

    Behaviour
        0 with slope 0 at a weight of 0; the pull towards 0 is twice the weight.

    Dialects
        l2_penalty(l2, dialect="keras"): keras.regularizers.L2

    In other libraries
        weight_decay of an optimiser (torch): counts half of it
        sklearn.linear_model.Ridge (scikit-learn)

    Aliases
        ridge_penalty

    Reference
        Hoerl and Kennard (1970), Ridge regression, doi:10.1080/00401706.1970.10488634
    """

    @overload
    def __call__(self, weight: ArrayLike, /, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, weight: _T, /, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, weight: ArrayLike, /, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, weight: _T, /, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, weight: _T, /, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, weight: _T, /, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, weight: _T, /, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, weight: _T, /, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, weight: _T, /, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, weight: _T, /, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, weight: _T, /, **options: Unpack[_Product]) -> _T: ...

l2_penalty: _L2Penalty
ridge_penalty: _L2Penalty

class _ElasticNetPenalty(Loss):
    """elastic_net_penalty(_weight, /, alpha=1.0, l1_ratio=0.5, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    A mixture of the L1 penalty and half the L2 penalty.

    The L1 part makes weights exactly 0, the L2 part lets weights of correlated inputs share what one of
    them would take alone. With `l1_ratio = 1` it is [`L1Penalty`](crate::L1Penalty) times `alpha`, with
    0 half of [`L2Penalty`](crate::L2Penalty) times `alpha`. Ask for the `sum`.

    Formula
        alpha*(l1_ratio*Abs(weight) + (1 - l1_ratio)*weight**2/2)

    Inputs
        weight
            array of any shape, any number

    Parameters
        alpha: [0, inf), default 1.0
            The strength of the whole.
        l1_ratio: [0, 1], default 0.5
            The share of the L1 part.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        elastic_net_penalty.grad, .hess, .value_and_grad, .grad_and_hess; wrt: weight
        elastic_net_penalty.hessian_vector_product: with `vector`, an array of the shape of the input
        elastic_net_penalty.boosting: the gradient, and the hessian

    Behaviour
        A kink with slope 0 at a weight of 0, where the slopes beside it are `alpha l1_ratio` in size; the
        pull grows by `alpha (1 - l1_ratio)` for each unit of the weight.

    Dialects
        elastic_net_penalty(l1, l2, dialect="keras"): keras.regularizers.L1L2
        elastic_net_penalty(alpha, lambda_, dialect="glmnet"): glmnet

    In other libraries
        sklearn.linear_model.ElasticNet (scikit-learn)
        glmnet (glmnet): alpha is called lambda, and l1_ratio alpha
        keras.regularizers.L1L2 (keras): two factors, and the square is not halved

    Reference
        Friedman, Hastie and Tibshirani (2010), Regularization paths for generalized linear models via
        coordinate descent, doi:10.18637/jss.v033.i01
    """

    @overload
    def __call__(self, weight: ArrayLike, /, alpha: float = 1.0, l1_ratio: float = 0.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, weight: _T, /, alpha: float = 1.0, l1_ratio: float = 0.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, weight: ArrayLike, /, alpha: float = 1.0, l1_ratio: float = 0.5, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, weight: _T, /, alpha: float = 1.0, l1_ratio: float = 0.5, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, weight: _T, /, alpha: float = 1.0, l1_ratio: float = 0.5, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, weight: _T, /, alpha: float = 1.0, l1_ratio: float = 0.5, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, weight: _T, /, alpha: float = 1.0, l1_ratio: float = 0.5, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, weight: _T, /, alpha: float = 1.0, l1_ratio: float = 0.5, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, weight: _T, /, alpha: float = 1.0, l1_ratio: float = 0.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, weight: _T, /, alpha: float = 1.0, l1_ratio: float = 0.5, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, weight: _T, /, alpha: float = 1.0, l1_ratio: float = 0.5, **options: Unpack[_Product]) -> _T: ...

elastic_net_penalty: _ElasticNetPenalty

class _Sparse(Loss):
    """sparse(pred, lambda_=0.1, *, weight=None, mask=None, ignore=None, reduction='mean', on_empty='error', validate=True, dialect=None)

    A mixture of size and square that makes outputs sparse.

    Added to the cost of an autoencoder, on its code, it turns most units off and keeps the rest small.
    As [`ElasticNetPenalty`](crate::ElasticNetPenalty), with the square not halved. Ask for the `sum`.

    Formula
        lambda*Abs(pred) + (1 - lambda)*pred**2

    Inputs
        pred
            array of any shape, any number

    Parameters
        lambda_: [0, 1], default 0.1
            The share of the absolute value; that of the square is `1 - lambda`.

    Options
        weight, mask, ignore, reduction, on_empty, validate, dialect: see help(lossfn)

    Derivatives
        sparse.grad, .hess, .value_and_grad, .grad_and_hess; wrt: pred
        sparse.hessian_vector_product: with `vector`, an array of the shape of the input
        sparse.boosting: the gradient, and the hessian

    Behaviour
        A kink with slope 0 at 0, where the slopes beside it are `lambda` in size; the hessian is `2 (1 -
        lambda)` everywhere.

    In other libraries
        keras.regularizers.L1L2 (keras): as activity_regularizer with l1 = lambda and l2 = 1 - lambda

    Reference
        Zou and Hastie (2005), Regularization and variable selection via the elastic net,
        doi:10.1111/j.1467-9868.2005.00503.x
    """

    @overload
    def __call__(self, pred: ArrayLike, lambda_: float = 0.1, **options: Unpack[_Value]) -> float: ...
    @overload
    def __call__(self, pred: _T, lambda_: float = 0.1, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    @overload
    def value(self, pred: ArrayLike, lambda_: float = 0.1, **options: Unpack[_Value]) -> float: ...
    @overload
    def value(self, pred: _T, lambda_: float = 0.1, *, reduction: _Each, **options: Unpack[_Values]) -> _T: ...
    def grad(self, pred: _T, lambda_: float = 0.1, **options: Unpack[_Grad]) -> _T: ...
    def hess(self, pred: _T, lambda_: float = 0.1, **options: Unpack[_Grad]) -> _T: ...
    @overload
    def value_and_grad(self, pred: _T, lambda_: float = 0.1, **options: Unpack[_ValueGrad]) -> tuple[float, _T]: ...
    @overload
    def value_and_grad(self, pred: _T, lambda_: float = 0.1, *, reduction: _Each, **options: Unpack[_ValuesGrad]) -> tuple[_T, _T]: ...
    def grad_and_hess(self, pred: _T, lambda_: float = 0.1, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def boosting(self, pred: _T, lambda_: float = 0.1, **options: Unpack[_Grad]) -> tuple[_T, _T]: ...
    def hessian_vector_product(self, pred: _T, lambda_: float = 0.1, **options: Unpack[_Product]) -> _T: ...

sparse: _Sparse
