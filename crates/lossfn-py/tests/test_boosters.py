"""Losses as objectives of boosters: as good as the library's own, and training works."""

from __future__ import annotations

import pathlib
import pickle

import lossfn
import numpy as np
import pytest

tomllib = pytest.importorskip("tomllib")
ROOT = pathlib.Path(__file__).parents[3]
CASES = tomllib.loads((ROOT / "testdata/boosters.toml").read_text())["objective"]
ROUNDS = 20


def cases(library, own):
    found = [c for c in CASES if c["library"] in (library, "both") and ("like" in c) == own]
    return pytest.mark.parametrize("case", found, ids=lambda c: c["loss"])


def data(name):
    """Features, targets, and a weight for each row."""

    def read(file):
        return np.loadtxt(ROOT / f"data/{file}.csv", delimiter=",", skiprows=1)

    if name == "diabetes":
        table = read("diabetes")
        x, y = table[:, :-1], table[:, -1]
    elif name == "cancer":
        table = read("breast_cancer_predictions")
        # The logit with noise: no tree should find it at once.
        noise = np.random.default_rng(0).normal(size=(len(table), 3))
        x, y = table[:, 2:] + 3 * noise, table[:, 0]
    else:
        table = read("digits_predictions")
        x, y = table[:, 1:], table[:, 0]
        if name == "two_digits":
            x, y = x[y < 2], y[y < 2]
    return x, y, np.linspace(0.5, 2.0, len(y)).round(3)


def near(a, b):
    """The library computes its own gradients in f32, so its scores differ in the last digits."""
    assert np.ptp(a) > 0.05 and np.allclose(a, b, rtol=2e-4, atol=2e-4 * np.ptp(a))


def train_xgboost(case, own, rounds=ROUNDS):
    xgboost = pytest.importorskip("xgboost")
    x, y, w = data(case["data"])
    d = xgboost.DMatrix(x, y, weight=w)
    params = {"eta": 0.3, "max_depth": 3, "nthread": 1, **case.get("params", {})}
    params["base_score"] = case.get("own_start" if own else "start", 0.0)
    if own:
        return xgboost.train(params | {"objective": case["like"]}, d, rounds).predict(
            d, output_margin=True
        ), None
    objective, seen = lossfn.xgboost.objective(case["loss"]), {}
    params.pop("scale_pos_weight", None)
    params.pop("tweedie_variance_power", None)
    how = {
        "custom_metric": objective.metric,
        "evals": [(d, "data")],
        "evals_result": seen,
        "verbose_eval": False,
    }
    params["disable_default_eval_metric"] = True
    scores = xgboost.train(params, d, rounds, obj=objective, **how).predict(d, output_margin=True)
    assert np.isclose(objective.mean(scores, y, w), seen["data"][objective.metric.__name__][-1], atol=1e-6)
    return scores, seen["data"][objective.metric.__name__]


def train_lightgbm(case, own, rounds=ROUNDS):
    lightgbm = pytest.importorskip("lightgbm")
    x, y, w = data(case["data"])
    many = case.get("params", {}).get("num_class", 1)
    start = np.full(len(y) * many, case.get("start", 0.0))
    d = lightgbm.Dataset(x, y, weight=w, init_score=start)
    params = {"verbose": -1, "num_threads": 1, "deterministic": True, "boost_from_average": False}
    params |= {"learning_rate": 0.1, "min_data_in_leaf": 5, **case.get("params", {})}
    if own:
        return lightgbm.train(params | {"objective": case["like"]}, d, rounds).predict(
            x, raw_score=True
        ), None
    objective, seen = lossfn.lightgbm.objective(case["loss"]), {}
    how = {"feval": objective.metric, "valid_sets": [d], "callbacks": [lightgbm.record_evaluation(seen)]}
    scores = lightgbm.train(params | {"objective": objective, "metric": "none"}, d, rounds, **how)
    scores = scores.predict(x, raw_score=True)
    values = seen["training"][str(objective.loss)]
    assert np.isclose(objective.mean(scores + case.get("start", 0.0), y, w), values[-1], rtol=1e-5)
    return scores, values


