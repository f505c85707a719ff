"""Feedback without the hidden tests: nbgrader's own shows them (its issue 917)."""

from __future__ import annotations

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbgrader import utils
from nbgrader.preprocessors import ClearHiddenTests


class HideTests(ClearHiddenTests):
    """Removes hidden tests from the graded cells of a page that students see.

    Unlike its base it looks at graded cells only: a student who writes the marker into a cell
    of their own must not stop the feedback.
    """

    def preprocess_cell(self, cell: NotebookNode, resources: ResourcesDict, cell_index: int) -> tuple:
        if utils.is_grade(cell) and not utils.is_solution(cell):
            self._remove_hidden_test_region(cell)
        return cell, resources
