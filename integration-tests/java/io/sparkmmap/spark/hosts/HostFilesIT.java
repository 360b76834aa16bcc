// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.spark.LocalSpark;
import io.sparkmmap.spark.MmapManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of hosts where there is one host only; for several see {@code test_hosts.py}. */
class HostFilesIT {
  private final SparkSession spark = LocalSpark.session();
  @TempDir Path folder;

  private Path lines(String name, int rows) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, "line\n".repeat(rows));
  }

  private Dataset<Row> load(String... options) {
    var reader = spark.read().format("mmap");
    for (int i = 0; i < options.length; i += 2) {
      reader = reader.option(options[i], options[i + 1]);
    }
    return reader.load();
  }

  private MmapManifest manifest() {
    return MmapManifest.discover(
        spark, Map.of("path", folder.resolve("d").toString(), "hosts", "*"));
  }

  @Test
  void everyHostIsThisOneAndAManifestOfItReadsTheSame() throws IOException {
    lines("d/a", 3);
    lines("d/b", 4);
    assertThat(load("path", folder.resolve("d").toString(), "hosts", "*").count()).isEqualTo(7);

    MmapManifest manifest = manifest();
    String host = manifest.hosts().get(0);
    assertThat(manifest.files(host))
        .containsExactly(folder.resolve("d/a").toString(), folder.resolve("d/b").toString());
    String path = folder.resolve("m.json").toUri().toString();
    manifest.write(path, new Configuration());
    assertThat(MmapManifest.read(path, new Configuration()).toJson()).isEqualTo(manifest.toJson());
    assertThat(load("manifest", path).count()).isEqualTo(7);
    assertThat(load("manifest", path, "pathGlobFilter", "a").count()).isEqualTo(3);
    assertThatThrownBy(() -> manifest.files("other")).hasMessageContaining(host);
  }

  @Test
  void aManifestIsAViewInSqlToo() throws IOException {
    lines("d/a", 3);
    String path = folder.resolve("m.json").toUri().toString();
    manifest().write(path, new Configuration());
    spark.sql(
        "CREATE OR REPLACE TEMPORARY VIEW of_hosts USING mmap OPTIONS (manifest '" + path + "')");
    assertThat(spark.sql("SELECT count(*) FROM of_hosts").first().getLong(0)).isEqualTo(3);
  }

  @Test
  void aHostThatIsNotThereIsNamed() throws IOException {
    String path = lines("d/a", 3).toString();
    assertThatThrownBy(() -> load("path", path, "hosts", "no-such-host", "hostWaitMs", "0"))
        .hasMessageContaining("no live executor on no-such-host after hostWaitMs=0");
  }

  @Test
  void ofAThousandHostsThatAreNotThereTheFirstAreNamedAndTheOthersCounted() throws IOException {
    String path = lines("d/a", 3).toString();
    String many =
        IntStream.range(0, 1_000).mapToObj(i -> "host-" + i).collect(Collectors.joining(","));
    assertThatThrownBy(() -> load("path", path, "hosts", many, "hostWaitMs", "0"))
        .hasMessageContaining("no live executor on 1000 hosts: host-0, host-1, ")
        .hasMessageContaining("host-9, ... and 990 more after hostWaitMs=0")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2_000));
  }

  @Test
  void whatAManifestDoesNotReadIsAnError() throws IOException {
    lines("d/a", 3);
    String host = manifest().hosts().get(0);
    for (String hidden : List.of("d/_hidden", "d")) {
      Path file = folder.resolve(hidden);
      if (!Files.exists(file)) {
        lines(hidden, 1);
      }
      Path json = folder.resolve("m.json");
      Files.writeString(
          json,
          "{\"version\": 1, \"hosts\": {\"%s\": {\"files\": [\"%s\"]}}}".formatted(host, file));
      assertThatThrownBy(() -> load("manifest", json.toUri().toString()))
          .hasMessageContaining("line 1: " + file + " of host " + host + ": expected a file");
    }
  }

  @Test
  void aPathBesideAManifestIsRefused() {
    assertThatThrownBy(() -> load("manifest", "/m.json", "path", "/data"))
        .hasMessageContaining("Options 'path' and 'manifest'");
  }
}
