"""Answers questions about the student's objects, beside the student's code.

It takes one request as plain data and answers with plain data. It holds no expectation and
reaches no verdict: those are in :mod:`autograder.checks`, which run elsewhere when it counts.
Besides the figures, this is the only module of the package that works with TensorFlow and Keras.
"""

from __future__ import annotations

import contextlib
import copy
import linecache
import re
import traceback
import types
from collections import Counter
from collections.abc import Iterator
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from IPython import get_ipython

from autograder import protocol
from autograder.evaluation.export import NotExportable, export

#: How deep plain objects are searched for variables that tracking does not find.
SEARCH_DEPTH = 4


class Undefined(Exception):
    """The name that a request asks for does not exist (yet)."""


class NotAttempted(Exception):
    """There is a ``...``, the placeholder of an unanswered question."""


def is_variable(value: Any) -> bool:
    """Whether ``value`` is a ``tf.Variable`` or a ``keras.Variable``, and does not only say so."""
    return issubclass(type(value), tf.Variable | keras.Variable)  # isinstance believes __class__


def identity(variable: Any) -> int:
    """A number that two variables share exactly if they are one box.

    That is the handle of the resource: what ``assign`` returns, and the tf.Variable beneath a
    keras.Variable, are other Python objects over the same box.
    """
    variable = variable.value if isinstance(variable, keras.Variable) else variable
    return id(getattr(variable, "handle", variable))


def tracked(owner: Any) -> list[tuple[str, Any]]:
    """The variables that ``owner``'s own tracking finds, each once: ``(path, variable)``.

    Of a ``tf.Module``, a Keras layer or a model: what ``owner.variables`` lists, under the
    attribute that holds it; else under TensorFlow's path (``layers/0/w``) or Keras's name. Of a
    list, tuple or dictionary: its items. No two have the same path: where Keras gives a name
    twice, the second ends in ``#2``.
    """
    if is_variable(owner):
        return [("", owner)]
    if isinstance(owner, keras.Layer):
        return _once((_keras_path(owner, variable), variable) for variable in owner.variables if is_variable(variable))
    if isinstance(owner, tf.Module):
        pairs = owner._flatten(
            predicate=lambda value: isinstance(value, tf.Variable), with_path=True, expand_composites=True
        )
        # TensorFlow's path is the first in alphabetical order, such as all/0 where w is another.
        names = {id(value): name for name, value in reversed(vars(owner).items())}
        return _once(
            (names.get(id(v)) or "/".join(str(part) for part in path), v) for path, v in pairs if is_variable(v)
        )
    if isinstance(owner, dict):
        return _once((str(key), item) for key, item in owner.items() if is_variable(item))
    if isinstance(owner, list | tuple):
        return _once((str(index), item) for index, item in enumerate(owner) if is_variable(item))
    return []


def _once(pairs: Any) -> list[tuple[str, Any]]:
    seen: set[int] = set()
    used: Counter[str] = Counter()
    found = []
    for path, variable in pairs:
        if identity(variable) not in seen:
            seen.add(identity(variable))
            used[path] += 1
            found.append((path if used[path] == 1 else f"{path}#{used[path]}", variable))
    return found


def _keras_path(layer: Any, variable: Any) -> str:
    for name, value in vars(layer).items():
        if value is variable and not name.startswith("_"):
            return name
    return variable.path.partition("/")[2] or variable.path


def untracked(owner: Any) -> dict[str, str]:
    """What ``owner`` holds that its tracking does not list: attribute to what is there.

    Values: ``tensor``, ``tf.Variable`` (in a Keras layer), ``keras.Variable`` (in a tf.Module),
    ``layer`` (a Keras layer in a tf.Module), ``module`` (a tf.Module in a Keras layer),
    ``object`` (a plain object with variables), ``closure`` (a function over variables),
    ``class`` (a variable on the class).
    """
    if not isinstance(owner, tf.Module | keras.Layer):
        return {}
    known = {identity(variable) for _, variable in tracked(owner)}
    found: dict[str, str] = {}
    for name, value in list(vars(owner).items()):
        if not name.startswith("_self_") and (kind := _untracked_kind(owner, value, known)):
            found[name] = kind
    for base in type(owner).__mro__[:-1]:
        if base.__module__.partition(".")[0] in ("tensorflow", "keras"):
            break
        for name, value in vars(base).items():
            if is_variable(value) and identity(value) not in known:
                found[name] = "class"
    return found


