"""What a submission of 01-creation costs, by system."""

from __future__ import annotations

import json
import shutil
import statistics
from collections.abc import Iterator
from pathlib import Path

import classes
import otter_format
from classes import ASSIGNMENT, NOTEBOOK, ROOT, student
from figures import Figure
from metering import Cost
from runs import BEFORE, FOLDER, autograde, costs, feedback, fresh, fresh_pair, grade, run, say, script, two_classes


def compare(number: int, repeat: int, otter: Path | None) -> Iterator[Figure]:
    """Run all systems in turns, ``repeat`` times.

    Args:
        number: submissions.
        otter: its command, or None to leave it out.

    Raises:
        SystemExit: they did not find the same points, so they did not do the same work.
    """
    ours, stock = two_classes("ours", number), two_classes("stock", number, stock=True)
    texts = classes.submissions(FOLDER / "demo", BEFORE + number)[BEFORE:]
    cells = _CellsAlone(FOLDER / "cells", texts)
    run_otter = _Otter(otter, FOLDER / "otter", texts) if otter else None
    found: dict[str, list[Cost]] = {}
    for repetition in range(repeat):
        say(f"submissions, repetition {repetition + 1} of {repeat}")
        costs_now = {"cells": cells.run()}
        two = fresh_pair(ours)
        costs_now["grade"], costs_now["start"] = costs(grade, two, number)
        right = _points(two, number)
        two = fresh_pair(ours)
        costs_now["autograde"], _ = costs(autograde, two, number)
        costs_now["feedback"], _ = costs(feedback, two, number)
        two = fresh_pair(stock)
        costs_now["class"] = costs(autograde, two, number)[0] + costs(feedback, two, number)[0]
        _require("stock nbgrader", _points(two, number), right)
        costs_now["each"] = _one_by_one(fresh(stock[1]), number)
        _require("the cells alone", cells.points, right)
        if run_otter:
            costs_now["otter"] = run_otter.run()
            _require("otter", run_otter.passed, [run_otter.full(points) for points in right])
        for name, cost in costs_now.items():
            found.setdefault(name, []).append(cost)
    yield from _figures(found)


def _figures(found: dict[str, list[Cost]]) -> Iterator[Figure]:
    def seconds(name: str, costs: list[Cost], **options: str) -> Figure:
        return Figure(name, [cost.cpu for cost in costs], wall=[cost.wall for cost in costs], **options)

    def ratio(name: str, above: list[Cost], below: list[Cost], **options: str) -> Figure:
        pairs = list(zip(above, below, strict=True))
        return Figure(name, [a.cpu / b.cpu for a, b in pairs], wall=[a.wall / b.wall for a, b in pairs], **options)

    ours, cells, pages = found["grade"], found["cells"], found["feedback"]
    without = [one - page for one, page in zip(ours, pages, strict=True)]
    beyond = [one - alone for one, alone in zip(without, cells, strict=True)]
    yield seconds("a submission, CPU s: its cells and checks alone", cells)
    yield seconds("  autograder grade", ours)
    yield seconds("  autograder grade, less the feedback", without)
    yield seconds("  feedback (nbgrader generate_feedback, ours)", pages)
    yield seconds("  nbgrader autograde, ours", found["autograde"])
    yield seconds("  stock nbgrader, the class: autograde, feedback", found["class"])
    yield seconds("  stock nbgrader, one by one: autograde, feedback", found["each"])
    if "otter" in found:
        yield seconds("  otter run", found["otter"])
    yield seconds("start of autograder grade, CPU s", found["start"])
    yield ratio("autograder grade, less the feedback / cells alone", without, cells, prototype="1.6", reach="<= 1.3")
    yield ratio("nbgrader autograde, ours / cells alone", found["autograde"], cells, prototype="1.6")
    yield seconds("autograder grade, less feedback and cells, CPU s", beyond, prototype="0.7", reach="<= 0.4")
    yield Figure("submissions per CPU-minute, autograder grade", [60 / cost.cpu for cost in ours], "29", digits=1)
    against = [
        ("each", "stock nbgrader, one by one", "5", ">= 8"),
        ("class", "stock nbgrader, the class", "2.9", ">= 4"),
        ("otter", "otter run", "3.5", ">= 5"),
    ]
    for other, name, prototype, reach in against:
        if other in found:
            yield ratio(f"  against {name}", found[other], ours, prototype=prototype, reach=reach)
            yield ratio("    if nothing but the cells cost anything", found[other], cells)


