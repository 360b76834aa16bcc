// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.source;

import io.sparkmmap.core.file.AllowedRoots;
import io.sparkmmap.core.file.ContentWitness;
import io.sparkmmap.core.file.Fence;
import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.FileErrors;
import io.sparkmmap.core.file.FileHandle;
import io.sparkmmap.core.file.FileIdentity;
import io.sparkmmap.core.file.HostFailureException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.MappedRegion;
import io.sparkmmap.core.os.KeptCause;
import io.sparkmmap.core.os.LocalHost;
import io.sparkmmap.core.os.Protection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The fence of one source: makes sure that all that was read is of the file as it was planned.
 * Where length and times are those that were found when the source was opened, nothing was written.
 * Where the file is longer it was appended to, or something longer was written over it: its content
 * decides. So it does where the last change is so recent that the clock of the file system shows
 * the next one by the same time. For one thread.
 */
final class SourceFence {
  private final PlannedFile file;
  private final AllowedRoots roots;
  private final FileIdentity opened;
  private final Fence fence;
  private final ReadSamples samples = new ReadSamples();
  private ContentWitness witness;

  /** The last state of the file whose content is that of the plan, and whether its times count. */
  private FileIdentity vouched;

  private boolean settled;

  private SourceFence(PlannedFile file, FileIdentity opened, AllowedRoots roots) {
    this.file = file;
    this.opened = opened;
    this.roots = roots;
    this.fence = new Fence(Path.of(file.path()), opened);
    this.witness = file.origin().witness();
    this.vouched = opened;
    this.settled = opened.isSettledAt(System.currentTimeMillis());
  }

  /**
   * The fence of a file that has just been found to be as planned by length and times.
   *
   * @param opened the file as it was found
   * @param roots below which it has to lie
   * @throws FileChangedException if its content is not that of the plan, or nobody knows
   */
  static SourceFence of(PlannedFile file, FileIdentity opened, AllowedRoots roots)
      throws IOException {
    SourceFence fence = new SourceFence(file, opened, roots);
    if (fence.comparesContent()) {
      if (fence.witness.isNone()) {
        fence.withChannel(fence::begin);
      } else if (!file.origin().isStateOf(opened)) {
        fence.compare(opened);
      }
    }
    return fence;
  }

  /** The same for a file that is open; the channel is left so. */
  static SourceFence of(
      PlannedFile file, FileIdentity opened, AllowedRoots roots, FileChannel channel)
      throws IOException {
    SourceFence fence = new SourceFence(file, opened, roots);
    if (fence.comparesContent()) {
      fence.orBetterReason(() -> fence.begin(channel));
    }
    return fence;
  }

  private boolean comparesContent() {
    return Protection.isOn() && file.length() > 0;
  }

  /** Compares the file with what the plan knows of its content, or finds out what to compare. */
  private void begin(FileChannel channel) throws IOException {
    if (!witness.isNone()) {
      if (!file.origin().isStateOf(opened)) {
        compare(opened);
      }
      return;
    }
    if (witness.equals(ContentWitness.NONE)) {
      requireKnown(opened);
    }
    try {
      witness = witness.whenOpened(channel, file.path(), file.length());
    } catch (FileChangedException | ClosedByInterruptException e) {
      throw e;
    } catch (IOException e) {
      return; // a file that is mapped need not be one that can be read as well
    }
    fence.check();
  }

  /** A file that grew is known by its content alone. */
  private void requireKnown(FileIdentity now) throws FileChangedException {
    if (witness.isNone() && now.length() > file.length()) {
      throw new FileChangedException(
          file.path(),
          file.length(),
          "the end of the file, as planned",
          "length "
              + now.length()
              + ", and nothing is known of the content, so an append cannot be distinguished"
              + " from something longer that was written over the file");
    }
  }

  /** Takes a piece of what the reader has come past. */
  void takeSample(MappedRegion region, long offset) {
    samples.take(region, offset);
  }

  /** Checks length and times, and not the content. */
  void glance() throws FileChangedException {
    FileIdentity now = fence.checkContent();
    fence.checkChangeTime(now);
    if (now.equals(vouched)) {
      samples.confirm();
    } else {
      samples.drop();
    }
  }

  /** The first part of a check: another file, a shorter one or another time at the same length. */
  FileIdentity checkTimes() throws FileChangedException {
    return fence.checkContent();
  }

  /** The second part of a check. */
  void checkContent(FileIdentity now) throws IOException {
    fence.checkChangeTime(now);
    if (now.equals(vouched) && settled) {
      samples.confirm();
      return;
    }
    samples.drop();
    if (comparesContent()) {
      compare(now);
    }
  }

  /** Both parts. */
  void check() throws IOException {
    checkContent(checkTimes());
  }

  private void compare(FileIdentity now) throws IOException {
    requireKnown(now);
    long timeMs = System.currentTimeMillis();
    try {
      withChannel(
          channel -> {
            witness.check(channel, file.path());
            samples.check(channel, file.path());
          });
    } catch (FileChangedException | InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      if (!now.equals(vouched)) {
        throw new HostFailureException(
            file.path()
                + " on host "
                + LocalHost.name()
                + ": changed, and its content cannot be compared with what was planned ("
                + e.getMessage()
                + ")"
                + FileErrors.remedyOfReading(e.getMessage()),
            KeptCause.of(e));
      }
      return; // nothing shows a change, and what the clock may hide cannot be read
    }
    vouched = now;
    settled = now.isSettledAt(timeMs);
  }

  private interface Reading {
    void from(FileChannel channel) throws IOException;
  }

  private void withChannel(Reading reading) throws IOException {
    orBetterReason(
        () -> {
          try (FileHandle held = FileHandle.of(Path.of(file.path()), roots)) {
            fence.check(held);
            try (FileChannel channel = held.open()) {
              reading.from(channel);
            }
          }
        });
  }

  private interface Comparison {
    void run() throws IOException;
  }

  /** The file was there, and a change of length or time says more than a piece does. */
  private void orBetterReason(Comparison comparison) throws IOException {
    try {
      comparison.run();
    } catch (ClosedByInterruptException e) {
      throw new InterruptedIOException(
          file.path() + ": its content was not compared, for the task was interrupted");
    } catch (NoSuchFileException | FileChangedException e) {
      fence.check();
      throw e;
    }
  }
}
