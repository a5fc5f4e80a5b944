"""`torch.nn` with the losses of this library: the same classes, arguments, buffers and means.

    import lossfn.torch.nn as nn

    criterion = nn.SmoothL1Loss(beta=0.5, reduction="sum")
    criterion = nn.CrossEntropyLoss(weight=class_weight, ignore_index=0)

Each is a subclass of the class of torch that is installed, and computes by `lossfn.torch.functional`: its constructor,
its state and what it prints are those of torch. `forward` takes `validate=False` besides.
"""

from __future__ import annotations

import functools
import inspect
from typing import Any

import torch
from torch import Tensor

from . import functional

_NAMES = {call.peer: name for name, call in functional.CALLS.items()}
__all__ = sorted(_NAMES)  # noqa: PLE0605


@functools.cache
def _module(name: str) -> type[torch.nn.Module]:
    theirs = getattr(torch.nn, name)
    computed = getattr(functional, _NAMES[name])
    reads = inspect.signature(theirs.forward)
    # What the constructor is given stands in attributes, but for the old words of reductions.
    kept = [key for key in inspect.signature(theirs).parameters if key not in ("size_average", "reduce")]

    def forward(self: Any, *inputs: Any, validate: bool = True, **named: Any) -> Tensor:
        places = reads.bind_partial(self, *inputs, **named).args[1:]
        value: Tensor = computed(*places, **{key: getattr(self, key) for key in kept}, validate=validate)
        return value

    validate = inspect.Parameter("validate", inspect.Parameter.KEYWORD_ONLY, default=True)
    forward.__signature__ = reads.replace(parameters=[*reads.parameters.values(), validate])  # type: ignore[attr-defined]
    forward.__doc__ = computed.__doc__
    said = {
        "forward": forward,
        "__doc__": computed.__doc__.replace("torch.nn.functional", "torch.nn").replace(_NAMES[name], name, 1),
        "__module__": __name__,
        "__qualname__": name,
    }
    return type(name, (theirs,), said)


def __getattr__(name: str) -> Any:
    """Classes, each made when it is first asked for."""
    if name not in _NAMES:
        if hasattr(torch.nn, name) and not name.startswith("_"):
            raise AttributeError(
                f"torch.nn.{name} is not among the losses here; there are {', '.join(__all__)}."
            )
        raise AttributeError(f"lossfn.torch.nn has no `{name}`.")
    return globals().setdefault(name, _module(name))


def __dir__() -> Any:
    return __all__
