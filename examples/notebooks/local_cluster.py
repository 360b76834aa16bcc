# SPDX-License-Identifier: Apache-2.0
"""A Spark cluster of several hosts on one machine: workers with addresses of their own."""

import os
import subprocess
import time
from pathlib import Path

import pyspark

_START_S = 60


class LocalCluster:
    """A master and a worker for each of some loopback addresses, such as 127.0.0.2.

    To Spark each address is another host. On Linux all of 127.0.0.0/8 is there by itself.
    """

    def __init__(self, hosts: list[str], logs: Path):
        self.hosts = hosts
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs.resolve()
        self._processes = []
        address = self._start("master.Master", "--host", "127.0.0.1", "--port", "0")
        self.master = self._await(address, "Starting Spark master at ")
        for host in hosts:
            log = self._start(
                "worker.Worker", "--host", host, "--cores", "1", "--memory", "2g", self.master
            )
            self._await(log, "Successfully registered with master ")

    def _start(self, main: str, *arguments: str) -> Path:
        log = self._logs / f"{len(self._processes)}.log"
        environment = os.environ | {
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_WORKER_DIR": str(self._logs / "work"),
        }
        environment.pop("SPARK_LOCAL_HOSTNAME", None)
        with log.open("w") as out:
            command = [
                str(Path(pyspark.__file__).parent / "bin" / "spark-class"),
                f"org.apache.spark.deploy.{main}",
                "--webui-port",
                "0",
                *arguments,
            ]
            self._processes.append(
                subprocess.Popen(command, stdout=out, stderr=out, env=environment)
            )
        return log

    @staticmethod
    def _await(log: Path, words: str) -> str:
        """The word after some others in a log."""
        deadline = time.monotonic() + _START_S
        while time.monotonic() < deadline:
            _, found, after = log.read_text().partition(words)
            if found and "\n" in after:
                return after.split()[0]
            time.sleep(0.1)
        raise TimeoutError(f"no {words!r} in {log}")

    def stop(self) -> None:
        """Ends all of it."""
        for process in reversed(self._processes):
            process.terminate()
        for process in self._processes:
            process.wait()
