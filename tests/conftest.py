"""Fixtures that several test files share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.kernel import KernelChannel

#: How often right solutions of the bank were graded, for the summary.
GRADINGS = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, default=1, help="gradings of each right solution of the bank, by seed")


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    if count := config.stash.get(GRADINGS, 0):
        terminalreporter.write_line(f"{count} gradings of right solutions in the notebook's process passed")


@pytest.fixture
def gradings(request: pytest.FixtureRequest) -> Iterator[list[int]]:
    """The seeds to grade a right solution with; what is taken out of the list counts as graded."""
    seeds = list(range(request.config.getoption("--seeds")))
    wanted = len(seeds)
    yield seeds
    stash = request.config.stash
    stash[GRADINGS] = stash.get(GRADINGS, 0) + wanted - len(seeds)


@dataclass
class Kernel:
    client: NotebookClient
    channel: KernelChannel

    def run(self, code: str) -> list:
        """Run ``code`` in the kernel; its outputs."""
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
        started.run("import autograder.observer")  # TensorFlow now, not within a test's time-out
        yield started
