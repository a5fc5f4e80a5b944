"""Values and derivatives of a printed formula, to any precision, with the conventions of the library:

* an exact zero silences what it multiplies (0 log 0 = 0);
* at a kink, a joint or an end of the domain a derivative is the one-sided limit that is smallest in
  size, and 0 where the two sides differ in sign;
* an infinite input stands for the limit.
"""

import re
from keyword import iskeyword

import sympy
from mpmath import mp, mpf

INF, NAN = mpf("inf"), mpf("nan")
# An output without a defined digit, by the condition rule: not compared.
DROPPED = NAN
# An output that overflows the storage type or nearly so has no condition number.
EPS = {4: mpf(2) ** -23, 8: mpf(2) ** -52}
TINY = {4: mpf(2) ** -149, 8: mpf(2) ** -1074}
LARGEST = {4: (2 - mpf(2) ** -23) * mpf(2) ** 127, 8: (2 - mpf(2) ** -52) * mpf(2) ** 1023}
# What rounding to nearest may do, and a little: an exact tie counts.
HALF = {size: eps / 2 * (1 + mpf(2) ** -20) for size, eps in EPS.items()}
# Bits that hold 1 + x of every x whose effect is not below the subnormals, with room to compare.
BITS = {4: (700, 1000), 8: (1500, 2200)}
# An exponential of a larger power of two is not attempted.
HUGE = 40000


class Huge(Exception):
    """An exponential that is too large: limits are then looked for nearer."""


class Unresolved(Exception):
    """Two precisions that do not agree."""


def switch(none, some):
    return lambda a: none if a is None else some(a)


FUNCTIONS = {
    "on": switch(sympy.Integer(1), lambda a: a),
    "off": switch(sympy.Integer(1), lambda a: 1 - a),
    "loggamma": sympy.loggamma,
}


def constant(value):
    """A parameter as SymPy sees it: the exact number."""
    if isinstance(value, bool):
        return sympy.true if value else sympy.false
    if isinstance(value, float):
        if value in (float("inf"), float("-inf")):
            return sympy.oo if value > 0 else -sympy.oo
        return sympy.Rational(value)
    if isinstance(value, str):
        return sympy.E if value == "e" else sympy.Integer(value) if value.isdigit() else value
    return value


def parse(text, params, inputs):
    """The formula with its parameters put in, and the symbols of its inputs."""
    symbols = {name: sympy.Symbol(name, real=True) for name in inputs}
    # A parameter whose name is a word of Python.
    for name in filter(iskeyword, params):
        text = re.sub(rf"\b{name}\b", f"{name}_", text)
    params = {k + "_" * iskeyword(k): v for k, v in params.items()}
    names = FUNCTIONS | {k: constant(v) for k, v in params.items()} | symbols
    return sympy.sympify(text, locals=names, rational=True), [symbols[n] for n in inputs]


class Tree:
    """Evaluates expressions in mpmath, and notices kinks and quotients by zero."""

    def __init__(self, expressions, symbols):
        self.expressions, self.symbols = expressions, symbols
        self.gammas = {}

    def __call__(self, *point):
        """The values, whether a kink was hit, and whether something was not finite on the way."""
        self.memo = dict(zip(self.symbols, point))
        self.kink = self.broken = False
        values = [self.at(e) for e in self.expressions]
        return values, self.kink, self.broken

    def at(self, node):
        value = self.memo.get(node)
        if value is None:
            value = self.memo[node] = self.compute(node)
        return value

    def compute(self, node):
        if node.is_Rational:
            return mpf(int(node.p)) / int(node.q)
        if node.is_Add:
            return sum((self.at(a) for a in node.args[1:]), self.at(node.args[0]))
        if node.is_Mul:
            factors = [self.at(a) for a in node.args]
            if any(f == 0 for f in factors):
                return mpf(0)
            product = factors[0]
            for f in factors[1:]:
                product *= f
            return product
        if node.is_Pow:
            return self.power(*node.args)
        if node.is_Piecewise:
            return next(self.at(value) for value, condition in node.args if self.holds(condition))
        if node in CONSTANTS:
            return CONSTANTS[node]()
        return getattr(self, node.func.__name__)(*(self.at(a) for a in node.args))

    def power(self, base, exponent):
        b, e = self.at(base), self.at(exponent)
        if b == 0 and e < 0:
            self.broken = True
            return NAN
        if not mp.isfinite(b):
            return NAN if mp.isnan(b) else mpf(0) if e < 0 else b**e
        if exponent.is_Integer:
            return b ** int(exponent)
        return mp.power(b, e) if b >= 0 else NAN

    def holds(self, condition):
        if condition in (sympy.true, sympy.false):
            return condition == sympy.true
        if condition.func in (sympy.And, sympy.Or, sympy.Not):
            return bool(condition.func(*(self.holds(c) for c in condition.args)))
        left, right = self.at(condition.lhs), self.at(condition.rhs)
        self.kink |= left == right
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right,
                "==": left == right, "!=": left != right}[condition.rel_op]

    def exp(self, x):
        if mp.isfinite(x) and mp.mag(x) > HUGE:
            raise Huge
        if not mp.isfinite(x) or mp.mag(x) < 64:
            return mp.exp(x)
        # mpmath would raise e to a whole number, one squaring per bit.
        with mp.workprec(mp.prec + mp.mag(x) + 10):
            power = mp.floor(x / mp.ln2)
            rest = x - power * mp.ln2
        return mp.ldexp(mp.exp(rest), int(power))

    def cosh(self, x):
        return (self.exp(x) + self.exp(-x)) / 2

    def sinh(self, x):
        return (self.exp(x) - self.exp(-x)) / 2

    def tanh(self, x):
        return self.sinh(x) / self.cosh(x)

    def log(self, x):
        if x == 0:
            self.broken = True
            return -INF
        return mp.log(x) if x > 0 else NAN

    def erf(self, x):
        return mp.erf(x) if mp.isnan(x) or abs(x) < 2**32 else mp.sign(x)

    def loggamma(self, x):
        known = self.gammas.get((x, mp.prec))
        if known is None:
            known = self.gammas[x, mp.prec] = mp.loggamma(x)
        return known

    def polygamma(self, order, x):
        known = self.gammas.get((order, x, mp.prec))
        if known is None:
            known = self.gammas[order, x, mp.prec] = mp.psi(int(order), x)
        return known

    def acos(self, x):
        # A cosine that was rounded beyond its ends has the angle of the end.
        return NAN if mp.isnan(x) else mp.acos(min(max(x, mpf(-1)), mpf(1)))

    def Abs(self, x):
        self.kink |= x == 0
        return abs(x)

    def sign(self, x):
        self.kink |= x == 0
        return mp.sign(x)

    def Heaviside(self, x, _):
        self.kink |= x == 0
        return mpf(x > 0)

    def DiracDelta(self, x, *_):
        self.kink |= x == 0
        return mpf(0)

    def Max(self, *x):
        top = sorted(x)
        self.kink |= top[-1] == top[-2]
        return top[-1]

    def Min(self, *x):
        return -self.Max(*(-a for a in x))


