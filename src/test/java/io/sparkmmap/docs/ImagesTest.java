// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The drawings of the pages. */
class ImagesTest {
  private static final Pattern LINE = Pattern.compile("<polyline class=\"([^\"]+)\"");

  /** A rule for a class goes before one for an element, so it would fill the lines of the class. */
  @Test
  void noLineOfADrawingIsFilled() throws IOException {
    List<Path> drawings;
    try (Stream<Path> images = Files.list(Path.of("docs/images"))) {
      drawings = images.filter(image -> image.toString().endsWith(".svg")).toList();
    }
    assertThat(drawings).isNotEmpty();
    for (Path drawing : drawings) {
      String svg = Files.readString(drawing);
      for (MatchResult line : LINE.matcher(svg).results().toList()) {
        assertThat(svg)
            .as(drawing.toString())
            .doesNotContainPattern("(?m)^ *\\." + Pattern.quote(line.group(1)) + " \\{ fill: #");
      }
    }
  }
}
