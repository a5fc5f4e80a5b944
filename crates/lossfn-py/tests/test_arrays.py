"""Arrays of every kind: types, shapes, strides, libraries, places for results."""

from __future__ import annotations

import lossfn
import numpy as np
import pytest
from lossfn._docs import has_hessian, has_rows
from support import chosen, draw, methods, required, same, shaped

METHODS = ("value", "grad", "hess", "boosting")


def call(spec, dtype=np.float64, n=24):
    return getattr(lossfn, spec["name"]), draw(spec, n, dtype), required(spec)


def results(loss, x, params, **how):
    for method in methods(lossfn.spec(loss.name), *METHODS):
        for reduction in ("mean", "values"):
            yield getattr(loss, method)(*x, **params, reduction=reduction, **how)


def equal(a, b):
    return all(same(x, y) for x, y in zip(a, b, strict=True)) if isinstance(a, tuple) else same(a, b)


def check(loss, x, y, params, **how):
    """That the results of the same numbers in other arrays are the same to the last bit."""
    for a, b in zip(results(loss, x, params, **how), results(loss, y, params, **how), strict=True):
        assert equal(a, b)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_strides(spec, dtype):
    loss, x, params = call(spec, dtype)
    how = {"validate": False}
    check(loss, x, [np.repeat(a, 3, axis=0)[::3] for a in x], params, **how)
    check(loss, x, [a[::-1].copy()[::-1] for a in x], params, **how)
    check(loss, x, [np.asfortranarray(a) for a in x], params, **how)
    check(loss, x, [a.astype(a.dtype.newbyteorder()) for a in x], params, **how)
    unaligned = [np.frombuffer(b"\0" + a.tobytes(), np.uint8)[1:].view(a.dtype).reshape(a.shape) for a in x]
    check(loss, x, unaligned, params, **how)
    frozen = [a.copy() for a in x]
    for a in frozen:
        a.flags.writeable = False
    check(loss, x, frozen, params, **how)


def test_types(spec):
    """f16 is f32, rounded once; values are f64."""
    loss, x, params = call(spec, np.float16)
    wide = [a.astype(np.float32) if a.dtype.kind == "f" else a for a in x]
    how = {"validate": False, **params}
    assert loss(*x, **how) == loss(*wide, **how)
    assert same(loss.grad(*x, **how), loss.grad(*wide, **how).astype(np.float16))
    for method in methods(spec, "hess"):
        bent = getattr(loss, method)
        assert same(bent(*x, **how), bent(*wide, **how).astype(np.float16))
    assert isinstance(loss(*x, **how), float)


def test_bfloat16(spec):
    ml_dtypes = pytest.importorskip("ml_dtypes")
    loss, x, params = call(spec)
    half = [a.astype(ml_dtypes.bfloat16) if a.dtype.kind == "f" else a for a in x]
    wide = [a.astype(np.float32) if a.dtype == ml_dtypes.bfloat16 else a for a in half]
    how = {"validate": False, **params}
    assert loss(*half, **how) == loss(*wide, **how)
    grad = loss.grad(*half, **how)
    assert grad.dtype == ml_dtypes.bfloat16
    for place in (np.zeros_like(grad), np.zeros((*grad.shape, 3), grad.dtype)[..., 1]):
        assert loss.grad(*half, **how, out=place) is place and np.array_equal(place, grad, equal_nan=True)
    assert np.array_equal(grad, loss.grad(*wide, **how).astype(ml_dtypes.bfloat16), equal_nan=True)


def test_shapes(spec):
    loss, x, params = call(spec)
    deep = shaped(spec, x, (2, 3, 4))
    for a, b in zip(results(loss, x, params), results(loss, deep, params), strict=True):
        a, b = (a, b) if isinstance(a, tuple) else ((a,), (b,))
        assert all(
            np.shape(q) in ((), (2, 3, 4), deep[0].shape) and same(p, np.reshape(q, np.shape(p)))
            for p, q in zip(a, b)
        )
    # Some batches have nothing to compare a single row with.
    one, how = chosen(spec, x, 0), {"on_empty": "zero", **params}
    assert loss(*one, **how) == loss(*chosen(spec, x, slice(1)), **how)
    assert loss.grad(*one, **how).shape == x[0].shape[1:]


