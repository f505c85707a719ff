"""Reads a graph that may be hostile, and computes what it computes, operation by operation.

The graph is data here: :class:`Computation` checks all of it before anything runs, then calls
TensorFlow's own eager operation for each node that the outputs need. Nothing is imported into
TensorFlow's runtime: no function is registered, attributes that begin with an underscore,
devices and options of calls are never looked at, and no two graphs can meet. Gradients are those
of the tape that watches.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np
import tensorflow as tf
from google.protobuf.message import DecodeError
from tensorflow.core.framework.graph_pb2 import GraphDef
from tensorflow.core.framework.node_def_pb2 import NodeDef
from tensorflow.python.framework import op_def_registry

from autograder import protocol
from autograder.evaluation.operations import ALLOWED, BRANCHES, CALLS, LOOPS, MAX_CALLS, MAX_GRAPH_BYTES, MAX_NODES


class Malformed(Exception):
    """Not a graph as TensorFlow writes it."""


class Refused(Exception):
    """A graph that is not evaluated here; says why."""


class Computation:
    """A graph with the values of its inputs, ready to be computed for values of its variables.

    Args:
        graph: a serialized ``GraphDef``.
        inputs: ``{"name", "value"}`` of each placeholder that stands for an argument.
        constants: the same for captured tensors.
        variables: ``{"name", "path", "value", "trainable"}`` of each captured variable; a path
            that is None can be given no other value.
        outputs: names of tensors, ``node:index``.
        structure: the result as plain data, with ``{"output": index}`` for each of ``outputs``.

    Raises:
        Malformed: names, numbers or types do not fit.
        Refused: it is too large, or has an operation that is not allowed.
    """

    def __init__(
        self,
        graph: np.ndarray,
        inputs: list[dict],
        constants: list[dict],
        variables: list[dict],
        outputs: list[str],
        structure: Any,
    ):
        definition = _parsed(graph)
        names = [item["name"] for item in [*inputs, *constants, *variables]]
        self._library = {function.signature.name: function for function in definition.library.function}
        if len(self._library) != len(definition.library.function):
            raise Malformed("two functions have the same name")
        self._body = Body(definition.node, names, outputs, {})
        self._bodies = {
            name: Body(
                function.node_def,
                [argument.name for argument in function.signature.input_arg],
                [_returned(function, result.name) for result in function.signature.output_arg],
                _output_ranges(function.node_def),
            )
            for name, function in self._library.items()
        }
        self._check_calls()
        if set(self._body.placeholders) != set(names):
            raise Malformed("its placeholders are not the inputs that it is said to have")
        self._structure = structure
        self._leaves(structure)
        self._given = [tf.constant(item["value"]) for item in [*inputs, *constants]]
        self._values = [item["value"] for item in variables]
        self._paths = [item["path"] for item in variables]
        self._variables = [tf.Variable(item["value"], trainable=item["trainable"]) for item in variables]

    @property
    def custom_gradient(self) -> bool:
        """Whether a gradient was the student's Python: the graph does not have it."""
        return any(body.custom_gradient for body in [self._body, *self._bodies.values()])

    def forward(self, settings: list[dict]) -> list:
        """The result as plain data, for each setting (path of a variable to its value)."""
        results = []
        for setting in settings:
            outputs = self._run(setting)
            results.append(filled(self._structure, [output.numpy() for output in outputs]))
        return results

    def gradients(self, setting: dict, cotangent: np.ndarray) -> dict:
        """Gradient of ``sum(cotangent * output)`` for each variable that has a path; None for none.

        Raises:
            Refused: a gradient is not in the graph, or the output is not one tensor.
        """
        if self.custom_gradient:
            raise Refused("it has a custom gradient, which is Python")
        if self._structure != {"output": 0}:
            raise Refused("its output is not a tensor")
        watched = [variable for variable in self._variables if variable.trainable]
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(watched)
            (output,) = self._run(setting)
            objective = tf.reduce_sum(tf.cast(output, tf.float32) * tf.constant(cotangent))
        found = tape.gradient(objective, self._variables)
        return {
            path: None if gradient is None else tf.convert_to_tensor(gradient).numpy()
            for path, gradient in zip(self._paths, found, strict=True)
            if path is not None
        }

    def _run(self, setting: dict) -> list[tf.Tensor]:
        for path, value, variable in zip(self._paths, self._values, self._variables, strict=True):
            variable.assign(setting.get(path, value))
        return self._compute(self._body, [*self._given, *(variable.handle for variable in self._variables)])

    def _compute(self, body: Body, arguments: list) -> list:
        if len(arguments) != len(body.inputs):
            raise Malformed("a function is called with another number of arguments")
        results: dict[str, list] = {name: [value] for name, value in zip(body.inputs, arguments, strict=True)}
        for node in body.order:
            if node.name not in results:
                results[node.name] = self._node(node, [results[name][index] for name, index in body.sources[node.name]])
        return [results[name][index] for name, index in body.outputs]

    def _node(self, node: NodeDef, inputs: list) -> list:
        if node.op in CALLS:
            return self._compute(self._called(node, "f"), inputs)
        if node.op in BRANCHES:
            chosen, *inputs = inputs
            return self._compute(self._branch(node, chosen), inputs)
        if node.op in LOOPS:
            condition, body = self._called(node, "cond"), self._called(node, "body")
            while bool(self._compute(condition, inputs)[0]):
                inputs = self._compute(body, inputs)
            return inputs
        return _execute(node, inputs)

    def _branch(self, node: NodeDef, chosen: tf.Tensor) -> Body:
        if node.op in ("If", "StatelessIf"):
            return self._called(node, "then_branch" if bool(chosen) else "else_branch")
        branches = node.attr["branches"].list.func
        index = int(chosen)
        # TensorFlow takes the last branch for every index that there is not.
        return self._bodies[branches[index if 0 <= index < len(branches) else -1].name]

    def _called(self, node: NodeDef, attribute: str) -> Body:
        return self._bodies[node.attr[attribute].func.name]

    def _check_calls(self) -> None:
        """Every function that is called exists, and calls end."""
        depth: dict[str, int] = {}
        calls = {name: body.calls for name, body in self._bodies.items()}
        for name in self._body.calls | set().union(*calls.values()):
            if name not in calls:
                raise Malformed("a function that it calls is missing")
        for name in _topological(calls, calls):
            depth[name] = 1 + max((depth[inner] for inner in calls[name]), default=0)
        if max(depth.values(), default=0) > MAX_CALLS:
            raise Refused(f"its functions call each other more than {MAX_CALLS} deep")

    def _leaves(self, structure: Any) -> None:
        leaves = list(_output_indices(structure))
        if sorted(leaves) != list(range(len(self._body.outputs))):
            raise Malformed("its result is not made of its outputs")


