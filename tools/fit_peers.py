"""Writes `testdata/fit_peers.toml`: what scikit-learn finds on real data, run to a tolerance of 1e-12.

    .venv/bin/pip install -r tools/requirements-data.txt
    .venv/bin/python tools/fit_peers.py            # writes the file
    .venv/bin/python tools/fit_peers.py --check    # compares, writes nothing

Every case names a file of `data/`, whether its features are standardised (their mean taken off, over the root of the mean
square of what is left), the objective as lossfn writes it, and what was found: the objective, computed here in numbers of
80 bits, the coefficients feature by feature, and the intercepts.
"""

from __future__ import annotations

import argparse
import csv
import sys
import typing
import warnings
from pathlib import Path

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import (
    ElasticNet,
    GammaRegressor,
    HuberRegressor,
    Lasso,
    LinearRegression,
    LogisticRegression,
    PoissonRegressor,
    QuantileRegressor,
    Ridge,
    TweedieRegressor,
)
from sklearn.linear_model._huber import _huber_loss_and_gradient

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "testdata" / "fit_peers.toml"
TIGHT = 1e-12

Loss = typing.Callable[[np.ndarray, np.ndarray], np.ndarray]


def table(name: str, target: str) -> tuple[np.ndarray, np.ndarray]:
    """Features and targets of a file."""
    with open(ROOT / "data" / name, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    values = np.array(rows, dtype=float)
    place = header.index(target)
    return np.delete(values, place, axis=1), values[:, place]


def standardised(x: np.ndarray) -> np.ndarray:
    """Columns of mean 0 and spread 1; those that are constant become 0."""
    x = x - x.mean(axis=0)
    spread = np.sqrt((x**2).mean(axis=0))
    return x / np.where(spread > 0, spread, 1)


def deviance(power: float) -> Loss:
    """Half the unit deviance of a mean that is the exponential of what is predicted."""

    def loss(eta: np.ndarray, y: np.ndarray) -> np.ndarray:
        mean = np.exp(eta)
        if power == 1:
            with np.errstate(divide="ignore", invalid="ignore"):
                return np.where(y > 0, y * np.log(y / mean), 0) - y + mean
        if power == 2:
            return np.log(mean / y) + y / mean - 1
        a, b = 1 - power, 2 - power
        return y ** b / (a * b) - y * mean**a / a + mean**b / b

    return loss


def logistic(eta: np.ndarray, y: np.ndarray) -> np.ndarray:
    """From logits, for targets 0 and 1."""
    return np.logaddexp(0, eta) - y * eta


def cross_entropy(eta: np.ndarray, y: np.ndarray) -> np.ndarray:
    """From rows of logits."""
    shift = eta.max(axis=1, keepdims=True)
    total = np.log(np.exp(eta - shift).sum(axis=1)) + shift[:, 0]
    return total - eta[np.arange(len(y)), y.astype(int)]


def huber(delta: float) -> Loss:
    """With a threshold."""

    def loss(eta: np.ndarray, y: np.ndarray) -> np.ndarray:
        r = np.abs(eta - y)
        return np.where(r <= delta, r * r / 2, delta * (r - delta / 2))

    return loss


def quantile(q: float) -> Loss:
    """Of a level."""
    return lambda eta, y: np.where(y >= eta, q * (y - eta), (1 - q) * (eta - y))


def l1(factor: float) -> typing.Callable[[np.ndarray], float]:
    """A penalty."""
    return lambda w: factor * np.abs(w).sum()


def l2(factor: float) -> typing.Callable[[np.ndarray], float]:
    """A penalty."""
    return lambda w: factor * (w**2).sum()


def none(_: np.ndarray) -> float:
    """No penalty."""
    return 0.0


def half_squared(eta: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Of residuals."""
    return (eta - y) ** 2 / 2


def squared(eta: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Of residuals."""
    return (eta - y) ** 2


class Huber(HuberRegressor):
    """HuberRegressor run to its end: it stops where the objective changes by less than 2e-9, and has no setting for that."""

    def fit(self, x: np.ndarray, y: np.ndarray) -> Huber:
        """From where it stopped, on its own objective."""
        super().fit(x, y)
        start = np.r_[self.coef_, self.intercept_, self.scale_]
        weight = np.ones(len(y))
        found = minimize(
            _huber_loss_and_gradient, start, args=(x, y, self.epsilon, self.alpha, weight), jac=True, method="L-BFGS-B",
            bounds=[(None, None)] * (len(start) - 1) + [(1e-9, None)],
            options={"ftol": 0, "gtol": 1e-11, "maxiter": 100_000, "maxls": 100},
        )
        self.coef_, self.intercept_, self.scale_ = found.x[:-2], found.x[-2], found.x[-1]
        return self


class Case(typing.NamedTuple):
    """What is fitted, and by what."""

    name: str
    data: str
    target: str
    standardise: bool
    loss: str
    penalty: str
    model: typing.Any
    cost: Loss
    regular: typing.Callable[[np.ndarray], float]


def cases() -> typing.Iterator[Case]:
    """All of them."""
    n = 442
    diabetes = ("diabetes.csv", "target")
    yield Case("LinearRegression", *diabetes, False, "squared", "none", LinearRegression(tol=1e-14), squared, none)
    ridge = Ridge(alpha=10.0, solver="cholesky")
    yield Case("Ridge", *diabetes, True, "squared", f"l2({10 / n!r})", ridge, squared, l2(10 / n))
    lasso = Lasso(alpha=1.0, tol=TIGHT, max_iter=1_000_000)
    yield Case("Lasso", *diabetes, True, "half_squared", "l1(1.0)", lasso, half_squared, l1(1.0))
    raw = Lasso(alpha=5.0, tol=TIGHT, max_iter=1_000_000)
    yield Case("Lasso, raw", *diabetes, False, "half_squared", "l1(5.0)", raw, half_squared, l1(5.0))
    net = ElasticNet(alpha=0.5, l1_ratio=0.3, tol=TIGHT, max_iter=1_000_000)
    yield Case(
        "ElasticNet", *diabetes, True, "half_squared", "elastic_net(0.5, 0.3)", net, half_squared,
        lambda w: 0.5 * (0.3 * np.abs(w).sum() + 0.7 * (w**2).sum() / 2),
    )
    for q in (0.5, 0.8):
        model = QuantileRegressor(quantile=q, alpha=0.0, solver="highs-ds")
        yield Case(f"QuantileRegressor, {q}", *diabetes, True, f"quantile({q})", "none", model, quantile(q), none)
    model = QuantileRegressor(quantile=0.8, alpha=0.05, solver="highs-ds")
    yield Case("QuantileRegressor, l1", *diabetes, True, "quantile(0.8)", "l1(0.05)", model, quantile(0.8), l1(0.05))
    x, y = table(*diabetes)
    model = Huber(epsilon=1.35, alpha=0.5).fit(standardised(x), y)
    scale = float(model.scale_)
    delta, factor = 1.35 * scale, 0.5 * scale / (2 * n)
    yield Case(
        "HuberRegressor, its scale fixed", *diabetes, True, f"huber(delta={delta!r})", f"l2({factor!r})",
        Huber(epsilon=1.35, alpha=0.5), huber(delta), l2(factor),
    )
    tight = {"solver": "newton-cholesky", "tol": TIGHT, "max_iter": 10_000}
    poisson = PoissonRegressor(alpha=0.1, **tight)
    yield Case(
        "PoissonRegressor", *diabetes, True, "0.5*poisson_deviance", "l2(0.05)", poisson, deviance(1), l2(0.05)
    )
    gamma = GammaRegressor(alpha=0.1, **tight)
    yield Case("GammaRegressor", *diabetes, True, "0.5*gamma_deviance", "l2(0.05)", gamma, deviance(2), l2(0.05))
    tweedie = TweedieRegressor(power=1.5, link="log", alpha=0.1, **tight)
    yield Case(
        "TweedieRegressor", *diabetes, True, "0.5*tweedie_deviance(power=1.5)", "l2(0.05)", tweedie, deviance(1.5),
        l2(0.05),
    )
    m = 569
    cancer = ("breast_cancer.csv", "label")
    model = LogisticRegression(C=1.0, **tight)
    yield Case(
        "LogisticRegression", *cancer, True, "bce_with_logits", f"l2({1 / (2 * m)!r})", model, logistic, l2(1 / (2 * m))
    )
    model = LogisticRegression(C=0.1, l1_ratio=1.0, solver="saga", tol=TIGHT, max_iter=1_000_000)
    yield Case(
        "LogisticRegression, l1", *cancer, True, "bce_with_logits", f"l1({10 / m!r})", model, logistic, l1(10 / m)
    )
    k = 178
    wine = ("wine.csv", "cultivar")
    model = LogisticRegression(C=1.0, **tight)
    yield Case(
        "LogisticRegression, multinomial", *wine, True, "cross_entropy", f"l2({1 / (2 * k)!r})", model, cross_entropy,
        l2(1 / (2 * k)),
    )
    model = LogisticRegression(C=0.5, l1_ratio=1.0, solver="saga", tol=TIGHT, max_iter=1_000_000)
    yield Case(
        "LogisticRegression, multinomial, l1", *wine, True, "cross_entropy", f"l1({2 / k!r})", model, cross_entropy,
        l1(2 / k),
    )
    d = 1797
    model = LogisticRegression(C=0.1, **tight)
    yield Case(
        "LogisticRegression, digits", "digits.csv", "label", True, "cross_entropy", f"l2({10 / (2 * d)!r})", model,
        cross_entropy, l2(10 / (2 * d)),
    )


def text() -> str:
    """The file."""
    parts = [f"# Written by tools/fit_peers.py with scikit-learn {__import__('sklearn').__version__}.\n"]
    for case in cases():
        x, y = table(case.data, case.target)
        x = standardised(x) if case.standardise else x
        with warnings.catch_warnings():
            warnings.simplefilter("error" if "saga" not in str(case.model) else "default")
            case.model.fit(x, y)
        w = np.atleast_2d(case.model.coef_).T.astype(np.longdouble)
        b = np.atleast_1d(case.model.intercept_).astype(np.longdouble)
        eta = x.astype(np.longdouble) @ w + b
        eta = eta if eta.shape[1] > 1 else eta[:, 0]
        objective = case.cost(eta, y.astype(np.longdouble)).mean() + case.regular(w)
        print(f"{case.name}: {float(objective)!r}", file=sys.stderr)
        numbers = ", ".join(repr(float(v)) for v in w.ravel())
        parts.append(
            f'\n[[case]]\nname = "{case.name}"\ndata = "{case.data}"\ntarget = "{case.target}"\n'
            f'standardise = {str(case.standardise).lower()}\nloss = "{case.loss}"\npenalty = "{case.penalty}"\n'
            f"objective = {float(objective)!r}\ncoefficients = [{numbers}]\n"
            f"intercept = [{', '.join(repr(float(v)) for v in b)}]\n"
        )
    return "".join(parts)


def main() -> int:
    """Writes, or compares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    args = parser.parse_args()
    made = text()
    if not args.check:
        OUT.write_text(made, encoding="utf-8")
        return 0
    if OUT.read_text(encoding="utf-8") != made:
        print(f"{OUT} is not what this writes.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
