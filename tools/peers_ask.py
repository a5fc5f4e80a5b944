"""What a peer answers to a block: value, gradient and hessian of each item, by a call that is data.

Each function below knows one way to ask, none knows a loss. An answer that a peer refuses, or does
not have, is None. A library is asked in a process of its own.
"""

import importlib
import json
import math
import os
import warnings

import numpy as np
from mpmath import mp, mpf

import oracle_batch
from oracle import LABELS, SIGNED_VECTORS, TAUGHT
from oracle_formula import Formula, condition
from oracle_points import nearest

FLOATS = {4: np.float32, 8: np.float64}
# Shapes whose last input is a label.
LABELLED = {LABELS, TAUGHT, SIGNED_VECTORS} | {shape for shape, _, labelled in oracle_batch.SHAPES.values() if labelled}


def prepare(backend):
    """Before any library is imported."""
    os.environ["KERAS_BACKEND"] = backend
    os.environ["JAX_PLATFORMS"] = "cpu"
    os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
    warnings.filterwarnings("ignore")
    np.seterr(all="ignore")


def roots(entry):
    """The packages that a call may name."""
    for name in entry["modules"]:
        importlib.import_module(name)
    return {name: importlib.import_module(name) for name in {m.split(".")[0] for m in entry["modules"]}}


def arrays(block, i, columns):
    """The inputs of an item, or of all with `i` None, as NumPy arrays: elements flat or as a column,
    rows as a table."""
    kind = FLOATS[block.size]
    which = range(block.rows()) if i is None else [i]
    table = columns or block.width > 1
    found = {}
    for k, name in enumerate(block.names):
        cells = [c for j in which for c in list(block.item(j).values())[k]]
        if block.shape in LABELLED and k == len(block.names) - 1:
            found[name] = np.array(cells, np.int64)
        else:
            found[name] = np.array(cells, kind).reshape((len(which), block.width) if table else -1)
    return found


def torch(entry, block, i, columns):
    import torch

    kind = {4: torch.float32, 8: torch.float64}[block.size]
    given = {k: torch.tensor(v) for k, v in arrays(block, i, columns).items()}
    x = given[block.names[0]].requires_grad_()
    weight = torch.tensor(block.weight, dtype=kind) if block.weight else None
    names = roots(entry) | dict(weight=weight, dtype="float32" if block.size == 4 else "float64",
                  array=lambda a: torch.tensor(a, dtype=kind), classes=block.width,
                  one_hot=lambda y: torch.nn.functional.one_hot(y, block.width).to(kind), log=torch.log) | given
    value = eval(entry["call"], names).sum()
    if not value.requires_grad:
        return [value.item()], None, None
    (g,) = torch.autograd.grad(value, x, create_graph=True)
    flat = g.flatten()
    if not block.lengths()[2]:
        return [value.item()], flat.tolist(), None
    try:
        h = []
        for k in range(len(flat)):
            found = torch.autograd.grad(flat[k], x, retain_graph=True, allow_unused=True)[0] if g.requires_grad else None
            h.append(0.0 if found is None else found.flatten()[k].item())
    except (RuntimeError, NotImplementedError):
        h = None
    return [value.item()], flat.tolist(), h


COMPILED = {}


def jax(entry, block, i, columns):
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    kind = FLOATS[block.size]
    given = arrays(block, i, columns)
    first = block.names[0]
    key = (entry["call"], block.expression, block.size, block.width, i is None)
    if key not in COMPILED:
        extra = roots(entry) | dict(weight=jnp.array(block.weight, kind) if block.weight else None, classes=block.width,
                     dtype="float32" if block.size == 4 else "float64", array=lambda a: jnp.array(a, kind),
                     one_hot=lambda y: jax.nn.one_hot(y, block.width, dtype=kind), log=jnp.log)

        def value(x, rest):
            return jnp.sum(eval(entry["call"], extra | rest | {first: x}))

        def diagonal(x, rest):
            h = jax.hessian(lambda a: value(a.reshape(x.shape), rest))(x.reshape(-1))
            return jnp.diagonal(h)

        COMPILED[key] = jax.jit(jax.value_and_grad(value)), jax.jit(diagonal)
    both, diagonal = COMPILED[key]
    given = {k: jnp.array(v) for k, v in given.items()}
    x = given.pop(first)
    v, g = both(x, given)
    h = np.asarray(diagonal(x, given)).tolist() if block.lengths()[2] else None
    return [float(v)], np.asarray(g).reshape(-1).tolist(), h


