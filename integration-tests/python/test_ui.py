# SPDX-License-Identifier: Apache-2.0
"""What the Spark UI shows of a scan, as its REST interface shows it."""

import json
import time
from urllib.request import urlopen

import numpy as np
import pytest

TICK = np.dtype([("id", "<i8"), ("size", "<i4")])


def scan_of_the_last_query(spark):
    """The name and the metrics of its scan, once the UI knows that it has ended."""
    context = spark.sparkContext
    queries = f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}/sql?length=100000"
    deadline = time.monotonic() + 30
    while True:
        with urlopen(queries) as reply:
            last = max(json.load(reply), key=lambda query: query["id"])
        scans = [node for node in last["nodes"] if "mmap" in node["nodeName"]]
        if last["status"] == "COMPLETED" and scans:
            return scans[0]["nodeName"], {m["name"]: m["value"] for m in scans[0]["metrics"]}
        assert time.monotonic() < deadline, last
        time.sleep(0.1)


@pytest.fixture
def path(tmp_path):
    ticks = np.zeros(100_000, TICK)
    ticks["id"] = np.arange(len(ticks))
    ticks.tofile(tmp_path / "ticks.bin")
    return str(tmp_path / "ticks.bin")


@pytest.fixture
def reader(spark):
    return spark.read.format("mmap").options(recordFormat="fixed", layout=str(TICK.descr))


def test_metrics_have_names_and_units(spark, reader, path):
    frame = reader.option("pushDown", "false").load(path)

    assert frame.groupBy().sum("size").first()[0] == 0
    name, metrics = scan_of_the_last_query(spark)

    assert path in name
    assert metrics["bytes read in place"] == "1.1 MiB"
    assert metrics["bytes copied"] == "0 B"
    assert metrics["records read"] == "100,000"
    assert metrics["resident when opened"].endswith(" %")
    assert int(metrics["minor page faults"].replace(",", "")) > 0
    assert int(metrics["major page faults"].replace(",", "")) >= 0
    assert metrics["files read instead of mapped"] == metrics["files skipped"] == "0"


def test_a_search_shows_what_it_left_out(spark, reader, path):
    frame = reader.option("sortedBy", "id").load(path)

    assert [row.size for row in frame.filter("id = 70000").select("size").collect()] == [0]
    _, metrics = scan_of_the_last_query(spark)

    assert metrics["records skipped by search"] == "99,999"
