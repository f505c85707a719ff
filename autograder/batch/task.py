"""A submission and its assignment as plain data, and the key of everything that its result depends on.

A task travels to a process that may be on another machine, without the course's files; it is all
that the submission needs to be executed there.
"""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

#: Packages whose version can change what a submission's checks find.
_PACKAGES = ("tensorflow", "keras", "numpy")


@dataclass(frozen=True)
class Template:
    """What the gradebook expects in one of an assignment's notebooks.

    Attributes:
        cells: the cells by grade id, in the gradebook's order, as in a notebook's JSON.
        kernelspec: the kernelspec of the source notebook, or None.
    """

    cells: dict[str, dict[str, Any]]
    kernelspec: dict[str, Any] | None


@dataclass(frozen=True)
class Assignment:
    """An assignment as the grader knows it, hidden tests included.

    Attributes:
        notebooks: by name, without ``.ipynb``.
        files: its other files, by path; they take the place of a submission's.
        due: when it was due, in ISO format, or None.
    """

    name: str
    notebooks: dict[str, Template]
    files: dict[str, bytes]
    due: str | None = None

    @property
    def digest(self) -> str:
        templates = {name: [list(t.cells.items()), t.kernelspec] for name, t in self.notebooks.items()}
        return _sha256([self.name, templates, digests(self.files), self.due])


@dataclass(frozen=True)
class Task:
    """All that the execution of one submission needs.

    Attributes:
        files: the submission's files by path; for one that is too large, its size in bytes.
        settings: the configuration's sections that are plain data, the limits among them.
        seed: of the checks' random inputs, unless the settings have one.
        environment: see :func:`environment`, of the process that wants it done.
    """

    student: str
    assignment: Assignment
    files: dict[str, bytes | int]
    settings: dict[str, dict[str, Any]]
    seed: int
    environment: dict[str, str]


class WrongEnvironment(Exception):
    """The process that is to execute a task is not like the one that records it."""


@cache
def environment() -> dict[str, str]:
    """Versions of what executes and checks a submission: packages by number, this package by its source."""
    source = hashlib.sha256()
    package = Path(__file__).parents[1]
    for path in sorted(package.rglob("*.py")):
        source.update(f"{path.relative_to(package).as_posix()} {path.stat().st_size}\n".encode() + path.read_bytes())
    versions = {name: version(name) for name in _PACKAGES}
    return {"python": platform.python_version(), **versions, "autograder": source.hexdigest()}


def content_key(files: dict[str, str], assignment: str, settings: str) -> str:
    """The SHA-256 of a submission with all that its result depends on.

    Args:
        files: the submission's digests, see :func:`digests`.
        assignment: the digest of its assignment.
        settings: the digest of the configuration.
    """
    return _sha256([files, assignment, settings, environment()])


def seed_of(key: str) -> int:
    """A run's seed. No student can know it, since the hidden tests are in the key; everybody else can repeat it."""
    return int(key[:8], 16)


def digests(files: dict[str, bytes | int]) -> dict[str, str]:
    """SHA-256 by path; for a file that is too large its size."""
    return {
        path: hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else f"{content} bytes"
        for path, content in files.items()
    }


def settings_digest(config: dict[str, Any]) -> str:
    """The SHA-256 of a configuration, but for where the course's folder is."""
    sections = {name: dict(section) for name, section in config.items() if section}
    sections["CourseDirectory"] = {
        name: value for name, value in sections.get("CourseDirectory", {}).items() if name not in ("root", "db_url")
    }
    return _sha256(sections)


def _sha256(data: Any) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=_named).encode()).hexdigest()


def _named(thing: Any) -> str:
    """A class or a function by its name; the ``repr`` of a function would have its address."""
    name = getattr(thing, "__qualname__", None)
    return f"{thing.__module__}.{name}" if name else repr(thing)
