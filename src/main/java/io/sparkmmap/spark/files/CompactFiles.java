// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.files;

import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.dfs.FileBlocks;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.Path;

/**
 * {@link FoundFiles} on the way from their host to the driver, before they have a placement: some
 * tens of bytes for each file.
 *
 * @param files of each the directory, where it is another than that of the file before, its name,
 *     length, modification time and origin
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record CompactFiles(ArrayList<String> roots, ArrayList<String> basePaths, byte[] files)
    implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  static CompactFiles of(FoundFiles found) {
    return new CompactFiles(
        texts(found.roots()), texts(found.basePaths()), bytes(found.leaves().all()));
  }

  private static ArrayList<String> texts(Collection<Path> paths) {
    return paths.stream().map(Path::toString).collect(Collectors.toCollection(ArrayList::new));
  }

  private static byte[] bytes(Collection<LeafFile> all) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      String directory = "";
      String view = "";
      out.writeInt(all.size());
      for (LeafFile file : all) {
        String own = file.path().substring(0, file.path().length() - file.name().length());
        directory = writeIfOther(out, own, directory);
        out.writeUTF(file.name());
        out.writeLong(file.length());
        out.writeLong(file.modificationTimeMs());
        view = writeIfOther(out, file.origin().view(), view);
        file.origin().writeWithoutView(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a name of more than 64 KiB, which no system has
    }
    return bytes.toByteArray();
  }

  private static String writeIfOther(DataOutputStream out, String text, String before)
      throws IOException {
    boolean other = !text.equals(before);
    out.writeBoolean(other);
    if (other) {
      out.writeUTF(text);
    }
    return text;
  }

  @Serial
  private Object readResolve() throws InvalidObjectException {
    List<LeafFile> all = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(files))) {
      String prefix = "";
      Path directory = null;
      String view = "";
      for (int left = in.readInt(); left > 0; left--) {
        boolean other = in.readBoolean();
        prefix = other ? in.readUTF() : prefix;
        String path = prefix + in.readUTF();
        directory = other ? new Path(path).getParent() : directory;
        long length = in.readLong();
        long modificationTimeMs = in.readLong();
        view = in.readBoolean() ? in.readUTF() : view;
        FileOrigin origin = FileOrigin.readWithoutView(view, in);
        all.add(
            new LeafFile(directory, path, length, modificationTimeMs, FileBlocks.UNKNOWN, origin));
      }
    } catch (IOException e) {
      throw new InvalidObjectException(e.getMessage());
    }
    return new FoundFiles(
        paths(roots), LeafFiles.of(all), new LinkedHashSet<>(paths(basePaths)), null);
  }

  private static List<Path> paths(List<String> texts) {
    return texts.stream().map(Path::new).toList();
  }
}
