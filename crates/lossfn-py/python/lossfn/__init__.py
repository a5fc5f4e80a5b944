"""Loss functions, defined once: exact values, gradients and hessians at the speed of hand-written kernels.

    import lossfn

    lossfn.huber(pred, target, delta=2.0)                    # the mean loss, a float
    lossfn.huber.value_and_grad(pred, target, weight=w)      # (value, gradient): an array as `pred` is
    lossfn.get("0.7*huber(delta=1.5) + 0.3*absolute")(pred, target)
    lossfn.metric("rmse")(pred, target)
    lossfn.euclidean.pairwise(a, b)                          # each row with each: an array (n, m)
    lossfn.plot("huber", "mse")                              # with matplotlib

`lossfn.list()` has the names of all losses, `lossfn.spec(name)` what is known of one, `help(lossfn.NAME)` its page.

Every loss takes the same options, all by name:

weight      a weight for each item, 0 and above; one of 0 leaves it out
mask        True for each item that counts
groups      of losses and metrics that compare items, an integer for each, equal for those that are compared. Without
            all are one group, and of a table each row is one. It is groups that are counted and averaged then, and weights
            are theirs, in the order in which they come; those of `cox` and of regions are of items
ignore      leaves out the rows with this label
reduction   "mean" (sum w l / sum w), "sum", "mean_n" (/ items that count), "batch_mean" (/ rows), "values" for one of
            each item, or a number that the sum is divided by; gradients are scaled by it
on_empty    what the mean of nothing is: "error", "nan" or "zero"
validate    whether values are checked to lie in their domains
dialect     the library whose meaning of the name is computed, with its parameters
axis        of rows, the axis of the classes: the last one
wrt         of derivatives, the input that they are taken in: the first one; they have its shape
out         where arrays of results are written

Arrays of NumPy of any strides, tensors of torch on the CPU, columns of pandas and what has `__array__` or
`__dlpack__` are read, and results are of the same kind. They hold float16, bfloat16, float32 or float64, all the same;
integers are numbers of that type. Losses of two or three vectors read sparse rows of SciPy too (CSR), without a copy,
and derivatives in them have their structure. No shape is broadcast. What is wrong is a ValueError, TypeError or KeyError that says
what, where, and what is allowed. While a call on large arrays runs, other threads do, and must not change them.
"""

from __future__ import annotations

import functools as _functools
import importlib as _importlib
import json as _json
import os as _os
from typing import Any, NamedTuple

from . import _lossfn
from ._convert import UnknownName
from ._lossfn import (
    Loss,
    Metric,
    MetricPartial,
    Partial,
    get,
    metrics,
    num_threads,
    set_num_threads,
)

__all__ = [
    "Loss",
    "Metric",
    "MetricPartial",
    "Partial",
    "Triplets",
    "UnknownName",
    "get",
    "list",
    "metric",
    "metrics",
    "mine",
    "num_threads",
    "plot",
    "set_num_threads",
    "spec",
    "token_sums",
    "token_weights",
]
__version__ = _lossfn.__version__

if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(after_in_child=_lossfn.forked)

_losses: dict[str, Loss] = {}
#: What other libraries take, imported when it is first asked for.
_MODULES = ("jax", "lightgbm", "sklearn", "torch", "xgboost")


def list() -> list[str]:
    """The names of all losses, in reading order."""
    return _lossfn.losses()


def metric(expression: str, /) -> Metric:
    """The metric that an expression names: `name`, `name(key=value)` or `name(value)`."""
    found = _lossfn.metric(expression)
    found.__doc__ = _metric_page(found.name)
    return found


@_functools.cache
def _metric_page(name: str) -> str:
    from . import _docs

    return _docs.page(spec(name))


def spec(name: str, /) -> dict[str, Any]:
    """What is known of a loss or a metric: parameters, domains, formula, page, properties, names in other libraries."""
    return _json.loads(_lossfn.spec(name))


class Triplets(NamedTuple):
    """Triples of rows of a table, by their places: those that `lossfn.mine` chooses, or any others.

        triplets = lossfn.mine(embeddings, label, mining="semi_hard")
        value, grad = triplets.value_and_gradient("triplet_margin(margin=0.2)", embeddings)

        anchor, positive, negative = triplets
        lossfn.triplet_margin(embeddings[anchor], embeddings[positive], embeddings[negative])

    anchor    integers (triples,), the row of each anchor
    positive  integers (triples,), for each a row that is like it
    negative  integers (triples,), for each a row that is not
    """

    anchor: Any
    positive: Any
    negative: Any

    def value_and_gradient(self, loss: str | Loss, embeddings: Any) -> tuple[float, Any]:
        """The mean loss of the triples, a float, and its gradient in all rows of the table: an array as `embeddings`
        is. What a triple adds goes to its rows; a row that is in none has 0.

            embeddings = np.array([[0.0, 0.0], [1.0, 0.0], [3.0, 0.0], [0.0, 2.0]])
            triplets = lossfn.Triplets([0, 1, 3], [3, 3, 1], [2, 2, 2])
            value, grad = triplets.value_and_gradient("triplet_margin", embeddings)     # a float, (4, 2)

        loss        a loss of triples: an expression, or a loss
        embeddings  array (n, coordinates), or sparse rows (CSR), whose gradient is that in the stored numbers
        """
        return _lossfn.triples(*self, loss, embeddings)


