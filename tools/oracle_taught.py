"""The reference of rows of logits with those of a teacher and a label each, straight from the definition of the
softmax, at a precision that holds exp(-745) beside 1, and differences of logits that are nearly equal.
"""

import math

import sympy
from mpmath import mp, mpf

from oracle_formula import DROPPED, HALF, INF, NAN, Tree, parse
from oracle_points import nearest
from oracle_rows import BITS, labelled, scores

STATISTICS = ["divergence", "surprisal"]


def softmax(x):
    """Probabilities, what they leave of 1, and their logarithms, of logits or of their limit; nothing of none."""
    if any(a == INF for a in x):
        x = [mpf(0) if a == INF else -INF for a in x]
    if all(a == -INF for a in x):
        return None
    top = max(x)
    e = [mpf(0) if a == -INF else mp.exp(a - top) for a in x]
    normaliser = top + mp.log(sum(e))
    rest = [sum(e[:k] + e[k + 1 :]) / sum(e) for k in range(len(x))]
    return [a / sum(e) for a in e], rest, [a - normaliser for a in x]


class Taught:
    """The inputs of the condition number are the logits of both. The formula is linear in its statistics."""

    def __init__(self, spec, params):
        self.temperature = mpf(params.get("temperature", 1.0))
        value, symbols = parse(spec["formula"], params, STATISTICS)
        slopes = [sympy.diff(value, x) for x in symbols]
        if any(slope.has(x) for slope in slopes for x in symbols):
            raise ValueError(f"{spec['formula']} is not linear in {STATISTICS}")
        self.slopes = Tree(slopes, symbols)

    def outputs(self, x, teacher, label):
        """Value, gradient and hessian of a row; nothing where there is no distribution."""
        t = self.temperature
        student, target, plain = softmax([a / t for a in x]), softmax([a / t for a in teacher]), softmax(x)
        if student is None or target is None:
            return None
        (p, left, log_p), (q, _, log_q), (own, others, log) = student, target, plain
        divergence = t**2 * sum((q[k] * (log_q[k] - log_p[k]) for k in range(len(x)) if q[k] != 0), mpf(0))
        # Both are linear, so that infinities do not meet.
        slopes = self.slopes(mpf(0), mpf(0))[0]
        times = lambda a, b: mpf(0) if a == 0 else a * b
        value = sum(map(times, slopes, (divergence, -log[label])))
        gradient = [slopes[0] * t * (p[k] - q[k]) + slopes[1] * (-others[k] if k == label else own[k]) for k in range(len(x))]
        hessian = [slopes[0] * p[k] * left[k] + slopes[1] * own[k] * others[k] for k in range(len(x))]
        return [value, *gradient, *hessian]

    def reference(self, x, teacher, label, size):
        """The exact outputs of a row with their sensitivities."""
        n = len(x)
        mp.prec = BITS[size]
        nan = any(map(mp.isnan, x + teacher))
        out = None if nan else self.outputs(x, teacher, label)
        if out is None:
            return [(NAN, mpf(0))] * (n + 1) + [(mpf(0), DROPPED)] * n
        step, total = HALF[size], [mpf(0)] * len(out)
        for row in (0, 1):
            for k in range(n):
                moved = [list(x), list(teacher)]
                if not mp.isfinite(moved[row][k]) or moved[row][k] == 0:
                    continue
                moved[row][k] *= 1 + step
                there = self.outputs(*moved, label)
                total = [s + (abs(b - a) / step if mp.isfinite(a) and mp.isfinite(b) else 0) for s, a, b in zip(total, out, there)]
        return list(zip(out, total))


def rows(rng, n, count, size):
    """Rows with those of a teacher: others, some of them the same, or close, or far from them by a constant."""
    # Whatever was computed before: the same rows.
    mp.prec = BITS[size]
    table = []
    for row, label in labelled(rng, n, count, True, size):
        kind = rng.randrange(5)
        teacher = scores(rng, n, True, size)
        if kind == 0 or any(map(math.isnan, row)):
            near = mpf(10) ** -rng.uniform(0, 16)
            teacher = [a if not math.isfinite(a) else nearest(mpf(a) * (1 + near * mpf(rng.uniform(-1, 1))), size) for a in row]
        elif kind == 1:
            teacher = list(row)
        elif kind == 2:
            # Both near 0, so that differences are not small beside the logits.
            small = 10.0 ** -rng.uniform(1, 30)
            row, teacher = ([nearest(mpf(rng.uniform(-small, small)), size) for _ in range(n)] for _ in range(2))
        elif kind == 3:
            away = rng.uniform(-10, 10)
            teacher = [nearest(mpf(a) + away, size) if math.isfinite(a) else a for a in row]
        table.append((row, teacher, label))
    table.append(([0.0] * n, [math.nan] + [0.0] * (n - 1), 0))
    table.append(([0.0] * n, [-math.inf] * n, 0))
    return table
