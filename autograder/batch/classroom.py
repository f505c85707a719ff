"""Grading a class: every submission of an assignment that is new or changed, several at a time.

Each result is recorded as it comes; a run that was stopped at any moment is continued by the next one.
"""

from __future__ import annotations

import dataclasses
import errno
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import MissingEntry
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.batch.cluster import Cluster, NoCluster
from autograder.batch.ledger import Busy, Executed, Ledger, locked
from autograder.batch.pool import ProcessPool
from autograder.batch.record import Recorder
from autograder.batch.submission import NothingToGrade, read_assignment, recorded_points, require_notebooks
from autograder.batch.task import (
    Task,
    WrongEnvironment,
    content_key,
    digests,
    environment,
    seed_of,
    settings_digest,
)
from autograder.batch.worker import execute as execute_submission
from autograder.grading.configuration import course_config, plain_settings
from autograder.grading.converters import DiskFull, NotRecorded
from autograder.grading.course import CourseError
from autograder.grading.execute import ExecuteChecks
from autograder.grading.files import MAX_FILES, look_through, read_files
from autograder.grading.results import Result, read_results
from autograder.grading.workspace import NoWorkspace
from autograder.isolation import NoIsolation

#: What no other submission would be spared: the class cannot be graded here.
_HOPELESS = (NoIsolation, NoWorkspace, WrongEnvironment, ImportError)
#: Seconds that a worker has for its first imports, and for what is beside the notebooks' own time.
_MARGIN = 300
_FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclass(frozen=True)
class Graded:
    """What happened to one student's submission.

    Attributes:
        result: the exercises, or None if nbgrader could not record it.
        problem: one line for the instructor, or None.
        unchanged: whether it was graded before, and left as it is.
    """

    student: str
    result: Result | None
    problem: str | None = None
    unchanged: bool = False


def grade(
    root: Path,
    assignment: str,
    students: Iterable[str],
    force: bool = False,
    workers: int | None = None,
    adjust: Callable[[Config], None] | None = None,
    cluster: str | None = None,
    execute: Callable[[Task], dict[str, str]] = execute_submission,
) -> Iterator[Graded]:
    """Grade each student's submission and generate the feedback, yielding as they are done.

    A submission that cannot be graded is reported and the others go on. One that was graded
    before is left as it is, unless anything that its result depends on has changed, or ``force``.

    Args:
        workers: processes at a time; None for one per core.
        adjust: changes the configuration, for example its limits.
        cluster: address of a Dask scheduler, whose workers execute the submissions.
        execute: phase 1, a module's function.

    Raises:
        CourseError: the class cannot be graded here; the message says why. What was graded is kept.
    """
    config = course_config(root)
    if adjust:
        adjust(config)
    try:
        with locked(root):
            run = _Run(root, assignment, config)
            yield from run.grade(list(students), force, execute, _executor(workers, cluster, run.timeout))
    except (Busy, NoCluster) as error:
        raise CourseError(str(error)) from error
    except _HOPELESS as error:
        raise CourseError(f"submissions cannot be executed: {error}") from error
    except (DiskFull, OSError) as error:
        if isinstance(error, OSError) and error.errno not in _FULL:
            raise
        raise CourseError(
            f"the disk is full ({error}). What was graded is kept; "
            "make space, and the same command, without --force, goes on with the rest"
        ) from error


def _executor(
    workers: int | None, cluster: str | None, timeout: float | None = None
) -> Callable[[], ProcessPool | Cluster]:
    if cluster:
        return lambda: Cluster(cluster)
    return lambda: ProcessPool(workers or _cores(), timeout)


