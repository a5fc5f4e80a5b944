"""Every loss is called in every way."""

from __future__ import annotations

import copy
import inspect
import itertools
import math
import pickle

import lossfn
import numpy as np
import pytest
from lossfn._docs import has_hessian, has_rows
from support import (
    CLASSES,
    LOSSES,
    chosen,
    draw,
    has_own_rows,
    holds_a_number,
    is_batch,
    methods,
    required,
    same,
)


def call(spec):
    return getattr(lossfn, spec["name"]), draw(spec, 37), required(spec)


def weights(n, dtype=float):
    return (np.random.default_rng(1).integers(0, 5, n) / 4).astype(dtype)


def test_a_loss_is_found_by_each_name(spec):
    for alias in spec["aliases"]:
        assert getattr(lossfn, alias) is getattr(lossfn, spec["name"])
    assert spec["name"] in lossfn.list() and spec["name"] in dir(lossfn)


def test_named_and_expression_agree(spec):
    loss, x, params = call(spec)
    text = ", ".join(f"{k}={v}" for k, v in params.items())
    same_loss = lossfn.get(f"{spec['name']}({text})")
    for method in methods(spec, "value", "grad", "hess"):
        for reduction in ("mean", "sum", "mean_n", "batch_mean", "values", 7.5):
            a = getattr(loss, method)(*x, **params, reduction=reduction)
            b = getattr(same_loss, method)(*x, reduction=reduction)
            assert same(a, b)


def test_methods_agree(spec):
    loss, x, params = call(spec)
    value, grad = loss.value_and_grad(*x, **params)
    assert value == loss(*x, **params) == loss.value(*x, **params)
    assert same(grad, loss.grad(*x, **params)) and grad.shape == x[0].shape
    if has_hessian(spec):
        grad, hess = loss.grad_and_hess(*x, **params)
        assert same(grad, loss.grad(*x, **params)) and same(hess, loss.hess(*x, **params))
        grad, curvature = loss.boosting(*x, **params)
        assert same(grad, loss.grad(*x, **params, reduction="values")) and (curvature >= 0).all()
    values, grad = loss.value_and_grad(*x, **params, reduction="values")
    assert values.shape == x[0].shape[:1] and same(values, loss(*x, **params, reduction="none"))
    # Each value is rounded, and the mean.
    assert abs(math.fsum(values) / len(values) - value) <= 2 * np.spacing(np.abs(values).mean())


def test_parameters_by_place_and_name(spec):
    loss, x, params = call(spec)
    defaults = [params.get(p["name"], p["default"]) for p in spec["params"]]
    if params and any(p["kind"] != "number" for p in spec["params"]):
        pytest.skip("a parameter that has to be given stands before others")
    by_place = loss(*x, *defaults)
    names = list(inspect.signature(loss).parameters)[len(x) : len(x) + len(defaults)]
    assert by_place == loss(*x, **dict(zip(names, defaults, strict=True))) == loss(*x, **params)


def test_inputs_by_name(spec):
    loss, x, params = call(spec)
    names = [i["name"] for i in spec["inputs"]]
    if "weight" in names:
        # Called as an option is: it goes by its place.
        with pytest.raises(TypeError, match="is missing"):
            loss(weight=x[0])
    else:
        assert loss(**dict(zip(names, x, strict=True)), **params) == loss(*x, **params)


