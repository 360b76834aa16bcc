// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.recognize;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionTest {
  @ParameterizedTest
  @CsvSource({
    "a.gz, GZIP",
    "a.gzip, GZIP",
    "a.bz2, BZIP2",
    "a.zst, ZSTD",
    "a.zstd, ZSTD",
    "a.lz4, LZ4",
    "a.lzo, LZO",
    "a.snappy, SNAPPY",
    "a.deflate, DEFLATE",
    "a.xz, XZ",
    "a.Z, COMPRESS",
    "a.zip, ZIP",
    "a.br, BROTLI",
    "A.GZ, GZIP",
    "file:/d/part-0.log.gz, GZIP"
  })
  void knowsCompressionByExtension(String name, Compression expected) {
    assertThat(Compression.byExtension(name)).contains(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a.txt", "a.gz.txt", "agz", "a.z", "a.csv", "gz", ""})
  void takesOtherNamesForPlain(String name) {
    assertThat(Compression.byExtension(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1f8b0800, GZIP", "1f8b081f, GZIP", "425a6839314159265359, BZIP2", "28b52ffd, ZSTD",
    "fd377a585a00, XZ", "04224d18, LZ4", "ff060000734e61507059, SNAPPY", "504b0304, ZIP"
  })
  void knowsCompressionByMagic(String hex, Compression expected) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(Compression.byMagic(bytes)).contains(expected);
    assertThat(Compression.byMagic(Arrays.copyOf(bytes, 16))).contains(expected);
    assertThat(Compression.byMagic(Arrays.copyOf(bytes, bytes.length - 1))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1f8b0820", // a reserved flag of gzip
        "1f8b0900", // another method than deflate
        "425a6830314159265359", // no block size 0
        "425a6839314159265358",
        "504b0506",
        ""
      })
  void takesOtherBytesForPlain(String hex) {
    assertThat(Compression.byMagic(HexFormat.of().parseHex(hex))).isEmpty();
  }

  @Test
  void takesTextThatBeginsLikeBzip2ForPlain() {
    assertThat(Compression.byMagic("BZh9 is not enough".getBytes(ISO_8859_1))).isEmpty();
  }

  @Test
  void knowsWhatTheJdkWrites() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    new GZIPOutputStream(gzip).close();
    assertThat(Compression.byMagic(gzip.toByteArray())).contains(Compression.GZIP);

    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(zip)) {
      out.putNextEntry(new ZipEntry("a"));
    }
    assertThat(Compression.byMagic(zip.toByteArray())).contains(Compression.ZIP);
  }
}
