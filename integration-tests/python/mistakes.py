# SPDX-License-Identifier: Apache-2.0
"""Mistakes at load(), each with the whole message, and with what the message says to do.

A mistake is a generator. It makes files in a folder of its own and yields a read that fails;
then it does what the message says, and yields a read that works.
"""

import json
import os
import socket
import struct
from pathlib import Path
from typing import Callable, NamedTuple, Optional

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as parquet


class Read(NamedTuple):
    """What is given to format("mmap")."""

    path: object = None
    options: dict = {}
    schema: Optional[str] = None

    def load(self, spark):
        reader = spark.read.format("mmap").options(**self.options)
        reader = reader.schema(self.schema) if self.schema else reader
        return reader.load() if self.path is None else reader.load(str(self.path))


class OfSpark(NamedTuple):
    """What is read by one of Spark's own sources."""

    source: str
    path: Path

    def load(self, spark):
        return spark.read.format(self.source).load(str(self.path))


class Mistake(NamedTuple):
    steps: Callable
    message: str
    condition: Optional[str]
    rows: int

    def expected(self, folder: Path) -> str:
        text = self.message.replace("FOLDER", str(folder))
        text = text.replace("THIS_HOST", socket.gethostname())
        return f"[{self.condition}] {text}" if self.condition else text


MISTAKES = {}


def mistake(message: str, condition: Optional[str] = None, rows: int = 2):
    """A mistake of that message, where FOLDER is its folder and THIS_HOST this host. As many rows
    are read in the end."""

    def named(steps):
        MISTAKES[steps.__name__] = Mistake(steps, message, condition, rows)
        return steps

    return named


def write(file: Path, content="1\n2\n") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def arrow(file: Path, table: pa.Table) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    feather.write_feather(table, str(file), compression="uncompressed")
    return file


def npy(file: Path, array: np.ndarray) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    np.save(file, array, allow_pickle=True)
    return file


NUMBERS = pa.table({"n": pa.array([1, 2], pa.int64())})
TWO_RECORDS = struct.pack("<qq", 1, 2)

# --- Paths ----------------------------------------------------------------------------------------


@mistake("Option 'path' is missing: give a path to load(), or set 'path' or 'paths'")
def no_path(folder):
    yield Read()
    yield Read(write(folder / "a.txt"))


@mistake("Option 'path' is empty: give the path of a file, a directory or a glob to load()")
def empty_path(folder):
    yield Read("")
    yield Read(write(folder / "a.txt"))


@mistake(
    "Path does not exist: file:FOLDER/a.txt (looked up on host THIS_HOST); correct it, or put "
    "the file there",
    "PATH_NOT_FOUND",
)
def wrong_path(folder):
    yield Read(folder / "a.txt")
    yield Read(write(folder / "a.txt"))


@mistake(
    "No path matches the glob: file:FOLDER/*.log (looked up on host THIS_HOST); in the name of "
    "a file, put \\ before each of {}[]*?\\",
    "PATH_NOT_FOUND",
)
def glob_without_match(folder):
    write(folder / "a.txt")
    yield Read(folder / "*.log")
    yield Read(folder / "*.txt")


@mistake(
    "No path matches the glob: file:FOLDER/a[1].txt (looked up on host THIS_HOST); in the name "
    "of a file, put \\ before each of {}[]*?\\",
    "PATH_NOT_FOUND",
)
def name_with_characters_of_a_glob(folder):
    write(folder / "a[1].txt")
    yield Read(folder / "a[1].txt")
    yield Read(folder / r"a\[1\].txt")


@mistake(
    "https://example.com/a.csv: expected a path of a file system, found the address of a web "
    "server, whose files cannot be mapped; download the file, as by curl -O, and give its path",
)
def web_address(folder):
    yield Read("https://example.com/a.csv")
    yield Read(write(folder / "a.csv"))


@mistake(
    "s3a://bucket/a.csv: there is no file system for 's3a' in this process "
    "(java.lang.ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not "
    "found); correct the scheme, or add the library that has it, as by spark-submit "
    "--packages, or copy the files to the nodes' own disks",
    "FAILED_READ_FILE.NO_HINT",
)
def unknown_file_system(folder):
    yield Read("s3a://bucket/a.csv")
    yield Read(write(folder / "a.csv"))


@mistake(
    "hdfs://no-such-host.invalid/a.csv: the host in it is not known here "
    "(java.net.UnknownHostException: no-such-host.invalid); correct its name, or make it known "
    "to the name service",
)
def unknown_name_node(folder):
    yield Read("hdfs://no-such-host.invalid/a.csv")
    yield Read(write(folder / "a.csv"))