def test_weights_masks_and_ignored_labels(spec):
    loss, x, params = call(spec)
    n = len(x[0])
    w, mask = weights(n), np.arange(n) % 3 != 0
    kept = chosen(spec, x, mask)
    assert same(loss(*x, **params, weight=w, mask=mask), loss(*kept, **params, weight=w[mask]))
    assert loss(*x, **params, mask=mask, reduction="sum") == loss(*kept, **params, reduction="sum")
    # Bytes that are neither True nor False keep an item, as in NumPy.
    odd = (mask * np.uint8(2)).view(bool)
    assert loss(*x, **params, mask=odd) == loss(*x, **params, mask=mask)
    grad, want = loss.grad(*x, **params, mask=mask), loss.grad(*kept, **params)
    assert (grad[~mask] == 0).all()
    if is_batch(spec) and not has_own_rows(spec, 1):
        # What comes from other rows is added in other groups, and cancels: a few units of the largest number.
        assert np.abs(grad[mask] - want).max() <= 4 * np.spacing(np.abs(want).max())
    else:
        assert same(grad[mask], want)
    if x[-1].dtype.kind == "i":
        labels = np.where(mask, x[-1], -100)
        assert loss(*x[:-1], labels, **params, ignore=-100) == loss(*x, **params, mask=mask)
    else:
        with pytest.raises(ValueError, match="no label to ignore"):
            loss(*x, **params, ignore=1)


@pytest.mark.parametrize("name", ["value", "grad", "hess", "value_and_grad"])
def test_derivatives_in_other_inputs(spec, name):
    loss, x, params = call(spec)
    if not methods(spec, name):
        pytest.skip("it has none")
    for k, i in enumerate(spec["inputs"]):
        given = {"wrt": i["name"], **params}
        if name == "value":
            with pytest.raises(TypeError, match="`wrt` is for derivatives"):
                loss(*x, **given)
        elif i["name"] in spec["varying"]:
            result = getattr(loss, name)(*x, **given)
            assert np.shape(result[1] if name == "value_and_grad" else result) == x[k].shape
        else:
            with pytest.raises(ValueError, match="no derivative in this input"):
                getattr(loss, name)(*x, **given)


def test_derivatives_are_differences(spec):
    """Of the library, by its own values: so that no method returns what another should."""
    loss, x, params = call(spec)
    first, h = x[0], 2.0**-20
    if is_batch(spec):
        pytest.skip("a row is in the losses of others: see test_vectors.py")
    if holds_a_number(spec):
        pytest.skip("a number in it is taken as given, though it changes")
    bends = has_hessian(spec)
    grad = loss.grad(*x, **params, reduction="values")
    hess = loss.hess(*x, **params, reduction="values") if bends else np.zeros_like(grad)
    k = 3 if has_rows(spec) else None
    step = np.zeros_like(first)
    step[..., k] = h
    at = lambda s, f: f(first + s, *x[1:], **params, reduction="values", validate=False)
    slope = (at(step, loss) - at(-step, loss)) / (2 * h)
    bend = (at(step, loss.grad) - at(-step, loss.grad)) / (2 * h)
    smooth = (np.abs(slope - (at(step, loss) - at(0, loss)) / h) < 1e-3) & np.isfinite(slope)
    got, bent = (grad, hess) if k is None else (grad[..., k], hess[..., k])
    bend = bend if k is None else bend[..., k]
    assert smooth.sum() > len(first) // 2
    assert np.allclose(got[smooth], slope[smooth], rtol=1e-4, atol=1e-5)
    if bends and spec["properties"]["hessian"] == "exact" and spec["stage"] != "Rows":
        assert np.allclose(bent[smooth], bend[smooth], rtol=1e-3, atol=1e-3)


def test_dialects(spec):
    loss, x, _ = call(spec)
    for dialect in spec["dialects"]:
        text = f"{dialect['name']}(dialect={dialect['library']})"
        if any(p["default"] is None and p["kind"] == "number" for p in dialect["params"]):
            continue
        want = lossfn.get(text)
        if dialect["name"] == spec["name"]:
            a = loss(*x, dialect=dialect["library"], validate=False)
            assert same(a, want(*x, validate=False))
        else:
            assert np.isfinite(want(*x, validate=False)) or spec["stage"] == "Rows"
    with pytest.raises(KeyError, match="dialect"):
        loss(*x, dialect="nobody")


def test_text_pickle_copy_and_hash(spec):
    loss = getattr(lossfn, spec["name"])
    assert pickle.loads(pickle.dumps(loss)) is copy.deepcopy(loss) is loss
    assert repr(loss) == f"lossfn.{spec['name']}"
    if not required(spec):
        bound = lossfn.get(spec["name"])
        assert bound == pickle.loads(pickle.dumps(bound)) and hash(bound) == hash(copy.copy(bound))
        assert bound != loss and str(bound) == str(loss)