def _untracked_kind(owner: Any, value: Any, known: set[int]) -> str | None:
    if is_variable(value):
        if identity(value) in known:
            return None
        return "tf.Variable" if isinstance(value, tf.Variable) else "keras.Variable"
    if tf.is_tensor(value):
        return "tensor"
    if isinstance(value, keras.Layer):
        return None if isinstance(owner, keras.Layer) else ("layer" if value.variables else None)
    if isinstance(value, tf.Module):
        return "module" if isinstance(owner, keras.Layer) and value.variables else None
    if isinstance(value, types.FunctionType | types.MethodType) and _from_library(value):
        return None  # Keras keeps wrapped methods of the layer in the layer
    hidden = [v for v in _search(value, SEARCH_DEPTH, set()) if identity(v) not in known]
    if not hidden:
        return None
    if isinstance(value, types.FunctionType | types.MethodType):
        return "closure"
    if isinstance(value, list | tuple | dict):
        return "tf.Variable" if isinstance(hidden[0], tf.Variable) else "keras.Variable"
    return "object"


def _from_library(function: Any) -> bool:
    names = getattr(getattr(function, "__func__", function), "__globals__", {})
    return str(names.get("__name__")).partition(".")[0] in ("tensorflow", "keras")


def _search(value: Any, depth: int, seen: set[int]) -> Iterator[Any]:
    """Variables reachable from ``value`` through containers, plain objects and closures."""
    if depth == 0 or id(value) in seen or isinstance(value, types.ModuleType | type):
        return
    seen.add(id(value))
    if is_variable(value):
        yield value
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from _search(item, depth - 1, seen)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _search(item, depth - 1, seen)
    elif isinstance(value, types.FunctionType):
        for cell in value.__closure__ or ():
            with contextlib.suppress(ValueError):  # an empty cell
                yield from _search(cell.cell_contents, depth - 1, seen)
    elif isinstance(value, types.MethodType):
        yield from _search(value.__self__, depth - 1, seen)
    elif type(value).__module__.partition(".")[0] not in ("tensorflow", "keras", "numpy"):
        for item in list(getattr(value, "__dict__", {}).values()):
            yield from _search(item, depth - 1, seen)


