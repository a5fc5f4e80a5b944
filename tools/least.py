"""Where a convex function is least."""

from mpmath import mp, mpf


def least(f, low, high, digits):
    """Between two numbers, by golden section: no derivative is taken. To so many digits, and no further than the same power of them beside 0."""
    near = mpf(10) ** -digits
    part = (mp.sqrt(5) - 1) / 2
    c, d = high - part * (high - low), low + part * (high - low)
    at_c, at_d = f(c), f(d)
    while high - low > near * max(abs(low), abs(high), near):
        if at_c <= at_d:
            high, d, at_d = d, c, at_c
            c = high - part * (high - low)
            at_c = f(c)
        else:
            low, c, at_c = c, d, at_d
            d = low + part * (high - low)
            at_d = f(d)
    return (low + high) / 2
