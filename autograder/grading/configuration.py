"""How nbgrader is set up for this course: in one place, for its commands and for ours."""

from __future__ import annotations

import json
import os
import sysconfig
from pathlib import Path
from typing import Any

from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    AssignLatePenalties,
    CheckCellMetadata,
    ClearOutput,
    GetGrades,
    IgnorePattern,
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from sqlalchemy import URL, make_url
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.grading.execute import ExecuteChecks
from autograder.grading.feedback import HideTests
from autograder.grading.intake import SubmissionExporter
from autograder.grading.page import FeedbackExporter
from autograder.grading.repair import RepairCells
from autograder.grading.review import FlagForReview

CONFIG_FILE = "nbgrader_config.py"
#: nbgrader's names for its folders, which are ours.
_FOLDERS = {f"{step}_directory": step for step in ("source", "submitted", "autograded", "feedback")}
_FOLDERS["directory_structure"] = os.path.join("{nbgrader_step}", "{student_id}", "{assignment_id}")
#: What an unanswered exercise looks like; the checks know it as "not attempted".
STUB = "# YOUR CODE HERE\nraise NotImplementedError"


def configure(c: Config) -> Config:
    """Set the course's options on ``c`` (in place) and return it."""
    c.CourseDirectory.course_id = "tensorflow-variables"
    c.CourseDirectory.release_directory = "notebooks"
    # Sources are edited as .py beside their notebook; only notebooks and hints are released.
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", "*.py"]
    c.ClearSolutions.code_stub = {"python": STUB}
    return isolate(c)


def isolate(c: Config) -> Config:
    """Have submissions of any course executed, repaired and recorded as here; sets it on ``c`` and returns it.

    Test cells that end in ``check.score(...)`` are asked from the grader's process. All others run
    where the student's code runs, isolated as it is, and their verdicts can be forged there.
    """
    _find_alembic()
    # A submission that cannot be read gets a result that says so.
    c.Autograde.exporter_class = SubmissionExporter
    c.Autograde.sanitize_preprocessors = [
        ClearOutput,
        RepairCells,
        OverwriteKernelspec,
        OverwriteCells,
        CheckCellMetadata,
    ]
    # Test cells run in the grader, student code in its kernel. With nbgrader's own Execute
    # here instead, everything runs in the kernel, and a right solution gets the same points.
    c.Autograde.autograde_preprocessors = [
        ExecuteChecks,
        IgnorePattern,
        ClearMetadataPreprocessor,
        LimitOutput,
        SaveAutoGrades,
        FlagForReview,
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    # A cold import of TensorFlow alone can take ten seconds.
    c.Execute.timeout = 60

    # Hidden tests stay hidden in what students get back.
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.GenerateFeedback.preprocessors = [HideTests, GetGrades, CSSHTMLHeaderPreprocessor]
    return c


def without_isolation(c: Config) -> None:
    """Run student code with the grader's rights: for a machine or a container that holds nothing else."""
    c.ExecuteChecks.isolated = False


class CourseError(Exception):
    """The course's folders are not as they should be; the message says what to do."""


def course_config(root: Path, gradebook: Path | None = None) -> Config:
    """The configuration for a course folder: its own nbgrader_config.py, if it has one, as nbgrader reads it.

    Its gradebook is the one that it names, or ``root/gradebook.db``; ``gradebook`` takes the place of both.

    Raises:
        CourseError: it gives other names to nbgrader's folders.
    """
    has_its_own = (root / CONFIG_FILE).exists()
    config = PyFileConfigLoader(CONFIG_FILE, str(root)).load_config() if has_its_own else configure(Config())
    config.CourseDirectory.root = str(root)
    if gradebook or "db_url" not in config.CourseDirectory:
        database = str(gradebook or root / "gradebook.db")
        config.CourseDirectory.db_url = URL.create("sqlite", database=database).render_as_string()
    course = CourseDirectory(config=config)
    for name, usual in _FOLDERS.items():
        if getattr(course, name) != usual:
            raise CourseError(
                f"{CONFIG_FILE} has {name} = {getattr(course, name)!r}: the commands of autograder know it as "
                f"{usual!r} only. `nbgrader autograde` grades with the same executor, and takes any name"
            )
    return config


def plain_settings(config: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The sections of a configuration that are plain data. The others name classes of nbgrader's."""
    return {
        name: dict(section)
        for name, section in config.items()
        if name != "CourseDirectory" and _is_plain(dict(section))
    }


def _is_plain(section: dict[str, Any]) -> bool:
    try:
        json.dumps(section)
    except TypeError:
        return False
    return True


def has_gradebook(config: Config) -> bool:
    """Whether the gradebook is there. One on a server is; one in a file is when there is the file."""
    url = make_url(config.CourseDirectory.db_url)
    return url.get_backend_name() != "sqlite" or Path(url.database or "").exists()


def _find_alembic() -> None:
    """nbgrader runs ``alembic`` from PATH when it makes a gradebook: let it find ours.

    Otherwise a command called by its full path, outside an activated environment, fails and
    leaves a gradebook behind that is half made.
    """
    scripts = sysconfig.get_path("scripts")
    folders = os.environ.get("PATH", "").split(os.pathsep)
    if scripts not in folders:
        os.environ["PATH"] = os.pathsep.join([scripts, *folders])
