# SPDX-License-Identifier: Apache-2.0
"""The Python package: what it makes of NumPy and Arrow types, sessions, and the wheel itself."""

import os
import subprocess
import sys
import textwrap
import zipfile

import numpy as np
import pyarrow as pa
import pytest
from conftest import BUILD, PROJECT, launched

PYSPARK = next(
    line
    for line in (PROJECT / "integration-tests/python/requirements.txt").read_text().splitlines()
    if line.startswith("pyspark==")
)


@pytest.fixture(scope="module")
def wheel(jar):
    """Builds the wheel from the jar."""
    variables = os.environ | {"PYTHON": sys.executable}
    subprocess.run([PROJECT / "python/build"], check=True, env=variables, capture_output=True)
    (wheel,) = (BUILD / "python/dist").glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def package(wheel):
    source = str(BUILD / "python/stage/src")
    sys.path.insert(0, source)
    import spark_mmap

    yield spark_mmap
    sys.path.remove(source)


DTYPES = [
    "<i8",
    ">f4",
    [("id", "<i8"), ("price", ">f8"), ("name", "S5")],
    np.dtype([("a", "i1"), ("b", "<f8")], align=True),
    [("v", "<f4", (3,)), ("in", [("x", "<u2"), ("y", "?")])],
    [("t", "<M8[us]"), ("d", "<M8[D]")],
    [(("a title", "name"), "<i8")],
]


@pytest.mark.parametrize("kind", DTYPES, ids=str)
def test_a_dtype_is_a_layout(package, spark, tmp_path, kind):
    dtype = np.dtype(kind)
    raw = np.random.default_rng(7).integers(0, 100, 20 * dtype.itemsize, np.uint8)
    array = np.frombuffer(raw.tobytes(), dtype).copy()
    for name in dtype.names or ():
        if dtype[name].kind == "M":  # else it is out of the range of the column
            array[name] = np.arange(20)
    array.tofile(tmp_path / "a.bin")
    np.save(tmp_path / "a.npy", array)

    read = package.read(spark, tmp_path / "a.bin", layout=dtype)

    # The .npy file has the same records with the dtype in its header.
    expected = package.read(spark, tmp_path / "a.npy")
    assert [f.dataType for f in read.schema] == [f.dataType for f in expected.schema]
    assert str(read.collect()) == str(expected.toDF(*read.columns).collect())
    assert read.count() == 20


def test_the_offsets_of_a_dtype_count(package, spark, tmp_path):
    kind = {"names": ["b", "a"], "formats": ["<i4", "<i2"], "offsets": [4, 0], "itemsize": 12}
    array = np.zeros(5, kind)
    array["a"], array["b"] = np.arange(5), np.arange(5) * 10
    array.tofile(tmp_path / "a.bin")

    rows = package.read(spark, tmp_path / "a.bin", layout=array.dtype).collect()

    assert [row.asDict() for row in rows] == [{"b": 10 * i, "a": i} for i in range(5)]


def test_an_array_or_a_string_is_a_layout_too(package):
    assert package.layout(np.zeros(3, "<i4")) == "<i4"
    assert package.layout(np.float32) == "<f4"
    assert package.layout("id int64") == "id int64"


def test_an_arrow_schema_is_a_layout(package, spark, tmp_path):
    schema = pa.schema(
        [
            ("id", pa.int64()),
            ("small", pa.uint8()),
            ("price", pa.float32()),
            ("yes", pa.bool_()),
            ("day", pa.date32()),
            ("at", pa.timestamp("ms", "UTC")),
            ("code", pa.binary(3)),
            ("amount", pa.decimal64(12, 2)),
        ]
    )
    record = np.zeros(
        1,
        [("id", "<i8"), ("small", "u1"), ("price", "<f4"), ("yes", "?"), ("day", "<i4")]
        + [("at", "<i8"), ("code", "S3"), ("amount", "<i8")],
    )
    record[0] = (-5, 200, 1.5, True, 1, 1000, b"abc", 1234)
    record.tofile(tmp_path / "a.bin")

    row = package.read(spark, tmp_path / "a.bin", layout=schema).selectExpr("*", "string(at) AS t").first()

    assert (row.id, row.small, row.price, row.yes) == (-5, 200, 1.5, True)
    assert (str(row.day), row.t, bytes(row.code)) == ("1970-01-02", "1970-01-01 00:00:01", b"abc")
    assert str(row.amount) == "12.34"


