"""Losses on arrays of JAX: values and gradients of the library, under `jit` too."""

from __future__ import annotations

import pickle

import lossfn
import numpy as np
import pytest
from lossfn._docs import has_rows
from support import LOSSES, chosen, draw, is_batch, required, same

jax = pytest.importorskip("jax")
jax.config.update("jax_enable_x64", True)
jax.config.update("jax_platforms", "cpu")
jnp = jax.numpy
BATCHES = [s for s in LOSSES if is_batch(s)]


def call(spec, dtype=np.float64, n=12):
    x = draw(spec, n, dtype)
    return getattr(lossfn.jax, spec["name"]), getattr(lossfn, spec["name"]), x, required(spec)


def along(spec):
    return [k for k, i in enumerate(spec["inputs"]) if i["name"] in spec["varying"]]


@pytest.mark.parametrize(("dtype", "jit"), [(np.float64, True), (np.float32, False)])
def test_values_and_gradients_are_those_of_the_library(spec, dtype, jit):
    f, loss, x, params = call(spec, dtype)
    how = {**params, "validate": False}

    def of(*arrays):
        return f(*arrays, **how)

    places = along(spec)
    both = jax.value_and_grad(of, argnums=places)
    value, grads = (jax.jit(both) if jit else both)(*x)
    assert value.dtype == dtype and value == dtype(loss(*x, **how))
    for k, grad in zip(places, grads, strict=True):
        assert same(np.asarray(grad), loss.grad(*x, **how, wrt=spec["inputs"][k]["name"]))
    assert (jax.jit(of) if jit else of)(*x) == value


def test_results_for_each_item(some):
    spec = some
    f, loss, x, params = call(spec)
    outer = np.linspace(1, 2, len(x[0]))
    values, back = jax.vjp(lambda a: f(a, *x[1:], **params, reduction="values"), x[0])
    assert same(np.asarray(values), loss(*x, **params, reduction="values"))
    if is_batch(spec):
        # A row is in the losses of others, which its number goes to as well.
        assert same(np.asarray(back(outer)[0]), loss.grad(*x, **params, weight=outer, reduction="sum"))
        return
    grad = loss.grad(*x, **params, reduction="values")
    assert same(np.asarray(back(outer)[0]), (outer.reshape(-1, *[1] * (grad.ndim - 1)) * grad))


@pytest.mark.parametrize("spec", BATCHES, ids=lambda spec: spec["name"])
def test_rows_of_batches_are_in_the_losses_of_others(spec):
    f, _, x, params = call(spec)
    step = np.random.default_rng(1).integers(-8, 9, (12, 4)) * 2.0**-24
    for outer in (np.linspace(-1, 2, 12), np.eye(12)[3], -np.linspace(1, 2, 12), np.full(12, 0.5)):
        for k in along(spec):
            at = lambda a, k=k: f(*x[:k], a, *x[k + 1 :], **params, reduction="values")
            (grad,) = jax.vjp(at, x[k])[1](outer)
            move = step[: len(x[k])]
            after, before = ((at(x[k] + s * move) * outer).sum() for s in (1, -1))
            assert np.isclose((after - before) / 2, (grad * move).sum(), rtol=1e-5, atol=1e-13)


def test_weights_and_masks(some):
    spec = some
    f, loss, x, params = call(spec)
    w, mask = np.linspace(0, 2, 12), np.arange(12) % 3 != 0
    value, grad = jax.jit(jax.value_and_grad(lambda a, w: f(a, *x[1:], **params, weight=w, mask=mask)))(
        x[0], w
    )
    want = loss.value_and_grad(*x, **params, weight=w, mask=mask)
    assert value == want[0] and same(np.asarray(grad), want[1])
    with pytest.raises(TypeError, match="no derivative in `weight`"):
        jax.grad(lambda w: f(*x, **params, weight=w))(w)


def test_what_does_not_vary_is_refused(spec):
    f, _, x, params = call(spec)
    for k in range(len(x)):
        if k not in along(spec) and x[k].dtype.kind == "f":
            with pytest.raises(TypeError, match="no derivative in"):
                jax.grad(lambda *a: f(*a, **params), argnums=k)(*x)


def test_second_derivatives(some):
    spec = some
    f, loss, x, params = call(spec)
    how = {**params, "validate": False, "reduction": "sum"}
    slope = jax.grad(lambda a: f(a, *x[1:], **how))
    if has_rows(spec):
        with pytest.raises(NotImplementedError, match="pairs of elements"):
            jax.vjp(slope, x[0])[1](x[0])
        return
    outer = np.linspace(1, 2, len(x[0]))
    second = jax.vjp(jax.jit(slope), x[0])[1](outer)[0]
    assert same(np.asarray(second), outer * loss.hess(*x, **how))
    if len(along(spec)) > 1:
        with pytest.raises(NotImplementedError, match="no second derivatives in"):
            jax.grad(lambda *a: jax.grad(lambda *b: f(*b, **how))(*a).sum(), argnums=1)(*x)


def test_vmap(some):
    spec = some
    f, loss, x, params = call(spec)
    stacked = [np.stack(pair) for pair in zip(x, chosen(spec, x, slice(None, None, -1)), strict=True)]
    values = jax.vmap(lambda *a: f(*a, **params))(*stacked)
    assert (
        values.shape == (2,)
        and values[0] == loss(*x, **params) == values[1]
        or np.allclose(values[0], values[1])
    )


def test_expressions_and_names(some):
    spec = some
    f, loss, x, params = call(spec)
    text = ", ".join(f"{k}={v}" for k, v in params.items())
    g = lossfn.jax.get(f"{spec['name']}({text})", reduction="sum")
    assert g(*x) == f(*x, **params, reduction="sum") == pickle.loads(pickle.dumps(g))(*x)
    assert (
        pickle.loads(pickle.dumps(f)) is f and f.__doc__ == loss.__doc__ and spec["name"] in dir(lossfn.jax)
    )
    with pytest.raises(TypeError, match="inputs were given"):
        f(*x[1:])
    with pytest.raises(TypeError, match="nothing"):
        f(*x, **params, nothing=1)
    # The sentence of the library is that of the callback's error.
    with pytest.raises(Exception, match="weight"):
        f(*x, **params, weight=np.ones(3)).block_until_ready()


def test_what_is_wrong():
    with pytest.raises(AttributeError, match="No loss is named"):
        _ = lossfn.jax.nothing
    with pytest.raises(KeyError):
        lossfn.jax.get("nothing")
