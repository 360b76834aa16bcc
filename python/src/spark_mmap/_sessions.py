# SPDX-License-Identifier: Apache-2.0
"""Brings the jar into sessions."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from ._jars import jar

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def configure(builder: SparkSession.Builder) -> SparkSession.Builder:
    """Adds the jar to the configuration of a session that is not yet made.

    Jars that the builder has already stay. ``spark.jars`` of ``spark-defaults.conf`` does not:
    that is how Spark merges settings.

    Returns:
        The same builder.

    Raises:
        RuntimeError: a session runs already, so its jars are settled; or the builder is one of a
            Spark Connect server. ``spark_mmap.add_to(spark)`` serves both.
    """
    options: dict[str, Any] = getattr(builder, "_options", {})
    remote = str(options.get("spark.remote", os.environ.get("SPARK_REMOTE", "")))
    if remote and not remote.startswith("local"):
        raise RuntimeError(
            f"the builder connects to {remote}: make the session, then call "
            "spark_mmap.add_to(spark), or start the server with --jars"
        )
    if not remote and _a_jvm_runs():
        raise RuntimeError(
            "a Spark session runs already, and its jars are settled: call spark_mmap.add_to(spark),"
            " or stop it first"
        )
    jars = [path for path in str(options.get("spark.jars", "")).split(",") if path]
    if jar() not in jars:
        jars.append(jar())
    return builder.config("spark.jars", ",".join(jars))


def _a_jvm_runs() -> bool:
    try:
        from pyspark import SparkContext
    except ImportError:  # a client of Spark Connect
        return False
    return getattr(SparkContext, "_active_spark_context", None) is not None


def session(**conf: Any) -> SparkSession:
    """Makes a session on this machine, with all its cores, for a first try.

    Args:
        conf: settings; ``_`` stands for a dot, as in ``spark_driver_memory="4g"``. ``master`` is
            ``local[*]`` unless it is given.
    """
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(str(conf.pop("master", "local[*]")))
    builder = builder.appName("spark-mmap")
    for key, value in conf.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        builder = builder.config(key.replace("_", "."), text)
    return configure(builder).getOrCreate()


def add_to(spark: SparkSession) -> SparkSession:
    """Adds the jar to a session that runs already, classic or Spark Connect.

    What comes too late for it: the checks of ``ALTER TABLE`` and all else that has to be there when
    the session starts; and the UI shows no metrics of scans, since it does not see the jar.

    Returns:
        The same session.
    """
    if hasattr(spark, "_jsparkSession"):  # classic
        version, scala = _version_of(spark)
        spark.sql("ADD JAR '" + jar(version, scala).replace("'", "\\'") + "'").collect()
    else:
        spark.addArtifacts(jar(spark.version))
    return spark


def _version_of(spark: SparkSession) -> tuple[str, str]:
    jvm = spark.sparkContext._jvm
    scala = jvm.scala.util.Properties.versionNumberString()  # type: ignore[union-attr]
    return spark.version, ".".join(scala.split(".")[:2])
