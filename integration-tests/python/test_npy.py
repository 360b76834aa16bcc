# SPDX-License-Identifier: Apache-2.0
"""Arrays that NumPy saved, of every dtype, byte order, memory order and rank."""

import itertools
from decimal import Decimal

import numpy as np
import pytest
from pyspark.sql import functions as F

RANDOM = np.random.default_rng(20261121)
# Types that give the same column can be files of one table.
SAME_COLUMN = {
    "boolean": ["?"],
    "tinyint": ["i1"],
    "smallint": ["i2", "u1"],
    "int": ["i4", "u2"],
    "bigint": ["i8", "u4"],
    "decimal(20,0)": ["u8"],
    "float": ["f2", "f4"],
    "double": ["f8"],
    "struct<real:float,imag:float>": ["c8"],
    "struct<real:double,imag:double>": ["c16"],
    "string": ["S1", "S7", "U1", "U5"],
    "binary": ["V3"],
    "date": [f"M8[{unit}]" for unit in ["Y", "M", "W", "D", "7D"]],
    "timestamp_ntz": [
        f"M8[{unit}]" for unit in ["h", "m", "s", "ms", "us", "ns", "ps", "fs", "as", "25us"]
    ],
    "interval day to second": [
        f"m8[{unit}]" for unit in "W D h m s ms us ns ps fs as 25ns".split()
    ],
    "counts": ["m8", "m8[Y]", "m8[M]"],
}


def filled(dtype, shape):
    """Random values of the whole range that Spark can have as well."""
    count = int(np.prod(shape, dtype="i8"))
    kind = dtype.kind
    if kind == "b":
        values = RANDOM.integers(0, 2, count).astype(dtype)
    elif kind in "iu":
        limits = np.iinfo(dtype)
        native = dtype.newbyteorder("=")
        values = RANDOM.integers(limits.min, limits.max, count, native, True).astype(dtype)
    elif kind == "f":
        values = RANDOM.normal(0, 1e3, count)
        values[:7] = [0.0, -0.0, np.inf, -np.inf, np.nan, 6e-8, 65504.0][: len(values)]
        values = values.astype(dtype)
    elif kind == "c":
        values = (RANDOM.normal(0, 1e6, count) + 1j * RANDOM.normal(0, 1e6, count)).astype(dtype)
    elif kind == "S":
        values = np.array([b"%d" % n for n in RANDOM.integers(0, 10**7, count)], dtype)
        values[:3] = [b"", b" a\0b ", b"x\0"][: len(values)]
    elif kind == "U":
        texts = ["", "a\0b", "ÄÖ", "日本語", "🐘🐘", "x" * 9, "\uffff", " y "]
        values = np.array([texts[n % len(texts)] for n in range(count)], dtype)
    elif kind == "V":
        values = np.frombuffer(RANDOM.bytes(count * dtype.itemsize), dtype)
    else:
        values = times(dtype, count)
    return values.reshape(shape)


def times(dtype, count):
    unit, multiple = np.datetime_data(dtype)
    # As far from the epoch as Python's datetime goes, or as 64 bits go.
    days = {"Y": 1 / 365.25, "M": 12 / 365.25, "W": 1 / 7, "D": 1, "h": 24, "m": 1440}
    per_day = days.get(unit) or 86400 * 1000 ** "s ms us ns ps fs as generic".split().index(unit)
    most = int(min(2**62, 700_000 * per_day / multiple))
    values = RANDOM.integers(-most, most, count)
    values[:4] = [0, -1, np.iinfo("i8").min, 1][: len(values)]
    return values.astype("<i8").view(dtype.newbyteorder("<")).astype(dtype)


def plain(value, dtype):
    """What PySpark should give for an element."""
    kind = dtype.kind
    if kind in "Mm":
        unit = np.datetime_data(dtype)[0]
        if np.isnat(value):
            return None
        if kind == "m" and unit in ("generic", "Y", "M"):
            return int(value.astype("i8"))
        return value.astype(kind + ("8[D]" if kind == "M" and unit in "YMWD" else "8[us]")).item()
    if kind == "u" and dtype.itemsize == 8:
        return Decimal(int(value))
    if kind == "c":
        return (float(value.real), float(value.imag))
    if kind == "S":
        return value.decode()
    if kind == "V":
        return value.tobytes() if dtype.names is None else record(value)
    return value.item()


def record(value):
    fields = []
    for name in value.dtype.names:
        field = value.dtype.fields[name][0]
        base, shape = field.subdtype or (field, ())
        fields.append(nested(value[name], base) if shape else plain(value[name], field))
    return tuple(fields)


def nested(array, dtype):
    if array.ndim == 1:
        return [plain(value, dtype) for value in array]
    return [nested(part, dtype) for part in array]


def read(value):
    """A value of PySpark's in the same form."""
    if isinstance(value, bytearray):
        return bytes(value)
    if isinstance(value, tuple):
        return tuple(read(part) for part in value)
    if isinstance(value, list):
        return [read(part) for part in value]
    return value


