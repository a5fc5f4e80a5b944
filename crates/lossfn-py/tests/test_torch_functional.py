"""`lossfn.torch.functional` and `lossfn.torch.nn` beside those of torch: the same calls, the same numbers."""

from __future__ import annotations

import copy
import inspect
import pathlib
import pickle
import warnings

import lossfn
import numpy as np
import pytest
from support import near

torch = pytest.importorskip("torch")
tomllib = pytest.importorskip("tomllib")
torch.set_num_threads(1)

import lossfn.torch.functional as ours
import lossfn.torch.nn as modules

theirs = torch.nn.functional
ROOT = pathlib.Path(__file__).parents[3]
CALLS = tomllib.loads((ROOT / "testdata/torch.toml").read_text())["call"]
CALL = pytest.mark.parametrize(
    "call", CALLS, ids=lambda c: "-".join([c["torch"], *c.get("tensors", {}), *c.get("arguments", {})])
)
MEANS = ("none", "mean", "sum", "batchmean")


def draw(kind, shape, rng):
    """Numbers that f32 and f64 both hold."""
    axis = min(1, len(shape) - 1)
    rest = [n for k, n in enumerate(shape) if k != axis]
    label = torch.randint(0, shape[axis], rest, generator=rng)
    first = torch.zeros_like(label).bool()
    first.view(-1)[:1] = True
    return {
        "normal": lambda: torch.randn(shape, generator=rng),
        "unit": lambda: torch.rand(shape, generator=rng) * 0.98 + 0.01,
        "positive": lambda: torch.rand(shape, generator=rng) + 0.5,
        "count": lambda: torch.randint(0, 5, shape, generator=rng).float(),
        "sign": lambda: torch.randint(0, 2, shape, generator=rng).float() * 2 - 1,
        "bit": lambda: torch.randint(0, 2, shape, generator=rng).float(),
        "label": lambda: label,
        "ignored": lambda: torch.where(first, -100, label),
        "distribution": lambda: torch.randn(shape, generator=rng).softmax(axis),
        "log": lambda: torch.randn(shape, generator=rng).log_softmax(axis),
        "class": lambda: torch.rand(shape[axis], generator=rng) + 0.5,
        "row": lambda: torch.rand(shape[:-1], generator=rng) + 0.5,
        "one": lambda: torch.rand(1, generator=rng) + 0.5,
    }[kind]()


def made(call, dtype=torch.float64):
    """The arguments of a call."""
    rng, shape = torch.Generator().manual_seed(5), tuple(call.get("shape", (6, 4)))
    tensors = [draw(kind, shape, rng) for kind in [*call["inputs"], *call.get("tensors", {}).values()]]
    tensors = [t.to(dtype) if t.is_floating_point() else t for t in tensors]
    n = len(call["inputs"])
    return tensors[:n], {
        **dict(zip(call.get("tensors", {}), tensors[n:], strict=True)),
        **call.get("arguments", {}),
    }


def answers(library, call, dtype, reduction, moved=None):
    """The value, and the gradient in the first input of its weighted sum."""
    inputs, more = made(call, dtype)
    if moved is not None:
        place, factor = moved
        inputs[place] = inputs[place] * factor
    inputs[0].requires_grad_()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        value = getattr(library, call["torch"])(*inputs, **more, reduction=reduction)
    outer = torch.linspace(1, 2, value.numel(), dtype=torch.float32).to(dtype).reshape(value.shape)
    (grad,) = torch.autograd.grad(value, inputs[0], outer)
    assert value.dtype == grad.dtype == dtype
    return [value.detach().double().numpy(), grad.double().numpy()]


def ulp(x, dtype):
    return np.spacing(np.abs(x.astype(dtype))).astype(float)


def condition(call, reduction, exact):
    """How far each number of the answer moves when all inputs do, as a multiple of how far these do."""
    rng, step = torch.Generator().manual_seed(7), 2.0**-26
    inputs, _ = made(call)
    found = [np.zeros_like(x) for x in exact]
    for place, x in enumerate(inputs):
        # Labels and counts are exact.
        if call["inputs"][place] in ("bit", "sign", "count", "label", "ignored"):
            continue
        most = [np.zeros_like(x) for x in exact]
        for _ in range(4):
            signs = torch.randint(0, 2, x.shape, generator=rng).double() * 2 - 1
            there = answers(theirs, call, torch.float64, reduction, (place, 1 + step * signs))
            most = [np.maximum(m, np.abs(t - e) / step) for m, t, e in zip(most, there, exact, strict=True)]
        found = [f + m for f, m in zip(found, most, strict=True)]
    return found


