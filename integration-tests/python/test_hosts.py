# SPDX-License-Identifier: Apache-2.0
"""Files that differ from host to host, read by a real cluster on simulated hosts."""

import json
import os
import time
from pathlib import Path

import pytest

import hosts
from hosts import EXCLUDE, Application, Cluster, Failed

# Unlike numbers of cores, so that a host that is done early takes the tasks of another.
CORES = {"host-a": 1, "host-b": 2, "host-c": 1}
PAGE = os.sysconf("SC_PAGE_SIZE")
TASKS = 16
QUERIES = 6
ROW_BYTES = 1024


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    hosts.require_parts()
    with Cluster(tmp_path_factory.mktemp("hosts"), CORES) as cluster:
        for host in CORES:
            write_lines(cluster.disk(host) / "shard.txt", host, TASKS * PAGE // ROW_BYTES)
        yield cluster


@pytest.fixture(scope="module")
def application(cluster):
    """One with Spark's own settings for locality."""
    with cluster.application("defaults") as application:
        yield application


def write_lines(file: Path, host: str, rows: int) -> list[str]:
    """Lines of equal length, each with the host, the file and its number."""
    lines = [f"{host} {file.name} {row}".ljust(ROW_BYTES - 1) for row in range(rows)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(f"{line}\n" for line in lines))
    return lines


def lines_of(cluster: Cluster, names: list[str], path: str = "shard.txt") -> list[str]:
    return sorted(
        line for host in names for line in (cluster.disk(host) / path).read_text().splitlines()
    )


def load(cluster: Cluster, path: str = "shard.txt", **options) -> str:
    options = {"hosts": "host-a,host-b"} | options
    schema = f".schema({options.pop('schema')!r})" if "schema" in options else ""
    given = "".join(f".option({name!r}, {value!r})" for name, value in options.items() if value)
    loaded = repr(str(cluster.data / path)) if path else ""
    return f"frame = spark.read.format('mmap'){schema}{given}.load({loaded})\n"


def collect(columns: str = "value") -> str:
    return f"answer = sorted(row[0] for row in frame.selectExpr({columns!r}).collect())"


def slow(repeats: int) -> str:
    """Takes a hash of so many KiB for each row, so that there is time for something to happen."""
    return f"concat(value, substr(sha2(repeat(value, {repeats}), 512), 1, 0))"


def begin(cluster: Cluster, application: Application, **options) -> None:
    """Starts a query of 16 tasks for each host, of seconds, and waits until some have ended."""
    query = load(cluster, maxPartitionBytes=str(PAGE), **options)
    application.run(query + f"query = Query(frame.selectExpr({slow(20_000)!r}))")
    while not (done := application.run("answer = query.tasks_done()")):
        assert done is not None, f"the query is over: {application.log()[-3000:]}"
        time.sleep(0.1)


END = "answer = query.rows()"


# These two first: an application that is there already has all cores.
def test_without_locality_no_row_is_wrong_and_a_failure_is_clear(cluster):
    with cluster.application("astray", locality_wait="0") as application:
        failures = run_often(cluster, application)
        refusals = application.log().count("WrongHostException")
    assert refusals > 0, "no task went astray, so nothing was tested"
    for failure in failures:
        assert "expected to be read there, found this task on host" in failure, failure
        assert "spark.locality.wait" in failure
    print(f"{refusals} tasks refused, {len(failures)} of {QUERIES} queries failed")


def test_without_locality_excluding_after_a_failure_makes_queries_succeed(cluster):
    with cluster.application("excluding", locality_wait="0", **EXCLUDE) as application:
        failures = run_often(cluster, application)
        refusals = application.log().count("WrongHostException")
    assert refusals > 0, "no task went astray, so nothing was tested"
    assert failures == []


def run_often(cluster: Cluster, application: Application) -> list[str]:
    """Some queries of 16 tasks for each host; gives the messages of those that failed.

    Each takes ten seconds, since tasks that are refused hold their slots for a while.
    """
    expected = lines_of(cluster, ["host-a", "host-b"])
    failures = []
    query = load(cluster, maxPartitionBytes=str(PAGE)) + collect(slow(500))
    for _ in range(QUERIES):
        try:
            assert application.run(query) == expected
        except Failed as e:
            failures.append(str(e))
    return failures


def test_rows_of_all_hosts_come_from_the_files_of_each(cluster, application):
    assert not list(cluster.disk(hosts.DRIVER).iterdir()), "the driver has none of the files"

    rows = application.run(load(cluster) + collect())

    assert rows == lines_of(cluster, ["host-a", "host-b"])
    assert application.run("answer = frame.count()") == len(rows)
    assert application.run("answer = frame.rdd.getNumPartitions()") >= 2


def test_a_file_is_split_for_the_cores_of_its_host(cluster, application):
    per_task = load(cluster, maxPartitionBytes=str(PAGE))
    assert application.run(per_task + "answer = frame.rdd.getNumPartitions()") == 2 * TASKS
    assert application.run(collect()) == lines_of(cluster, ["host-a", "host-b"])


def test_settings_that_lead_tasks_astray_are_told_once(cluster, application):
    application.run(load(cluster) + collect())
    assert application.log().count("Tasks that read files of certain hosts may fail") == 1


def test_a_host_that_is_gone_is_named_and_one_that_comes_back_is_read(cluster, application):
    expected = application.run(load(cluster) + collect())
    cluster.kill("host-b")

    with pytest.raises(Failed, match="no live executor on host-b after hostWaitMs=2000"):
        application.run(load(cluster, hostWaitMs="2000") + collect())
    with pytest.raises(Failed, match="no live executor on host-b"):
        application.run("frame = frame.filter('length(value) > 0')\n" + collect())

    application.send(load(cluster, hostWaitMs="90000") + collect())
    cluster.start_worker("host-b")
    assert application.hear() == expected
    assert "waiting up to 90000 ms for executors on host-b" in application.log()


def test_a_host_that_goes_during_a_query_is_named_and_read_again_later(cluster, application):
    expected = application.run(load(cluster) + collect())
    begin(cluster, application, hostWaitMs="500")
    cluster.kill("host-b")

    with pytest.raises(Failed, match="of host host-b: expected to be read there, found this task"):
        application.run(END)

    cluster.start_worker("host-b")
    assert application.run(load(cluster, hostWaitMs="90000") + collect()) == expected


WAYS = {
    "every": {"hosts": "*"},
    "named": {"hosts": ",".join(CORES)},
    "declared": {"hosts": "*", "schema": "value STRING"},
}
QUERIES_OF_A_FRAME = [
    "answer = {frame}.filter('length(value) > 0').count()",
    "answer = len({frame}.filter(\"value <> ''\").collect())",
    "answer = sum(r[1] for r in {frame}.groupBy('_metadata.host').count().collect())",
    "{frame}.createOrReplaceTempView('v'); answer = spark.sql('SELECT count(value) FROM v').first()[0]",
]


def test_hosts_that_come_and_go_leave_out_no_row(cluster, application):
    """What was loaded once gives all of its rows or an error, whichever hosts are there by then."""
    await_all(cluster, application)
    for name, options in WAYS.items():
        application.run(load(cluster, hostWaitMs="300", **options) + f"{name} = frame")
    expected = len(lines_of(cluster, list(CORES)))
    assert answers(application, *WAYS) == {expected}

    cluster.kill("host-b")
    away = [("every", query) for query in QUERIES_OF_A_FRAME] + [(way, QUERIES_OF_A_FRAME[0]) for way in WAYS]
    for way, query in away:
        with pytest.raises(Failed, match="host-b"):
            application.run(query.format(frame=way))
    application.run(load(cluster, hosts="*", hostWaitMs="300") + "fewer = frame")
    of_two = len(lines_of(cluster, ["host-a", "host-c"]))
    assert answers(application, "fewer") == {of_two}

    cluster.start_worker("host-b")
    await_all(cluster, application)
    assert answers(application, *WAYS) == {expected}
    assert answers(application, "fewer") == {of_two}, "load() had settled the hosts"


def answers(application: Application, *frames: str) -> set[int]:
    return {application.run(q.format(frame=frame)) for frame in frames for q in QUERIES_OF_A_FRAME}


def test_an_executor_that_is_lost_during_a_query_and_comes_back_goes_on(cluster, application):
    begin(cluster, application, hostWaitMs="120s")
    cluster.kill("host-b", of="CoarseGrainedExecutorBackend")

    assert application.run(END) == lines_of(cluster, ["host-a", "host-b"])


def test_a_name_that_spark_does_not_know_is_told_with_those_that_it_knows(cluster, application):
    with pytest.raises(Failed, match=r"host-x.*\n?.*host-a.*did you mean host-"):
        application.run(load(cluster, hosts="host-x", hostWaitMs="0"))


def test_discovery_on_all_hosts_finds_what_is_there(cluster, application):
    made = make_thirty_files(cluster)
    await_all(cluster, application)

    found = application.run(discover(cluster, "many"))

    assert found == {host: sorted(str(cluster.data / "many" / name) for name in made[host]) for host in CORES}
    rows = application.run(load(cluster, "many", hosts="*") + collect())
    assert rows == sorted(
        line
        for host in CORES
        for name in made[host]
        for line in (cluster.disk(host) / "many" / name).read_text().splitlines()
    )
    globbed = application.run(load(cluster, "many/part-0*", hosts="*", pathGlobFilter="*-00*") + "answer = frame.count()")
    assert globbed == sum(
        len((cluster.disk(host) / "many" / name).read_text().splitlines())
        for host in CORES
        for name in made[host]
        if name.startswith("part-00")
    )


def await_all(cluster: Cluster, application: Application) -> None:
    """Until all hosts have executors, for * means those that have."""
    application.run(load(cluster, hosts=",".join(CORES), hostWaitMs="120s"))


def make_thirty_files(cluster: Cluster) -> dict[str, list[str]]:
    """Ten for each host: some names that all have, and some that only one has."""
    made = {}
    for index, host in enumerate(CORES):
        names = [f"part-{i + 3 * index:03}.txt" for i in range(10)]
        for i, name in enumerate(names):
            write_lines(cluster.disk(host) / "many" / name, host, 5 + i + index)
        made[host] = names
    return made


def discover(cluster: Cluster, path: str, hosts: str = "*") -> str:
    return f"""
options = spark._jvm.java.util.HashMap()
options.put("path", {str(cluster.data / path)!r})
options.put("hosts", {hosts!r})
manifest = spark._jvm.io.sparkmmap.spark.MmapManifest.discover(spark._jsparkSession, options)
answer = {{host: sorted(manifest.files(host)) for host in manifest.hosts()}}
"""


def test_partition_directories_of_all_hosts_are_one_table(cluster, application):
    for host, day in (("host-a", "1"), ("host-b", "2"), ("host-c", "x")):
        write_lines(cluster.disk(host) / "table" / f"day={day}" / "f.txt", host, 3)
    await_all(cluster, application)
    days = load(cluster, "table", hosts="host-a,host-b") + "answer = frame.dtypes[1]"
    assert application.run(days) == ["day", "int"]
    days = load(cluster, "table", hosts="*") + (
        "answer = [list(r) for r in frame.groupBy('day').count().orderBy('day').collect()]"
    )
    assert application.run(days) == [["1", 3], ["2", 3], ["x", 3]]


def test_a_file_that_is_deleted_before_it_is_read_is_named_with_its_host(cluster, application):
    for host in CORES:
        write_lines(cluster.disk(host) / "going" / "f.txt", host, 10)
    await_all(cluster, application)
    application.run(load(cluster, "going", hosts="*") + "frame._jdf.queryExecution().executedPlan()")
    (cluster.disk("host-b") / "going" / "f.txt").unlink()

    with pytest.raises(Failed, match="going/f.txt: no such file on host host-b"):
        application.run("frame.collect()")  # the very plan: another one would list the files again


def test_a_path_that_a_named_host_does_not_have_is_an_error(cluster, application):
    write_lines(cluster.disk("host-a") / "only-a.txt", "host-a", 1)
    with pytest.raises(Failed, match="on host host-b: Path does not exist: .*only-a.txt"):
        application.run(load(cluster, "only-a.txt"))
    assert application.run(load(cluster, "only-a.txt", hosts="*") + "answer = frame.count()") == 1


def write_manifest(cluster: Cluster, text: str) -> str:
    """On the driver's host, which is where it is read."""
    (cluster.disk(hosts.DRIVER) / "manifest.json").write_text(text)
    return str(cluster.data / "manifest.json")


@pytest.fixture
def manifest(cluster, application):
    application.run(discover(cluster, "shard.txt", "host-a,host-b"))
    yield json.loads(application.run("answer = manifest.toJson()"))
    (cluster.disk(hosts.DRIVER) / "manifest.json").unlink(missing_ok=True)


def with_manifest(cluster: Cluster, manifest: dict | str, **options) -> str:
    text = manifest if isinstance(manifest, str) else json.dumps(manifest, indent=2)
    path = write_manifest(cluster, text)
    return load(cluster, "", hosts=None, manifest=f"file://{path}", **options) + collect()


def test_a_manifest_says_what_to_read(cluster, application, manifest):
    assert application.run(with_manifest(cluster, manifest)) == lines_of(cluster, ["host-a", "host-b"])
    paths_only = {"version": 1, "hosts": {"host-b": {"files": [str(cluster.data / "shard.txt")]}}}
    assert application.run(with_manifest(cluster, paths_only)) == lines_of(cluster, ["host-b"])


def test_a_manifest_may_call_a_host_by_another_name(cluster, application, manifest):
    manifest["hosts"]["rack1-node7"] = manifest["hosts"].pop("host-a") | {"aliases": ["10.77.0.1", "HOST-A."]}
    assert application.run(with_manifest(cluster, manifest)) == lines_of(cluster, ["host-a", "host-b"])


def test_a_manifest_with_a_host_that_is_not_there_is_an_error(cluster, application, manifest):
    manifest["hosts"]["host-z"] = manifest["hosts"]["host-a"]
    with pytest.raises(Failed, match="no live executor on host-z after hostWaitMs=100"):
        application.run(with_manifest(cluster, manifest, hostWaitMs="100"))


@pytest.mark.parametrize("error", [-ROW_BYTES, ROW_BYTES])
def test_a_manifest_with_a_wrong_length_is_an_error(cluster, application, manifest, error):
    manifest["hosts"]["host-b"]["files"][0]["length"] += error
    with pytest.raises(Failed, match=r"line \d+: length of .*shard.txt on host host-b: expected"):
        application.run(with_manifest(cluster, manifest))


def test_a_manifest_with_a_file_twice_is_an_error(cluster, application, manifest):
    files = manifest["hosts"]["host-b"]["files"]
    files.append(files[0])
    with pytest.raises(Failed, match=r"line \d+: expected each file of host host-b once"):
        application.run(with_manifest(cluster, manifest))
