// SPDX-License-Identifier: Apache-2.0
/**
 * What every format has to keep, in every memory mode: one suite ({@link
 * io.sparkmmap.contract.FormatContract}), which a format joins by a subclass that gives a {@link
 * io.sparkmmap.contract.ContractFormat}: random rows, and a writer of them that is not the
 * library's. The oracle is Spark over the same rows in a Parquet file.
 */
package io.sparkmmap.contract;
