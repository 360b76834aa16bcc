// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkmmap.LoggedWarnings;
import io.sparkmmap.dfs.LostNames;
import io.sparkmmap.dfs.UnwritableNames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileListerTest {
  @TempDir Path directory;

  @Test
  void listsTheVisibleFilesOfADirectoryByName() throws IOException {
    write("b.txt", "_hidden", ".hidden", "a.txt", "c._COPYING_", "_metadata", "sub/d.txt", "_x=1");
    assertThat(names(list(Map.of()))).containsExactly("_x=1", "a.txt", "b.txt");
  }

  @Test
  void keepsLengthTimeAndEmptyFiles() throws IOException {
    write("a.txt", "b.txt");
    Files.writeString(directory.resolve("a.txt"), "");
    FileListing listing = list(Map.of());
    assertThat(names(listing)).containsExactly("a.txt", "b.txt");
    assertThat(listing.files().get(0).length()).isZero();
    assertThat(listing.files().get(1).length()).isEqualTo(5);
    assertThat(listing.files().get(1).modificationTimeMs())
        .isEqualTo(directory.resolve("b.txt").toFile().lastModified());
    assertThat(listing.totalBytes()).isEqualTo(5);
  }

  @Test
  void readsPartitionColumns() throws IOException {
    write("a=1/b=x%2Fy/1", "a=2/b=__HIVE_DEFAULT_PARTITION__/2");
    FileListing listing = list(Map.of());
    assertThat(listing.partitionSchema()).isEqualTo(StructType.fromDDL("a INT, b STRING"));
    assertThat(listing.files().get(0).partitionValues())
        .containsExactly(1, UTF8String.fromString("x/y"));
    assertThat(listing.files().get(1).partitionValues()).containsExactly(2, null);
  }

  @Test
  void givesPartitionColumnsTheDeclaredTypeAndSpelling() throws IOException {
    write("a=1/1");
    FileListing listing = list(Map.of(), StructType.fromDDL("A STRING, value STRING"));
    assertThat(listing.partitionSchema()).isEqualTo(StructType.fromDDL("A STRING"));
    assertThat(listing.files().get(0).partitionValue(0)).isEqualTo(UTF8String.fromString("1"));
    assertThatThrownBy(() -> list(Map.of(), StructType.fromDDL("a DATE, value STRING")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The value '1' of partition column 'a' is no date, in file:");
  }

  @Test
  void refusesDirectoriesThatFormNoTable() throws IOException {
    write("a=1/1", "b=1/1");
    assertThatThrownBy(() -> list(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Conflicting partition columns: [a] as in file:");
    write("sub/1");
    assertThatThrownBy(() -> list(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Conflicting directory structures")
        .hasMessageContaining("basePath");
  }

  @Test
  void refusesAColumnThatOccursTwice() throws IOException {
    write("a=1/A=1/1");
    assertThatThrownBy(() -> list(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Partition column 'A' occurs twice in file:");
  }

  @Test
  void readsEverythingRecursivelyWithoutColumns() throws IOException {
    write("a=1/1", "sub/sub/2", "_hidden/3");
    FileListing listing = list(Map.of("recursiveFileLookup", "true"));
    assertThat(names(listing)).containsExactlyInAnyOrder("1", "2");
    assertThat(listing.partitionSchema().isEmpty()).isTrue();
  }

  @Test
  void globsAndRepeatsAsOftenAsPathsAreGiven() throws IOException {
    write("a1.txt", "a2.txt", "b.txt");
    FileListing listing =
        lister(Map.of())
            .list(List.of(directory + "/b.txt", directory + "/a*", directory + "/{a1,b}.txt"), NO);
    assertThat(names(listing)).containsExactly("a1.txt", "a2.txt", "a1.txt", "b.txt", "b.txt");
  }

  @Test
  void takesGlobCharactersLiterallyWhereSparkSaysSo() throws IOException {
    write("a[1].txt", "a1.txt");
    FileListing listing =
        lister(Map.of("__globPaths__", "false")).list(List.of(directory + "/a[1].txt"), NO);
    assertThat(names(listing)).containsExactly("a[1].txt");
  }

  @Test
  void namesAMissingPathAndTheHost() {
    assertThatThrownBy(() -> lister(Map.of()).list(List.of(directory + "/no"), NO))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("Path does not exist: file:" + directory + "/no")
        .hasMessageContaining("looked up on host ");
    assertThatThrownBy(() -> lister(Map.of()).list(List.of(directory + "/no*"), NO))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("No path matches the glob: file:" + directory + "/no*");
  }

  @Test
  void namesOptionsThatAreInvalid() {
    assertThatThrownBy(() -> lister(Map.of("recursiveFileLookup", "yes")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Option 'recursiveFileLookup': expected true or false, found 'yes'");
    assertThatThrownBy(() -> lister(Map.of("modifiedAfter", "yesterday")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Option 'modifiedAfter' is not a timestamp: 'yesterday'");
    assertThatThrownBy(() -> lister(Map.of("pathGlobFilter", "[")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Option 'pathGlobFilter' is not a valid glob: [");
    assertThatThrownBy(() -> lister(Map.of("timeZone", "Mars")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Option 'timeZone' is not a time zone: 'Mars'");
    assertThatThrownBy(() -> list(Map.of("basePath", directory + "/no")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Option 'basePath' does not exist: file:");
  }

  @Test
  void refusesTheOutputOfAStream() throws IOException {
    write("_spark_metadata/0", "a.txt");
    assertThatThrownBy(() -> list(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds the output of a streaming query")
        .hasMessageContaining("ignoreMetadata");
  }

  @Test
  void survivesSerialization() throws Exception {
    write("a=1/b=x/c=1.5/1");
    ListedFile file = list(Map.of()).files().get(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(file);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(file);
    }
  }

  @Test
  void refusesCompressedFiles() throws IOException {
    write("a.txt", "b.log.gz");
    FileListing listing = list(Map.of());
    CompressedFiles compressed = CompressedFiles.of(CaseInsensitiveStringMap.empty());
    assertThatThrownBy(() -> compressed.checkNames(listing.files()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("b.log.gz is compressed with gzip, by its name")
        .hasMessageContaining("compression=none");
    byte[] gzip = {0x1f, (byte) 0x8b, 8, 0};
    assertThatThrownBy(() -> compressed.checkFirstBytes("file:/x", gzip))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("File file:/x is compressed with gzip, by its first bytes");

    CompressedFiles unchecked =
        CompressedFiles.of(new CaseInsensitiveStringMap(Map.of("compression", "none")));
    unchecked.checkNames(listing.files());
    unchecked.checkFirstBytes("file:/x", gzip);
    assertThatThrownBy(
            () -> CompressedFiles.of(new CaseInsensitiveStringMap(Map.of("compression", "gzip"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Option 'compression': expected none, found 'gzip'");
  }

  @Test
  void readsPathsFromOptions() {
    assertThat(
            InputPaths.of(
                new CaseInsensitiveStringMap(Map.of("paths", "[\"/a\",\"/b,c\"]", "path", "/d"))))
        .containsExactly("/a", "/b,c", "/d");
    assertThatThrownBy(() -> InputPaths.of(CaseInsensitiveStringMap.empty()))
        .hasMessageContaining("Option 'path' is missing");
    assertThatThrownBy(() -> InputPaths.of(new CaseInsensitiveStringMap(Map.of("paths", "/a,/b"))))
        .hasMessageContaining("Option 'paths' is not a JSON array of strings: /a,/b");
  }

  private static final Optional<StructType> NO = Optional.empty();

  @Test
  void warnsOnceOfNamesThatTheLocaleCannotWrite() throws Exception {
    write("plain.csv", "what?.csv", "x/y.csv");
    UnwritableNames.create(directory);
    assertThat(warnings(() -> list(Map.of("recursiveFileLookup", "true"))))
        .containsExactly(
            "Left out 3 files or directories in file:"
                + directory
                + " and 1 more directories, for their names cannot be written in "
                + System.getProperty("sun.jnu.encoding")
                + ", the encoding of the locale of this process; start Java with LC_ALL=C.UTF-8, or"
                + " rename them");
    assertThat(warnings(() -> lister(Map.of()).list(List.of(directory + "/x/*.csv"), NO)))
        .singleElement()
        .asString()
        .startsWith("Left out 1 files or directories in file:" + directory + "/x, for ");
    assertThat(warnings(() -> lister(Map.of()).list(List.of(directory + "/plain.csv"), NO)))
        .isEmpty();
  }

  private static List<String> warnings(Callable<?> listing) throws Exception {
    return LoggedWarnings.of(LostNames.class, listing);
  }

  private FileListing list(Map<String, String> options) throws IOException {
    return lister(options).list(List.of(directory.toString()), NO);
  }

  private FileListing list(Map<String, String> options, StructType schema) throws IOException {
    return lister(options).list(List.of(directory.toString()), Optional.of(schema));
  }

  private static FileLister lister(Map<String, String> options) {
    return new FileLister(
        new Configuration(),
        new CaseInsensitiveStringMap(options),
        SessionSettings.defaults("UTC"));
  }

  private void write(String... files) throws IOException {
    for (String file : files) {
      Path path = directory.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "line\n");
    }
  }

  private static List<String> names(FileListing listing) {
    return listing.files().stream()
        .map(file -> file.path().substring(file.path().lastIndexOf('/') + 1))
        .toList();
  }
}
