"""The command line, as someone who learns alone or grades a class meets it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from banks import ROOT
from courses import ASSIGNMENT, NOTEBOOK, make_course, quick, submit
from nbgrader.api import Gradebook
from typer.testing import CliRunner

from autograder.cli import app
from autograder.grading.configuration import course_config
from autograder.grading.course import generate

ALIAS = "def snapshot(variables):\n    return list(variables)\n"
#: Grades in a process of its own and says whether TensorFlow was imported there.
PROBE = """
import json, sys
from pathlib import Path
from autograder.grading.single import check_notebook

result, hidden = check_notebook(Path(sys.argv[1]), seed=int(sys.argv[2]))
print(json.dumps([list(result.exercises), hidden, "tensorflow" in sys.modules]))
"""


def check(path: Path, *options: str, cwd: Path = ROOT):
    here = Path.cwd()
    os.chdir(cwd)
    try:
        return CliRunner().invoke(app, ["check", str(path), *options])
    finally:
        os.chdir(here)


@pytest.fixture(scope="module")
def notebook(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("alone") / NOTEBOOK
    nbformat.write(quick("snapshot", "counter", code={"snapshot": ALIAS}), path)
    return path


@pytest.fixture(scope="module")
def checked(notebook) -> dict:
    before = notebook.read_bytes()
    done = check(notebook, "--json", "--seed", "7")
    assert done.exit_code == 1, done.output
    assert notebook.read_bytes() == before
    return json.loads(done.stdout)


def test_json_says_outcome_points_misconception_and_message(checked):
    found = {item["exercise"]: item for item in checked["exercises"]}
    assert checked["hidden_tests"] is True
    assert (found["counter"]["outcome"], found["counter"]["earned"]) == ("passed", 3)
    assert found["snapshot"]["outcome"] == "wrong"
    assert found["snapshot"]["misconception"] == "alias-for-copy"
    assert 0 < found["snapshot"]["earned"] < found["snapshot"]["points"] == 2
    assert "expected" in found["snapshot"]["message"]
    assert found["linear"]["outcome"] == "not attempted"
    assert checked["earned"] == pytest.approx(sum(item["earned"] for item in checked["exercises"]))


def test_a_seed_repeats_a_run_and_the_grader_is_free_of_tensorflow(notebook, checked):
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(notebook), "7"], cwd=ROOT, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr
    exercises, hidden, tensorflow = json.loads(done.stdout)
    assert exercises == checked["exercises"]  # messages with random numbers included
    assert hidden
    assert not tensorflow


def test_without_the_sources_the_visible_tests_decide(notebook, tmp_path):
    done = check(notebook, cwd=tmp_path)
    assert done.exit_code == 1
    assert "visible tests only" in done.output
    assert "alias" not in done.output  # ids are for data; people read sentences
    assert "A second name, or a new list" in done.output


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    done = check(tmp_path / "nothing.ipynb")
    assert done.exit_code == 2
    assert "there is no file" in " ".join(done.output.split())


def test_grading_nothing_says_where_submissions_belong(tmp_path):
    root = make_course(tmp_path / "course")
    done = CliRunner().invoke(app, ["grade", "01-creation", "--course", str(root)])
    assert done.exit_code == 2
    assert "submitted" in done.output


def test_a_report_without_a_gradebook_says_what_to_do(tmp_path):
    done = CliRunner().invoke(app, ["report", "01-creation", "--course", str(tmp_path)])
    assert done.exit_code == 2
    assert "grade first" in " ".join(done.output.split())


@pytest.mark.parametrize("command", ["build", "demo"])
def test_outside_a_course_building_is_refused(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, [command])
    assert done.exit_code == 2
    assert "not the course's folder" in " ".join(done.output.split())


def test_ctrl_c_keeps_what_was_graded_and_the_next_run_goes_on(tmp_path):
    root = make_course(tmp_path / "course")
    generate(course_config(root), ASSIGNMENT)
    students = ["ada", "ben", "cleo", "dev"]
    for student in students:
        submit(root, student, quick("counter"))
    command = [sys.executable, "-m", "autograder.cli", "grade", ASSIGNMENT, "--course", str(root), "--workers", "2"]
    feedback = [root / "feedback" / s / ASSIGNMENT / NOTEBOOK.replace(".ipynb", ".html") for s in students]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    wait_until(lambda: any(path.exists() for path in feedback) or running.poll() is not None)
    os.killpg(running.pid, signal.SIGINT)
    _, told = running.communicate(timeout=120)
    assert running.returncode == 2, told
    assert "What was graded is kept" in " ".join(told.split())
    kept = {path: path.stat().st_mtime_ns for path in (root / "autograded").glob("*/*/*.ipynb")}
    assert kept
    assert subprocess.run(command, capture_output=True, timeout=240).returncode == 0
    assert all(path.exists() for path in feedback)
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        assert {s.student_id: float(s.score) for s in gradebook.assignment_submissions(ASSIGNMENT)} == dict.fromkeys(
            students, 3.0
        )


def wait_until(condition, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.mark.parametrize("content", ["", "not a notebook", "{}", "[1, 2]"])
def test_a_file_that_is_no_notebook_is_one_clear_line(tmp_path, content):
    for name in ("mine.ipynb", NOTEBOOK):
        (tmp_path / name).write_text(content)
        done = check(tmp_path / name)
        assert done.exit_code == 2
        assert "submit again" in done.output
        assert "Traceback" not in done.output
        assert len(done.output.splitlines()) <= 2


def test_other_files_and_folders_are_refused(tmp_path):
    (tmp_path / "text.md").write_text("# text")
    assert "not a notebook (.ipynb)" in check(tmp_path / "text.md").output
    assert "is a folder" in check(tmp_path).output


def test_a_renamed_notebook_is_known_by_its_exercises(notebook, tmp_path):
    renamed = tmp_path / "my answers.ipynb"
    renamed.write_bytes(notebook.read_bytes())
    done = check(renamed)
    assert "visible tests only" not in done.output
    assert "after `v` has changed" in done.output


def test_unknown_assignments_are_told_with_those_that_exist(tmp_path):
    root = make_course(tmp_path / "course")
    (root / "submitted" / "ada" / "99-nope").mkdir(parents=True)
    done = CliRunner().invoke(app, ["grade", "99-nope", "--course", str(root)])
    assert done.exit_code == 2
    assert "01-creation" in done.output
    generate(course_config(root), ASSIGNMENT)
    done = CliRunner().invoke(app, ["report", "99-nope", "--course", str(root)])
    assert done.exit_code == 2
    assert "01-creation" in done.output


def test_grading_generates_what_the_gradebook_misses_and_sees_a_newer_file(tmp_path):
    root = make_course(tmp_path / "course")
    submit(root, "ada", "")
    command = ["grade", ASSIGNMENT, "--course", str(root), "--workers", "1"]
    first = CliRunner().invoke(app, command)
    assert first.exit_code == 1, first.output
    assert "empty" in first.output
    again = CliRunner().invoke(app, command)
    assert "1 of 1 were graded before" in again.output
    submit(root, "ada", quick("counter"))
    assert CliRunner().invoke(app, command).exit_code == 0
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        (submission,) = gradebook.assignment_submissions(ASSIGNMENT)
        assert float(submission.score) == 3
