// SPDX-License-Identifier: Apache-2.0
/**
 * The record format {@code npy}: the arrays that NumPy saves, as {@link
 * io.sparkmmap.core.layout.NpyHeader} describes them. The first axis of an array is the rows. Rows
 * that lie one after the other are read as records of equal length by the columns of {@code
 * spark.fixed}; arrays in Fortran order column by column. Owns no memory.
 */
package io.sparkmmap.spark.npy;
