"""What has been done of a course's grading: kept in ``.autograder/``, to go on where a run was stopped.

For each submission there are two files: what came of its execution, and a mark that it was
recorded. Both carry the key of everything that they depend on (``task.content_key``) and are
written at once or not at all. One that cannot be read, after a power failure for example, counts as
missing: its submission is graded again.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = ".autograder"


class Busy(Exception):
    """Another process grades this course."""


@dataclass(frozen=True)
class Executed:
    """What came of executing a submission.

    Attributes:
        key: of the content that was executed.
        notebooks: with their outputs and verdicts, as text, by name; None if nothing could be executed.
        problem: one line for the instructor, or None; why nothing could be executed, for example.
    """

    key: str
    notebooks: dict[str, str] | None
    problem: str | None = None


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Only one process at a time is in here, for each course. Raises :class:`Busy`.

    SQLite's lock on a file works on every system, and ends with the process however that ends.
    """
    folder = _private(root / FOLDER)
    connection = sqlite3.connect(folder / "lock", timeout=0, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise Busy(f"another `autograder grade` is at work in {root}; wait for it, or end it") from error
        yield
    finally:
        connection.close()


class Ledger:
    """An assignment's executed results and marks."""

    def __init__(self, root: Path, assignment: str):
        self._executed = _private(root / FOLDER / "executed" / assignment)
        self._marks = _private(root / FOLDER / "recorded" / assignment)

    def executed(self, student: str, key: str) -> Executed | None:
        """What came of the execution of exactly this content, if it was executed."""
        found = _read(self._executed / _file(student))
        return Executed(**found) if found and found["key"] == key else None

    def keep(self, student: str, executed: Executed) -> None:
        _write(self._executed / _file(student), vars(executed))

    def mark(self, student: str, key: str) -> dict[str, Any] | None:
        """What was noted when exactly this content was recorded, if it was."""
        found = _read(self._marks / _file(student))
        return found["note"] if found and found["key"] == key else None

    def set_mark(self, student: str, key: str, note: dict[str, Any]) -> None:
        _write(self._marks / _file(student), {"key": key, "note": note})

    def remove_mark(self, student: str) -> None:
        """From here on the gradebook may have anything of this student's submission."""
        (self._marks / _file(student)).unlink(missing_ok=True)


def _file(student: str) -> str:
    """A student's file: named after them, unless that is too long for a file with an ending."""
    name = os.fsencode(student)
    return f"{student}.json" if len(name) <= 200 else f"{hashlib.sha256(name).hexdigest()}.json"


def _private(folder: Path) -> Path:
    """The folder, made if it is missing: nobody else reads hidden tests and grades in it."""
    for missing in reversed([path for path in (folder, *folder.parents) if not path.exists()]):
        missing.mkdir(mode=0o700, exist_ok=True)
    return folder


def _read(path: Path) -> dict[str, Any] | None:
    with suppress(FileNotFoundError, ValueError):
        return json.loads(path.read_text(encoding="ascii"))
    return None


def _write(path: Path, data: dict[str, Any]) -> None:
    unfinished = path.with_suffix(".new")
    try:
        unfinished.write_text(json.dumps(data), encoding="ascii")
        os.replace(unfinished, path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
