"""What came of a submission, read back from its autograded notebook."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from autograder.grading.intake import NOTE_KEY
from autograder.grading.run import read_run
from autograder.grading.testcells import read_verdict

#: Of a test cell in nbgrader's plain style, which runs in the student's process.
FORGEABLE = "this test ran beside the student's code, which can forge its verdict"
#: What ends the execution of a cell, as its output says it, and the limit that was met.
_LIMITS = {"CellTimeoutError": "time-out", "DeadKernelError": "dead kernel", "ProtocolError": "protocol"}


@dataclass(frozen=True)
class Result:
    """One submission's exercises.

    Attributes:
        exercises: in the form of ``Verdict.as_dict``, in the notebook's order, with the names of ``notebook``
            and ``cell``: the exercise's own name need not be the only one of its kind in an assignment.
        note: what the grader has to say about the file, or None.
        isolation: what student code ran in: ``namespaces``, ``landlock`` or ``none``; None if nothing was run.
        review: what a person should look at before the points are believed, a line each.
    """

    exercises: tuple[dict[str, Any], ...]
    note: str | None = None
    isolation: str | None = None
    review: tuple[str, ...] = ()

    @property
    def earned(self) -> float:
        return round(sum(exercise["earned"] for exercise in self.exercises), 2)

    @property
    def points(self) -> float:
        return sum(exercise["points"] for exercise in self.exercises)

    @property
    def remarks(self) -> str | None:
        """What a person should know of this result before they believe it, in a line; None if there is nothing."""
        found = [self.note] if self.note else []
        found += [", ".join(self.limits)] if self.limits else []
        looks = [*self.review, *(line for exercise in self.exercises for line in exercise.get("review", ()))]
        found += [f"look at {'; '.join(looks)}"] if looks else []
        return " · ".join(found) or None

    @property
    def limits(self) -> tuple[str, ...]:
        """Names of the limits that were met, each once."""
        return tuple(sorted({exercise["limit"] for exercise in self.exercises if exercise["limit"]}))


def read_results(folder: Path) -> Result | None:
    """The result of a submission with all its notebooks, or None if there is none in ``folder``."""
    results = [read_result(path) for path in sorted(folder.glob("*.ipynb"))]
    if not results:
        return None
    notes = [result.note for result in results if result.note]
    return Result(
        tuple(exercise for result in results for exercise in result.exercises),
        " ".join(notes) or None,
        results[0].isolation,
        tuple(line for result in results for line in result.review),
    )


def read_result(path: Path) -> Result:
    """The result in an autograded notebook."""
    notebook = nbformat.read(path, as_version=4)
    graded = (
        _exercise(cell) | {"notebook": path.stem, "cell": cell.metadata.nbgrader["grade_id"]}
        for cell in notebook.cells
        if utils.is_grade(cell)
    )
    run = read_run(notebook)
    return Result(tuple(graded), notebook.metadata.get(NOTE_KEY), run.get("isolation"), tuple(run.get("review", ())))


def _exercise(cell: NotebookNode) -> dict[str, Any]:
    verdict = read_verdict(cell)
    if verdict is not None:
        return dict(verdict)
    # A test in nbgrader's plain style, or one to be graded by hand.
    earned, points = utils.determine_grade(cell)
    outcome = "manual" if earned is None else ("passed" if earned == points else "wrong")
    return {
        "exercise": cell.metadata.nbgrader["grade_id"].removesuffix("-tests"),
        "outcome": outcome,
        "earned": earned or 0.0,
        "points": points,
        "misconception": None,
        "message": FORGEABLE,
        "seed": None,
        "limit": limit_in(cell),
        "review": [],
        "findings": [],
    }


def limit_in(cell: NotebookNode) -> str | None:
    """The limit that ended a cell's execution, or None."""
    verdict = read_verdict(cell)
    if verdict is not None:
        return verdict["limit"]
    names = (output.get("ename") for output in cell.get("outputs", ()))
    return next((_LIMITS[name] for name in names if name in _LIMITS), None)
