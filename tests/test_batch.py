"""Grading a class: keyed by content, resumed after any death, recorded by nbgrader as it always did."""

from __future__ import annotations

import dataclasses
import errno
import functools
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
import stub_grading
from bs4 import BeautifulSoup
from nbconvert.exporters import HTMLExporter
from nbconvert.writers import FilesWriter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.preprocessors import NbGraderPreprocessor, SaveAutoGrades
from nbgrader.utils import determine_grade, find_all_files
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from autograder.batch import classroom, ledger, task, worker
from autograder.batch.classroom import Graded, grade
from autograder.batch.cluster import Cluster, NoCluster
from autograder.batch.ledger import Ledger, locked
from autograder.batch.pool import ProcessPool, WorkerLost
from autograder.batch.record import give_up, load_executed
from autograder.batch.submission import read_assignment, submissions
from autograder.batch.task import content_key, digests, seed_of, settings_digest
from autograder.batch.worker import sanitized
from autograder.cli import app
from autograder.grading import files, page
from autograder.grading.configuration import course_config
from autograder.grading.course import CourseError, generate
from autograder.grading.files import MAX_DEPTH, MAX_FILES, copy_regular, look_through, read_files
from autograder.grading.page import KEPT_CHARS, FeedbackExporter, _highlighted
from autograder.grading.testcells import read_verdict
from autograder.grading.workspace import NoWorkspace

ASSIGNMENT = "ps1"
STUDENTS = ["ada", "ben", "cleo"]
CONFIG = """
from autograder.grading.configuration import configure

c = configure(get_config())
c.LateSubmissionPlugin.penalty_method = "zero"
"""


def exercise(name: str, hidden: str = "assert x == 1") -> list:
    def flags(**changes):
        cell = {"schema_version": 3, "locked": False, "grade": False, "solution": False, "task": False}
        return {"nbgrader": cell | changes}

    solution = new_code_cell("### BEGIN SOLUTION\nx = 1\n### END SOLUTION")
    solution.metadata = flags(grade_id=name, solution=True)
    tests = new_code_cell(f"x\n### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS")
    tests.metadata = flags(grade_id=f"{name}-points", grade=True, locked=True, points=100)
    return [new_markdown_cell(f"## {name}"), solution, tests]


def write_source(root: Path, small: bool = True, **options: str) -> None:
    """The source of an assignment: one exercise and a file beside it, or two notebooks with three."""
    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "data.csv").write_text("1,2\n")
    more = [] if small else exercise("two")
    nbformat.write(new_notebook(cells=[*exercise("one", **options), *more]), folder / "first.ipynb")
    if not small:
        nbformat.write(new_notebook(cells=exercise("three")), folder / "second.ipynb")


def make_class(root: Path, students: list[str], small: bool = True) -> Path:
    """A course folder with submissions, nothing graded yet."""
    root.mkdir()
    (root / "nbgrader_config.py").write_text(CONFIG)
    write_source(root, small)
    generate(course_config(root), ASSIGNMENT)
    for student in students:
        submit(root, student, f"x = 1  # {student}")
    return root


def submit(root: Path, student: str, answer: str = "x = 1", **files: str) -> Path:
    """Hand in the released notebooks with their exercises answered, and other files."""
    folder = root / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    for released in (root / "notebooks" / ASSIGNMENT).glob("*.ipynb"):
        notebook = nbformat.read(released, as_version=4)
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = answer
        nbformat.write(notebook, folder / released.name)
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text)
    return folder


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    return make_class(tmp_path_factory.mktemp("batch") / "course", STUDENTS)


@pytest.fixture
def course(template, tmp_path, monkeypatch) -> Path:
    """A course with three submissions; what is executed is in ``executed_in``'s file."""
    monkeypatch.setenv("STUB_LOG", str(tmp_path / "executed"))
    return shutil.copytree(template, tmp_path / "course")


@pytest.fixture
def two_notebooks(course) -> Path:
    """The same with two notebooks, and two exercises in the first."""
    shutil.rmtree(course)
    return make_class(course, STUDENTS, small=False)


class Threads(ThreadPoolExecutor):
    """In the place of :class:`ProcessPool`: the stub needs no process of its own."""

    lost = ()
    width = 4


@pytest.fixture
def in_threads(monkeypatch) -> None:
    monkeypatch.setattr(classroom, "ProcessPool", Threads)


def run(root: Path, students: list[str] | None = None, execute=stub_grading.execute, **options) -> dict[str, Graded]:
    students = students or submissions(root, ASSIGNMENT)
    return {item.student: item for item in grade(root, ASSIGNMENT, students, execute=execute, **options)}


def changed(found: dict[str, Graded]) -> list[str]:
    """Who was not left as they were, in alphabetical order."""
    return sorted(name for name, item in found.items() if not item.unchanged)


def executed_in(root: Path) -> list[str]:
    """Who was executed since this was asked before, in alphabetical order."""
    log = root.parent / "executed"
    found = sorted(log.read_text().split()) if log.exists() else []
    log.unlink(missing_ok=True)
    return found


