#!/usr/bin/env python3
"""Exact scores of ensembles and of quantiles, for crates/lossfn/tests/scores.rs.

    tools/score_vectors.py > testdata/scores.toml
    tools/score_vectors.py --check     # compares with the committed file

The definitions, with a sum over all pairs of members, in whole fractions; slopes are the means of those on both sides.
"""

import pathlib
import random
import sys
from fractions import Fraction as F

TARGET = pathlib.Path(__file__).parent.parent / "testdata/scores.toml"


def sign(x):
    return (x > 0) - (x < 0)


def ensemble(x, y, fair):
    m = len(x)
    pairs = m * (m - 1) if fair else m * m
    value = sum(abs(a - y) for a in x) / m - sum(abs(a - b) for a in x for b in x) / (2 * pairs)
    return value, [F(sign(a - y), m) - F(sum(sign(a - b) for b in x), pairs) for a in x]


def quantiles(x, y, levels):
    value = sum((q * (y - a) if a < y else (1 - q) * (a - y)) for a, q in zip(x, levels)) / len(x)
    return value, [((a > y) - q * (a != y)) / len(x) for a, q in zip(x, levels)]


def main():
    rng = random.Random(100)
    text = lambda numbers: " ".join(repr(float(x)) for x in numbers)
    lines = ["# Made by tools/score_vectors.py: see there."]
    for i in range(72):
        of, m = ("plain", "fair", "quantiles")[i % 3], rng.randint(2, 9)
        size = rng.choice([1e-3, 1.0, 1.0, 1e6])
        x = [rng.uniform(-1, 1) * size for _ in range(m)]
        y = rng.uniform(-1, 1) * size
        if i % 5 == 0:
            x[0] = x[-1]
        if i % 7 == 0:
            y = x[0]
        levels = [rng.uniform(0.01, 0.99) for _ in range(m)]
        exact, target = [F(a) for a in x], F(y)
        if of == "quantiles":
            value, gradient = quantiles(exact, target, [F(q) for q in levels])
        else:
            value, gradient = ensemble(exact, target, of == "fair")
        lines += ["[[score]]", f'of = "{of}"', f'forecast = "{text(x)}"', f'target = "{y!r}"']
        lines += [f'levels = "{text(levels)}"'] * (of == "quantiles")
        lines += [f'value = "{text([value])}"', f'gradient = "{text(gradient)}"']
    made = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        sys.exit(None if made == TARGET.read_text() else f"{TARGET} is not what this script makes")
    sys.stdout.write(made)


if __name__ == "__main__":
    main()
