"""Losses of vectors: hessians times vectors, all pairs, triples, sparse rows, batches."""

from __future__ import annotations

import itertools

import lossfn
import numpy as np
import pytest
from lossfn._docs import is_distance
from support import LOSSES, bound, draw, is_batch, has_own_rows, is_label, required, same

BATCHES = [s for s in LOSSES if is_batch(s)]
DISTANCES = [s for s in LOSSES if is_distance(s) and s["stage"] != "Boxes"]
TRIPLES = [s for s in LOSSES if s["stage"] == "Triples"]
MATRICES = [(s["name"], p["name"]) for s in LOSSES for p in s["params"] if p["kind"] == "matrix"]
NAME = DISTANCES[0]["name"]


def named(spec):
    return spec["name"]


def table(domain, rows, columns=5, seed=0, dtype=np.float64):
    """Vectors of a domain, of which many numbers are 0."""
    rng = np.random.default_rng(seed)
    low = max(float(domain.get("low", "-inf")), -2.0)
    return (
        rng.integers(round(low * 8) + 1, 17, (rows, columns)) / 8 * rng.integers(0, 2, (rows, columns))
    ).astype(dtype)


def tables(spec, n, m, dtype=np.float64):
    return [table(i["domain"], k, seed=k, dtype=dtype) for i, k in zip(spec["inputs"], (n, m), strict=True)]


def test_hessians_times_vectors_are_differences(spec):
    loss, x, params = getattr(lossfn, spec["name"]), draw(spec, 12), required(spec)
    v = np.random.default_rng(1).integers(-8, 9, x[0].shape) / 8
    if is_batch(spec):
        pytest.skip("it has none")
    how = {**params, "reduction": "sum", "validate": False}
    got = loss.hessian_vector_product(*x, **how, vector=v)
    assert got.shape == x[0].shape and got.dtype == x[0].dtype
    place = np.zeros_like(got)
    assert loss.hessian_vector_product(*x, **how, vector=v, out=place) is place and same(place, got)
    assert same(place, loss.hessian_vector_product(*x, **how, vector=place.copy() * 0 + v, out=v))
    v = np.random.default_rng(1).integers(-8, 9, x[0].shape) / 8
    h = 2.0**-20
    before, at, after = (loss.grad(x[0] + s * v, *x[1:], **how) for s in (-h, 0, h))
    bend = (after - before) / (2 * h)
    # Not where the gradient breaks.
    smooth = np.abs((after - at) / h - bend) < 1e-3
    assert smooth.sum() > smooth.size // 2
    if spec["properties"]["hessian"] == "exact":
        assert np.allclose(got[smooth], bend[smooth], rtol=1e-3, atol=1e-3)
    with pytest.raises(TypeError, match="`vector` has to be given"):
        loss.hessian_vector_product(*x, **params)
    with pytest.raises(ValueError, match="`vector` has shape"):
        loss.hessian_vector_product(*x, **params, vector=v[1:])
    with pytest.raises(TypeError, match="types are never mixed"):
        loss.hessian_vector_product(*x, **params, vector=v.astype(np.float32))
    with pytest.raises(TypeError, match="takes no `vector`"):
        loss.grad(*x, **params, vector=v)


@pytest.mark.parametrize("spec", DISTANCES, ids=named)
def test_all_pairs_are_pairs(spec):
    loss, params = getattr(lossfn, spec["name"]), required(spec)
    a, b = tables(spec, 7, 11)
    all = loss.pairwise(a, b, **params)
    # Products are rounded to the size of their sum, which of cosines is 1.
    for i, j in itertools.product(range(7), range(11)):
        assert abs(all[i, j] - loss(a[i], b[j], **params)) <= 2.0**-51
    rows, least = loss.nearest(a, b, **params)
    assert rows.dtype == np.int64 and same(least, all.min(axis=1)) and same(rows, all.argmin(axis=1))
    place = np.zeros_like(all)
    assert loss.pairwise(a, b, **params, out=place) is place and same(place, all)
    assert same(loss.pairwise(a.T.copy(), b.T.copy(), **params, axis=0), all)
    assert loss.pairwise(a, b[:0], **params).shape == (7, 0)
    single = loss.pairwise(a.astype(np.float32), b.astype(np.float32), **params)
    np.testing.assert_array_max_ulp(single, all.astype(np.float32), 1)
    with pytest.raises(ValueError, match="nothing to average|no rows|empty"):
        loss.nearest(a, b[:0], **params)
    with pytest.raises(ValueError, match="shape"):
        loss.pairwise(a, b[:, 1:], **params)


