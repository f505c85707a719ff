"""How a process keeps a zygote, and the kernels that it gets from it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import Any

from autograder.kernels.importtime import read_at_import

#: Seconds that a zygote has for its imports; seconds for a fork, and for the report of a death.
BOOT_TIMEOUT, REPLY_TIMEOUT = 120.0, 20.0

#: Variables that a zygote is started with, beside those that are read at import. Whatever it has in its
#: memory its forks have in theirs, and kernels get their own environment: so it has no more than it needs.
_KEPT = ("HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "VIRTUAL_ENV")
#: What this package sets when it is imported: JupyterLab's first request for a kernel was made before that.
_SET_HERE = {"TF_CPP_MIN_LOG_LEVEL": "3"}


class NoWarmKernel(Exception):
    """Why there is no warm kernel, in a sentence."""


@dataclass(frozen=True)
class Usage:
    """What a kernel used, its own children included: CPU-seconds; bytes at its peak, shared ones included."""

    cpu_seconds: float
    max_rss: int


class WarmProcess:
    """A forked kernel, as a ``subprocess.Popen`` is one: what LocalProvisioner needs of it.

    Signals go to its process group. ``usage`` is None until it has ended. Whoever loses this
    object loses the kernel.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int, connection: socket.socket):
        self.pid = pid
        self.returncode: int | None = None
        self.usage: Usage | None = None
        self._pidfd = pidfd
        self._connection = connection
        self._lock = threading.Lock()

    def poll(self) -> int | None:
        """The return code as in ``subprocess``, or None while it runs. -SIGKILL if its zygote died with it."""
        with self._lock:
            if self.returncode is None and _readable(self._pidfd, 0):
                self._read_report()
            return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The return code when it has ended. Raises ``subprocess.TimeoutExpired``."""
        end = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            left = 1.0 if end is None else end - time.monotonic()
            if left <= 0:
                raise subprocess.TimeoutExpired("the kernel", timeout)
            time.sleep(min(left, 0.01))
        return code

    def send_signal(self, signum: int) -> None:
        """To its process group; nothing if it has ended."""
        if self.poll() is not None:
            return
        try:
            os.killpg(self.pid, signum)
        except ProcessLookupError:  # it was forked just now and leads no group yet
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signum)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __del__(self) -> None:
        if self.returncode is None:
            self._close()

    def _read_report(self) -> None:
        report, _ = _receive(self._connection)
        if report:
            self.usage = Usage(report["cpu_seconds"], report["max_rss"])
        self.returncode = report.get("returncode", -signal.SIGKILL)
        self._close()

    def _close(self) -> None:
        os.close(self._pidfd)
        self._connection.close()


class ZygoteHandle:
    """A zygote that this process started; it ends with this process. Raises NoWarmKernel if it does not start."""

    def __init__(self) -> None:
        if not hasattr(os, "pidfd_open"):
            raise NoWarmKernel(f"warm kernels need Linux, this is {sys.platform}")
        self.read_at_import = _SET_HERE | read_at_import(os.environ)
        self._folder = tempfile.mkdtemp(prefix="zygote-")
        self._path = os.path.join(self._folder, "socket")
        environment = {
            **{name: os.environ[name] for name in _KEPT if name in os.environ},
            **self.read_at_import,
            "OPENBLAS_NUM_THREADS": "1",  # else NumPy starts threads when it is imported
        }
        with tempfile.TemporaryFile() as complaints:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "autograder.kernels.zygote", self._path, str(os.getpid())],
                env=environment,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                start_new_session=True,
            )
            with self.process.stdout:
                ready = _readable(self.process.stdout.fileno(), BOOT_TIMEOUT) and self.process.stdout.readline()
            if not ready:
                self.process.kill()
                code = self.process.wait()
                self.clean_up()
                complaints.seek(0)
                last = complaints.read().decode(errors="replace").strip().rpartition("\n")[2]
                raise NoWarmKernel(f"the zygote did not start (exit code {code}): {last}")

    def alive(self) -> bool:
        return self.process.poll() is None

    def clean_up(self) -> None:
        """Remove its folder, which a zygote that was killed left behind."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def fork(self, request: dict[str, Any], stdio: list[int]) -> WarmProcess:
        """A kernel for a request of :mod:`autograder.kernels.zygote`. Raises NoWarmKernel, or OSError if it dies."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(REPLY_TIMEOUT)
            connection.connect(self._path)
            text = json.dumps(request).encode() + b"\n"
            sent = socket.send_fds(connection, [text], stdio)
            if rest := text[sent:]:  # to send nothing would fail where the zygote has answered and hung up
                connection.sendall(rest)
            reply, descriptors = _receive(connection)
            if not reply:
                raise ConnectionError("the zygote hung up")
            if "error" in reply:
                raise NoWarmKernel(reply["error"])
        except BaseException:
            connection.close()
            raise
        return WarmProcess(reply["pid"], descriptors[0], connection)


def _readable(descriptor: int, timeout: float) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(timeout * 1000))


def _receive(connection: socket.socket) -> tuple[dict, list[int]]:
    """The next message and its descriptors; an empty one if the zygote has ended."""
    text, descriptors = b"", []
    try:
        while not text.endswith(b"\n"):
            part, more, *_ = socket.recv_fds(connection, 1 << 16, 1, socket.MSG_CMSG_CLOEXEC)
            if not part:
                return {}, []
            text, descriptors = text + part, descriptors + more
    except ConnectionError:
        return {}, []
    return json.loads(text), descriptors


_lock = threading.Lock()
_zygote: ZygoteHandle | None = None


def _forget() -> None:
    """After a fork of this process: the zygote belongs to the parent, and so may the lock."""
    global _lock, _zygote
    _lock, _zygote = threading.Lock(), None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def zygote() -> ZygoteHandle:
    """This process's zygote, started when it is first needed, and again when it has died."""
    global _zygote
    with _lock:
        if _zygote and not _zygote.alive():
            _zygote.clean_up()
            _zygote = None
        _zygote = _zygote or ZygoteHandle()
        return _zygote


def fork_kernel(request: dict[str, Any], stdio: list[int]) -> WarmProcess:
    """A kernel from this process's zygote. Raises NoWarmKernel.

    Args:
        request: ``argv``, ``env``, ``cwd``, and perhaps more, see :class:`autograder.kernels.child.Request`.
        stdio: descriptors for its stdin, stdout and stderr.
    """
    try:
        handle = zygote()
        wished = _SET_HERE | read_at_import(request["env"])
        differing = {name for name, _ in handle.read_at_import.items() ^ wished.items()}
        if differing:
            raise NoWarmKernel(f"{', '.join(sorted(differing))}: set otherwise when the zygote was started")
        return handle.fork(request, stdio)
    except OSError as error:
        raise NoWarmKernel(f"the zygote does not start or does not answer: {error}") from error
