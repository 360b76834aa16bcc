# SPDX-License-Identifier: Apache-2.0
"""Spark Connect: a client that has no JVM of its own, and a server that has the library."""

import json
import sys
from pathlib import Path

import pytest
from conftest import launched

FORMATS = ["text", "csv", "npy", "arrow", "fixed", "lengthPrefixed"]


@pytest.mark.parametrize("way", ["server", "session"])
def test_each_format_through_spark_connect(jar, tmp_path, way):
    app = Path(__file__).with_name("connect_app.py")

    out = launched([sys.executable, app, jar, way, tmp_path], tmp_path)

    answers = json.loads(out.partition("answers ")[2])
    assert answers["client"] == "pyspark.sql.connect.session"
    for name in FORMATS:
        assert answers[name] == [100, 33, 5, 4950, 9900, 4950, 99], name
    assert answers["view"] == 100
    assert "did you mean memoryMap?" in answers["error"]
