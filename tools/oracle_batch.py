"""References of losses over a batch of vectors: independent of the library, straight from the definitions.

Every cosine of a batch is a number with a derivative by each number that was given, so the gradient comes out of the
same lines as the value, by no rule for cosines, softmax or tables.
"""

import sympy
from mpmath import mp, mpf

from oracle_formula import parse
from oracle_points import nearest

# No term cancels, but for the formula itself where scores are far apart.
BITS, BITS_OF_SCORE = 320, 12
# What the formula is written over.
STATISTICS = ["surprisal", "reverse", "positives", "negatives", "attraction", "repulsion", "near"]
# Shapes of the blocks, by what is compared with what; whether there are two tables; whether there are labels.
SHAPES = {"Matched": (10, True, False), "Views": (10, True, False), "Negatives": (13, True, False), "Labels": (11, False, True), "Classes": (12, True, True), "Centres": (12, True, True)}


class Number:
    """A number and its derivatives by all inputs."""

    __slots__ = ("v", "d")

    def __init__(self, v, d):
        self.v, self.d = v, d

    def chain(self, v, slope):
        return Number(v, {k: slope * x for k, x in self.d.items()} if slope else {})

    def __add__(self, o):
        if not isinstance(o, Number):
            return Number(self.v + o, self.d)
        d = dict(self.d)
        for k, x in o.d.items():
            d[k] = d.get(k, mpf(0)) + x
        return Number(self.v + o.v, d)

    def __neg__(self):
        return self.chain(-self.v, mpf(-1))

    def __sub__(self, o):
        return self + (-o)

    def __mul__(self, o):
        if not isinstance(o, Number):
            return self.chain(self.v * o, mpf(o))
        return self.chain(self.v * o.v, o.v) + o.chain(mpf(0), self.v)

    def recip(self):
        return self.chain(1 / self.v, -1 / self.v**2)

    def sqrt(self):
        root = mp.sqrt(self.v)
        return self.chain(root, 1 / (2 * root))

    def exp(self):
        e = mp.exp(self.v)
        return self.chain(e, e)

    def ln(self):
        return self.chain(mp.log(self.v), 1 / self.v)


def total(numbers):
    out = Number(mpf(0), {})
    for x in numbers:
        out = out + x
    return out


def cosine(a, b):
    """The cosine of two rows; of a row of zeros 0, whatever it is."""
    lengths = [total(x * x for x in row) for row in (a, b)]
    if any(x.v == 0 for x in lengths):
        return Number(mpf(0), {})
    return total(x * y for x, y in zip(a, b)) * (lengths[0] * lengths[1]).sqrt().recip()


def log_sum(scores):
    """The logarithm of a sum of exponentials: None of nothing."""
    if not scores:
        return None
    top = max(z.v for z in scores)
    return total((z + -top).exp() for z in scores).ln() + top


def ln_1p(x):
    return x.chain(mp.log1p(x.v), 1 / (1 + x.v))


def softplus(z):
    return ln_1p(z.exp())


