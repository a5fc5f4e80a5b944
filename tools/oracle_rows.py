"""References of the stages that read rows: each independent of the library, straight from its
definition, at a precision that holds exp(-745) beside 1.
"""

import itertools
import math

import sympy
from mpmath import mp, mpf

from oracle_formula import DROPPED, HALF, INF, NAN, Tree, contains, limit, parse
from oracle_points import MAX, TINY, draw, nearest, neighbour

BITS = {4: 700, 8: 1800}
# What varies with the scores.
STATISTICS = ["surprisal", "spread", "log_sum_exp", "own", "rival", "violation"]


class Rows:
    """Scores with a label or a target distribution each; the formula reads statistics of them.

    The inputs of the condition number are the scores and, where the target is a distribution or is
    smoothed, the target as it enters: each `t_c` of the distribution or of the smoothed label.
    """

    def __init__(self, spec, params):
        self.logits = spec["stage"] != "LogProbabilities"
        self.sets = spec["row"] == "Sets"
        self.margin, self.power = mpf(params.get("margin") or 0), params.get("p", 1.0)
        self.temperature = mpf(params.get("temperature", 1.0))
        self.cap = params.get("softcap")
        self.others = params.get("smoothing") == "others"
        value, (*symbols, weight) = parse(spec["formula"], params, [*STATISTICS, "weight"])
        slopes = [sympy.diff(value, x) for x in symbols]
        bends = [sympy.diff(slope, x) for slope in slopes for x in symbols]
        self.tree = Tree([value, *slopes, *bends], [*symbols, weight])
        # Whether it reads something of the softmax; else the scores are no logits.
        self.softmax = self.logits and any(value.has(x) for x in symbols[:3])
        self.compared = value.has(symbols[STATISTICS.index("rival")])
        self.violated = value.has(symbols[STATISTICS.index("violation")])
        self.smoothed = slopes[STATISTICS.index("spread")] != 0

    def capped(self, x):
        """A logit with its soft cap, and two derivatives of that."""
        if self.cap is None:
            return x, mpf(1), mpf(0)
        cap = mpf(self.cap)
        part = x / cap
        # Farther out nothing is left of the slope, whose exponential would take long.
        slope = mpf(0) if abs(part) > 10**5 else mp.sech(part) ** 2
        height = mp.sign(part) if abs(part) > 10**5 else mp.tanh(part)
        return cap * height, slope, -2 / cap * height * slope

    def violation(self, x, target, label):
        """What pairs of a score that is set, or that of the label, and one that is not have inside the margin,
        or its square, over the number of scores; with its two derivatives in each score."""
        n = len(x)
        is_set = [t == 1 for t in target] if self.sets else [k == label for k in range(n)]
        pairs = [(i, c) for i in range(n) for c in range(n) if is_set[i] and not is_set[c]]
        value, slope, bend = mpf(0), [mpf(0)] * n, [mpf(0)] * n
        for i, c in pairs:
            d = self.margin - x[i] + x[c]
            if d <= 0:
                continue
            first, second = (2 * d, mpf(2)) if self.power == 2 else (mpf(1), mpf(0))
            if mp.isnan(d):
                # Of inf - inf nothing is known.
                return NAN, [NAN] * n, [NAN] * n
            value += d**self.power / n
            for k, sign in ((i, -1), (c, 1)):
                slope[k] += sign * first / n
                bend[k] += second / n
        return value, slope, bend

    def formula(self, statistics, weight):
        """The formula and its derivatives; a limit where a statistic is infinite."""
        if not any(map(mp.isinf, statistics)):
            return self.tree(*statistics, weight)[0]
        large = [mpf(2) ** (2**j) for j in (11, 12, 13)]
        limits = lambda rates: [limit(*o) for o in zip(*(self.tree(*(r * x * mp.sign(s) if mp.isinf(s) else s for r, s in zip(rates, statistics)), weight)[0] for x in large))]
        rival = STATISTICS.index("rival")
        if not self.compared or not mp.isinf(statistics[rival]):
            return limits([1] * len(STATISTICS))
        # A limit that depends on which of two infinities is the larger is none.
        larger, smaller = (limits([rate if k == rival else 1 for k in range(len(STATISTICS))]) for rate in (2, mpf(0.5)))
        return [a if a == b else NAN for a, b in zip(larger, smaller)]

    def outputs(self, x, target, label, w, share):
        """Value, gradient and hessian of a row. `share` multiplies what each class adds."""
        n = len(x)
        # Of the scores as they are.
        own, others = (x[label], x[:label] + x[label + 1 :]) if label is not None else (mpf(0), [])
        rival = max(others, default=-INF)
        violation, pushes, curves = self.violation(x, target, label) if self.violated else (mpf(0), [mpf(0)] * n, [mpf(0)] * n)
        chosen = [k for k in range(n) if k != label and x[k] == rival]
        x, steep, bent = zip(*map(self.capped, x))
        x = [a / self.temperature for a in x]
        unbounded = any(a == INF for a in x)
        if self.softmax and any(a == INF for a in x):
            x = [mpf(0) if a == INF else -INF for a in x]
        if self.softmax:
            if all(a == -INF for a in x):
                return [NAN] * (2 * n + 1), True
            top = max(x)
            e = [mpf(0) if a == -INF else mp.exp(a - top) for a in x]
            p = [a / sum(e) for a in e]
            rest = [sum(e[i] for i in range(n) if i != k) for k in range(n)]
            nl = [INF if e[k] == 0 else mp.log(1 + rest[k] / e[k]) for k in range(n)]
        else:
            p, rest, e, nl = [mpf(0)] * n, None, None, [-a for a in x]
        t = [share[k] * target[k] * (w[k] if label is None else 1) for k in range(n)]
        v = [share[k] * w[k] / n for k in range(n)]
        if self.others:
            v = [share[k] * w[k] * (1 - target[k]) / max(n - 1, 1) for k in range(n)]
        weight = mpf(1) if label is None else w[label]
        dot = lambda a: sum((a[k] * nl[k] for k in range(n) if a[k] != 0), mpf(0))
        normaliser = (INF if unbounded else top + mp.log(sum(e))) if self.softmax else mpf(0)
        value, *derivatives = self.formula([dot(t), dot(v), normaliser, own, rival, violation], weight)
        if self.compared and mp.isnan(value) and mp.isinf(rival):
            return [NAN] * (2 * n + 1), False
        slopes, bends = derivatives[: len(STATISTICS)], derivatives[len(STATISTICS) :]
        # Derivatives of the statistics by each score; the weight of a class is constant. What multiplies
        # p (1 - p) is the second one.
        mass = [sum(t), sum(v), mpf(1)] if self.softmax else [mpf(0)] * 3
        pull = [[m * p[k] - (a[k] if a else 0) for m, a in zip(mass, (t, v, None))] for k in range(n)]
        # Where several are the largest the slope is 0.
        pull = [a + [mpf(k == label), mpf(chosen == [k]), pushes[k]] for k, a in enumerate(pull)]
        apart = [p[k] * (rest[k] / sum(e) if self.softmax else 0) for k in range(n)]
        times = lambda f, g: mpf(0) if g == 0 else f * g
        gradient = [sum(map(times, slopes, pull[k])) / self.temperature for k in range(n)]
        hessian = [
            steep[k] ** 2 * (sum(times(slope, m * apart[k]) for slope, m in zip(slopes, mass)) + times(slopes[-1], curves[k])
             + sum(times(bend, a * b) for bend, (a, b) in zip(bends, itertools.product(pull[k], repeat=2))))
            / self.temperature**2 + bent[k] * gradient[k]
            for k in range(n)
        ]
        gradient = [a * g for a, g in zip(steep, gradient)]
        return [value, *gradient, *hessian], False

    def reference(self, x, target, label, weights, size):
        """The exact outputs of a row with their sensitivities."""
        n = len(x)
        if label is not None and weights and weights[label] == 0 and not all(map(mp.isfinite, x)):
            # Whether a weight of 0 silences what is not finite is no question of accuracy.
            return [(mpf(0), DROPPED)] * (2 * n + 1)
        if any(mp.isnan(a) for a in x) or label is None and any(mp.isnan(a) for a in target):
            known = self.logits
            return [(NAN, mpf(0) if known else DROPPED)] * (n + 1) + [(mpf(0), DROPPED)] * n
        mp.prec = BITS[size]
        w = weights or [mpf(1)] * n
        share = [mpf(1)] * n
        out, bad = self.outputs(x, target, label, w, share)
        if bad:
            return [(NAN, mpf(0))] * (n + 1) + [(mpf(0), DROPPED)] * n
        step = HALF[size]
        total = [mpf(0)] * len(out)

        def moved(a, k):
            return [b * (1 + step) if i == k else b for i, b in enumerate(a)]

        for k in range(n):
            tries = []
            if mp.isfinite(x[k]) and x[k] != 0:
                tries.append(self.outputs(moved(x, k), target, label, w, share)[0])
            if label is None and not self.sets or self.smoothed:
                tries.append(self.outputs(x, target, label, w, moved(share, k))[0])
            for there in tries:
                total = [s + (abs(b - a) / step if mp.isfinite(a) and mp.isfinite(b) else 0)
                         for s, a, b in zip(total, out, there)]
        return [(o, s) if not mp.isnan(o) else (mpf(0), DROPPED) for o, s in zip(out, total)]


