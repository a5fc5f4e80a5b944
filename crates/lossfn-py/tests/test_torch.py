"""Losses on tensors: values of the library, gradients by autograd."""

from __future__ import annotations

import copy
import functools
import pathlib
import pickle

import lossfn
import numpy as np
import pytest
from lossfn._docs import has_rows
from support import LOSSES, draw, is_batch, near, required, same

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
tomllib = pytest.importorskip("tomllib")
ROOT = pathlib.Path(__file__).parents[3]
BATCHES = [s for s in LOSSES if is_batch(s)]


def call(spec, dtype=np.float64, n=12):
    x = [torch.from_numpy(a) for a in draw(spec, n, dtype)]
    return getattr(lossfn.torch, spec["name"]), getattr(lossfn, spec["name"]), x, required(spec)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
def test_the_values_and_gradients_are_those_of_the_library(spec, dtype):
    f, loss, x, params = call(spec, dtype)
    how = {**params, "validate": False}
    for reduction in ("mean", "sum", "values"):
        value = f(*x, **how, reduction=reduction)
        want = loss(*x, **how, reduction=reduction)
        assert value.dtype == x[0].dtype and not value.requires_grad
        assert same(value.numpy(), np.asarray(want, dtype))
        for k, name in enumerate(i["name"] for i in spec["inputs"]):
            y = [t.clone() for t in x]
            if name not in spec["varying"]:
                if y[k].is_floating_point():
                    with pytest.raises(TypeError, match="no derivative in"):
                        f(*y[:k], y[k].requires_grad_(), *y[k + 1 :], **how)
                continue
            y[k].requires_grad_()
            result = f(*y, **how, reduction=reduction)
            assert same(result.detach().numpy(), value.numpy())
            result.sum().backward()
            assert same(y[k].grad.numpy(), loss.grad(*x, **how, reduction=reduction, wrt=name).numpy())


def test_all_inputs_at_once(spec):
    f, loss, x, params = call(spec)
    y = [
        t.clone().requires_grad_(i["name"] in spec["varying"]) for t, i in zip(x, spec["inputs"], strict=True)
    ]
    (3 * f(*y, **params)).backward()
    for t, i in zip(y, spec["inputs"], strict=True):
        if t.requires_grad:
            assert same(t.grad.numpy(), 3 * np.asarray(loss.grad(*x, **params, wrt=i["name"])))


def test_weights_and_masks(spec):
    f, loss, x, params = call(spec)
    w, mask = torch.linspace(0, 2, 12, dtype=torch.float64), torch.arange(12) % 3 != 0
    y = [x[0].clone().requires_grad_(), *x[1:]]
    value = f(*y, **params, weight=w, mask=mask)
    assert value.item() == loss(*x, **params, weight=w, mask=mask)
    value.backward()
    assert same(y[0].grad.numpy(), loss.grad(*x, **params, weight=w, mask=mask).numpy())
    with pytest.raises(TypeError, match="no derivative in `weight`"):
        f(*x, **params, weight=w.clone().requires_grad_())


def test_gradcheck(spec):
    """By differences of torch: at joints and in domains with ends they mean nothing, so inputs are ordinary."""
    f, _, x, params = call(spec, n=6)
    smooth = spec["properties"]["differentiable"] is not False
    if not smooth:
        pytest.skip("it has kinks")
    y = [x[0].clone().add_(2.0**-9).requires_grad_(), *x[1:]]
    how = {**params, "validate": False}
    for reduction in ("mean", "values"):
        g = functools.partial(lambda a, **more: f(a, *y[1:], **how, **more), reduction=reduction)
        assert torch.autograd.gradcheck(g, y[0], eps=1e-7, atol=2e-5)