class Observer:
    """Answers requests about the names in ``namespace``, the student's globals."""

    def __init__(self, namespace: dict[str, Any]):
        self._namespace = namespace
        self._objects: list[Any] = []

    def answer(self, text: str) -> str:
        """The reply to the request in ``text``; both in the form of :mod:`autograder.protocol`.

        A reply has the one key ``answer`` or the one key ``error``. An error has ``kind``
        (``undefined``, ``not attempted``, ``broken``), ``classes`` (names of the exception's
        class and its bases), ``message``, and the student's ``line`` and ``number`` or null.
        """
        request = protocol.loads(text)
        try:
            return protocol.dumps({"answer": getattr(self, "_ask_" + request.pop("ask"))(**request)})
        except Undefined as error:
            reply = self._error("undefined", error)
        except NotAttempted as error:
            reply = self._error("not attempted", error)
        except (Exception, SystemExit) as error:
            reply = self._error("broken", error)
            # The stub of an unanswered exercise raises a bare NotImplementedError.
            if reply["classes"][0] == "NotImplementedError" and not reply["message"]:
                reply["kind"] = "not attempted"
        return protocol.dumps({"error": reply})

    # Requests. Each is one question, and its name is the request's ``ask``.

    def _ask_describe(self, target: dict) -> dict:
        return self._describe(self._resolve(target))

    def _ask_call(self, target: dict, args: list, kwargs: dict) -> dict:
        function = self._resolve(target)
        arguments = [self._argument(arg) for arg in args]
        keywords = {key: self._argument(arg) for key, arg in kwargs.items()}
        with _counting_creations() as created:
            result = function(*arguments, **keywords)
        if result is Ellipsis:
            raise NotAttempted
        return self._describe(result) | {"created": len(created)}

    def _ask_value(self, target: dict) -> dict:
        return {"value": _plain(self._resolve(target))}

    def _ask_variables(self, target: dict) -> dict:
        owner = self._resolve(target)
        return {
            "variables": [self._describe(v) | {"path": path} for path, v in tracked(owner)],
            "untracked": untracked(owner),
        }

    def _ask_create(self, value: np.ndarray) -> dict:
        """A fresh tf.Variable, for tests that hand one to the student's function."""
        return self._describe(tf.Variable(value))

    def _ask_gather(self, items: list) -> dict:
        """A fresh list of objects, which the student's function may change."""
        return self._describe(self._argument(items))

    def _ask_dense(self, kernels: list, biases: list) -> dict:
        """A fresh list of Keras Dense layers, without activation, that hold these values."""
        layers = []
        for kernel, bias in zip(kernels, biases, strict=True):
            layer = keras.layers.Dense(kernel.shape[1])
            layer.build((None, kernel.shape[0]))
            layer.set_weights([kernel, bias])
            layers.append(layer)
        return self._describe(layers)

    def _ask_activation(self, name: str) -> dict:
        """Keras's activation of that name, for tests that hand one to the student's function."""
        return self._describe(keras.activations.get(name))

    def _ask_figure(self, target: dict) -> list:
        """The panels of a matplotlib figure: labels, scales, legend and the data of their lines."""
        value = self._resolve(target)
        for _ in range(SEARCH_DEPTH):  # no further: a list can hold itself
            if isinstance(value, np.ndarray):
                value = value.tolist()
            if isinstance(value, list | tuple) and value:
                value = value[0]
        figure = getattr(value, "figure", value)
        if not hasattr(figure, "get_axes"):
            raise TypeError(f"a {type(value).__name__} is not a matplotlib figure")
        return [_panel(axes, figure) for axes in figure.get_axes()]

    def _ask_same(self, left: dict, right: dict) -> bool:
        a, b = self._resolve(left), self._resolve(right)
        if is_variable(a) and is_variable(b):
            return identity(a) == identity(b)
        return a is b

    def _ask_forward(self, target: dict, args: list, settings: list) -> list:
        """Outputs of ``target(*args)``, one for each setting of its variables (path to value)."""
        function, arguments = self._callable(target, args)
        outputs = []
        for setting in settings:
            with self._setting(target, setting):
                outputs.append(_plain(function(*arguments)))
        return outputs

    def _ask_export(self, target: dict, args: list) -> dict:
        """The computation ``target(*args)`` as a graph (see :mod:`autograder.evaluation.export`), or
        the ``reason`` why there is none. The values of ``args`` are not those that count."""
        function, arguments = self._callable(target, args)
        variables = tracked(self._owner(target))
        try:
            with _no_advice_on_retracing():
                return export(
                    function, arguments, variables, lambda values: self._setting(target, values), self._namespace
                )
        except NotExportable as error:
            return {"reason": str(error)}
        except Exception as error:
            # The student's own exception is told when the process is asked; here it is only why.
            return {"reason": f"{type(original(error)).__name__} when it was traced"}

    def _ask_gradients(self, target: dict, args: list, setting: dict, cotangent: np.ndarray) -> dict:
        """Vector-Jacobian product: gradient of sum(cotangent * output) for each variable."""
        function, arguments = self._callable(target, args)
        with self._setting(target, setting):
            pairs = tracked(self._owner(target))
            with tf.GradientTape() as tape:
                output = function(*arguments)
                objective = tf.reduce_sum(tf.cast(output, tf.float32) * tf.constant(cotangent))
            found = tape.gradient(objective, [_tf_variable(v) for _, v in pairs])
            return {
                path: None if gradient is None else tf.convert_to_tensor(gradient).numpy()
                for (path, _), gradient in zip(pairs, found, strict=True)
            }

    def _ask_step(self, target: dict, args: list, cotangent: np.ndarray) -> dict:
        """One step of gradient descent (rate 0.1) over what tracking calls trainable.

        The answer maps each tracked path to whether its value changed, and counts the
        variables that the tape saw but tracking does not list.
        """
        function, arguments = self._callable(target, args)
        owner = self._owner(target)
        pairs = tracked(owner)
        before = {path: _plain(v) for path, v in pairs}
        trainable = list(owner.trainable_variables)
        with tf.GradientTape() as tape:
            output = function(*arguments)
            objective = tf.reduce_sum(tf.cast(output, tf.float32) * tf.constant(cotangent))
        listed = {identity(v) for _, v in pairs}
        unlisted = sum(identity(v) not in listed for v in tape.watched_variables())
        gradients = tape.gradient(objective, [_tf_variable(v) for v in trainable])
        for variable, gradient in zip(trainable, gradients, strict=True):
            if gradient is not None:
                variable.assign(variable - 0.1 * gradient)
        moved = {path: not np.array_equal(before[path], _plain(v)) for path, v in pairs}
        return {"moved": moved, "unlisted": unlisted}

    def _ask_trace(self, target: dict, args: list, times: int) -> dict:
        """``times`` calls through ``tf.function``: outputs, traces, variables created."""
        function, arguments = self._callable(target, args)
        compiled = tf.function(lambda *inputs: function(*inputs))
        with _counting_creations() as created, _no_advice_on_retracing():
            outputs = [_plain(compiled(*arguments)) for _ in range(times)]
        return {
            "outputs": outputs,
            "traces": compiled.experimental_get_tracing_count(),
            "created": len(created),
        }

    # What requests are made of.

    def _resolve(self, target: dict) -> Any:
        if "name" in target:
            name = target["name"]
            if name not in self._namespace:
                raise Undefined(name)
            value = self._namespace[name]
        else:
            value = self._objects[target["object"]]
        if value is Ellipsis:
            raise NotAttempted
        for kind, key in target["path"]:
            value = getattr(value, key) if kind == "attribute" else value[key]
            if value is Ellipsis:
                raise NotAttempted
        return value

    def _callable(self, target: dict, args: list) -> tuple[Any, list]:
        return self._resolve(target), [self._argument(arg) for arg in args]

    def _owner(self, target: dict) -> Any:
        """Whose variables count: the object itself, or the one that a method belongs to."""
        value = self._resolve(target)
        return value.__self__ if isinstance(value, types.MethodType) else value

    def _argument(self, spec: Any) -> Any:
        if isinstance(spec, np.ndarray):
            return tf.constant(spec)
        if isinstance(spec, list):
            return [self._argument(item) for item in spec]
        if isinstance(spec, dict):
            if set(spec) == {"handle"}:
                return self._resolve(spec["handle"])
            if set(spec) == {"tuple"}:
                return tuple(self._argument(item) for item in spec["tuple"])
            if set(spec) == {"numpy"}:
                return np.array(spec["numpy"])  # a writable array of its own
            return {key: self._argument(item) for key, item in spec["dict"].items()}
        return spec

    @contextlib.contextmanager
    def _setting(self, target: dict, values: dict) -> Iterator[None]:
        """The target's variables at ``values`` (path to array), and back afterwards."""
        variables = dict(tracked(self._owner(target)))
        before = {path: _plain(variables[path]) for path in values if path in variables}
        try:
            for path in before:
                variables[path].assign(values[path])
            yield
        finally:
            for path, value in before.items():
                variables[path].assign(value)

    def _describe(self, value: Any) -> dict:
        self._objects.append(value)
        described = {
            "object": len(self._objects) - 1,
            "kind": _kind(value),
            "type": type(value).__name__,
            "shape": None,
            "dtype": None,
            "trainable": None,
            "name": None,
            "keys": None,
        }
        if is_variable(value) or tf.is_tensor(value) or isinstance(value, np.ndarray):
            shape = getattr(value, "shape", None)
            if isinstance(shape, tf.TensorShape):
                described["shape"] = None if shape.rank is None else shape.as_list()
            else:
                described["shape"] = None if shape is None else list(shape)
            described["dtype"] = tf.as_dtype(value.dtype).name
        if is_variable(value):
            described["trainable"] = bool(value.trainable)
            described["name"] = str(value.name).partition(":")[0]
        if isinstance(value, dict):
            described["keys"] = sorted(str(key) for key in value)
        elif isinstance(value, list | tuple):
            described["keys"] = [str(index) for index in range(len(value))]
        return described

    def _error(self, kind: str, error: BaseException) -> dict:
        error = original(error)
        line, number = self._student_line(error)
        classes, message = _sentence(error)
        return {
            "kind": kind,
            "classes": classes,
            "message": message,
            "line": line,
            "number": number,
        }

    def _student_line(self, error: BaseException) -> tuple[str | None, int | None]:
        """The innermost line of the student's own code on the way to ``error``."""
        for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
            if frame.f_globals is not self._namespace:
                continue
            if "ag__" in frame.f_code.co_names or "ag__" in frame.f_code.co_freevars:
                return _line_before_autograph(error)
            source = linecache.getline(frame.f_code.co_filename, number, frame.f_globals)
            return source.strip()[:200] or None, number
        return None, None


