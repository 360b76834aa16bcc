// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.process.SparkJvm;
import io.sparkmmap.spark.LocalSpark;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the README asks users to write; its Python is run by integration-tests/python. */
class ReadmeIT {
  @TempDir Path folder;

  @BeforeEach
  void writeData() throws IOException {
    Files.writeString(
        folder.resolve("access.log"), "GET / HTTP/1.1\" 200 5\nGET /a HTTP/1.1\" 500 7\n");
    ByteBuffer ticks = ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN);
    ticks.putLong(1).putDouble(2.5).putInt(10).putLong(2).putDouble(3.5).putInt(10);
    Files.write(folder.resolve("ticks.bin"), ticks.array());
  }

  /** The blocks of a language, with the folder of this test in place of /data. */
  private List<String> blocks(String language) throws IOException {
    Matcher fences =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(SparkJvm.PROJECT.resolve("README.md")));
    List<String> blocks = new ArrayList<>();
    while (fences.find()) {
      blocks.add(fences.group(1).replace("/data", folder.toString()));
    }
    return blocks;
  }

  @Test
  void theSqlRuns() throws IOException {
    SparkSession spark = LocalSpark.session().newSession();
    try {
      List<String> answers = new ArrayList<>();
      for (String statement : blocks("sql").get(0).split(";\n", -1)) {
        if (!statement.isBlank()) {
          spark.sql(statement).collectAsList().forEach(row -> answers.add(row.mkString(" ")));
        }
      }
      assertThat(answers).containsExactly("1", "10 3.0");
    } finally {
      spark.sql("DROP TABLE IF EXISTS ticks");
    }
  }

  @Test
  void theJavaCompilesAndRuns() throws Exception {
    List<String> blocks = blocks("java");
    assertThat(blocks).hasSize(2);
    runAsJava("SparkSnippet", "SparkSession spark", blocks.get(0), LocalSpark.session());
    runAsJava("HadoopSnippet", "Configuration conf", blocks.get(1), localJobs());
    assertThat(folder.resolve("lines/_SUCCESS")).exists();
  }

  private static Configuration localJobs() {
    Configuration conf = new Configuration();
    conf.set("mapreduce.framework.name", "local");
    conf.set("fs.defaultFS", "file:///");
    return conf;
  }

  private void runAsJava(String name, String parameter, String body, Object argument)
      throws Exception {
    String source =
        "import org.apache.hadoop.conf.Configuration; import org.apache.hadoop.fs.Path;"
            + " import org.apache.hadoop.mapreduce.Job;"
            + " import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;"
            + " import org.apache.hadoop.mapreduce.lib.output.FileOutputFormat;"
            + " import org.apache.spark.sql.*;\npublic class "
            + name
            + " { public static void run("
            + parameter
            + ") throws Exception {\n"
            + body
            + "}}";
    Path file = Files.writeString(folder.resolve(name + ".java"), source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    try (var files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  messages,
                  files,
                  null,
                  List.of(
                      "-cp",
                      System.getProperty("java.class.path"),
                      "-d",
                      folder.toString(),
                      "-proc:none"),
                  null,
                  files.getJavaFileObjects(file))
              .call();
      assertThat(compiled).as("%s\n%s", source, messages).isTrue();
    }
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      loader.loadClass(name).getMethods()[0].invoke(null, argument);
    }
  }
}
