// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.sparkmmap.core.placement.Manifest;
import io.sparkmmap.core.placement.ManifestFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestCommandTest {
  @TempDir Path folder;

  private Path a;
  private Path b;

  private static ToolResult mmap(Object... arguments) {
    return ToolResult.of(Stream.concat(Stream.of("manifest"), Stream.of(arguments)).toArray());
  }

  @BeforeEach
  void writeFiles() throws IOException {
    Path data = Files.createDirectories(folder.resolve("data/day=1"));
    a = Files.write(folder.resolve("data/a.bin"), new byte[10]);
    b = Files.write(data.resolve("b-\u00e9.bin"), new byte[20]);
    Files.setLastModifiedTime(b, FileTime.fromMillis(1_760_000_000_123L));
    Files.write(folder.resolve("data/.hidden"), new byte[1]);
    Files.write(folder.resolve("data/_SUCCESS"), new byte[1]);
  }

  private Path built(String host, Path... paths) {
    Path manifest = folder.resolve(host + ".json");
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("build", "--host", host, "--output", manifest));
    arguments.addAll(List.of(paths));
    assertThat(mmap(arguments.toArray()).exitCode()).isZero();
    return manifest;
  }

  @Test
  void buildListsWhatSparkReads() throws IOException {
    ToolResult result =
        mmap("build", "--host", "node1", "--alias", "10.0.0.1", folder.resolve("data"));

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out().getBytes(UTF_8)).hasSize(result.out().length()); // ASCII everywhere
    Manifest.Entry entry = Manifest.parse("built", result.out()).entries().get(0);
    assertThat(entry.host().names()).containsExactly("node1", "10.0.0.1");
    assertThat(entry.files())
        .extracting(ManifestFile::path)
        .containsExactly(a.toString(), b.toString());
    assertThat(entry.files().get(1).length()).isEqualTo(20);
    assertThat(entry.files().get(1).modificationTimeMs()).isEqualTo(1_760_000_000_123L);
  }

  @Test
  void aFileThatIsNamedTwiceIsListedOnce() throws IOException {
    ToolResult result =
        mmap("build", "--host", "n", "--json", folder.resolve("data"), a, b.getParent());

    assertThat(result.json().at("/hosts/n/files")).hasSize(2);
  }

  @Test
  void whatCannotBeInAManifestIsAnError() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThat(mmap("build", folder.resolve("none")))
        .satisfies(none -> assertThat(none.exitCode()).isEqualTo(3))
        .satisfies(none -> assertThat(none.err()).contains("none: no such file or directory"));
    assertThat(mmap("build", empty).err()).contains("empty: the directory has no file");
    assertThat(mmap("build", folder.resolve("data/_SUCCESS")).err()).contains("is hidden");
    assertThat(mmap("build", "/dev/null").err()).contains("expected a file for a manifest");
    ToolResult named = mmap("build", "--host", "node1:7077", a);
    assertThat(named.exitCode()).isEqualTo(2);
    assertThat(named.err()).contains("without a port");
    assertThat(mmap().exitCode()).isEqualTo(2);
  }

  @Test
  void anOutputIsReplacedAtOnceAndSummedUp() throws IOException {
    Path output = Files.writeString(folder.resolve("m.json"), "old");

    ToolResult result = mmap("build", "--host", "n", "--output", output, "--json", a, b);

    assertThat(result.json().get("files").asInt()).isEqualTo(2);
    assertThat(result.json().get("length").asInt()).isEqualTo(30);
    assertThat(Manifest.parse("m", Files.readString(output)).entries()).hasSize(1);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("data", "m.json");
    }
    assertThat(mmap("build", "--host", "n", "--output", output, a, b).out())
        .isEqualTo(output + ": 2 files, 30 B, of n" + System.lineSeparator());
  }

  @Test
  void manifestsOfHostsAreJoined() throws IOException {
    ToolResult joined = mmap("join", built("node1", a), built("node2", b));

    assertThat(joined.exitCode()).as(joined.err()).isZero();
    Manifest manifest = Manifest.parse("joined", joined.out());
    assertThat(manifest.entries())
        .extracting(entry -> entry.host().name(), entry -> entry.files().get(0).path())
        .containsExactly(tuple("node1", a.toString()), tuple("node2", b.toString()));

    ToolResult twice = mmap("join", built("node1", a), built("NODE1.", b));
    assertThat(twice.exitCode()).isEqualTo(3);
    assertThat(twice.err()).contains("expected each name at one host, found node1");
    assertThat(mmap("join", folder.resolve("none")).err()).contains("no such file to read");
  }

  @Test
  void aManifestThatIsTrueIsSaidToBe() throws IOException {
    Path manifest = built("node1", a, b);

    ToolResult result = mmap("check", "--host", "node1", manifest);

    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("2 files of host node1, 30 B, as the manifest says");
    assertThat(mmap("check", "--host", "node1", "--json", manifest).json().get("problems"))
        .isEmpty();
  }

  @Test
  void whatChangedIsFound() throws IOException {
    Path c = Files.write(folder.resolve("c.bin"), new byte[5]);
    Path manifest = built("node1", a, b, c);
    Files.write(a, new byte[11]);
    Files.setLastModifiedTime(b, FileTime.fromMillis(1_760_000_000_124L));
    Files.delete(c);

    ToolResult result = mmap("check", "--host", "node1", "--json", manifest);

    assertThat(result.exitCode()).isEqualTo(1);
    List<String> problems = new ArrayList<>();
    result.json().get("problems").forEach(each -> problems.add(each.get("problem").asText()));
    assertThat(problems)
        .contains(
            "length: expected 10, found 11",
            "modificationTimeMs: expected 1760000000123, found 1760000000124",
            "no such file");
    assertThat(mmap("check", "--host", "node1", manifest).out())
        .containsPattern("line \\d+, " + c + ": no such file");
  }

  @Test
  void filesThatMapReduceCouldNotReadAreCounted() throws IOException {
    Path manifest =
        Files.writeString(
            folder.resolve("m.json"),
            "{\"version\": 1, \"hosts\": {\"n\": {\"files\": [\"" + a + "\"]}}}");

    ToolResult result = mmap("check", "--host", "N", manifest);

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .contains("no length or no time, which MapReduce asks for, of 1 file\n");
  }

  @Test
  void aManifestIsReadFromTheStandardInputToo() throws IOException {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(Files.readAllBytes(built("n", a))));
      assertThat(mmap("check", "--host", "n", "-").exitCode()).isZero();
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void anInvalidManifestAndAnUnknownHostAreTold() throws IOException {
    Path invalid = Files.writeString(folder.resolve("m.json"), "{\"version\": 2}");

    ToolResult result = mmap("check", "--json", invalid);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.json().at("/problems/0/problem").asText()).contains("line 1");
    ToolResult other = mmap("check", "--host", "node9", built("node1", a));
    assertThat(other.exitCode()).isEqualTo(2);
    assertThat(other.err()).contains("has no host node9", "node1");
  }
}
