"""Grading one notebook: for someone who learns alone, or an instructor who looks at one file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from nbgrader.apps import NbGraderAPI

from autograder.grading.configuration import course_config
from autograder.grading.course import CourseError, assignments, find_root, generate, pair
from autograder.grading.results import Result, read_result

STUDENT = "you"


def check_notebook(path: Path, seed: int | None = None) -> tuple[Result, bool]:
    """Grade ``path`` through nbgrader and the course's executor, in a course of its own.

    Args:
        path: the notebook. It is read, never written.
        seed: of the checks' random inputs, to repeat a run.

    Returns:
        The result, and whether the hidden tests took part: they do where ``source/`` is at hand.

    Raises:
        CourseError: there is no such file, or nothing in it is graded.
    """
    path = path.resolve()
    if not path.is_file():
        raise CourseError(f"there is no file {path}")
    source = _source_of(path)
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        root = Path(folder)
        assignment = source.parent.name if source else "assignment"
        for kind, notebook in (("source", source or path), ("submitted/" + STUDENT, path)):
            home = root / kind / assignment
            home.mkdir(parents=True)
            shutil.copy(notebook, home / path.name)
        config = course_config(root)
        if seed is not None:
            config.ExecuteChecks.seed = seed
        generate(config, assignment)
        graded = NbGraderAPI(config=config).autograde(assignment, STUDENT)
        autograded = root / "autograded" / STUDENT / assignment / path.name
        if not graded["success"] or not autograded.exists():
            raise CourseError(f"nbgrader could not grade {path.name}:\n{graded.get('log') or graded.get('error')}")
        result = read_result(autograded)
    if not result.exercises:
        raise CourseError(f"nothing in {path.name} is graded: its exercises are checked in JupyterLab")
    return result, source is not None


def _source_of(path: Path) -> Path | None:
    """The source notebook that a student's notebook was released from, if it is at hand."""
    for start in (path.parent, Path.cwd()):
        root = find_root(start)
        if root is None:
            continue
        for assignment in assignments(root):
            if (root / "source" / assignment / f"{path.stem}.py").exists():
                return pair(root, assignment)
    return None
