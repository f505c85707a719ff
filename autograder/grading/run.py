"""What is to be known of a run beside its verdicts: kept in the autograded notebook's metadata."""

from __future__ import annotations

from typing import Any

from nbformat.notebooknode import NotebookNode

#: Metadata key; ``RepairCells`` and ``read_submission`` take a student's own away.
RUN_KEY = "autograder_run"


def note_run(notebook: NotebookNode, isolation: str, review: list[str]) -> None:
    """Write it down.

    Args:
        isolation: ``namespaces``, ``landlock`` or ``none``.
        review: what a person should look at, a line each.
    """
    notebook.metadata[RUN_KEY] = {"isolation": isolation, "review": review}


def read_run(notebook: NotebookNode) -> dict[str, Any]:
    """What :func:`note_run` wrote; empty for a notebook that was not executed by this grader."""
    return dict(notebook.metadata.get(RUN_KEY, {}))
