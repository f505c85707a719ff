"""The bank: right solutions that must pass, wrong ones that must fail for their own reason.

An entry is one file, ``tests/bank/NN-name/EXERCISE/{right,wrong}_*.py``: the code of a solution
cell, under a docstring. A wrong one says in the docstring, each on its own line,
``outcome:`` (wrong or broken) and ``misconception:`` (an id of the catalogue, or none), and, if
the exercise has several test cells, ``fails:`` with the name of the one that must catch it.
"""

from __future__ import annotations

import ast
import linecache
import re
from dataclasses import dataclass
from pathlib import Path

from autograder.grading.course import Exercise, exercises, read_source, source_script
from autograder.misconceptions import find

ROOT = Path(__file__).resolve().parents[1]
BANK = ROOT / "tests" / "bank"

#: What a solution cell may use: the notebook's set-up, without its import of the checks.
SETUP = "import keras\nimport numpy as np\nimport tensorflow as tf\n"


@dataclass(frozen=True)
class Entry:
    path: Path
    code: str
    fields: dict[str, str]

    @property
    def assignment(self) -> str:
        return self.path.parent.parent.name

    @property
    def exercise(self) -> str:
        return self.path.parent.name

    @property
    def right(self) -> bool:
        return self.path.name.startswith("right_")

    @property
    def fails(self) -> str:
        """Name of the test cell that must catch a wrong entry."""
        return self.fields.get("fails", self.exercise)

    def __str__(self) -> str:
        return f"{self.assignment}/{self.exercise}/{self.path.stem}"


def load(path: Path) -> Entry:
    code = path.read_text(encoding="utf-8")
    doc = ast.get_docstring(ast.parse(code)) or ""
    fields: dict[str, str] = dict(re.findall(r"^(outcome|misconception|fails): *(.+)$", doc, re.MULTILINE))
    if fields.get("misconception", "none") != "none":
        find(fields["misconception"])  # an unknown one is told with those that exist
    return Entry(path, code, fields)


def entries() -> list[Entry]:
    return [load(path) for path in sorted(BANK.glob("*/*/*.py"))]


def find_exercise(assignment: str, name: str) -> Exercise:
    found = {exercise.name: exercise for exercise in all_exercises(assignment)}
    return found[name]


_cache: dict[str, list[Exercise]] = {}


def all_exercises(assignment: str) -> list[Exercise]:
    if assignment not in _cache:
        _cache[assignment] = exercises(read_source(source_script(ROOT, assignment)))
    return _cache[assignment]


def namespace_of(code: str, filename: str) -> dict:
    """Globals after ``code`` ran in this process, with its lines known to tracebacks."""
    names: dict = {"__name__": "__main__"}
    exec(SETUP, names)
    linecache.cache[filename] = (len(code), None, code.splitlines(keepends=True), filename)
    exec(compile(code, filename, "exec"), names)
    return names
