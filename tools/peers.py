#!/usr/bin/env python3
"""What other libraries answer, beside the exact results of the printed formulas.

    tools/peers.py [--check] [--specs FILE] [--only LOSS ...] [--verbose]

Reads testdata/parity/peers.toml and the specs from `cargo xtask specs`, writes
testdata/parity/LOSS.bin in the format of testdata/README.md, and docs/peers.md unless --only is given.
No loss is named here. With --check nothing is written: the files are made again and compared. The
libraries answer in the last digits as their kernels for this processor do. Needs the packages of
requirements-peers.txt.
"""

import argparse
import json
import math
import multiprocessing
import pathlib
import re
import struct
import subprocess
import sys
import tomllib
from collections import defaultdict

from mpmath import mp

import oracle_batch
import peers_blocks
import peers_docs
from oracle import (COLUMNS, FOUR, LABELS, PAIRS, ROOT, SIGNED_VECTORS, TAUGHT, THREE, THREE_VECTORS, TWO_VECTORS,
                    WEIGHTS, floats, pack)
from oracle_formula import condition
from oracle_points import FORMAT, nearest
from peers_ask import ask
from peers_blocks import REDUCTIONS, ROWS, SHAPES, VECTORS, error, spoken

PARITY = ROOT / "testdata/parity"
MAGIC = b"lossfn parity 1\n"
SIZES = {"f32": 4, "f64": 8}
OUTPUTS = ["value", "gradient", "hessian"]
# A peer that is further off than this, beside half the condition number, is wrong.
WRONG = 1000
# How an answer is written: there is none; it is between the one-sided limits of a jump; its bits
# follow; its bits follow and it is wrong; else how many floats it lies above the nearest, and a shift.
ABSENT, BETWEEN, FAR, BAD, SHIFT = 0, 1, 2, 3, 129


def entries(table):
    """Every line of peers.toml, with what its library says, for each way it is asked."""
    for library, about in table.items():
        if library == "left_out":
            continue
        for way in about["asked"]:
            shared = {
                "library": library,
                "name": library if len(about["asked"]) == 1 else f"{library} on {way}",
                "way": way,
                "columns": about.get("columns", False),
                "modules": about.get("modules", about["packages"]),
                "types": about.get("types", list(SIZES)),
                "outputs": about.get("outputs", OUTPUTS),
                "reduction": "values",
            }
            for line in about["peers"] + about.get("means", []):
                yield shared | line | {"function": re.match(r"[\w.:]+|\(?([\w.]+)", line["call"])[0].lstrip("(")}


def jobs_of(entry, specs):
    """The blocks that an entry answers: (spec, expression, size, shape, width, reduction, with)."""
    _, spec, _ = spoken(entry["loss"], specs)
    scores = spec["stage"] in ("Softmax", "LogProbabilities")
    columns = COLUMNS if spec["stage"] == "Rows" else [WEIGHTS, COLUMNS, THREE, FOUR][len(spec["inputs"]) - 1]
    shape = SHAPES.get(entry.get("shape"), LABELS if scores else columns)
    if spec["stage"] == "Taught":
        shape = TAUGHT
    widths = list(ROWS) if shape in (LABELS, TAUGHT) else [3] if shape == PAIRS else [1]
    if spec["stage"] in ("Pairs", "Triples"):
        labelled = any("points" in i["domain"] for i in spec["inputs"])
        shape = SIGNED_VECTORS if labelled else TWO_VECTORS if spec["stage"] == "Pairs" else THREE_VECTORS
        widths = list(VECTORS)
    if spec["stage"] == "Batch":
        shape, widths = oracle_batch.SHAPES[spec["pairing"]][0], list(VECTORS)
    if "(" in entry["loss"] or entry["reduction"] != "values":
        widths = widths[:1]
    if spec["stage"] == "Rows":
        shape = PAIRS
    for kind in entry["types"]:
        for width in widths:
            yield spec["name"], entry["loss"], SIZES[kind], shape, width, entry["reduction"], tuple(entry.get("with", []))


def places(x, size):
    """The place of a float among all floats."""
    number, whole = FORMAT[size]
    (bits,) = struct.unpack(whole, struct.pack(number, x))
    return bits if bits >= 0 else -(bits & (2 ** (8 * size - 1) - 1))


def kept(k):
    """A condition number as the vectors keep it: who reads them has to judge alike."""
    (bits,) = struct.unpack("<I", struct.pack("<f", float(k)))
    return struct.unpack("<f", struct.pack("<I", bits >> 16 << 16))[0]


