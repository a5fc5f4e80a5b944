#!/usr/bin/env python3
"""Exact proximal operators, for crates/lossfn/tests/prox.rs.

    cargo xtask specs | tools/prox_vectors.py > testdata/prox.toml
    cargo xtask specs | tools/prox_vectors.py --check     # compares with the committed file

For each convex loss of columns, and drawn inputs and steps: the u for which formula(u) + (u - x)^2/(2 step) of the
printed formula is least, to the nearest f64, by golden section: no derivative is taken and no closed form known.
`condition` is how many units in its last place it moves where x, or what is taken away from it, moves by one in its
own. Needs mpmath and sympy.
"""

import json
import math
import pathlib
import random
import sys

import sympy
from mpmath import mp, mpf

import oracle_formula
from least import least

TARGET = pathlib.Path(__file__).parent.parent / "testdata/prox.toml"
CASES = 8
STEPS = [1e-3, 0.1, 0.5, 1.0, 3.0, 100.0]
# The values tell places apart down to the root of their precision.
mp.dps = 120
DIGITS = 50


def drawn(domain, rng):
    """A number of an input, of a size that data has."""
    if "points" in domain:
        return float(rng.choice(domain["points"]))
    if "below" in domain:
        return float(domain["above"]) + math.exp(rng.uniform(-3, 1))
    low, high = float(domain["low"]), float(domain["high"])
    if math.isinf(low):
        return rng.uniform(-4, 4)
    return low + math.exp(rng.uniform(-3, 2)) if math.isinf(high) else rng.uniform(low, high)


def inside(domain, reach):
    """The ends between which it is looked for, a little inside of those that are open."""
    low, high = (max(min(mpf(domain[end]), reach), -reach) for end in ("low", "high"))
    tiny = mpf(2) ** -1000
    return low + tiny * (not domain["low_closed"]), high - tiny * (not domain["high_closed"])


def cases(spec):
    rng = random.Random(spec["name"])
    inputs, params = spec["inputs"], {p["name"]: p["default"] for p in spec["params"]}
    params = {k: float(v) if isinstance(v, str) and v.strip("-") == "inf" else v for k, v in params.items()}
    if any(p["kind"] in ("choice", "loss") for p in spec["params"]):
        return
    formula, symbols = oracle_formula.parse(spec["formula"], params, [i["name"] for i in inputs])
    value = sympy.lambdify(symbols, formula, "mpmath")
    for _ in range(CASES):
        others = [drawn(i["domain"], rng) for i in inputs[1:]]
        step, x = rng.choice(STEPS), rng.uniform(-1, 1) * rng.choice([0.1, 1.0, 10.0])
        low, high = inside(inputs[0]["domain"], mpf(10) ** 4)

        def at(x):
            return least(lambda u: mpf(step) * value(u, *map(mpf, others)) + (u - x) ** 2 / 2, low, high, DIGITS)

        u = at(mpf(x))
        if abs(u) < mpf(10) ** -45:
            u = mpf(0)
        # An error in x, or in what the loss takes away from it.
        moved = mpf(2) ** -40 * (1 + abs(mpf(x)))
        rate = abs(at(mpf(x) + moved) - u) / moved
        condition = 0 if u == 0 else float(rate * (abs(mpf(x)) + abs(u - mpf(x))) / abs(u))
        yield others, x, step, float(u), condition


def main():
    lines = ["# Made by tools/prox_vectors.py: see there."]
    for spec in json.load(sys.stdin):
        if spec["stage"] not in ("Elements", "Weights") or spec["properties"]["convex"] is not True:
            continue
        if "low" not in spec["inputs"][0]["domain"]:
            continue
        for others, x, step, u, condition in cases(spec):
            numbers = " ".join(repr(v) for v in [x, *others])
            lines += ["[[prox]]", f'loss = "{spec["name"]}"', f'inputs = "{numbers}"']
            lines += [f'step = "{step!r}"', f'prox = "{u!r}"', f'condition = "{condition:.3g}"']
    text = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        sys.exit(None if text == TARGET.read_text() else f"{TARGET} is not what this script makes")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
