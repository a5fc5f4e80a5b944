#!/usr/bin/env python3
"""Exact values of the special functions at f64 inputs, for crates/lossfn/tests/special.rs.

    tools/special_vectors.py [--count N] [--out DIRECTORY]

One file for each function; a line holds the bits of the inputs, of the nearest f64, and how far the
exact value lies above that, in thousandths of its unit in the last place. Needs mpmath.
"""

import argparse
import math
import pathlib
import random
import struct

from mpmath import mp, mpf, cosh, erf, erfc, erfinv, exp, expm1, findroot, log, log1p, loggamma, psi, sinh, tanh

mp.dps = 60
HERE = pathlib.Path(__file__).parent.parent / "crates/lossfn/testdata/special"


def bits(x):
    return struct.pack(">d", x).hex()


def nearest(y):
    """The f64 nearest to y, which mpmath does not find below the normal range."""
    if abs(y) >= mpf(2) ** -1021:
        return float(y)
    return math.ldexp(float(mp.nint(y * mpf(2) ** 1074)), -1074)


def ulp(x):
    return mpf(2) ** (max(math.frexp(x)[1] - 53, -1074))


def sigmoid(z):
    return 1 / (1 + exp(-z))


def softplus(z):
    return log1p(exp(z)) if z < 0 else z + log1p(exp(-z))


def log_cosh(x):
    return log1p(2 * sinh(x / 2) ** 2) if abs(x) < 1 else log(cosh(x))


def ln_ratio(a, b):
    return log1p((a - b) / b) if b / 2 < a < 2 * b else log(a / b)


def normal_cdf(x):
    return erfc(-x / mp.sqrt(2)) / 2


def normal_quantile(p):
    if p > 0.5:
        return -normal_quantile(1 - p)
    if p > 0.1:
        return mp.sqrt(2) * erfinv(2 * p - 1)
    s = mp.sqrt(-2 * log(p))
    return -findroot(lambda x: log(normal_cdf(-x)) - log(p), s - log(2.5 * s) / s)


def uniform(low, high):
    return lambda r: (r.uniform(low, high),)


def wide(low, high, sign=0):
    """Powers of two from low to high, of one sign or of both."""

    def draw(r):
        x = math.ldexp(r.uniform(1, 2), r.randint(low, high - 1))
        return (-x if sign < 0 or sign == 0 and r.random() < 0.5 else x,)

    return draw


def about(center, low, high, sign=0):
    """center and powers of two from low to high, of one sign or of both."""
    return lambda r: (center + wide(low, high, sign)(r)[0],)


def pairs(first, second):
    return lambda r: first(r) + second(r)


def close(r):
    a = wide(-30, 30, 1)(r)[0]
    return (a, a * (1 + wide(-52, -1)(r)[0]))


def cancelling_exp(r):
    x = r.uniform(-20, 20)
    return (x, math.exp(x) * (1 + wide(-52, -1)(r)[0]))


def modest_power(r):
    p = wide(-10, 9)(r)[0]
    return (math.exp(r.uniform(-700, 700) / max(abs(p), 1)), p)


def target(r):
    """A logit and both weights of a target."""
    y = r.choice([0.0, 1.0, r.random(), r.random(), wide(-40, -1, 1)(r)[0]])
    z = r.choice([r.uniform(-40, 40), wide(-60, 9)(r)[0]])
    return (z, 1 - y, y)


def balanced(r):
    """A logit where the two sides nearly cancel."""
    y = r.uniform(0.001, 0.999)
    return (math.log(y / (1 - y)) * (1 + wide(-52, -3)(r)[0]), 1 - y, y)


def weighted(r):
    return (r.uniform(-40, 40), wide(-10, 10, 1)(r)[0], wide(-10, 10, 1)(r)[0])


def order(r):
    return (r.choice([1.0, 2.0, 3.0]),)


def weighed_slope(z, off, on):
    return off * sigmoid(z) - on * sigmoid(-z)


def by_gap(r):
    """A number, another within some powers of two of it, and their difference, which alone is exact."""
    x = wide(-30, 30, 1)(r)[0]
    gap = x * r.choice([wide(-52, 0), wide(-3, 2), wide(0, 40, 1)])(r)[0]
    return by_gap(r) if x + gap <= 0 else (x, x + gap, gap)


def exactly(f):
    """f with digits enough for what cancels at 2^-500."""
    return mp.workdps(400)(f)


