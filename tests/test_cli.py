"""The command line, as someone who learns alone or grades a class meets it."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest
from banks import ROOT
from courses import ASSIGNMENT, NOTEBOOK, make_course, quick, submit
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from traitlets.config import Config
from typer.testing import CliRunner

from autograder.batch.classroom import Graded
from autograder.cli import app
from autograder.grading import files, single
from autograder.grading.configuration import configure, course_config
from autograder.grading.course import generate
from autograder.grading.execute import ExecuteChecks
from autograder.grading.report import ClassReport, Row
from autograder.grading.results import FORGEABLE, Result
from autograder.isolation import NoIsolation

ALIAS = "def snapshot(variables):\n    return list(variables)\n"
#: Grades in a process of its own and says whether TensorFlow was imported there.
PROBE = """
import json, sys
from pathlib import Path
from autograder.grading.single import check_notebook

checked = check_notebook(Path(sys.argv[1]), seed=int(sys.argv[2]))
print(json.dumps([list(checked.result.exercises), checked.hidden, "tensorflow" in sys.modules]))
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
    assert checked["seed"] == 7
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
    assert done.exit_code == 2
    assert "its tests are its own, and a test runs with your rights" in done.output
    done = check(notebook, "--trust-its-tests", cwd=tmp_path)
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


def test_the_seed_that_is_told_repeats_the_run(notebook, tmp_path):
    told = check(notebook, "--trust-its-tests", cwd=tmp_path).output
    (seed,) = re.findall(r"--seed (\d+) repeats this run", told)
    options = ("--trust-its-tests", "--json", "--seed")
    again, other = (json.loads(check(notebook, *options, n, cwd=tmp_path).output) for n in (seed, "1"))
    assert again["seed"] == int(seed)

    def message(checked: dict) -> str:  # with random numbers in it
        return next(item["message"] for item in checked["exercises"] if item["exercise"] == "snapshot")

    assert message(again) in told
    assert message(other) not in told


def plain(name: str, source: str, **flags: object):
    none = {"schema_version": 3, "task": False, "grade": False, "solution": False, "locked": False}
    return new_code_cell(source, metadata={"nbgrader": none | {"grade_id": name} | flags})


def test_tests_in_plain_style_fail_in_a_sentence_and_files_beside_the_notebook_are_there(tmp_path):
    graded = {"grade": True, "locked": True, "points": 1}
    cells = [
        plain("f", "def f():\n    return open('data.csv').read() + open('deep/more.csv').read()", solution=True),
        plain("f-tests", "assert f() == '12'", **graded),
        plain("g-tests", "assert f() == '3'", **graded),
    ]
    nbformat.write(new_notebook(cells=cells), tmp_path / "mine.ipynb")
    (tmp_path / "other.ipynb").write_text("not a notebook")
    (tmp_path / "data.csv").write_text("1")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "more.csv").write_text("2")
    done = check(tmp_path / "mine.ipynb", cwd=tmp_path)
    assert done.exit_code == 1, done.output
    assert "passed  f  1/1" in done.output
    assert "wrong  g  0/1" in done.output
    assert FORGEABLE in done.output


def test_files_of_the_assignment_take_the_place_of_those_beside_the_notebook(tmp_path):
    root = make_course(tmp_path / "course")
    (right,) = [cell.source for cell in quick("counter").cells if cell.metadata.nbgrader.grade_id == "counter"]
    reading = "assert open('data.csv').read() == 'ours'\n"
    path = submit(root, "ada", quick("counter", code={"counter": reading + right}))
    (path.parent / "data.csv").write_text("theirs")
    (root / "source" / ASSIGNMENT / "data.csv").write_text("ours")
    checked = single.check_notebook(path)
    (counter,) = [item for item in checked.result.exercises if item["exercise"] == "counter"]
    assert checked.hidden
    assert counter["outcome"] == "passed", counter["message"]


