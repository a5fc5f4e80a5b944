"""docs/peers.md: how far other libraries are from the exact results, and what their means divide by."""

import math
import pathlib
from collections import defaultdict

from mpmath import mp, mpf

from peers_ask import FLOATS

OUTPUTS = ["value", "gradient", "hessian"]
BAD = 3

INTRODUCTION = """# Other libraries

How far other libraries are from the exact result, on the points of `testdata/parity`: ordinary numbers, the
numbers where losses break (0, subnormals, 20, 40, 88, 710, 1e4, 1e8, the largest, infinities), joints with their
neighbours, and points where something cancels. The exact results have 50 digits and more and come from the
formula on the page of the loss; derivatives are those of the library's own automatic differentiation, or of its
functions for them. The boosters tell theirs through the leaves of trees with one row each.

Errors are in units in the last place of the type, less half the condition number, which no program that gets
rounded inputs can be blamed for. They are the largest of the answers that are right; an answer is *wrong* that is
off by more than 1000 units beside that, or that is infinite or NaN where the exact result is finite,
or the reverse. Some of that is meant by its authors (probabilities that are clipped, Stirling's formula), and says
so. Where a derivative jumps, another slope between the two sides is no error and is not counted.

lossfn is within 2 + k/2 units of the exact result, 4 + k/2 for the hessian, on all of these points (k is the
condition number; the exceptions of f64 stand in `testdata/exceptions.toml`). Of every answer that is right it is
within 4 units, or that bound where it is wider, beside the error of the other. `cargo test -p lossfn --test all parity::`
compares, and prints the counts.

The page is made by `tools/peers.py` with the versions below, on x86-64 with AVX-512: other processors give these
libraries other last digits.
"""


def shown(x):
    return "0" if x == 0 else f"{x:.1f}" if x < 100 else f"{x:.0e}".replace("e+0", "e").replace("e+", "e")


def number(x, size):
    """The shortest digits that a float is read from."""
    text = str(FLOATS[size](x))
    return text.removesuffix(".0")


def apart(got, exact, size):
    """Two numbers with as many digits as tell them apart, and two more."""
    if math.isfinite(got) and mp.isfinite(exact):
        for digits in range(4, 18):
            if mp.nstr(mpf(got), digits) != mp.nstr(exact, digits):
                return [mp.nstr(mpf(x), digits + 2, strip_zeros=True).removesuffix(".0") for x in (got, exact)]
    return number(got, size), mp.nstr(exact, 6).replace("+inf", "inf").removesuffix(".0")


def cell(found):
    """The largest error of the right answers, and how many are wrong."""
    if not found:
        return ""
    wrong = sum(code == BAD for code, *_ in found)
    right = [off for code, off, *_ in found if off is not None and code != BAD]
    largest = shown(max(right)) if right else "–"
    return f"{largest}, **{wrong} of {len(right) + wrong}**" if wrong else largest if right else ""


