"""Every exercise against its bank: through the notebook's channel and through a kernel's."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from banks import SETUP, Entry, all_exercises, entries, find_exercise, namespace_of
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors.clearsolutions import ClearSolutions

from autograder.grading.kernel import KernelChannel
from autograder.grading.testcells import run_test_cell
from autograder.student import InProcess
from autograder.verdict import Outcome, Verdict

ENTRIES = entries()
ASSIGNMENTS = sorted({entry.assignment for entry in ENTRIES})
EXERCISES = [(a, exercise.name) for a in ASSIGNMENTS for exercise in all_exercises(a)]
SEED = 20240229
LOG = logging.getLogger(__name__)


def verdicts(entry: Entry, channel, seed: int = SEED) -> dict[str, Verdict]:
    exercise = find_exercise(entry.assignment, entry.exercise)
    found = [run_test_cell(cell, channel, seed, LOG) for cell in exercise.tests]
    return {verdict.exercise: verdict for verdict in found}


def assert_expected(entry: Entry, found: dict[str, Verdict]) -> None:
    if entry.right:
        for verdict in found.values():
            assert verdict.outcome is Outcome.PASSED, verdict.text()
            assert verdict.earned == verdict.points
        return
    verdict = found[entry.fails]
    seen = verdict.misconception.id if verdict.misconception else "none"
    assert (str(verdict.outcome), seen) == (entry.fields["outcome"], entry.fields["misconception"]), verdict.text()
    assert verdict.earned < verdict.points


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_in_the_notebook(entry: Entry, pytestconfig: pytest.Config, count_grading: Callable[[], None]) -> None:
    channel = InProcess(namespace_of(entry.code, str(entry.path)))
    for more in range(pytestconfig.getoption("--seeds") if entry.right else 1):
        assert_expected(entry, verdicts(entry, channel, SEED + more))
        if entry.right:
            count_grading()


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_in_a_kernel(entry: Entry, kernel: KernelChannel) -> None:
    kernel.reset()
    kernel.run(SETUP + entry.code)
    assert_expected(entry, verdicts(entry, kernel.channel))


@pytest.mark.parametrize(("assignment", "name"), EXERCISES, ids=lambda value: value)
def test_the_starter_fails_as_not_attempted(assignment: str, name: str) -> None:
    exercise = find_exercise(assignment, name)
    cell = new_code_cell(exercise.solution)
    stub = ClearSolutions(code_stub={"python": "raise NotImplementedError"})
    stub._replace_solution_region(cell, "python")
    assert cell.source != exercise.solution
    channel = InProcess(_tolerant_namespace(cell.source, f"<starter of {name}>"))
    for test in exercise.tests:
        verdict = run_test_cell(test, channel, SEED, LOG)
        assert verdict.outcome is Outcome.NOT_ATTEMPTED, verdict.text()
        assert verdict.earned == 0


@pytest.mark.parametrize(("assignment", "name"), EXERCISES, ids=lambda value: value)
def test_the_solution_passes_and_is_worth_its_points(assignment: str, name: str) -> None:
    exercise = find_exercise(assignment, name)
    channel = InProcess(namespace_of(exercise.solution, f"<solution of {name}>"))
    for test in exercise.tests:
        verdict = run_test_cell(test, channel, SEED, LOG)
        assert verdict.outcome is Outcome.PASSED, verdict.text()
        points = test.metadata.nbgrader["points"]
        assert f'check.score("{verdict.exercise}", points={points})' in test.source
        assert test.metadata.nbgrader["grade_id"] == f"{verdict.exercise}-tests"


@pytest.mark.parametrize(("assignment", "name"), EXERCISES, ids=lambda value: value)
def test_the_bank_is_full(assignment: str, name: str) -> None:
    mine = [entry for entry in ENTRIES if (entry.assignment, entry.exercise) == (assignment, name)]
    right = [entry for entry in mine if entry.right]
    wrong = [entry for entry in mine if not entry.right]
    assert len(right) >= 3
    assert len(wrong) >= 5
    assert len({entry.code for entry in mine}) == len(mine)
    tests = {
        test.metadata.nbgrader["grade_id"].removesuffix("-tests") for test in find_exercise(assignment, name).tests
    }
    assert {entry.fails for entry in wrong} == tests


def _tolerant_namespace(code: str, filename: str) -> dict:
    """As a kernel does it: what comes before the exception stays defined."""
    try:
        return namespace_of(code, filename)
    except NotImplementedError:
        return namespace_of("", filename)
