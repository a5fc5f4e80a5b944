"""The programs of `crates/lossfn/examples` that are timed beside torch, and the numbers that they draw."""

from __future__ import annotations

import os
import pathlib
import subprocess
from collections.abc import Iterable

import numpy as np

ROOT = pathlib.Path(__file__).parent.parent
EXAMPLES = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/examples"


class Ours:
    """The program, computing once when it is asked."""

    def __init__(self, program: str, *args: object) -> None:
        """Starts it."""
        command = [str(EXAMPLES / program), *map(str, args)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def once(self, numbers: Iterable[float] = ()) -> tuple[float, float]:
        """The value and the time, for a line of numbers."""
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("the program has no pipes")
        stdin.write(" ".join(repr(float(x)) for x in numbers) + "\n")
        stdin.flush()
        value, seconds = stdout.readline().split()
        return float(value), float(seconds)

    def close(self) -> None:
        """Ends it."""
        self.process.communicate()


def units(count: int, start: int) -> np.ndarray:
    """The numbers of the program: splitmix64."""
    with np.errstate(over="ignore"):
        places = np.arange(start + 1, start + count + 1, dtype=np.uint64)
        state = np.uint64(1) + places * np.uint64(0x9E3779B97F4A7C15)
        z = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)).astype(np.float64) / 2.0**53
