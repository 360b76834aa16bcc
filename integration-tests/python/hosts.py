# SPDX-License-Identifier: Apache-2.0
"""Hosts that are simulated on one Linux machine, with a Spark standalone cluster over them.

Each host is a network namespace, and each of its processes has mount and UTS namespaces of its own
on top: another host name, other names in /etc/hosts, and a disk of its own at one path that all hosts
have. The bridge between them lies in the driver's namespace, so nothing of the machine's own network
is touched, and everything is gone with the namespaces. Needs root, iproute2 and util-linux.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyspark
import pytest

from conftest import BUILD, library_jar

DRIVER = "driver"
MASTER = f"spark://{DRIVER}:17077"
SPARK_HOME = Path(pyspark.__file__).parent
SUBNET = "10.77.0"
MEMORY = "-Xmx256m"
WAIT_S = 180

# What docs/node-local.md says for files that only one host has.
EXCLUDE = {
    "excludeOnFailure_enabled": "true",
    "excludeOnFailure_task_maxTaskAttemptsPerNode": "1",
    "excludeOnFailure_stage_maxFailedTasksPerExecutor": "1000",
    "excludeOnFailure_stage_maxFailedExecutorsPerNode": "1000",
    "excludeOnFailure_application_maxFailedTasksPerExecutor": "1000",
    "excludeOnFailure_application_maxFailedExecutorsPerNode": "1000",
}

ENTER = """
set -e
hostname "$0"
mount --bind "$1" "$2"
mount --bind "$3" /etc/hosts
shift 3
exec "$@"
"""


def missing_parts() -> str:
    """Why hosts cannot be simulated here, or nothing."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "network namespaces need root on Linux"
    missing = [tool for tool in ("ip", "unshare", "mount") if not shutil.which(tool)]
    return f"{', '.join(missing)} not found: integration-tests/setup installs them" if missing else ""


def require_parts() -> None:
    """Skips the test with the reason if hosts cannot be simulated; fails it where all tests must run."""
    why = missing_parts()
    if why and os.environ.get("CI") == "true":
        pytest.fail(f"may not be skipped here: {why}")
    if why:
        pytest.skip(why)


