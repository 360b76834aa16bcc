# SPDX-License-Identifier: Apache-2.0
"""Records that NumPy wrote, read by the text of their dtype."""

import numpy as np
import pytest
from pyspark.sql import functions as F

RECORDS = 40_000
LITTLE = np.dtype(
    [
        ("id", "<i8"),
        ("small", "i1"),
        ("port", "<u2"),
        ("size", "<i4"),
        ("price", "<f8"),
        ("ratio", "<f4"),
        ("flag", "?"),
        ("symbol", "S12"),
    ]
)


def filled(dtype):
    """Records of random values of the fields' whole ranges."""
    source = np.random.default_rng(20261121)
    records = np.zeros(RECORDS, dtype)
    for name in dtype.names:
        kind = dtype[name]
        if kind.kind in "iu":
            limits = np.iinfo(kind)
            wide = source.integers(limits.min, limits.max, RECORDS, kind.newbyteorder("="), True)
            records[name] = wide
        elif kind.kind == "f":
            records[name] = source.normal(0, 1e6, RECORDS)
        elif kind.kind == "b":
            records[name] = source.integers(0, 2, RECORDS)
        else:
            records[name] = [b"SYM%d" % n for n in source.integers(0, 10**9, RECORDS)]
    records["id"] = np.arange(RECORDS)
    return records


@pytest.mark.parametrize("memory_map", ["true", "false"])
@pytest.mark.parametrize(
    "dtype",
    [
        pytest.param(LITTLE, id="little-endian"),
        pytest.param(LITTLE.newbyteorder(">"), id="big-endian"),
        pytest.param(np.dtype(LITTLE.descr, align=True), id="aligned"),
    ],
)
def test_values_are_those_that_numpy_wrote(spark, tmp_path, dtype, memory_map):
    records = filled(dtype)
    path = tmp_path / "records.bin"
    records.tofile(path)

    frame = (
        spark.read.format("mmap")
        .options(recordFormat="fixed", layout=str(dtype.descr), memoryMap=memory_map)
        .option("maxPartitionBytes", 256 << 10)
        .load(str(path))
    )
    table = frame.toPandas().sort_values("id", ignore_index=True)

    assert set(dtype.names) <= set(frame.columns)
    for name in dtype.names:
        found = table[name]
        if dtype[name].kind == "S":
            assert found.tolist() == [value.decode() for value in records[name].tolist()]
        else:
            expected = records[name].astype(dtype[name].newbyteorder("="))
            np.testing.assert_array_equal(found.to_numpy(), expected, err_msg=name)


def test_sums_are_those_of_numpy(spark, tmp_path):
    records = filled(LITTLE)
    path = tmp_path / "records.bin"
    records.tofile(path)
    frame = spark.read.format("mmap").options(recordFormat="fixed", layout=str(LITTLE.descr))
    frame = frame.load(str(path))

    sums = frame.agg(F.sum("size"), F.sum("port"), F.max("id"), F.count("*")).collect()[0]

    assert tuple(sums) == (
        records["size"].sum(dtype="i8"),
        records["port"].sum(dtype="i8"),
        RECORDS - 1,
        RECORDS,
    )
