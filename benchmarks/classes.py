"""The classes that are graded: course folders with submissions, the same ones for every system."""

from __future__ import annotations

import compileall
import importlib.util
import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader import utils
from nbgrader.api import Gradebook

from autograder import demo
from autograder.grading.configuration import CONFIG_FILE

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sysconfig.get_path("scripts"))
ASSIGNMENT, NOTEBOOK = demo.ASSIGNMENT, demo.NOTEBOOK
#: Those of the demonstration's students who end no kernel, meet no limit, submit what stock nbgrader can read, and
#: have no answer that only their own process can compute: others believe it.
STUDENTS = ("ada", "ben", "cleo", "dev", "ella", "finn", "hugo")

#: Everything as nbgrader has it. Its 30 seconds for a cell are little where TensorFlow is imported on a busy machine.
STOCK_CONFIG = """c = get_config()
c.CourseDirectory.course_id = "stock"
c.Execute.timeout = 300
"""

STUB, STUB_NOTEBOOK = "01-stub", "stub.ipynb"
_STUB_SETUP = "from autograder import check, student"
_STUB_ANSWER = "def double(x):\n    return 2 * x"
_STUB_TEST = 'check.value(student.double(3), 6)\ncheck.score("double", points=1)'


def submissions(folder: Path, number: int) -> list[str]:
    """So many submissions of 01-creation, as text: the demonstration's, in turns, no two of them equal.

    Args:
        folder: for the demonstration's course; made anew.
    """
    demo.compose(ROOT, folder)
    texts = []
    for index in range(number):
        path = folder / "submitted" / STUDENTS[index % len(STUDENTS)] / ASSIGNMENT / NOTEBOOK
        notebook = nbformat.read(path, as_version=4)
        notebook.cells.append(new_code_cell(f"# submission {index + 1}", id="number"))
        texts.append(nbformat.writes(notebook))
    return texts


def with_cell(text: str, code: str) -> str:
    """A submission that has this cell, too."""
    notebook = nbformat.reads(text, as_version=4)
    notebook.cells.append(new_code_cell(code, id="added"))
    return nbformat.writes(notebook)


def with_hidden_tests(text: str) -> str:
    """A submission with the tests that nbgrader puts in the place of its own."""
    tests = {cell.metadata.nbgrader["grade_id"]: cell.source for cell in source().cells if utils.is_grade(cell)}
    notebook = nbformat.reads(text, as_version=4)
    for cell in notebook.cells:
        if utils.is_grade(cell):
            cell.source = tests[cell.metadata.nbgrader["grade_id"]]
    return nbformat.writes(notebook)


def source() -> NotebookNode:
    """The source notebook of 01-creation."""
    return nbformat.read(ROOT / "source" / ASSIGNMENT / NOTEBOOK, as_version=4)


def course(folder: Path, texts: list[str], stock: bool = False) -> Path:
    """A course folder, made anew, with 01-creation generated and these submissions; its path."""
    _empty(folder)
    shutil.copytree(
        ROOT / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT, ignore=shutil.ignore_patterns("*.py", ".*")
    )
    return _filled(folder, ASSIGNMENT, NOTEBOOK, texts, stock)


def stub_course(folder: Path, number: int) -> Path:
    """A course folder, made anew, with so many submissions that cost next to nothing; its path."""
    _empty(folder)
    source = folder / "source" / STUB / STUB_NOTEBOOK
    source.parent.mkdir(parents=True)
    source.write_text(nbformat.writes(_stub()), encoding="utf-8")
    texts = []
    for index in range(number):
        notebook = _stub()
        notebook.cells.append(new_markdown_cell(f"Submission {index + 1}.", id="number"))
        texts.append(nbformat.writes(notebook))
    return _filled(folder, STUB, STUB_NOTEBOOK, texts, stock=False)


def points(folder: Path, assignment: str) -> dict[str, dict[str, float]]:
    """What the gradebook of a course folder has: points by grade id, by student."""
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        return {
            submission.student.id: {
                grade.name: grade.score for notebook in submission.notebooks for grade in notebook.grades
            }
            for submission in gradebook.assignment_submissions(assignment)
        }


def student(index: int) -> str:
    """The name of the student with the submission at that index."""
    return f"s{index + 1:04}"


def environment() -> dict[str, str]:
    """What is added to the environment of every measured command."""
    return {"PATH": os.pathsep.join([str(SCRIPTS), os.environ.get("PATH", os.defpath)])}


def compile_bytecode(*folders: Path) -> None:
    """Compile what is compared; without it, importing TensorFlow alone takes twice as long, every time.

    Raises:
        RuntimeError: nothing was written, for example for want of a permission.
    """
    for folder in (*folders, Path(sysconfig.get_path("purelib")), ROOT / "autograder"):
        # Some packages contain files that are no Python 3: what matters is checked below.
        compileall.compile_dir(folder, quiet=2, workers=os.cpu_count() or 1)
    for module in ("tensorflow", "nbgrader", "autograder.cli"):
        origin = importlib.util.find_spec(module).origin
        if not Path(importlib.util.cache_from_source(origin)).exists():
            raise RuntimeError(f"there is no bytecode of {module}: who runs this cannot write beside {origin}")


def _stub() -> NotebookNode:
    def cell(name: str, code: str, **flags: object) -> NotebookNode:
        nbgrader = {"grade_id": name, "schema_version": 3, "grade": False, "solution": False, "task": False}
        return new_code_cell(code, id=name, metadata={"nbgrader": {**nbgrader, "locked": False, **flags}})

    cells = [
        cell("setup", _STUB_SETUP, locked=True),
        cell("double", _STUB_ANSWER, solution=True),
        cell("double-tests", _STUB_TEST, grade=True, locked=True, points=1),
    ]
    kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"kernelspec": kernelspec})


def _empty(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)


def _filled(folder: Path, assignment: str, notebook: str, texts: list[str], stock: bool) -> Path:
    if stock:
        (folder / CONFIG_FILE).write_text(STOCK_CONFIG, encoding="utf-8")
    else:
        shutil.copy(ROOT / CONFIG_FILE, folder)
    command = [SCRIPTS / "nbgrader", "generate_assignment", assignment, "--create", "--force"]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **environment()}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"nbgrader could not generate {assignment}:\n{done.stderr[-3000:]}")
    for index, text in enumerate(texts):
        path = folder / "submitted" / student(index) / assignment / notebook
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return folder
