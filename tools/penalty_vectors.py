#!/usr/bin/env python3
"""Exact penalties of tables, for crates/lossfn/tests/penalty.rs.

    tools/penalty_vectors.py > testdata/penalty.toml
    tools/penalty_vectors.py --check     # compares with the committed file

The values, gradients and proximal operators of the group lasso and of the nuclear norm, by their definitions with 60
digits: the nuclear norm by the singular value decomposition of mpmath. Tables have full rank, and no singular value
near the step. Needs mpmath.
"""

import pathlib
import random
import sys

from mpmath import diag, matrix, mp, mpf, sqrt, svd_r

TARGET = pathlib.Path(__file__).parent.parent / "testdata/penalty.toml"
mp.dps = 60


def group(rows, step):
    value, gradient, prox = mpf(0), [], []
    for row in rows:
        row = [mpf(x) for x in row]
        norm, root = sqrt(sum(x**2 for x in row)), sqrt(mpf(len(row)))
        value += root * norm
        gradient += [root * x / norm if norm else mpf(0) for x in row]
        left = max(norm - step * root, mpf(0))
        prox += [x * left / norm if norm else mpf(0) for x in row]
    return value, gradient, prox


def nuclear(rows, step):
    table = matrix(rows)
    u, s, v = svd_r(table)
    ones, left = diag([1] * len(s)), diag([max(x - step, mpf(0)) for x in s])
    flat = lambda m: [m[i, j] for i in range(m.rows) for j in range(m.cols)]
    return sum(s), flat(u * ones * v), flat(u * left * v)


def main():
    rng = random.Random(184)
    lines = ["# Made by tools/penalty_vectors.py: see there."]
    for name, of in (("group", group), ("nuclear", nuclear)):
        for _ in range(24):
            m, n = rng.randint(1, 5), rng.randint(1, 5)
            rows = [[rng.uniform(-1, 1) * rng.choice([0.1, 1, 1, 10]) for _ in range(n)] for _ in range(m)]
            if name == "group" and rng.random() < 0.3:
                rows[0] = [0.0] * n
            step = rng.choice([0.01, 0.1, 0.5, 2.0])
            value, gradient, prox = of(rows, mpf(step))
            text = lambda numbers: " ".join(repr(float(x)) for x in numbers)
            lines += ["[[table]]", f'penalty = "{name}"', f"columns = {n}", f'step = "{step!r}"']
            lines += [f'weights = "{text(x for row in rows for x in row)}"', f'value = "{text([value])}"']
            lines += [f'gradient = "{text(gradient)}"', f'prox = "{text(prox)}"']
    text = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        sys.exit(None if text == TARGET.read_text() else f"{TARGET} is not what this script makes")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
