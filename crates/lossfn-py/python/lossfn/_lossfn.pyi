"""What the compiled module has that the package does not pass on."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from typing_extensions import Self

from . import Loss

_Point: TypeAlias = tuple[float, float]
_Places: TypeAlias = npt.NDArray[np.int64]

class Curve:
    def __new__(cls, loss: str | Loss, target: float | None = None, /) -> Self: ...
    @property
    def loss(self) -> str: ...
    @property
    def input(self) -> str: ...
    @property
    def fixed(self) -> str: ...
    @property
    def range(self) -> _Point: ...
    def sample(self, low: float, high: float) -> list[list[_Point]]: ...

def window(lines: list[list[_Point]]) -> _Point | None: ...
def mine(
    embeddings: Any, label: Any, *, distance: str | Loss | None = None, mining: str = "hard"
) -> tuple[_Places, _Places, _Places]: ...
def triples(
    anchor: Any, positive: Any, negative: Any, loss: str | Loss, embeddings: Any
) -> tuple[float, Any]: ...