def test_mined_triples_are_those_of_a_search():
    x = table({}, 20, seed=3)
    label = np.random.default_rng(4).integers(0, 3, 20)
    label[0] = 7
    far = lossfn.get(NAME).pairwise(x, x)
    found: dict[str, list[tuple[int, int, int]]] = {"all": [], "hard": [], "semi_hard": []}
    for a in range(20):
        like = [p for p in range(20) if label[p] == label[a] and p != a]
        other = [n for n in range(20) if label[n] != label[a]]
        found["all"] += [(a, p, n) for p in like for n in other]
        if like:
            found["hard"].append((a, max(like, key=lambda p: far[a, p]), min(other, key=lambda n: far[a, n])))
        for p in like:
            beyond = [n for n in other if far[a, n] > far[a, p]]
            best = min(beyond, key=lambda n: far[a, n]) if beyond else max(other, key=lambda n: far[a, n])
            found["semi_hard"].append((a, p, best))
    for mining, want in found.items():
        for distance in (NAME, lossfn.get(NAME), getattr(lossfn, NAME)):
            got = lossfn.mine(x, label, distance=distance, mining=mining)
            assert list(zip(*(g.tolist() for g in got), strict=True)) == want
    assert all(
        same(a, b) for a, b in zip(lossfn.mine(x, label), lossfn.mine(x, label, mining="hard"), strict=True)
    )
    for bad in ({"mining": "easy"}, {"distance": BATCHES[0]["name"]}, {"label": label[1:]}):
        with pytest.raises(ValueError):
            lossfn.mine(**{"embeddings": x, "label": label, **bad})


def added(spec, x, triples):
    """What Rust adds: what each triple says to its rows, in order, in f64."""
    loss, wide = bound(spec), np.result_type(x.dtype, np.float32)
    how = {"reduction": len(triples[0]), "validate": False}
    tables, sums = [x.astype(wide)[rows] for rows in triples], np.zeros(x.shape)
    for i, rows in zip(spec["inputs"], triples, strict=True):
        np.add.at(sums, rows, loss.grad(*tables, **how, wrt=i["name"]).astype(np.float64))
    return loss(*tables, **how), sums.astype(x.dtype)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
@pytest.mark.parametrize("spec", TRIPLES, ids=named)
def test_triples_of_a_table_are_its_rows(spec, dtype):
    loss = bound(spec)
    x, label = table({}, 40, seed=5, dtype=dtype), np.random.default_rng(6).integers(0, 5, 40)
    for mining in ("all", "hard", "semi_hard"):
        triples = lossfn.mine(x, label, mining=mining)
        assert type(triples) is lossfn.Triplets and triples.anchor is triples[0]
        want = added(spec, x, triples)
        value, grad = triples.value_and_gradient(loss, x)
        assert type(value) is float and type(grad) is np.ndarray and value == want[0] and same(grad, want[1])
        for other in (np.asfortranarray(x), x[::-1].copy()[::-1]):
            assert same(triples.value_and_gradient(loss, other)[1], grad)
        assert same(lossfn.Triplets(*(t.tolist() for t in triples)).value_and_gradient(loss, x)[1], grad)
        thin = Csr.of(x)
        found = triples.value_and_gradient(loss, thin)
        assert type(found[1]) is Csr and found[1].indices is thin.indices and found[0] == value
        assert same(found[1].data, grad[np.nonzero(x)])


def test_triples_of_other_arrays():
    torch = pytest.importorskip("torch")
    name = TRIPLES[0]["name"]
    x = table({}, 20, seed=3)
    triples = lossfn.mine(torch.from_numpy(x), torch.arange(20) % 3)
    value, grad = triples.value_and_gradient(name, x)
    assert value == triples.value_and_gradient(name, x.tolist())[0]
    found = triples.value_and_gradient(name, torch.from_numpy(x))
    assert found[0] == value and type(found[1]) is torch.Tensor and same(found[1].numpy(), grad)
    single = triples.value_and_gradient(name, x.astype(np.float32))[1]
    half = triples.value_and_gradient(name, torch.from_numpy(x).bfloat16())[1]
    assert half.dtype == torch.bfloat16 and torch.equal(half, torch.from_numpy(single).bfloat16())


