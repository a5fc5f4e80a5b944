#!/usr/bin/env python3
"""Exact values and derivatives of `lossfn::functions`, for crates/lossfn/tests/functions.rs.

    tools/function_vectors.py > crates/lossfn/testdata/functions.txt
    tools/function_vectors.py --check     # compares with the committed file

A line is a name, the bits of a float (32 or 64), the inputs in hex, and for each output (of one input
the value and two derivatives, of two inputs the value and the derivative in each) the nearest float in
hex, how far the exact number lies above it in thousandths of its unit in the last place, and its
condition number: the sum of |x_i d out / d x_i| over the inputs, by the size of the output. Needs mpmath.
"""

import math
import pathlib
import random
import struct
import sys

from mpmath import mp, mpf, diff, erf, erfc, erfinv, exp, expm1, findroot, log, log1p, loggamma, psi, sqrt, tanh

mp.dps = 60
TARGET = pathlib.Path(__file__).parent.parent / "crates/lossfn/testdata/functions.txt"
POINTS = 28


def sigmoid(x):
    return 1 / (1 + exp(-x))


def softplus(x):
    return log1p(exp(x)) if x < 0 else x + log1p(exp(-x))


def normal_cdf(x):
    return erfc(-x / sqrt(2)) / 2


def density(x):
    return exp(-x * x / 2) / sqrt(2 * mp.pi)


def normal_quantile(p):
    if p > 0.5:
        return -normal_quantile(1 - p)
    if p > 0.1:
        return sqrt(mpf(2)) * erfinv(2 * p - 1)
    s = sqrt(-2 * log(p))
    return -findroot(lambda x: log(normal_cdf(-x)) - log(p), s - log(2.5 * s) / s)


def of_logistic(outer):
    """Functions of s = sigmoid(x), r = 1 - s."""
    return lambda x: outer(sigmoid(x), sigmoid(-x))


def tanh_all(x):
    t, h = tanh(x), 4 * sigmoid(2 * x) * sigmoid(-2 * x)
    return t, h, -2 * t * h, h * (4 * t * t - 2 * h)


def gelu(x):
    f, d = normal_cdf(x), density(x)
    return x * f, f + x * d, d * (2 - x * x), d * (x**3 - 4 * x)


def gelu_tanh(x):
    c, a = sqrt(8 / mp.pi), mpf("0.044715")
    z, z1, z2, z3 = c * (x + a * x**3), c * (1 + 3 * a * x * x), 6 * c * a * x, 6 * c * a
    s, r = sigmoid(z), sigmoid(-z)
    s1 = s * r
    s2, s3 = s1 * (r - s), s1 * (1 - 6 * s1)
    first = s1 * z1
    second = s2 * z1**2 + s1 * z2
    third = s3 * z1**3 + 3 * s2 * z1 * z2 + s1 * z3
    return x * s, s + x * first, 2 * first + x * second, 3 * second + x * third


def log1mexp(x):
    q = exp(x) / -expm1(x)
    return log1p(-exp(x)) if x < -1 else log(-expm1(x)), -q, -q * (1 + q), -q * (1 + q) * (1 + 2 * q)


def erf_all(x):
    d = 2 / sqrt(mp.pi) * exp(-x * x)
    return erf(x), d, -2 * x * d, (4 * x * x - 2) * d


def cdf_all(x):
    d = density(x)
    return normal_cdf(x), d, -x * d, (x * x - 1) * d


def quantile_all(p):
    y = normal_quantile(p)
    d = density(y)
    return y, 1 / d, y / d**2, (1 + 2 * y * y) / d**3


def logit(p):
    v = p * (1 - p)
    return log(p / (1 - p)), 1 / v, (2 * p - 1) / v**2, 2 * (3 * p * p - 3 * p + 1) / v**3


def cloglog(p):
    """With L = -ln(1 - p) and q = 1 - p the derivative is 1 / (q L)."""
    q, el = 1 - p, -log1p(-p)
    return log(el), 1 / (q * el), (el - 1) / (q * el) ** 2, diff(lambda p: (-log1p(-p) - 1) / ((1 - p) * log1p(-p)) ** 2, p)


def cloglog_mean(x):
    z = exp(x)
    e = exp(-z)
    return -expm1(-z), z * e, z * e * (1 - z), z * e * (1 - 3 * z + z * z)


def scaled(f, inside, outside):
    def all_of(x):
        y = f(inside * x)
        return [outside * inside**k * v for k, v in enumerate(y)]

    return all_of