def test_help_is_worth_reading(spec):
    loss = getattr(lossfn, spec["name"])
    page = inspect.getdoc(loss)
    for part in (spec["formula"], "Inputs", "Options", "Derivatives", "Reference"):
        assert part in page
    assert page.startswith(f"{spec['name']}{inspect.signature(loss)}")
    assert "".join(spec["reference"].split()) in "".join(page.split())
    for p in spec["params"]:
        assert (
            p["name"] in inspect.signature(loss).parameters
            or p["name"] + "_" in inspect.signature(loss).parameters
        )


def test_sums_of_losses():
    two = [
        spec
        for spec in LOSSES
        if spec["stage"] == "Elements" and len(spec["inputs"]) == 2 and not required(spec)
    ]
    for a, b in itertools.pairwise(two):
        x = draw(a, 20)
        both = lossfn.get(f"0.25*{a['name']} + 2*{b['name']}")
        parts = [getattr(lossfn, s["name"])(*x, reduction="values", validate=False) for s in (a, b)]
        assert np.allclose(
            both(*x, reduction="values", validate=False),
            0.25 * parts[0] + 2 * parts[1],
            rtol=1e-12,
            equal_nan=True,
        )


def test_class_weights_are_arrays(spec):
    for p in spec["params"]:
        if p["kind"] == "vector":
            loss, x, _ = call(spec)
            w = np.arange(1, CLASSES + 1, dtype=np.float32)
            a = loss(*x, **{p["name"]: w})
            assert a == loss(*x, **{p["name"]: [1, 2, 3, 4]}) != loss(*x)


def test_choices_and_flags(spec):
    for p in spec["params"]:
        loss, x, params = call(spec)
        if p["kind"] == "choice":
            values = {loss(*x, **{p["name"]: c}, validate=False) for c in p["domain"]}
            assert len(values) > 1 or spec["stage"] == "Softmax"
            with pytest.raises(ValueError, match="allowed is"):
                loss(*x, **{p["name"]: "nothing"})
        if p["kind"] == "flag":
            assert loss(*x, **params, **{p["name"]: True}, validate=False) == loss(
                *x, **params, **{p["name"]: np.True_}, validate=False
            )


def test_specs_are_data(spec):
    again = lossfn.spec(spec["name"])
    assert again == spec and {"formula", "params", "inputs", "reference", "peers", "properties"} <= set(spec)


def test_metrics(metric_spec):
    if metric_spec["params"]:
        values = {"number": 2.0, "optional": 4.0, "loss": "absolute"}
        text = ", ".join(f"{p['name']}={values[p['kind']]}" for p in metric_spec["params"])
    else:
        text = ""
    metric = lossfn.metric(f"{metric_spec['name']}({text})")
    for part in (metric_spec["formula"], "Range", "Inputs", "Reference", metric_spec["name"]):
        assert part in inspect.getdoc(metric)
    x = draw(metric_spec | {"row": "Sum"}, 50)
    w, mask = weights(50), np.arange(50) % 3 != 0
    value = metric(*x, weight=w, mask=mask)
    assert value == metric(*[a[mask] for a in x], weight=w[mask]) and np.isfinite(value)
    part, other = lossfn.MetricPartial(metric), lossfn.MetricPartial(str(metric))
    part.update(*[a[:20] for a in x], weight=w[:20], mask=mask[:20])
    other.update(*[a[20:] for a in x], weight=w[20:], mask=mask[20:])
    part.merge(lossfn.MetricPartial.from_bytes(other.to_bytes()))
    assert part.value() == value and part.count + part.ignored == 50
    assert pickle.loads(pickle.dumps(part)) == part and pickle.loads(pickle.dumps(metric)) == metric
    with pytest.raises(TypeError, match="reduction"):
        metric(*x, reduction="sum")
