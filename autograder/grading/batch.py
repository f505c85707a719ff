"""Grading a class: every submission of an assignment, one after the other, whatever is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from autograder.grading.results import Result, read_result


@dataclass(frozen=True)
class Graded:
    """What happened to one student's submission.

    Attributes:
        result: the exercises, or None if nbgrader could not grade it.
        problem: one line for the instructor, or None.
    """

    student: str
    result: Result | None
    problem: str | None = None


def submissions(root: Path, assignment: str) -> list[str]:
    """Students who submitted ``assignment``, in alphabetical order."""
    return sorted(path.parent.name for path in (root / "submitted").glob(f"*/{assignment}") if path.is_dir())


def grade(config: Config, assignment: str, students: list[str], force: bool = False) -> Iterator[Graded]:
    """Autograde each student's submission and generate the feedback, yielding as they are done.

    A submission that nbgrader cannot grade is reported and the next one follows. Submissions
    that were graded before and are not newer are left as they are, unless ``force``.
    """
    root = Path(config.CourseDirectory.root)
    api = NbGraderAPI(config=config)
    for student in students:
        answer = api.autograde(assignment, student, force=force)
        if not answer["success"]:
            yield Graded(student, None, _last_line(answer.get("error") or answer.get("log")))
            continue
        answer = api.generate_feedback(assignment, student, force=True)
        problem = None if answer["success"] else "no feedback: " + _last_line(answer.get("error"))
        yield Graded(student, _result(root / "autograded" / student / assignment), problem)


def _result(folder: Path) -> Result | None:
    results = [read_result(path) for path in sorted(folder.glob("*.ipynb"))]
    if not results:
        return None
    notes = [result.note for result in results if result.note]
    exercises = tuple(exercise for result in results for exercise in result.exercises)
    return Result(exercises, " ".join(notes) or None)


def _last_line(text: str | None) -> str:
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no reason given"