@mistake(
    "'C:\\data\\a.csv' is no path (java.net.URISyntaxException: Relative path in absolute URI: "
    "C:%5Cdata%5Ca.csv); write it as in /data/a.csv or file:///data/a.csv",
)
def windows_path(folder):
    yield Read("C:\\data\\a.csv")
    yield Read("file://" + str(write(folder / "a.csv")))


@mistake(
    "FOLDER/a.txt on host THIS_HOST: expected a regular file, found a FIFO, device or socket; "
    "only regular files can be read by offset: copy what it holds into one",
    "FAILED_READ_FILE.NO_HINT",
)
def pipe(folder):
    os.mkfifo(folder / "a.txt")
    yield Read(folder / "a.txt")
    yield Read(write(folder / "copy.txt"))


@mistake(
    "recordFormat csv takes the columns from the files, but there are none; check the paths, "
    "or declare a schema",
    "UNABLE_TO_INFER_SCHEMA",
)
def empty_directory_of_csv(folder):
    (folder / "data").mkdir()
    yield Read(folder / "data", {"header": True})
    write(folder / "data/a.csv", "n\n1\n2\n")
    yield Read(folder / "data", {"header": True})


@mistake(
    "there is no .npy file to take the columns from; check the path, or declare a schema",
    "UNABLE_TO_INFER_SCHEMA",
)
def empty_directory_of_npy(folder):
    (folder / "data").mkdir()
    yield Read(folder / "data", {"recordFormat": "npy"})
    npy(folder / "data/a.npy", np.arange(2))
    yield Read(folder / "data", {"recordFormat": "npy"})


@mistake(
    "there is no Arrow file that is not empty, to take the columns from; check the path, or "
    "declare a schema",
    "UNABLE_TO_INFER_SCHEMA",
    rows=0,
)
def empty_directory_of_arrow(folder):
    (folder / "data").mkdir()
    yield Read(folder / "data", {"recordFormat": "arrow"})
    yield Read(folder / "data", {"recordFormat": "arrow"}, "n BIGINT")


@mistake(
    "Option 'basePath' is file:FOLDER/other, which the path file:FOLDER/data does not lie "
    "below; name a directory above all paths, or leave it out",
)
def base_path_elsewhere(folder):
    write(folder / "data/p=1/a.txt")
    (folder / "other").mkdir()
    yield Read(folder / "data", {"basePath": str(folder / "other")})
    yield Read(folder / "data", {"basePath": str(folder)})


@mistake(
    "Conflicting directory structures: some directories are partitions, but not all of them of "
    "the same table: [file:FOLDER/data, file:FOLDER/data/b, file:FOLDER/data/c]. If they are, "
    "set 'basePath' to the table's directory; if not, read them one by one and union them",
    "CONFLICTING_DIRECTORY_STRUCTURES",
)
def directories_of_two_tables(folder):
    write(folder / "data/a=1/a.txt")
    write(folder / "data/b/a.txt")
    write(folder / "data/c/d=1/a.txt")
    yield Read(folder / "data")
    yield Read(folder / "data/a=1")


@mistake(
    "The value 'abc' of partition column 'p' is no int, in file:FOLDER/p=abc; declare another "
    "type for the column in the schema",
    "INVALID_PARTITION_VALUE",
)
def directory_of_another_type(folder):
    write(folder / "p=abc/a.txt")
    yield Read(folder, {}, "value STRING, p INT")
    yield Read(folder, {}, "value STRING, p STRING")


@mistake(
    "the files seem to be of several formats: file:FOLDER/data/a.csv and "
    "file:FOLDER/data/a.npy; the option recordFormat says which they are, and pathGlobFilter "
    "can choose among them",
    rows=4,
)
def two_formats_in_a_directory(folder):
    write(folder / "data/a.csv")
    write(folder / "data/b.csv")
    npy(folder / "data/a.npy", np.arange(2))
    yield Read(folder / "data")
    yield Read(folder / "data", {"pathGlobFilter": "*.csv"})


# --- Files of other formats -----------------------------------------------------------------------


@mistake(
    "File file:FOLDER/a.csv.gz is compressed with gzip, by its name, and compressed files "
    "cannot be mapped. Decompress it, as by gzip -d, or read it with Spark's own source: "
    'format("csv"). If it is not compressed, compression=none says so',
    "FAILED_READ_FILE.NO_HINT",
)
def gzip_by_its_name(folder):
    write(folder / "a.csv.gz")
    yield Read(folder / "a.csv.gz")
    yield Read(folder / "a.csv.gz", {"compression": "none"})