def mine(
    embeddings: Any,
    label: Any,
    *,
    distance: str | Loss | None = None,
    mining: str = "hard",
) -> Triplets:
    """Chooses triples of the rows of a table by their distances: for anchors another row of their label, the
    positive, and one of another label, the negative.

        triplets = lossfn.mine(embeddings, label, mining="semi_hard")
        value, grad = triplets.value_and_gradient("triplet_margin", embeddings)

    embeddings  array (n, coordinates), or sparse rows (CSR)
    label       integers (n,)
    distance    a distance of two vectors: an expression, or a loss
    mining      "all"; "hard": for each anchor the farthest positive and the nearest negative; "semi_hard": for each
                anchor and positive the nearest negative that is farther, or where there is none the farthest
    """
    return Triplets(*_lossfn.mine(embeddings, label, distance=distance, mining=mining))


def token_weights(
    log_probs: Any, tokens: Any, *, averaging: str = "tokens", length: float | None = None
) -> tuple[Any, str | float]:
    """A weight for each token, and the reduction with which these weights make an average: give both to a loss of
    tokens, whose gradient is then scaled accordingly.

        weight, reduction = lossfn.token_weights(log_probs, mask, averaging="sequences")
        lossfn.grpo(log_probs, old, reference, advantage, weight=weight, reduction=reduction)

    log_probs  array (sequences, places), or (tokens,) with sequences one after the other; weights are as it is
    tokens     bool (sequences, places): True where there is a token that counts; or integers (sequences,): lengths
    averaging  "tokens": the mean over all tokens; "sequences": the mean over sequences of the mean over their
               tokens, where a sequence without tokens is left out; "length": the sum over all tokens by the number
               of sequences times `length`, which does not depend on them
    """
    return _lossfn.token_weights(log_probs, tokens, averaging=averaging, length=length)


def token_sums(log_probs: Any, tokens: Any, *, mean: bool = False) -> Any:
    """The sum, or the mean, of the log-probabilities of the tokens of each sequence: what losses of answers read.
    What stands where there is no token changes no bit. The sum of no tokens is 0; their mean is an error.

        lossfn.dpo(*(lossfn.token_sums(x, mask) for x in (chosen, rejected, reference_chosen, reference_rejected)))

    log_probs  array (sequences, places), or (tokens,) with sequences one after the other
    tokens     bool (sequences, places): True where there is a token that counts; or integers (sequences,): lengths
    """
    return _lossfn.token_sums(log_probs, tokens, mean=mean)


def plot(*losses: str | Loss, **options: Any) -> Any:
    """Draws losses and their gradients over the first input with matplotlib, and returns both Axes.

        lossfn.plot("huber", "mse")
        lossfn.plot("quantile(0.9)", "0.5*huber(delta=2) + absolute", range=(-5, 5))

    target  what the other input is: 0, or 1 where the domain or the loss wants it; of losses of distributions the
            first of two probabilities
    range   the ends of the horizontal axis
    axes    two Axes that are drawn on: of the loss, and of the gradient

    Losses of rows are drawn over the first element. A line breaks where it jumps.
    """
    from . import _plot

    return _plot.plot(*losses, **options)


def _named(name: str) -> Loss:
    """The loss of the catalogue with this name or alias: always the same object."""
    loss = _losses.get(name)
    if loss is None:
        loss = _lossfn.named(name)
        if loss.name != name:
            return _named(loss.name)
        # Slow to import, and not needed before.
        from . import _docs

        _docs.describe(loss, spec(name))
        loss = _losses.setdefault(name, loss)
    return loss


def __getattr__(name: str) -> Any:
    """The losses, each made when it is first asked for."""
    if name.startswith("_"):
        raise AttributeError(f"lossfn has no `{name}`.")
    if name in _MODULES:
        try:
            return _importlib.import_module(f".{name}", __name__)
        except ModuleNotFoundError as error:
            raise AttributeError(
                f"lossfn.{name} needs `{error.name}`, which is not installed here."
            ) from None
    try:
        return globals().setdefault(name, _named(name))
    except KeyError as error:
        raise AttributeError(str(error)) from None


def __dir__() -> list[str]:
    return sorted({*(name for name in globals() if not name.startswith("_")), *_lossfn.losses()})
