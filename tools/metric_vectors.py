#!/usr/bin/env python3
"""Exact values of the metrics, for crates/lossfn/tests/metrics.rs.

    tools/metric_vectors.py [--check] [--specs FILE] [--losses FILE]

Reads the specs of `cargo xtask specs metrics` and of `cargo xtask specs`, evaluates the formulas that the
pages print on tables of a few rows, and writes testdata/metrics.txt; `--check` compares instead. It
knows no metric. A line holds the expression, the bits of the first input, those of the target or the
labels, those of the weights or -, the bits of the nearest f64, how far the exact value lies above it
in thousandths of its unit in the last place, and the condition number. Needs mpmath.
"""

import argparse
import itertools
import json
import math
import pathlib
import random
import re
import struct
import subprocess
import sys

from mpmath import mp, mpf

ROOT = pathlib.Path(__file__).parent.parent
FILE = ROOT / "testdata/metrics.txt"
MAX = sys.float_info.max
# Losses for parameters that are one.
LOSSES = ["absolute", "squared", "quantile(0.8)", "huber(delta=0.5)", "bce", "0.25*absolute+2*squared"]


class Column(list):
    """Numbers of rows; arithmetic goes row by row. An exact 0 silences what it is divided by."""

    def each(self, other, f):
        others = other if isinstance(other, Column) else [other] * len(self)
        return Column(f(a, mpf(b)) for a, b in zip(self, others))

    def __add__(self, other):
        return self.each(other, lambda a, b: a + b)

    def __sub__(self, other):
        return self.each(other, lambda a, b: a - b)

    def __mul__(self, other):
        return self.each(other, lambda a, b: a * b)

    def __truediv__(self, other):
        return self.each(other, lambda a, b: a if a == 0 else a / b if b != 0 else mp.inf)

    def __pow__(self, n):
        return Column(a**n for a in self)

    __radd__ = __add__
    __rmul__ = __mul__


def rowwise(f):
    return lambda x: Column(f(a) for a in x) if isinstance(x, Column) else f(mpf(x))


def median(values, weights):
    rows = sorted(zip(values, weights))
    half, below = sum(w for _, w in rows) / 2, mpf(0)
    for k, (value, weight) in enumerate(rows):
        below += weight
        if below == half:
            return (value + rows[k + 1][0]) / 2
        if below > half:
            return value


class Least:
    """The least value of a convex function between the ends of the targets. The place is looked for once: it
    moves with the targets, but that makes no difference to the least value, to first order."""

    def __init__(self, target):
        self.low, self.high = min(target), max(target)

    def __call__(self, f):
        if isinstance(f(self.low + (self.high - self.low) / 3), Column):
            return self.of_each(f)
        for _ in range(200):
            a, b = self.low + (self.high - self.low) / 3, self.high - (self.high - self.low) / 3
            self.low, self.high = (self.low, b) if f(a) < f(b) else (a, self.high)
            if self.high - self.low <= abs(self.low) * mpf(2) ** -120:
                break
        return f(self.low)

    def of_each(self, f):
        """The same for a function of every row, whose least values are taken one by one."""
        if not hasattr(self, "lows"):
            n = len(f(self.low + (self.high - self.low) / 3))
            self.lows, self.highs = Column([self.low] * n), Column([self.high] * n)
            for _ in range(300):
                third = (self.highs - self.lows) / 3
                a, b = self.lows + third, self.highs - third
                for i, (left, right) in enumerate(zip(f(a), f(b))):
                    if left < right:
                        self.highs[i] = b[i]
                    else:
                        self.lows[i] = a[i]
        return f(self.lows)


def entropy(weights, *labels):
    """The entropy of the shares of weight that labels have, or tuples of them."""
    shares = {}
    for weight, *label in zip(weights, *labels):
        shares[tuple(label)] = shares.get(tuple(label), mpf(0)) + weight
    whole = sum(weights, mpf(0))
    return -sum((n / whole * mp.log(n / whole) for n in shares.values()), mpf(0))


def cut(values, bins):
    """The bin of each value, of bins of equal width from the least to the largest; the last has both its edges."""
    low, high = min(values), max(values)
    if bins is None or low == high:
        return values
    return Column(min(mp.floor((x - low) * bins / (high - low)), bins - 1) for x in values)


FUNCTIONS = {
    "Abs": rowwise(abs),
    "sqrt": rowwise(mp.sqrt),
    "log": rowwise(mp.log),
    "exp": rowwise(mp.exp),
    "Sum": lambda x: sum(x, mpf(0)),
    "Max": lambda x, *more: max(x, *more) if more else max(x),
    "Median": median,
    "Entropy": entropy,
    "Cut": cut,
}


def piecewise(*cases):
    return next(value() if callable(value) else value for value, holds in cases if holds)


