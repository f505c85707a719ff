"""Marks in the gradebook what a person should look at: nbgrader lists it under manual grading."""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.results import limit_in
from autograder.grading.run import read_run
from autograder.grading.testcells import read_verdict


class FlagForReview(NbGraderPreprocessor):
    """After ``SaveAutoGrades``: a test that met a limit needs a person, since it says little of the
    answer; so does one whose numbers come from the student's process alone, and so do all tests of a
    submission with signs of tampering. The points stay as they are.
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple:
        suspect = bool(read_run(nb).get("review"))
        flagged = [
            cell.metadata.nbgrader["grade_id"]
            for cell in nb.cells
            if utils.is_grade(cell) and (suspect or limit_in(cell) or (read_verdict(cell) or {}).get("review"))
        ]
        names = resources["nbgrader"]
        if flagged:
            with Gradebook(names["db_url"]) as gradebook:
                for name in flagged:
                    grade = gradebook.find_grade(name, names["notebook"], names["assignment"], names["student"])
                    grade.needs_manual_grade = True
                gradebook.db.commit()
        return nb, resources
