"""Writes the reference values of the double-double functions, `testdata/dd/*.csv`.

    python -m venv .venv
    .venv/bin/pip install mpmath==1.3.0
    .venv/bin/python tools/dd_vectors.py              # writes testdata/dd/*.csv
    .venv/bin/python tools/dd_vectors.py --points 50 --out DIR    # 50 times as many points

A row is the arguments and the result, each as two doubles whose sum is meant; decimals are exact
(the shortest that read back).
"""

import argparse
import random
from pathlib import Path

from mpmath import (
    erf, erfc, erfinv, exp, expm1, fabs, findroot, floor, ldexp, log, log1p, loggamma, mp, mpf, power, psi, sech, sinh, sqrt, tanh
)

mp.prec = 2400  # cosh x - 1 for the smallest x
MAX = 1.7976931348623157e308


def parts(v):
    """v as the nearest double and the double nearest to what is left."""
    hi = float(v)
    return hi, (float(v - mpf(hi)) if abs(hi) <= MAX else 0.0)


def dd(v):
    return parts(mpf(v))


class Draw:
    """Arguments, some of them with a second part."""

    def __init__(self, seed, points):
        self.random, self.points = random.Random(seed), points

    def few(self, n):
        return range(n * self.points)

    def with_lo(self, x):
        """x, or one time in three x plus at most half a unit of its last place."""
        if self.random.random() < 2 / 3 or abs(x) < 1e-200:
            return x, 0.0
        return parts(mpf(x) * (1 + mpf(self.random.uniform(-1, 1)) * mpf(2) ** -54))

    def uniform(self, n, low, high):
        return [self.with_lo(self.random.uniform(low, high)) for _ in self.few(n)]

    def log(self, n, low, high, sign=0):
        """Log-uniform in size, of either sign unless one is given."""
        result = []
        for _ in self.few(n):
            x = float(ldexp(self.random.uniform(1, 2), int(floor(self.random.uniform(mp_log2(low), mp_log2(high))))))
            result.append(self.with_lo(x * (sign or self.random.choice([-1, 1]))))
        return result

    def around(self, n, center, low=1e-30, high=0.1, sign=0):
        """center + a log-uniform distance, as far as two parts can tell."""
        return [parts(mpf(center) + mpf(x)) for x, _ in self.log(n, low, high, sign)]

    def weights(self, n):
        return [self.with_lo(self.random.choice([0.0, 1.0, 0.5, self.random.random()])) for _ in range(n)]


def mp_log2(x):
    return float(log(mpf(x), 2))


def value(x):
    return mpf(x[0]) + mpf(x[1])


def softplus(x):
    return log1p(exp(-fabs(x))) + max(x, 0)


def sigmoid(x):
    return 1 / (1 + exp(-x))


FUNCTIONS = {}


def function(f):
    def register(arguments):
        FUNCTIONS[arguments.__name__] = (f, arguments)

    return register


@function(exp)
def exp_(d):
    return d.uniform(40, -745, 709.7) + d.log(30, 1e-25, 700) + d.uniform(20, -2, 2) + [
        (x, 0.0) for x in (0.0, -708.4, -709.5, -720.0, -740.0, -745.1, 709.78, 0.34657359027997264, 0.3465735902799727)
    ]


@function(expm1)
def exp_m1(d):
    return d.log(50, 1e-300, 700) + d.uniform(30, -1.5, 1.5) + d.log(10, 1e-318, 1e-300) + d.uniform(10, -100, -30)


@function(lambda x, k, y: k * exp(x) - y)
def exp_sub(d):
    rows = list(zip(d.uniform(30, -3, 3), d.log(30, 1e-3, 1e3, 1), d.log(30, 1e-3, 1e3, 1)))
    rows += [(x, k, k) for x, k in zip(d.log(15, 1e-20, 1), d.log(15, 1e-3, 1e3, 1))]
    for x in d.uniform(10, -0.3, 0.3) + d.uniform(10, -40, 40):  # nearly cancelling
        rows.append((x, (1.0, 0.0), parts(exp(value(x)) * (1 + mpf(2) ** -d.random.randint(3, 50)))))
    return rows + [tuple((x, 0.0) for x in row) for row in ((-700.0, 1.0, 1e-300), (5.0, 2.0, 0.0), (-745.0, 1.0, 1e300))]


