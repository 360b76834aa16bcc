# SPDX-License-Identifier: Apache-2.0
"""What a system may do to a reader: I/O errors, file systems that hang, short limits.

Cases 3, 4, 7 and 9 of the fault matrix, as far as they need root: the JVMs are children, and every
one of them must live on and give the right answer next.
"""

import contextlib
import os
import shutil
import struct
import subprocess
import time
from pathlib import Path

import pytest
from conftest import BUILD
from fault_session import FaultSession, add_result, installed_jdks, java_command
from faulty_fuse import FaultyFuse

PAGE = os.sysconf("SC_PAGESIZE")
NUMBERS = 2_000_000
EXPECTED = f"answer {NUMBERS * (NUMBERS - 1) // 2} {NUMBERS}"
MIB = 1 << 20
MAX_MAP_COUNT = Path("/proc/sys/vm/max_map_count")
ON_CI = os.environ.get("CI") == "true"

# What the option memoryMap comes to on a local disk, and on FUSE.
ON_DISK = {"true": "mapped", "false": "read", "auto": "mapped"}
ON_FUSE = {"true": "mapped", "false": "read", "auto": "read"}

pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 and not ON_CI,
    reason="needs root, to mount file systems and to set limits of the kernel",
)


@pytest.fixture(scope="module")
def folder():
    """On the disk that holds the build: what is in memory is never reclaimed."""
    folder = BUILD / "system-faults"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def good(folder):
    file = folder / "good"
    file.write_bytes(struct.pack(f"<{NUMBERS}q", *range(NUMBERS)))
    return file


@pytest.fixture(scope="module", params=installed_jdks(), ids=str)
def jdk(request):
    return request.param


@pytest.fixture(scope="module")
def session(jdk, folder, good):
    with FaultSession(jdk, folder) as session:
        for _ in range(8):  # until the loops are compiled
            for memory_map in ON_DISK:
                assert session.sum(good, memory_map) == EXPECTED
        yield session


@pytest.fixture
def mount_point(folder):
    point = folder / f"mount-{time.monotonic_ns()}"
    point.mkdir()
    return point


def assert_clean(answer: str, file: Path, *words: str):
    """An error of ours, with which Spark does not end an executor."""
    assert answer.startswith("error "), answer
    assert str(file) in answer and "on host " in answer, answer
    assert any(word in answer for word in words), answer
    assert "InternalError" not in answer and "OutOfMemoryError" not in answer, answer


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


# --- 3: the storage fails ------------------------------------------------------------------------


