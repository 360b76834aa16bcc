// SPDX-License-Identifier: Apache-2.0
/**
 * The one way to a local file: holds it without opening it, compares it with what was planned,
 * keeps to the allowed roots, and opens it. {@link io.sparkmmap.core.file.PlannedFile} is a file as
 * a plan saw it, {@link io.sparkmmap.core.file.FileHandle} one on its way to be opened, {@link
 * io.sparkmmap.core.file.Fence} compares one that is being read, and {@link
 * io.sparkmmap.core.file.FileErrors} says what went wrong and what to do.
 *
 * <p>No other package opens files of users. Depends on {@code core.os}. Owns descriptors, each
 * closed by who opened it, and no memory.
 */
package io.sparkmmap.core.file;
