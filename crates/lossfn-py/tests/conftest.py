"""What all tests share."""

from __future__ import annotations

import os
import pathlib

import pytest
from support import LOSSES, METRICS

#: The checkout that the tests stand in.
ROOT = pathlib.Path(__file__).parents[3]

os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")


@pytest.fixture(params=LOSSES, ids=lambda spec: spec["name"])
def spec(request):
    """What is known of a loss: each in turn."""
    return request.param


def _kind(spec):
    return spec["stage"], spec["row"], len(spec["inputs"]), len(spec["varying"]), bool(spec["params"])


@pytest.fixture(params={_kind(s): s for s in LOSSES}.values(), ids=lambda spec: spec["name"])
def some(request):
    """One loss of each kind, where each takes long."""
    return request.param


@pytest.fixture(params=METRICS, ids=lambda spec: spec["name"])
def metric_spec(request):
    """What is known of a metric: each in turn."""
    return request.param


@pytest.fixture
def root():
    """The root of the project."""
    return ROOT
