"""Losses and metrics as scorers of scikit-learn, which say more where a model is better.

    cross_val_score(model, x, y, scoring=lossfn.sklearn.scorer("huber(delta=2)"))

The score is minus the loss. What the model is asked for is what the loss reads: `predict` for numbers, `predict_proba`
for probabilities, `decision_function` for logits and margins, `predict_log_proba` for log-probabilities. Classes may have
any labels, in the order of `classes_`; of two classes the second is 1, or +1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from . import Loss, Metric, get, metric, spec

__all__ = ["Scorer", "scorer"]

_SIGNS = [-1.0, 1.0]


def _found(expression: str) -> Loss | Metric:
    try:
        return get(expression)
    except KeyError as unknown:
        try:
            return metric(expression)
        except KeyError:
            raise unknown from None


class Scorer:
    """A loss or a metric of a model on data: the higher, the better."""

    def __init__(self, measure: str | Loss | Metric) -> None:
        self.measure = _found(measure) if isinstance(measure, str) else measure
        self._spec = spec(self.measure.name)
        if len(self._spec["inputs"]) != 2:
            raise ValueError(
                f"{measure} is nothing of a prediction and a target, which is what models are scored by."
            )

    def _asks(self, model: Any) -> str:
        """The method of a model whose answers are read."""
        first, second = self._spec["inputs"]
        stage = self._spec["stage"]
        unit = (first["domain"].get("low"), first["domain"].get("high")) == (0.0, 1.0)
        if stage == "LogProbabilities":
            return "predict_log_proba"
        if stage == "Rows" and self._spec["row"] == "Distribution":
            return "predict_proba"
        if unit and hasattr(model, "classes_"):
            return "predict_proba"
        scores = first["name"] in ("logit", "logits") or second["domain"].get("points") == _SIGNS
        return "decision_function" if scores else "predict"

    def __call__(self, model: Any, x: Any, y: Any, sample_weight: Any = None) -> float:
        """Minus the mean loss of the model, or the metric, with its sign so that more is better."""
        asked = self._asks(model)
        if not hasattr(model, asked):
            raise TypeError(f"{type(model).__name__} has no `{asked}`, whose answers {self.measure} reads.")
        pred, target = np.asarray(getattr(model, asked)(x)), np.asarray(y)
        if asked != "predict":
            target = self._classes(model, target)
            if self._spec["stage"] == "Elements":
                pred = pred[:, 1] if pred.ndim == 2 and pred.shape[1] == 2 else pred
                signs = self._spec["inputs"][1]["domain"].get("points") == _SIGNS
                target = (2 * target - 1 if signs else target).astype(pred.dtype)
            elif pred.ndim == 1:
                # The logit of the second class against the first.
                pred = np.stack([np.zeros_like(pred), pred], axis=1)
        elif pred.dtype.kind == "f":
            target = target.astype(pred.dtype)
        weight = None if sample_weight is None else np.asarray(sample_weight).astype(pred.dtype)
        value: float = self.measure(pred, target, weight=weight)
        best = self._spec.get("best", "Lowest")
        return {"Lowest": -value, "Highest": value, "NearestZero": -abs(value)}[best]

    def _classes(self, model: Any, target: np.ndarray) -> np.ndarray:
        classes = getattr(model, "classes_", None)
        if classes is None:
            return target
        places = np.searchsorted(classes, target).clip(max=len(classes) - 1)
        if not (np.asarray(classes)[places] == target).all():
            raise ValueError("Some of the targets are no classes of the model.")
        return places

    def __repr__(self) -> str:
        return f'lossfn.sklearn.scorer("{self.measure}")'

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scorer) and other.measure == self.measure

    def __hash__(self) -> int:
        return hash(self.measure)


def scorer(measure: str | Loss | Metric) -> Scorer:
    """A loss or a metric, or what an expression names, for `scoring`."""
    return Scorer(measure)
