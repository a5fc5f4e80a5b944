"""Parts merge to the same bits in any order."""

from __future__ import annotations

import pickle

import lossfn
import numpy as np
import pytest
from support import ONE, PLAIN, draw, is_batch, required


def expression(spec):
    return f"{spec['name']}({', '.join(f'{k}={v}' for k, v in required(spec).items())})"


def test_any_split_in_any_order(spec):
    if is_batch(spec):
        pytest.skip("the loss of a row depends on other rows")
    x, text = draw(spec, 90), expression(spec)
    w = np.random.default_rng(2).integers(0, 9, 90) / 8
    whole = lossfn.Partial(text)
    whole.update(*x, weight=w)
    for cuts in ([10, 11, 60], [45], [1, 2, 3, 89]):
        parts = []
        for piece in np.split(np.random.default_rng(3).permutation(90), cuts):
            part = lossfn.Partial(lossfn.get(text))
            part.update(*[a[piece] for a in x], weight=w[piece])
            parts.append(part.to_bytes())
        total = lossfn.Partial(text)
        for part in parts[::-1]:
            total.merge(lossfn.Partial.from_bytes(part))
        assert total == whole and total.to_bytes() == whole.to_bytes() and total.mean() == whole.mean()
    assert whole.count + whole.ignored == 90 and whole.weight == w.sum()
    assert np.isclose(whole.mean(), lossfn.get(text)(*x, weight=w), rtol=1e-15)
    assert whole.value(reduction="sum") == whole.sum
    assert pickle.loads(pickle.dumps(whole)) == whole


def test_what_is_wrong():
    part = lossfn.Partial(ONE[0])
    with pytest.raises(ValueError, match="nothing to average"):
        part.mean()
    assert np.isnan(part.value(on_empty="nan"))
    with pytest.raises(ValueError, match="cannot be merged"):
        part.merge(lossfn.Partial(PLAIN[0]))
    with pytest.raises(ValueError):
        part.update([1.0, 2.0], [1.0])
    assert part.count == 0
    part.update([1.0, 2.0], [1.0, 2.5])
    part.merge(part)
    assert part.count == 4
    with pytest.raises(ValueError, match="only their sum is kept"):
        part.value(reduction="values")
    good = part.to_bytes()
    rng = np.random.default_rng(4)
    for _ in range(500):
        bad = bytearray(good)
        bad[rng.integers(len(bad))] ^= 1 << rng.integers(8)
        for broken in (bad[: rng.integers(len(bad))], bad):
            try:
                lossfn.Partial.from_bytes(bytes(broken))
            except (ValueError, KeyError):
                pass
    for wrong in (None, "text", 3):
        with pytest.raises(TypeError):
            lossfn.Partial.from_bytes(wrong)
        with pytest.raises(TypeError):
            part.merge(wrong)
