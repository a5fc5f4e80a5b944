"""What the package costs: `python tools/measure.py [--wheel FILE] [LOSS...]`, of a release build.

Calls of ten elements; a million elements beside `cargo xtask bench`, which measures the same call in Rust; the time of
the import beside that of NumPy; and the size of the wheel. Times are the least of many rounds, as whatever else a
machine does only adds to them; of a million elements the least of the medians of eleven calls, here and there.
"""

from __future__ import annotations

import argparse
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import time
import timeit
from collections.abc import Callable

import lossfn
import numpy as np

ROOT = pathlib.Path(__file__).parents[3]
MILLION = 1_000_000


def least(work: Callable[[], object], rounds: int, repeat: int) -> float:
    """The time of a call, in seconds."""
    return min(timeit.repeat(work, number=repeat, repeat=rounds)) / repeat


def inputs(name: str, n: int, dtype: type) -> list[np.ndarray]:
    """Numbers between 0 and 1, which most losses of columns take."""
    rng = np.random.default_rng(1)
    return [rng.random(n).astype(dtype) for _ in lossfn.spec(name)["inputs"]]


def calls(name: str) -> None:
    """The overhead of a call."""
    loss, x = getattr(lossfn, name), inputs(name, 10, np.float32)
    params = {p["name"]: p["default"] for p in lossfn.spec(name)["params"][:1]}
    deep = [a.reshape(5, 2) for a in x]
    for what, work in (
        ("value", lambda: loss(*x)),
        ("value_and_grad", lambda: loss.value_and_grad(*x)),
        ("value, a parameter by name", lambda: loss(*x, **params)),
        ("value, two dimensions", lambda: loss(*deep)),
    ):
        print(f"{name}, 10 elements, {what}: {least(work, 500, 500) * 1e6:.2f} us")


def million(name: str) -> None:
    """Value and gradient into a buffer, one thread, beside Rust."""
    lossfn.set_num_threads(1)
    loss = getattr(lossfn, name)
    types = {"f32": np.float32, "f64": np.float64}
    here, rust = dict.fromkeys(types, float("inf")), dict.fromkeys(types, float("inf"))
    for _ in range(8):
        out = subprocess.run(
            ["cargo", "xtask", "bench", name], cwd=ROOT, capture_output=True, text=True, check=True
        )
        for kind, ns in re.findall(rf"\| (f32|f64) \| {MILLION} \| [^|]*\| ([0-9.]+) ", out.stdout):
            rust[kind] = min(rust[kind], float(ns))
        for kind, dtype in types.items():
            x = inputs(name, MILLION, dtype)
            grad = np.zeros(MILLION, dtype)
            there, back = (np.zeros(3 * MILLION // 2, dtype) for _ in range(2))
            times = []
            for _ in range(11):
                # As there: a copy of as many bytes takes turns with it.
                np.copyto(back, there)
                start = time.perf_counter()
                loss.value_and_grad(*x, out=grad, validate=False)
                times.append(time.perf_counter() - start)
            here[kind] = min(here[kind], statistics.median(times) / MILLION * 1e9)
    lossfn.set_num_threads(0)
    for kind in types:
        ratio = here[kind] / rust[kind]
        print(f"{name}, {MILLION} {kind}: {here[kind]:.3f} ns each, Rust {rust[kind]:.3f}, ratio {ratio:.2f}")


def imported() -> None:
    """The time of the import, beside NumPy's."""

    def took(code: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    bare, ours = [], []
    for _ in range(25):
        bare.append(took("import numpy"))
        ours.append(took("import numpy, lossfn; lossfn." + lossfn.list()[0]))
    print(
        f"import: {(min(ours) - min(bare)) * 1e3:.0f} ms beside {min(bare) * 1e3:.0f} ms of Python and NumPy"
    )


def main() -> None:
    """Prints all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wheel", type=pathlib.Path)
    parser.add_argument("losses", nargs="*", default=[lossfn.list()[0]])
    args = parser.parse_args()
    for name in args.losses:
        calls(name)
        million(name)
    imported()
    if args.wheel:
        print(f"wheel: {args.wheel.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