@CALL
@pytest.mark.parametrize("reduction", MEANS)
def test_values_and_gradients_are_those_of_torch(call, reduction):
    """Within 4 ULP, or the condition where that is more, and torch's own error: in f32 that beside f64, in f64 as many
    ULP as it had there at most."""
    if reduction == "batchmean" and "batchmean" not in inspect.getsource(getattr(theirs, call["torch"])):
        with pytest.raises(ValueError, match="`reduction` is 'batchmean'"):
            answers(ours, call, torch.float64, reduction)
        return
    exact, wide = (
        answers(theirs, call, torch.float64, reduction),
        answers(ours, call, torch.float64, reduction),
    )
    low, mine = answers(theirs, call, torch.float32, reduction), answers(ours, call, torch.float32, reduction)
    moves = condition(call, reduction, exact)
    for a, b, c, d, k in zip(exact, wide, low, mine, moves, strict=True):
        assert a.shape == b.shape == c.shape == d.shape
        ulps = {t: ulp(a, t) for t in (np.float32, np.float64)}
        allowed = {t: np.maximum(4 * ulps[t], np.finfo(t).eps * k) for t in ulps}
        error = np.abs(c - a)
        assert (np.abs(d - c) <= allowed[np.float32] + error).all()
        worst = (error / ulps[np.float32]).max()
        assert (np.abs(b - a) <= allowed[np.float64] + worst * ulps[np.float64]).all()
        # And no other function would do: the bounds are small beside what is compared.
        assert (allowed[np.float64] + worst * ulps[np.float64]).max() <= 1e-12 * max(1, np.abs(a).max())


@CALL
def test_gradients_in_other_inputs(call):
    """As torch has them, or an error: of weights and labels there are none."""
    f, g = getattr(ours, call["torch"]), getattr(theirs, call["torch"])
    known = lossfn.spec(ours.CALLS[call["torch"]].loss.__name__)
    for place in range(1, len(call["inputs"])):
        inputs, more = made(call)
        if not inputs[place].is_floating_point():
            continue
        inputs[place].requires_grad_()
        if known["inputs"][place]["name"] not in known["varying"]:
            with pytest.raises(TypeError, match="has no derivative in"):
                f(*inputs, **more)
            continue
        grads = [torch.autograd.grad(h(*inputs, **more), inputs[place])[0] for h in (f, g)]
        assert near(*grads) and grads[1].abs().max() > 1e-3


def test_every_function_is_called():
    assert {c["torch"] for c in CALLS} == set(ours.__all__) == set(dir(ours))
    assert all(hasattr(theirs, name) for name in ours.__all__)


@pytest.mark.parametrize("name", ours.__all__)
def test_every_option_is_called(name):
    """With every argument that torch has, each flag both ways, and with numbers that are not its defaults."""
    signature = inspect.signature(getattr(theirs, name)).parameters.values()
    calls = [c for c in CALLS if c["torch"] == name]
    for p in signature:
        if p.name in ("size_average", "reduce", "reduction"):
            continue
        place = list(inspect.signature(getattr(theirs, name)).parameters).index(p.name)
        values = [
            c.get("arguments", {}).get(p.name, c.get("tensors", {}).get(p.name, p.default))
            for c in calls
            if place >= len(c["inputs"])
        ]
        given = any(place < len(c["inputs"]) for c in calls)
        assert given or any(v != p.default for v in values), f"{name} is never called with `{p.name}`"
        assert given or p.default in values, f"{name} is always called with `{p.name}`"


def module(library, call, **more):
    """The class of torch for a call with its inputs, or None where it does not take an argument of it."""
    cls = getattr(library, ours.CALLS[call["torch"]].peer)
    inputs, said = made(call)
    options = {k: v for k, v in said.items() if k in inspect.signature(cls).parameters}
    rest = {k: v for k, v in said.items() if k not in options}
    if rest.keys() - inspect.signature(cls.forward).parameters.keys():
        return None, None, None
    return cls(**options, **more), inputs, rest


@CALL
@pytest.mark.parametrize("reduction", MEANS[:3])
def test_modules(call, reduction):
    """They are those of torch in all but what they compute, which is what the functions do."""
    mine, inputs, rest = module(modules, call, reduction=reduction)
    other, _, _ = module(torch.nn, call, reduction=reduction)
    if mine is None:
        with pytest.raises(TypeError):
            getattr(torch.nn, ours.CALLS[call["torch"]].peer)(**call.get("tensors", {}))
        return
    more = made(call)[1]
    want = getattr(ours, call["torch"])(*inputs, **more, reduction=reduction)
    assert isinstance(mine, type(other)) and repr(mine) == repr(other)
    assert mine.state_dict().keys() == other.state_dict().keys()
    mine.load_state_dict(other.state_dict())
    names = [n for n in inspect.signature(type(other).forward).parameters if n != "self" and n not in rest]
    for m in (mine, pickle.loads(pickle.dumps(mine)), copy.deepcopy(mine)):
        assert type(m) is type(mine) and torch.equal(m(*inputs, **rest), want)
        assert torch.equal(m(**dict(zip(names, inputs, strict=False)), **rest, validate=False), want)
    with pytest.raises(TypeError, match=f"{call['torch']} needs `target`"):
        mine(inputs[0])
    theirs_value = other(*inputs, **rest)
    assert near(want, theirs_value)


def test_modules_that_are_not_here():
    assert set(dir(modules)) == {c.peer for c in ours.CALLS.values()}
    assert lossfn.torch.nn is modules and "nn" in dir(lossfn.torch)
    with pytest.raises(AttributeError, match="is not among the losses here"):
        _ = modules.ReLU
    with pytest.raises(AttributeError, match="has no `nothing`"):
        _ = modules.nothing


