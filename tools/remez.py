#!/usr/bin/env python3
"""Minimax polynomials of the special functions, by Remez exchange.

    tools/remez.py > crates/lossfn/src/real/math/coefficients.rs
    tools/remez.py --check     # compares with the committed file

Each table holds the coefficients of the polynomial q, highest power first, that minimises the
largest |weight(x) (q(x) - f(x))| on an interval, where the weight makes that the relative error of
the whole function. Coefficients are rounded to the type one at a time, lowest power first, and the
others are fitted again around those already rounded, where that helps. Needs mpmath.
"""

import functools
import pathlib
import struct
import sys

from mpmath import (
    mp, mpf, atanh, erf, erfc, erfinv, euler, exp, expm1, findroot, log, log1p, loggamma, lu_solve, matrix, polyval, psi
)

mp.prec = 240
TARGET = pathlib.Path(__file__).parent.parent / "crates/lossfn/src/real/math/coefficients.rs"
GRID = 1200


def nearest(x, single):
    """x rounded to a float of 24 or 53 bits."""
    x = float(x)
    return struct.unpack("f", struct.pack("f", x))[0] if single else x


def remez(f, weight, low, high, terms, first=0):
    """The best q(x) = x^first (c_0 + ... + c_(terms-1) x^(terms-1)), and its error."""
    low, high = mpf(low), mpf(high)
    chebyshev = [(low + high) / 2 - (high - low) / 2 * mp.cos(mp.pi * i / GRID) for i in range(GRID + 1)]
    grid = [x for x in chebyshev if abs(x) > high / 10**6]
    values = [(f(x), weight(x)) for x in grid]
    points = [round(i * (len(grid) - 1) / terms) for i in range(terms + 1)]
    for _ in range(40):
        a = matrix(terms + 1, terms + 1)
        b = matrix(terms + 1, 1)
        for row, at in enumerate(points):
            x, (y, w) = grid[at], values[at]
            for column in range(terms):
                a[row, column] = w * (x / high) ** (first + column)
            a[row, terms] = (-1) ** row
            b[row] = w * y
        solution = lu_solve(a, b)
        c = [solution[i] / high ** (first + i) for i in range(terms)]
        errors = [w * (x**first * polyval(c[::-1], x) - y) for x, (y, w) in zip(grid, values)]
        # The largest error of each run of one sign; then the best neighbours in number.
        peaks = []
        for i, e in enumerate(errors):
            if peaks and (errors[peaks[-1]] > 0) == (e > 0):
                if abs(e) > abs(errors[peaks[-1]]):
                    peaks[-1] = i
            else:
                peaks.append(i)
        while len(peaks) > terms + 1:
            ends = abs(errors[peaks[0]]) < abs(errors[peaks[-1]])
            peaks.pop(0 if ends else -1)
        worst = max(abs(e) for e in errors)
        if len(peaks) < terms + 1 or worst < abs(solution[terms]) * mpf("1.0001"):
            break
        points = peaks
    return c, worst


def fit(f, weight, low, high, terms, single):
    """The coefficients, rounded, lowest power first, and the error of the rounded polynomial.

    Where `single` is "pair", the lowest one is a sum of two floats, the second of which stands first.
    """
    c, _ = remez(f, weight, low, high, terms)
    if single == "pair":
        fixed = [nearest(x, False) for x in c]
        rest = nearest(c[0] - mpf(fixed[0]), False)
        return [rest, *fixed], largest(f, weight, low, high, [mpf(fixed[0]) + rest, *fixed[1:]])
    fixed = [nearest(c[0], single)]
    # Powers above the first have a common zero: inside the interval it spoils the exchange, but
    # there the rounding of one coefficient is small beside the error.
    while len(fixed) < terms:
        if low >= 0:
            known = list(fixed)
            rest = lambda x: f(x) - polyval(known[::-1], x)
            again, _ = remez(rest, weight, low, high, terms - len(fixed), len(fixed))
            c = known + again
        fixed.append(nearest(c[len(fixed)], single))
    return fixed, largest(f, weight, low, high, fixed)


def largest(f, weight, low, high, c):
    """The largest error of the polynomial with these coefficients, lowest power first."""
    grid = [mpf(low) + (mpf(high) - mpf(low)) * i / 4000 for i in range(1, 4000)]
    return max(abs(weight(x) * (polyval(c[::-1], x) - f(x))) for x in grid if abs(x) > high / 10**6)


def exp_tail(r):
    """e^r = 1 + r + r^2 q(r)."""
    return (expm1(r) - r) / r**2


def atanh_tail(u):
    """2 atanh(s) = 2 s + s u q(u), u = s^2."""
    s = mp.sqrt(u)
    return 2 * (atanh(s) - s) / (s * u)


def atanh_weight(u):
    s = mp.sqrt(u)
    return s * u / (2 * atanh(s))


