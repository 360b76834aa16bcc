// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.LocalityMode;
import io.sparkmmap.core.placement.Placement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesOfHostsTest {
  private final FileLister lister =
      new FileLister(
          new Configuration(),
          new CaseInsensitiveStringMap(Map.of()),
          SessionSettings.defaults("UTC"));
  @TempDir Path folder;

  private static Placement at(String host) {
    return new Placement(Host.of(host), List.of(host), LocalityMode.REQUIRE);
  }

  @Test
  void theSameFileSeenByTwoHostsIsOneThatBothCanRead() throws IOException {
    Files.writeString(folder.resolve("f"), "x");
    FoundFiles found = lister.find(List.of(folder.toUri().toString())).identified(AllowedRoots.ANY);

    FileListing listing =
        lister.arrange(List.of(found.at(at("pod1")), found.at(at("pod2"))), Optional.empty());

    assertThat(listing.files()).hasSize(1);
    ListedFile file = listing.files().get(0);
    assertThat(file.host()).contains("pod1");
    assertThat(file.placement().orElseThrow().executorHosts()).containsExactly("pod1", "pod2");
    assertThat(file.planned().origin()).isNotEqualTo(FileOrigin.UNKNOWN);
  }

  @Test
  void filesOfOneNameThatAreNotTheSameAreSeparate() throws IOException {
    Path file = Files.writeString(folder.resolve("f"), "x");
    FoundFiles first = lister.find(List.of(folder.toUri().toString())).identified(AllowedRoots.ANY);
    Files.move(file, folder.resolveSibling(folder.getFileName() + "-moved"));
    Files.writeString(file, "xy");
    FoundFiles second =
        lister.find(List.of(folder.toUri().toString())).identified(AllowedRoots.ANY);

    FileListing listing =
        lister.arrange(List.of(first.at(at("node1")), second.at(at("node2"))), Optional.empty());

    assertThat(listing.files())
        .extracting(listed -> listed.host().orElseThrow())
        .containsExactly("node1", "node2");
    assertThat(listing.files()).extracting(ListedFile::length).containsExactly(1L, 2L);
    Files.delete(folder.resolveSibling(folder.getFileName() + "-moved"));
  }

  @Test
  void filesOfNoHostAreReadAsOftenAsTheyAreNamed() throws IOException {
    String path = Files.writeString(folder.resolve("f"), "x").toUri().toString();
    assertThat(lister.list(List.of(path, path), Optional.empty()).files()).hasSize(2);
    FoundFiles twice =
        lister.find(List.of(path, path)).identified(AllowedRoots.ANY).at(at("node1"));
    assertThat(lister.arrange(List.of(twice), Optional.empty()).files()).hasSize(2);
  }
}
