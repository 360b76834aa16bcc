// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.hadoop;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.Counter;
import org.apache.hadoop.mapreduce.Counters;
import org.apache.hadoop.mapreduce.StatusReporter;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/** Tasks that keep their counters, for tests. */
final class CountingTask {
  private CountingTask() {}

  static TaskAttemptContext of(Configuration conf) {
    Counters counters = new Counters();
    StatusReporter reporter =
        new StatusReporter() {
          @Override
          public Counter getCounter(Enum<?> name) {
            return counters.findCounter(name);
          }

          @Override
          public Counter getCounter(String group, String name) {
            return counters.findCounter(group, name);
          }

          @Override
          public void progress() {}

          @Override
          public float getProgress() {
            return 0;
          }

          @Override
          public void setStatus(String status) {}
        };
    return new TaskAttemptContextImpl(conf, new TaskAttemptID(), reporter);
  }

  static long value(TaskAttemptContext task, String counter) {
    return task.getCounter(MmapInputKeys.COUNTER_GROUP, counter).getValue();
  }
}
