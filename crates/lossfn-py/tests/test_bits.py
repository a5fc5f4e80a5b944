"""The same bits as in Rust, and right ones."""

from __future__ import annotations

import shutil
import subprocess

import golden
import lossfn
import numpy as np
import pytest
from lossfn._docs import has_hessian
from support import NAMES, is_batch


def answers(block):
    loss = lossfn.get(block.expression)
    how = {"reduction": "values", "validate": False}
    along = {"wrt": block.wrt} if block.wrt else {}
    grad = np.asarray(loss.grad(*block.inputs, **how, **along), block.inputs[0].dtype)
    bent = has_hessian(lossfn.spec(loss.name))
    return (
        loss(*block.inputs, **how),
        grad.ravel() if block.batch else grad,
        loss.hess(*block.inputs, **how, **along) if bent else np.zeros(0, grad.dtype),
    )


def total(x: np.ndarray) -> str:
    """As `cargo xtask bits` adds bits."""
    x = x.astype(np.float64).ravel()
    bits = np.where(np.isnan(x), np.float64(np.nan), x).view(np.uint64).copy()
    bits[np.isnan(x)] = 0x7FF8000000000000
    odd = np.arange(1, 2 * len(bits), 2, dtype=np.uint64)
    return f"{int((bits * odd).sum(dtype=np.uint64)):x}"


@pytest.fixture(scope="session")
def rust(pytestconfig):
    """What Rust answers to the reference vectors."""
    if shutil.which("cargo") is None:
        pytest.skip("there is no cargo here to ask Rust")
    root = pytestconfig.rootpath.parents[1]
    out = subprocess.run(
        ["cargo", "xtask", "bits"], cwd=root, check=True, capture_output=True, text=True
    ).stdout
    lines = [line.split() for line in out.splitlines()]
    return {(name, int(place)): sums for name, place, *sums in lines}


@pytest.mark.parametrize("name", NAMES)
def test_bits_are_those_of_rust(name, root, rust):
    for place, block in enumerate(golden.blocks(root / f"testdata/golden/{name}.bin")):
        assert [total(x) for x in answers(block)] == rust.pop((name, place)), block.expression
    assert not [left for left in rust if left[0] == name]


def ordinary(inputs):
    """Which items have inputs of ordinary size: beyond it is what `testdata/exceptions.toml` excuses."""
    good = np.ones(len(inputs[0]), bool)
    for x in (x for x in inputs if x.dtype.kind == "f"):
        size = np.abs(x.reshape(len(x), -1))
        fine = ((size == 0) | (size > 1e-10) & (size < 1e10)).all(axis=1)
        good &= fine if len(fine) == len(good) else fine.all()
    return good


@pytest.fixture(scope="session")
def exceptions(pytestconfig):
    """What f64 may miss besides."""
    tomllib = pytest.importorskip("tomllib")
    return tomllib.loads((pytestconfig.rootpath.parents[1] / "testdata/exceptions.toml").read_text())


@pytest.mark.parametrize("name", NAMES)
def test_well_conditioned_answers_are_exact(name, root, exceptions):
    """Where no digit can be lost, within a few units in the last place of the exact result."""
    seen = 0
    for block in golden.blocks(root / f"testdata/golden/{name}.bin"):
        items = ordinary(block.inputs)
        excused = exceptions.get(name, {}) if block.batch and block.inputs[0].dtype == np.float64 else {}
        for output, got, exact, condition, most in zip(
            ("value", "gradient", "hessian"),
            answers(block),
            block.exact,
            block.condition,
            (3, 3, 5),
            strict=True,
        ):
            most += excused.get(output, {}).get("more", 0)
            good = (condition <= 2) & np.isfinite(exact) & (np.abs(exact) > np.finfo(exact.dtype).tiny)
            if block.batch:
                good &= items.all()
            elif exact.size:
                good &= items.reshape(-1, *[1] * (exact.ndim - 1))
            far = np.abs(got[good].astype(np.longdouble) - exact[good]) / np.spacing(np.abs(exact[good]))
            assert (far <= most + condition[good] / 2).all(), (block.expression, far.max())
            seen += good.sum()
    # Of some batches no block is ordinary as a whole.
    assert seen > 100 or is_batch(lossfn.spec(name))
