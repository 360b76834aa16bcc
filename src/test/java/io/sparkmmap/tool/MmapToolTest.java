// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkmmap.core.pagecache.FileResidency;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MmapToolTest {
  @TempDir Path folder;

  private static ToolResult run(Object... arguments) {
    return ToolResult.of(arguments);
  }

  private Path file(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private Path lines(int count) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("line ").append(i).append('\n');
    }
    return file("lines.txt", text.toString().getBytes(UTF_8));
  }

  @Test
  void linesAreEstimatedUnlessTheyAreCounted() throws IOException {
    Path file = lines(20_000);

    JsonNode estimated = run("inspect", "--json", file).json();
    JsonNode counted =
        run("inspect", "--json", "--count", "--split-bytes", "64k", "--splits", "2", file).json();

    assertThat(estimated.get("recordFormat").asText()).isEqualTo("text");
    assertThat(estimated.get("recognizedBy").asText()).isEqualTo("nothing");
    assertThat(estimated.get("recordsAre").asText()).isEqualTo("estimated");
    assertThat(estimated.get("records").asLong()).isEqualTo(20_000); // it is shorter than a sample
    assertThat(counted.get("recordsAre").asText()).isEqualTo("exact");
    assertThat(counted.get("records").asLong()).isEqualTo(20_000);
    assertThat(counted.get("splitCount").asInt()).isEqualTo(4);
    assertThat(counted.get("splits")).hasSize(2);
    JsonNode second = counted.get("splits").get(1);
    byte[] bytes = Files.readAllBytes(file);
    int start = second.get("start").asInt();
    int first = second.get("firstRecord").asInt();
    assertThat(start).isEqualTo(counted.get("splits").get(0).get("end").asInt());
    assertThat(first).isGreaterThanOrEqualTo(start).isLessThan(start + 12);
    assertThat(bytes[first - 1]).isEqualTo((byte) '\n');
  }

  @Test
  void textIsForPeople() throws IOException {
    ToolResult result = run("inspect", lines(3));

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("text, since neither first bytes nor name say anything else")
        .contains("about 3 (--count counts them)")
        .contains("line separator \\n")
        .contains("first line line 0")
        .containsPattern("columns +value  string")
        .containsPattern("\n +0 +0 +21 +0 +-\n");
  }

  @Test
  void recordsOfALayoutAreArithmetic() throws IOException {
    Path file = file("ticks.bin", new byte[20 * 10_000]);

    JsonNode found =
        run(
                "inspect",
                "--json",
                "--layout",
                "id int64, price float64be, size int32",
                "--split-bytes",
                "100000",
                file)
            .json();

    assertThat(found.get("recordFormat").asText()).isEqualTo("fixed");
    assertThat(found.get("records").asLong()).isEqualTo(10_000);
    assertThat(found.get("columns").toString())
        .contains("{\"name\":\"price\",\"type\":\"float64be\"}");
    assertThat(found.get("splits")).hasSize(2);
    long records = 0;
    for (JsonNode split : found.get("splits")) {
      records += split.get("records").asLong();
      assertThat(split.get("firstRecord").asLong() % 20).isZero();
    }
    assertThat(records).isEqualTo(10_000);
  }

  @Test
  void aFileThatSparkReadsItselfIsAProblem() throws IOException {
    Path file = file("trips.parquet", "PAR1\u0015\u0004 and so on".getBytes(UTF_8));

    ToolResult result = run("inspect", file);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out()).containsPattern("PROBLEM .*format\\(\"parquet\"\\)");
    assertThat(run("inspect", "--format", "text", file).exitCode()).isZero();
  }

  @Test
  void aRestAfterTheLastRecordIsAProblem() throws IOException {
    Path file = file("ticks.bin", new byte[41]);

    ToolResult result = run("inspect", "--record-length", "20", file);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.out())
        .containsPattern(
            "PROBLEM +" + file + " on host \\S+: expected a whole number of records of 20 bytes");
  }

  @Test
  void anArrayTellsItself() throws IOException {
    String header = "{'descr': '<f8', 'fortran_order': False, 'shape': (5, 3), }";
    String padded = header + " ".repeat(128 - 10 - header.length() - 1) + "\n";
    ByteBuffer bytes = ByteBuffer.allocate(128 + 5 * 3 * 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(UTF_8)).put((byte) 1).put((byte) 0);
    bytes.putShort((short) 118).put(padded.getBytes(UTF_8));
    Path file = file("array", bytes.array());

    JsonNode found = run("inspect", "--json", file).json();

    assertThat(found.get("recordFormat").asText()).isEqualTo("npy");
    assertThat(found.get("recognizedBy").asText()).isEqualTo("first bytes");
    assertThat(found.get("records").asLong()).isEqualTo(5);
    assertThat(found.get("details").get("shape").asText()).isEqualTo("(5, 3)");
    assertThat(found.get("splits").get(0).get("firstRecord").asLong()).isEqualTo(128);
    assertThat(found.get("splits").get(0).get("records").asLong()).isEqualTo(5);
    assertThat(found.get("problems")).isEmpty();

    ToolResult cut =
        run("inspect", Files.write(file, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'}));
    assertThat(cut.exitCode()).isEqualTo(1);
    assertThat(cut.out()).contains("PROBLEM", "the file is cut off");
  }

  @Test
  void damageOfAnArrowFileIsAProblem() throws IOException {
    ToolResult result =
        run("inspect", "--json", file("t.arrow", "ARROW1\0\0 and then".getBytes(UTF_8)));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.json().get("recordFormat").asText()).isEqualTo("arrow");
    assertThat(result.json().get("problems")).hasSize(1);
  }

  @Test
  void lengthPrefixedRecordsAreCounted() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(9 * 10_000).order(ByteOrder.BIG_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putInt(5).put("hello".getBytes(UTF_8));
    }
    Path file = file("events", bytes.array());
    Object[] options = {
      "inspect", "--json", "--count", "--format", "lengthPrefixed", "--byte-order", "big", file
    };

    assertThat(run(options).json().get("records").asLong()).isEqualTo(10_000);

    Files.write(file, new byte[] {0, 0, 0, 9}, java.nio.file.StandardOpenOption.APPEND);
    ToolResult broken = run(options);
    assertThat(broken.exitCode()).isEqualTo(1);
    assertThat(broken.json().get("problems").toString()).contains("at offset 90000: expected");
  }

  @Test
  void whatIsNoTextOrIsCompressedIsAProblem() throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write("a\nb\n".getBytes(UTF_8));
    }

    ToolResult zip = run("inspect", file("log", compressed.toByteArray()));
    ToolResult zero = run("inspect", file("data", new byte[] {'a', 0}));
    ToolResult asked =
        run("inspect", "--record-length", "1", file("log", compressed.toByteArray()));

    assertThat(zip.exitCode()).isEqualTo(1);
    assertThat(zip.out()).contains("by its first bytes the file is compressed (gzip)");
    assertThat(zero.exitCode()).isEqualTo(1);
    assertThat(zero.out()).contains("there is a zero byte at offset 1");
    assertThat(asked.exitCode()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "csv", "arrow", "npy", "lengthPrefixed", "fixed"})
  void anEmptyFileIsSomethingToSayOf(String format) throws IOException {
    Path file = file("empty", new byte[0]);

    ToolResult result = run("inspect", "--json", "--format", format, "--record-length", "4", file);

    assertThat(result.exitCode()).isLessThanOrEqualTo(1);
    assertThat(result.json().get("splitCount").asInt()).isZero();
  }

  @Test
  void pagesComeAndGo() throws IOException {
    assumeTrue(FileResidency.residentBytes(lines(1)).isPresent());
    Path file = file("data", new byte[1 << 20]);

    ToolResult evicted = run("evict", "--json", file);
    JsonNode none = run("residency", "--json", "--blocks", "4", file).json();
    ToolResult warmed = run("warm", "--json", file);
    JsonNode all = run("residency", "--json", "--blocks", "4", file).json();

    assertThat(evicted.exitCode()).isZero();
    assertThat(evicted.json().get("residentBytes").asLong()).isZero();
    assertThat(none.get("residentBytesOfBlocks").toString()).isEqualTo("[0,0,0,0]");
    assertThat(warmed.exitCode()).isZero();
    assertThat(warmed.json().get("residentBytesBefore").asLong()).isZero();
    assertThat(warmed.json().get("residentBytes").asLong()).isEqualTo(1 << 20);
    assertThat(all.get("residentBytesOfBlocks").toString())
        .isEqualTo("[262144,262144,262144,262144]");
    assertThat(run("residency", file).out()).contains("1 MiB of 1 MiB (100.0 %)");
  }

  @Test
  void theGuardIsTriedOut() throws IOException {
    assumeTrue(FileResidency.residentBytes(lines(1)).isPresent());
    Path small = file("small", new byte[100]);
    Path large = file("large", new byte[1 << 20]);

    JsonNode ofSmall = run("verify", "--json", "--directory", folder, small).json();
    ToolResult ofLarge = run("verify", "--directory", folder, large);

    assertThat(ofLarge.exitCode()).isZero();
    assertThat(ofLarge.out())
        .contains("loaded, and caught a fault that was provoked")
        .containsPattern("file system +\\w+")
        .containsPattern("auto +maps it: the guard is there");
    assertThat(ofSmall.get("memoryMap").asText()).isEqualTo("read");
    assertThat(ofSmall.get("reason").asText()).contains("files below 65536 bytes are read");
    assertThat(folder).isDirectoryNotContaining("glob:**sparkmmap-probe*");
  }

  @Test
  void aMissingFileIsNoFinding() {
    for (String command : List.of("inspect", "residency", "warm", "evict", "verify")) {
      ToolResult result = run(command, folder.resolve("none"));

      assertThat(result.exitCode()).as(command).isEqualTo(3);
      assertThat(result.err()).startsWith("mmap: " + folder.resolve("none") + ": no such file");
      assertThat(result.out()).isEmpty();
    }
  }

  @Test
  void aWrongCommandLineSaysWhatIsRight() {
    assertThat(run("inpsect", "x").err()).contains("Did you mean: mmap inspect");
    assertThat(run().err()).contains("a command is missing", "Usage: mmap");
    assertThat(run("inspect", "--format", "arow", "x").err())
        .contains("--format has to be one of text, csv, fixed, npy, arrow, lengthPrefixed");
    assertThat(run("inspect", "--split-bytes", "much", "x").err())
        .contains("'much' is no number of bytes; write it as in 4096, 64k, 256m or 1g");
    assertThat(run("inspect", "--layout", "id int65", "x").err()).contains("int65", "at column");
    assertThat(run("residency", "--blocks", "0", "x").err()).contains("--blocks must be at least");
    for (Object[] wrong :
        List.of(
            new Object[] {},
            new Object[] {"inspect"},
            new Object[] {"inspect", "--byte-order", "middle", "x"},
            new Object[] {"warm", "--fast", "x"})) {
      assertThat(run(wrong).exitCode()).isEqualTo(2);
    }
  }

  @Test
  void fixedRecordsNeedALength() throws IOException {
    ToolResult result = run("inspect", "--format", "fixed", lines(1));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("need --layout or --record-length");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "residency", "warm", "evict", "manifest", "verify"})
  void helpHasAnExample(String command) {
    ToolResult result = run(command, "--help");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("Usage: mmap " + command, "Example", "--json");
    assertThat(run("--help").out()).contains("Exit codes:", "  " + command);
  }
}
