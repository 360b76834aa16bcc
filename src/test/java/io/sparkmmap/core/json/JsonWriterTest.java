// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  @Test
  void everyCharacterComesBack() throws IOException {
    StringBuilder all = new StringBuilder("\"\\\n\t\ud83d\ude00");
    for (char c = 0; c < 300; c++) {
      all.append(c);
    }

    String json = JsonWriter.ascii(JsonWriter.of(Map.of("k", List.of(all.toString()))));

    assertThat(json).matches("[ -~]+");
    assertThat(new ObjectMapper().readTree(json).get("k").get(0).asText())
        .isEqualTo(all.toString());
  }

  @Test
  void valuesKeepTheirTypes() {
    assertThat(JsonWriter.of(Arrays.asList(1L, 2.5, true, null, "x")))
        .isEqualTo("[1,2.5,true,null,\"x\"]");
  }
}
