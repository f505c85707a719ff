"""A class to try the grader on: real notebooks, composed from the course and its bank.

Everything is made in ``build/demo``, which is a course folder of its own: nbgrader's commands
work in it as they do in the repository.
"""

from __future__ import annotations

import ast
import json
import shutil
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader import utils

from autograder.grading.course import CONFIG_FILE, CourseError, Exercise, exercises

ASSIGNMENT = "01-creation"
NOTEBOOK = "creation.ipynb"

#: Student to the bank's entry that they handed in, by exercise. What is not named is right.
_ANSWERS: dict[str, dict[str, str]] = {
    "ada": {},
    "ben": {
        "buffer": "right_row_by_row",
        "snapshot": "right_identity",
        "counter": "right_integer",
        "linear": "right_name_scopes",
        "encoder": "right_submodule",
        "lazy-dense": "right_hasattr",
        "keras-linear": "right_unnamed_weights",
        "store": "right_setattr",
    },
    "cleo": {"counter": "wrong_rebinding", "snapshot": "wrong_list_copy"},
    "dev": {"make-variable": "wrong_dtype_from_the_value", "buffer": "wrong_returned_only"},
    "ella": {"linear": "wrong_add_variable", "counter": "wrong_rebinding"},
    "finn": {"lazy-dense": "wrong_no_guard", "encoder": "wrong_gain_in_closure"},
    "gita": {"keras-linear": "wrong_raw_variable", "linear": "wrong_numpy_forward", "store": "wrong_overwrites"},
}

ENDLESS = """def snapshot(variables):
    values = []
    while len(values) < len(variables) + 1:
        values = [variable.numpy() for variable in variables]
    return values
"""
EXITS = """import os


def make_buffer(width):
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])


def append(buffer, rows):
    os._exit(1)
"""


def compose(root: Path, target: Path) -> list[str]:
    """Make the demonstration's course folder ``target`` anew; the students, in order.

    Raises:
        CourseError: the bank has no entry that the class needs.
    """
    if target.exists():
        shutil.rmtree(target)
    source = root / "source" / ASSIGNMENT
    shutil.copytree(source, target / "source" / ASSIGNMENT)
    shutil.copy(root / CONFIG_FILE, target)
    released = nbformat.read(root / "notebooks" / ASSIGNMENT / NOTEBOOK, as_version=4)
    solved = exercises(nbformat.read(source / NOTEBOOK, as_version=4))
    bank = root / "tests" / "bank" / ASSIGNMENT

    for student, answers in _ANSWERS.items():
        code = {name: _bank_code(bank / name / f"{entry}.py") for name, entry in answers.items()}
        _submit(target, student, _answered(released, solved, code))
    _submit(target, "hugo", _answered(released, solved[:4], {}))  # half finished
    _submit(target, "ines", released)  # untouched
    _submit(target, "jan", _answered(released, solved, {"snapshot": ENDLESS}))
    _submit(target, "kira", _answered(released, solved, {"buffer": EXITS}))
    _submit(target, "liam", _rearranged(_answered(released, solved, {})))
    text = nbformat.writes(_answered(released, solved, {}))
    _submit_text(target, "mona", text[: len(text) // 2])  # an upload that was cut off
    _submit_text(target, "nils", "")
    _submit(target, "olga", nbformat.v4.new_notebook(cells=[new_code_cell("print('another course')")]))
    return sorted(path.name for path in (target / "submitted").iterdir())


def _answered(released: NotebookNode, solved: list[Exercise], code: dict[str, str]) -> NotebookNode:
    """The released notebook with the given exercises answered: from ``code``, else rightly."""
    answers = {exercise.name: _without_markers(exercise.solution) for exercise in solved} | code
    notebook = nbformat.from_dict(json.loads(json.dumps(released)))
    for cell in notebook.cells:
        if utils.is_solution(cell) and cell.metadata.nbgrader.grade_id in answers:
            cell.source = answers[cell.metadata.nbgrader.grade_id]
    return notebook


def _rearranged(notebook: NotebookNode) -> NotebookNode:
    """Right answers in a notebook that was cut and pasted about, tests included."""
    cells = notebook.cells
    tests = [cell for cell in cells if utils.is_grade(cell)]
    copied = nbformat.from_dict(tests[0])  # with the same grade id
    copied["id"] = "copied"
    cells.append(copied)
    cells.remove(tests[1])
    tests[2].cell_type = "raw"
    tests[2].pop("outputs", None)
    tests[2].pop("execution_count", None)
    tests[3].metadata["tags"] = ["skip-execution"]
    notebook.metadata["kernelspec"] = {"name": "tf_env", "display_name": "my environment", "language": "python"}
    return notebook


def _without_markers(code: str) -> str:
    return "\n".join(line for line in code.splitlines() if not line.strip().startswith("### "))


def _bank_code(path: Path) -> str:
    """The entry's code without the docstring, which says what is wrong with it."""
    if not path.exists():
        raise CourseError(f"the demonstration needs the bank's entry {path.parent.name}/{path.name}")
    text = path.read_text(encoding="utf-8")
    docstring = ast.parse(text).body[0]
    return "\n".join(text.splitlines()[docstring.end_lineno :]).strip() + "\n"


def _submit(target: Path, student: str, notebook: NotebookNode) -> None:
    _submit_text(target, student, nbformat.writes(notebook))


def _submit_text(target: Path, student: str, text: str) -> None:
    folder = target / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    (folder / NOTEBOOK).write_text(text, encoding="utf-8")