@mistake(
    "File FOLDER/a.txt is compressed with gzip, by its first bytes, and compressed files "
    "cannot be mapped. Decompress it, as by gzip -d. If it is not compressed, "
    "compression=none says so",
    "FAILED_READ_FILE.NO_HINT",
)
def gzip_by_its_bytes(folder):
    import gzip

    write(folder / "a.txt", gzip.compress(b"1\n2\n"))
    yield Read(folder / "a.txt")
    yield Read(write(folder / "a.txt", gzip.decompress((folder / "a.txt").read_bytes())))


@mistake(
    "File file:FOLDER/a.zip is compressed with zip, by its name, and compressed files cannot "
    "be mapped. Unpack it, as by unzip; if it is a workbook (xlsx), save the sheet as CSV. If "
    "it is not compressed, compression=none says so",
    "FAILED_READ_FILE.NO_HINT",
)
def zip_archive(folder):
    import zipfile

    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr("a.csv", "1\n2\n")
    yield Read(folder / "a.zip")
    zipfile.ZipFile(folder / "a.zip").extractall(folder)
    yield Read(folder / "a.csv")


@mistake(
    "1 of the 2 files are compressed. To read the others alone, choose them by "
    "pathGlobFilter=*.log. File file:FOLDER/a.log.1.gz is compressed with gzip, by its name, "
    "and compressed files cannot be mapped. Decompress it, as by gzip -d, or read it with "
    'Spark\'s own source: format("text"). If it is not compressed, compression=none says so',
    "FAILED_READ_FILE.NO_HINT",
)
def rotated_logs(folder):
    write(folder / "a.log")
    write(folder / "a.log.1.gz", b"\x1f\x8b")
    yield Read(folder)
    yield Read(folder, {"pathGlobFilter": "*.log"})


@mistake(
    "FOLDER/a.parquet is a file of Parquet, by its first bytes; read it by Spark's own source: "
    'format("parquet"). If it is something else, the option recordFormat says what',
    "FAILED_READ_FILE.NO_HINT",
)
def parquet_file(folder):
    parquet.write_table(NUMBERS, folder / "a.parquet")
    yield Read(folder / "a.parquet")
    yield OfSpark("parquet", folder / "a.parquet")


@mistake(
    "FOLDER/a.orc is a file of ORC, by its first bytes; read it by Spark's own source: "
    'format("orc"). If it is something else, the option recordFormat says what',
    "FAILED_READ_FILE.NO_HINT",
)
def orc_file(folder):
    import pyarrow.orc as orc

    orc.write_table(NUMBERS, str(folder / "a.orc"))
    yield Read(folder / "a.orc")
    yield OfSpark("orc", folder / "a.orc")


@mistake(
    "FOLDER/a.avro is a file of Avro, by its first bytes; read it by Spark's own source: "
    'format("avro") with the package spark-avro. If it is something else, the option '
    "recordFormat says what",
    "FAILED_READ_FILE.NO_HINT",
)
def avro_file(folder):
    write(folder / "a.avro", b"Obj\x01" + bytes(100))
    yield Read(folder / "a.avro")
    yield Read(folder / "a.avro", {"recordFormat": "fixed", "layout": "n binary(52)"})


@mistake(
    "FOLDER/a.db is a file of SQLite, by its first bytes; convert it to a format that has "
    'records, such as Parquet, or read it whole by Spark\'s own source: format("binaryFile"). '
    "If it is something else, the option recordFormat says what",
    "FAILED_READ_FILE.NO_HINT",
    rows=1,
)
def database(folder):
    write(folder / "a.db", b"SQLite format 3\0" + bytes(100))
    yield Read(folder / "a.db")
    yield OfSpark("binaryFile", folder / "a.db")