def mmap(spark, memory_map="auto"):
    return spark.read.format("mmap").option("memoryMap", memory_map)


def save_all(folder, codes, shapes):
    """Each shape in each byte order and memory order, in a partition directory of its own."""
    arrays = []
    for code, shape, order, memory in itertools.product(codes, shapes, "<>", "CF"):
        array = filled(np.dtype(code).newbyteorder(order), shape).copy(memory)
        directory = folder / f"array={len(arrays)}"
        directory.mkdir(parents=True)
        np.save(directory / "a.npy", array)
        arrays.append(array)
    return arrays


@pytest.mark.parametrize("column", SAME_COLUMN)
def test_values_are_those_that_numpy_saved(spark, tmp_path, column):
    ranks = {
        "{}": [(), (11,), (0,)],
        "array<{}>": [(5, 3), (4, 1), (0, 3), (3, 0)],
        "array<array<{}>>": [(3, 2, 4), (2, 0, 3)],
    }
    for rank, (nesting, shapes) in enumerate(ranks.items()):
        folder = tmp_path / f"rank{rank}"
        arrays = save_all(folder, SAME_COLUMN[column], shapes)
        reader = mmap(spark, ["true", "false"][rank % 2])
        if column == "counts":  # PySpark has no values for intervals of months
            reader = reader.schema("value " + nesting.format("bigint"))
        frame = reader.load(str(folder))
        assert frame.dtypes[0] == ("value", nesting.format(column.replace("counts", "bigint")))
        found = {number: [] for number in range(len(arrays))}
        for row in frame.collect():
            found[row["array"]].append(read(row["value"]))
        for number, array in enumerate(arrays):
            expected = nested(np.atleast_1d(array), array.dtype)
            assert repr(found[number]) == repr(expected), (array.shape, array.dtype, array.flags)


def test_months_are_intervals(spark, tmp_path):
    np.save(tmp_path / "m.npy", np.array([-13, 0, 25], "m8[M]"))
    np.save(tmp_path / "y.npy", np.array([-13, "NaT"], "m8[Y]"))
    frame = mmap(spark).load(str(tmp_path))
    assert frame.dtypes == [("value", "interval year to month")]
    found = frame.select(F.expr("value > INTERVAL '2' YEAR"), F.expr("string(value)")).collect()
    assert sorted(map(str, (row[1] for row in found))) == [
        "INTERVAL '-1-1' YEAR TO MONTH",
        "INTERVAL '-13-0' YEAR TO MONTH",
        "INTERVAL '0-0' YEAR TO MONTH",
        "INTERVAL '2-1' YEAR TO MONTH",
        "None",
    ]


STRUCTURED = {
    "packed": [("id", "i8"), ("v", "f4"), ("s", "S5"), ("u", "U3"), ("t", "M8[ns]")],
    "padded": {
        "names": ["a", "b", "c"],
        "formats": ["u1", "f8", "m8[s]"],
        "offsets": [3, 8, 24],
        "itemsize": 40,
    },
    "aligned": np.dtype([("x", "i1"), ("y", "f8"), ("z", "u2")], align=True),
    "titled": [(("the title", "name"), "i4"), ("other", "c8")],
    "arrays": [("m", "i2", (2, 3)), ("h", "f2", (2,)), ("d", "M8[D]", (2,))],
    "nested": [("p", [("x", "f4"), ("q", [("y", "u1"), ("z", "i8", (2,))])]), ("e", "?")],
    "parts": [("real", "f4"), ("imag", "f4")],
    "ünïcode": [("größe", "f8"), ("日", "i4")],
}


@pytest.mark.filterwarnings("ignore:Stored array in format 3.0")
@pytest.mark.parametrize("name", STRUCTURED)
def test_structured_dtypes(spark, tmp_path, name):
    dtype = np.dtype(STRUCTURED[name])
    for shape, order in itertools.product([(9,), (3, 2)], "<>"):
        given = dtype.newbyteorder(order)
        array = np.zeros(shape, given)
        for field in dtype.names:
            fill(array[field], given.fields[field][0])
        path = tmp_path / f"{len(shape)}{order == '<'}.npy"
        np.save(path, array.copy("F"))
        frame = mmap(spark).load(str(path))
        rows = [read(tuple(row)) for row in frame.collect()]
        if len(shape) == 1:
            assert frame.columns == list(dtype.names)
            expected = [record(value) for value in array]
        else:
            assert frame.columns == ["value"]
            expected = [([record(value) for value in row],) for row in array]
        assert repr(rows) == repr(expected)


def fill(view, dtype):
    base = dtype.subdtype[0] if dtype.subdtype else dtype
    if base.names:
        for name in base.names:
            fill(view[name], base.fields[name][0])
    else:
        view[...] = filled(base, view.shape)


