#!/usr/bin/env python3
"""Exact divergences between distributions, for crates/lossfn/tests/density.rs.

    tools/density_vectors.py > testdata/density.txt
    tools/density_vectors.py --check     # compares with the committed file

A line is a family, the bits of the parameters of p and of q, and for KL(p, q) and for its derivative in each
parameter the nearest f64 in hex with how far the exact number lies above it, in thousandths of its unit in
the last place; or `js`, the same parameters, and the Jensen-Shannon divergence likewise. The formulas are those
of the textbooks, evaluated with so many digits that 50 are left; that of Jensen and
Shannon is integrated in ln x for gamma distributions and in ln(x/(1 - x)) for beta ones. Needs mpmath.
"""

import math
import pathlib
import random
import struct
import sys

import mpmath
from mpmath import exp, inf, log, mp, mpf, sqrt

TARGET = pathlib.Path(__file__).parent.parent / "testdata/density.txt"
MAX = sys.float_info.max


def loggamma(x):
    # Near 0 mpmath is slow.
    return mpmath.loggamma(x) if x > 1 else mpmath.loggamma(1 + x) - log(x)


def psi(n, x):
    return mpmath.psi(n, x) if x > 1 else mpmath.psi(n, 1 + x) + (-1 / x if n == 0 else 1 / x**2)


def normal(m, s, n, t):
    d = m - n
    value = log(t / s) + (s**2 + d**2) / (2 * t**2) - mpf(1) / 2
    return value, d / t**2, s / t**2 - 1 / s, -d / t**2, 1 / t - (s**2 + d**2) / t**3


def exponential(a, b):
    return log(a / b) + b / a - 1, 1 / a - b / a**2, 1 / a - 1 / b


def gamma(a, r, b, t):
    value = (a - b) * psi(0, a) - loggamma(a) + loggamma(b) + b * log(r / t) + a * (t - r) / r
    return value, (a - b) * psi(1, a) + (t - r) / r, b / r - a * t / r**2, psi(0, b) - psi(0, a) + log(r / t), a / r - b / t


def beta(a, b, c, d):
    s, t = a + b, c + d
    value = loggamma(c) + loggamma(d) - loggamma(t) - loggamma(a) - loggamma(b) + loggamma(s)
    value += (a - c) * psi(0, a) + (b - d) * psi(0, b) + (t - s) * psi(0, s)
    by_sum = (t - s) * psi(1, s)
    high = psi(0, t) - psi(0, s)
    return value, (a - c) * psi(1, a) + by_sum, (b - d) * psi(1, b) + by_sum, psi(0, c) - psi(0, a) - high, psi(0, d) - psi(0, b) - high


# Log densities in a coordinate in which they are smooth on the whole line, and where their mass lies in it.
def of_normal(m, s):
    return lambda x: -(((x - m) / s) ** 2) / 2 - log(s * sqrt(2 * mp.pi)), [m - 8 * s, m - s, m, m + s, m + 8 * s]


def of_gamma(a, r):
    """In u = ln x."""
    m = log(a / r)
    w = 1 / sqrt(a)
    return lambda u: a * (log(r) + u) - r * exp(u) - loggamma(a), [m - 8 * (w + 1 / a), m - w, m, m + min(w, 1), m + 3 + 5 * w]


def of_beta(a, b):
    """In u = ln(x/(1 - x))."""
    m, w, whole = log(a / b), sqrt(1 / a + 1 / b), loggamma(a) + loggamma(b) - loggamma(a + b)
    ends = [m - 8 * (w + 1 / a), m - w, m, m + w, m + 8 * (w + 1 / b)]
    return lambda u: -a * log(1 + exp(-u)) - b * log(1 + exp(u)) - whole, ends


def js(family, p, q):
    (p, at), (q, beside) = family(*p), family(*q)

    def integrand(u):
        lp, lq = p(u), q(u)
        m = log((exp(lp) + exp(lq)) / 2)
        return exp(lp) * (lp - m) + exp(lq) * (lq - m)

    # Twenty-five digits by two rules of different degree: what the test asks is fewer.
    ends = sorted(set(at + beside))
    ends = [ends[0] * 3 - ends[-1] * 2, *ends, ends[-1] * 3 - ends[0] * 2]
    results = [mp.quad(integrand, ends, maxdegree=d) / 2 for d in (8, 9)]
    if abs(results[0] - results[1]) > mpf(10) ** -25:
        raise ArithmeticError((family, results))
    return results[1]


