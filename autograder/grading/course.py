"""The course's folders: which assignments there are, and everything that is generated from them.

``source/NN-name/name.py`` is what people edit. From it come the paired ``name.ipynb`` that
nbgrader reads and, through ``nbgrader generate_assignment``, the released
``notebooks/NN-name/name.ipynb``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import jupytext
import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.grading.configuration import CONFIG_FILE, CourseError, course_config, has_gradebook
from autograder.grading.converters import DiskFull, NotRecorded, run_converter


@dataclass(frozen=True)
class Exercise:
    """A solution cell and the test cells that follow it.

    Attributes:
        name: grade id of the solution cell.
        solution: its source, with the solution in it.
        tests: the test cells, with the hidden tests in them.
    """

    name: str
    solution: str
    tests: tuple[NotebookNode, ...]


def find_root(start: Path) -> Path | None:
    """The course folder (with ``source/`` and the configuration) at or above ``start``."""
    for folder in (start, *start.parents):
        if (folder / CONFIG_FILE).exists() and (folder / "source").is_dir():
            return folder
    return None


def assignments(root: Path) -> list[str]:
    """Names of the assignments in ``source/``, in order."""
    return sorted(path.parent.name for path in (root / "source").glob("*/*.py"))


def source_script(root: Path, assignment: str) -> Path:
    """The script of ``assignment``. Raises :class:`CourseError` when there is not exactly one."""
    scripts = sorted((root / "source" / assignment).glob("*.py"))
    if len(scripts) != 1:
        raise CourseError(
            f"source/{assignment} has {len(scripts)} scripts, expected one; "
            f"the assignments are {', '.join(assignments(root))}"
        )
    return scripts[0]


def read_source(script: Path) -> NotebookNode:
    """The notebook of a percent script, with cell ids that do not change from run to run."""
    notebook = jupytext.read(script)
    taken: set[str] = set()
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        name = name or "c-" + hashlib.sha256(cell.source.encode()).hexdigest()[:10]
        while name in taken:
            name += "x"
        taken.add(name)
        cell["id"] = name
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def exercises(notebook: NotebookNode) -> list[Exercise]:
    """The graded exercises of a source notebook, in order."""
    found: list[Exercise] = []
    for cell in notebook.cells:
        if utils.is_solution(cell):
            found.append(Exercise(cell.metadata.nbgrader["grade_id"], cell.source, ()))
        elif utils.is_grade(cell) and found:
            last = found.pop()
            found.append(Exercise(last.name, last.solution, (*last.tests, cell)))
    return [exercise for exercise in found if exercise.tests]


def pair(root: Path, assignment: str) -> Path:
    """Write the ``.ipynb`` beside an assignment's script, if it differs; its path."""
    script = source_script(root, assignment)
    path = script.with_suffix(".ipynb")
    text = nbformat.writes(read_source(script)) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    return path


def release(root: Path, assignment: str, gradebook: Path) -> None:
    """Pair the notebook and generate the released one into ``notebooks/``.

    Args:
        gradebook: the database that learns the assignment's cells (made if it does not exist).

    Raises:
        CourseError: nbgrader refused; the message has its log.
    """
    pair(root, assignment)
    generate(course_config(root, gradebook), assignment)


def ensure_generated(root: Path, assignment: str) -> None:
    """Make sure that the gradebook knows ``assignment``: generate it where its source is at hand.

    Raises:
        CourseError: there is no such assignment.
    """
    config = course_config(root)
    if has_gradebook(config):
        with Gradebook(config.CourseDirectory.db_url) as gradebook:
            if any(known.name == assignment for known in gradebook.assignments):
                return
    if not list((root / "source" / assignment).glob("*.ipynb")):
        known = ", ".join(path.name for path in sorted((root / "source").glob("*/"))) or "none"
        raise CourseError(f"there is no assignment {assignment!r} in {root / 'source'}; there are: {known}")
    generate(config, assignment)


def outdated_tests(root: Path, assignment: str) -> list[str]:
    """Grade ids of tests whose source in ``source/`` is not what the gradebook grades with.

    The gradebook learns them from ``nbgrader generate_assignment`` only.
    """
    config = course_config(root)
    found = []
    for path in sorted((root / "source" / assignment).glob("*.ipynb")):
        source = {
            cell.metadata["nbgrader"]["grade_id"]: cell.source
            for cell in nbformat.read(path, as_version=4).cells
            if utils.is_grade(cell) and not utils.is_solution(cell)
        }
        with Gradebook(config.CourseDirectory.db_url) as gradebook:
            try:
                known = {cell.name: cell.source for cell in gradebook.find_notebook(path.stem, assignment).source_cells}
            except MissingEntry:
                known = {}
        found += [name for name, text in source.items() if known.get(name) != text]
    return found


def generate(config: Config, assignment: str) -> None:
    """``nbgrader generate_assignment``. Raises :class:`CourseError` with nbgrader's reason.

    Its own API would take Ctrl-C for a mistake of the assignment.
    """
    converter = GenerateAssignment(coursedir=CourseDirectory(config=config, assignment_id=assignment), config=config)
    converter.force = converter.create_assignment = True
    try:
        run_converter(converter)
    except (NotRecorded, DiskFull) as error:
        raise CourseError(f"nbgrader could not generate {assignment}: {error}") from error
