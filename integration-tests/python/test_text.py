# SPDX-License-Identifier: Apache-2.0
"""Lines of text by PySpark, against what Python itself reads."""

import random
from collections import Counter

import pytest
from pyspark.sql import functions as F


@pytest.fixture(scope="module")
def lines():
    source = random.Random(20261121)
    words = ["alpha", "béta", "γάμμα", "", "δ 🙂", "x" * 5000]
    return [
        f"{i} " + " ".join(source.choices(words, [9, 9, 9, 3, 3, 0.02], k=source.randrange(12)))
        for i in range(50_000)
    ]


@pytest.fixture(scope="module")
def text_file(lines, tmp_path_factory):
    path = tmp_path_factory.mktemp("text") / "lines.txt"
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize("memory_map", ["true", "false", "auto"])
def test_rows_are_the_lines_that_python_reads(spark, text_file, lines, memory_map):
    frame = (
        spark.read.format("mmap")
        .option("memoryMap", memory_map)
        .option("maxPartitionBytes", 256 << 10)
        .load(str(text_file))
    )

    assert frame.columns == ["value"]
    assert frame.rdd.getNumPartitions() > 2
    rows = [row.value for row in frame.collect()]
    assert sorted(rows) == sorted(lines)
    assert frame.count() == len(lines)


def test_filters_and_groups_give_what_python_gives(spark, text_file, lines):
    frame = spark.read.format("mmap").load(str(text_file))

    with_beta = frame.filter(F.col("value").contains("béta")).count()
    words = {
        row.words: row["count"]
        for row in frame.groupBy(F.size(F.split("value", " ")).alias("words")).count().collect()
    }

    assert with_beta == sum("béta" in line for line in lines)
    assert words == Counter(len(line.split(" ")) for line in lines)


@pytest.mark.parametrize("use_arrow", [True, False])
def test_rows_outlive_the_scan_in_python_functions(spark, text_file, lines, use_arrow):
    frame = spark.read.format("mmap").load(str(text_file))

    @F.udf("int", useArrow=use_arrow)
    def length(value):
        return len(value)

    total = frame.select(length("value").alias("n")).agg(F.sum("n")).collect()[0][0]

    assert total == sum(len(line) for line in lines)


def test_rows_outlive_the_scan_in_pandas(spark, text_file, lines):
    table = spark.read.format("mmap").load(str(text_file)).toPandas()

    assert sorted(table["value"]) == sorted(lines)
