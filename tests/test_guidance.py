"""Hints in three steps, and solutions after an attempt."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from autograder import guidance
from autograder.guidance import find_solution, hint, solution
from autograder.verdict import Finding, Outcome, Verdict

HINTS = '''
linear = ["What is the shape of `x @ w`?", """
Compare it with the shape of `b`.
""", "Like this: `u @ v + c`."]
counter = ["Which box changes?"]
'''
RIGHT = "### BEGIN SOLUTION\ndef linear(x):\n    return x @ w  # one ### two\n### END SOLUTION"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The student's folder of the assignment, current, in a course of its own; no hint given."""
    folder = tmp_path / "notebooks" / "01-creation"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    monkeypatch.setattr(guidance, "_given", {})
    monkeypatch.setattr(guidance, "session", SimpleNamespace(verdicts={}))
    return folder


@pytest.fixture
def hints(folder: Path) -> None:
    (folder / "hints.toml").write_text(HINTS, encoding="utf-8")


@pytest.fixture
def attempted(folder: Path) -> Callable[[Outcome], None]:
    """Records a verdict of the exercise ``linear``."""

    def record(outcome: Outcome) -> None:
        guidance.session.verdicts["linear"] = Verdict("linear", 1, (Finding(outcome, "asked", "answer"),))

    return record


def cell(source: Any, **nbgrader: Any) -> dict:
    return {"cell_type": "code", "source": source, "metadata": {"nbgrader": nbgrader} if nbgrader else {}}


def write_source(course: Path, *cells: dict, assignment: str = "01-creation") -> None:
    source = course / "source" / assignment
    source.mkdir(parents=True)
    (source / "creation.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")


def cell_of_tests(exercise: str) -> dict:
    return cell("check.score()", grade=True, grade_id=f"{exercise}-tests")


def test_hints_come_in_steps_and_the_last_one_stays(hints: None) -> None:
    given = [hint("linear").data for _ in range(4)]
    assert given[0] == "**Hint 1 of 3.** What is the shape of `x @ w`?"
    assert given[1] == "**Hint 2 of 3.** Compare it with the shape of `b`."
    assert given[2] == given[3] == "**Hint 3 of 3.** Like this: `u @ v + c`."


def test_each_exercise_has_its_own_steps(hints: None) -> None:
    hint("linear")
    hint("linear")
    assert hint("counter").data == "**Hint 1 of 1.** Which box changes?"


def test_a_certain_hint_can_be_asked_for_without_moving_on(hints: None) -> None:
    assert hint("linear", 3).data.startswith("**Hint 3 of 3.**")
    assert hint("linear", step=1).data.startswith("**Hint 1 of 3.**")
    assert hint("linear").data.startswith("**Hint 1 of 3.**")


@pytest.mark.parametrize("step", [0, -1, 4])
def test_a_hint_that_does_not_exist_says_which_do(hints: None, step: int) -> None:
    assert hint("linear", step).data == "`linear` has hints 1 to 3."


@pytest.mark.parametrize("name", ["linaer", "", "Linear"])
def test_an_unknown_exercise_is_told_the_known_ones(hints: None, name: str) -> None:
    assert "There are: `linear`, `counter`." in hint(name).data


def test_without_a_file_the_reader_learns_where_it_belongs(folder: Path) -> None:
    assert "`hints.toml` belongs beside this notebook" in hint("linear").data


def test_hints_follow_the_notebooks_folder(hints: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    hint("linear")
    monkeypatch.chdir(tmp_path)
    assert "No hints at hand" in hint("linear").data


def test_the_solution_is_refused_before_a_check_was_run(folder: Path, tmp_path: Path) -> None:
    write_source(tmp_path, cell(RIGHT, solution=True), cell_of_tests("linear"))
    assert "Try `linear` first" in solution("linear").data
    assert "x @ w" not in solution("linear").data


def test_the_solution_is_refused_for_the_stub(folder: Path, tmp_path: Path, attempted: Callable) -> None:
    write_source(tmp_path, cell(RIGHT, solution=True), cell_of_tests("linear"))
    attempted(Outcome.NOT_ATTEMPTED)
    assert "Try `linear` first" in solution("linear").data


def test_another_exercises_attempt_does_not_count(folder: Path, tmp_path: Path, attempted: Callable) -> None:
    write_source(tmp_path, cell(RIGHT, solution=True), cell_of_tests("counter"))
    attempted(Outcome.WRONG)
    assert "Try `counter` first" in solution("counter").data


@pytest.mark.parametrize("outcome", [Outcome.WRONG, Outcome.BROKEN, Outcome.PASSED])
def test_the_solution_is_shown_after_an_attempt(
    folder: Path, tmp_path: Path, attempted: Callable, outcome: Outcome
) -> None:
    write_source(tmp_path, cell(RIGHT, solution=True), cell_of_tests("linear"))
    attempted(outcome)
    assert "```python\ndef linear(x):\n    return x @ w  # one ### two\n```" in solution("linear").data


def test_the_solution_is_absent_without_the_course(folder: Path, attempted: Callable) -> None:
    attempted(Outcome.WRONG)
    assert "not at hand" in solution("linear").data


def test_the_solution_is_absent_in_another_assignments_source(
    folder: Path, tmp_path: Path, attempted: Callable
) -> None:
    write_source(tmp_path, cell(RIGHT, solution=True), cell_of_tests("linear"), assignment="02-initialization")
    attempted(Outcome.WRONG)
    assert "not at hand" in solution("linear").data


def test_the_solution_is_the_cell_before_the_exercises_tests(folder: Path, tmp_path: Path) -> None:
    write_source(
        tmp_path,
        cell("first = 1", solution=True),
        cell_of_tests("counter"),
        cell("prose", grade_id="text"),
        cell("second = 2", solution=True),
        cell("demonstration = 3"),
        cell_of_tests("linear"),
        cell("third = 3", solution=True),
    )
    assert find_solution(folder, "linear") == "second = 2"
    assert find_solution(folder, "counter") == "first = 1"
    assert find_solution(folder, "missing") is None


def test_the_source_of_a_cell_may_be_a_list_of_lines(folder: Path, tmp_path: Path) -> None:
    write_source(tmp_path, cell(RIGHT.splitlines(keepends=True), solution=True), cell_of_tests("linear"))
    assert find_solution(folder, "linear") == "def linear(x):\n    return x @ w  # one ### two"


def test_the_solution_is_found_from_the_source_itself(tmp_path: Path) -> None:
    write_source(tmp_path, cell("x = 1", solution=True), cell_of_tests("linear"))
    assert find_solution(tmp_path / "source" / "01-creation", "linear") == "x = 1"
