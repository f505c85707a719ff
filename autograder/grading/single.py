"""Grading one notebook: for someone who learns alone, or an instructor who looks at one file."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.grading.configuration import course_config, plain_settings
from autograder.grading.converters import DiskFull, NotRecorded, run_converter
from autograder.grading.course import CourseError, assignments, find_root, generate, pair
from autograder.grading.files import MAX_FILES, look_through
from autograder.grading.intake import NOTE_KEY, read_submission
from autograder.grading.results import Result, read_result
from autograder.grading.testcells import is_test_cell
from autograder.grading.workspace import MAX_COPIED_BYTES
from autograder.isolation import mode

STUDENT = "you"


@dataclass(frozen=True)
class Checked:
    """What came of one notebook.

    Attributes:
        hidden: whether the hidden tests took part: they do where ``source/`` is at hand.
        seed: of the run; it repeats the run's random inputs.
        left_out: what of the files beside the notebook its code did not see, in a sentence, or None.
    """

    result: Result
    hidden: bool
    seed: int
    left_out: str | None


def check_notebook(path: Path, seed: int | None = None, isolated: bool = True, trusted: bool = False) -> Checked:
    """Grade ``path`` through nbgrader and the course's executor, in a course of its own.

    Its code sees what it sees in a class: the files beside it, and those of its assignment.

    Args:
        path: the notebook. It is read, never written.
        seed: of the checks' random inputs, to repeat a run.
        isolated: whether the notebook's code runs isolated.
        trusted: whether its tests are to be run in this process where no ``source/`` has them.

    Raises:
        CourseError: there is no such file, it is not a notebook, nothing in it is graded, or its tests are
            its own and not trusted.
        NoIsolation: its code cannot be isolated here.
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
    if source is None and not trusted and any(map(is_test_cell, notebook.cells)):
        raise CourseError(
            f"no source/ at hand has the exercises of {path.name}: its tests are its own, and a test runs with your "
            "rights. If you know where the notebook comes from: --trust-its-tests"
        )
    name = source.name if source else path.name
    assignment = source.parent.name if source else "assignment"
    with tempfile.TemporaryDirectory(prefix="autograder-") as folder:
        root = Path(folder)
        config = _config(root, source.parents[2] if source else find_root(Path.cwd()))
        if not isolated:
            config.ExecuteChecks.isolated = False
        if config.ExecuteChecks.get("isolated", True):
            mode()  # said now, and not by nbgrader
        seed = config.ExecuteChecks.get("seed") if seed is None else seed
        config.ExecuteChecks.seed = seed = secrets.randbits(32) if seed is None else seed
        ignore = CourseDirectory(config=config).ignore
        _copy(source or path, root / "source" / assignment / name)
        if source:
            _copy_files_of(source.parent, root / "source" / assignment, ignore)
        _copy(path, root / "submitted" / STUDENT / assignment / name)
        left_out = _copy_files_beside(path, root / "submitted" / STUDENT / assignment, ignore)
        generate(config, assignment)
        _autograde(config, assignment, path.name)
        result = read_result(root / "autograded" / STUDENT / assignment / name)
    if not result.exercises:
        raise CourseError(f"nothing in {path.name} is graded: its exercises are checked in JupyterLab")
    return Checked(result, source is not None, seed, left_out)


def _config(root: Path, course: Path | None) -> Config:
    """The configuration of a course in ``root``, with the limits, and whatever else is plain data, of ``course``."""
    config = course_config(root)
    if course:
        theirs = course_config(course)
        settings = plain_settings(theirs)
        settings.pop("Autograde", None)  # its preprocessors could be others than those that isolate
        config.merge(Config(settings))
        config.CourseDirectory.ignore = CourseDirectory(config=theirs).ignore
        config.Autograde.exclude_overwriting = theirs.Autograde.get("exclude_overwriting", {})
    return config


def _copy(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def _copy_files_of(source: Path, target: Path, ignore: list[str]) -> None:
    """The assignment's other files, as nbgrader takes them."""
    for file in utils.find_all_files(str(source), [*ignore, "*.ipynb"]):
        _copy(Path(file), target / Path(file).relative_to(source))


def _copy_files_beside(notebook: Path, target: Path, ignore: list[str]) -> str | None:
    """The other files of what would be the submission's folder, within the limits of a class; what was left out."""
    found = look_through(notebook.parent, ignore, MAX_COPIED_BYTES)
    if found.more:  # a home folder, for example
        return (
            f"the files beside {notebook.name} were left out: {notebook.parent} has more than {MAX_FILES}. "
            "If the notebook reads any of them, put it into a folder of its own, with those files"
        )
    for name in found.kept:
        if not name.endswith(".ipynb"):
            _copy(notebook.parent / name, target / name)
    large = [name for name in found.large if not name.endswith(".ipynb")]
    if not large:
        return None
    told = ", ".join(large[:3]) + (f" and {len(large) - 3} more" if len(large) > 3 else "")
    return f"left out beside {notebook.name}, beyond {MAX_COPIED_BYTES / 2**20:.0f} MB in all: {told}"


def _autograde(config: Config, assignment: str, name: str) -> None:
    """``nbgrader autograde``. Its own API would take Ctrl-C for a mistake of the notebook."""
    course = CourseDirectory(config=config, assignment_id=assignment, student_id=STUDENT)
    try:
        run_converter(Autograde(coursedir=course, config=config))
    except (NotRecorded, DiskFull) as error:
        raise CourseError(f"nbgrader could not grade {name}: {error}") from error


def _source_of(path: Path, grade_ids: set[str]) -> Path | None:
    """The source notebook with the same exercises, of a course around the file or around here.

    A renamed notebook is known by its exercises; among equals the same file name decides.
    """
    # Of those around the file the outermost: a submission may bring a course of its own.
    around = [folder for folder in path.parents if find_root(folder) == folder][-1:]
    for root in (*around, find_root(Path.cwd())):
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