class Body:
    """The nodes of a graph or of a function in it, checked and in the order of their computation.

    Args:
        nodes: the nodes.
        inputs: names of the nodes (placeholders) or arguments that are given from outside.
        outputs: what is asked for, in the form of a node's inputs.
        ranges: of a function, ``node:output:`` to the position of that output's first tensor.
    """

    def __init__(self, nodes: Iterable[NodeDef], inputs: list[str], outputs: list[str], ranges: dict[str, int]):
        self.inputs = inputs
        self._nodes = {node.name: node for node in nodes}
        self._ranges = ranges
        if len(self._nodes) != len(list(nodes)) or len(set(inputs)) != len(inputs):
            raise Malformed("two nodes have the same name")
        if any(self._nodes[name].op != "Placeholder" for name in inputs if name in self._nodes):
            raise Malformed("what is given is computed, too")
        for node in nodes:
            _check_node(node)
        self.placeholders = [node.name for node in nodes if node.op == "Placeholder"]
        self.custom_gradient = any(
            "_gradient_op_type" in node.attr and node.op not in CALLS | BRANCHES | LOOPS for node in nodes
        )
        self.calls = {function for node in nodes for function in _functions(node)}
        self.sources = {
            node.name: [self._source(text) for text in node.input if not text.startswith("^")] for node in nodes
        }
        self.outputs = [self._source(text) for text in outputs]
        needed = _topological({name: [n for n, _ in found] for name, found in self.sources.items()}, self.sources)
        wanted = {name for name, _ in self.outputs}
        for name in reversed(needed):
            if name in wanted:
                wanted.update(source for source, _ in self.sources[name])
        self.order = [self._nodes[name] for name in needed if name in wanted]

    def _source(self, text: str) -> tuple[str, int]:
        """Node and position that an input such as ``a``, ``a:1``, or in a function ``a:out:1`` names."""
        name, *rest = text.split(":")
        try:
            if len(rest) == 2:
                index = self._ranges[f"{name}:{rest[0]}:"] + int(rest[1])
            else:
                (index,) = map(int, rest) if rest else (0,)
        except (KeyError, ValueError):
            raise Malformed(f"`{text:.60}` names no tensor") from None
        if index < 0 or not (name in self._nodes or name in self.inputs):
            raise Malformed(f"`{text:.60}` names no tensor")
        return name, index


