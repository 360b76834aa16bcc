# SPDX-License-Identifier: Apache-2.0
"""A YARN over simulated hosts: a ResourceManager with the driver, and a NodeManager on each host."""

import os
import shutil
from pathlib import Path

from conftest import BUILD, library_jar
from hosts import DRIVER, MEMORY, Hosts

# An executor, or an application master and an executor, but not two executors.
NODE_MIB = 1700

SITE = {
    "yarn.resourcemanager.hostname": DRIVER,
    "yarn.resourcemanager.nodemanagers.heartbeat-interval-ms": "100",
    "yarn.scheduler.minimum-allocation-mb": "64",
    "yarn.nodemanager.hostname": "${host}",  # of the JVM's properties
    "yarn.nodemanager.address": "${host}:0",
    "yarn.nodemanager.localizer.address": "${host}:0",
    "yarn.nodemanager.webapp.address": "${host}:0",
    "yarn.nodemanager.local-dirs": "${hadoop.tmp.dir}/local",
    "yarn.nodemanager.log-dirs": "${hadoop.tmp.dir}/log",
    "yarn.nodemanager.disk-health-checker.enable": "false",
    "yarn.nodemanager.resource.memory-mb": str(NODE_MIB),
    "yarn.nodemanager.resource.cpu-vcores": "8",
    "yarn.nodemanager.vmem-check-enabled": "false",
    "yarn.nodemanager.pmem-check-enabled": "true",
    # Without cgroups only this together with pmem-check-enabled limits anything.
    "yarn.nodemanager.resource.memory.enforced": "false",
    "yarn.nodemanager.container-monitor.interval-ms": "250",
    # The default class, but unless it is named the next setting does not get to it.
    "yarn.nodemanager.container-monitor.process-tree.class": (
        "org.apache.hadoop.yarn.util.ProcfsBasedProcessTree"
    ),
    "yarn.nodemanager.container-monitor.procfs-tree.smaps-based-rss.enabled": "${smaps}",
}
SCHEDULER = {
    "yarn.scheduler.capacity.root.queues": "default",
    "yarn.scheduler.capacity.root.default.capacity": "100",
    "yarn.scheduler.capacity.maximum-am-resource-percent": "1",
    "yarn.scheduler.capacity.node-locality-delay": "40",
}
LOGGING = """
log4j.rootLogger=INFO, console
log4j.appender.console=org.apache.log4j.ConsoleAppender
log4j.appender.console.target=System.err
log4j.appender.console.layout=org.apache.log4j.PatternLayout
log4j.appender.console.layout.ConversionPattern=%d %p %c{1}: %m%n
"""


class YarnCluster(Hosts):
    """Hosts with YARN. Each says whether it leaves mapped files out of the memory of a container."""

    def __init__(self, work: Path, smaps: dict[str, bool]):
        super().__init__(work, list(smaps))
        self._smaps = smaps
        self.conf = work / "conf"
        self._java = Path(
            shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin:{os.environ['PATH']}")
        ).resolve()
        self.environment |= {
            "HADOOP_CONF_DIR": str(self.conf),
            "JAVA_HOME": str(self._java.parents[1]),
            # What there may be on this machine says nothing of the hosts.
            "HADOOP_USER_NAME": "tester",
        }
        self.conf.mkdir()
        write_settings(self.conf / "yarn-site.xml", SITE)
        write_settings(self.conf / "capacity-scheduler.xml", SCHEDULER)
        (self.conf / "log4j.properties").write_text(LOGGING)

    def __enter__(self):
        super().__enter__()
        try:
            package = "org.apache.hadoop.yarn.server"
            self.start_java(DRIVER, "resources", f"{package}.resourcemanager.ResourceManager")
            self.await_log("resources", "Transitioned to active state")
            for host in self.names:
                self.start_java(host, f"node-{host}", f"{package}.nodemanager.NodeManager")
            for host in self.names:
                self.await_log(f"node-{host}", "Registered with ResourceManager as")
        except BaseException:
            self.__exit__()
            raise
        return self

    def start_java(self, host: str, log: str, main: str, *arguments: str, **popen):
        """Starts a program that knows Hadoop, and what was built, but not Spark."""
        properties = {
            "host": host,
            "smaps": str(self._smaps.get(host, True)).lower(),
            "hadoop.tmp.dir": str(self.work / f"hadoop-{host}"),
        }
        command = [
            *(str(self._java), MEMORY),
            *(f"-D{name}={value}" for name, value in properties.items()),
            *("-cp", self.class_path(), main, *arguments),
        ]
        return self.start(host, log, command, **popen)

    def class_path(self) -> str:
        hadoop = (BUILD / "yarn-classpath.txt").read_text().strip()
        return f"{self.conf}:{library_jar()}:{BUILD / 'test-classes'}:{hadoop}"


def write_settings(file: Path, settings: dict[str, str]) -> None:
    lines = [
        f"<property><name>{name}</name><value>{value}</value></property>"
        for name, value in settings.items()
    ]
    file.write_text("\n".join(["<configuration>", *lines, "</configuration>", ""]))