def plain(block, place):
    """How far inputs are from ordinary ones: for the choice of an example."""
    row = slice(place // block.width * block.width, (place // block.width + 1) * block.width)
    return sum(30 if math.isinf(x) else abs(math.log10(abs(x))) if x else 1 for x in block.first[row])


def wrong(case):
    """A wrong answer in words: of what, at which inputs, the answer, and the exact one."""
    block, output, (_, _, got, place) = case
    item = block.item(place if output == 0 else place // block.width)
    inputs = ", ".join(
        f"{name} {number(x[0], block.size) if len(x) == 1 else '[' + ', '.join(number(a, block.size) for a in x) + ']'}"
        for name, x in item.items())
    part = "coordinate" if block.of_vectors() else "class"
    which = f" of {part} {place % block.width}" if output and block.width > 1 else ""
    return OUTPUTS[output] + which, inputs, *apart(got, block.exact[output][place][0], block.size)


def example(entry, cases):
    """The wrong answer with the most ordinary inputs."""
    case = min(cases, key=lambda c: (plain(c[0], c[2][3] if c[1] else c[2][3] * c[0].width), c[0].size))
    what, inputs, got, exact = wrong(case)
    block = case[0]
    return f"* `{entry['function']}`, {block.expression}, {what} at {inputs} in f{8 * block.size}: {got}, exact {exact}"


def differences(name, reports):
    """Every value and gradient of a library that is wrong."""
    text = [f"## Where {name} differs\n",
            f"Every value and gradient of {name} above that is wrong, beside the exact one; lossfn keeps its bounds there. A gradient "
            "is that in the first input.\n"]
    tables = defaultdict(list)
    for entry, block, output, found in reports:
        if output < 2:
            tables[entry["function"], entry["loss"]] += [(block, output, f) for f in found if f[0] == BAD]
    for (function, loss), cases in tables.items():
        if cases:
            text += [f"`{function}`, {loss}:\n", f"| inputs | | {name} | exact |", "|---|---|---|---|"]
            for case in cases:
                what, inputs, got, exact = wrong(case)
                text.append(f"| {inputs} | f{8 * case[0].size} {what} | {got} | {exact} |")
            text.append("")
    return "\n".join(text)


def section(name, about, versions, reports):
    """A library: its functions, and an example for each that is wrong."""
    versions = ", ".join(f"{p} {versions[p]}" for p in about["packages"])
    text = [f"## {name}\n", " ".join([f"{versions}.", about.get("note", "")]).strip() + "\n"]
    columns = defaultdict(list)
    cases = defaultdict(list)
    for entry, block, output, found in reports:
        key = entry["loss"] + ", distributions" * (entry.get("shape") == "pairs"), entry["call"], entry["function"], entry.get("note", "")
        columns[key] += [(block.size, output, f) for f in found]
        cases[key, output] += [(block, output, f) for f in found if f[0] == BAD]
    sizes = [size for size in (4, 8) if any(s == size for c in columns.values() for s, _, _ in c)]
    head = [f"f{8 * size} {o}" for size in sizes for o in OUTPUTS]
    text += ["| loss | function | " + " | ".join(head) + " |", "|---|---|" + "---|" * len(head)]
    examples = []
    for key, answers in columns.items():
        loss, _, function, note = key
        cells = [cell([f for s, o, f in answers if (s, o) == (size, k)]) for size in sizes for k in range(3)]
        text.append(f"| {loss} | `{function}`{': ' + note if note else ''} | " + " | ".join(cells) + " |")
        entry = {"function": function}
        examples += [example(entry, cases[key, o]) for o in range(3) if cases[key, o]]
    if examples:
        text += ["", "Wrong, an example of each:", "", *examples]
    return "\n".join(text) + "\n"


def means(reports):
    """Which reduction of ours each call for one number is."""
    text = ["## Means\n",
            "Which reduction of lossfn each of these is. `mean` divides by the sum of the weights (of the classes too), "
            "`mean_n` by the number of items that count, `batch_mean` by the rows. Errors of value and gradient as above.\n",
            "| library | loss | reduction | call | f32 | f64 |", "|---|---|---|---|---|---|"]
    rows = defaultdict(lambda: defaultdict(list))
    for entry, block, output, found in reports:
        extra = " and ".join({"weight": "weights", "ignore": "ignored rows"}[w] for w in entry.get("with", []))
        key = entry["name"], entry["loss"], f"`{entry['reduction']}`{' with ' + extra if extra else ''}", entry["call"]
        rows[key][block.size].append((output, found))
    for (name, loss, reduction, call), sizes in rows.items():
        cells = ["; ".join(cell(found) for _, found in sorted(sizes[s], key=lambda x: x[0]) if cell(found)) for s in (4, 8)]
        text.append(f"| {name} | {loss} | {reduction} | `{call}` | " + " | ".join(cells) + " |")
    return "\n".join(text) + "\n"


def documented(reports):
    """Losses of libraries that are not asked, by the formulas that these document."""
    text = ["## By their formulas\n",
            "These libraries were not run: what they document was computed to 50 digits and more, and the loss is held "
            "against that.\n",
            "| library | function | loss | formula |", "|---|---|---|---|"]
    lines = {(e["name"], e["function"], e["loss"], e["formula"]) for e, *_ in reports}
    text += [f"| {library} | `{function}` | {loss} | `{formula}` |" for library, function, loss, formula in sorted(lines)]
    return "\n".join(text) + "\n"


def page(table, reports):
    lines = (pathlib.Path(__file__).parent / "requirements-peers.txt").read_text().splitlines()
    versions = dict(line.split("==") for line in lines if "==" in line)
    text = [INTRODUCTION]
    each = [r for r in reports if r[0]["reduction"] == "values" and r[0]["way"] != "formula"]
    summary = ["| library | functions | answers | wrong |", "|---|---|---|---|"]
    sections = []
    for name in dict.fromkeys(r[0]["name"] for r in each):
        own = [r for r in each if r[0]["name"] == name]
        answers = [f for *_, found in own for f in found if f[1] is not None]
        wrong = sum(code == BAD for code, *_ in answers)
        functions = len({(r[0]["loss"], r[0]["call"]) for r in own})
        summary.append(f"| [{name}](#{name.replace(' ', '-')}) | {functions} | {len(answers)} | {wrong} |")
        sections.append(section(name, table[own[0][0]["library"]], versions, own))
    text += ["\n".join(summary) + "\n", *sections, means([r for r in reports if r[0]["reduction"] != "values"])]
    text += [differences(name, [r for r in each if r[0]["library"] == name]) for name in table if table[name].get("listed")]
    text.append(documented([r for r in reports if r[0]["way"] == "formula"]))
    text.append("## Not asked\n\n" + "\n".join(f"* {name}: {why}" for name, why in table["left_out"].items()) + "\n")
    return "\n".join(text)
