# SPDX-License-Identifier: Apache-2.0
"""Spark Connect: a client that has no JVM of its own, and a server that has the library."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FORMATS = ["text", "csv", "npy", "arrow", "fixed", "lengthPrefixed"]


@pytest.mark.parametrize("way", ["server", "session"])
def test_each_format_through_spark_connect(jar, tmp_path, way):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("SPARK", "PYSPARK"))}
    environment.update(SPARK_LOCAL_IP="127.0.0.1", PYSPARK_PYTHON=sys.executable)
    app = Path(__file__).with_name("connect_app.py")
    run = subprocess.run(
        [sys.executable, app, jar, way, tmp_path],
        cwd=tmp_path,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert run.returncode == 0, run.stderr[-5000:]

    answers = json.loads(run.stdout.partition("answers ")[2])
    assert answers["client"] == "pyspark.sql.connect.session"
    for name in FORMATS:
        assert answers[name] == [100, 33, 5, 4950, 9900, 4950, 99], name
    assert answers["view"] == 100
    assert "did you mean memoryMap?" in answers["error"]
