"""Grading one notebook: for someone who learns alone, or an instructor who looks at one file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.apps import NbGraderAPI

from autograder.grading.configuration import course_config
from autograder.grading.course import CourseError, assignments, find_root, generate, pair
from autograder.grading.intake import NOTE_KEY, read_submission
from autograder.grading.results import Result, read_result

STUDENT = "you"


def check_notebook(path: Path, seed: int | None = None, isolated: bool = True) -> tuple[Result, bool]:
    """Grade ``path`` through nbgrader and the course's executor, in a course of its own.

    Args:
        path: the notebook. It is read, never written.
        seed: of the checks' random inputs, to repeat a run.
        isolated: whether the notebook's code runs isolated.

    Returns:
        The result, and whether the hidden tests took part: they do where ``source/`` is at hand.

    Raises:
        CourseError: there is no such file, it is not a notebook, or nothing in it is graded.
    """
    path = path.resolve()
    if not path.is_file():
        raise CourseError(f"there is no file {path}")
    if path.suffix != ".ipynb":
        raise CourseError(f"{path.name} is not a notebook (.ipynb)")
    notebook = read_submission(path)
    if NOTE_KEY in notebook.metadata and len(notebook.cells) == 1:  # nothing but the note
        raise CourseError(f"{path.name}: {notebook.metadata[NOTE_KEY]}")
    source = _source_of(path, _grade_ids(notebook))
    name = source.name if source else path.name
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        root = Path(folder)
        assignment = source.parent.name if source else "assignment"
        for kind, file in (("source", source or path), ("submitted/" + STUDENT, path)):
            home = root / kind / assignment
            home.mkdir(parents=True)
            shutil.copy(file, home / name)
        config = course_config(root)
        config.ExecuteChecks.isolated = isolated
        if seed is not None:
            config.ExecuteChecks.seed = seed
        generate(config, assignment)
        graded = NbGraderAPI(config=config).autograde(assignment, STUDENT)
        autograded = root / "autograded" / STUDENT / assignment / name
        if not graded["success"] or not autograded.exists():
            raise CourseError(f"nbgrader could not grade {path.name}:\n{graded.get('log') or graded.get('error')}")
        result = read_result(autograded)
    if not result.exercises:
        raise CourseError(f"nothing in {path.name} is graded: its exercises are checked in JupyterLab")
    return result, source is not None


def _source_of(path: Path, grade_ids: set[str]) -> Path | None:
    """The source notebook with the same exercises, of a course around the file or around here.

    A renamed notebook is known by its exercises; among equals the same file name decides.
    """
    for start in (path.parent, Path.cwd()):
        root = find_root(start)
        if root is None:
            continue
        sources = [pair(root, assignment) for assignment in assignments(root)]
        shared = {s: len(grade_ids & _grade_ids(nbformat.read(s, as_version=4))) for s in sources}
        best = max(sources, key=lambda s: (shared[s], s.name == path.name), default=None)
        if best is not None and (shared[best] > 1 or best.name == path.name):  # more than the set-up
            return best
    return None


def _grade_ids(notebook: NotebookNode) -> set[str]:
    found = (cell.metadata.get("nbgrader") for cell in notebook.cells)
    return {str(flags.get("grade_id")) for flags in found if isinstance(flags, dict)}