def test_rows_along_any_axis(spec):
    loss, x, params = call(spec)
    if not has_rows(spec):
        with pytest.raises(TypeError, match="`axis`"):
            loss(*x, **params, axis=0)
        return
    cube = shaped(spec, x, (2, 3, 4))
    for axis in range(-4, 4):
        moved = [np.moveaxis(a, -1, axis) if a.ndim == 4 else a for a in cube]
        for order in ("C", "F"):
            y = [np.require(a, requirements=order) for a in moved]
            for a, b in zip(results(loss, cube, params), results(loss, y, params, axis=axis), strict=True):
                for p, q in zip(*((a, b) if isinstance(a, tuple) else ((a,), (b,))), strict=True):
                    assert same(p, np.moveaxis(q, axis, -1) if np.ndim(q) == 4 else q)
    for axis in (4, -5, 10**18):
        with pytest.raises(ValueError, match="`axis`"):
            loss(*cube, **params, axis=axis)


def test_labels_of_every_width(spec):
    loss, x, params = call(spec)
    if x[-1].dtype.kind != "i":
        pytest.skip("it reads no labels")
    *tables, labels = x
    unsigned = ("u1", "u2", "u4", "u8") if (labels >= 0).all() else ()
    for kind in (*unsigned, "i1", "i2", "i4", "i8", ">i4"):
        check(loss, x, [*tables, labels.astype(kind)], params)
    check(loss, x, [*tables, labels.tolist()], params)
    two = [*tables, labels % 2]
    check(loss, two, [*tables, two[-1].astype(bool)], params)


def test_integers_and_numbers_of_python(spec):
    loss, x, params = call(spec, np.float32)
    how = {"validate": False}
    whole = [np.round(a * 2) if a.dtype.kind == "f" else a for a in x]
    if len(x) > 1 and x[1].dtype.kind == "f":
        check(loss, whole, [whole[0], *[a.astype(np.int32) for a in whole[1:]]], params, **how)
        check(loss, whole, [whole[0], *[a.tolist() for a in whole[1:]]], params, **how)
        with pytest.raises(TypeError, match="none of float32"):
            loss(whole[0], np.full(whole[0].shape, 2**24 + 1), *whole[2:], **params)
        with pytest.raises(TypeError, match="types are never mixed"):
            loss(whole[0], *[a.astype(float) for a in whole[1:]], **params)
    doubles = [a.astype(float) if a.dtype.kind == "f" else a for a in whole]
    check(loss, doubles, [a.astype(np.int64) for a in whole], params, **how)
    check(loss, doubles, [a.tolist() for a in whole], params, **how)


