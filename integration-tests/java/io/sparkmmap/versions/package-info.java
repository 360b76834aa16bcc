// SPDX-License-Identifier: Apache-2.0
/** One jar on several versions of Spark, Hadoop and the JDK: see integration-tests/versions. */
package io.sparkmmap.versions;
