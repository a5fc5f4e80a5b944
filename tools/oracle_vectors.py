"""The reference of pairs and triples of vectors: sums over their coordinates as the pages print them, and derivatives
by differences at a precision that holds the squares of the smallest numbers beside those of the largest.
"""

import math

from mpmath import mp, mpf

from oracle_formula import DROPPED, HALF, NAN, Tree, contains, parse
from oracle_points import MAX, NORMAL, TINY, draw, nearest

# Bits beside those that lie between the smallest and the largest coordinate.
BITS = 1200
# Steps of a derivative: beside a coordinate, and beside 0 in parts of the smallest one.
NEAR = 200
# What a step is small beside.
JUMP = mpf(2) ** -60
PAIRS = {"near": (0, 1), "far": (0, 2), "across": (1, 2)}


def choices(spec, params):
    """Each choice as a flag of its own, as formulas name them."""
    named = {f"{p['name']}_{c}": params[p["name"]] == c for p in spec["params"] if p["kind"] == "choice" for c in p["domain"]}
    return {k: v for k, v in params.items() if not isinstance(v, (str, list))} | named


class Vectors:
    """The inputs of the condition number are the coordinates of all vectors."""

    def __init__(self, spec, params):
        flags = choices(spec, params)
        names, texts = zip(*spec["sums"])
        terms = [parse(text, flags, ["a", "b", "mean_a", "mean_b", "z"]) for text in texts]
        self.terms = Tree([t for t, _ in terms], terms[0][1])
        self.covariance = next((params[p["name"]] for p in spec["params"] if p["kind"] == "matrix"), None)
        self.largest = "largest" in names
        outer, symbols = parse(spec["outer"], flags, [*names, "n"])
        self.outer = Tree([outer], symbols)
        value, symbols = parse(spec["formula"], flags, [*PAIRS, "label"])
        self.read = [p for p, s in zip(PAIRS, symbols) if value.has(s)]
        self.formula = Tree([value], symbols)
        self.domains = [i["domain"] for i in spec["inputs"]]

    def number(self, a, b):
        """The number of two vectors."""
        n = len(a)
        means = [sum(a) / n, sum(b) / n]
        whitened = self.whitened([x - y for x, y in zip(a, b)])
        rows = [self.terms(x, y, *means, z)[0] for x, y, z in zip(a, b, whitened)]
        sums = [max(column) if self.largest else sum(column) for column in zip(*rows)]
        return self.outer(*sums, mpf(n))[0][0]

    def whitened(self, gap):
        """The difference in the unit of the covariance."""
        if not self.covariance:
            return gap
        n, z, lower = len(gap), [], [[mpf(0)] * len(gap) for _ in gap]
        for i in range(n):
            for j in range(i + 1):
                rest = mpf(self.covariance[i * n + j]) - sum(lower[i][k] * lower[j][k] for k in range(j))
                lower[i][j] = mp.sqrt(rest) if i == j else rest / lower[j][j]
            z.append((gap[i] - sum(lower[i][k] * z[k] for k in range(i))) / lower[i][i])
        return z

    def value(self, vectors, label):
        read = [self.number(vectors[i], vectors[j]) if name in self.read else NAN for name, (i, j) in PAIRS.items() if j < len(vectors) or name not in self.read]
        read += [NAN] * (3 - len(read))
        return self.formula(*read, NAN if label is None else mpf(label))[0][0]

    def limits(self, vectors, label, along, j):
        """The one-sided derivatives by a coordinate, one where they are equal; none where the value jumps."""
        x = vectors[along][j]
        step = (abs(x) or self.least) * mpf(2) ** -NEAR
        here, sides = self.value(vectors, label), []

        def change(s):
            moved = [list(v) for v in vectors]
            moved[along][j] = x + s
            return self.value(moved, label) - here

        for s in (-step, step):
            if not contains(self.domains[along], x + s):
                continue
            moved = change(s)
            # A jump does not become smaller with the step.
            if abs(moved) > JUMP * abs(here) and abs(change(s * JUMP)) > abs(moved) / 2:
                return []
            sides.append(moved / s)
        if len(sides) == 2 and abs(sides[0] - sides[1]) < JUMP * abs(sides[1]):
            return [sum(sides) / 2]
        return sides

    def slope(self, vectors, label, along, j):
        """The derivative by a coordinate: the smaller one-sided one, and 0 where they differ in sign or it jumps."""
        sides = self.limits(vectors, label, along, j)
        if not sides or len(sides) == 2 and sides[0] * sides[1] < 0:
            return mpf(0)
        return min(sides, key=abs)

    def outputs(self, vectors, label, along):
        return [self.value(vectors, label), *(self.slope(vectors, label, along, j) for j in range(len(vectors[along])))]

    def reference(self, vectors, label, along, size):
        """The exact outputs of an item with their sensitivities."""
        # Beside a margin too.
        sizes = [1.0] + [abs(x) for v in vectors for x in v if x and math.isfinite(x)]
        mp.prec = BITS + 4 * (math.frexp(max(sizes))[1] - math.frexp(min(sizes))[1])
        self.least = mpf(min(sizes[1:] or [1.0]))
        vectors = [[mpf(x) for x in v] for v in vectors]
        n = len(vectors[0])
        if any(mp.isnan(x) for v in vectors for x in v):
            return [(NAN, mpf(0))] + [(mpf(0), DROPPED)] * n
        out = self.outputs(vectors, label, along)
        total = [mpf(0)] * len(out)
        for k, vector in enumerate(vectors):
            for j, x in enumerate(vector):
                worst = [mpf(0)] * len(out)
                for step in (HALF[size], -HALF[size]):
                    moved = [list(v) for v in vectors]
                    moved[k][j] = x * (1 + step)
                    if x == 0 or not contains(self.domains[k], moved[k][j]):
                        continue
                    there = self.outputs(moved, label, along)
                    worst = [max(w, abs(b - a) / HALF[size]) for w, a, b in zip(worst, out, there)]
                total = [s + w for s, w in zip(total, worst)]
        if len(vectors) == 3:
            # Where slopes of two distances cancel to 0, or two kinks meet, nothing is asked.
            total[1:] = [DROPPED if o == 0 else s for o, s in zip(out[1:], total[1:])]
        return list(zip(out, total))


