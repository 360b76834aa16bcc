# SPDX-License-Identifier: Apache-2.0
"""The examples as the launchers of Spark run them: spark-submit, spark-sql and spark-shell."""

import re
import shutil
import zipfile
from collections import Counter
from pathlib import Path

import pyspark
import pytest
from conftest import BUILD, PROJECT, launched

BIN = Path(pyspark.__file__).parent / "bin"
PATHS = ["/", "/cart", "/products/lamp", "/search?q=desk", "/search?q=sofa"]


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "access.log"
    with path.open("w", encoding="ascii") as out:
        for i in range(20_000):
            status = 500 if i % 97 == 0 else 200
            out.write(
                f"192.0.2.{i % 7} - - [01/Mar/2026:00:00:00 +0000] "
                f'"GET {PATHS[i * i % 5]} HTTP/1.1" {status} {i} "-" "curl/8.12.1"\n'
            )
    return path


def spark_tool(tool, folder, *arguments, **variables):
    """What a launcher of Spark's printed, run on two cores."""
    return launched([BIN / tool, "--master", "local[2]", *arguments], folder, **variables)


def test_top_paths(jar, log, tmp_path):
    script = PROJECT / "examples/python/top_paths.py"

    out = spark_tool("spark-submit", tmp_path, "--jars", jar, script, log)

    assert table(out) == top_paths(log)


def test_top_paths_with_the_library_from_a_repository(jar, log, tmp_path):
    version = jar.name.removeprefix("spark-mmap_2.13-").removesuffix(".jar")
    artifact = tmp_path / "repository/io/sparkmmap/spark-mmap_2.13" / version
    artifact.mkdir(parents=True)
    shutil.copy(jar, artifact / jar.name)
    shutil.copy(BUILD / "consumer-pom.xml", artifact / f"spark-mmap_2.13-{version}.pom")
    (tmp_path / "ivy.xml").write_text("<ivysettings/>")  # no other repositories
    packages = [
        *("--packages", f"io.sparkmmap:spark-mmap_2.13:{version}"),
        *("--repositories", (tmp_path / "repository").as_uri()),
        *("--conf", f"spark.jars.ivy={tmp_path / 'ivy'}"),
        *("--conf", f"spark.jars.ivySettings={tmp_path / 'ivy.xml'}"),
    ]

    script = PROJECT / "examples/python/top_paths.py"
    out = spark_tool("spark-submit", tmp_path, *packages, script, log)

    assert table(out) == top_paths(log)
    resolved = [file.name for file in (tmp_path / "ivy/jars").iterdir()]
    assert resolved == [f"io.sparkmmap_spark-mmap_2.13-{version}.jar"]


def test_the_java_job(jar, log, tmp_path):
    name = "io/sparkmmap/examples/TopPaths.class"
    with zipfile.ZipFile(tmp_path / "app.jar", "w") as app:
        app.write(BUILD / "test-classes" / name, name)

    job = ["--class", "io.sparkmmap.examples.TopPaths", tmp_path / "app.jar"]
    out = spark_tool("spark-submit", tmp_path, "--jars", jar, *job, log)

    assert table(out) == top_paths(log)


def test_the_script_for_the_shell(jar, log, tmp_path):
    script = PROJECT / "examples/scala/failures.scala"

    out = spark_tool("spark-shell", tmp_path, "--jars", jar, "-i", script, LOG=str(log))

    failures, first = Counter(), {}
    at = 0
    for line in log.read_text().splitlines(keepends=True):
        if '" 500 ' in line:
            client = line.split(" ")[0]
            failures[client] += 1
            first.setdefault(client, at)
        at += len(line)
    expected = sorted(failures, key=lambda client: (-failures[client], client))
    assert table(out) == [
        ("client", "failures", "firstatbyte"),
        *((client, str(failures[client]), str(first[client])) for client in expected),
    ]


def table(out):
    """The rows that show() printed, without blanks."""
    lines = re.findall(r"^\|.*", out, re.M)
    return [tuple(line.replace(" ", "").split("|")[1:4]) for line in lines]


def top_paths(log):
    """The rows that the examples of top paths have to print."""
    requests = Counter()
    failures = Counter()
    for line in log.read_text().splitlines():
        path = line.split('"')[1].split(" ")[1].split("?")[0]
        requests[path] += 1
        failures[path] += '" 500 ' in line
    expected = sorted(requests, key=lambda path: (-requests[path], path))
    rows = [(path, str(requests[path]), str(failures[path])) for path in expected]
    return [("path", "requests", "failures"), *rows]


def test_the_sql_script(jar, log, tmp_path):
    script = PROJECT / "examples/sql/logs.sql"

    out = spark_tool("spark-sql", tmp_path, "--jars", jar, "-d", f"log={log}", "-f", script)

    rows = [[cell.strip() for cell in line.split("\t")] for line in out.splitlines()]
    failed = Counter(
        line.split(" ")[0] for line in log.read_text().splitlines() if '" 500 ' in line
    )
    assert ["20000"] in rows
    assert ["value", "string"] in [row[:2] for row in rows]
    assert ["500", str(failed.total())] in rows
    assert ["200", str(20_000 - failed.total())] in rows
    for client, count in failed.items():
        assert [client, str(count)] in rows
