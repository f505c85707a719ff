"""Where the time of one of our submissions goes, phase by phase.

    python benchmarks/phases.py [--submissions 8]

Submissions of 01-creation are executed and recorded one after the other, as ``autograder grade`` does it, but in
this process, with a clock around the functions that do the work. Time that is spent in a phase inside another one
is the inner one's. For each phase: CPU-seconds of the grader, CPU-seconds of all processes under it (kernel, its
guard, zygote, evaluator), and wall time; means over the submissions but for the first ones. The isolation's own
share is that of an empty kernel: isolated less not isolated (``replies.py``).
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import classes
from classes import ASSIGNMENT
from metering import counter
from nbgrader.converters import Autograde, GenerateFeedback
from runs import BEFORE, FOLDER, HERE, script

from autograder.batch import record, worker
from autograder.batch.ledger import Executed, Ledger
from autograder.batch.log import quiet
from autograder.batch.record import Recorder
from autograder.batch.submission import read_assignment
from autograder.batch.task import Task, content_key, digests, environment, seed_of, settings_digest
from autograder.grading.configuration import course_config, plain_settings
from autograder.grading.execute import ExecuteChecks
from autograder.grading.files import read_files


class Clock:
    """Charges what passes to the phase that is at work: the innermost one.

    Args:
        below: CPU-seconds of the processes under this one.
    """

    def __init__(self, below: Callable[[], float]):
        self._below = below
        self._phases: list[str] = []
        self._last = self._now()
        self.spent: dict[str, list[float]] = {}

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        self._charge()
        self._phases.append(name)
        try:
            yield
        finally:
            self._charge()
            self._phases.pop()

    def around(self, place: Any, name: str, phase: str) -> None:
        """Put the clock around a function of a module or a class."""
        function = getattr(place, name)

        @functools.wraps(function)
        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.phase(phase):
                return function(*args, **kwargs)

        setattr(place, name, timed)

    def forget(self) -> None:
        self._charge()
        self.spent.clear()

    def _charge(self) -> None:
        now = self._now()
        if self._phases:
            spent = self.spent.setdefault(self._phases[-1], [0.0] * len(now))
            for index, (before, after) in enumerate(zip(self._last, now, strict=True)):
                spent[index] += after - before
        self._last = now

    def _now(self) -> tuple[float, float, float]:
        return time.process_time(), self._below(), time.monotonic()


def put_clocks(clock: Clock) -> None:
    """Around what grades. A function that is not there any more is an error, and so is seen."""
    clock.around(worker, "_write", "1 unpack")
    clock.around(worker, "sanitized", "1 sanitize")
    clock.around(ExecuteChecks, "create_kernel_manager", "1 kernel start")
    clock.around(ExecuteChecks, "start_new_kernel", "1 kernel start")
    clock.around(ExecuteChecks, "start_new_kernel_client", "1 kernel: until it is ready")
    clock.around(ExecuteChecks, "_run", "1 cells")
    clock.around(ExecuteChecks, "_ask", "1 checks")
    clock.around(ExecuteChecks, "_cleanup_kernel", "1 shutdown")
    clock.around(Autograde, "convert_single_notebook", "2 record: sanitize, gradebook")
    clock.around(GenerateFeedback, "start", "2 feedback")
    clock.around(record, "load_executed", "2 record: load what was executed")
    clock.around(Ledger, "keep", "2 ledger")


def grade(number: int, clock: Clock) -> None:
    """Both phases, for BEFORE submissions that do not count and ``number`` that do."""
    root = classes.course(FOLDER / "phases", classes.submissions(FOLDER / "demo", BEFORE + number))
    config = course_config(root)
    assignment = read_assignment(config, ASSIGNMENT)
    settings, digest = plain_settings(config), settings_digest(config)
    recorder, ledger = Recorder(config), Ledger(root, ASSIGNMENT)
    quiet()
    for index in range(BEFORE + number):
        if index == BEFORE:
            clock.forget()
        student = classes.student(index)
        with clock.phase("1 read, pack"):
            files = read_files(root / "submitted" / student / ASSIGNMENT, ["*.py"])
            key = content_key(digests(files), assignment.digest, digest)
            task = Task(student, assignment, files, settings, seed_of(key), environment())
        with clock.phase("1 between: executor, verdicts"):
            executed = Executed(key, worker.execute(task))
        ledger.keep(student, executed)
        with clock.phase("2 record: the rest"):
            recorder.record(student, ASSIGNMENT, executed)


def isolation(kernels: int) -> dict[str, float]:
    """What isolation adds to an empty kernel: seconds to its first reply."""
    printed = script("replies.py", ["--kernels", str(kernels)], HERE)
    runs = [json.loads(line) for line in printed.splitlines() if line.startswith('{"isolated"')]
    medians = {
        isolated: statistics.median(run["reply"] for run in runs if run["isolated"] is isolated)
        for isolated in (True, False)
    }
    return {"isolated": medians[True], "not isolated": medians[False]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--submissions", type=int, default=8)
    parser.add_argument("--kernels", type=int, default=20)
    options = parser.parse_args()
    os.environ.update(classes.environment())
    with counter() as below:
        if below is None:
            raise SystemExit("the CPU time of running processes cannot be read here, see metering.py")
        clock = Clock(below)
        put_clocks(clock)
        grade(options.submissions, clock)
    print(f"{'':40}{'grader CPU s':>14}{'below CPU s':>14}{'wall s':>10}")
    means = {name: [value / options.submissions for value in spent] for name, spent in clock.spent.items()}
    means["all"] = [sum(column) for column in zip(*means.values(), strict=True)]
    for name, (own, under, wall) in sorted(means.items()):
        print(f"{name:40}{own:14.3f}{under:14.3f}{wall:10.3f}")
    for name, seconds in isolation(options.kernels).items():
        print(f"{f'first reply of an empty kernel, {name}':40}{'':28}{seconds:10.3f}")


if __name__ == "__main__":
    main()
