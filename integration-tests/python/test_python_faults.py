# SPDX-License-Identifier: Apache-2.0
"""Cases 1 and 5 of the fault matrix, for what only Python does: functions over files that are cut,
and over tasks that end before their input does. See python_fault_app.py, which runs as a child.
"""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyspark
import pytest
from fault_session import add_result, installed_jdks, running_jdk

APP = Path(__file__).with_name("python_fault_app.py")
SEED = 20261121
EARLY_ENDS = int(os.environ.get("SPARK_MMAP_EARLY_ENDS", "1000"))

# Short, so that what a task has left is unmapped while the next ones run, but not zero.
RETENTION = "-Dio.sparkmmap.graceMs=150 -Dio.sparkmmap.idleMs=150"


def spark_submit(jdk, jar, *arguments) -> subprocess.CompletedProcess:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SPARK_", "PYSPARK_"))}
    environment |= {
        "JAVA_HOME": str(jdk.home),
        "PYSPARK_PYTHON": sys.executable,
        "PYTHONPATH": str(APP.parent),  # for the daemon
        "SPARK_LOCAL_IP": "127.0.0.1",
    }
    command = [
        Path(pyspark.__file__).parent / "bin/spark-submit",
        "--master", "local[2]",
        "--jars", jar,
        "--driver-memory", "512m",
        "--driver-java-options", f"{RETENTION} -XX:-CreateCoredumpOnCrash",
        "--conf", "spark.ui.enabled=false",
        "--conf", "spark.sql.shuffle.partitions=2",
        "--conf", "spark.python.daemon.module=warm_daemon",
        # SPARK-58241: Spark 4.2.0 hangs in an Arrow function over any columnar source.
        "--conf", "spark.sql.execution.arrow.pythonUDF.columnarInput.enabled=false",
        APP, *arguments,
    ]  # fmt: skip
    return subprocess.run(
        list(map(str, command)), env=environment, capture_output=True, text=True, timeout=1200
    )


@pytest.mark.parametrize("jdk", installed_jdks(), ids=str)
def test_python_functions_neither_harm_the_jvm_nor_the_answer(jdk, jar, tmp_path):
    full = jdk == running_jdk()
    repeats = {"seed": SEED, "lengths": 2 if full else 1, "times": 6 if full else 2}
    repeats["early-ends"] = EARLY_ENDS if full else max(12, EARLY_ENDS // 10)

    done = spark_submit(
        jdk, jar, tmp_path, *(f"--{name}={value}" for name, value in repeats.items())
    )

    printed = [line.split("\t") for line in done.stdout.splitlines()]
    survived = Counter((line[1], line[2]) for line in printed if line[0] == "SURVIVED")
    plans = [line[1:] for line in printed if line[0] == "PLAN"]
    for number, description, mode, total in plans:
        add_result(
            number,
            description,
            jdk,
            mode,
            survived[description, mode],
            total,
            test="test_python_faults",
        )
    output = f"{jdk}\n{done.stdout[-20_000:]}\n{done.stderr[-5000:]}"
    assert done.returncode == 0, output
    assert ["DONE"] in printed, output
    assert {plan[0] for plan in plans} == {"1", "5"}, output
    for _, description, mode, total in plans:
        assert survived[description, mode] == int(total), output
