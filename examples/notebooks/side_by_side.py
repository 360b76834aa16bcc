# SPDX-License-Identifier: Apache-2.0
"""What the notebooks share: where the jar and the data are, timings side by side, and metrics."""

import json
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from urllib.request import urlopen

import matplotlib.pyplot as plt
import pandas as pd
from pyspark.sql import SparkSession

BYTES = "SPARK_MMAP_NOTEBOOK_BYTES"
TARGET = Path("../../target")
MMAP = "#2563a8"
USUAL = "#9aa3ad"

plt.rcParams.update(
    {
        "figure.figsize": (8, 2.8),
        "figure.dpi": 110,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "axes.titlelocation": "left",
        "grid.color": "#e3e6e9",
        "font.size": 9,
    }
)


def jar() -> str:
    """The library's jar, as the build leaves it."""
    jars = [
        path
        for path in TARGET.glob("spark-mmap_*.jar")
        if not path.stem.endswith(("-sources", "-javadoc"))
    ]
    if len(jars) != 1:
        raise FileNotFoundError(f"expected one jar in {TARGET}, found {jars}: run ./mvnw package")
    return str(jars[0])


def size(full: int) -> int:
    """How many bytes to work on: SPARK_MMAP_NOTEBOOK_BYTES, or else what the notebook is for."""
    return int(os.environ.get(BYTES, full))


def data(name: str) -> Path:
    """Where a file of made-up data belongs, out of the repository."""
    path = TARGET / "notebooks" / ("small" if BYTES in os.environ else "") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def gigabytes(path: Path) -> str:
    """The length of a file, for people."""
    return f"{path.stat().st_size / 1e9:.3g} GB"


def seconds(work: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def compare(ways: dict[str, Callable[[], object]], runs: int = 3) -> pd.DataFrame:
    """Asks each way in turn, once to warm up and then so often, and takes the median.

    With 0 runs there is no warm-up: the first asking counts. So it is on few bytes, whose times
    show nothing. The ways have to agree on the answer. The last of them is the one that the others
    are compared with.
    """
    answers, taken = {}, {way: [] for way in ways}
    for _ in range(1 if BYTES in os.environ else 1 + runs):
        for way, ask in ways.items():
            start = time.perf_counter()
            answers[way] = ask()
            taken[way].append(time.perf_counter() - start)
    for way, answer in answers.items():
        if answer != answers[next(iter(ways))]:
            raise AssertionError(f"{way} has another answer: {answers}")
    medians = {way: statistics.median(times[1:] or times) for way, times in taken.items()}
    table = pd.DataFrame({"seconds": medians})
    table["times as long"] = table["seconds"] / table["seconds"].iloc[-1]
    return table.round({"seconds": 2, "times as long": 1})


def bars(tables: dict[str, pd.DataFrame], title: str) -> None:
    """Draws what `compare` found, a group of bars for each question."""
    questions = list(tables)
    rows = sum(len(table) for table in tables.values())
    figure, axes = plt.subplots(figsize=(8, 0.6 + 0.3 * (rows + len(questions))))
    y = 0.0
    ticks, labels = [], []
    for question in questions:
        for way, taken in tables[question]["seconds"].items():
            colour = MMAP if way.startswith("mmap") else USUAL
            axes.barh(y, taken, color=colour, height=0.8)
            axes.text(taken, y, f" {taken:.2f} s", va="center")
            ticks.append(y)
            labels.append(f"{question}: {way}")
            y += 1
        y += 0.6
    axes.set_yticks(ticks, labels)
    axes.invert_yaxis()
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("seconds, less is better")
    axes.set_title(title)
    axes.margins(x=0.12)
    figure.tight_layout()
    plt.show()


def metrics(spark: SparkSession, *names: str) -> pd.DataFrame:
    """What the scan of the last query reports: the figures that the SQL tab shows."""
    context = spark.sparkContext
    queries = f"{context.uiWebUrl}/api/v1/applications/{context.applicationId}/sql?length=10000"
    with urlopen(queries) as reply:
        last = json.load(reply)[-1]
    scan = next(node for node in last["nodes"] if "mmap" in node["nodeName"].lower())
    shown = {metric["name"]: metric["value"] for metric in scan["metrics"]}
    return pd.DataFrame({"value": {name: shown.get(name, "0") for name in names or shown}})
