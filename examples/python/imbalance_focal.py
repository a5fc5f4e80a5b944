"""Rare positives in LightGBM and XGBoost: the focal loss beside cross-entropy.

Which handwritten digit is an 8? Of four 8s in five the training rows are left out, so that one row in fifty is
positive; the rows for testing have them all, one in ten. You learn how to train a booster on any loss by its name,
and what the focal loss is: items that are easy weigh less, so its scores are less sure of themselves, which helps
where positives are rarer in training than later. It is no cure: the order of the rows, which average precision
measures, changes little, and `alpha`, the weight of the positives, finds more of them.

    python examples/python/imbalance_focal.py
"""

from __future__ import annotations

import lossfn
import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import average_precision_score

LOSSES = ("bce_with_logits", "binary_focal(gamma=1)", "binary_focal(gamma=2, alpha=0.75)")
ROUNDS = 40


def data() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pixels, whether it is an 8, and what a row is for: 1 for training, 0 for testing, -1 for nothing."""
    x, digit = load_digits(return_X_y=True)
    y = (digit == 8).astype(float)
    train = np.arange(len(y)) % 2 == 0
    eights = np.flatnonzero(train & (y == 1))
    part = train.astype(int)
    part[eights[np.arange(len(eights)) % 5 != 0]] = -1
    return x, y, part


def lightgbm_scores(objective: object, x: np.ndarray, y: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Raw scores of a model of LightGBM, which begin at 0."""
    import lightgbm

    d = lightgbm.Dataset(x, y, init_score=np.zeros(len(y)))
    params = {"objective": objective, "num_leaves": 8, "num_threads": 1, "verbosity": -1}
    return lightgbm.train(params, d, ROUNDS).predict(test, raw_score=True)


def xgboost_scores(objective: object, x: np.ndarray, y: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Raw scores of a model of XGBoost, which begin at 0."""
    import xgboost

    own = isinstance(objective, str)
    params = {"max_depth": 3, "nthread": 1, "base_score": 0.5 if own else 0.0}
    params |= {"objective": objective} if own else {}
    model = xgboost.train(params, xgboost.DMatrix(x, y), ROUNDS, obj=None if own else objective)
    return model.predict(xgboost.DMatrix(test), output_margin=True)


#: How a library trains, and what it calls cross-entropy.
LIBRARIES = {"lightgbm": (lightgbm_scores, "binary"), "xgboost": (xgboost_scores, "binary:logistic")}


def run(library: str, losses: tuple[str, ...] = LOSSES) -> dict[str, np.ndarray]:
    """The scores of the rows for testing, by the library's own cross-entropy and by losses."""
    train, own = LIBRARIES[library]
    x, y, part = data()
    ours = {loss: getattr(lossfn, library).objective(loss) for loss in losses}
    return {
        name: train(objective, x[part == 1], y[part == 1], x[part == 0])
        for name, objective in {own: own, **ours}.items()
    }


def main() -> None:
    """Prints how good the scores are."""
    _, y, part = data()
    y = y[part == 0]
    print(f"{'':<10}{'objective':<36}{'log loss':>10}{'precision':>11}{'found':>8}")
    for library in LIBRARIES:
        try:
            found = run(library)
        except (ImportError, AttributeError):
            print(f"{library:<10}{'is not installed here':<65}")
            continue
        for name, scores in found.items():
            log_loss = lossfn.bce_with_logits(np.asarray(scores, float), y)
            precision, recall = average_precision_score(y, scores), (scores[y == 1] > 0).mean()
            print(f"{library:<10}{name:<36}{log_loss:>10.4f}{precision:>11.4f}{recall:>8.1%}")


if __name__ == "__main__":
    main()
