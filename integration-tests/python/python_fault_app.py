# SPDX-License-Identifier: Apache-2.0
"""Python functions over files that are cut, and over tasks that end before their input does.

An application for spark-submit, so that its exit code is that of the JVM. For each row of the fault
matrix it prints "PLAN", a tab, number, description, mode and total, separated by tabs; then for each
repeat that was survived "SURVIVED", a tab, and description and mode of its row; at the end "DONE".
"""

import argparse
import functools
import itertools
import os
import random
import re
import shutil
import sys
import threading
import time
import traceback
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyarrow as pa
from py4j.java_gateway import is_instance_of
from py4j.protocol import Py4JJavaError
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

PAGE = os.sysconf("SC_PAGESIZE")
RECORD_BYTES = 32
RECORDS = 24_000
PARTITION_BYTES = 256 << 10  # so that a file has several partitions, and they several batches

# Spark sends rows to the worker well before a function gets to them: as many as the buffers on the
# way take. So many rows from the marked one on are sent with so many bytes that the end of the split
# is not among them.
BALLAST_ROWS = 1_000
BALLAST_BYTES = 16_000

# In the first batch, somewhere in the middle, and in the last batch of the file.
MARKED_RECORDS = (100, RECORDS // 2 + 17, RECORDS - BALLAST_ROWS)
LENGTHS = (0, PAGE - 1, PAGE, PAGE + 1)

# A file is one of 32-byte records and one of lines at once.
FORMATS = {
    "text": {"recordFormat": "text"},
    "fixed": {"recordFormat": "fixed", "layout": f"value char({RECORD_BYTES - 1}), skip(1)"},
}
MODES = {"auto": "mapped", "false": "read"}

FILES = 16  # in turn, so that each is idle for longer than the grace period now and then
GC_EVERY = 25


def weight(line: str) -> int:
    return zlib.crc32(line.encode())


def make_lines() -> list[str]:
    source = random.Random(11)
    names = ["ACME", "BOLT", "CEDAR", "DELTA", "ÉMBER", "FJORD"]
    lines = [f"L{i:07d} {source.choice(names)} {source.randrange(1000, 5000)}" for i in range(RECORDS)]
    return [line + "." * (RECORD_BYTES - 1 - len(line.encode())) for line in lines]


def write(path: Path, lines: list[str], marked: int | None = None) -> Path:
    data = bytearray("".join(line + "\n" for line in lines).encode())
    assert len(data) == RECORDS * RECORD_BYTES
    if marked is not None:
        data[marked * RECORD_BYTES] = ord("M")
    path.write_bytes(data)
    hour_ago = time.time() - 3600  # no change hides in the resolution of the clock
    os.utime(path, (hour_ago, hour_ago))
    return path


class App:
    def __init__(self, spark: SparkSession, folder: Path, source: random.Random):
        self.spark = spark
        self.jvm = spark._jvm
        self.pid = self.jvm.java.lang.ProcessHandle.current().pid()
        self.host = self.jvm.java.net.InetAddress.getLocalHost().getHostName()
        self.folder = folder
        self.random = source
        self.lines = make_lines()
        self.good = write(folder / "good", self.lines)
        self.numbers = itertools.count()
        self.seen_mapped = set()

    def read(self, path: Path, form: str, memory_map: str):
        return (
            self.spark.read.format("mmap")
            .options(**FORMATS[form])
            .option("memoryMap", memory_map)
            .option("maxPartitionBytes", PARTITION_BYTES)
            .load(str(path))
        )

    def mapped_files(self) -> set[str]:
        with open(f"/proc/{self.pid}/maps") as maps:
            return {line.split(None, 5)[-1].strip() for line in maps if str(self.folder) in line}

    def note_mapped_files(self):
        """To be called now and then: a file that was mapped is not for long."""
        self.seen_mapped |= self.mapped_files()

    def check_mode(self, name: str, memory_map: str):
        """That some file of this name was mapped, or none."""
        seen = {path for path in self.seen_mapped if name in path}
        assert bool(seen) == (memory_map == "auto"), f"{memory_map}, mapped: {seen}"

    # --- 1: the file is truncated -----------------------------------------------------------------

    def weights(self, path: Path, form: str, memory_map: str, marked=RECORDS, cut_to=0):
        """The sum over a plain Python function, which cuts the file at the marked record."""
        file = str(path)

        @F.udf("long", useArrow=False)
        def weigh(line, ballast):
            if line.startswith("M"):
                os.truncate(file, cut_to)
            return zlib.crc32(line.encode())

        number = F.substring("value", 2, 7)  # as text, for a cut file has no numbers
        behind = number.between(f"{marked:07d}", f"{marked + BALLAST_ROWS - 1:07d}")
        ballast = F.when(behind, F.repeat(F.substring("value", 1, 1), BALLAST_BYTES))
        planned = self.read(path, form, memory_map).select(weigh("value", ballast).alias("weight"))
        planned = planned.agg(F.sum("weight"), F.count("weight"))
        planned._jdf.queryExecution().executedPlan()
        return planned

    def check_good_file(self, form: str, memory_map: str) -> float:
        """The seconds that it took."""
        planned = self.weights(self.good, form, memory_map)
        start = time.monotonic()
        answer = tuple(planned.collect()[0])
        assert answer == (sum(map(weight, self.lines)), RECORDS), answer
        self.note_mapped_files()
        return time.monotonic() - start

    def check_changed(self, error: Exception, path: Path):
        """An IOException that says what happened, and nothing for which Spark ends an executor."""
        origin = getattr(error, "_origin", error)
        cause = origin.java_exception if isinstance(origin, Py4JJavaError) else origin
        if cause is None:
            raise error
        causes = []
        while cause is not None:
            causes.append(cause)
            cause = cause.getCause()
        gateway = self.spark.sparkContext._gateway
        assert any(is_instance_of(gateway, e, "java.io.IOException") for e in causes), error
        assert not any(is_instance_of(gateway, e, "java.lang.VirtualMachineError") for e in causes)
        said = "\n".join(e.toString() for e in causes)
        expected = rf"{re.escape(str(path))} on host {re.escape(self.host)} changed while it was read"
        assert re.search(expected + r": at offset \d+: expected ", said), said

    def cut_at_record(self, form, memory_map, record, length):
        path = write(self.folder / f"cut-{next(self.numbers)}", self.lines, record)
        planned = self.weights(path, form, memory_map, record, length)
        try:
            answer = planned.collect()
        except Exception as error:
            assert path.stat().st_size == length, "the query did not come to the record"
            self.check_changed(error, path)
        else:
            raise AssertionError(f"record {record}, length {length}: an answer {answer}")
        finally:
            path.unlink()
        self.check_good_file(form, memory_map)

    def cut_at_time(self, form, memory_map, length, delay_seconds):
        path = write(self.folder / f"cut-{next(self.numbers)}", self.lines)
        planned = self.weights(path, form, memory_map)
        cut = threading.Timer(delay_seconds, os.truncate, (path, length))
        cut.start()
        try:
            answer = tuple(planned.collect()[0])
        except Exception as error:
            self.check_changed(error, path)
        else:  # it was through with the file before
            assert answer == (sum(map(weight, self.lines)), RECORDS), answer
        finally:
            cut.join()
            path.unlink()
        self.check_good_file(form, memory_map)

    def truncations(self, memory_map: str, lengths: int, times: int):
        seconds = min(self.check_good_file(form, memory_map) for form in list(FORMATS) * 3)
        self.run(
            1,
            "truncated in the first, a middle and the last batch: a plain Python UDF",
            memory_map,
            [
                functools.partial(self.cut_at_record, form, memory_map, record, length)
                for form in FORMATS
                for record in MARKED_RECORDS
                for length in self.random.sample(LENGTHS, lengths)
            ],
        )
        self.run(
            1,
            "truncated at a random time: a plain Python UDF",
            memory_map,
            [
                functools.partial(
                    self.cut_at_time,
                    form,
                    memory_map,
                    self.random.randrange(RECORDS * RECORD_BYTES),
                    self.random.uniform(0, seconds),
                )
                for form in FORMATS
                for _ in range(times)
            ],
        )
        self.check_mode("good", memory_map)

    # --- 5: the task ends before its input does -----------------------------------------------------

    def weighed(self, path: Path, form: str, memory_map: str, function: str):
        frame = self.read(path, form, memory_map)
        if function == "a Python UDF":
            # Filtered by what it gives, or isEmpty would leave it out.
            weigh = F.udf("long", useArrow=False)(lambda line: zlib.crc32(line.encode()))
            return frame.withColumn("weight", weigh("value")).filter("weight >= 0")

        def with_weights(batches):
            for batch in batches:
                lines = batch.column("value")
                weights = pa.array([zlib.crc32(line.as_buffer()) for line in lines], pa.int64())
                yield pa.RecordBatch.from_arrays([lines, weights], ["value", "weight"])

        return frame.mapInArrow(with_weights, "value string, weight long")

    def end_early(self, form, memory_map, function, action, count):
        path = self.folder / f"early-{next(self.numbers) % FILES}"
        frame = self.weighed(path, form, memory_map, function)
        if action == "isEmpty":
            assert not frame.isEmpty()
        else:
            rows = frame.limit(count).collect() if action == "limit" else frame.head(count)
            expected = [(line, weight(line)) for line in self.lines[:count]]
            assert [tuple(row) for row in rows] == expected, rows[:10]
        if count % 8 == 0:
            self.note_mapped_files()

    def early_ends(self, memory_map: str, repeats: int):
        for i in range(FILES):
            write(self.folder / f"early-{i}", self.lines)
        functions = ("a Python UDF", "mapInArrow")
        cases = list(itertools.product(functions, FORMATS, ("limit", "head", "isEmpty")))
        for function in functions:
            of_function = itertools.cycle(case for case in cases if case[0] == function)
            self.run(
                5,
                f"limit, head and isEmpty over {function}",
                memory_map,
                [
                    functools.partial(
                        self.end_early,
                        form,
                        memory_map,
                        function,
                        action,
                        self.random.randrange(1, 300),
                    )
                    for _, form, action in itertools.islice(of_function, repeats // len(functions))
                ],
                threads=2,
                now_and_then=self.jvm.System.gc,
            )
        self.check_mode("early-", memory_map)

    def await_nothing_mapped(self):
        """The retention really is short: what no task holds is given back."""
        deadline = time.monotonic() + 30
        while self.mapped_files():
            assert time.monotonic() < deadline, f"still mapped: {self.mapped_files()}"
            time.sleep(0.2)
            self.jvm.System.gc()

    @staticmethod
    def run(number, description, memory_map, trials, threads=1, now_and_then=None):
        mode = MODES[memory_map]
        print("PLAN", number, description, mode, len(trials), sep="\t", flush=True)

        def attempt(i_and_trial):
            i, trial = i_and_trial
            try:
                trial()
                if now_and_then and i % GC_EVERY == 0:
                    now_and_then()
                print(f"SURVIVED\t{description}\t{mode}\n", end="", flush=True)
            except Exception:
                print(trial, traceback.format_exc(), flush=True)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(attempt, enumerate(trials)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--lengths", type=int, required=True, help="to which to cut at each record")
    parser.add_argument("--times", type=int, required=True, help="cuts at random ones, per format")
    parser.add_argument("--early-ends", type=int, required=True)
    arguments = parser.parse_args()
    print("seed", arguments.seed)
    spark = SparkSession.builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    app = App(spark, arguments.folder, random.Random(arguments.seed))
    for memory_map in MODES:
        start = time.monotonic()
        app.seen_mapped.clear()
        app.truncations(memory_map, arguments.lengths, arguments.times)
        between = time.monotonic()
        app.await_nothing_mapped()
        # Where files are read, there is only the heap to come to harm: few are enough.
        few = max(12, arguments.early_ends // 20)
        app.early_ends(memory_map, arguments.early_ends if memory_map == "auto" else few)
        print(MODES[memory_map], between - start, time.monotonic() - between, "seconds", flush=True)
        app.await_nothing_mapped()
    for i in range(FILES):
        (arguments.folder / f"early-{i}").unlink()
    spark.stop()
    print("DONE")


if __name__ == "__main__":
    sys.exit(main())
