"""`torch.nn.functional` with the losses of this library: the same names, arguments, defaults and means.

    import lossfn.torch.functional as F

    F.smooth_l1_loss(input, target, beta=0.5)
    F.cross_entropy(input, target, weight=class_weight, ignore_index=0, label_smoothing=0.1)   # classes on axis 1

Signatures are those of the torch that is installed; which loss a function is, the specs say (`calls`). The old
`size_average`, `reduce` and `reduction="elementwise_mean"` work, with a DeprecationWarning. What differs: shapes are
not broadcast but for weights and variances, values outside of a domain are errors (`validate=False` computes on), and
nothing is clamped but the variance.
"""

from __future__ import annotations

import functools
import inspect
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import torch
from torch import Tensor

from .. import _docs, spec
from .. import list as _losses
from . import function

#: What says how losses are reduced, in the words of torch.
_REDUCING = ("size_average", "reduce", "reduction")


class Call(NamedTuple):
    """A function of torch, with the loss that it is."""

    function: str
    peer: str
    loss: Callable[..., Tensor]
    dialect: str | None
    inputs: tuple[str, ...]
    stage: str
    #: Whether the loss of a row is the mean over it.
    mean: bool
    #: Its parameters by the names of arguments, and those that are one of each class.
    params: dict[str, str]
    vectors: frozenset[str]
    #: What else the spec says of arguments.
    weight: str | None
    factor: str | None
    ignore: str | None
    floors: dict[str, str]

    @property
    def apart(self) -> bool:
        """Whether each element of a row is a loss of its own in torch."""
        return self.stage == "Rows" and not self.mean


def _call(about: dict[str, Any], call: dict[str, Any]) -> Call:
    same = [d for d in about["dialects"] if (d["library"], d["peer"]) == (call["library"], call["peer"])]
    params = (same[0] if same else about)["params"]
    said: dict[str, dict[str, str]] = {}
    for argument in call["arguments"]:
        said.setdefault(argument["is"], {})[argument["name"]] = argument["of"]
    renamed = said.get("parameter", {})
    return Call(
        function=call["function"].rpartition(".")[2],
        peer=call["peer"].rpartition(".")[2],
        loss=function(about["name"]),
        dialect=call["library"] if same else None,
        inputs=tuple(i["name"] for i in about["inputs"]),
        stage=about["stage"],
        mean=about["row"] == "Mean",
        params={p["name"]: _docs.python_name(p) for p in params if p["name"] not in renamed.values()}
        | renamed,
        vectors=frozenset(_docs.python_name(p) for p in params if p["kind"] == "vector"),
        weight=next(iter(said.get("weight", {})), None),
        factor=next(iter(said.get("factor", {})), None),
        ignore=next(iter(said.get("ignore", {})), None),
        floors=said.get("floor", {}),
    )


#: The functions of `torch.nn.functional` by their names.
CALLS = {
    found.function: found
    for about in map(spec, _losses())
    for found in (_call(about, c) for c in about["calls"] if c["function"].startswith("torch.nn.functional."))
}


def _reduction(call: Call, size_average: bool | None, reduce: bool | None, reduction: str) -> str:
    """The reduction, also where it is said in old words."""
    old = reduction if reduction == "elementwise_mean" else None
    if size_average is not None or reduce is not None:
        old = "size_average or reduce"
        reduction = "none" if reduce is False else "sum" if size_average is False else "mean"
    elif old:
        reduction = "mean"
    if old:
        warnings.warn(
            f"{call.function}: `{old}` is no longer said, say `reduction='{reduction}'`.",
            DeprecationWarning,
            stacklevel=3,
        )
    allowed = ("none", "mean", "sum", *(["batchmean"] if call.apart else []))
    if reduction not in allowed:
        raise ValueError(
            f"{call.function}: `reduction` is {reduction!r}, allowed is {', '.join(map(repr, allowed))}."
        )
    return reduction


def _variance(x: Any, floor: float, like: Tensor, name: str) -> Tensor:
    """A variance for each item, raised to a floor; its derivative is as if it had not been."""
    found = torch.as_tensor(x, dtype=like.dtype)
    if torch.any(found < 0):
        raise ValueError(f"{name}: `var` has an entry below 0.")
    if found.shape == like.shape[:-1] and found.shape != like.shape:
        found = found.unsqueeze(-1)
    found = torch.broadcast_to(found, like.shape).clone()
    with torch.no_grad():
        found.clamp_(min=floor)
    return found


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
    for value in set(values.flatten().tolist()):
        here = values == value
        part = loss(*(x[here] for x in inputs), **{key: value}, **more, reduction="none")
        result = result.masked_scatter(here, part)
    return result


def page(call: Call, names: Any) -> str:
    """What the arguments are here, and the page of the loss."""
    same = [f"{a} is `{b}`" for a, b in zip(names, call.inputs) if a != b]
    same += [f"{a} is `{b}`" for a, b in call.params.items() if a != b]
    same += [f"{a} is what `{b}` is raised to" for a, b in call.floors.items()]
    same += [f"{call.ignore} is the label that is left out"] * (call.ignore is not None)
    same += [f"a mean divides by the sum of {call.weight}"] * (call.weight is not None)
    same += [f"a mean counts items, and not their {call.factor}"] * (call.factor is not None)
    said = f"Here {', '.join(same)}; " if same else ""
    return f"{call.loss!r}.\n\n{_docs.wrapped(f'{said}`validate=False` computes on outside of domains.')}\n\n{call.loss.__doc__}"


