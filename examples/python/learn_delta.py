"""Learning `delta` of Huber's loss from the data, by gradient descent.

The loss alone cannot say which `delta` is right: a smaller one always makes it smaller. As a density it can: of
residuals `r` with scale `s` the negative log-likelihood is `huber(r/s, delta) + log(s) + log(Z(delta))`, where `Z`
makes the density integrate to 1, so a heavier tail has its price. You learn `delta` and `s` by following the slope,
which is taken by differences, since derivatives of a loss are those in its inputs. Targets as they are want a `delta`
beyond nearly all residuals, so that the loss is a square; where some are twice too large it ends at an ordinary error.

    python examples/python/learn_delta.py
"""

from __future__ import annotations

import math

import lossfn
import numpy as np
from robust_regression import data, fit, spoiled


def log_z(delta: float) -> float:
    """The logarithm of the integral of exp(-huber(r, delta))."""
    middle = math.sqrt(2 * math.pi) * math.erf(delta / math.sqrt(2))
    return math.log(middle + 2 * math.exp(-delta * delta / 2) / delta)


def nll(logs: np.ndarray, residual: np.ndarray) -> float:
    """The mean negative log-likelihood, at the logarithms of delta and scale."""
    delta, scale = map(float, np.exp(logs))
    ratio = residual / scale
    return lossfn.huber(ratio, np.zeros_like(ratio), delta=delta) + math.log(scale) + log_z(delta)


def learn(residual: np.ndarray, rate: float = 1.0, step: float = 1e-5, rounds: int = 1000) -> np.ndarray:
    """Delta and scale of least negative log-likelihood."""
    logs = np.array([0.0, math.log(np.median(np.abs(residual)))])
    for _ in range(rounds):
        slope = [
            (nll(logs + h, residual) - nll(logs - h, residual)) / (2 * step) for h in step * np.eye(len(logs))
        ]
        logs -= rate * np.array(slope)
    return np.exp(logs)


def run() -> dict[str, tuple[np.ndarray, float, float, float]]:
    """Of the targets as they are and spoiled: residuals, delta, scale, and the negative log-likelihood."""
    x, target = data()
    targets = {
        "as they are": target,
        "one in 20 doubled": spoiled(target, 20, 2),
        "one in 10 doubled": spoiled(target, 10, 2),
    }
    found = {}
    for name, y in targets.items():
        residual = x @ fit("huber(delta=50)", x, y) - y
        delta, scale = learn(residual)
        found[name] = residual, float(delta), float(scale), nll(np.log([delta, scale]), residual)
    return found


def main() -> None:
    """Prints what was learned, beside a normal distribution."""
    print(f"{'targets':<20}{'delta':>8}{'scale':>8}{'joint at':>10}{'nll':>9}{'normal nll':>12}")
    for name, (residual, delta, scale, value) in run().items():
        normal = math.log(residual.std()) + 0.5 * math.log(2 * math.pi * math.e)
        print(f"{name:<20}{delta:>8.3f}{scale:>8.1f}{delta * scale:>10.1f}{value:>9.4f}{normal:>12.4f}")


if __name__ == "__main__":
    main()