def _parsed(graph: np.ndarray) -> GraphDef:
    if graph.dtype != np.uint8 or graph.ndim != 1:
        raise Malformed("a graph is an array of bytes")
    if graph.size > MAX_GRAPH_BYTES:
        raise Refused(f"it has {graph.size} bytes, more than {MAX_GRAPH_BYTES}")
    try:
        definition = GraphDef.FromString(graph.tobytes())
    except DecodeError:
        raise Malformed("the bytes are not a graph") from None
    count = len(definition.node) + sum(len(function.node_def) for function in definition.library.function)
    if count > MAX_NODES:
        raise Refused(f"it has {count} nodes, more than {MAX_NODES}")
    return definition


def _check_node(node: NodeDef) -> None:
    if node.op not in ALLOWED:
        raise Refused(f"the operation `{node.op:.60}` is not evaluated outside the student's process")
    for name, attribute in node.attr.items():
        if attribute.WhichOneof("value") == "placeholder":
            raise Malformed(f"the attribute `{name:.60}` is open")
    if node.op == "Const":
        tensor = node.attr["value"].tensor
        sizes = [dimension.size for dimension in tensor.tensor_shape.dim]
        if tensor.dtype not in _CONSTANT_TYPES or tensor.tensor_shape.unknown_rank or min(sizes, default=0) < 0:
            raise Malformed("a constant has no type or no shape")
        if math.prod(sizes) * 16 > protocol.MAX_ARRAY_BYTES:
            raise Refused("it has a constant that is too large")


#: A constant may not be a handle: that would be one of something else in this process.
_CONSTANT_TYPES = frozenset(
    tf.as_dtype(name).as_datatype_enum for name in [*protocol.DTYPES, "bfloat16", "complex64", "complex128", "string"]
)


def _functions(node: NodeDef) -> list[str]:
    """Names of the functions that a node calls, in the attributes that its operation has for them."""
    found = []
    for attribute in _definition(node.op).attr:
        if attribute.type == "func":
            found.append(node.attr[attribute.name].func.name)
        elif attribute.type == "list(func)":
            found += [function.name for function in node.attr[attribute.name].list.func]
            if not found:
                raise Malformed("a choice has no branches")
    return found


def _returned(function: Any, result: str) -> str:
    if result not in function.ret:
        raise Malformed("a function does not return what it is said to return")
    return function.ret[result]


def _topological(sources: dict[str, Iterable[str]], names: Iterable[str]) -> list[str]:
    """``names`` in an order in which each comes after its sources.

    Raises:
        Malformed: there is a cycle.
    """
    order: list[str] = []
    state: dict[str, bool] = {}  # False: begun; True: done
    for start in names:
        path: list[tuple[str, Iterator[str]]] = [(start, iter(sources[start]))] if start not in state else []
        while path:
            name, rest = path[-1]
            state.setdefault(name, False)
            following = next((one for one in rest if not state.get(one, False)), None)
            if following is None:
                path.pop()
                state[name] = True
                order.append(name)
            elif following in state:
                raise Malformed("it goes round in a circle")
            elif following in sources:  # else an argument of the function
                path.append((following, iter(sources[following])))
    return order


