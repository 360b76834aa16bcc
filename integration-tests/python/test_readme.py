# SPDX-License-Identifier: Apache-2.0
"""Runs the Python of the README, with data of its own in place of /data."""

import re

import numpy as np

from conftest import PROJECT


def test_the_python_of_the_readme_runs(spark, tmp_path, capsys):
    (tmp_path / "access.log").write_text('GET / HTTP/1.1" 200 5\nGET /a HTTP/1.1" 500 7\n')
    ticks = np.array(
        [(1, 2.5, 10), (2, 3.5, 20)], dtype=[("id", "<i8"), ("price", "<f8"), ("size", "<i4")]
    )
    ticks.tofile(tmp_path / "ticks.bin")
    blocks = re.findall(r"```python\n(.*?)```", (PROJECT / "README.md").read_text(), re.DOTALL)
    assert len(blocks) == 1
    from pyspark.sql import SparkSession

    names = {"SparkSession": SparkSession}
    exec(blocks[0].replace("/data", str(tmp_path)), names)

    assert capsys.readouterr().out.splitlines() == ["1", "Row(avg(price)=3.0, sum(size)=30)"]
