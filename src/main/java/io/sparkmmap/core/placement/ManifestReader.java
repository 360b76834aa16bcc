// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import io.sparkmmap.core.NearNames;
import io.sparkmmap.core.json.JsonReader;
import io.sparkmmap.core.json.JsonValue;
import io.sparkmmap.core.json.JsonValue.JsonArray;
import io.sparkmmap.core.json.JsonValue.JsonLiteral;
import io.sparkmmap.core.json.JsonValue.JsonObject;
import io.sparkmmap.core.json.JsonValue.JsonString;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** From the text of a manifest to hosts and files; every error names the line and the field. */
final class ManifestReader {
  private static final String SCHEME = "file:";

  private final String source;

  ManifestReader(String source) {
    this.source = source;
  }

  Manifest read(String json) throws IOException {
    JsonObject root = object("the manifest", JsonReader.read("manifest " + source, json));
    checkNames("the manifest", root, List.of("version", "hosts"));
    long version = number("version", required(root, "version", "the manifest"));
    if (version != 1) {
      throw invalid(root.members().get("version"), "version", "1");
    }
    JsonObject hosts = object("hosts", required(root, "hosts", "the manifest"));
    if (hosts.members().isEmpty()) {
      throw invalid(hosts, "hosts", "at least one host");
    }
    List<Manifest.Entry> entries = new ArrayList<>();
    for (Map.Entry<String, JsonValue> host : hosts.members().entrySet()) {
      entries.add(entry(host.getKey(), host.getValue()));
    }
    return new Manifest(source, entries);
  }

  private Manifest.Entry entry(String name, JsonValue value) throws IOException {
    String field = "hosts." + name;
    JsonObject host = object(field, value);
    checkNames(field, host, List.of("aliases", "files"));
    List<String> aliases = new ArrayList<>();
    if (host.members().containsKey("aliases")) {
      String aliasField = field + ".aliases";
      for (JsonValue alias : array(aliasField, host.members().get("aliases")).elements()) {
        aliases.add(string(aliasField, alias));
      }
    }
    List<ManifestFile> files = new ArrayList<>();
    for (JsonValue file : array(field + ".files", required(host, "files", field)).elements()) {
      files.add(file(field + ".files[" + files.size() + "]", file));
    }
    try {
      return new Manifest.Entry(new Host(name, aliases), files, host.line());
    } catch (IllegalArgumentException e) {
      throw new IOException(at(value) + field + ": " + e.getMessage(), e);
    }
  }

  private ManifestFile file(String field, JsonValue value) throws IOException {
    if (value instanceof JsonString path) {
      return new ManifestFile(
          path(field, path), ManifestFile.UNKNOWN, ManifestFile.UNKNOWN, value.line());
    }
    if (!(value instanceof JsonObject file)) {
      throw invalid(value, field, "a path or an object with one");
    }
    checkNames(field, file, List.of("path", "length", "modificationTimeMs"));
    return new ManifestFile(
        path(field + ".path", required(file, "path", field)),
        count(field, file, "length"),
        count(field, file, "modificationTimeMs"),
        file.line());
  }

  private String path(String field, JsonValue value) throws IOException {
    String written = string(field, value);
    String path = written.startsWith(SCHEME) ? written.substring(SCHEME.length()) : written;
    boolean ofAnotherHost = written.startsWith(SCHEME + "//") && !path.startsWith("///");
    if (!path.startsWith("/") || ofAnotherHost || path.indexOf('\0') >= 0) {
      throw invalid(value, field, "an absolute path on the host, like /data/shard-1.bin");
    }
    try {
      return Path.of(path).normalize().toString();
    } catch (InvalidPathException e) {
      throw new IOException(
          at(value)
              + field
              + ": expected a path that this machine can write in the encoding of its locale ("
              + System.getProperty("sun.jnu.encoding")
              + "), found "
              + value.kind()
              + "; set LC_ALL=C.UTF-8 for Java");
    }
  }

  private long count(String field, JsonObject file, String name) throws IOException {
    JsonValue value = file.members().get(name);
    return value == null ? ManifestFile.UNKNOWN : number(field + "." + name, value);
  }

  private long number(String field, JsonValue value) throws IOException {
    if (value instanceof JsonLiteral literal && literal.text().matches("[0-9]{1,18}")) {
      return Long.parseLong(literal.text());
    }
    throw invalid(value, field, "a whole number from 0 on");
  }

  private String string(String field, JsonValue value) throws IOException {
    if (value instanceof JsonString string) {
      return string.value();
    }
    throw invalid(value, field, "a string");
  }

  private JsonObject object(String field, JsonValue value) throws IOException {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw invalid(value, field, "an object");
  }

  private JsonArray array(String field, JsonValue value) throws IOException {
    if (value instanceof JsonArray array) {
      return array;
    }
    throw invalid(value, field, "an array");
  }

  private JsonValue required(JsonObject object, String name, String of) throws IOException {
    JsonValue value = object.members().get(name);
    if (value == null) {
      throw new IOException(at(object) + of + ": expected a field '" + name + "', found none");
    }
    return value;
  }

  private void checkNames(String of, JsonObject object, List<String> known) throws IOException {
    for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
      if (!known.contains(member.getKey())) {
        throw new IOException(
            at(member.getValue())
                + of
                + " has no field '"
                + member.getKey()
                + "'; "
                + NearNames.hint(member.getKey(), known, "the fields are "));
      }
    }
  }

  private IOException invalid(JsonValue value, String field, String expected) {
    return new IOException(
        at(value) + field + ": expected " + expected + ", found " + value.kind());
  }

  private String at(JsonValue value) {
    return "manifest " + source + ", line " + value.line() + ": ";
  }
}
