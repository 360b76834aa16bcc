// SPDX-License-Identifier: Apache-2.0
/**
 * The command-line tool {@code mmap}: inspects files, and what this host makes of them, by means of
 * {@code core} alone, so that the jar is all it needs. Each command is a class, and prints either
 * text for people or JSON. Its command lines are parsed by picocli, which the jar has under another
 * name. Owns no memory.
 */
package io.sparkmmap.tool;
