"""Reads the course's folders into tasks: submissions, and what the gradebook expects of them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from nbgrader import utils
from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import func
from traitlets.config import Config

from autograder.batch.task import Assignment, Template
from autograder.grading.repair import expected_cells


class NothingToGrade(Exception):
    """A submission has none of the assignment's notebooks; the message says what it has."""


def submissions(root: Path, assignment: str) -> list[str]:
    """Students who submitted ``assignment``, in alphabetical order."""
    return sorted(path.parent.name for path in (root / "submitted").glob(f"*/{assignment}") if path.is_dir())


def submitted_assignments(root: Path) -> list[str]:
    """Assignments that anybody submitted, in order."""
    return sorted({path.name for path in (root / "submitted").glob("*/*") if path.is_dir()})


def require_notebooks(files: Iterable[str], notebooks: Iterable[str]) -> list[str]:
    """Which of an assignment's notebooks (names without ``.ipynb``) are missing in a submission.

    Raises:
        NothingToGrade: all of them.
    """
    missing = [f"{name}.ipynb" for name in notebooks if f"{name}.ipynb" not in files]
    if len(missing) < len(list(notebooks)):
        return missing
    others = [path for path in files if path.endswith(".ipynb")]
    advice = f"; there is {', '.join(others)}: rename it" if others else ""
    raise NothingToGrade(f"there is no {' and no '.join(missing)}{advice}"[:300])


def read_assignment(config: Config, name: str) -> Assignment:
    """What the gradebook and the source folder say of assignment ``name``. Raises MissingEntry if unknown."""
    course = CourseDirectory(config=config)
    with Gradebook(course.db_url) as gradebook:
        found = gradebook.find_assignment(name)
        notebooks = {}
        for notebook in found.notebooks:
            cells = expected_cells(notebook)
            for index, cell in enumerate(cells.values()):
                cell["id"] = f"expected-{index}"  # instead of one at random, which would be in the key
            kernelspec = json.loads(notebook.kernelspec) if notebook.kernelspec else None
            notebooks[notebook.name] = Template(json.loads(json.dumps(cells)), kernelspec)
        due = found.duedate.isoformat() if found.duedate else None
    source = Path(course.format_path(course.source_directory, ".", name))
    kept = {source / path for path in config.Autograde.get("exclude_overwriting", {}).get(name, [])}
    files = {
        path.relative_to(source).as_posix(): path.read_bytes()
        for path in map(Path, utils.find_all_files(str(source), [*course.ignore, "*.ipynb"]))
        if path not in kept
    }
    return Assignment(name, notebooks, files, due)


def recorded_points(config: Config, assignment: str) -> dict[str, float]:
    """What the checks earned, by student, as the gradebook has it; only those with a submission."""
    with Gradebook(CourseDirectory(config=config).db_url) as gradebook:
        query = (
            gradebook.db.query(SubmittedAssignment.student_id, func.sum(Grade.auto_score))
            .join(AssignmentRow, AssignmentRow.id == SubmittedAssignment.assignment_id)
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
            .filter(AssignmentRow.name == assignment)
            .group_by(SubmittedAssignment.student_id)
        )
        return {student: points or 0.0 for student, points in query}
