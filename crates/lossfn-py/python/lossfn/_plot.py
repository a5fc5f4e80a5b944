"""Losses and their gradients as curves over the first input, drawn with matplotlib."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Loss
from ._lossfn import Curve, window

#: The palette of Okabe and Ito without its yellow, and dashes for those who see no colours.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (1.5, 2)), (0, (6, 2, 1.5, 2)), (0, (3, 1.5)))
NAMES = ("loss", "gradient")


def plot(
    *losses: str | Loss,
    target: float | None = None,
    range: tuple[float, float] | None = None,
    axes: Any = None,
) -> Any:
    """What `lossfn.plot` does."""
    try:
        from matplotlib import pyplot
    except ModuleNotFoundError as error:
        raise ImportError(
            f"lossfn.plot needs `{error.name}`, which is not installed here: `pip install matplotlib`."
        ) from None
    if not losses:
        raise TypeError("There is nothing to draw: name a loss.")
    curves = [Curve(loss, target) for loss in losses]
    ends = [curve.range for curve in curves]
    low, high = range if range is not None else (min(a for a, _ in ends), max(b for _, b in ends))
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"`range` is ({low}, {high}), allowed are two finite numbers, the lower one first.")
    drawn = [curve.sample(float(low), float(high)) for curve in curves]
    for k, name in enumerate(NAMES):
        if not any(np.isfinite(lines[k]).all(axis=1).any() for lines in drawn):
            raise ValueError(f"There is nothing to draw: no {name} is finite between {low} and {high}.")
    if axes is None:
        _, axes = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    elif np.size(axes) != len(NAMES):
        raise ValueError(f"`axes` has {np.size(axes)} Axes, allowed are {len(NAMES)}: of loss and gradient.")
    # What is fixed is said once, or of each curve where they differ.
    fixed = [curve.fixed for curve in curves]
    title = fixed[0] if len(set(fixed)) == 1 else ""
    labels = [
        f"{c.loss}, {text}" if text and not title else c.loss for c, text in zip(curves, fixed, strict=True)
    ]
    for k, (name, ax) in enumerate(zip(NAMES, np.ravel(axes), strict=True)):
        for i, (label, lines) in enumerate(zip(labels, drawn, strict=True)):
            style = {"color": COLOURS[i % len(COLOURS)], "linestyle": DASHES[i % len(DASHES)]}
            ax.plot(*np.transpose(lines[k]), label=label, linewidth=2, **style)
        ax.set_ylim(window([lines[k] for lines in drawn]))
        ax.set_xlabel(" or ".join(dict.fromkeys(curve.input for curve in curves)))
        ax.set_ylabel(name)
        ax.set_title(title, fontsize="medium")
        ax.grid(color="#e6e6e6")
        ax.set_axisbelow(True)
    np.ravel(axes)[0].legend()
    return axes
