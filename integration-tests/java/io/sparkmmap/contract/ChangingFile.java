// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.contract;

import io.sparkmmap.contract.Versions.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** A file that is changed in the ways in which files are changed, and what was in it when. */
final class ChangingFile {
  private static final int PIECES = 8;

  private final Path path;
  private final Versions versions;
  private final Random random;

  /** Whether the file of some rows begins with that of the first of them. */
  private final boolean canGrow;

  private final List<Change> changes = new ArrayList<>();

  /** How a file is changed. */
  private enum Kind {
    COPY,
    IN_PLACE,
    IN_PLACE_SAME_TIME,
    RENAME,
    RENAME_SAME_TIME,
    COPY_TRUNCATE,
    APPEND,
    CUT;

    boolean isOfGrowingFiles() {
      return this == APPEND || this == CUT;
    }
  }

  /** A change to a state, which is that of the file from its end to the start of the next one. */
  static final class Change {
    final State state;
    private final Kind kind;
    private final long startNanos;
    private volatile long endNanos = Long.MAX_VALUE;

    private Change(Kind kind, State state) {
      this.kind = kind;
      this.state = state;
      this.startNanos = System.nanoTime();
    }

    long startNanos() {
      return startNanos;
    }

    long endNanos() {
      return endNanos;
    }

    boolean isWithin(long fromNanos, long toNanos) {
      return startNanos <= toNanos && endNanos >= fromNanos;
    }

    boolean isThroughout(long fromNanos, long toNanos) {
      return startNanos <= fromNanos && endNanos >= toNanos;
    }

    @Override
    public String toString() {
      return kind + " to " + state + " at " + startNanos + " to " + endNanos;
    }
  }

  private interface Writing {
    void run() throws IOException;
  }

  ChangingFile(Path path, Versions versions, Random random) throws IOException {
    this.path = path;
    this.versions = versions;
    this.random = random;
    State first = new State(versions.other(random, 0), Versions.MAX_ROWS / 2);
    byte[] bytes = versions.file(first);
    byte[] start = versions.file(new State(first.number(), first.rows() / 2));
    this.canGrow = Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    run(Kind.COPY, first, () -> Files.write(path, bytes));
  }

  Path path() {
    return path;
  }

  /** The changes so far, in their order. */
  List<Change> changes() {
    synchronized (changes) {
      return List.copyOf(changes);
    }
  }

  private State last() {
    synchronized (changes) {
      return changes.get(changes.size() - 1).state;
    }
  }

  private void run(Kind kind, State state, Writing writing) throws IOException {
    Change change = new Change(kind, state);
    synchronized (changes) {
      changes.add(change);
    }
    writing.run();
    change.endNanos = System.nanoTime();
  }

  /** Changes the file in any way. */
  void change() throws IOException {
    Kind[] kinds = Kind.values();
    Kind kind = kinds[random.nextInt(kinds.length)];
    while (kind.isOfGrowingFiles() && !canGrow) {
      kind = kinds[random.nextInt(kinds.length)];
    }
    State next = next(kind);
    byte[] bytes = versions.file(next);
    run(kind, next, writing(kind, bytes));
  }

  private State next(Kind kind) {
    State last = last();
    return switch (kind) {
      case APPEND ->
          new State(
              last.number(), Math.min(Versions.MAX_ROWS, last.rows() + 1 + random.nextInt(500)));
      case CUT -> new State(last.number(), 1 + random.nextInt(last.rows()));
      case IN_PLACE_SAME_TIME, RENAME_SAME_TIME ->
          new State(versions.twin(random, last.number()), last.rows());
      default ->
          new State(
              versions.other(random, last.number()),
              Versions.MAX_ROWS / 4 + random.nextInt(Versions.MAX_ROWS / 2));
    };
  }

  private Writing writing(Kind kind, byte[] bytes) throws IOException {
    FileTime time = Files.getLastModifiedTime(path);
    return switch (kind) {
      case COPY -> () -> Files.write(path, bytes);
      case IN_PLACE -> () -> overwrite(bytes);
      case IN_PLACE_SAME_TIME ->
          () -> {
            overwrite(bytes);
            Files.setLastModifiedTime(path, time);
          };
      case RENAME -> () -> rename(bytes, null);
      case RENAME_SAME_TIME -> () -> rename(bytes, time);
      case COPY_TRUNCATE ->
          () -> {
            Files.write(path, new byte[0]);
            for (int piece = 0; piece < PIECES; piece++) {
              int from = (int) ((long) bytes.length * piece / PIECES);
              int to = (int) ((long) bytes.length * (piece + 1) / PIECES);
              append(Arrays.copyOfRange(bytes, from, to));
            }
          };
      case APPEND -> () -> append(Arrays.copyOfRange(bytes, (int) Files.size(path), bytes.length));
      case CUT ->
          () -> {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
              channel.truncate(bytes.length);
            }
          };
    };
  }

  /** As {@code rsync --inplace}. */
  private void overwrite(byte[] bytes) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), 0);
      channel.truncate(bytes.length);
    }
  }

  private void append(byte[] bytes) throws IOException {
    Files.write(path, bytes, StandardOpenOption.APPEND);
  }

  private void rename(byte[] bytes, FileTime time) throws IOException {
    Path other = Files.write(path.resolveSibling("." + path.getFileName() + ".new"), bytes);
    if (time != null) {
      Files.setLastModifiedTime(other, time);
    }
    Files.move(other, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
