"""Robust regression: a line through patients of whom some have a zero too many.

One target in twenty of one half of the rows is ten times too large, as if a digit had slipped in. Several losses are
fitted to that half, and asked about the other half, which is right. You learn how much a few wrong targets cost with
least squares, what a loss that is linear or flat in its tails saves, and how to fit any of them: `boosting` gives the
gradient and a curvature that is never negative, so that a step of Newton's method is a weighted least squares.

    python examples/python/robust_regression.py
"""

from __future__ import annotations

import pathlib

import lossfn
import numpy as np

DATA = pathlib.Path(__file__).parents[2] / "data"
#: The last three are in the unit of the target: an error of 50 is still ordinary, one of 500 is not.
LOSSES = ("squared", "huber(delta=50)", "cauchy(scale=50)", "tukey(scale=250)")


def data() -> tuple[np.ndarray, np.ndarray]:
    """Standardised features with a column of ones, and the targets."""
    table = np.loadtxt(DATA / "diabetes.csv", delimiter=",", skiprows=1)
    x = table[:, :-1]
    return np.column_stack([np.ones(len(x)), (x - x.mean(axis=0)) / x.std(axis=0)]), table[:, -1]


def spoiled(target: np.ndarray, one_in: int = 20, factor: float = 10) -> np.ndarray:
    """The targets, one in so many of them so many times as large."""
    wrong = np.random.default_rng(0).choice(len(target), len(target) // one_in, replace=False)
    target = target.copy()
    target[wrong] *= factor
    return target


def fit(expression: str, x: np.ndarray, target: np.ndarray, steps: int = 100) -> np.ndarray:
    """The coefficients of least loss; they begin at the median."""
    loss, beta = lossfn.get(expression), np.zeros(x.shape[1])
    beta[0] = np.median(target)
    for _ in range(steps):
        slope, curvature = loss.boosting(x @ beta, target, reduction="values")
        beta -= np.linalg.solve(x.T @ (curvature[:, None] * x), x.T @ slope)
    return beta


def run() -> dict[str, tuple[np.ndarray, float, float]]:
    """Of each loss the coefficients, and the mean absolute error on the spoiled half and on the other one."""
    x, target = data()
    train, test = slice(0, None, 2), slice(1, None, 2)
    wrong, found = spoiled(target[train]), {}
    for expression in LOSSES:
        beta = fit(expression, x[train], wrong)
        errors = lossfn.absolute(x[train] @ beta, wrong), lossfn.absolute(x[test] @ beta, target[test])
        found[expression] = beta, *errors
    return found


def main() -> None:
    """Prints the errors."""
    print(f"{'mean absolute error':<20}{'spoiled half':>14}{'other half':>12}")
    for expression, (_, spoiled_half, other_half) in run().items():
        print(f"{expression:<20}{spoiled_half:>14.1f}{other_half:>12.1f}")


if __name__ == "__main__":
    main()
