"""Beside the student's code: a callable of theirs as a graph, or the reason why it is none."""

from __future__ import annotations

import contextlib
import types
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from autograder import protocol
from autograder.evaluation.graphs import Computation, Malformed, Refused, filled

#: How deep what belongs to a callable is searched for Python state that a call changes.
STATE_DEPTH = 4
#: Containers with more items are data, and not searched.
MOST_ITEMS = 1000
#: Called and traced, the same operations differ by roundings.
RTOL, ATOL = 1e-3, 1e-4


class NotExportable(Exception):
    """Why a callable has no graph that computes the same."""


def export(
    function: Callable,
    arguments: list,
    variables: list[tuple[str, Any]],
    setting: Callable[[dict], AbstractContextManager],
    namespace: dict[str, Any],
) -> dict:
    """The computation of ``function(*arguments)`` as plain data, for :class:`.graphs.Computation`.

    A trace is not always the same computation: Python in it runs once, and what it has read is
    fixed. So it is compared with two calls, for other values of the variables than it was traced
    with. A call may count or remember something in Python, as long as the numbers stay the same;
    tracing leaves such things as they were. One that assigns a variable has no graph here.

    Args:
        variables: the variables that have a path, as tracking finds them.
        setting: makes a context in which the variables have values (path to array).
        namespace: the student's globals.

    Raises:
        NotExportable: with the reason.
    """
    random = np.random.default_rng(0)
    values = {
        path: random.standard_normal(variable.shape).astype(tf.as_dtype(variable.dtype).name)
        for path, variable in variables
        if tf.as_dtype(variable.dtype).is_floating and None not in variable.shape
    }
    with setting(values):  # the calls come first: in them a lazy layer makes its variables
        called, again = (_called(function, arguments) for _ in range(2))
    with _unchanged(function, namespace):
        concrete, structure = _traced(function, arguments)
    given = [argument.numpy() for argument in arguments if tf.is_tensor(argument)]
    exported = _described(concrete, len(given), variables) | {"structure": structure}
    try:
        (computed,) = Computation(**with_inputs(exported, given)).forward([values])
    except (Malformed, Refused) as error:
        raise NotExportable(str(error)) from None
    if not (_agree(called, computed) and _agree(again, computed)):
        raise NotExportable("traced, it computes other numbers than called")
    return exported


def with_inputs(exported: dict, values: list[np.ndarray]) -> dict:
    """What was exported, with these values for its inputs."""
    names = exported["inputs"]
    return exported | {"inputs": [{"name": n, "value": v} for n, v in zip(names, values, strict=True)]}


def _called(function: Callable, arguments: list) -> Any:
    outputs: list[tf.Tensor] = []
    structure = _structure(function(*arguments), outputs)
    return filled(structure, [output.numpy() for output in outputs])


def _traced(function: Callable, arguments: list) -> tuple[Any, Any]:
    """The concrete function, and the structure of its result (see :func:`_structure`)."""
    structures = []

    def traced(*tensors: tf.Tensor) -> list[tf.Tensor]:
        rest = iter(tensors)
        outputs: list[tf.Tensor] = []
        with tf.variable_creator_scope(_refuse):
            result = function(*[next(rest) if tf.is_tensor(argument) else argument for argument in arguments])
        structures.append(_structure(result, outputs))
        return outputs

    specs = [tf.TensorSpec(a.shape, a.dtype) for a in arguments if tf.is_tensor(a)]
    try:
        concrete = tf.function(traced, autograph=False).get_concrete_function(*specs)
    except tf.errors.OperatorNotAllowedInGraphError:  # Python's if or for over a tensor
        concrete = tf.function(traced).get_concrete_function(*specs)
    return concrete, structures[-1]


def _refuse(_next_creator: Callable, **_kwargs: Any) -> None:
    raise NotExportable("a call makes a variable")


def _structure(value: Any, outputs: list[tf.Tensor]) -> Any:
    """``value`` as plain data; each tensor goes to ``outputs``, and is ``{"output": index}``."""
    if isinstance(value, keras.Variable):
        value = value.value
    if isinstance(value, tf.Variable) or tf.is_tensor(value):
        tensor = tf.convert_to_tensor(value)
        if tensor.dtype.name not in protocol.DTYPES:
            raise NotExportable(f"its output has dtype {tensor.dtype.name}")
        outputs.append(tensor)
        return {"output": len(outputs) - 1}
    if isinstance(value, list | tuple):
        return [_structure(item, outputs) for item in value]
    if isinstance(value, dict):
        return {"dict": {str(key): _structure(item, outputs) for key, item in value.items()}}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise NotExportable(f"its output is no tensor ({type(value).__name__})")


def _described(concrete: Any, arguments: int, variables: list[tuple[str, Any]]) -> dict:
    """The graph of a concrete function with that many tensors as arguments, and what it has captured."""
    paths = {id(_handle(variable)): path for path, variable in variables}
    owned = {id(variable.handle): variable for variable in concrete.graph.variables}
    captured, constants = [], []
    for outside, inside in concrete.graph.captures:
        name = inside.op.name
        if inside.op.type == "Const":  # a small tensor is put into the graph
            continue
        if id(outside) in owned:
            variable = owned[id(outside)]
            captured.append(
                {
                    "name": name,
                    "path": paths.get(id(outside)),
                    "value": tf.convert_to_tensor(variable).numpy(),
                    "trainable": bool(variable.trainable),
                }
            )
        elif isinstance(outside, tf.Tensor) and outside.dtype.name in protocol.DTYPES:
            constants.append({"name": name, "value": outside.numpy()})
        else:
            raise NotExportable("it uses something that is neither a tensor nor a variable")
    if sum(item["value"].nbytes for item in captured + constants) > protocol.MAX_ARRAY_BYTES:
        raise NotExportable("its variables are too large")
    definition = concrete.graph.as_graph_def().SerializeToString()
    return {
        "graph": np.frombuffer(definition, np.uint8),
        "inputs": [tensor.op.name for tensor in concrete.inputs[:arguments]],
        "variables": captured,
        "constants": constants,
        "outputs": [tensor.name for tensor in concrete.outputs],
    }


