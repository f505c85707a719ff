"""The class report: scores from the gradebook, explanations from the verdicts."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from autograder.grading.configuration import course_config
from autograder.grading.report import ClassReport, Row, collect, picture, render, write
from autograder.grading.results import Result


def exercise(name: str, outcome: str, earned: float, misconception: str | None = None, message: str = "") -> dict:
    return {
        "exercise": name,
        "outcome": outcome,
        "earned": earned,
        "points": 2.0,
        "misconception": misconception,
        "message": message,
        "limit": None,
    }


@pytest.fixture
def report() -> ClassReport:
    hostile = "<script>alert(1)</script>"
    rows = [
        Row("ada", {"one": 2.0, "two": 2.0}, Result((exercise("one", "passed", 2), exercise("two", "passed", 2)))),
        Row(
            "ben",
            {"one": 1.0, "two": 0.0},
            Result((exercise("one", "wrong", 1, "rebinding", hostile), exercise("two", "not attempted", 0))),
        ),
        Row("<b>eve</b>", {"one": 0.0, "two": 0.0}, None, "not graded"),
        Row("finn", {"one": 1.5, "two": 0.0}, Result((exercise("one", "wrong", 1.5, "rebinding"),))),
    ]
    return ClassReport("01-test", {"one": 2.0, "two": 2.0}, rows)


def test_the_picture_shows_shares_and_leaves_out_what_was_not_tried(report):
    figure, shares = picture(report)
    np.testing.assert_allclose(shares, [[1, 1], [0.5, 0], [0, 0], [0.75, 0]])
    (image,) = figure.axes[0].get_images()
    assert np.ma.getmaskarray(image.get_array()).tolist() == [
        [False, False],
        [False, True],
        [True, True],
        [False, True],
    ]
    assert [text.get_text() for text in figure.axes[0].get_yticklabels()] == [row.student for row in report.rows]


def test_misconceptions_are_counted_by_student(report):
    ((sentence, section, count),) = report.misconceptions
    assert count == 2
    assert section == "01, section 3"
    assert "moves the name" in sentence


def test_the_page_has_every_student_and_total(report):
    page = render(report)
    cells = re.findall(r'<td class="total">([\d.]+)</td>', page)
    assert cells == ["4", "1", "0", "1.5"]
    assert "not graded" in page
    assert "The mean is 1.6" in page  # 6.5 / 4


def test_text_of_students_is_escaped(report):
    page = render(report)
    assert "<script>" not in page
    assert "<b>eve</b>" not in page


def test_an_empty_class_has_a_page(tmp_path):
    path = tmp_path / "deep" / "report.html"
    write(ClassReport("01-test", {"one": 2.0}, []), path)
    assert "0 submissions" in path.read_text(encoding="utf-8")


def test_what_a_person_should_know_is_said_in_one_line():
    limited = exercise("one", "broken", 0) | {"limit": "memory"}
    unexported = exercise("two", "passed", 2) | {"review": ["output of `f`: computed in the student's process alone"]}
    result = Result((limited, limited, unexported), "The file has 60 MB", "landlock", ("one, line 2: imports gc",))
    assert result.remarks == (
        "The file has 60 MB · memory · "
        "look at one, line 2: imports gc; output of `f`: computed in the student's process alone"
    )
    assert Result((exercise("one", "passed", 2),)).remarks is None


def test_what_was_graded_without_isolation_is_told(report):
    assert "without isolation" not in render(report)
    report.rows.append(Row("gus", {}, Result((), isolation="none")))
    assert report.unsafe == 1
    assert "1 of them were graded without isolation" in render(report)


def test_remarks_of_earlier_runs_are_in_the_table(report):
    report.rows.append(Row("hal", {}, Result((), review=("cell 3, line 1: imports <gc>",))))
    assert "look at cell 3, line 1: imports &lt;gc&gt;" in render(report)


def graded(grade_id: str, points: int, earned: int | None = None):
    flags = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "points": points}
    outputs = [] if earned is None else [new_output("execute_result", {"text/plain": str(earned)})]
    return new_code_cell("f()", metadata={"nbgrader": flags | {"grade_id": grade_id}}, outputs=outputs)


@pytest.fixture
def course(tmp_path) -> Path:
    """Two notebooks with an exercise of one name in both; ada moved her cells and lost one."""
    cells = {"a": [("one-tests", 2), ("two-tests", 3)], "b": [("two-tests", 4), ("extra-tests", 0)]}
    ada = {"a": [("two-tests", 3, 3), ("one-tests", 2, 1)], "b": [("two-tests", 4, 2)]}
    for folder, notebooks in (("source", cells), ("autograded/ada", ada)):
        (tmp_path / folder / "ps1").mkdir(parents=True)
        for name, content in notebooks.items():
            path = tmp_path / folder / "ps1" / f"{name}.ipynb"
            nbformat.write(new_notebook(cells=[graded(*cell) for cell in content]), path)
    with Gradebook(course_config(tmp_path).CourseDirectory.db_url) as gradebook:
        gradebook.add_assignment("ps1")
        for name, content in cells.items():
            gradebook.add_notebook(name, "ps1")
            for grade_id, points in reversed(content):  # as it is when an exercise was put before others
                gradebook.add_grade_cell(grade_id, name, "ps1", max_score=points, cell_type="code")
        gradebook.add_student("ada")
        gradebook.add_submission("ps1", "ada")
        for name, content in ada.items():
            for grade_id, _, earned in content:
                gradebook.find_grade(grade_id, name, "ps1", "ada").auto_score = earned
        gradebook.db.commit()
    return tmp_path


def test_exercises_of_one_name_in_two_notebooks_are_two_and_none_is_lost(course):
    found = collect(course, "ps1")
    (row,) = found.rows
    assert found.points == {"one": 2, "a/two-tests": 3, "b/two-tests": 4, "extra": 0}
    assert row.scores == {"one": 1, "a/two-tests": 3, "b/two-tests": 2, "extra": 0}
    assert row.total == 6
    assert [row.outcome(name) for name in found.points] == ["wrong", "passed", "wrong", "no result"]


def test_the_columns_are_in_the_order_of_the_sources_notebooks(course):
    assert list(collect(course, "ps1").points) == ["one", "a/two-tests", "b/two-tests", "extra"]


@pytest.mark.parametrize("penalties", [{"a": 1.5}, {"a": 1.5, "b": 0.5}, {"a": 4, "b": 9}])
def test_a_late_submission_has_the_score_of_nbgraders_export(course, penalties):
    assert collect(course, "ps1").rows[0].penalty == 0
    assert ">late<" not in render(collect(course, "ps1"))
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for name, points in penalties.items():
            gradebook.find_submission_notebook(name, "ps1", "ada").late_submission_penalty = points
        gradebook.db.commit()
        exporter = CsvExportPlugin()
        exporter.to = str(course / "grades.csv")
        exporter.export(gradebook)
    header, line = (course / "grades.csv").read_text().splitlines()
    exported = float(dict(zip(header.split(","), line.split(","), strict=True))["score"])
    found = collect(course, "ps1")
    assert found.rows[0].total == exported < 6
    page = render(found)
    assert f"<td>−{sum(penalties.values()):g}</td>" in page
    assert f'<td class="total">{exported:g}</td>' in page


def test_exercises_without_points_have_a_page(report):
    free = ClassReport("00-free", {"one": 0.0, "two": 0.0}, report.rows)
    _, shares = picture(free)
    np.testing.assert_array_equal(shares, [[1, 1], [0, 0], [0, 0], [0, 0]])
    assert "0 points" in render(free)
