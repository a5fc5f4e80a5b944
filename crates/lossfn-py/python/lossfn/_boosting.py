"""What objectives for XGBoost and LightGBM share: scores and targets as losses read them."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Loss, get, spec


class Objective:
    """A loss on the raw scores of a booster.

    Targets are given as boosters hold them: classes as numbers, and of two classes 0 and 1 also where a loss reads
    -1 and +1. Scores of several classes are a table with a row for each item.
    """

    def __init__(self, loss: str | Loss) -> None:
        self.loss: Any = get(loss) if isinstance(loss, str) else loss
        about = spec(self.loss.name)
        stage, domains = about["stage"], [i["domain"] for i in about["inputs"]]
        if len(domains) != 2 or not hasattr(self.loss, "boosting"):
            raise ValueError(f"{self.loss} is no loss of a score and a target, as boosters need one.")
        self._classes = stage in ("Softmax", "LogProbabilities")
        self._signs = [float(x) for x in domains[1].get("points", [])] == [-1.0, 1.0]

    @property
    def __name__(self) -> str:
        return str(self.loss)

    def _target(self, scores: np.ndarray, target: Any) -> np.ndarray:
        found = np.asarray(target)
        if self._classes and found.ndim < scores.ndim:
            labels = found.astype(np.int64)
            if not np.array_equal(labels, found):
                raise ValueError("The targets are classes, but some of them are no integers.")
            return labels
        found = found.astype(scores.dtype)
        if self._signs and np.isin(found, (0.0, 1.0)).all():
            found = 2 * found - 1
        return found

    def derivatives(self, scores: Any, target: Any, weight: Any = None) -> tuple[np.ndarray, np.ndarray]:
        """Gradient and curvature of each item, which is never negative."""
        scores = np.asarray(scores)
        weight = None if weight is None or len(weight) == 0 else np.asarray(weight, scores.dtype)
        found: tuple[np.ndarray, np.ndarray] = self.loss.boosting(
            scores, self._target(scores, target), weight=weight
        )
        return found

    def mean(self, scores: Any, target: Any, weight: Any = None) -> float:
        """The mean loss."""
        scores = np.asarray(scores)
        weight = None if weight is None or len(weight) == 0 else np.asarray(weight, scores.dtype)
        mean: float = self.loss(scores, self._target(scores, target), weight=weight)
        return mean

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.loss == self.loss

    def __hash__(self) -> int:
        return hash(self.loss)


def table(scores: Any, rows: int, by_class: bool) -> np.ndarray:
    """Scores as a row for each item, also where a version of a library has them one after the other."""
    found = np.asarray(scores)
    if found.ndim == 1 and found.size != rows and rows > 0:
        return found.reshape(-1, rows).T if by_class else found.reshape(rows, -1)
    return found