@pytest.mark.parametrize("method", ["grad", "hess", "value_and_grad", "value"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_out(spec, method, dtype):
    loss, x, params = call(spec, dtype)
    how = {"validate": False, **params, "reduction": "values"}
    if not methods(spec, method):
        pytest.skip("it has no second derivatives element by element")
    method = getattr(loss, method)
    array = lambda r: r[1] if isinstance(r, tuple) else r
    want = array(method(*x, **how))
    places = [
        np.zeros(want.shape, dtype),
        np.zeros((*want.shape, 2), dtype)[..., 1],
        np.zeros(want.shape, dtype, "F"),
    ]
    for place in places:
        assert array(method(*x, **how, out=place)) is place
        assert same(np.ascontiguousarray(place), want)
    # In the place of an input, and across one.
    if want.shape == x[0].shape:
        y = [a.copy() for a in x]
        assert array(method(*y, **how, out=y[0])) is y[0] and same(y[0], want)
        room = np.concatenate([x[0], x[0]])
        n = len(x[0])
        method(room[:n], *x[1:], **how, out=room[1 : n + 1])
        assert same(room[1 : n + 1], want)


def test_out_of_another_kind_is_refused(spec):
    loss, x, params = call(spec, np.float32)
    good = np.zeros_like(x[0])
    frozen = good.copy()
    frozen.flags.writeable = False
    for bad, error in (
        (good[1:], ValueError),
        (good.astype(float), TypeError),
        (good.astype(np.int32), TypeError),
        (good.astype(good.dtype.newbyteorder()), TypeError),
        (frozen, ValueError),
        (good.tolist(), TypeError),
        ("out", TypeError),
        ((good, good), TypeError),
    ):
        with pytest.raises(error, match="out"):
            loss.grad(*x, **params, out=bad)
    with pytest.raises(ValueError, match='`reduction="values"`'):
        loss(*x, **params, out=good)
    if not has_hessian(spec):
        return
    with pytest.raises(ValueError, match="share memory"):
        loss.boosting(*x, **params, out=(good, good))
    both = np.zeros((*good.shape, 2), np.float32)
    pair = (both[..., 0].copy(), both[..., 1])
    g, h = loss.boosting(*x, **params, out=pair)
    assert g is pair[0] and h is pair[1] and same(h.copy(), loss.boosting(*x, **params)[1])
    with pytest.raises(TypeError, match="no pair"):
        loss.boosting(*x, **params, out=good)


def test_nothing_is_written_where_there_is_an_error(spec):
    loss, x, params = call(spec)
    place = np.full(x[0].shape, 7.0)
    with pytest.raises(ValueError):
        loss.grad(*x, **params, weight=-np.ones(len(x[0])), out=place)
    with pytest.raises(ValueError):
        loss.grad(*x, **params, mask=np.zeros(len(x[0]), bool), out=place)
    assert (place == 7).all()


def test_pandas(spec):
    pandas = pytest.importorskip("pandas")
    loss, x, params = call(spec)
    index = np.arange(len(x[0])) * 10
    frame = lambda a: pandas.DataFrame(a) if len(a) != len(index) else pandas.DataFrame(a, index)
    frames = [frame(a) if a.ndim == 2 else pandas.Series(a, index, name="s") for a in x]
    grad = loss.grad(*frames, **params)
    assert type(grad) is type(frames[0]) and (grad.index == index).all()
    assert same(grad.to_numpy(), loss.grad(*x, **params))
    values = loss(*frames, **params, reduction="values")
    assert isinstance(values, pandas.Series) and (values.index == index).all()
    assert loss(*frames, **params) == loss(*x, **params)
    with pytest.raises(TypeError, match="dtype"):
        loss(frames[0].astype(str), *frames[1:], **params)


def test_torch(spec):
    torch = pytest.importorskip("torch")
    loss, x, params = call(spec, np.float32)
    tensors = [torch.from_numpy(a) for a in x]
    grad = loss.grad(*tensors, **params, reduction="values")
    assert isinstance(grad, torch.Tensor) and same(grad.numpy(), loss.grad(*x, **params, reduction="values"))
    place = torch.zeros_like(tensors[0])
    assert loss.grad(*tensors, **params, reduction="values", out=place) is place and torch.equal(place, grad)
    half = [t.bfloat16() if t.is_floating_point() else t for t in tensors]
    assert loss.grad(*half, **params, validate=False).dtype == torch.bfloat16
    assert loss(*half, **params, validate=False) == loss(
        *[t.float() if t.is_floating_point() else t for t in half], **params, validate=False
    )
    with pytest.raises(TypeError, match="lossfn.torch"):
        loss(tensors[0].requires_grad_(), *tensors[1:], **params)
    with pytest.raises(TypeError, match="allowed is a dense one on the CPU"):
        loss(torch.empty(x[0].shape, device="meta"), *tensors[1:], **params)


def test_jax(spec):
    jnp = pytest.importorskip("jax.numpy")
    loss, x, params = call(spec, np.float32)
    grad = loss.grad(*[jnp.asarray(a) for a in x], **params)
    assert type(grad) is type(jnp.zeros(1)) and same(np.asarray(grad), loss.grad(*x, **params))


class Exporter:
    """An array that says no more than the protocol asks."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **how):
        return self.array.__dlpack__(**how)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


class Holder:
    """An object with `__array__` alone."""

    def __init__(self, array):
        self.array = array

    def __array__(self, dtype=None, copy=None):
        return self.array


@pytest.mark.parametrize("kind", [Exporter, Holder, memoryview, np.matrix])
def test_protocols(spec, kind):
    loss, x, params = call(spec)
    if kind is np.matrix and x[0].ndim == 1:
        pytest.skip("a matrix has two dimensions")
    wrapped = [kind(a) if a.ndim == x[0].ndim else a for a in x]
    assert loss(*wrapped, **params) == loss(*x, **params)
    assert same(np.asarray(loss.grad(*wrapped, **params)), loss.grad(*x, **params))
