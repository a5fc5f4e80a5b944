"""Inputs on which the peers are asked, with the exact results of the printed formulas.

A block is one loss expression with one float type, shape and reduction; every peer that corresponds
to the expression answers the same block. No loss is named here.
"""

import itertools
import math
import random
import re
import zlib
from dataclasses import dataclass, field, replace
from fractions import Fraction

from mpmath import mp, mpf

import oracle_batch
import oracle_rows
import oracle_taught
import oracle_vectors
from oracle import COLUMNS, LABELS, PAIRS, SIGNED_VECTORS, THREE_VECTORS, TWO_VECTORS, WEIGHTS, default
from oracle_formula import BITS, DROPPED, Formula, condition
from oracle_outer import Outer
from oracle_points import draw, grid, inside, joints, nearest, neighbour, typical, ulp

# How many points of elements, beside the grid of the first input: ordinary, on the grid of the second
# input, at joints, and close to the target.
ORDINARY, SECOND, JOINTS, NEAR = 7, 4, 5, 4
# Where on the grid a loss meets every typical second input.
STEEP = (20.0, 40.0)
# Rows by width.
ROWS = {3: 10, 10: 3}
# Pairs and triples of vectors by length: each kind of oracle_vectors.tuples once, as their references take long.
VECTORS = {3: 10}
# What a mean is taken of.
ITEMS, WEIGHT = 6, [1.0, 0.5, 2.0, 3.0, 0.25, 1.5]
PARTS = [0.125, 0.25, 0.625]
IGNORED = 255
REDUCTIONS = ["values", "mean", "mean_n", "batch_mean", "sum"]
SHAPES = {"columns": COLUMNS, "weights": WEIGHTS, "pairs": PAIRS, "labels": LABELS}


@dataclass
class Block:
    expression: str
    size: int
    shape: int
    width: int
    reduction: str
    names: list
    first: list
    second: list
    weight: list = field(default_factory=list)
    ignore: bool = False
    # Of rows that have another row besides.
    labels: list = field(default_factory=list)
    # What is known of the inputs, by name and domain.
    inputs: list = field(default_factory=list)
    # For value, gradient and hessian the exact numbers with their sensitivities.
    exact: list = field(default_factory=list)
    # Where the derivative jumps: the one-sided limits of an output at a place.
    sides: dict = field(default_factory=dict)

    def rows(self):
        return len(self.first) // self.width

    def of_vectors(self):
        return self.shape >= TWO_VECTORS

    def lengths(self):
        """How many numbers each output has."""
        n = len(self.first)
        if self.reduction != "values":
            return 1, n, 0
        return self.rows(), n, 0 if self.of_vectors() else n

    def item(self, i):
        """The inputs of an item by name."""
        row = slice(i * self.width, (i + 1) * self.width)
        if self.shape in (LABELS, oracle_batch.SHAPES["Labels"][0]):
            return dict(zip(self.names, [self.first[row], self.second[i : i + 1]]))
        n = len(self.first)
        others = [self.second[start : start + n][row] for start in range(0, max(len(self.second), 1), n)]
        return dict(zip(self.names, [self.first[row], *others, self.labels[i : i + 1]]))


class Answered(Formula):
    """A formula whose condition number takes a target at an end of its domain as a label: exact."""

    def sensitivity(self, point, out, step):
        domains = self.domains
        ends = [{d.get("low"), d.get("high")} for d in domains]
        self.domains = domains[:1] + [
            {"points": []} if any(e is not None and x == mpf(e) for e in end) else d
            for x, d, end in zip(point[1:], domains[1:], ends[1:])
        ]
        try:
            return super().sensitivity(point, out, step)
        finally:
            self.domains = domains


def parsed(expression):
    """A factor, a name and parameters, of an expression of one loss."""
    def value(text):
        if text.startswith("["):
            return [float(t) for t in text[1:-1].split(",")]
        try:
            return float(text)
        except ValueError:
            return {"true": True, "false": False, "none": None}.get(text, text)

    factor, name, inner = re.fullmatch(r"(?:([\d.]+)\*)?(\w+)(?:\((.*)\))?", expression).groups()
    params = re.findall(r"(\w+)=(\[.*?\]|[^,]+)", inner or "")
    return Fraction(factor or 1), name, {k: value(v) for k, v in params}


