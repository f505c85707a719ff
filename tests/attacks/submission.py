"""Submissions of the suite: read from percent scripts, composed into notebooks of the attacked course.

A script has a docstring (first line: what it tries; then why that might work) and code cells. A cell
titled with a grade id (``# %% linear``) takes that cell's place, its code instead of what was
released; empty, it only says where the cell goes. ``# %% right linear`` stands for :data:`RIGHT` in the
place of ``linear``, and ``# %% forger`` for :mod:`.forger`. All other cells are the student's own.
Cells that are not mentioned are where they were: the set-up first, the others at the end.
"""

from __future__ import annotations

import ast
import copy
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jupytext
from nbformat.notebooknode import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

FOLDER = Path(__file__).resolve().parent
#: Stands in a markdown cell for the run's marker; code has ``known.marker``.
MARKER = "MARKER"
#: A right answer to the one exercise of the attacked course; not the source's, whose secret would count as leaked.
RIGHT = """import tensorflow as tf

class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ self.w + self.b
"""


@dataclass(frozen=True)
class Submission:
    """One submission.

    Attributes:
        name: of the file or function; also the student's.
        tries: one line, what it tries.
        kind: ``attack``, ``careless`` or ``honest``.
        deserved: the most points it may get; honest and careless ones must get them.
        cells: title (or None), cell type and source of each cell.
        tamper: edits the composed notebook and the submitted folder, or None.
    """

    name: str
    tries: str
    kind: str
    deserved: float
    cells: tuple[tuple[str | None, str, str], ...] = ()
    tamper: Callable[[NotebookNode, Path, dict], str | bytes | None] | None = None


def read(path: Path) -> Submission:
    """The submission in a percent script."""
    text = path.read_text(encoding="utf-8")
    doc = ast.get_docstring(ast.parse(text[: text.index("# %%")])) or ""
    notebook = jupytext.reads(text[text.index("# %%") :], fmt="py:percent")
    cells = tuple((cell.metadata.get("title"), cell.cell_type, cell.source) for cell in notebook.cells)
    return described(path.stem, doc, cells=cells)


def described(name: str, doc: str, **contents) -> Submission:
    """A submission with what its docstring says, and ``contents``."""
    fields = dict(re.findall(r"^(kind|deserved): *(\S+)$", doc, re.MULTILINE))
    deserved = float(fields.get("deserved", 0))
    return Submission(name, doc.partition("\n")[0].rstrip("."), fields.get("kind", "attack"), deserved, **contents)


def submissions() -> dict[str, Submission]:
    """All of them, by name: those of the scripts and those of :mod:`.tampering`.

    Raises:
        ValueError: two have one name.
    """
    from . import tampering

    found = [read(path) for path in sorted((FOLDER / "submissions").glob("*.py"))]
    for name, function in inspect.getmembers(tampering, inspect.isfunction):
        if function.__module__ == tampering.__name__ and not name.startswith("_"):
            found.append(described(name, inspect.getdoc(function), tamper=function))
    names = [submission.name for submission in found]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ValueError(f"submissions of one name: {', '.join(sorted(twice))}")
    return {submission.name: submission for submission in found}


def compose(submission: Submission, released: NotebookNode, known: dict) -> NotebookNode:
    """The notebook that the student hands in.

    Args:
        released: the notebook of the attacked course.
        known: what a well-informed attacker knows of the machine; ``known`` in the notebook.
    """
    notebook = copy.deepcopy(released)
    left = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells}
    cells = [left.pop("setup"), new_code_cell(_known(known))]
    for title, kind, source in submission.cells:
        if title in left:
            cell = left.pop(title)
            cell.source = source or cell.source
            cells.append(cell)
        elif title == "right linear":
            cells.append(left.pop("linear"))
            cells[-1].source = RIGHT
        elif title == "forger":
            cells.append(new_code_cell((FOLDER / "forger.py").read_text(encoding="utf-8")))
        elif title:
            raise ValueError(f"{submission.name}: there is no cell {title!r}, or it is there twice")
        elif kind == "markdown":
            cells.append(new_markdown_cell(source.replace(MARKER, known["marker"])))
        else:
            cells.append(new_code_cell(source))
    notebook.cells = [*cells, *left.values()]
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"c{index}"
    return notebook


def _known(known: dict) -> str:
    """The cell that defines ``known``. The marker is not in it as such: where it is found, code has run."""
    lines = [f"    {name}={value!r}," for name, value in known.items() if name != "marker"]
    half = len(known["marker"]) // 2
    marker = f"    marker={known['marker'][:half]!r} + {known['marker'][half:]!r},"
    return "\n".join(["from types import SimpleNamespace", "", "known = SimpleNamespace(", *lines, marker, ")"])