def atanh_far_tail(u):
    """2 atanh(s) = 2 s + 2/3 s^3 + s u^2 q(u)."""
    s = mp.sqrt(u)
    return (2 * (atanh(s) - s) / (s * u) - mpf(2) / 3) / u


def ln_1p_tail(e):
    """ln(1 + e) = e + e^2 q(e)."""
    return (log1p(e) - e) / e**2


def ln_gamma_tail(t):
    """ln Gamma(y) = (y - 1) (y - 2) q(t), y = 7/4 + t."""
    y = mpf("1.75") + t
    if min(abs(y - 1), abs(y - 2)) < mpf(2) ** -100:
        return +euler if y < 1.5 else 1 - euler
    return loggamma(y) / ((y - 1) * (y - 2))


def stirling_tail(w):
    """ln Gamma(x) = (x - 1/2) (ln x - 1) + (ln(2 pi) - 1) / 2 + q(w) / x, w = 1 / x^2."""
    x = 1 / mp.sqrt(w)
    return x * (loggamma(x) - (x - 0.5) * (log(x) - 1) - (log(2 * mp.pi) - 1) / 2)


def erf_tail(w):
    """erf(x) = x (2 / sqrt(pi) + w q(w)), w = x^2."""
    x = mp.sqrt(w)
    return (erf(x) / x - 2 / mp.sqrt(mp.pi)) / w


def erf_weight(w):
    x = mp.sqrt(w)
    return x * w / erf(x)


def erfc_tail(t):
    """(1 + 2 x) e^(x^2) erfc(x) = q(t), t = (x - 15/4) / (x + 15/4)."""
    x = mpf("3.75") * (1 + t) / (1 - t)
    return (1 + 2 * x) * exp(x * x) * erfc(x)


def at_erfc(x):
    return (mpf(x) - mpf("3.75")) / (mpf(x) + mpf("3.75"))


def digamma_tail(z):
    """psi(y) = (y - zero) q(z), y = 3/2 + z, for the positive zero of psi."""
    distance = mpf("1.5") + z - DIGAMMA_ZERO
    return psi(1, DIGAMMA_ZERO) if abs(distance) < mpf(2) ** -100 else psi(0, mpf("1.5") + z) / distance


def digamma_far_tail(w):
    """psi(x) = ln x - 1 / 2x - w q(w), w = 1 / x^2."""
    x = 1 / mp.sqrt(w)
    return (log(x) - 1 / (2 * x) - psi(0, x)) / w


def quantile_tail(w):
    """The normal quantile of 1/2 + d is d q(w), w = d^2."""
    d = mp.sqrt(w)
    return mp.sqrt(2) * erfinv(2 * d) / d


@functools.cache
def quantile_far_tail(r):
    """The normal quantile of p is -s q(r), r = 1 / s, s = sqrt(-2 ln p)."""
    s = 1 / r
    target = -(s**2) / 2
    x = findroot(lambda x: log(erfc(x / mp.sqrt(2)) / 2) - target, s - log(s * 2.5) / s)
    return x / s


DIGAMMA_ZERO = findroot(lambda x: psi(0, x), mpf("1.4616321449683623"))
EXP_END = log(2) / 2 * mpf("1.0005")
NEAR = (3 - 2 * mp.sqrt(2)) ** 2 * mpf("1.0005")  # s = f / (2 + f) for 1 + f = sqrt(2)
UNIT = mpf(1) / 9  # s for 1 + f = 2

EXP = (exp_tail, lambda r: r**2 / exp(r), -EXP_END, EXP_END)
LN = (atanh_tail, atanh_weight, mpf(2) ** -60, NEAR)
LN_FAR = (atanh_far_tail, lambda u: u * atanh_weight(u), mpf(2) ** -60, NEAR)
LN_UNIT = (atanh_tail, atanh_weight, mpf(2) ** -60, UNIT)
LN_1P = (ln_1p_tail, lambda e: e**2 / log1p(e), mpf(2) ** -60, 1)
LN_GAMMA = (ln_gamma_tail, lambda t: 1 / ln_gamma_tail(t), -mpf("0.75"), mpf("0.75"))
STIRLING = (stirling_tail, lambda w: mp.sqrt(w) / loggamma(1 / mp.sqrt(w)), mpf(2) ** -60, mpf(1) / 64)
ERF = (erf_tail, erf_weight, mpf(2) ** -60, mpf(1) / 4)
ERFC_LITE = (erfc_tail, lambda t: 1 / erfc_tail(t), at_erfc("0.5"), at_erfc("10.1"))
ERFC = (erfc_tail, lambda t: 1 / erfc_tail(t), at_erfc("0.5"), at_erfc("27.4"))
DIGAMMA = (digamma_tail, lambda z: 1 / digamma_tail(z), -mpf("0.5"), mpf("0.5"))
DIGAMMA_FAR = (digamma_far_tail, lambda w: w / psi(0, 1 / mp.sqrt(w)), mpf(2) ** -60, mpf(1) / 64)
QUANTILE = (quantile_tail, lambda w: 1 / quantile_tail(w), mpf(2) ** -60, mpf(9) / 64)
QUANTILE_FAR = (quantile_far_tail, lambda r: 1 / quantile_far_tail(r), 1 / mpf("38.7"), 1 / mpf("2.03"))

