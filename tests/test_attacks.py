"""The attack suite: its submissions, its detectors, and a class of attackers under our grader.

``python -m tests.attacks`` runs all of it, for a longer time.
"""

from __future__ import annotations

import ast
import sqlite3
import subprocess
import sys
import urllib.request
from pathlib import Path

import nbformat
import pytest
from attacks.runs import GRADERS, Outcome, make_template, right_answer, run
from attacks.submission import RIGHT, Submission, compose, described, read, submissions
from attacks.world import SECRETS, VICTIM, World
from IPython.core.inputtransformer2 import TransformerManager

KNOWN = {"marker": "marker0123", "course": "/c", "home": "/h", "outside": "/o", "temporary": "/t", "port": 1}
KNOWN |= {"udp": 2, "socket": "/o/s", "decoy": 3}
ALL = submissions()


@pytest.fixture(scope="module")
def templates(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("templates")
    return {name: make_template(folder / name, GRADERS[name]) for name in ("stock", "ours")}


@pytest.fixture(scope="module")
def released(templates) -> nbformat.NotebookNode:
    return nbformat.read(templates["ours"] / "notebooks" / "attacked" / "linear.ipynb", as_version=4)


# The submissions.


def test_there_are_enough_of_each_kind():
    kinds = [submission.kind for submission in ALL.values()]
    assert kinds.count("attack") >= 60
    assert kinds.count("honest") >= 6
    assert set(kinds) == {"attack", "careless", "honest"}


@pytest.mark.parametrize("name", ALL)
def test_each_says_what_it_tries_and_composes(name, released, tmp_path):
    submission = ALL[name]
    assert 10 < len(submission.tries) < 110
    assert "_" not in submission.tries.split()[0]
    assert submission.kind != "honest" or submission.deserved == 7
    notebook = compose(submission, released, KNOWN)
    nbformat.validate(notebook)
    if submission.tamper:
        submission.tamper(notebook, tmp_path, KNOWN)
        return
    known = notebook.cells[1].source
    assert "marker0123" not in known  # found in a file, it tells that code has run
    for cell in notebook.cells:
        if cell.cell_type == "code":
            ast.parse(TransformerManager().transform_cell(cell.source))


def test_a_right_answer_takes_the_place_of_the_exercise(released):
    notebook = compose(Submission("x", "x", "honest", 7, (("right linear", "code", ""),)), released, KNOWN)
    (solution,) = (cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "linear")
    assert solution.source == RIGHT


def test_a_titled_cell_takes_its_place_and_the_others_follow(released):
    cells = (
        (None, "code", "first"),
        ("linear", "code", "answer"),
        ("hidden-tests", "code", ""),
        (None, "code", "last"),
    )
    notebook = compose(Submission("name", "", "attack", 0, cells), released, KNOWN)
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    assert ids == ["setup", None, None, "linear", "hidden-tests", None, "linear-tests", "partial-tests"]
    assert [notebook.cells[i].source for i in (2, 3, 5)] == ["first", "answer", "last"]
    assert notebook.cells[4].source.endswith('check.score("hidden", points=3)')


def test_a_cell_that_does_not_exist_is_an_error(released):
    with pytest.raises(ValueError, match="no cell 'liner'"):
        compose(Submission("name", "", "attack", 0, (("liner", "code", ""),)), released, KNOWN)


def test_fields_are_read_from_the_docstring(tmp_path):
    path = tmp_path / "one.py"
    path.write_text('"""Tries it.\n\nWhy not.\n\nkind: careless\ndeserved: 2.5\n"""\n# %% linear\n# %load x\n')
    submission = read(path)
    assert (submission.name, submission.tries, submission.kind, submission.deserved) == (
        "one",
        "Tries it",
        "careless",
        2.5,
    )
    assert submission.cells == (("linear", "code", "%load x"),)
    assert described("x", "Tries.").deserved == 0


def test_no_hidden_test_is_released(released):
    assert "SECRET" not in nbformat.writes(released)


# The detectors, one by one: what each finds, and that it finds nothing else.


@pytest.fixture
def world(templates):
    with World(templates["stock"], [ALL["write_elsewhere"]], right_answer("plain")) as world:
        yield world


def test_where_nothing_was_done_nothing_is_found(world):
    assert world.damage() == []
    assert world.points("write_elsewhere") is None
    assert not world.has_result("write_elsewhere")


@pytest.mark.parametrize(
    "path",
    [
        "course/source/attacked/linear.ipynb",
        "course/submitted/zz-victim/attacked/linear.ipynb",
        "course/autograded/earlier/before/linear.ipynb",
        "course/feedback/earlier/before/linear.html",
        "course/nbgrader_config.py",
        "outside/keep.txt",
        "home/.ssh/id_ed25519",
    ],
)
def test_changed_and_deleted_files_are_found(world, path):
    file = world.root / path
    file.chmod(0o644)
    file.write_text("{}, changed")
    assert world.damage() == [f"{path} changed"]
    file.unlink()
    assert world.damage() == [f"{path} gone"]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("update student set email = 'x' where id = 'earlier'", ["gradebook changed"]),
        ("update grade_cells set max_score = 99", ["gradebook changed"]),
        ("delete from submitted_assignment where student_id = 'earlier'", ["gradebook changed"]),
        ("insert into student (id) values ('zz-victim')", []),
    ],
)
def test_rows_of_the_gradebook_that_are_not_the_run_s_are_compared(world, statement, found):
    with sqlite3.connect(world.course / "gradebook.db") as database:
        database.execute(statement)
    database.close()
    assert world.damage() == found