@CALL
def test_names_and_places_of_arguments(call):
    f, g = getattr(ours, call["torch"]), getattr(theirs, call["torch"])
    want = list(inspect.signature(g).parameters.values())
    have = list(inspect.signature(f).parameters.values())
    assert [(p.name, p.default) for p in want] == [(p.name, p.default) for p in have[:-1]]
    assert have[-1].name == "validate"
    inputs, more = made(call)
    named = dict(zip((p.name for p in want), inputs, strict=False))
    value = f(*inputs, **more)
    assert torch.equal(f(**named, **more), value)
    given = {**named, **more}
    assert torch.equal(f(*[given.get(p.name, p.default) for p in want]), value)
    assert pickle.loads(pickle.dumps(f)) is copy.deepcopy(f) is f
    assert call["torch"] in repr(f) and "Formula" in f.__doc__


@CALL
def test_old_reductions_work_with_a_warning(call):
    f = getattr(ours, call["torch"])
    inputs, more = made(call)
    new = {r: f(*inputs, **more, reduction=r) for r in ("none", "mean", "sum")}
    with pytest.warns(DeprecationWarning, match="elementwise_mean") as caught:
        assert torch.equal(f(*inputs, **more, reduction="elementwise_mean"), new["mean"])
    assert caught[0].filename == __file__
    if "size_average" not in inspect.signature(f).parameters:
        with pytest.raises(TypeError, match="takes no `size_average`"):
            f(*inputs, **more, size_average=True)
        return
    for old, want in (
        ({"size_average": True}, "mean"),
        ({"size_average": False}, "sum"),
        ({"reduce": False}, "none"),
        ({"reduce": True}, "mean"),
        ({"size_average": False, "reduce": True}, "sum"),
        ({"size_average": False, "reduce": False}, "none"),
    ):
        with pytest.warns(DeprecationWarning, match=f"reduction='{want}'"):
            assert torch.equal(f(*inputs, **more, **old), new[want])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert getattr(theirs, call["torch"])(*inputs, **more, **old).shape == new[want].shape


@CALL
def test_nothing_has_no_mean(call):
    inputs, more = made(dict(call, shape=[0, 4]))
    if "var" in more or call["inputs"][-1] == "row":
        inputs, more = [*inputs[:2], torch.zeros(0, 4, dtype=torch.float64)], {}
    f = getattr(ours, call["torch"])
    assert f(*inputs, **more).isnan() and f(*inputs, **more, reduction="sum") == 0
    assert not f(*inputs, **more, reduction="none").numel()


@CALL
def test_what_is_wrong(call):
    f = getattr(ours, call["torch"])
    inputs, more = made(call)
    with pytest.raises(ValueError, match="`reduction` is 'nothing'"):
        f(*inputs, **more, reduction="nothing")
    with pytest.raises(TypeError, match="takes no `nothing`"):
        f(*inputs, **more, nothing=1)
    with pytest.raises(TypeError, match="got `input` twice"):
        f(*inputs, **more, input=inputs[0])
    with pytest.raises(TypeError, match="needs `target`"):
        f(inputs[0])
    with pytest.raises(TypeError, match="allowed is a tensor"):
        f(inputs[0].numpy(), *inputs[1:], **more)
    with pytest.raises(TypeError, match="floating point"):
        f(inputs[0].long(), *inputs[1:], **more)
    with pytest.raises((ValueError, RuntimeError)):
        f(inputs[0], inputs[1][..., :-1] if inputs[1].ndim else inputs[1].reshape(1, 1), *inputs[2:], **more)


def test_functions_that_are_not_here():
    with pytest.raises(AttributeError, match=r"relu is not among the losses here"):
        _ = ours.relu
    with pytest.raises(AttributeError, match="has no `nothing`"):
        _ = ours.nothing
    assert lossfn.torch.functional is ours and "functional" in dir(lossfn.torch)


def test_validate():
    """A value outside of its domain is an error unless it is said not to be."""
    for call in CALLS:
        inputs, more = made(call)
        if call["inputs"][0] == "unit":
            inputs[0][0, 0] = 1.5
            f = getattr(ours, call["torch"])
            with pytest.raises(ValueError, match=r"allowed is \[0, 1\]"):
                f(*inputs, **more)
            f(*inputs, **more, validate=False)
            return
    raise AssertionError


@pytest.mark.parametrize("call", [c for c in CALLS if "tensors" not in c][:3], ids=lambda c: c["torch"])
def test_compiled_graphs_have_no_breaks(call):
    inputs, more = made(call)

    def step(*x):
        return getattr(ours, call["torch"])(2 * x[0], *x[1:], **more) + 1

    compiled = torch.compile(step, backend="aot_eager", fullgraph=True)
    x = inputs[0].clone().requires_grad_()
    (want,) = torch.autograd.grad(step(x, *inputs[1:]), x)
    (got,) = torch.autograd.grad(compiled(x, *inputs[1:]), x)
    assert torch.equal(want, got)
