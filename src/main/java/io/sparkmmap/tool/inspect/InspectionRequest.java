// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.tool.inspect;

import io.sparkmmap.core.layout.StructLayout;
import io.sparkmmap.core.prefixed.LengthPrefix;
import io.sparkmmap.core.recognize.FileFormat;
import java.util.Optional;

/**
 * What is to be found out about a file, and what is known of it.
 *
 * @param format of its records, if it is known
 * @param layout of records of one length
 * @param prefix of records that stand behind their lengths
 * @param headerBytes before the first record
 * @param trailerBytes after the last one
 * @param splitBytes the longest split
 * @param maxSplits how many splits to show
 * @param count whether to pass over the file where there is no other way to count the records
 */
public record InspectionRequest(
    Optional<FileFormat> format,
    Optional<StructLayout> layout,
    LengthPrefix prefix,
    long headerBytes,
    long trailerBytes,
    long splitBytes,
    int maxSplits,
    boolean count) {}
