"""What `help` shows of a loss: its signature and its page, from its spec."""

from __future__ import annotations

import inspect
import keyword
import textwrap
from collections.abc import Iterator
from typing import Any

#: The options of every loss, with their defaults; rows have an axis besides.
OPTIONS = {
    "weight": None,
    "mask": None,
    "ignore": None,
    "reduction": "mean",
    "on_empty": "error",
    "validate": True,
    "dialect": None,
}
#: What is read element by element; all else in rows.
ELEMENTS = {"Elements", "Weights", "Groups"}
#: What is made of vectors: their coordinates bend it together.
VECTORS = ("Pairs", "Triples", "Batch")
SPARSE = "; or sparse rows (CSR)"


def describe(loss: Any, spec: dict[str, Any]) -> None:
    """Gives a loss its name, signature and page."""
    loss.__name__ = loss.__qualname__ = spec["name"]
    loss.__signature__ = signature(spec)
    loss.__doc__ = page(spec)


def number(x: Any) -> Any:
    """A number of a spec: JSON has no infinity."""
    return float(x) if isinstance(x, str) and x.lstrip("-") in ("inf", "NaN") else x


def python_name(param: dict[str, Any]) -> str:
    """The name of a parameter in Python."""
    return str(param["name"]) + "_" * keyword.iskeyword(param["name"])


def required(param: dict[str, Any]) -> bool:
    """Whether a parameter has to be given."""
    return param["default"] is None and param["kind"] in ("number", "loss")


def has_rows(spec: dict[str, Any]) -> bool:
    """Whether a loss or a metric reads rows."""
    return spec["stage"] not in ELEMENTS


def has_hessian(spec: dict[str, Any]) -> bool:
    """Whether there are second derivatives of single elements."""
    return bool(spec["has_hessian"])


def is_batch(spec: dict[str, Any]) -> bool:
    """Whether the loss of a row depends on other rows."""
    return bool(spec["stage"] == "Batch")


def is_distance(spec: dict[str, Any]) -> bool:
    """Whether a loss is a number of two vectors alone."""
    return spec["stage"] in ("Pairs", "Boxes") and len(spec["inputs"]) == 2


def options(spec: dict[str, Any]) -> dict[str, Any]:
    """The options of a call, with their defaults."""
    grouped = {"groups": None} if spec["stage"] == "Groups" else {}
    return OPTIONS | grouped | ({"axis": -1} if has_rows(spec) else {})


def signature(spec: dict[str, Any]) -> inspect.Signature:
    """How a loss is called."""
    Parameter = inspect.Parameter
    # An input that is called as an option is, goes by its place alone.
    places = any(i["name"] in OPTIONS for i in spec["inputs"])
    kind: Any = Parameter.POSITIONAL_ONLY if places else Parameter.POSITIONAL_OR_KEYWORD
    all = [Parameter("_" + i["name"] if i["name"] in OPTIONS else i["name"], kind) for i in spec["inputs"]]
    by_name = any(required(p) for p in spec["params"])
    kind = Parameter.KEYWORD_ONLY if by_name else Parameter.POSITIONAL_OR_KEYWORD
    for p in spec["params"]:
        default = Parameter.empty if required(p) else number(p["default"])
        all.append(Parameter(python_name(p), kind, default=default))
    all += [Parameter(n, Parameter.KEYWORD_ONLY, default=d) for n, d in options(spec).items()]
    return inspect.Signature(all)


def interval(domain: Any) -> str:
    """A domain in words."""
    if isinstance(domain, list):
        return " or ".join(map(repr, domain))
    if "points" in domain:
        return " or ".join(f"{x:g}" for x in map(float, domain["points"]))
    if "below" in domain:
        return f"up to {float(domain['below']):g}, or from {float(domain['above']):g}"
    low, high = float(domain["low"]), float(domain["high"])
    left, right = "[" if domain["low_closed"] else "(", "]" if domain["high_closed"] else ")"
    if (low, high, left, right) == (-float("inf"), float("inf"), "[", "]"):
        return "any number"
    return f"{left}{low:g}, {high:g}{right}"


