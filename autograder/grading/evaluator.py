"""The evaluator of exported graphs, forked from the zygote and isolated as student code is."""

from __future__ import annotations

import atexit
import dataclasses
import os
import tempfile
import threading
from pathlib import Path
from typing import Any

from autograder.evaluation.evaluator import Evaluator
from autograder.grading.workspace import make_workspace
from autograder.isolation import Policy, command, environment
from autograder.kernels.importtime import read_at_import
from autograder.kernels.owner import NoWarmKernel, fork_kernel

#: Seconds that it may live and compute, as long as a class takes. Each question has its own limit.
LIFETIME = 7 * 24 * 3600.0
#: Bytes; it limits itself to less, beside what TensorFlow has when it starts.
MEMORY = 6 * 2**30


_mine = threading.local()


def shared_evaluator(mode: str | None, timeout: float) -> IsolatedEvaluator:
    """This thread's evaluator: one for all submissions, ended with this process.

    A thread's own, since it computes the graph that was loaded last.
    """
    evaluators = vars(_mine).setdefault("evaluators", {})
    if (mode, timeout) not in evaluators:
        evaluators[mode, timeout] = evaluator = IsolatedEvaluator(mode, timeout)
        atexit.register(evaluator.close)
    return evaluators[mode, timeout]


class IsolatedEvaluator(Evaluator):
    """Its process has never run a student's code. Yet graphs come from students, so it is isolated, too.

    Args:
        mode: of the isolation, or None for none.
        timeout: seconds per question.
    """

    def __init__(self, mode: str | None, timeout: float):
        super().__init__(timeout=timeout)
        self._mode = mode
        self._folder: tempfile.TemporaryDirectory | None = None

    def close(self) -> None:
        super().close()
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    def _launch(self) -> Any:
        if not self._mode:
            return super()._launch()
        self._folder = tempfile.TemporaryDirectory(prefix="e")
        workspace = make_workspace(Path(self._folder.name), None)
        policy = Policy(str(workspace), self._mode, memory=MEMORY, cpu_seconds=LIFETIME, wall_seconds=LIFETIME)
        request = {
            "argv": [],
            "env": environment(policy) | read_at_import(os.environ),
            "cwd": policy.work,
            "policy": dataclasses.asdict(policy),
            "evaluator": True,
        }
        (asked, ask), (answer, answered) = os.pipe(), os.pipe()
        null = os.open(os.devnull, os.O_WRONLY)
        try:
            process = fork_kernel(request, [asked, answered, null])
        except NoWarmKernel:
            os.close(ask)
            os.close(answer)
            # A new process, then; it takes longer to start.
            return self._launched(command(policy, self._command))
        finally:
            for descriptor in (asked, answered, null):
                os.close(descriptor)
        process.stdin, process.stdout = os.fdopen(ask, "wb"), os.fdopen(answer, "rb")
        return process
