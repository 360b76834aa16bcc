# SPDX-License-Identifier: Apache-2.0
"""Spark's daemon of Python workers, with what they import loaded before they are forked: a worker
whose task ended early is not used again, and importing takes far longer than such a task.
"""

import os

# A process with more than one thread must not be forked, which is why Spark's own imports nothing.
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["JE_ARROW_MALLOC_CONF"] = "background_thread:false"

import pandas  # noqa: E402, F401
import pyarrow  # noqa: E402, F401
import pyspark.worker  # noqa: E402, F401
from pyspark import daemon  # noqa: E402

if __name__ == "__main__":
    assert len(os.listdir("/proc/self/task")) == 1, "there are threads"
    daemon.manager()
