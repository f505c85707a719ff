"""Reading a submission: whatever the file is, the result is a notebook that can be graded."""

from __future__ import annotations

import json
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
MAX_FILE_BYTES = 64 * 2**20
#: Of a notebook older than nbformat 4, which is read as a whole; each byte can take 170 in memory.
MAX_OLD_FILE_BYTES = 2 * 2**20
MAX_CELLS = 2000
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
            notebook = _slim(json.loads(path.read_bytes()))
            if notebook is None:
                _require_small(size)
                notebook = nbformat.read(path, as_version=4)
            notebook = _upright(nbformat.from_dict(notebook))
            nbformat.validate(notebook)
    except Exception as error:  # nbformat raises a dozen kinds for a dozen kinds of damage
        reason = " ".join(str(error).split()).partition(": '")[0][:120]
        return _noted(
            f"The file is not a notebook that can be read ({type(error).__name__}: {reason}). "
            "Open it in JupyterLab, save it, and submit again."
        )
    if size > LARGE_FILE_BYTES:
        add_note(notebook, f"The file has {size / 2**20:.0f} MB; only its code was kept, and graded.")
    return notebook


def _require_small(size: int) -> None:
    if size > MAX_OLD_FILE_BYTES:
        raise ValueError(f"it has {size / 2**20:.0f} MB and is not of the notebook format 4")


def _slim(content: Any) -> dict | None:
    """Of a notebook's JSON what is used, before it becomes a notebook, which takes 20 times as much memory.

    None if it is of another format.

    Raises:
        ValueError: it has too many cells.
    """
    if not isinstance(content, dict) or content.get("nbformat") != 4 or not isinstance(content.get("cells"), list):
        return None
    if len(content["cells"]) > MAX_CELLS:
        raise ValueError(f"it has {len(content['cells'])} cells, more than {MAX_CELLS}")
    metadata = content.get("metadata", {})
    if isinstance(metadata, dict):
        metadata = {key: value for key, value in metadata.items() if len(json.dumps(value)) <= _MAX_METADATA_CHARS}
    cells = [_slim_cell(cell) if isinstance(cell, dict) else cell for cell in content["cells"]]
    return {"nbformat": 4, "nbformat_minor": content.get("nbformat_minor", 0), "metadata": metadata, "cells": cells}


#: Of one entry in a notebook's metadata. Those that are used are short.
_MAX_METADATA_CHARS = 10_000


def _slim_cell(cell: dict) -> dict:
    slim: dict[str, Any] = {key: cell[key] for key in ("cell_type", "metadata") if key in cell}
    if len(json.dumps(slim)) > _MAX_METADATA_CHARS:
        slim["metadata"] = {}
    if "source" in cell:
        slim["source"] = _joined(cell["source"])
    files = cell.get("attachments")
    if isinstance(files, dict):
        slim["attachments"] = {
            name: {kind: _joined(value) for kind, value in data.items()}
            for name, data in files.items()
            if isinstance(data, dict)
        }
    return slim


def _joined(value: Any) -> str:
    """A text that is a list of lines in the file; empty if it is anything else."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


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
