// SPDX-License-Identifier: Apache-2.0
/** Compares what the documentation says with the code. */
package io.sparkmmap.docs;
