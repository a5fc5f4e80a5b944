"""Inputs for any loss, drawn from the domains of its spec."""

from __future__ import annotations

from typing import Any

import lossfn
import numpy as np
from lossfn._docs import has_hessian, has_rows

ALL = [lossfn.spec(name) for name in lossfn.list()]
#: Those that compare the items of groups.
GROUPED = [s for s in ALL if s["stage"] == "Groups"]
LOSSES = [s for s in ALL if s not in GROUPED]
NAMES = [spec["name"] for spec in LOSSES]
ALL_METRICS = [lossfn.spec(name) for name in lossfn.metrics()]
GROUPED_METRICS = [s for s in ALL_METRICS if s["stage"] == "Groups"]
METRICS = [s for s in ALL_METRICS if s not in GROUPED_METRICS]
CLASSES = 4
VECTORS = ("Pairs", "Boxes", "Triples", "Batch")


def numbers(domain: dict[str, Any], shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Ordinary numbers of a domain, multiples of 1/64, so that they are the same in every type."""
    if "points" in domain:
        return rng.choice([float(x) for x in domain["points"]], shape)
    low = max(float(domain.get("low", "-inf")), -3.0)
    high = min(float(domain.get("high", "inf")), 3.0)
    if "below" in domain:
        low = float(domain["above"])
        high = low + 3
    return rng.integers(round(low * 64) + 1, round(high * 64), shape) / 64


def rows(domain: dict[str, Any], row: str, n: int, rng: np.random.Generator) -> np.ndarray:
    """Rows of distributions, where the loss reads such, else of any numbers."""
    if row != "Distribution":
        return numbers(domain, (n, CLASSES), rng)
    cuts = np.sort(rng.choice(np.arange(1, 64), (n, CLASSES - 1)), axis=1)
    cuts.sort(axis=1)
    edges = np.concatenate([np.zeros((n, 1)), cuts, np.full((n, 1), 64)], axis=1)
    # No probability of 0, at which some divergences are infinite.
    return (np.diff(edges, axis=1) + 1) / (64 + CLASSES)


def is_batch(spec: dict[str, Any]) -> bool:
    """Whether the loss of a row depends on other rows."""
    return spec["stage"].startswith("Batch")


def holds_a_number(spec: dict[str, Any]) -> bool:
    """Whether derivatives take a number of the formula as given, which is none of the inputs."""
    return any(name not in [i["name"] for i in spec["inputs"]] for name in spec["given"])


def is_label(spec: dict[str, Any], k: int) -> bool:
    """Whether an input of a loss of vectors is a label for each row."""
    return spec["stage"].startswith(VECTORS) and "label" in spec["inputs"][k]["name"]


def has_own_rows(spec: dict[str, Any], k: int) -> bool:
    """Whether an input has vectors of its own, as those of classes, not one for each item."""
    return spec["own_rows"][k] is not None


def vectors(spec: dict[str, Any], n: int, rng: np.random.Generator, dtype: Any) -> list[np.ndarray]:
    """Tables of vectors, and labels of their rows."""
    found = []
    for k, i in enumerate(spec["inputs"]):
        if is_label(spec, k):
            points = [int(x) for x in map(float, i["domain"].get("points", range(CLASSES)))]
            found.append(rng.choice(points, n))
        else:
            rows = CLASSES if has_own_rows(spec, k) else n
            found.append(numbers(i["domain"], (rows, CLASSES), rng).astype(dtype))
        if spec["stage"] == "Boxes":
            low, high = np.split(found[-1], 2, axis=1)
            found[-1] = np.concatenate([np.minimum(low, high), np.maximum(low, high)], axis=1)
    return found


def chosen(spec: dict[str, Any], x: list[np.ndarray], items: Any) -> list[np.ndarray]:
    """Some items of the inputs of a loss."""
    return [a if has_own_rows(spec, k) else a[items] for k, a in enumerate(x)]


def shaped(spec: dict[str, Any], x: list[np.ndarray], shape: tuple[int, ...]) -> list[np.ndarray]:
    """The same items in another shape."""
    return [a if has_own_rows(spec, k) else a.reshape(*shape, *a.shape[1:]) for k, a in enumerate(x)]


def methods(spec: dict[str, Any], *names: str) -> list[str]:
    """Those of some methods that a loss has."""
    second = ("hess", "grad_and_hess", "boosting")
    return [name for name in names if has_hessian(spec) or name not in second]


def draw(spec: dict[str, Any], n: int, dtype: Any = np.float64, seed: int = 0) -> list[np.ndarray]:
    """The inputs of a loss: `n` items."""
    rng = np.random.default_rng(seed)
    domains = [i["domain"] for i in spec["inputs"]]
    stage = spec["stage"]
    if not has_rows(spec):
        return [numbers(d, (n,), rng).astype(dtype) for d in domains]
    if stage.startswith(VECTORS):
        return vectors(spec, n, rng, dtype)
    if stage == "Rows":
        return [rows(d, spec["row"], n, rng).astype(dtype) for d in domains]
    scores = rng.integers(-192, 192, (n, CLASSES)) / 64
    if stage == "LogProbabilities":
        scores = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    teachers = [rng.integers(-192, 192, (n, CLASSES)) / 64 for _ in domains[1:-1]]
    return [x.astype(dtype) for x in [scores, *teachers]] + [rng.integers(0, CLASSES, n)]


def required(spec: dict[str, Any]) -> dict[str, Any]:
    """Values for the parameters that have no default."""
    return {p["name"]: 1.0 for p in spec["params"] if p["default"] is None and p["kind"] == "number"}


def bound(spec: dict[str, Any]) -> lossfn.Loss:
    """A loss with its parameters."""
    params = ", ".join(f"{key}={value}" for key, value in required(spec).items())
    return lossfn.get(f"{spec['name']}({params})")


def same(a: Any, b: Any) -> bool:
    """The same bits; any NaN is like another."""
    a, b = np.asarray(a), np.asarray(b)
    return a.dtype == b.dtype and a.shape == b.shape and np.array_equal(a, b, equal_nan=True)


def near(ours: Any, theirs: Any) -> bool:
    """Whether tensors are those of torch, which rounds every step of its own and subtracts what may be as large as the
    largest number: a few units of that."""
    ours, theirs = (x.detach().numpy() for x in (ours, theirs))
    far = np.abs(ours.astype(float) - theirs.astype(float))
    return bool(far.max() <= 4 * np.finfo(theirs.dtype).eps * np.abs(theirs).max())


def _plain(spec: dict[str, Any]) -> bool:
    real = {"low": "-inf", "high": "inf", "low_closed": True, "high_closed": True}
    return spec["stage"] == "Elements" and [i["domain"] for i in spec["inputs"]] == [real, real]


#: Losses of any two numbers: without parameters, with one, and one that takes its time.
PLAIN = [s["name"] for s in LOSSES if _plain(s) and not s["params"]]
ONE = [s["name"] for s in LOSSES if _plain(s) and len(s["params"]) == 1 and s["params"][0]["default"] == 1.0]
PARAMETER = {s["name"]: s["params"][0]["name"] for s in LOSSES if s["name"] in ONE}
SLOW = PLAIN[-1]
