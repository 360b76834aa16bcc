# SPDX-License-Identifier: Apache-2.0
"""JVMs of their own that run io.sparkmmap.faults.FaultSession, and the results of the matrix."""

import os
import re
import select
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from conftest import BUILD

SUPPORTED = (17, 21, 25)


@dataclass(frozen=True)
class Jdk:
    home: Path
    feature: int

    def __str__(self):
        return f"jdk{self.feature}"


def _feature(home: Path) -> int:
    release = home / "release"
    if not (home / "bin/java").exists() or not release.exists():
        return -1
    version = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.MULTILINE)
    return int(version.group(1)) if version else -1


def running_jdk() -> Jdk:
    """The JDK of JAVA_HOME or PATH."""
    java = shutil.which("java")
    own = Path(os.environ["JAVA_HOME"]) if "JAVA_HOME" in os.environ else Path(java).resolve().parents[1]
    return Jdk(own.resolve(), _feature(own))


def installed_jdks() -> list[Jdk]:
    """The running JDK, and of each other version that Spark supports one.

    They are named by SPARKMMAP_JAVA_HOMES, or are installed next to the first.
    """
    own = running_jdk().home
    homes = [own]
    homes += [Path(home) for home in os.environ.get("SPARKMMAP_JAVA_HOMES", "").split(":") if home]
    homes += sorted(own.parent.iterdir())
    found = {}
    for home in homes:
        feature = _feature(home)
        if feature in SUPPORTED:
            found.setdefault(feature, Jdk(home, feature))
    return [found[feature] for feature in sorted(found)]


def _class_path() -> str:
    jars = (BUILD / "classpath.txt").read_text().strip()
    return f"{BUILD}/classes:{BUILD}/test-classes:{jars}"


def java_command(jdk: Jdk, main: str, *arguments, heap="512m") -> list[str]:
    return [
        str(jdk.home / "bin/java"),
        f"@{BUILD}/spark.jvm.options",
        f"-Xmx{heap}",
        "-XX:-CreateCoredumpOnCrash",
        "-cp", _class_path(),
        main, *map(str, arguments),
    ]  # fmt: skip


class FaultSession:
    """A Spark application in a JVM of its own that takes orders; see the Java class."""

    def __init__(self, jdk: Jdk, folder: Path, preexec=None):
        self._errors = folder / f"stderr-{jdk}.txt"
        environment = {k: v for k, v in os.environ.items() if not k.startswith("SPARK_")}
        environment |= {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_SCALA_VERSION": "2.13"}
        with open(self._errors, "wb") as errors:
            self._process = subprocess.Popen(
                java_command(jdk, "io.sparkmmap.faults.FaultSession"),
                cwd=folder,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                preexec_fn=preexec,
            )
        self._printed = b""
        assert self.answer(90).startswith("ready")

    def send(self, order: str):
        self._process.stdin.write(order.encode() + b"\n")
        self._process.stdin.flush()

    def answer(self, seconds=60) -> str:
        """The next answer. Fails if the JVM ends, or does not give one in time."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._printed:
            rest = deadline - time.monotonic()
            ready, _, _ = select.select([self._process.stdout], [], [], max(rest, 0))
            assert ready, f"no answer within {seconds} s\n{self.errors()}"
            printed = os.read(self._process.stdout.fileno(), 1 << 16)
            assert printed, f"the JVM ended with {self._process.wait()}\n{self.errors()}"
            self._printed += printed
        line, self._printed = self._printed.split(b"\n", 1)
        return line.decode().removeprefix("=> ") if line.startswith(b"=> ") else self.answer(seconds)

    def ask(self, order: str, seconds=60) -> str:
        self.send(order)
        return self.answer(seconds)

    def sum(self, file: Path, memory_map: str, seconds=60) -> str:
        return self.ask(f"sum {file} {memory_map}", seconds)

    def errors(self) -> str:
        return self._errors.read_text()[-5000:]

    def kill(self):
        self._process.kill()
        self._process.wait()

    def close(self):
        """Ends it; it must end well."""
        self._process.stdin.close()
        try:
            code = self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        assert code == 0, f"the JVM ended with {code}\n{self.errors()}"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.close() if kind is None else self.kill()


def add_result(
    number: int,
    description: str,
    jdk: Jdk,
    mode: str,
    survived: int,
    total: int,
    test="test_system_faults",
):
    """A row for io.sparkmmap.faults.FaultMatrix."""
    folder = BUILD / "fault-matrix"
    folder.mkdir(parents=True, exist_ok=True)
    row = [number, description, jdk.feature, mode, survived, total]
    with open(folder / f"{test}.tsv", "a") as file:
        file.write("\t".join(map(str, row)) + "\n")
