"""Nothing false is taught: every prediction's answer, and what the text says about figures, is run.

The facts below are written from the documentation and the research, not from the notebooks'
output. A cell that compares something that is not listed here fails, and so does a fact that no
cell shows.
"""

from __future__ import annotations

import contextlib
import io
import math
import warnings
from collections.abc import Callable

import keras
import numpy as np
import pytest
from banks import ROOT
from nbformat.notebooknode import NotebookNode
from nbgrader import utils

from autograder import prediction, theory
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
    "02-initialization": [
        {"tanh": "b2", "relu": "b2", "sigmoid": "w2 b2"},
        {"zeros": 0, "constant": 1, "random": 3},
        {"last_is_zero": "w2 b2", "first_is_zero_tanh": "w1 b1 b2", "first_is_zero_relu": "b2"},
        {"different_columns": 1},
        {"called_twice": True, "layers_one_object": True, "layers_one_name": False, "layers_seed_0": True},
        {"tf_seed": False, "keras_seed": True, "from_config": False},
        {"different_kernels": 1},
        {"w": 2.0, "w_after_v_is_10": 2.0, "initialized_value": Raises("NotImplementedError")},
        {"lstm": [0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0], "dense": 0.0},
        {"std": 10.0},
        {"alive": [256]},
        {"normal_std": 0.05, "truncated_std": 0.044, "uniform_std": 0.029, "truncated_max": 0.1},
        {"normal_0_2": True, "truncated_0_2": True, "normal_of_same_std": True},
        {"relu_q_3": 1.5, "tanh_q_0_01": 0.01, "tanh_q_100": 0.9},
        {"glorot": False, "he": True, "gain_5_3": True},
        {"glorot_linear": 1.0, "glorot_relu": 0.5, "he_relu": 1.0},
        {"sigmoid": [], "tanh": ["glorot_uniform", "he_normal", "orthogonal"]},
        {"gaussian": "below 0.1", "orthogonal": "about 1"},
        {"sign": "negative"},
        {"one": 1.39, "two": 1.14},  # 4 / 4.5 + 0.5, then 0.889 / 1.389 + 0.5
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
    _TEXT[assignment](names)


def _text_of_creation(names: dict) -> None:
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


def _text_of_initialization(names: dict) -> None:
    paths = names["paths"]
    assert not paths["zeros"]["weights"].any()
    assert np.ptp(paths["constant"]["weights"], axis=2).max() == 0  # twins to the last step
    last = {name: math.log10(value) for name, value in names["last"].items()}
    assert last["truncated_0_2"] < last["normal_0_2"] - 1
    assert abs(last["truncated_0_2"] - last["normal_of_same_std"]) < 1
    made_up_for = names["prints"]["he_normal"]["std"] / theory.he_std(300)
    assert abs(made_up_for - 1) < theory.std_tolerance("truncated_normal", 300 * 100)
    phases = names["phases"]
    growth = [np.interp(sigma2, phases["sigma2"], phases["chi"]) for sigma2 in (2.0, 25 / 9)]
    assert [round(100 * (chi - 1)) for chi in growth] == [11, 21]  # percent a layer
    assert theory.forward_moments("relu", 2.56, 30)[-1] > 1000  # ten more layers
    off = names["weights"] @ np.tanh(10 * names["points"]) ** 2 / theory.expectation(lambda z: np.tanh(z) ** 2, 100.0)
    assert round(100 * (off - 1)) == 2
    largest = {name: max(-found["min"], found["max"]) for name, found in names["prints"].items()}
    assert max(largest, key=largest.get) == "normal"
    stds = {label: found["std"] for (label, layer), found in names["histograms"].items() if layer == 16}
    assert stds["normal, std 0.01"] < 1e-9
    assert names["histograms"]["normal, std 0.2", 16]["saturated"] > 0.4
    assert all(first < 0 for first in names["firsts"])


_TEXT: dict[str, Callable[[dict], None]] = {
    "00-start-here": lambda names: None,  # no figures
    "01-creation": _text_of_creation,
    "02-initialization": _text_of_initialization,
}


def test_nothing_warns_of_an_initializer_that_is_used_twice():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        recipe = keras.initializers.GlorotUniform()
        for _ in range(2):
            keras.layers.Dense(2, kernel_initializer=recipe).build((None, 2))


def test_tanh_decays_like_one_over_twice_the_layer():
    moments = theory.forward_moments("tanh", 1.0, 400)
    assert np.allclose(moments[199:] * 2 * np.arange(200, 401), 1.0, atol=0.05)
