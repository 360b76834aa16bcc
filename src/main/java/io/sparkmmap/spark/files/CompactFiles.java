// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.mapping.FileOrigin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * {@link FoundFiles} on the way from their host to the driver, before they have a placement: some
 * tens of bytes for each file.
 *
 * @param files of each the directory, where it is another than that of the file before, its name,
 *     length and modification time
 * @param origins of the files, in their order; none if they are not known
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record CompactFiles(
    ArrayList<String> roots,
    ArrayList<String> basePaths,
    byte[] files,
    ArrayList<FileOrigin> origins)
    implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  static CompactFiles of(FoundFiles found) {
    Collection<FileStatus> all = found.leaves().all();
    ArrayList<FileOrigin> origins = new ArrayList<>();
    if (!found.origins().isEmpty()) {
      all.forEach(file -> origins.add(found.origins().get(file.getPath().toString())));
    }
    return new CompactFiles(texts(found.roots()), texts(found.basePaths()), bytes(all), origins);
  }

  private static ArrayList<String> texts(Collection<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.toCollection(ArrayList::new));
  }

  private static byte[] bytes(Collection<FileStatus> all) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      String directory = "";
      out.writeInt(all.size());
      for (FileStatus file : all) {
        String path = file.getPath().toString();
        String own = path.substring(0, path.lastIndexOf(Path.SEPARATOR_CHAR) + 1);
        out.writeBoolean(!own.equals(directory));
        if (!own.equals(directory)) {
          directory = own;
          out.writeUTF(directory);
        }
        out.writeUTF(path.substring(own.length()));
        out.writeLong(file.getLen());
        out.writeLong(file.getModificationTime());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a name of more than 64 KiB, which no system has
    }
    return bytes.toByteArray();
  }

  @Serial
  private Object readResolve() throws InvalidObjectException {
    List<FileStatus> all = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(files))) {
      String directory = "";
      for (int left = in.readInt(); left > 0; left--) {
        directory = in.readBoolean() ? in.readUTF() : directory;
        Path path = new Path(directory + in.readUTF());
        all.add(new FileStatus(in.readLong(), false, 1, 0, in.readLong(), path));
      }
    } catch (IOException e) {
      throw new InvalidObjectException(e.getMessage());
    }
    Map<String, FileOrigin> known = new HashMap<>();
    for (int i = 0; i < origins.size(); i++) {
      known.put(all.get(i).getPath().toString(), origins.get(i));
    }
    return FoundFiles.there(
        paths(roots), LeafFiles.of(all), new LinkedHashSet<>(paths(basePaths)), known);
  }

  private static List<Path> paths(List<String> texts) {
    return texts.stream().map(Path::new).toList();
  }
}