def scores(rng, n, logits, size):
    """A row of logits or of log-probabilities."""
    kind = rng.randrange(8)
    if not logits:
        row = [-abs(draw(rng, {"low": "-inf", "high": "0", "low_closed": True, "high_closed": True}, size)) for _ in range(n)]
        if kind == 0:
            row[rng.randrange(n)] = -math.inf
        elif kind == 1:
            row[rng.randrange(n)] = rng.choice([0.0, -TINY[size], -MAX[size]])
        return row
    spread = 10.0 ** rng.uniform(-3, 3)
    row = [rng.uniform(-spread, spread) for _ in range(n)]
    top = rng.randrange(n)
    if kind == 0:  # a confident row
        row[top] = max(row) + rng.uniform(0, 1000)
    elif kind == 1:  # ties
        row[top] = row[rng.randrange(n)]
    elif kind == 2:  # large and close together
        base = 10.0 ** rng.uniform(3, 8)
        row = [base + a for a in row]
    elif kind == 3:
        for k in range(n):
            if k != top and rng.random() < 0.6:
                row[k] = -math.inf
    elif kind == 4:  # equal
        row = [rng.choice([0.0, 1e8, -3.0, row[0]])] * n
    elif kind == 5:
        row[rng.randrange(n)] = rng.choice([MAX[size], -MAX[size], TINY[size], 0.0, -0.0])
    return [nearest(mpf(a), size) for a in row]


