"""A class in which nearly everything goes wrong: each gets a result, and nobody disturbs another."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from courses import ASSIGNMENT, NOTEBOOK, make_course, quick, shortened, submit
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader import utils
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.batch.classroom import Graded, grade
from autograder.batch.submission import submissions
from autograder.grading.configuration import course_config
from autograder.grading.course import generate, pair

EXERCISES = ("snapshot", "counter")
POINTS = {"snapshot": 2, "counter": 3}

EXITS_WHEN_CALLED = "import os\n\n\ndef snapshot(variables):\n    os._exit(3)\n"
LOOPS_WHEN_CALLED = "def snapshot(variables):\n    while True:\n        pass\n"
CATCHES_INTERRUPTS = """def snapshot(variables):
    while True:
        try:
            while True:
                pass
        except KeyboardInterrupt:
            pass
"""
RAISES = "def snapshot(variables):\n    numbers = [v.numpy() for v in variables]\n    return numbers[99]\n"
RAISES_IN_THE_CELL = "import a_module_that_does_not_exist\n\n\ndef snapshot(variables):\n    return []\n"
SYNTAX_ERROR = "def snapshot(variables)\n    return []\n"
FLOODS = "def snapshot(variables):\n    print('x' * 5_000_000)\n    return [v.numpy() for v in variables]\n"


def answered(code: str) -> nbformat.NotebookNode:
    return quick(*EXERCISES, code={"snapshot": code})


def with_cell(code: str) -> nbformat.NotebookNode:
    notebook = quick(*EXERCISES)
    notebook.cells.insert(1, new_code_cell(code))
    return notebook


def tampered() -> nbformat.NotebookNode:
    notebook = answered("def snapshot(variables):\n    return variables\n")
    tests = [cell for cell in notebook.cells if utils.is_grade(cell)]
    tests[0].metadata["tags"] = ["skip-execution"]
    tests[0].metadata.nbgrader["points"] = 1000
    tests[0].source = "2.0"
    tests[1].metadata.nbgrader["solution"] = True
    notebook.cells.append(nbformat.from_dict(tests[0]))
    notebook.metadata["kernelspec"] = {"name": "no-such-kernel", "display_name": "mine", "language": "julia"}
    return notebook


def large() -> nbformat.NotebookNode:
    notebook = quick(*EXERCISES)
    notebook.cells[0].outputs = [new_output("stream", text="x" * (60 * 2**20))]
    return notebook


def shorter_limits(config: Config) -> None:
    config.ExecuteChecks.request_timeout = 10
    config.Execute.timeout = 40


@pytest.fixture(scope="module")
def results(tmp_path_factory) -> tuple[Path, dict[str, Graded]]:
    root = make_course(tmp_path_factory.mktemp("bad") / "course")
    path = pair(root, ASSIGNMENT)
    nbformat.write(shortened(nbformat.read(path, as_version=4), *EXERCISES), path)
    generate(course_config(root), ASSIGNMENT)
    good = nbformat.writes(quick(*EXERCISES))
    submit(root, "a-good-one", good)
    submit(root, "b-cut-off", good[: len(good) // 2])
    submit(root, "c-empty", "")
    submit(root, "d-other-course", new_notebook(cells=[new_code_cell("1 + 1")]))
    submit(root, "e-exits", answered(EXITS_WHEN_CALLED))
    submit(root, "f-loops", answered(LOOPS_WHEN_CALLED))
    submit(root, "g-catches-interrupts", answered(CATCHES_INTERRUPTS))
    submit(root, "h-raises", answered(RAISES))
    submit(root, "i-raises-in-the-cell", answered(RAISES_IN_THE_CELL))
    submit(root, "j-syntax-error", answered(SYNTAX_ERROR))
    submit(root, "k-floods", answered(FLOODS))
    submit(root, "l-exits-in-a-cell", with_cell("import os; os._exit(1)"))
    submit(root, "m-loops-in-a-cell", with_cell("while True: pass"))
    submit(root, "n-tampered", tampered())
    submit(root, "o-large", large())
    submit(root, "z-good-one", good)
    students = submissions(root, ASSIGNMENT)
    return root, {item.student: item for item in grade(root, ASSIGNMENT, students, adjust=shorter_limits)}


def exercise(results, student: str, name: str) -> dict:
    (found,) = (item for item in results[1][student].result.exercises if item["exercise"] == name)
    return found


def feedback(results, student: str) -> str:
    path = results[0] / "feedback" / student / ASSIGNMENT / NOTEBOOK.replace(".ipynb", ".html")
    return path.read_text(encoding="utf-8")


def test_everybody_has_a_result_a_grade_and_feedback(results):
    root, graded = results
    assert [student for student, item in graded.items() if item.result is None or item.problem] == []
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        recorded = {item.student_id: float(item.score) for item in gradebook.assignment_submissions(ASSIGNMENT)}
    assert recorded == {student: item.result.earned for student, item in graded.items()}
    for student in graded:
        assert len(feedback(results, student)) > 10_000


@pytest.mark.parametrize(
    ("student", "waiting"),
    [
        ("a-good-one", set()),
        ("h-raises", set()),
        ("f-loops", {"snapshot-tests"}),  # a limit says little of the answer
        ("e-exits", {"snapshot-tests", "counter-tests"}),  # os._exit is a sign of tampering
    ],
)
def test_what_needs_a_person_waits_for_one_in_the_gradebook(results, student, waiting):
    with Gradebook(f"sqlite:///{results[0] / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook(NOTEBOOK.removesuffix(".ipynb"), ASSIGNMENT, student)
        found = {grade.name for grade in notebook.grades if grade.needs_manual_grade}
        points = sum(grade.auto_score for grade in notebook.grades)
    assert found == waiting
    assert points == results[1][student].result.earned


@pytest.mark.parametrize("student", ["a-good-one", "z-good-one", "o-large", "k-floods"])
def test_right_answers_get_full_marks(results, student):
    assert results[1][student].result.earned == sum(POINTS.values())


@pytest.mark.parametrize(
    ("student", "said"),
    [
        ("b-cut-off", "not a notebook"),
        ("c-empty", "empty"),
        ("d-other-course", "None of the exercises"),
        ("o-large", "60 MB"),
    ],
)
def test_a_damaged_file_is_told_in_result_and_feedback(results, student, said):
    assert said in results[1][student].result.note
    assert said in feedback(results, student)


@pytest.mark.parametrize("student", ["b-cut-off", "c-empty", "d-other-course"])
def test_without_answers_every_exercise_is_not_attempted(results, student):
    assert {item["outcome"] for item in results[1][student].result.exercises} == {"not attempted"}
    assert len(results[1][student].result.exercises) == len(EXERCISES)
    assert results[1][student].result.earned == 0


@pytest.mark.parametrize(
    ("student", "said", "limit"),
    [
        ("e-exits", "the kernel died", "dead kernel"),
        ("f-loops", "did not return within 10 seconds", "time-out"),
        ("g-catches-interrupts", "did not return within 10 seconds", "time-out"),
        ("h-raises", "in line 3 of your cell, `return numbers[99]`: IndexError", None),
        ("i-raises-in-the-cell", "ModuleNotFoundError", None),
        ("j-syntax-error", "SyntaxError", None),
    ],
)
def test_a_broken_exercise_says_why_and_costs_only_itself(results, student, said, limit):
    broken = exercise(results, student, "snapshot")
    assert (broken["outcome"], broken["earned"], broken["limit"]) == ("broken", 0, limit)
    assert said in broken["message"]
    assert said.split(":")[0].replace("`", "") in _text(feedback(results, student))
    assert exercise(results, student, "counter")["outcome"] == "passed"


@pytest.mark.parametrize("student", ["l-exits-in-a-cell", "m-loops-in-a-cell"])
def test_a_cell_of_their_own_costs_no_exercise(results, student):
    assert results[1][student].result.earned == sum(POINTS.values())


def test_tampering_with_test_cells_earns_nothing(results):
    assert exercise(results, "n-tampered", "snapshot")["outcome"] == "wrong"
    assert exercise(results, "n-tampered", "snapshot")["points"] == POINTS["snapshot"]
    assert exercise(results, "n-tampered", "counter")["outcome"] == "passed"


def test_submitted_files_are_left_as_they_are(results):
    submitted = results[0] / "submitted"
    assert (submitted / "c-empty" / ASSIGNMENT / NOTEBOOK).read_bytes() == b""
    assert (submitted / "n-tampered" / ASSIGNMENT / NOTEBOOK).read_text(encoding="utf-8") == json.dumps(tampered())


def test_a_second_run_leaves_graded_ones_alone(results):
    root, graded = results
    path = root / "autograded" / "a-good-one" / ASSIGNMENT / NOTEBOOK
    before = path.stat().st_mtime_ns
    (again,) = grade(root, ASSIGNMENT, ["a-good-one"], adjust=shorter_limits)
    assert again.result == graded["a-good-one"].result
    assert path.stat().st_mtime_ns == before


def _text(page: str) -> str:
    return page.replace("<code>", "").replace("</code>", "").replace("&#x27;", "'")