@pytest.mark.parametrize("version", [(1, 0), (2, 0), (3, 0)])
def test_every_version_of_the_format(spark, tmp_path, version):
    path = tmp_path / "a"  # without an extension: recognized by the first bytes
    with path.open("wb") as file:
        np.lib.format.write_array(file, np.arange(5.0), version)
    assert [row.value for row in mmap(spark).load(str(path)).collect()] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("memory_map", ["true", "false"])
@pytest.mark.parametrize("order", "CF")
def test_splits_of_large_arrays(spark, tmp_path, order, memory_map):
    rows = 150_000
    array = RANDOM.integers(-(10**9), 10**9, (rows, 5)).astype("<i4").copy(order)
    array[:, 0] = np.arange(rows)
    np.save(tmp_path / "a.npy", array)
    reader = mmap(spark, memory_map).options(arrayColumns="true", maxPartitionBytes=300_000)

    frame = reader.load(str(tmp_path / "a.npy"))
    assert frame.columns == ["c0", "c1", "c2", "c3", "c4"]
    assert frame.rdd.getNumPartitions() == 10
    assert frame.count() == rows
    sums = frame.agg(F.sum("c4"), F.sum("c1"), F.countDistinct("c0")).first()
    assert tuple(sums) == (array[:, 4].sum(dtype="i8"), array[:, 1].sum(dtype="i8"), rows)
    table = frame.toPandas().sort_values("c0", ignore_index=True)
    np.testing.assert_array_equal(table.to_numpy(), array)

    arrays = reader.option("arrayColumns", "false").load(str(tmp_path / "a.npy"))
    sums = arrays.agg(F.expr("sum(value[3])"), F.expr("count(DISTINCT value[0])")).first()
    assert tuple(sums) == (array[:, 3].sum(dtype="i8"), rows)


def test_times_of_another_zone(spark, tmp_path):
    np.save(tmp_path / "t.npy", np.array(["2026-07-01T12:00", "NaT"], "M8[s]"))
    spark.conf.set("spark.sql.session.timeZone", "America/New_York")
    try:
        naive = mmap(spark).load(str(tmp_path))
        assert naive.dtypes == [("value", "timestamp_ntz")]
        assert naive.selectExpr("string(value)").first()[0] == "2026-07-01 12:00:00"
        zoned = mmap(spark).schema("value timestamp").load(str(tmp_path))
        assert zoned.selectExpr("string(value)").first()[0] == "2026-07-01 08:00:00"
        counts = mmap(spark).schema("value bigint").load(str(tmp_path))
        assert [row.value for row in counts.collect()] == [1782907200, None]
    finally:
        spark.conf.set("spark.sql.session.timeZone", "UTC")


def test_fixed_records_have_these_types_too(spark, tmp_path):
    dtype = np.dtype([("h", "<f2"), ("z", ">c16"), ("u", "<U4"), ("t", "<M8[ms]"), ("d", ">m8[us]")])
    array = np.zeros(20, dtype)
    for name in dtype.names:
        fill(array[name], dtype[name])
    array.tofile(tmp_path / "a.bin")
    reader = mmap(spark).options(recordFormat="fixed", layout=str(dtype.descr))
    rows = [read(tuple(row)) for row in reader.load(str(tmp_path / "a.bin")).collect()]
    assert repr(rows) == repr([record(value) for value in array])


def test_what_cannot_be_read_says_what_to_do(spark, tmp_path):
    np.save(tmp_path / "object.npy", np.array([{}, None]), allow_pickle=True)
    np.savez(tmp_path / "some.npz", a=np.arange(3))
    np.save(tmp_path / "long.npy", np.zeros(3, np.longdouble))
    np.save(tmp_path / "wide.npy", np.zeros((2, 1001)))
    for name, options, words in [
        ("object.npy", {}, ["object.npy", "object", "allow_pickle=False"]),
        ("some.npz", {}, ["some.npz", "unzip"]),
        ("long.npy", {}, ["long.npy", "long double", "save it as f8"]),
        ("wide.npy", {"arrayColumns": "true"}, ["wide.npy", "arrayColumns", "(2, 1001)"]),
    ]:
        with pytest.raises(Exception) as error:
            mmap(spark).options(**options).load(str(tmp_path / name)).collect()
        for word in words:
            assert word in str(error.value), name


def test_files_of_other_columns_are_refused(spark, tmp_path):
    np.save(tmp_path / "a.npy", np.zeros(3, "<i4"))
    np.save(tmp_path / "b.npy", np.zeros(3, "<f8"))
    with pytest.raises(Exception, match="b.npy.*expected the columns of.*a.npy.*float64"):
        mmap(spark).load(str(tmp_path)).collect()
    with pytest.raises(Exception, match=r"a.npy on host \S+: expected the column value double.*int32"):
        mmap(spark).schema("value double").load(str(tmp_path)).collect()