@pytest.mark.parametrize(
    "kind, words",
    [
        (pa.string(), "has no fixed length; use pyarrow.binary(n), or char(n)"),
        (pa.decimal128(12, 2), "of 12 digits it has 64 bits, use pyarrow.decimal64"),
        (pa.timestamp("us"), "declare timestamp_ntz in a schema"),
        (pa.list_(pa.int8()), "write the layout as a NumPy dtype or a string"),
    ],
    ids=str,
)
def test_an_arrow_type_without_a_layout_is_refused_by_name(package, kind, words):
    with pytest.raises(ValueError, match="^field 'f': no layout has type ") as error:
        package.layout(pa.schema([("f", kind)]))
    assert words in str(error.value)


def test_options_are_what_python_has(package, spark, tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text("id,name\n1,x\n2,-\n")
    paths = [tmp_path / "a.csv", str(tmp_path / "b.csv")]

    read = package.read(
        spark, paths, schema="id INT, name STRING", header=True, nullValue="-", comment=None
    )

    assert sorted(read.collect(), key=str) == [(1, "x"), (1, "x"), (2, None), (2, None)]


def test_the_jar_is_chosen_by_the_version_of_spark(package, monkeypatch, tmp_path):
    from spark_mmap import _jars

    names = ["spark-mmap_2.13-1.jar", "spark-mmap-3.5_2.12-1.jar", "spark-mmap-3.5_2.13-1.jar"]
    for name in names:
        (tmp_path / name).touch()
    monkeypatch.setattr(_jars, "_JARS", tmp_path)

    assert package.jar().endswith(names[0])
    assert package.jar("4.0.1").endswith(names[0])
    assert package.jar("3.5.6").endswith(names[1])
    assert package.jar("3.5", "2.13").endswith(names[2])
    with pytest.raises(ValueError, match="has no jar for Spark 3.4.1 with Scala 2.12; it has spark"):
        package.jar("3.4.1")
    with pytest.raises(ValueError, match="expected a version such as '4.2.0', found 'new'"):
        package.jar("new")


def test_a_session_that_runs_is_not_configured(package, spark):
    with pytest.raises(RuntimeError, match=r"call spark_mmap.add_to\(spark\)"):
        package.configure(type(spark).builder)


def test_residency(package, tmp_path):
    (tmp_path / "file").write_bytes(bytes(1 << 20))

    found = package.residency(tmp_path / "file", blocks=4)

    assert (found.length, found.resident_bytes, found.fraction) == (1 << 20, 1 << 20, 1.0)
    assert found.resident_bytes_of_blocks == (1 << 18,) * 4
    with pytest.raises(package.MmapToolError, match="absent"):
        package.residency(tmp_path / "absent")


ADD_TO = """
    import sys
    from pyspark.sql import SparkSession
    import spark_mmap

    spark = SparkSession.builder{}.config("spark.ui.enabled", "false").getOrCreate()
    spark_mmap.add_to(spark)
    lines = spark_mmap.read(spark, sys.argv[1])
    print("answer", lines.where("value > 'a'").count(), spark.range(1).join(lines).count())
"""


@pytest.mark.parametrize("way", ['.master("local[2]")', '.remote("local[2]")'])
def test_the_jar_is_added_to_a_session_that_runs(package, tmp_path, way):
    (tmp_path / "lines.txt").write_text("a\nb\nc\n")
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(ADD_TO.format(way)))

    printed = launched(
        [sys.executable, script, tmp_path / "lines.txt"],
        tmp_path,
        PYTHONPATH=str(BUILD / "python/stage/src"),
    )

    assert "answer 2 3" in printed


README = """
    import spark_mmap

    spark = spark_mmap.session(spark_ui_enabled=False)
    print("answer", spark_mmap.read(spark, "access.log").filter("value LIKE '% 500 %'").count())
    print("resident", spark_mmap.residency("access.log").fraction)
"""


def test_the_wheel_and_pyspark_are_enough(wheel, tmp_path):
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    bin = tmp_path / "venv/bin"
    install = [bin / "pip", "install", "--quiet", "--disable-pip-version-check", wheel, PYSPARK]
    subprocess.run(install, check=True)
    (tmp_path / "access.log").write_text("GET / 500 1\nGET / 200 1\n")
    (tmp_path / "five_lines.py").write_text(textwrap.dedent(README))

    printed = launched([bin / "python", "five_lines.py"], tmp_path)

    assert "answer 1" in printed and "resident 1.0" in printed
    assert "24 bytes" in launched([bin / "mmap", "inspect", "access.log"], tmp_path)


def test_two_builds_of_the_wheel_have_the_same_bytes(wheel):
    first = wheel.read_bytes()
    variables = os.environ | {"PYTHON": sys.executable}
    subprocess.run([PROJECT / "python/build"], check=True, env=variables, capture_output=True)

    assert wheel.read_bytes() == first
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert "spark_mmap/py.typed" in names
    assert [name for name in names if name.endswith(".jar")]
