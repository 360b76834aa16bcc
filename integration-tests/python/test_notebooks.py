# SPDX-License-Identifier: Apache-2.0
"""The notebooks run from top to bottom, and what is committed of them can be shown to anyone."""

import re
import sys

import nbformat
import pytest
from conftest import PROJECT

FOLDER = PROJECT / "examples/notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))
BYTES = 64 << 20

sys.path.append(str(FOLDER))


def texts(cell):
    """What its outputs say in words, and not in pixels."""
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        yield from (v for k, v in output.get("data", {}).items() if not k.startswith("image/"))


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_it_runs(jar, name, monkeypatch):
    from execute import execute

    monkeypatch.setenv("SPARK_MMAP_NOTEBOOK_BYTES", str(BYTES))
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    for variable in ("PYSPARK_SUBMIT_ARGS", "PYSPARK_GATEWAY_PORT", "PYSPARK_GATEWAY_SECRET"):
        monkeypatch.delenv(variable, raising=False)  # of the session that other tests share

    notebook = execute(FOLDER / name)

    assert [c for c in notebook.cells if c.cell_type == "code" and c.execution_count is None] == []


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_what_is_committed_is_fit_to_be_read(name):
    notebook = nbformat.read(FOLDER / name, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]

    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert any("image/png" in o.get("data", {}) for cell in cells for o in cell.outputs)
    for cell in cells:
        assert all(output.get("name") != "stderr" for output in cell.outputs)
        assert all(output.output_type != "error" for output in cell.outputs)
        for text in texts(cell):
            assert not re.search(r"(?<![.\w])/(home|root|tmp|work|Users)/|Warning|WARN", text), text


def test_there_are_notebooks():
    assert NOTEBOOKS == ["arrays.ipynb", "logs.ipynb", "shards.ipynb", "ticks.ipynb"]
