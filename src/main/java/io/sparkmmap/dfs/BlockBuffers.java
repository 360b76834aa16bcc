// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.dfs;

import io.sparkmmap.core.mapping.ForeignMapping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.FSDataInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buffers that a stream lent, and the stream, which has to stay open for as long as they are
 * read. Regions hold on to it, and so does the task: only when nothing can reach it any more are
 * the buffers given back and the stream closed.
 *
 * <p>For use by one thread.
 */
final class BlockBuffers {
  private static final Logger LOG = LoggerFactory.getLogger(BlockBuffers.class);
  private static final Cleaner CLEANER = Cleaner.create();

  private final Lent lent;

  BlockBuffers(FSDataInputStream in) {
    this.lent = new Lent(in, new ArrayList<>());
    CLEANER.register(this, lent);
  }

  private record Loan(ByteBuffer buffer, ForeignMapping mapping) {}

  /** What is given back; must not know its owner. */
  private record Lent(FSDataInputStream in, List<Loan> loans) implements Runnable {
    @Override
    public void run() {
      try (in) {
        for (Loan loan : loans) {
          loan.mapping.giveBack(() -> in.releaseBuffer(loan.buffer));
        }
      } catch (IOException | UncheckedIOException e) {
        LOG.debug("a stream whose blocks were mapped was closed late", e);
      }
    }
  }

  void add(ByteBuffer buffer, ForeignMapping mapping) {
    lent.loans.add(new Loan(buffer, mapping));
  }

  /** Whether a page of one of them was gone when it was read. */
  boolean haveFaulted() {
    for (Loan loan : lent.loans) {
      if (loan.mapping.hasFaulted()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    return lent.loans.size() + " blocks of " + lent.in;
  }
}
