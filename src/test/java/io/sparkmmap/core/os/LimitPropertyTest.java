// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkmmap.core.mapping.MappingBudget;
import io.sparkmmap.core.mapping.Retention;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitPropertyTest {
  @AfterEach
  void clear() {
    System.clearProperty(MappingBudget.MAPPINGS_PROPERTY);
    System.clearProperty(MappingBudget.BYTES_PROPERTY);
    System.clearProperty(Retention.GRACE_PROPERTY);
    System.clearProperty(Retention.IDLE_PROPERTY);
  }

  @Test
  void theBudgetIsWhatThePropertiesSay() {
    System.setProperty(MappingBudget.MAPPINGS_PROPERTY, "1");
    System.setProperty(MappingBudget.BYTES_PROPERTY, "1000");
    assertThat(MappingBudget.ofSystem())
        .hasToString("0 of at most 1 mappings and 0 of at most 1000 bytes are in use");
  }

  @Test
  void filesAreKeptForAsLongAsThePropertiesSay() {
    assertThat(Retention.ofSystem()).isEqualTo(Retention.DEFAULT);
    System.setProperty(Retention.IDLE_PROPERTY, "5");
    assertThat(Retention.ofSystem())
        .as("never shorter than the grace period")
        .isEqualTo(new Retention(60_000, 60_000));
    System.setProperty(Retention.GRACE_PROPERTY, "3");
    assertThat(Retention.ofSystem()).isEqualTo(new Retention(3, 5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "", "many", "99999999999999999999"})
  void aWrongValueIsNone(String value) {
    System.setProperty(MappingBudget.MAPPINGS_PROPERTY, value);
    assertThat(LimitProperty.of(MappingBudget.MAPPINGS_PROPERTY, 7)).isEqualTo(7);
  }
}
