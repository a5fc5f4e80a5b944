#!/usr/bin/env python3
"""Exact losses and gradients of several tasks, for crates/lossfn/tests/multitask.rs.

    tools/multitask_vectors.py > testdata/multitask.toml
    tools/multitask_vectors.py --check     # compares with the committed file

Uncertainty weighting and schedules by their formulas; the direction of CAGrad by golden section over the simplex of its
dual problem, nested for three tasks. Needs mpmath.
"""

import pathlib
import random
import sys

from mpmath import cos, exp, log, mp, mpf, pi, sqrt

from least import least

TARGET = pathlib.Path(__file__).parent.parent / "testdata/multitask.toml"
mp.dps = 50


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def ca_grad(rows, c):
    rows = [[mpf(x) for x in row] for row in rows]
    n, k = len(rows), len(rows[0])
    mean = [sum(row[j] for row in rows) / n for j in range(k)]
    radius = c * sqrt(dot(mean, mean))

    def mixture(w):
        return [sum(a * row[j] for a, row in zip(w, rows)) for j in range(k)]

    def dual(w):
        m = mixture(w)
        return dot(m, mean) + radius * sqrt(dot(m, m))

    if n == 2:
        a = least(lambda a: dual([a, 1 - a]), mpf(0), mpf(1), 24)
        w = [a, 1 - a]
    else:
        inner = lambda a: least(lambda b: dual([a, (1 - a) * b, (1 - a) * (1 - b)]), mpf(0), mpf(1), 22)
        a = least(lambda a: dual([a, (1 - a) * inner(a), (1 - a) * (1 - inner(a))]), mpf(0), mpf(1), 14)
        b = inner(a)
        w = [a, (1 - a) * b, (1 - a) * (1 - b)]
    m = mixture(w)
    norm = sqrt(dot(m, m))
    return [x + radius * y / norm for x, y in zip(mean, m)]


def main():
    rng = random.Random(192)
    text = lambda numbers: " ".join(repr(float(x)) for x in numbers)
    lines = ["# Made by tools/multitask_vectors.py: see there."]
    for _ in range(40):
        n = rng.randint(1, 4)
        losses = [rng.choice([0.0, 1e-9, rng.uniform(0, 3), rng.uniform(0, 1000)]) for _ in range(n)]
        s = [rng.uniform(-5, 5) for _ in range(n)]
        if rng.random() < 0.3 and losses[0] > 0:
            s[0] = float(log(losses[0]))
        kinds = [rng.choice(["Gaussian", "Softmax"]) for _ in range(n)]
        factors = [exp(-mpf(x)) * (mpf(1) / 2 if k == "Gaussian" else 1) for x, k in zip(s, kinds)]
        value = sum(f * mpf(l) + mpf(x) / 2 for f, l, x in zip(factors, losses, s))
        slopes = [mpf(1) / 2 - f * mpf(l) for f, l in zip(factors, losses)]
        lines += ["[[case]]", 'of = "uncertainty"', f'losses = "{text(losses)}"', f'log_variances = "{text(s)}"']
        lines += [f'likelihoods = "{" ".join(kinds)}"', f'value = "{text([value])}"', f'factors = "{text(factors)}"']
        lines += [f'by_log_variance = "{text(slopes)}"']
    for i in range(16):
        n, k = 2 + (i >= 12), rng.randint(2, 5)
        rows = [[rng.uniform(-2, 2) for _ in range(k)] for _ in range(n)]
        c = rng.choice([0.1, 0.4, 0.5, 0.9])
        lines += ["[[case]]", 'of = "direction"', f"columns = {k}", f'c = "{c}"']
        lines += [f'gradients = "{text(x for row in rows for x in row)}"', f'direction = "{text(ca_grad(rows, mpf(c)))}"']
    for _ in range(12):
        start, end, steps = rng.uniform(0.1, 5), rng.uniform(0.1, 5), rng.randint(2, 1000)
        step = rng.randint(1, steps - 1)
        a, b, part = mpf(start), mpf(end), mpf(step) / steps
        lines += ["[[case]]", 'of = "schedule"', f'start = "{start!r}"', f'end = "{end!r}"']
        lines += [f'steps = "{steps}"', f'step = "{step}"', f'linear = "{text([a + (b - a) * part])}"']
        lines += [f'cosine = "{text([b + (a - b) * (1 + cos(pi * part)) / 2])}"']
        lines += [f'exponential = "{text([a * (b / a) ** part])}"']
    made = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        sys.exit(None if made == TARGET.read_text() else f"{TARGET} is not what this script makes")
    sys.stdout.write(made)


if __name__ == "__main__":
    main()
