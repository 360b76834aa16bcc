# SPDX-License-Identifier: Apache-2.0
"""The session of PySpark that the tests share, with the library's jar given by --jars, and what
starts others."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
BUILD = PROJECT / "target"


def library_jar() -> Path:
    """The jar as it is published, and not the jars of sources and Javadoc next to it."""
    jars = [
        jar
        for jar in BUILD.glob("spark-mmap_*.jar")
        if not jar.name.endswith(("-sources.jar", "-javadoc.jar"))
    ]
    assert len(jars) == 1, f"expected one jar in {BUILD}, found {jars}"
    return jars[0]


def launched(command: list, folder: Path, **variables: str) -> str:
    """What a program printed that starts a Spark of its own, run in a folder of its own.

    Variables of the environment that Spark goes by are those that are given, and no others.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SPARK", "PYSPARK"))}
    environment.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable, **variables)
    run = subprocess.run(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert run.returncode == 0, run.stderr[-5000:]
    return run.stdout


@pytest.fixture(scope="session")
def jar() -> Path:
    return library_jar()


@pytest.fixture(scope="session")
def spark(jar, tmp_path_factory):
    arguments = [
        "--master", "local[2]",
        "--jars", str(jar),
        "--driver-memory", "2g",
        "--conf", "spark.ui.port=0",
        "--conf", "spark.sql.shuffle.partitions=2",
        "--conf", "spark.sql.session.timeZone=UTC",
        "--conf", f"spark.sql.warehouse.dir={tmp_path_factory.mktemp('warehouse')}",
        # SPARK-58241: Spark 4.2.0 hangs in an Arrow function over any columnar source.
        "--conf", "spark.sql.execution.arrow.pythonUDF.columnarInput.enabled=false",
        "pyspark-shell",
    ]  # fmt: skip
    os.environ["PYSPARK_SUBMIT_ARGS"] = shlex.join(arguments)
    os.environ["PYSPARK_PYTHON"] = sys.executable  # else workers take the python3 of PATH
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    from pyspark.sql import SparkSession

    session = SparkSession.builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