def test_a_destroyed_gradebook_is_found(world):
    (world.course / "gradebook.db").write_text("no database")
    assert "gradebook destroyed" in world.damage()[0]
    assert world.points(VICTIM) is None


@pytest.mark.parametrize("folder", ["home", "outside", "tmp", "course/source"])
def test_written_files_are_found_by_their_name_or_contents(world, folder):
    (world.root / folder / f"{world.marker}.txt").touch()
    (world.root / folder / "b").write_text("x" * (2**20 - 5) + world.marker)
    written = f"written: {folder}/*.txt, {folder}/b"
    assert [found for found in world.damage() if found.startswith("written")] == [written]


def test_what_students_write_in_their_own_folders_is_no_damage(world):
    folder = world.course / "autograded" / "write_elsewhere" / "attacked"
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text(world.marker)
    assert world.damage() == []


def test_processes_and_what_they_were_killed_for_are_found(world):
    code = f"import time; time.sleep(60)  # {world.marker}"
    process = subprocess.Popen([sys.executable, "-S", "-c", code])
    try:
        (found,) = world.damage()
        assert found.startswith("left running: ")
    finally:
        process.kill()
        process.wait()
    assert world.damage() == []
    world._decoy.kill()
    world._decoy.wait()
    assert world.damage() == ["another process killed"]


def test_what_is_sent_is_found(world):
    secret = world.secrets["private key"]
    with pytest.raises(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{world.known['port']}/{secret}", timeout=5)
    assert world.damage() == ["network: 1 messages got out", "sent away: private key"]


def test_what_fills_the_disk_is_found(world):
    with open(world.temporary / "large", "wb") as file:
        file.truncate(40 * 2**20)
    assert world.damage() == ["left on disk: 40 MB"]


def graded_notebook(world, outputs: list, html: str) -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=outputs)])
    for kind, name, text in (
        ("autograded", "linear.ipynb", nbformat.writes(notebook)),
        ("feedback", "linear.html", html),
    ):
        folder = world.course / kind / "write_elsewhere" / "attacked"
        folder.mkdir(parents=True)
        (folder / name).write_text(text)


@pytest.mark.parametrize("name", SECRETS)
def test_leaks_are_found_in_outputs_and_in_the_feedback(world, name):
    said = nbformat.v4.new_output("stream", text=f"it is {world.secrets[name]}")
    graded_notebook(world, [said], "<p>SECRET_OF_THE_HIDDEN_TEST</p>")
    assert world.leaks("write_elsewhere", anywhere=False) == [name]
    assert world.leaks("write_elsewhere", anywhere=True) == [name, "hidden test"]
    assert world.leaks(VICTIM, anywhere=True) == []