def original(error: BaseException) -> BaseException:
    """``error`` as the student's code raised it.

    Keras puts the arguments of the call around the message of what is raised inside a layer's
    call; AutoGraph puts its frames around what is raised while ``tf.function`` traces. Both raise
    a new exception, sometimes of a class of their own, in the context of the original.
    """
    while error.__context__ is not None and (
        hasattr(error, "_keras_call_info_injected") or _text(error).startswith("in user code:")
    ):
        error = error.__context__
    return error


def _line_before_autograph(error: BaseException) -> tuple[str | None, int | None]:
    """The student's line that AutoGraph had rewritten where ``error`` was raised."""
    metadata = getattr(error, "ag_error_metadata", None)
    for frame in metadata.translated_stack if metadata else ():
        if frame.is_converted and frame.filename != __file__:
            return (frame.code or "").strip()[:200] or None, frame.lineno
    return None, None


def _sentence(error: BaseException) -> tuple[list[str], str]:
    """Class names, most specific first, and message of ``error``."""
    return [base.__name__ for base in type(error).__mro__[:-1]], _text(error)[:1000]


def _text(error: BaseException) -> str:
    """The message of ``error``, its first paragraph, without TensorFlow's names of nodes and
    kernels; empty where the error's own code fails to tell it."""
    try:
        text = re.sub(r"\{\{.*?\}\} ?|\s*\[Op:\w+\](?: name:.*)?|\x1b\[[0-9;]*m|: <tf\.Tensor[\s\S]*", "", str(error))
    except Exception:
        return ""
    first, _, rest = text.strip().partition("\n\n")
    return first or rest


