"""The recipes of the README for tables that are cut into parts, as they are printed there."""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys

import lossfn
import numpy as np
import pytest

README = (pathlib.Path(__file__).parents[1] / "README.md").read_text()
RECIPES = re.findall(r"```python no-run\n((?:(?!```).)*read(?:_|\.)parquet.*?)```", README, re.DOTALL)


def test_there_are_recipes():
    assert len(RECIPES) == 2


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: re.findall(r"dask|pyspark", r)[0])
def test_a_table_in_files_has_the_loss_of_the_whole(recipe, tmp_path):
    """Files of several sizes, one of them empty: the same bits as at once."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("pyarrow")
    if "dask" in recipe:
        pytest.importorskip("dask.dataframe")
    else:
        pytest.importorskip("pyspark")
        if shutil.which("java") is None:
            pytest.skip("Spark needs java")
    rng = np.random.default_rng(2)
    table = pandas.DataFrame({name: 10 ** rng.normal(size=5000) for name in ("pred", "target")})
    (tmp_path / "predictions").mkdir()
    for k, (low, high) in enumerate([(0, 7), (7, 7), (7, 3000), (3000, 5000)]):
        table[low:high].to_parquet(tmp_path / "predictions" / f"part-{k}.parquet", index=False)
    done = subprocess.run(
        [sys.executable, "-c", recipe],
        cwd=tmp_path,
        env={**os.environ, "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    part = lossfn.Partial(re.findall(r'Partial\("(.*?)"\)', recipe)[0])
    part.update(table["pred"], table["target"])
    assert float(done.stdout.split()[-1]) == part.mean()
