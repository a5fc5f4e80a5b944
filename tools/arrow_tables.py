#!/usr/bin/env python3
"""Small tables as pyarrow writes them, for the tests of the program: testdata/arrow.

    pip install -r tools/requirements-arrow.txt
    python tools/arrow_tables.py [--check]

The same rows stand in table.csv, with all digits of each number as a 64-bit float has it; lists are a
column for each place. --check compares instead: what is in the files, not their bytes, which name the
version of their writer.
"""

import argparse
import decimal
import io
import pathlib
import random

import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).parent.parent / "testdata" / "arrow"
ROWS = 40
CODECS = ["snappy", "gzip", "zstd", "lz4", "none"]


def table():
    """Every type that is read, with values that only it can hold."""
    draw = random.Random(20)
    real = [draw.gauss(0, 1) * 10 ** draw.randint(-3, 3) for _ in range(ROWS)]
    signed = {bits: [draw.randint(-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) for _ in range(ROWS)] for bits in (8, 16, 32, 64)}
    unsigned = {bits: [draw.randint(0, 2**bits - 1) for _ in range(ROWS)] for bits in (8, 16, 32, 64)}
    rows = [[draw.gauss(0, 2) for _ in range(3)] for _ in range(ROWS)]
    gaps = [x if i % 7 else None for i, x in enumerate(real)]
    group = [draw.choice(["north", "south", "überall"]) for _ in range(ROWS)]
    columns = {"f16": pa.array(real, pa.float16()), "f32": pa.array(real, pa.float32()), "f64": pa.array(real)}
    columns |= {f"i{bits}": pa.array(x, getattr(pa, f"int{bits}")()) for bits, x in signed.items()}
    columns |= {f"u{bits}": pa.array(x, getattr(pa, f"uint{bits}")()) for bits, x in unsigned.items()}
    columns |= {
        "decimal": pa.array([decimal.Decimal(round(x * 1000)).scaleb(-3) for x in real], pa.decimal128(20, 3)),
        "gaps": pa.array(gaps),
        "y": pa.array([x + draw.gauss(0, 1) for x in real]),
        "bool": pa.array([draw.random() < 0.5 for _ in range(ROWS)]),
        "there": pa.array([x is not None for x in gaps]),
        "text": pa.array(group),
        "large": pa.array(group, pa.large_string()),
        "group": pa.array(group).dictionary_encode(),
        "label": pa.array([draw.randrange(3) for _ in range(ROWS)], pa.int32()),
        "list": pa.array(rows, pa.list_(pa.float32())),
        "large_list": pa.array(rows, pa.large_list(pa.float64())),
        "fixed": pa.array(rows, pa.list_(pa.float32(), 3)),
        "when": pa.array(range(ROWS), pa.timestamp("us")),
    }
    return pa.table(columns)


def text(value):
    if value is None:
        return ""
    if isinstance(value, (bool, int, str)):
        return str(value)
    # A short float is the same number in 64 bits; repr has as many digits as are needed.
    return repr(float(value)) if not isinstance(value, decimal.Decimal) else str(value)


def csv(data):
    names, columns = [], []
    for name in data.column_names:
        values = data[name].to_pylist()
        if isinstance(values[0], list):
            names += [f"{name}_{i}" for i in range(len(values[0]))]
            columns += zip(*values)
        elif name != "when":
            names.append(name)
            columns.append(values)
    lines = [names, *([text(x) for x in row] for row in zip(*columns))]
    return "".join(",".join(line) + "\n" for line in lines).encode()


def files(data):
    def written(write):
        out = io.BytesIO()
        write(out)
        return out.getvalue()

    def stream(out):
        with ipc.new_stream(out, data.schema, options=ipc.IpcWriteOptions(compression="zstd")) as writer:
            writer.write_table(data, max_chunksize=16)

    codecs = {name: CODECS[i % len(CODECS)] for i, name in enumerate(data.column_names)}
    leaves = {f"{name}.list.element" if "list" in str(data.schema.field(name).type) else name: codec for name, codec in codecs.items()}
    yield "table.parquet", written(lambda out: pq.write_table(data, out, row_group_size=16, compression=leaves))
    yield "pages.parquet", written(
        lambda out: pq.write_table(
            data, out, data_page_version="2.0", version="2.6", use_dictionary=False, write_page_checksum=True, data_page_size=64
        )
    )
    # With its default, LZ4.
    yield "table.feather", written(lambda out: feather.write_feather(data, out, chunksize=16))
    yield "table.arrows", written(stream)
    # A codec that is not read, for one of two columns.
    yield "brotli.parquet", written(
        lambda out: pq.write_table(pa.table({"x": [1.0], "y": [2.0]}), out, compression={"x": "brotli", "y": "none"})
    )
    yield "table.csv", csv(data)


def read(name, content):
    if name.endswith(".csv"):
        return content
    source = io.BytesIO(content)
    if name.endswith(".parquet"):
        return pq.read_table(source)
    return feather.read_table(source) if name.endswith(".feather") else ipc.open_stream(source).read_all()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="compare with the files instead of writing them")
    check = parser.parse_args().check
    FOLDER.mkdir(exist_ok=True)
    for name, content in files(table()):
        path = FOLDER / name
        if not check:
            path.write_bytes(content)
        elif read(name, content) != read(name, path.read_bytes()):
            raise SystemExit(f"{path} is not what this script writes")


if __name__ == "__main__":
    main()
