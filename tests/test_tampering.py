"""Signs of tampering: what is one, and that honest work shows none."""

from __future__ import annotations

import pytest
from banks import ROOT, entries
from nbformat.v4 import new_code_cell, new_notebook

from autograder.grading.course import assignments, read_source, source_script
from autograder.grading.tampering import signs


def of(*sources: str) -> list[str]:
    return signs(new_notebook(cells=[new_code_cell(source) for source in sources]))


@pytest.mark.parametrize(
    "source",
    [
        "import gc",
        "import os, ctypes",
        "from unittest import mock",
        "import unittest.mock as m",
        "from autograder.observer import answer_in_kernel",
        "kernel.raw_input = raw_input",
        "from autograder import observer",
        "import zmq.asyncio",
        "import importlib\nimportlib.import_module('gc')",
        "name = 'g' + 'c'\n__import__(name)",
        "get_ipython().kernel.do_execute = None",
        "shell = get_ipython()",
        "import sys\nsys._getframe(1).f_back",
        "import sys\nsys.modules['json'] = None",
        "import os\nos._exit(0)",
        "getattr(frame, 'f_globals')",
        "object.__subclasses__()",
        "__builtins__.print = None",
        "from sys import settrace",
        "-" * 100_000 + "1",
        "a" * 900_000 + " b?",
        "%pwd\n" * 501,
    ],
)
def test_a_sign_is_found_and_its_place_named(source):
    (first, *_) = of("x = 1", source)
    assert first.startswith("cell 2, line ")


@pytest.mark.parametrize(
    "source",
    [
        "%matplotlib inline",
        "%%time\nx = 1",
        "import tensorflow as tf\nimport sys\nprint(sys.version)",
        "from autograder import attempt, check, student, plots",
        "model.modules\nlayer.kill()\nself.fork = 3",
        "def kill(): pass\nkill()",
        "import importlib\nimportlib.reload(tf)",
        "not python at all",
        "",
    ],
)
def test_ordinary_code_shows_none(source):
    assert of(source) == []


def test_the_course_and_its_bank_show_none():
    for assignment in assignments(ROOT):
        notebook = read_source(source_script(ROOT, assignment))
        for cell in notebook.cells:
            cell.metadata = {}
        assert signs(notebook) == []
    found = {entry.code for entry in entries() if of(entry.code)}
    assert not found


def test_the_instructor_s_own_cells_are_not_looked_at():
    flags = {"schema_version": 3, "grade_id": "t", "grade": True, "solution": False, "locked": True, "points": 1}
    assert signs(new_notebook(cells=[new_code_cell("import gc", metadata={"nbgrader": flags})])) == []


def test_a_solution_cell_is_named_by_its_exercise():
    flags = {"schema_version": 3, "grade_id": "linear", "grade": False, "solution": True, "locked": False}
    assert signs(new_notebook(cells=[new_code_cell("import gc", metadata={"nbgrader": flags})])) == [
        "linear, line 1: imports gc"
    ]
