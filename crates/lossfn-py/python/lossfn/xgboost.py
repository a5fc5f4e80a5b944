"""Losses as objectives and metrics of XGBoost.

    objective = lossfn.xgboost.objective("binary_focal(gamma=2)")
    xgboost.train({"base_score": 0.0}, data, obj=objective, custom_metric=objective.metric)
    xgboost.XGBClassifier(objective=objective, eval_metric=objective.metric, base_score=0.5)

Scores are raw: what the model predicts has no link function. Set where they begin: `base_score` is a score too, but a
probability for `XGBClassifier`, where 0.5 is a score of 0.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Loss
from ._boosting import Objective, table

__all__ = ["XGBoostMetric", "XGBoostObjective", "metric", "objective"]


class XGBoostMetric(Objective):
    """The mean loss, for `custom_metric` of `xgboost.train` and for `eval_metric` of its estimators."""

    @property
    def __name__(self) -> str:
        """The expression without spaces, at which XGBoost cuts its reports."""
        return str(self.loss).replace(" ", "")

    def __call__(self, first: Any, second: Any, sample_weight: Any = None) -> Any:
        if hasattr(second, "get_label"):
            scores = table(first, second.num_row(), by_class=False)
            return self.__name__, self.mean(scores, second.get_label(), second.get_weight())
        return self.mean(second, first, sample_weight)


class XGBoostObjective(Objective):
    """A loss for `obj` of `xgboost.train` and for `objective` of its estimators."""

    def __call__(self, first: Any, second: Any, sample_weight: Any = None) -> tuple[np.ndarray, np.ndarray]:
        """Of scores and data, as `xgboost.train` calls it, or of targets and scores, as estimators do."""
        if hasattr(second, "get_label"):
            scores = table(first, second.num_row(), by_class=False)
            return self.derivatives(scores, second.get_label(), second.get_weight())
        return self.derivatives(second, first, sample_weight)

    @property
    def metric(self) -> XGBoostMetric:
        """The mean of the same loss."""
        return XGBoostMetric(self.loss)


def objective(loss: str | Loss) -> XGBoostObjective:
    """A loss, or the one that an expression names, as an objective."""
    return XGBoostObjective(loss)


def metric(loss: str | Loss) -> XGBoostMetric:
    """A loss, or the one that an expression names, as a metric."""
    return XGBoostMetric(loss)
