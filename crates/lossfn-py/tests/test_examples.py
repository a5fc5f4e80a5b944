"""The examples of the project: they run, and their numbers are those of formulas that stand here."""

from __future__ import annotations

import importlib
import math
import pathlib
import subprocess
import sys

import lossfn
import numpy as np
import pytest

FOLDER = pathlib.Path(__file__).parents[3] / "examples/python"
NAMES = sorted(path.stem for path in FOLDER.glob("*.py"))
NEEDS = {"imbalance_focal": ("sklearn",), "info_nce": ("sklearn",)}


@pytest.fixture
def example(monkeypatch):
    """Imports an example, or skips where its libraries are missing."""
    monkeypatch.syspath_prepend(FOLDER)

    def load(name):
        for library in NEEDS.get(name, ()):
            pytest.importorskip(library)
        return importlib.import_module(name)

    return load


@pytest.mark.parametrize("name", NAMES)
def test_examples_print_a_table(name):
    for library in NEEDS.get(name, ()):
        pytest.importorskip(library)
    done = subprocess.run(
        [sys.executable, FOLDER / f"{name}.py"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) > 2 and len({len(line) for line in lines}) == 1, done.stdout
    assert f"`{name}.py`" in (FOLDER / "README.md").read_text()


def test_robust_fits_solve_their_equations(example):
    module = example("robust_regression")
    x, target = module.data()
    x, wrong = x[::2], module.spoiled(target[::2])
    influence = [
        lambda r: r,
        lambda r: np.clip(r, -50, 50),
        lambda r: r / (1 + (r / 50) ** 2),
        lambda r: np.where(np.abs(r) < 250, r * (1 - (r / 250) ** 2) ** 2, 0),
    ]
    found = module.run()
    assert len(found) == len(influence)
    for (beta, *errors), psi in zip(found.values(), influence, strict=True):
        pull = psi(x @ beta - wrong)
        assert np.abs(x.T @ pull).max() < 1e-9 * np.abs(x.T @ np.abs(pull)).max()
        assert np.isclose(errors[0], np.abs(x @ beta - wrong).mean(), rtol=1e-12)
    least_squares, *robust = (error for *_, error in found.values())
    assert least_squares > 2 * max(robust)


def test_shards_make_the_mean_of_all_rows(example):
    module = example("evaluate_in_shards")
    scores, label = module.data()
    for (accuracy, shards, value), factor in zip(module.run().values(), module.MODELS.values(), strict=True):
        z = factor * scores
        item = np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), label]
        assert math.isclose(value, item.mean(), rel_tol=1e-12)
        assert np.allclose(
            shards, [item[k : k + module.ROWS].mean() for k in range(0, len(z), module.ROWS)], rtol=1e-12
        )
        assert value == module.merged([module.part(z, label)]).mean()
        assert round(accuracy * len(z)) == (scores.argmax(1) == label).sum()


def test_delta_is_that_of_the_likeliest_density(example):
    """Where the slope is 0, the sample has the mean of `u psi(u)` and of the excess over the joint that it should."""
    module = example("learn_delta")
    usual, *spoiled = module.run().values()
    for residual, delta, scale, value in spoiled:
        u = np.abs(residual) / scale
        assert math.isclose((u * np.minimum(u, delta)).mean(), 1, rel_tol=1e-6)
        z = math.sqrt(2 * math.pi) * math.erf(delta / math.sqrt(2)) + 2 * math.exp(-(delta**2) / 2) / delta
        expected = 2 * math.exp(-(delta**2) / 2) / delta**2 / z
        assert math.isclose(np.maximum(u - delta, 0).mean(), expected, rel_tol=1e-6)
        loss = np.where(u <= delta, u**2 / 2, delta * (u - delta / 2)).mean()
        assert math.isclose(value, loss + math.log(scale) + math.log(z), rel_tol=1e-12)
    # Beyond nearly all residuals there is no joint to be found.
    assert usual[1] > 3 > spoiled[0][1] > spoiled[1][1]


