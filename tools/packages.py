"""Fetches a package and takes files out of it, for `tools/vgg16.py` and `tools/pictures.py`."""

from __future__ import annotations

import hashlib
import os
import sys
import urllib.request
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "target"


def checked(data: bytes, sha256: str, what: str) -> bytes:
    """The bytes, if they have this hash; the program ends where they have not."""
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        sys.exit(f"{what} has the SHA-256 {found}, but {sha256} is expected.")
    return data


def fetched(url: str, sha256: str) -> bytes:
    """What stands at an address."""
    print(f"fetching {url}")
    try:
        with urllib.request.urlopen(url) as answer:
            data: bytes = answer.read()
    except OSError as error:
        sys.exit(f"{url} cannot be fetched: {error}.")
    return checked(data, sha256, url)


def written(path: Path, data: bytes) -> None:
    """The file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_bytes(data)
    os.replace(part, path)
    print(f"{path}: {len(data)} bytes, SHA-256 {hashlib.sha256(data).hexdigest()}")