def loss_function(expression, losses):
    """A function of a prediction and a target, from the formulas that the losses print."""
    terms = []
    for term in expression.split("+"):
        found = re.fullmatch(r"(?:([\d.]+)\*)?(\w+)(?:\((?:\w+=)?([\d.]+)\))?", term)
        coefficient, name, value = found.groups()
        spec = losses[name]
        params = {p["name"]: mpf(p["default"]) for p in spec["params"]}
        if value:
            params[spec["params"][0]["name"]] = mpf(float(value))
        terms.append((mpf(float(coefficient or 1)), compile(spec["formula"], name, "eval"), params, spec["inputs"]))

    def log(x):
        if x <= 0:
            raise ZeroDivisionError
        return mp.log(x)

    def one(a, b):
        total = mpf(0)
        for coefficient, code, params, inputs in terms:
            names = {inputs[0]["name"]: a, inputs[1]["name"]: b, **params}
            total += coefficient * eval(code, {**FUNCTIONS, "log": log, "Piecewise": piecewise, **names})
        return total

    def loss(a, b):
        rows = a if isinstance(a, Column) else [a] * len(b)
        return Column(one(x, y) for x, y in zip(rows, b))

    return loss


def evaluate(spec, params, loss, least, first, target, weights):
    text = re.sub(r"Least\((\w+), ", r"Least(lambda \1: ", spec["formula"])
    names = {**FUNCTIONS, **params, "w": Column(weights), "loss": loss}
    if spec["stage"] == "Softmax":
        columns = len(first) // len(target)
        surprisal = Column()
        for i, label in enumerate(target):
            row = first[i * columns : (i + 1) * columns]
            surprisal.append(mp.log(sum(mp.exp(x - row[label]) for x in row)))
        names["surprisal"] = surprisal
    else:
        names.update(pred=Column(first), target=Column(target), Least=least)
    return eval(text, names)


def condition(f, out, inputs):
    """How much an output changes, relative to it, for relative changes of each input."""
    step, total = mpf(2) ** -100, mpf(0)
    for column in inputs:
        for i, x in enumerate(column):
            column[i] = x * (1 + step)
            above = f()
            column[i] = x * (1 - step)
            total += abs(above - f()) / (2 * step)
            column[i] = x
    return total / abs(out)


def bits(x):
    return struct.pack(">d", x).hex()


def nearest(y):
    if abs(y) >= mpf(2) ** -1021:
        return float(y)
    return math.ldexp(float(mp.nint(y * mpf(2) ** 1074)), -1074)


def inside(x, domain):
    if "points" in domain:
        return x in [float(p) for p in domain["points"]]
    low, high = float(domain["low"]), float(domain["high"])
    return (low < x or domain["low_closed"] and low == x) and (x < high or domain["high_closed"] and high == x)


def tables(r, domains):
    """Predictions and targets: ordinary ones, and such as cancel, overflow or vanish."""
    wide = lambda low, high: (-1) ** r.randint(0, 1) * 10 ** r.uniform(low, high)
    near = lambda y, e: y * (1 + r.uniform(-1, 1) * 2.0**e)
    kinds = [
        lambda: (r.gauss(0, 1), r.gauss(0, 1)),
        lambda: (y := r.gauss(0, 3), near(y, -10)),
        lambda: (y := r.gauss(0, 3), near(y, -50)),
        lambda: (1e9 + r.gauss(0, 1), 1e9 + r.gauss(0, 1)),
        lambda: (2.0**52 + r.randint(0, 9), 2.0**52 + r.randint(0, 9)),
        lambda: (1 + r.randint(0, 9) * 2.0**-52, 1 + r.randint(0, 9) * 2.0**-52),
        lambda: (wide(-4, 4), wide(-4, 4)),
        lambda: (wide(-300, 300), wide(-300, 300)),
        lambda: (wide(300, 308), wide(300, 308)),
        lambda: (wide(-320, -300), wide(-320, -300)),
        lambda: (float(r.randint(0, 3)), float(r.randint(0, 3))),
        lambda: (r.random(), r.random()),
        lambda: (r.random() ** 9, 1 - r.random() ** 9),
        lambda: (-1 + r.random() ** 40, 10 ** r.uniform(-20, 20)),
    ]
    for kind in kinds:
        for n in [1, 2, 5]:
            rows = []
            for _ in range(200):
                pair = kind()
                rows += [pair] if all(inside(x, d) for x, d in zip(pair, domains)) else []
            if len(rows) >= n:
                yield [x for x, _ in rows[:n]], [y for _, y in rows[:n]]


