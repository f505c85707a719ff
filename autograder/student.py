"""The handle that tests hold: a name, an attribute or a result of the student's code.

``student.Linear(3, 2)`` asks the observer to call ``Linear`` and returns a :class:`Handle` of
the result. A handle never raises for what the student did: it remembers the failure, and the
check that uses it reports it. Which process the student's objects live in is the channel's
affair: :class:`InProcess` here, a kernel in :mod:`autograder.grading`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from autograder import protocol

#: Variables of one object. Each is looked at in turn, whatever its size.
MAX_VARIABLES = 1000


@dataclass(frozen=True)
class Failure:
    """Why a question has no answer.

    Attributes:
        kind: ``undefined``, ``not attempted``, ``broken``, ``timeout``, ``lost`` (the kernel
            died) or ``protocol`` (the reply is not one).
        message: one sentence, the student's exception where there is one.
        classes: class names of the exception, most specific first.
        line: the student's line, or None.
        number: its line number in the cell, from 1, or None.
    """

    kind: str
    message: str
    classes: tuple[str, ...] = ()
    line: str | None = None
    number: int | None = None


class Unanswered(Exception):
    """A question without an answer; carries the :class:`Failure`."""

    def __init__(self, failure: Failure):
        super().__init__(failure.message)
        self.failure = failure


class Channel(Protocol):
    """Carries one request to the observer and brings its reply."""

    def ask(self, request: str) -> str:
        """The reply to ``request``, both JSON text. Raises :class:`Unanswered`."""
        ...

    def explain(self, failure: Failure) -> Failure:
        """``failure``, or what is known here to be its cause."""
        ...


class InProcess:
    """The student's objects are in this process: their own notebook, or a stock kernel.

    Args:
        namespace: the globals that hold the student's names, or None for the notebook's own.
    """

    def __init__(self, namespace: dict[str, Any] | None = None):
        self._namespace = namespace
        self._observer: Any = None

    def ask(self, request: str) -> str:
        if self._observer is None:
            # TensorFlow, imported only when there is something to ask.
            from autograder.observer import Observer

            self._observer = Observer(_notebook_namespace() if self._namespace is None else self._namespace)
        return self._observer.answer(request)

    def explain(self, failure: Failure) -> Failure:
        return failure


def _notebook_namespace() -> dict[str, Any]:
    import __main__

    return vars(__main__)


class WithEvaluator:
    """A channel with an evaluator beside it, which the checks use for outputs and gradients.

    Args:
        evaluator: an :class:`autograder.evaluation.evaluator.Evaluator`.
    """

    def __init__(self, channel: Channel, evaluator: Any):
        self.ask = channel.ask
        self.explain = channel.explain
        self.evaluator = evaluator


class Handle:
    """Something of the student's, by reference.

    Every public attribute is the student's: ``linear.w`` is a handle of that attribute,
    ``linear.w[0]`` of an item, ``counter.step()`` of the result of a call. Arguments may be
    numbers, strings, NumPy arrays (they arrive as tensors), handles, and lists, tuples and
    dictionaries of these.
    """

    #: Without it, Python would ask for items 0, 1, 2… and never come to an end.
    __iter__ = None

    def __init__(
        self,
        channel: Channel,
        target: dict | None,
        text: str,
        described: dict | None = None,
        failure: Failure | None = None,
    ):
        self._channel = channel
        self._target = target
        self._text = text
        self._described = described
        self._failure = failure

    def __getattr__(self, name: str) -> Handle:
        if name.startswith("__"):
            raise AttributeError(name)
        return self._step("attribute", name, f"{self._text}.{name}")

    def __getitem__(self, key: int | str) -> Handle:
        return self._step("item", key, f"{self._text}[{key!r}]")

    def __call__(self, *args: Any, **kwargs: Any) -> Handle:
        text = f"{self._text}({_spell(args, kwargs)})"
        try:
            answer = ask(
                self,
                "call",
                args=[_argument(arg) for arg in args],
                kwargs={key: _argument(arg) for key, arg in kwargs.items()},
            )
            return Handle(self._channel, _object(answer), text, answer)
        except Unanswered as error:
            return Handle(self._channel, None, text, failure=error.failure)

    def __repr__(self) -> str:
        return f"<student's {self._text}>"

    def _step(self, kind: str, key: int | str, text: str) -> Handle:
        if self._target is None:
            return Handle(self._channel, None, text, failure=self._failure)
        target = self._target | {"path": [*self._target["path"], [kind, key]]}
        return Handle(self._channel, target, text)


class Student:
    """The student's names: ``student.Linear`` is a handle of what the name ``Linear`` holds."""

    def __init__(self, channel: Channel):
        self._channel = channel

    def __getattr__(self, name: str) -> Handle:
        if name.startswith("__"):
            raise AttributeError(name)
        return Handle(self._channel, {"name": name, "path": []}, name)


