"""Losses for JAX: a function for each, with its gradient, also under `jit`.

    value, grad = jax.value_and_grad(lossfn.jax.huber)(pred, target, delta=2.0)
    loss = lossfn.jax.get("0.7*huber(delta=1.5) + 0.3*absolute")

The arguments are those of `lossfn`: inputs, `weight` and `mask` are arrays, the rest is known when a function is traced.
The result is of the type of the first input. Gradients flow to every input that has derivatives, and once more through
gradients element by element, where the loss has a hessian of single elements and one input varies. The work is done on
the CPU, by a callback: what is wrong with values is the error of a callback.
"""

from __future__ import annotations

import builtins
import functools
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from . import _docs, _named, list
from . import get as _get
from ._bound import Bound, Function, bound, called, pulled, resolved

__all__ = ["function", "get"]


@jax.tree_util.register_static
class _Places(tuple[int, ...]):
    """Which inputs vary: known when a function is traced."""

    __slots__ = ()


def _host(method: str, call: str, wrt: int | None, inputs: Any, weight: Any, mask: Any) -> Any:
    """Arrays of NumPy: those of JAX would wait for the callback that they are in."""
    loss, options, about = called(call)
    given = {n: np.asarray(x) for n, x in (("weight", weight), ("mask", mask)) if x is not None}
    along = {} if wrt is None else {"wrt": about["inputs"][wrt]["name"]}
    arrays = [np.asarray(x) for x in inputs]
    result = getattr(loss, method)(*arrays, **given, **options, **along)
    if method == "value_and_grad":
        return np.asarray(result[0], arrays[0].dtype), result[1]
    return np.asarray(result, arrays[0].dtype)


def _ask(method: str, call: str, wrt: int | None, inputs: Any, weight: Any, mask: Any) -> Any:
    _, options, about = called(call)
    first = inputs[0]
    shape: Any = ()
    if options["reduction"] in ("values", "none"):
        shape = builtins.list(first.shape)
        if _docs.has_rows(about):
            del shape[options.get("axis", -1)]
    # Of JAX, as it has no types there.
    array: Any = jax.ShapeDtypeStruct
    value, grad = array(tuple(shape), first.dtype), array(inputs[wrt or 0].shape, first.dtype)
    results = {"value": value, "grad": grad, "hess": grad, "value_and_grad": (value, grad)}[method]
    host = functools.partial(_host, method, call, wrt)
    return jax.pure_callback(host, results, inputs, weight, mask, vmap_method="sequential")


def _spread(call: str, outer: Any) -> Any:
    """What comes back for each item, in the shape of the first input."""
    _, options, about = called(call)
    if outer.ndim == 0 or not _docs.has_rows(about):
        return outer
    return jnp.expand_dims(outer, options.get("axis", -1))


def _back(call: str, k: int, outer: Any, slope: Any, inputs: Any, weight: Any, mask: Any) -> Any:
    """What comes back to an input; `slope` is the gradient in it."""
    if outer.ndim == 0 or not _docs.is_batch(called(call)[2]):
        return _spread(call, outer) * slope()
    # Of JAX, as it has no types there.
    array: Any = jax.ShapeDtypeStruct
    result, host = array(inputs[k].shape, inputs[0].dtype), functools.partial(_pulled, call, k)
    return jax.pure_callback(host, result, inputs, weight, mask, outer, vmap_method="sequential")


def _pulled(call: str, k: int, inputs: Any, weight: Any, mask: Any, outer: Any) -> Any:
    arrays = [np.asarray(x) for x in inputs]
    weight, mask = (None if x is None else np.asarray(x) for x in (weight, mask))
    return np.asarray(pulled(call, k, arrays, weight, mask, np.asarray(outer), _wide), arrays[0].dtype)


def _wide(x: np.ndarray) -> np.ndarray:
    return x if x.dtype.kind in "iub" else x.astype(np.float64)


def _perturbed(call: str, inputs: Any, weight: Any) -> builtins.list[int]:
    """The inputs that derivatives are asked in."""
    loss, _, about = called(call)
    if weight is not None and weight.perturbed:
        raise TypeError(f"{loss} has no derivative in `weight`; say `jax.lax.stop_gradient` of it.")
    places = [k for k, x in enumerate(inputs) if x.perturbed]
    for k in places:
        name = about["inputs"][k]["name"]
        if name not in about["varying"]:
            raise TypeError(f"{loss} has no derivative in `{name}`; say `jax.lax.stop_gradient` of it.")
    return places


def _plain(*trees: Any) -> Any:
    return jax.tree.map(lambda x: x.value, trees, is_leaf=lambda x: hasattr(x, "perturbed"))


def _zero(ct: Any) -> bool:
    return isinstance(ct, jax.custom_derivatives.SymbolicZero)


def _second(call: str, wrt: int, places: Any, outer: Any, inputs: Any, weight: Any, mask: Any) -> Any:
    """What comes back through a gradient: the hessian is of single elements, of one input."""
    loss, _, about = called(call)
    if _docs.has_rows(about):
        raise NotImplementedError(
            f"{loss} has no second derivatives here: its rows have those of pairs of elements."
        )
    names = [i["name"] for i in about["inputs"]]
    for k in places:
        if k != wrt:
            raise NotImplementedError(
                f"{loss} has no second derivatives in `{names[wrt]}` and `{names[k]}`: stop the gradient of one."
            )
    return outer * _ask("hess", call, wrt, inputs, weight, mask)


