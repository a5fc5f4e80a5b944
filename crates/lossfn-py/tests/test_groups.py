"""Losses and metrics that compare the items of groups."""

from __future__ import annotations

import inspect
import pickle
from typing import Any

import lossfn
import numpy as np
import pytest
from support import GROUPED, GROUPED_METRICS, numbers, same


def named(spec: dict[str, Any]) -> str:
    return str(spec["name"])


def draw(spec: dict[str, Any], n: int, dtype: Any = np.float64) -> tuple[list[np.ndarray], np.ndarray]:
    rng = np.random.default_rng(3)
    columns = [numbers(i["domain"], (n,), rng).astype(dtype) for i in spec["inputs"]]
    return columns, rng.integers(0, n // 4, n)


def split(columns: list[np.ndarray], keys: np.ndarray) -> list[list[np.ndarray]]:
    """The items of each group, in the order in which the groups come."""
    order = list(dict.fromkeys(keys.tolist()))
    return [[x[keys == key] for x in columns] for key in order]


@pytest.mark.parametrize("spec", GROUPED, ids=named)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_sum_is_that_of_the_groups(spec: dict[str, Any], dtype: Any) -> None:
    loss = getattr(lossfn, spec["name"])
    columns, keys = draw(spec, 60, dtype)
    each = split(columns, keys)
    whole = loss(*columns, groups=keys, reduction="sum")
    assert whole == pytest.approx(sum(loss(*x, reduction="sum") for x in each), rel=1e-12)
    values = loss(*columns, groups=keys, reduction="values")
    assert values.shape == (len(each),) and values.dtype == dtype
    value, gradient = loss.value_and_grad(*columns, groups=keys, reduction="sum")
    assert value == whole and gradient.shape == (60,) and gradient.dtype == dtype
    first, hessian = loss.grad_and_hess(*columns, groups=keys, reduction="sum")
    assert same(first, gradient) and hessian.shape == (60,)
    order = list(dict.fromkeys(keys.tolist()))
    for key, x in zip(order, each):
        assert same(gradient[keys == key], loss.grad(*x, reduction="sum"))
    product = loss.hessian_vector_product(*columns, vector=gradient, groups=keys, reduction="sum")
    assert product.shape == (60,) and np.isfinite(product).all()


@pytest.mark.parametrize("spec", GROUPED, ids=named)
def test_weights_and_masks(spec: dict[str, Any]) -> None:
    loss = getattr(lossfn, spec["name"])
    columns, keys = draw(spec, 60)
    groups = len(set(keys.tolist()))
    ones = {n: np.ones(n) for n in (60, groups)}
    fits = [n for n in ones if _takes(loss, columns, keys, ones[n])]
    assert fits == [60 if spec["grouping"] in ("Survival", "Region", "Errors") else groups]
    keep = np.random.default_rng(1).random(60) < 0.7
    kept = [x[keep] for x in columns]
    assert loss(*columns, groups=keys, mask=keep) == pytest.approx(loss(*kept, groups=keys[keep]), rel=1e-13)


def _takes(loss: Any, columns: list[np.ndarray], keys: np.ndarray, weight: np.ndarray) -> bool:
    try:
        return bool(loss(*columns, groups=keys, weight=weight) == loss(*columns, groups=keys))
    except ValueError:
        return False


@pytest.mark.parametrize("spec", GROUPED, ids=named)
def test_the_rows_of_a_table_are_groups(spec: dict[str, Any]) -> None:
    loss = getattr(lossfn, spec["name"])
    columns, _ = draw(spec, 60)
    tables, keys = [x.reshape(6, 10) for x in columns], np.repeat(np.arange(6), 10)
    value, gradient = loss.value_and_grad(*tables)
    want, there = loss.value_and_grad(*columns, groups=keys)
    assert value == want and same(gradient, there.reshape(6, 10))
    with pytest.raises(TypeError, match="3 dimensions without `groups`"):
        loss(*(x.reshape(3, 4, 5) for x in columns))


@pytest.mark.parametrize("spec", GROUPED_METRICS, ids=named)
def test_metrics_are_means_of_groups(spec: dict[str, Any]) -> None:
    metric = lossfn.metric(spec["name"])
    rng = np.random.default_rng(5)
    scores, relevance = rng.normal(size=80), rng.integers(0, 4, 80).astype(float)
    keys = rng.integers(0, 9, 80).astype(np.int16)
    each = [metric(*x) for x in split([scores, relevance], keys) if x[1].any()]
    whole = metric(scores, relevance, groups=keys)
    assert whole == pytest.approx(np.mean(each), rel=1e-12)
    part, other = lossfn.MetricPartial(metric), lossfn.MetricPartial(str(metric))
    for some, mine in ((part, keys < 4), (other, keys >= 4)):
        some.update(scores[mine], relevance[mine], groups=keys[mine])
    part.merge(lossfn.MetricPartial.from_bytes(other.to_bytes()))
    assert part.value() == whole and pickle.loads(pickle.dumps(metric)) == metric
    for text in (spec["formula"], "Range", "Inputs", "Reference", "groups=None"):
        assert text in str(inspect.getdoc(metric))


def test_what_is_no_group_is_refused() -> None:
    scores, relevance = np.zeros(3), np.array([1.0, 0.0, 2.0])
    with pytest.raises(TypeError, match="allowed are integers"):
        lossfn.ranknet(scores, relevance, groups=np.zeros(3))
    with pytest.raises(ValueError, match="groups"):
        lossfn.ranknet(scores, relevance, groups=[0, 1])
    with pytest.raises(TypeError, match="compares no items"):
        lossfn.huber(scores, relevance, groups=[0, 0, 1])
    assert lossfn.ranknet(scores, relevance, groups=[7, 7, 7]) == lossfn.ranknet(scores, relevance)
    booleans = lossfn.ranknet(scores, relevance, groups=[True, True, False])
    assert booleans == lossfn.ranknet(scores[:2], relevance[:2])
