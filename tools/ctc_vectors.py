#!/usr/bin/env python3
"""Exact CTC losses with derivatives, for crates/lossfn/tests/ctc.rs (packages: tools/requirements-oracle.txt).

    tools/ctc_vectors.py > testdata/ctc.toml
    tools/ctc_vectors.py --check     # compares with the committed file

The sums over the alignments, forward and back, on numbers with many digits that carry a derivative along a direction:
so the product with the hessian is the derivative of the gradient. `condition` and `conditions` are those of the value and of
each number of the gradient: the sum of |score times derivative in it| by the number itself.
"""

import pathlib
import random
import struct
import sys

from mpmath import mp, mpf

TARGET = pathlib.Path(__file__).parent.parent / "testdata/ctc.toml"
mp.dps = 360
INF = float("inf")


class Dual:
    """A number with its derivative along a direction."""

    __slots__ = ("d", "v")

    def __init__(self, v, d=mpf(0)):
        self.v, self.d = v, d

    def __add__(self, o):
        return Dual(self.v + o.v, self.d + o.d)

    def __sub__(self, o):
        return Dual(self.v - o.v, self.d - o.d)

    def __mul__(self, o):
        return Dual(self.v * o.v, self.v * o.d + self.d * o.v)

    def __truediv__(self, o):
        q = self.v / o.v
        return Dual(q, (self.d - q * o.d) / o.v)

    def exp(self):
        e = mp.exp(self.v)
        return Dual(e, e * self.d if e else mpf(0))

    def ln(self):
        return Dual(mp.log(self.v), self.d / self.v)


def states(target, blank):
    out = [blank]
    for label in target:
        out += [label, blank]
    return out


def ways(target, blank):
    """For each state those that lead to it."""
    path = states(target, blank)
    return path, [
        [k for k in (s, s - 1) if k >= 0] + ([s - 2] if s >= 2 and path[s] not in (blank, path[s - 2]) else [])
        for s in range(len(path))
    ]


def loss_and_gradient(x, target, blank, logits):
    """x: steps of scores as Dual. The loss and its gradient, as Dual."""
    steps, classes, zero, one = len(x), len(x[0]), Dual(mpf(0)), Dual(mpf(1))
    p = []
    for row in x:
        e = [a.exp() for a in row]
        total = zero
        for a in e:
            total = total + a
        p.append([a / total for a in e] if logits else e)
    path, to = ways(target, blank)
    n = len(path)
    on = [[s for s in range(n) if k in to[s]] for k in range(n)]
    first = [one if s < 2 else zero for s in range(n)]
    last = [one if s >= n - 2 else zero for s in range(n)]
    if not steps:
        return (one if n == 1 else zero), []
    add = lambda terms: sum_of(terms, zero)
    forward = [[a * p[0][c] for a, c in zip(first, path)]]
    for t in range(1, steps):
        forward.append([add(forward[-1][k] for k in to[s]) * p[t][path[s]] for s in range(n)])
    back = [last]
    for t in range(steps - 1, 0, -1):
        back.append([add(back[-1][k] * p[t][path[k]] for k in on[s]) for s in range(n)])
    back.reverse()
    whole = add(a * b for a, b in zip(forward[-1], last))
    if not whole.v:
        return None, None
    gradient = []
    for t in range(steps):
        row = [p[t][c] if logits else zero for c in range(classes)]
        for s in range(n):
            row[path[s]] = row[path[s]] - forward[t][s] * back[t][s] / whole
        gradient.append(row)
    return zero - whole.ln(), gradient


def sum_of(terms, zero):
    total = zero
    for term in terms:
        total = total + term
    return total


def along(x, direction, target, blank, logits):
    rows = [[Dual(mpf(a), mpf(d)) for a, d in zip(*both)] for both in zip(x, direction)]
    return loss_and_gradient(rows, target, blank, logits)


def f32(x):
    return struct.unpack("f", struct.pack("f", x))[0]


