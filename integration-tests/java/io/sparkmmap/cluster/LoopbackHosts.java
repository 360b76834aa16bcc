// SPDX-License-Identifier: Apache-2.0
package io.sparkmmap.cluster;

import io.sparkmmap.process.ChildJvm;
import io.sparkmmap.process.SparkJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.worker.Worker;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * A standalone cluster whose hosts are addresses of the loopback device, with a worker on each in
 * this process and executors in processes of their own. They share the disk, so each host needs
 * files of other names. For Linux, where all of 127.0.0.0/8 is this machine.
 */
public final class LoopbackHosts implements AutoCloseable {
  private final List<RpcEnv> environments = new ArrayList<>();
  private final List<String> names;
  private final String master;

  private LoopbackHosts(int hosts, Path work) {
    SparkConf conf =
        new SparkConf()
            .set("spark.worker.cleanup.enabled", "false")
            .set("spark.ui.enabled", "false");
    RpcEnv env = Master.startRpcEnvAndEndpoint("127.0.0.1", 0, 0, conf)._1();
    environments.add(env);
    this.master = "spark://" + env.address().hostPort();
    this.names = IntStream.range(0, hosts).mapToObj(i -> "127.0.0." + (i + 2)).toList();
    for (String name : names) {
      environments.add(
          Worker.startRpcEnvAndEndpoint(
              name,
              0,
              0,
              1,
              1024,
              new String[] {master},
              work.resolve(name).toString(),
              Option.apply(names.indexOf(name)),
              conf,
              Option.empty()));
    }
  }

  /**
   * Starts a cluster.
   *
   * @param work a directory for the workers
   */
  public static LoopbackHosts start(int hosts, Path work) {
    return new LoopbackHosts(hosts, work);
  }

  /** What Spark calls the hosts. */
  public List<String> names() {
    return names;
  }

  /** A session with one core on each host. */
  public SparkSession.Builder session() {
    return SparkSession.builder()
        .master(master)
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.executor.memory", "512m")
        .config("spark.executor.instances", names.size())
        .config("spark.executor.cores", "1")
        .config("spark.cores.max", names.size())
        .config("spark.ui.enabled", "false")
        .config("spark.executor.extraClassPath", SparkJvm.libraryAndTests())
        .config("spark.executor.extraJavaOptions", String.join(" ", ChildJvm.SHORT_LIVED));
  }

  @Override
  public void close() {
    environments.forEach(RpcEnv::shutdown);
  }
}
