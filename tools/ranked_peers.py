#!/usr/bin/env python3
"""What boosters, optax and scikit-learn make of ranked lists, for crates/lossfn/tests/ranked.rs.

    tools/ranked_peers.py > testdata/ranked_peers.toml

Boosters do not say the derivatives of their objectives. One tree with a leaf for each item does: a leaf is `-G/(H + lambda)`,
so two values of lambda give both. XGBoost's are of f32, LightGBM's of a table of sigmoids; lightgbm is asked for the
quotient alone. Scores have few digits, so that all libraries read the same. Needs xgboost, lightgbm,
optax, scikit-learn.
"""

import random
import sys

import lightgbm
import numpy as np
import optax
import sklearn.metrics
import xgboost

LAMBDA = 0.02


def of_xgboost(objective, scores, labels, k, normalize, gain):
    n = len(scores)
    leaves = []
    for reg in (0.0, LAMBDA):
        data = xgboost.DMatrix(np.arange(n, dtype=np.float32)[:, None], label=np.array(labels, np.float32))
        data.set_group([n])
        data.set_base_margin(np.array(scores, np.float32))
        params = {
            "objective": objective, "eta": 1.0, "reg_lambda": reg, "min_child_weight": 0, "max_depth": n + 2,
            "tree_method": "exact", "lambdarank_pair_method": "topk", "lambdarank_num_pair_per_sample": k,
            "lambdarank_normalization": normalize, "lambdarank_score_normalization": normalize,
        }
        if objective == "rank:ndcg":
            params["ndcg_exp_gain"] = gain == "exp2"
        booster = xgboost.train(params, data, 1)
        leaves.append(booster.predict(data, output_margin=True) - np.array(scores, np.float32))
        if len(set(booster.predict(data, pred_leaf=True).ravel())) < n:
            return None
    free, held = (leaf.astype(float) for leaf in leaves)
    hessian = LAMBDA / (free / held - 1)
    return -free * hessian, hessian


def of_lightgbm(scores, labels, k, normalize):
    n = len(scores)
    column = np.arange(n, dtype=float)[:, None]
    common = {"min_data_in_bin": 1, "feature_pre_filter": False, "verbose": -1}
    data = lightgbm.Dataset(column, label=labels, group=[n], init_score=scores, params=common)
    params = {
        "objective": "lambdarank", "learning_rate": 1.0, "lambda_l2": 0.0, "min_data_in_leaf": 1,
        "min_sum_hessian_in_leaf": 0.0, "num_leaves": 2 * n, "lambdarank_truncation_level": k,
        "lambdarank_norm": normalize, **common,
    }
    booster = lightgbm.train(params, data, 1)
    if len(set(booster.predict(column, pred_leaf=True).ravel())) < n:
        return None
    return booster.predict(column, raw_score=True)


def main():
    rng = random.Random(113)
    text = lambda numbers: " ".join(repr(float(x)) for x in numbers)
    lines = [
        "# Made by tools/ranked_peers.py: see there.",
        f'# xgboost {xgboost.__version__}, lightgbm {lightgbm.__version__}, optax {optax.__version__}, scikit-learn {sklearn.__version__}',
    ]
    made = 0
    while made < 24:
        n = rng.randint(3, 6)
        scores = [rng.randrange(-40, 40) / 16 for _ in range(n)]
        labels = [rng.randrange(4) for _ in range(n)]
        if len(set(scores)) < n or len(set(labels)) < 2:
            continue
        k, normalize, gain = rng.choice([n, n, 2]), made % 2 == 1, ("exp2", "linear")[made % 3 == 2]
        trees = of_xgboost("rank:ndcg", scores, labels, k, normalize, gain)
        pairs = of_xgboost("rank:pairwise", scores, labels, n, False, gain)
        if trees is None or pairs is None:
            continue
        cut = "" if k == n else f"k={k}, "
        lines += ["", "[[list]]", f'scores = "{text(scores)}"', f'relevance = "{text(labels)}"']
        lines += [f'loss = "lambdarank({cut}gain={gain}, normalize={str(normalize).lower()})"']
        lines += [f'xgboost_gradient = "{text(trees[0])}"', f'xgboost_hessian = "{text(trees[1])}"']
        lines += [f'pairs_gradient = "{text(pairs[0])}"', f'pairs_hessian = "{text(pairs[1])}"']
        shares = np.exp(labels) / np.exp(labels).sum()
        value = optax.losses.ranking_softmax_loss(np.array(scores, np.float32), shares.astype(np.float32))
        lines += [f'softmax = "{float(value)!r}"']
        steps = of_lightgbm(scores, labels, k, normalize) if gain == "exp2" else None
        if steps is not None:
            lines += [f'lightgbm_step = "{text(steps)}"']
        arrays = [np.array([x]) for x in (labels, scores)]
        lines += [f'ndcg = "{float(sklearn.metrics.ndcg_score(*arrays, k=k))!r}"']
        lines += [f'dcg = "{float(sklearn.metrics.dcg_score(*arrays, k=k))!r}"']
        precision = sklearn.metrics.average_precision_score(arrays[0][0] > 0, arrays[1][0])
        lines += [f'average_precision = "{float(precision)!r}"']
        made += 1
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