def shapes(spec: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What each input is."""
    names = [i["name"] for i in spec["inputs"]]
    for k, i in enumerate(spec["inputs"]):
        allowed = interval(i["domain"])
        if spec["stage"].startswith(VECTORS):
            yield i["name"], of_vectors(spec, k)
        elif not has_rows(spec):
            yield (
                i["name"],
                "array of any shape, " + allowed
                if k == 0
                else f"array of the shape of `{names[0]}`, {allowed}",
            )
        elif k == 0:
            yield i["name"], f"array (..., classes), {allowed}"
        elif spec["stage"] == "Rows" and spec["row"] != "Distribution" or 0 < k < len(names) - 1:
            yield i["name"], f"array of the shape of `{names[0]}`, {allowed}"
        else:
            table = ", or array (..., classes) of distributions" if spec["distributions"] else ""
            yield i["name"], f"integers (...), the class of each row{table}"


def of_vectors(spec: dict[str, Any], k: int) -> str:
    """What an input is that is made of vectors, or of their labels."""
    allowed, stage, names = (
        interval(spec["inputs"][k]["domain"]),
        spec["stage"],
        [i["name"] for i in spec["inputs"]],
    )
    batch, last = is_batch(spec), k == len(names) - 1
    if k == 0:
        return f"array ({'rows' if batch else '...'}, coordinates), {allowed}" + SPARSE * (not batch)
    if last and (stage == "Pairs" and k == 2 or names[k] == "label"):
        return f"integers ({'rows,' if batch else '...'}), " + ("the class of each row" if batch else allowed)
    if own := spec["own_rows"][k]:
        return f"array ({own}, coordinates), {allowed}"
    return f"array of the shape of `{names[0]}`, {allowed}" + SPARSE * (not batch)


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in lines."""
    return textwrap.fill(" ".join(text.split()), 100, initial_indent=indent, subsequent_indent=indent)


def page(spec: dict[str, Any]) -> str:
    """The documentation of a loss or of a metric."""
    is_metric = "best" in spec
    lines = [title(spec), ""]
    for paragraph in spec["doc"].strip().split("\n\n"):
        lines += [wrapped(paragraph), ""]
    lines += ["Formula", f"    {spec['formula']}"]
    if spec["outer"]:
        lines.append(f"    of each row, where `total` is its sum: {spec['outer']}")
    elif spec["stage"] == "Rows":
        lines.append(f"    of each row: the {'mean' if spec['row'] == 'Mean' else 'sum'}")
    sections = [
        ("Inputs", [line for name, what in shapes(spec) for line in (name, wrapped(what, "    "))]),
        ("Parameters", [line for p in spec["params"] for line in parameter(p)]),
    ]
    if is_metric:
        best = {"Lowest": "the lowest", "Highest": "the highest", "NearestZero": "the one nearest to 0"}
        sections.append(("Range", [f"{interval(spec['range'])}; the best is {best[spec['best']]}"]))
    else:
        sections += [
            ("Options", [", ".join(options(spec)) + ": see help(lossfn)"]),
            ("Derivatives", list(derivatives(spec))),
            ("Pairs", list(pairs(spec)) if is_distance(spec) else []),
        ]
    sections += [
        ("Behaviour", [wrapped(spec["behaviour"])] if spec["behaviour"] else []),
        ("Dialects", [dialect(d) for d in spec.get("dialects", [])]),
        ("In other libraries", [peer(p) for p in spec["peers"]]),
        ("Aliases", [", ".join(spec["aliases"])] if spec["aliases"] else []),
        ("Reference", [wrapped(spec["reference"])]),
    ]
    for head, text in sections:
        if text:
            lines += ["", head, textwrap.indent("\n".join(text), "    ")]
    return "\n".join(lines)


def derivatives(spec: dict[str, Any]) -> Iterator[str]:
    """What derivatives there are."""
    name, batch = spec["name"], is_batch(spec)
    varying = [*spec["varying"], *spec["factors"]]
    second = ".hess, .value_and_grad, .grad_and_hess" if has_hessian(spec) else ".value_and_grad"
    yield f"{name}.grad, {second}; wrt: {', '.join(varying)}"
    if not batch:
        yield f"{name}.hessian_vector_product: with `vector`, an array of the shape of the input"
    if has_hessian(spec):
        yield f"{name}.boosting: the gradient, and {spec['boosting']}"


def pairs(spec: dict[str, Any]) -> Iterator[str]:
    """What there is of each row of a table with each row of another."""
    a, b = (i["name"] for i in spec["inputs"])
    yield f"{spec['name']}.pairwise: of `{a}` (n, coordinates) and `{b}` (m, coordinates), an array (n, m)"
    yield f"{spec['name']}.nearest: the nearest row of `{b}` for each of `{a}`, integers (n,), and how far it is, (n,)"


def title(spec: dict[str, Any]) -> str:
    """How a loss is called, or a metric that `lossfn.metric` has found."""
    if "best" not in spec:
        return f"{spec['name']}{signature(spec)}"
    given = [*(i["name"] for i in spec["inputs"]), "*", "weight=None", "mask=None", "ignore=None"]
    given += ["groups=None"] * (spec["stage"] == "Groups") + ["axis=-1"] * has_rows(spec) + ["on_empty='error'", "validate=True"]
    params = ", ".join(f"{p['name']}=..." for p in spec["params"])
    call = f"{spec['name']}({params})" if params else spec["name"]
    return f'lossfn.metric("{call}")({", ".join(given)})'


def parameter(param: dict[str, Any]) -> Iterator[str]:
    """What is said of a parameter."""
    default = "required" if required(param) else f"default {number(param['default'])!r}"
    words = {
        "flag": "True or False",
        "loss": "a loss, as an expression",
        "matrix": "array (coordinates, coordinates), symmetric and positive definite,",
    }
    allowed = words.get(param["kind"])
    none = " or None" * (param["kind"] in ("optional", "vector", "matrix"))
    yield f"{python_name(param)}: {allowed or interval(param['domain'])}{none}, {default}"
    yield wrapped(param["doc"], "    ")


def dialect(dialect: dict[str, Any]) -> str:
    """What another library means by a name."""
    params = [python_name(p) for p in dialect["params"]]
    library = f'dialect="{dialect["library"]}"'
    return f"{dialect['name']}({', '.join([*params, library])}): {dialect['peer']}"


def peer(peer: dict[str, Any]) -> str:
    """What another library calls it."""
    return f"{peer['name']} ({peer['library']})" + (f": {peer['note']}" if peer["note"] else "")
