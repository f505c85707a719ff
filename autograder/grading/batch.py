"""Grading a class: every submission of an assignment, whatever is in them, several at a time."""

from __future__ import annotations

import logging
import os
import re
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from nbgrader.apps import NbGraderAPI
from traitlets.config import Config

from autograder.grading.configuration import course_config
from autograder.grading.results import Result, read_result


@dataclass(frozen=True)
class Graded:
    """What happened to one student's submission.

    Attributes:
        result: the exercises, or None if nbgrader could not grade it.
        problem: one line for the instructor, or None.
        unchanged: whether it was graded before, and left as it is.
    """

    student: str
    result: Result | None
    problem: str | None = None
    unchanged: bool = False


def submissions(root: Path, assignment: str) -> list[str]:
    """Students who submitted ``assignment``, in alphabetical order."""
    return sorted(path.parent.name for path in (root / "submitted").glob(f"*/{assignment}") if path.is_dir())


def grade(
    root: Path,
    assignment: str,
    students: list[str],
    force: bool = False,
    workers: int | None = None,
    adjust: Callable[[Config], None] | None = None,
) -> Iterator[Graded]:
    """Autograde each student's submission and generate the feedback, yielding as they are done.

    A submission that nbgrader cannot grade is reported and the others go on. Submissions that
    were graded before are left as they are, unless their timestamp (nbgrader's rule) or their
    file is newer, or ``force``.

    Args:
        workers: processes at a time; None for one per core, 1 for this process.
        adjust: changes the configuration, for example its limits; a module's function, since
            it is called in each worker.
    """
    workers = min(workers or os.cpu_count() or 1, len(students))
    tasks = [(root, assignment, student, force, adjust) for student in students]
    if workers <= 1:
        yield from (_grade_one(*task) for task in tasks)
        return
    # Fresh processes: a forked one would share the parent's connections and event loop.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(_grade_one, *task): task[2] for task in tasks}
        try:
            for future in as_completed(futures):
                try:
                    yield future.result()
                except BrokenExecutor:
                    yield Graded(futures[future], None, "the process that graded it died; grade it again")
        finally:  # on Ctrl-C, or when nobody asks for more: those not begun are not begun
            pool.shutdown(cancel_futures=True)


def _grade_one(
    root: Path, assignment: str, student: str, force: bool, adjust: Callable[[Config], None] | None
) -> Graded:
    config = course_config(root)
    if adjust:
        adjust(config)
    quiet()
    api = NbGraderAPI(config=config)
    folder = root / "autograded" / student / assignment
    before = _written(folder)
    newer = before is not None and (_written(root / "submitted" / student / assignment) or 0) > before
    answer = _patiently(lambda: api.autograde(assignment, student, force=force or newer))
    if not answer["success"]:
        return Graded(student, None, _reason(answer))
    page = root / "feedback" / student / assignment
    if _written(folder) == before and page.exists():
        return Graded(student, _result(folder), unchanged=True)
    told = _patiently(lambda: api.generate_feedback(assignment, student, force=True))
    return Graded(student, _result(folder), None if told["success"] else "no feedback: " + _reason(told))


def _written(folder: Path) -> float | None:
    """When the newest notebook in ``folder`` was written, or None if there is none."""
    return max((path.stat().st_mtime for path in folder.glob("*.ipynb")), default=None)


def _patiently(action: Callable[[], dict[str, Any]], tries: int = 3) -> dict[str, Any]:
    """The answer of nbgrader, asked again while another process holds the gradebook for long."""
    for _ in range(tries):
        answer = action()
        if answer["success"] or "database is locked" not in str(answer.get("log")):
            break
    return answer


def quiet() -> None:
    """Keep nbgrader's log to itself: what matters of it comes back in its answers."""
    log = logging.getLogger("traitlets")
    log.propagate = False
    log.addHandler(logging.NullHandler())
    for module in ("nbgrader", "nbformat"):  # SQLAlchemy's, and about cells without an id
        warnings.filterwarnings("ignore", module=module)


def _result(folder: Path) -> Result | None:
    results = [read_result(path) for path in sorted(folder.glob("*.ipynb"))]
    if not results:
        return None
    notes = [result.note for result in results if result.note]
    exercises = tuple(exercise for result in results for exercise in result.exercises)
    return Result(exercises, " ".join(notes) or None)


def _reason(answer: dict[str, Any]) -> str:
    """Why nbgrader refused, in a line: the last line of a traceback, or its first error."""
    lines = [line.strip() for line in str(answer.get("log") or answer.get("error") or "").splitlines() if line.strip()]
    raised = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Entry|Interrupt): ", line)]
    errors = [line for line in lines if line.startswith("[ERROR]")]
    return (raised[-1:] or errors[:1] or lines[-1:] or ["no reason given"])[0][:200]
