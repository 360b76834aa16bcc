// SPDX-License-Identifier: Apache-2.0
/**
 * What the bytes of a fixed-length record mean: which field lies at which position, of which type
 * and byte order.
 *
 * <p>{@link io.sparkmmap.core.layout.StructLayout#parse} reads the two ways to write a layout, the
 * project's own ({@code id int64, price float64be}) and NumPy's ({@code [('id','<i8')]}). What it
 * returns is immutable and serializable, for it travels from the driver to the executors.
 *
 * <p>Depends on {@code core}, and on {@code core.file} for its errors. Holds descriptions, never
 * data: no memory is owned here.
 */
package io.sparkmmap.core.layout;