def summary(root: Path) -> dict:
    """All that a class sees of its grading: every row of the gradebook, every graded file and page."""
    tables = ("submitted_assignment", "submitted_notebook", "grade", "comment")
    connection = sqlite3.connect(root / "gradebook.db")
    rows = {table: connection.execute(f"select count(*) from {table}").fetchone()[0] for table in tables}
    connection.close()
    scores = {}
    with Gradebook(course_config(root).CourseDirectory.db_url) as gradebook:
        for submission in gradebook.assignment_submissions(ASSIGNMENT):
            for notebook in submission.notebooks:
                for mark in notebook.grades:
                    review = mark.needs_manual_grade
                    scores[f"{submission.student_id} {mark.name}"] = [mark.auto_score, mark.score, review]
                penalty = notebook.late_submission_penalty
                scores[f"{submission.student_id} {notebook.name}"] = [penalty, str(submission.timestamp)]
    paths = [*(root / "autograded").rglob("*"), *(root / "feedback").rglob("*")]
    files = {str(path.relative_to(root)): path.read_text() for path in paths if path.is_file()}
    return {"rows": rows, "scores": scores, "files": files}


# --- the key -----------------------------------------------------------------------------------


def key(root: Path, student: str = "ada", **config) -> str:
    settings = course_config(root)
    settings.ExecuteChecks.update(config)
    files = read_files(root / "submitted" / student / ASSIGNMENT, settings.CourseDirectory.ignore)
    return content_key(digests(files), read_assignment(settings, ASSIGNMENT).digest, settings_digest(settings))


def regenerate(root: Path, **options: str) -> None:
    write_source(root, **options)
    generate(course_config(root), ASSIGNMENT)


def set_due_date(root: Path) -> None:
    with Gradebook(course_config(root).CourseDirectory.db_url) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2026-01-01")


