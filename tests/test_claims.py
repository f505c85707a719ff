"""Nothing false is taught: every prediction's answer, and what the text says about figures, is run.

The facts below are written from the documentation and the research, not from the notebooks'
output. A cell that compares something that is not listed here fails, and so does a fact that no
cell shows.
"""

from __future__ import annotations

import contextlib
import io

import pytest
from banks import ROOT
from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from autograder import prediction
from autograder.grading.course import assignments, read_source, source_script


class Raises(str):
    """An exception of that class."""


FACTS = {
    "00-start-here": [
        {"tensor": Raises("AttributeError"), "variable": 5.0},
        {"in_the_box": 20.0},
        {"tf_seed": False, "keras_seed": True},
    ],
    "01-creation": [
        {"whole_number": "int32", "decimal_number": "float32", "numpy_zeros": "float64"},
        {"float_box": 6.0, "int_box": None},
        {
            "float64_plus_float32": Raises("InvalidArgumentError"),
            "float_into_int": Raises("TypeError"),
            "array_into_float32": [2.5],
            "tensor_into_float32": Raises("ValueError"),
        },
        {"slope": None, "after_assign_5": 5.0, "freeze_later": Raises("AttributeError")},
        {"first_name": "w:0", "second_name": "w:0", "same_box": False},
        {"a": False, "b": True},
        {"three_into_two": Raises("ValueError"), "five_everywhere": Raises("ValueError")},
        {"v": 2.0, "w": 1.0},
        {"w": [8.0, 9.0], "part": 1.0, "column": [[1.0], [2.0]]},
        {"plus_equals": Raises("RuntimeError"), "item": Raises("TypeError"), "slice_assign": [9.0, 2.0]},
        {"before": 1, "after": 0, "count": 1.0},
        {"add_variable": Raises("AttributeError"), "registered": 1, "build_ran": False},
        {"variables": 1, "name": Raises("AttributeError")},
        {"found": 4},
        {"found": 2, "output_for_1": 3 * (2 * 1 + 0.5) + 3},
        {"forgetful": 1, "hoarder": 5, "first_box_kept": False},
        {"forgetful": Raises("ValueError"), "guarded": "runs"},
        {"before": 0, "after": 2, "five_columns": Raises("ValueError"), "late_weight": Raises("ValueError")},
        {"listed": 1, "raw_moved": False, "weight_moved": True},
        {"layer_has": 2, "module_finds": 0, "layer_is_a_module": False},
        {"attribute": 3.0, "weight": 0.0},
        {"in_call": Raises("ValueError"), "own_call": Raises("AttributeError"), "in_build": "runs"},
    ],
}


def run(notebook: NotebookNode) -> tuple[dict, list[prediction.Comparison]]:
    """Run a source notebook's cells in this process: its names, and its comparisons in order."""
    names: dict = {"__name__": "__main__"}
    compared: list[prediction.Comparison] = []

    def compare(*args, **kwargs):
        compared.append(prediction.compare(*args, **kwargs))
        return compared[-1]

    for cell in notebook.cells:
        if cell.cell_type != "code" or utils.is_grade(cell):
            continue
        with contextlib.redirect_stdout(io.StringIO()):
            exec(cell.source, names)
        names["compare"] = compare
    return names, compared


@pytest.fixture(scope="module", params=assignments(ROOT))
def executed(request) -> tuple[str, dict, list]:
    names, compared = run(read_source(source_script(ROOT, request.param)))
    return request.param, names, compared


def test_every_prediction_has_the_answer_that_is_known(executed):
    assignment, _, compared = executed
    facts = FACTS[assignment]
    assert [[name for name, _, _ in c.rows] for c in compared] == [list(fact) for fact in facts]
    for comparison, fact in zip(compared, facts, strict=True):
        for name, _, seen in comparison.rows:
            if isinstance(fact[name], Raises):
                assert str(seen).startswith(fact[name] + ":"), (name, seen)
            else:
                assert prediction._agree(fact[name], seen) or seen == fact[name], (name, seen)


def test_no_prediction_is_given_away(executed):
    """Released predictions are all open."""
    for comparison in executed[2]:
        assert all(predicted is ... for _, predicted, _ in comparison.rows)


def test_what_the_text_says_about_the_figures(executed):
    assignment, names, _ = executed
    if "plots" not in names:
        assert assignment == "00-start-here"
        return
    finds = {content: {who for who, mark in marks.items() if mark} for content, marks in names["found"].items()}
    assert finds["a plain Python object"] == finds["a function (closure)"] == set()
    assert finds["a list of tf.Variables"] >= {"tf.Module"}
    assert all("Checkpoint of a tf.Module" in finds[content] for content in finds if finds[content])
    assert set(names["module_finds"]) == {content for content in finds if "eras" not in content}
    assert "tf.Module" not in finds["a keras.Variable"] | finds["a Keras layer"]
    assert "keras.Layer" not in finds["a tf.Variable"] | finds["a tf.Module"]
    created = names["created"]
    assert created["Guarded"]["owned"][-1] == created["Guarded"]["made"][-1] == 1
    for module in ("Forgetful", "Hoarder"):
        assert created[module]["made"] == list(range(7))  # one per call: a straight line
    assert created["Forgetful"]["owned"][1:] == [1] * 6
    loss = names["path"]["loss"]
    assert loss[-1] < loss[0]
    assert [float(variable) for variable in names["places"].variables] == [2.0, 1.0, 6.0, 3.0]
    assert names["pair"].numpy().tolist() == [1.0, 2.0]
