"""The grader's side: starts the clean process, asks it, and replaces it when it is spent."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from time import monotonic
from typing import Any

from autograder import protocol
from autograder.evaluation.operations import MAX_GRAPH_BYTES
from autograder.student import Failure, Unanswered

#: Seconds that the process has to import TensorFlow.
START_TIMEOUT = 120.0


class EvaluatorError(Exception):
    """The process does not start: a mistake of the installation, not of a submission."""


class NotEvaluated(Exception):
    """The evaluator does not compute this graph; says why. The student's process has to answer."""


class Evaluator:
    """Computes exported graphs in a process that has never run a student's code.

    The process starts with the first question and serves until :meth:`close`, a whole class if
    need be. A graph that crashes it, or takes too long or too much memory, costs its own
    question: the next one finds a new process.

    Args:
        command: starts a process that behaves as ``python -m autograder.evaluation``.
        timeout: seconds per question.
    """

    def __init__(self, command: Sequence[str] | None = None, timeout: float = 20.0):
        # -P: a folder with a module named autograder or tensorflow is not what is meant.
        self._command = list(command or [sys.executable, "-P", "-m", "autograder.evaluation"])
        self._timeout = timeout
        self._process: Any = None
        self._loaded: Loaded | None = None
        #: When the submission's time is over (``time.monotonic()``), or None.
        self.deadline: float | None = None
        #: The limit that a question met since this was last set to None: ``time-out`` or ``protocol``.
        self.limit: str | None = None

    def load(self, exported: dict) -> Loaded:
        """The graph in ``exported`` (with ``value`` for each of its inputs), checked, to be computed.

        Raises:
            NotEvaluated: it has something that is not computed outside the student's process.
            Unanswered: it is malformed, or met a limit.
        """
        if exported["graph"].size > MAX_GRAPH_BYTES:
            raise NotEvaluated(f"it has {exported['graph'].size} bytes, more than {MAX_GRAPH_BYTES}")
        loaded = Loaded(self, exported)
        loaded._load()
        return loaded

    def close(self) -> None:
        """End the process."""
        process, self._process, self._loaded = self._process, None, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(BrokenPipeError):  # what was never read
                    pipe.close()

    def __enter__(self) -> Evaluator:
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()

    def _ask(self, question: str, **details: Any) -> Any:
        if self._process is None:
            self._start()
        timeout = self._timeout
        if self.deadline is not None:
            timeout = min(timeout, self.deadline - monotonic())
            if timeout <= 0:
                self._meets("time-out", "your submission's time was over")
        try:
            reply = self._exchange(protocol.dumps({"ask": question, **details}), timeout)
            (kind, content), *more = reply.items()
            if more or kind not in ("answer", "refused", "malformed"):
                raise protocol.ProtocolError("a reply has one answer or one reason")
        except (protocol.ProtocolError, ValueError) as error:
            self.close()
            self._meets("protocol", f"your computation could not be evaluated: {error}")
        if kind == "refused":
            raise NotEvaluated(str(content))
        if kind == "malformed":
            self._meets("protocol", f"your computation could not be read: {content}")
        return content

    def _renew(self) -> None:
        """Forget a process that has ended between two questions: no graph is to blame for that."""
        if self._process is not None and self._process.poll() is not None:
            self.close()

    def _start(self) -> None:
        try:
            self._process = self._launch()
        except OSError as error:
            raise EvaluatorError(f"the evaluator did not start: {error}") from error
        try:
            ready = self._exchange(None, START_TIMEOUT)
        except (Unanswered, protocol.ProtocolError):
            ready = None
        if ready != {"answer": "ready"}:
            self.close()
            raise EvaluatorError(f"the evaluator did not start: {' '.join(self._command)}")

    def _launch(self) -> Any:
        """A new process: what has ``stdin``, ``stdout``, ``poll()``, ``kill()`` and ``wait()``. To be overridden
        where it is not started by a command."""
        return self._launched(self._command)

    @staticmethod
    def _launched(command: list[str]) -> Any:
        environment = {key: value for key, value in os.environ.items() if key in _KEPT}
        return _Group(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"TF_CPP_MIN_LOG_LEVEL": "3"},
            start_new_session=True,
        )

    def _exchange(self, request: str | None, timeout: float) -> dict:
        """Write a request, if there is one, and read a reply."""
        process = self._process
        expired = threading.Event()

        def expire() -> None:
            expired.set()
            process.kill()

        timer = threading.Timer(timeout, expire)
        timer.start()
        try:
            if request is not None:
                process.stdin.write(request.encode() + b"\n")
                process.stdin.flush()
            line = process.stdout.readline(protocol.MAX_MESSAGE_CHARS + 1)
        except BrokenPipeError:
            line = b""
        finally:
            timer.cancel()
        if expired.is_set():
            self.close()
            self._meets("time-out", f"your computation did not end within {timeout:g} seconds")
        if not line:
            self.close()
            self._meets("protocol", "your computation ended the process that evaluates it (it ran out of memory?)")
        return protocol.loads(line.decode())

    def _meets(self, limit: str, message: str) -> None:
        self.limit = limit
        raise Unanswered(Failure("timeout" if limit == "time-out" else "protocol", message))


#: What the process gets of the environment: nothing that could change what it computes.
_KEPT = frozenset(["HOME", "LANG", "LD_LIBRARY_PATH", "PATH", "PYTHONPATH", "SYSTEMROOT", "TMPDIR", "VIRTUAL_ENV"])


class Loaded:
    """A graph that the evaluator has accepted."""

    def __init__(self, evaluator: Evaluator, exported: dict):
        self._evaluator = evaluator
        self._exported = exported
        self.reads_variables = bool(exported["variables"])

    def forward(self, settings: list[dict]) -> list:
        """The output as plain data, for each setting of the variables (path to value)."""
        return self._ask("forward", settings=settings)

    def gradients(self, setting: dict, cotangent: Any) -> dict:
        """Gradient of ``sum(cotangent * output)`` for each variable with a path, or None."""
        return self._ask("gradients", setting=setting, cotangent=cotangent)

    def _ask(self, question: str, **details: Any) -> Any:
        self._evaluator._renew()
        if self._evaluator._loaded is not self:  # another graph has come between, or another process
            self._load()
        return self._evaluator._ask(question, **details)

    def _load(self) -> None:
        self._evaluator._renew()
        self._evaluator._loaded = None
        self._evaluator._ask("load", **self._exported)
        self._evaluator._loaded = self


class _Group(subprocess.Popen):
    """A process that is killed with whatever it has started."""

    def kill(self) -> None:
        if hasattr(os, "killpg") and self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
        else:
            super().kill()
