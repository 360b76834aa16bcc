// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.placement.Host;
import io.sparkmmap.core.placement.LocalityMode;
import io.sparkmmap.core.placement.Placement;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundFilesTest {
  @TempDir Path folder;

  private final FileLister lister =
      new FileLister(
          new Configuration(),
          CaseInsensitiveStringMap.empty(),
          SessionSettings.defaults("UTC"),
          AllowedRoots.ANY);

  private static byte[] bytes(FoundFiles found) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(found);
    }
    return bytes.toByteArray();
  }

  private static FoundFiles sent(FoundFiles found) throws Exception {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes(found)))) {
      return (FoundFiles) in.readObject();
    }
  }

  private List<ListedFile> listed(FoundFiles found) {
    Placement place = new Placement(Host.of("a"), List.of("a"), LocalityMode.REQUIRE);
    return lister.arrange(List.of(found.at(place)), Optional.empty()).files();
  }

  @Test
  void aListingIsTheSameOnTheOtherSide() throws Exception {
    for (String name : List.of("k=1/f", "k=1/a:b", "k=2/ %41é\uD83D\uDE00", "k=x%2Fy/f", "k=2/f")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, name);
    }
    for (String root : List.of(folder.toString(), folder + "/k=2/f")) {
      FoundFiles found = lister.find(List.of(root));
      for (FoundFiles here : List.of(found, found.identified(AllowedRoots.ANY))) {
        FoundFiles there = sent(here);
        assertThat(listed(there)).isNotEmpty().isEqualTo(listed(here));
        assertThat(listed(there).stream().map(ListedFile::planned))
            .isEqualTo(listed(here).stream().map(ListedFile::planned).toList());
      }
    }
  }

  @Test
  void aFileTakesFewBytes() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      Files.createFile(folder.resolve("part-" + i));
    }
    FoundFiles found = lister.find(List.of(folder.toString())).identified(AllowedRoots.ANY);
    assertThat(bytes(found).length).isLessThan(1_000 * 100);
  }
}
