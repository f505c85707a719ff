"""The class report: scores from the gradebook, explanations from the verdicts."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograder.grading.report import ClassReport, Row, picture, render, write
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
