"""Losses for torch: a function and a module for each, with autograd.

    loss = lossfn.torch.huber(pred, target, delta=2.0)
    loss.backward()
    criterion = lossfn.torch.Huber(delta=2.0, reduction="sum")
    criterion = lossfn.torch.Loss("0.7*huber(delta=1.5) + 0.3*absolute")

    import lossfn.torch.functional as F                  # as `torch.nn.functional` calls them
    import lossfn.torch.nn as nn                         # and as `torch.nn` does

The arguments are those of `lossfn`; the result is a tensor of the type of the first input, on the CPU. Gradients flow to
every input that has derivatives, and once more through gradients element by element, where the loss has a hessian of
single elements and one input varies. They are custom operators, which `torch.compile` leaves whole.
"""

from __future__ import annotations

import builtins
import functools
import importlib
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from .. import Loss as _Loss
from .. import _docs, _named, get, list
from .._bound import OPTIONS, Bound, Function, bound, called, fresh, pulled, resolved

__all__ = ["Loss", "function"]
#: What is called as torch calls it, imported when it is first asked for.
_MODULES = ("functional", "nn")


def _arguments(*tensors: Tensor | None) -> builtins.list[Tensor]:
    return [t.detach() for t in tensors if t is not None]


def _compute(method: str, call: str, tensors: Any, weight: Any, mask: Any, **more: Any) -> Any:
    loss, options, about = called(call)
    if "wrt" in more:
        more["wrt"] = about["inputs"][more["wrt"]]["name"]
    given = {name: t.detach() for name, t in (("weight", weight), ("mask", mask)) if t is not None}
    return getattr(loss, method)(*_arguments(*tensors), **given, **options, **more)


def _tensor(value: Any, like: Tensor) -> Tensor:
    return value if isinstance(value, Tensor) else torch.tensor(value, dtype=like.dtype)


def _shape(call: str, a: Tensor) -> Tensor:
    """A tensor like the value."""
    _, options, about = called(call)
    if options["reduction"] not in ("values", "none"):
        return a.new_empty(())
    shape = [*a.shape]
    if _docs.has_rows(about):
        del shape[options.get("axis", -1)]
    return a.new_empty(shape)


@torch.library.custom_op("lossfn::value", mutates_args=())
def _value(
    a: Tensor,
    b: Tensor | None,
    c: Tensor | None,
    d: Tensor | None,
    weight: Tensor | None,
    mask: Tensor | None,
    call: str,
) -> Tensor:
    return _tensor(_compute("value", call, (a, b, c, d), weight, mask), a)


@torch.library.custom_op("lossfn::value_and_grad", mutates_args=())
def _value_and_grad(
    a: Tensor,
    b: Tensor | None,
    c: Tensor | None,
    d: Tensor | None,
    weight: Tensor | None,
    mask: Tensor | None,
    wrt: int,
    call: str,
) -> tuple[Tensor, Tensor]:
    value, grad = _compute("value_and_grad", call, (a, b, c, d), weight, mask, wrt=wrt)
    return _tensor(value, a), grad


@torch.library.custom_op("lossfn::grad", mutates_args=())
def _grad(
    a: Tensor,
    b: Tensor | None,
    c: Tensor | None,
    d: Tensor | None,
    weight: Tensor | None,
    mask: Tensor | None,
    wrt: int,
    call: str,
) -> Tensor:
    grad: Tensor = _compute("grad", call, (a, b, c, d), weight, mask, wrt=wrt)
    return grad


@torch.library.custom_op("lossfn::hess", mutates_args=())
def _hess(
    a: Tensor,
    b: Tensor | None,
    c: Tensor | None,
    d: Tensor | None,
    weight: Tensor | None,
    mask: Tensor | None,
    wrt: int,
    call: str,
) -> Tensor:
    hess: Tensor = _compute("hess", call, (a, b, c, d), weight, mask, wrt=wrt)
    return hess


@torch.library.custom_op("lossfn::pull", mutates_args=())
def _pull(
    a: Tensor,
    b: Tensor | None,
    c: Tensor | None,
    d: Tensor | None,
    weight: Tensor | None,
    mask: Tensor | None,
    outer: Tensor,
    wrt: int,
    call: str,
) -> Tensor:
    inputs = _arguments(a, b, c, d)
    grad = pulled(call, wrt, inputs, weight, mask, outer, _wide)
    return torch.as_tensor(grad, dtype=inputs[wrt].dtype)


