"""The process that warm kernels are forked from.

    python -m autograder.kernels.zygote SOCKET OWNER

It imports what notebooks import, prints ``ready``, and serves the unix socket SOCKET, which lies in
a folder of this user alone, until the process OWNER ends. Lines of JSON go over a connection, and a
connection is one kernel:

* the client asks for a :class:`autograder.kernels.child.Request` and sends three descriptors along, the
  kernel's stdin, stdout and stderr;
* the zygote answers ``{"pid"}`` with a pidfd, or ``{"error"}`` and does not fork;
* when the kernel has ended: ``{"returncode", "cpu_seconds", "max_rss"}`` (as in ``subprocess``; bytes).
  What the kernel left running in its process group is killed then.

Who hangs up kills the kernel and its process group. To fork a process that has other threads, or in
which TensorFlow runs, is to copy locks that nobody will release: before each fork the zygote looks.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import io
import json
import os
import selectors
import signal
import socket
import stat
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from autograder.kernels.child import Request, become_kernel

#: What IPython sets in a kernel. Libraries look for it when they are imported: in a shell,
#: TensorFlow's log goes to stdout.
_PROMPT = "In : "


def import_and_warm() -> dict[str, str]:
    """Import what notebooks import, and run their slow Python paths once. Starts no thread and no TensorFlow.

    Returns the environment variables that the imports set.
    """
    sys.ps1 = _PROMPT
    before = dict(os.environ)
    for name in (
        "ipykernel.kernelapp",
        "ipykernel.ipkernel",
        "ipywidgets",
        "ipykernel.debugger",  # imported with every kernel, and half of what its start costs
        "IPython.core.debugger",
        "IPython.core.oinspect",
        "IPython.extensions.storemagic",
        "tornado.platform.asyncio",
        "sqlite3",
        "matplotlib.pyplot",
        "tensorflow",
        "keras",
        "autograder.observer",
        "autograder.plots",
        "autograder.explore",
    ):
        importlib.import_module(name)
    import tensorflow as tf

    dir(tf.keras.layers)  # tf.keras is loaded when it is looked at
    _warm_figures()
    _warm_tracebacks()
    _warm_autograph()
    return {name: value for name, value in os.environ.items() if before.get(name) != value}


def _warm_figures() -> None:
    # Not by pyplot: it would choose its backend, which is for the kernel to choose.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    for kind in ("png", "svg"):
        figure = Figure()
        FigureCanvasAgg(figure)
        axes = figure.add_subplot(title="warm")
        axes.plot([0, 1], [0, 1], label="line")
        axes.legend()
        figure.savefig(io.BytesIO(), format=kind, bbox_inches="tight")


def _warm_tracebacks() -> None:
    from IPython.core.ultratb import AutoFormattedTB

    try:
        raise ValueError("warm")
    except ValueError:
        AutoFormattedTB(mode="Context", theme_name="linux").structured_traceback(*sys.exc_info())


def _warm_autograph() -> None:
    import tensorflow as tf

    def step(x: Any) -> Any:
        for _ in range(2):
            x = x + 1 if x > 0 else x
        return x

    tf.autograph.to_code(step)


def obstacles() -> list[str]:
    """Why this process must not fork now, each in a few words. Empty if it may."""
    import zmq
    from tensorflow.python.eager import context

    found = []
    if (threads := len(os.listdir("/proc/self/task"))) != 1:
        found.append(f"it has {threads} threads instead of one")
    if context._context is not None:
        found.append("TensorFlow's runtime has started")
    # By type: an isinstance would wake lazy modules.
    if any(issubclass(type(thing), zmq.Context) for thing in gc.get_objects()):
        found.append("it has a ZeroMQ context")
    return found


@dataclass
class _Kernel:
    """A connection, and the kernel that was asked for over it."""

    connection: socket.socket
    asked: bytes = b""
    descriptors: list[int] = field(default_factory=list)
    pid: int = 0
    pidfd: int = -1
    guarded: bool = False


class Zygote:
    """Serves ``listener`` until the process behind the pidfd ``owner`` ends.

    Args:
        imported: environment variables that the imports set. A kernel gets them, too.
    """

    def __init__(self, listener: socket.socket, owner: int, imported: dict[str, str]):
        self._listener = listener
        self._owner = owner
        self._imported = imported
        self._kernels: list[_Kernel] = []
        self._selector = selectors.PollSelector()  # epoll would be shared with the children
        self._selector.register(owner, selectors.EVENT_READ)
        self._selector.register(listener, selectors.EVENT_READ, self._accept)

    def serve(self) -> Request | None:
        """In the zygote: None, after the end of its owner. In each child: what it is asked to become."""
        while True:
            key, _ = self._selector.select()[0]  # one at a time: an event can void the others
            if key.fd == self._owner:
                for kernel in self._kernels:
                    self._end(kernel)
                return None
            if request := key.data():
                return request

    def _accept(self) -> None:
        kernel = _Kernel(self._listener.accept()[0])
        self._kernels.append(kernel)
        self._selector.register(kernel.connection, selectors.EVENT_READ, lambda: self._read(kernel))

    def _read(self, kernel: _Kernel) -> Request | None:
        try:
            text, descriptors, *_ = socket.recv_fds(kernel.connection, 1 << 16, 3, socket.MSG_CMSG_CLOEXEC)
        except OSError:
            text, descriptors = b"", []
        kernel.descriptors += descriptors
        kernel.asked += text
        if not text:
            self._hang_up(kernel)
        elif kernel.asked.endswith(b"\n") and not kernel.pid:
            return self._start(kernel)
        return None

    def _start(self, kernel: _Kernel) -> Request | None:
        try:
            request = Request(**json.loads(kernel.asked), stdio=tuple(kernel.descriptors))
            if len(request.stdio) != 3:
                raise ValueError(f"{len(request.stdio)} descriptors instead of three")
        except (TypeError, ValueError) as error:
            return self._refuse(kernel, f"not a request: {error}")
        if found := obstacles():
            return self._refuse(kernel, f"this process cannot be forked: {', '.join(found)}")
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            return self._refuse(kernel, f"the fork failed: {error}")
        if pid == 0:
            self._abandon()
            request.zygote = parent
            request.env = self._imported | request.env
            return request
        kernel.pid, kernel.pidfd, kernel.guarded = pid, os.pidfd_open(pid), request.policy is not None
        self._selector.register(kernel.pidfd, selectors.EVENT_READ, lambda: self._reap(kernel))
        self._close_descriptors(kernel)
        self._tell(kernel, {"pid": pid}, [kernel.pidfd])
        return None

    def _abandon(self) -> None:
        """In a child: close the sockets. Else their objects would, once collected, close the kernel's own."""
        self._listener.close()
        for kernel in self._kernels:
            kernel.connection.close()

    def _refuse(self, kernel: _Kernel, reason: str) -> None:
        self._tell(kernel, {"error": reason})
        self._hang_up(kernel)

    def _hang_up(self, kernel: _Kernel) -> None:
        """The client is gone: so is its kernel. A kernel that runs is reaped when it has ended."""
        self._selector.unregister(kernel.connection)
        kernel.connection.close()
        self._close_descriptors(kernel)
        if kernel.pid:
            self._end(kernel)
        else:
            self._kernels.remove(kernel)

    def _reap(self, kernel: _Kernel) -> None:
        self._kill(kernel)  # before wait4: until then the group's number is nobody else's
        _, status, usage = os.wait4(kernel.pid, 0)
        self._selector.unregister(kernel.pidfd)
        os.close(kernel.pidfd)
        self._kernels.remove(kernel)
        if kernel.connection.fileno() >= 0:
            report = {
                "returncode": os.waitstatus_to_exitcode(status),
                "cpu_seconds": usage.ru_utime + usage.ru_stime,
                "max_rss": usage.ru_maxrss * 1024,
            }
            self._tell(kernel, report)
            self._selector.unregister(kernel.connection)
            kernel.connection.close()

    def _end(self, kernel: _Kernel) -> None:
        """Kill what was asked for; in isolation that is its guard's work, who knows all that runs there."""
        if kernel.guarded:
            signal.pidfd_send_signal(kernel.pidfd, signal.SIGTERM)
        else:
            self._kill(kernel)

    @staticmethod
    def _kill(kernel: _Kernel) -> None:
        if not kernel.pid:
            return
        with contextlib.suppress(ProcessLookupError):  # the child has not come to setsid yet
            os.killpg(kernel.pid, signal.SIGKILL)
        signal.pidfd_send_signal(kernel.pidfd, signal.SIGKILL)

    @staticmethod
    def _tell(kernel: _Kernel, message: dict, descriptors: list[int] | None = None) -> None:
        with contextlib.suppress(OSError):  # it has hung up, which is read next
            socket.send_fds(kernel.connection, [json.dumps(message).encode() + b"\n"], descriptors or [])

    @staticmethod
    def _close_descriptors(kernel: _Kernel) -> None:
        for descriptor in kernel.descriptors:
            os.close(descriptor)
        kernel.descriptors = []


def main(path: str, owner: str) -> None:
    folder = os.path.dirname(path)
    if stat.S_IMODE(os.stat(folder).st_mode) != 0o700 or os.stat(folder).st_uid != os.getuid():
        sys.exit(f"{folder} is not private: the socket of a zygote starts processes")
    watched = os.pidfd_open(int(owner))
    if os.getppid() != int(owner):
        sys.exit("the owner has ended")
    if sys.path[0] == os.getcwd():  # Python put it there for -m
        del sys.path[0]
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # as an idle kernel; the owner decides who ends
    imported = import_and_warm()
    gc.collect()
    if found := obstacles():
        sys.exit(f"this process cannot be forked: {', '.join(found)}")
    gc.freeze()
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen(128)
        print("ready", flush=True)
        request = Zygote(listener, watched, imported).serve()
        if request:
            become_kernel(request)
    with contextlib.suppress(OSError):
        Path(path).unlink()
        os.rmdir(folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
