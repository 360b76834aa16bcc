# SPDX-License-Identifier: Apache-2.0
"""The command ``mmap``, and what it knows of the page cache."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Union

from ._jars import _JARS


class MmapToolError(RuntimeError):
    """The command failed; the message is what it printed."""


@dataclass(frozen=True)
class Residency:
    """How much of a file the page cache holds.

    Attributes:
        path: of the file.
        length: of the file, in bytes.
        resident_bytes: how many of them are in the page cache.
        block_bytes: into blocks of how many bytes the file is divided, the last one being shorter.
        resident_bytes_of_blocks: how many bytes of each block are in the page cache.
    """

    path: str
    length: int
    resident_bytes: int
    block_bytes: int
    resident_bytes_of_blocks: tuple[int, ...]

    @property
    def fraction(self) -> float:
        """From 0, nothing, to 1, all of it; 1 for an empty file."""
        return self.resident_bytes / self.length if self.length else 1.0


def residency(path: Union[str, os.PathLike[str]], blocks: int = 64) -> Residency:
    """Returns how much of a file of this host lies in the page cache, without touching the file.

    The kernel answers the owner of a file, and those who may write to it.

    Args:
        path: a local file.
        blocks: into how many blocks the answer divides it, at least 1.

    Raises:
        MmapToolError: there is no such file, or the kernel does not answer.
        FileNotFoundError: there is no Java.
    """
    command = _command("residency", "--json", f"--blocks={blocks}", os.fspath(path))
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode != 0:
        raise MmapToolError(done.stderr.strip() or f"exit code {done.returncode}")
    found = json.loads(done.stdout)
    return Residency(
        path=found["path"],
        length=found["length"],
        resident_bytes=found["residentBytes"],
        block_bytes=found["blockBytes"],
        resident_bytes_of_blocks=tuple(found["residentBytesOfBlocks"]),
    )


def main() -> None:
    """Runs the command ``mmap`` in place of this process."""
    try:
        command = _command(*sys.argv[1:])
    except FileNotFoundError as e:
        sys.exit(f"mmap: {e}")
    os.execv(command[0], command)


def _command(*arguments: str) -> list[str]:
    terminal = "true" if sys.stderr is not None and sys.stderr.isatty() else "false"
    return [
        _java(),
        "-Xmx256m",
        "-XX:+UseSerialGC",
        "-XX:+IgnoreUnrecognizedVMOptions",
        "--enable-native-access=ALL-UNNAMED",
        f"-Dio.sparkmmap.tool.terminal={terminal}",
        "-jar",
        str(_any_jar()),
        *arguments,
    ]


def _any_jar() -> Path:
    """The command needs no Spark, so any jar will do."""
    return sorted(_JARS.glob("spark-mmap_*.jar"))[-1]


def _java() -> str:
    home = os.environ.get("JAVA_HOME")
    if home:
        java = Path(home) / "bin" / "java"
        if not java.is_file():
            raise FileNotFoundError(f"JAVA_HOME is {home}, but there is no bin/java in it")
        return str(java)
    found = shutil.which("java")
    if found is None:
        raise FileNotFoundError("no Java found: install a JDK, 17 or later, or set JAVA_HOME")
    return found
