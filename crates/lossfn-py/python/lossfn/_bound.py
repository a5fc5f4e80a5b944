"""Losses with their parameters and options as texts, which operators of other libraries can carry."""

from __future__ import annotations

import functools
import importlib
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from . import Loss, _docs, _named, get, spec

#: What may be said besides parameters, weights and masks.
OPTIONS = ("ignore", "reduction", "on_empty", "validate", "axis")


@functools.lru_cache(maxsize=1024)
def called(call: str) -> tuple[Loss, dict[str, Any], dict[str, Any]]:
    """The loss, its options and its spec, from the text that operators are given."""
    expression, options = json.loads(call)
    loss = get(expression)
    return loss, options, spec(loss.name)


class Bound(NamedTuple):
    """A loss with its parameters and options, for operators, with what is asked of it before they are called."""

    call: str
    loss: str
    names: tuple[str, ...]
    varying: tuple[str, ...]


def bound(expression: str, options: dict[str, Any]) -> Bound:
    """An expression with options."""
    options = {"reduction": "mean", **{k: v for k, v in options.items() if v is not None}}
    # Numbers of NumPy have their value in `item`.
    call = json.dumps([expression, options], default=lambda x: x.item())
    about = called(call)[2]
    names = tuple(i["name"] for i in about["inputs"])
    return Bound(call, about["name"], names, tuple(about["varying"]))


def pulled(
    call: str, wrt: int, inputs: Any, weight: Any, mask: Any, outer: Any, wide: Callable[[Any], np.ndarray]
) -> Any:
    """Of a batch, whose rows are in the losses of each other, the gradient in an input of the sum of the losses of its
    rows, each times a number. What `wide` makes of an array is one of NumPy, of float64 where it held floats."""
    loss, options, about = called(call)
    how = {**options, "mask": mask, "reduction": "sum", "wrt": about["inputs"][wrt]["name"]}
    factors = wide(outer)
    least, most = (float(f(factors)) if factors.size else 1.0 for f in (np.min, np.max))
    if least == most:
        return loss.grad(*inputs, weight=weight, **how) * least
    if not np.isfinite([least, most]).all():
        return np.full(inputs[wrt].shape, np.nan)
    arrays = [wide(x) for x in inputs]
    weights = np.ones(factors.shape) if weight is None else wide(weight)
    # A weight is above 0, or the row counts nowhere: the factors are moved there, and the rest is taken away.
    shift = 0.0 if least > 0 else 2 * max(-least, most)
    found = loss.grad(*arrays, weight=weights * (factors + shift), **how)
    return found - shift * loss.grad(*arrays, weight=weights, **how) if shift else found


def _text(value: Any) -> str:
    """A parameter as expressions write it."""
    if value is None or isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        if not value.isidentifier() and not value.isdigit():
            raise ValueError(f"`{value}` is no name.")
        return value
    if np.ndim(value):
        return f"[{', '.join(repr(float(x)) for x in np.ravel(value))}]"
    return repr(float(value))


def expression(name: str, params: dict[str, Any], dialect: str | None) -> str:
    """A loss with its parameters as an expression."""
    given = [f"{key.removesuffix('_')}={_text(value)}" for key, value in params.items()]
    if dialect is not None:
        given.append(f"dialect={_text(dialect)}")
    return f"{name}({', '.join(given)})"


def resolved(name: str, places: tuple[Any, ...], options: tuple[tuple[str, Any], ...]) -> Bound:
    """What a call says besides its arrays: kept, as a program says the same again and again."""
    try:
        return _kept(name, places, options)
    except TypeError:
        # It may be that something said cannot be kept.
        return fresh(name, places, options)


@functools.lru_cache(maxsize=1024)
def _kept(name: str, places: tuple[Any, ...], options: tuple[tuple[str, Any], ...]) -> Bound:
    return fresh(name, places, options)


def fresh(name: str, places: tuple[Any, ...], options: tuple[tuple[str, Any], ...]) -> Bound:
    """What a call says besides its arrays."""
    about, said = spec(name), dict(options)
    dialect = said.pop("dialect", None)
    params = {key: said.pop(key) for key in [key for key in said if key not in OPTIONS]}
    names = [_docs.python_name(p) for p in about["params"]]
    if dialect is None:
        if len(places) > len(names):
            raise TypeError(f"{name} takes at most {len(names)} parameters, but {len(places)} were given.")
        for key, value in zip(names, places, strict=False):
            if key in params:
                raise TypeError(f"{name} got `{key}` twice.")
            params[key] = value
        for key in params:
            if key not in names:
                known = [*names, *OPTIONS, "weight", "mask", "dialect"]
                raise TypeError(f"{name} takes no `{key}`; it takes `{'`, `'.join(known)}`.")
    elif places:
        raise TypeError(f"{name}: with `dialect` parameters are given by name.")
    return bound(expression(name, params, dialect), said)


class Function:
    """A loss of the catalogue for another library, whose module says in `_ask` how it is computed."""

    def __init__(self, name: str) -> None:
        about = spec(name)
        self._inputs = tuple(i["name"] for i in about["inputs"])
        self.__name__ = self.__qualname__ = name
        self.__signature__ = _docs.signature(about)
        self.__doc__ = _named(name).__doc__

    def __call__(self, *args: Any, weight: Any = None, mask: Any = None, **kwargs: Any) -> Any:
        n = len(self._inputs)
        inputs = [*args[:n], *(kwargs.pop(key) for key in self._inputs[len(args) :] if key in kwargs)]
        return self._ask(args[n:], tuple(kwargs.items()), inputs, weight, mask)

    def _ask(self, places: Any, options: Any, inputs: Any, weight: Any, mask: Any) -> Any:
        raise NotImplementedError

    def __repr__(self) -> str:
        return f"{self.__module__}.{self.__name__}"

    def __reduce__(self) -> Any:
        return importlib.import_module(self.__module__).function, (self.__name__,)