def js_lines():
    mp.dps = 40
    for name, family in {"normal": of_normal, "gamma": of_gamma, "beta": of_beta}.items():
        r = random.Random("js " + name)
        for i in range(8):
            p = [10 ** r.uniform(-0.5, 1.5) for _ in "12"]
            q = [x * (1 + r.choice([-1, 1]) * 10 ** r.uniform(-4, -0.5)) if i % 2 else 10 ** r.uniform(-0.5, 1.5) for x in p]
            value = js(family, [mpf(x) for x in p], [mpf(x) for x in q])
            yield " ".join(["js", name, "".join(struct.pack(">d", v).hex() for v in p + q), output(value)])


FAMILIES = {"normal": (normal, 2), "exponential": (exponential, 1), "gamma": (gamma, 2), "beta": (beta, 2)}


def exact(f, x):
    """The results with so many digits that twice as many change nothing of the first fifty. What shrinks with
    the rounding, twice, is 0."""
    seen = []
    for mp.dps in (120, 240, 480, 960, 1920):
        seen.append(f(*map(mpf, x)))
        if len(seen) > 1:
            results = [agreed(*column) for column in zip(*seen)]
            if None not in results:
                return results
    raise ArithmeticError(x)


def agreed(*y):
    if abs(y[-2] - y[-1]) <= abs(y[-1]) * mpf(10) ** -50:
        return y[-1]
    noise = len(y) > 2 and all(abs(b) <= abs(a) * mpf(10) ** -80 for a, b in zip(y[-3:], y[-2:]))
    return mpf(0) if noise else None


def shape(r):
    return 10 ** r.uniform(*r.choice([(-1, 1), (-3, 3), (-6, 8), (1, 2)]))


def near(r, x):
    """A number one part in ten to some power away, or the same, or the next."""
    k = r.randrange(8)
    if k == 0:
        return x
    if k == 1:
        return math.nextafter(x, inf)
    return x * (1 + r.choice([-1, 1]) * 10 ** r.uniform(-16, -1))


def points(name):
    r = random.Random(name)
    location = name == "normal"
    n = FAMILIES[name][1]

    def draw():
        x = [shape(r) for _ in range(n)]
        return [r.uniform(-10, 10), *x[1:]] if location else x

    for _ in range(24):
        yield draw() + draw()
    for _ in range(36):
        p = draw()
        yield p + [near(r, x) for x in p]
    if n == 2:
        # One parameter alone, and both by one factor.
        for i in range(12):
            p = draw()
            q = list(p)
            q[i % 2] = near(r, p[i % 2])
            yield p + q
            by = 1 + 10 ** r.uniform(-9, 3)
            yield p + [x * by for x in p]
    ends = [5e-324, 3e-310, 2.3e-308, 1e-200, 1e-20, 1.0, 1e20, 1e200, 1e240]
    if name == "beta":
        ends = [1e-100, 1e-12, 1e-5, 1.0, 1e5, 1e12, 1e100]
    if name == "gamma":
        ends = [1e-200, 1e-100, 1e-20, 1.0, 1e20, 1e100, 1e200]
    for _ in range(40):
        p, q = ([r.choice(ends) for _ in range(n)] for _ in "pq")
        q = [near(r, x) if r.randrange(2) and x < MAX / 2 and x > 1e-300 else y for x, y in zip(p, q)]
        yield p + q


def output(y):
    """The nearest float and what is missing."""
    if abs(y) > MAX:
        return f"{struct.pack('>d', math.copysign(inf, y)).hex()} 0"
    power = max(math.frexp(float(y))[1] - 53, -1074)
    unit = mpf(2) ** power
    units = mp.nint(y / unit)
    return f"{struct.pack('>d', float(units * unit)).hex()} {int(mp.nint((y / unit - units) * 1000))}"


def lines():
    for name, (f, _) in FAMILIES.items():
        for x in points(name):
            results = exact(f, x)
            yield " ".join([name, "".join(struct.pack(">d", v).hex() for v in x), *map(output, results)])
    yield from js_lines()


def main():
    text = "\n".join(lines()) + "\n"
    if "--check" in sys.argv:
        if TARGET.read_text() != text:
            sys.exit(f"{TARGET} is not what tools/density_vectors.py prints")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
