"""Phase 1 of grading a class: one submission is executed, without nbgrader's application or a gradebook."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from traitlets.config import Config

from autograder.batch.task import Assignment, Task, Template, WrongEnvironment, environment
from autograder.grading.execute import ExecuteChecks
from autograder.grading.intake import read_submission
from autograder.grading.repair import restore


def execute(task: Task) -> dict[str, str]:
    """Run a submission's notebooks with their checks; each notebook with its verdicts, as text, by name.

    Raises:
        WrongEnvironment: this process is not like the one that sent the task.
        NoIsolation: student code cannot be isolated here.
    """
    compare(task.environment, environment())
    # As nbgrader says it to the notebooks that it executes; isolated ones do not get it.
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    config = Config(task.settings)
    if config.ExecuteChecks.get("seed") is None:
        config.ExecuteChecks.seed = task.seed
    executed = {}
    with tempfile.TemporaryDirectory(prefix="s") as folder:
        submitted, files = Path(folder, "submitted"), Path(folder, "files")
        _write(submitted, {path: content for path, content in task.files.items() if path.endswith(".ipynb")})
        _write(files, {path: content for path, content in task.files.items() if not path.endswith(".ipynb")})
        _write(files, task.assignment.files)
        for name, template in task.assignment.notebooks.items():
            path = submitted / f"{name}.ipynb"
            if path.exists():
                notebook = sanitized(path, template, task.assignment)
                notebook, _ = ExecuteChecks(config=config).preprocess(notebook, {"metadata": {"path": str(files)}})
                executed[name] = nbformat.writes(notebook)
    return executed


def sanitized(path: Path, template: Template, assignment: Assignment) -> NotebookNode:
    """The notebook in ``path`` as it comes out of nbgrader's sanitize step with this course's preprocessors."""
    notebook = read_submission(path)
    expected = {name: nbformat.from_dict(cell) for name, cell in template.cells.items()}
    restore(notebook, expected, assignment.name)
    if template.kernelspec:
        notebook.metadata["kernelspec"] = template.kernelspec
    overwrite(notebook, expected)
    return notebook


def overwrite(notebook: NotebookNode, expected: dict[str, NotebookNode]) -> None:
    """Give expected cells their type, and locked ones their source, as nbgrader's ``OverwriteCells`` does."""
    for cell in notebook.cells:
        original = expected.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if original is None:
            continue
        if cell.cell_type != original.cell_type:
            cell.cell_type = original.cell_type
            for field in ("outputs", "execution_count"):
                cell.pop(field, None)
            if cell.cell_type == "code":
                cell.update(outputs=[], execution_count=None)
        if original.metadata["nbgrader"]["locked"]:
            cell.source = original.source


def _write(folder: Path, files: dict[str, bytes | int]) -> None:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif path.suffix == ".ipynb":  # read_submission goes by its size; a hole takes no space
            with path.open("wb") as file:
                file.truncate(content)


def compare(wanted: dict[str, str], here: dict[str, str]) -> None:
    """Raises :class:`WrongEnvironment` where they differ: the key of a result would not be true."""
    if differing := [name for name in wanted if wanted[name] != here.get(name)]:
        told = ", ".join(f"{name} {here.get(name, '?')[:12]} instead of {wanted[name][:12]}" for name in differing)
        raise WrongEnvironment(f"a worker has {told}: install there what is installed here")
