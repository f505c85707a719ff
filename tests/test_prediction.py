"""Predictions beside facts, and exceptions as facts."""

from __future__ import annotations

import re
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from autograder.prediction import attempt, compare

NAN = float("nan")


def agrees(predicted: Any, seen: Any) -> bool:
    return compare({"it": predicted}, it=seen).right == 1


@pytest.mark.parametrize(
    ("predicted", "seen"),
    [
        (2.0, tf.Variable(2.0)),
        (2, tf.constant(2.0)),
        (0.333, np.float32(1 / 3)),
        (2.0, keras.Variable(2.0)),
        ([1, 2], tf.Variable([1, 2])),
        ((1.0, 2.0), np.array([1.0, 2.0])),
        ([[1, 2], [3, 4]], (tf.constant([1, 2]), tf.constant([3, 4]))),
        ({"v": 1.0, "w": [2]}, {"w": tf.constant([2]), "v": tf.Variable(1.0)}),
        (True, np.bool_(True)),
        (False, tf.constant(1.0) is None),
        (None, None),
        (NAN, tf.constant(NAN)),
        (float("inf"), np.float32(np.inf)),
        ("float32", tf.float32),
        ("abc", "abc"),
        ((3, 2), tf.zeros((3, 2)).shape),
        ("ValueError", "ValueError: shapes differ"),
        ("ValueError: shapes differ", "ValueError: shapes differ"),
        (tf.constant(2.0), 2.0),
    ],
    ids=repr,
)
def test_predictions_that_came_true(predicted: Any, seen: Any) -> None:
    assert agrees(predicted, seen)


@pytest.mark.parametrize(
    ("predicted", "seen"),
    [
        (2.0, tf.Variable(2.1)),
        (0.33, np.float32(1 / 3)),
        (1001, 1000),
        (109_386, tf.constant(109_376)),
        (1, True),
        (True, 1),
        ("1", 1),
        (None, 0),
        (0, None),
        (NAN, 0.0),
        (0.0, NAN),
        ([1, 2], tf.Variable([1, 2, 3])),
        ([1, 2], tf.Variable([2, 1])),
        (1, [1]),
        ([1], 1),
        ([[1, 2]], (tf.constant([1, 3]),)),
        ({"v": 1}, {"v": 1, "w": 2}),
        ((3, 3), tf.zeros((3, 2)).shape),
        ("Value", "ValueError: shapes differ"),
        ("ValueError", "TypeError: a ValueError was expected"),
        (..., 2.0),
        ([...], [2.0]),
        ("2.0", tf.Variable(2.0)),
    ],
    ids=repr,
)
def test_predictions_that_did_not(predicted: Any, seen: Any) -> None:
    assert not agrees(predicted, seen)


def test_right_counts_what_came_true() -> None:
    assert compare({"a": 1, "b": 2, "c": ...}, a=1, b=3, c=4).right == 1


def test_facts_decide_what_is_compared() -> None:
    assert [name for name, _, _ in compare({"a": 1, "b": 2}, b=2).rows] == ["b"]


def test_a_fact_without_a_prediction_names_itself() -> None:
    with pytest.raises(KeyError, match="later"):
        compare({"a": 1}, later=2)


def test_it_reads_as_text() -> None:
    assert repr(compare({"v": 1.0, "w": 2, "u": ...}, v=tf.Variable(1.0), w=3, u=4)).splitlines() == [
        "v: you predicted 1, it is 1  ✓",
        "w: you predicted 2, it is 3  ✗",
        "u: you predicted —, it is 4  ",
    ]


def test_a_pair_is_shown_as_a_pair() -> None:
    assert "you predicted (2, 1), it is (1, 2)" in repr(compare({"v": (2, 1)}, v=(tf.constant(1), 2)))


def test_html_shows_every_row_and_escapes_it() -> None:
    html = compare({"v": "<b>", "w": 1}, v="<script>&", w=1)._repr_html_()
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in html.split("<tr>")]
    assert ["<code>v</code>", "&lt;b&gt;", "&lt;script&gt;&amp;", "✗"] in rows
    assert ["<code>w</code>", "1", "1", "✓"] in rows
    assert "<script" not in html


def test_a_prediction_is_not_changed_by_what_happens_later() -> None:
    v = tf.Variable(1.0)
    comparison = compare({"v": 1.0}, v=v)
    v.assign(2.0)
    assert comparison.right == 1


def test_an_attempt_that_works_returns_its_result() -> None:
    assert attempt(lambda: 3) == 3
    assert attempt(lambda: None) is None


def raising(error: BaseException) -> Any:
    def action(*_args: Any) -> None:
        raise error

    return action


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (ValueError("shapes\n  differ"), "ValueError: shapes differ"),
        (ValueError("a: b"), "ValueError: a: b"),
        (TypeError(), "TypeError: "),
        (RuntimeError("\x1b[1mbold\x1b[0m"), "RuntimeError: bold"),
    ],
)
def test_an_attempt_that_fails_returns_class_and_message(error: Exception, text: str) -> None:
    assert attempt(raising(error)) == text


def test_a_long_message_is_cut() -> None:
    assert len(attempt(raising(ValueError("long " * 1000)))) <= len("ValueError: ") + 160


class OfItsOwn(Exception):
    def __init__(self, left: str, right: str):
        super().__init__(f"{left}\n{right}: end")


class Failing(keras.layers.Layer):
    def call(self, x: Any) -> Any:
        raise OfItsOwn("first", "second")


@pytest.mark.parametrize("error", [KeyError("k"), ValueError("one\ntwo: three"), OfItsOwn("first", "second")], ids=repr)
def test_autograph_does_not_change_what_an_attempt_says(error: Exception) -> None:
    assert attempt(lambda: tf.function(raising(error))(1.0)) == attempt(raising(error))


def test_keras_does_not_change_what_an_attempt_says() -> None:
    assert attempt(lambda: Failing()(tf.ones((1, 1)))) == "OfItsOwn: first second: end"


def test_a_failed_attempt_can_be_predicted_by_its_class() -> None:
    assert agrees("ValueError", attempt(lambda: tf.Variable([1.0, 2.0]).assign([1.0])))


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit()])
def test_an_attempt_does_not_stop_the_reader_from_leaving(error: BaseException) -> None:
    with pytest.raises(type(error)):
        attempt(raising(error))
