"""Two models by their log loss, from shards that never meet.

The ten scores of each handwritten digit come from one model; the other model has the same scores three times as
large, so both are right equally often. Each shard of the rows makes its part of the sum, and sends bytes. You learn
that the cross-entropy sees what accuracy does not (here the model as fitted is less sure than it could be), and that
parts are exact: in whatever order they arrive, their mean has the bits of one pass over all rows.

    python examples/python/evaluate_in_shards.py
"""

from __future__ import annotations

import pathlib

import lossfn
import numpy as np

DATA = pathlib.Path(__file__).parents[2] / "data"
MODELS = {"as fitted": 1.0, "three times as sure": 3.0}
ROWS = 300


def data() -> tuple[np.ndarray, np.ndarray]:
    """Scores of the ten digits, and the digit."""
    table = np.loadtxt(DATA / "digits_predictions.csv", delimiter=",", skiprows=1)
    return table[:, 1:], table[:, 0].astype(int)


def part(scores: np.ndarray, label: np.ndarray) -> bytes:
    """What a machine that has these rows alone sends."""
    partial = lossfn.Partial("cross_entropy")
    partial.update(scores, label)
    return partial.to_bytes()


def merged(parts: list[bytes]) -> lossfn.Partial:
    """All parts as one."""
    total = lossfn.Partial("cross_entropy")
    for each in parts:
        total.merge(lossfn.Partial.from_bytes(each))
    return total


def run() -> dict[str, tuple[float, list[float], float]]:
    """Of each model the accuracy, the log loss of each shard, and that of all."""
    scores, label = data()
    shards = [slice(k, k + ROWS) for k in range(0, len(label), ROWS)]
    found = {}
    for model, factor in MODELS.items():
        parts = [part(factor * scores[shard], label[shard]) for shard in shards]
        each = [lossfn.Partial.from_bytes(p).mean() for p in parts]
        # The last one first: no bit changes.
        found[model] = float((scores.argmax(1) == label).mean()), each, merged(parts[::-1]).mean()
    return found


def main() -> None:
    """Prints accuracies and losses."""
    found = run()
    print(f"{'log loss':<12}" + "".join(f"{model:>22}" for model in found))
    for k, values in enumerate(zip(*(each for _, each, _ in found.values()), strict=True), 1):
        print(f"{f'shard {k}':<12}" + "".join(f"{x:>22.4f}" for x in values))
    print(f"{'all rows':<12}" + "".join(f"{x:>22.4f}" for _, _, x in found.values()))
    print(f"{'accuracy':<12}" + "".join(f"{x:>22.4f}" for x, _, _ in found.values()))


if __name__ == "__main__":
    main()
