"""Writes `python/lossfn/__init__.pyi` from the catalogue: `python tools/stubs.py [--check]`.

It takes the installed package, which has to be that of this checkout.
"""

from __future__ import annotations

import pathlib
import sys
from collections.abc import Iterator
from typing import Any

import lossfn
from lossfn import _docs

STUB = pathlib.Path(__file__).parents[1] / "python" / "lossfn" / "__init__.pyi"

HEAD = '''\
# Made by tools/stubs.py from the catalogue.
"""Loss functions, defined once: exact values, gradients and hessians at the speed of hand-written kernels."""

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
'''.replace(
    "from collections.abc import Sequence\n",
    "from builtins import list as list_\nfrom collections.abc import Sequence\n",
)


def annotation(param: dict[str, Any]) -> str:
    """The type of a parameter."""
    match param["kind"]:
        case "number":
            return "float"
        case "optional":
            return "float | None"
        case "flag":
            return "bool"
        case "choice":
            return f"Literal[{', '.join(map(repr, param['domain']))}]".replace("'", '"')
        case "vector" | "matrix":
            return "Sequence[float] | ArrayLike | None"
    raise ValueError(param["kind"])


def default(param: dict[str, Any]) -> str:
    """Its default, as stubs write it."""
    if _docs.required(param):
        return ""
    value = _docs.number(param["default"])
    return (
        f' = "{value}"'
        if isinstance(value, str)
        else " = ..."
        if value in (float("inf"), -float("inf"))
        else f" = {value!r}"
    )


def arguments(spec: dict[str, Any], first: str, after: str) -> str:
    """The arguments of a method."""
    clash = any(i["name"] in _docs.OPTIONS for i in spec["inputs"])
    args = [
        "self",
        *(f"{i['name']}: {first if k == 0 else 'ArrayLike'}" for k, i in enumerate(spec["inputs"])),
    ]
    args += ["/"] * clash
    required = any(_docs.required(p) for p in spec["params"])
    by_name = not after.startswith("**")
    args += ["*"] * (required or not spec["params"] and by_name)
    args += [f"{_docs.python_name(p)}: {annotation(p)}{default(p)}" for p in spec["params"]]
    if by_name and not required and spec["params"]:
        args.append("*")
    return ", ".join([*args, after])


def loss(spec: dict[str, Any]) -> Iterator[str]:
    """The lines of a loss."""
    rows = _docs.has_rows(spec)
    row = "Row" if rows else ""
    kind = "_" + "".join(word.capitalize() for word in spec["name"].split("_"))
    values = "Any" if rows else "_T"
    each = "reduction: _Each, **options: Unpack"

    def method(name: str, first: str, after: str, result: str, overload: bool = False) -> Iterator[str]:
        if overload:
            yield "    @overload"
        yield f"    def {name}({arguments(spec, first, after)}) -> {result}: ..."

    page = _docs.page(spec).replace("\\", "\\\\").replace('"""', "'''")
    yield f"class {kind}(Loss):"
    yield '    """' + page.replace("\n", "\n    ").replace("\n    \n", "\n\n") + '\n    """\n'
    for name in ("__call__", "value"):
        yield from method(name, "ArrayLike", f"**options: Unpack[_{row}Value]", "float", True)
        yield from method(name, "_T", f"{each}[_{row}Values]", values, True)
    bent, batch = _docs.has_hessian(spec), _docs.is_batch(spec)
    for name in ["grad", *["hess"] * bent]:
        yield from method(name, "_T", f"**options: Unpack[_{row}Grad]", "_T")
    yield from method("value_and_grad", "_T", f"**options: Unpack[_{row}ValueGrad]", "tuple[float, _T]", True)
    yield from method("value_and_grad", "_T", f"{each}[_{row}ValuesGrad]", f"tuple[{values}, _T]", True)
    for name in ["grad_and_hess", "boosting"] * bent:
        yield from method(name, "_T", f"**options: Unpack[_{row}Grad]", "tuple[_T, _T]")
    for name in ["hessian_vector_product"] * (not batch):
        yield from method(name, "_T", f"**options: Unpack[_{row}Product]", "_T")
    if _docs.is_distance(spec):
        pairs = "axis: int = -1, out: Any = None, dialect: str | None = None"
        places = "tuple[npt.NDArray[np.int64], Any]"
        for name, result in (("pairwise", "Any"), ("nearest", places)):
            yield from method(name, "Any", pairs, result)
    yield ""
    yield f"{spec['name']}: {kind}"
    yield from (f"{alias}: {kind}" for alias in spec["aliases"])


def stub() -> str:
    """The whole file."""
    parts = [HEAD]
    for name in lossfn.list():
        parts.append("\n".join(loss(lossfn.spec(name))) + "\n")
    return "\n".join(parts)


def main() -> int:
    """Writes it, or says whether it is as it should be."""
    match sys.argv[1:]:
        case []:
            STUB.write_text(stub())
        case ["--check"]:
            if not STUB.exists() or STUB.read_text() != stub():
                print(f"{STUB} is not what tools/stubs.py writes", file=sys.stderr)
                return 1
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