@dataclass(frozen=True)
class AsNumpy:
    """An argument that reaches the student's function as a NumPy array, not as a tensor."""

    value: np.ndarray


def ask(handle: Handle, question: str, **details: Any) -> Any:
    """The observer's answer to ``question`` about what ``handle`` refers to.

    Raises:
        Unanswered: there is no such thing, the student's code raised, or no proper reply came.
    """
    if handle._failure is not None:
        raise Unanswered(handle._failure)
    return _ask(handle._channel, question, target=handle._target, **details)


def create(channel: Channel, value: np.ndarray, text: str) -> Handle:
    """A handle of a fresh ``tf.Variable`` with that value, beside the student's objects."""
    return _made(channel, text, "create", value=value)


def gather(channel: Channel, handles: list[Handle], text: str | None = None) -> Handle:
    """A handle of a fresh list of what ``handles`` refer to now."""
    text = text or f"[{', '.join(spelled(handle) for handle in handles)}]"
    return _made(channel, text, "gather", items=handles)


def dense(channel: Channel, kernels: list[np.ndarray], biases: list[np.ndarray], text: str) -> Handle:
    """A handle of a fresh list of Keras Dense layers with these values."""
    return _made(channel, text, "dense", kernels=kernels, biases=biases)


def activation(channel: Channel, name: str, text: str) -> Handle:
    """A handle of Keras's activation of that name."""
    return _made(channel, text, "activation", name=name)


def _made(channel: Channel, text: str, question: str, **details: Any) -> Handle:
    """A handle of what the observer makes for a test."""
    try:
        answer = _ask(channel, question, **{key: _argument(value) for key, value in details.items()})
    except Unanswered as error:
        return Handle(channel, None, text, failure=error.failure)
    return Handle(channel, _object(answer), text, answer)


def same(left: Handle, right: Handle) -> bool:
    """Whether the two are one object (for variables: one box)."""
    for handle in (left, right):
        if handle._failure is not None:
            raise Unanswered(handle._failure)
    return bool(_ask(left._channel, "same", left=left._target, right=right._target))


def describe(handle: Handle) -> dict:
    """Kind, type, shape, dtype… of what ``handle`` refers to; see ``Observer._describe``."""
    if handle._described is None and handle._failure is None:
        handle._described = ask(handle, "describe")
    if handle._failure is not None:
        raise Unanswered(handle._failure)
    return handle._described


def spelled(handle: Handle) -> str:
    """How the test wrote it, for messages: ``Linear(3, 2).w``."""
    return handle._text


def arguments(args: Any) -> list:
    """``on=`` of a check as a list of encoded arguments: one array, or a tuple of them."""
    return [_argument(arg) for arg in (args if isinstance(args, tuple) else (args,))]


def _ask(channel: Channel, question: str, **details: Any) -> Any:
    try:
        answer = _unpack(protocol.loads(channel.ask(protocol.dumps({"ask": question, **details}))))
        if not _fits(answer, _ANSWERS.get(question, object)):
            raise protocol.ProtocolError(f"it is not of the form of an answer to {question!r}")
        if question == "variables" and len(answer["variables"]) + len(answer["untracked"]) > MAX_VARIABLES:
            raise protocol.ProtocolError(f"it has more than {MAX_VARIABLES} variables")
        if question == "variables" and len({item["path"] for item in answer["variables"]}) < len(answer["variables"]):
            raise protocol.ProtocolError("two variables have the same path")
        if question == "forward" and len(answer) != len(details["settings"]):
            raise protocol.ProtocolError("one output for each setting was asked for")
        if question == "trace" and len(answer["outputs"]) != details["times"]:
            raise protocol.ProtocolError("one output for each call was asked for")
        if question == "dense" and len(answer["keys"] or ()) != len(details["kernels"]):
            raise protocol.ProtocolError("one layer for each kernel was asked for")
        return answer
    except protocol.ProtocolError as error:
        raise Unanswered(Failure("protocol", f"the answer could not be read: {error}")) from None
    except Unanswered as error:
        raise Unanswered(channel.explain(error.failure)) from None