def test_triples_that_are_wrong():
    name, x = TRIPLES[0]["name"], table({}, 6)
    triples = lossfn.Triplets([0, 1], [1, 0], [2, 3])
    assert len(triples) == 3 and triples.value_and_gradient(name, x)[1].shape == x.shape
    for bad, match in (
        (triples._replace(anchor=[0, 6]), "at least 7 rows"),
        (triples._replace(negative=[0, -1]), "`negative` is -1 at index 1"),
        (triples._replace(positive=[0]), r"`positive` has shape \(1,\)"),
        (triples._replace(positive=[[0, 1]]), r"`positive` has shape \(1, 2\)"),
        (lossfn.Triplets([], [], []), "nothing to average"),
    ):
        with pytest.raises(ValueError, match=match):
            bad.value_and_gradient(name, x)
    with pytest.raises(ValueError, match="was given triples of the rows of a table"):
        triples.value_and_gradient(NAME, x)
    with pytest.raises(ValueError, match="`embeddings` has shape"):
        triples.value_and_gradient(name, x[0])
    with pytest.raises(TypeError, match="`anchor` is float64"):
        triples._replace(anchor=[0.5, 1.0]).value_and_gradient(name, x)
    with pytest.raises(TypeError, match="neither an expression nor a loss"):
        triples.value_and_gradient(3, x)


class Csr:
    """What a table of sparse rows says of itself."""

    def __init__(self, parts, shape):
        self.data, self.indices, self.indptr = parts
        self.shape = shape

    @classmethod
    def of(cls, x, places=np.int32):
        rows, columns = np.nonzero(x)
        starts = np.searchsorted(rows, np.arange(len(x) + 1))
        return cls((x[rows, columns], columns.astype(places), starts.astype(places)), x.shape)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
@pytest.mark.parametrize("places", [np.int32, np.int64])
@pytest.mark.parametrize("spec", [s for s in LOSSES if s["stage"] in ("Pairs", "Triples")], ids=named)
def test_sparse_rows_are_tables(spec, dtype, places):
    loss, params = getattr(lossfn, spec["name"]), required(spec)
    x = draw(spec, 9)
    dense = [
        a if is_label(spec, k) else table(i["domain"], 9, seed=k, dtype=dtype)
        for k, (a, i) in enumerate(zip(x, spec["inputs"], strict=True))
    ]
    thin = [a if a.ndim == 1 else Csr.of(a, places) for a in dense]
    np.testing.assert_array_max_ulp(loss(*thin, **params), loss(*dense, **params), 1)
    values = loss(*thin, **params, reduction="values")
    assert type(values) is np.ndarray and values.shape == (9,)
    for k, i in enumerate(spec["inputs"]):
        if i["name"] not in spec["varying"]:
            continue
        grad = loss.grad(*thin, **params, wrt=i["name"])
        want = loss.grad(*dense, **params, wrt=i["name"])
        assert type(grad) is Csr and grad.shape == dense[k].shape and grad.data.dtype == dtype
        assert grad.indices is thin[k].indices and grad.indptr is thin[k].indptr
        np.testing.assert_array_max_ulp(grad.data, want[np.nonzero(dense[k])], 2)
        place = np.zeros_like(grad.data)
        assert loss.grad(*thin, **params, wrt=i["name"], out=place) is place and same(place, grad.data)


def test_sparse_rows_that_are_wrong():
    loss, x = lossfn.get(NAME), table({}, 6)
    good = Csr.of(x)

    def changed(**parts):
        bad = Csr((good.data, good.indices, good.indptr), good.shape)
        bad.__dict__.update(parts)
        return bad

    for bad in (
        changed(indices=good.indices[::-1].copy()),
        changed(indices=good.indices + 5),
        changed(indices=good.indices[1:]),
        changed(indptr=good.indptr[:-1]),
        changed(indptr=good.indptr - 1),
        changed(shape=(7, 5)),
        changed(shape=(6, 0)),
    ):
        with pytest.raises(ValueError):
            loss(bad, x)
        with pytest.raises(ValueError):
            loss.pairwise(x, bad)
    for bad in (changed(format="csc"), changed(shape=(6,)), changed(indices=good.indices + 0.5)):
        with pytest.raises(TypeError):
            loss(bad, x)
    with pytest.raises(TypeError, match="`axis` is 1 or -1"):
        loss(good, x, axis=0)
    with pytest.raises(TypeError, match="sparse"):
        loss(x, x, weight=good)
    for spec in LOSSES:
        if spec["stage"] in ("Rows", "Elements"):
            with pytest.raises(TypeError, match="sparse"):
                getattr(lossfn, spec["name"])(*[good] * len(spec["inputs"]), **required(spec))
    assert same(loss.pairwise(good, Csr.of(x, np.int64)), loss.pairwise(x, x))


def test_scipy():
    sparse = pytest.importorskip("scipy.sparse")
    loss, (a, b) = lossfn.get(NAME), (table({}, 6, seed=k) for k in (1, 2))
    for kind in (sparse.csr_array, sparse.csr_matrix):
        x = kind(a)
        grad = loss.grad(x, b)
        assert isinstance(grad, kind) and np.shares_memory(grad.indices, x.indices)
        assert loss(x, b) == loss(a, b)
    for kind in (sparse.csc_array, sparse.coo_array, sparse.bsr_array):
        with pytest.raises(TypeError, match=r"tocsr\(\)"):
            loss(kind(a), b)