@function(log)
def ln(d):
    return d.log(40, 1e-307, 1e308, 1) + d.around(30, 1) + d.uniform(20, 0.5, 2) + [
        (x, 0.0) for x in (5e-324, 1e-320, 2.2e-308, MAX, 2.0, 0.7071067811865475, 0.7071067811865476, 1.414213562373095)
    ]


@function(log1p)
def ln_1p(d):
    return (
        d.log(30, 1e-30, 0.9) + d.log(10, 1e-320, 1e-300) + d.log(20, 1, 1e308, 1) + d.uniform(15, -0.5, 1)
        + d.around(15, -1, 1e-30, 0.1, 1) + [(MAX, 0.0), (1.0, 0.0), (0.41421356237309503, 0.0), (-0.29289321881345254, 0.0)]
    )


@function(lambda x, y: log(x / y))
def ln_ratio(d):
    rows = list(zip(d.log(30, 1e-307, 1e308, 1), d.log(30, 1e-307, 1e308, 1)))
    rows += list(zip(d.uniform(20, 0.5, 2), d.uniform(20, 0.5, 2)))
    for x in d.log(20, 1e-300, 1e300, 1):
        rows.append((x, parts(value(x) * (1 + mpf(2) ** -d.random.randint(2, 60)))))
    return rows + [((MAX, 0.0), (5e-324, 0.0)), ((5e-324, 0.0), (MAX, 0.0)), ((1e-310, 0.0), (1.1e-310, 0.0))]


@function(power)
def powf(d):
    rows = list(zip(d.log(30, 1e-20, 1e20, 1), d.uniform(30, -14, 14)))
    rows += list(zip(d.uniform(20, 0, 1), d.uniform(20, 0, 5)))
    rows += list(zip(d.around(20, 1), d.log(20, 1e-3, 1e6)))
    return rows + [((0.5, 0.0), (1060.5, 0.0)), ((2.0, 0.0), (0.5, 0.0)), ((5e-324, 0.0), (0.5, 0.0)), ((3.0, 0.0), (1.0, 0.0))]


def any_size(d):
    return d.log(40, 1e-30, 20) + d.uniform(30, -6, 6) + d.log(10, 1e-320, 1e-290) + d.uniform(10, -370, 370)


@function(tanh)
def tanh_(d):
    return any_size(d)


@function(lambda x: sech(x) ** 2)
def sech_squared(d):
    return any_size(d) + [(x, 0.0) for x in (354.0, 360.0, 370.0, -372.0)]


@function(lambda x: log1p(sinh(x) ** 2) / 2)
def log_cosh(d):
    return any_size(d) + d.around(6, 0.5) + [(1e300, 0.0)]


@function(softplus)
def softplus_(d):
    return any_size(d) + [(-745.0, 0.0), (-708.0, 0.0), (1e300, 0.0), (0.0, 0.0)]


@function(sigmoid)
def sigmoid_(d):
    return any_size(d) + [(-745.0, 0.0), (-708.0, 0.0), (0.0, 0.0)]


@function(lambda x: sigmoid(x) * sigmoid(-x))
def sigmoid_slope(d):
    return any_size(d) + [(-745.0, 0.0), (708.0, 0.0), (0.0, 0.0)]


@function(lambda x, off, on: off * softplus(x) + on * softplus(-x))
def cross_entropy(d):
    x = any_size(d)
    return list(zip(x, d.weights(len(x)), d.weights(len(x))))


@function(lambda x, off, on: off * sigmoid(x) - on * sigmoid(-x))
def surprise(d):
    x = any_size(d)
    rows = list(zip(x, d.weights(len(x)), d.weights(len(x))))
    rows += [(x, (0.5, 0.0), (0.5, 0.0)) for x in d.log(10, 1e-30, 1)]
    for x in d.uniform(20, -3, 3):  # nearly cancelling
        on = mpf(d.random.random())
        rows.append((x, parts(on * exp(-value(x)) * (1 + mpf(2) ** -d.random.randint(3, 50))), parts(on)))
    return rows


@function(lambda x: loggamma(x).real)
def ln_gamma(d):
    return (
        d.uniform(25, 1, 3) + d.uniform(25, 3, 30) + d.log(15, 30, 1e300, 1) + d.around(10, 1, 1e-30, 0.5, 1) + d.around(15, 2, 1e-30, 0.5)
        + [(x, 0.0) for x in (1.0, 2.0, 1.5, 2.5, 3.0, 11.0, 12.0, 170.0, 2.5e305)]
        + d.uniform(15, 0, 1) + d.log(10, 1e-300, 1, 1)
    )