class _Functional:
    """A function of `torch.nn.functional`, computed here."""

    def __init__(self, call: Call) -> None:
        original = getattr(torch.nn.functional, call.function)
        signature = inspect.signature(original)
        self._call = call
        self._names = tuple(signature.parameters)
        self._defaults = {
            p.name: p.default
            for p in signature.parameters.values()
            if p.default is not inspect.Parameter.empty
        }
        validate = inspect.Parameter("validate", inspect.Parameter.KEYWORD_ONLY, default=True)
        self.__signature__ = signature.replace(parameters=[*signature.parameters.values(), validate])
        self.__name__ = self.__qualname__ = call.function
        self.__module__ = __name__
        self.__doc__ = f"torch.nn.functional.{call.function}, computed by {page(call, self._names)}"

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
        reduction = _reduction(self._call, old[0], old[1], old[2])
        inputs = []
        for key in self._names[: len(self._call.inputs)]:
            if key not in given:
                raise TypeError(f"{name} needs `{key}`.")
            inputs.append(given.pop(key))
        for key in given.keys() - self._known():
            if key not in self._defaults or given.pop(key) is not self._defaults[key]:
                raise TypeError(f"lossfn.torch.functional.{name} knows no `{key}`.")
        return _computed(self._call, inputs, given, reduction, validate)

    def _known(self) -> set[str | None]:
        call = self._call
        return {*call.params, *call.floors, call.weight, call.factor, call.ignore}


def _computed(call: Call, inputs: Any, given: dict[str, Any], reduction: str, validate: bool) -> Tensor:
    """The loss of arguments that are called as torch calls them."""
    loss, first = call.loss, inputs[0]
    if not isinstance(first, Tensor) or not first.is_floating_point():
        kind = f"a tensor of {first.dtype}" if isinstance(first, Tensor) else type(first).__name__
        raise TypeError(f"{call.function}: `input` is {kind}, allowed is a tensor of floating point.")
    for floor, of in call.floors.items():
        place = call.inputs.index(of)
        inputs[place] = _variance(inputs[place], given[floor], first, call.function)
    options: dict[str, Any] = {"validate": validate, "on_empty": "nan"}
    if call.dialect is not None:
        options["dialect"] = call.dialect
    weight, factor = (None if k is None else given[k] for k in (call.weight, call.factor))
    if weight is not None:
        weight = torch.broadcast_to(weight, first.shape)
    if factor is not None:
        factor = torch.broadcast_to(factor, first.shape)
    # Of an element for itself, which is a row of one.
    apart, batch = call.apart or call.mean and factor is not None, first.shape[0] if first.ndim else 1
    if apart:
        inputs = [x.unsqueeze(-1) for x in inputs]
    elif call.stage in ("Softmax", "LogProbabilities"):
        options["axis"] = min(1, first.ndim - 1)
        if call.ignore is not None and not inputs[1].is_floating_point():
            options["ignore"] = given[call.ignore]
    spread = None
    for key, name in call.params.items():
        value = given.get(key)
        if value is None:
            continue
        if not isinstance(value, Tensor):
            options[name] = value
        elif name in call.vectors:
            options[name] = tuple(value.tolist())
        elif value.numel() == 1:
            options[name] = value.item()
        else:
            spread = (name, value)
    if spread is not None or call.mean and apart:
        each = (
            loss(*inputs, **options, reduction="none")
            if spread is None
            else _spread(loss, inputs, *spread, **options)
        )
        each = each if factor is None else each * factor
        each = each.mean(-1) if call.mean else each
        return each if reduction == "none" else each.mean() if reduction == "mean" else each.sum()
    how: Any = reduction
    if reduction == "batchmean":
        how = float(batch) if batch else "mean"
    elif reduction == "mean" and factor is not None and first.numel():
        how = float(first.numel())
    elif reduction == "mean" and "axis" in options and inputs[1].is_floating_point() and first.numel():
        # The classes are weighed, the rows counted.
        how = "batch_mean"
    return loss(*inputs, **options, weight=weight if factor is None else factor, reduction=how)


@functools.cache
def _function(name: str) -> _Functional:
    return _Functional(CALLS[name])


__all__ = sorted(CALLS)  # noqa: PLE0605


def __getattr__(name: str) -> Any:
    """Functions, each made when it is first asked for."""
    if name not in CALLS:
        if hasattr(torch.nn.functional, name) and not name.startswith("_"):
            raise AttributeError(
                f"torch.nn.functional.{name} is not among the losses here; there are {', '.join(__all__)}."
            )
        raise AttributeError(f"lossfn.torch.functional has no `{name}`.")
    return globals().setdefault(name, _function(name))


def __dir__() -> Any:
    return __all__
