"""References of losses of items in a group: independent of the library, straight from the definitions.

A derivative is a difference of values with far more digits than are wanted, so that no rule for pairs, softmax or sums
is needed. What derivatives take as given, the weights of exchanges, is computed before.
"""

from mpmath import mp, mpf

import sympy

from oracle_formula import parse
from oracle_points import nearest

# Differences of steps of 2^-STEP leave twice as many bits right, also of what is as small as e^-100.
BITS, STEP = 1600, 200
STATISTICS = ["ahead", "surprisal"]
SUMS = ["shared", "extra", "missing"]
# With one other column, and with two.
SHAPES = {1: 14, 2: 15}


def ahead(labels):
    """All pairs of which the first is the more relevant."""
    n = range(len(labels))
    return [(i, j) for i in n for j in n if labels[i] > labels[j]]


def places(scores):
    """The place of each item, from 1; equal scores as they stand."""
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    return {i: place + 1 for place, i in enumerate(order)}


class Group:
    def __init__(self, spec, params):
        self.grouping, self.params = spec["grouping"], params
        if self.grouping in ("Region", "Errors"):
            names = SUMS if self.grouping == "Region" else [i["name"] for i in spec["inputs"]]
            formula, symbols = parse(spec["formula"], params, names)
            self.pairs, self.formula = False, sympy.lambdify(symbols, formula, "mpmath")
            return
        formula, symbols = parse(spec["formula"], params, STATISTICS)
        self.pairs = formula.has(symbols[0])
        self.formula = sympy.lambdify(symbols[0 if self.pairs else 1], formula, "mpmath")

    def given(self, scores, place, columns):
        """The weight of each pair."""
        labels = columns[0]
        if self.grouping != "Exchanges":
            return {pair: mpf(1) for pair in ahead(labels)} if self.pairs else None
        gain = (lambda y: mpf(2) ** y - 1) if self.params["gain"] == "exp2" else lambda y: y
        k = self.params["k"] or len(scores)
        discount = lambda place: 1 / mp.log(place + 1, 2)
        best = sorted(map(gain, labels), reverse=True)
        ideal = mp.fsum(g * discount(p + 1) for p, g in enumerate(best) if p < k)
        weights = {}
        for i, j in ahead(labels):
            if min(place[i], place[j]) <= k:
                change = (gain(labels[i]) - gain(labels[j])) * (discount(place[i]) - discount(place[j]))
                weights[i, j] = abs(change) / ideal
        if self.params["normalize"]:
            if any(x != scores[0] for x in scores):
                weights = {p: w / (mpf("0.01") + abs(scores[p[0]] - scores[p[1]])) for p, w in weights.items()}
            slope = lambda p: mp.diff(self.formula, scores[p[0]] - scores[p[1]])
            twice = 2 * mp.fsum(w * abs(slope(p)) for p, w in weights.items())
            factor = mp.log(1 + twice, 2) / twice if twice else 1
            weights = {p: w * factor for p, w in weights.items()}
        return weights

    def value(self, scores, columns, given):
        """The loss of a group, from its definition."""
        if self.pairs:
            return mp.fsum(w * self.formula(scores[i] - scores[j]) for (i, j), w in given.items())
        if self.grouping == "List":
            shares = lambda x: [mp.exp(a) / mp.fsum(mp.exp(b) for b in x) for a in x]
            each = zip(shares(columns[0]), shares(scores))
            return self.formula(-mp.fsum(t * mp.log(p) for t, p in each))
        n = range(len(scores))
        if self.grouping == "Region":
            return self.formula(*(mp.fsum(f(p, t) for p, t in zip(scores, columns[0])) for f in self.terms()))
        if self.grouping == "Errors":
            return self.extension(scores, columns[0])
        if self.grouping == "Order":
            times, events = [-y for y in columns[0]], [y > min(columns[0]) for y in columns[0]]
        else:
            times, events = columns
        total = mpf(0)
        for time in {times[i] for i in n if events[i]}:
            tied = [i for i in n if times[i] == time and events[i]]
            left = mp.fsum(mp.exp(scores[j]) for j in n if times[j] >= time)
            own = mp.fsum(mp.exp(scores[i]) for i in tied)
            for step, i in enumerate(tied):
                gone = mpf(step) / len(tied) if self.params.get("ties") == "efron" else 0
                total += mp.log(left - gone * own) - scores[i]
        return self.formula(total)

    def terms(self):
        """What a pixel adds to each sum."""
        if self.params.get("squared"):
            return [lambda p, t: p * t, lambda p, t: (p - t) ** 2, lambda p, t: p**2 + t**2]
        return [lambda p, t: p * t, lambda p, t: p * (1 - t), lambda p, t: (1 - p) * t]

    def extension(self, scores, targets):
        """The Jaccard losses of all sets of the pixels that are most wrong, each times how much further these are."""
        errors = [self.formula(p, t) for p, t in zip(scores, targets)]
        order = sorted(range(len(scores)), key=lambda i: -errors[i])
        total, before, there = mpf(0), mpf(0), [t > 0 for t in targets]
        for k in range(1, len(order) + 1):
            wrong = set(order[:k])
            both = sum(1 for i, t in enumerate(there) if t and i not in wrong)
            either = sum(1 for i, t in enumerate(there) if t or i in wrong)
            after = 1 - mpf(both) / either
            total += errors[order[k - 1]] * (after - before)
            before = after
        return total

    def outputs(self, scores, columns, place):
        """Value, gradient, and diagonal of the hessian."""
        h = mpf(2) ** -STEP
        given = self.given(scores, place, columns)
        value = self.value(scores, columns, given)
        moved = lambda i, by: self.value([x + by * (k == i) for k, x in enumerate(scores)], columns, given)
        sides = [(moved(i, -h), moved(i, h)) for i in range(len(scores))]
        return [value], [(b - a) / (2 * h) for a, b in sides], [(a - 2 * value + b) / h**2 for a, b in sides]

    def reference(self, scores, columns):
        """The outputs, each with its condition: by all scores, and by relevances where more than their order counts."""
        with mp.workprec(BITS):
            scores, *columns = ([mpf(x) for x in column] for column in (scores, *columns))
            place = places(scores)
            there = self.outputs(scores, columns, place)
            moved = [[mpf(0)] * len(out) for out in there]
            step = mpf(2) ** -60
            for column in [scores, *columns][: 2 if self.grouping in ("List", "Exchanges", "Region") else 1]:
                for i, x in enumerate(column):
                    if x == 0:
                        continue
                    column[i] = x * (1 + step)
                    for sums, outs, froms in zip(moved, self.outputs(scores, columns, place), there):
                        for k, (out, of) in enumerate(zip(outs, froms)):
                            sums[k] += abs(out - of) / step
                    column[i] = x
            return [list(zip(outs, sums)) for outs, sums in zip(there, moved)]