def by_gap(d):
    rows = []
    for x in d.log(30, 1e-20, 1e20, 1):
        rows.append((x, parts(value(x) * mpf(d.random.choice([-1, 1])) * mpf(2) ** -d.random.randint(1, 60))))
    for x, share in zip(d.log(30, 1e-20, 1e20, 1), d.uniform(30, -0.9, 4)):
        rows.append((x, parts(value(x) * value(share))))
    for x, y in zip(d.log(20, 1e-100, 1e100, 1), d.log(20, 1e-100, 1e100, 1)):
        rows.append((x, parts(value(y) - value(x))))
    rows = [(x, parts(value(x) + value(gap)), gap) for x, gap in rows]
    return [row for row in rows if row[1][0] > 0]


@function(lambda x, y, gap: -log1p(gap / x))
def ln_quotient(d):
    return by_gap(d)


@function(lambda x, y, gap: gap - x * log1p(gap / x))
def i_divergence(d):
    return by_gap(d)


def above_minus_one(d):
    return d.log(40, 1e-150, 0.9) + d.uniform(20, -0.9, 3) + d.log(10, 1, 1e300, 1) + d.around(10, -1, 1e-30, 0.1, 1)


@function(lambda x: log1p(x) - x)
def ln_1p_minus(d):
    return above_minus_one(d)


@function(lambda x: (1 + x) * log1p(x) - x)
def bennett(d):
    return above_minus_one(d)
# The zero of psi as far as two parts can tell.
PSI_ZERO = mpf("1.46163214496836234126265954232572132846819620400644629512959")


@function(lambda x: psi(0, x))
def digamma(d):
    return d.uniform(25, 0, 3) + d.uniform(25, 3, 30) + d.log(15, 1e-300, 1e300, 1) + d.around(20, PSI_ZERO, 1e-25, 0.3)


@function(lambda n, x: psi(int(n), x))
def polygamma(d):
    return [((float(d.random.randint(1, 3)), 0.0), x) for x in d.uniform(40, 0, 40) + d.log(40, 1e-20, 1e20, 1)]


@function(lambda x: log(-expm1(x)))
def ln_1m_exp(d):
    return d.uniform(30, -2, 0) + d.uniform(20, -700, 0) + d.log(20, 1e-300, 1, -1)


@function(erf)
def erf_(d):
    return d.uniform(30, -1, 1) + d.uniform(30, -6, 6) + d.log(20, 1e-300, 1)


@function(erfc)
def erfc_(d):
    return d.uniform(30, -1, 1) + d.uniform(40, -6, 25) + d.log(10, 1e-300, 1)


def normal_cdf_of(x):
    return erfc(-x / sqrt(2)) / 2


@function(normal_cdf_of)
def normal_cdf(d):
    return d.uniform(30, -1, 1) + d.uniform(40, -36, 8)


def quantile(p):
    if p > 0.5:
        return -quantile(1 - p)
    if p > 0.1:
        return sqrt(mpf(2)) * erfinv(2 * p - 1)
    s = sqrt(-2 * log(p))
    return -findroot(lambda x: log(normal_cdf_of(-x)) - log(p), s - log(2.5 * s) / s)


@function(quantile)
def normal_quantile(d):
    return d.uniform(40, 0, 1) + d.log(30, 1e-285, 0.5, 1) + d.around(20, 0.5)


# With more bits these take for ever, and none of them cancels.
SLOW = ["ln_gamma", "digamma", "polygamma", "erfc", "normal_cdf", "normal_quantile"]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).resolve().parent.parent / "testdata" / "dd")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for seed, (name, (f, arguments)) in enumerate(FUNCTIONS.items()):
        name = name.rstrip("_")
        if options.only and name != options.only:
            continue
        mp.prec = 400 if name in SLOW else 2400
        lines = []
        for row in arguments(Draw(seed, options.points)):
            row = row if isinstance(row[0], tuple) else (row,)
            numbers = [n for x in row for n in x]
            lines.append(",".join(repr(n).removesuffix(".0") for n in [*numbers, *parts(f(*map(value, row)))]))
        (options.out / f"{name}.csv").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