def judged(block, output, place, got):
    """How an answer is written, and its error in ULP beyond what the condition number explains."""
    if got is None:
        return bytes([ABSENT]), None
    out, sensitivity = block.exact[output][place]
    k = condition(out, sensitivity, block.size)
    if mp.isnan(k):
        return bytes([ABSENT]), None
    distance = error(out, got, block.size)
    off = max(0.0, distance - float(k) / 2)
    wrong = not distance - kept(k) / 2 <= WRONG
    sides = block.sides.get((output, place))
    if wrong and sides and nearest(sides[0], block.size) <= got <= nearest(sides[1], block.size):
        return bytes([BETWEEN]), None
    near = nearest(out, block.size)
    steps = places(got, block.size) - places(near, block.size) if math.isfinite(got) and math.isfinite(near) else None
    if not wrong and (steps is None and got == near or steps is not None and -125 <= steps <= 126):
        return bytes([SHIFT + (steps or 0)]), off
    return bytes([BAD if wrong else FAR]) + floats([got], block.size), off


def short(text):
    data = text.encode()
    return struct.pack("<H", len(data)) + data


def packed(block, answers):
    """A block with the answers of its peers, and a report of each."""
    head = short(block.expression) + struct.pack(
        "<BBHIBBB", block.size, block.shape, block.width, block.rows(), REDUCTIONS.index(block.reduction),
        bool(block.weight), block.ignore)
    data = floats(block.first, block.size)
    classes = block.shape == oracle_batch.SHAPES["Classes"][0]
    data += struct.pack("<I", len(block.second) // block.width) if classes else b""
    names = block.shape in (LABELS, oracle_batch.SHAPES["Labels"][0])
    data += bytes(block.second) if names else floats(block.second, block.size)
    data += bytes(y % 256 for y in block.labels) + floats(block.weight, block.size)
    data = head + data + b"".join(pack(e, block.size) for e in block.exact) + bytes([len(answers)])
    reports = []
    for entry, outs in answers:
        given = [o for o in range(3) if OUTPUTS[o] in entry["outputs"] and any(a is not None for a in outs[o])]
        data += short(entry["name"]) + short(entry["function"]) + bytes([sum(1 << o for o in given)])
        for o in given:
            if len(outs[o]) != len(block.exact[o]):
                raise ValueError(f"{entry['call']}: {len(outs[o])} answers, not {len(block.exact[o])}")
            found = [judged(block, o, i, got) for i, got in enumerate(outs[o])]
            data += b"".join(code for code, _ in found)
            reports.append((entry, block, o, [(code[0], off, outs[o][i], i) for i, (code, off) in enumerate(found)]))
    return data, reports


def asked(work):
    """The answers of a library, from a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(ask, (work,))


def main():
    args = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    args.add_argument("--check", action="store_true", help="compare instead of writing")
    args.add_argument("--specs", help="the JSON of `cargo xtask specs`, if it is there already")
    args.add_argument("--only", nargs="*", help="only these losses")
    args.add_argument("--verbose", action="store_true", help="what was refused, and why")
    args = args.parse_args()
    if args.specs:
        specs = json.loads(pathlib.Path(args.specs).read_text())
    else:
        specs = json.loads(subprocess.run(["cargo", "xtask", "specs"], cwd=ROOT, check=True, capture_output=True).stdout)
    specs = {s["name"]: s for s in specs}
    table = tomllib.loads((PARITY / "peers.toml").read_text())
    lines = [e for e in entries(table) if not args.only or spoken(e["loss"], specs)[1]["name"] in args.only]
    wanted = {job: None for e in lines for job in jobs_of(e, specs)}
    with multiprocessing.Pool(2) as pool:
        made = pool.map(peers_blocks.make, [(spoken(job[1], specs)[1], *job[1:]) for job in wanted], chunksize=1)
    blocks = dict(zip(wanted, made))
    print(f"{len(lines)} lines, {len(blocks)} blocks", flush=True)

    groups = defaultdict(list)
    for entry in lines:
        backend = entry["way"] if entry["way"] in ("jax", "torch") else "jax"
        groups[entry["name"], backend, entry["way"], entry["columns"]] += [(entry, job) for job in jobs_of(entry, specs)]
    answers = defaultdict(list)
    for (name, *how), work in groups.items():
        # What is exact is no business of theirs.
        plain = [(entry, peers_blocks.without_exact(blocks[job])) for entry, job in work]
        refusals = set()
        for (entry, job), (outs, refused) in zip(work, asked((*how, plain))):
            answers[job].append((entry, outs))
            refusals |= {f"    {entry['loss']}: {entry['call']}: {why}" for why in refused}
        print(f"{name}: {len(work)} blocks answered, {len(refusals)} kinds of refusal", flush=True)
        if args.verbose:
            print("\n".join(sorted(refusals)))

    files, reports = defaultdict(lambda: MAGIC), []
    for job, block in blocks.items():
        data, found = packed(block, answers[job])
        files[job[0]] += data
        reports += found
    different = 0
    outputs = {PARITY / f"{name}.bin": data for name, data in files.items()}
    if not args.only:
        outputs[ROOT / "docs/peers.md"] = peers_docs.page(table, reports).encode()
    for path, data in outputs.items():
        same = path.exists() and path.read_bytes() == data
        different += not same
        if not args.check:
            path.write_bytes(data)
        print(f"{path.name:24} {len(data):8} bytes{'' if same else '  changed'}")
    sys.exit(args.check and different)


if __name__ == "__main__":
    main()