def case(rng, steps, classes, target, size, logits, peaked, name):
    blank = rng.randrange(classes)
    target = [(blank + 1 + label % (classes - 1)) % classes for label in target]
    x = [[f32(rng.gauss(0, 1) * size) for _ in range(classes)] for _ in range(steps)]
    if peaked:
        # The scores of an alignment stand out, as those of a trained model do.
        path, at = states(target, blank), 0
        for t in range(steps):
            left, todo = steps - t, len(path) - 1 - at
            if t and todo > 0 and (rng.random() < 0.4 or left <= todo + 1):
                at += 1
            x[t][path[at]] = f32(x[t][path[at]] + peaked)
    if not logits:
        for row in x:
            total = mp.log(mp.fsum(mp.exp(mpf(a)) for a in row))
            row[:] = [f32(float(a - total)) for a in row]
    zeros = [[0.0] * classes for _ in range(steps)]
    value, gradient = along(x, zeros, target, blank, logits)
    if value is None:
        return None
    flat = [a for row in x for a in row]
    first = [g.v for row in gradient for g in row]
    ratio = lambda top, bottom: float(top / abs(bottom)) if bottom else (INF if top else 0.0)
    k_value = ratio(mp.fsum(abs(mpf(a) * g) for a, g in zip(flat, first)), value.v)
    direction = [[f32(rng.gauss(0, 1)) for _ in range(classes)] for _ in range(steps)]
    product = [g.d for row in along(x, direction, target, blank, logits)[1] for g in row]
    conditions = None
    if steps * classes <= 64:
        # The condition of each number of the gradient, by all second derivatives.
        sums = [mpf(0)] * len(flat)
        for i, a in enumerate(flat):
            unit = [[mpf(t * classes + c == i) for c in range(classes)] for t in range(steps)]
            bend = [g.d for row in along(x, unit, target, blank, logits)[1] for g in row]
            sums = [s + abs(mpf(a) * b) for s, b in zip(sums, bend)]
        conditions = [ratio(s, g) for s, g in zip(sums, first)]
    text = lambda numbers: " ".join(mp.nstr(mpf(n), 20) if isinstance(n, mpf) else repr(n) for n in numbers)
    lines = ["[[ctc]]", f'name = "{name}"', f"steps = {steps}", f"classes = {classes}", f"blank = {blank}"]
    lines += [f"logits = {str(logits).lower()}", f'target = "{" ".join(map(str, target))}"']
    lines += [f'scores = "{text(flat)}"', f'value = "{text([value.v])}"', f"condition = {k_value:.3g}"]
    lines += [f'gradient = "{text(first)}"']
    if conditions is not None:
        lines += [f'conditions = "{" ".join(f"{s:.3g}" for s in conditions)}"']
    lines += [f'direction = "{text(a for row in direction for a in row)}"', f'product = "{text(product)}"']
    return lines


def thousand():
    """A long sequence; its scores are those of a formula that the test has too."""
    steps, classes, mp.dps = 1000, 6, 80
    score = lambda t, c: ((t * 7919 + c * 104729 + t * c * 31) % 257 - 128) / 32
    x = [[score(t, c) for c in range(classes)] for t in range(steps)]
    target = [1 + (i * i + i // 7) % 5 for i in range(120)]
    value, gradient = along(x, [[0.0] * classes] * steps, target, 0, True)
    condition = mp.fsum(abs(mpf(a) * g.v) for row, by in zip(x, gradient) for a, g in zip(row, by)) / value.v
    some = " ".join(mp.nstr(g.v, 20) for by in gradient[::50] for g in by)
    lines = ["[[thousand]]", 'name = "thousand"', f'target = "{" ".join(map(str, target))}"']
    return [*lines, f'value = "{mp.nstr(value.v, 20)}"', f"condition = {float(condition):.3g}", "# At every fiftieth step.", f'gradient = "{some}"']


def main():
    rng = random.Random(2006)
    lines = ["# Made by tools/ctc_vectors.py: see there."]
    shapes = [
        (1, 2, []), (1, 3, [1]), (2, 2, [1]), (3, 3, [1, 1]), (4, 3, [1, 2]), (4, 4, [1, 2, 3]), (5, 3, [1, 1, 1]),
        (6, 4, [1, 2, 2]), (8, 5, [1, 2, 1, 3]), (7, 3, []), (12, 5, [2, 2, 4, 1, 1]), (10, 6, [1, 2, 3, 4, 5]),
    ]
    kinds = [("plain", 1.0, True, 0.0), ("flat", 0.0, True, 0.0), ("wide", 30.0, True, 0.0), ("peaked", 1.0, True, 12.0),
             ("sharp", 1.0, True, 40.0), ("log", 1.0, False, 0.0), ("saturated", 1e4, True, 0.0)]
    for steps, classes, target in shapes:
        for name, size, logits, peaked in kinds:
            lines += case(rng, steps, classes, target, size, logits, peaked, name) or []
    for steps, labels, name, peaked in [(40, 12, "long", 0.0), (60, 20, "long", 8.0)]:
        target = [rng.randrange(7) for _ in range(labels)]
        lines += case(rng, steps, 8, target, 2.0, True, peaked, name)
    lines += thousand()
    made = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        sys.exit(None if made == TARGET.read_text() else f"{TARGET} is not what this script makes")
    sys.stdout.write(made)


if __name__ == "__main__":
    main()
