# SPDX-License-Identifier: Apache-2.0
"""A PySpark program that runs the code that it reads, a JSON string in each line, and prints what the
code left in `answer`. Run by `hosts.Application`."""

import json
import os
import sys
import threading

replies = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # whatever else is printed is no reply

from pyspark.sql import SparkSession  # noqa: E402

builder = SparkSession.builder
for key, value in json.loads(sys.argv[1]).items():
    builder = builder.config(key, value)
spark = builder.getOrCreate()


class Query(threading.Thread):
    """A query that runs while other code does."""

    def __init__(self, frame):
        super().__init__(daemon=True)
        self._frame = frame
        self._outcome = None
        self.start()

    def run(self):
        try:
            rows = sorted(row[0] for row in self._frame.collect())
            self._outcome = lambda: rows
        except Exception as e:
            self._outcome = lambda error=e: raise_again(error)

    def tasks_done(self):
        """How many tasks of its scan have ended, or None when it is over."""
        tracker = spark.sparkContext.statusTracker()
        stages = [tracker.getStageInfo(stage) for stage in tracker.getActiveStageIds()]
        done = sum(s.numCompletedTasks for s in stages if s and s.numTasks > 16)
        return done if self.is_alive() else None

    def rows(self):
        self.join()
        return self._outcome()


def raise_again(error):
    raise error


names = {"spark": spark, "Query": Query}
for line in sys.stdin:
    try:
        names["answer"] = None
        exec(json.loads(line), names)
        reply = {"answer": names["answer"]}
    except Exception as e:
        reply = {"error": str(e)}
    print(json.dumps(reply), file=replies, flush=True)
spark.stop()
