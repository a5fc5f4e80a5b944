"""Losses and metrics as scorers."""

from __future__ import annotations

import pathlib
import pickle

import lossfn
import numpy as np
import pytest

sklearn = pytest.importorskip("sklearn")
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, PoissonRegressor
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

tomllib = pytest.importorskip("tomllib")
ROOT = pathlib.Path(__file__).parents[3]
PAIRS = tomllib.loads((ROOT / "testdata/scorers.toml").read_text())["scorer"]


def data(name):
    if name == "diabetes":
        table = np.loadtxt(ROOT / "data/diabetes.csv", delimiter=",", skiprows=1)
        return table[:, :-1], table[:, -1]
    table = np.loadtxt(ROOT / "data/digits_predictions.csv", delimiter=",", skiprows=1)
    y = table[:, 0].astype(int)
    return table[:, 1:], (y < 5).astype(int) if name == "two" else y


def model(name):
    if name == "diabetes":
        return LinearRegression()
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=200))


@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: f"{p['data']}: {p['measure']}")
def test_as_scikit_learn_scores(pair):
    x, y = data(pair["data"])
    ours = cross_val_score(model(pair["data"]), x, y, scoring=lossfn.sklearn.scorer(pair["measure"]), cv=3)
    theirs = cross_val_score(model(pair["data"]), x, y, scoring=pair["like"], cv=3)
    assert np.allclose(ours, theirs * pair.get("times", 1.0), rtol=1e-9)


@pytest.mark.parametrize("name", ["two", "ten"])
def test_labels_of_any_kind(name):
    x, y = data(name)
    names = np.array([f"{chr(97 + k)}x" for k in range(10)])[y]
    for pair in (p for p in PAIRS if p["data"] == name):
        scorer = lossfn.sklearn.scorer(pair["measure"])
        fitted = model(name).fit(x, y), model(name).fit(x, names)
        assert np.isclose(scorer(fitted[0], x, y), scorer(fitted[1], x, names), rtol=1e-12)
        with pytest.raises(ValueError, match="no classes of the model"):
            scorer(fitted[1], x, np.where(np.arange(len(y)) == 3, "other", names))


def test_weights_and_search():
    for pair in PAIRS:
        x, y = data(pair["data"])
        w = np.linspace(0.0, 2.0, len(y))
        scorer = lossfn.sklearn.scorer(pair["measure"])
        fitted = model(pair["data"]).fit(x, y)
        kept = w > 0
        assert scorer(fitted, x, y, sample_weight=w) == scorer(
            fitted, x[kept], y[kept], sample_weight=w[kept]
        )
        assert pickle.loads(pickle.dumps(scorer)) == scorer and pair["measure"] in repr(scorer)
    x, y = data("two")
    pair = next(p for p in PAIRS if p["data"] == "two")
    search = GridSearchCV(
        LogisticRegression(), {"C": [1e-4, 1.0]}, scoring=lossfn.sklearn.scorer(pair["measure"]), cv=3
    )
    assert search.fit(x, y).best_params_ == {"C": 1.0}


def test_what_is_wrong():
    x, y = data("two")
    forest = RandomForestClassifier(5, random_state=0).fit(x, y)
    asked = [p["measure"] for p in PAIRS if p["data"] == "two"]
    refused = 0
    for measure in asked:
        scorer = lossfn.sklearn.scorer(measure)
        if scorer._asks(forest) == "decision_function":
            refused += 1
            with pytest.raises(TypeError, match="has no `decision_function`"):
                scorer(forest, x, y)
    assert refused
    with pytest.raises(KeyError, match="No loss is named"):
        lossfn.sklearn.scorer("nothing")
    for name in lossfn.list():
        if len(lossfn.spec(name)["inputs"]) != 2:
            with pytest.raises(ValueError, match="nothing of a prediction and a target"):
                lossfn.sklearn.scorer(name)


def test_every_loss_of_numbers_scores_a_model():
    x, y = data("diabetes")
    positive = PoissonRegressor(max_iter=500).fit(x / x.max(axis=0), y)
    scored = 0
    for name in [*lossfn.list(), *lossfn.metrics()]:
        about = lossfn.spec(name)
        domains = [i["domain"] for i in about["inputs"]]
        wide = all(float(d.get("high", 0)) > 1e3 for d in domains) and about["stage"] == "Elements"
        if wide and len(domains) == 2 and not any(p["default"] is None for p in about["params"]):
            score = lossfn.sklearn.scorer(name)(positive, x / x.max(axis=0), y)
            assert not np.isnan(score)
            scored += 1
    assert scored > 20