TABLES = [
    ("EXP_F32", "`e^r = 1 + r + r² q(r)`, `|r| <= ln 2 / 2`", EXP, 5, True),
    ("EXP_LITE", "The same", EXP, 6, False),
    ("EXP_F64", "The same", EXP, 11, False),
    ("LN_F32", "`2 atanh(s) = 2 s + s u q(u)`, `u = s²`, `|s| <= 3 - 2 sqrt(2)`", LN, 4, True),
    ("LN_LITE", "The same", LN, 4, False),
    ("LN_F64", "The same", LN, 7, False),
    ("LN_FAR_F64", "`2 atanh(s) = 2 s + 2/3 s³ + s u² q(u)` for the same `s`", LN_FAR, 8, False),
    ("LN_1P_F32", "`ln(1 + e) = e + e² q(e)`, `0 <= e <= 1`", LN_1P, 10, True),
    ("LN_1P_LITE", "`2 atanh(s) = 2 s + s u q(u)`, `u = s² <= 1/9`", LN_UNIT, 5, False),
    ("LN_1P_F64", "The same", LN_UNIT, 10, False),
    ("LN_GAMMA_LITE", "`ln Gamma(y) = (y - 1) (y - 2) q(y - 7/4)`, `1 <= y <= 5/2`", LN_GAMMA, 16, False),
    ("LN_GAMMA_F64", "The same", LN_GAMMA, 24, False),
    (
        "STIRLING_LITE",
        "`ln Gamma(x) = (x - 1/2) (ln x - 1) + (ln(2 pi) - 1) / 2 + q(1 / x²) / x`, `x >= 8`",
        STIRLING,
        3,
        False,
    ),
    ("STIRLING_F64", "The same", STIRLING, 6, False),
    ("ERF_LITE", "`erf x = x (2 / sqrt(pi) + w q(w))`, `w = x² <= 1/4`", ERF, 5, False),
    ("ERF_F64", "The same", ERF, 8, False),
    (
        "ERFC_LITE",
        "`(1 + 2 x) e^(x²) erfc x = q(t)`, `t = (x - 15/4) / (x + 15/4)`, `1/2 <= x <= 10`, ending in a sum",
        ERFC_LITE,
        12,
        "pair",
    ),
    ("ERFC_F64", "The same, `x <= 27`", ERFC, 23, "pair"),
    (
        "DIGAMMA_LITE",
        "`psi(y) = (y - y0) q(y - 3/2)`, `psi(y0) = 0`, `1 <= y <= 2`, ending in a sum",
        DIGAMMA,
        14,
        "pair",
    ),
    ("DIGAMMA_F64", "The same", DIGAMMA, 23, "pair"),
    ("DIGAMMA_FAR_LITE", "`psi(x) = ln x - 1 / 2 x - w q(w)`, `w = 1 / x²`, `x >= 8`", DIGAMMA_FAR, 3, False),
    ("DIGAMMA_FAR_F64", "The same", DIGAMMA_FAR, 6, False),
    ("QUANTILE", "The normal quantile of `1/2 + d` is `d q(d²)`, `|d| <= 3/8`", QUANTILE, 7, False),
    (
        "QUANTILE_FAR",
        "The normal quantile of `p` is `-s q(1 / s)`, `s = sqrt(-2 ln p) >= 2`",
        QUANTILE_FAR,
        9,
        False,
    ),
]


def generate():
    out = [
        "//! Minimax coefficients, highest power first. Generated by `tools/remez.py`; do not edit.",
        "",
    ]
    for name, what, (f, weight, low, high), terms, single in TABLES:
        c, error = fit(f, weight, low, high, terms, single)
        print(f"{name:12} {terms:2} terms, relative error 2^{float(mp.log(error, 2)):.1f}", file=sys.stderr)
        out.append(f"/// {what}; relative error 2^{float(mp.log(error, 2)):.1f}.")
        out.append(f"pub(crate) const {name}: [f64; {len(c)}] = [")
        out += [f"    {x!r}," for x in c[::-1]]
        out += ["];", ""]
    return "\n".join(out[:-1]) + "\n"


def main():
    text = generate()
    if "--check" in sys.argv:
        if TARGET.read_text() != text:
            sys.exit(f"{TARGET} is not what tools/remez.py prints")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
