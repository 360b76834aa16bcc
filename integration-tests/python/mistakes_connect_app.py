# SPDX-License-Identifier: Apache-2.0
"""Makes mistakes through Spark Connect, and prints what came of them as JSON.

mistakes_connect_app.py JAR FOLDER NAME...
"""

import json
import sys
from pathlib import Path

from mistakes import MISTAKES
from pyspark.sql import SparkSession

jar, folder, names = sys.argv[1], Path(sys.argv[2]), sys.argv[3:]
builder = SparkSession.builder.remote("local[2]").config("spark.ui.enabled", "false")
spark = builder.config("spark.jars", jar).getOrCreate()

found = {}
for name in names:
    mistake = MISTAKES[name]
    (folder / name).mkdir()
    steps = mistake.steps(folder / name)
    try:
        next(steps).load(spark).schema  # of which Connect makes no plan before
        found[name] = ["no error", None]
    except Exception as error:
        condition = error.getCondition() if hasattr(error, "getCondition") else None
        found[name] = [str(error).partition("\n")[0], condition]  # a trace of the server follows
    try:
        found[name].append(next(steps).load(spark).count())
    except Exception as error:
        found[name].append(str(error))
print("mistakes " + json.dumps(found))
spark.stop()
