"""Fixtures that several test files share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.kernel import KernelChannel


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
