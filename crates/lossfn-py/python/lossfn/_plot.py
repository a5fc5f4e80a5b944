"""Losses and their gradients as curves over the first input, drawn with matplotlib."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from . import Loss, get, spec
from ._docs import number

#: How wide the axis is where the domain does not say it, and how many steps it has.
REACH, STEPS = 3.0, 800
#: A curve that changes by more than this part of its range within one step may jump.
STEEP = 0.01
#: The palette of Okabe and Ito without its yellow, and dashes for those who see no colours.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (1.5, 2)), (0, (6, 2, 1.5, 2)), (0, (3, 1.5)))
NAMES = ("loss", "gradient")


def _ends(domain: dict[str, Any]) -> tuple[float, float]:
    return float(number(domain.get("low", "-inf"))), float(number(domain.get("high", "inf")))


def _holds(domain: dict[str, Any], x: float) -> bool:
    if "points" in domain:
        return x in [float(p) for p in domain["points"]]
    if "below" in domain:
        return x <= float(domain["below"]) or x >= float(domain["above"])
    low, high = _ends(domain)
    return low < x < high or (x == low and domain["low_closed"]) or (x == high and domain["high_closed"])


class Curve:
    """A loss over its first input, with the others fixed."""

    def __init__(self, loss: str | Loss, target: float | None) -> None:
        self.loss = get(loss) if isinstance(loss, str) else loss
        self.label = str(self.loss)
        about = spec(self.loss.name)
        self.stage, self.inputs = about["stage"], about["inputs"]
        self.domain = self.inputs[0]["domain"]
        self.distributions = self.stage == "Rows" and about["row"] == "Distribution"
        weights = re.search(r"\[([^]]*)\]", self.label)
        self.classes = len(weights[1].split(",")) if weights else 2
        if target is not None:
            self.target = float(target)
            return
        zero = len(self.inputs) < 2 or _holds(self.inputs[1]["domain"], -0.5)
        self.target = 0.5 if self.distributions else 0.0 if zero else 1.0
        # An error relative to a target of 0 says nothing.
        if self.stage == "Elements" and self.target == 0:
            values = self.at(np.array([1e-3, 0.03, 0.5, 1.0, 2.0]))[0]
            if not np.isfinite(values).all() or np.ptp(values) == 0:
                self.target = 1.0

    def others(self) -> list[float]:
        """What the inputs after the first are, for a loss of elements."""
        rest, found = self.inputs[1:], []
        for k, i in enumerate(rest):
            usual = [x for x in ((0.0, 1.0) if k else (1.0, 0.0)) if _holds(i["domain"], x)]
            found.append(self.target if len(rest) == 1 or i["name"] == "target" else [*usual, 1.0][0])
        return found

    def input(self) -> str:
        """What the axis shows."""
        rows = {"LogProbabilities": "log-probability of the true class"}
        rows |= dict.fromkeys(("Softmax", "Taught"), "logit of the true class")
        first = "first of two probabilities" if self.distributions else self.inputs[0]["name"]
        return rows.get(self.stage, first)

    def fixed(self) -> str:
        """What is fixed, in words."""
        if self.stage == "Elements":
            return ", ".join(
                f"{i['name']} = {x:g}" for i, x in zip(self.inputs[1:], self.others(), strict=True)
            )
        if self.stage == "Rows":
            name = self.inputs[1]["name"]
            pair = f"({self.target:g}, {1 - self.target:g})" if self.distributions else f"{self.target:g}"
            return f"{name} = {pair}"
        logits = "the other logit = 0" if self.classes == 2 else f"the other {self.classes - 1} logits = 0"
        taught = f"{logits}, teacher = ({self.target:g}, 0)"
        return {"Taught": taught, "Softmax": logits}.get(self.stage, "")

    def range(self) -> tuple[float, float]:
        """The ends of the axis."""
        if self.stage in ("Softmax", "Taught"):
            return -2 * REACH, 2 * REACH
        low, high = _ends(self.domain)
        if np.isfinite(low):
            return low, high if np.isfinite(high) else max(low, self.target) + 2 * REACH
        return (high - 2 * REACH, high) if np.isfinite(high) else (-REACH, REACH)

    def at(self, xs: np.ndarray) -> np.ndarray:
        """Value and gradient at some places, NaN outside the domain."""
        n = len(xs)
        row = np.zeros((n, self.classes))
        row[:, 0] = xs
        if self.stage in ("Elements", "Weights"):
            inputs = [xs, *(np.full(n, x) for x in self.others())]
        elif self.distributions:
            inputs = [np.column_stack([x, 1 - x]) for x in (xs, np.full(n, self.target))]
        elif self.stage == "Rows":
            # Of other rows one element is enough.
            inputs = [xs[:, None], np.full((n, 1), self.target)]
        elif self.stage == "Taught":
            inputs = [row, np.tile([self.target, 0.0], (n, 1)), np.zeros(n, int)]
        else:
            inputs = [row, np.zeros(n, int)]
        # A row with one probability too many is meant here: the curve leaves the other one alone.
        value, grad = self.loss.value_and_grad(*inputs, reduction="values", validate=False)
        points = np.stack([value, grad if grad.ndim == 1 else grad[:, 0]])
        inside = [_holds(self.domain, float(x)) for x in xs]
        return np.where(inside, points, np.nan)

    def sample(self, low: float, high: float) -> list[tuple[np.ndarray, np.ndarray]]:
        """Value and gradient as lines, broken by NaN where they jump."""
        # Zero, the target and the ends are where something happens.
        special = [x for x in (0.0, self.target) if low <= x <= high]
        xs = np.unique([*np.linspace(low, high, STEPS + 1), *special])
        lines = []
        for k, ys in enumerate(self.at(xs)):
            finite = ys[np.isfinite(ys)]
            span = np.ptp(finite) if len(finite) else 0.0
            with np.errstate(invalid="ignore"):
                steep = np.flatnonzero((np.abs(np.diff(ys)) >= STEEP * span) & np.isfinite(np.diff(ys)))
            breaks = [(i, self.jump(k, xs[i : i + 2], ys[i : i + 2])) for i in steep] if span > 0 else []
            places = [i + 1 for i, found in breaks for _ in found]
            more = np.array([point for _, found in breaks for point in found]).reshape(-1, 2)
            lines.append((np.insert(xs, places, more[:, 0]), np.insert(ys, places, more[:, 1])))
        return lines

    def jump(self, k: int, xs: np.ndarray, ys: np.ndarray) -> list[tuple[float, float]]:
        """The two sides of a jump between two places with a break between; nothing where there is none."""
        (a, b), (left, right) = xs, ys
        whole = abs(right - left)
        # The interval is halved until no number lies between, always where the larger change is.
        while True:
            x = 0.5 * (a + b)
            if x <= a or x >= b or b - a < np.finfo(float).tiny:
                return [(a, left), (x, np.nan), (b, right)]
            y = self.at(np.array([x]))[k, 0]
            if not max(abs(y - left), abs(right - y)) >= 0.5 * whole or not np.isfinite(y):
                return []
            if abs(y - left) > abs(right - y):
                b, right = x, y
            else:
                a, left = x, y


def _window(lines: list[np.ndarray]) -> tuple[float | None, float | None]:
    """The ends of the vertical axis where a curve leaves to infinity: what most of each curve needs."""
    ends, cut = [np.inf, -np.inf], [False, False]
    for ys in lines:
        ys = np.sort(ys[np.isfinite(ys)])
        if not len(ys):
            continue
        low, high = ys[int(0.05 * (len(ys) - 1))], ys[int(0.95 * (len(ys) - 1))]
        room = 2 * (high - low)
        bottom = low - 0.25 * room if 0 < room < low - ys[0] else ys[0]
        top = high + 0.25 * room if 0 < room < ys[-1] - high else ys[-1]
        cut = [cut[0] or bottom != ys[0], cut[1] or top != ys[-1]]
        ends = [min(ends[0], bottom), max(ends[1], top)]
    if not any(cut) or not ends[0] < ends[1]:
        return None, None
    # A curve that is cut runs into the edge; one that is not keeps clear of it.
    pad = 0.05 * (ends[1] - ends[0])
    return ends[0] - (0 if cut[0] else pad), ends[1] + (0 if cut[1] else pad)


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
    ends = [curve.range() for curve in curves]
    low, high = range if range is not None else (min(a for a, _ in ends), max(b for _, b in ends))
    if not (np.isfinite(low) and np.isfinite(high) and low < high):
        raise ValueError(f"`range` is ({low}, {high}), allowed are two finite numbers, the lower one first.")
    drawn = [curve.sample(float(low), float(high)) for curve in curves]
    for k, name in enumerate(NAMES):
        if not any(np.isfinite(lines[k][1]).any() for lines in drawn):
            raise ValueError(f"There is nothing to draw: no {name} is finite between {low} and {high}.")
    if axes is None:
        _, axes = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    elif np.size(axes) != len(NAMES):
        raise ValueError(f"`axes` has {np.size(axes)} Axes, allowed are {len(NAMES)}: of loss and gradient.")
    # What is fixed is said once, or of each curve where they differ.
    fixed = [curve.fixed() for curve in curves]
    title = fixed[0] if len(set(fixed)) == 1 else ""
    labels = [
        f"{c.label}, {text}" if text and not title else c.label for c, text in zip(curves, fixed, strict=True)
    ]
    for k, (name, ax) in enumerate(zip(NAMES, np.ravel(axes), strict=True)):
        for i, (label, lines) in enumerate(zip(labels, drawn, strict=True)):
            style = {"color": COLOURS[i % len(COLOURS)], "linestyle": DASHES[i % len(DASHES)]}
            ax.plot(*lines[k], label=label, linewidth=2, **style)
        bottom, top = _window([lines[k][1] for lines in drawn])
        ax.set_ylim(bottom=bottom, top=top)
        ax.set_xlabel(" or ".join(dict.fromkeys(curve.input() for curve in curves)))
        ax.set_ylabel(name)
        ax.set_title(title, fontsize="medium")
        ax.grid(color="#e6e6e6")
        ax.set_axisbelow(True)
    np.ravel(axes)[0].legend()
    return axes