class Batch:
    def __init__(self, spec, params):
        self.pairing, self.kind = spec["pairing"], spec["score"]
        self.params = params
        self.formula, self.symbols = parse(spec["formula"], params, STATISTICS)
        self.slopes = [sympy.diff(self.formula, x) for x in self.symbols]

    def score(self, c, own, p):
        """What the cosine of a pair becomes. `p` has the parameters as numbers with derivatives."""
        one = Number(mpf(1), {})
        if self.kind == "SelfPaced":
            margin, gamma = p["margin"], p["gamma"]
            if own:
                c = one - c
            far = c + margin
            return far * (c - margin) * gamma if far.v > 0 else Number(mpf(0), {})
        if own and self.kind == "CosineMargin":
            c = c - p["margin"]
        if own and self.kind == "AngularMargin":
            margin = p["margin"].v
            sine = (one - c * c).sqrt() if abs(c.v) < 1 else Number(mpf(0), {})
            c = c * mp.cos(margin) - sine * mp.sin(margin)
        return c * p.get("scale", one) * p.get("temperature", one).recip() + p.get("bias", Number(mpf(0), {}))

    def anchor(self, row, keys, own, p):
        """The statistics of a row beside keys, of which those in `own` are its positives; None of no anchor."""
        def near(key):
            pair = frozenset((id(row), id(key)))
            if pair not in self.cosines:
                place = ("cosine", len(self.cosines))
                self.pairs.append((row, key))
                self.cosines[pair] = cosine(row, key) + Number(self.nudges.get(place, mpf(0)), {place: mpf(1)})
            return self.cosines[pair]

        scores = [self.score(near(key), k in own, p) for k, key in keys.items()]
        marks = [k in own for k in keys]
        mine, others = ([z for z, m in zip(scores, marks) if m == wanted] for wanted in (True, False))
        out = {"positives": log_sum(mine), "negatives": log_sum(others)}
        out["attraction"] = total(softplus(-z) for z in mine)
        out["repulsion"] = total(softplus(z) for z in others)
        if mine:
            # The own term of the sum is 1, and left out of it.
            rest = lambda z: total((other - z).exp() for other in scores if other is not z)
            out["surprisal"] = total(ln_1p(rest(z)) for z in mine) * (mpf(1) / len(mine))
        return out

    def item(self, statistics):
        """The formula of one item."""
        values = [statistics.get(name) for name in STATISTICS]
        if any(x is None and self.formula.has(s) for x, s in zip(values, self.symbols)):
            # The logarithm of nothing: an exponential of it is nothing.
            return Number(mpf(0), {})
        known = {s: x.v for s, x in zip(self.symbols, values) if x is not None}
        value = lambda f: mp.mpmathify(sympy.lambdify(self.symbols, f, "mpmath")(*(known.get(s, mpf(0)) for s in self.symbols)))
        parts = [x.chain(mpf(0), value(f)) for x, f in zip(values, self.slopes) if x is not None and f != 0]
        return total(parts) + value(self.formula)

    def losses(self, first, second, labels, nudges={}):
        """A number for each item: None of one that does not count. The inputs are 0, 1, .. in their order, and what is
        added to each cosine is one too."""
        self.cosines, self.pairs, self.nudges = {}, [], nudges
        place = iter(range(10**9))
        table = lambda rows: [[Number(mpf(x), {next(place): mpf(1)}) for x in row] for row in rows]
        a, b = table(first), table(second)
        p = {k: Number(mpf(v), {k: mpf(1)}) for k, v in self.params.items() if v is not None and not isinstance(v, bool)}
        n, out = len(a), []
        for i in range(n):
            if self.pairing == "Matched":
                statistics = self.anchor(a[i], dict(enumerate(b)), {i}, p)
                statistics["reverse"] = self.anchor(b[i], dict(enumerate(a)), {i}, p)["surprisal"]
            elif self.pairing == "Negatives":
                statistics = self.anchor(a[i], {k: b[k] for k in (i, *range(n, len(b)))}, {i}, p)
            elif self.pairing == "Views":
                both = dict(enumerate(a + b))
                view = lambda k, partner: self.anchor(both[k], {j: x for j, x in both.items() if j != k}, {partner}, p)
                statistics = view(i, i + n)
                statistics["reverse"] = view(i + n, i)["surprisal"]
            elif self.pairing == "Centres":
                gaps = [x - y for x, y in zip(a[i], b[labels[i]])]
                statistics = {"near": total(d * d for d in gaps)}
            elif self.pairing == "Labels":
                own = {j for j in range(n) if j != i and labels[j] == labels[i]}
                statistics = self.anchor(a[i], {j: a[j] for j in range(n) if j != i}, own, p)
            else:
                statistics = self.anchor(a[i], dict(enumerate(b)), {labels[i]}, p)
            dropped = self.formula.has(self.symbols[0]) and "surprisal" not in statistics
            out.append(None if dropped else self.item(statistics))
        return out

    def terms(self, slopes):
        """The sizes of what is added up to each derivative, by those of the derivatives by the cosines."""
        out = {}
        for slope, (row, key), c in zip(slopes, self.pairs, (abs(x.v) for x in self.cosines.values())):
            lengths = [mp.sqrt(sum(x.v**2 for x in vector)) for vector in (row, key)]
            if 0 in lengths:
                continue
            for (one, other), length in (((row, key), lengths[0]), ((key, row), lengths[1])):
                for x, y in zip(one, other):
                    size = slope * (abs(y.v) / (lengths[0] * lengths[1]) + c * abs(x.v) / length**2)
                    (place,) = x.d
                    out[place] = out.get(place, mpf(0)) + size
            score = self.params.get("scale", 1) / mpf(self.params.get("temperature", 1))
            parts = {"temperature": c / self.params.get("temperature", 1), "scale": c / self.params.get("scale", 1), "bias": 1 / score}
            for name, part in parts.items():
                out[name] = out.get(name, mpf(0)) + slope * part
        return out

    def reference(self, first, second, labels, wrt, size):
        """Values and the gradient of their sum, each with its condition: by the inputs `wrt`, or a parameter. The
        condition of a derivative is that of differences with steps of half an epsilon. Products of tables of f64 err
        as the sums that they are, relative to the sizes of their terms; those of f32, summed in f64, do not."""
        with mp.workprec(int(BITS + BITS_OF_SCORE * self.params.get("gamma", 0))):
            losses = self.losses(first, second, labels)
            flat = [mpf(x) for row in [*first, *second] for x in row]
            columns = len(first[0])
            sizes = {k: abs(x) for k, x in enumerate(flat)}
            # Of a sum of so many terms, of which each side is rounded when it becomes a direction.
            units = mpf(4 * (columns + 2)) if size == 8 else mpf(0)
            sizes |= {("cosine", k): units for k in range(len(self.pairs)) if units}
            # What is multiplied by a parameter is rounded.
            numbers = {k: v for k, v in self.params.items() if v is not None and not isinstance(v, bool) and units}
            sizes |= {k: 4 * abs(mpf(v)) for k, v in numbers.items()}
            sized = lambda d: sum((sizes[k] * abs(x) for k, x in d.items() if k in sizes), mpf(0))
            values = [(mpf(0), mpf(0)) if l is None else (l.v, sized(l.d)) for l in losses]

            def gradient(first, second, nudges={}):
                all = total(l for l in self.losses(first, second, labels, nudges) if l is not None)
                return [all.d.get(k, mpf(0)) for k in wrt]

            slopes = gradient(first, second)
            by_cosine = total(l for l in losses if l is not None).d
            terms = self.terms([abs(by_cosine.get(("cosine", k), mpf(0))) for k in range(len(self.pairs))])
            moved = [terms.get(k, mpf(0)) * units for k in wrt]
            step = mpf(2) ** -120
            for k in range(len(flat)):
                if flat[k] == 0:
                    continue
                shifted = list(flat)
                shifted[k] = flat[k] * (1 + step)
                rows = [shifted[i : i + columns] for i in range(0, len(flat), columns)]
                there = gradient(rows[: len(first)], rows[len(first) :])
                moved = [m + abs(t - s) / step for m, s, t in zip(moved, slopes, there)]
            for k in (k for k in sizes if isinstance(k, tuple)):
                there = gradient(first, second, {k: step * sizes[k]})
                moved = [m + abs(t - s) / step for m, s, t in zip(moved, slopes, there)]
            for k, v in numbers.items():
                self.params = self.params | {k: mpf(v) * (1 + 4 * step)}
                there = gradient(first, second)
                self.params = self.params | {k: v}
                moved = [m + abs(t - s) / step for m, s, t in zip(moved, slopes, there)]
            return values, list(zip(slopes, moved))


