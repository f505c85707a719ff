"""The same exercises for otter-grader 7: its environment, its tests, its submissions."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import textwrap
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader import utils

REQUIREMENT = "otter-grader>=7,<8"

#: Otter's exception-based format: a test passes if it does not raise. Its parameters are the notebook's names.
_TEST = """from otter.test_files import test_case

OK_FORMAT = False
name = "{name}"
points = {points}


@test_case()
def test(student, check, inputs, np):
{body}
    assert score == {points}, f"{{score}} of {points} points"
"""


class NoOtter(Exception):
    """Otter cannot be used; the message says why."""


def install(folder: Path) -> Path:
    """An environment below ``folder`` with otter, made if it is not there; its ``otter`` command.

    TensorFlow and whatever else is in this environment is shared, so that both execute with the same versions.

    Raises:
        NoOtter: with the end of pip's message.
    """
    command = folder / "bin" / "otter"
    if not command.exists():
        _check([sys.executable, "-m", "venv", "--clear", folder])
        python = folder / "bin" / "python"
        packages = subprocess.run(
            [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], capture_output=True, text=True
        ).stdout.strip()
        # After its own packages on the path: what otter wants in another version comes before ours.
        shared = f"import site; site.addsitedir({sysconfig.get_path('purelib')!r})\n"
        Path(packages, "shared.pth").write_text(shared, encoding="utf-8")
        _check([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", REQUIREMENT])
    return command


def version(command: Path) -> str:
    """Its version number."""
    return re.search(r"Otter-Grader version: (\S+)", _check([command, "--version"]))[1]


def bundle(otter: Path, folder: Path, source: NotebookNode) -> Path:
    """The tests of a source notebook, hidden ones included, in otter's format, as the ``autograder.zip`` of otter."""
    tests = folder / "tests"
    tests.mkdir(parents=True)
    for cell in source.cells:
        if utils.is_grade(cell):
            flags = cell.metadata.nbgrader
            (tests / f"{flags['grade_id']}.py").write_text(_test(cell), encoding="utf-8")
    _check([otter, "generate", "--tests-dir", tests, "--no-environment", "--output-path", folder / "autograder.zip"])
    return folder / "autograder.zip"


def submission(text: str) -> str:
    """A submission for otter: instead of test cells, it runs tests after the cell that they are about."""
    notebook = nbformat.reads(text, as_version=4)
    kept: list[NotebookNode] = []
    for cell in notebook.cells:
        if utils.is_grade(cell):
            asked = kept[-1].metadata.setdefault("otter", {"tests": []})
            asked["tests"].append(cell.metadata.nbgrader["grade_id"])
        else:
            kept.append(cell)
    notebook.cells = kept
    return nbformat.writes(notebook)


def most(source: NotebookNode) -> dict[str, float]:
    """Points of the tests by grade id."""
    flags = [cell.metadata.nbgrader for cell in source.cells if utils.is_grade(cell)]
    return {one["grade_id"]: one["points"] for one in flags}


def points(results: Path) -> dict[str, float]:
    """What ``otter run`` wrote: points by grade id."""
    tests = json.loads(results.read_text(encoding="utf-8"))["tests"]
    return {test["name"]: test["score"] for test in tests if "score" in test}


def _test(cell: NotebookNode) -> str:
    flags = cell.metadata.nbgrader
    body, last = cell.source.rstrip().rsplit("\n", 1)
    return _TEST.format(
        name=flags["grade_id"], points=flags["points"], body=textwrap.indent(f"{body}\nscore = {last}", "    ")
    )


def _check(command: list[str | Path]) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
    if done.returncode:
        raise NoOtter(f"{Path(command[0]).name} {' '.join(map(str, command[1:4]))}: {done.stderr.strip()[-500:]}")
    return done.stdout.strip()