CONSTANTS = {
    sympy.pi: lambda: +mp.pi,
    sympy.E: lambda: mp.e,
    sympy.oo: lambda: INF,
    -sympy.oo: lambda: -INF,
    sympy.nan: lambda: NAN,
    sympy.zoo: lambda: NAN,
}


def contains(domain, x):
    if "points" in domain:
        return any(x == mpf(p) for p in domain["points"])
    if "below" in domain:
        return mp.isfinite(x) and (x <= mpf(domain["below"]) or mpf(domain["above"]) <= x)
    low, high = mpf(domain["low"]), mpf(domain["high"])
    return (low < x or domain["low_closed"] and low == x) and (x < high or domain["high_closed"] and high == x)


def agree(a, b):
    """Whether two precisions give the same number; 0 is what is below every subnormal's effect."""
    if not mp.isfinite(a) or not mp.isfinite(b):
        return mp.isnan(a) and mp.isnan(b) or a == b
    return abs(a - b) <= abs(b) * mpf(2) ** -150 or max(abs(a), abs(b)) < mpf(2) ** -1250


def limit(a, b, c):
    """Where a sequence goes that comes closer by a square at each step."""
    if c in (INF, -INF) or mp.isnan(c) or mp.isnan(a) or mp.isnan(b):
        return c
    if abs(c) < mpf(2) ** -min(1250, 4 * mp.prec // 5):
        # What cancelling leaves.
        return mpf(0)
    if abs(c - b) <= abs(c) * mpf(2) ** -100 and abs(b - a) <= abs(b) * mpf(2) ** -50:
        return c
    if abs(c) > abs(b) > abs(a):
        return mp.sign(c) * INF
    return mpf(0) if abs(c) < abs(b) < abs(a) else NAN


def condition(out, sensitivity, size):
    """The condition number of an output, DROPPED where no digit is defined."""
    if not mp.isfinite(out) or sensitivity == 0:
        return mpf(0)
    if mp.isnan(sensitivity):
        return DROPPED
    error = sensitivity * EPS[size]
    if abs(out) + error < TINY[size] / 2 or abs(out) - error > 2 * LARGEST[size]:
        return mpf(0)
    if out == 0 or error > abs(out) / 2 or abs(abs(out) / LARGEST[size] - 1) < 4 * EPS[size] + error / abs(out):
        return DROPPED
    return sensitivity / abs(out)


class Formula:
    """A formula with its parameters; its value and derivatives in the first input."""

    def __init__(self, text, params, inputs):
        names = [i["name"] for i in inputs]
        self.domains = [i["domain"] for i in inputs]
        value, self.symbols = parse(text, params, names)
        first = self.symbols[0]
        slope = sympy.diff(value, first)
        self.tree = Tree([value, slope, sympy.diff(slope, first)], self.symbols)

    def reference(self, point, size):
        """For value, gradient and hessian the exact number and the sensitivity to the inputs,
        `sum |x_i d out/d x_i|`."""
        if any(mp.isnan(x) for x in point):
            # The hessian of a quadratic is a constant, also of NaN.
            return [(NAN, mpf(0)), (NAN, mpf(0)), (mpf(0), DROPPED)]
        low, high = BITS[size]
        infinite = [i for i, x in enumerate(point) if mp.isinf(x)]
        if infinite:
            return self.far(point, infinite, low)
        mp.prec = low
        out, kink, broken = self.tree(*point)
        ends = [self.domains[0].get("low"), self.domains[0].get("high")]
        if kink or broken and (any(mp.isnan(o) for o in out) or any(point[0] == mpf(e) for e in ends if e is not None)):
            return self.edge(point, out[0], low)
        for bits in (high, 2 * high, 4 * high):
            mp.prec = bits
            sharp, _, _ = self.tree(*point)
            if all(agree(a, b) for a, b in zip(out, sharp)):
                break
            out = sharp
        else:
            raise Unresolved(point)
        mp.prec = low
        return list(zip(sharp, self.sensitivity(point, sharp, HALF[size])))

    def sensitivity(self, point, out, step):
        """By steps of what rounding may do: a jump within reach makes an output undefined, and the
        neighbour of a joint is not within reach."""
        total = [mpf(0)] * len(out)
        for i, x in enumerate(point):
            if x == 0 or mp.isinf(x) or "points" in self.domains[i]:
                continue
            worst = [mpf(0)] * len(out)
            for s in (step, -step):
                moved = list(point)
                moved[i] = x * (1 + s)
                if not contains(self.domains[i], moved[i]):
                    continue
                there, _, _ = self.tree(*moved)
                for k, (a, b) in enumerate(zip(out, there)):
                    if mp.isfinite(a) and mp.isfinite(b):
                        worst[k] = max(worst[k], abs(a - b) / step)
            total = [a + b for a, b in zip(total, worst)]
        return total

    def sides(self, point, bits):
        """Value and derivatives, with their sensitivities, as the first input comes from either side."""
        # Nearer than any joint that the type can tell from the point.
        near = 3 * bits // 2
        mp.prec = bits + near + 2200
        x = point[0]
        scale = (abs(x) or 1) * mpf(2) ** -near
        found = []
        for s in (-1, 1):
            path = [[x + s * scale * mpf(2) ** -(2**j), *point[1:]] for j in (8, 9, 10)]
            if all(contains(self.domains[0], p[0]) for p in path):
                found.append(self.along(path, near + 1100))
        return found

    def edge(self, point, value, bits):
        """At a kink, a joint or an end of the domain: the limits from both sides."""
        sides = self.sides(point, bits)
        result = []
        for k, outs in enumerate(zip(*sides)):
            outs = list(outs)
            if k == 0 and not mp.isnan(value):
                outs = [(value, s) for _, s in outs]
            if any(mp.isnan(o) for o, _ in outs):
                result.append((mpf(0), DROPPED))
            elif any(o > 0 for o, _ in outs) and any(o < 0 for o, _ in outs):
                if result and mp.isinf(result[0][0]):
                    # A pole has no slope.
                    return [result[0], (mpf(0), DROPPED), (mpf(0), DROPPED)]
                result.append((mpf(0), mpf(0)))
            else:
                least = min(abs(o) for o, _ in outs)
                chosen = [(o, s) for o, s in outs if agree(abs(o), least)]
                result.append((chosen[0][0], max(s for _, s in chosen)))
        return result

    def far(self, point, infinite, bits):
        """Limits at infinity. Where two inputs are infinite they must not depend on the path, and of
        `inf - inf` nothing is asked."""
        if len(infinite) > 1 and len({mp.sign(point[i]) for i in infinite}) == 1:
            return [(mpf(0), DROPPED)] * 3
        mp.prec = bits
        for steps in ((38, 39, 40), (11, 12, 13)):
            try:
                found = [self.along([self.toward(point, infinite, j, ahead) for j in steps], bits // 2)
                         for ahead in ([None] if len(infinite) == 1 else [None, *infinite])]
                break
            except Huge:
                continue
        first, *others = found
        if len(infinite) == 1 and first[0][0] == 0:
            # What meets it may be smaller than any of these steps is large.
            try:
                first = self.along([self.toward(point, infinite, j, None) for j in (1100, 1101, 1102)], bits // 2)
            except Huge:
                pass
        return [
            o if not mp.isnan(o[0]) and all(agree(o[0], other[k][0]) for other in others) else (mpf(0), DROPPED)
            for k, o in enumerate(first)
        ]

    @staticmethod
    def toward(point, infinite, j, ahead):
        far = list(point)
        for i in infinite:
            far[i] = mp.sign(point[i]) * mpf(2) ** (2 ** (j + (1 if i == ahead else 0)))
        return far

    def along(self, path, places):
        """The limits along a path, and the sensitivities at its end to the last of some places."""
        outs = [self.tree(*p)[0] for p in path]
        limits = [limit(*three) for three in zip(*outs)]
        step = mpf(2) ** -places
        sensitivity = self.sensitivity([mpf(x) for x in path[-1]], outs[-1], step)
        return [(o, s if mp.isfinite(o) and o else mpf(0)) for o, s in zip(limits, sensitivity)]