def tuples(rng, domains, n, count, size):
    """Vectors: of one size or of many, nearly the same, parallel, at right angles, with zeros, and at the ends."""
    usual = lambda d, spread: abs(rng.gauss(0, spread)) if float(d.get("low", "-inf")) == 0 else rng.gauss(0, spread)
    whole = lambda xs: [nearest(mpf(x), size) for x in xs]
    rows = []
    for i in range(count):
        # Differences of two distances are compared where distances are usual: nothing else is promised of them.
        kind = i % 10 if len(domains) == 2 else (0, 2, 3, 0, 0)[i % 5]
        vectors = [whole(usual(d, 1) for _ in range(n)) for d in domains]
        if kind == 1:
            vectors = [whole(draw(rng, d, size) for _ in range(n)) for d in domains]
        elif kind == 2:
            near = mpf(10) ** -rng.uniform(0, 16)
            vectors = [vectors[0]] + [whole(mpf(x) * (1 + near * mpf(rng.uniform(-1, 1))) for x in vectors[0]) for _ in domains[1:]]
        elif kind == 3:
            factor = mpf(10) ** rng.uniform(-3, 3)
            vectors[1] = whole(mpf(x) * factor for x in vectors[0])
        elif kind == 4:
            vectors = [[x if rng.random() < 0.5 else 0.0 for x in v] for v in vectors]
        elif kind == 5:
            vectors = [whole(float(rng.random() < 0.5) for _ in v) for v in vectors]
        elif kind == 6:
            far = rng.choice([TINY[size] * 8, NORMAL[size] * 4, math.sqrt(NORMAL[size]) / 8, math.sqrt(MAX[size]) * 4, MAX[size] / 2 ** (n + 4)])
            vectors = [whole(mpf(x) * mpf(far) for x in v) for v in vectors]
        elif kind == 7:
            sizes = [math.sqrt(MAX[size]), math.sqrt(NORMAL[size])]
            vectors = [whole(mpf(x) * mpf(rng.choice(sizes)) for x in v) for v in vectors]
        elif kind == 8:
            vectors[rng.randrange(len(vectors))] = list(vectors[0])
        rows.append(vectors)
    zero = [[0.0] * n for _ in domains]
    if len(domains) == 3:
        # Nor where two of the vectors coincide: each distance has its kink, and their difference another one.
        rows, zero = [r for r in rows if r[0] != r[1] and r[0] != r[2] and r[1] != r[2]], []
    rows += [] if not zero else [zero, [whole(1.0 for _ in range(n)), *zero[1:]], [*zero[:-1], whole(1.0 for _ in range(n))]]
    rows.append([[math.nan] + [1.0] * (n - 1)] + [whole(1.0 for _ in range(n)) for _ in domains[1:]])
    return [r for r in rows if all(contains(d, mpf(x)) or math.isnan(x) for d, v in zip(domains, r) for x in v)]
