"""What losses of images cost beside torch: `python tools/image_speed.py [--rounds N] [--threads N]`.

It takes a Python with NumPy and torch, and `cargo build --release -p lossfn --example image_speed`. Both compute value and
gradient in the first image of the same numbers in f32, on as many threads, and take turns; times are medians. torch
computes SSIM as is usual, by five grouped convolutions, with windows of 11 x 11 pixels or with a row and a column in
their place, total variation by differences of slices, the Gram loss by products of matrices. Alone stands f64, which is
computed in double-double here.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import typing

import numpy as np
import torch
from torch.nn import functional as F

from timed import Ours, units

IMAGE = (3, 1080, 1920)


def images(shape: tuple[int, int, int]) -> list[torch.Tensor]:
    """Both images."""
    size = int(np.prod(shape))
    return [torch.tensor(units(size, k * size).reshape(1, *shape), dtype=torch.float32) for k in range(2)]


def gaussian() -> torch.Tensor:
    """Weights along an axis."""
    w = torch.exp(-((torch.arange(11.0) - 5) ** 2) / (2 * 1.5**2))
    return w / w.sum()


def ssim(filtered: typing.Callable[[torch.Tensor], torch.Tensor]) -> typing.Callable[..., torch.Tensor]:
    """1 - SSIM with some filter."""

    def loss(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        c1, c2 = 0.01**2, 0.03**2
        mx, my = filtered(x), filtered(y)
        vx, vy, cov = filtered(x * x) - mx * mx, filtered(y * y) - my * my, filtered(x * y) - mx * my
        s = ((2 * mx * my + c1) * (2 * cov + c2)) / ((mx * mx + my * my + c1) * (vx + vy + c2))
        return 1 - s.mean()

    return loss


def window(channels: int) -> typing.Callable[[torch.Tensor], torch.Tensor]:
    """Windows in one go."""
    w = torch.outer(gaussian(), gaussian()).expand(channels, 1, 11, 11).contiguous()
    return lambda x: F.conv2d(x, w, groups=channels)


def separable(channels: int) -> typing.Callable[[torch.Tensor], torch.Tensor]:
    """A column, then a row."""
    w = gaussian().expand(channels, 1, 11).contiguous()
    return lambda x: F.conv2d(F.conv2d(x, w[..., None], groups=channels), w[:, :, None], groups=channels)


def total_variation(x: torch.Tensor, _: torch.Tensor) -> torch.Tensor:
    """Lengths of both differences."""
    dx, dy = x[..., :-1, 1:] - x[..., :-1, :-1], x[..., 1:, :-1] - x[..., :-1, :-1]
    return torch.sqrt(dx * dx + dy * dy + 1e-20).sum()


def gram(x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """The style loss of Gatys."""
    f, p = (z.flatten(2) for z in (x, y))
    n, m = f.shape[1:]
    return ((f @ f.mT - p @ p.mT) ** 2).sum() / (4 * n**2 * m**2)


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="how often each is called")
    parser.add_argument("--threads", type=int, default=1, help="how many threads both may use")
    parser.add_argument("--only", help="losses with this in their name")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    print(f"torch {torch.__version__}, f32, {args.threads} threads, {args.rounds} rounds, medians in milliseconds")
    line = "{:56} {:>8} {:>9} {:>6} {:>8}"
    print(line.format("value and gradient", "lossfn", "torch", "ratio", "f64"))
    rows = [
        ("ssim, 5 convolutions 11 x 11", "ssim", ssim(window(3)), IMAGE),
        ("ssim, 10 convolutions, rows and columns", "ssim", ssim(separable(3)), IMAGE),
        ("ssim, the value alone, 11 x 11", "ssim_value", ssim(window(3)), IMAGE),
        ("image_total_variation", "total_variation", total_variation, IMAGE),
        ("gram_style", "gram", gram, (64, 256, 256)),
        ("gram_style", "gram", gram, (256, 64, 64)),
        ("gram_style", "gram", gram, (512, 32, 32)),
    ]
    worst = 0.0
    for name, ours, theirs, shape in rows:
        if args.only and args.only not in name:
            continue
        x, y = images(shape)
        ways = [Ours("image_speed", ours, *shape, args.threads, kind) for kind in ("f32", "f64")]

        def torch_once() -> tuple[float, float]:
            start = time.perf_counter()
            if ours == "ssim_value":
                with torch.no_grad():
                    value = theirs(x, y)
            else:
                leaf = x.detach().requires_grad_()
                value = theirs(leaf, y)
                torch.autograd.grad(value, leaf)
            return float(value.detach()), time.perf_counter() - start

        times: list[list[float]] = [[], [], []]
        for k in range(-1, args.rounds):
            answers = [ways[0].once(), torch_once()]
            # f64 is not raced: a few times are enough.
            answers += [ways[1].once()] if k < 2 else []
            worst = max(worst, abs(answers[0][0] / answers[1][0] - 1))
            for all_times, (_, seconds) in zip(times, answers, strict=False):
                all_times += [seconds] if k >= 0 else []
        for way in ways:
            way.close()
        mine, other, double = (statistics.median(t) * 1e3 for t in times)
        label = f"{name}, {' x '.join(map(str, shape))}"
        print(line.format(label, f"{mine:.2f}", f"{other:.2f}", f"{other / mine:.2f}", f"{double:.1f}"), flush=True)
    if not worst < 1e-3:
        print(f"The values differ by {worst:.0e}: the two compute different functions.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
