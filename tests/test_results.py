"""Results read back from autograded notebooks."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from autograder.grading.intake import NOTE_KEY
from autograder.grading.results import FORGEABLE, read_results
from autograder.grading.run import note_run


def write(path, grade_id: str, output: dict | None = None, note: str | None = None, review: tuple = ()) -> None:
    flags = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "points": 2, "grade_id": grade_id}
    cell = new_code_cell("assert True", metadata={"nbgrader": flags}, outputs=[output] if output else [])
    notebook = new_notebook(cells=[cell])
    note_run(notebook, "landlock", list(review))
    if note:
        notebook.metadata[NOTE_KEY] = note
    nbformat.write(notebook, path)


def test_all_notebooks_of_a_submission_are_one_result(tmp_path):
    write(tmp_path / "b.ipynb", "two-tests", new_output("error", ename="AssertionError", evalue="", traceback=[]), "B.")
    write(tmp_path / "a.ipynb", "one-tests", note="A.", review=("cell 1, line 1: imports gc",))
    result = read_results(tmp_path)
    assert [(item["exercise"], item["outcome"], item["earned"]) for item in result.exercises] == [
        ("one", "passed", 2),
        ("two", "wrong", 0),
    ]
    assert [(item["notebook"], item["cell"]) for item in result.exercises] == [("a", "one-tests"), ("b", "two-tests")]
    assert {item["message"] for item in result.exercises} == {FORGEABLE}
    assert (result.note, result.isolation, result.review) == ("A. B.", "landlock", ("cell 1, line 1: imports gc",))
    assert (result.earned, result.points) == (2, 4)


def test_without_a_notebook_there_is_no_result(tmp_path):
    assert read_results(tmp_path) is None
