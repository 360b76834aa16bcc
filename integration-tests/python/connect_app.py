# SPDX-License-Identifier: Apache-2.0
"""Asks each format through Spark Connect, and prints the answers as JSON.

connect_app.py JAR server FOLDER     the library is given to the server
connect_app.py JAR session FOLDER    it is sent to the server by the client
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

jar, way, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
builder = SparkSession.builder.remote("local[2]").config("spark.ui.enabled", "false")
# SPARK-58241: Spark 4.2.0 hangs in an Arrow function over any columnar source.
builder.config("spark.sql.execution.arrow.pythonUDF.columnarInput.enabled", "false")
if way == "server":
    builder.config("spark.jars", jar)
spark = builder.getOrCreate()
if way == "session":
    spark.addArtifact(jar)

records = np.zeros(100, [("id", "<i8"), ("price", "<f8")])
records["id"] = np.arange(100)
records["price"] = records["id"] / 4
table = pa.table({name: records[name] for name in records.dtype.names})
lengths = np.zeros(100, [("length", "<u4"), ("record", records.dtype)])
lengths["length"] = records.dtype.itemsize
lengths["record"] = records

(folder / "a.txt").write_text("".join(f"{i}\n" for i in range(100)))
(folder / "a.csv").write_text("".join(f"{i},{i / 4}\n" for i in range(100)))
records.tofile(folder / "a.bin")
np.save(folder / "a.npy", records)
feather.write_feather(table, str(folder / "a.arrow"), compression="uncompressed")
lengths.tofile(folder / "a.pb")

layout = str(records.dtype.descr)
read = spark.read.format("mmap")
frames = {
    "text": read.load(str(folder / "a.txt")).select(F.col("value").cast("long").alias("id")),
    "csv": spark.read.format("mmap").schema("id BIGINT, price DOUBLE").load(str(folder / "a.csv")),
    "npy": spark.read.format("mmap").load(str(folder / "a.npy")),
    "arrow": spark.read.format("mmap").load(str(folder / "a.arrow")),
}
for name, file in (("fixed", "a.bin"), ("lengthPrefixed", "a.pb")):
    options = {"recordFormat": name, "layout": layout}
    frames[name] = spark.read.format("mmap").options(**options).load(str(folder / file))


@F.pandas_udf("long")
def doubled(number: pd.Series) -> pd.Series:
    return 2 * number


def same(frame, schema):
    """Its rows, after a way through Python as Arrow batches."""
    return frame.mapInArrow(lambda batches: batches, schema).toArrow()


answers = {"client": type(spark).__module__}
for name, frame in frames.items():
    frame.createOrReplaceTempView("numbers")
    answers[name] = [
        frame.count(),
        frame.filter("id BETWEEN 10 AND 12").agg(F.sum("id")).first()[0],
        len(frame.select("id", "_metadata.file_name").limit(5).collect()),
        int(frame.select("id").toPandas()["id"].sum()),
        frame.agg(F.sum(doubled("id"))).first()[0],
        sum(same(frame.select("id"), "id long")["id"].to_pylist()),
        spark.sql("SELECT max(id) FROM numbers").first()[0],
    ]
view = f"CREATE TEMPORARY VIEW lines USING mmap OPTIONS (path '{folder / 'a.txt'}')"
spark.sql(view).collect()
answers["view"] = spark.table("lines").count()
try:
    read.option("memoryMapp", "true").load(str(folder / "a.txt")).count()
except Exception as error:
    answers["error"] = str(error)
print("answers " + json.dumps(answers))
spark.stop()