CHANGES = {
    "the notebook": lambda root: submit(root, "ada", "x = 2"),
    "another file": lambda root: submit(root, "ada", "x = 1  # ada", notes_txt="a"),
    "the time": lambda root: submit(root, "ada", "x = 1  # ada", timestamp_txt="2026-01-01 10:00:00 UTC"),
    "a file's name": lambda root: (root / "submitted/ada/ps1/first.ipynb").rename(root / "submitted/ada/ps1/1.ipynb"),
    "a hidden test": lambda root: regenerate(root, hidden="assert x == 1.0"),
    "a file of the assignment": lambda root: (root / "source" / ASSIGNMENT / "data.csv").write_text("3,4\n"),
    "when it was due": set_due_date,
    "the course's settings": lambda root: (root / "nbgrader_config.py").write_text(CONFIG + "c.Execute.timeout = 5\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_key_is_of_all_that_a_result_depends_on(course, change):
    before = key(course)
    assert key(course) == before
    CHANGES[change](course)
    assert key(course) != before


def test_the_key_is_of_settings_and_versions_and_of_no_place(course, tmp_path, monkeypatch):
    before = key(course)
    assert key(shutil.copytree(course, tmp_path / "elsewhere")) == before
    assert key(course, request_timeout=1) != before
    assert key(course, "ben") != before
    here = task.environment()
    assert set(here) == {"python", "tensorflow", "keras", "numpy", "autograder"}
    for name in here:
        monkeypatch.setattr(task, "environment", lambda name=name: here | {name: "another"})
        assert key(course) != before
    assert seed_of(before) != seed_of(key(course))


def test_the_environment_is_of_the_package_s_source(tmp_path, monkeypatch):
    before = task.environment()["autograder"]
    package = shutil.copytree(Path(task.__file__).parents[1], tmp_path / "autograder")
    monkeypatch.setattr(task, "__file__", str(package / "batch" / "task.py"))
    assert task.environment.__wrapped__()["autograder"] == before
    changed_file = package / "verdict.py"
    changed_file.write_text(changed_file.read_text().replace("=", "-", 1))  # of the same size
    assert task.environment.__wrapped__()["autograder"] != before


# --- new, changed, unchanged ---------------------------------------------------------------------


@pytest.mark.parametrize("module", ["autograder.batch.worker", "autograder.batch.classroom", "autograder.batch.record"])
def test_no_grammar_of_web_addresses_is_compiled(module):
    asks = f"import sys, {module}, nbformat.validator; print('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asks], check=True, capture_output=True, text=True).stdout == "False\n"


def test_only_what_is_new_or_changed_is_graded(course, in_threads):
    first = run(course)
    assert executed_in(course) == STUDENTS
    assert [item for item in first.values() if item.problem or item.unchanged or not item.result] == []
    assert first["ada"].result.isolation == "a stub"  # what is noted of a run comes along
    recorded = summary(course)
    again = run(course)
    assert executed_in(course) == []
    assert {name: item.result for name, item in again.items()} == {name: item.result for name, item in first.items()}
    assert all(item.unchanged for item in again.values())
    submit(course, "ben", "x = 3")
    submit(course, "dev")
    assert changed(run(course)) == ["ben", "dev"]
    assert executed_in(course) == ["ben", "dev"]
    assert "x = 3" in (course / "autograded" / "ben" / ASSIGNMENT / "first.ipynb").read_text()
    assert "x = 3" in BeautifulSoup((course / "feedback/ben/ps1/first.html").read_text(), "html.parser").get_text()
    run(course, ["ada"], force=True)
    assert executed_in(course) == ["ada"]
    ada = {name: text for name, text in recorded["files"].items() if "/ada/" in name}
    assert ada.items() <= summary(course)["files"].items()  # the seed is that of the content
    regenerate(course, hidden="assert x == 1.0")
    run(course)
    assert executed_in(course) == [*STUDENTS, "dev"]


@pytest.mark.parametrize("lost", ["autograded/ada/ps1/first.ipynb", "feedback/ada/ps1/first.html", "gradebook.db"])
def test_what_was_lost_is_recorded_again_without_being_executed(course, in_threads, lost):
    run(course)
    before = summary(course)
    executed_in(course)
    (course / lost).unlink()
    if lost == "gradebook.db":
        generate(course_config(course), ASSIGNMENT)
    again = run(course)
    assert changed(again) == (STUDENTS if "book" in lost else ["ada"])
    assert executed_in(course) == []
    assert summary(course) == before


def test_a_forced_run_that_was_stopped_is_not_taken_for_done(course, in_threads, monkeypatch):
    run(course)

    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as stop:
        stop.setattr(classroom.Recorder, "record", stopped)
        with pytest.raises(KeyboardInterrupt):
            run(course, ["ada"], force=True)
    assert changed(run(course)) == ["ada"]


def test_a_gradebook_from_a_backup_does_not_pass_for_the_recorded_one(course, in_threads):
    run(course)
    with Gradebook(course_config(course).CourseDirectory.db_url) as gradebook:
        mark = gradebook.find_grade("one-points", "first", ASSIGNMENT, "ben")
        mark.auto_score += 1
        gradebook.db.commit()
    assert changed(run(course)) == ["ben"]


def test_a_file_of_the_ledger_that_cannot_be_read_counts_as_missing(course, in_threads):
    run(course)
    before = summary(course)
    executed_in(course)
    for folder in ("recorded", "executed"):
        (course / ".autograder" / folder / ASSIGNMENT / "cleo.json").write_text('{"key": "')
    run(course)
    assert executed_in(course) == ["cleo"]
    assert summary(course) == before


def test_nobody_else_reads_the_ledger(course, in_threads):
    run(course)
    folders = [course / ".autograder", *(path for path in (course / ".autograder").rglob("*") if path.is_dir())]
    assert {path.stat().st_mode & 0o777 for path in folders} == {0o700}


# --- as nbgrader does it ---------------------------------------------------------------------------


class ExecuteAsTheStub(NbGraderPreprocessor):
    """nbgrader's own way, one after the other, with the stub in the place of the execution."""

    results: dict

    def preprocess(self, nb, resources):
        names = resources["nbgrader"]
        load_executed(nb, nbformat.reads(self.results[names["student"]][names["notebook"]], as_version=4))
        return nb, resources


def test_all_is_as_with_nbgrader_s_own_commands(two_notebooks, in_threads, tmp_path):
    course = two_notebooks
    set_due_date(course)
    submit(course, "ada", timestamp_txt="2026-01-01 10:00:00 UTC", notes_txt="mine", data_csv="mine")
    submit(course, "ben", timestamp_txt="2025-12-24 10:00:00 UTC")
    (course / "submitted" / "ben" / ASSIGNMENT / "second.ipynb").unlink()
    (course / "submitted" / "ben" / ASSIGNMENT / "folder").mkdir()
    (course / "submitted" / "ben" / ASSIGNMENT / "folder" / "more.txt").write_text("more")
    other = shutil.copytree(course, tmp_path / "other")
    assert [item.problem for item in run(course).values()] == [None, "there is no second.ipynb", None]
    kept = Ledger(course, ASSIGNMENT)
    ExecuteAsTheStub.results = {student: kept.executed(student, key(course, student)).notebooks for student in STUDENTS}
    config = course_config(other)
    config.Autograde.autograde_preprocessors[0] = ExecuteAsTheStub
    api = NbGraderAPI(config=config)
    for student in STUDENTS:
        assert api.autograde(ASSIGNMENT, student)["success"]
        assert api.generate_feedback(ASSIGNMENT, student)["success"]
    found = summary(course)
    assert found == summary(other)
    late, missing = found["scores"]["ada first"], found["scores"]["ben three-points"]
    assert late[0] > 0  # the penalty
    assert missing[0] == 0
    assert found["files"]["autograded/ada/ps1/data.csv"] == "1,2\n"
    assert found["files"]["autograded/ben/ps1/folder/more.txt"] == "more"


def test_the_page_is_nbgrader_s():
    cells = [new_markdown_cell("# A title\n\n$x$ <b>bold</b> ![a picture](data.png)"), new_code_cell("x = 1\nx")]
    picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    cells[1].outputs = [
        new_output("display_data", {"image/png": picture, "text/plain": "<Figure>"}),
        new_output("display_data", {"text/html": "<table><tr><td>1</td></tr></table>", "text/plain": "1"}),
        new_output("error", ename="ValueError", evalue="<x>", traceback=["\x1b[31mValueError\x1b[0m: <x>"]),
    ]
    pages = [
        exporter(template_name="classic").from_notebook_node(new_notebook(cells=cells))[0]
        for exporter in (HTMLExporter, FeedbackExporter, FeedbackExporter)
    ]
    assert pages[1] == pages[2]
    rebuilt, stock = (BeautifulSoup(page, "html.parser").body for page in (pages[1], pages[0]))
    assert len(stock.select("img[alt]")) == 2
    assert rebuilt == stock  # but for the order of attributes


# --- what phase 1 gives to phase 2 -----------------------------------------------------------------


def notebook(*sources: str):
    return new_notebook(cells=[new_code_cell(source) for source in sources])


def test_a_page_that_takes_too_long_to_colour_has_no_colours(monkeypatch):
    monkeypatch.setattr(page, "HIGHLIGHT_SECONDS", 0.5)
    cells = [new_code_cell(source) for source in ("x = 1", "y = 1\n" + " \n" * 20_000 + "<b>", "z = 1")]
    html, _ = FeedbackExporter().from_notebook_node(new_notebook(cells=cells))
    blocks = BeautifulSoup(html, "html.parser").select(".highlight pre")
    assert [len(block.select("span")) > 1 for block in blocks] == [True, False, False]
    assert blocks[1].text.endswith("<b>\n")
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_long_sources_are_not_kept():
    before = _highlighted.cache_info().currsize
    for lines in (1, KEPT_CHARS // 10):
        source = f"made_up_for_this_test = {lines}\n" * lines
        page, _ = FeedbackExporter().from_notebook_node(new_notebook(cells=[new_code_cell(source)]))
        assert page.count("made_up_for_this_test") == lines
        assert _highlighted.cache_info().currsize == before + 1


@pytest.mark.parametrize("executed", [("a", "c"), ("a",), ("a", "b", "c"), ("b", "a")])
def test_outputs_are_loaded_only_into_the_notebook_that_was_executed(executed):
    with pytest.raises(ValueError, match="grade it again"):
        load_executed(notebook("a", "b"), notebook(*executed))


def test_a_text_cell_is_no_code_cell():
    with pytest.raises(ValueError, match="cell 1"):
        load_executed(new_notebook(cells=[new_markdown_cell("a")]), notebook("a"))


def test_what_could_not_be_executed_earns_nothing():
    tests = [cell for name in ("one", "two") for cell in exercise(name)[2:]]
    tests[0].source = 'check.runs(student.one())\ncheck.score("one", points=100)'
    unfinished = new_notebook(cells=tests)
    give_up(unfinished, "it went away")
    assert [determine_grade(cell) for cell in unfinished.cells] == [(0, 100), (0, 100)]
    verdict = read_verdict(unfinished.cells[0])
    assert (verdict["outcome"], verdict["limit"]) == ("broken", "dead kernel")
    assert "it went away" in verdict["message"]


def test_a_notebook_that_is_missing_is_named_with_what_is_there(course, in_threads):
    folder = submit(course, "ada")
    (folder / "first.ipynb").rename(folder / "first (1).ipynb")
    (submit(course, "ben") / "first.ipynb").unlink()
    found = run(course)
    assert found["ada"].problem == "there is no first.ipynb; there is first (1).ipynb: rename it"
    assert found["ben"].problem == "there is no first.ipynb"
    assert executed_in(course) == ["cleo"]


def test_one_of_two_notebooks_is_graded_and_the_other_is_told(two_notebooks, in_threads):
    (submit(two_notebooks, "ada") / "second.ipynb").unlink()
    found = run(two_notebooks)["ada"]
    assert found.problem == "there is no second.ipynb"
    assert found.result.exercises


def test_one_that_cannot_be_recorded_is_one_line(course, in_threads):
    submit(course, "eve")
    found = run(course, execute=stub_grading.execute_other_cells)
    assert "cell 2 is not what was executed" in found["eve"].problem
    assert found["eve"].result is None
    assert [name for name, item in found.items() if item.problem] == ["eve"]
    assert not (course / "autograded" / "eve" / ASSIGNMENT).exists()
    assert changed(run(course, execute=stub_grading.execute)) == ["eve"]


def test_sanitized_here_is_sanitized_by_nbgrader(two_notebooks):
    """Whatever was done to the cells, phase 1 executes what phase 2 records."""
    course = two_notebooks
    folder = course / "submitted" / "ada" / ASSIGNMENT
    mixed = nbformat.read(folder / "first.ipynb", as_version=4)
    cells = mixed.cells
    cells[1].cell_type = "markdown"
    for field in ("outputs", "execution_count"):
        cells[1].pop(field)
    cells[2].source = "assert True"
    cells[1].metadata.nbgrader["locked"] = True
    cells.insert(0, cells.pop(5))
    cells.append(nbformat.from_dict(cells[0]))
    del cells[5]
    cells[3].metadata["tags"] = ["skip-execution"]
    nbformat.write(mixed, folder / "first.ipynb")
    (folder / "second.ipynb").write_text("cut off")
    config = course_config(course)
    assignment = read_assignment(config, ASSIGNMENT)
    config.Autograde.autograde_preprocessors = []
    assert NbGraderAPI(config=config).autograde(ASSIGNMENT, "ada")["success"]
    for name, expected in assignment.notebooks.items():
        here = sanitized(folder / f"{name}.ipynb", expected, assignment)
        there = nbformat.read(course / "autograded" / "ada" / ASSIGNMENT / f"{name}.ipynb", as_version=4)
        load_executed(there, here)
        assert [c.metadata.get("nbgrader") for c in here.cells] == [c.metadata.get("nbgrader") for c in there.cells]
        assert here.metadata == there.metadata


class Watching:
    """In the place of ``ExecuteChecks``: notes what it is given."""

    seen: list = []

    def __init__(self, config):
        self.config = config

    def preprocess(self, nb, resources):
        folder = Path(resources["metadata"]["path"])
        files = {path.name: path.read_text() for path in folder.iterdir()}
        self.seen.append((self.config.ExecuteChecks, files, os.environ["NBGRADER_EXECUTION"]))
        return nb, resources


def test_the_executor_is_given_the_settings_the_seed_and_the_files(course, in_threads, monkeypatch):
    monkeypatch.setattr(worker, "ExecuteChecks", Watching)
    monkeypatch.setattr(Watching, "seen", [])
    monkeypatch.setenv("NBGRADER_EXECUTION", "")
    submit(course, "ada", notes_txt="mine", data_csv="mine")
    run(course, ["ada"], execute=worker.execute, adjust=lambda config: config.ExecuteChecks.update(memory=7))
    run(course, ["ben"], execute=worker.execute, adjust=lambda config: config.ExecuteChecks.update(seed=8))
    (settings, files, told), (seeded, _, _) = Watching.seen
    assert files == {"notes.txt": "mine", "data.csv": "1,2\n"}  # and no notebook: it has the hidden tests
    assert told == "autograde"
    assert (settings.memory, settings.seed) == (7, seed_of(key(course, memory=7)))
    assert seeded.seed == 8


def test_a_link_out_of_the_submission_is_not_followed(course):
    folder = course / "submitted" / "ada" / ASSIGNMENT
    (folder / "tests.txt").symlink_to(course / "gradebook.db")
    (folder / "same.txt").symlink_to(folder / "first.ipynb")
    os.mkfifo(folder / "pipe")
    assert set(read_files(folder, [])) == {"first.ipynb", "same.txt"}


def test_what_nbgrader_stumbles_over_is_left_out_and_told(course, in_threads):
    submit(course, "ada", timestamp_txt="yesterday, I think")
    folder = submit(course, "eve", notes_txt="mine")
    os.mkfifo(folder / "pipe")
    (folder / "nowhere").symlink_to("no/such/file")
    (folder / "itself").symlink_to("itself")
    (course / ".autograder" / "readable" / "left").mkdir(parents=True)  # by a run that was killed
    found = run(course)
    assert "left out: timestamp.txt" in found["ada"].problem
    assert "left out: itself, nowhere, pipe" in found["eve"].problem
    assert all(item.result.exercises for item in found.values())
    assert (course / "autograded" / "eve" / ASSIGNMENT / "notes.txt").read_text() == "mine"
    assert not (course / ".autograder" / "readable").exists()
    assert changed(run(course)) == []


def test_a_notebook_that_is_a_link_out_of_the_submission_is_empty(course, tmp_path):
    folder = course / "submitted" / "ada" / ASSIGNMENT
    (folder / "first.ipynb").rename(course / "right.ipynb")
    (folder / "first.ipynb").symlink_to(course / "right.ipynb")
    found = look_through(folder, [])
    assert found.irregular == ["first.ipynb"]
    assert read_files(folder, []) == {"first.ipynb": b""}
    copy_regular(found, folder, tmp_path / "copy")
    assert (tmp_path / "copy" / "first.ipynb").read_bytes() == b""
    assert (course / "right.ipynb").stat().st_size


@pytest.mark.parametrize("text", ["2026-11-28 12:00:00 UTC", "2026-11-28T12:00:00+00:00", "", "\n"])
def test_a_timestamp_that_nbgrader_reads_stays(course, text):
    assert look_through(submit(course, "ada", timestamp_txt=text), []).irregular == []


def test_large_files_are_told_by_their_size(course):
    folder = submit(course, "ada", large_bin="x" * 1_000_000, small_bin="x")
    found = read_files(folder, [], limit=900_000)
    assert found["large.bin"] == 1_000_000
    assert found["small.bin"] == b"x"
    assert isinstance(found["first.ipynb"], bytes)


def test_what_was_too_large_is_told(course, in_threads, monkeypatch):
    submit(course, "ada", large_bin="x" * 1_000_000)
    for name in ("read_files", "look_through"):
        limited = functools.partial(getattr(files, name), limit=900_000)
        monkeypatch.setattr(classroom, name, limited)
    assert "left out: large.bin" in run(course)["ada"].problem
    assert "left out: large.bin" in run(course)["ada"].problem


def test_a_hole_of_gigabytes_is_not_written_out(course, in_threads):
    with (submit(course, "ada") / "data.bin").open("wb") as file:
        file.truncate(3 * 2**30)
    with (submit(course, "ben") / "first.ipynb").open("wb") as file:
        file.truncate(3 * 2**30)
    assert "left out: data.bin" in run(course, ["ada"])["ada"].problem
    assert "3072 MB" in run(course, ["ben"], execute=worker.execute)["ben"].result.note
    written = [path.stat().st_size for path in course.rglob("*") if path.is_file() and "submitted" not in path.parts]
    assert max(written) < 2**20


def test_ever_so_many_files_and_folders_are_no_obstacle(course, in_threads):
    def deep(folder):
        inside = folder
        for _ in range(MAX_DEPTH + 1):
            inside /= "d"
        inside.mkdir(parents=True)

    deep(submit(course, "ada"))
    many = submit(course, "ben") / "many"
    many.mkdir()
    for number in range(MAX_FILES + 5):
        (many / f"{number:04}").touch()
    (submit(course, "cleo") / "timestamp.txt").mkdir()
    found = run(course)
    assert "left out: " + "d/" * (MAX_DEPTH + 1) in found["ada"].problem
    assert f"more than {MAX_FILES} files" in found["ben"].problem
    assert "left out: timestamp.txt" in found["cleo"].problem
    assert [item.result.earned > 0 for item in found.values()] == [True, True, True]


def test_a_folder_in_1200_folders_is_looked_through(course):
    folder = submit(course, "ada")
    here = Path.cwd()
    try:
        os.chdir(folder)
        for _ in range(1200):
            os.mkdir("d")
            os.chdir("d")
        found = look_through(folder, [])
    finally:  # neither pytest nor shutil gets to the bottom of it
        while os.path.basename(os.getcwd()) == "d":
            os.chdir("..")
            os.rmdir("d")
        os.chdir(here)
    assert found.kept == ["first.ipynb"]
    assert len(found.irregular) == 1


def test_notebooks_and_the_time_come_first(course):
    folder = submit(course, "ada", timestamp_txt="2026-11-28 12:00:00 UTC")
    for number in range(MAX_FILES):
        (folder / f"a{number:04}").touch()
    found = look_through(folder, [])
    assert {"first.ipynb", "timestamp.txt"} < set(found.kept)
    assert len(found.kept) == MAX_FILES


def test_a_long_timestamp_is_none_even_if_it_has_a_time(course):
    time_and_blanks = "2026-11-28 12:00:00 UTC".ljust(200)
    assert look_through(submit(course, "ada", timestamp_txt=time_and_blanks), []).irregular == ["timestamp.txt"]


def test_a_timestamp_of_any_size_is_none(course):
    with (submit(course, "ada") / "timestamp.txt").open("wb") as file:
        file.truncate(2**30)
    assert look_through(course / "submitted" / "ada" / ASSIGNMENT, []).irregular == ["timestamp.txt"]


@pytest.mark.parametrize("name", ["x.pyc", ".x.pyc", "__pycache__", "x.py", ".hidden", "data"])
def test_files_are_ignored_as_by_nbgrader(course, name):
    folder = submit(course, "ada")
    (folder / name).touch()
    ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.py"]
    theirs = {os.path.relpath(path, folder) for path in find_all_files(str(folder), [*ignore, "*.ipynb"])}
    assert set(look_through(folder, ignore).kept) == theirs | {"first.ipynb"}


def test_a_class_is_not_read_into_memory_at_once(course, monkeypatch):
    for number in range(5):
        submit(course, f"s{number}")
    pending: list[int] = []
    go_on = threading.Event()

    class Counting(Threads):
        width = 3

        def submit(self, *call):
            pending.append(sum(not future.done() for future in futures) + 1)
            if pending[-1] == self.width:  # whoever submits more has half a second for it
                threading.Timer(0.5, go_on.set).start()
            futures.append(super().submit(*call))
            return futures[-1]

    def execute(work) -> dict[str, str]:
        assert go_on.wait(60)
        return stub_grading.execute(work)

    futures: list = []
    monkeypatch.setattr(classroom, "ProcessPool", Counting)
    assert len(run(course, execute=execute)) == 8
    assert max(pending) == 3


# --- processes that die --------------------------------------------------------------------------


def test_a_death_costs_nothing_but_its_own_call():
    with ProcessPool(2) as pool:
        calls = [pool.submit(len, "x" * n) for n in range(4)]
        dead = pool.submit(os._exit, 3)
        calls += [pool.submit(len, "x" * n) for n in range(4)]
        with pytest.raises(WorkerLost, match=r"3 times \(exit code 3\)"):
            dead.result(60)
        assert [call.result(60) for call in calls] == [0, 1, 2, 3, 0, 1, 2, 3]
        with pytest.raises(ZeroDivisionError):
            pool.submit(divmod, 1, 0).result(60)
        with pytest.raises(TypeError):  # a result that cannot be sent
            pool.submit(compile, "1", "", "eval").result(60)


def test_a_call_that_does_not_end_is_ended_whatever_holds_it_up():
    with ProcessPool(1, timeout=20) as pool:
        held = pool.submit(re.search, "(a+)+b", "a" * 100)  # which holds the interpreter, too
        with pytest.raises(WorkerLost, match="within 20 seconds"):
            held.result(100)
        assert pool.submit(len, "x").result(60) == 1


def test_the_time_of_a_call_is_that_of_its_notebooks(two_notebooks, monkeypatch):
    seen = []

    class Watched(Threads):
        def __init__(self, workers, timeout):
            seen.append(timeout)
            super().__init__(workers)

    monkeypatch.setattr(classroom, "ProcessPool", Watched)
    run(two_notebooks, adjust=lambda config: config.ExecuteChecks.update(notebook_timeout=50))
    assert seen == [classroom._MARGIN + 2 * 50]


def test_a_submission_that_ends_its_process_three_times_is_for_a_person(course):
    submit(course, "dora", deaths="1")
    submit(course, "eve", deaths="9")
    found = run(course, execute=stub_grading.execute_or_die, workers=2)
    assert [name for name, item in found.items() if item.problem] == ["eve"]
    assert found["dora"].result.points == 100
    assert "ended the process that ran it 3 times" in found["eve"].problem
    assert (found["eve"].result.earned, found["eve"].result.points) == (0, 100)
    assert "A person has to look at it" in (course / "feedback" / "eve" / ASSIGNMENT / "first.html").read_text()
    assert (course.parent / "deaths-dora").read_bytes() == b"x"
    assert (course.parent / "deaths-eve").read_bytes() == b"xxx"
    again = run(course, execute=stub_grading.execute_or_die, workers=2)["eve"]
    assert again.unchanged
    assert again.problem == found["eve"].problem


def test_workers_end_with_a_process_that_is_killed(tmp_path):
    code = """
import os, sys, time
from autograder.batch.pool import ProcessPool

if __name__ == "__main__":
    pool = ProcessPool(1)
    print(pool.submit(os.getpid).result(), flush=True)
    pool.submit(time.sleep, 600)
    time.sleep(600)
"""
    script = tmp_path / "killed.py"
    script.write_text(code)
    running = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    worker = int(running.stdout.readline())
    os.kill(worker, 0)
    running.kill()
    running.wait()
    wait_until(lambda: not alive(worker))


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{pid}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def wait_until(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_is_at_work_is_ended_when_nobody_waits_for_it(tmp_path):
    pool = ProcessPool(1)
    begun = tmp_path / "begun"
    sleeping = pool.submit(exec, f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(600)")
    waiting = pool.submit(len, "x")
    wait_until(begun.exists)
    pool.shutdown(cancel_futures=True)
    with pytest.raises(CancelledError):
        sleeping.result(60)
    assert waiting.cancelled()


#: Grades in forks of one process that has imported everything. Each is killed at another moment,
#: then another one goes on; in the end all must be as in a run that nobody disturbed.
KILLED = """
import json, os, signal, shutil, sys, time
from pathlib import Path

import stub_grading
import test_batch
from autograder.batch import classroom

classroom.ProcessPool = test_batch.Threads
template, root, moments = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])

def forked(before=lambda: None, after=lambda: None):
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        before()
        test_batch.run(root)
        after()
        os._exit(0)
    finally:
        os._exit(1)

def told():
    status = forked(after=lambda: (root / "told").write_text(json.dumps(test_batch.summary(root))))
    assert status == 0, status
    return json.loads((root / "told").read_text())

def afresh():
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(template, root)

def counting():
    count = [0]
    sys.addaudithook(lambda *_: count.__setitem__(0, count[0] + 1))
    return count

def killing(at):
    left = [at]
    def hook(*_):
        left[0] -= 1
        if left[0] == 0:  # and not below: the kill is an event, too
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)

afresh()
test_batch.run(root)  # so that the forks have nothing to import or to compile
afresh()
expected = told()
afresh()
count = []
started = time.monotonic()
assert forked(lambda: count.append(counting()), lambda: (root / "events").write_text(str(count[0][0]))) == 0
seconds = time.monotonic() - started
events = int((root / "events").read_text())
differing, killed = [], 0
for kind, share in moments:
    afresh()
    if kind == "event":
        before = lambda: killing(int(share * events))
    else:  # SIGALRM's default: the end, between any two instructions, also in C code
        before = lambda: signal.setitimer(signal.ITIMER_REAL, share * seconds)
    killed += os.WIFSIGNALED(forked(before))
    if told() != expected:
        differing.append([kind, share])
print(json.dumps({"differing": differing, "killed": killed, "events": events}))
"""


def test_killed_at_any_moment_the_next_run_ends_as_if_nothing_had_been(tmp_path):
    template = make_class(tmp_path / "template", STUDENTS[:2])
    shares = random.Random(20261128)
    moments = [("event" if number % 6 else "time", shares.uniform(0.02, 0.95)) for number in range(36)]
    paths = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(template), str(tmp_path / "course"), json.dumps(moments)],
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["differing"] == []
    assert told["killed"] >= 30  # all at events; one at a time may come too late


# --- no space, no second run ---------------------------------------------------------------------------


def fails_for(student: str, original, number: int = errno.ENOSPC):
    """``original``, but for a path or a folder of that student there is no space."""

    def write(self_or_path, *args, **kwargs):
        where = f"{self_or_path} {getattr(self_or_path, 'build_directory', '')}"
        if student in where:
            raise OSError(number, os.strerror(number))
        return original(self_or_path, *args, **kwargs)

    return write


@pytest.mark.parametrize("where", ["ledger", "nbgrader"])
def test_a_full_disk_is_said_and_what_was_graded_is_kept(course, in_threads, monkeypatch, where):
    run(course, ["ada"])
    before = summary(course)
    with monkeypatch.context() as full:
        if where == "ledger":
            full.setattr(ledger.os, "replace", fails_for("ben", os.replace))
        else:
            full.setattr(FilesWriter, "write", fails_for("ben", FilesWriter.write))
        with pytest.raises(CourseError, match=r"disk is full .*No space left"):
            run(course)
    assert list((course / ".autograder").rglob("*.new")) == []
    after = summary(course)
    assert before["files"].items() <= after["files"].items()
    assert not [name for name in after["files"] if "/ben/" in name]
    executed_in(course)
    found = run(course)
    assert found["ada"].unchanged
    assert [item.problem for item in found.values()] == [None] * 3
    assert ("ben" in executed_in(course)) == (where == "ledger")


@pytest.mark.parametrize("name", ["No space left on device", "x\nOSError: [Errno 28] No space left on device"])
def test_a_file_s_name_says_nothing_of_the_disk(course, in_threads, name):
    folder = submit(course, "ada")
    (folder / "first.ipynb").rename(folder / f"{name}.ipynb")
    found = run(course)
    assert found["ada"].problem
    assert [found[other].problem for other in ("ben", "cleo")] == [None, None]


def test_a_database_without_space_is_a_full_disk(course, in_threads, monkeypatch):
    def full(*_args, **_kwargs):
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(SaveAutoGrades, "preprocess", full)
    with pytest.raises(CourseError, match=r"disk is full .*database or disk is full"):
        run(course)


def test_a_name_too_long_for_a_file_with_an_ending_is_graded(course, in_threads):
    long = "x" * 252
    submit(course, long)
    assert run(course)[long].problem is None
    assert run(course)[long].unchanged


def test_an_error_that_is_no_full_disk_is_not_called_one(course, in_threads, monkeypatch):
    monkeypatch.setattr(ledger.os, "replace", fails_for("ben", os.replace, errno.EACCES))
    with pytest.raises(PermissionError):
        run(course)


def test_two_runs_at_a_time_are_refused(course):
    with locked(course):
        done = CliRunner().invoke(app, ["grade", ASSIGNMENT, "--course", str(course)])
    assert done.exit_code == 2
    assert "another `autograder grade` is at work" in " ".join(done.output.split())


def test_the_lock_ends_with_its_process(course):
    code = "import sys, time\nfrom pathlib import Path\nfrom autograder.batch.ledger import locked\n"
    code += "with locked(Path(sys.argv[1])):\n    print('in', flush=True)\n    time.sleep(600)"
    running = subprocess.Popen([sys.executable, "-c", code, str(course)], stdout=subprocess.PIPE, text=True)
    assert running.stdout.readline() == "in\n"
    with pytest.raises(ledger.Busy), locked(course):
        pass
    running.send_signal(signal.SIGKILL)
    running.wait()
    with locked(course):
        pass


# --- the command ----------------------------------------------------------------------------------------


def command(course: Path, *arguments: str):
    done = CliRunner().invoke(app, ["grade", *arguments, "--course", str(course)])
    return done.exit_code, " ".join(done.output.split())


@pytest.fixture
def stubbed(in_threads, monkeypatch) -> None:
    """The command, with the stub for its phase 1."""
    monkeypatch.setattr(classroom, "grade", functools.partial(grade, execute=stub_grading.execute))


def test_a_test_that_was_changed_after_it_was_generated_is_told(course, stubbed):
    assert "changed in source/" not in command(course)[1]
    write_source(course, hidden="assert x == 2")
    assert "ps1: one-points changed" in (told := command(course)[1]), told
    assert "nbgrader generate_assignment ps1 --force" in told


def test_the_command_grades_all_that_was_submitted(course, stubbed):
    code, told = command(course)
    assert (code, "3 graded" in told) == (0, True), told
    code, told = command(course)
    assert (code, "3 of 3 were graded before" in told) == (0, True), told
    code, told = command(course, ASSIGNMENT, "--force")
    assert (code, "3 graded" in told) == (0, True), told
    (course / "submitted" / "ben" / ASSIGNMENT / "timestamp.txt").write_text("yesterday")
    code, told = command(course)
    assert code == 1
    assert "ben: " in told
    assert "1 need a person" in told
    (course / "submitted" / "ada" / "ps9").mkdir()
    code, told = command(course)
    assert code == 2
    assert "'ps9'" in told
    assert "3 of 3 were graded before" in told  # the other assignment, all the same


def test_without_its_cluster_a_run_stops(course, monkeypatch):
    class Gone(Threads):
        def submit(self, *call):
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    monkeypatch.setattr(classroom, "ProcessPool", Gone)
    with pytest.raises(CourseError, match="is gone"):
        run(course)


def test_what_no_submission_would_be_spared_stops_the_run(course, in_threads):
    with pytest.raises(CourseError, match=r"numpy .* instead of 1"):
        run(course, execute=in_another_environment)


def in_another_environment(work) -> dict[str, str]:
    return worker.execute(dataclasses.replace(work, environment=work.environment | {"numpy": "1"}))


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="Linux's")
def test_there_are_as_many_workers_as_cores_that_may_be_used():
    asks = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
    asks += "from autograder.batch.classroom import _executor; print(_executor(None, None)().width)"
    done = subprocess.run([sys.executable, "-c", asks], check=True, capture_output=True, text=True)
    assert done.stdout == "2\n"  # one at work, and one waiting


def test_the_folder_for_temporary_files_has_to_be_short(course, in_threads):
    with pytest.raises(CourseError, match="set TMPDIR to a shorter one"):
        run(course, execute=without_a_workspace)


def without_a_workspace(work) -> dict[str, str]:
    raise NoWorkspace("too long: set TMPDIR to a shorter one")


# --- a cluster -------------------------------------------------------------------------------------------


def test_a_cluster_grades_by_its_address(course):
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as dask:
        found = run(course, cluster=dask.scheduler_address)
        assert [item.problem for item in found.values()] == [None] * 3
        assert executed_in(course) == STUDENTS
        with Cluster(dask.scheduler_address) as cluster:
            assert cluster.width == 4
            assert [call.result(30) for call in [cluster.submit(len, "ab") for _ in range(2)]] == [2, 2]


def test_a_cluster_that_goes_is_said_to_be_gone():
    from distributed import LocalCluster

    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as dask:
        cluster = Cluster(dask.scheduler_address)
    cluster._client.nthreads = no_scheduler
    with pytest.raises(NoCluster, match="is gone"):
        cluster.width  # noqa: B018
    cluster.shutdown(cancel_futures=True)


def no_scheduler():
    raise ConnectionError("closed")


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "tls://127.0.0.1:1"])  # for TLS, there is no certificate
def test_a_cluster_that_is_not_there_is_said_to_be_missing(course, monkeypatch, address):
    monkeypatch.setattr(classroom, "Cluster", lambda address: Cluster(address, timeout=0.5))
    with pytest.raises(CourseError, match=f"no Dask scheduler answers at {address}"):
        run(course, cluster=address)