class Hosts:
    """Some hosts and a driver that see each other, with a disk each at `data`."""

    def __init__(self, work: Path, names: list[str]):
        self.work = work
        self.names = names
        self.data = work / "data"
        self.environment = {}
        self._prefix = f"mmap{os.getpid()}"
        self._processes = []
        for directory in (self.data, work / "log", *(self.disk(host) for host in [*names, DRIVER])):
            directory.mkdir(parents=True)
        lines = [f"{self._address(name)} {name}" for name in [*names, DRIVER]]
        (work / "hosts").write_text("\n".join(["127.0.0.1 localhost", *lines, ""]))

    def disk(self, host: str) -> Path:
        """What the host sees at `data`."""
        return self.work / f"disk-{host}"

    def _address(self, host: str) -> str:
        return f"{SUBNET}.{254 if host == DRIVER else self.names.index(host) + 1}"

    def _namespace(self, host: str) -> str:
        return f"{self._prefix}-{host}"

    def __enter__(self):
        # Not to leave namespaces behind where a run is ended from outside.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            self._connect()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _connect(self):
        driver = self._namespace(DRIVER)
        for host in [DRIVER, *self.names]:
            ip("netns", "add", self._namespace(host))
            ip("-n", self._namespace(host), "link", "set", "lo", "up")
        ip("-n", driver, "link", "add", "bridge0", "type", "bridge")
        ip("-n", driver, "addr", "add", f"{self._address(DRIVER)}/24", "dev", "bridge0")
        ip("-n", driver, "link", "set", "bridge0", "up")
        for index, host in enumerate(self.names):
            own = self._namespace(host)
            peer = ["peer", "name", "eth0", "netns", own]
            ip("link", "add", f"veth{index}", "netns", driver, "type", "veth", *peer)
            ip("-n", driver, "link", "set", f"veth{index}", "master", "bridge0", "up")
            ip("-n", own, "addr", "add", f"{self._address(host)}/24", "dev", "eth0")
            ip("-n", own, "link", "set", "eth0", "up")

    def __exit__(self, *_):
        for host in [*self.names, DRIVER]:
            self.kill(host)
        for process in self._processes:
            process.wait()
        for host in [*self.names, DRIVER]:
            subprocess.run(["ip", "netns", "del", self._namespace(host)], capture_output=True)

    def pids(self, host: str) -> list[int]:
        listed = subprocess.run(
            ["ip", "netns", "pids", self._namespace(host)], capture_output=True, text=True
        )
        return [int(pid) for pid in listed.stdout.split()]

    def kill(self, host: str, of: str = "") -> None:
        """Ends the processes of a host, or those of them whose command line has a word."""
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            left = [pid for pid in self.pids(host) if of in command_line(pid)]
            if not left:
                return
            for pid in left:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            if of:
                return  # what it was started by starts another one
            time.sleep(0.05)
        raise AssertionError(f"processes of {host} do not end: {self.pids(host)}")

    def start(self, host: str, log: str, command: list[str], **popen) -> subprocess.Popen:
        """Starts a program on a host, with its errors in a file of that name."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SPARK_")} | {
            "SPARK_HOME": str(SPARK_HOME),
            "SPARK_SCALA_VERSION": "2.13",
            "SPARK_LOCAL_HOSTNAME": host,
            "PYSPARK_PYTHON": sys.executable,
        } | self.environment
        entered = [
            *("ip", "netns", "exec", self._namespace(host)),
            *("unshare", "-m", "-u", "--propagation", "private", "bash", "-c", ENTER, host),
            *(str(self.disk(host)), str(self.data), str(self.work / "hosts")),
        ]  # fmt: skip
        with self.log(log).open("a") as errors:
            popen.setdefault("stdout", errors)
            popen.setdefault("stdin", subprocess.DEVNULL)
            process = subprocess.Popen(
                [*entered, *command], stderr=errors, env=environment, cwd=self.work, **popen
            )
        self._processes.append(process)
        return process

    def application(self, name: str, **settings: str) -> "Application":
        return Application(self, name, settings)

    def log(self, name: str) -> Path:
        return self.work / "log" / name

    def await_log(self, name: str, text: str, times: int = 1) -> None:
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            if self.log(name).exists() and self.log(name).read_text().count(text) >= times:
                return
            time.sleep(0.05)
        raise AssertionError(f"no {text!r} in:\n{self.log(name).read_text()[-4000:]}")


class Cluster(Hosts):
    """A Spark master with the driver, and a worker on each host."""

    def __init__(self, work: Path, cores: dict[str, int]):
        super().__init__(work, list(cores))
        self._cores = cores
        self._workers_started = dict.fromkeys(cores, 0)

    def __enter__(self):
        super().__enter__()
        try:
            self._start_spark(DRIVER, "master", "master.Master", "--port", "17077")
            self.await_log("master", "I have been elected leader")
            for host in self.names:
                self.start_worker(host, wait=False)
            for host in self.names:
                self.await_worker(host)
        except BaseException:
            self.__exit__()
            raise
        return self

    def start_worker(self, host: str, wait: bool = True) -> None:
        cores = str(self._cores[host])
        folder = str(self.work / f"work-{host}")
        arguments = ["-c", cores, "-m", "2g", "-d", folder, MASTER]
        self._start_spark(host, f"worker-{host}", "worker.Worker", *arguments)
        self._workers_started[host] += 1
        if wait:
            self.await_worker(host)

    def await_worker(self, host: str) -> None:
        self.await_log(
            f"worker-{host}", "Successfully registered with master", self._workers_started[host]
        )

    def _start_spark(self, host: str, log: str, main: str, *arguments: str) -> None:
        java = shutil.which("java", path=f"{os.environ.get('JAVA_HOME', '')}/bin:{os.environ['PATH']}")
        command = [
            *(java, MEMORY, f"@{BUILD / 'spark.jvm.options'}"),
            *("-cp", f"{SPARK_HOME}/jars/*", f"org.apache.spark.deploy.{main}"),
            *("--host", host, "--webui-port", "0", *arguments),
        ]  # fmt: skip
        self.start(host, log, command)


class Application:
    """A PySpark program on the driver's host that takes commands, one after the other."""

    def __init__(self, cluster: Hosts, name: str, settings: dict[str, str]):
        self._cluster = cluster
        self._name = name
        all_settings = {
            "spark.master": MASTER,
            "spark.jars": str(library_jar()),
            "spark.driver.host": DRIVER,
            "spark.driver.memory": "600m",
            "spark.executor.memory": "500m",
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.sql.shuffle.partitions": "2",
        } | {f"spark.{key.replace('_', '.')}": value for key, value in settings.items()}
        program = [sys.executable, str(Path(__file__).with_name("hosts_driver.py"))]
        self._process = cluster.start(
            DRIVER,
            f"driver-{name}",
            [*program, json.dumps(all_settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()
        self._process.wait()

    def kill(self) -> None:
        """Ends it in the middle of what it does; whatever it leaves behind goes with the cluster."""
        self._process.kill()

    def send(self, code: str) -> None:
        """Starts to run Python code, which leaves its answer in `answer`."""
        self._process.stdin.write(json.dumps(code) + "\n")
        self._process.stdin.flush()

    def hear(self):
        """Waits for the answer.

        Raises `Failed` with the message of an exception.
        """
        line = self._process.stdout.readline()
        assert line, f"the driver is gone:\n{self.log()[-4000:]}"
        reply = json.loads(line)
        if "error" in reply:
            raise Failed(reply["error"])
        return reply["answer"]

    def run(self, code: str):
        self.send(code)
        return self.hear()

    def log(self) -> str:
        return self._cluster.log(f"driver-{self._name}").read_text()


class Failed(Exception):
    """What went wrong in an application."""


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def command_line(pid: int) -> str:
    try:
        return re.sub("\0", " ", Path(f"/proc/{pid}/cmdline").read_text())
    except (FileNotFoundError, ProcessLookupError):
        return ""
