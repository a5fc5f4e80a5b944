"""What is taken of the sum over a row: a root, for a distance."""

import sympy
from mpmath import mp, mpf

from oracle_formula import DROPPED, HALF, INF, NAN, Tree, contains, parse

# Below every sum of a row that is not 0, and above what rounding leaves of one that is.
LEAST = {4: mpf(2) ** -450, 8: mpf(2) ** -1300}


class Outer:
    """What is taken of the sum over a row."""

    def __init__(self, text, params):
        value, symbols = parse(text, params, ["total"])
        slope = sympy.diff(value, symbols[0])
        self.tree = Tree([value, slope, sympy.diff(slope, symbols[0])], symbols)

    def through(self, cells, size):
        """Value, gradient and hessian of a row, from those of its elements."""
        total = sum(v for v, _, _ in cells)
        if abs(total) < LEAST[size]:
            # What cancelling leaves.
            total = mpf(0)
        (value, slope, bend), _, broken = self.tree(total)
        if broken:
            return [value], [mpf(0)] * len(cells), [NAN] * len(cells)
        bends = [INF if h == INF else slope * h + bend * g**2 for _, g, h in cells]
        return [value], [slope * g for _, g, _ in cells], bends

    def reference(self, formula, row, size):
        """As that of a formula: for each output the exact numbers and their sensitivities."""
        row = [tuple(map(mpf, point)) for point in row]
        n = len(row)
        cells = [[out for out, _ in formula.reference(point, size)] for point in row]
        if any(mp.isnan(v) for v, _, _ in cells):
            known = mpf(0) if any(mp.isnan(x) for p in row for x in p) and n == 1 else DROPPED
            return [(NAN, known)], [(NAN, known)] * n, [(mpf(0), DROPPED)] * n
        outs = self.through(cells, size)
        totals = [[mpf(0)] * len(o) for o in outs]
        for i, point in enumerate(row):
            for k, x in enumerate(point):
                worst = [[mpf(0)] * len(o) for o in outs]
                for step in (HALF[size], -HALF[size]):
                    moved = [x * (1 + step) if j == k else a for j, a in enumerate(point)]
                    if x == 0 or not contains(formula.domains[k], moved[k]):
                        continue
                    there = self.through([*cells[:i], formula.tree(*moved)[0], *cells[i + 1 :]], size)
                    for w, a, b in zip(worst, outs, there):
                        for j, (one, other) in enumerate(zip(a, b)):
                            if mp.isfinite(one) and mp.isfinite(other):
                                w[j] = max(w[j], abs(one - other) / HALF[size])
                totals = [[s + w for s, w in zip(*both)] for both in zip(totals, worst)]
        return [[(mpf(0), DROPPED) if mp.isnan(a) else (a, s) for a, s in zip(*both)] for both in zip(outs, totals)]
