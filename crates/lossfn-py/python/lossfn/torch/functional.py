"""`torch.nn.functional` with the losses of this library: the same names, arguments, defaults and means.

    import lossfn.torch.functional as F

    F.smooth_l1_loss(input, target, beta=0.5)
    F.cross_entropy(input, target, weight=class_weight, ignore_index=0, label_smoothing=0.1)   # classes on axis 1

Signatures are those of the torch that is installed; `functional.json` says which loss a function is. The old
`size_average`, `reduce` and `reduction="elementwise_mean"` work, with a DeprecationWarning. What differs: shapes are
not broadcast but for weights and variances, values outside of a domain are errors (`validate=False` computes on), and
nothing is clamped but the variance.
"""

from __future__ import annotations

import functools
import inspect
import json
import pathlib
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from .. import _docs, spec
from . import function

# Of each function the `loss` and what its `arguments` are here: inputs, parameters, `weight` or `ignore`. Further
# `mean`: what a mean with weights divides by; `distributions`: it divides by rows where targets are distributions;
# `rows`: the values are means over the last axis; `each`: a loss of rows is taken of each element; `minus`: a loss of
# one input is subtracted; `at_least`: an input is raised to an argument; `if`: another loss where an argument is true.
_FUNCTIONS: dict[str, Any] = json.loads(
    pathlib.Path(__file__).with_name("functional.json").read_text(encoding="utf-8")
)
#: What says how losses are reduced, in the words of torch.
_REDUCING = ("size_average", "reduce", "reduction")


