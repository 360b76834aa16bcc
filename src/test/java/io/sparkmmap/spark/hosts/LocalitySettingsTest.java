// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class LocalitySettingsTest {
  private final SparkConf conf =
      new SparkConf(false)
          .set("spark.excludeOnFailure.enabled", "true")
          .set("spark.excludeOnFailure.stage.maxFailedTasksPerExecutor", "1000");

  @Test
  void nothingIsInDoubtWhereSparkWaitsAndExcludes() {
    assertThat(LocalitySettings.doubts(conf)).isEmpty();
  }

  @Test
  void noWaitIsInDoubtUnlessThatForANodeIsSet() {
    conf.set("spark.locality.wait", "0");
    assertThat(LocalitySettings.doubts(conf)).singleElement().asString().contains("wait=0");
    conf.set("spark.locality.wait.node", "5s");
    assertThat(LocalitySettings.doubts(conf)).isEmpty();
    conf.set("spark.locality.wait", "3s").set("spark.locality.wait.node", "0");
    assertThat(LocalitySettings.doubts(conf)).singleElement().asString().contains("wait.node=0");
  }

  @Test
  void toExcludeNothingOrTooMuchIsInDoubt() {
    assertThat(LocalitySettings.doubts(new SparkConf(false)))
        .singleElement()
        .asString()
        .contains("spark.excludeOnFailure.enabled is not set");
    conf.remove("spark.excludeOnFailure.stage.maxFailedTasksPerExecutor");
    assertThat(LocalitySettings.doubts(conf)).singleElement().asString().contains("is 2 or less");
  }

  @Test
  void copiesOfTasksAreInDoubt() {
    conf.set("spark.speculation", "true");
    assertThat(LocalitySettings.doubts(conf)).singleElement().asString().contains("speculation");
  }

  @Test
  void fewRetriesAreInDoubt() {
    conf.set("spark.task.maxFailures", "1");
    assertThat(LocalitySettings.doubts(conf)).singleElement().asString().contains("maxFailures=1");
  }
}
