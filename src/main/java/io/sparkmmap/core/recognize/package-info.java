// SPDX-License-Identifier: Apache-2.0
/**
 * Recognizes what a file is, by its name and its first bytes: formats of records, compressed forms,
 * and formats that this library does not read.
 *
 * <p>Depends on {@code core} alone, opens no file and owns no memory.
 */
package io.sparkmmap.core.recognize;