def numpy(entry, block, i, columns):
    """Functions of arrays. An object with losses and derivatives of its own, of arrays or of numbers, or an
    optimum with its cost and gradient, says more than a number."""
    kind = FLOATS[block.size]
    given = arrays(block, i, columns)
    names = roots(entry) | dict(weight=np.array(block.weight, kind) if block.weight else None, classes=block.width,
                  array=lambda a: np.array(a, kind), log=np.log, np=np) | given
    found = eval(entry["call"], names)
    if hasattr(found, "py_dloss"):
        x, y = (float(v[0]) for v in given.values())
        return [found.py_loss(x, y)], [found.py_dloss(x, y)], None
    if hasattr(found, "gradient_hessian"):
        x = given[block.names[0]]
        y = np.asarray(eval(entry.get("label", block.names[1]), given.copy()), kind)
        value = found.loss(y, x.copy())
        g, h = found.gradient_hessian(y, x.copy())
        return [float(value[0])], g.reshape(-1).astype(float).tolist(), h.reshape(-1).astype(float).tolist()
    if hasattr(found, "cost"):
        return [float(found.cost)], [float(a) for a in found.grad], None
    return [float(np.sum(found))], None, None


def formula(entry, block, i, _columns):
    """What a library documents, as no package of it is asked: rounded once."""
    item = [mpf(v[0]) for v in block.item(i).values()]
    key = (entry["formula"], block.expression)
    if key not in COMPILED:
        params = {k: float(v) for k, v in entry.get("parameters", {}).items()}
        COMPILED[key] = Formula(entry["formula"], params, block.inputs)
    found = COMPILED[key].reference(tuple(item), block.size)
    return [[None if mp.isnan(condition(*out, block.size)) else nearest(out[0], block.size)] for out in found]


def boosted(entry, block, i):
    """A label and the scores of an item, and the class count."""
    item = {k: v[0] if len(v) == 1 else v for k, v in block.item(i).items()}
    label = eval(entry.get("label", block.names[1]), {}, item)
    return float(label), block.item(i)[block.names[0]]


def xgboost(entry, block, i, _columns):
    """The objective in a tree of one leaf: the leaf is -g/(h + lambda), and its hessian is kept."""
    import xgboost

    label, scores = boosted(entry, block, i)
    n = len(scores)
    data = xgboost.DMatrix(np.zeros((1, 1), np.float32), label=np.array([label], np.float32),
                           base_margin=np.array([scores], np.float32))

    def trees(penalty):
        params = dict(objective=entry["call"], eta=1, reg_lambda=penalty, min_child_weight=0, base_score=0.5, nthread=1,
                      verbosity=0, tree_method="exact", max_depth=1, **entry.get("parameters", {}))
        if n > 1:
            params["num_class"] = n
        model = json.loads(xgboost.train(params, data, 1).save_raw("json"))
        return model["learner"]["gradient_booster"]["model"]["trees"]

    g, h = [], []
    for k, tree in enumerate(trees(0)):
        (step,), (curvature,) = tree["base_weights"], tree["sum_hessian"]
        h.append(float(np.float32(curvature)))
        if not 0 < h[-1] < 1e30:
            # Its trees have no leaf then.
            g.append(None)
            continue
        # A power of two that h vanishes beside: nothing is rounded, unless it is subnormal.
        penalty = 2.0 ** (math.ceil(math.log2(h[-1])) + 27)
        leaf = float(np.float32(trees(penalty)[k]["base_weights"][0]))
        g.append(0.0 if step == 0 else -leaf * penalty if abs(leaf) > 1e-37 else None)
    return None, g, h


