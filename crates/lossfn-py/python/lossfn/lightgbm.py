"""Losses as objectives and metrics of LightGBM.

    objective = lossfn.lightgbm.objective("binary_focal(gamma=2)")
    lightgbm.train({"objective": objective}, data, feval=objective.metric)
    lightgbm.LGBMClassifier(objective=objective).fit(x, y, eval_metric=objective.metric)

Scores are raw: what the model predicts has no link function, and begins at 0 unless `init_score` says otherwise.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Loss
from ._boosting import Objective, table

__all__ = ["LightGBMMetric", "LightGBMObjective", "metric", "objective"]


class LightGBMMetric(Objective):
    """The mean loss, for `feval` of `lightgbm.train` and for `eval_metric` of its estimators."""

    def __call__(self, first: Any, second: Any, weight: Any = None) -> tuple[str, float, bool]:
        if hasattr(second, "get_label"):
            scores = table(first, second.num_data(), by_class=True)
            value = self.mean(scores, second.get_label(), second.get_weight())
        else:
            value = self.mean(table(second, len(first), by_class=True), first, weight)
        return str(self.loss), value, False


class LightGBMObjective(Objective):
    """A loss for `objective` of `lightgbm.train` and of its estimators."""

    def __call__(self, first: Any, second: Any, weight: Any = None) -> tuple[np.ndarray, np.ndarray]:
        """Of scores and data, as `lightgbm.train` calls it, or of targets and scores, as estimators do."""
        if hasattr(second, "get_label"):
            scores = table(first, second.num_data(), by_class=True)
            return self.derivatives(scores, second.get_label(), second.get_weight())
        return self.derivatives(table(second, len(first), by_class=True), first, weight)

    @property
    def metric(self) -> LightGBMMetric:
        """The mean of the same loss."""
        return LightGBMMetric(self.loss)


def objective(loss: str | Loss) -> LightGBMObjective:
    """A loss, or the one that an expression names, as an objective."""
    return LightGBMObjective(loss)


def metric(loss: str | Loss) -> LightGBMMetric:
    """A loss, or the one that an expression names, as a metric."""
    return LightGBMMetric(loss)
