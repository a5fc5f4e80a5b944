"""What is generated, shipped and written about the package."""

from __future__ import annotations

import keyword
import pathlib
import re
import subprocess
import sys

import lossfn
import pytest
from support import LOSSES, ONE

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
    name, key = loss["name"], loss["params"][0]["name"]
    choice = next(p["name"] for p in rows["params"] if p["kind"] == "choice")
    code = f"""
import lossfn
import numpy as np
import numpy.typing as npt
x: npt.NDArray[np.float32] = np.zeros(3, np.float32)
for_numbers: float = lossfn.{name}(x, [1.0, 2.0, 3.0], {key}=2.0, weight=x, reduction="sum")
for_arrays: npt.NDArray[np.float32] = lossfn.{name}.grad(x, x, wrt="target", out=x)
for_items: npt.NDArray[np.float32] = lossfn.{name}(x, x, reduction="values")
value, grad = lossfn.{rows["name"]}.value_and_grad(x, [1], axis=0)
lossfn.{reserved["name"]}(x, {reserved["params"][0]["name"]}_=0.3)
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
