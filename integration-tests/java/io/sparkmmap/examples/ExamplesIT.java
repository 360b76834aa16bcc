// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.SparkJvm;
import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.streaming.HadoopStreaming;
import org.apache.hadoop.util.ToolRunner;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every example that needs nothing but a JVM does what it says; {@link PackagingIT} runs {@link
 * TopPaths}.
 */
class ExamplesIT {
  private static final int BYTES = 8 << 20;

  @TempDir Path folder;

  private Path log() throws IOException {
    Path log = folder.resolve("access.log");
    WebServerLog.write(log, BYTES, 11);
    return log;
  }

  @Test
  void quickstartGeneratesItsLogOnceAndComparesAnswers() throws Exception {
    String[] arguments = {"--size", "8m", "--seed", "5", "--directory", folder.resolve("g") + ""};

    ChildJvm.Result first = SparkJvm.example(folder, Quickstart.class, arguments);

    assertThat(first.exitCode()).as(first.err()).isZero();
    Path log = folder.resolve("g").resolve("access-8388608-5.log");
    ParsedLog parsed = ParsedLog.of(log);
    assertThat(first.out())
        .contains("Generating", "The answers are the same")
        .containsPattern("count\\(\\) .* x +" + parsed.requests().size() + "\n")
        .containsPattern(
            "filter.* x +" + parsed.count(request -> request.line().contains("ERROR")) + "\n");
    parsed
        .top(10, request -> true, ParsedLog.Request::client)
        .forEach(top -> assertThat(first.out()).contains(top.getValue() + "  " + top.getKey()));

    ChildJvm.Result second = SparkJvm.example(folder, Quickstart.class, arguments);

    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(second.out()).contains("is there from an earlier run").doesNotContain("Generating");
  }

  @Test
  void quickstartTakesAFileOfOnesOwn() throws Exception {
    Path file = Files.writeString(folder.resolve("own.txt"), "b needle\na\nb\n");

    ChildJvm.Result result =
        SparkJvm.example(folder, Quickstart.class, "--contains", "needle", file.toString());

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out())
        .contains("  b needle\n  a\n  b\n", "2  b\n", "1  a\n")
        .containsPattern("count\\(\\) .* x +3\n")
        .containsPattern("filter.*needle.* x +1\n");
  }

  @Test
  void quickstartSaysWhatIsWrongWithItsArguments() throws Exception {
    ChildJvm.Result missing = SparkJvm.example(folder, Quickstart.class, "/no/such/file");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("there is no file /no/such/file", "usage: ");

    ChildJvm.Result size = SparkJvm.example(folder, Quickstart.class, "--size", "big");
    assertThat(size.exitCode()).isEqualTo(2);
    assertThat(size.err()).contains("--size cannot be 'big'");
  }

  @Test
  void theSqlScriptRuns() throws IOException {
    Path log = log();
    ParsedLog parsed = ParsedLog.of(log);
    SparkSession spark = LocalSpark.session().newSession();
    spark.conf().set("log", log.toString());

    List<List<Row>> results =
        statements(SparkJvm.PROJECT.resolve("examples/sql/logs.sql")).stream()
            .map(statement -> spark.sql(statement).collectAsList())
            .filter(rows -> !rows.isEmpty())
            .toList();

    assertThat(results).hasSize(4);
    assertThat(results.get(0).get(0).getLong(0)).isEqualTo(parsed.requests().size());
    assertThat(results.get(1).get(0).getString(0)).isEqualTo("value");
    assertThat(entries(results.get(2)))
        .isEqualTo(parsed.top(100, request -> true, request -> request.status() + ""));
    assertThat(entries(results.get(3)))
        .isEqualTo(parsed.top(10, ParsedLog.Request::failed, ParsedLog.Request::client));
    assertThat(spark.catalog().tableExists("access_log")).isFalse();
    assertThat(log).hasSize(BYTES);
  }

  private static List<Map.Entry<String, Long>> entries(List<Row> rows) {
    return rows.stream().map(row -> Map.entry(row.get(0).toString(), row.getLong(1))).toList();
  }

  private static List<String> statements(Path script) throws IOException {
    String withoutComments = Files.readString(script).replaceAll("(?m)^--.*$", "");
    return Arrays.stream(withoutComments.split(";", -1))
        .map(String::strip)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  @Test
  void wordCountCountsWhatTheJdkCounts() throws Exception {
    Path input = Files.writeString(folder.resolve("words"), "to be or\nnot to be\n\nbe\r\n");
    Configuration conf = new Configuration();
    conf.set("mapreduce.framework.name", "local");
    conf.set("fs.defaultFS", "file:///");
    Path output = folder.resolve("counted");

    int exitCode =
        ToolRunner.run(conf, new WordCount(), new String[] {input.toString(), output.toString()});

    assertThat(exitCode).isZero();
    assertThat(Files.readAllLines(output.resolve("part-r-00000")))
        .containsExactly("be\t3", "not\t1", "or\t1", "to\t2");
  }

  @Test
  void hadoopStreamingCountsStatuses() throws Exception {
    Path log = log();
    Path hadoop = Files.createDirectories(folder.resolve("bin")).resolve("hadoop");
    Files.writeString(
        hadoop,
        "#!/bin/sh\nshift\nexec '"
            + System.getProperty("java.home")
            + "/bin/java' -Xmx512m -Dhadoop.tmp.dir='"
            + folder.resolve("tmp")
            + "' -cp '"
            + Files.readString(SparkJvm.BUILD.resolve("classpath.txt")).strip()
            + "' org.apache.hadoop.util.RunJar \"$@\"\n");
    assertThat(hadoop.toFile().setExecutable(true)).isTrue();
    Path output = folder.resolve("statuses");
    ProcessBuilder builder =
        new ProcessBuilder(
            SparkJvm.PROJECT.resolve("examples/hadoop/statuses").toAbsolutePath().toString(),
            log.toString(),
            output.toString());
    Path printed = folder.resolve("printed.txt");
    builder.directory(folder.toFile()).redirectErrorStream(true).redirectOutput(printed.toFile());
    builder.environment().put("PATH", hadoop.getParent() + ":" + System.getenv("PATH"));
    builder.environment().put("STREAMING_JAR", jarOf(HadoopStreaming.class).toString());
    Process process = builder.start();

    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
    List<Map.Entry<String, Long>> counted =
        Files.readAllLines(output.resolve("part-00000")).stream()
            .map(line -> line.strip().split("\\s+", -1))
            .map(line -> Map.entry(line[1], Long.parseLong(line[0])))
            .toList();
    assertThat(counted)
        .containsExactlyInAnyOrderElementsOf(
            ParsedLog.of(log).top(100, request -> true, request -> request.status() + ""));
  }

  private static Path jarOf(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
