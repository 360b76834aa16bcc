// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.record;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.Mockito.CALLS_REAL_METHODS;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

import io.sparkmmap.core.file.FileChangedException;
import io.sparkmmap.core.file.PlannedFile;
import io.sparkmmap.core.mapping.LeaseScope;
import io.sparkmmap.core.source.MemoryMode;
import io.sparkmmap.core.source.ReadStatistics;
import io.sparkmmap.core.source.RegionSource;
import io.sparkmmap.core.source.RegionSources;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RecordCursorTest {
  @TempDir Path folder;

  private RecordCursor cursorThatFailsWith(Path file, MemoryMode mode, Exception failure)
      throws IOException {
    RegionSource source =
        RegionSources.open(PlannedFile.of(file), mode, new ReadStatistics(), new LeaseScope());
    RecordCursor cursor =
        mock(
            RecordCursor.class,
            withSettings().useConstructor(source).defaultAnswer(CALLS_REAL_METHODS));
    doThrow(failure).when(cursor).advance();
    return cursor;
  }

  @ParameterizedTest
  @EnumSource(
      value = MemoryMode.class,
      names = {"AUTO", "READ"})
  void whatGoesWrongInAFileThatChangesIsTheChange(MemoryMode mode) throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[100_000]);
    RecordCursor index = cursorThatFailsWith(file, mode, new IndexOutOfBoundsException("-1"));
    RecordCursor data = cursorThatFailsWith(file, mode, new EOFException("no end"));
    Files.write(file, new byte[1]);

    assertThatExceptionOfType(FileChangedException.class).isThrownBy(index::next);
    assertThatExceptionOfType(FileChangedException.class).isThrownBy(data::next);
  }

  @Test
  void whatGoesWrongInAFileThatDoesNotChangeIsToldAsItIs() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[100_000]);
    RecordCursor cursor = cursorThatFailsWith(file, MemoryMode.READ, new EOFException("no end"));

    assertThatExceptionOfType(EOFException.class).isThrownBy(cursor::next).withMessage("no end");
  }
}
