"""Phase 2 of grading a class: what was executed is recorded by nbgrader, in one process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import nbgrader.api
from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from sqlalchemy import Engine, create_engine
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.batch.ledger import FOLDER, Executed
from autograder.grading.converters import run_converter
from autograder.grading.files import copy_regular, look_through
from autograder.grading.outputs import error_output
from autograder.grading.testcells import failed_verdict, is_test_cell, write_verdict


class Recorder:
    """Records executed submissions, one after the other, with nbgrader's own converters.

    They do all that they do in ``nbgrader autograde`` and ``nbgrader generate_feedback``, but in
    the place of the execution its results are loaded.
    """

    def __init__(self, config: Config):
        self._course = CourseDirectory(config=config)
        self._autograde = Autograde(coursedir=self._course, config=config)
        self._feedback = GenerateFeedback(coursedir=self._course, config=config)
        self._autograde.force = self._feedback.force = True
        preprocessors = [
            import_item(item) if isinstance(item, str) else item for item in self._autograde.autograde_preprocessors
        ]
        self._autograde.autograde_preprocessors = [
            self._load if isinstance(item, type) and issubclass(item, Execute) else item for item in preprocessors
        ]
        self._executed = Executed("", {})

    def record(self, student: str, assignment: str, executed: Executed) -> None:
        """Grades into the gradebook, notebooks to autograded/, pages to feedback/; as often as one likes.

        Raises:
            NotRecorded: nbgrader refused, or the submission is not what was executed.
            DiskFull: there is no space for it.
        """
        self._executed = executed
        with utils.temp_attrs(self._course, assignment_id=assignment, student_id=student), _one_engine():
            with self._readable(student, assignment):
                run_converter(self._autograde)
            run_converter(self._feedback)

    @contextmanager
    def _readable(self, student: str, assignment: str) -> Iterator[None]:
        """Where nbgrader would stumble over what was submitted, have it look at a copy without."""
        root = Path(self._course.root)
        folder = root / self._course.submitted_directory / student / assignment
        found = look_through(folder, self._course.ignore)
        if not (found.irregular or found.large or found.more):
            yield
            return
        copy, submitted = Path(FOLDER, "readable"), self._course.submitted_directory
        shutil.rmtree(root / copy, ignore_errors=True)  # of a run that was killed
        try:
            copy_regular(found, folder, root / copy / student / assignment)
            self._course.submitted_directory = str(copy)
            yield
        finally:  # which nbgrader's temp_attrs does not know: the next student's submission would not be found
            self._course.submitted_directory = submitted
            shutil.rmtree(root / copy, ignore_errors=True)

    def _load(self, nb: NotebookNode, resources: ResourcesDict) -> tuple:
        """In the place of ``ExecuteChecks``: a preprocessor."""
        name = resources["nbgrader"]["notebook"]
        if self._executed.notebooks is None:
            give_up(nb, str(self._executed.problem))
        elif name in self._executed.notebooks:
            load_executed(nb, nbformat.reads(self._executed.notebooks[name], as_version=4))
        else:
            raise ValueError(f"{name}.ipynb was not there when the submission was executed: grade it again")
        return nb, resources


def load_executed(nb: NotebookNode, executed: NotebookNode) -> None:
    """Give ``nb`` the outputs of ``executed``.

    Raises:
        ValueError: they are not the same notebook, cell by cell.
    """
    sources = [[(cell.cell_type, cell.source) for cell in notebook.cells] for notebook in (nb, executed)]
    for index, (here, there) in enumerate(zip(*sources, strict=False)):
        if here != there:
            raise ValueError(f"cell {index + 1} is not what was executed: grade it again")
    if len(nb.cells) != len(executed.cells):
        raise ValueError(f"{len(executed.cells)} cells were executed, but here are {len(nb.cells)}: grade it again")
    for cell, result in zip(nb.cells, executed.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = result.outputs, result.execution_count
    nb.metadata.update(executed.metadata)


def give_up(nb: NotebookNode, reason: str) -> None:
    """No cell was executed, and no test can pass."""
    message = f"not run: {reason}. A person has to look at it"
    for cell in nb.cells:
        if is_test_cell(cell):
            write_verdict(cell, failed_verdict(cell, message, "dead kernel"))
        elif cell.cell_type == "code":
            cell.outputs = [error_output("DeadKernelError", message)]


@cache
def _engine(db_url: str, **options: Any) -> Engine:
    return create_engine(db_url, **options)


@contextmanager
def _one_engine() -> Iterator[None]:
    """nbgrader makes a database engine each time it opens the gradebook, about ten times for a submission, and
    the engine compiles all its queries anew: half the time of recording. Here it gets the same one again.
    """
    original = nbgrader.api.create_engine
    nbgrader.api.create_engine = _engine
    try:
        yield
    finally:
        nbgrader.api.create_engine = original
