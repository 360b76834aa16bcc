// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.core.mapping;

import java.nio.ByteBuffer;

/** The memory of a {@link MappedWindow}, and what it takes of the {@link MappingBudget}. */
interface Mapping {

  /** A buffer over all of its bytes. They stay readable until {@link #giveBack}. */
  ByteBuffer bytes();

  /**
   * What can be reached for as long as anything can read the mapping.
   *
   * @param window of the mapping
   * @param bytes of {@link #bytes()}, to which every buffer leads that was made of it
   */
  Object reachableBy(MappedWindow window, ByteBuffer bytes);

  /** The address of the first byte. */
  long address();

  /** Bytes that the system has mapped: those of the window, or a few more behind them. */
  long mappedLength();

  /** Whether a read of it has failed, so that zeros were read in its place. */
  boolean hasFaulted();

  /** Whether it has ended, so that zeros may have been read in its place. Ask after reading. */
  boolean isEnded();

  /**
   * Ends the mapping, of which no lease is left and whose grace period is over. An address that
   * somebody has kept all the same stays readable: it gives zeros.
   *
   * @return false if the system refused, so that it has to be tried again later
   */
  boolean end();

  /**
   * Gives back all that is left. The caller knows that nothing can read it any more. A second call
   * does nothing.
   */
  void giveBack();
}