@pytest.mark.parametrize("dtype", [torch.float64, torch.float32, torch.bfloat16])
@pytest.mark.parametrize("spec", BATCHES, ids=lambda spec: spec["name"])
def test_rows_of_batches_are_in_the_losses_of_others(spec, dtype):
    """So what comes back to a row is of all losses, each times its number, of any sign."""
    f, loss, x, params = call(spec)
    places = [k for k, i in enumerate(spec["inputs"]) if i["name"] in spec["varying"]]
    x = [t.to(dtype) if t.is_floating_point() else t for t in x]
    y = [t.clone().requires_grad_(k in places) for k, t in enumerate(x)]
    for outer in (torch.linspace(1, 2, 12), torch.linspace(-1, 2, 12), torch.eye(12)[3], torch.zeros(12)):
        outer = outer.to(dtype)
        grads = torch.autograd.grad(
            f(*y, **params, reduction="values", validate=False), [y[k] for k in places], outer
        )
        wide = [t.double() if t.is_floating_point() else t for t in x]
        for k, grad in zip(places, grads, strict=True):
            how = {**params, "reduction": "sum", "validate": False, "wrt": spec["inputs"][k]["name"]}
            # Of each loss alone: the difference that its weight makes.
            parts = [
                loss.grad(*wide, **how, weight=1 + torch.eye(12, dtype=torch.float64)[row])
                - loss.grad(*wide, **how)
                for row in range(12)
            ]
            want = sum(number * part for number, part in zip(outer.double(), parts, strict=True))
            assert grad.dtype == dtype and grad.shape == y[k].shape
            # These differences are rounded, then the result to its type.
            noise = 16 * 2.0**-52 * sum(part.abs().max() for part in parts)
            assert ((grad.double() - want).abs() <= torch.finfo(dtype).eps * want.abs() + noise).all()
    (grad,) = torch.autograd.grad(
        f(*y, **params, reduction="values", validate=False), y[0], torch.full((12,), torch.inf, dtype=dtype)
    )
    assert not grad.isfinite().any()


def test_second_derivatives(spec):
    f, loss, x, params = call(spec)
    how = {**params, "validate": False}
    y = [x[0].clone().requires_grad_(), *x[1:]]
    (grad,) = torch.autograd.grad(f(*y, **how, reduction="sum"), y[0], create_graph=True)
    assert grad.requires_grad
    outer = torch.linspace(1, 2, len(x[0]), dtype=torch.float64)
    if has_rows(spec):
        with pytest.raises(NotImplementedError, match="pairs of elements"):
            torch.autograd.grad(grad.sum(), y[0])
        return
    (second,) = torch.autograd.grad(grad, y[0], outer)
    assert same(second.numpy(), outer.numpy() * loss.hess(*x, **how, reduction="sum").numpy())
    if len(x) > 1 and spec["inputs"][1]["name"] in spec["varying"]:
        y[1] = x[1].clone().requires_grad_()
        (grad,) = torch.autograd.grad(f(*y, **how, reduction="sum"), y[0], create_graph=True)
        with pytest.raises(NotImplementedError, match="no second derivatives in"):
            torch.autograd.grad(grad.sum(), y[0])


def test_modules(spec):
    f, _, x, params = call(spec)
    title = "".join(word.capitalize() for word in spec["name"].split("_"))
    module = getattr(lossfn.torch, title)(**params, reduction="sum")
    assert isinstance(module, torch.nn.Module) and not [*module.parameters()]
    for m in (module, pickle.loads(pickle.dumps(module)), copy.deepcopy(module)):
        assert m(*x) == f(*x, **params, reduction="sum") and type(m) is type(module)
    assert "reduction='sum'" in repr(module) and spec["name"] in repr(module)
    same_loss = lossfn.torch.Loss(str(lossfn.get(module.expression)), reduction="sum")
    assert same_loss(*x) == module(*x)
    with pytest.raises(TypeError, match="nothing"):
        getattr(lossfn.torch, title)(nothing=1)
    with pytest.raises(TypeError, match="inputs were given"):
        module(*x, x[0])
    assert title in dir(lossfn.torch) and spec["name"] in dir(lossfn.torch)


def test_operators_are_whole(spec):
    """What torch checks of operators: schemas, fake tensors, autograd, tracing."""
    _, _, x, params = call(spec, n=4)
    if has_rows(spec) or spec["name"] != lossfn.list()[0]:
        small = ("test_schema", "test_faketensor")
    else:
        small = ("test_schema", "test_autograd_registration", "test_faketensor", "test_aot_dispatch_dynamic")
    from lossfn._bound import bound, expression
    from lossfn.torch import _grad, _value, _value_and_grad

    for reduction in ("mean", "values"):
        text = bound(expression(spec["name"], params, None), {"reduction": reduction}).call
        y = [x[0].clone().requires_grad_(), *x[1:], None, None, None][:4]
        torch.library.opcheck(
            _value, (*[t if t is None else t.detach() for t in y], None, None, text), test_utils=small[:1]
        )
        torch.library.opcheck(_value_and_grad, (*y, None, None, 0, text), test_utils=small)
        torch.library.opcheck(_grad, (*y, None, None, 0, text), test_utils=small)


