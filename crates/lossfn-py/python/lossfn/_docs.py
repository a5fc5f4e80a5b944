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
ROWS = {"Rows", "Softmax", "LogProbabilities", "Taught"}


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
    return param["name"] + "_" * keyword.iskeyword(param["name"])


def required(param: dict[str, Any]) -> bool:
    """Whether a parameter has to be given."""
    return param["default"] is None and param["kind"] == "number"


def options(spec: dict[str, Any]) -> dict[str, Any]:
    """The options of a call, with their defaults."""
    return OPTIONS | ({"axis": -1} if spec["stage"] in ROWS else {})


def signature(spec: dict[str, Any]) -> inspect.Signature:
    """How a loss is called."""
    Parameter = inspect.Parameter
    # An input that is called as an option is, goes by its place alone.
    places = any(i["name"] in OPTIONS for i in spec["inputs"])
    kind = Parameter.POSITIONAL_ONLY if places else Parameter.POSITIONAL_OR_KEYWORD
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
    if domain is None:
        return "True or False"
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
        if spec["stage"] not in ROWS:
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


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in lines."""
    return textwrap.fill(" ".join(text.split()), 100, initial_indent=indent, subsequent_indent=indent)


def page(spec: dict[str, Any]) -> str:
    """The documentation of a loss."""
    name = spec["name"]
    paragraphs = [p for p in spec["doc"].strip().split("\n\n") if p.strip()]
    lines = [f"{name}{signature(spec)}", ""]
    for p in paragraphs:
        lines += [wrapped(p), ""]
    lines += ["Formula", f"    {spec['formula']}"]
    if spec.get("outer"):
        lines.append(f"    of each row: {spec['outer']}")
    elif spec["stage"] in ROWS:
        part = {"Rows": "its mean" if spec["row"] == "Mean" else "its sum"}
        lines.append("    of each row: " + part.get(spec["stage"], "its class"))
    lines += ["", "Inputs"]
    for n, what in shapes(spec):
        lines += [f"    {n}", wrapped(what, "        ")]
    if spec["params"]:
        lines += ["", "Parameters"]
    for p in spec["params"]:
        default = "required" if required(p) else f"default {number(p['default'])!r}"
        lines += [
            f"    {python_name(p)}: {interval(p['domain'])}{' or None' * (p['kind'] in ('optional', 'vector'))}, {default}"
        ]
        lines += [wrapped(p["doc"], "        ")]
    lines += ["", "Options", wrapped(", ".join(options(spec)) + ": see help(lossfn)", "    ")]
    lines += [
        "",
        "Derivatives",
        wrapped(
            f"{name}.grad, .hess, .value_and_grad, .grad_and_hess, .boosting; wrt: "
            + ", ".join(spec["varying"]),
            "    ",
        ),
    ]
    if spec["behaviour"]:
        lines += ["", "Behaviour", wrapped(spec["behaviour"], "    ")]
    if spec.get("dialects"):
        lines += ["", "Dialects"]
        for d in spec["dialects"]:
            params = ", ".join(python_name(p) for p in d["params"])
            lines.append(
                f'    {d["name"]}({params}{", " if params else ""}dialect="{d["library"]}"): {d["peer"]}'
            )
    if spec["peers"]:
        lines += ["", "In other libraries"]
        for p in spec["peers"]:
            lines += [f"    {p['name']} ({p['library']})" + (f": {p['note']}" if p["note"] else "")]
    if spec["aliases"]:
        lines += ["", "Aliases", "    " + ", ".join(spec["aliases"])]
    lines += ["", "Reference", wrapped(spec["reference"], "    ")]
    return "\n".join(lines)
