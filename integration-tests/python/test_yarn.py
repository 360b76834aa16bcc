# SPDX-License-Identifier: Apache-2.0
"""Spark's distribution on a YARN whose nodes have files of their own."""

import os
import time
from pathlib import Path

import pytest

import hosts
from hosts import DRIVER, EXCLUDE, SPARK_HOME, Application
from yarn import YarnCluster

# The nodes differ in what they take for the memory of a container.
WITHOUT_MAPPINGS = "host-a"
WITH_MAPPINGS = "host-b"
SMAPS = {WITHOUT_MAPPINGS: True, WITH_MAPPINGS: False}
MIB = 1 << 20
EXECUTOR_MIB = 500
OVERHEAD_MIB = 384
BIG_MIB = 1600  # nearly twice what a container may take
BEYOND = "beyond the 'PHYSICAL' memory limit"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    hosts.require_parts()
    with YarnCluster(tmp_path_factory.mktemp("yarn"), SMAPS) as cluster:
        for host in SMAPS:
            lines = [f"{host} {number}".ljust(99) for number in range(5_000)]
            (cluster.disk(host) / "shard.txt").write_text("".join(f"{line}\n" for line in lines))
            with (cluster.disk(host) / "big").open("wb") as big:
                big.truncate(BIG_MIB * MIB)  # zeros that take no place on the disk
        yield cluster


def application_of(cluster: YarnCluster, name: str) -> Application:
    return cluster.application(
        name,
        master="yarn",
        submit_deployMode="client",
        executor_instances="2",
        executor_cores="2",
        executor_memory=f"{EXECUTOR_MIB}m",
        executor_memoryOverhead=f"{OVERHEAD_MIB}m",
        yarn_am_memory="256m",
        yarn_jars=f"local:{SPARK_HOME}/jars/*",
        yarn_stagingDir=(cluster.work / "staging").as_uri(),
        scheduler_minRegisteredResourcesRatio="1.0",
        **EXCLUDE,
    )


@pytest.fixture(scope="module")
def application(cluster):
    with application_of(cluster, "spark") as application:
        yield application


def load(cluster: YarnCluster, file: str, **options) -> str:
    given = "".join(f".option({name!r}, {value!r})" for name, value in options.items())
    return f"frame = spark.read.format('mmap'){given}.load({str(cluster.data / file)!r})\n"


def shards(cluster: YarnCluster) -> dict[str, list[str]]:
    return {host: (cluster.disk(host) / "shard.txt").read_text().splitlines() for host in SMAPS}


def test_each_node_reads_its_own_files(cluster, application):
    rows = load(cluster, "shard.txt", hosts="host-a,host-b") + (
        "answer = [list(row) for row in frame.select('_metadata.host', 'value').collect()]"
    )

    found = application.run(rows)

    assert sorted(found) == sorted([host, line] for host, own in shards(cluster).items() for line in own)
    assert not list(cluster.disk(DRIVER).iterdir()), "the driver has none of the files"


def test_a_file_that_all_nodes_have_reads_like_spark_reads_it(cluster, application):
    shared = cluster.work / "shared.txt"
    shared.write_text("".join(f"{'x' * (number % 300)} {number}\r\n" for number in range(30_000)))
    compare = f"""
ours = spark.read.format("mmap").option("maxPartitionBytes", "256k").load({str(shared)!r})
theirs = spark.read.text({str(shared)!r})
answer = [
    ours.count(),
    ours.exceptAll(theirs).count(),
    theirs.exceptAll(ours).count(),
    ours.rdd.getNumPartitions() > 2,
]
"""
    assert application.run(compare) == [30_000, 0, 0, True]


def sum_of_zeros(cluster: YarnCluster, host: str) -> str:
    options = {"recordFormat": "fixed", "layout": "a int64", "hosts": host, "hostWaitMs": "1000"}
    return load(cluster, "big", **options) + (
        "answer = list(frame.selectExpr('sum(a)', 'count(*)').first())"
    )


def test_a_container_scans_a_file_that_is_larger_than_its_memory(cluster, application):
    zeros = BIG_MIB * MIB // 8

    assert application.run(sum_of_zeros(cluster, WITHOUT_MAPPINGS)) == [0, zeros]

    limit = (EXECUTOR_MIB + OVERHEAD_MIB) * MIB
    [executor] = executors(cluster, WITHOUT_MAPPINGS)
    assert resident(executor) > limit, "nothing was tested"
    time.sleep(1)  # the monitor looks four times
    assert application.run(sum_of_zeros(cluster, WITHOUT_MAPPINGS)) == [0, zeros]
    assert executors(cluster, WITHOUT_MAPPINGS) == [executor]
    assert BEYOND not in cluster.log(f"node-{WITHOUT_MAPPINGS}").read_text()


def executors(cluster: YarnCluster, host: str) -> list[int]:
    """The JVMs, and not the shells that started them."""
    return [
        pid
        for pid in cluster.pids(host)
        if "YarnCoarseGrainedExecutorBackend" in hosts.command_line(pid)
        and Path(f"/proc/{pid}/comm").read_text().strip() == "java"
    ]


def resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE")


# The last one: it costs the application its executors.
def test_a_node_that_counts_mappings_kills_the_container(cluster, application):
    application.send(sum_of_zeros(cluster, WITH_MAPPINGS))
    cluster.await_log(f"node-{WITH_MAPPINGS}", BEYOND)
    application.kill()  # it would try again and again
