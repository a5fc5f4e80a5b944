"""What losses cost beside torch: `python tools/speed.py [--rounds N] [--every-input] [NAME...]`.

It takes a Python with lossfn (a release build), NumPy and torch. Both compute f32 on one thread, and take turns, as a
machine is never alone; times are medians. torch has its own function where there is one, with its additions of 1e-6
and the like taken out, and else the usual composition of operations; it runs eagerly. Asked are value and gradient in
the first input, which is what both return from the same numbers, or with `--every-input` the gradients in all of them;
of all pairs only the distances. Errors are those beside the composition in f64: the norm of the difference, relative.
"""

from __future__ import annotations

import argparse
import dataclasses
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import lossfn
import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

#: A value, or all distances, and the gradients.
Answer = list[np.ndarray]


@dataclasses.dataclass
class Row:
    """A line of the table: a loss with its data, and what torch computes of the same."""

    name: str
    shape: str
    #: Tensors in the order of the inputs; torch reads what it calls otherwise from `other`.
    inputs: list[Tensor]
    torch: Callable[..., Tensor]
    #: Which inputs have derivatives; none where the distances of all pairs are asked.
    varying: tuple[int, ...] = (0,)
    other: tuple[Any, ...] = ()
    params: dict[str, Any] = dataclasses.field(default_factory=dict)

    def ours(self) -> Answer:
        """What lossfn says."""
        loss, x = getattr(lossfn, self.name), [t.numpy() for t in self.inputs]
        if not self.varying:
            return [loss.pairwise(*x, **self.params)]
        names = [loss.inputs[k] for k in self.varying]
        value, grad = loss.value_and_grad(*x, **self.params, wrt=names[0])
        return [value, grad, *(loss.grad(*x, **self.params, wrt=name) for name in names[1:])]

    def theirs(self, dtype: torch.dtype = torch.float32) -> Answer:
        """What torch says."""
        x = [t.to(dtype) if t.is_floating_point() else t for t in self.inputs]
        for k in self.varying:
            x[k] = x[k].detach().requires_grad_()
        value = self.torch(*x, *self.other)
        grads = torch.autograd.grad(value, [x[k] for k in self.varying]) if self.varying else ()
        return [value.detach().numpy(), *(g.numpy() for g in grads)]


def cosines(a: Tensor, b: Tensor) -> Tensor:
    """The cosine of each row with each."""
    return F.normalize(a) @ F.normalize(b).T


def info_nce(a: Tensor, b: Tensor) -> Tensor:
    """Cross-entropy of the own key."""
    return F.cross_entropy(cosines(a, b) / 0.07, torch.arange(len(a)))


def supcon(x: Tensor, label: Tensor) -> Tensor:
    """As the authors have published it."""
    logits = cosines(x, x) / 0.07
    logits = logits - logits.max(dim=1, keepdim=True).values.detach()
    others = 1 - torch.eye(len(x), dtype=x.dtype)
    positives = (label[:, None] == label).to(x.dtype) * others
    log_prob = logits - (logits.exp() * others).sum(1, keepdim=True).log()
    return -((positives * log_prob).sum(1) / positives.sum(1)).mean()


def siglip(a: Tensor, b: Tensor) -> Tensor:
    """A logarithm of the logistic function of each pair."""
    signs = 2 * torch.eye(len(a), dtype=a.dtype) - 1
    return -F.logsigmoid(signs * (cosines(a, b) / 0.1 - 10)).sum() / len(a)


def arcface(x: Tensor, weights: Tensor, label: Tensor) -> Tensor:
    """With the angle of the label by its arccosine."""
    near = F.linear(F.normalize(x), F.normalize(weights))
    angle = near.clamp(-1 + 1e-7, 1 - 1e-7).acos()
    own = F.one_hot(label, len(weights)).to(x.dtype)
    return F.cross_entropy(64 * (angle + 0.5 * own).cos(), label)


def circle(x: Tensor, label: Tensor) -> Tensor:
    """Two masked sums of exponentials of each row."""
    near, alike = cosines(x, x), label[:, None] == label
    own = torch.eye(len(x), dtype=torch.bool)
    below = 256 * ((1 - near) ** 2 - 0.25**2)
    above = 256 * (near + 0.25).relu() * (near - 0.25)
    positives = below.masked_fill(~alike | own, -math.inf).logsumexp(1)
    return F.softplus(positives + above.masked_fill(alike, -math.inf).logsumexp(1)).mean()


def center(x: Tensor, centers: Tensor, label: Tensor) -> Tensor:
    """Half the mean of squares."""
    return (x - centers[label]).square().sum(1).mean() / 2