def groups(spec, rng, count, size):
    """Groups of few items: at random, near each other, far apart, in the right order, of equal relevance or time."""
    exact = lambda x: nearest(mpf(x), size)
    if spec["grouping"] in ("Region", "Errors"):
        yield from regions(spec, rng, count, exact)
        return
    for case in range(count):
        n = 2 + case % 3 + case % 2 * (spec["grouping"] == "Survival")
        spread = (1.0, 1e-3, 30.0, 1e-9, 4.0)[case % 5]
        scores = [exact(spread * rng.gauss(0, 1)) for _ in range(n)]
        labels = [float(rng.randrange(3)) for _ in range(n)]
        if case % 3 == 1:
            scores, labels = sorted(scores), sorted(labels)
        if case % 7 == 2:
            labels = [exact(rng.gauss(0, 2)) for _ in range(n)]
        if case % 11 == 3:
            scores = [scores[0]] * n
        if spec["grouping"] == "Exchanges":
            labels = [abs(y) for y in labels]
        if spec["grouping"] != "Survival":
            yield scores, [labels]
            continue
        labels = [abs(y) for y in labels]
        # The last to be observed come first where the order is right.
        yield (scores[::-1] if case % 3 == 1 else scores), [labels, [float(rng.random() < 0.7) for _ in range(n)]]


def regions(spec, rng, count, exact):
    """Regions of few pixels: at random, nearly right, nearly wrong, in part, small. No two errors are equal: derivatives
    are no differences there."""
    probabilities = spec["inputs"][0]["domain"].get("high") == 1.0
    for case in range(count):
        n = 2 + case % 5
        targets = [float(rng.random() < 0.5) for _ in range(n)]
        targets[0] = 1.0
        near = (1.0, 1e-3, 1e-7, 1e-12)[case % 4]
        scores = []
        for t in targets:
            off = near * rng.random()
            wrong = case % 6 == 5
            if not probabilities:
                scores.append((2 * t - 1) * (-off * 5 if wrong else 1 - off) if case % 3 else rng.gauss(0, 2))
            else:
                scores.append(abs((1 - t if wrong else t) - off))
        if spec["grouping"] == "Region":
            if case % 4 == 1:
                targets = [rng.random() for _ in range(n)]
            if case % 7 == 3:
                scores[-1] = float(rng.randrange(2))
            if case % 9 == 4:
                scores = [x * 1e-20 for x in scores]
        yield [exact(x) for x in scores], [[exact(t) for t in targets]]