def names(r):
    """Labels, which depend on each other more or less, and numbers to be cut into bins."""
    for kind in [
        lambda: (r.randint(0, 2), r.randint(0, 3)),
        lambda: (y := r.randint(0, 3), y if r.random() < 0.9 else r.randint(0, 3)),
        lambda: (y := r.randint(0, 9), y % 3),
        lambda: (r.gauss(0, 1), r.gauss(0, 1)),
        lambda: (y := r.gauss(0, 1), y + r.gauss(0, 0.3)),
    ]:
        for n in [9, 40]:
            rows = [kind() for _ in range(n)]
            yield [float(x) for x, _ in rows], [float(y) for _, y in rows]
    # Independent but for one row in many.
    rows = [(i % 8, i // 8 % 8) for i in range(64)] + [(0, 0)]
    yield [float(x) for x, _ in rows], [float(y) for _, y in rows]


def logits(r):
    for scale in [0, 1, 20, 300]:
        for n, classes in [(1, 2), (3, 5), (6, 3)]:
            yield [r.gauss(0, 1) * scale for _ in range(n * classes)], [r.randrange(classes) for _ in range(n)]


def weights(r, n):
    kinds = [
        None,
        [r.uniform(0.1, 3) for _ in range(n)],
        [float(r.randint(1, 3)) for _ in range(n)],
        [0.1] * n,
        [10 ** r.uniform(-200, 200) for _ in range(n)],
    ]
    return r.choice(kinds)


def lines(spec, losses):
    params = {p["name"]: p for p in spec["params"]}
    loss = next((name for name, p in params.items() if p["kind"] == "loss"), None)
    # What may be none is a count.
    values = [None, 2, 7] if any(p["kind"] == "optional" for p in spec["params"]) else [1, 0.3, 7.1]
    settings = [{loss: text} for text in LOSSES] if loss else [{name: value for name in params} for value in values]
    for setting in settings if params else [{}]:
        expression = spec["name"] + "".join(f"({k}={'none' if v is None else v})" for k, v in setting.items())
        r = random.Random(expression)
        domains = [i["domain"] for i in spec["inputs"]]
        if loss:
            of = loss_function(setting[loss], losses)
            domains = [i["domain"] for i in losses[re.findall(r"[a-z]\w*", setting[loss])[0]]["inputs"]]
        mp.prec = 1200 if loss else 1000 if spec["stage"] == "Softmax" else 2500
        # Which labels are equal does not change where they move.
        named = "Entropy(" in spec["formula"]
        data = logits(r) if spec["stage"] == "Softmax" else tables(r, domains)
        for first, target in itertools.chain(data, names(r)) if named else data:
            w = weights(r, len(target))
            labels = spec["stage"] == "Softmax"
            x = [mpf(a) for a in first]
            y = list(target) if labels else [mpf(a) for a in target]
            if loss and (max(map(abs, x + y)) > 1e100 or max(map(abs, x + y)) < 1e-100):
                continue
            numbers = {k: v if v is None else mpf(v) for k, v in setting.items() if k != loss}
            ws = [mpf(a) for a in w or [1] * len(target)]
            least = Least(y)
            f = lambda: evaluate(spec, numbers, of if loss else None, least, x, y, ws)
            # At the ends of a domain, and where nothing is to be explained, the other tests look.
            try:
                out = f()
                if not mp.isfinite(out) or out == 0 or not 5e-324 <= abs(out) <= MAX:
                    continue
                k = condition(f, out, [] if named else [x] if labels else [x, y])
            except ZeroDivisionError:
                continue
            value = nearest(out)
            ulp = mpf(2) ** max(math.frexp(value)[1] - 53, -1074)
            above = int(mp.nint((out - mpf(value)) / ulp * 1000))
            of_target = "".join(map(str, target)) if labels else "".join(map(bits, target))
            yield " ".join(
                [expression, "".join(map(bits, first)), of_target, "".join(map(bits, w)) if w else "-", bits(value), str(above), mp.nstr(k, 4)]
            )


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--check", action="store_true", help="compare instead of writing")
    args.add_argument("--specs", help="the JSON of `cargo xtask specs metrics`, if it is there already")
    args.add_argument("--losses", help="the JSON of `cargo xtask specs`, likewise")
    args = args.parse_args()
    read = lambda file, *more: json.loads(
        pathlib.Path(file).read_text()
        if file
        else subprocess.run(["cargo", "xtask", "specs", *more], cwd=ROOT, check=True, capture_output=True).stdout
    )
    metrics, losses = read(args.specs, "metrics"), {s["name"]: s for s in read(args.losses)}
    text = "".join(line + "\n" for spec in metrics for line in lines(spec, losses))
    same = FILE.exists() and FILE.read_text() == text
    if not args.check:
        FILE.write_text(text)
    print(f"{len(text.splitlines())} lines, {len(text)} bytes{'' if same else ', changed'}")
    sys.exit(args.check and not same)


if __name__ == "__main__":
    main()
