"""Arrays of other libraries as NumPy's, and back: what the compiled module asks for where it meets another type."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

Back = Callable[[np.ndarray], Any]


class UnknownName(KeyError):
    """No loss, metric or dialect has that name."""

    # That of KeyError prints the sentence in quotes.
    __str__ = Exception.__str__


def read(x: Any, name: str) -> tuple[np.ndarray, bool, bool, Back | None]:
    """An array in row-major order; whether it holds the bits of bfloat16; whether its type may change, as it is
    that of numbers of Python; and what makes of a result what the input was."""
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError(f"`{name}` is a masked array; give its `data`, and `mask=~{name}.mask`.")
    if hasattr(x, "tocsr") or hasattr(x, "indptr"):
        raise TypeError(f"`{name}` is sparse ({_format(x)}); a loss of two vectors reads `{name}.tocsr()`.")
    if isinstance(x, np.ndarray):
        array, half = _bits(np.asarray(x))
        return _plain(array), half, False, (lambda result: result.view(x.dtype)) if half else None
    if _is("torch", "Tensor", x):
        array, half = _tensor(x, name)
        return _plain(array), half, False, _to_torch(half)
    if _is("pandas", "Series", x) or _is("pandas", "DataFrame", x) or _is("pandas", "Index", x):
        return *_pandas(x, name), _to_pandas(x)
    if hasattr(x, "dtype") and hasattr(x, "shape"):
        array, half = _bits(_foreign(x, name))
        return _plain(array), half, False, _to_foreign(x, half)
    if hasattr(x, "__array__") or hasattr(x, "__dlpack__"):
        array, half = _bits(_foreign(x, name))
        return _plain(array), half, False, None
    weak = False
    try:
        array = np.asarray(memoryview(x))
    except (TypeError, ValueError):
        weak = True
        try:
            array = np.asarray(x)
        except ValueError as error:
            raise ValueError(f"`{name}` is no array: {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"`{name}` is {type(x).__name__}, which is no array of numbers.")
    return _plain(array), False, weak, None


def rows_of_csr(x: Any, name: str) -> tuple[Any, Any, Any, tuple[int, ...], Back]:
    """Of a table of sparse rows the stored numbers, their columns, where each row begins, and the shape; and what
    makes of numbers in the places of those that are stored a table of the same structure."""
    if _format(x) != "csr":
        raise TypeError(f"`{name}` is sparse ({_format(x)}), allowed is csr: say `{name}.tocsr()`.")
    shape = tuple(map(int, x.shape))
    if len(shape) != 2:
        raise TypeError(f"`{name}` has shape {shape}, but sparse rows are those of a table.")
    indices, offsets = np.asarray(x.indices), np.asarray(x.indptr)
    if {indices.dtype, offsets.dtype} not in ({np.dtype(np.int32)}, {np.dtype(np.int64)}):
        indices, offsets = (to(p, "int64", name, False) for p in (indices, offsets))

    def back(result: np.ndarray) -> Any:
        return type(x)((result, x.indices, x.indptr), shape=shape)

    return x.data, indices, offsets, shape, back


def _format(x: Any) -> str:
    """How sparse numbers stand: rows, where an array does not say it."""
    return str(getattr(x, "format", "csr"))


def place(x: Any) -> tuple[np.ndarray, bool]:
    """The memory of an array that results are written to; whether it holds the bits of bfloat16."""
    if isinstance(x, np.ma.MaskedArray):
        raise TypeError("`out` is a masked array; give its `data`.")
    if isinstance(x, np.ndarray):
        return _bits(np.asarray(x))
    if _is("torch", "Tensor", x):
        return _tensor(x, "out")
    raise TypeError(
        f"`out` is {type(x).__name__}, allowed is an array of NumPy or a tensor of torch in main memory."
    )


def to(x: np.ndarray, dtype: str, name: str, weak: bool) -> np.ndarray:
    """Numbers in another type: integers only where they are the same there."""
    if dtype != "bfloat16":
        result = x.astype(dtype, order="C")
        if not weak and not np.array_equal(result.astype(x.dtype), x):
            raise TypeError(f"`{name}` is {x.dtype}, and some of its numbers are none of {dtype}.")
        return result
    wide = to(x, "float32", name, weak)
    bits = wide.view(np.uint32)
    if not weak and (bits & 0xFFFF).any():
        raise TypeError(f"`{name}` is {x.dtype}, and some of its numbers are none of {dtype}.")
    # To the nearest, ties to even.
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
    return np.where(np.isnan(wide), 0x7FC0, rounded).astype(np.uint16)


def _plain(array: np.ndarray) -> np.ndarray:
    """In row-major order, aligned, and of the byte order of the machine: a copy only where it is not."""
    # Not `ascontiguousarray`, which gives a number a dimension.
    return np.require(array, array.dtype.newbyteorder("="), ["C", "A"]).reshape(array.shape)


def _bits(array: np.ndarray) -> tuple[np.ndarray, bool]:
    half = array.dtype.name == "bfloat16"
    return (array.view(np.uint16), True) if half else (array, False)


def _is(library: str, name: str, x: Any) -> bool:
    """Whether it is of a class of a library, which is not imported for it."""
    module = sys.modules.get(library)
    kind = getattr(module, name, None)
    return kind is not None and isinstance(x, kind)


def _tensor(x: Any, name: str) -> tuple[np.ndarray, bool]:
    import torch

    if x.requires_grad:
        raise TypeError(
            f"`{name}` requires a gradient: say `lossfn.torch` for losses with autograd, or `detach()` it."
        )
    if x.device.type != "cpu" or x.layout != torch.strided:
        raise TypeError(
            f"`{name}` is a tensor on {x.device} ({x.layout}), allowed is a dense one on the CPU."
        )
    x = x.resolve_neg()
    if x.dtype == torch.bfloat16:
        return x.view(torch.uint16).numpy(), True
    return x.numpy(), False


def _to_torch(half: bool) -> Back:
    import torch

    def back(result: np.ndarray) -> Any:
        tensor = torch.from_numpy(result)
        return tensor.view(torch.bfloat16) if half else tensor

    return back


def _pandas(x: Any, name: str) -> tuple[np.ndarray, bool, bool]:
    array = x.to_numpy()
    if array.dtype.kind not in "biuf":
        raise TypeError(
            f"`{name}` has dtype {getattr(x, 'dtype', array.dtype)}, which is no type of numbers here."
        )
    return _plain(array), False, False


def _to_pandas(x: Any) -> Back:
    import pandas

    def back(result: np.ndarray) -> Any:
        if isinstance(x, pandas.DataFrame) and result.shape == x.shape:
            return pandas.DataFrame(result, index=x.index, columns=x.columns)
        if not isinstance(x, pandas.Index) and result.shape == x.shape[:1]:
            return pandas.Series(result, index=x.index, name=getattr(x, "name", None))
        return result

    return back


def _foreign(x: Any, name: str) -> np.ndarray:
    if hasattr(x, "__array__"):
        return np.asarray(x)
    try:
        return np.from_dlpack(x)
    except (BufferError, RuntimeError, TypeError) as error:
        raise TypeError(f"`{name}` cannot be read as an array: {error}") from None


def _to_foreign(x: Any, half: bool) -> Back | None:
    """Of a library that follows the array API."""
    space = getattr(x, "__array_namespace__", None)
    if space is None:
        return (lambda result: result.view(np.asarray(x).dtype)) if half else None
    if half:
        return lambda result: space().asarray(result.view(np.asarray(x).dtype))
    return lambda result: space().asarray(result)
