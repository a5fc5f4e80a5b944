"""The reference of pairs and triples of vectors: sums over their coordinates as the pages print them, and derivatives
by differences at a precision that holds the squares of the smallest numbers beside those of the largest.
"""

import math

from mpmath import mp, mpf

from oracle_formula import DROPPED, HALF, NAN, Tree, contains, parse
from oracle_points import MAX, NORMAL, TINY, draw, nearest

# Bits beside those that lie between the smallest and the largest coordinate.
BITS = 1200
# Steps of a derivative beside a coordinate, and beside 0 in parts of the smallest one, have so many bits.
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
        # An angle is a root of what is left of a cosine.
        self.bits = 2 * BITS if "acos" in spec["formula"] else BITS

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

    def total(self, numbers, label):
        """The value, of the numbers of the pairs that are read."""
        return self.formula(*(numbers.get(name, NAN) for name in PAIRS), NAN if label is None else mpf(label))[0][0]

    def sides(self, f, x, near, domain=None):
        """The one-sided derivatives of a function, one where they are equal; none where it jumps."""
        step = (abs(x) or self.least) * mpf(2) ** -near
        here, sides = f(x), []
        for s in (-step, step):
            if domain and not contains(domain, x + s):
                continue
            moved = f(x + s) - here
            # A jump does not become smaller with the step.
            if abs(moved) > JUMP * abs(here) and abs(f(x + s * JUMP) - here) > abs(moved) / 2:
                return []
            sides.append(moved / s)
        if len(sides) == 2 and abs(sides[0] - sides[1]) < JUMP * abs(sides[1]):
            return [sum(sides) / 2]
        return sides

    def slope(self, f, x, near, domain=None):
        """The derivative: the smaller one-sided one, and 0 where they differ in sign or there is a jump."""
        sides = self.sides(f, x, near, domain)
        return mpf(0) if not sides or len(sides) == 2 and sides[0] * sides[1] < 0 else min(sides, key=abs)

    def limits(self, vectors, label, along, j):
        """The one-sided derivatives of the whole by a coordinate."""

        def moved(x):
            vector = [*vectors[along][:j], x, *vectors[along][j + 1 :]]
            return self.outputs([*vectors[:along], vector, *vectors[along + 1 :]], label, None)[0]

        return self.sides(moved, vectors[along][j], NEAR, self.domains[along])

    def outputs(self, vectors, label, along, scales={}):
        """The value, and its derivatives through the number of each pair: a kink of a number is its own. Numbers may
        be scaled."""
        read = {name: pair for name, pair in PAIRS.items() if name in self.read}
        number = lambda name, a, b: self.number(a, b) * scales.get(name, 1)
        numbers = {name: number(name, *(vectors[k] for k in pair)) for name, pair in read.items()}
        slopes = [] if along is None else [mpf(0)] * len(vectors[along])
        for name, pair in read.items():
            # A kink of a cosine may be nearer to it than any step of a coordinate.
            outer = self.slope(lambda d: self.total(numbers | {name: d}, label), numbers[name], mp.prec // 2) if along in pair else 0
            for j in range(len(slopes) if outer else 0):

                def moved(x):
                    vector = [*vectors[along][:j], x, *vectors[along][j + 1 :]]
                    return number(name, *(vector if k == along else vectors[k] for k in pair))

                slopes[j] += outer * self.slope(moved, vectors[along][j], NEAR, self.domains[along])
        return [self.total(numbers, label), *slopes]

    def reference(self, vectors, label, along, size):
        """The exact outputs of an item with their sensitivities."""
        # Beside a margin too.
        sizes = [1.0] + [abs(x) for v in vectors for x in v if x and math.isfinite(x)]
        mp.prec = self.bits + 4 * (math.frexp(max(sizes))[1] - math.frexp(min(sizes))[1])
        self.least = mpf(min(sizes[1:] or [1.0]))
        vectors = [[mpf(x) for x in v] for v in vectors]
        n = len(vectors[0])
        if any(mp.isnan(x) for v in vectors for x in v):
            return [(NAN, mpf(0))] + [(mpf(0), DROPPED)] * n
        out = self.outputs(vectors, label, along)
        total = [mpf(0)] * len(out)

        def vary(outputs):
            worst = [mpf(0)] * len(out)
            for there in outputs:
                worst = [max(w, abs(b - a) / HALF[size]) for w, a, b in zip(worst, out, there)]
            total[:] = [s + w for s, w in zip(total, worst)]

        steps = (HALF[size], -HALF[size])
        for k, vector in enumerate(vectors):
            for j, x in enumerate(vector):
                moved = [[*vector[:j], x * (1 + step), *vector[j + 1 :]] for step in steps if x]
                moved = [v for v in moved if contains(self.domains[k], v[j])]
                vary(self.outputs([*vectors[:k], v, *vectors[k + 1 :]], label, along) for v in moved)
        # Of several numbers each is as exact as it may be; what is left where they cancel is no more than that.
        for name in self.read if len(self.read) > 1 else []:
            vary(self.outputs(vectors, label, along, {name: 1 + step}) for step in steps)
        return list(zip(out, total))


def tuples(rng, domains, n, count, size):
    """Vectors: of one size or of many, nearly the same, parallel, at right angles, with zeros, and at the ends."""
    usual = lambda d, spread: abs(rng.gauss(0, spread)) if float(d.get("low", "-inf")) == 0 else rng.gauss(0, spread)
    whole = lambda xs: [nearest(mpf(x), size) for x in xs]
    rows = []
    for i in range(count):
        kind = i % 10
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
    rows += [zero, [whole(1.0 for _ in range(n)), *zero[1:]], [*zero[:-1], whole(1.0 for _ in range(n))]]
    rows.append([[math.nan] + [1.0] * (n - 1)] + [whole(1.0 for _ in range(n)) for _ in domains[1:]])
    return [r for r in rows if all(contains(d, mpf(x)) or math.isnan(x) for d, v in zip(domains, r) for x in v)]
