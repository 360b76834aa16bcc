// SPDX-License-Identifier: Apache-2.0
/**
 * Finds, counts, searches and numbers lines, for each kind of separator, and finds the first line
 * of a split.
 *
 * <p>Depends on {@code core.record} and what that may use, and on {@code core.recognize} and {@code
 * core.os}. Owns no memory of the file.
 */
package io.sparkmmap.core.lines;