def spoken(expression, specs):
    """A factor, a spec and parameters, of an expression of one loss or of a dialect, whose spec is that of
    the loss with what the dialect says."""
    factor, name, params = parsed(expression)
    library = params.pop("dialect", None)
    if library is None:
        return factor, specs[name], params
    for spec in specs.values():
        for dialect in spec["dialects"]:
            if (dialect["library"], dialect["name"]) == (library, name):
                own = {k: dialect[k] for k in ("params", "inputs", "formula", "elements")}
                return factor, spec | own | {"joints": []}, params
    raise KeyError(expression)


def inputs_of(spec, params):
    for variant in spec["variants"]:
        if str(params.get(variant["param"])).lower() == variant["value"]:
            return variant["inputs"]
    return spec["inputs"]


def element_points(spec, formula, params, inputs, size, rng):
    """Ordinary points, the grid, joints, and points where something cancels."""
    domains = formula.domains
    some = [typical(d, size) for d in domains]
    chosen = [tuple(draw(rng, d, size) for d in domains) for _ in range(ORDINARY)]
    for i, x in enumerate(grid(domains[0], size)):
        rest = [s if abs(x) in STEEP else s[i % len(s) :][:1] for s in some[1:]]
        chosen += [(x, *y) for y in itertools.product(*rest)]
    if len(domains) == 2:
        second = grid(domains[1], size)
        rng.shuffle(second)
        chosen += [(rng.choice(some[0]), y) for y in second[:SECOND]]
        for _ in range(NEAR):
            y = draw(rng, domains[1], size)
            chosen.append((nearest(mpf(y) * (1 + rng.choice([-1, 1]) * mpf(10) ** -rng.uniform(1, 17)), size), y))
    kinks = [p for p in joints(spec, params, inputs, size, rng) if 1e-6 < max(map(abs, p)) < 1e6]
    chosen += rng.sample(kinks, min(JOINTS, len(kinks)))
    allowed = [p for p in chosen if all(x in inside(d, [x], size) for x, d in zip(p, domains))]
    return list({repr(p): p for p in allowed}.values())


def ordinary(rng, domain, size):
    """A number as data has them, of few bits."""
    if "points" in domain:
        return float(rng.choice(domain["points"]))
    low, high = max(float(domain.get("low", "-inf")), -4.0), min(float(domain.get("high", "inf")), 4.0)
    return low + (high - low) * rng.randrange(1, 64) / 64


def of_elements(block, spec, params, inputs, rng):
    """Fills a block of columns or weights, or of rows of two distributions."""
    params = oracle_vectors.flagged(spec, params)
    formula = Answered(spec["formula"], params, inputs)
    if block.reduction != "values":
        points = [tuple(ordinary(rng, d, block.size) for d in formula.domains) for _ in range(ITEMS)]
    else:
        points = element_points(spec, formula, params, inputs, block.size, rng)
    if spec["stage"] == "Rows" and block.width > 1:
        rows = oracle_rows.pairs(rng, block.width, ROWS[block.width], block.size, spec["row"], formula.domains)
        if block.reduction != "values":
            rows = [([0.25, 0.25, 0.5], rng.sample(PARTS, 3)) for _ in range(ITEMS)]
        points = [c for row in rows for c in zip(*row)]
    if spec["outer"]:
        n, outer = block.width, Outer(spec["outer"], params)
        rows = [outer.reference(formula, points[i : i + n], block.size) for i in range(0, len(points), n)]
        block.first, block.second = map(list, zip(*points))
        block.exact = [[a for out in outs for a in out] for outs in zip(*rows)]
        return
    outs = [formula.reference(tuple(map(mpf, p)), block.size) for p in points]
    if block.width == 1:
        kept = [i for i, o in enumerate(outs) if any(not mp.isnan(condition(*a, block.size)) for a in o)]
        points, outs = [points[i] for i in kept], [outs[i] for i in kept]
    first, *others = zip(*points)
    block.first, block.second = list(first), [x for column in others for x in column]
    value, gradient, hessian = (list(o) for o in zip(*outs))
    if block.width > 1:
        cut = range(0, len(value), block.width)
        value = [tuple(sum(o[k] for o in value[i : i + block.width]) for k in (0, 1)) for i in cut]
        if spec["row"] == "Mean":
            value, gradient, hessian = ([(a / block.width, s / block.width) for a, s in o] for o in (value, gradient, hessian))
    block.exact = [value, gradient, hessian]
    for i, point in enumerate(points):
        point = tuple(map(mpf, point))
        if not all(map(mp.isfinite, point)):
            continue
        mp.prec = BITS[block.size][0]
        if formula.tree(*point)[1]:
            found = [[a for a, _ in side] for side in formula.sides(point, BITS[block.size][0])]
            for output in (1, 2):
                limits = [side[output] for side in found]
                if len(limits) == 2 and limits[0] != limits[1] and not any(map(mp.isnan, limits)):
                    block.sides[output, i] = (min(limits), max(limits))