class _CellsAlone:
    def __init__(self, folder: Path, texts: list[str]):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "source" / ASSIGNMENT, folder)  # with the files that the notebook reads
        self._folder = folder
        self._paths = [folder / f"{index}.ipynb" for index in range(len(texts))]
        for path, text in zip(self._paths, texts, strict=True):
            path.write_text(classes.with_hidden_tests(text), encoding="utf-8")
        self.points: list[dict[str, float]] = []

    def run(self) -> Cost:
        """The mean; the start of ``limit.py``, with its imports, is not in it."""
        printed = script("limit.py", self._paths, self._folder, OPENBLAS_NUM_THREADS="1", MPLBACKEND="Agg")
        runs = [json.loads(line) for line in printed.splitlines() if line.startswith('{"cpu"')]
        self.points = [{f"{name}-tests": earned for name, earned in run["points"].items()} for run in runs]
        cost = Cost(*(statistics.mean(run[name] for run in runs) for name in ("cpu", "wall")))
        say(f"  cells alone: {cost.cpu:.2f} CPU s a submission")
        return cost


class _Otter:
    def __init__(self, command: Path, folder: Path, texts: list[str]):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "source" / ASSIGNMENT, folder, ignore=shutil.ignore_patterns("*.py", "*.ipynb"))
        self._command, self._folder = command, folder
        self._bundle = otter_format.bundle(command, folder, classes.source())
        self._most = otter_format.most(classes.source())
        self._paths = [folder / str(index) / NOTEBOOK for index in range(len(texts))]
        for path, text in zip(self._paths, texts, strict=True):
            path.parent.mkdir()
            path.write_text(otter_format.submission(text), encoding="utf-8")
        self.passed: list[dict[str, bool]] = []

    def run(self) -> Cost:
        """The mean."""
        total, self.passed = Cost(0, 0), []
        for path in self._paths:
            command = [self._command, "run", "--no-logo", "-a", self._bundle, "-o", path.parent, path]
            total += run(command, self._folder, f"otter run {path.parent.name}")
            earned = otter_format.points(path.parent / "results.json")
            self.passed.append({name: score > 0 for name, score in earned.items()})
        return total / len(self._paths)

    def full(self, points: dict[str, float]) -> dict[str, bool]:
        """Which tests are passed: otter's format knows no part of one."""
        return {name: earned == self._most[name] for name, earned in points.items()}


def _one_by_one(course: Path, number: int) -> Cost:
    """Stock nbgrader with two commands for each submission."""
    total = Cost(0, 0)
    for name in _students(number):
        for command in ("autograde", "generate_feedback"):
            total += run(["nbgrader", command, ASSIGNMENT, "--student", name], course, f"nbgrader {command} {name}")
    return total / number


def _students(number: int) -> list[str]:
    return [student(BEFORE + index) for index in range(number)]


def _points(two: tuple[Path, Path], number: int) -> list[dict[str, float]]:
    found = classes.points(two[1], ASSIGNMENT)
    return [found[name] for name in _students(number)]


def _require(what: str, found: list[dict], right: list[dict]) -> None:
    for index, (theirs, ours) in enumerate(zip(found, right, strict=True)):
        if differing := {name: (theirs.get(name), ours[name]) for name in ours if theirs.get(name) != ours[name]}:
            raise SystemExit(f"submission {index}: {what} and autograder grade found other points: {differing}")
