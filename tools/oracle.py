#!/usr/bin/env python3
"""Reference vectors for every loss of the catalogue, from the formulas that are printed.

    tools/oracle.py [--check] [--specs FILE] [--only NAME ...] [--search N --out DIRECTORY]

Reads the specs from `cargo xtask specs` and testdata/parameters.toml, writes testdata/golden/LOSS.bin
in the format of testdata/README.md. No loss is named here. With --check nothing is written: the
vectors are made again and compared. With --search there are N times as many random and directed
points, others than those that are kept; LOSSFN_GOLDEN=DIRECTORY makes the test read them. Needs the
packages of requirements-oracle.txt.
"""

import argparse
import itertools
import json
import math
import pathlib
import random
import struct
import subprocess
import sys
import tomllib
import zlib
from multiprocessing import Pool

from mpmath import mp, mpf

import oracle_batch
import oracle_boxes
import oracle_groups
import oracle_rows
import oracle_taught
import oracle_vectors
from oracle_formula import Formula, condition
from oracle_outer import Outer
from oracle_points import nearest, points, ulp

ROOT = pathlib.Path(__file__).parent.parent
GOLDEN = ROOT / "testdata/golden"
MAGIC = b"lossfn golden 1\n"
# Pairs of the grid, random points, directed points: with the defaults, and with other parameters.
FULL, BRIEF = (320, 130, 130), (40, 48, 48)
# Rows of each width, likewise.
TABLES, FEW = {2: 50, 3: 50, 10: 12}, {3: 28}
# Pairs and triples of vectors of each length.
VECTORS = {2: 40, 3: 40, 17: 2}
TRIPLES = {2: 20, 3: 20}
COLUMNS, WEIGHTS, PAIRS, LABELS, THREE, FOUR, TAUGHT, TWO_VECTORS, SIGNED_VECTORS, THREE_VECTORS = range(10)
# Batches with the defaults, and with other parameters.
BATCHES, FEW_BATCHES = 6, 2
BOXES, FEW_BOXES = 240, 60
# What their records are rounded from, whatever was computed before.
PACKED = 200
# Groups of items, likewise.
GROUPS, FEW_GROUPS = 30, 12
NONE_DEFINED = 0x7FC0


def candidates(domain):
    """Values of a parameter that test its domain: closed ends, near the ends, and between."""
    if "points" in domain:
        return [float(p) for p in domain["points"]]
    if "below" in domain:
        low, high = float(domain["below"]), float(domain["above"])
        return [low, high] + [end + by for end, sign in ((low, -1), (high, 1)) for by in (sign * 1e-3, sign * 0.5, sign * 2.0)]
    low, high = float(domain["low"]), float(domain["high"])
    values = [low] * domain["low_closed"] + [high] * domain["high_closed"]
    if math.isfinite(low) and math.isfinite(high):
        values += [low + (high - low) * part for part in (0.01, 0.3, 0.99)]
    elif math.isfinite(low):
        values += [low + size for size in (1e-3, 0.5, 2.0, 1e3)]
    else:
        values += [-2.0, 0.0, 0.5, 1.0, 2.0]
    return list(dict.fromkeys(values))


def number(text):
    words = {"true": True, "false": False, "none": None}
    return words[text] if text in words else text if text.isidentifier() and text != "inf" else float(text)


def default(param):
    x = param["default"]
    return x if x is None or isinstance(x, bool) or param["kind"] == "choice" else float(x)


def settings(spec, extra):
    """Sets of parameters: the defaults, every choice of flags, each number in turn, and the given ones."""
    sets = [{}]
    for param in spec["params"]:
        if param["kind"] in ("flag", "choice"):
            values = [False, True] if param["kind"] == "flag" else param["domain"]
            # Of triples, each of which takes long, one thing differs at a time.
            bases = sets[:1] if spec["stage"] == "Triples" else sets
            more = [s | ({} if v == param["default"] else {param["name"]: v}) for s, v in itertools.product(bases, values)]
            sets = sets + more if spec["stage"] == "Triples" else more
    for param in spec["params"]:
        if param["kind"] in ("number", "optional"):
            sets += [{param["name"]: v} for v in candidates(param["domain"]) if v != default(param)]
    for text in extra:
        sets.append({k.strip(): number(v.strip()) for k, v in (part.split("=") for part in text.split(","))})
    return list({repr(s): s for s in sets}.values())