def _output_ranges(nodes: Iterable[NodeDef]) -> dict[str, int]:
    """Where each output of each node begins among all tensors of that node."""
    found = {}
    for node in nodes:
        if node.op not in ALLOWED:
            continue  # refused, when the node itself is checked
        position = 0
        for output in _definition(node.op).output_arg:
            found[f"{node.name}:{output.name}:"] = position
            position += _count(output, node)
    return found


def _count(argument: Any, node: NodeDef) -> int:
    """How many tensors an argument of a node stands for."""
    if argument.number_attr:
        return node.attr[argument.number_attr].i
    if argument.type_list_attr:
        return len(node.attr[argument.type_list_attr].list.type)
    return 1


@cache
def _definition(operation: str) -> Any:
    return op_def_registry.get(operation)


@cache
def _parameter(operation: str, name: str) -> str | None:
    """What TensorFlow's Python function calls an input or an attribute; None for what it infers."""
    parameters = inspect.signature(getattr(tf.raw_ops, operation)).parameters
    return next((one for one in (name, _RENAMED.get(name)) if one in parameters), None)


_RENAMED = {
    "dim": "axis",
    "reduction_indices": "axis",
    "split_dim": "axis",
    "squeeze_dims": "axis",
    "input": "condition",
    "t": "x",
    "e": "y",
}


def _execute(node: NodeDef, inputs: list) -> list:
    """The outputs of one operation on tensors."""
    if node.op == "Const":
        return [tf.constant(tf.make_ndarray(node.attr["value"].tensor))]
    definition = _definition(node.op)
    arguments: dict[str, Any] = {}
    rest = list(inputs)
    for argument in definition.input_arg:
        if argument.number_attr or argument.type_list_attr:
            count = _count(argument, node)
            arguments[_parameter(node.op, argument.name)], rest = rest[:count], rest[count:]
        elif rest:
            arguments[_parameter(node.op, argument.name)] = rest.pop(0)
    if rest:
        raise Malformed(f"`{node.op}` has too many inputs")
    for attribute in definition.attr:
        name = _parameter(node.op, attribute.name)
        if attribute.name in node.attr and name is not None:
            arguments[name] = _attribute(attribute.type, node.attr[attribute.name])
    result = getattr(tf.raw_ops, node.op)(**arguments)
    return list(result) if isinstance(result, list | tuple) else [result]


def _attribute(kind: str, value: Any) -> Any:
    if kind.startswith("list("):
        kind = kind[len("list(") : -1]
        return [_READ[kind](item) for item in getattr(value.list, _FIELDS[kind])]
    return _READ[kind](getattr(value, _FIELDS[kind]))


_FIELDS = {"string": "s", "int": "i", "float": "f", "bool": "b", "type": "type", "shape": "shape"}
_READ: dict[str, Callable[[Any], Any]] = {
    "string": bytes,
    "int": int,
    "float": float,
    "bool": bool,
    "type": tf.as_dtype,
    "shape": tf.TensorShape,
}


def _output_indices(structure: Any) -> Iterator[int]:
    if isinstance(structure, list):
        for item in structure:
            yield from _output_indices(item)
    elif isinstance(structure, dict) and set(structure) == {"output"}:
        yield structure["output"]
    elif isinstance(structure, dict):
        for item in structure.values():
            yield from _output_indices(item)


def filled(structure: Any, outputs: list) -> Any:
    """``structure`` with the outputs in their places."""
    if isinstance(structure, list):
        return [filled(item, outputs) for item in structure]
    if isinstance(structure, dict) and set(structure) == {"output"}:
        return outputs[structure["output"]]
    if isinstance(structure, dict):
        return {key: filled(item, outputs) for key, item in structure.items()}
    return structure
