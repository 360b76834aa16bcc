// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import io.sparkmmap.core.file.FileOrigin;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.dfs.SourceOpener;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.WritableUtils;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;

/**
 * A part of a file, page-aligned if it is a local one, together with the length and the
 * modification time that the file had when the splits were made. A task that finds another file
 * fails, instead of reading a mixture of two states.
 *
 * <p>The records of a split are those whose first byte lies in it.
 */
public final class MmapFileSplit extends FileSplit {
  private long fileLength;
  private long modifiedTimeMs;
  private String[] requiredHosts = {};
  private FileOrigin origin = FileOrigin.UNKNOWN;

  /** For Hadoop, which fills it by {@link #readFields}. */
  public MmapFileSplit() {}

  /**
   * A part of a file.
   *
   * @param file with its scheme
   * @param start offset of the first byte
   * @param length bytes
   * @param state the file as it was listed
   * @param hosts that have the part, and those of them that have it in memory
   */
  MmapFileSplit(Path file, long start, long length, State state, Hosts hosts) {
    super(file, start, length, hosts.all(), hosts.inMemory());
    this.fileLength = state.length();
    this.modifiedTimeMs = state.modifiedTimeMs();
    this.requiredHosts = hosts.required();
    this.origin = state.origin();
  }

  record State(long length, long modifiedTimeMs, FileOrigin origin) {}

  // Arrays, since that is what Hadoop takes; never compared.
  @SuppressWarnings("ArrayRecordComponent")
  record Hosts(String[] all, String[] inMemory, String[] required) {
    private static final String[] NOWHERE = {};
    static final Hosts NONE = near(NOWHERE, NOWHERE);

    /** Hosts that are better than others. */
    static Hosts near(String[] all, String[] inMemory) {
      return new Hosts(all, inMemory, NOWHERE);
    }

    /** The names of the one host that has the file. */
    static Hosts only(String[] names) {
      return new Hosts(names, NOWHERE, names);
    }
  }

  /** Bytes of the whole file when the splits were made. */
  public long fileLength() {
    return fileLength;
  }

  /** Its modification time then, in milliseconds since the epoch. */
  public long modifiedTimeMs() {
    return modifiedTimeMs;
  }

  /** The names of the only host that has the file; none if it may be read everywhere. */
  List<String> requiredHosts() {
    return List.of(requiredHosts);
  }

  /** The file that the split is of, as it was when the splits were made. */
  PlannedFile plannedFile() {
    return SourceOpener.planned(getPath(), fileLength, modifiedTimeMs, origin);
  }

  @Override
  public void write(DataOutput out) throws IOException {
    super.write(out);
    out.writeLong(fileLength);
    out.writeLong(modifiedTimeMs);
    WritableUtils.writeStringArray(out, requiredHosts);
    origin.write(out);
  }

  @Override
  public void readFields(DataInput in) throws IOException {
    super.readFields(in);
    fileLength = in.readLong();
    modifiedTimeMs = in.readLong();
    requiredHosts = WritableUtils.readStringArray(in);
    origin = FileOrigin.read(in);
  }
}
