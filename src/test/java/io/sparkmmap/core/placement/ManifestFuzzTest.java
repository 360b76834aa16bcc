// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.sparkmmap.core.json.JsonReader;
import io.sparkmmap.fuzz.ParserFuzz;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged manifests, against Jackson, which is strict about JSON and knows nothing of hosts. */
class ManifestFuzzTest {
  private static final JsonMapper JACKSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String[] VALID = {
    """
    {"version": 1, "hosts": {
      "node1": {
        "aliases": ["node1.example.com", "10.0.0.1"],
        "files": [
          {"path": "/data/a.bin", "length": 4096, "modificationTimeMs": 1760000000000},
          "file:/data/sub/../b \\"\\u00e4\\".bin"
        ]
      },
      "[fd00::2]": {"files": []}
    }}
    """,
    """
    {"hosts":{"a":{"files":["/x"]},"b":{"files":["/x",{"path":"/y","length":0}]}},"version":1}\
    """,
    "{}",
    "[1, -2.5e3, true, null, \"\\uD83D\\uDE00\"]",
  };

  private static final String[] PIECES = {
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\",
    "\\u",
    "\\ud800",
    "\n",
    "\t",
    " ",
    "\uFEFF",
    "\0",
    "null",
    "true",
    "1",
    "-0",
    "01",
    "1e5",
    "1.",
    "1e999999999",
    "9223372036854775808",
    "\"version\"",
    "\"hosts\"",
    "\"files\"",
    "\"aliases\"",
    "\"path\"",
    "\"length\"",
    "/",
    "..",
    "file:",
    "a",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "é",
    "node1",
    "/*",
    "//",
    "NaN",
    "'",
    "\u2028",
  };

  @Test
  void anyTextIsAManifestThatJacksonReadsAlikeOrAClearError() {
    ParserFuzz.Outcome outcome =
        new ParserFuzz("manifest", ParserFuzz.bytes(VALID), ParserFuzz.bytes(PIECES))
            .refusing(IOException.class::isInstance)
            .run(
                (input, random) -> {
                  String json = new String(input, UTF_8);
                  Manifest manifest = parse(json);
                  assertThat(files(manifest)).isEqualTo(files(JACKSON.readTree(json)));
                  assertThat(files(Manifest.parse("again", manifest.toJson())))
                      .isEqualTo(files(manifest));
                });
    assertThat(outcome.answers()).isGreaterThan(50);
    assertThat(outcome.refusals()).isGreaterThan(5000);
  }

  @Test
  void anyTextIsJsonForBothOrForNeither() {
    new ParserFuzz("JSON", ParserFuzz.bytes(VALID), ParserFuzz.bytes(PIECES))
        .run(
            (input, random) -> {
              String json = new String(input, UTF_8);
              assertThat(isJson(json)).as(json).isEqualTo(isJsonToJackson(json));
            });
  }

  private static Manifest parse(String json) throws IOException {
    try {
      return Manifest.parse("m.json", json);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("m.json").hasMessageContaining("line ");
      throw e;
    }
  }

  private static boolean isJson(String json) {
    try {
      JsonReader.read("m.json", json);
      return true;
    } catch (IOException e) {
      return e.getMessage().contains("at most 32 objects") && isJsonToJackson(json);
    }
  }

  private static boolean isJsonToJackson(String json) {
    try {
      return !JACKSON
          .readTree(json.startsWith("\uFEFF") ? json.substring(1) : json)
          .isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static List<String> files(Manifest manifest) {
    List<String> files = new ArrayList<>();
    for (Manifest.Entry entry : manifest.entries()) {
      for (ManifestFile file : entry.files()) {
        files.add(
            entry.host().name()
                + " "
                + file.path()
                + " "
                + file.length()
                + " "
                + file.modificationTimeMs());
      }
    }
    return files;
  }

  private static List<String> files(JsonNode manifest) {
    List<String> files = new ArrayList<>();
    manifest
        .get("hosts")
        .properties()
        .forEach(
            host ->
                host.getValue()
                    .get("files")
                    .forEach(
                        file ->
                            files.add(
                                host.getKey()
                                    + " "
                                    + path(file.isTextual() ? file : file.get("path"))
                                    + " "
                                    + number(file, "length")
                                    + " "
                                    + number(file, "modificationTimeMs"))));
    return files;
  }

  private static String path(JsonNode path) {
    return Path.of(path.textValue().replaceFirst("^file:", "")).normalize().toString();
  }

  private static long number(JsonNode file, String name) {
    return file.has(name) ? file.get(name).bigIntegerValue().longValueExact() : -1;
  }
}