@pytest.mark.parametrize("memory_map", ON_DISK)
def test_an_io_error_is_an_error_of_the_query(session, jdk, good, folder, memory_map):
    size = NUMBERS * 8
    offsets = [0, PAGE, size // 2, size - PAGE]
    for i, offset in enumerate(offsets):
        point = folder / f"eio-{jdk}-{memory_map}-{i}"
        point.mkdir()
        with FaultyFuse(good, point) as fuse:
            fuse.fail_from = offset
            # A mapping of Spark's default, auto, is none on FUSE.
            word = "SIGBUS" if memory_map == "true" else "cannot read"
            assert_clean(session.sum(fuse.file, memory_map), fuse.file, word)
            assert session.sum(good, memory_map) == EXPECTED
    description = f"EIO from FUSE, sum(bigint), memoryMap={memory_map}"
    add_result(3, description, jdk, ON_FUSE[memory_map], len(offsets), len(offsets))


@pytest.fixture(scope="module")
def image(folder, good):
    """An ext4 file system with the good file in it, which takes most of its room."""
    image = folder / "image"
    with open(image, "wb") as file:
        file.truncate(24 * MIB)
    options = ["-q", "-F", "-m", "0", "-O", "^has_journal"]
    subprocess.run(["mkfs.ext4", *options, str(image)], check=True)
    point = folder / "image-mount"
    point.mkdir()
    with loop_mounted(image, point):
        shutil.copy(good, point / "data")
    return image


@contextlib.contextmanager
def loop_mounted(image: Path, point: Path, options="loop"):
    subprocess.run(["mount", "-o", options, str(image), str(point)], check=True)
    try:
        yield
    finally:
        # Lazily, for the JVM keeps its mapping for a while.
        subprocess.run(["umount", "-l", str(point)], check=True)


@pytest.mark.parametrize("memory_map", ["auto", "false"])
def test_a_disk_that_ends_early_is_an_error_of_the_query(
    session, jdk, good, image, folder, mount_point, memory_map
):
    cut = folder / f"cut-{jdk}-{memory_map}"
    shutil.copy(image, cut)
    with loop_mounted(cut, mount_point, "loop,ro"):
        os.truncate(cut, 12 * MIB)
        word = "SIGBUS" if memory_map == "auto" else "cannot read"
        assert_clean(session.sum(mount_point / "data", memory_map), mount_point / "data", word)
        assert session.sum(good, memory_map) == EXPECTED
    description = "loop-mounted ext4 whose image is cut, sum(bigint)"
    add_result(3, description, jdk, ON_DISK[memory_map], 1, 1)


# --- 4: the file system hangs ---------------------------------------------------------------------


@pytest.mark.parametrize("memory_map", ["auto", "false"])
def test_a_query_on_a_file_system_that_hangs_can_be_cancelled(
    session, jdk, good, mount_point, memory_map
):
    with FaultyFuse(good, mount_point) as fuse:
        fuse.hang_from = NUMBERS * 4
        assert session.ask(f"begin {fuse.file} {memory_map}") == "begun"
        until(lambda: fuse.hanging and session.ask("tasks") != "tasks 0")

        answer = session.ask("cancel", 10)

        assert answer.startswith("error ") and "cancelled" in answer, answer
        for _ in range(3):
            assert session.sum(good, memory_map, 20) == EXPECTED
        until(lambda: session.ask("tasks") == "tasks 0")
        assert fuse.hanging
        fuse.release()
        assert session.sum(fuse.file, memory_map) == EXPECTED
    description = f"FUSE that hangs, query cancelled, memoryMap={memory_map}"
    add_result(4, description, jdk, "read", 1, 1)


def test_a_mapped_file_system_that_hangs_stops_the_jvm_no_longer_than_it_hangs(
    session, jdk, good, mount_point
):
    with FaultyFuse(good, mount_point) as fuse:
        fuse.hang_from = NUMBERS * 4
        assert session.ask(f"begin {fuse.file} true") == "begun"
        until(lambda: fuse.hanging)
        session.send("cancel")
        time.sleep(3)
        fuse.release()

        answer = session.answer(20)

        assert answer == EXPECTED or ("error " in answer and "cancelled" in answer), answer
        assert session.sum(good, "true", 20) == EXPECTED
        assert session.sum(fuse.file, "true", 20) == EXPECTED
    description = "FUSE that hangs for 3 s, query cancelled, memoryMap=true"
    add_result(4, description, jdk, "mapped", 1, 1)


# --- 7: limits of the kernel ----------------------------------------------------------------------


@contextlib.contextmanager
def max_map_count(count: int):
    before = MAX_MAP_COUNT.read_text()
    MAX_MAP_COUNT.write_text(str(count))
    try:
        yield
    finally:
        MAX_MAP_COUNT.write_text(before)


@pytest.mark.parametrize("memory_map", ON_DISK)
def test_few_mappings_are_not_used_up(jdk, tmp_path, memory_map):
    count, limit = 1_000, 2_048
    for i in range(count):
        (tmp_path / f"file-{i}").write_bytes(b"a line of text\n" * 5_000)
    main = "io.sparkmmap.faults.LimitedReader"
    command = java_command(jdk, main, "all", tmp_path, memory_map, heap="256m")

    with max_map_count(limit):
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)

    assert done.returncode == 0, done.stderr
    if memory_map == "true":
        assert "cannot map" in done.stdout and "of at most 512 mappings" in done.stdout
    else:
        mapped = 512 if memory_map == "auto" else 0
        assert f"lines={count * 5_000} files={count} mapped={mapped}" in done.stdout, done.stdout
    description = f"vm.max_map_count {limit}, {count} files, memoryMap={memory_map}"
    add_result(7, description, jdk, ON_DISK[memory_map], 1, 1)


# --- 9: less memory than the file has -------------------------------------------------------------


class MemoryGroup:
    """A cgroup, of version 1 or 2, with a limit on memory."""

    def __init__(self, limit: int):
        name = f"spark-mmap-{os.getpid()}"
        first = Path("/sys/fs/cgroup/memory")
        self._v1 = (first / "memory.limit_in_bytes").exists()
        self._path = (first if self._v1 else Path("/sys/fs/cgroup")) / name
        if not self._v1:
            Path("/sys/fs/cgroup/cgroup.subtree_control").write_text("+memory")
        self._path.mkdir()
        self._write("memory.limit_in_bytes" if self._v1 else "memory.max", limit)
        if not self._v1 and (self._path / "memory.swap.max").exists():
            self._write("memory.swap.max", 0)

    def _write(self, name, value):
        (self._path / name).write_text(str(value))

    def enter(self):
        """Called in the child before it becomes the JVM."""
        self._write("cgroup.procs", os.getpid())

    def times_full(self) -> int:
        """How often memory had to be reclaimed because of the limit."""
        if self._v1:
            return int((self._path / "memory.failcnt").read_text())
        events = (self._path / "memory.events").read_text().split()
        return int(events[events.index("max") + 1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._v1:
            self._write("memory.force_empty", 0)
        until(self._removed)

    def _removed(self):
        with contextlib.suppress(OSError):
            self._path.rmdir()
        return not self._path.exists()


def test_a_file_larger_than_the_memory_of_the_container_is_scanned(jdk, folder):
    limit, size = 1024 * MIB, 1536 * MIB
    large = folder / f"large-{jdk}"
    with open(large, "wb") as file:
        file.truncate(size)  # of holes, which take as much memory as data does
        for offset in range(0, size, 64 * MIB):
            file.seek(offset + 8 * PAGE)
            file.write(struct.pack("<q", 1))
    expected = f"answer {size // (64 * MIB)} {size // 8}"

    with MemoryGroup(limit) as group:
        with FaultSession(jdk, folder, preexec=group.enter) as session:
            for memory_map in ON_DISK:
                before = group.times_full()
                for _ in range(2):
                    assert session.sum(large, memory_map, 120) == expected
                assert group.times_full() > before, "nothing had to be reclaimed"
                description = f"cgroup of 1 GiB, file of 1.5 GiB, memoryMap={memory_map}"
                add_result(9, description, jdk, ON_DISK[memory_map], 2, 2)
    large.unlink()
