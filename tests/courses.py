"""Course folders and submissions for the tests of the grader."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path

import nbformat
from banks import ROOT
from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from autograder.grading.course import exercises, read_source, source_script

ASSIGNMENT = "01-creation"
NOTEBOOK = "creation.ipynb"


def make_course(root: Path) -> Path:
    """A course folder at ``root`` with the configuration and the sources, nothing generated yet."""
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copytree(ROOT / "source", root / "source")
    return root


def released() -> NotebookNode:
    return nbformat.read(ROOT / "notebooks" / ASSIGNMENT / NOTEBOOK, as_version=4)


def solved(code: dict[str, str] | None = None) -> NotebookNode:
    """The released notebook, answered: from ``code`` by exercise, else with the source's solutions."""
    source = read_source(source_script(ROOT, ASSIGNMENT))
    answers = {exercise.name: exercise.solution for exercise in exercises(source)} | (code or {})
    notebook = released()
    for cell in notebook.cells:
        if utils.is_solution(cell):
            cell.source = answers[cell.metadata.nbgrader.grade_id]
    return notebook


def quick(*names: str, code: dict[str, str] | None = None) -> NotebookNode:
    """A short notebook: the set-up, and those exercises, answered; their tests included."""
    notebook = solved(code)
    return shortened(notebook, *names)


def shortened(notebook: NotebookNode, *names: str) -> NotebookNode:
    """Only the set-up and those exercises of a notebook."""
    wanted = {"setup", *names, *(f"{name}-tests" for name in names)}
    notebook = copy.deepcopy(notebook)
    notebook.cells = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("grade_id") in wanted]
    return notebook


def submit(root: Path, student: str, content: NotebookNode | str | bytes) -> Path:
    """Write a submission; its path. Text and bytes go into the file as they are."""
    path = root / "submitted" / student / ASSIGNMENT / NOTEBOOK
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path