def _unpack(reply: dict) -> Any:
    if set(reply) == {"answer"}:
        return reply["answer"]
    if set(reply) != {"error"} or not isinstance(reply["error"], dict):
        raise protocol.ProtocolError("a reply has one answer or one error")
    error = reply["error"]
    if len(error) != len(_ERROR) or not _fits(error, _ERROR) or not error["classes"]:
        raise protocol.ProtocolError("an error has kind, classes, message, line and number")
    raise Unanswered(Failure(**error | {"classes": tuple(error["classes"])}))


_ERROR = {"kind": str, "classes": [str], "message": str, "line": (str, None), "number": (int, None)}
_DESCRIPTION = {
    "object": int,
    "kind": str,
    "type": str,
    "shape": ([(int, None)], None),
    "dtype": (str, None),
    "trainable": (bool, None),
    "name": (str, None),
    "keys": ([str], None),
}
_LINE = {"label": str, "x": np.ndarray, "y": np.ndarray}
_PANEL = {
    "title": str,
    "xlabel": str,
    "ylabel": str,
    "xscale": str,
    "yscale": str,
    "legend": [str],
    "lines": [_LINE],
}
#: The form of the answer to each question (see :func:`_fits`); checks rely on it.
_ANSWERS: dict[str, Any] = {
    "describe": _DESCRIPTION,
    "call": _DESCRIPTION | {"created": int},
    "value": {"value": object},
    "variables": {"variables": [_DESCRIPTION | {"path": str, "dtype": str}], "untracked": {str: str}},
    "create": _DESCRIPTION,
    "gather": _DESCRIPTION,
    "dense": _DESCRIPTION,
    "activation": _DESCRIPTION,
    "figure": [_PANEL],
    "same": bool,
    "forward": [object],
    "export": (
        {
            "graph": np.ndarray,
            "inputs": [str],
            "constants": [{"name": str, "value": np.ndarray}],
            "variables": [{"name": str, "path": (str, None), "value": np.ndarray, "trainable": bool}],
            "outputs": [str],
            "structure": object,
        },
        {"reason": str},
    ),
    "gradients": {str: (np.ndarray, None)},
    "step": {"moved": {str: bool}, "unlisted": int},
    "trace": {"outputs": [object], "traces": int, "created": int},
}


def _fits(value: Any, form: Any) -> bool:
    """Whether ``value`` has that form: a class, None, a tuple of alternatives, ``[form of the
    items]``, ``{key: form}`` with at least these keys, or ``{str: form of all values}``."""
    if isinstance(form, tuple):
        return any(_fits(value, one) for one in form)
    if isinstance(form, list):
        return isinstance(value, list) and all(_fits(item, form[0]) for item in value)
    if isinstance(form, dict) and str in form:
        return isinstance(value, dict) and all(_fits(item, form[str]) for item in value.values())
    if isinstance(form, dict):
        return isinstance(value, dict) and all(key in value and _fits(value[key], form[key]) for key in form)
    return value is None if form is None else isinstance(value, form)


def _object(described: dict) -> dict:
    return {"object": described["object"], "path": []}


def _argument(value: Any) -> Any:
    if isinstance(value, Handle):
        if value._failure is not None:
            raise Unanswered(value._failure)
        return {"handle": value._target}
    if isinstance(value, AsNumpy):
        return {"numpy": value.value}
    if isinstance(value, tuple):
        return {"tuple": [_argument(item) for item in value]}
    if isinstance(value, list):
        return [_argument(item) for item in value]
    if isinstance(value, dict):
        return {"dict": {key: _argument(item) for key, item in value.items()}}
    return value


def _spell(args: tuple, kwargs: dict[str, Any]) -> str:
    parts = [_spell_one(arg) for arg in args]
    parts += [f"{key}={_spell_one(arg)}" for key, arg in kwargs.items()]
    return ", ".join(parts)


def _spell_one(value: Any) -> str:
    if isinstance(value, Handle):
        return value._text
    if isinstance(value, AsNumpy):
        value = value.value
    if isinstance(value, np.ndarray) and value.size > 3:
        return f"x{list(value.shape)}"
    if isinstance(value, np.ndarray):
        return np.array2string(value, precision=2, separator=", ").replace("\n", "")
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {_spell_one(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        parts = [_spell_one(item) for item in value]
        inside = ", ".join([*parts[:3], "…", parts[-1]] if len(parts) > 6 else parts)
        return f"[{inside}]" if isinstance(value, list) else f"({inside}{',' if len(parts) == 1 else ''})"
    return f"{value:.6g}" if isinstance(value, float) else repr(value)
