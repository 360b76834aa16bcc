// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.apache.hadoop.io.DataInputBuffer;
import org.apache.hadoop.io.DataOutputBuffer;
import org.apache.hadoop.io.WritableComparator;
import org.apache.hadoop.io.WritableUtils;
import org.junit.jupiter.api.Test;

class MappedRecordTest {

  private static MappedRecord view(byte[] bytes, int before, int after) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(before + bytes.length + after);
    buffer.put(before, bytes);
    MappedRecord record = new MappedRecord();
    record.pointTo(buffer.asReadOnlyBuffer(), before, bytes.length);
    return record;
  }

  private static DataOutputBuffer written(MappedRecord record) throws IOException {
    DataOutputBuffer out = new DataOutputBuffer();
    record.write(out);
    return out;
  }

  private static MappedRecord read(DataOutputBuffer from, MappedRecord into) throws IOException {
    DataInputBuffer in = new DataInputBuffer();
    in.reset(from.getData(), from.getLength());
    into.readFields(in);
    assertThat(in.read()).isEqualTo(-1);
    return into;
  }

  @Test
  void rawComparatorOrderAndEqualityAgreeOnRandomRecords() throws IOException {
    long seed = Long.getLong("sparkmmap.seed", System.nanoTime());
    Random random = new Random(seed);
    WritableComparator raw = WritableComparator.get(MappedRecord.class);
    for (int round = 0; round < 20_000; round++) {
      byte[] first = new byte[random.nextInt(random.nextInt(20) == 0 ? 300 : 24)];
      random.nextBytes(first);
      byte[] second = Arrays.copyOf(first, random.nextInt(first.length + 3));
      if (second.length > 0 && random.nextBoolean()) {
        second[random.nextInt(second.length)] += (byte) random.nextInt(3);
      }
      MappedRecord left = view(first, random.nextInt(9), random.nextInt(9));
      MappedRecord right =
          random.nextBoolean()
              ? view(second, random.nextInt(9), random.nextInt(9))
              : MappedRecord.copyOf(second);
      DataOutputBuffer leftBytes = written(left);
      DataOutputBuffer rightBytes = written(right);

      int expected = Integer.signum(Arrays.compareUnsigned(first, second));
      assertThat(Integer.signum(left.compareTo(right))).as("seed %d", seed).isEqualTo(expected);
      assertThat(Integer.signum(raw.compare(left, right))).isEqualTo(expected);
      assertThat(
              Integer.signum(
                  raw.compare(
                      leftBytes.getData(),
                      0,
                      leftBytes.getLength(),
                      rightBytes.getData(),
                      0,
                      rightBytes.getLength())))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(expected);
      assertThat(left.equals(right)).isEqualTo(expected == 0);
      if (expected == 0) {
        assertThat(left).hasSameHashCodeAs(right);
      }
    }
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Random random = new Random(3);
    MappedRecord into = new MappedRecord();
    for (int length : new int[] {0, 1, 127, 128, 8192, 8193, 100_000, 5, 0, 70_000}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      MappedRecord record = view(bytes, 3, 2);
      assertThat(read(written(record), into)).isEqualTo(record);
      assertThat(into.length()).isEqualTo(length);
      assertThat(into.copyBytes()).isEqualTo(bytes);
    }
  }

  @Test
  void whatIsReadNeedsTheViewNoMore() throws IOException {
    MappedRecord record = view(new byte[] {1, 2, 3}, 0, 0);
    DataOutputBuffer other = written(MappedRecord.copyOf(new byte[] {9, 8}));
    ByteBuffer before = record.bytes();
    read(other, record);
    assertThat(record.copyBytes()).containsExactly(9, 8);
    assertThat(before.get(0)).isEqualTo((byte) 1);
  }

  @Test
  void hashCodesAreThoseOfTheBytesAlone() {
    byte[] bytes = {-1, 0, 77};
    assertThat(view(bytes, 5, 5).hashCode()).isEqualTo(Arrays.hashCode(bytes));
  }

  @Test
  void bytesAreReadOnlyAndBounded() {
    MappedRecord record = view(new byte[] {1, 2, 3}, 4, 4);
    assertThat(record.byteAt(2)).isEqualTo((byte) 3);
    assertThatThrownBy(() -> record.byteAt(3)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> record.byteAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    ByteBuffer bytes = record.bytes();
    assertThat(bytes.remaining()).isEqualTo(3);
    assertThat(bytes.isReadOnly()).isTrue();
    assertThatThrownBy(() -> bytes.put(0, (byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    assertThatThrownBy(() -> MappedRecord.copyOf(new byte[1]).bytes().array())
        .isInstanceOf(ReadOnlyBufferException.class);
  }

  @Test
  void textIsUtf8() {
    assertThat(view("h\u00E9".getBytes(StandardCharsets.UTF_8), 1, 1)).hasToString("h\u00E9");
    assertThat(new MappedRecord()).hasToString("");
  }

  @Test
  void damagedRecordsAreRefused() throws IOException {
    DataOutputBuffer negative = new DataOutputBuffer();
    WritableUtils.writeVInt(negative, -5);
    assertThatThrownBy(() -> read(negative, new MappedRecord()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected at least 0, found -5");
    DataOutputBuffer cut = new DataOutputBuffer();
    WritableUtils.writeVInt(cut, 5);
    assertThatThrownBy(() -> read(cut, new MappedRecord())).isInstanceOf(EOFException.class);
  }
}