def batches(rng, pairing, count, size):
    """Batches of few rows: at random, close to each other, far ahead, of very different lengths, with zeros."""
    exact = lambda x: nearest(mpf(x), size)
    _, two, labelled = SHAPES[pairing]
    classes = two and labelled
    for case in range(count):
        rows, columns = rng.choice([(1, 2), (2, 3), (3, 2), (4, 2), (3, 3)])
        if pairing == "Labels":
            rows = max(rows, 3)
        others = 0 if not two else rng.choice([2, 3]) if classes else 2 * rows if pairing == "Negatives" else rows
        table = lambda n: [[exact(rng.gauss(0, 1)) for _ in range(columns)] for _ in range(n)]
        first, second = table(rows), table(others)
        labels = [rng.randrange(others if classes else 2) for _ in range(rows)] if labelled else []
        kind = case % 6
        near = lambda row, by: [exact(x * (1 + by * rng.gauss(0, 1))) for x in row]
        if kind == 1:
            # Everything belongs where it is: far ahead, or near its class.
            for i in range(rows):
                if classes:
                    first[i] = near(second[labels[i]], 0.05)
                elif two:
                    second[i] = near(first[i], 0.05)
                elif i:
                    first[i] = near(first[labels.index(labels[i])], 0.05)
        if kind == 2:
            # All alike.
            first = [near(first[0], 0.01) for _ in first]
            second = [near(first[0], 0.01) for _ in second]
        if kind == 3:
            # Lengths do not matter, up to the ends of the range.
            powers = [2.0**e for e in ((-120, -60, 0, 60, 100) if size == 4 else (-980, -500, 0, 500, 990))]
            first, second = ([[exact(x * by) for x in row] for row, by in ((row, rng.choice(powers)) for row in t)] for t in (first, second))
        if kind == 4:
            first[rng.randrange(rows)] = [0.0] * columns
        yield first, second, labels