def _wide(x: Tensor) -> np.ndarray:
    wide: np.ndarray = (x.double() if x.is_floating_point() else x).numpy()
    return wide


def _like(x: Any) -> Tensor:
    """A tensor like a derivative in an input."""
    return torch.empty_like(x, memory_format=torch.contiguous_format)


@_value.register_fake
def _(a: Tensor, b: Any, c: Any, d: Any, weight: Any, mask: Any, call: str) -> Tensor:
    return _shape(call, a)


@_value_and_grad.register_fake
def _(
    a: Tensor, b: Any, c: Any, d: Any, weight: Any, mask: Any, wrt: int, call: str
) -> tuple[Tensor, Tensor]:
    return _shape(call, a), _like((a, b, c, d)[wrt])


@_grad.register_fake
def _(a: Tensor, b: Any, c: Any, d: Any, weight: Any, mask: Any, wrt: int, call: str) -> Tensor:
    return _like((a, b, c, d)[wrt])


@_hess.register_fake
def _(a: Tensor, b: Any, c: Any, d: Any, weight: Any, mask: Any, wrt: int, call: str) -> Tensor:
    return _like((a, b, c, d)[wrt])


@_pull.register_fake
def _(
    a: Tensor, b: Any, c: Any, d: Any, weight: Any, mask: Any, outer: Tensor, wrt: int, call: str
) -> Tensor:
    return _like((a, b, c, d)[wrt])


def _along(call: str, outer: Tensor) -> Tensor:
    """What comes back for each item, in the shape of the first input."""
    _, options, about = called(call)
    if outer.ndim == 0 or not _docs.has_rows(about):
        return outer
    return outer.unsqueeze(options.get("axis", -1))


def _second(ctx: Any, outer: Tensor, tensors: Any, weight: Any, mask: Any) -> Tensor:
    """What comes back through a gradient: the hessian is of single elements, of one input."""
    loss, _, about = called(ctx.call)
    if _docs.has_rows(about):
        raise NotImplementedError(
            f"{loss} has no second derivatives here: its rows have those of pairs of elements."
        )
    names = [i["name"] for i in about["inputs"]]
    others = [
        names[k] for k, needed in enumerate(ctx.needs_input_grad[: len(names)]) if needed and k != ctx.wrt
    ]
    if others:
        raise NotImplementedError(
            f"{loss} has no second derivatives in `{names[ctx.wrt]}` and `{others[0]}`: detach one of them."
        )
    hess: Tensor = _hess(*tensors, weight, mask, ctx.wrt, ctx.call)
    return outer * hess


def _save(ctx: Any, inputs: Any, output: Any) -> None:
    *tensors, ctx.wrt, ctx.call = inputs
    ctx.set_materialize_grads(False)
    ctx.save_for_backward(*tensors, *(output[1:] if isinstance(output, tuple) else ()))


def _value_and_grad_backward(ctx: Any, outer: Tensor | None, second: Tensor | None) -> Any:
    *tensors, weight, mask, grad = ctx.saved_tensors
    back: builtins.list[Tensor | None] = [None] * 8
    for k, needed in enumerate(ctx.needs_input_grad[:4]):
        if not needed:
            continue
        if outer is not None and outer.ndim and _docs.is_batch(called(ctx.call)[2]):
            back[k] = _pull(*tensors, weight, mask, outer, k, ctx.call)
        elif outer is not None:
            slope = grad if k == ctx.wrt else _grad(*tensors, weight, mask, k, ctx.call)
            back[k] = _along(ctx.call, outer) * slope
    if second is not None:
        more = _second(ctx, second, tensors, weight, mask)
        back[ctx.wrt] = more if back[ctx.wrt] is None else back[ctx.wrt] + more
    return tuple(back)


def _grad_backward(ctx: Any, second: Tensor | None) -> Any:
    *tensors, weight, mask = ctx.saved_tensors
    back: builtins.list[Tensor | None] = [None] * 8
    if second is not None:
        back[ctx.wrt] = _second(ctx, second, tensors, weight, mask)
    return tuple(back)


_value_and_grad.register_autograd(_value_and_grad_backward, setup_context=_save)
_grad.register_autograd(_grad_backward, setup_context=_save)