def test_a_folder_of_all_kinds_of_things_is_not_copied(tmp_path, monkeypatch):
    home, copy = tmp_path / "home", tmp_path / "copy"
    home.mkdir()
    for name in ("a.csv", "b.csv", "large.bin"):
        (home / name).write_bytes(b"x" * (2000 if name == "large.bin" else 10))
    (home / "secret").symlink_to("/etc/passwd")
    monkeypatch.setattr(single, "MAX_COPIED_BYTES", 1000)
    assert "beyond 0 MB in all: large.bin" in single._copy_files_beside(home / "mine.ipynb", copy, [])
    assert sorted(path.name for path in copy.iterdir()) == ["a.csv", "b.csv"]
    monkeypatch.setattr(files, "MAX_FILES", 2)
    left_out = single._copy_files_beside(home / "mine.ipynb", tmp_path / "nothing", [])
    assert "has more than" in left_out
    assert "folder of its own" in left_out
    assert not (tmp_path / "nothing").exists()


def test_a_courses_own_limits_hold_in_a_check_and_its_preprocessors_do_not(tmp_path):
    course = tmp_path / "course"
    course.mkdir()
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        "c.ExecuteChecks.notebook_timeout = 5\n"
        "c.CourseDirectory.ignore = ['*.secret']\n"
        "c.CourseDirectory.release_directory = '/elsewhere'\n"
        "c.Autograde.autograde_preprocessors = ['nbgrader.preprocessors.Execute']\n"
    )
    config = single._config(tmp_path, course)
    assert ExecuteChecks(config=config).notebook_timeout == 5
    assert config.CourseDirectory.ignore == ["*.secret"]
    assert config.CourseDirectory.root == str(tmp_path)
    assert config.CourseDirectory.release_directory == "notebooks"
    assert config.Autograde.autograde_preprocessors == configure(Config()).Autograde.autograde_preprocessors


def test_a_submission_that_brings_a_course_of_its_own_is_checked_by_the_one_around_it(tmp_path):
    root = make_course(tmp_path / "course")
    path = submit(root, "eve", quick("counter"))
    make_course(path.parent)
    found = single._source_of(path, {"setup", "counter", "counter-tests"})
    assert found == root / "source" / ASSIGNMENT / NOTEBOOK


def test_without_isolation_a_check_ends_with_a_sentence(notebook, monkeypatch):
    def none() -> str:
        raise NoIsolation("no isolation, and what to do")

    monkeypatch.setattr(single, "mode", none)
    done = check(notebook)
    assert done.exit_code == 2
    assert "no isolation, and what to do" in done.stderr
    assert len(done.stderr.splitlines()) <= 2


def test_a_check_tells_what_a_person_should_know(notebook, monkeypatch):
    exercise = {
        "exercise": "one [late]",
        "outcome": "broken",
        "earned": 0,
        "points": 2,
        "misconception": None,
        "message": "",
        "limit": "memory",
        "review": ["output of `f`: computed in the student's process alone"],
        "findings": [{"outcome": "broken", "asked": "`f` [x]", "message": "said \x1b[2J"}],
    }
    result = Result((exercise,), "a note [b]", "none", ("cell 1, line 2: imports gc",))
    monkeypatch.setattr(single, "check_notebook", lambda *_, **__: single.Checked(result, True, 7, "left out: a.csv"))
    told = check(notebook).stdout
    for line in (
        "a note [b]",
        "left out: a.csv",
        "broken  one [late]  0/2",
        "`f` [x]: said \ufffd[2J",
        "a limit was met: memory",
        "look at output of `f`: computed in the student's process alone",
        "look at cell 1, line 2: imports gc",
        "WITHOUT ISOLATION",
        "--seed 7 repeats this run",
    ):
        assert line in told


