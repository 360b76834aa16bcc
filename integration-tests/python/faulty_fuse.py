# SPDX-License-Identifier: Apache-2.0
"""A FUSE file system with one file in it, whose reads fail or hang on command.

Speaks the kernel's protocol itself (linux/fuse.h, fuse(4)), so that nothing has to be installed
and a read can be left without an answer. Needs root, for mount(2).
"""

import ctypes
import errno
import os
import stat
import struct
import threading
import time
from pathlib import Path

LOOKUP, FORGET, GETATTR, OPEN, READ, STATFS, RELEASE = 1, 2, 3, 14, 15, 17, 18
FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR, ACCESS, INTERRUPT = 25, 26, 27, 28, 29, 34, 36
BATCH_FORGET = 42
WITHOUT_ANSWER = {FORGET, BATCH_FORGET, INTERRUPT}

IN_HEADER = struct.Struct("<IIQQIIII")
OUT_HEADER = struct.Struct("<IiQ")
MOUNT_DETACH = 2
FUSE_ASYNC_READ = 1
ROOT, FILE = 1, 2
INODE_BITS = 0x7FFFFFFF
VALID_SECONDS = 0  # nothing is remembered: the kernel asks each time

_libc = ctypes.CDLL(None, use_errno=True)


def _call(function, *arguments):
    if function(*arguments) != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


class FaultyFuse:
    """Mounts a folder that holds one file, `name`, with the bytes of another file.

    `fail_from` and `hang_from` are offsets; reads that touch a byte at or behind them get EIO, or
    wait until `release` is called. None means never. Both may be set at any time.
    """

    name = "data"

    def __init__(self, source: Path, folder: Path):
        self.fail_from = None
        self.hang_from = None
        self._source = os.open(source, os.O_RDONLY)
        self._status = os.fstat(self._source)
        # No two mounts show the same file, or a process would take one for the other.
        self._inode = time.monotonic_ns() & INODE_BITS | 1 << 20
        self._folder = folder
        self._waiting = []
        self._lock = threading.Lock()
        self._device = os.open("/dev/fuse", os.O_RDWR)
        options = f"fd={self._device},rootmode=40000,user_id=0,group_id=0,allow_other"
        _call(_libc.mount, b"faulty", bytes(folder), b"fuse.faulty", 0, options.encode())
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def file(self) -> Path:
        return self._folder / self.name

    @property
    def hanging(self) -> int:
        """How many reads wait for an answer."""
        with self._lock:
            return len(self._waiting)

    def release(self):
        """Answers the reads that hang, and those to come."""
        with self._lock:
            self.hang_from = None
            waiting, self._waiting = self._waiting, []
        for unique, offset, size in waiting:
            self._answer(unique, 0, self._data(offset, size))

    def forget_pages(self):
        """Makes the kernel ask for all pages of the file again."""
        with open(self.file, "rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    def close(self):
        self.release()
        _call(_libc.umount2, bytes(self._folder), MOUNT_DETACH)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def _serve(self):
        while True:
            try:
                request = os.read(self._device, (1 << 20) + 4096)
            except InterruptedError:
                continue
            except OSError as e:
                if e.errno in (errno.ENOENT, errno.EAGAIN):
                    continue  # the request was withdrawn
                # ENODEV: unmounted, and nobody has the file open any more. A process whose read were
                # not answered until then could not even be killed.
                os.close(self._device)
                os.close(self._source)
                return
            _, opcode, unique, node, *_ = IN_HEADER.unpack_from(request)
            if opcode in WITHOUT_ANSWER:
                continue
            reply = self._reply(opcode, unique, node, request[IN_HEADER.size :])
            if reply is not None:
                self._answer(unique, *reply)

    def _answer(self, unique, error, body=b""):
        header = OUT_HEADER.pack(OUT_HEADER.size + len(body), -error, unique)
        try:
            os.write(self._device, header + body)
        except OSError as e:
            if e.errno not in (errno.ENOENT, errno.EBADF, errno.ENODEV):
                raise  # else nobody waits for it any more

    def _reply(self, opcode, unique, node, body):
        """The error and the bytes of an answer, or None for none now."""
        if opcode == INIT:
            _, _, read_ahead, flags = struct.unpack_from("<IIII", body)
            flags &= FUSE_ASYNC_READ
            limits = (12, 9, 1 << 16, 1, 0, 0, 0)
            return 0, struct.pack("<IIIIHHIIHHI28x", 7, 31, read_ahead, flags, *limits)
        if opcode == LOOKUP:
            if body.rstrip(b"\0") != self.name.encode():
                return errno.ENOENT, b""
            entry = struct.pack("<QQQQII", FILE, 0, VALID_SECONDS, VALID_SECONDS, 0, 0)
            return 0, entry + self._attributes(FILE)
        if opcode == GETATTR:
            return 0, struct.pack("<QII", VALID_SECONDS, 0, 0) + self._attributes(node)
        if opcode in (OPEN, OPENDIR):
            return 0, struct.pack("<QII", 0, 0, 0)
        if opcode == READ:
            _, offset, size = struct.unpack_from("<QQI", body)
            return self._read(unique, offset, size)
        if opcode == READDIR:
            return 0, b""
        if opcode == STATFS:
            return 0, struct.pack("<QQQQQIIII24x", 0, 0, 0, 0, 0, 4096, 255, 4096, 0)
        if opcode in (RELEASE, RELEASEDIR, FLUSH, ACCESS):
            return 0, b""
        return errno.ENOSYS, b""

    def _read(self, unique, offset, size):
        with self._lock:
            if self.hang_from is not None and offset + size > self.hang_from:
                self._waiting.append((unique, offset, size))
                return None
        if self.fail_from is not None and offset + size > self.fail_from:
            return errno.EIO, b""
        return 0, self._data(offset, size)

    def _data(self, offset, size):
        return os.pread(self._source, size, offset)

    def _attributes(self, node):
        if node == ROOT:
            inode, mode, size, links = ROOT, stat.S_IFDIR | 0o755, 0, 2
        else:
            inode, size, links = self._inode, self._status.st_size, 1
            mode = stat.S_IFREG | 0o644
        seconds, nanos = divmod(self._status.st_mtime_ns, 1_000_000_000)
        times = (seconds, seconds, seconds, nanos, nanos, nanos)
        blocks = (size + 511) // 512
        layout = "<QQQQQQIIIIIIIIII"
        return struct.pack(layout, inode, size, blocks, *times, mode, links, 0, 0, 0, 4096, 0)
