# SPDX-License-Identifier: Apache-2.0
"""The examples that need PySpark's launchers: spark-submit and spark-sql."""

import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyspark
import pytest
from conftest import PROJECT

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


def launched(tool, jar, folder, *arguments):
    """What a launcher of Spark's printed, run in a folder of its own on two cores."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SPARK", "PYSPARK"))}
    environment.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    run = subprocess.run(
        [BIN / tool, "--master", "local[2]", "--jars", jar, *arguments],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert run.returncode == 0, run.stderr[-5000:]
    return run.stdout


def test_top_paths(jar, log, tmp_path):
    out = launched("spark-submit", jar, tmp_path, PROJECT / "examples/python/top_paths.py", log)

    rows = [tuple(line.replace(" ", "").split("|")[1:4]) for line in re.findall(r"^\|.*", out, re.M)]
    requests = Counter()
    failures = Counter()
    for line in log.read_text().splitlines():
        path = line.split('"')[1].split(" ")[1].split("?")[0]
        requests[path] += 1
        failures[path] += '" 500 ' in line
    expected = sorted(requests, key=lambda path: (-requests[path], path))
    assert rows[0] == ("path", "requests", "failures")
    assert rows[1:] == [(p, str(requests[p]), str(failures[p])) for p in expected]


def test_the_sql_script(jar, log, tmp_path):
    out = launched(
        "spark-sql", jar, tmp_path, "-d", f"log={log}", "-f", PROJECT / "examples/sql/logs.sql"
    )

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
