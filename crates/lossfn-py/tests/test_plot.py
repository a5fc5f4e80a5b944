"""What `lossfn.plot` draws, as matplotlib has it."""

from __future__ import annotations

import subprocess
import sys

import lossfn
import numpy as np
import pytest
from lossfn._docs import has_hessian
from support import LOSSES, ONE, PARAMETER, PLAIN, required


@pytest.fixture
def pyplot():
    """Figures without a display, which are closed."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import matplotlib.pyplot

    yield matplotlib.pyplot
    matplotlib.pyplot.close("all")


def expression(spec):
    given = ", ".join(f"{key}={value}" for key, value in required(spec).items())
    return f"{spec['name']}({given})"


def test_lines_are_values_and_gradients(spec, pyplot):
    """Where the loss reads columns; every loss is drawn, in a range in which it is finite somewhere."""
    axes = lossfn.plot(expression(spec))
    loss = lossfn.get(expression(spec))
    for ax, what in zip(axes, ("loss", "gradient"), strict=True):
        (line,) = ax.lines
        x, y = line.get_data()
        assert ax.get_ylabel() == what and ax.get_xlabel() and (np.diff(x) >= 0).all()
        assert np.isfinite(y).sum() > 350
        if spec["stage"] == "Weights":
            shown = np.isfinite(y)
            want = (loss.value if what == "loss" else loss.grad)(x[shown], reduction="values")
            assert np.array_equal(y[shown], want)
    assert axes[0].get_legend().get_texts()[0].get_text() == str(loss)


def test_two_columns(pyplot):
    """The number of the target is in the title, and what is drawn are the numbers of the library."""
    sums = f"0.5*{ONE[0]}({PARAMETER[ONE[0]]}=2) + {PLAIN[0]}"
    losses = [ONE[0], sums, lossfn.get(PLAIN[0])]
    axes = lossfn.plot(*losses, target=0.25, range=(-1, 4))
    for k, ax in enumerate(axes):
        assert ax.get_title() == "target = 0.25" and ax.get_xlabel() == "pred" and len(ax.lines) == 3
        for line, loss in zip(ax.lines, losses, strict=True):
            x, y = line.get_data()
            assert (x[0], x[-1]) == (-1, 4) and 0.25 in x
            loss = lossfn.get(loss) if isinstance(loss, str) else loss
            want = loss.value_and_grad(x, np.full_like(x, 0.25), reduction="values")[k]
            assert np.array_equal(y[np.isfinite(y)], want[np.isfinite(y)]) and np.isnan(y).sum() <= 2
        styles = {
            (line.get_color(), line.get_linestyle(), line._dash_pattern[1] is None) for line in ax.lines
        }
        assert len(styles) == 3


def test_jumps_are_breaks(spec, pyplot):
    """A loss that has a slope everywhere is one line; at a jump its two sides lie side by side."""
    known = spec["properties"]
    for k, ax in enumerate(lossfn.plot(expression(spec))):
        x, y = ax.lines[0].get_data()
        inside = np.flatnonzero(np.isnan(y[1:-1])) + 1
        if known["differentiable"] is True:
            assert not len(inside)
        elif known["convex"] is True and not spec["params"] and k == 1 and has_hessian(spec):
            # Vectors may have their kink where they coincide, off the line.
            assert len(inside)
        for i in inside:
            assert x[i + 1] - x[i - 1] <= 4 * max(np.spacing(abs(x[i])), np.finfo(float).tiny)


def test_what_is_fixed_is_said_of_each_where_it_differs(pyplot):
    other = next(
        s["name"]
        for s in LOSSES
        if s["stage"] == "Elements" and s["inputs"][1:] and "points" in s["inputs"][1]["domain"]
    )
    axes = lossfn.plot(PLAIN[0], other)
    texts = [t.get_text() for t in axes[0].get_legend().get_texts()]
    name = lossfn.spec(other)["inputs"][1]["name"]
    assert texts == [f"{PLAIN[0]}, target = 0", f"{other}, {name} = 1"] and not axes[0].get_title()


def test_axes_that_are_given(pyplot):
    _, (one, two) = pyplot.subplots(2, 1)
    given = np.array([one, two])
    assert lossfn.plot(PLAIN[0], axes=given) is given
    lossfn.plot(ONE[0], axes=given)
    assert len(one.lines) == len(two.lines) == 2
    with pytest.raises(ValueError, match="of loss and gradient"):
        lossfn.plot(PLAIN[0], axes=one)


def test_what_is_wrong(pyplot):
    with pytest.raises(TypeError, match="name a loss"):
        lossfn.plot()
    with pytest.raises(KeyError):
        lossfn.plot("nothing")
    for ends in ((1, 0), (0, np.inf), (np.nan, 1)):
        with pytest.raises(ValueError, match="two finite numbers"):
            lossfn.plot(PLAIN[0], range=ends)
    unit = next(
        s["name"] for s in map(lossfn.spec, lossfn.list()) if s["inputs"][0]["domain"].get("high") == 1.0
    )
    with pytest.raises(ValueError, match="nothing to draw"):
        lossfn.plot(unit, range=(2, 3))
    assert not pyplot.get_fignums()


def test_matplotlib_is_not_needed_before():
    code = f"""
import sys
sys.modules["matplotlib"] = None
import lossfn
try:
    lossfn.plot("{PLAIN[0]}")
except ImportError as error:
    assert "needs `matplotlib" in str(error), error
else:
    raise AssertionError
"""
    subprocess.run([sys.executable, "-c", code], check=True)