def of_scores(block, spec, params, rng):
    """Fills a block of rows of scores, with labels or distributions."""
    rows = oracle_rows.Rows(spec, params)
    make = oracle_rows.labelled if block.shape == LABELS else oracle_rows.distributed
    make = oracle_rows.among_sets if rows.sets else make
    table = make(rng, block.width, ROWS[block.width], rows.logits, block.size)
    if block.width > min(ROWS):
        # Infinite logits stand in the narrow rows.
        table = [(x, y) for x, y in table if math.inf not in x]
    if block.reduction != "values":
        cell = {"low": "-4", "high": "4"}
        table = [([ordinary(rng, cell, block.size) for _ in x], y) for x, y in table[:ITEMS]]
        if not rows.logits:
            table = [([-abs(a) for a in x], y) for x, y in table]
        if block.shape == PAIRS:
            table = [(x, rng.sample(PARTS, 3)) for x, _ in table]
    # NaN and rows that are no distribution of anything are for our own tests.
    table = [(x, y) for x, y in table if not any(map(math.isnan, x)) and not all(a == -math.inf for a in x)]
    weights = next((v for v in params.values() if isinstance(v, list)), None)
    outs = []
    for x, y in table:
        target = [mpf(a) for a in y] if block.shape == PAIRS else [mpf(k == y) for k in range(block.width)]
        label = y if block.shape == LABELS else None
        outs.append(rows.reference([mpf(a) for a in x], target, label, weights and [mpf(w) for w in weights], block.size))
    block.first = [a for x, _ in table for a in x]
    block.second = [y for _, y in table] if block.shape == LABELS else [a for _, y in table for a in y]
    n = block.width
    block.exact = [[o[0] for o in outs]] + [[a for o in outs for a in o[1 + n * i : 1 + n * (i + 1)]] for i in (0, 1)]
    return weights


def of_taught(block, spec, params, rng):
    """Fills a block of rows of logits with those of a teacher and labels."""
    reference = oracle_taught.Taught(spec, params)
    table = oracle_taught.rows(rng, block.width, ROWS[block.width], block.size)
    if block.reduction != "values":
        cell = {"low": "-4", "high": "4"}
        table = [(*([ordinary(rng, cell, block.size) for _ in x] for x in rows), y) for *rows, y in table[:ITEMS]]
    # NaN and rows that are no distribution of anything are for our own tests.
    given = lambda x: not any(map(math.isnan, x)) and not all(a == -math.inf for a in x)
    table = [row for row in table if given(row[0]) and given(row[1])]
    outs = [reference.reference([mpf(a) for a in x], [mpf(a) for a in t], y, block.size) for x, t, y in table]
    block.first, block.second = ([a for row in table for a in row[k]] for k in (0, 1))
    block.labels = [y for *_, y in table]
    n = block.width
    block.exact = [[o[0] for o in outs]] + [[a for o in outs for a in o[1 + n * i : 1 + n * (i + 1)]] for i in (0, 1)]