def expression(name, params):
    def show(v):
        if isinstance(v, list):
            return "[" + ", ".join(map(show, v)) + "]"
        return str(v).lower() if isinstance(v, bool) else "none" if v is None else v if isinstance(v, str) else repr(v)

    inner = ", ".join(f"{k}={show(v)}" for k, v in params.items())
    return f"{name}({inner})" if inner else name


def pack(records, size):
    """Numbers, offsets in 254ths of an ULP, condition numbers: one array after the other."""
    numbers, offsets, conditions = [], [], []
    for out, sensitivity in records:
        k = condition(out, sensitivity, size)
        if mp.isnan(k):
            numbers, offsets, conditions = numbers + [0.0], offsets + [0], conditions + [NONE_DEFINED]
            continue
        near = nearest(out, size)
        exact = 0 if not math.isfinite(near) else int(mp.nint((out - mpf(near)) / ulp(near, size) * 254))
        numbers.append(near)
        offsets.append(max(-127, min(127, exact)))
        conditions.append(struct.unpack("<I", struct.pack("<f", float(k)))[0] >> 16)
    n = len(numbers)
    return floats(numbers, size) + struct.pack(f"<{n}b", *offsets) + struct.pack(f"<{n}H", *conditions)


def floats(values, size):
    return struct.pack(f"<{len(values)}{'f' if size == 4 else 'd'}", *values)


def block(text, size, shape, width, first, second, records):
    """One block: an expression, its inputs, and the three outputs; of vectors there are two."""
    name = text.encode()
    rows = len(first) // width
    head = struct.pack("<H", len(name)) + name + struct.pack("<BBHI", size, shape, width, rows)
    data = floats(first, size)
    if shape in (TAUGHT, SIGNED_VECTORS):
        data += floats(second[0], size) + bytes(y % 256 for y in second[1])
    else:
        data += bytes(second) if shape == LABELS else floats(second, size)
    return head + data + b"".join(pack(r, size) for r in records)


def elements(spec, params, text, size, rng, inputs, budget, count, along=0):
    """Points of a loss of elements; for one of rows also tables. The derivatives are those in the input
    `along`, which stands first until the points are written."""
    everything = {p["name"]: default(p) for p in spec["params"]} | params
    everything = oracle_vectors.flagged(spec, everything)
    inputs = [inputs[along], *inputs[:along], *inputs[along + 1 :]]
    back = lambda columns: [*columns[1 : along + 1], columns[0], *columns[along + 1 :]]
    text += f" wrt {inputs[0]['name']}" * (along > 0)
    formula = Formula(spec["formula"], everything, inputs)
    chosen = points(spec, formula, everything, inputs, size, rng, budget)
    outs = [formula.reference(tuple(map(mpf, p)), size) for p in chosen]
    columns = back(list(zip(*chosen))) + [()]
    by_output = list(zip(*outs))
    outer = Outer(spec["outer"], everything) if spec["outer"] else None
    if spec["stage"] != "Rows":
        shape = [WEIGHTS, COLUMNS, THREE, FOUR][len(inputs) - 1]
        return block(text, size, shape, 1, columns[0], sum(columns[1:], ()), by_output)
    # A row of one element is no distribution: its sum may be subnormal, and the root of that is not.
    data = b"" if outer else block(text, size, PAIRS, 1, columns[0], columns[1], by_output)
    for n in (2, 3, 5):
        rows = oracle_rows.pairs(rng, n, count, size, spec["row"], formula.domains)
        first, second = back([[a for row in rows for a in row[k]] for k in (0, 1)])
        if outer:
            outs = zip(*(outer.reference(formula, list(zip(*row)), size) for row in rows))
            data += block(text, size, PAIRS, n, first, second, [[a for row in o for a in row] for o in outs])
            continue
        cells = [formula.reference((mpf(p), mpf(q)), size) for row in rows for p, q in zip(*row)]
        value, gradient, hessian = (list(o) for o in zip(*cells))
        if spec["row"] == "Mean":
            value, gradient, hessian = ([(a / n, s / n) for a, s in o] for o in (value, gradient, hessian))
        totals = [
            (sum(v for v, _ in value[i : i + n]), sum(s for _, s in value[i : i + n]))
            for i in range(0, len(value), n)
        ]
        data += block(text, size, PAIRS, n, first, second, [totals, gradient, hessian])
    return data


