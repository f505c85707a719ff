"""Handles: what they ask for, how they are spelled, and how failures travel through them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter

import __main__
from autograder import protocol
from autograder.observer import Observer
from autograder.student import (
    _ANSWERS,
    MAX_VARIABLES,
    AsNumpy,
    Failure,
    Handle,
    InProcess,
    Student,
    Unanswered,
    activation,
    arguments,
    ask,
    create,
    dense,
    describe,
    gather,
    same,
    spelled,
)

DESCRIBED = {
    "object": 7,
    "kind": "tensor",
    "type": "EagerTensor",
    "shape": [2, None],
    "dtype": "float32",
    "trainable": None,
    "name": None,
    "keys": None,
    "created": 0,
}
ERROR = {"kind": "broken", "classes": ["ValueError"], "message": "no", "line": "f()", "number": 3}


class FakeChannel:
    """Answers every request alike, and keeps them."""

    def __init__(self, reply: Any = None, explained: Failure | None = None):
        self.reply = {"answer": DESCRIBED} if reply is None else reply
        self.explained = explained
        self.requests: list[dict] = []

    def ask(self, request: str) -> str:
        self.requests.append(protocol.loads(request))
        return self.reply if isinstance(self.reply, str) else protocol.dumps(self.reply)

    def explain(self, failure: Failure) -> Failure:
        return self.explained or failure


def failure_of(handle: Handle) -> Failure:
    with pytest.raises(Unanswered) as raised:
        describe(handle)
    return raised.value.failure


def failure_of_reply(reply: Any, question: str = "describe", **details: Any) -> Failure:
    with pytest.raises(Unanswered) as raised:
        ask(Student(FakeChannel(reply)).thing, question, **details)
    return raised.value.failure


def test_names_attributes_and_items_make_no_request() -> None:
    channel = FakeChannel()
    handle = Student(channel).model.layers[0].w
    assert channel.requests == []
    ask(handle, "describe")
    path = [["attribute", "layers"], ["item", 0], ["attribute", "w"]]
    assert channel.requests == [{"ask": "describe", "target": {"name": "model", "path": path}}]


def test_one_call_is_one_request() -> None:
    channel = FakeChannel()
    Student(channel).Linear(3, 2)
    (request,) = channel.requests
    assert (request["ask"], request["args"], request["kwargs"]) == ("call", [3, 2], {})


def test_a_result_is_described_by_the_call_itself() -> None:
    channel = FakeChannel()
    result = Student(channel).f()
    assert describe(result)["kind"] == "tensor"
    assert len(channel.requests) == 1


def test_a_description_is_asked_for_once() -> None:
    channel = FakeChannel()
    handle = Student(channel).v
    assert describe(handle) == describe(handle)
    assert len(channel.requests) == 1


def test_attributes_of_a_result_refer_to_that_object() -> None:
    channel = FakeChannel()
    ask(Student(channel).f().w, "describe")
    assert channel.requests[-1]["target"] == {"object": 7, "path": [["attribute", "w"]]}


def test_arguments_of_every_kind_are_sent() -> None:
    channel = FakeChannel()
    student = Student(channel)
    x = np.array([1.5, 2.5], np.float32)
    student.f(x, student.v, (1, student.w), [2, None], AsNumpy(x), keyword={"array": True})
    request = channel.requests[-1]
    array, handle, pair, items, as_numpy = request["args"]
    np.testing.assert_array_equal(array, x)
    assert handle == {"handle": {"name": "v", "path": []}}
    assert pair == {"tuple": [1, {"handle": {"name": "w", "path": []}}]}
    assert items == [2, None]
    np.testing.assert_array_equal(as_numpy["numpy"], x)
    assert request["kwargs"] == {"keyword": {"dict": {"array": True}}}


@pytest.mark.parametrize(("on", "count"), [(np.ones(3), 1), ((1, 2, 3), 3), ([1, 2, 3], 1), ((), 0)], ids=repr)
def test_a_tuple_stands_for_several_arguments(on: Any, count: int) -> None:
    assert len(arguments(on)) == count


def test_handles_are_spelled_as_the_test_wrote_them() -> None:
    student = Student(FakeChannel())
    linear = student.Linear(3, units=2, name="out")
    assert spelled(linear.layers[0]["w"]) == "Linear(3, units=2, name='out').layers[0]['w']"
    assert spelled(student.f(linear.w, [linear.b])).startswith("f(Linear(3, units=2, name='out').w, [Linear(")
    assert repr(student.v) == "<student's v>"


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        (np.zeros((4, 3)), "f(x[4, 3])"),
        (AsNumpy(np.zeros((4, 3))), "f(x[4, 3])"),
        (np.array([1.0, 2.5]), "f([1. , 2.5])"),
        (np.float32(2), "f(np.float32(2.0))"),
        ((1, "a"), "f((1, 'a'))"),
    ],
    ids=str,
)
def test_arrays_are_spelled_short(argument: Any, text: str) -> None:
    assert spelled(Student(FakeChannel()).f(argument)) == text


def test_a_failed_call_remembers_why() -> None:
    handle = Student(FakeChannel({"error": ERROR})).f()
    assert failure_of(handle) == Failure("broken", "no", ("ValueError",), "f()", 3)


def test_a_failure_travels_on_without_further_requests() -> None:
    channel = FakeChannel({"error": ERROR})
    student = Student(channel)
    failed = student.f()
    channel.reply = {"answer": DESCRIBED}
    descendants = [failed.w, failed.w[0], failed(), failed.method(3), failed["key"].other()]
    assert {failure_of(handle) for handle in descendants} == {failure_of(failed)}
    assert failure_of(student.g(failed)) == failure_of(failed)
    assert failure_of(student.g(x=[{"deep": (failed,)}])) == failure_of(failed)
    for left, right in [(failed, student.v), (student.v, failed)]:
        with pytest.raises(Unanswered, match="no"):
            same(left, right)
    with pytest.raises(Unanswered, match="no"):
        arguments((1, failed))
    assert len(channel.requests) == 1


def test_failed_handles_are_still_spelled() -> None:
    failed = Student(FakeChannel({"error": ERROR})).Linear(3)
    assert spelled(failed.w[0]) == "Linear(3).w[0]"


def test_another_question_is_not_spoilt_by_a_failed_one() -> None:
    channel = FakeChannel({"error": ERROR})
    student = Student(channel)
    student.f()
    channel.reply = {"answer": DESCRIBED}
    assert describe(student.g())["kind"] == "tensor"


def test_a_failed_creation_is_a_failed_handle() -> None:
    assert failure_of(create(FakeChannel({"error": ERROR}), np.ones(2), "v")).message == "no"


def test_layers_and_activations_are_made_with_one_request() -> None:
    layers = DESCRIBED | {"kind": "list", "keys": ["0", "1"]}
    channel = FakeChannel({"answer": layers})
    kernels, biases = [np.ones((3, 2)), np.ones((2, 2))], [np.zeros(2), np.zeros(2)]
    made = dense(channel, kernels, biases, "layers")
    assert (spelled(made), describe(made)) == ("layers", layers)
    (request,) = channel.requests
    assert (request["ask"], set(request)) == ("dense", {"ask", "kernels", "biases"})
    for sent, value in zip(request["kernels"] + request["biases"], kernels + biases, strict=True):
        np.testing.assert_array_equal(sent, value)
    assert spelled(activation(channel, "tanh", "activation")) == "activation"
    assert channel.requests[1:] == [{"ask": "activation", "name": "tanh"}]


def test_what_is_made_after_a_failure_is_a_failed_handle() -> None:
    channel = FakeChannel({"error": ERROR})
    failed = Student(channel).f()
    for made in (dense(channel, [np.ones((1, 1))], [np.ones(1)], "layers"), activation(channel, "tanh", "phi")):
        assert failure_of(made).message == "no"
    requests = len(channel.requests)
    assert failure_of(gather(channel, [Student(channel).v, failed])) == failure_of(failed)
    assert len(channel.requests) == requests


@pytest.mark.parametrize("keys", [None, [], ["0"], ["0", "1", "2"]])
def test_layers_are_as_many_as_were_asked_for(keys: list | None) -> None:
    channel = FakeChannel({"answer": DESCRIBED | {"keys": keys}})
    made = dense(channel, [np.ones((2, 2))] * 2, [np.zeros(2)] * 2, "layers")
    assert failure_of(made).kind == "protocol"
    assert failure_of(made[0].kernel) == failure_of(made)


def test_the_channel_explains_failures() -> None:
    cause = Failure("broken", "the cell failed")
    handle = Student(FakeChannel({"error": ERROR | {"kind": "undefined"}}, explained=cause)).f()
    assert failure_of(handle) == cause


@pytest.mark.parametrize(
    "reply",
    [
        "",
        "Traceback (most recent call last): …",
        "[]",
        "{}",
        {"answer": DESCRIBED, "error": ERROR},
        {"answer": DESCRIBED, "points": 10},
        {"error": None},
        {"error": "broken"},
        {"error": {}},
        {"error": ERROR | {"extra": 1}},
        {"error": {key: value for key, value in ERROR.items() if key != "line"}},
        {"error": ERROR | {"kind": None}},
        {"error": ERROR | {"classes": 5}},
        {"error": ERROR | {"classes": "ValueError"}},
        {"error": ERROR | {"classes": [1]}},
        {"error": ERROR | {"classes": []}},
        {"error": ERROR | {"message": ["<b>"]}},
        {"error": ERROR | {"line": 3}},
        {"error": ERROR | {"number": "3"}},
        '{"answer": {"array": {"dtype": "float32", "shape": [2], "data": ""}}}',
    ],
    ids=lambda reply: json.dumps(reply)[:60],
)
def test_malformed_replies_are_failures_of_the_protocol(reply: Any) -> None:
    assert failure_of_reply(reply).kind == "protocol"
    assert failure_of(Student(FakeChannel(reply)).f()).kind == "protocol"


LISTING = {"variables": [DESCRIBED | {"path": "w"}], "untracked": {"t": "tensor"}}
LINE = {"label": "a", "x": np.ones(2), "y": np.ones(2)}
PANEL = {
    "title": "",
    "xlabel": "x",
    "ylabel": "y",
    "xscale": "linear",
    "yscale": "log",
    "legend": ["a"],
    "lines": [LINE],
}
EXPORTED = {
    "graph": np.ones(3, np.uint8),
    "inputs": ["x"],
    "constants": [{"name": "c", "value": np.ones(2)}],
    "variables": [
        {"name": "v", "path": "w", "value": np.ones(2), "trainable": True},
        {"name": "hidden", "path": None, "value": np.ones(2), "trainable": False},
    ],
    "outputs": ["y:0"],
    "structure": {"output": 0},
}
PROPER = {
    "describe": DESCRIBED,
    "call": DESCRIBED,
    "create": DESCRIBED,
    "gather": DESCRIBED,
    "dense": DESCRIBED | {"kind": "list", "keys": ["0"]},
    "activation": DESCRIBED | {"kind": "callable"},
    "figure": [PANEL, PANEL | {"legend": [], "lines": []}],
    "value": {"value": [1, {"dict": {}}]},
    "variables": LISTING,
    "same": True,
    "forward": [np.ones(2), None],
    "gradients": {"w": np.ones(2), "b": None},
    "export": EXPORTED,
    "step": {"moved": {"w": True}, "unlisted": 0},
    "trace": {"outputs": [1, 1], "traces": 1, "created": 0},
}
#: What belongs to a question, where the answer must fit it.
DETAILS = {
    "forward": {"settings": [{}, {}]},
    "dense": {"kernels": [np.ones((2, 2))]},
    "trace": {"times": 2},
}


@pytest.mark.parametrize("question", PROPER)
def test_proper_answers_are_accepted(question: str) -> None:
    seen = ask(Student(FakeChannel({"answer": PROPER[question]})).thing, question, **DETAILS.get(question, {}))
    assert repr(seen) == repr(PROPER[question])


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        *((question, answer) for question in PROPER for answer in (None, 3, "text", [{}])),
        *((question, {}) for question in PROPER if question != "gradients"),
        ("forward", []),
        ("forward", [1, 2, 3]),
        *(
            ("describe", DESCRIBED | {key: b})
            for key, b in [("kind", []), ("shape", ["2"]), ("keys", [1]), ("object", "1")]
        ),
        ("describe", {key: value for key, value in DESCRIBED.items() if key != "kind"}),
        ("call", {key: value for key, value in DESCRIBED.items() if key != "created"}),
        ("variables", [DESCRIBED]),
        ("variables", LISTING | {"variables": [DESCRIBED]}),
        ("variables", LISTING | {"variables": [DESCRIBED | {"path": "w", "dtype": None}]}),
        ("variables", LISTING | {"untracked": {"t": ["tensor"]}}),
        ("variables", LISTING | {"variables": [DESCRIBED | {"path": "w"}] * 2}),
        ("variables", LISTING | {"variables": [DESCRIBED | {"path": str(i)} for i in range(MAX_VARIABLES + 1)]}),
        ("gradients", {"w": 1.0}),
        ("gradients", {"w": [1.0]}),
        *(("export", {key: value for key, value in EXPORTED.items() if key != missing}) for missing in EXPORTED),
        *(("export", EXPORTED | {key: value}) for key in EXPORTED if key != "structure" for value in (1, [1], [{}])),
        ("export", EXPORTED | {"variables": [EXPORTED["variables"][0] | {"path": 1}]}),
        ("export", {"reason": None}),
        ("step", {"moved": {"w": 1}, "unlisted": 0}),
        ("step", {"moved": ["w"], "unlisted": 0}),
        ("trace", {"outputs": None, "traces": 1, "created": 0}),
        ("trace", {"outputs": [], "traces": 1, "created": 0}),
        ("trace", {"outputs": [1, 1, 1], "traces": 1, "created": 0}),
        ("same", 1),
        ("dense", DESCRIBED),
        ("dense", DESCRIBED | {"keys": ["0", "1"]}),
        ("dense", DESCRIBED | {"keys": "0"}),
        ("activation", {key: value for key, value in DESCRIBED.items() if key != "object"}),
        *(("figure", [{key: value for key, value in PANEL.items() if key != missing}]) for missing in PANEL),
        *(("figure", [PANEL | {key: 1}]) for key in PANEL),
        *(("figure", [PANEL | {"legend": legend}]) for legend in (None, "a", [None], [1])),
        *(("figure", [PANEL | {"lines": [LINE | {key: value}]}]) for key in LINE for value in (None, 1.0, [1.0], {})),
        *(("figure", [PANEL | {"lines": [LINE | {key: "text"}]}]) for key in ("x", "y")),
        ("figure", [PANEL, None]),
        ("figure", PANEL),
    ],
)
def test_improper_answers_are_failures_of_the_protocol(question: str, answer: Any) -> None:
    assert failure_of_reply({"answer": answer}, question, **DETAILS.get(question, {})).kind == "protocol"


@pytest.mark.parametrize(
    ("dtype", "data"), [("complex64", "A" * 11 + "="), ("object", ""), ("<U4", ""), ("float64", "")]
)
def test_data_of_a_line_that_do_not_cross_are_failures_of_the_protocol(dtype: str, data: str) -> None:
    reply = protocol.dumps({"answer": [PANEL | {"lines": [LINE | {"y": "Y"}]}]})
    forged = json.dumps({"array": {"dtype": dtype, "shape": [1], "data": data}})
    assert failure_of_reply(reply.replace('"Y"', forged), "figure").kind == "protocol"


@pytest.mark.parametrize("size", [2**40, protocol.MAX_ARRAY_BYTES])
def test_data_of_a_line_that_claim_a_huge_size_are_failures_of_the_protocol(size: int) -> None:
    reply = protocol.dumps({"answer": [PANEL | {"lines": [LINE | {"x": "X"}]}]})
    forged = json.dumps({"array": {"dtype": "float64", "shape": [size], "data": ""}})
    assert failure_of_reply(reply.replace('"X"', forged), "figure").kind == "protocol"


def test_every_question_of_the_observer_has_a_form_of_answer() -> None:
    questions = {name.removeprefix("_ask_") for name in dir(Observer) if name.startswith("_ask_")}
    assert questions == set(_ANSWERS) == set(PROPER)


def test_going_through_a_handle_is_refused_instead_of_never_ending() -> None:
    with pytest.raises(TypeError):
        iter(Student(FakeChannel()).items)


@pytest.mark.parametrize("name", ["__array__", "__len__", "__deepcopy__"])
def test_python_finds_no_special_methods_of_the_student(name: str) -> None:
    channel = FakeChannel()
    for asked in (Student(channel), Student(channel).thing):
        with pytest.raises(AttributeError):
            getattr(asked, name)
    assert channel.requests == []


def test_jupyter_shows_a_handle_by_its_name() -> None:
    channel = FakeChannel()
    data, _ = DisplayFormatter().format(Student(channel).thing)
    assert data == {"text/plain": "<student's thing>"}
    assert channel.requests == []


def test_in_process_an_empty_namespace_stays_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(__main__, "stray", 1, raising=False)
    failure = failure_of(Student(InProcess({})).stray)
    assert (failure.kind, failure.message) == ("undefined", "stray")
    assert describe(Student(InProcess()).stray)["kind"] == "number"


def test_in_process_the_objects_are_the_namespaces_own() -> None:
    names = {"scale": lambda x, by: [x * by]}
    result = Student(InProcess(names)).scale(np.array([1.0, 2.0], np.float32), by=3)
    (seen,) = ask(result, "value")["value"]
    np.testing.assert_array_equal(seen, [3.0, 6.0])


def test_in_process_an_oversized_question_is_a_failure_of_the_protocol() -> None:
    big = np.zeros(protocol.MAX_ARRAY_BYTES + 8, np.int8)
    assert failure_of(Student(InProcess({"f": id})).f(big)).kind == "protocol"


def test_in_process_a_value_that_is_nested_too_deeply_is_a_failure_of_the_protocol() -> None:
    deep: list = []
    for _ in range(protocol.MAX_DEPTH):
        deep = [deep]
    with pytest.raises(Unanswered) as raised:
        ask(Student(InProcess({"deep": deep})).deep, "value")
    assert raised.value.failure.kind == "protocol"
