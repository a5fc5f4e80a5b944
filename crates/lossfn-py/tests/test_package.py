"""What is generated, shipped and written about the package."""

from __future__ import annotations

import ast
import keyword
import pathlib
import re
import subprocess
import sys

import lossfn
import pytest
from lossfn._docs import is_distance
from support import LOSSES, ONE, bound, draw, required

HERE = pathlib.Path(__file__).parents[1]


def test_stubs_are_those_of_the_catalogue():
    done = subprocess.run(
        [sys.executable, HERE / "tools/stubs.py", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_stubs_are_shipped():
    folder = pathlib.Path(lossfn.__file__).parent
    for name in ("py.typed", "__init__.pyi"):
        assert (folder / name).exists()


def test_only_what_can_be_answered_is_offered(spec):
    """By objects, pages and stubs."""
    vectors, batch = spec["stage"] in ("Pairs", "Boxes", "Triples"), spec["stage"] == "Batch"
    distance = spec["stage"] in ("Pairs", "Boxes") and len(spec["inputs"]) == 2
    offered = {
        "hess": not vectors and not batch,
        "grad_and_hess": not vectors and not batch,
        "boosting": not vectors and not batch,
        "hessian_vector_product": not batch,
        "pairwise": distance,
        "nearest": distance,
    }
    name, loss, x, params = spec["name"], getattr(lossfn, spec["name"]), draw(spec, 12), required(spec)
    tree = ast.parse((HERE / "python/lossfn/__init__.pyi").read_text())
    kind = next(n for n in tree.body if isinstance(n, ast.AnnAssign) and n.target.id == name).annotation.id
    (written,) = (n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == kind)
    stubs = {n.name for n in written.body if isinstance(n, ast.FunctionDef)}
    assert [base.id for base in written.bases] == ["Loss"] and {"value", "grad", "value_and_grad"} <= stubs
    for method, there in offered.items():
        assert (method in dir(loss)) is there and (method in stubs) is there
        assert (f".{method}" in re.split(r"[^\w.]|(?=\.)", loss.__doc__)) is there
        if there:
            more = {"vector": x[0]} if method == "hessian_vector_product" else {}
            assert getattr(loss, method)(*x, **params, **more) is not None
            continue
        for each in (loss, bound(spec)):
            assert not hasattr(each, method)
            with pytest.raises(AttributeError, match=rf"^{name} has no `{method}`: .*\.$"):
                getattr(each, method)
    with pytest.raises(AttributeError, match=f"^{name} has no `nothing`.$"):
        _ = loss.nothing


def test_types(tmp_path):
    pytest.importorskip("mypy")
    loss, penalty, rows = (
        next(s for s in LOSSES if s["name"] == ONE[0]),
        next(s for s in LOSSES if s["inputs"][0]["name"] == "weight"),
        next(
            s for s in LOSSES if any(p["kind"] == "choice" for p in s["params"]) and s["stage"] == "Softmax"
        ),
    )
    reserved = next(s for s in LOSSES if any(keyword.iskeyword(p["name"]) for p in s["params"]))
    key_word = next(p["name"] for p in reserved["params"] if keyword.iskeyword(p["name"]))
    distance = next(s for s in LOSSES if is_distance(s))
    name, key = loss["name"], loss["params"][0]["name"]
    choice = next(p["name"] for p in rows["params"] if p["kind"] == "choice")
    code = f"""
import lossfn
import numpy as np
import numpy.typing as npt
x: npt.NDArray[np.float32] = np.zeros(3, np.float32)
rows: npt.NDArray[np.float32] = np.zeros((3, 2), np.float32)
for_numbers: float = lossfn.{name}(x, [1.0, 2.0, 3.0], {key}=2.0, weight=x, reduction="sum")
for_arrays: npt.NDArray[np.float32] = lossfn.{name}.grad(x, x, wrt="target", out=x)
for_items: npt.NDArray[np.float32] = lossfn.{name}(x, x, reduction="values")
value, grad = lossfn.{rows["name"]}.value_and_grad(x, [1], axis=0)
lossfn.{reserved["name"]}({", ".join("x" for _ in reserved["inputs"])}, {key_word}_=0.3)
lossfn.{penalty["name"]}(x, weight=x)
names: list[str] = lossfn.list()
part = lossfn.Partial("{name}")
part.update(x, x)
objective = lossfn.xgboost.objective("{name}")
lossfn.{name}(x, x, {key[::-1]}=3)  # wrong
lossfn.{name}(x, x, axis=3)  # wrong
lossfn.{name}(x)  # wrong
lossfn.{name}.value(x, x, wrt="pred")  # wrong
lossfn.{rows["name"]}(x, [1], {choice}="nothing")  # wrong
lossfn.nothing(x, x)  # wrong
lossfn.{distance["name"]}.hess(rows, rows)  # wrong
lossfn.{distance["name"]}.boosting(rows, rows)  # wrong
lossfn.get("{name}").hess(x, x)
near: npt.NDArray[np.int64] = lossfn.{distance["name"]}.nearest(rows, rows)[0]
triples = lossfn.mine(rows, [0, 1, 0], mining="all")
mean: float = triples.value_and_gradient("{name}", rows)[0]
"""
    file = tmp_path / "typed.py"
    file.write_text(code)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", file],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    found = {int(line) for line in re.findall(r"typed\.py:(\d+): error", done.stdout)}
    wrong = {k for k, line in enumerate(code.splitlines(), 1) if line.endswith("# wrong")}
    assert found == wrong, done.stdout + done.stderr


@pytest.mark.parametrize("command", [f"import lossfn; help(lossfn.{ONE[0]})", "import lossfn; help(lossfn)"])
def test_help(command):
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert "Formula" in done.stdout or "lossfn.list()" in done.stdout


@pytest.mark.parametrize("name", ["jax", "lightgbm", "sklearn", "torch", "xgboost"])
def test_other_libraries_are_not_needed(name):
    """Nothing of them is imported unasked, and what needs one that is missing says so."""
    code = f"""
import sys
sys.modules["{name}"] = None
import lossfn
lossfn.{ONE[0]}([1.0], [2.0])
assert not [m for m in ("torch", "jax", "pandas", "sklearn") if sys.modules.get(m)]
try:
    getattr(lossfn, "{name}")
except AttributeError as error:
    assert "needs" in str(error), error
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_readme_runs():
    text = (HERE / "README.md").read_text()
    code = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(code) >= 2
    subprocess.run([sys.executable, "-c", "\n".join(code)], check=True)
