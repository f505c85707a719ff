"""An executor of local processes in which one that dies takes nothing with it but its own call."""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from multiprocessing import connection, get_context, parent_process
from typing import Any

#: How often a call is tried before it is to blame for the deaths of its processes.
TRIES = 3


class WorkerLost(Exception):
    """A call ended its process each time it was tried, or did not end."""


class ProcessPool(Executor):
    """Runs each call in one of a few fresh processes.

    ``ProcessPoolExecutor`` breaks as a whole when one process dies, and cannot tell whose call
    it was. Here a thread has a process of its own and gives it one call at a time: a death is
    certainly that call's, the call is tried again in a new process, and the others go on. The
    processes end with this one, however it ends.

    Args:
        timeout: seconds for a call, after which its process is killed, whatever holds it up; None for no limit.
    """

    lost = (WorkerLost,)

    def __init__(self, workers: int, timeout: float | None = None):
        self._timeout = timeout
        #: Calls worth submitting at once: one at work and one waiting, for each process.
        self.width = 2 * workers
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="process-pool")
        self._mine = threading.local()
        self._processes: set[_Process] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._folder = tempfile.TemporaryDirectory(prefix="a", ignore_cleanup_errors=True)

    def submit(self, function: Callable, /, *args: Any, **kwargs: Any) -> Future:
        return self._threads.submit(self._call, function, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """As the base; with ``cancel_futures`` calls at work are ended, too."""
        with self._lock:
            self._closed = True
            if cancel_futures:
                for process in self._processes:
                    process.kill()
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        if wait:
            for process in self._processes:
                process.close()
            self._folder.cleanup()

    def _call(self, function: Callable, args: tuple, kwargs: dict) -> Any:
        for _ in range(TRIES):
            process = self._process()
            try:
                succeeded, result = process.call(function, args, kwargs, self._timeout)
            except TimeoutError:
                process.kill()
                self._forget(process)
                raise WorkerLost(f"it did not end within {self._timeout:g} seconds") from None
            except (EOFError, OSError):
                code = self._forget(process)
                continue
            if succeeded:
                return result
            raise result
        raise WorkerLost(f"it ended the process that ran it {TRIES} times (exit code {code})")

    def _forget(self, process: _Process) -> int | None:
        """Let this thread have another process from now on; the exit code of this one."""
        code = process.close()
        with self._lock:
            self._processes.discard(process)
        self._mine.process = None
        return code

    def _process(self) -> _Process:
        """This thread's process."""
        with self._lock:
            if self._closed:
                raise CancelledError
            if getattr(self._mine, "process", None) is None:
                self._mine.process = _Process(self._folder.name)
                self._processes.add(self._mine.process)
            return self._mine.process


class _Process:
    def __init__(self, folder: str):
        # Not forked: a fork would share its parent's connections, threads and event loop.
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, folder), daemon=True)
        self._process.start()
        theirs.close()  # so that its death is an end of file here

    def call(self, function: Callable, args: tuple, kwargs: dict, timeout: float | None) -> tuple[bool, Any]:
        """Whether it returned, and what it returned or raised.

        Raises:
            EOFError, OSError: the process died.
            TimeoutError: it is at work longer than that.
        """
        self._pipe.send((function, args, kwargs))
        if not self._pipe.poll(timeout):
            raise TimeoutError
        return self._pipe.recv()

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> int | None:
        """Let it end, and its exit code."""
        self._pipe.close()
        self._process.join(timeout=10)
        if self._process.exitcode is None:
            self._process.kill()
            self._process.join()
        return self._process.exitcode


def _serve(pipe: connection.Connection, folder: str) -> None:
    """The process: calls come through ``pipe`` until it is closed. Its temporary files are in ``folder``."""
    tempfile.tempdir = folder
    # Ctrl-C is the parent's to handle. A handler, since a kernel would inherit that the signal is ignored.
    signal.signal(signal.SIGINT, lambda *_: None)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    while True:
        try:
            call = pipe.recv_bytes()
        except EOFError:
            return
        pipe.send_bytes(_answer(call))


def _answer(call: bytes) -> bytes:
    """A pickled call's result or exception, pickled; what cannot be pickled is an exception, too."""
    try:
        function, args, kwargs = pickle.loads(call)
        return pickle.dumps((True, function(*args, **kwargs)))
    except Exception as error:
        return pickle.dumps((False, _portable(error)))


def _end_with_parent() -> None:
    connection.wait([parent_process().sentinel])
    os._exit(1)


def _portable(error: Exception) -> Exception:
    """The exception, or one that says the same where it cannot be sent."""
    try:
        return pickle.loads(pickle.dumps(error))
    except Exception:  # whatever its __init__ or __reduce__ raises
        return RuntimeError(f"{type(error).__name__}: {error}")
