// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  private static final String VALID =
      """
      {
        "version": 1,
        "hosts": {
          "node1": {
            "aliases": ["node1.example.com", "10.0.0.1"],
            "files": [
              {"path": "/data/a.bin", "length": 4096, "modificationTimeMs": 1760000000000},
              "file:/data/sub/../b \\"\\u00e4\\".bin"
            ]
          },
          "[fd00::2]": {"files": []}
        }
      }
      """;

  @Test
  void readsHostsAndFiles() throws IOException {
    Manifest manifest = Manifest.parse("m.json", VALID);

    assertThat(manifest.entries()).hasSize(2);
    Manifest.Entry first = manifest.entries().get(0);
    assertThat(first.host()).isEqualTo(new Host("node1", List.of("node1.example.com", "10.0.0.1")));
    assertThat(first.files())
        .containsExactly(
            new ManifestFile("/data/a.bin", 4096, 1_760_000_000_000L, 7),
            new ManifestFile("/data/b \"ä\".bin", ManifestFile.UNKNOWN, ManifestFile.UNKNOWN, 8));
    assertThat(manifest.entries().get(1).host().isCalled("fd00::2")).isTrue();
  }

  @Test
  void whatWasWrittenIsReadAgain() throws IOException {
    Manifest manifest = Manifest.parse("m.json", VALID);
    String json = manifest.toJson();
    assertThat(Manifest.parse("m.json", json).toJson()).isEqualTo(json);
    assertThat(Manifest.parse("m.json", json).entries().get(0).files().get(1).path())
        .isEqualTo("/data/b \"ä\".bin");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"version\": 1 | \"version\": 2 | line 2: version: expected 1, found 2",
        "\"version\": 1, | | line 1: the manifest: expected a field 'version', found none",
        "\"files\": [] | \"file\": [] | line 11: hosts.[fd00::2] has no field 'file'; did you mean"
            + " files?",
        "{\"files\": []} | [] | line 11: hosts.[fd00::2]: expected an object, found an array",
        "4096 | -1 | line 7: hosts.node1.files[0].length: expected a whole number from 0 on, found"
            + " -1",
        "4096 | \"4096\" | line 7: hosts.node1.files[0].length: expected a whole number from 0 on",
        "4096 | 1.5 | line 7: hosts.node1.files[0].length: expected a whole number from 0 on",
        "/data/a.bin | data/a.bin | line 7: hosts.node1.files[0].path: expected an absolute path",
        "/data/a.bin | file://data/a.bin | line 7: hosts.node1.files[0].path: expected an absolute"
            + " path",
        "\"path\": \"/data/a.bin\", | | line 7: hosts.node1.files[0]: expected a field 'path'",
        "/data/a.bin | /data/x/../b \\\"\\u00e4\\\".bin | line 8: expected each file of host node1"
            + " once",
        "[fd00::2] | node1 | line 11: invalid JSON: expected each name once in an object, found"
            + " \"node1\"",
        "[fd00::2] | NODE1.example.com | line 11: expected each name at one host, found"
            + " node1.example.com",
        "[fd00::2] | a:80 | line 11: hosts.a:80: 'a:80' is no name or address of a host",
        "10.0.0.1\" | \" | line 4: hosts.node1: '' is no name or address of a host",
        "\"files\": []} | \"files\": []}, | line 12: invalid JSON: expected a name in quotes, found"
            + " '}'",
        "4096, | 4096 | line 7: invalid JSON: expected '}', found '\"'",
        "4096 | 04096 | line 7: invalid JSON: expected a value, found '04096'",
        "4096 | | line 7: invalid JSON: expected a value, found ','",
        "\\u00e4 | \\x | line 8: invalid JSON: expected an escape of JSON, found \\x",
        "\"10.0.0.1\" | 10 | line 5: hosts.node1.aliases: expected a string, found 10",
      })
  void whatIsWrongIsNamedByLineAndField(String valid, String invalid, String message) {
    assertThat(VALID).contains(valid);
    String json = VALID.replace(valid, invalid == null ? "" : invalid);
    assertThatThrownBy(() -> Manifest.parse("m.json", json))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("manifest m.json, ")
        .hasMessageContaining(message);
  }

  @Test
  void nestingHasAnEnd() {
    assertThatThrownBy(() -> Manifest.parse("m.json", "[".repeat(100_000)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("at most 32 objects");
  }
}
