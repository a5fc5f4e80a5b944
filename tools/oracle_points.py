"""Where losses are looked at: a fixed grid, log-uniform points, and points near what cancels."""

import math
import struct

import sympy
from mpmath import mp, mpf

from oracle_formula import Tree, contains, parse

TINY = {4: 2.0**-149, 8: 2.0**-1074}
NORMAL = {4: 2.0**-126, 8: 2.0**-1022}
MAX = {4: (2 - 2.0**-23) * 2.0**127, 8: (2 - 2.0**-52) * 2.0**1023}
BITS = {4: 24, 8: 53}
FORMAT = {4: ("<f", "<i"), 8: ("<d", "<q")}


def ulp(x, size):
    """The unit in the last place of a float."""
    exponent = math.frexp(x)[1] if x else -5000
    return 2.0 ** max(exponent - BITS[size], {4: -149, 8: -1074}[size])


def nearest(x, size):
    """The nearest float of a type to an mpf."""
    if mp.isnan(x) or mp.isinf(x) or x == 0:
        return float(x)
    lowest = {4: -149, 8: -1074}[size]
    shift = max(mp.mag(x) - BITS[size], lowest)
    if shift > 1100:
        return math.copysign(math.inf, x)
    with mp.workprec(200):
        steps = int(mp.nint(mp.ldexp(mpf(x), -shift)))
    if abs(steps) * mpf(2) ** shift > MAX[size]:
        return math.copysign(math.inf, x)
    return math.ldexp(float(steps), shift)


def neighbour(x, by, size):
    """The float some places above or below."""
    if not math.isfinite(x):
        return x
    number, whole = FORMAT[size]
    bits = struct.unpack(whole, struct.pack(number, abs(x)))[0] * (1 if x >= 0 else -1) + by
    value = struct.unpack(number, struct.pack(whole, abs(bits)))[0]
    return value if bits >= 0 else -value


def inside(domain, values, size):
    """Those of some numbers that the type holds and the domain allows, once each."""
    rounded = dict.fromkeys(nearest(mpf(x), size) for x in values)
    return [x for x in rounded if contains(domain, x)]


def grid(domain, size):
    """The fixed grid (RELIABILITY P1), in a domain."""
    if "points" in domain:
        return [float(p) for p in domain["points"]]
    sizes = [TINY[size], NORMAL[size], 1.0, 20.0, 40.0, 88.0, 710.0, 1e4, 1e8, MAX[size], math.inf]
    values = [0.0, *sizes, *(-x for x in sizes)]
    if domain.get("low") == 0 and domain.get("high") == 1:
        values += [0.5, 0.1, 1e-8, neighbour(1.0, -1, size), 1 - 2.0**-12, 1e-20]
    return inside(domain, values, size)


def typical(domain, size):
    return inside(domain, domain.get("points", [1.0, -0.75, 0.3, 0.0, 3.0, 100.0, -1e-3]), size)[:4]


def draw(rng, domain, size):
    """A random number: of ordinary size, of any size, or near an end."""
    if "points" in domain:
        return float(rng.choice(domain["points"]))
    low, high = float(domain.get("low", "-inf")), float(domain.get("high", "inf"))
    while True:
        ordinary = rng.random() < 0.7
        if high < math.inf and low > -math.inf:
            near = (high - low) * 10.0 ** -rng.uniform(0, 6 if ordinary else {4: 44, 8: 320}[size])
            x = rng.choice([rng.uniform(low, high), low + near, high - near])
        else:
            reach = 3 if ordinary else {4: 38, 8: 307}[size]
            x = rng.choice([-1, 1]) * 10.0 ** rng.uniform(-reach, reach)
        for x in inside(domain, [x], size):
            return x


def joints(spec, params, inputs, size, rng):
    """Points on the joints, and one ULP to each side."""
    names = [i["name"] for i in inputs]
    found = []
    for name, text in spec["joints"]:
        expression, symbols = parse(text, params, names)
        k = names.index(name)
        if len(inputs) > 2:
            found += beside(expression, symbols, k, inputs, size, rng)
            continue
        others = [[*grid(i["domain"], size), *(draw(rng, i["domain"], size) for _ in range(12))] for i in inputs]
        for y in others[-1] if len(inputs) > 1 else [0.0]:
            mp.prec = 2000
            try:
                at = Tree([expression], symbols)(*([y] * len(inputs)))[0][0]
            except (ValueError, OverflowError):
                continue
            if not mp.isfinite(at) or not math.isfinite(y):
                continue
            for by in (-1, 0, 1):
                point = [y] * len(inputs)
                point[k] = neighbour(nearest(at, size), by, size)
                found.append(tuple(point))
    return found