FORESTS = {}


def forest(rows, classes):
    """A model whose leaves hold one row each, as text."""
    import lightgbm

    if (rows, classes) not in FORESTS:
        x = np.arange(rows, dtype=float).reshape(-1, 1)
        slope = np.tile((-1.0) ** np.arange(rows) * (1 + np.arange(rows)), classes)
        options = dict(min_data_in_bin=1, max_bin=rows + 2, verbose=-1)
        data = lightgbm.Dataset(x, label=np.zeros(rows), params=options)
        params = options | dict(objective=lambda *_: (slope, np.ones_like(slope)), num_class=classes, learning_rate=1,
                                min_data_in_leaf=0, min_sum_hessian_in_leaf=0, num_leaves=rows + 1, num_threads=1)
        FORESTS[rows, classes] = lightgbm.train(params, data, 1).model_to_string()
    return FORESTS[rows, classes]


def lightgbm(entry, block, i, _columns):
    """The objective refits leaves of one row each to -g/(h + lambda): two lambdas tell g and h."""
    import lightgbm

    label, scores = boosted(entry, block, i)
    if not all(map(math.isfinite, [label, *scores])):
        return None, None, None
    n = len(scores)
    # A tree of one row has no split, and labels that are all equal are refused: a second row.
    x, rows, labels = np.arange(2, dtype=float).reshape(-1, 1), 2, np.array([label, 0.0 if label == 1 else 1.0])

    def leaves(penalty):
        model = lightgbm.Booster(model_str=forest(rows, n).replace("objective=custom", "objective=" + entry["call"]))
        model.params.update(objective=entry["call"], lambda_l2=penalty, learning_rate=1, num_class=n, num_threads=1, verbose=-1,
                            boost_from_average=False, **entry.get("parameters", {}))
        made = model.refit(x, labels, decay_rate=0.0,
                           init_score=np.repeat(np.array(scores), rows),
                           dataset_params=dict(min_data_in_bin=1, max_bin=rows + 2, verbose=-1))
        return np.asarray(made.predict(x, raw_score=True)).reshape(rows, n)[0].tolist()

    bare = leaves(0.0)
    g, h = [None] * n, [None] * n
    for power in range(100, -121, -20):
        for k, leaf in enumerate(leaves(2.0**power)):
            # Below 1e-35 it makes leaves 0, and a leaf that has hardly moved tells nothing.
            if g[k] is None and abs(leaf) > 1e-30 and abs(leaf) < 0.9 * abs(bare[k]):
                curvature = leaf * 2.0**power / (bare[k] - leaf)
                g[k] = float(np.float32(-bare[k] * curvature))
                # The library adds 1e-15.
                h[k] = float(np.float32(curvature - 1e-15)) if curvature > 1e-20 + 1e-15 else None
        if None not in g:
            break
    return None, g, h


WAYS = {"torch": torch, "jax": jax, "numpy": numpy, "formula": formula, "xgboost": xgboost, "lightgbm": lightgbm}


def ask(job):
    """Answers of a library to (entry, block): for each a list of the three outputs."""
    backend, way, columns, work = job
    prepare(backend)
    found = []
    for entry, block in work:
        answers = [[], [], []]
        whole = block.reduction != "values"
        for i in [None] if whole else range(block.rows()):
            lengths = [n // (1 if whole else block.rows()) for n in block.lengths()]
            try:
                wanted = whole or eval(entry.get("only", "True"), {}, {k: v[0] if len(v) == 1 else v for k, v in block.item(i).items()})
                outs = WAYS[way](entry, block, i, columns) if wanted else (None,) * 3
            except Exception as e:
                entry.setdefault("refused", []).append(f"{type(e).__name__}: {e}"[:200])
                outs = (None,) * 3
            for out, got, length in zip(answers, outs, lengths):
                out += [None] * length if got is None else got
        found.append((answers, entry.get("refused", [])))
    return found