def _reduction(name: str, size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """The reduction, also where it is said in old words."""
    old = reduction if reduction == "elementwise_mean" else None
    if size_average is not None or reduce is not None:
        old = "size_average or reduce"
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    elif old:
        reduction = "mean"
    if old:
        warnings.warn(
            f"{name}: `{old}` is no longer said, say `reduction='{reduction}'`.",
            DeprecationWarning,
            stacklevel=3,
        )
    allowed = ("none", "mean", "sum", *(["batchmean"] if _FUNCTIONS[name].get("each") else []))
    if reduction not in allowed:
        raise ValueError(f"{name}: `reduction` is {reduction!r}, allowed is {', '.join(map(repr, allowed))}.")
    return reduction


def _variance(x: Any, floor: float, like: Tensor, name: str) -> Tensor:
    """A variance for each item, raised to a floor; its derivative is as if it had not been."""
    x = torch.as_tensor(x, dtype=like.dtype)
    if torch.any(x < 0):
        raise ValueError(f"{name}: `var` has an entry below 0.")
    if x.shape == like.shape[:-1] and x.shape != like.shape:
        x = x.unsqueeze(-1)
    x = torch.broadcast_to(x, like.shape).clone()
    with torch.no_grad():
        x.clamp_(min=floor)
    return x


def _spread(
    loss: Callable[..., Tensor], inputs: list[Tensor], key: str, values: Tensor, **more: Any
) -> Tensor:
    """Values of a loss that has another parameter for some of the items."""
    first = inputs[0]
    for x in inputs:
        if x.shape != first.shape:
            raise ValueError(f"The shapes {tuple(first.shape)} and {tuple(x.shape)} are not the same.")
    values = torch.broadcast_to(values, first.shape)
    result = torch.zeros_like(first)
    for value in values.unique().tolist():
        here = values == value
        part = loss(*(x[here] for x in inputs), **{key: value}, **more, reduction="none")
        result = result.masked_scatter(here, part)
    return result


class _Way(NamedTuple):
    """A loss with what is said of it in the data, and what its spec says."""

    about: dict[str, Any]
    loss: Callable[..., Tensor]
    stage: str
    inputs: tuple[str, ...]
    vectors: tuple[str, ...]
    minus: tuple[tuple[Callable[..., Tensor], str], ...]


def _way(about: dict[str, Any]) -> _Way:
    known = spec(about["loss"])
    vectors = tuple(_docs.python_name(p) for p in known["params"] if p["kind"] == "vector")
    minus = tuple((function(name), of) for name, of in about.get("minus", {}).items())
    names = tuple(i["name"] for i in known["inputs"])
    return _Way(about, function(about["loss"]), known["stage"], names, vectors, minus)


class _Functional:
    """A function of `torch.nn.functional`, computed here."""

    def __init__(self, name: str) -> None:
        original = getattr(torch.nn.functional, name)
        signature = inspect.signature(original)
        self._names = tuple(signature.parameters)
        self._defaults = {
            p.name: p.default
            for p in signature.parameters.values()
            if p.default is not inspect.Parameter.empty
        }
        validate = inspect.Parameter("validate", inspect.Parameter.KEYWORD_ONLY, default=True)
        self.__signature__ = signature.replace(parameters=[*signature.parameters.values(), validate])
        self.__name__ = self.__qualname__ = name
        self.__module__ = __name__
        about = _FUNCTIONS[name]
        self._way = _way(about)
        self._ways = {key: _way(other) for key, other in about.get("if", {}).items()}
        page = f"torch.nn.functional.{name}, computed by lossfn.{about['loss']}.\n\n"
        self.__doc__ = page + str(function(about["loss"]).__doc__)

    def __repr__(self) -> str:
        return f"lossfn.torch.functional.{self.__name__}"

    def __reduce__(self) -> Any:
        return _function, (self.__name__,)

    def __call__(self, *args: Any, validate: bool = True, **kwargs: Any) -> Tensor:
        name = self.__name__
        if len(args) > len(self._names):
            raise TypeError(f"{name} takes {len(self._names)} arguments, but {len(args)} were given.")
        given = dict(self._defaults)
        for key, value in zip(self._names, args):
            given[key] = value
        for key, value in kwargs.items():
            if key not in self._names:
                raise TypeError(f"{name} takes no `{key}`; it takes `{'`, `'.join(self._names)}`.")
            if key in self._names[: len(args)]:
                raise TypeError(f"{name} got `{key}` twice.")
            given[key] = value
        old = [given.pop(key, None) for key in _REDUCING]
        reduction = _reduction(name, old[0], old[1], old[2])
        way = self._way
        for key, other in self._ways.items():
            way = other if given.pop(key, False) else way
        return _computed(name, way, given, self._defaults, reduction, validate)


def _computed(
    name: str,
    way: _Way,
    given: dict[str, Any],
    defaults: dict[str, Any],
    reduction: str,
    validate: bool,
) -> Tensor:
    """The loss of arguments that are called as torch calls them."""
    about, loss, stage, names, vectors, minus = way
    floors = {key: given.pop(floor) for key, floor in about.get("at_least", {}).items()}
    said = {}
    for key, value in given.items():
        if key in about["arguments"]:
            said[about["arguments"][key]] = value
        elif key not in defaults or value is not defaults[key]:
            raise TypeError(f"lossfn.torch.functional.{name} knows no `{key}`.")
    missing = [key for key, ours in about["arguments"].items() if ours in names and ours not in said]
    if missing:
        raise TypeError(f"{name} needs `{missing[0]}`.")
    inputs = [said.pop(n) for n in names]
    first = inputs[0]
    if not isinstance(first, Tensor) or not first.is_floating_point():
        kind = f"a tensor of {first.dtype}" if isinstance(first, Tensor) else type(first).__name__
        raise TypeError(f"{name}: `input` is {kind}, allowed is a tensor of floating point.")
    for n, floor in floors.items():
        inputs[names.index(n)] = _variance(inputs[names.index(n)], floor, first, name)
    options: dict[str, Any] = {"validate": validate, "on_empty": "nan"}
    if "dialect" in about:
        options["dialect"] = about["dialect"]
    if about.get("each"):
        # Of an element for itself, which is a row of one and no distribution.
        batch = first.shape[0] if first.ndim else 1
        inputs, options["axis"], options["validate"] = [x.unsqueeze(-1) for x in inputs], -1, False
    elif stage in ("Softmax", "LogProbabilities"):
        options["axis"] = min(1, first.ndim - 1)
    ignored = said.pop("ignore", None)
    if ignored is not None and not inputs[1].is_floating_point():
        options["ignore"] = ignored
    weight, spread = said.pop("weight", None), None
    for key, value in said.items():
        if value is None:
            continue
        if not isinstance(value, Tensor):
            options[key] = value
        elif key in vectors:
            options[key] = tuple(value.tolist())
        elif value.numel() == 1:
            options[key] = value.item()
        else:
            spread = (key, value)
    if weight is not None:
        weight = torch.broadcast_to(weight, first.shape)
    if spread is not None or about.get("rows"):
        each = (
            loss(*inputs, **options, reduction="none")
            if spread is None
            else _spread(loss, inputs, *spread, **options)
        )
        each = each if weight is None else each * weight
        each = each.mean(-1) if about.get("rows") else each
        return each if reduction == "none" else each.mean() if reduction == "mean" else each.sum()
    how: Any = reduction
    if reduction == "batchmean":
        how = float(batch) if batch else "mean"
    elif reduction == "mean" and weight is not None and about["mean"] == "items" and first.numel():
        how = float(first.numel())
    elif reduction == "mean" and about.get("distributions") and inputs[1].is_floating_point():
        how = "batch_mean" if first.numel() else "mean"
    result = loss(*inputs, **options, weight=weight, reduction=how)
    for other, n in minus:
        of = inputs[names.index(n)].squeeze(-1)
        result = result - other(of, validate=False, on_empty="nan", reduction=how)
    return result


@functools.cache
def _function(name: str) -> _Functional:
    return _Functional(name)


__all__ = sorted(_FUNCTIONS)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Functions, each made when it is first asked for."""
    if name not in _FUNCTIONS:
        if hasattr(torch.nn.functional, name) and not name.startswith("_"):
            raise AttributeError(
                f"torch.nn.functional.{name} is not among the losses here; there are {', '.join(__all__)}."
            )
        raise AttributeError(f"lossfn.torch.functional has no `{name}`.")
    return globals().setdefault(name, _function(name))


def __dir__() -> Any:
    return __all__