def beside(expression, symbols, k, inputs, size, rng):
    """Points on a joint of one of many inputs, and one ULP to each side."""
    found = []
    for _ in range(24):
        point = [draw(rng, i["domain"], size) for i in inputs]
        mp.prec = 2000
        at = Tree([expression], symbols)(*map(mpf, point))[0][0]
        if mp.isfinite(at):
            found += [(*point[:k], neighbour(nearest(at, size), by, size), *point[k + 1 :]) for by in (-1, 0, 1)]
    return found


def roots(formula, size, rng, count):
    """Points beside the zeros of the outputs in the first input, found by bisection."""
    domain, found = formula.domains[0], []
    mp.prec = 200
    for _ in range(count):
        rest = [draw(rng, d, size) for d in formula.domains[1:]]
        scan = sorted(draw(rng, domain, size) for _ in range(24))
        outs = [quick(formula, x, rest) for x in scan]
        for k in range(3):
            for i in range(len(scan) - 1):
                if outs[i][k] * outs[i + 1][k] < 0:
                    x = bisect(formula, k, scan[i], scan[i + 1], rest, size)
                    for by in (-1, 0, 1, rng.randrange(2, 100), -(2 ** rng.randrange(10, BITS[size] - 5))):
                        found.append((neighbour(x, by, size), *rest))
    return found


def quick(formula, x, rest):
    try:
        return [0 if mp.isnan(o) else mp.sign(o) for o in formula.tree(mpf(x), *map(mpf, rest))[0]]
    except ArithmeticError:
        return [0, 0, 0]


def bisect(formula, k, low, high, rest, size):
    left = quick(formula, low, rest)[k]
    for _ in range(80):
        middle = nearest((mpf(low) + mpf(high)) / 2, size)
        if middle in (low, high):
            break
        if quick(formula, middle, rest)[k] == left:
            low = middle
        else:
            high = middle
    return high


def points(spec, formula, params, inputs, size, rng, budget):
    """All points of a loss with some parameters; `budget` is (pairs of the grid, random, directed)."""
    pairs, random, directed = budget
    domains = formula.domains
    nan = (math.nan,) * len(domains)
    chosen = [nan]
    if len(domains) == 1:
        chosen += [(x,) for x in grid(domains[0], size)]
    elif len(domains) > 2:
        some = [typical(d, size) for d in domains]
        grids = [grid(d, size) for d in domains]
        for k in range(len(domains)):
            usual = lambda: [rng.choice(s) for s in some]
            for x in [math.nan, *grids[k], *grids[k]]:
                chosen.append((*(point := usual())[:k], x, *point[k + 1 :]))
        chosen += [tuple(rng.choice(g) for g in grids) for _ in range(pairs)]
    else:
        first, second = (grid(d, size) for d in domains)
        some = [typical(d, size) for d in domains]
        chosen += [(math.nan, y) for y in some[1]] + [(x, math.nan) for x in some[0]]
        chosen += [(x, y) for x in first for y in rng.sample(some[1], min(2, len(some[1])))]
        chosen += [(x, y) for y in second for x in rng.sample(some[0], min(2, len(some[0])))]
        crossed = [(x, y) for x in first for y in second]
        chosen += rng.sample(crossed, min(pairs, len(crossed)))
    chosen += [tuple(draw(rng, d, size) for d in domains) for _ in range(random)]
    near = joints(spec, params, inputs, size, rng) + roots(formula, size, rng, directed // 8)
    for _ in range(directed // 4):
        y = [draw(rng, d, size) for d in domains]
        near.append((nearest(mpf(y[-1]) * (1 + rng.choice([-1, 1]) * mpf(10) ** -rng.uniform(0, 17)), size), *y[1:]))
    chosen += rng.sample(near, min(directed, len(near)))
    allowed = [p for p in chosen if all(math.isnan(x) or contains(d, x) for x, d in zip(p, domains))]
    # -0 is not 0 here, and NaN is itself.
    return list({repr(p): p for p in allowed}.values())