def labelled(rng, n, count, logits, size):
    """Rows with a label each."""
    rows = [(scores(rng, n, logits, size), rng.randrange(n)) for _ in range(count)]
    if logits:
        rows += [([-math.inf] * n, 0), ([math.inf] + [1.0] * (n - 1), 0), ([1.0] * (n - 1) + [math.inf], 0),
                 ([math.nan] + [1.0] * (n - 1), 0), ([1.0] * (n - 1) + [math.nan], 0),
                 ([20.0] + [0.0] * (n - 1), 0), ([0.0] + [-math.inf] * (n - 1), 0)]
    return rows


def distributed(rng, n, count, logits, size):
    """Rows with a target distribution each, some of them close to the prediction."""
    rows = []
    for _ in range(count):
        row = scores(rng, n, logits, size)
        kind = rng.randrange(4)
        if kind == 0 and logits and all(map(math.isfinite, row)):
            top = max(row)
            e = [math.exp(a - top) for a in row]
            t = [a / sum(e) * (1 + rng.choice([0, 1]) * 10.0 ** -rng.uniform(1, 8)) for a in e]
        elif kind == 1:
            t = [float(k == n - 1) for k in range(n)]
        else:
            e = [rng.random() ** 4 for _ in range(n)]
            t = [a / sum(e) for a in e]
            if kind == 2:
                t[0] = 0.0
        rows.append((row, [nearest(mpf(a), size) for a in t]))
    return rows


