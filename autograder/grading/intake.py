"""Reading a submission: whatever the file is, the result is a notebook that can be graded."""

from __future__ import annotations

import re
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.grading.outputs import pictures, text

#: A file beyond this is not read at all (in bytes). Large ones are mostly old outputs, and
#: those are dropped before anything is run.
MAX_FILE_BYTES = 256 * 2**20
#: From here on a note says that the file is unusually large.
LARGE_FILE_BYTES = 20 * 2**20
#: Metadata key under which the note travels; ``grading.results`` reads it.
NOTE_KEY = "autograder_note"


class SubmissionExporter(NotebookExporter):
    """nbgrader's exporter, for files as they come.

    A file that cannot be read becomes an empty notebook with a note; the repair then adds the
    exercises, unanswered, so that the student gets a result and feedback that say what to do.
    The submitted file itself is left as it is.
    """

    def from_filename(self, filename: str, resources: dict | None = None, **kw: Any) -> tuple:
        if not getattr(self.parent, "_sanitizing", True):  # nbgrader reads its own sanitized copy
            return super().from_filename(filename, resources=resources, **kw)
        notebook = read_submission(Path(filename))
        return self.from_notebook_node(notebook, resources=resources, **kw)


def read_submission(path: Path) -> NotebookNode:
    """The notebook in ``path``, in nbformat 4; never raises for what the file contains."""
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        return _noted(f"The file has {size / 2**20:.0f} MB and was not read. Clear its outputs and submit again.")
    if size == 0:
        return _noted("The file is empty. Save the notebook in JupyterLab and submit again.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about cells without an id: they get one
            notebook = nbformat.read(path, as_version=4)
            nbformat.validate(_upright(notebook))
    except Exception as error:  # nbformat raises a dozen kinds for a dozen kinds of damage
        reason = " ".join(str(error).split()).partition(": '")[0][:120]
        return _noted(
            f"The file is not a notebook that can be read ({type(error).__name__}: {reason}). "
            "Open it in JupyterLab, save it, and submit again."
        )
    if size > LARGE_FILE_BYTES:
        add_note(notebook, f"The file has {size / 2**20:.0f} MB; only its code was kept, and graded.")
    return notebook


def _upright(notebook: NotebookNode) -> NotebookNode:
    """Small damage mended: a missing metadata or list of outputs is no reason for zero points."""
    notebook.setdefault("metadata", NotebookNode()).pop(NOTE_KEY, None)
    notebook.nbformat_minor = max(notebook.get("nbformat_minor", 0), 5)
    for index, cell in enumerate(notebook["cells"]):
        cell.setdefault("metadata", NotebookNode())
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cell.source = text(cell.source)
        if cell.cell_type == "code":
            cell.pop("attachments", None)
        elif "attachments" in cell:
            _keep_pictures(cell)
        cell["id"] = f"cell-{index}"
    return notebook


def _keep_pictures(cell: NotebookNode) -> None:
    """Of a cell's attachments only pictures; nbconvert refuses a page that refers to one that is not there."""
    files = cell["attachments"] if isinstance(cell["attachments"], dict) else {}
    kept = {str(name): pictures(data) for name, data in files.items() if isinstance(data, dict)}
    cell["attachments"] = NotebookNode({name: data for name, data in kept.items() if data})
    named = {unquote(name) for name in re.findall(r"attachment:([^)\s\"'>]+)", cell.source)}
    if not named <= set(cell["attachments"]):
        cell.source = cell.source.replace("attachment:", "attachment-that-was-not-kept:")


def _noted(note: str) -> NotebookNode:
    notebook = new_notebook()
    add_note(notebook, note)
    return notebook


def add_note(notebook: NotebookNode, note: str) -> None:
    """Put ``note`` where the result and the feedback page show it."""
    notebook.metadata[NOTE_KEY] = note
    notebook.cells.insert(0, new_markdown_cell(f"**About this file.** {note}", id="note-of-the-grader"))