@pytest.fixture
def stubbed(tmp_path, monkeypatch):
    """A function that has ``autograder grade`` grade a class of ada, ben [late] and cleo by a stub."""
    root = tmp_path / "course"
    for student in ("ada", "ben [late]", "cleo"):
        (root / "submitted" / student / "ps1").mkdir(parents=True)
    report = ClassReport("ps1 [x]", {"one": 2.0}, [Row("ben [late]", {"one": 2.0}, None, penalty=0.5)])
    monkeypatch.setattr("autograder.grading.course.ensure_generated", lambda *_: None)
    monkeypatch.setattr("autograder.grading.report.collect", lambda *_: report)

    def run(outcome, *options: str):
        def grade_all(root, assignment, students, *_):
            for student in students:
                yield outcome(student)

        monkeypatch.setattr("autograder.batch.classroom.grade", grade_all)
        done = CliRunner().invoke(app, ["grade", "--course", str(root), *options])
        return done, " ".join(done.stderr.split())

    return run


def passed(student: str) -> Graded:
    return Graded(student, Result(()))


def test_only_the_students_that_are_named_are_graded(stubbed):
    done, told = stubbed(passed, "ps1", "--student", "ada", "--student", "cleo")
    assert done.exit_code == 0
    assert "ps1: 2 graded" in told
    done, told = stubbed(passed, "--student", "cleo", "--force")
    assert "ps1: 1 graded" in told
    done, told = stubbed(passed, "ps1", "--student", "zoe", "--student", "ada")
    assert done.exit_code == 2
    assert "no submission of zoe; there are: ada, ben [late], cleo" in told


def test_a_folders_name_is_an_assignments(stubbed):
    done, told = stubbed(passed, "ps1/")
    assert done.exit_code == 0, told
    assert "ps1: 3 graded" in told


def test_a_report_takes_a_folders_name(tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr("autograder.grading.report.collect", lambda _, name: asked.append(name))
    monkeypatch.setattr("autograder.grading.report.write", lambda *_: None)
    (tmp_path / "gradebook.db").touch()
    assert CliRunner().invoke(app, ["report", "ps1/", "--course", str(tmp_path)]).exit_code == 0
    assert asked == ["ps1"]


def test_names_and_problems_are_no_markup(stubbed):
    done, told = stubbed(lambda student: Graded(student, Result(()), "could not [red]read[/]"))
    assert "ben [late]: could not [red]read[/]" in told
    assert "ben [late]" in done.stdout
    assert "ps1 [x]" in done.stdout


def test_the_class_table_has_the_points_that_are_lost_for_being_late(stubbed):
    done, _ = stubbed(passed)
    assert "late" in done.stdout.replace("ben [late]", "")
    assert re.search(r"ben \[late\] +2 +−0.5 +1.5", done.stdout)


def test_what_could_not_be_graded_is_not_graded(stubbed):
    def only(*students: str):
        return lambda student: passed(student) if student in students else Graded(student, None, "it is broken")

    done, told = stubbed(only("ada"))
    assert done.exit_code == 1
    assert "ps1: 1 graded, 2 could not be graded" in told
    assert "need a person" not in told
    done, told = stubbed(only())
    assert done.exit_code == 2
    assert "ps1: 0 graded, 3 could not be graded" in told


def test_a_run_with_force_that_was_stopped_does_not_say_that_it_goes_on(stubbed):
    def stop(student: str) -> Graded:
        raise KeyboardInterrupt

    done, told = stubbed(stop)
    assert done.exit_code == 2
    assert "kept; the same command goes on with the rest" in told
    done, told = stubbed(stop, "--force")
    assert done.exit_code == 2
    assert "with --force the same command begins again, without it it goes on" in told


def test_the_version(tmp_path):
    done = CliRunner().invoke(app, ["--version"])
    assert done.exit_code == 0
    assert re.fullmatch(r"autograder \d+\.\d+\.\d+\n", done.output)


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("c = get_config(\n", "SyntaxError"),
        ("c = get_config()\nc.A = undefined\n", "NameError: name 'undefined'"),
        ("import a_module_that_is_not_there\n", "ModuleNotFoundError"),
        ("open('/nowhere/at/all')\n", "FileNotFoundError"),
    ],
)
def test_a_mistake_in_the_configuration_is_told_in_a_line(tmp_path, config, told):
    course_config(tmp_path)  # finds alembic
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment("ps1")
    (tmp_path / "nbgrader_config.py").write_text(config)
    done = CliRunner().invoke(app, ["report", "ps1", "--course", str(tmp_path)])
    assert done.exit_code == 2
    assert f"nbgrader_config.py has a mistake: {told}" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" in CliRunner().invoke(app, ["--verbose", "report", "ps1", "--course", str(tmp_path)]).stderr


