"""nbgrader's ``Execute`` with the tests outside: student code in the kernel, verdicts here."""

from __future__ import annotations

import re
import secrets
import sys
import tempfile
from subprocess import DEVNULL
from typing import Any

from jupyter_client.manager import KernelManager
from jupyter_client.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import Execute
from traitlets import Dict, Integer

from autograder.grading.kernel import DIED, KernelChannel
from autograder.grading.testcells import failed_verdict, is_test_cell, run_test_cell, write_verdict
from autograder.student import Failure
from autograder.verdict import Verdict


class ExecuteChecks(Execute):
    """Runs a submission: its cells in a kernel, the course's test cells in this process.

    Test cells in nbgrader's plain style run in the kernel, as they always did. Verdicts are
    written into the notebook after the kernel has ended, so nothing in it can rewrite them. A
    cell that kills its kernel, or cannot be interrupted, costs its own exercise: a new kernel
    runs the other cells again and the grading goes on.
    """

    error_on_timeout = Dict(
        {
            "ename": "CellTimeoutError",
            "evalue": "the cell did not end in time",
            "traceback": ["CellTimeoutError: the cell did not end in time"],
        }
    ).tag(config=True)

    request_timeout = Integer(20, help="Seconds for one question to the student's code.").tag(config=True)
    max_restarts = Integer(3, help="New kernels for one submission, after that the rest is lost.").tag(config=True)
    seed = Integer(None, allow_none=True, help="Seed of the checks' random inputs; None draws one per submission.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict, km: Any = None) -> tuple:
        self._seed = secrets.randbits(32) if self.seed is None else self.seed
        self._verdicts: dict[int, Verdict] = {}
        self._channel: KernelChannel | None = None
        self._lethal: set[int] = set()
        self._restarts = 0
        self._cause: Failure | None = None
        with tempfile.TemporaryDirectory(prefix="k") as self._folder:
            nb, resources = super().preprocess(nb, resources, km)
        for index, verdict in self._verdicts.items():
            write_verdict(nb.cells[index], verdict)
        return nb, resources

    def create_kernel_manager(self) -> KernelManager:
        """A kernel over sockets in a private folder, which no other user can connect to."""
        manager = super().create_kernel_manager()
        if sys.platform != "win32":
            folder = tempfile.mkdtemp(prefix="k", dir=self._folder)
            manager.transport = "ipc"
            manager.ip = f"{folder}/s"
            manager.connection_file = f"{folder}/kernel.json"
        return manager

    async def async_start_new_kernel(self, **kwargs: Any) -> None:
        """As the base; what the kernel process itself says is not the grader's output."""
        await super().async_start_new_kernel(stdout=DEVNULL, stderr=DEVNULL, **kwargs)

    start_new_kernel = run_sync(async_start_new_kernel)

    def preprocess_cell(self, cell: NotebookNode, resources: ResourcesDict, index: int) -> tuple:
        if self._restarts > self.max_restarts:
            self._give_up(cell, index)
        elif is_test_cell(cell):
            self._verdicts[index] = self._ask(cell, index)
        else:
            self._run(cell, index)
            if utils.is_solution(cell):
                self._cause = _cell_failure(cell)
        return cell, resources

    def _ask(self, cell: NotebookNode, index: int) -> Verdict:
        if self._channel is None:
            self._channel = KernelChannel(self.kc, self.km, self.request_timeout)
        self._channel.renew(self.kc, self.km)
        self._channel.cause = self._cause
        verdict = run_test_cell(cell, self._channel, self._seed, self.log)
        limit = self._channel.limit
        if self._channel.lost:
            self._restart(index)
        if limit:
            name = "dead kernel" if limit == "lost" else "time-out"
            verdict = Verdict(verdict.exercise, verdict.points, verdict.findings, verdict.seed, name)
        return verdict

    def _run(self, cell: NotebookNode, index: int) -> None:
        """Execute a student's cell; whatever it does to its kernel becomes its output."""
        try:
            self.execute_cell(cell, index, store_history=True)
        except DeadKernelError:
            cell.outputs = [_error("DeadKernelError", DIED)]
            self._lethal.add(index)
            self._restart(index)
        except CellTimeoutError:
            cell.outputs = [_error("CellTimeoutError", "the cell did not end in time")]
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
        for earlier, cell in enumerate(self.nb.cells[:index]):
            if cell.cell_type == "code" and earlier not in self._lethal and not utils.is_grade(cell):
                copy = NotebookNode(cell_type="code", source=cell.source, metadata={}, outputs=[])
                self._run(copy, earlier)

    def _give_up(self, cell: NotebookNode, index: int) -> None:
        message = f"not run: this notebook ended its kernel {self._restarts} times"
        if is_test_cell(cell):
            exercise = cell.metadata.nbgrader["grade_id"].removesuffix("-tests")
            points = float(cell.metadata.nbgrader["points"])
            self._verdicts[index] = failed_verdict(exercise, points, message, "dead kernel")
        elif cell.cell_type == "code":
            cell.outputs = [_error("DeadKernelError", message)]


def _error(name: str, message: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=message, traceback=[f"{name}: {message}"])


_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def _cell_failure(cell: NotebookNode) -> Failure | None:
    """How a solution cell failed, if it did: why its names are missing."""
    errors = [output for output in cell.get("outputs", ()) if output.output_type == "error"]
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