def _apply(bound: Bound, inputs: Any, weight: Tensor | None, mask: Tensor | None) -> Tensor:
    if weight is not None and weight.requires_grad:
        raise TypeError(f"{bound.loss} has no derivative in `weight`; `detach()` it.")
    places = [k for k, x in enumerate(inputs) if x.requires_grad]
    for k in places:
        if bound.names[k] not in bound.varying:
            raise TypeError(f"{bound.loss} has no derivative in `{bound.names[k]}`; `detach()` it.")
    tensors = [*inputs, None, None, None][:4]
    if places and torch.is_grad_enabled():
        value: Tensor = _value_and_grad(*tensors, weight, mask, places[0], bound.call)[0]
    else:
        value = _value(*tensors, weight, mask, bound.call)
    return value


def _input(x: Any, name: str, like: Tensor | None) -> Tensor:
    if isinstance(x, Tensor):
        return x
    if like is None:
        raise TypeError(f"`{name}` is {type(x).__name__}, allowed is a tensor.")
    array = np.asarray(x)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"`{name}` is {type(x).__name__}, allowed is a tensor, or numbers.")
    return torch.as_tensor(array, dtype=like.dtype if array.dtype.kind == "f" else None)


#: Of torch, as it has no types there.
_constant: Any = torch.compiler.assume_constant_result
_resolved: Callable[..., Bound] = _constant(resolved)


class _Function(Function):
    """A loss of the catalogue on tensors."""

    def _ask(self, places: Any, options: Any, inputs: Any, weight: Any, mask: Any) -> Tensor:
        return _on(_resolved(self.__name__, places, options), inputs, weight, mask)


def _on(bound: Bound, inputs: Any, weight: Any, mask: Any) -> Tensor:
    """Tensors, and numbers as tensors of the type of the first."""
    names = bound.names
    if len(inputs) != len(names):
        raise TypeError(f"{bound.loss} reads `{'`, `'.join(names)}`; {len(inputs)} inputs were given.")
    first = _input(inputs[0], names[0], None)
    if not first.is_floating_point():
        raise TypeError(f"`{names[0]}` is a tensor of {first.dtype}, allowed is one of floating point.")
    tensors = [first, *(_input(x, name, first) for x, name in zip(inputs[1:], names[1:], strict=True))]
    weight, mask = (
        None if x is None else _input(x, n, first) for x, n in ((weight, "weight"), (mask, "mask"))
    )
    return _apply(bound, tensors, weight, mask)


@functools.cache
def function(name: str) -> _Function:
    """The loss of the catalogue with this name or alias, on tensors."""
    return _Function(_named(name).name)


class Loss(torch.nn.Module):
    """A loss, or the one that an expression names, as a module: `forward` takes the inputs, and `weight` and `mask`."""

    def __init__(self, loss: str | _Loss, **options: Any) -> None:
        super().__init__()
        for name in options:
            if name not in OPTIONS:
                raise TypeError(f"`{name}` is no option of a module; there are `{'`, `'.join(OPTIONS)}`.")
        self.expression = str(get(loss) if isinstance(loss, str) else loss)
        self.options = options
        self._bound = bound(self.expression, options)

    def forward(self, *inputs: Any, weight: Any = None, mask: Any = None) -> Tensor:
        """The loss of the inputs."""
        return _on(self._bound, inputs, weight, mask)

    def extra_repr(self) -> str:
        """What is shown of it."""
        return ", ".join([self.expression, *(f"{k}={v!r}" for k, v in self.options.items())])


def _module(name: str) -> type[Loss]:
    """The class of a loss: its parameters and options are arguments."""

    def __init__(self: Loss, *args: Any, **kwargs: Any) -> None:
        made = fresh(name, args, tuple(kwargs.items()))
        Loss.__init__(self, json.loads(made.call)[0], **{k: v for k, v in kwargs.items() if k in OPTIONS})

    title = _title(name)
    doc = _named(name).__doc__
    return type(
        title, (Loss,), {"__init__": __init__, "__doc__": doc, "__module__": __name__, "__qualname__": title}
    )


def _title(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


@functools.lru_cache(maxsize=1)
def _titles() -> dict[str, str]:
    return {_title(name): name for name in list()}


def __getattr__(name: str) -> Any:
    """Functions by their name, modules by it in camel case."""
    if name.startswith("_"):
        raise AttributeError(f"lossfn.torch has no `{name}`.")
    if name in _MODULES:
        return importlib.import_module(f".{name}", __name__)
    if name in _titles():
        return globals().setdefault(name, _module(_titles()[name]))
    try:
        return globals().setdefault(name, function(name))
    except KeyError as error:
        raise AttributeError(str(error)) from None


def __dir__() -> Any:
    return sorted([*__all__, *_MODULES, *list(), *_titles()])
