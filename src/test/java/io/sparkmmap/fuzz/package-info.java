// SPDX-License-Identifier: Apache-2.0
/** What the fuzz tests of all parsers have in common: how inputs are broken, and what is held. */
package io.sparkmmap.fuzz;