@mistake(
    "FOLDER/a.dat is no text, for it has a zero byte at offset 1; the option recordFormat says "
    "what it is: fixed and a layout for records of one length, or text to read it as lines all "
    "the same",
    "FAILED_READ_FILE.NO_HINT",
)
def zero_bytes(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat")
    yield Read(folder / "a.dat", {"recordFormat": "fixed", "layout": "n int64"})


@mistake(
    "FOLDER/a.txt is text of UTF-16, by its byte-order mark; convert it to UTF-8, or read it "
    "by recordFormat=csv with encoding=UTF-16 and multiLine=true",
    "FAILED_READ_FILE.NO_HINT",
)
def utf16(folder):
    write(folder / "a.txt", "1\n2\n".encode("utf-16"))
    yield Read(folder / "a.txt")
    yield Read(folder / "a.txt", {"recordFormat": "csv", "encoding": "UTF-16", "multiLine": True})


# --- Options --------------------------------------------------------------------------------------


@mistake("Option 'memoryMapp' is not one of format(\"mmap\"): did you mean memoryMap?")
def wrong_option_name(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {"memoryMapp": True})
    yield Read(folder / "a.txt", {"memoryMap": True})


@mistake("Option 'memoryMap': expected auto, true or false, found 'yes'")
def wrong_option_value(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {"memoryMap": "yes"})
    yield Read(folder / "a.txt", {"memoryMap": True})


@mistake(
    "recordFormat csv: an option has a value that Spark's CSV cannot read (header flag can be "
    "true or false.); correct it, or leave it out: {header=yes}",
)
def wrong_switch(folder):
    write(folder / "a.csv", "n\n1\n2\n")
    yield Read(folder / "a.csv", {"header": "yes"})
    yield Read(folder / "a.csv", {"header": "true"})


@mistake("Option 'recordFormat' has no value 'txt': did you mean text?")
def wrong_format(folder):
    write(folder / "a.dat")
    yield Read(folder / "a.dat", {"recordFormat": "txt"})
    yield Read(folder / "a.dat", {"recordFormat": "text"})


@mistake(
    "Option 'maxPartitionBytes': expected a number of bytes of at least 1, as in 4096, 64k or "
    "128m, found '10 megs'",
)
def wrong_number_of_bytes(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {"maxPartitionBytes": "10 megs"})
    yield Read(folder / "a.txt", {"maxPartitionBytes": "10m"})


@mistake(
    "Option 'compression': expected none, found 'gzip'; compressed files cannot be mapped: "
    "decompress them, or read lines of .gz, .bz2 and .deflate with Spark's own "
    'sources: format("text") or format("csv")',
)
def compression(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {"compression": "gzip"})
    yield Read(folder / "a.txt", {"compression": "none"})


@mistake(
    "Option 'modifiedAfter' is not a timestamp: 'yesterday'; expected one like "
    "2020-06-15T05:00:00",
)
def wrong_time(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {"modifiedAfter": "yesterday"})
    yield Read(folder / "a.txt", {"modifiedAfter": "2020-06-15T05:00:00"})


@mistake(
    "The value of parameter(s) `charset` in `CSVOptions` is invalid: expects one of the "
    "iso-8859-1, us-ascii, utf-16, utf-16be, utf-16le, utf-32, utf-8, but got utf-9. SQLSTATE: "
    "22023",
    "INVALID_PARAMETER_VALUE.CHARSET",
)
def wrong_character_set(folder):
    write(folder / "a.csv")
    yield Read(folder / "a.csv", {"encoding": "utf-9"})
    yield Read(folder / "a.csv", {"encoding": "utf-8"})


@mistake(
    "FOLDER/a.dat: expected at least 40 bytes of header and trailer, found a file of 20 bytes; "
    "check headerBytes and trailerBytes",
    "FAILED_READ_FILE.NO_HINT",
)
def header_bytes_longer_than_the_file(folder):
    write(folder / "a.dat", b"head" + TWO_RECORDS)
    options = {"layout": "n int64"}
    yield Read(folder / "a.dat", {**options, "headerBytes": 40})
    yield Read(folder / "a.dat", {**options, "headerBytes": 4})


# --- Records of one length ------------------------------------------------------------------------


@mistake(
    "recordFormat fixed needs the option 'layout', as in layout='id int64, price float64, "
    "symbol char(8)', or the option 'recordLength' for records as one binary column",
)
def fixed_without_layout(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"recordFormat": "fixed"})
    yield Read(folder / "a.dat", {"recordFormat": "fixed", "layout": "n int64"})


@mistake(
    "layout: unknown type 'int63' of field 'n' at column 3 of \"n int63\": did you mean int64?",
)
def layout_of_unknown_type(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"layout": "n int63"})
    yield Read(folder / "a.dat", {"layout": "n int64"})


@mistake(
    "layout: expected '(' before the length of field 's' at column 7 of \"s char\": found the "
    "end; write the bytes it has, as in char(8)",
)
def layout_without_a_length(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"layout": "s char"})
    yield Read(folder / "a.dat", {"layout": "s char(8)"})


