// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.placement;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which host has which files. Immutable. Its text is described in {@code docs/manifest.md}.
 *
 * @param source what it is called in messages
 */
public record Manifest(String source, List<Entry> entries) {

  /** The files of one host. */
  public record Entry(Host host, List<ManifestFile> files, int line) {
    public Entry {
      files = List.copyOf(files);
    }
  }

  public Manifest {
    entries = List.copyOf(entries);
  }

  /**
   * Reads a manifest.
   *
   * @param source what it is called in messages: its path
   * @param json the text
   * @throws IOException naming the line and the field, if it is no valid manifest
   */
  public static Manifest parse(String source, String json) throws IOException {
    Manifest manifest = new ManifestReader(source).read(json);
    manifest.checkNames();
    manifest.checkPaths();
    return manifest;
  }

  /** The text of it, with a line for each file. */
  public String toJson() {
    return new ManifestWriter().write(this);
  }

  private void checkNames() throws IOException {
    Map<HostName, Host> seen = new HashMap<>();
    for (Entry entry : entries) {
      for (HostName name : Set.copyOf(entry.host.names().map(HostName::of).toList())) {
        Host other = seen.put(name, entry.host);
        if (other != null) {
          throw new IOException(
              at(entry.line)
                  + "expected each name at one host, found "
                  + name
                  + " at "
                  + other.name()
                  + " and "
                  + entry.host.name());
        }
      }
    }
  }

  private void checkPaths() throws IOException {
    for (Entry entry : entries) {
      Set<String> seen = new HashSet<>();
      for (ManifestFile file : entry.files) {
        if (!seen.add(file.path())) {
          throw new IOException(
              at(file.line())
                  + "expected each file of host "
                  + entry.host.name()
                  + " once, found "
                  + file.path()
                  + " a second time; remove one of them, or its rows would be read twice");
        }
      }
    }
  }

  /** The beginning of a message about a line. */
  public String at(int line) {
    return "manifest " + source + (line > 0 ? ", line " + line + ": " : ": ");
  }
}
