// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.spark.hosts;

import io.sparkmmap.core.Excerpt;
import io.sparkmmap.core.placement.Host;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.RDD;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Runs a task on each of some hosts, and nowhere else. Spark takes a host for a preference only, so
 * each task looks where it is before it does anything, and those that were elsewhere run again.
 */
public final class HostJob {
  private static final String DESCRIPTION = "spark.job.description";
  private static final int MIN_ROUNDS = 8;
  private static final long FIRST_PAUSE_MS = 25;
  private static final long MAX_PAUSE_MS = 1000;

  /** For the attempt on the right host, which may have been started just before, to appear. */
  private static final long COPY_PAUSE_MS = 500;

  private final SparkContext context;
  private final HostWait wait;

  /** Jobs of an application, which wait for hosts as long as {@code wait} lets them. */
  public HostJob(SparkContext context, HostWait wait) {
    this.context = context;
    this.wait = wait;
  }

  /**
   * What came of the task of one host.
   *
   * @param executorHosts what Spark calls the host
   */
  public record Answer<T>(Host host, List<String> executorHosts, T value) {}

  /**
   * Runs the tasks.
   *
   * @param description for Spark's user interface
   * @return an answer for each host, in the order of the tasks
   * @throws IOException if a host has no live executor, or all of them stayed busy, within the time
   *     to wait; or if a task failed, naming the host
   */
  public <T extends Serializable> List<Answer<T>> run(
      String description, Map<Host, HostTask<T>> tasks) throws IOException {
    Map<Host, Answer<T>> answers = new LinkedHashMap<>();
    List<Host> open = new ArrayList<>(tasks.keySet());
    for (int round = 1; !open.isEmpty(); round++) {
      LiveHosts live = wait.await(open);
      for (Reply<T> reply : round(description, open, tasks, live)) {
        if (reply.error != null) {
          throw reply.error.at(reply.host);
        }
        if (reply.ran) {
          answers.put(reply.host, new Answer<>(reply.host, live.namesOf(reply.host), reply.value));
        }
      }
      open.removeAll(answers.keySet());
      pauseIfAnyIsOpen(round, open);
    }
    return tasks.keySet().stream().map(answers::get).toList();
  }

  private void pauseIfAnyIsOpen(int round, List<Host> open) throws IOException {
    if (open.isEmpty()) {
      return;
    }
    if (round >= MIN_ROUNDS && wait.isOver()) {
      throw new IOException(
          "the executors on ["
              + Excerpt.of(open)
              + "] were busy for so long that Spark ran the tasks that list their files elsewhere;"
              + " raise hostWaitMs or spark.locality.wait, or run fewer queries at once");
    }
    wait.warnOnce(
        "the executors on {} are busy; trying again to list their files", Excerpt.of(open));
    HostWait.sleep(Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS << Math.min(round, 10)));
  }

  private <T extends Serializable> List<Reply<T>> round(
      String description, List<Host> hosts, Map<Host, HostTask<T>> tasks, LiveHosts live) {
    ClassTag<Question<T>> tag = ClassTag$.MODULE$.apply(Question.class);
    List<Tuple2<Question<T>, Seq<String>>> questions = new ArrayList<>();
    for (Host host : hosts) {
      List<String> names = live.namesOf(host);
      questions.add(
          new Tuple2<>(
              new Question<>(host, new ArrayList<>(names), tasks.get(host)),
              CollectionConverters.asScala(names).toSeq()));
    }
    String before = context.getLocalProperty(DESCRIPTION);
    context.setJobDescription(description);
    try {
      RDD<Question<T>> placed =
          context.makeRDD(CollectionConverters.asScala(questions).toSeq(), tag);
      return JavaRDD.fromRDD(placed, tag).map(Question::reply).collect();
    } finally {
      context.setJobDescription(before);
    }
  }

  /** A task on its way to an executor. */
  private record Question<T extends Serializable>(
      Host host, ArrayList<String> executorHosts, HostTask<T> task) implements Serializable {
    private static final long serialVersionUID = 1L;

    Reply<T> reply() {
      String here = ExecutorHost.here();
      if (!executorHosts.contains(here)) {
        if (RightAttempt.canHaveCopies()) {
          RightAttempt.await(COPY_PAUSE_MS);
        }
        return new Reply<>(host, false, null, null);
      }
      RightAttempt.announce();
      try {
        return new Reply<>(host, true, task.call(), null);
      } catch (TaskKilledException e) {
        throw e;
      } catch (Exception e) { // Spark's own code throws checked ones without declaring them
        return new Reply<>(host, true, null, HostError.of(e));
      }
    }
  }

  /** What comes back: nothing from another host, or else a value or an error. */
  private record Reply<T extends Serializable>(Host host, boolean ran, T value, HostError error)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }
}