@mistake(
    "layout: duplicate field 'n' at column 10 of \"n int32, n int32\": the field at column 1 "
    "has the same name; rename one of them",
)
def layout_with_a_name_twice(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"layout": "n int32, n int32"})
    yield Read(folder / "a.dat", {"layout": "n int32, m int32"})


@mistake(
    "FOLDER/a.dat on host THIS_HOST: expected a whole number of records of 8 bytes, found 17 bytes of data, "
    "which leaves 1 after the last whole record; check the record length, or leave out what is "
    "no record by headerBytes and trailerBytes",
    "FAILED_READ_FILE.NO_HINT",
)
def layout_that_does_not_divide_the_length(folder):
    write(folder / "a.dat", b"!" + TWO_RECORDS)
    yield Read(folder / "a.dat", {"layout": "n int64"})
    yield Read(folder / "a.dat", {"layout": "n int64", "headerBytes": 1})


@mistake(
    "FOLDER/a.dat on host THIS_HOST: expected a whole number of records of 7 bytes, found 16 bytes of data, "
    "which leaves 2 after the last whole record; check the record length, or leave out what is "
    "no record by headerBytes and trailerBytes",
    "FAILED_READ_FILE.NO_HINT",
)
def record_length_alone_wrong(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"recordLength": 7})
    yield Read(folder / "a.dat", {"recordLength": 8})


@mistake("Option 'recordLength': expected at least 1, found '0'")
def record_length_of_zero(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"recordLength": 0})
    yield Read(folder / "a.dat", {"recordLength": 8})


@mistake(
    'recordLength: found 7, but the fields of layout "n int64le" take 8 bytes: leave 1 bytes '
    "of fields out, or set recordLength to 8",
)
def record_length_against_layout(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"recordLength": 7, "layout": "n int64"})
    yield Read(folder / "a.dat", {"recordLength": 8, "layout": "n int64"})


@mistake("Option 'byteOrder': expected little, big or native, found 'network'")
def wrong_byte_order(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"layout": "n int64", "byteOrder": "network"})
    yield Read(folder / "a.dat", {"layout": "n int64", "byteOrder": "big"})


@mistake("Option 'sortedBy' names no column: 'm'; did you mean n?")
def sorted_by_an_unknown_column(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"layout": "n int64", "sortedBy": "m"})
    yield Read(folder / "a.dat", {"layout": "n int64", "sortedBy": "n"})


@mistake(
    "field 'n' of the layout is int64le, which reads as bigint, but the schema declares "
    "string; declare the former and cast it",
)
def schema_against_the_layout(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"layout": "n int64"}, "n STRING")
    yield Read(folder / "a.dat", {"layout": "n int64"}, "n BIGINT")


@mistake("layout: no field 'nummer': did you mean number?")
def column_that_the_layout_has_not(folder):
    write(folder / "a.dat", TWO_RECORDS)
    yield Read(folder / "a.dat", {"layout": "number int64"}, "nummer BIGINT")
    yield Read(folder / "a.dat", {"layout": "number int64"}, "number BIGINT")


# --- Columns --------------------------------------------------------------------------------------


@mistake(
    "recordFormat text has one column of type string, but the schema declares 2: "
    "struct<a:string,b:string>; declare that one, and split it",
)
def text_with_two_columns(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {}, "a STRING, b STRING")
    yield Read(folder / "a.txt", {}, "a STRING")


@mistake(
    "recordFormat text has one column of type string, but the schema declares 'n' as int; read "
    "it as string and cast it",
    "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
)
def text_as_a_number(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {}, "n INT")
    yield Read(folder / "a.txt", {}, "n STRING")


@mistake(
    "The column `a` already exists. Choose another name or rename the existing column. "
    "SQLSTATE: 42711",
    "COLUMN_ALREADY_EXISTS",
)
def csv_with_a_column_twice(folder):
    write(folder / "a.csv", "1,2\n3,4\n")
    yield Read(folder / "a.csv", {}, "a INT, a INT")
    yield Read(folder / "a.csv", {}, "a INT, b INT")


@mistake(
    "recordFormat csv cannot read column 'a' as array<int>; declare it as string and convert "
    "that",
    "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
)
def csv_of_arrays(folder):
    write(folder / "a.csv")
    yield Read(folder / "a.csv", {}, "a ARRAY<INT>")
    yield Read(folder / "a.csv", {}, "a STRING")


