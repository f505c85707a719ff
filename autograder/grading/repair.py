"""Puts a submission's cells back under the instructor's metadata, whatever was done to them."""

from __future__ import annotations

import re

from nbconvert.exporters.exporter import ResourcesDict
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import BaseCell, Gradebook, Notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.grading.intake import NOTE_KEY, add_note

#: Of all cells together, in characters; a cell that goes beyond is data, not an answer.
MAX_SOURCE_CHARS = 1_000_000
#: Of a student's text cells together. Some patterns take the page's renderer quadratic time.
MAX_TEXT_CHARS = 100_000
#: What begins an HTML tag. Written by a student, it would run scripts where the feedback is read.
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
#: What ends the text of a Markdown link or picture that leads elsewhere than to a page or an attachment.
_LINK = re.compile(r"\](?=[(:])(?![(:]\s*(?:https?://|attachment:|#))")
#: The notebook metadata that are kept.
_METADATA = ("kernelspec", "language_info", "autograder", NOTE_KEY)


class RepairCells(NbGraderPreprocessor):
    """Takes the place of nbgrader's ``DeduplicateIds`` before ``OverwriteCells``.

    What a cell is worth, whether it is locked, graded or a solution is read from the gradebook
    by its grade id and by nothing that the student can edit. All other cell metadata goes:
    tags such as ``skip-execution`` would skip a test. HTML in a student's text becomes text. Of
    cells with one grade id the first counts and the others become ordinary cells; cells that are
    missing come back, a test after the cell it tests. (nbgrader's own ``DeduplicateIds`` leaves
    metadata that stops the batch, and its ``add_missing_cells`` fails when a solution cell is
    missing too.)
    """

    def preprocess(self, nb: NotebookNode, resources: ResourcesDict) -> tuple:
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            expected = expected_cells(gradebook.find_notebook(names["notebook"], names["assignment"]))
        for change in restore(nb, expected, names["assignment"]):
            self.log.warning("%s: %s", names["student"], change)
        return nb, resources


def expected_cells(notebook: Notebook) -> dict[str, NotebookNode]:
    """The cells of ``notebook`` that the gradebook knows, by grade id, with their metadata."""
    flags: dict[str, dict] = {}
    for kind, cells in (
        ("grade", notebook.grade_cells),
        ("solution", notebook.solution_cells),
        ("task", notebook.task_cells),
    ):
        for cell in cells:
            flags.setdefault(cell.name, {})[kind] = True
            if kind != "solution":
                flags[cell.name]["points"] = cell.max_score
    return {source.name: _expected(source, flags.get(source.name, {})) for source in notebook.source_cells}


def _expected(source: BaseCell, flags: dict) -> NotebookNode:
    make = new_code_cell if source.cell_type == "code" else new_markdown_cell
    cell = make(source.source)
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade_id": source.name,
        "cell_type": source.cell_type,
        "checksum": source.checksum,
        "locked": bool(source.locked),
        "grade": False,
        "solution": False,
        "task": False,
        **flags,
    }
    return cell


def restore(nb: NotebookNode, expected: dict[str, NotebookNode], assignment: str) -> list[str]:
    """:func:`repair`, and a note in the notebook where it has none of the assignment's exercises."""
    answered = {_grade_id(cell) for cell in nb.cells} & {
        name for name, cell in expected.items() if cell.metadata["nbgrader"]["solution"]
    }
    changes = repair(nb, expected)
    if not answered and NOTE_KEY not in nb.metadata:
        add_note(nb, f"None of the exercises of {assignment} is in this notebook. Is it that of another one?")
    return changes


def repair(nb: NotebookNode, expected: dict[str, NotebookNode]) -> list[str]:
    """Repair ``nb`` in place; the changes worth telling, one sentence each."""
    changes = []
    nb.metadata = NotebookNode({key: nb.metadata[key] for key in _METADATA if key in nb.metadata})
    present: set[str] = set()
    left, text_left = MAX_SOURCE_CHARS, MAX_TEXT_CHARS
    for cell in nb.cells:
        grade_id = _grade_id(cell)
        cell.metadata = NotebookNode()
        if len(cell.source) > left:
            cell.source = "# Beyond a million characters in all: emptied, and not run."
            changes.append("a cell with which the notebook has more than a million characters was emptied")
        else:
            left -= len(cell.source)
        if grade_id in present:
            changes.append(f"another cell has the id {grade_id!r}; the first one counts")
        elif grade_id in expected:
            present.add(grade_id)
            cell.metadata["nbgrader"] = dict(expected[grade_id].metadata["nbgrader"])
            if cell.cell_type == "raw":  # OverwriteCells knows code and markdown only
                cell.cell_type = "markdown"
        if cell.cell_type == "markdown" and cell.source != _source(expected.get(grade_id)):
            text_left -= len(cell.source)
            if text_left < 0:
                cell.source = "(Beyond a hundred thousand characters of text in all: left out.)"
                changes.append("text beyond a hundred thousand characters was left out")
            cell.source = _LINK.sub("] ", _TAG.sub("&lt;", cell.source))
    missing = {grade_id: cell for grade_id, cell in expected.items() if grade_id not in present}
    # Solutions first: a test looks for the one that it follows.
    for grade_id in sorted(missing, key=lambda name: not missing[name].metadata["nbgrader"]["solution"]):
        nb.cells.insert(_place(nb, grade_id, missing[grade_id].metadata["nbgrader"]), missing[grade_id])
        changes.append(f"the cell {grade_id!r} was missing and is back")
    return changes


def _source(cell: NotebookNode | None) -> str | None:
    return cell.source if cell else None


def _grade_id(cell: NotebookNode) -> str | None:
    metadata = cell.metadata.get("nbgrader")
    grade_id = metadata.get("grade_id") if isinstance(metadata, dict) else None
    return grade_id if isinstance(grade_id, str) else None


def _place(nb: NotebookNode, grade_id: str, flags: dict) -> int:
    """Where a missing cell goes: read-only ones (the set-up) to the top, a test after the cell
    that it is named after, everything else to the end."""
    if not flags["grade"] and not flags["solution"] and not flags["task"]:
        return 0
    for index, cell in enumerate(nb.cells):
        if flags["grade"] and grade_id.removesuffix("-tests") == _grade_id(cell) != grade_id:
            return index + 1
    return len(nb.cells)
