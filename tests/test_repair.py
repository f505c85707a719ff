"""Submissions that were cut, pasted and edited about come back in order."""

from __future__ import annotations

import copy
import re

import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.grading.repair import MAX_SOURCE_CHARS, MAX_TEXT_CHARS, repair


def flags(grade_id: str, kind: str, points: float | None = None) -> dict:
    found = {
        "schema_version": 3,
        "grade_id": grade_id,
        "cell_type": "code",
        "checksum": "c",
        "locked": kind != "solution",
        "grade": kind == "grade",
        "solution": kind == "solution",
        "task": False,
    }
    return found | ({"points": points} if points is not None else {})


def cell(source: str, metadata: dict | None = None):
    made = new_code_cell(source)
    if metadata:
        made.metadata["nbgrader"] = metadata
    return made


@pytest.fixture
def expected() -> dict:
    return {
        "setup": cell("import numpy", flags("setup", "locked")),
        "one": cell("stub one", flags("one", "solution")),
        "one-tests": cell("test one", flags("one-tests", "grade", 2)),
        "two": cell("stub two", flags("two", "solution")),
        "two-tests": cell("test two", flags("two-tests", "grade", 3)),
    }


@pytest.fixture
def submission(expected):
    return new_notebook(cells=copy.deepcopy(list(expected.values())))


def ids(notebook) -> list:
    return [c.metadata.get("nbgrader", {}).get("grade_id") for c in notebook.cells]


def test_an_honest_submission_stays_as_it_is(submission, expected):
    submission.cells[1].source = "answer"
    before = copy.deepcopy(submission)
    assert repair(submission, expected) == []
    assert submission == before


def test_what_a_cell_is_worth_comes_from_the_gradebook(submission, expected):
    submission.cells[2].metadata.nbgrader.update(points=1000, grade=False, solution=True, locked=False)
    repair(submission, expected)
    assert dict(submission.cells[2].metadata.nbgrader) == flags("one-tests", "grade", 2)


def test_other_metadata_goes(submission, expected):
    submission.cells[2].metadata["tags"] = ["skip-execution"]
    submission.cells.append(cell("1 + 1", flags("made-up", "grade", 50)))
    repair(submission, expected)
    assert set(submission.cells[2].metadata) == {"nbgrader"}
    assert submission.cells[-1].metadata == {}


def test_the_first_of_two_cells_counts(submission, expected):
    submission.cells[1].source = "answer"
    submission.cells.append(cell("a copy", flags("one", "solution")))
    changes = repair(submission, expected)
    assert ids(submission) == ["setup", "one", "one-tests", "two", "two-tests", None]
    assert submission.cells[1].source == "answer"
    assert len(changes) == 1 and "'one'" in changes[0]


def test_missing_cells_come_back_where_they_belong(submission, expected):
    submission.cells = [cell("note"), submission.cells[3], submission.cells[1]]
    repair(submission, expected)
    assert ids(submission) == ["setup", None, "two", "two-tests", "one", "one-tests"]


def test_an_empty_notebook_gets_every_exercise_unanswered(expected):
    notebook = new_notebook()
    repair(notebook, expected)
    assert ids(notebook) == list(expected)
    assert {c.source for c in notebook.cells} == {c.source for c in expected.values()}


def test_a_retyped_cell_can_be_restored(submission, expected):
    submission.cells[2] = new_markdown_cell("test one", metadata={"nbgrader": flags("one-tests", "grade", 2)})
    submission.cells[4].cell_type = "raw"
    repair(submission, expected)
    assert [c.cell_type for c in submission.cells] == ["code", "code", "markdown", "code", "markdown"]
    assert ids(submission) == list(expected)


@pytest.mark.parametrize("metadata", [None, "text", [], {"grade_id": 5}, {"grade_id": None}, {}])
def test_metadata_of_any_form_is_no_obstacle(submission, expected, metadata):
    submission.cells.append(new_code_cell("1 + 1", metadata={"nbgrader": metadata}))
    repair(submission, expected)
    assert submission.cells[-1].metadata == {}


def test_an_enormous_cell_is_emptied_and_told(submission, expected):
    submission.cells[1].source = "x" * (MAX_SOURCE_CHARS + 1)
    (change,) = repair(submission, expected)
    assert "million" in change
    assert len(submission.cells[1].source) < 200


def test_text_without_an_end_is_left_out():
    notebook = new_notebook(cells=[new_markdown_cell("x" * (MAX_TEXT_CHARS // 2 + 1)) for _ in range(2)])
    (change,) = repair(notebook, {})
    assert "text" in change
    assert [len(cell.source) > 1000 for cell in notebook.cells] == [True, False]


def test_many_cells_are_no_more_than_one(submission, expected):
    half = "x" * (MAX_SOURCE_CHARS // 2)
    added = [new_code_cell(source) for source in (half, half, "y = 1")]
    submission.cells += added
    (change,) = repair(submission, expected)
    assert "million" in change
    assert [len(cell.source) == len(half) for cell in added] == [True, False, False]
    assert added[2].source == "y = 1"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a </b>", "<img src=x onerror=alert(1)>", "<!-- x"])
def test_html_in_a_student_s_text_becomes_text(text):
    notebook = new_notebook(cells=[new_markdown_cell(text), new_markdown_cell("a < b and `x <= y`")])
    repair(notebook, {})
    assert notebook.cells[0].source == text.replace("<", "&lt;")
    assert notebook.cells[1].source == "a < b and `x <= y`"


def test_notebook_metadata_that_nobody_needs_goes():
    notebook = new_notebook(metadata={"widgets": {"x": 1}, "title": "<script>", "autograder": {"kernel": "cold"}})
    repair(notebook, {})
    assert notebook.metadata == {"autograder": {"kernel": "cold"}}


@pytest.mark.parametrize(
    "text",
    [
        "[x](javascript:alert(1))",
        "[x]( javascript:alert(1) 'title')",
        "[x](&#106;avascript:alert(1))",
        "[x](<javascript:alert(1)>)",
        "[a]: javascript:alert(1)\n\n[b][a]",
        "![x](data:text/html;base64,AAAA)",
        "<javascript:alert(1)>",
    ],
)
def test_links_in_a_student_s_text_run_nothing(text):
    notebook = new_notebook(cells=[new_markdown_cell(text)])
    repair(notebook, {})
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(notebook)
    assert not re.search(r"<a [^>]*script|<img [^>]*data:text", page)


@pytest.mark.parametrize("text", ["[x](https://example.org)", "![x](attachment:a.png)", "[x](#top)", "[1](2)"])
def test_links_to_pages_stay(text):
    notebook = new_notebook(cells=[new_markdown_cell(text)])
    repair(notebook, {})
    assert notebook.cells[0].source == (text if text != "[1](2)" else "[1] (2)")