@mistake(
    "recordFormat csv cannot read column 'b' as interval; declare it as string and convert that",
    "UNSUPPORTED_DATA_TYPE_FOR_DATASOURCE",
)
def csv_of_intervals(folder):
    write(folder / "a.csv")
    yield Read(folder / "a.csv", {}, "a INT, b INTERVAL")
    yield Read(folder / "a.csv", {}, "a INT, b STRING")


@mistake(
    "Option 'samplingRatio' should be greater than 0, but is 0.0; leave it out to read all rows",
)
def csv_with_a_wrong_sample(folder):
    write(folder / "a.csv")
    yield Read(folder / "a.csv", {"samplingRatio": 0, "inferSchema": True})
    yield Read(folder / "a.csv", {"inferSchema": True})


@mistake("Delimiter cannot be empty")
def csv_with_a_wrong_separator(folder):
    write(folder / "a.csv")
    yield Read(folder / "a.csv", {"sep": ""})
    yield Read(folder / "a.csv", {"sep": ","})


# --- npy ------------------------------------------------------------------------------------------


@mistake(
    "FOLDER/a.npy on host THIS_HOST: at offset 0: expected \\x93NUMPY, found 1 2 3 ; this is no .npy file: check "
    "the path, or the option recordFormat",
    "FAILED_READ_FILE.NO_HINT",
)
def npy_that_is_none(folder):
    write(folder / "a.npy", b"1 2 3 4 5 6 7 8 9\n")
    yield Read(folder / "a.npy")
    yield Read(npy(folder / "a.npy", np.arange(2)))


@mistake(
    "FOLDER/a.npy on host THIS_HOST: the .npy header at offset 10 cannot be read: unknown key 'desc!' at column "
    "2 of \"{'desc!': '<i8', 'fortran_order': False, 'shape': (2,), }\": the keys are descr, "
    "fortran_order, shape; the file is damaged: save the array again by np.save",
    "FAILED_READ_FILE.NO_HINT",
)
def npy_with_a_broken_header(folder):
    file = npy(folder / "a.npy", np.arange(2))
    write(file, file.read_bytes().replace(b"'descr'", b"'desc!'"))
    yield Read(file)
    yield Read(npy(file, np.arange(2)))


@mistake(
    "FOLDER/a.npy on host THIS_HOST: at offset 50: expected a header of 128 bytes, found the "
    "end of the file; the "
    "file is cut off: write it again",
    "FAILED_READ_FILE.NO_HINT",
)
def npy_cut_off_in_its_header(folder):
    file = npy(folder / "a.npy", np.arange(2))
    write(file, file.read_bytes()[:50])
    yield Read(file)
    yield Read(npy(file, np.arange(2)))


@mistake(
    "FOLDER/a.npy on host THIS_HOST: at offset 143: expected the end of the file at 144, of which "
    "16 bytes are the elements of shape (2,) and dtype int64le, found a file of 143 bytes; the "
    "file is cut off: write it again",
    "FAILED_READ_FILE.NO_HINT",
)
def npy_cut_off_in_its_data(folder):
    file = npy(folder / "a.npy", np.arange(2))
    write(file, file.read_bytes()[:-1])
    yield Read(file)
    yield Read(npy(file, np.arange(2)))


@mistake(
    "FOLDER/a.npy on host THIS_HOST: the .npy header at offset 10 cannot be read: NumPy type 'O' (object) is not "
    "supported at column 13 of \"{'descr': '|O', 'fortran_order': False, 'shape': (2,), }\": "
    "it holds pickled Python objects: convert it to numbers, S or U by astype, and save it by "
    "np.save with allow_pickle=False",
    "FAILED_READ_FILE.NO_HINT",
)
def npy_of_objects(folder):
    file = npy(folder / "a.npy", np.array([1, "a"], dtype=object))
    yield Read(file)
    yield Read(npy(file, np.array([1, 2])))


@mistake(
    "File FOLDER/a.npz is compressed with zip, by its first bytes, and compressed files cannot "
    "be mapped. Unpack it, as by unzip; if it is a workbook (xlsx), save the sheet as CSV. If "
    "it is not compressed, compression=none says so",
    "FAILED_READ_FILE.NO_HINT",
)
def npz(folder):
    np.savez(folder / "a.npz", x=np.arange(2))
    yield Read(folder / "a.npz", {"recordFormat": "npy"})
    import zipfile

    zipfile.ZipFile(folder / "a.npz").extractall(folder)
    yield Read(folder / "x.npy")


