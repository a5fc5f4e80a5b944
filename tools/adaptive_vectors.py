#!/usr/bin/env python3
"""Exact likelihoods of Barron's general loss, for crates/lossfn/tests/adaptive.rs.

    tools/adaptive_vectors.py > testdata/adaptive.toml
    tools/adaptive_vectors.py --check     # compares with the committed file

The logarithm of the partition function by mpmath's quadrature between break points, its derivative by that of the
integrand, and the loss of an item with its derivatives by mpmath's differences, all with 40 digits. Needs mpmath.
"""

import pathlib
import random
import sys

from mpmath import diff, exp, log, mp, mpf, quad

TARGET = pathlib.Path(__file__).parent.parent / "testdata/adaptive.toml"
mp.dps = 40


def rho(q, alpha):
    if alpha == 0:
        return log(q**2 / 2 + 1)
    b = 2 - alpha
    return b / alpha * ((q**2 / b + 1) ** (alpha / 2) - 1)


def slope(q, alpha):
    """In alpha. At 0 it is the limit of the difference on one side, extrapolated."""
    if q == 0:
        return mpf(0)
    if alpha == 0:
        # The series of b L/2 (1 + z/2) with L = log(1 + q^2/b), z = alpha L/2.
        big, lean = log(1 + q**2 / 2), q**2 / (4 * (1 + q**2 / 2))
        return -big / 2 + lean + big**2 / 4
    return diff(lambda a: rho(q, a), alpha, h=mpf(10) ** -14 * min(alpha, 2 - alpha))


def log_partition(alpha):
    # In u = ln x, where the singularities are far away.
    f = lambda u: exp(u - rho(exp(u), alpha))
    ends = [-100, -20, -8, -3, -1, 0, 1, 2, 4, 8, 20, 100]
    z = 2 * quad(f, ends)
    mp.dps += 10
    by = 2 * quad(lambda u: -exp(u - rho(exp(u), alpha)) * slope(exp(u), alpha), ends)
    mp.dps -= 10
    return log(z), by / z


def main():
    rng = random.Random(21)
    lines = ["# Made by tools/adaptive_vectors.py: see there."]
    for alpha in [0.0, 1e-9, 1e-4, 0.25, 0.5, 1.0, 1.5, 1.75, 1.9, 1.99, 1.9999]:
        a = mpf(alpha)
        whole, by = log_partition(a)
        lines += ["[[partition]]", f'alpha = "{alpha!r}"', f'log = "{float(whole)!r}"', f'slope = "{float(by)!r}"']
        for size in (1e-6, 0.1, 1.0, 30.0, 1e5):
            pred, target, scale = rng.uniform(-1, 1) * size, rng.uniform(-1, 1) * size, rng.choice([0.1, 1.0, 3.0])
            q = (mpf(pred) - mpf(target)) / mpf(scale)
            value = rho(q, a) + log(mpf(scale)) + whole
            pull = q * (q**2 / (2 - a) + 1) ** (a / 2 - 1)
            lines += ["[[item]]", f'alpha = "{alpha!r}"', f'item = "{pred!r} {target!r} {scale!r}"']
            numbers = [value, pull / mpf(scale), slope(q, a) + by, (1 - q * pull) / mpf(scale)]
            lines += [f'want = "{" ".join(repr(float(x)) for x in numbers)}"']
    text = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        sys.exit(None if text == TARGET.read_text() else f"{TARGET} is not what this script makes")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
