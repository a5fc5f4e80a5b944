"""Writes the files of `data/` from the sets that scikit-learn bundles.

    python -m venv .venv
    .venv/bin/pip install -r tools/requirements-data.txt
    .venv/bin/python tools/data.py            # writes data/*.csv
    .venv/bin/python tools/data.py --check    # compares, writes nothing

Every prediction is out of fold: the model that made it never saw that row.
`data/README.md` says what the columns mean.
"""

import argparse
import csv
import math
import sys
import tempfile
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_wine
from sklearn.linear_model import LinearRegression, LogisticRegression, QuantileRegressor
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

DATA = Path(__file__).resolve().parent.parent / "data"
FOLDS = 10
SEED = 0


def out_of_fold(model, split, x, y, targets_for_fit=None, method="predict"):
    """Fits on nine folds, predicts the tenth, ten times.

    `targets_for_fit` replaces the targets in fitting only.
    """
    fit_y = y if targets_for_fit is None else targets_for_fit
    parts = []
    for train, test in split.split(x, y):
        model.fit(x[train], fit_y[train])
        parts.append((test, getattr(model, method)(x[test])))
    out = np.empty((len(x), *parts[0][1].shape[1:]))
    for test, predicted in parts:
        out[test] = predicted
    return out


def slips(y, share, rng):
    """The targets with a zero too many in a share of them: a slip of the pen."""
    hit = rng.choice(len(y), size=round(share * len(y)), replace=False)
    disturbed = y.copy()
    disturbed[hit] *= 10.0
    return disturbed


def age_band(age):
    return "under-40" if age < 40 else "40-to-54" if age < 55 else "55-and-over"


def plain(value):
    """The shortest text that reads back as the same number: 59, 32.1, 4.8598."""
    return f"{value:.10g}"


def diabetes():
    bunch = load_diabetes(scaled=False)
    yield [*bunch.feature_names, "target"]
    for features, target in zip(bunch.data, bunch.target):
        yield [plain(v) for v in (*features, target)]


def diabetes_predictions():
    x, y = load_diabetes(return_X_y=True, scaled=False)
    split = KFold(FOLDS, shuffle=True, random_state=SEED)
    least_squares = make_pipeline(StandardScaler(), LinearRegression())
    quantile = make_pipeline(StandardScaler(), QuantileRegressor(quantile=0.8, alpha=0.0))
    disturbed = slips(y, 0.05, np.random.default_rng(SEED))
    columns = (
        out_of_fold(least_squares, split, x, y),
        out_of_fold(quantile, split, x, y),
        out_of_fold(least_squares, split, x, y, targets_for_fit=disturbed),
    )
    yield ["target", "group", "least_squares", "quantile", "outliers"]
    for target, age, *predicted in zip(y, x[:, 0], *columns):
        yield [plain(target), age_band(age), *(f"{p:.2f}" for p in predicted)]


def breast_cancer():
    bunch = load_breast_cancer()
    yield [*(name.replace(" ", "_") for name in bunch.feature_names), "label"]
    for features, benign in zip(bunch.data, bunch.target):
        yield [*(plain(v) for v in features), str(1 - benign)]


def wine():
    bunch = load_wine()
    # One name has a solidus in it.
    yield [*(name.replace("/", "_").lower() for name in bunch.feature_names), "cultivar"]
    for features, label in zip(bunch.data, bunch.target):
        yield [*(plain(v) for v in features), str(label)]


def digits():
    bunch = load_digits()
    yield [*(f"pixel_{row}_{column}" for row in range(8) for column in range(8)), "label"]
    for features, label in zip(bunch.data, bunch.target):
        yield [*(plain(v) for v in features), str(label)]


def breast_cancer_predictions():
    x, benign = load_breast_cancer(return_X_y=True)
    malignant = 1 - benign
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.03, tol=1e-8, max_iter=10_000))
    logits = out_of_fold(model, split, x, malignant, method="decision_function")
    yield ["label", "probability", "logit"]
    for label, logit in zip(malignant, logits):
        # From the printed logit, so that the two columns agree to the last digit.
        text = f"{logit:.4f}"
        yield [str(label), f"{1.0 / (1.0 + math.exp(-float(text))):.9g}", text]


def digits_predictions():
    x, y = load_digits(return_X_y=True)
    split = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    model = LogisticRegression(C=0.1, tol=1e-8, max_iter=10_000)
    logits = out_of_fold(model, split, x / 16.0, y, method="decision_function")
    yield ["label", *(f"logit_{k}" for k in range(10))]
    for label, row in zip(y, logits):
        yield [str(label), *(f"{logit:.3f}" for logit in row)]


FILES = {
    "diabetes.csv": diabetes,
    "diabetes_predictions.csv": diabetes_predictions,
    "breast_cancer.csv": breast_cancer,
    "wine.csv": wine,
    "digits.csv": digits,
    "breast_cancer_predictions.csv": breast_cancer_predictions,
    "digits_predictions.csv": digits_predictions,
}


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with threadpool_limits(1):  # one order of summation, hence one result
        for name, rows in FILES.items():
            with open(folder / name, "w", newline="", encoding="utf-8") as file:
                csv.writer(file, lineterminator="\n").writerows(rows())


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def close(a, b):
    """Equal texts, or decimals apart by a unit in the last digit printed, or by
    2e-4 of their size (a probability follows the fourth decimal of its logit).

    Another processor's linear algebra rounds otherwise; a fit that really
    changed moves by far more.
    """
    if a == b or "." not in a:
        return a == b
    u, v = float(a), float(b)
    unit = 10.0 ** -len(a.partition(".")[2])
    return abs(u - v) <= max(1.1 * unit, 2e-4 * abs(u))


def check(kept, made):
    """The complaints: empty when the kept files are what the script makes."""
    for name in FILES:
        if not (kept / name).is_file():
            yield f"{name} is missing"
            continue
        old, new = (read(folder / name) for folder in (kept, made))
        if len(old) != len(new):
            yield f"{name} has {len(old)} lines, the script makes {len(new)}"
            continue
        same = str.__eq__ if name == "diabetes.csv" else close
        for line, (a, b) in enumerate(zip(old, new), start=1):
            if len(a) != len(b) or not all(map(same, a, b)):
                yield f"{name}, line {line}: {','.join(a)} is kept, the script makes {','.join(b)}"
                break


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare with the kept files, write nothing")
    if not parser.parse_args().check:
        write(DATA)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        complaints = list(check(DATA, Path(folder)))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
