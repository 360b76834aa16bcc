# SPDX-License-Identifier: Apache-2.0
"""Reads large node-local files in Apache Spark through memory mapping.

>>> import spark_mmap
>>> spark = spark_mmap.session()
>>> spark_mmap.read(spark, "/data/access.log").count()
"""

from ._jars import SparkVersion, installed_spark, jar
from ._layout import layout
from ._read import read
from ._sessions import add_to, configure, session
from ._tool import MmapToolError, Residency, residency
from ._version import __version__

__all__ = [
    "MmapToolError",
    "Residency",
    "SparkVersion",
    "__version__",
    "add_to",
    "configure",
    "installed_spark",
    "jar",
    "layout",
    "read",
    "residency",
    "session",
]
