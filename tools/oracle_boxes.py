"""References of losses between two boxes: areas from the definitions, derivatives by differences with far more digits than
are wanted. What derivatives take as given is computed before."""

from mpmath import mp, mpf

import sympy

from oracle_formula import parse
from oracle_points import nearest

BITS, STEP = 1600, 200
NAMES = ["shared", "apart", "outside", "around", "distance", "diagonal", "alpha", "v"]


class Boxes:
    def __init__(self, spec, params):
        formula, symbols = parse(spec["formula"], params, NAMES)
        self.formula = sympy.lambdify(symbols, formula, "mpmath")

    @staticmethod
    def numbers(a, b):
        """What the formula is written in, without alpha."""
        area = lambda x: (x[2] - x[0]) * (x[3] - x[1])
        sides = [min(a[k + 2], b[k + 2]) - max(a[k], b[k]) for k in (0, 1)]
        shared = sides[0] * sides[1] if min(sides) > 0 else mpf(0)
        union = area(a) + area(b) - shared
        around = [max(a[k + 2], b[k + 2]) - min(a[k], b[k]) for k in (0, 1)]
        hull = around[0] * around[1]
        centres = sum(((a[k] + a[k + 2] - b[k] - b[k + 2]) / 2) ** 2 for k in (0, 1))
        angle = lambda x: mp.atan2(x[2] - x[0], x[3] - x[1])
        v = 4 * (angle(a) - angle(b)) ** 2 / mp.pi**2
        return shared, union - shared, hull - union, hull, centres, around[0] ** 2 + around[1] ** 2, v

    @classmethod
    def given(cls, a, b):
        shared, apart, *_, v = cls.numbers(a, b)
        return v / (v + apart / (shared + apart)) if v else mpf(0)

    def value(self, a, b, alpha):
        *others, v = self.numbers(a, b)
        return self.formula(*others, alpha, v)

    def outputs(self, boxes, along):
        """The value, and the derivatives in one of the boxes."""
        h, alpha = mpf(2) ** -STEP, self.given(*boxes)
        outs = [self.value(*boxes, alpha)]
        for k in range(4):
            sides = []
            for by in (-h, h):
                moved = [list(box) for box in boxes]
                moved[along][k] += by
                sides.append(self.value(*moved, alpha))
            outs.append((sides[1] - sides[0]) / (2 * h))
        return outs

    def reference(self, boxes, along):
        """The outputs, each with its condition."""
        with mp.workprec(BITS):
            boxes = [[mpf(x) for x in box] for box in boxes]
            there, step = self.outputs(boxes, along), mpf(2) ** -60
            sums = [mpf(0)] * len(there)
            for box in boxes:
                for k, x in enumerate(box):
                    if x:
                        box[k] = x * (1 + step)
                        for i, out in enumerate(self.outputs(boxes, along)):
                            sums[i] += abs(out - there[i]) / step
                        box[k] = x
            return list(zip(there, sums))


def pairs(rng, count, size):
    """Two boxes: at random, nearly the same, within each other, apart, flat, far from 0. No sides stand on one line."""
    exact = lambda x: nearest(mpf(x), size)
    for case in range(count):
        at, wide = [rng.gauss(0, 1) for _ in range(2)], [abs(rng.gauss(0, 1)) + 0.1 for _ in range(2)]
        if case % 6 == 1:
            wide[0] *= 1e-6
        if case % 6 == 2:
            at = [x * 1e4 for x in at]
        first = [*at, *(x + w for x, w in zip(at, wide))]
        if case % 4 == 0:
            near = (1e-3, 1e-6)[case // 4 % 2]
            second = [x + near * rng.gauss(0, 1) * wide[k % 2] for k, x in enumerate(first)]
        elif case % 4 == 1:
            inner = [0.1 + 0.3 * rng.random(), 0.6 + 0.3 * rng.random()]
            second = [at[k % 2] + wide[k % 2] * inner[k // 2] for k in range(4)]
        else:
            off = [(case % 4 - 1) * w * rng.gauss(0, 1) for w in wide]
            grow = [0.5 + rng.random() for _ in range(2)]
            second = [x + o for x, o in zip(at, off)] + [x + o + w * g for x, o, w, g in zip(at, off, wide, grow)]
        boxes = [[exact(x) for x in box] for box in (first, second)]
        if case % 5 == 4:
            boxes.reverse()
        sides = all(a[k] < a[k + 2] for a in boxes for k in (0, 1))
        if sides and not set(boxes[0]) & set(boxes[1]):
            yield boxes
