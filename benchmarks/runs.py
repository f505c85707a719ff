"""Runs of commands over classes: what the rows of ``grading.py`` have in common."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import classes
from classes import ASSIGNMENT, ROOT, SCRIPTS
from metering import CommandFailed, Cost, measure

HERE = Path(__file__).resolve().parent
#: Where everything is made.
FOLDER = ROOT / "build" / "benchmark"
#: Submissions that every class has: workers, zygote and caches are warm when the others come.
BEFORE = 2
CORES = len(os.sched_getaffinity(0))


def say(text: str) -> None:
    """Progress."""
    print(text, file=sys.stderr, flush=True)


def run(command: list[str | Path], cwd: Path, what: str = "", says: str = "", **options: object) -> Cost:
    """Measure one of the environment's commands, and tell what it cost.

    Args:
        what: the command's name here, if not its own.
        says: what must be in its output; a line break counts as a space.
        options: as of ``metering.measure``.
    """
    name, *arguments = command
    cost, printed = measure([SCRIPTS / name, *arguments], cwd, variables=classes.environment(), **options)
    if says not in " ".join(printed.split()):
        raise CommandFailed(f"{name} did not say {says!r}, but:\n{printed[-3000:]}")
    say(f"  {what or f'{Path(name).name} {arguments[0]}, {cwd.name}'}: {cost.cpu:.1f} CPU s, {cost.wall:.1f} s")
    return cost


def script(name: str, arguments: list[str | Path], cwd: Path, **variables: str) -> str:
    """What a script of this folder prints."""
    return measure([sys.executable, HERE / name, *arguments], cwd, variables=classes.environment() | variables)[1]


def grade(course: Path, workers: int = 1, assignment: str = ASSIGNMENT, **options: object) -> Cost:
    """``autograder grade``. That a person should look at a submission is no failure."""
    return run(["autograder", "grade", assignment, "--workers", str(workers)], course, right=(0, 1), **options)


def autograde(course: Path) -> Cost:
    return run(["nbgrader", "autograde", ASSIGNMENT], course)


def feedback(course: Path) -> Cost:
    return run(["nbgrader", "generate_feedback", ASSIGNMENT], course)


def two_classes(name: str, number: int, stock: bool = False) -> tuple[Path, Path]:
    """Courses with BEFORE submissions of 01-creation, and with ``number`` more."""
    texts = classes.submissions(FOLDER / "demo", BEFORE + number)
    small, large = FOLDER / f"{name}-small", FOLDER / f"{name}-large"
    return classes.course(small, texts[:BEFORE], stock), classes.course(large, texts, stock)


def fresh(template: Path) -> Path:
    """A copy of a course in which nothing is graded."""
    copy = template.with_name(f"{template.name}-run")
    shutil.rmtree(copy, ignore_errors=True)
    return shutil.copytree(template, copy)


def fresh_pair(two: tuple[Path, Path]) -> tuple[Path, Path]:
    return fresh(two[0]), fresh(two[1])


def costs(command: Callable[[Path], Cost], two: tuple[Path, Path], number: int) -> tuple[Cost, Cost]:
    """What a submission costs, and the start: from a run for each of two classes, one with ``number`` more."""
    small, large = (command(course) for course in two)
    each = (large - small) / number
    return each, Cost(small.cpu - BEFORE * each.cpu, small.wall - BEFORE * each.wall)
