# SPDX-License-Identifier: Apache-2.0
"""Chooses the jar for a version of Spark."""

from __future__ import annotations

import importlib.util
import os
import re
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

_JARS = Path(__file__).parent / "jars"

# What the distributions are called that bring the module pyspark.
_DISTRIBUTIONS = ("pyspark", "pyspark-client", "pyspark-connect")

_SPARK_CORE = re.compile(r"spark-core_(?P<scala>\d+\.\d+)-(?P<version>.+)\.jar")


class SparkVersion(NamedTuple):
    """A version of Spark and the Scala version it was built with, as in ``("4.2.0", "2.13")``."""

    spark: str
    scala: str

    @property
    def line(self) -> tuple[int, int]:
        """Major and minor version."""
        major, minor = re.match(r"(\d+)\.(\d+)", self.spark).groups()  # type: ignore[union-attr]
        return int(major), int(minor)


def installed_spark() -> SparkVersion:
    """Returns the Spark that sessions of this Python run on: that of ``SPARK_HOME``, or PySpark's.

    A Spark Connect client has no jars; then the server is taken to be of the client's version.

    Raises:
        ModuleNotFoundError: neither is there.
    """
    home = os.environ.get("SPARK_HOME")
    if home:
        found = _version_of_jars(Path(home) / "jars")
        if found:
            return found
    spec = importlib.util.find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(
            "spark_mmap needs PySpark 3.5 or later: pip install pyspark", name="pyspark"
        )
    found = _version_of_jars(Path(spec.origin).parent / "jars")
    if found:
        return found
    for distribution in _DISTRIBUTIONS:
        try:
            version = metadata.version(distribution)
        except metadata.PackageNotFoundError:
            continue
        return SparkVersion(version, "2.12" if version.startswith("3.") else "2.13")
    import pyspark

    return SparkVersion(pyspark.__version__, "2.13")


def _version_of_jars(folder: Path) -> SparkVersion | None:
    for name in sorted(os.listdir(folder)) if folder.is_dir() else ():
        match = _SPARK_CORE.fullmatch(name)
        if match:
            return SparkVersion(match["version"], match["scala"])
    return None


def jar(spark: str | None = None, scala: str | None = None) -> str:
    """Returns the path of the jar for a version of Spark.

    Args:
        spark: such as ``"4.2.0"`` or ``"4.2"``; the installed one if it is None.
        scala: such as ``"2.13"``; by default that of the installed Spark, or the usual one of the
            version: 2.12 for Spark 3.5, else 2.13.

    Raises:
        ValueError: there is no jar for it; the message names those that there are.
    """
    if spark is None:
        installed = installed_spark()
        wanted = SparkVersion(installed.spark, scala or installed.scala)
    elif not re.match(r"\d+\.\d+", spark):
        raise ValueError(f"spark: expected a version such as '4.2.0', found {spark!r}")
    else:
        wanted = SparkVersion(spark, scala or ("2.12" if spark.startswith("3.") else "2.13"))
    major, minor = wanted.line
    prefix = "spark-mmap" if major == 4 else f"spark-mmap-{major}.{minor}"
    found = sorted(_JARS.glob(f"{prefix}_{wanted.scala}-*.jar"))
    if not found:
        names = ", ".join(sorted(path.name for path in _JARS.glob("*.jar"))) or "none"
        raise ValueError(
            f"spark_mmap has no jar for Spark {wanted.spark} with Scala {wanted.scala}; "
            f"it has {names} in {_JARS}"
        )
    return str(found[-1])
