// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.sidecar.IndexPlace;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** What a process may read and where it may keep indexes, by its {@code SparkConf} alone. */
class ProcessLimitsTest {
  private final SparkConf conf = new SparkConf(false);

  @Test
  void withoutSettingsThereIsNoLimit() {
    assertThat(ProcessLimits.rootsOf(ProcessLimits.ALLOWED_ROOTS, conf)).isSameAs(AllowedRoots.ANY);
    assertThat(ProcessLimits.indexPlace("", conf))
        .isEqualTo(IndexPlace.of(IndexPlace.defaultDirectory()));
    assertThat(ProcessLimits.indexPlace("/tmp/x", conf))
        .isEqualTo(IndexPlace.of(Path.of("/tmp/x")));
  }

  @Test
  void allowedRootsAreThoseOfTheSetting() {
    conf.set("spark.mmap.allowedRoots", "/data, /logs");
    AllowedRoots roots = ProcessLimits.rootsOf(ProcessLimits.ALLOWED_ROOTS, conf);
    assertThat(roots).hasToString("spark.mmap.allowedRoots=/data,/logs");
  }

  @Test
  void aSettingWithoutADirectoryIsAnErrorAndNotNoLimit() {
    conf.set("spark.mmap.allowedRoots", "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessLimits.rootsOf(ProcessLimits.ALLOWED_ROOTS, conf));
    SparkConf indexes = new SparkConf(false).set("spark.mmap.indexRoot", "");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessLimits.indexPlace("", indexes))
        .withMessageContaining("spark.mmap.indexRoot: expected an absolute directory");
  }

  @Test
  void indexesLieBelowTheirRootByDefaultToo() {
    conf.set("spark.mmap.indexRoot", "/var/indexes");
    Path byDefault = IndexPlace.defaultDirectory().getFileName();
    Optional<Path> root = Optional.of(Path.of("/var/indexes"));
    assertThat(ProcessLimits.indexPlace("", conf))
        .isEqualTo(new IndexPlace(root.get().resolve(byDefault), root));
    assertThat(ProcessLimits.indexPlace("/tmp/x", conf))
        .isEqualTo(new IndexPlace(Path.of("/tmp/x"), root));
  }

  @Test
  void whereReadingIsLimitedNoDirectoryOfIndexesMayBeNamedWithoutARootForThem() {
    conf.set("spark.mmap.allowedRoots", "/data");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProcessLimits.indexPlace("/data/x", conf))
        .withMessageContaining("Option 'indexDirectory' is '/data/x'")
        .withMessageContaining("have whoever runs this cluster set spark.mmap.indexRoot");
    conf.set("spark.mmap.indexRoot", "/data/indexes");
    assertThat(ProcessLimits.indexPlace("/data/x", conf).root()).contains(Path.of("/data/indexes"));
  }

  @Test
  void outsideOfAnApplicationThereIsNoLimit() {
    if (org.apache.spark.SparkEnv.get() == null) { // another test may have one
      assertThat(ProcessLimits.roots()).isSameAs(AllowedRoots.ANY);
      assertThat(ProcessLimits.indexPlace("").root()).isEmpty();
    }
  }
}