def scored(spec, params, size, rng, full, search):
    """Rows of scores, with labels and with distributions; class weights where the loss has them."""
    everything = {p["name"]: default(p) for p in spec["params"]} | params
    rows = oracle_rows.Rows(spec, everything)
    vectors = [p["name"] for p in spec["params"] if p["kind"] == "vector"]
    data = b""
    for n, count in (TABLES if full else FEW).items():
        count *= search
        weighted = [{}] + [{vectors[0]: w} for w in ([1.0, 2.0, 0.5] * n, [0.0] + [3.0] * n) if vectors and (full or len(params) > 1) and n == 3]
        for extra in weighted:
            weights = [w[:n] for w in extra.values()]
            named = expression(spec["name"], params | {k: v[:n] for k, v in extra.items()})
            w = [mpf(a) for a in weights[0]] if weights else None
            ways = [(LABELS, oracle_rows.labelled), (PAIRS, oracle_rows.distributed)]
            ways = [(PAIRS, oracle_rows.among_sets)] if rows.sets else ways[: 1 + spec["distributions"]]
            for shape, make in ways:
                table = make(rng, n, count, rows.logits, size)
                if rows.violated:
                    first = [1.0] + [0.0] * (n - 1) if rows.sets else 0
                    table += [(row, first) for row in oracle_rows.at_margin(rng, n, rows.margin, size)]
                outs = []
                for x, y in table:
                    x = [mpf(a) for a in x]
                    target = [mpf(k == y) for k in range(n)] if shape == LABELS else [mpf(a) for a in y]
                    outs.append(rows.reference(x, target, y if shape == LABELS else None, w, size))
                records = [[o[0] for o in outs]] + [[a for o in outs for a in o[1 + n * i : 1 + n * (i + 1)]] for i in (0, 1)]
                first = [a for x, _ in table for a in x]
                second = [y for _, y in table] if shape == LABELS else [a for _, y in table for a in y]
                data += block(named, size, shape, n, first, second, records)
    return data


def taught(spec, params, size, rng, full, search):
    """Rows of scores with those of a teacher and labels."""
    reference = oracle_taught.Taught(spec, {p["name"]: default(p) for p in spec["params"]} | params)
    data = b""
    for n, count in (TABLES if full else FEW).items():
        table = oracle_taught.rows(rng, n, count * search, size)
        outs = [reference.reference([mpf(a) for a in x], [mpf(a) for a in t], y, size) for x, t, y in table]
        records = [[o[0] for o in outs]] + [[a for o in outs for a in o[1 + n * i : 1 + n * (i + 1)]] for i in (0, 1)]
        first, teacher = ([a for row in table for a in row[k]] for k in (0, 1))
        data += block(expression(spec["name"], params), size, TAUGHT, n, first, (teacher, [y for *_, y in table]), records)
    return data


# Symmetric positive definite matrices, one nearly of a lower rank.
MATRICES = {2: [2.0, 0.5, 0.5, 1.0], 3: [1.0, 0.999, 0.0, 0.999, 1.0, 0.25, 0.0, 0.25, 40.0]}


