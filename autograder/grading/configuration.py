"""How nbgrader is set up for this course: in one place, for its commands and for ours."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

from nbconvert.preprocessors import ClearMetadataPreprocessor, CSSHTMLHeaderPreprocessor
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
from traitlets.config import Config

from autograder.grading.execute import ExecuteChecks
from autograder.grading.feedback import HideTests
from autograder.grading.intake import SubmissionExporter
from autograder.grading.repair import RepairCells

#: What an unanswered exercise looks like; the checks know it as "not attempted".
STUB = "# YOUR CODE HERE\nraise NotImplementedError"


def configure(c: Config) -> Config:
    """Set the course's options on ``c`` (in place) and return it."""
    _find_alembic()
    c.CourseDirectory.course_id = "tensorflow-variables"
    c.CourseDirectory.release_directory = "notebooks"
    # Sources are edited as .py beside their notebook; only notebooks and hints are released.
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", "*.py"]
    c.ClearSolutions.code_stub = {"python": STUB}

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
        AssignLatePenalties,
        CheckCellMetadata,
    ]
    # A cold import of TensorFlow alone can take ten seconds.
    c.Execute.timeout = 60

    # Hidden tests stay hidden in what students get back.
    c.GenerateFeedback.preprocessors = [HideTests, GetGrades, CSSHTMLHeaderPreprocessor]
    return c


def course_config(root: Path, gradebook: Path | None = None) -> Config:
    """The configuration for a course folder; its gradebook is ``root/gradebook.db`` by default."""
    config = configure(Config())
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.db_url = f"sqlite:///{gradebook or root / 'gradebook.db'}"
    return config


def _find_alembic() -> None:
    """nbgrader runs ``alembic`` from PATH when it makes a gradebook: let it find ours.

    Otherwise a command called by its full path, outside an activated environment, fails and
    leaves a gradebook behind that is half made.
    """
    scripts = sysconfig.get_path("scripts")
    folders = os.environ.get("PATH", "").split(os.pathsep)
    if scripts not in folders:
        os.environ["PATH"] = os.pathsep.join([scripts, *folders])