def rows(every: bool) -> Iterator[Row]:
    """All lines, each when it is asked for; whether with the gradients in every input."""
    draw = torch.Generator().manual_seed(1)
    normal = lambda *shape: torch.randn(shape, generator=draw)
    labels = lambda n, classes: torch.randint(classes, (n,), generator=draw)
    both, all_three = ((0, 1), (0, 1, 2)) if every else ((0,), (0,))

    x, y = normal(1_000_000), normal(1_000_000)
    yield Row("huber", "1000000", [x, y], F.huber_loss, both)
    # No derivative in targets: torch has that of the formula, lossfn too, but models do not ask for it.
    yield Row("bce_with_logits", "1000000", [x, y.sigmoid()], F.binary_cross_entropy_with_logits)
    yield Row("cross_entropy", "4096 x 1000", [normal(4096, 1000), labels(4096, 1000)], F.cross_entropy)

    a, b, c = (normal(4096, 128) for _ in range(3))
    length = lambda p: lambda a, b: F.pairwise_distance(a, b, p, eps=0.0).mean()
    yield Row("euclidean", "4096 x 128", [a, b], length(2.0), both)
    turned = lambda a, b: (1 - F.cosine_similarity(a, b)).mean()
    yield Row("cosine_distance", "4096 x 128", [a, b], turned, both)
    yield Row("manhattan", "4096 x 128", [a, b], length(1.0), both)
    few = [normal(2048, 128), normal(2048, 128)]
    yield Row("euclidean", "2048 x 2048 x 128", few, torch.cdist, ())
    yield Row("cosine_distance", "2048 x 2048 x 128", few, lambda a, b: 1 - cosines(a, b), ())
    sign = 2.0 * labels(4096, 2) - 1
    yield Row("cosine_embedding", "4096 x 128", [a, b, sign.long()], F.cosine_embedding_loss, both)
    triplet = lambda a, b, c: F.triplet_margin_loss(a, b, c, eps=0.0)
    yield Row("triplet_margin", "4096 x 128", [a, b, c], triplet, all_three)

    yield Row("info_nce", "4096 x 128", [a, b], info_nce, both)
    yield Row("supcon", "1024 x 128", [normal(1024, 128), torch.arange(1024) % 64], supcon)
    yield Row("siglip", "2048 x 128", few, siglip, both)
    yield Row("arcface", "4096 x 128, 1000", [a, normal(1000, 128), labels(4096, 1000)], arcface, both)
    yield Row("circle", "1024 x 128", [normal(1024, 128), torch.arange(1024) % 64], circle)
    yield Row("center", "4096 x 128, 100", [a, normal(100, 128), labels(4096, 100)], center, both)

    scores = normal(4096, 100)
    yield Row("multi_margin", "4096 x 100", [scores, labels(4096, 100)], F.multi_margin_loss)
    sets = torch.rand((4096, 100), generator=draw) < 0.05
    # torch reads the classes of a row as a list that ends with -1.
    places = torch.where(sets, torch.arange(100), 100).sort(1).values
    places = torch.where(places == 100, -1, places)
    of_places = lambda x, _, places: F.multilabel_margin_loss(x, places)
    yield Row("multilabel_margin", "4096 x 100", [scores, sets.float()], of_places, other=(places,))


def medians(row: Row, rounds: int) -> tuple[float, float]:
    """The time of a call, in seconds, here and there: they take turns, and in turns are the first."""
    ways: list[Callable[[], Answer]] = [row.ours, row.theirs]
    times: list[list[float]] = [[], []]
    for k in range(-2, rounds):
        for way in (0, 1) if k % 2 else (1, 0):
            start = time.perf_counter()
            ways[way]()
            if k >= 0:
                times[way].append(time.perf_counter() - start)
    return statistics.median(times[0]), statistics.median(times[1])


def error(got: np.ndarray, exact: np.ndarray) -> float:
    """The norm of the difference, relative."""
    return float(np.linalg.norm(np.subtract(got, exact, dtype=float)) / np.linalg.norm(exact))


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="how often each is called")
    parser.add_argument("--every-input", action="store_true", help="gradients in every input")
    parser.add_argument("names", nargs="*", help="losses; all of the table")
    args = parser.parse_args()
    torch.set_num_threads(1)
    lossfn.set_num_threads(1)
    print(f"lossfn {lossfn.__version__}, torch {torch.__version__}, f32, one thread, {args.rounds} rounds")
    print(f"{'':35} {'milliseconds':>19} {'':6} {'error, value':>17} {'gradient':>17}")
    head = ("loss", "rows", "lossfn", "torch", "ratio", *["lossfn", "torch"] * 2)
    line = "{:17} {:17} {:>9} {:>9} {:>6} {:>8} {:>8} {:>8} {:>8}"
    print(line.format(*head))
    worst = 0.0
    for row in rows(args.every_input):
        if args.names and row.name not in args.names:
            continue
        exact = row.theirs(torch.float64)
        errors = [[error(g, e) for g, e in zip(way(), exact, strict=True)] for way in (row.ours, row.theirs)]
        worst = max(worst, *errors[0])
        ours, theirs = medians(row, args.rounds)
        times = (f"{ours * 1e3:.2f}", f"{theirs * 1e3:.2f}", f"{theirs / ours:.2f}")
        values = [f"{e[0]:.0e}" for e in errors]
        slopes = [f"{max(e[1:]):.0e}" if row.varying else "" for e in errors]
        print(line.format(row.name, row.shape, *times, *values, *slopes), flush=True)
    if not worst < 1e-4:
        print("An error of lossfn is so large that the two compute different functions.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
