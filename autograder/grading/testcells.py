"""Test cells of the course: which cells they are, how they run here, what is written into them."""

from __future__ import annotations

import ast
import dataclasses
import logging
import traceback
import zlib

import numpy as np
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_output
from nbgrader import utils

from autograder.evaluation.evaluator import Evaluator, EvaluatorError
from autograder.grading.outputs import error_output
from autograder.session import Session
from autograder.student import Channel
from autograder.verdict import MIME_TYPE, Finding, Outcome, Verdict


def is_test_cell(cell: NotebookNode) -> bool:
    """Whether ``cell`` is graded by checks: a grade cell that ends in ``check.score(...)``.

    Other grade cells (plain asserts, manual grading) stay nbgrader's.
    """
    if cell.cell_type != "code" or not utils.is_grade(cell) or utils.is_solution(cell):
        return False
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        return False
    return bool(
        body
        and isinstance(body[-1], ast.Expr)
        and isinstance(body[-1].value, ast.Call)
        and ast.unparse(body[-1].value.func) == "check.score"
    )


def seed_for(seed: int, grade_id: str) -> int:
    """The seed of one test cell in a run: the cells' order and number do not matter."""
    return zlib.crc32(f"{seed}/{grade_id}".encode())


def run_test_cell(
    cell: NotebookNode,
    channel: Channel,
    seed: int,
    log: logging.Logger,
    evaluator: Evaluator | None = None,
) -> Verdict:
    """Run a test cell's code in this process; the student's objects answer through ``channel``.

    The code is the instructor's: the cell was restored from the gradebook before. With an
    evaluator, outputs and gradients are computed by it wherever the student's process can
    export them.
    """
    metadata = cell.metadata.nbgrader
    grade_id = metadata["grade_id"]
    session = Session(channel, seed_for(seed, grade_id), evaluator=evaluator)
    if evaluator is not None:
        evaluator.limit = None
    names = {"student": session.student, "check": session.check, "inputs": session.inputs, "np": np}
    try:
        exec(compile(cell.source, f"<{grade_id}>", "exec"), names)
        (verdict,) = session.verdicts.values()
    except EvaluatorError:  # of the installation: nobody's points depend on it
        raise
    except Exception as error:
        log.exception("test cell %s failed; this is not the student's mistake", grade_id)
        verdict = failed_verdict(cell, "the test itself failed. This is not your mistake: tell your instructor", "test")
        return dataclasses.replace(verdict, flaw=_flaw(error, grade_id))
    return dataclasses.replace(verdict, points=float(metadata["points"]), limit=evaluator.limit if evaluator else None)


def _flaw(error: Exception, grade_id: str) -> str:
    """How the course's own test failed, for who can mend it."""
    places = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == f"<{grade_id}>"]
    line = f" in line {places[-1].lineno}" if places else ""
    return f"the test {grade_id} failed{line}: {type(error).__name__}: {error}"[:300]


def failed_verdict(cell: NotebookNode, message: str, limit: str) -> Verdict:
    """The verdict of a test cell whose questions could not be asked."""
    metadata = cell.metadata.nbgrader
    exercise = metadata["grade_id"].removesuffix("-tests")
    return Verdict(
        exercise, float(metadata["points"]), (Finding(Outcome.BROKEN, f"`{exercise}`", message),), limit=limit
    )


def write_verdict(cell: NotebookNode, verdict: Verdict) -> None:
    """Replace the cell's outputs by the verdict and, last, the points as nbgrader reads them."""
    cell.outputs = [
        new_output(
            "display_data",
            {MIME_TYPE: verdict.as_dict(), "text/html": verdict.html(), "text/plain": verdict.text()},
        ),
        new_output("execute_result", {"text/plain": repr(verdict.earned)}, execution_count=None),
    ]


def read_verdict(cell: NotebookNode) -> dict | None:
    """The verdict that :func:`write_verdict` left in a cell, as plain data, or None."""
    for output in cell.get("outputs", ()):
        if MIME_TYPE in output.get("data", {}):
            return output["data"][MIME_TYPE]
    return None


def require_points(cell: NotebookNode) -> None:
    """Put an error in the place of a plain test's result that nbgrader refuses, with the whole submission.

    Such a result (more points than there are) comes from the student's process.
    """
    if not utils.is_grade(cell):
        return
    try:
        utils.determine_grade(cell)
    except (ValueError, KeyError) as error:
        cell.outputs = [error_output("ProtocolError", f"what came as this test's result is none: {error}")]