def among_sets(rng, n, count, logits, size):
    """Rows with the classes that are set."""
    rows = []
    for k in range(count):
        members = [float(rng.random() < 0.4) for _ in range(n)]
        rows.append((scores(rng, n, logits, size), [members, [0.0] * n, [1.0] * n][k % 9 if k % 9 < 3 else 0]))
    rows += [([math.nan] + [1.0] * (n - 1), [1.0] + [0.0] * (n - 1)), ([math.inf] + [1.0] * (n - 1), [1.0] + [0.0] * (n - 1))]
    return rows


def at_margin(rng, n, margin, size):
    """Rows whose first score is the margin, or nearly so, above the others."""
    rows = []
    for own in (0.0, 20.0, -3.5, nearest(mpf(rng.uniform(-9, 9)), size)):
        there = nearest(mpf(own) - margin, size)
        rows += [[own] + [neighbour(there, step, size)] * (n - 1) for step in (-1, 0, 1)]
        rows.append([own] + [neighbour(there, rng.choice((-1, 0, 1)), size) for _ in range(n - 1)])
    return rows


def pairs(rng, n, count, size, kind="Distribution", domains=()):
    """Two rows of a table each: distributions, logarithms of such, or any numbers of two domains."""
    if kind == "Distribution":
        return distributions(rng, n, count, size)
    if all(float(d.get("high", "inf")) == 0 for d in domains):
        logarithm = lambda row: [nearest(mp.log(a), size) if a else -math.inf for a in row]
        return [(logarithm(e), logarithm(f)) for e, f in distributions(rng, n, count, size)]
    drawn = lambda: [[draw(rng, d, size) for _ in range(n)] for d in domains]
    rows = []
    for _ in range(count):
        first, second = drawn()
        if rng.randrange(3) == 0:
            near = [nearest(mpf(y) * (1 + mpf(rng.uniform(-1, 1)) * mpf(10) ** -rng.uniform(0, 16)), size) for y in second]
            first = [x for x in near if contains(domains[0], x)] + first
        rows.append((first[:n], second))
    return rows


def distributions(rng, n, count, size):
    """Two rows that are distributions: far apart, close, disjoint, or with tiny parts."""
    def normal(e):
        return [nearest(mpf(a) / mp.fsum(e), size) for a in e]

    rows = []
    for _ in range(count):
        e = [10.0 ** -rng.uniform(0, rng.choice([1, 6, 40])) for _ in range(n)]
        f = [10.0 ** -rng.uniform(0, rng.choice([1, 6, 40])) for _ in range(n)]
        kind = rng.randrange(5)
        if kind == 0:
            near = 10.0 ** -rng.uniform(0, 16)
            f = [a * (1 + near * rng.uniform(-1, 1)) for a in e]
        elif kind == 1 and n > 1:
            cut = rng.randrange(1, n)
            e, f = [a * (i < cut) for i, a in enumerate(e)], [a * (i >= cut) for i, a in enumerate(f)]
        elif kind == 2:
            e[rng.randrange(n)] = 0.0
            f[rng.randrange(n)] = 0.0
        elif kind == 3:
            f = list(e)
        if sum(e) and sum(f):
            rows.append((normal(e), normal(f)))
    return rows