@mistake(
    "FOLDER/b.npy on host THIS_HOST: expected the columns of FOLDER/a.npy (dtype int64le, shape (2,)), found "
    "dtype float64le, shape (2,); read files of different types apart, or declare a schema "
    "that all have",
    "FAILED_READ_FILE.NO_HINT",
)
def npy_of_two_types(folder):
    npy(folder / "a.npy", np.arange(2))
    npy(folder / "b.npy", np.arange(2.0))
    yield Read(folder)
    yield Read(folder / "a.npy")


# --- arrow ----------------------------------------------------------------------------------------


@mistake(
    "FOLDER/a.arrow on host THIS_HOST: the end of the file at offset 458: expected 'ARROW1', found 000140000000; the "
    "Arrow file is damaged or was not written to its end, so write it again",
    "FAILED_READ_FILE.NO_HINT",
)
def arrow_cut_off(folder):
    file = arrow(folder / "a.arrow", NUMBERS)
    write(file, file.read_bytes()[:-10])
    yield Read(file)
    yield Read(arrow(file, NUMBERS))


@mistake(
    "FOLDER/a.arrow on host THIS_HOST: length of the footer at offset 464: expected from 4 to 456, found "
    "1073741824; the Arrow file is damaged or was not written to its end, so write it again",
    "FAILED_READ_FILE.NO_HINT",
)
def arrow_with_a_broken_footer(folder):
    file = arrow(folder / "a.arrow", NUMBERS)
    whole = file.read_bytes()
    write(file, whole[:-10] + struct.pack("<I", 1 << 30) + whole[-6:])
    yield Read(file)
    yield Read(arrow(file, NUMBERS))


@mistake(
    "FOLDER/a.arrow: there are two columns 'n'; rename one of them in the file, or declare a "
    "schema without both",
    "COLUMN_ALREADY_EXISTS",
)
def arrow_with_a_column_twice(folder):
    both = pa.table([[1, 2], [3, 4]], names=["n", "n"])
    with pa.OSFile(str(folder / "a.arrow"), "wb") as out:
        with pa.ipc.new_file(out, both.schema) as writer:
            writer.write_table(both)
    yield Read(folder / "a.arrow")
    yield Read(arrow(folder / "a.arrow", both.rename_columns(["n", "m"])))


@mistake(
    "FOLDER/a.arrow: column 'u' is decimal256(50,0), which Spark cannot express (its decimals "
    "have up to 38 digits, and a scale from 0 to as many); declare a schema without it, or "
    "cast it where the file is written",
    "UNSUPPORTED_ARROWTYPE",
)
def arrow_of_a_type_that_spark_has_not(folder):
    file = arrow(
        folder / "a.arrow",
        NUMBERS.append_column("u", pa.array([1, 2]).cast(pa.decimal256(50, 0))),
    )
    yield Read(file)
    yield Read(file, {}, "n BIGINT")


@mistake(
    "the files have different columns: 'n' is bigint in FOLDER/a.arrow and string in "
    "FOLDER/b.arrow; read them apart, or declare the columns that all have",
)
def arrow_of_two_types(folder):
    arrow(folder / "a.arrow", NUMBERS)
    arrow(folder / "b.arrow", pa.table({"n": ["1", "2"]}))
    yield Read(folder)
    yield Read(folder / "a.arrow")


# --- lengthPrefixed -------------------------------------------------------------------------------


@mistake("Option 'lengthType': expected uint8, uint16, uint32, uint64 or varint, found 'short'")
def wrong_type_of_lengths(folder):
    write(folder / "a.pb", b"\1\0a\1\0b")
    options = {"recordFormat": "lengthPrefixed"}
    yield Read(folder / "a.pb", {**options, "lengthType": "short"})
    yield Read(folder / "a.pb", {**options, "lengthType": "uint16"})


@mistake("Option 'indexDirectory' is without effect unless index is true")
def index_directory_without_index(folder):
    write(folder / "a.pb", b"\1\0\0\0a\1\0\0\0b")
    options = {"recordFormat": "lengthPrefixed", "indexDirectory": str(folder / "index")}
    yield Read(folder / "a.pb", options)
    yield Read(folder / "a.pb", {**options, "index": True})


# --- Hosts and manifests --------------------------------------------------------------------------

HOST = "localhost"  # as Spark calls its one executor


def manifest(folder, host, *files):
    described = {"version": 1, "hosts": {host: {"files": list(files)}}}
    return str(write(folder / "m.json", json.dumps(described)))


