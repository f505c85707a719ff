"""Messages between checks and observer: what crosses unchanged, and what is refused."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
import pytest

from autograder import protocol
from autograder.protocol import DTYPES, MAX_ARRAY_BYTES, MAX_DEPTH, MAX_MESSAGE_CHARS, ProtocolError, dumps, loads


def round_trip(value: Any) -> Any:
    return loads(dumps({"value": value}))["value"]


def array_text(**changes: Any) -> str:
    """A message with one array of two float32 numbers, some of its parts replaced."""
    spec = {"dtype": "float32", "shape": [2], "data": base64.b64encode(bytes(8)).decode()}
    return json.dumps({"value": {"array": spec | changes}})


def nested(levels: int) -> str:
    return '{"value":' + "[" * levels + "]" * levels + "}"


def assert_same_array(seen: Any, sent: np.ndarray) -> None:
    assert isinstance(seen, np.ndarray)
    assert (seen.dtype, seen.shape) == (sent.dtype, sent.shape)
    np.testing.assert_array_equal(seen, sent)


@pytest.mark.parametrize("dtype", sorted(DTYPES))
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,), (2, 3), (1,) * 8], ids=str)
def test_arrays_of_every_dtype_and_shape_cross(dtype: str, shape: tuple) -> None:
    sent = np.arange(np.prod(shape), dtype=np.int64).reshape(shape).astype(dtype)
    assert_same_array(round_trip(sent), sent)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_limits_of_floats_cross(dtype: type) -> None:
    limits = np.finfo(dtype)
    sent = np.array([np.nan, np.inf, -np.inf, limits.max, limits.smallest_subnormal, -0.0], dtype)
    seen = round_trip(sent)
    assert_same_array(seen, sent)
    assert np.signbit(seen[-1])


def test_scalars_of_numpy_cross_as_arrays_without_dimensions() -> None:
    assert_same_array(round_trip(np.float32(0.1)), np.array(0.1, np.float32))


def test_big_endian_numbers_keep_their_value() -> None:
    assert round_trip(np.array([1, 256], ">i4")).tolist() == [1, 256]


def test_strided_arrays_cross_in_their_logical_order() -> None:
    sent = np.arange(12, dtype=np.int32).reshape(3, 4).T[::2]
    assert_same_array(round_trip(sent), sent)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        False,
        0,
        -(2**70),
        0.1,
        float("inf"),
        "",
        "ünïcödé ✓ \n\t\x00",
        [],
        {},
        [1, [2, [None]]],
        {"": {"a": 1}},
    ],
    ids=repr,
)
def test_plain_values_cross(value: Any) -> None:
    seen = round_trip(value)
    assert seen == value
    assert type(seen) is type(value)


def test_nan_crosses() -> None:
    assert np.isnan(round_trip(float("nan")))


def test_tuples_arrive_as_lists_and_keys_as_text() -> None:
    assert round_trip({1: (2, 3)}) == {"1": [2, 3]}


@pytest.mark.parametrize(
    "value", [3, None, [1], {"array": {"array": 1}}, {"item": 2}, {"dtype": 1, "shape": 2, "data": 3}]
)
def test_a_dictionary_with_the_key_array_is_not_taken_for_an_array(value: Any) -> None:
    assert round_trip({"array": value}) == {"array": value}


def test_an_array_under_the_key_array_crosses() -> None:
    sent = np.array([1.0, 2.0])
    assert_same_array(round_trip({"array": sent})["array"], sent)
    assert_same_array(loads(dumps({"array": sent}))["array"], sent)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        {1, 2},
        b"bytes",
        1j,
        len,
        np.array([1j]),
        np.array(["text"]),
        np.array([None]),
        [np.datetime64("2024")],
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_not_plain_data_is_not_sent(value: Any) -> None:
    with pytest.raises(ProtocolError):
        dumps({"value": value})


@pytest.mark.parametrize("text", ["", "null", "3", "[]", '"text"', '{"a": 1', "{'a': 1}", "{} {}", "__import__('os')"])
def test_what_is_not_a_json_object_is_refused(text: str) -> None:
    with pytest.raises(ProtocolError):
        loads(text)


@pytest.mark.parametrize("text", [None, b"{}", {}])
def test_what_is_not_text_is_refused(text: Any) -> None:
    with pytest.raises(ProtocolError):
        loads(text)


@pytest.mark.parametrize(
    "changes",
    [
        {"extra": 1},
        {"dtype": "object"},
        {"dtype": "O"},
        {"dtype": "float128"},
        {"dtype": "f4"},
        {"dtype": "float32,float32"},
        {"dtype": ["float32"]},
        {"dtype": None},
        {"shape": 2},
        {"shape": "2"},
        {"shape": {"0": 2}},
        {"shape": [3]},
        {"shape": [1]},
        {"shape": []},
        {"shape": [-2]},
        {"shape": [-1, -2]},
        {"shape": [2.0]},
        {"shape": [True, 2]},
        {"shape": ["2"]},
        {"shape": [None]},
        {"shape": [[2]]},
        {"shape": [2] + [1] * 8},
        {"shape": [2**24] * 8},
        {"shape": [2**62]},
        {"shape": [0, 2**24, 2**24, 2**24], "data": ""},
        {"data": ""},
        {"data": "AAAA"},
        {"data": None},
        {"data": [0] * 8},
        {"data": "not base64!"},
        {"data": "é" * 12},
        {"data": "AAAAAAAA\nAAA="},
        {"data": "AAAAAAAAAAA"},
    ],
    ids=repr,
)
def test_malformed_arrays_are_refused(changes: dict) -> None:
    with pytest.raises(ProtocolError):
        loads(array_text(**changes))


def test_the_array_that_the_malformed_ones_are_made_of_is_accepted() -> None:
    assert_same_array(loads(array_text())["value"], np.zeros(2, np.float32))


@pytest.mark.parametrize("missing", ["dtype", "shape", "data"])
def test_arrays_without_one_of_their_parts_are_refused(missing: str) -> None:
    message = json.loads(array_text())
    del message["value"]["array"][missing]
    with pytest.raises(ProtocolError):
        loads(json.dumps(message))


@pytest.mark.parametrize("spec", [None, 1, "float32", [], ["float32", [2], "AAAA"]])
def test_what_is_no_array_at_all_is_refused(spec: Any) -> None:
    with pytest.raises(ProtocolError):
        loads(json.dumps({"value": {"array": spec}}))


def test_nesting_is_limited() -> None:
    loads(nested(MAX_DEPTH - 1))
    with pytest.raises(ProtocolError, match="deep"):
        loads(nested(MAX_DEPTH))


@pytest.mark.parametrize("opening", ["[", '{"a":', '{"array":{"item":'])
def test_nesting_beyond_pythons_own_limit_is_refused(opening: str) -> None:
    with pytest.raises(ProtocolError):
        loads('{"a":' + opening * 100_000)


def test_nesting_is_limited_inside_dictionaries_with_the_key_array() -> None:
    text = '{"array":{"item":' * 50 + "1" + "}}" * 50
    with pytest.raises(ProtocolError, match="deep"):
        loads(text)


def test_a_number_of_many_digits_is_refused() -> None:
    with pytest.raises(ProtocolError):
        loads('{"value":' + "1" * 100_000 + "}")


@pytest.mark.parametrize("dtype", [np.int8, np.float64])
def test_the_largest_array_crosses_and_a_larger_one_does_not(dtype: type) -> None:
    most = MAX_ARRAY_BYTES // np.dtype(dtype).itemsize
    assert round_trip(np.zeros(most, dtype)).size == most
    with pytest.raises(ProtocolError):
        round_trip(np.zeros(most + 1, dtype))


def test_a_longer_message_is_refused_before_it_is_read() -> None:
    with pytest.raises(ProtocolError, match="larger"):
        loads("x" * (MAX_MESSAGE_CHARS + 1))


def test_text_that_no_file_takes_is_repaired() -> None:
    message = loads('{"key \\ud800": "lone \\udfff surrogate"}')
    assert str(message).encode("utf-8")


def test_what_arrives_cannot_be_changed_in_place() -> None:
    seen = round_trip(np.zeros(2))
    with pytest.raises(ValueError, match="read-only"):
        seen[0] = 1.0


def test_a_text_has_a_longest_length() -> None:
    longest = "x" * protocol.MAX_TEXT_CHARS
    assert loads(dumps({"name": longest})) == {"name": longest}
    for message in ({"name": longest + "x"}, {longest + "x": 1}):
        with pytest.raises(ProtocolError, match="longer"):
            loads(dumps(message))
