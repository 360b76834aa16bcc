// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.file;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * Which file it was that a plan saw at a path, and in which state: device, inode and change time,
 * in whose view, and some of the content. A file that was replaced or overwritten can have any
 * length and modification time, and is known by these alone.
 *
 * <p>Two processes see the same files at the same paths only where they share the mounts of one
 * running kernel. Elsewhere, as on another node, only the content is compared: there the path is
 * that of another file, rightly.
 *
 * @param view the kernel's boot and the mount namespace, or empty if it is not known
 * @param fileKey device and inode as the JDK prints them
 * @param changedTime the time that nobody can set, or null if it is not known
 * @param settled whether the file had been left alone for so long that any change since would show
 *     by another time
 * @param witness what the file contained
 */
public record FileOrigin(
    String view, String fileKey, Instant changedTime, boolean settled, ContentWitness witness)
    implements Serializable {
  /** Agrees with every file. */
  public static final FileOrigin UNKNOWN = new FileOrigin("", "", null, false, ContentWitness.NONE);

  private static final long serialVersionUID = 1L;
  private static final String OWN_VIEW = ownView();

  /**
   * The origin of a file of this process.
   *
   * @param lookedAtMs when it was found to be like that, milliseconds since the epoch
   */
  static FileOrigin of(FileIdentity identity, long lookedAtMs, ContentWitness witness) {
    boolean known = !OWN_VIEW.isEmpty() && identity.fileKey() != null;
    return new FileOrigin(
        known ? OWN_VIEW : "",
        known ? identity.fileKey().toString() : "",
        identity.changedTime() == null ? null : identity.changedTime().toInstant(),
        identity.isSettledAt(lookedAtMs),
        witness);
  }

  /**
   * The origin of a file of another file system, whose readers compare it.
   *
   * @param key what distinguishes it from other files there
   */
  public static FileOrigin elsewhere(String key) {
    return new FileOrigin("", key, null, false, ContentWitness.NONE);
  }

  FileOrigin withWitness(ContentWitness known) {
    return new FileOrigin(view, fileKey, changedTime, settled, known);
  }

  /** Which running kernel saw it, from whatever container; empty if that is not known. */
  public String kernel() {
    return view.substring(0, Math.max(0, view.indexOf(' ')));
  }

  /** Whether a file that this process found at the path is another one for certain. */
  boolean contradicts(FileIdentity found) {
    return isKnown() && !fileKey.equals(String.valueOf(found.fileKey()));
  }

  /** Whether this process sees at the path what was seen there. */
  private boolean isKnown() {
    return !view.isEmpty() && view.equals(OWN_VIEW);
  }

  /** Whether a file of the same length has changed for certain, or its permissions or names. */
  boolean contradictsTime(FileIdentity found) {
    return isKnown()
        && changedTime != null
        && found.changedTime() != null
        && !changedTime.equals(found.changedTime().toInstant());
  }

  /** Whether a file that this process found is in the very state that was seen. */
  public boolean isStateOf(FileIdentity found) {
    return settled
        && isKnown()
        && !contradicts(found)
        && found.changedTime() != null
        && found.changedTime().toInstant().equals(changedTime);
  }

  /** Writes it in a form that {@link #read} takes. */
  public void write(DataOutput out) throws IOException {
    out.writeUTF(view);
    writeWithoutView(out);
  }

  /** Writes it for {@link #readWithoutView}, without what it has in common with many others. */
  public void writeWithoutView(DataOutput out) throws IOException {
    out.writeUTF(fileKey);
    out.writeBoolean(changedTime != null);
    if (changedTime != null) {
      out.writeLong(changedTime.getEpochSecond());
      out.writeInt(changedTime.getNano());
    }
    out.writeBoolean(settled);
    witness.write(out);
  }

  /** Reads what {@link #write} wrote. */
  public static FileOrigin read(DataInput in) throws IOException {
    return readWithoutView(in.readUTF(), in);
  }

  /** Reads what {@link #writeWithoutView} wrote, of a file in a view. */
  public static FileOrigin readWithoutView(String view, DataInput in) throws IOException {
    String fileKey = in.readUTF();
    Instant changed = in.readBoolean() ? Instant.ofEpochSecond(in.readLong(), in.readInt()) : null;
    boolean settled = in.readBoolean();
    return new FileOrigin(view, fileKey, changed, settled, ContentWitness.read(in));
  }

  private static String ownView() {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id"), US_ASCII).trim();
      return boot + " " + Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