def _tf_variable(variable: Any) -> tf.Variable:
    return variable.value if isinstance(variable, keras.Variable) else variable


def _kind(value: Any) -> str:
    if is_variable(value):
        return "variable"
    if tf.is_tensor(value):
        return "tensor"
    for kind, classes in _KINDS.items():
        if isinstance(value, classes):
            return kind
    return "callable" if callable(value) else "object"


_KINDS: dict[str, Any] = {
    "array": np.ndarray,
    "class": type,
    "layer": keras.Layer,
    "module": tf.Module,
    "none": type(None),
    "text": str,
    "number": (bool, int, float, np.generic),
    "list": (list, tuple),
    "dict": dict,
}


def _plain(value: Any) -> Any:
    """``value`` as plain data; tensors and variables become arrays.

    Raises:
        TypeError: ``value`` has no plain form (a function, a module, a string tensor…).
        NotAttempted: there is a ``...`` in it.
    """
    if value is Ellipsis:
        raise NotAttempted
    if isinstance(value, str):  # also NumPy's
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, keras.Variable):
        value = value.value
    if isinstance(value, tf.Variable) or tf.is_tensor(value):
        value = tf.convert_to_tensor(value).numpy()
    if isinstance(value, np.ndarray | np.generic) and value.dtype.name in protocol.DTYPES:
        return copy.copy(np.asarray(value))
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {"dict": {str(key): _plain(item) for key, item in value.items()}}
    raise TypeError(f"a {type(value).__name__} has no value to compare")