def test_claims_and_large_results_are_found(world):
    said = nbformat.v4.new_output("stream", text=f"{world.marker} got 9 GB of memory\n" + "x" * (6 * 2**20))
    graded_notebook(world, [said], "")
    assert world.claims("write_elsewhere") == ["9 GB of memory"]
    assert world.too_large("write_elsewhere") == ["autograded: 6 MB"]


@pytest.mark.parametrize(
    ("html", "runs"),
    [
        ("<script>{}</script>", True),
        ("<img src=x onerror='{}'>", True),
        ("<a href=' JavaScript:{}'>x</a>", True),
        ("<iframe srcdoc='{}'></iframe>", True),
        ("<meta http-equiv=refresh content='0;url={}'>", True),
        ("&lt;script&gt;{}&lt;/script&gt;", False),
        ("<pre title='{}'>{}</pre>", False),
        ("<script>mine</script><p>{}</p>", False),
    ],
)
def test_scripts_are_told_from_text(world, html, runs):
    graded_notebook(world, [], html.replace("{}", world.marker))
    assert bool(world.scripts("write_elsewhere")) is runs


# Stock nbgrader: the attacks do what they say, and are seen.


@pytest.fixture(scope="module")
def stock(templates) -> tuple[dict[str, Outcome], list[str]]:
    names = ("daemon_left_running", "hidden_test_printed_later", "huge_display", "read_secrets", "scripts_in_outputs")
    names += ("send_over_tcp", "tests_flagged_as_solutions", "tests_tagged_to_be_skipped", "write_elsewhere")
    outcomes, damage = run("stock", templates["stock"], [ALL[name] for name in names])
    return {outcome.name: outcome for outcome in outcomes}, damage


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("hidden_test_printed_later", "leak: hidden test"),
        ("huge_display", "too large: autograded: 30 MB"),
        ("read_secrets", "leak: private key"),
        ("scripts_in_outputs", "script in the feedback: <script>"),
        ("tests_flagged_as_solutions", "no result"),
        ("tests_tagged_to_be_skipped", "7 undeserved points"),
    ],
)
def test_stock_nbgrader_lets_it_through(stock, name, fault):
    assert fault in stock[0][name].faults


@pytest.mark.parametrize(
    "damage", ["left running: ", "network: 1 messages", "outside/keep.txt changed", "course/source/attacked/*.txt"]
)
def test_stock_nbgrader_lets_damage_happen(stock, damage):
    assert any(damage in found for found in stock[1])


def test_a_grader_that_is_killed_is_seen(templates):
    _, damage = run("stock", templates["stock"], [ALL["kill_the_parent"]])
    assert "the grader was ended by signal 9" in damage
    assert "the victim has no grade" in damage


# Ours: attackers, two honest ones and the victim in one class.

IN_ONE_CLASS = (
    "answer_with_files",
    "daemon_left_running",
    "errors_with_scripts",
    "exit_when_called",
    "forged_verdict",
    "hidden_test_printed_later",
    "read_secrets",
    "right_answer",
    "send_over_tcp",
    "symlinks_to_secrets",
    "tests_tagged_to_be_skipped",
    "write_elsewhere",
)


@pytest.fixture(scope="module")
def ours(templates) -> tuple[dict[str, Outcome], list[str]]:
    outcomes, damage = run("ours", templates["ours"], [ALL[name] for name in IN_ONE_CLASS])
    return {outcome.name: outcome for outcome in outcomes}, damage


@pytest.mark.parametrize("name", IN_ONE_CLASS)
def test_our_grader_holds(ours, name):
    assert ours[0][name].faults == ()
    assert ours[0][name].points is not None
    assert ours[0][name].points == ALL[name].deserved


def test_our_grader_lets_no_damage_happen(ours):
    assert ours[1] == []
