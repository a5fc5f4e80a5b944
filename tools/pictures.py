"""Writes `target/pictures/`: the photographs and paintings of the examples of style and noise.

    .venv/bin/pip install -r tools/requirements-style.txt
    .venv/bin/python tools/pictures.py

* Photographs out of the wheel of scikit-image 0.26.0 on PyPI: `astronaut.png` (NASA, public domain), `chelsea.png`,
  `coffee.png`, `brick.png`, `grass.png` and `gravel.png` (CC0).
* Paintings out of the Debian package gcompris-qt-data 3.1-2, where they are cut up for a puzzle: `auvers.png` (Vincent
  van Gogh, Village Street in Auvers, 1890) and `great_wave.png` (Katsushika Hokusai, The Great Wave off Kanagawa,
  about 1830). The works are in the public domain; the package has its files under GPL-3 or later.

Everything is checked by hash. None of the files is part of the project; the pictures in docs/examples show what came of some.
"""

from __future__ import annotations

import io
import re
import struct
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from packages import TARGET, checked, fetched, written
from PIL import Image

WHEEL = (
    "https://files.pythonhosted.org/packages/a5/2a/e71c1a7d90e70da67b88ccc609bd6ae54798d5847369b15d3a8052232f9d/"
    "scikit_image-0.26.0-cp311-cp311-manylinux_2_24_x86_64.manylinux_2_28_x86_64.whl"
)
PHOTOGRAPHS = WHEEL, "74aa5518ccea28121f57a95374581d3b979839adc25bb03f289b1bc9b99c58af"
PAINTINGS = (
    "http://deb.debian.org/debian/pool/main/g/gcompris-qt/gcompris-qt-data_3.1-2_all.deb",
    "e9cf06ab2105529068df73085784e835d2ff03f870d2a8091f09125d40abac9f",
)
RESOURCES = "./usr/share/gcompris-qt/rcc/paintings.rcc"
FOLDER = "/gcompris/src/activities/paintings/resource/"

# The SHA-256 of each file; of what is put together here, the name of it and the SHA-256 of its pixels.
FILES = {
    "astronaut.png": "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5",
    "brick.png": "7966caf324f6ba843118d98f7a07746d22f6a343430add0233eca5f6eaaa8fcf",
    "chelsea.png": "596aa1e7cb875eb79f437e310381d26b338a81c2da23439704a73c4651e8c4bb",
    "coffee.png": "cc02f8ca188b167c775a7101b5d767d1e71792cf762c33d6fa15a4599b5a8de7",
    "grass.png": "b6b6022426b38936c43a4ac09635cd78af074e90f42ffa8227ac8b7452d39f89",
    "gravel.png": "c48615b451bf1e606fbd72c0aa9f8cc0f068ab7111ef7d93bb9b0f2586440c12",
}
BOARDS = {
    "board22_0.qml": ("auvers.png", "a71a5fbc603897910166ccf45581296925d6cf3afc4dd89205c0dca10bebcea3"),
    "board7_0.qml": ("great_wave.png", "1c1ec6beec196035783820b6cc1f3ca9fa02dd82a8c8da649b4b2cbf6b48c9cf"),
}


def member(package: bytes, start: str) -> bytes:
    """The first file of a Debian package whose name starts so."""
    at = 8  # behind the mark of an ar archive
    while at < len(package):
        header = package[at : at + 60]
        size = int(header[48:58])
        if header[:16].decode().startswith(start):
            return package[at + 60 : at + 60 + size]
        at += 60 + size + size % 2
    sys.exit(f"the package has no file {start}.")


def resources(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in a resource file of Qt: a tree of nodes of 22 bytes, with names and contents beside it."""
    tree, contents, names = struct.unpack_from(">III", data, 8)

    def walk(node: int, folder: str) -> Iterator[tuple[str, bytes]]:
        name, flags = struct.unpack_from(">IH", data, tree + 22 * node)
        (length,) = struct.unpack_from(">H", data, names + name)
        text = data[names + name + 6 :][: 2 * length].decode("utf-16-be")
        path = f"{folder}/{text}" if node else ""
        if flags & 2:
            count, first = struct.unpack_from(">II", data, tree + 22 * node + 6)
            for child in range(first, first + count):
                yield from walk(child, path)
        else:
            (place,) = struct.unpack_from(">I", data, tree + 22 * node + 10)
            (size,) = struct.unpack_from(">I", data, contents + place)
            content = data[contents + place + 4 :][:size]
            yield path, zlib.decompress(content[4:]) if flags & 1 else content

    return walk(0, "")


def painting(board: str, files: dict[str, bytes]) -> Image.Image:
    """The pieces of a puzzle, each put where its centre belongs."""
    text = files[FOLDER + "board/" + board].decode()
    width, height = map(int, re.findall(r'"(?:width|height)": (\d+)', text)[:2])
    picture = Image.new("RGBA", (width, height))
    for name, x, y in re.findall(r'"image/(\S+\.webp)",\s*"x" : "([\d.]+)",\s*"y" : "([\d.]+)"', text):
        piece = Image.open(io.BytesIO(files[FOLDER + "image/" + name])).convert("RGBA")
        corner = round(float(x) * width - piece.width / 2), round(float(y) * height - piece.height / 2)
        picture.alpha_composite(piece, (max(corner[0], 0), max(corner[1], 0)))
    left, top, right, bottom = picture.getchannel("A").point(lambda a: 255 * (a == 255)).getbbox() or (0, 0, 0, 0)
    # The outermost pixels of the pieces are half transparent.
    return picture.convert("RGB").crop((left + 4, top + 4, right - 4, bottom - 4))


def main() -> None:
    """From the packages to the pictures."""
    folder = TARGET / "pictures"
    with zipfile.ZipFile(io.BytesIO(fetched(*PHOTOGRAPHS))) as wheel:
        for name, sha256 in FILES.items():
            written(folder / name, checked(wheel.read("skimage/data/" + name), sha256, name))

    with tarfile.open(fileobj=io.BytesIO(member(fetched(*PAINTINGS), "data.tar"))) as archive:
        file = archive.extractfile(RESOURCES)
        assert file is not None
        files = dict(resources(file.read()))
    for board, (name, sha256) in BOARDS.items():
        picture = painting(board, files)
        checked(picture.tobytes(), sha256, f"{name} as pixels")
        to = io.BytesIO()
        picture.save(to, "PNG")
        written(folder / name, to.getvalue())


if __name__ == "__main__":
    main()
