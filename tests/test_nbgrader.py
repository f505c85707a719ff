"""nbgrader's own commands, unmodified, from the root of a course: what an instructor does."""

from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from courses import ASSIGNMENT, NOTEBOOK, make_course, released, solved, submit
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from autograder.grading.report import collect
from autograder.grading.results import FORGEABLE, read_results
from autograder.isolation import mode

STOCK = """
from nbgrader.preprocessors import Execute

preprocessors = c.Autograde.autograde_preprocessors
c.Autograde.autograde_preprocessors = [Execute, *preprocessors[1:]]
"""
#: A right solution that warns and logs, in every way that reaches stderr.
NOISY = """
import logging
import os
import sys
import warnings


def make_variable(value, name, trainable):
    warnings.warn("a warning")
    logging.warning("a log line")
    tf.get_logger().warning("TensorFlow's log")
    print("to stderr", file=sys.stderr)
    os.write(2, b"to the file descriptor\\n")
    return tf.Variable(value, dtype=tf.float32, name=name, trainable=trainable)
"""
WRONG = """
class Counter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        self.count = self.count + 1.0
"""


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    # By its full path, outside an activated environment: PATH has only the system's folders.
    command = [str(Path(sys.executable).parent / "nbgrader"), *arguments]
    environment = os.environ | {"PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=280)


def scores(root: Path) -> dict[str, float]:
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {item.student_id: float(item.score) for item in gradebook.assignment_submissions(ASSIGNMENT)}


def hidden_lines() -> list[str]:
    source = Path(__file__).parents[1] / "source" / ASSIGNMENT / NOTEBOOK
    text = "\n".join(cell.source for cell in nbformat.read(source, as_version=4).cells)
    blocks = re.findall(r"### BEGIN HIDDEN TESTS\n(.*?)### END", text, re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines() if len(line) > 50]


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course with three submissions, taken through nbgrader's commands."""
    root = make_course(tmp_path_factory.mktemp("nbgrader") / "course")
    made = nbgrader(root, "generate_assignment", ASSIGNMENT, "--create", "--force")
    assert made.returncode == 0, made.stderr
    submit(root, "perfect", solved({"make-variable": NOISY}))
    submit(root, "untouched", released())
    submit(root, "wrong", solved({"counter": WRONG}))
    graded = nbgrader(root, "autograde", ASSIGNMENT)
    assert graded.returncode == 0, graded.stderr
    told = nbgrader(root, "generate_feedback", ASSIGNMENT)
    assert told.returncode == 0, told.stderr
    return root


@pytest.fixture(scope="module")
def points(course) -> float:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        return float(gradebook.find_assignment(ASSIGNMENT).max_score)


def feedback(course: Path, student: str) -> str:
    path = course / "feedback" / student / ASSIGNMENT / NOTEBOOK.replace(".ipynb", ".html")
    return path.read_text(encoding="utf-8")


def test_the_release_is_the_committed_one(course):
    assert nbformat.read(course / "notebooks" / ASSIGNMENT / NOTEBOOK, as_version=4) == released()


def test_scores(course, points):
    found = scores(course)
    assert found["perfect"] == points
    assert found["untouched"] == 0
    assert points - 3 < found["wrong"] < points


def test_the_stock_executor_gives_a_perfect_submission_full_marks(course, points, tmp_path):
    root = make_course(tmp_path / "stock")
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(STOCK)
    assert nbgrader(root, "generate_assignment", ASSIGNMENT, "--create", "--force").returncode == 0
    submit(root, "perfect", solved({"make-variable": NOISY}))
    submit(root, "wrong", solved({"counter": WRONG}))
    graded = nbgrader(root, "autograde", ASSIGNMENT)
    assert graded.returncode == 0, graded.stderr
    found = scores(root)
    assert found["perfect"] == points
    assert found["wrong"] == pytest.approx(scores(course)["wrong"])


def test_an_untouched_release_says_not_attempted_everywhere(course):
    cells = [cell for cell in released().cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert feedback(course, "untouched").count('<div><strong style="color:#888888">○ not attempted') == len(cells)


def test_feedback_explains_and_hides_the_tests(course):
    page = feedback(course, "wrong")
    assert "Assigning to a name moves the name" in page
    lines = hidden_lines()
    assert len(lines) > 20
    for student in ("perfect", "untouched", "wrong"):
        page = re.sub(r"<[^>]+>", "", feedback(course, student)).replace("&quot;", '"').replace("&gt;", ">")
        assert "HIDDEN" not in page
        assert [line for line in lines if line in page] == []


def test_validate_tells_a_solved_notebook_from_an_unsolved_one(course, tmp_path):
    unsolved = nbgrader(course, "validate", str(course / "notebooks" / ASSIGNMENT / NOTEBOOK))
    assert "not attempted" in unsolved.stdout
    path = tmp_path / NOTEBOOK
    nbformat.write(solved(), path)
    assert "passes all the tests" in nbgrader(course, "validate", str(path)).stdout


def test_validate_shows_the_verdict(course, tmp_path):
    path = tmp_path / NOTEBOOK
    nbformat.write(solved({"counter": WRONG}), path)
    printed = nbgrader(course, "validate", str(path)).stdout
    assert "Assigning to a name moves" in printed
    assert "Traceback" not in printed


def test_export(course, points):
    done = nbgrader(course, "export", "--to", str(course / "grades.csv"))
    assert done.returncode == 0, done.stderr
    lines = (course / "grades.csv").read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    rows = {row[header.index("student_id")]: row for row in (line.split(",") for line in lines[1:])}
    assert float(rows["perfect"][header.index("score")]) == points


OWN = """
c = get_config()
from autograder.grading.configuration import isolate; isolate(c)
"""
#: Right where the code runs isolated, and nowhere else.
ISOLATED = "import os\ndef f(x):\n    assert os.environ['USER'] == 'student'\n    return x + 1"


def test_another_course_gets_the_executor_with_one_line(tmp_path):
    def flags(grade_id: str, **kinds: object) -> dict:
        none = {"task": False, "grade": False, "solution": False, "locked": False}
        return {"nbgrader": none | {"schema_version": 3, "grade_id": grade_id} | kinds}

    source = new_notebook(
        cells=[
            new_code_cell("### BEGIN SOLUTION\nf = None\n### END SOLUTION", metadata=flags("f", solution=True)),
            new_code_cell("assert f(1) == 2", metadata=flags("f-tests", grade=True, locked=True, points=3)),
        ],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    for folder in ("source", "submitted/ann"):
        (tmp_path / folder / "ps1").mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").write_text(OWN)
    nbformat.write(source, tmp_path / "source" / "ps1" / "p.ipynb")
    assert nbgrader(tmp_path, "generate_assignment", "ps1", "--create").returncode == 0
    answered = nbformat.read(tmp_path / "release" / "ps1" / "p.ipynb", as_version=4)
    answered.cells[0].source = ISOLATED
    nbformat.write(answered, tmp_path / "submitted" / "ann" / "ps1" / "p.ipynb")
    assert nbgrader(tmp_path, "autograde", "ps1").returncode == 0
    result = read_results(tmp_path / "autograded" / "ann" / "ps1")
    assert (result.earned, result.isolation) == (3, mode())
    assert [item["message"] for item in result.exercises] == [FORGEABLE]
    assert [row.total for row in collect(tmp_path, "ps1").rows] == [3]
    known = dataclasses.replace(result, note="known from the run")  # and so not read again
    assert [row.result for row in collect(tmp_path, "ps1", results={"ann": known}).rows] == [known]
