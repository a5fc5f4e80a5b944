#!/usr/bin/env python3
"""What other libraries make of survival data and of forecasts, for crates/lossfn/tests/survival.rs.

    tools/survival_peers.py > testdata/survival_peers.toml

torchsurv's sums and their gradients, by both ways of ties and with strata; xgboost's mean over events. scoringrules' scores
of normal distributions and of ensembles. Needs torchsurv, xgboost, scoringrules.
"""

import random
import sys
import warnings

warnings.filterwarnings("ignore")

import numpy as np
import scoringrules
import torch
import torchsurv
import xgboost
from torchsurv.loss.cox import neg_partial_log_likelihood


def of_torchsurv(risk, time, event, ties, strata):
    h = torch.tensor(risk, dtype=torch.float64, requires_grad=True)
    others = torch.tensor(event, dtype=torch.bool), torch.tensor(time, dtype=torch.float64)
    groups = None if strata is None else torch.tensor(strata)
    value = neg_partial_log_likelihood(h, *others, ties_method=ties, reduction="sum", strata=groups)
    value.backward()
    return value.item(), h.grad.tolist()


def of_xgboost(risk, time, event):
    label = [t if e else -t for t, e in zip(time, event)]
    order = sorted(range(len(time)), key=lambda i: time[i])
    pick = lambda x: np.array([x[i] for i in order], dtype=np.float32)
    data = xgboost.DMatrix(np.zeros((len(time), 1), dtype=np.float32), label=pick(label))
    data.set_base_margin(pick(risk))
    params = {"objective": "survival:cox", "eval_metric": "cox-nloglik", "eta": 0.0}
    results = {}
    xgboost.train(params, data, 1, evals=[(data, "all")], evals_result=results, verbose_eval=False)
    return results["all"]["cox-nloglik"][0]


def main():
    rng = random.Random(104)
    text = lambda numbers: " ".join(repr(float(x)) for x in numbers)
    versions = [f"{x.__name__} {x.__version__}" for x in (torchsurv, xgboost) if hasattr(x, "__version__")]
    lines = ["# Made by tools/survival_peers.py: see there.", f"# {', '.join(versions)}"]
    made = 0
    while made < 24:
        n = rng.randint(4, 12)
        risk = [rng.randrange(-48, 48) / 16 for _ in range(n)]
        time = [float(rng.randint(1, 6 if made % 2 else 40)) for _ in range(n)]
        event = [rng.random() < 0.7 for _ in range(n)]
        strata = [rng.randrange(2) for _ in range(n)] if made % 3 == 2 else None
        if not all(any(e for e, s in zip(event, strata or [0] * n) if s == k) for k in set(strata or [0])):
            continue
        lines += ["", "[[data]]", f'risk = "{text(risk)}"', f'time = "{text(time)}"', f'event = "{text(event)}"']
        if strata:
            lines += [f'strata = "{text(strata)}"']
        for ties in ("efron", "breslow"):
            value, gradient = of_torchsurv(risk, time, event, ties, strata)
            lines += [f'{ties} = "{value!r}"', f'{ties}_gradient = "{text(gradient)}"']
        if not strata:
            lines += [f'xgboost = "{float(of_xgboost(risk, time, event))!r}"']
        made += 1
    for _ in range(24):
        pred, target, deviation = rng.gauss(0, 2), rng.gauss(0, 2), rng.uniform(0.1, 4)
        members = [rng.gauss(0, 2) for _ in range(rng.randint(2, 7))]
        plain, fair = (
            float(scoringrules.crps_ensemble(target, members, estimator=name)) for name in ("nrg", "fair")
        )
        normal = float(scoringrules.crps_normal(target, pred, deviation))
        lines += ["", "[[forecast]]", f'normal = "{text([pred, target, deviation])}"', f'score = "{normal!r}"']
        lines += [f'members = "{text(members)}"', f'plain = "{plain!r}"', f'fair = "{fair!r}"']
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
