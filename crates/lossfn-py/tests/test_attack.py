"""Wrong calls are errors in whole sentences, and nothing else happens."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time

import lossfn
import numpy as np
import pytest
from support import LOSSES, ONE, PARAMETER, PLAIN, SLOW, draw, is_batch, methods, required, same

SENTENCE = re.compile(r"\S.*[.?]$", re.DOTALL)


def refused(error, f, *args, **kwargs):
    with pytest.raises(error) as caught:
        f(*args, **kwargs)
    assert SENTENCE.match(str(caught.value)), str(caught.value)


def call(spec, dtype=np.float64, n=24):
    return getattr(lossfn, spec["name"]), draw(spec, n, dtype), required(spec)


@pytest.mark.parametrize("method", ["value", "grad", "hess", "value_and_grad", "grad_and_hess", "boosting"])
def test_bad_calls(spec, method):
    loss, x, params = call(spec)
    if not methods(spec, method):
        pytest.skip("it has none")
    f, n = getattr(loss, method), len(x[0])
    refused(TypeError, f, **params)
    refused(TypeError, f, *x, *[1.0] * 9)
    refused(TypeError, f, *x, **params, nothing=1)
    for bad in (None, "text", {}, object(), x[0].astype(complex), x[0].astype(object), x[0].astype("M8[s]")):
        refused(TypeError, f, bad, *x[1:], **params)
    refused((TypeError, ValueError), f, [[1.0], [1.0, 2.0], "a"], *x[1:], **params)
    refused((TypeError, ValueError), f, np.ma.masked_array(x[0], x[0] > 0), *x[1:], **params)
    for k in range(1, len(x)):
        # Of negatives there may be any number.
        if spec["own_rows"][k] != "negatives":
            refused(ValueError, f, *x[:k], x[k][1:], *x[k + 1 :], **params)
        refused((TypeError, ValueError), f, *x[:k], x[k][..., None], *x[k + 1 :], **params)
        refused((TypeError, ValueError), f, *x[:k], 1.0, *x[k + 1 :], **params)
    for bad in (np.ones(n - 1), np.ones((n, 1)), 1.0, -np.ones(n), np.full(n, np.nan), np.full(n, np.inf)):
        refused(ValueError, f, *x, **params, weight=bad)
    refused(TypeError, f, *x, **params, weight=np.ones(n, np.float32))
    refused(ValueError, f, *x, **params, mask=np.ones(n + 1, bool))
    refused(TypeError, f, *x, **params, mask=np.ones(n, int))
    refused(TypeError, f, *x, **params, mask=["yes"] * n)
    for name in ("avg", "Mean", "", 0, -1.0, float("nan"), float("inf")):
        refused(ValueError, f, *x, **params, reduction=name)
    refused(TypeError, f, *x, **params, reduction=[])
    refused(ValueError, f, *x, **params, on_empty="nothing")
    refused(TypeError, f, *x, **params, on_empty=3)
    refused(TypeError, f, *x, **params, validate="perhaps")
    refused(TypeError, f, *x, **params, ignore="label")
    refused((TypeError, ValueError), f, *x, **params, ignore=2**70)
    refused((TypeError, KeyError), f, *x, **params, dialect="x) + squared(")
    for p in spec["params"]:
        if p["kind"] != "choice":
            refused(TypeError, f, *x, **params | {p["name"]: b"b"})
        if p["kind"] in ("number", "optional"):
            refused(ValueError, f, *x, **params | {p["name"]: float("nan")})
            refused(TypeError, f, *x, **params | {p["name"]: "1.0"})


def test_nothing(spec):
    loss, x, params = call(spec, n=0)
    refused(ValueError, loss, *x, **params)
    assert loss(*x, **params, reduction="sum") == 0.0 == loss(*x, **params, on_empty="zero")
    assert np.isnan(loss(*x, **params, on_empty="nan"))
    assert loss.grad(*x, **params, on_empty="zero").shape == x[0].shape
    assert loss(*x, **params, reduction="values").shape == (0,)
    loss, x, params = call(spec)
    none = np.zeros(len(x[0]))
    refused(ValueError, loss, *x, **params, weight=none)
    assert loss(*x, **params, weight=none, reduction="sum") == 0


def test_nan_stays_where_it_is(spec):
    loss, x, params = call(spec)
    bad = [a.copy() for a in x]
    bad[0][3] = np.nan
    others = np.arange(len(x[0])) != 3
    if is_batch(spec):
        # Other rows are compared with it.
        assert np.isnan(loss(*bad, **params, validate=False))
        assert loss(*bad, **params, mask=others) == loss(*x, **params, mask=others)
        return
    values = loss(*bad, **params, reduction="values", validate=False)
    clean = loss(*x, **params, reduction="values", validate=False)
    assert np.isnan(values[3]) and same(values[others], clean[others])
    assert loss(*bad, **params, mask=others) == loss(*x, **params, mask=others)


def test_values_outside_their_domain(spec):
    loss, x, params = call(spec)
    for k, i in enumerate(spec["inputs"]):
        if x[k].dtype.kind == "i":
            if is_batch(spec) and k == 1:
                # Any number is the label of some rows.
                continue
            bad = x[k].copy()
            bad[5] = 99
            refused(ValueError, loss, *x[:k], bad, *x[k + 1 :], **params)
            refused(ValueError, loss, *x[:k], bad, *x[k + 1 :], **params, validate=False)
        elif "points" in i["domain"] or abs(float(i["domain"].get("high", "inf"))) < 2:
            bad = x[k].copy()
            bad[5] = 2.5
            refused(ValueError, loss, *x[:k], bad, *x[k + 1 :], **params)
            loss(*x[:k], bad, *x[k + 1 :], **params, validate=False)


@pytest.mark.parametrize("threads", [0, 1, 2, 3, 7, 64])
def test_no_bit_depends_on_threads(threads):
    rng = np.random.default_rng(5)
    x = [rng.normal(size=300_000) for _ in range(2)]
    want = getattr(lossfn, SLOW).value_and_grad(*x)
    lossfn.set_num_threads(threads)
    try:
        assert lossfn.num_threads() == threads
        got = getattr(lossfn, SLOW).value_and_grad(*x)
    finally:
        lossfn.set_num_threads(0)
    assert got[0] == want[0] and same(got[1], want[1])


@pytest.mark.parametrize("threads", [-1, 4097, 10**30, "two", None, 1.5])
def test_bad_numbers_of_threads(threads):
    with pytest.raises((ValueError, TypeError, OverflowError)):
        lossfn.set_num_threads(threads)
    assert lossfn.num_threads() == 0


def run(code, **how):
    return subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, timeout=120, **how
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_process_does_not_wait_for_threads_that_it_has_not():
    done = run(
        "import lossfn, numpy as np, os, sys, warnings\n"
        "warnings.simplefilter('ignore')\n"
        "x = np.arange(1e6)\n"
        "lossfn.set_num_threads(2)\n"
        f"value = lossfn.{ONE[0]}(x, x[::-1].copy())\n"
        "pid = os.fork()\n"
        "if pid == 0:\n"
        f"    os._exit(0 if lossfn.{ONE[0]}(x, x[::-1].copy()) == value else 1)\n"
        "sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_an_interrupt_is_an_exception():
    code = (
        "import lossfn, numpy as np, signal\n"
        # Who runs the tests may ignore the signal, and so would the child.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "x = np.random.default_rng(0).normal(size=2_000_000)\n"
        "lossfn.set_num_threads(1)\n"
        "print('ready', flush=True)\n"
        "try:\n"
        f"    while True: lossfn.{SLOW}.hess(x, np.abs(x) + 1)\n"
        "except KeyboardInterrupt:\n"
        f"    print(lossfn.{PLAIN[0]}([1.0], [1.0]))\n"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout.readline() == "ready\n"
        time.sleep(0.3)
        child.send_signal(signal.SIGINT)
        assert child.communicate(timeout=60)[0] == "0.0\n" and child.returncode == 0
    finally:
        child.kill()


def test_other_threads_run_meanwhile():
    x = np.random.default_rng(0).normal(size=4_000_000)
    lossfn.set_num_threads(1)
    done, count = threading.Event(), 0

    def work():
        for _ in range(3):
            getattr(lossfn, SLOW)(x, -x)
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        count += 1
    thread.join()
    lossfn.set_num_threads(0)
    # With the lock held there would be a turn or two between the calls.
    assert count > 1000


def test_many_threads_of_python():
    x = np.random.default_rng(0).normal(size=100_000)
    loss = getattr(lossfn, ONE[0])
    want, wrong = loss.value_and_grad(x, -x), []
    part = lossfn.Partial(ONE[0])

    def work():
        for _ in range(20):
            got = loss.value_and_grad(x, -x)
            if got[0] != want[0] or not same(got[1], want[1]):
                wrong.append(got)
        part.update(x, -x)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong and part.count == 800_000


def test_no_memory_is_lost():
    import gc
    import tracemalloc

    x = np.arange(1000.0)
    loss = getattr(lossfn, ONE[0])
    for warm in (loss, lossfn.get(f"0.5*{ONE[0]} + {PLAIN[0]}")):
        warm.value_and_grad(x, x[::-1])
    tracemalloc.start()
    for k in range(200):
        loss.value_and_grad(x, x[::-1], 1.0 + k, weight=x)
        loss.boosting(x.tolist(), x)
        with pytest.raises(ValueError):
            loss.grad(x, x[1:])
    gc.collect()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert size < 50_000


def test_names():
    name = ONE[0]
    swapped = name[:-2] + name[-1] + name[-2]
    metric = lossfn.metrics()[0]
    for bad in (swapped, name.upper(), "", metric, "x" * 100_000, "hüber", name + "\0"):
        refused((KeyError, ValueError), lossfn.get, bad)
        if bad != metric:
            refused((KeyError, ValueError), lossfn.spec, bad)
    of_rows = next(s["name"] for s in LOSSES if s["stage"] == "Softmax")
    key = PARAMETER[name]
    for tail in ("(", f"({key}=)", "()()", f" + {of_rows}", f"({key}=1, {key}=2)"):
        refused((KeyError, ValueError), lossfn.get, name + tail)
    refused((KeyError, ValueError), lossfn.get, "1*")
    for bad in ("nothing", name, f"{metric}(1)"):
        refused((KeyError, ValueError), lossfn.metric, bad)
    with pytest.raises(AttributeError, match=f"did you mean `{name}`"):
        getattr(lossfn, swapped)
    with pytest.raises(AttributeError):
        _ = lossfn._nothing
    assert not hasattr(lossfn, "__wrapped__")
    for bad in (None, 3, name.encode(), [name]):
        with pytest.raises(TypeError):
            lossfn.get(bad)
        with pytest.raises(TypeError):
            lossfn.Partial(bad)
