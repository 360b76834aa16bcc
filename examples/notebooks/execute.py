#!/usr/bin/env python
# SPDX-License-Identifier: Apache-2.0
"""Runs notebooks from top to bottom without a browser, and keeps their outputs.

target/venv/bin/python examples/notebooks/execute.py               all of them, in their full size
target/venv/bin/python examples/notebooks/execute.py logs.ipynb    one

What the JVM writes to the standard error, and when a cell ran, is not kept.
SPARK_MMAP_NOTEBOOK_BYTES says on how many bytes a notebook works.
"""

import os
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).resolve().parent
CELL_TIMEOUT_S = 600


def execute(path: Path) -> nbformat.NotebookNode:
    """The notebook with the outputs of a run.

    Raises:
        nbclient.exceptions.CellExecutionError: if a cell fails; it has the cell and the traceback.
    """
    notebook = nbformat.read(path, as_version=4)
    os.environ.setdefault("SPARK_LOCAL_HOSTNAME", "localhost")
    NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_S,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(FOLDER)}},
    ).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [shown for shown in cell.outputs if shown.get("name") != "stderr"]
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


if __name__ == "__main__":
    if {"-h", "--help"} & set(sys.argv[1:]):
        sys.exit(print(__doc__))
    chosen = [FOLDER / name for name in sys.argv[1:]] or sorted(FOLDER.glob("*.ipynb"))
    for notebook in chosen:
        print(f"Running {notebook.name} ...", flush=True)
        nbformat.write(execute(notebook), notebook)