PEERS = tomllib.loads((ROOT / "testdata/torch.toml").read_text())["function"]


@pytest.mark.parametrize("peer", PEERS, ids=lambda p: p["torch"])
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
def test_as_torch_computes(peer, dtype, reduction):
    rng = torch.Generator().manual_seed(3)
    shape = (8, 5) if peer.get("rows") else (40,)
    pred = torch.randn(shape, generator=rng, dtype=dtype)
    made = {
        "normal": lambda: torch.randn(shape, generator=rng, dtype=dtype),
        "unit": lambda: torch.rand(shape, generator=rng, dtype=dtype),
        "count": lambda: torch.randint(0, 5, shape, generator=rng).to(dtype),
        "sign": lambda: torch.randint(0, 2, shape, generator=rng).to(dtype) * 2 - 1,
        "label": lambda: torch.randint(0, 5, shape[:1], generator=rng),
        "positive": lambda: torch.rand(shape, generator=rng, dtype=dtype) + 0.5,
    }
    pred = pred.sigmoid() if peer.get("pred") == "unit" else pred
    pred = pred.log_softmax(-1) if peer.get("pred") == "log" else pred
    others = [made[kind]() for kind in peer["inputs"]]
    theirs, ours = pred.clone().requires_grad_(), pred.clone().requires_grad_()
    a = getattr(torch.nn.functional, peer["torch"])(
        theirs, *others, **peer.get("arguments", {}), reduction=reduction
    )
    b = lossfn.torch.Loss(peer["loss"], reduction=reduction)(ours, *others)
    assert a.shape == b.shape and a.dtype == b.dtype
    assert near(b, a)
    a.sum().backward()
    b.sum().backward()
    assert near(ours.grad, theirs.grad)


@pytest.mark.parametrize("peer", PEERS[:3], ids=lambda p: p["torch"])
@pytest.mark.parametrize("kind", ["module", "function"])
def test_compiled_graphs_have_no_breaks(peer, kind):
    name, params = lossfn.get(peer["loss"]).name, peer.get("arguments", {})
    function = getattr(lossfn.torch, name)
    module = lossfn.torch.Loss(peer["loss"])

    def step(a, b):
        loss = module(a * 2, b) if kind == "module" else function(a * 2, b, **params)
        return loss + 1

    x = torch.linspace(-2, 2, 9).requires_grad_()
    y = torch.zeros(9)
    compiled = torch.compile(step, backend="aot_eager", fullgraph=True)
    (want,) = torch.autograd.grad(step(x, y), x)
    (got,) = torch.autograd.grad(compiled(x, y), x)
    assert torch.equal(want, got) and compiled(x, y) == step(x, y)


def test_training_finds_the_least_loss():
    """A line through points, by gradient descent: as good as the best of a fine grid."""
    for peer in (p for p in PEERS if p["inputs"] == ["normal"]):
        x = torch.linspace(-1, 1, 50, dtype=torch.float64)
        y = 2 * x + 0.1 * torch.sin(40 * x)
        slope = torch.zeros((), dtype=torch.float64, requires_grad=True)
        criterion = lossfn.torch.Loss(peer["loss"])
        optimiser = torch.optim.Adam([slope], lr=0.05)
        for _ in range(400):
            optimiser.zero_grad()
            criterion(slope * x, y).backward()
            optimiser.step()
        grid = min(criterion(s * x, y).item() for s in torch.linspace(1.5, 2.5, 101, dtype=torch.float64))
        assert criterion(slope * x, y).item() <= grid + 1e-3


def test_what_is_wrong(spec):
    f, _, x, params = call(spec)
    with pytest.raises(TypeError, match="allowed is a tensor"):
        f(x[0].numpy(), *x[1:], **params)
    with pytest.raises(TypeError, match="allowed is one of floating point"):
        f(x[0].long(), *x[1:], **params)
    with pytest.raises(ValueError):
        f(
            x[0].clone().requires_grad_(),
            *[t[1:] for t in x[1:]],
            **params,
            weight=torch.ones(3, dtype=torch.float64),
        )
    with pytest.raises(TypeError):
        f(*x, **params, nothing=1)
    with pytest.raises(AttributeError):
        _ = lossfn.torch.nothing
