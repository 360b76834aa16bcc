// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.OutsideAllowedRootsException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {
  @TempDir Path folder;
  private Path inside;
  private Path secret;
  private AllowedRoots roots;

  @BeforeEach
  void makeFiles() throws IOException {
    Path root = Files.createDirectory(folder.resolve("root"));
    inside = Files.writeString(root.resolve("manifest"), "content");
    secret = Files.writeString(folder.resolve("secret"), "secret");
    roots = AllowedRoots.parse("the.roots", root.toString());
  }

  private static String read(Path path, AllowedRoots roots) throws IOException {
    return new String(
        WholeFile.read(new org.apache.hadoop.fs.Path("file://" + path), new Configuration(), roots),
        UTF_8);
  }

  @Test
  void aFileIsReadAsAWhole() throws IOException {
    assertThat(read(inside, AllowedRoots.ANY)).isEqualTo("content");
    assertThat(read(inside, roots)).isEqualTo("content");
    assertThat(read(Files.createFile(folder.resolve("root/empty")), roots)).isEmpty();
  }

  @Test
  void noneIsReadOutsideOfTheRoots() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("root/link"), secret);
    for (Path path : new Path[] {secret, link, folder.resolve("nothing")}) {
      assertThatThrownBy(() -> read(path, roots))
          .isInstanceOf(OutsideAllowedRootsException.class)
          .hasMessageContaining("the.roots");
    }
  }

  @Test
  void whatIsNoFileIsNotRead() {
    assertThatThrownBy(() -> read(folder.resolve("nothing"), AllowedRoots.ANY))
        .isInstanceOf(FileNotFoundException.class);
    assertThatThrownBy(() -> read(folder, AllowedRoots.ANY)).hasMessageContaining("a directory");
    assertThatThrownBy(() -> read(Path.of("/dev/zero"), AllowedRoots.ANY))
        .hasMessageContaining("expected a regular file");
  }
}
