"""nbgrader's configuration for this course; every nbgrader command reads it from this folder."""

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

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "tensorflow-variables"
c.CourseDirectory.release_directory = "notebooks"
# Sources are edited as .py beside their notebook; nothing but notebooks and hints is released.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", ".pytest_cache", "*.py"]

# Students see one stub everywhere, and the checks know it as "not attempted".
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\nraise NotImplementedError"}

# A submission that cannot be read gets a result that says so.
c.Autograde.exporter_class = "autograder.grading.intake.SubmissionExporter"
c.Autograde.sanitize_preprocessors = [
    ClearOutput,
    "autograder.grading.repair.RepairCells",
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
# Test cells run in the grader, student code in its kernel. With nbgrader's own Execute here
# instead, everything runs in the kernel and the points are the same.
c.Autograde.autograde_preprocessors = [
    "autograder.grading.execute.ExecuteChecks",
    IgnorePattern,
    ClearMetadataPreprocessor,
    LimitOutput,
    SaveAutoGrades,
    AssignLatePenalties,
    CheckCellMetadata,
]
c.Execute.timeout = 60

# Hidden tests stay hidden in what students get back.
c.GenerateFeedback.preprocessors = [
    "autograder.grading.feedback.HideTests",
    GetGrades,
    CSSHTMLHeaderPreprocessor,
]