SMALL = wide(-300, 0)
FUNCTIONS = {
    "exp": (exp, [uniform(-745, 709.7), uniform(-2, 2), SMALL]),
    "exp_m1": (expm1, [uniform(-40, 709.7), uniform(-2, 2), SMALL]),
    "exp_sub": (lambda x, y: exp(x) - y, [cancelling_exp, pairs(uniform(-50, 50), wide(-60, 60))]),
    "ln": (log, [wide(-1074, 1024, 1), uniform(0.5, 2), about(1, -50, -3)]),
    "ln_1p": (log1p, [wide(-1074, 1023, 1), about(0, -1000, 0), uniform(-0.999, 3), about(-1, -50, -2, 1)]),
    "ln_1p_unit": (log1p, [uniform(0, 1), wide(-1074, 0, 1)]),
    "ln_ratio": (ln_ratio, [close, pairs(wide(-1074, 1024, 1), wide(-1074, 1024, 1)), pairs(uniform(0.2, 3), uniform(0.2, 3))]),
    "ln_quotient": (lambda x, y, gap: -log1p(gap / x), [by_gap]),
    "i_divergence": (lambda x, y, gap: gap - x * log1p(gap / x), [by_gap]),
    "ln_1p_minus": (exactly(lambda x: log1p(x) - x), [wide(-500, 0), uniform(-0.999, 3), about(-1, -50, -2, 1), wide(0, 1000, 1)]),
    "bennett": (exactly(lambda x: (1 + x) * log1p(x) - x), [wide(-500, 0), uniform(-0.999, 3), about(-1, -50, -2, 1), wide(0, 1000, 1)]),
    "pow": (lambda x, p: x**p, [modest_power, pairs(uniform(0, 5), uniform(-20, 20)), pairs(about(1, -30, -1), wide(0, 11))]),
    "sigmoid": (sigmoid, [uniform(-740, 40), uniform(-3, 3), SMALL]),
    "sigmoid_slope": (lambda z: sigmoid(z) * sigmoid(-z), [uniform(-740, 740), uniform(-3, 3), SMALL]),
    "softplus": (softplus, [uniform(-740, 40), uniform(-3, 3), SMALL]),
    "log_sigmoid": (lambda z: -softplus(-z), [uniform(-40, 740), uniform(-3, 3)]),
    "tanh": (tanh, [uniform(-20, 20), uniform(-2, 2), SMALL]),
    "sech_squared": (lambda x: cosh(x) ** -2, [uniform(-370, 370), uniform(-2, 2)]),
    "log_cosh": (log_cosh, [uniform(-2, 2), uniform(0.6, 1.1), uniform(-40, 40), wide(-500, 1000)]),
    "cross_entropy": (lambda z, off, on: off * softplus(z) + on * softplus(-z), [target, weighted]),
    "surprise": (weighed_slope, [target, balanced]),
    "ln_gamma": (loggamma, [uniform(0, 3), about(2, -40, -1), about(1, -40, -1), uniform(2, 12), wide(-1000, 1000, 1)]),
    "digamma": (lambda x: psi(0, x), [uniform(0, 3), about(1.4616321449683622, -50, -2), uniform(2, 12), wide(-1000, 1000, 1)]),
    "polygamma": (lambda n, x: psi(int(n), x), [pairs(order, uniform(0, 20)), pairs(order, wide(-20, 60, 1))]),
    "ln_1m_exp": (lambda x: log1p(-exp(x)) if x < -1 else log(-expm1(x)), [uniform(-2, 0), wide(-1000, 0, -1), uniform(-740, 0)]),
    "erf": (erf, [uniform(-6, 6), uniform(-0.6, 0.6), SMALL]),
    "erfc": (erfc, [uniform(-6, 6), uniform(0.3, 0.7), uniform(0, 27.2)]),
    "exp_square": (lambda x, k: exp(k * x * x), [pairs(uniform(-27, 27), lambda r: (r.choice([-1, -0.5, 0.5]),))]),
    "normal_cdf": (normal_cdf, [uniform(-38.4, 8), uniform(-1, 1), uniform(-6, 6)]),
    "normal_quantile": (normal_quantile, [uniform(0, 1), about(0.5, -52, -2), wide(-1070, 0, 1)]),
}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--out", type=pathlib.Path, default=HERE)
    parser.add_argument("only", nargs="*")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for name, (f, draws) in FUNCTIONS.items():
        if options.only and name not in options.only:
            continue
        r = random.Random(name)
        lines = []
        while len(lines) < options.count:
            x = draws[len(lines) % len(draws)](r)
            y = f(*(mpf(v) for v in x))
            if abs(y) >= mpf(2) ** 1023 or y != 0 and abs(y) < mpf(2) ** -1074:
                continue
            high = nearest(y)
            above = mp.nint((y - mpf(high)) / ulp(high) * 1000)
            lines.append(" ".join([bits(v) for v in (*x, high)] + [str(int(above))]))
        (options.out / f"{name}.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
