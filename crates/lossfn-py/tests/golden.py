"""The reference vectors of the project: `testdata/README.md` tells their form."""

from __future__ import annotations

import dataclasses
import pathlib

import numpy as np


@dataclasses.dataclass
class Block:
    """Items of one loss, with the exact results of value, gradient and hessian."""

    expression: str
    wrt: str | None
    #: Whether all rows make one batch, whose derivatives stand one after the other.
    batch: bool
    inputs: list[np.ndarray]
    exact: list[np.ndarray]
    #: Condition numbers; NaN where no digit is defined.
    condition: list[np.ndarray]


def blocks(path: pathlib.Path) -> list[Block]:
    """All blocks of a file."""
    data, at, found = path.read_bytes(), 0, []

    def take(dtype: str, n: int) -> np.ndarray:
        nonlocal at
        array = np.frombuffer(data, dtype, n, at).copy()
        at += array.nbytes
        return array

    head = b"lossfn golden 1\n"
    assert data.startswith(head)
    at = len(head)
    while at < len(data):
        n = int(take("<u2", 1)[0])
        expression, _, wrt = take("u1", n).tobytes().decode().partition(" wrt ")
        size, shape = (int(x) for x in take("u1", 2))
        columns, rows = int(take("<u2", 1)[0]), int(take("<u4", 1)[0])
        float_type = f"<f{size}"
        table = (rows, columns) if shape in (2, 3) or shape >= 6 else (rows,)
        inputs = [take(float_type, rows * columns).reshape(table)]
        others = {0: 1, 2: 1, 4: 2, 5: 3, 6: 1, 7: 1, 8: 1, 9: 2, 10: 1, 13: 2}.get(shape, 0)
        inputs += [take(float_type, rows * columns).reshape(table) for _ in range(others)]
        if shape == 12:
            classes = int(take("<u4", 1)[0])
            inputs.append(take(float_type, classes * columns).reshape(classes, columns))
        if shape in (3, 6, 8, 11, 12):
            inputs.append(take("i1" if shape == 8 else "u1", rows))
        batch = shape >= 10
        slopes = int(take("<u4", 1)[0]) if batch else rows * columns
        bends = rows * columns if shape < 7 else 0
        exact, condition = [], []
        for n, form in (
            (rows, (rows,)),
            (slopes, (-1,) if batch else table),
            (bends, table if bends else (0,)),
        ):
            exact.append(take(float_type, n).reshape(form))
            take("i1", n)
            upper = take("<u2", n).astype(np.uint32) << 16
            condition.append(upper.view(np.float32).astype(float).reshape(form))
        found.append(Block(expression, wrt or None, batch, inputs, exact, condition))
    return found