def _cores() -> int:
    """Those that this process may use: fewer than there are under a batch system, for example."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Run:
    """One run over an assignment's submissions."""

    def __init__(self, root: Path, assignment: str, config: Config):
        self._root = root
        self._name = assignment
        self._ignore = CourseDirectory(config=config).ignore
        try:
            self._assignment = read_assignment(config, assignment)
        except MissingEntry as error:
            raise CourseError(f"the gradebook has no assignment {assignment!r}") from error
        self._settings = plain_settings(config)
        self._digests = (self._assignment.digest, settings_digest(config))
        self._points = recorded_points(config, assignment)
        self._ledger = Ledger(root, assignment)
        self._recorder = Recorder(config)
        #: Seconds that a submission's execution takes at most, by its own limits; it is ended if these fail.
        self.timeout = _MARGIN + len(self._assignment.notebooks) * ExecuteChecks(config=config).notebook_timeout

    def grade(
        self,
        students: list[str],
        force: bool,
        execute: Callable[[Task], dict[str, str]],
        make_executor: Callable[[], ProcessPool | Cluster],
    ) -> Iterator[Graded]:
        changed = []
        for student in students:
            before = None if force else self._before(student)
            if before:
                yield before
            else:
                changed.append(student)
        if not changed:
            return
        executor = make_executor()
        try:
            yield from self._execute(changed, force, execute, executor)
        except BaseException:  # Ctrl-C, or nobody asks for more: what is at work is not waited for
            executor.shutdown(cancel_futures=True)
            raise
        executor.shutdown()

    def _before(self, student: str) -> Graded | None:
        """What was graded before, if it is still true."""
        try:
            files = read_files(self._submitted(student), self._ignore)
        except OSError:  # told when it is to be graded
            return None
        note = self._ledger.mark(student, content_key(digests(files), *self._digests))
        if note is None:
            return None
        result = Result(**{name: tuple(v) if isinstance(v, list) else v for name, v in note["result"].items()})
        if abs(self._points.get(student, -1) - _earned(result)) > 1e-6 or not self._written(student, note["notebooks"]):
            return None
        return Graded(student, result, note["problem"], unchanged=True)

    def _execute(
        self,
        students: list[str],
        force: bool,
        execute: Callable[[Task], dict[str, str]],
        executor: ProcessPool | Cluster,
    ) -> Iterator[Graded]:
        """Keep the executor busy, but no more in memory than it needs for that."""
        pending: dict[Future, tuple[str, str, str | None]] = {}
        waiting = iter(students)
        student = next(waiting, None)
        while student or pending:
            while student and len(pending) < executor.width:
                try:
                    task, key, problem = self._task(student)
                except OSError as error:
                    yield Graded(student, None, f"its files cannot be read: {error}")
                except NothingToGrade as error:
                    yield Graded(student, None, str(error))
                else:
                    executed = None if force else self._ledger.executed(student, key)
                    if executed:  # by a run that was stopped before it was recorded
                        yield self._record(student, executed)
                    else:
                        pending[executor.submit(execute, task)] = student, key, problem
                student = next(waiting, None)
            for future in wait(pending, return_when=FIRST_COMPLETED).done:
                yield self._finish(*pending.pop(future), future, executor.lost)

    def _task(self, student: str) -> tuple[Task, str, str | None]:
        """The task, its key, and what an instructor should know of the files."""
        files = read_files(self._submitted(student), self._ignore)
        missing = require_notebooks(files, self._assignment.notebooks)
        key = content_key(digests(files), *self._digests)
        found = look_through(self._submitted(student), self._ignore)
        large = [path for path in found.large if not path.endswith(".ipynb")]
        problems = [f"there is no {', '.join(missing)}"] * bool(missing)
        problems += [f"too large, and left out: {', '.join(large)}"] * bool(large)
        problems += [f"a link, no file, or no time, and left out: {', '.join(found.irregular)}"] * bool(found.irregular)
        problems += [f"more than {MAX_FILES} files, and the rest left out"] * found.more
        problem = "; ".join(problems)[:300] or None
        return Task(student, self._assignment, files, self._settings, seed_of(key), environment()), key, problem

    def _finish(
        self, student: str, key: str, problem: str | None, future: Future, lost: tuple[type[Exception], ...]
    ) -> Graded:
        try:
            executed = Executed(key, future.result(), problem)
        except lost as error:
            reason = str(error).partition(". ")[0]  # Dask goes on with advice
            executed = Executed(key, None, f"it could not be executed: {reason}")
        except CancelledError as error:  # by nobody here
            raise NoCluster("the cluster is gone. What was graded is kept") from error
        except _HOPELESS:
            raise
        except Exception as error:
            if isinstance(error, OSError) and error.errno in _FULL:
                raise
            return Graded(student, None, f"it could not be executed: {type(error).__name__}: {error}"[:300])
        self._ledger.keep(student, executed)
        return self._record(student, executed)

    def _record(self, student: str, executed: Executed) -> Graded:
        self._ledger.remove_mark(student)
        try:
            self._recorder.record(student, self._name, executed)
        except NotRecorded as error:
            return Graded(student, None, str(error))
        notebooks = sorted(path.stem for path in self._autograded(student).glob("*.ipynb"))
        if not self._written(student, notebooks):
            return Graded(student, None, "nbgrader left it out")
        result = read_results(self._autograded(student))
        note = {"result": dataclasses.asdict(result), "problem": executed.problem, "notebooks": notebooks}
        self._ledger.set_mark(student, executed.key, note)
        return Graded(student, result, executed.problem)

    def _submitted(self, student: str) -> Path:
        return self._root / "submitted" / student / self._name

    def _autograded(self, student: str) -> Path:
        return self._root / "autograded" / student / self._name

    def _written(self, student: str, notebooks: list[str]) -> bool:
        """Whether those notebooks are graded and have their page."""
        pages = self._root / "feedback" / student / self._name
        return bool(notebooks) and all(
            (self._autograded(student) / f"{name}.ipynb").exists() and (pages / f"{name}.html").exists()
            for name in notebooks
        )


def _earned(result: Result) -> float:
    return sum(exercise["earned"] for exercise in result.exercises)