@functools.lru_cache(maxsize=1024)
def _gradient(call: str, wrt: int) -> Any:
    """The gradient in an input, as a function with derivatives."""

    @jax.custom_vjp
    def f(inputs: Any, weight: Any, mask: Any) -> Any:
        return _ask("grad", call, wrt, inputs, weight, mask)

    def forward(inputs: Any, weight: Any, mask: Any) -> Any:
        places = _perturbed(call, inputs, weight)
        plain = _plain(inputs, weight, mask)
        return f(*plain), (plain, _Places(places))

    def backward(kept: Any, outer: Any) -> Any:
        (inputs, weight, mask), places = kept
        back: builtins.list[Any] = [None] * len(inputs)
        if not _zero(outer):
            back[wrt] = _second(call, wrt, places, outer, inputs, weight, mask)
        return tuple(back), None, None

    f.defvjp(forward, backward, symbolic_zeros=True)
    return f


@functools.lru_cache(maxsize=1024)
def _with_gradient(call: str, wrt: int) -> Any:
    """The value with its gradient in an input, from one pass, as a function with derivatives."""

    @jax.custom_vjp
    def f(inputs: Any, weight: Any, mask: Any) -> Any:
        return _ask("value_and_grad", call, wrt, inputs, weight, mask)

    def forward(inputs: Any, weight: Any, mask: Any) -> Any:
        places = _perturbed(call, inputs, weight)
        plain = _plain(inputs, weight, mask)
        value, grad = f(*plain)
        return (value, grad), (plain, grad, _Places(places))

    def backward(kept: Any, outer: Any) -> Any:
        (inputs, weight, mask), grad, places = kept
        outer, second = outer
        back: builtins.list[Any] = [None] * len(inputs)
        if not _zero(outer):
            for k in places:
                slope = lambda k=k: grad if k == wrt else _gradient(call, k)(inputs, weight, mask)
                back[k] = _back(call, k, outer, slope, inputs, weight, mask)
        if not _zero(second):
            more = _second(call, wrt, places, second, inputs, weight, mask)
            back[wrt] = more if back[wrt] is None else back[wrt] + more
        return tuple(back), None, None

    f.defvjp(forward, backward, symbolic_zeros=True)
    return f


@functools.lru_cache(maxsize=1024)
def _value(call: str) -> Any:
    """The value, as a function with derivatives."""

    @jax.custom_vjp
    def f(inputs: Any, weight: Any, mask: Any) -> Any:
        return _ask("value", call, None, inputs, weight, mask)

    def forward(inputs: Any, weight: Any, mask: Any) -> Any:
        places = _perturbed(call, inputs, weight)
        plain = _plain(inputs, weight, mask)
        value, grad = _with_gradient(call, places[0])(*plain)
        return value, (plain, grad, _Places(places))

    def backward(kept: Any, outer: Any) -> Any:
        (inputs, weight, mask), grad, places = kept
        back: builtins.list[Any] = [None] * len(inputs)
        if not _zero(outer):
            for k in places:
                slope = lambda k=k: grad if k == places[0] else _gradient(call, k)(inputs, weight, mask)
                back[k] = _back(call, k, outer, slope, inputs, weight, mask)
        return tuple(back), None, None

    f.defvjp(forward, backward, symbolic_zeros=True)
    return f


def _on(made: Bound, inputs: Any, weight: Any, mask: Any) -> Any:
    if len(inputs) != len(made.names):
        raise TypeError(f"{made.loss} reads `{'`, `'.join(made.names)}`; {len(inputs)} inputs were given.")
    arrays = tuple(jnp.asarray(x) for x in inputs)
    weight, mask = (None if x is None else jnp.asarray(x) for x in (weight, mask))
    return _value(made.call)(arrays, weight, mask)


class _Function(Function):
    """A loss of the catalogue on arrays of JAX."""

    def _ask(self, places: Any, options: Any, inputs: Any, weight: Any, mask: Any) -> Any:
        return _on(resolved(self.__name__, places, options), inputs, weight, mask)


@functools.cache
def function(name: str) -> _Function:
    """The loss of the catalogue with this name or alias, on arrays of JAX."""
    return _Function(_named(name).name)


class _Expression:
    """A loss that an expression names, on arrays of JAX."""

    def __init__(self, expression: str, options: dict[str, Any]) -> None:
        self.__name__ = self.expression = str(_get(expression))
        self.options = options
        self._bound = bound(self.expression, options)

    def __call__(self, *inputs: Any, weight: Any = None, mask: Any = None) -> Any:
        return _on(self._bound, inputs, weight, mask)

    def __repr__(self) -> str:
        return f'lossfn.jax.get("{self.expression}")'

    def __reduce__(self) -> Any:
        return functools.partial(get, **self.options), (self.expression,)


def get(expression: str, **options: Any) -> _Expression:
    """The loss that an expression names, with options such as `reduction`: a function of inputs, `weight` and `mask`."""
    return _Expression(expression, options)


def __getattr__(name: str) -> Any:
    """The losses by their name."""
    if name.startswith("_"):
        raise AttributeError(f"lossfn.jax has no `{name}`.")
    try:
        return globals().setdefault(name, function(name))
    except KeyError as error:
        raise AttributeError(str(error)) from None


def __dir__() -> Any:
    return sorted([*__all__, *list()])