@cases("xgboost", own=True)
def test_xgboost_as_its_own_objective(case):
    near(train_xgboost(case, own=True)[0], train_xgboost(case, own=False)[0])


@cases("lightgbm", own=True)
def test_lightgbm_as_its_own_objective(case):
    near(train_lightgbm(case, own=True)[0], train_lightgbm(case, own=False)[0])


@cases("xgboost", own=False)
def test_xgboost_learns(case):
    _, values = train_xgboost(case, own=False)
    assert values[-1] < 0.98 * values[0] and np.mean(np.diff(values) < 0) > 0.9


@cases("lightgbm", own=False)
def test_lightgbm_learns(case):
    _, values = train_lightgbm(case, own=False, rounds=40)
    assert values[-1] < 0.98 * values[0] and np.mean(np.diff(values) < 0) > 0.9


@pytest.mark.parametrize("library", ["xgboost", "lightgbm"])
@pytest.mark.parametrize("classes", [2, 10])
@pytest.mark.parametrize("weighted", [False, True])
def test_estimators(library, classes, weighted):
    """As scikit-learn has them: the arguments come in another order."""
    pytest.importorskip(library)
    pytest.importorskip("sklearn")
    x, y, w = data("digits")
    y = (y % 2 if classes == 2 else y).astype(int)
    loss = next(c["loss"] for c in CASES if c["data"] == ("cancer" if classes == 2 else "digits"))
    module = getattr(lossfn, library)
    objective, fit = module.objective(loss), {"sample_weight": w if weighted else None}
    if library == "xgboost":
        import xgboost

        how = {"base_score": 0.5, "n_estimators": ROUNDS, "eval_metric": module.metric(loss), "n_jobs": 1}
        model = xgboost.XGBClassifier(objective=objective, **how)
        weights = [w] if weighted else None
        model.fit(x, y, **fit, eval_set=[(x, y)], sample_weight_eval_set=weights, verbose=False)
        values = model.evals_result()["validation_0"][objective.metric.__name__]
        scores = model.predict(x, output_margin=True)
    else:
        import lightgbm

        how = {"n_estimators": ROUNDS, "verbose": -1, "n_jobs": 1}
        model = lightgbm.LGBMClassifier(objective=objective, **how)
        model.fit(x, y, **fit, eval_set=[(x, y)], eval_metric=module.metric(loss))
        values = model.evals_result_["training"][str(objective.loss)]
        scores = model.predict(x, raw_score=True)
    assert values[-1] < 0.5 * values[0]
    assert np.isclose(objective.mean(scores, y, fit["sample_weight"]), values[-1], atol=1e-6)
    right = (scores > 0) == y if classes == 2 else scores.argmax(axis=1) == y
    assert right.mean() > 0.9


def test_objectives_are_values():
    for module in (lossfn.xgboost, lossfn.lightgbm):
        for case in CASES:
            a, b = module.objective(case["loss"]), module.objective(lossfn.get(case["loss"]))
            assert a == b and hash(a) == hash(b) and pickle.loads(pickle.dumps(a)) == a and a.metric != a
            assert a.__name__ == str(lossfn.get(case["loss"]))


def test_what_is_wrong():
    for module in (lossfn.xgboost, lossfn.lightgbm):
        for name in lossfn.list():
            if len(lossfn.spec(name)["inputs"]) != 2:
                with pytest.raises(ValueError, match="no loss of a score and a target"):
                    module.objective(name)
        with pytest.raises(KeyError, match="No loss is named"):
            module.objective("nothing")
        loss = next(c["loss"] for c in CASES if c["data"] == "digits")
        with pytest.raises(ValueError, match="no integers"):
            module.objective(loss).derivatives(np.zeros((2, 3)), [0.5, 1.0])