def _handle(variable: Any) -> Any:
    return (variable.value if isinstance(variable, keras.Variable) else variable).handle


def _agree(called: Any, computed: Any) -> bool:
    if isinstance(called, list):
        return (
            isinstance(computed, list)
            and len(called) == len(computed)
            and all(_agree(a, b) for a, b in zip(called, computed, strict=True))
        )
    if isinstance(called, dict):
        return (
            isinstance(computed, dict)
            and set(called) == set(computed)
            and all(_agree(called[key], computed[key]) for key in called)
        )
    if isinstance(called, np.ndarray | np.generic):
        return (
            isinstance(computed, np.ndarray | np.generic)
            and called.dtype == computed.dtype
            and called.shape == computed.shape
            and np.allclose(called, computed, RTOL, ATOL * max(1.0, _largest(called)), equal_nan=True)
        )
    return type(called) is type(computed) and (called == computed or called != called)


def _largest(array: np.ndarray) -> float:
    finite = np.abs(array[np.isfinite(array)])
    return float(finite.max(initial=0))


@contextlib.contextmanager
def _unchanged(function: Callable, namespace: dict[str, Any]) -> Iterator[None]:
    """Undoes what happens to the Python state within reach.

    A trace leaves tensors of its graph in what it changes, and these are of no use outside it.
    """
    before = [(place, dict(place.read())) for place in _places(function, namespace)]
    try:
        yield
    finally:
        for place, was in before:
            if not _identical(place.read(), was):
                place.write(was)


def _identical(now: dict, was: dict) -> bool:
    return now.keys() == was.keys() and all(
        now[key] is was[key] or (isinstance(was[key], bool | int | float | str) and repr(now[key]) == repr(was[key]))
        for key in was
    )


class _Place:
    """Somewhere in Python that a call can change: read as a dictionary, written as a whole."""

    def __init__(self, holder: Any):
        self.holder = holder

    def read(self) -> dict:
        if isinstance(self.holder, dict):
            return self.holder
        if isinstance(self.holder, list):
            return dict(enumerate(self.holder))
        if isinstance(self.holder, set):
            return dict.fromkeys(self.holder)
        if isinstance(self.holder, types.CellType):
            try:
                return {"content": self.holder.cell_contents}
            except ValueError:  # empty
                return {}
        return {key: value for key, value in vars(self.holder).items() if not key.startswith("__")}

    def write(self, was: dict) -> None:
        if isinstance(self.holder, dict | set):
            self.holder.clear()
            self.holder.update(was)
        elif isinstance(self.holder, list):
            self.holder.clear()
            self.holder.extend(was.values())
        elif isinstance(self.holder, types.CellType):
            self.holder.cell_contents = was["content"]
        else:  # a class, whose dictionary is read-only
            for key in self.read().keys() - was.keys():
                delattr(self.holder, key)
            for key, value in was.items():
                if vars(self.holder).get(key) is not value:
                    setattr(self.holder, key, value)


def _places(function: Callable, namespace: dict[str, Any]) -> list[_Place]:
    found: dict[int, _Place] = {id(namespace): _Place(namespace)}

    def add(holder: Any) -> bool:
        new = id(holder) not in found
        if new:
            found[id(holder)] = _Place(holder)
        return new

    def visit(value: Any, depth: int) -> None:
        if depth == 0 or isinstance(value, types.ModuleType):
            return
        if isinstance(value, list | dict | set):
            if len(value) <= MOST_ITEMS and add(value):
                for item in list(value.values() if isinstance(value, dict) else value):
                    visit(item, depth - 1)
        elif isinstance(value, types.MethodType):
            visit(value.__self__, depth)
        elif isinstance(value, types.FunctionType):
            if add(value.__dict__):
                for cell in value.__closure__ or ():
                    add(cell)
                    for content in _Place(cell).read().values():
                        visit(content, depth - 1)
        elif isinstance(value, keras.Layer) and _from_library(type(value)):
            for layer in value._flatten_layers(include_self=False):
                visit(layer, depth - 1)
        elif isinstance(value, tf.types.experimental.PolymorphicFunction):  # whose attributes are not invented
            visit(value.python_function, depth)
        elif isinstance(value, type):
            if not _from_library(value):
                add(value)
        elif not hasattr(value, "__dict__") or _from_library(type(value)):
            return
        elif add(vars(value)):
            visit(type(value), depth)
            for item in list(vars(value).values()):
                visit(item, depth - 1)

    visit(function, STATE_DEPTH)
    for name, value in list(namespace.items()):
        if not name.startswith("_"):
            visit(value, 2)
    return list(found.values())


def _from_library(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in _LIBRARIES


#: Objects of these hold nothing of the student's but what is reached in other ways.
_LIBRARIES = frozenset(["tensorflow", "keras", "numpy", "matplotlib", "IPython", "ipykernel", "autograder"])