@pytest.mark.parametrize("spec", BATCHES, ids=named)
def test_labels_are_integers(spec):
    loss, x, params = getattr(lossfn, spec["name"]), draw(spec, 8), required(spec)
    if not is_label(spec, len(x) - 1):
        pytest.skip("it reads no labels")
    assert loss(*x[:-1], x[-1].tolist(), **params) == loss(*x, **params)
    for bad in ((x[-1] + 0.5).tolist(), x[-1] + 0.5):
        with pytest.raises(TypeError, match="some of its numbers are none of int64"):
            loss(*x[:-1], bad, **params)


@pytest.mark.parametrize("name, key", MATRICES)
def test_matrices_are_arrays(name, key):
    loss, x = getattr(lossfn, name), [table({}, 6, 2, seed=k) for k in (1, 2)]
    matrix = [[2.0, 0.5], [0.5, 1.0]]
    want = loss(*x, **{key: [2.0, 0.5, 0.5, 1.0]})
    assert want != loss(*x) == loss(*x, **{key: None}) == loss(*x, **{key: np.eye(2)})
    for given in (matrix, np.array(matrix), np.array(matrix, np.float32), tuple(map(tuple, matrix))):
        assert loss(*x, **{key: given}) == want
    assert lossfn.get(f"{name}({key}=[2, 0.5, 0.5, 1])")(*x) == want
    for bad in ([[1.0], [2.0, 3.0]], [[1.0, 2.0]], "text", [["a", "b"], ["c", "d"]], np.ones((2, 2, 2))):
        with pytest.raises(TypeError, match=key):
            loss(*x, **{key: bad})
    for bad in (np.eye(3), -np.eye(2), [[1.0, 2.0], [2.0, 1.0]], [[np.nan, 0.0], [0.0, 1.0]]):
        with pytest.raises(ValueError):
            loss(*x, **{key: bad})


@pytest.mark.parametrize("spec", BATCHES, ids=named)
def test_derivatives_of_batches_are_differences(spec):
    """In each input, of its own shape, and in parameters that are factors: one number."""
    loss, x, params, h = getattr(lossfn, spec["name"]), draw(spec, 8), required(spec), 2.0**-20
    for k, i in enumerate(spec["inputs"]):
        if is_label(spec, k):
            continue
        grad = loss.grad(*x, **params, wrt=i["name"])
        assert grad.shape == x[k].shape and (len(grad) == 8 or has_own_rows(spec, k))
        step = np.random.default_rng(k).integers(-8, 9, x[k].shape) / 8 * h
        after, before = (loss(*x[:k], x[k] + s * step, *x[k + 1 :], **params) for s in (1, -1))
        assert np.isclose((after - before) / 2, (grad * step).sum(), rtol=1e-5, atol=1e-7 * h)
        place = np.zeros_like(x[k])
        assert loss.grad(*x, **params, wrt=i["name"], out=place) is place and same(place, grad)
    preset = {p["name"]: p["default"] for p in spec["params"]}
    for name in spec["factors"]:
        slope = loss.grad(*x, **params, wrt=name)
        assert type(slope) is float and loss.value_and_grad(*x, **params, wrt=name)[1] == slope
        after, before = (loss(*x, **params | {name: preset[name] + s * h}) for s in (1, -1))
        assert np.isclose((after - before) / (2 * h), slope, rtol=1e-5)
        place = np.zeros(())
        assert loss.grad(*x, **params, wrt=name, out=place) is place and place == slope
    with pytest.raises(ValueError, match="has no input `nothing`"):
        loss.grad(*x, **params, wrt="nothing")


@pytest.mark.parametrize("spec", [s for s in LOSSES if s["stage"] == "Boxes"], ids=named)
def test_all_pairs_of_boxes(spec):
    loss = getattr(lossfn, spec["name"])
    (a, b), (more, _) = draw(spec, 5), draw(spec, 4, seed=1)
    b = np.concatenate([b, more])
    all = loss.pairwise(a, b)
    assert all.shape == (5, 9)
    for i, row in enumerate(all):
        assert same(row, loss(np.repeat(a[i : i + 1], 9, axis=0), b, reduction="values"))
    with pytest.raises(ValueError, match="x1, y1, x2, y2"):
        loss(a[:, :3], a[:, :3])
    with pytest.raises(ValueError, match="below x1"):
        loss(a[:, [2, 1, 0, 3]], a)
