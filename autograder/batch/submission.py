"""Reads the course's folders into tasks: submissions, and what the gradebook expects of them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from nbgrader import utils
from nbgrader.api import Assignment as AssignmentRow
from nbgrader.api import Grade, Gradebook, SubmittedAssignment, SubmittedNotebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import func
from traitlets.config import Config

from autograder.batch.task import MAX_SENT_BYTES, Assignment, Template
from autograder.grading.repair import expected_cells

#: nbgrader's file that says when a submission was handed in.
TIMESTAMP = "timestamp.txt"


class NothingToGrade(Exception):
    """A submission has none of the assignment's notebooks; the message says what it has."""


def submissions(root: Path, assignment: str) -> list[str]:
    """Students who submitted ``assignment``, in alphabetical order."""
    return sorted(path.parent.name for path in (root / "submitted").glob(f"*/{assignment}") if path.is_dir())


def submitted_assignments(root: Path) -> list[str]:
    """Assignments that anybody submitted, in order."""
    return sorted({path.name for path in (root / "submitted").glob("*/*") if path.is_dir()})


def read_files(folder: Path, ignore: list[str], limit: int = MAX_SENT_BYTES) -> dict[str, bytes | int]:
    """The files of a submission that nbgrader grades, by path below ``folder``.

    What is no file of theirs is left out (see :func:`irregular`); a notebook of that kind is empty.

    Args:
        ignore: names or globs, as in nbgrader's ``CourseDirectory.ignore``.
        limit: bytes in all; a file that goes beyond is only told by its size.
    """
    files: dict[str, bytes | int] = {}
    for path in _paths(folder, ignore):
        name = path.relative_to(folder).as_posix()
        if not _regular(path, folder):
            if path.suffix == ".ipynb":
                files[name] = b""
            continue
        size = path.stat().st_size
        limit -= size
        files[name] = path.read_bytes() if limit >= 0 else size
        if limit < 0:
            limit += size
    return files


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


def irregular(folder: Path, ignore: list[str]) -> list[str]:
    """What nbgrader cannot copy or read in a submission, or should not: paths below ``folder``.

    That is what is no regular file (a pipe, a link to nowhere), a link that leads out of the folder,
    since what it shows was not submitted, a name that cannot be printed, and a timestamp that is none.
    """
    found = [path for path in _paths(folder, ignore) if not _regular(path, folder)]
    timestamp = folder / TIMESTAMP
    if timestamp not in found and timestamp.is_file():
        try:
            text = timestamp.read_text().strip()
            if text:
                utils.parse_utc(text)
        except (ValueError, OverflowError):
            found.append(timestamp)
    return [path.relative_to(folder).as_posix() for path in found]


def copy_without(left_out: list[str], folder: Path, copy: Path, ignore: list[str]) -> None:
    """Copy a submission to ``copy`` without these paths; notebooks among them are there, and empty."""
    for path in _paths(folder, ignore):
        target = copy / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.relative_to(folder).as_posix() not in left_out:
            shutil.copyfile(path, target)
        elif path.suffix == ".ipynb" and path.name.isprintable():
            target.touch()


def _paths(folder: Path, ignore: list[str]) -> list[Path]:
    # As nbgrader: notebooks beside each other, other files wherever they are.
    others = utils.find_all_files(str(folder), [*ignore, "*.ipynb"])
    return sorted({*folder.glob("*.ipynb"), *map(Path, others)})


def _regular(path: Path, folder: Path) -> bool:
    # A name with a line break could pass for a line of nbgrader's log.
    named = path.name.isprintable()
    return named and path.is_file() and os.path.realpath(path).startswith(os.path.realpath(folder) + os.sep)


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
