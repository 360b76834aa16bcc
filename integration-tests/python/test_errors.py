# SPDX-License-Identifier: Apache-2.0
"""What goes wrong at load(): the first line is the whole message, and doing what it says helps."""

import json
import socket
import sys
from pathlib import Path

import pytest
from conftest import launched
from mistakes import MISTAKES, Read, write


def condition_of(error):
    return error.getCondition() if hasattr(error, "getCondition") else None


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_line_and_its_remedy_is_true(spark, tmp_path, name):
    mistake = MISTAKES[name]
    steps = mistake.steps(tmp_path)

    with pytest.raises(Exception) as error:
        next(steps).load(spark)

    assert str(error.value) == mistake.expected(tmp_path)
    assert condition_of(error.value) == mistake.condition
    assert next(steps).load(spark).count() == mistake.rows


def test_through_spark_connect_they_are_the_same(jar, tmp_path):
    app = Path(__file__).with_name("mistakes_connect_app.py")
    names = list(MISTAKES)[::5] + ["wrong_option_name"]  # of every kind some

    out = launched([sys.executable, app, jar, tmp_path, *names], tmp_path)

    found = json.loads(out.partition("mistakes ")[2])
    expected = {
        name: [
            MISTAKES[name].expected(tmp_path / name),
            MISTAKES[name].condition,
            MISTAKES[name].rows,
        ]
        for name in names
    }
    # The client of Connect writes names of options in lower case.
    expected["wrong_option_name"][0] = expected["wrong_option_name"][0].replace("Mapp", "mapp")
    assert found == expected


def test_a_path_outside_of_the_allowed_roots_is_named_with_them(spark, tmp_path):
    file = write(tmp_path / "elsewhere/a.txt")
    allowed = tmp_path / "allowed"
    conf = spark.sparkContext._jsc.sc().conf()
    conf.set("spark.mmap.allowedRoots", str(allowed))
    try:
        with pytest.raises(Exception) as error:
            Read(file).load(spark)
        assert str(error.value) == (
            f"[FAILED_READ_FILE.NO_HINT] {file} on host {socket.gethostname()}: it does not lie where"
            " files may be read; files are read below the directories of"
            f" spark.mmap.allowedRoots={allowed} only: copy it there, or have whoever runs this"
            " cluster add its directory"
        )
        assert Read(write(allowed / "a.txt")).load(spark).count() == 2
    finally:
        conf.remove("spark.mmap.allowedRoots")