@mistake(
    "no live executor on 2 hosts: node1, node2 after hostWaitMs=1, so files that lie there "
    "cannot be read; Spark has executors on [localhost]; start workers on the missing hosts, "
    "or write their names as Spark does, or name them by the aliases of a manifest.",
    "FAILED_READ_FILE.NO_HINT",
)
def hosts_that_do_not_exist(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {"hosts": "node1,node2", "hostWaitMs": 1})
    yield Read(folder / "a.txt", {"hosts": "*"})


@mistake(
    "Option 'hosts': expected * or names of hosts with commas between them, found "
    "'node1:7077': 'node1:7077' is no name or address of a host; expected one like node1, "
    "node1.example.com, 10.0.0.1 or [fd00::1], without a port",
)
def host_with_a_port(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {"hosts": "node1:7077"})
    yield Read(folder / "a.txt", {"hosts": "*"})


@mistake(
    "Option 'localityMode' is require, but nothing says on which hosts the files lie: give "
    "'hosts' or 'manifest'",
)
def hosts_without_hosts(folder):
    write(folder / "a.txt")
    yield Read(folder / "a.txt", {"localityMode": "require"})
    yield Read(folder / "a.txt", {"localityMode": "require", "hosts": "*"})


@mistake(
    "recordFormat csv takes the columns from the files, but there are none; check the paths, "
    "or declare a schema",
    "UNABLE_TO_INFER_SCHEMA",
)
def hosts_of_a_directory_without_files(folder):
    (folder / "data").mkdir()
    yield Read(folder / "data", {"hosts": "*", "recordFormat": "csv"})
    yield Read(write(folder / "data/a.csv"), {"hosts": "*", "recordFormat": "csv"})


@mistake(
    "on host localhost: Path does not exist: file:FOLDER/a.csv (looked up on host THIS_HOST); "
    "correct it, or put the file there",
    "PATH_NOT_FOUND",
)
def wrong_path_on_a_host(folder):
    yield Read(folder / "a.csv", {"hosts": "*"})
    yield Read(write(folder / "a.csv"), {"hosts": "*"})


@mistake(
    "manifest FOLDER/m.json does not exist; it is read on the driver: File file:FOLDER/m.json "
    "does not exist",
    "PATH_NOT_FOUND",
)
def manifest_that_does_not_exist(folder):
    yield Read(None, {"manifest": str(folder / "m.json")})
    file = write(folder / "a.txt")
    yield Read(None, {"manifest": manifest(folder, HOST, str(file))})


@mistake(
    "manifest FOLDER/m.json, line 2: invalid JSON: expected a value, found '}'",
    "FAILED_READ_FILE.NO_HINT",
)
def manifest_that_is_no_json(folder):
    write(folder / "m.json", '{"version": 1,\n "hosts": }')
    yield Read(None, {"manifest": str(folder / "m.json")})
    file = write(folder / "a.txt")
    yield Read(None, {"manifest": manifest(folder, HOST, str(file))})


@mistake(
    "manifest FOLDER/m.json, line 1: hosts.localhost.files[0] has no field 'size'; the fields "
    "are path, length, modificationTimeMs",
    "FAILED_READ_FILE.NO_HINT",
)
def manifest_with_an_unknown_field(folder):
    file = str(write(folder / "a.txt"))
    yield Read(None, {"manifest": manifest(folder, HOST, {"path": file, "size": 4})})
    yield Read(None, {"manifest": manifest(folder, HOST, {"path": file, "length": 4})})


@mistake(
    "manifest FOLDER/m.json, line 1: length of FOLDER/a.txt on host localhost: expected 5, "
    "found 4; write the manifest again if the file is right",
    "FAILED_READ_FILE.NO_HINT",
)
def manifest_of_another_length(folder):
    file = str(write(folder / "a.txt"))
    yield Read(None, {"manifest": manifest(folder, HOST, {"path": file, "length": 5})})
    yield Read(None, {"manifest": manifest(folder, HOST, {"path": file, "length": 4})})


@mistake(
    "Options 'path' and 'manifest' both say what to read; call load() without a path, or give "
    "'hosts' instead of 'manifest'",
)
def manifest_and_path(folder):
    file = write(folder / "a.txt")
    name = manifest(folder, HOST, str(file))
    yield Read(file, {"manifest": name})
    yield Read(None, {"manifest": name})


@mistake("Options 'hosts' and 'manifest' both say where files lie; give one of them")
def manifest_and_hosts(folder):
    file = write(folder / "a.txt")
    name = manifest(folder, HOST, str(file))
    yield Read(None, {"manifest": name, "hosts": "*"})
    yield Read(None, {"manifest": name})
