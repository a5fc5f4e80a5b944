"""What the CTC loss costs beside torch: `python tools/ctc_speed.py [--rounds N] [--threads N]`.

It takes a Python with NumPy and torch, and `cargo build --release -p lossfn --example ctc_speed`. Both compute value and
gradient in the logits of the same numbers in f32, torch by `ctc_loss(log_softmax(x))`, on as many threads, and take turns;
times are medians. Alone stand f64, which is computed in double-double here, and the product with the hessian, which torch
has not.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

import numpy as np
import torch
from torch.nn import functional as F

from timed import Ours, units


#: Steps, sequences, classes, labels, and whether an alignment stands out.
SHAPES = [
    (200, 64, 80, 40, "plain"),
    (200, 64, 80, 40, "trained"),
    (200, 16, 5000, 40, "plain"),
    (1000, 16, 32, 150, "plain"),
]


class Theirs:
    """torch on the same numbers."""

    def __init__(self, steps: int, sequences: int, classes: int, labels: int, kind: str) -> None:
        """Draws them."""
        size = steps * sequences * classes
        scores = (np.sqrt(12.0) * (units(size, 0) - 0.5)).reshape(steps, sequences, classes)
        target = 1 + (units(sequences * labels, size) * (classes - 1)).astype(np.int64).reshape(sequences, labels)
        if kind == "trained":
            out = np.zeros((steps, sequences), np.int64)
            out[(2 * np.arange(labels) + 1) * steps // (2 * labels)] = target.T
            np.put_along_axis(scores, out[..., None], np.take_along_axis(scores, out[..., None], 2) + 12.0, 2)
        self.scores = torch.tensor(scores, dtype=torch.float32, requires_grad=True)
        self.target = torch.tensor(target)
        self.lengths = torch.full((sequences,), steps), torch.full((sequences,), labels)

    def once(self) -> tuple[float, float]:
        """The value and the time."""
        start = time.perf_counter()
        losses = F.ctc_loss(F.log_softmax(self.scores, -1), self.target, *self.lengths, reduction="none")
        value = losses.mean()
        torch.autograd.grad(value, self.scores)
        seconds = time.perf_counter() - start
        return float(value.detach()), seconds


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="how often each is called")
    parser.add_argument("--threads", type=int, default=1, help="how many threads both may use")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    print(f"torch {torch.__version__}, f32, {args.threads} threads, {args.rounds} rounds, medians in milliseconds")
    line = "{:24} {:>8} {:>8} {:>6} {:>8} {:>8}"
    print(line.format("shape", "lossfn", "torch", "ratio", "f64", "product"))
    worst = 0.0
    for *shape, kind in SHAPES:
        theirs = Theirs(*shape, kind)
        ours = [Ours("ctc_speed", *shape, args.threads, kind, asked) for asked in ("f32", "f64", "product")]
        times: list[list[float]] = [[], [], [], []]
        for k in range(-2, args.rounds):
            answers = [way.once() for way in (ours[0], theirs, *ours[1:])]
            worst = max(worst, abs(answers[0][0] / answers[1][0] - 1))
            if k >= 0:
                for all_times, (_, seconds) in zip(times, answers, strict=True):
                    all_times.append(seconds)
        for way in ours:
            way.close()
        mine, other, double, product = (statistics.median(t) * 1e3 for t in times)
        name = " x ".join(map(str, shape[:3])) + f", {shape[3]}" + (", trained" if kind == "trained" else "")
        numbers = (f"{mine:.2f}", f"{other:.2f}", f"{other / mine:.2f}", f"{double:.2f}", f"{product:.2f}")
        print(line.format(name, *numbers), flush=True)
    if not worst < 1e-4:
        print(f"The values differ by {worst:.0e}: the two compute different functions.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