logistic = of_logistic(lambda s, r: (s, s * r, s * r * (r - s), s * r * (1 - 6 * s * r)))
both = [(-9, 9, 0.6), (-1.5, 1.5, 0.4)]
UNARY = {
    "sigmoid": (logistic, both),
    "log_sigmoid": (lambda x: (-softplus(-x), *of_logistic(lambda s, r: (r, -s * r, -s * r * (r - s)))(x)), both),
    "softplus": (lambda x: (softplus(x), *logistic(x)[:3]), both),
    "tanh": (tanh_all, both),
    "gelu": (gelu, [(-12, 7, 0.7), (-1, -0.5, 0.3)]),
    "gelu_tanh": (gelu_tanh, [(-7, 6, 0.7), (-1, -0.5, 0.3)]),
    "log1mexp": (log1mexp, [(-20, 0, 0.5), (-1, 0, 0.5)]),
    "erf": (erf_all, [(-4, 4, 0.7), (-0.6, 0.6, 0.3)]),
    "erfc": (lambda x: [erfc(x)] + [-v for v in erf_all(x)[1:]], [(-3, 9, 0.7), (-0.6, 0.6, 0.3)]),
    "normal_cdf": (cdf_all, [(-12, 6, 0.7), (-1, 1, 0.3)]),
    "normal_quantile": (quantile_all, [(0, 1, 0.7), (0, 0.01, 0.3)]),
    "ln_gamma": (lambda x: (loggamma(x), psi(0, x), psi(1, x), psi(2, x)), [(0, 4, 0.6), (4, 40, 0.4)]),
    "digamma": (lambda x: tuple(psi(n, x) for n in range(4)), [(0, 4, 0.6), (4, 40, 0.4)]),
    "log": (lambda x: (log(x), 1 / x, -1 / x**2, 2 / x**3), [(0, 3, 1)]),
    "logit": (logit, [(0, 1, 1)]),
    "half_logit": (scaled(logit, 1, mpf(1) / 2), [(0, 1, 1)]),
    "probit": (quantile_all, [(0, 1, 1)]),
    "cloglog": (cloglog, [(0, 1, 1)]),
    "inverse": (lambda x: (1 / x, -1 / x**2, 2 / x**3, -6 / x**4), [(0, 5, 1)]),
    "inverse_squared": (lambda x: (x**-2, -2 / x**3, 6 / x**4, -24 / x**5), [(0, 5, 1)]),
    "sqrt": (lambda x: (sqrt(x), 1 / sqrt(x) / 2, -1 / sqrt(x) / x / 4, 3 / sqrt(x) / x**2 / 8), [(0, 5, 1)]),
    "log of a mean": (lambda x: (exp(x),) * 4, [(-5, 5, 1)]),
    "logit of a mean": (logistic, [(-8, 8, 1)]),
    "half_logit of a mean": (scaled(logistic, 2, 1), [(-8, 8, 1)]),
    "probit of a mean": (cdf_all, [(-8, 8, 1)]),
    "cloglog of a mean": (cloglog_mean, [(-5, 3, 1)]),
    "inverse_squared of a mean": (
        lambda x: (1 / sqrt(x), -1 / sqrt(x) / x / 2, 3 / sqrt(x) / x**2 / 4, -15 / sqrt(x) / x**3 / 8),
        [(0, 5, 1)],
    ),
    "sqrt of a mean": (lambda x: (x * x, 2 * x, mpf(2), mpf(0)), [(0, 5, 1)]),
}


def xlogy(x, y):
    """Value, derivatives, and for each of them its derivatives in both numbers."""
    return [(x * log(y), log(y), x / y), (log(y), 0, 1 / y), (x / y, 1 / y, -x / y**2)]


def log_add_exp(x, y):
    s, r = sigmoid(x - y), sigmoid(y - x)
    v = s * r
    return [(max(x, y) + log1p(exp(-abs(x - y))), s, r), (s, v, -v), (r, -v, v)]


BINARY = {
    "xlogy": (xlogy, [(0, 3), (0, 3)]),
    "log_add_exp": (log_add_exp, [(-6, 6), (-6, 6)]),
}


def to_type(x, bits):
    return struct.unpack("f", struct.pack("f", x))[0] if bits == 32 else x


def hexed(x, bits):
    return struct.pack(">f" if bits == 32 else ">d", x).hex()


def output(y, condition, bits):
    """The nearest float, what is missing, the condition number."""
    mantissa, least = (23, -149) if bits == 32 else (52, -1074)
    power = max(math.frexp(float(y))[1] - 1 - mantissa, least)
    unit = mpf(2) ** power
    units = mp.nint(y / unit)
    if units == 0:
        units = mpf(0)
    near = float(units * unit)
    rest = int(mp.nint((y / unit - units) * 1000))
    size = float(condition / abs(y)) if y != 0 else 0.0
    return f"{hexed(near, bits)} {rest} {size:.4g}"


def lines():
    for bits in (32, 64):
        for name, (f, ranges) in UNARY.items():
            r = random.Random(f"{name} {bits}")
            for i in range(POINTS):
                low, high, _ = r.choices(ranges, [w for *_, w in ranges])[0]
                x = to_type(r.uniform(low, high), bits)
                if i % 7 == 6 and low <= 0 <= high:  # small ones
                    x = to_type(math.copysign(10 ** r.uniform(-9, -1), low if low < 0 and (high <= 0 or r.random() < 0.5) else 1), bits)
                at = mpf(x)
                y = f(at)
                out = [output(y[k], abs(at * y[k + 1]), bits) for k in range(3)]
                yield " ".join([name.replace(" ", "_"), str(bits), hexed(x, bits), *out])
        for name, (f, ranges) in BINARY.items():
            r = random.Random(f"{name} {bits}")
            for i in range(POINTS):
                x = [to_type(r.uniform(*range_), bits) for range_ in ranges]
                at = [mpf(v) for v in x]
                out = [output(v, sum(abs(a * d) for a, d in zip(at, by)), bits) for v, *by in f(*at)]
                yield " ".join([name, str(bits), *(hexed(v, bits) for v in x), *out])


def main():
    text = "\n".join(lines()) + "\n"
    if "--check" in sys.argv:
        if TARGET.read_text() != text:
            sys.exit(f"{TARGET} is not what tools/function_vectors.py prints")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
