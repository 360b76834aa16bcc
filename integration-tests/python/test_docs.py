# SPDX-License-Identifier: Apache-2.0
"""Runs the Python of the pages in docs, with data of its own in place of /data."""

import re

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pytest

from conftest import PROJECT

PAGES = {
    page.name: re.findall(r"```python\n(.*?)```", page.read_text(), re.DOTALL)
    for page in sorted((PROJECT / "docs").glob("*.md"))
}


@pytest.fixture
def data(tmp_path):
    (tmp_path / "access.log").write_text('GET / HTTP/1.1" 200 5\nGET /a HTTP/1.1" 500 7\n')
    np.array(
        [(1, 2.5, 10), (2, 3.5, 20)], dtype=[("id", "<i8"), ("price", "<f8"), ("size", "<i4")]
    ).tofile(tmp_path / "ticks.bin")
    (tmp_path / "trips.csv").write_text("id,fare,zone\n1,2.5,north\n2,3.5,south\n")
    feather.write_feather(
        pa.table({"fare": [2.5, 3.5], "zone": ["north", "south"]}), tmp_path / "trips.arrow"
    )
    (tmp_path / "messages.bin").write_bytes(b"\x03one\x05three")
    return tmp_path


@pytest.mark.parametrize("page", [page for page, blocks in PAGES.items() if blocks])
def test_the_python_of_a_page_runs_and_finds_two_rows(page, data, spark, monkeypatch):
    from pyspark.sql import DataFrame, SparkSession

    found = []
    monkeypatch.setattr(type(spark.range(1)), "show", lambda frame: found.append(frame.count()))
    names = {
        "SparkSession": SparkSession,
        "spark": spark,
        "np": np,
        "prices": np.array([2.5, 3.5]),
        "jar": "",
        "log": str(data / "access.log"),
    }
    for block in PAGES[page]:
        exec(block.replace("/data", str(data)), names)

    found += [value.count() for value in names.values() if isinstance(value, DataFrame)]
    if page == "formats-npy.md":  # gives no name to what it reads
        found.append(spark.read.format("mmap").load(str(data / "prices.npy")).count())
    assert 2 in found, found


def test_pages_have_python():
    assert sum(map(len, PAGES.values())) >= 8