def vectors(spec, params, size, rng, share, search, along):
    """Pairs and triples of vectors, with the derivatives in one of them."""
    everything = {p["name"]: default(p) for p in spec["params"]} | params
    domains = [i["domain"] for i in spec["inputs"]]
    labels = [float(y) for d in domains for y in d.get("points", [])]
    domains = [d for d in domains if "points" not in d]
    matrices = [p["name"] for p in spec["params"] if p["kind"] == "matrix"]
    data = b""
    for n, count in (VECTORS if len(domains) == 2 else TRIPLES).items():
        for extra in [{}, *({name: MATRICES[n]} for name in matrices if n in MATRICES)]:
            text = expression(spec["name"], params | extra) + f" wrt {spec['inputs'][along]['name']}" * (along > 0)
            reference = oracle_vectors.Vectors(spec, everything | extra)
            some = count if flags(params) else max(10, int(12 * share)) if n < 10 else 1
            rows = oracle_vectors.tuples(rng, domains, n, some * search, size)
            marks = [int(labels[i // 2 % len(labels)]) if labels else None for i in range(len(rows))]
            outs = [reference.reference(v, y, along, size) for v, y in zip(rows, marks)]
            records = [[o[0] for o in outs], [a for o in outs for a in o[1:]]]
            tables = [[a for row in rows for a in row[k]] for k in range(len(domains))]
            if labels:
                data += block(text, size, SIGNED_VECTORS, n, tables[0], (tables[1], marks), records)
            else:
                data += block(text, size, TWO_VECTORS if len(domains) == 2 else THREE_VECTORS, n, tables[0], sum(tables[1:], []), records)
    return data


def batches(spec, params, size, rng, full, search):
    """Batches, each a block for each of the tables and parameters that derivatives are taken in."""
    reference = oracle_batch.Batch(spec, {p["name"]: default(p) for p in spec["params"]} | params)
    shape, two, labelled = oracle_batch.SHAPES[spec["pairing"]]
    data = b""
    for first, second, labels in oracle_batch.batches(rng, spec["pairing"], (BATCHES if full else FEW_BATCHES) * search, size):
        width, n = len(first[0]), len(first) * len(first[0])
        tables = spec["varying"][1:]
        each = len(second) * width // max(1, len(tables))
        wanted = {"": range(n)} | {f" wrt {name}": range(n + k * each, n + (k + 1) * each) for k, name in enumerate(tables)}
        wanted |= {f" wrt {name}": [name] for name in spec["factors"]}
        values, gradient = reference.reference(first, second, labels, [k for keys in wanted.values() for k in keys], size)
        inputs = floats([x for row in first for x in row], size)
        inputs += struct.pack("<I", len(second)) * (two and labelled) + floats([x for row in second for x in row], size)
        for wrt, keys in wanted.items():
            name = (expression(spec["name"], params) + wrt).encode()
            data += struct.pack("<H", len(name)) + name + struct.pack("<BBHI", size, shape, width, len(first))
            data += inputs + bytes(labels) + struct.pack("<I", len(keys)) + pack(values, size) + pack(gradient[: len(keys)], size)
            gradient = gradient[len(keys) :]
    return data


def boxes(spec, params, size, rng, full, search, along):
    """Pairs of boxes, with the derivatives in one of them."""
    mp.prec = PACKED
    reference = oracle_boxes.Boxes(spec, params)
    rows = list(oracle_boxes.pairs(rng, (BOXES if full else FEW_BOXES) * search, size))
    outs = [reference.reference(row, along) for row in rows]
    records = [[o[0] for o in outs], [a for o in outs for a in o[1:]]]
    text = expression(spec["name"], params) + f" wrt {spec['inputs'][along]['name']}" * (along > 0)
    first, second = ([x for row in rows for x in row[k]] for k in (0, 1))
    return block(text, size, TWO_VECTORS, 4, first, second, records)


def groups(spec, params, size, rng, full, search):
    """Groups of items, each a block."""
    mp.prec = PACKED
    reference = oracle_groups.Group(spec, {p["name"]: default(p) for p in spec["params"]} | params)
    data = b""
    for scores, columns in oracle_groups.groups(spec, rng, (GROUPS if full else FEW_GROUPS) * search, size):
        records, others = reference.reference(scores, columns), sum(columns, [])
        shape = oracle_groups.SHAPES[len(columns)]
        data += block(expression(spec["name"], params), size, shape, 1, scores, others, records)
    return data


def flags(params):
    """Whether only flags differ from the defaults."""
    return all(isinstance(v, bool) for v in params.values())


def others(spec):
    """The inputs beside the first that derivatives are taken in, a job each."""
    if spec["stage"] == "Batch":
        return []
    return [k for k, i in enumerate(spec["inputs"]) if k and i["name"] in spec["varying"]]


def task(job):
    spec, params, size, share, search, along = job
    text = expression(spec["name"], params)
    rng = random.Random(zlib.crc32(f"{text} {size}{search if search > 1 else ''}{f' {along}' * (along > 0)}".encode()))
    full = flags(params)
    inputs = spec["inputs"]
    for variant in spec["variants"]:
        if expression("", {"": params.get(variant["param"])}) == f"(={variant['value']})":
            inputs = variant["inputs"]
    try:
        if spec["stage"] == "Batch":
            return batches(spec, params, size, rng, full, search)
        if spec["stage"] == "Groups":
            return groups(spec, params, size, rng, full, search)
        if spec["stage"] == "Boxes":
            return boxes(spec, params, size, rng, full, search, along)
        if spec["stage"] == "Taught":
            return taught(spec, params, size, rng, full, search)
        if spec["stage"] in ("Pairs", "Triples"):
            return vectors(spec, params, size, rng, share, search, along)
        if spec["stage"] in ("Softmax", "LogProbabilities") or spec["row"] == "Sets":
            return scored(spec, params, size, rng, full, search)
        full &= along == 0
        budget = FULL if full else [int(n * share) for n in BRIEF]
        budget = (budget[0], budget[1] * search, budget[2] * search)
        return elements(spec, params, text, size, rng, inputs, budget, (TABLES if full else FEW)[3] * search, along)
    except Exception as e:
        raise RuntimeError(f"{text} of {size} bytes: {e!r}") from e


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--check", action="store_true", help="compare instead of writing")
    args.add_argument("--specs", help="the JSON of `cargo xtask specs`, if it is there already")
    args.add_argument("--only", nargs="*", help="only these losses")
    args.add_argument("--search", type=int, default=1, help="how many times as many points")
    args.add_argument("--out", type=pathlib.Path, default=GOLDEN, help="where the vectors go")
    args = args.parse_args()
    if args.specs:
        specs = json.loads(pathlib.Path(args.specs).read_text())
    else:
        specs = json.loads(subprocess.run(["cargo", "xtask", "specs"], cwd=ROOT, check=True, capture_output=True).stdout)
    extra = tomllib.loads((ROOT / "testdata/parameters.toml").read_text())
    specs = [s for s in specs if not args.only or s["name"] in args.only]
    jobs = []
    for spec in specs:
        sets = settings(spec, extra.get(spec["name"], []))
        # A loss with many sets of parameters has fewer points for each.
        jobs += [(spec, params, size, min(1, 8 / len(sets)), args.search, 0) for params in sets for size in (4, 8)]
        jobs += [(spec, params, size, 1, args.search, along) for along in others(spec) for params in sets if flags(params) for size in (4, 8)]
    args.out.mkdir(parents=True, exist_ok=True)
    different = 0
    with Pool(2) as pool:
        made = pool.imap(task, jobs)
        for name, group in itertools.groupby(jobs, key=lambda job: job[0]["name"]):
            data = MAGIC + b"".join(next(made) for _ in group)
            path = args.out / f"{name}.bin"
            same = path.exists() and path.read_bytes() == data
            different += not same
            if not args.check:
                path.write_bytes(data)
            print(f"{name:20} {len(data):8} bytes{'' if same else '  changed'}", flush=True)
    sys.exit(args.check and different)


if __name__ == "__main__":
    main()
