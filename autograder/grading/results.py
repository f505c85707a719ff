"""What came of a submission, read back from its autograded notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from autograder.grading.intake import NOTE_KEY
from autograder.grading.testcells import read_verdict


@dataclass(frozen=True)
class Result:
    """One submission's exercises.

    Attributes:
        exercises: in the form of ``Verdict.as_dict``, in the notebook's order.
        note: what the grader has to say about the file, or None.
    """

    exercises: tuple[dict[str, Any], ...]
    note: str | None = None

    @property
    def earned(self) -> float:
        return round(sum(exercise["earned"] for exercise in self.exercises), 2)

    @property
    def points(self) -> float:
        return sum(exercise["points"] for exercise in self.exercises)


def read_result(path: Path) -> Result:
    """The result in an autograded notebook."""
    notebook = nbformat.read(path, as_version=4)
    graded = (_exercise(cell) for cell in notebook.cells if utils.is_grade(cell))
    return Result(tuple(graded), notebook.metadata.get(NOTE_KEY))


def _exercise(cell: NotebookNode) -> dict[str, Any]:
    verdict = read_verdict(cell)
    if verdict is not None:
        return dict(verdict)
    # A test in nbgrader's plain style, or one to be graded by hand.
    earned, points = utils.determine_grade(cell)
    outcome = "manual" if earned is None else ("passed" if earned == points else "wrong")
    return {
        "exercise": cell.metadata.nbgrader["grade_id"],
        "outcome": outcome,
        "earned": earned or 0.0,
        "points": points,
        "misconception": None,
        "message": "",
        "seed": None,
        "limit": None,
        "findings": [],
    }
