// SPDX-License-Identifier: Apache-2.0
//
// The clients that a web server failed most often, and at which byte of its log that began, from
// access logs in the Combined Log Format, in Spark's shell:
//
//   LOG=/var/log/nginx/access.log spark-shell \
//     --jars target/spark-mmap_2.13-0.1.0-SNAPSHOT.jar -i examples/scala/failures.scala
//
// To go on by hand, leave the last line out.

import org.apache.spark.sql.functions._

val lines = spark.read.format("mmap").load(sys.env("LOG"))

val failures = lines
  .filter($"value".contains("\" 500 "))
  .groupBy(substring_index($"value", " ", 1).as("client"))
  .agg(count("*").as("failures"), min($"_metadata.record_offset").as("first at byte"))
  .orderBy($"failures".desc, $"client")

failures.show(10, false)

System.exit(0)
