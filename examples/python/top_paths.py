# SPDX-License-Identifier: Apache-2.0
"""The paths that a web server was asked for most, from access logs in the Combined Log Format.

spark-submit --jars target/spark-mmap_2.13-0.1.0-SNAPSHOT.jar examples/python/top_paths.py LOGS
"""

import sys

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

# Method, path without its query, and status.
REQUEST = r'"([A-Z]+) ([^ ?]*)[^"]*" (\d{3}) '


def top_paths(lines: DataFrame, top: int = 10) -> DataFrame:
    """The paths of most requests, with how many of them the server failed on."""
    return (
        lines.select(
            F.regexp_extract("value", REQUEST, 2).alias("path"),
            F.regexp_extract("value", REQUEST, 3).cast("int").alias("status"),
        )
        .groupBy("path")
        .agg(
            F.count("*").alias("requests"),
            F.sum((F.col("status") >= 500).cast("long")).alias("failures"),
        )
        .orderBy(F.desc("requests"), "path")
        .limit(top)
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    spark = SparkSession.builder.appName("top paths").getOrCreate()
    top_paths(spark.read.format("mmap").load(sys.argv[1])).show(truncate=False)
    spark.stop()