def of_vectors(block, spec, params, rng):
    """Fills a block of pairs or triples of vectors."""
    domains = [i["domain"] for i in spec["inputs"]]
    labels = [float(y) for d in domains for y in d.get("points", [])]
    domains = [d for d in domains if "points" not in d]
    reference, n = oracle_vectors.Vectors(spec, params), block.width
    if block.reduction != "values":
        rows = [[[ordinary(rng, d, block.size) for _ in range(n)] for d in domains] for _ in range(ITEMS)]
    else:
        rows = oracle_vectors.tuples(rng, domains, n, VECTORS[n], block.size)
    # NaN is for our own tests.
    rows = [row for row in rows if not any(math.isnan(x) for v in row for x in v)]
    marks = [labels[i // 2 % len(labels)] if labels else None for i in range(len(rows))]
    outs = []
    for i, (row, mark) in enumerate(zip(rows, marks)):
        outs.append(reference.reference(row, mark, 0, block.size))
        for j in range(n):
            limits = reference.limits([[mpf(x) for x in v] for v in row], mark, 0, j)
            if limits and len(set(limits)) > 1:
                block.sides[1, i * n + j] = (min(limits), max(limits))
                if limits[0] * limits[-1] < 0 and abs(sum(limits)) > 1e-9 * abs(limits[0]):
                    # Each distance has a slope at its own kink; the reference knows that of their sum.
                    outs[-1][1 + j] = (mpf(0), DROPPED)
    block.first, *others = ([x for row in rows for x in row[k]] for k in range(len(domains)))
    block.second = [x for column in others for x in column]
    block.labels = [int(y) for y in marks] if labels else []
    block.exact = [[o[0] for o in outs], [a for o in outs for a in o[1:]], []]


def of_batch(block, spec, params, rng):
    """Fills a block with one batch, of as many classes as rows where there are classes."""
    reference = oracle_batch.Batch(spec, params)
    _, two, labelled = oracle_batch.SHAPES[spec["pairing"]]
    cell = {"low": "-4", "high": "4"}
    table = lambda n: [[ordinary(rng, cell, block.size) for _ in range(block.width)] for _ in range(n)]
    first, second = table(ITEMS), table(ITEMS * (len(spec["inputs"]) - 1 - labelled))
    # Each label stands with another one that is the same.
    labels = [i % (ITEMS // 2) for i in range(ITEMS)] if labelled else []
    values, gradient = reference.reference(first, second, labels, range(ITEMS * block.width), block.size)
    block.first = [x for row in first for x in row]
    block.second = [x for row in second for x in row] if two else labels
    block.labels = labels if two else []
    block.exact = [values, gradient, []]


def reduce(block, weights, elements):
    """Values of items become one number with its gradient (SEMANTICS 1)."""
    n = block.rows()
    row = [mpf(w) for w in block.weight or [1.0] * n]
    own = [mpf(block.width if elements else 1)] * n
    if weights and block.shape == LABELS:
        own = [mpf(weights[y]) for y in block.second]
    elif weights:
        own = [sum(mpf(t) * w for t, w in zip(block.second[i * block.width :], weights)) for i in range(n)]
    if block.ignore:
        for i in (1, 4):
            row[i], block.second[i] = mpf(0), IGNORED
    kept = [w != 0 for w in row]
    below = {
        "mean": sum(w * o for w, o in zip(row, own)),
        "mean_n": mpf(sum(kept)),
        "batch_mean": mpf(n),
        "sum": mpf(1),
    }[block.reduction]
    value, gradient, _ = block.exact

    def scaled(pair, w):
        return tuple(mpf(0) if w == 0 else a * w / below for a in pair)

    terms = [scaled(a, w) for a, w in zip(value, row)]
    slopes = [scaled(a, row[i // block.width]) for i, a in enumerate(gradient)]
    block.exact = [[tuple(sum(t[k] for t in terms) for k in (0, 1))], slopes, []]
    block.sides = {}


def make(job):
    """A block from (spec, expression, size, shape, width, reduction, with)."""
    spec, expression, size, shape, width, reduction, extra = job
    factor, _, given = parsed(expression)
    given.pop("dialect", None)
    params = {p["name"]: default(p) for p in spec["params"]} | given
    inputs = inputs_of(spec, params)
    names = [i["name"] for i in inputs]
    if spec["stage"] in ("Softmax", "LogProbabilities") and shape == PAIRS:
        names = [names[0], "target"]
    block = Block(expression, size, shape, width, reduction, names, [], [], inputs=inputs)
    rng = random.Random(zlib.crc32(f"{expression} {size} {shape} {width} {reduction}".encode()))
    weights = None
    if spec["stage"] in ("Softmax", "LogProbabilities") or spec["row"] == "Sets":
        weights = of_scores(block, spec, params, rng)
    elif spec["stage"] == "Taught":
        of_taught(block, spec, params, rng)
    elif spec["stage"] in ("Pairs", "Triples"):
        of_vectors(block, spec, params, rng)
    elif spec["stage"] == "Batch":
        of_batch(block, spec, params, rng)
    else:
        of_elements(block, spec, params, inputs, rng)
    if factor != 1:
        scale = mpf(factor.numerator) / factor.denominator
        block.exact = [[(a * scale, s * scale) for a, s in out] for out in block.exact]
        block.sides = {k: tuple(a * scale for a in v) for k, v in block.sides.items()}
    if reduction != "values":
        block.weight = WEIGHT[: block.rows()] if "weight" in extra else []
        block.ignore = "ignore" in extra
        reduce(block, weights, spec.get("elements"))
    return block


def error(out, got, size):
    """How far an answer lies from the exact number, in ULP of the nearest float."""
    near = nearest(out, size)
    if not math.isfinite(near) or not math.isfinite(got):
        return 0.0 if got == near or math.isnan(got) and math.isnan(near) else math.inf
    return float(abs(mpf(got) - out) / mpf(ulp(near, size)))


def without_exact(block):
    return replace(block, exact=[], sides={})
