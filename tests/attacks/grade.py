"""Grades the whole class of a course folder: ``python grade.py stock|ours COURSE``.

A script of its own, because an attack may kill the process that grades. It says nothing that the
suite believes: what came of it is read from the course folder afterwards.
"""

from __future__ import annotations

import sys
from pathlib import Path

# First, for it makes nbgrader's import twice as fast.
from autograder.batch.classroom import grade
from autograder.batch.submission import submissions

from nbgrader.apps import NbGraderAPI  # isort: skip
from traitlets.config import Config  # isort: skip

ASSIGNMENT = "attacked"


def stock(course: Path) -> None:
    """As ``nbgrader autograde`` and ``nbgrader generate_feedback`` do it."""
    config = Config()
    config.CourseDirectory.root = str(course)
    config.CourseDirectory.db_url = f"sqlite:///{course / 'gradebook.db'}"
    config.Execute.timeout = 30
    api = NbGraderAPI(config=config)
    for answer in (api.autograde(ASSIGNMENT, "*"), api.generate_feedback(ASSIGNMENT)):
        print(answer.get("error") or "", answer.get("log") or "", flush=True)


def ours(course: Path) -> None:
    for graded in grade(course, ASSIGNMENT, submissions(course, ASSIGNMENT), workers=1, adjust=shorter_limits):
        print(graded.student, graded.problem or "graded", flush=True)


def shorter_limits(config: Config) -> None:
    config.ExecuteChecks.request_timeout = 10
    config.Execute.timeout = 40
    config.ExecuteChecks.notebook_timeout = 120


if __name__ == "__main__":
    {"stock": stock, "ours": ours}[sys.argv[1]](Path(sys.argv[2]).resolve())
