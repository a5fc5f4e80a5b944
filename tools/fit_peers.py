"""Writes `testdata/fit_peers.toml`: what scikit-learn finds on real data, run to a tolerance of 1e-12.

    .venv/bin/pip install -r tools/requirements-data.txt
    .venv/bin/python tools/fit_peers.py            # writes the file
    .venv/bin/python tools/fit_peers.py --check    # compares, writes nothing

Every case names a file of `data/`, whether its features are standardised (their mean taken off, over the root of the mean
square of what is left), the objective as lossfn writes it, and what was found: the coefficients feature by feature, and
the intercepts.
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


def cases() -> typing.Iterator[Case]:
    """All of them."""
    n = 442
    diabetes = ("diabetes.csv", "target")
    yield Case("LinearRegression", *diabetes, False, "squared", "none", LinearRegression(tol=1e-14))
    yield Case("Ridge", *diabetes, True, "squared", f"l2({10 / n!r})", Ridge(alpha=10.0, solver="cholesky"))
    exact = {"tol": TIGHT, "max_iter": 1_000_000}
    yield Case("Lasso", *diabetes, True, "half_squared", "l1(1.0)", Lasso(alpha=1.0, **exact))
    yield Case("Lasso, raw", *diabetes, False, "half_squared", "l1(5.0)", Lasso(alpha=5.0, **exact))
    net = ElasticNet(alpha=0.5, l1_ratio=0.3, **exact)
    yield Case("ElasticNet", *diabetes, True, "half_squared", "elastic_net(0.5, 0.3)", net)
    for q in (0.5, 0.8):
        model = QuantileRegressor(quantile=q, alpha=0.0, solver="highs-ds")
        yield Case(f"QuantileRegressor, {q}", *diabetes, True, f"quantile({q})", "none", model)
    model = QuantileRegressor(quantile=0.8, alpha=0.05, solver="highs-ds")
    yield Case("QuantileRegressor, l1", *diabetes, True, "quantile(0.8)", "l1(0.05)", model)
    x, y = table(*diabetes)
    model = Huber(epsilon=1.35, alpha=0.5)
    scale = float(model.fit(standardised(x), y).scale_)
    loss, penalty = f"huber(delta={1.35 * scale!r})", f"l2({0.5 * scale / (2 * n)!r})"
    yield Case("HuberRegressor, its scale fixed", *diabetes, True, loss, penalty, model)
    tight = {"solver": "newton-cholesky", "tol": TIGHT, "max_iter": 10_000}
    for model, loss in (
        (PoissonRegressor(alpha=0.1, **tight), "0.5*poisson_deviance"),
        (GammaRegressor(alpha=0.1, **tight), "0.5*gamma_deviance"),
        (TweedieRegressor(power=1.5, link="log", alpha=0.1, **tight), "0.5*tweedie_deviance(power=1.5)"),
    ):
        yield Case(type(model).__name__, *diabetes, True, loss, "l2(0.05)", model)
    sparse = {"l1_ratio": 1.0, "solver": "saga", **exact}
    m, cancer = 569, ("breast_cancer.csv", "label")
    for name, penalty, options in (
        ("LogisticRegression", f"l2({1 / (2 * m)!r})", {"C": 1.0, **tight}),
        ("LogisticRegression, l1", f"l1({10 / m!r})", {"C": 0.1, **sparse}),
    ):
        yield Case(name, *cancer, True, "bce_with_logits", penalty, LogisticRegression(**options))
    k, wine = 178, ("wine.csv", "cultivar")
    d, digits = 1797, ("digits.csv", "label")
    for name, data, penalty, options in (
        ("multinomial", wine, f"l2({1 / (2 * k)!r})", {"C": 1.0, **tight}),
        ("multinomial, l1", wine, f"l1({2 / k!r})", {"C": 0.5, **sparse}),
        ("digits", digits, f"l2({10 / (2 * d)!r})", {"C": 0.1, **tight}),
    ):
        yield Case(f"LogisticRegression, {name}", *data, True, "cross_entropy", penalty, LogisticRegression(**options))


def text() -> str:
    """The file."""
    parts = [f"# Written by tools/fit_peers.py with scikit-learn {__import__('sklearn').__version__}.\n"]
    for case in cases():
        x, y = table(case.data, case.target)
        x = standardised(x) if case.standardise else x
        with warnings.catch_warnings():
            warnings.simplefilter("error" if "saga" not in str(case.model) else "default")
            case.model.fit(x, y)
        w, b = np.atleast_2d(case.model.coef_).T, np.atleast_1d(case.model.intercept_)
        print(case.name, file=sys.stderr)
        numbers = ", ".join(repr(float(v)) for v in w.ravel())
        parts.append(
            f'\n[[case]]\nname = "{case.name}"\ndata = "{case.data}"\ntarget = "{case.target}"\n'
            f'standardise = {str(case.standardise).lower()}\nloss = "{case.loss}"\npenalty = "{case.penalty}"\n'
            f"coefficients = [{numbers}]\n"
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
