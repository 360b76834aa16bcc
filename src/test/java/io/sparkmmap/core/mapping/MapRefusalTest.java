// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MapRefusalTest {
  @Test
  void aProcessThatIsNearItsLimitOfMappingsIsToldOfIt() {
    MapRefusal refusal = MapRefusal.outOf(65_000, 65_530, "1000000");
    assertThat(refusal.reason())
        .isEqualTo("out of mappings: the process has 65000 of at most 65530");
    assertThat(refusal.remedy()).startsWith("raise vm.max_map_count (sysctl -w");
  }

  @Test
  void aLimitOnAddressSpaceIsNamedWhereThereIsOne() {
    MapRefusal refusal = MapRefusal.outOf(500, 65_530, "4294967296");
    assertThat(refusal.reason())
        .isEqualTo("out of address space: the limit of the process is 4294967296 bytes");
    assertThat(refusal.remedy()).contains("(ulimit -v unlimited)").doesNotContain("max_map_count");
  }

  @Test
  void whereNeitherShowsBothAreNamed() {
    MapRefusal refusal = MapRefusal.outOf(0, 65_530, "unlimited");
    assertThat(refusal.reason()).isEqualTo("out of mappings or of address space");
    assertThat(refusal.remedy()).contains("vm.max_map_count", "vm.overcommit_memory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Operation not permitted", "Permission denied"})
  void whatIsNotPermittedIsForTheSecurityModule(String words) {
    assertThat(MapRefusal.of(words).reason()).isEqualTo(words);
    assertThat(MapRefusal.of(words).remedy()).contains("SELinux", "seccomp");
  }

  @Test
  void whatIsNotKnownIsToldInTheSystemsWords() {
    assertThat(MapRefusal.of("Resource temporarily unavailable").reason())
        .isEqualTo("Resource temporarily unavailable");
  }
}