def _panel(axes: Any, figure: Any) -> dict:
    legends = [legend for legend in (axes.get_legend(), *figure.legends) if legend]
    names = [text.get_text() for legend in legends for text in legend.get_texts()]
    labels, points = _drawn(axes)
    if len(names) == len(labels):  # a legend may name lines, in their order, that have no label
        labels = [name if label.startswith("_") else label for name, label in zip(names, labels, strict=True)]
    return {
        "title": axes.get_title(),
        "xlabel": axes.get_xlabel(),
        "ylabel": axes.get_ylabel(),
        "xscale": axes.get_xscale(),
        "yscale": axes.get_yscale(),
        "legend": names,
        "lines": [{"label": label, "x": xy[:, 0], "y": xy[:, 1]} for label, xy in zip(labels, points, strict=True)],
    }


def _drawn(axes: Any) -> tuple[list[str], list[np.ndarray]]:
    """Labels and points (n, 2) of the lines, or where there are none, of what was scattered.

    As they are drawn: categories are numbers from 0, masked points are NaN.
    """
    from matplotlib.collections import PathCollection  # loaded, if there is a figure

    if lines := list(axes.get_lines()):
        return [str(line.get_label()) for line in lines], [np.asarray(line.get_xydata(), float) for line in lines]
    found = [collection for collection in axes.collections if isinstance(collection, PathCollection)]
    points = [np.ma.filled(np.ma.asarray(one.get_offsets(), float), np.nan) for one in found]
    return [str(one.get_label()) for one in found], points


@contextlib.contextmanager
def _counting_creations() -> Iterator[list[None]]:
    """Counts the variables made inside, of both worlds: Keras makes its own of tf.Variables."""
    created: list[None] = []

    def creator(next_creator, **kwargs):
        created.append(None)
        return next_creator(**kwargs)

    with tf.variable_creator_scope(creator):
        yield created


@contextlib.contextmanager
def _no_advice_on_retracing() -> Iterator[None]:
    """TensorFlow warns of functions that are traced often; here each question traces its own."""
    log = tf.get_logger()
    level = log.level
    log.setLevel("ERROR")
    try:
        yield
    finally:
        log.setLevel(level)


_in_kernel: Observer | None = None


def answer_in_kernel(text: str) -> str:
    """The reply to one request from the grader to this kernel."""
    global _in_kernel
    if _in_kernel is None:
        import __main__

        _in_kernel = Observer(vars(__main__))
    return _in_kernel.answer(text)


def converse_in_kernel(text: str) -> None:
    """Answer a numbered request, and those that follow: each reply asks for the next as for keyboard input.

    Ends with an empty one. The student's own ``input()`` is Python's meanwhile, which finds no keyboard: IPython
    evaluates expressions after it has taken its own away again.
    """
    kernel = get_ipython().kernel
    while text:
        number, _, request = text.partition(" ")
        text = kernel.raw_input(f"{number} {answer_in_kernel(request)}")
