"""nbgrader's ``Execute`` with the tests outside: student code in the kernel, verdicts here."""

from __future__ import annotations

import asyncio
import dataclasses
import re
import secrets
import sys
import tempfile
from pathlib import Path
from subprocess import DEVNULL
from time import monotonic
from typing import Any

from jupyter_client.manager import KernelManager
from jupyter_client.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import Execute
from traitlets import Bool, Dict, Integer, List, Unicode

from autograder.grading.evaluator import shared_evaluator
from autograder.grading.kernel import FLOOD, GARBLED, OUT_OF_TIME, BoundedClient, KernelChannel, how_it_died
from autograder.grading.outputs import Budget, Room, error_output, tidy
from autograder.grading.run import note_run
from autograder.grading.tampering import signs
from autograder.grading.testcells import failed_verdict, is_test_cell, require_points, run_test_cell, write_verdict
from autograder.grading.workspace import make_workspace
from autograder.isolation import Policy, mode
from autograder.kernels.specs import WarmSpecs, wants_cold
from autograder.student import Failure
from autograder.verdict import Outcome, Verdict


class ExecuteChecks(Execute):
    """Runs a submission: its cells in an isolated kernel, the course's test cells in this process.

    Test cells in nbgrader's plain style run in the kernel, as they always did. Verdicts are
    written into the notebook after the kernel has ended, so nothing in it can rewrite them. A
    cell that kills its kernel, or cannot be interrupted, costs its own exercise: a new kernel
    runs the other cells again and the grading goes on.

    Raises:
        NoIsolation: from ``preprocess``, where code cannot be isolated and ``isolated`` is true.
    """

    error_on_timeout = Dict(
        {
            "ename": "CellTimeoutError",
            "evalue": OUT_OF_TIME,
            "traceback": [f"CellTimeoutError: {OUT_OF_TIME}"],
        }
    ).tag(config=True)

    isolated = Bool(True, help="Whether student code runs in isolation; without it, it has the grader's rights.").tag(
        config=True
    )
    notebook_timeout = Integer(900, help="Seconds for a whole submission.").tag(config=True)
    memory = Integer(3072, help="MiB for a submission's processes together, beyond what a fresh kernel has.").tag(
        config=True
    )
    readable = List(
        Unicode(),
        help="Files and folders outside the submission that its code may read, a data set for example. "
        "Where root grades, code runs as nobody: they have to be readable for everybody.",
    ).tag(config=True)
    request_timeout = Integer(20, help="Seconds for one question to the student's code.").tag(config=True)
    max_restarts = Integer(3, help="New kernels for one submission, after that the rest is lost.").tag(config=True)
    seed = Integer(None, allow_none=True, help="Seed of the checks' random inputs; None draws one per submission.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict, km: Any = None) -> tuple:
        self._mode = mode() if self.isolated else None
        self._seed = secrets.randbits(32) if self.seed is None else self.seed
        path = resources.get("metadata", {}).get("path")
        self._submission = Path(path) if path else None
        self._deadline = monotonic() + self.notebook_timeout
        self._cold = wants_cold(nb)
        self._verdicts: dict[int, Verdict] = {}
        self._channel: KernelChannel | None = None
        self._lethal: set[int] = set()
        self._restarts = 0
        self._cause: Failure | None = None
        self._cause_limit: str | None = None
        self._limit: str | None = None
        note_run(nb, isolation=self._mode or "none", review=signs(nb))
        if self.isolated:
            self.shutdown_kernel = "immediate"
        with tempfile.TemporaryDirectory(prefix="k") as self._folder:
            nb, resources = super().preprocess(nb, resources, km)
        room = Room()
        for index, cell in enumerate(nb.cells):
            if index in self._verdicts:
                write_verdict(cell, self._verdicts[index])
            elif cell.cell_type == "code":
                tidy(cell, room)
                require_points(cell)
        return nb, resources

    def create_kernel_manager(self) -> KernelManager:
        """A warm kernel, isolated, over sockets in a private folder, which no other user can connect to."""
        manager = super().create_kernel_manager()
        manager.client_class = f"{BoundedClient.__module__}.{BoundedClient.__name__}"
        options: dict[str, Any] = {"cold": self._cold}
        if sys.platform != "win32":
            workspace = make_workspace(Path(self._folder), self._submission if self._mode else None)
            manager.transport = "ipc"
            manager.ip = f"{workspace}/s/k"
            manager.connection_file = f"{workspace}/s/kernel.json"
        if self._mode:
            self._work = workspace / "work"
            policy = Policy(
                str(workspace),
                self._mode,
                readable=tuple(self.readable),
                memory=self.memory * 2**20,
                wall_seconds=max(1.0, self._deadline - monotonic()),
                cpu_seconds=self.notebook_timeout * 4,
            )
            options["policy"] = dataclasses.asdict(policy)
        manager.kernel_spec_manager = WarmSpecs(options=options)
        return manager

    async def async_start_new_kernel(self, **kwargs: Any) -> None:
        """As the base; what the kernel process itself says is not the grader's output."""
        if self._mode:
            kwargs["cwd"] = str(self._work)
        await super().async_start_new_kernel(stdout=DEVNULL, stderr=DEVNULL, **kwargs)

    start_new_kernel = run_sync(async_start_new_kernel)

    def process_message(self, msg: dict, cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """As the base, for messages that are as they should be, as long as there are not too many.

        Updates of what other cells displayed are left out, and so are widgets: from the
        student's process both could rewrite what is no longer theirs.
        """
        kind = msg["msg_type"]
        if kind == "update_display_data" or kind.startswith("comm"):
            return None
        if kind != "status" and not self._budget.spend(msg["content"]):
            if self._budget.flooded:
                self._ending = asyncio.ensure_future(self.km.provisioner.kill())
            return None
        msg["content"].pop("transient", None)  # with an identifier of what another cell displayed
        return super().process_message(msg, cell, cell_index)

    def preprocess_cell(self, cell: NotebookNode, resources: ResourcesDict, index: int) -> tuple:
        if self._restarts > self.max_restarts:
            self._give_up(cell, index, f"this notebook ended its kernel {self._restarts} times", "dead kernel")
        elif monotonic() > self._deadline:
            self._give_up(cell, index, f"this notebook ran for {self.notebook_timeout} seconds", "time-out")
        elif is_test_cell(cell):
            self._verdicts[index] = self._ask(cell, index)
        else:
            self._limit = None
            self._run(cell, index)
            if utils.is_solution(cell):
                self._cause = _cell_failure(cell)
                self._cause_limit = self._limit
        return cell, resources

    def _ask(self, cell: NotebookNode, index: int) -> Verdict:
        if self._channel is None:
            self._channel = KernelChannel(self.kc, self.km, self.request_timeout)
        self._channel.renew(self.kc, self.km)
        self._channel.cause = self._cause
        evaluator = shared_evaluator(self._mode, self.request_timeout)
        evaluator.deadline = self._deadline
        verdict = run_test_cell(cell, self._channel, self._seed, self.log, evaluator)
        self._channel.end()
        limit = self._channel.limit
        if self._channel.lost:
            self._restart(index)
        if verdict.outcome is not Outcome.PASSED:
            limit = limit or self._cause_limit
        return dataclasses.replace(verdict, limit=verdict.limit or limit)

    def _run(self, cell: NotebookNode, index: int) -> None:
        """Execute a student's cell; whatever it does to its kernel becomes its output."""
        self._budget = Budget()
        try:
            self.execute_cell(cell, index, store_history=True)
        except DeadKernelError:
            self._limit, sentence = FLOOD if self._budget.flooded else how_it_died(self.km)
            self._lost(cell, index, "DeadKernelError", sentence)
        except CellTimeoutError:
            self._limit = "time-out"
            self._lost(cell, index, "CellTimeoutError", OUT_OF_TIME)
        except GARBLED as error:
            self.log.warning("cell %d: the kernel's messages are garbled", index, exc_info=error)
            self._limit = "protocol"
            self._lost(cell, index, "DeadKernelError", "what the kernel sent while your code ran was no message")
        else:
            if any(error.ename == "CellTimeoutError" for error in _errors(cell)):
                self._limit = "time-out"

    def _lost(self, cell: NotebookNode, index: int, name: str, sentence: str) -> None:
        cell.outputs = [error_output(name, sentence)]
        self._lethal.add(index)
        self._restart(index)

    def _restart(self, index: int) -> None:
        """A new kernel in which the student's cells before ``index`` have run, but for lethal ones."""
        self._restarts += 1
        if self._restarts > self.max_restarts:
            return
        self._cleanup_kernel()
        self.km = self.create_kernel_manager()
        self.start_new_kernel()
        self.start_new_kernel_client()
        cells = list(self.nb.cells)
        for earlier, cell in enumerate(cells[:index]):
            if self._restarts > self.max_restarts or monotonic() > self._deadline:
                break
            if cell.cell_type == "code" and earlier not in self._lethal and not utils.is_grade(cell):
                copy = NotebookNode(cell_type="code", source=cell.source, metadata={}, outputs=[])
                self._run(copy, earlier)
        self.nb.cells = cells  # where nbclient has put the copies

    def _give_up(self, cell: NotebookNode, index: int, reason: str, limit: str) -> None:
        message = f"not run: {reason}"
        if is_test_cell(cell):
            self._verdicts[index] = failed_verdict(cell, message, limit)
        elif cell.cell_type == "code":
            cell.outputs = [error_output("DeadKernelError", message)]


def _errors(cell: NotebookNode) -> list[NotebookNode]:
    return [output for output in cell.get("outputs", ()) if output.output_type == "error"]


_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def _cell_failure(cell: NotebookNode) -> Failure | None:
    """How a solution cell failed, if it did: why its names are missing."""
    errors = _errors(cell)
    if not errors:
        return None
    error = errors[-1]
    if error.ename == "NotImplementedError":
        return Failure("not attempted", "")
    if error.ename in ("DeadKernelError", "CellTimeoutError"):
        return Failure("timeout", error.evalue)
    line, number = _student_line(cell.source, "\n".join(error.traceback))
    return Failure("broken", error.evalue, (error.ename,), line, number)


def _student_line(source: str, traceback: str) -> tuple[str | None, int | None]:
    """The line of this cell that IPython's traceback points at (its text, its number)."""
    found = re.findall(r"(?:Cell In\[\d+\], line |^-+> ?)(\d+)", _ANSI.sub("", traceback), re.MULTILINE)
    lines = source.splitlines()
    if found and 0 < int(found[0]) <= len(lines):
        return lines[int(found[0]) - 1].strip()[:200], int(found[0])
    return None, None
