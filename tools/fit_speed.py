"""What a fit costs beside scikit-learn: `python tools/fit_speed.py [--rows N] [--columns N] [--rounds N] [--threads N]`.

It takes a Python with NumPy and scikit-learn, and `cargo build --release -p lossfn-fit --example fit_speed`. Both fit the
same rows on as many threads and take turns; times are medians in seconds. scikit-learn has its defaults, but for Ridge, where
they are those of the solver `cholesky`, and its objective may be a little higher then: how much is printed. HuberRegressor
finds a scale, too, and lossfn is given the delta and the factor of the penalty that come of it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
import warnings

import numpy as np
from sklearn.linear_model import HuberRegressor, Lasso, LogisticRegression, Ridge
from threadpoolctl import threadpool_limits

from timed import Ours, units


def rows(n: int, d: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, a score and noise."""
    x = (2 * units(n * d, 0) - 1).reshape(d, n).T
    truth = np.where(np.arange(d) % 3 == 0, 0.0, np.sin(0.7 * np.arange(d)))
    return x, 0.5 + x @ truth, units(n, n * d)


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="how many rows")
    parser.add_argument("--columns", type=int, default=50, help="how many features")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is fitted")
    parser.add_argument("--threads", type=int, default=2, help="how many threads both may use")
    parser.add_argument("--only", help="the model")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    n = args.rows
    x, score, noise = rows(n, args.columns)
    numbers, labels = score + 4 * noise - 2, (noise < 1 / (1 + np.exp(-score))).astype(float)
    scale = float(HuberRegressor(alpha=1e-4).fit(x, numbers).scale_) if args.only in (None, "huber") else 1.0
    huber = (1.35 * scale, 1e-4 * scale / (2 * n))
    models = {
        "ridge": (Ridge(alpha=1.0, solver="cholesky"), numbers, ()),
        "lasso": (Lasso(alpha=0.01), numbers, ()),
        "logistic": (LogisticRegression(C=1.0), labels, ()),
        "huber": (HuberRegressor(alpha=1e-4), numbers, huber),
    }
    print(f"{n} x {args.columns}, {args.threads} threads, {args.rounds} rounds, medians in seconds")
    line = "{:10} {:>8} {:>13} {:>6} {:>12}"
    print(line.format("", "lossfn", "scikit-learn", "ratio", "objective"))
    with threadpool_limits(args.threads):
        for name, (model, y, more) in models.items():
            if args.only not in (None, name):
                continue
            ours = Ours("fit_speed", n, args.columns, name, args.threads, *more)
            mine, theirs, value = [], [], 0.0
            for _ in range(args.rounds):
                value, seconds = ours.once()
                mine.append(seconds)
                start = time.perf_counter()
                model.fit(x, y)
                theirs.append(time.perf_counter() - start)
            found, _ = ours.once([*np.ravel(model.coef_), *np.ravel(model.intercept_)])
            ours.close()
            a, b = statistics.median(mine), statistics.median(theirs)
            above = f"{found / value - 1:+.0e}"
            print(line.format(name, f"{a:.3f}", f"{b:.3f}", f"{b / a:.2f}", above), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
