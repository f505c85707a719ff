"""Fixtures that several test files share."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.kernel import KernelChannel

#: How often right solutions of the bank were graded, for the summary.
GRADINGS = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, default=1, help="gradings of each right solution of the bank, by seed")


def pytest_configure() -> None:
    # A shell has what it starts in the background ignore Ctrl-C (`make test &`), and all their children with them.
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    if count := config.stash.get(GRADINGS, 0):
        terminalreporter.write_line(f"{count} gradings of right solutions in the notebook's process passed")


@pytest.fixture
def count_grading(pytestconfig: pytest.Config) -> Callable[[], None]:
    """To be called after each grading of a right solution, for the summary."""

    def count() -> None:
        pytestconfig.stash[GRADINGS] = pytestconfig.stash.get(GRADINGS, 0) + 1

    return count


@dataclass
class Kernel:
    client: NotebookClient
    channel: KernelChannel

    def reset(self) -> None:
        """Forget the student's names, and the objects that the observer keeps."""
        self.run("import autograder.observer\nautograder.observer._in_kernel = None\n%reset -f")

    def run(self, code: str) -> list:
        """Run ``code`` in the kernel; its outputs."""
        self.channel.end()
        cell = new_code_cell(code)
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        return cell.outputs


@pytest.fixture(scope="session")
def kernel() -> Iterator[Kernel]:
    """A running kernel and the channel to it, shared: tests reset its names."""
    client = NotebookClient(new_notebook(), timeout=120, allow_errors=True, kernel_name="python3")
    with client.setup_kernel():
        started = Kernel(client, KernelChannel(client.kc, client.km, timeout=60))
        # TensorFlow now, not within a test's time-out; and frozen, or each reset would visit all of it.
        started.run("import autograder.observer, gc\ngc.freeze()")
        yield started