def test_a_damaged_gradebook_is_told_in_a_line(tmp_path):
    (tmp_path / "gradebook.db").write_text("this is no database, and long enough to be sure of it" * 100)
    done = CliRunner().invoke(app, ["report", "ps1", "--course", str(tmp_path)])
    assert done.exit_code == 2
    assert "the gradebook cannot be used: DatabaseError: file is not a database" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_damaged_lock_is_told_in_a_line(tmp_path):
    root = make_course(tmp_path / "course")
    submit(root, "ada", "")
    generate(course_config(root), ASSIGNMENT)
    (root / ".autograder").mkdir()
    (root / ".autograder" / "lock").write_text("this is no database, and long enough to be sure of it" * 100)
    done = CliRunner().invoke(app, ["grade", "--course", str(root), "--workers", "1"])
    assert done.exit_code == 2
    assert ".autograder/lock cannot be used: DatabaseError: file is not a database. Delete" in done.stderr


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(errno.EACCES, "Permission denied", "/course/x"), "Permission denied: /course/x. Make it"),
        (OSError(errno.EROFS, "Read-only file system", "/course"), "Read-only file system: /course. Make it"),
        (OSError(errno.EIO, "Input/output error"), "Input/output error. See to it"),
    ],
)
def test_what_the_system_refuses_is_told_in_a_line(stubbed, error, told):
    def refuse(student: str) -> Graded:
        raise error

    done, said = stubbed(refuse)
    assert done.exit_code == 2
    assert told in said
    assert "Traceback" not in said


def test_a_name_that_is_too_long_is_told_in_a_line(tmp_path):
    done = check("x" * 300, cwd=tmp_path)
    assert done.exit_code == 2
    assert "Use a shorter name" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_mistake_of_the_program_keeps_its_traceback_and_is_no_result(stubbed):
    def mistaken(student: str) -> Graded:
        return len(None)

    done, told = stubbed(mistaken)
    assert done.exit_code == 2
    assert "TypeError: object of type 'NoneType' has no len()" in told
    assert "in mistaken" in told
    assert "This is a mistake of autograder's" in told


def test_the_doctor_says_why_nothing_could_be_tried(monkeypatch):
    def none(chosen: str) -> list:
        raise NoIsolation("the examination did not end")

    monkeypatch.setattr("autograder.isolation.mode", lambda: "landlock")
    monkeypatch.setattr("autograder.isolation.examine", none)
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 2
    assert "the examination did not end" in done.stderr
    assert "Traceback" not in done.stderr


ENDLESS = "def snapshot(variables):\n    while True: pass\n"


@pytest.mark.parametrize("command", ["grade", "check"])
def test_a_command_that_is_terminated_leaves_nothing_behind(command, tmp_path):
    root = make_course(tmp_path / "course")
    path = submit(root, "ada", quick("snapshot", code={"snapshot": ENDLESS}))
    generate(course_config(root), ASSIGNMENT)
    temporary = Path(tempfile.mkdtemp(prefix="t"))  # a short path: sockets are below it
    argument = [ASSIGNMENT, "--course", str(root), "--workers", "1"] if command == "grade" else [str(path)]
    running = subprocess.Popen(
        [sys.executable, "-m", "autograder.cli", command, *argument],
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"TMPDIR": str(temporary)},
    )
    wait_until(lambda: list(temporary.glob("**/kernel.json")) or running.poll() is not None)
    running.send_signal(signal.SIGTERM)
    _, told = running.communicate(timeout=120)
    assert running.returncode == 143, told
    assert "stopped" in told
    assert "Traceback" not in told
    wait_until(lambda: not list(temporary.iterdir()), 20)
    temporary.rmdir()
