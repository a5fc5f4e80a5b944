"""Weights of tokens and sums of their log-probabilities."""

from __future__ import annotations

import lossfn
import numpy as np
import pytest

MASK = np.array([[True, False, False], [True, True, True]])
LOG_PROBS = np.array([[-1.0, np.nan, np.nan], [-2.0, -3.0, -4.0]])


def test_weights_and_a_reduction_make_an_average():
    kept = LOG_PROBS[MASK]
    target = np.zeros_like(LOG_PROBS)
    for options, want in [
        ({}, -kept.sum() / 4),
        ({"averaging": "sequences"}, (1 + 3) / 2),
        ({"averaging": "length", "length": 8}, -kept.sum() / 16),
    ]:
        weight, reduction = lossfn.token_weights(LOG_PROBS, MASK, **options)
        assert lossfn.absolute(LOG_PROBS, target, weight=weight, reduction=reduction) == pytest.approx(want)
        weight, reduction = lossfn.token_weights(kept, [1, 3], **options)
        assert lossfn.absolute(kept, 0 * kept, weight=weight, reduction=reduction) == pytest.approx(want)


def test_sums_and_means():
    for kind in (np.float32, np.float64):
        x = LOG_PROBS.astype(kind)
        sums, means = lossfn.token_sums(x, MASK), lossfn.token_sums(x, MASK, mean=True)
        assert sums.dtype == kind and sums.tolist() == [-1, -9] and means.tolist() == [-1, -3]
        assert lossfn.token_sums(x[MASK], [1, 3]).tolist() == [-1, -9]


@pytest.mark.parametrize(
    ("tokens", "options", "kind"),
    [
        (MASK[:, :2], {}, ValueError),
        (MASK[0], {}, ValueError),
        ([1, 3], {}, ValueError),
        ([-1, 7], {}, ValueError),
        ([1.5], {}, TypeError),
        (MASK, {"averaging": "answers"}, ValueError),
        (MASK, {"averaging": "length"}, ValueError),
        (MASK, {"averaging": "length", "length": 0}, ValueError),
        (MASK, {"length": 8}, ValueError),
        (MASK & False, {}, ValueError),
    ],
)
def test_what_is_wrong_is_said(tokens, options, kind):
    with pytest.raises(kind, match=r"\.$"):
        lossfn.token_weights(LOG_PROBS, tokens, **options)