def test_dpo_widens_the_margin(example):
    module = example("dpo")
    train, test = module.halves()
    start = np.zeros((module.LETTERS, module.LETTERS))

    def formula(logits):
        """The loss as it is defined, where the reference finds all letters as likely."""
        share = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        sums = [
            (np.log(module.LETTERS * share[x[:, :-1], x[:, 1:]]) * mask[:, 1:]).sum(axis=1) for x, mask in train
        ]
        return np.log1p(np.exp(-module.BETA * (sums[0] - sums[1]))).mean()

    rng = np.random.default_rng(1)
    logits, step = rng.normal(size=start.shape), 1e-6 * rng.normal(size=start.shape)
    value, gradient = module.slope(logits, start, train)
    assert math.isclose(value, formula(logits), rel_tol=1e-12)
    change = (formula(logits + step) - formula(logits - step)) / 2
    assert math.isclose(change, (gradient * step).sum(), rel_tol=1e-5)
    results = module.run()
    margins = [gap for _, gap, _ in results.values()]
    assert margins[0] == 0 and margins == sorted(margins)
    assert results[module.ROUNDS][2] > 0.7
    pytest.importorskip("torch")
    assert np.allclose(list(module.run_torch().values()), margins, rtol=1e-9)


def test_info_nce_finds_the_other_view(example):
    module = example("info_nce")
    rng = np.random.default_rng(1)
    train, test = module.data()

    def formula(weights, first, second):
        """The loss, and whether the own key is the nearest, as they are defined."""
        query, key = (
            x @ weights / np.linalg.norm(x @ weights, axis=1, keepdims=True) for x in (first, second)
        )
        cosine = query @ key.T
        scores = cosine / module.TEMPERATURE
        own = np.arange(len(scores))
        return (np.log(np.exp(scores).sum(axis=1)) - scores[own, own]).mean(), (
            cosine.argmax(axis=1) == own
        ).mean()

    weights, (first, second) = rng.normal(size=(64, module.COORDINATES)), module.views(train[:50], rng)
    value, gradient = module.slope(weights, first, second)
    assert math.isclose(value, formula(weights, first, second)[0], rel_tol=1e-12)
    step = 1e-6 * rng.normal(size=weights.shape)
    after, before = (formula(weights + s * step, first, second)[0] for s in (1, -1))
    assert math.isclose((after - before) / 2, (gradient * step).sum(), rel_tol=1e-5)
    (_, by_pixels, pixels), (_, _, random), (_, learned, found) = module.run().values()
    assert found > 0.5 > 5 * max(pixels, random) and learned < by_pixels / 2
    views = module.views(test, rng)
    query, key = (x @ weights for x in views)
    assert module.found(query, key) == formula(weights, *views)[1]


@pytest.mark.parametrize("library", ["lightgbm", "xgboost"])
def test_focal_trains_what_it_says(example, library):
    module = example("imbalance_focal")
    pytest.importorskip(library)
    own, entropy, *focal = module.run(library).values()
    assert np.ptp(own) > 1 and np.allclose(own, entropy, rtol=2e-4, atol=2e-4 * np.ptp(own))
    x, y, part = module.data()
    train, _ = module.LIBRARIES[library]
    formulas = [
        lambda p, y: -np.log(p),
        lambda p, y: -(1 - p) * np.log(p),
        lambda p, y: -np.where(y == 1, 0.75, 0.25) * (1 - p) ** 2 * np.log(p),
    ]
    x, y, x_test = x[part == 1], y[part == 1], x[part == 0]
    for name, formula, at_test in zip(module.LOSSES, formulas, [entropy, *focal], strict=True):
        objective = getattr(lossfn, library).objective(name)
        assert np.array_equal(train(objective, x, y, x_test), at_test)
        scores = np.asarray(train(objective, x, y, x), float)
        p = 1 / (1 + np.exp(np.where(y == 1, -scores, scores)))
        assert math.isclose(objective.mean(scores, y), formula(p, y).mean(), rel_tol=1e-9)
    assert all(np.abs(s - own).max() > 0.1 for s in focal)
