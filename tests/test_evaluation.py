"""Graphs: what is exported, what is refused, what is computed, and what a forger gets."""

from __future__ import annotations

import logging
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import tensorflow as tf
from banks import SETUP, Entry, entries, find_exercise, namespace_of
from nbformat.v4 import new_code_cell
from tensorflow.core.framework.graph_pb2 import GraphDef
from tensorflow.core.framework.node_def_pb2 import NodeDef
from tensorflow.python.framework import op_def_registry

from autograder import protocol
from autograder.evaluation import graphs, operations
from autograder.evaluation.evaluator import Evaluator, EvaluatorError, NotEvaluated
from autograder.evaluation.export import with_inputs
from autograder.evaluation.graphs import Computation, Refused
from autograder.grading.evaluator import shared_evaluator
from autograder.grading.testcells import run_test_cell
from autograder.observer import Observer
from autograder.session import Session
from autograder.student import InProcess, Unanswered
from autograder.verdict import Finding, Outcome, Verdict

LOG = logging.getLogger(__name__)
X = np.random.default_rng(7).standard_normal((5, 3)).astype(np.float32)
IDS = np.array([[1, 7, 0], [3, 3, 2]], np.int32)
IMAGES = np.random.default_rng(8).standard_normal((2, 6, 6, 1)).astype(np.float32)


@pytest.fixture(scope="module")
def evaluator() -> Iterator[Evaluator]:
    with Evaluator() as started:
        yield started


class Student:
    """A student's code with the name ``f``, beside its observer."""

    def __init__(self, code: str):
        self.names = namespace_of(textwrap.dedent(code), "<student's cell>")
        self._observer = Observer(self.names)

    def ask(self, question: str, **details: Any) -> Any:
        request = {"ask": question, "target": {"name": "f", "path": []}, **details}
        reply = protocol.loads(self._observer.answer(protocol.dumps(request)))
        assert set(reply) == {"answer"}, reply
        return reply["answer"]

    def export(self, *args: Any) -> dict:
        answer = self.ask("export", args=list(args))
        assert "graph" in answer, answer
        return with_inputs(answer, [arg for arg in args if isinstance(arg, np.ndarray)])

    def reason(self, *args: Any) -> str:
        answer = self.ask("export", args=list(args))
        assert set(answer) == {"reason"}
        return answer["reason"]

    def setting(self, seed: int) -> dict:
        rng = np.random.default_rng(seed)
        return {
            item["path"]: rng.standard_normal(item["shape"]).astype(item["dtype"])
            for item in self.ask("variables")["variables"]
            if item["dtype"] == "float32"
        }


def module(call: str, **attributes: str) -> str:
    """Code of a tf.Module ``f`` with these variables and this body of its call of ``x``."""
    made = "\n        ".join(f"self.{name} = tf.Variable({value})" for name, value in attributes.items())
    body = textwrap.indent(textwrap.dedent(call).strip(), " " * 8)
    return (
        "class F(tf.Module):\n    def __init__(self):\n        super().__init__()\n        "
        f"{made or 'pass'}\n    def __call__(self, x):\n{body}\nf = F()\n"
    )


W = {"w": "tf.random.normal((3, 3))"}
LINEAR = module("return x @ self.w", **W)

# Equal to eager

EXPORTABLE = {
    "module": (module("return x @ self.w + self.b", w="tf.ones((3, 2))", b="tf.ones(2)"), X),
    "small and large constants": (
        "k, c = tf.constant(3.0), tf.constant(np.ones((3, 200), np.float32))\n"
        + module("return x @ c * k * self.w", w="2.0"),
        X,
    ),
    "tf.function": (
        """
        class F(tf.Module):
            def __init__(self):
                super().__init__()
                self.w = tf.Variable(tf.random.normal((3, 3)))
            @tf.function
            def __call__(self, x):
                for _ in tf.range(3):
                    x = tf.tanh(self.inner(x))
                return x
            @tf.function
            def inner(self, x):
                if tf.reduce_sum(x) > 0:
                    return x @ self.w
                return 2.0 * (x @ self.w)
        f = F()
        """,
        X,
    ),
    "python's if": (module("return x @ self.w if tf.reduce_sum(x @ self.w) > 0 else 2.0 * x @ self.w", **W), X),
    "cond": (
        module("return tf.cond(tf.reduce_sum(x @ self.w) > 0, lambda: x @ self.w, lambda: tf.sin(x @ self.w))", **W),
        X,
    ),
    "switch_case": (
        module(
            "return tf.switch_case(tf.cast(self.w[0, 0] > 0, tf.int32), [lambda i=i: x * self.w[i] for i in (0, 1)])",
            **W,
        ),
        X,
    ),
    "while_loop": (
        module("return tf.while_loop(lambda i, y: i < 4, lambda i, y: (i + 1, tf.tanh(y @ self.w)), (0, x))[1]", **W),
        X,
    ),
    "scan": (module("return tf.scan(lambda a, row: tf.tanh(a + row @ self.w), x[:, None])", **W), X),
    "embedding": (module("return tf.nn.embedding_lookup(self.table, x)", table="tf.random.normal((8, 4))"), IDS),
    "axes": (
        module(
            "y = tf.split(tf.squeeze(tf.expand_dims(x @ self.w, 1), [1]), [1, 2], axis=1)[1]\n"
            "return tf.where(y > 0, y, tf.reduce_max(y, axis=1, keepdims=True)) + tf.reduce_mean(y, axis=0)",
            **W,
        ),
        X,
    ),
    "linear algebra": (module("return tf.einsum('bi,ij->bj', x, tf.linalg.qr(self.w)[0]) + tf.norm(self.w)", **W), X),
    "a gradient inside": (
        module(
            """
            with tf.GradientTape() as tape:
                tape.watch(x)
                y = tf.tanh(x @ self.w)
            return tape.gradient(y, x)
            """,
            **W,
        ),
        X,
    ),
    "keras model": (
        "f = keras.Sequential([keras.Input((6, 6, 1)), keras.layers.Conv2D(2, 3, activation='relu'),"
        "keras.layers.MaxPooling2D(), keras.layers.Dropout(0.5), keras.layers.Flatten(), keras.layers.Dense(2)])",
        IMAGES,
    ),
    "keras layer": (
        """
        class F(keras.layers.Layer):
            def build(self, shape):
                self.w = self.add_weight(shape=(shape[-1], 4), initializer="normal")
            def call(self, x):
                return keras.ops.gelu(x @ self.w)
        f = F()
        f(tf.ones((1, 3)))
        """,
        X,
    ),
    "recurrent": ("f = keras.layers.GRU(4)\nf(tf.ones((1, 3, 1)))", IMAGES[:, :3, 0]),
}


@pytest.mark.parametrize("name", EXPORTABLE)
def test_the_clean_process_computes_what_the_student_s_does(name: str, evaluator: Evaluator) -> None:
    code, x = EXPORTABLE[name]
    student = Student(code)
    loaded = evaluator.load(student.export(x))
    settings = [student.setting(1), student.setting(2)]
    seen = loaded.forward(settings)
    expected = student.ask("forward", args=[x], settings=settings)
    assert not np.allclose(*expected)  # the settings matter
    np.testing.assert_allclose(seen, expected, rtol=1e-5, atol=1e-5)

    cotangent = np.random.default_rng(3).standard_normal(expected[0].shape).astype(np.float32)
    ours = loaded.gradients(settings[0], cotangent)
    theirs = student.ask("gradients", args=[x], setting=settings[0], cotangent=cotangent)
    for path in settings[0]:
        np.testing.assert_allclose(ours[path], theirs[path], rtol=1e-4, atol=1e-4, err_msg=path)


def test_results_keep_their_structure(evaluator: Evaluator) -> None:
    student = Student(module("return (x @ self.w, {'x': x, 'n': 3, 'none': None}, [])", **W))
    (seen,) = evaluator.load(student.export(X)).forward([{}])
    assert seen[1]["dict"] | {"x": None} == {"x": None, "n": 3, "none": None}
    np.testing.assert_array_equal(seen[1]["dict"]["x"], X)
    assert seen[2] == []


def test_what_has_no_path_and_what_is_not_set_keep_their_value(evaluator: Evaluator) -> None:
    student = Student("hidden = tf.Variable(5.0)\n" + module("return x * self.w * self.n * hidden", w="2.0", n="3.0"))
    loaded = evaluator.load(student.export(X))
    first, second = loaded.forward([{"w": np.float32(10.0)}, {}])
    np.testing.assert_allclose(first, X * 150, rtol=1e-6)
    np.testing.assert_allclose(second, X * 30, rtol=1e-6)


def test_a_gradient_that_is_stopped_or_not_watched_is_missing(evaluator: Evaluator) -> None:
    student = Student(
        module(
            "return x * self.a + tf.stop_gradient(x * self.b) + x * self.c",
            a="1.0",
            b="1.0",
            c="1.0, trainable=False",
        )
    )
    found = evaluator.load(student.export(X)).gradients({}, X)
    np.testing.assert_allclose(found["a"], np.sum(X * X), rtol=1e-5)
    assert (found["b"], found["c"]) == (None, None)


def test_the_trace_is_of_the_exact_shape(evaluator: Evaluator) -> None:
    student = Student(module("return x @ self.w if x.shape[0] == 5 else x", **W))
    loaded = evaluator.load(student.export(X))
    setting = student.setting(1)
    np.testing.assert_allclose(loaded.forward([setting])[0], X @ setting["w"], rtol=1e-4, atol=1e-5)


# Reasons

OTHER_NUMBERS = "traced, it computes other numbers than called"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (module("return x.numpy() @ self.w.numpy()", **W), "its output is no tensor (ndarray)"),
        (module("return tf.constant(x.numpy() @ self.w.numpy())", **W), "AttributeError when it was traced"),
        (module("return tf.numpy_function(np.dot, [x, self.w], tf.float32)", **W), "the operation `PyFunc` is"),
        (module("return tf.py_function(tf.matmul, [x, self.w], tf.float32)", **W), "the operation `EagerPyFunc` is"),
        (module("self.n.assign_add(1)\nreturn x @ self.w", n="0", **W), "the operation `AssignAddVariableOp` is not"),
        (module("self.w = tf.Variable(tf.ones((3, 3)))\nreturn x @ self.w"), "a call makes a variable"),
        (module("self.n = getattr(self, 'n', 0) + 1\nreturn x @ self.w * self.n", **W), OTHER_NUMBERS),
        ("n = 0\n" + module("global n\nn += 1\nreturn x @ self.w if n < 2 else x", **W), OTHER_NUMBERS),
        (module("return x @ self.w if tf.executing_eagerly() else x", **W), OTHER_NUMBERS),
        (
            module("with tf.init_scope():\n    w = self.w.numpy()\nreturn x @ w", **W),
            OTHER_NUMBERS,
        ),
        (module("return x @ self.w + np.random.normal()", **W), OTHER_NUMBERS),
        (module("return tf.nn.dropout(x @ self.w, 0.5)", **W), OTHER_NUMBERS),
        ("rng = tf.random.Generator.from_seed(1)\ndef f(x):\n    return x + rng.normal(())", "the operation `Rng"),
        (
            "from tensorflow.lookup import *\n"
            "table = StaticHashTable(KeyValueTensorInitializer([1], [2]), 0)\n"
            "def f(x):\n    return x + tf.cast(table.lookup(tf.constant(1)), tf.float32)",
            "it uses something that is neither a tensor nor a variable",
        ),
        ("def f(x):\n    tf.print(x[0])\n    return x", "the operation `StringFormat`"),
        ("def f(x):\n    return 1 / 0", "ZeroDivisionError when it was traced"),
        ("def f(x):\n    return tf.constant('text')", "its output has dtype string"),
        ("def f(x):\n    return ...", "its output is no tensor (ellipsis)"),
    ],
)
def test_why_there_is_no_graph(code: str, reason: str) -> None:
    assert Student(code).reason(X).startswith(reason)


@pytest.mark.parametrize(
    "code",
    [
        module("self.n = getattr(self, 'n', 0) + 1\nself.last = x\nreturn x @ self.w", **W),
        "seen = []\n" + module("seen.append(x)\nreturn x @ self.w", **W),
        "n = 0\n" + module("global n\nn += 1\nreturn x @ self.w", **W),
        module("F.n = getattr(F, 'n', 0) + 1\nreturn x @ self.w", **W),
        """
        w = tf.Variable(tf.ones((3, 3)))
        def make():
            n = 0
            def f(x):
                nonlocal n
                n += 1
                return x @ w
            return f
        f = make()
        """,
        "w = tf.Variable(tf.ones((3, 3)))\ndef f(x):\n    f.n = getattr(f, 'n', 0) + 1\n    return x @ w",
    ],
)
def test_a_call_may_remember_something_in_python(code: str) -> None:
    assert [item["value"].shape for item in Student(code).export(X)["variables"]] == [(3, 3)]


def test_tracing_leaves_python_as_it_was() -> None:
    student = Student(
        "log = []\n"
        + module(
            """
            self.last = x @ self.w
            self.kept.append(self.last)
            self.by_name["last"] = self.last
            log.append(self.last)
            return self.last
            """,
            **W,
        )
        + "f.kept, f.by_name = [], {}\n"
    )
    student.export(X)
    f = student.names["f"]
    assert len(f.kept) == len(student.names["log"]) == 2  # of the calls
    for tensor in (f.last, f.kept[0], f.by_name["last"], student.names["log"][0]):
        assert tensor.numpy().shape == (5, 3)  # a tensor of a trace has no value


def test_the_handles_of_a_notebook_are_no_obstacle() -> None:
    """Every attribute that a handle is asked for is another handle."""
    student = Student(LINEAR)
    student.names["student"] = Session(InProcess({})).student
    student.names["linear"] = student.names["student"].Linear
    student.export(X)


def test_variables_and_random_numbers_are_left_as_they_were() -> None:
    def draws(exporting: bool) -> list[float]:
        student = Student(f"tf.random.set_seed(3)\nnormal = lambda: float(tf.random.normal(()))\n{LINEAR}")
        drawn = []
        for _ in range(2):
            before = student.names["f"].w.numpy()
            if exporting:
                student.export(X)
            np.testing.assert_array_equal(student.names["f"].w.numpy(), before)
            drawn.append(student.names["normal"]())
        return drawn

    assert draws(exporting=True) == draws(exporting=False)


# The list of operations


def test_every_operation_on_the_list_is_known_and_computes_tensors_only() -> None:
    """A property of the list against TensorFlow's registry: what is on it by mistake shows."""
    runs_functions = operations.CALLS | operations.BRANCHES | operations.LOOPS
    groups = {
        tf.resource: set(operations.VARIABLES.split()),
        tf.variant: set(operations.TENSOR_LISTS.split()),
        tf.string: set(),
    }
    stateful = {"CheckNumerics", "Assert", "StatelessRandomGetAlg", *runs_functions, *groups[tf.resource]}
    stateful |= set(operations.RANDOM.split())
    for name in sorted(operations.ALLOWED):
        definition = op_def_registry.get(name)
        assert definition is not None, name
        assert not definition.is_stateful or name in stateful, name
        assert hasattr(tf.raw_ops, name), name
        types = {argument.type for argument in [*definition.input_arg, *definition.output_arg]}
        for kind, group in groups.items():
            assert (kind.as_datatype_enum in types) == (name in group), (name, kind)
        assert not any(argument.is_ref for argument in [*definition.input_arg, *definition.output_arg])
        takes_functions = any("func" in attribute.type for attribute in definition.attr)
        assert takes_functions == (name in runs_functions), name


def test_no_input_and_no_attribute_gets_lost() -> None:
    """TensorFlow's Python functions rename some: what is not passed must be inferred from the inputs."""
    for name in operations.ALLOWED - operations.CALLS - operations.BRANCHES - operations.LOOPS - {"Const"}:
        definition = op_def_registry.get(name)
        for argument in definition.input_arg:
            assert graphs._parameter(name, argument.name), (name, argument.name)
        inferred = {
            attribute
            for argument in definition.input_arg
            for attribute in (argument.type_attr, argument.number_attr, argument.type_list_attr)
        }
        for attribute in definition.attr:
            assert attribute.name in inferred or graphs._parameter(name, attribute.name), (name, attribute.name)


FORBIDDEN = """
    PyFunc PyFuncStateless EagerPyFunc Abort HostConst ImmutableConst ReadFile WriteFile MatchingFiles Save SaveV2
    RestoreV2 PrintV2 Print StringFormat LogMatrix VarHandleOp AssignVariableOp AssignAddVariableOp
    AssignSubVariableOp ResourceScatterAdd ResourceApplyGradientDescent DestroyResourceOp VariableV2 Variable
    HashTableV2 LookupTableFindV2 IteratorV2 MapDataset TFRecordDataset SqlDataset GeneratorDataset DatasetToGraph
    RpcCall RpcClient RemoteCall _Send _Recv CollectiveReduceV2 CollectiveGatherV2 NcclAllReduce XlaLaunch
    XlaCustomCallV2 XlaCustomCall SymbolicGradient BatchFunction Stage Unstage GetSessionHandle QueueDequeueV2
    ParseTensor DecodeRaw Switch Merge Enter SummaryWriter WriteSummary DebugIdentity DebugIdentityV2 Timestamp
    StatefulUniform RngReadAndSkip DevicePlacementOp MlirPassthroughOp _EagerConst NoSuchOperation
"""


def graph_of(*nodes: NodeDef, functions: dict[str, list[NodeDef]] | None = None) -> GraphDef:
    """A graph of these nodes, with functions (of ``x``, that return their node ``y``) in its library."""
    graph = GraphDef(node=nodes)
    for name, body in (functions or {}).items():
        function = graph.library.function.add()
        function.signature.name = name
        function.signature.input_arg.add(name="x", type=tf.float32.as_datatype_enum)
        function.signature.output_arg.add(name="y", type=tf.float32.as_datatype_enum)
        function.node_def.extend(body)
        function.ret["y"] = "y:output:0"
    return graph


def node(name: str, operation: str, *inputs: str, **attributes: Any) -> NodeDef:
    made = NodeDef(name=name, op=operation, input=inputs)
    for key, value in attributes.items():
        if isinstance(value, str):
            made.attr[key].func.name = value
        elif isinstance(value, tf.DType):
            made.attr[key].type = value.as_datatype_enum
        elif isinstance(value, list):
            made.attr[key].list.type.extend(one.as_datatype_enum for one in value)
        else:
            made.attr[key].CopyFrom(value)
    return made


GIVEN = node("x", "Placeholder", dtype=tf.float32)
IDENTITY = node("y", "Identity", "x", T=tf.float32)


def call(name: str, function: str, *inputs: str) -> NodeDef:
    return node(name, "PartitionedCall", *inputs, f=function, Tin=[tf.float32] * len(inputs), Tout=[tf.float32])


def exported(definition: GraphDef | bytes, output: str = "y:0", **parts: Any) -> dict:
    """What a process would send with that graph, of one input and one output."""
    raw = definition.SerializeToString() if isinstance(definition, GraphDef) else definition
    return {
        "graph": np.frombuffer(raw, np.uint8),
        "inputs": [{"name": "x", "value": X}],
        "constants": [],
        "variables": [],
        "outputs": [output],
        "structure": {"output": 0},
    } | parts


def test_the_graphs_of_these_tests_are_good_but_for_what_they_test() -> None:
    inner = [node("y", "Identity", "x", T=tf.float32)]
    nested = graph_of(GIVEN, call("y", "f", "x"), functions={"f": [call("y", "g", "x")], "g": inner})
    nested.library.function[0].ret["y"] = "y:output:0"
    for graph in (graph_of(GIVEN, IDENTITY), nested):
        np.testing.assert_array_equal(Computation(**exported(graph)).forward([{}])[0], X)


@pytest.mark.parametrize("where", ["graph", "function", "uncalled function", "nested function"])
def test_operations_that_are_not_on_the_list_are_refused(where: str) -> None:
    for operation in FORBIDDEN.split():
        hostile = node("z", operation, "x")
        last = [node("y", "Identity", "x", T=tf.float32)]
        graph = {
            "graph": graph_of(GIVEN, hostile, IDENTITY),
            "function": graph_of(GIVEN, call("y", "f", "x"), functions={"f": [hostile, *last]}),
            "uncalled function": graph_of(GIVEN, IDENTITY, functions={"f": [hostile, *last]}),
            "nested function": graph_of(
                GIVEN, call("y", "f", "x"), functions={"f": [call("y", "g", "x")], "g": [hostile, *last]}
            ),
        }[where]
        with pytest.raises(Refused, match=f"the operation `{operation}`"):
            Computation(**exported(graph))


# Hostile bytes

LARGE = tf.make_tensor_proto(1.0)
LARGE.tensor_shape.dim.add(size=10**12)
HANDLE = tf.make_tensor_proto(1.0)
HANDLE.dtype = tf.resource.as_datatype_enum


def constant(proto: Any) -> NodeDef:
    made = node("y", "Const")
    made.attr["value"].tensor.CopyFrom(proto)
    return made


def chain(length: int) -> GraphDef:
    """Functions that call each other in a chain, each twice: 2^length calls."""
    bodies = {f"f{i}": [call("z", f"f{i + 1}", "x"), call("y", f"f{i + 1}", "z:output:0")] for i in range(length)} | {
        f"f{length}": [node("y", "Identity", "x", T=tf.float32)]
    }
    return graph_of(GIVEN, call("y", "f0", "x"), functions=bodies)


def without_return() -> GraphDef:
    graph = graph_of(GIVEN, IDENTITY, functions={"f": [IDENTITY]})
    graph.library.function[0].ret.clear()
    return graph


GOOD = graph_of(GIVEN, IDENTITY)
MALFORMED: dict[str, dict] = {
    "truncated": exported(GOOD.SerializeToString()[:-3]),
    "no graph at all": exported(b"\xff" * 40),
    "empty": exported(b""),
    "not bytes": exported(GOOD, graph=np.zeros(4, np.float32)),
    "not in a row": exported(GOOD, graph=np.zeros((2, 2), np.uint8)),
    "an output that is not there": exported(GOOD, output="z:0"),
    "an output without a number": exported(GOOD, output="y:zero"),
    "a negative output": exported(GOOD, output="y:-1"),
    "an input of a node that is not there": exported(graph_of(GIVEN, node("y", "Identity", "z", T=tf.float32))),
    "an input that is not there": exported(GOOD, inputs=[{"name": "z", "value": X}]),
    "an input left out": exported(GOOD, inputs=[]),
    "an input twice": exported(GOOD, inputs=[{"name": "x", "value": X}] * 2),
    "an input that is also a variable": exported(
        GOOD, variables=[{"name": "x", "path": "w", "value": X, "trainable": True}]
    ),
    "an input that is computed": exported(
        graph_of(GIVEN, IDENTITY), inputs=[{"name": "x", "value": X}, {"name": "y", "value": X}]
    ),
    "an argument that is computed": exported(
        graph_of(GIVEN, call("y", "f", "x"), functions={"f": [node("x", "NoOp"), IDENTITY]})
    ),
    "two nodes with a name": exported(graph_of(GIVEN, IDENTITY, IDENTITY)),
    "two functions with a name": exported(
        GraphDef(node=GOOD.node, library={"function": [*graph_of(functions={"f": [IDENTITY]}).library.function] * 2})
    ),
    "a cycle": exported(
        graph_of(GIVEN, node("y", "Identity", "z", T=tf.float32), node("z", "Identity", "y", T=tf.float32))
    ),
    "a node of itself": exported(graph_of(GIVEN, node("y", "Identity", "y", T=tf.float32))),
    "a cycle that nothing needs": exported(graph_of(GIVEN, IDENTITY, node("z", "Identity", "z", T=tf.float32))),
    "recursion": exported(graph_of(GIVEN, call("y", "f", "x"), functions={"f": [call("y", "f", "x")]})),
    "a function that is not there": exported(graph_of(GIVEN, call("y", "f", "x"))),
    "a function without a name": exported(graph_of(GIVEN, node("y", "PartitionedCall", "x"))),
    "a choice of nothing": exported(graph_of(GIVEN, node("y", "Case", "x"))),
    "a function that returns nothing": exported(without_return()),
    "a constant that is a handle": exported(graph_of(GIVEN, constant(HANDLE))),
    "a constant of nothing": exported(graph_of(GIVEN, node("y", "Const"))),
    "a structure without its output": exported(GOOD, structure=None),
    "a structure with another output": exported(GOOD, structure={"output": 1}),
    "a structure with its output twice": exported(GOOD, structure=[{"output": 0}, {"output": 0}]),
    "a structure of nonsense": exported(GOOD, structure={"output": "0"}),
    "no name": exported(GOOD, constants=[{"value": X}]),
    "parts that there are not": exported(GOOD, more=1),
}
REFUSED: dict[str, tuple[dict, str]] = {
    "a million nodes": (
        exported(graph_of(GIVEN, *[node(f"n{i}", "NoOp") for i in range(10**6)])),
        "more than 4194304",
    ),
    "too many nodes": (
        exported(graph_of(GIVEN, IDENTITY, *[node(f"{i}", "NoOp") for i in range(operations.MAX_NODES)])),
        "it has 20002 nodes",
    ),
    "too many nodes in a function": (
        exported(
            graph_of(
                GIVEN,
                IDENTITY,
                functions={"f": [IDENTITY, *[node(f"{i}", "NoOp") for i in range(operations.MAX_NODES)]]},
            )
        ),
        "it has 20003 nodes",
    ),
    "a large constant in few bytes": (exported(graph_of(GIVEN, constant(LARGE))), "a constant that is too large"),
    "a deep chain of calls": (exported(chain(30)), "more than 20 deep"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_no_proper_graph_is_an_answer_that_cannot_be_read(name: str, evaluator: Evaluator) -> None:
    _the_next_question_is_answered(evaluator)
    process = evaluator._process
    evaluator.limit = None
    with pytest.raises(Unanswered, match="could not be read") as raised:
        evaluator.load(MALFORMED[name])
    assert (raised.value.failure.kind, evaluator.limit) == ("protocol", "protocol")
    _the_next_question_is_answered(evaluator)
    assert evaluator._process is process


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_too_large_is_refused(name: str, evaluator: Evaluator) -> None:
    graph, reason = REFUSED[name]
    with pytest.raises(NotEvaluated, match=reason):
        evaluator.load(graph)
    _the_next_question_is_answered(evaluator)


@pytest.mark.parametrize(
    "graph",
    [
        graph_of(GIVEN, node("y", "MatMul", "x", "x", T=tf.float32)),  # (5, 3) times (5, 3)
        graph_of(GIVEN, node("y", "Identity", "x", "x", T=tf.float32)),
        graph_of(GIVEN, node("y", "AddV2", "x", T=tf.float32)),
        graph_of(GIVEN, node("y", "ReadVariableOp", "x", dtype=tf.float32)),
        graph_of(GIVEN, call("y", "f", "x", "x"), functions={"f": [IDENTITY]}),
    ],
)
def test_what_raises_when_it_is_computed_is_not_evaluated(graph: GraphDef, evaluator: Evaluator) -> None:
    loaded = evaluator.load(exported(graph))
    with pytest.raises((NotEvaluated, Unanswered)):
        loaded.forward([{}])
    _the_next_question_is_answered(evaluator)


def test_what_is_not_finite_is_computed_as_it_is(evaluator: Evaluator) -> None:
    odd = np.array([np.nan, np.inf, -1.0], np.float32)
    loaded = evaluator.load(exported(GOOD, inputs=[{"name": "x", "value": odd}]))
    np.testing.assert_array_equal(loaded.forward([{}])[0], odd)


def _the_next_question_is_answered(evaluator: Evaluator) -> None:
    np.testing.assert_array_equal(evaluator.load(exported(GOOD)).forward([{}])[0], X)


# The process

ANSWERS = """
import json, pathlib, sys
before = pathlib.Path(sys.argv[1])
print(json.dumps({"answer": "ready"}), flush=True)
for line in sys.stdin:
    if before.exists():
        print(json.dumps({"answer": [1.5]}), flush=True)
    else:
        before.touch()
        FAIL
"""
FAILURES = {
    "dies": ("sys.exit(1)", "protocol"),
    "hangs": ("import time; time.sleep(600)", "time-out"),
    "hangs within a line": ("import time; print('{', end='', flush=True); time.sleep(600)", "time-out"),
    "talks nonsense": ("print('nonsense', flush=True)", "protocol"),
    "answers and refuses": ("print(json.dumps({'answer': 1, 'refused': 'no'}), flush=True)", "protocol"),
    "has another answer": ("print(json.dumps({'something': 1}), flush=True)", "protocol"),
    "says nothing": ("print('{}', flush=True)", "protocol"),
    "floods": ("print('x' * 30_000_000, flush=True)", "protocol"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_process_that_fails_costs_one_question_and_is_replaced(name: str, tmp_path) -> None:
    fails, limit = FAILURES[name]
    command = [sys.executable, "-c", ANSWERS.replace("FAIL", fails), str(tmp_path / "once")]
    with Evaluator(command, timeout=2) as evaluator:
        with pytest.raises(Unanswered) as raised:
            evaluator.load(exported(GOOD))
        assert evaluator.limit == limit
        assert raised.value.failure.kind == {"time-out": "timeout"}.get(limit, limit)
        assert evaluator.load(exported(GOOD)).forward([{}]) == [1.5]


@pytest.mark.parametrize("loaded_before", [True, False])
def test_a_process_that_ended_by_itself_is_no_student_s_fault(loaded_before: bool) -> None:
    with Evaluator() as evaluator:
        loaded = evaluator.load(exported(GOOD))
        evaluator._process.kill()
        evaluator._process.wait()
        if not loaded_before:
            loaded = evaluator.load(exported(GOOD))
        (output,) = loaded.forward([{}])
        assert output.shape == (5, 3)
        assert evaluator.limit is None


def test_each_thread_has_an_evaluator_of_its_own() -> None:
    """One that two share would compute the graph that the other has loaded."""
    with ThreadPoolExecutor(1) as other:
        here, there = shared_evaluator(None, 5.0), other.submit(shared_evaluator, None, 5.0).result()
        assert here is shared_evaluator(None, 5.0) is not there
        assert there is other.submit(shared_evaluator, None, 5.0).result()
    assert here is not shared_evaluator(None, 6.0)


@pytest.mark.parametrize("code", ["raise SystemExit", "print('hello', flush=True)\nimport time\ntime.sleep(600)"])
def test_a_process_that_does_not_start_is_not_the_student_s_mistake(code: str) -> None:
    with Evaluator([sys.executable, "-c", code]) as evaluator, pytest.raises(EvaluatorError, match="did not start"):
        evaluator.load(exported(GOOD))


def limit_of(function: Any, timeout: float) -> str | None:
    """The limit that the computation of a ``tf.function`` meets; its process is ended."""
    concrete = function.get_concrete_function(tf.TensorSpec((5, 3)))
    with Evaluator(timeout=timeout) as evaluator:
        loaded = evaluator.load(exported(concrete.graph.as_graph_def(), concrete.outputs[0].name))
        with pytest.raises(Unanswered):
            loaded.forward([{}])
        assert evaluator._process is None
        return evaluator.limit


def test_a_computation_without_end_is_ended() -> None:
    endless = tf.function(lambda x: tf.while_loop(lambda y: True, lambda y: y + 1.0, [x])[0])
    assert limit_of(endless, timeout=3) == "time-out"


def test_a_computation_without_measure_ends_its_process() -> None:
    """More than the process may have (3.2 GB); TensorFlow asks for it for 10 seconds before it gives up."""
    boundless = tf.function(lambda x: tf.reduce_sum(tf.fill([800_000_000], x[0, 0])))
    assert limit_of(boundless, timeout=60) == "protocol"


@pytest.mark.parametrize("left", [-1.0, 1.0])
def test_when_the_submission_s_time_is_over_nothing_is_computed(tmp_path, left: float) -> None:
    command = [sys.executable, "-c", ANSWERS.replace("FAIL", FAILURES["hangs"][0]), str(tmp_path / "once")]
    with Evaluator(command, timeout=600) as evaluator:
        evaluator.deadline = time.monotonic() + left
        with pytest.raises(Unanswered, match="time was over" if left < 0 else "did not end"):
            evaluator.load(exported(GOOD))
        assert evaluator.limit == "time-out"


def test_the_process_gets_nothing_that_it_does_not_need(monkeypatch) -> None:
    monkeypatch.setenv("SECRET", "gradebook")
    code = "import json, os\nprint(json.dumps({'answer': os.environ.get('SECRET', 'ready')}), flush=True)\ninput()"
    with Evaluator([sys.executable, "-c", code]) as evaluator:
        evaluator._start()


def test_closing_twice_or_before_the_start_is_nothing() -> None:
    evaluator = Evaluator()
    evaluator.close()
    evaluator.close()


# One process for all


def test_nothing_is_carried_from_one_graph_to_the_next(evaluator: Evaluator) -> None:
    def using(operation: str) -> GraphDef:
        body = [node("y", operation, "x", T=tf.float32)]
        graph = graph_of(GIVEN, call("y", "same_name", "x"), functions={"same_name": body})
        graph.library.function[0].ret["y"] = "y:y:0"
        return graph

    first, second = (evaluator.load(exported(using(operation))) for operation in ("Square", "Neg"))
    for _ in range(2):  # each is loaded again, when its turn comes
        np.testing.assert_allclose(first.forward([{}])[0], X * X, rtol=1e-6)
        np.testing.assert_allclose(second.forward([{}])[0], -X)


def test_values_are_not_carried_from_one_setting_to_the_next(evaluator: Evaluator) -> None:
    loaded = evaluator.load(Student(module("return x * self.w", w="2.0")).export(X))
    first, second, third = loaded.forward([{"w": np.float32(5)}, {}, {"another": np.float32(7)}])
    np.testing.assert_allclose(first, 5 * X, rtol=1e-6)
    np.testing.assert_array_equal(second, 2 * X)
    np.testing.assert_array_equal(third, 2 * X)


def test_random_numbers_start_anew_for_every_graph(evaluator: Evaluator) -> None:
    @tf.function
    def noisy(x):
        return x + tf.random.normal((), seed=4)

    concrete = noisy.get_concrete_function(tf.TensorSpec((5, 3)))
    graph = exported(concrete.graph.as_graph_def(), concrete.outputs[0].name)
    first = evaluator.load(graph).forward([{}, {}])
    second = evaluator.load(graph).forward([{}, {}])
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(*first)


# In the checks

QUESTIONS = """
f = student.f
check.output(f, on=x, equals=lambda w: x @ w)
check.gradients(f, on=x)
"""


def verdict_of(code: str, questions: str, evaluator: Evaluator | None) -> Verdict:
    session = Session(InProcess(namespace_of(textwrap.dedent(code), "<student's cell>")), 1, evaluator=evaluator)
    names = {"student": session.student, "check": session.check, "np": np, "x": X, "inputs": session.inputs}
    exec(questions, names)
    session.check.score("exercise", points=2)
    return session.verdicts["exercise"]


def where(verdict: Verdict) -> list[str | None]:
    return [finding["evaluated"] for finding in verdict.as_dict()["findings"]]


def test_without_an_evaluator_nothing_is_said_of_where() -> None:
    verdict = verdict_of(LINEAR, QUESTIONS, None)
    assert (verdict.outcome, where(verdict), verdict.review) == (Outcome.PASSED, [None, None], ())


def test_with_an_evaluator_the_numbers_are_the_graph_s(evaluator: Evaluator) -> None:
    verdict = verdict_of(LINEAR, QUESTIONS + "check.compiles(f, on=x)\ncheck.kind(f, 'module')", evaluator)
    assert (verdict.outcome, where(verdict)) == (Outcome.PASSED, ["graph", "graph", "graph", None])
    assert (verdict.review, verdict.as_dict()["review"]) == ((), [])
    assert "process" not in verdict.text() + verdict.html()


def test_what_is_wrong_is_wrong_in_both_ways_alike(evaluator: Evaluator) -> None:
    for call_, id_ in [
        ("return tf.stop_gradient(x @ self.w)", "gradient-stops"),
        ("return x @ tf.constant(self.w.numpy())", "leaves-tensorflow"),
        ("return x @ tf.ones((3, 3))", "variable-unused"),
        ("self.w = tf.Variable(tf.ones((3, 3)))\nreturn x @ self.w", None),
    ]:
        code = module(call_, **W)
        with_, without = (verdict_of(code, QUESTIONS, one) for one in (evaluator, None))
        assert [(Outcome.PASSED if f.withheld else f.outcome, f.misconception) for f in with_.findings] == [
            (f.outcome, f.misconception) for f in without.findings
        ]
        assert with_.earned < 2
        assert id_ is None or with_.misconception.id == id_


def test_right_solutions_without_a_graph_wait_for_a_person(evaluator: Evaluator) -> None:
    code = module("self.n.assign_add(1)\nreturn x @ self.w", n="0, trainable=False", **W)
    assert verdict_of(code, QUESTIONS, None).earned == 2
    verdict = verdict_of(code, QUESTIONS, evaluator)
    assert (verdict.earned, where(verdict)) == (0, ["process", "process"])
    assert {(finding.outcome, finding.withheld) for finding in verdict.findings} == {(Outcome.WRONG, True)}
    assert "it earns points when your instructor has looked at it" in verdict.findings[0].message
    assert len(verdict.review) == 2
    assert "the operation `AssignAddVariableOp`" in verdict.review[0]
    assert verdict.as_dict()["findings"][0]["unexported"].startswith("the operation `AssignAddVariableOp`")
    for shown in (verdict.text(), verdict.html()):
        assert "computed in the student's process alone" in shown.replace("&#x27;", "'")


def test_what_earned_nothing_is_not_named_for_review(evaluator: Evaluator) -> None:
    verdict = verdict_of(module("return tf.constant(x.numpy())", **W), QUESTIONS, evaluator)
    assert (where(verdict), verdict.review) == (["process", "process"], ())


def test_a_custom_gradient_is_asked_of_the_student_s_process(evaluator: Evaluator) -> None:
    questions = QUESTIONS.replace("x @ w", "x @ w / (1 + np.exp(-x @ w))")
    verdict = verdict_of(module("return tf.nn.silu(x @ self.w)", **W), questions, evaluator)
    assert (verdict.outcome, where(verdict)) == (Outcome.PASSED, ["graph", "process"])
    assert "it has a custom gradient" in verdict.review[0]


def test_a_gradient_that_only_the_graph_has_is_none(evaluator: Evaluator) -> None:
    """What the student's own tape does not see stays missing."""
    code = module("y = x @ self.w\nreturn y if tf.inside_function() else tf.stop_gradient(y)", **W)
    verdict = verdict_of(code, QUESTIONS, evaluator)
    assert verdict.findings[1].misconception.id == "gradient-stops"


def test_lists_and_handles_are_arguments_of_the_student_s_process(evaluator: Evaluator) -> None:
    code = module("return x[0] * self.w", w="2.0")
    verdict = verdict_of(code, "check.output(student.f, on=([x],), equals=lambda w: x * w)", evaluator)
    assert (verdict.outcome, where(verdict)) == (Outcome.PASSED, ["process"])
    assert verdict.findings[0].unexported == "its arguments are not all arrays or numbers"


def test_the_student_s_process_does_not_see_the_inputs_of_the_graph(evaluator: Evaluator) -> None:
    """Neither the values of the variables nor those of the arguments: no constant can stand for them."""
    asked = []

    class Recorded(InProcess):
        def ask(self, request: str) -> str:
            asked.append(protocol.loads(request))
            return super().ask(request)

    session = Session(Recorded(namespace_of(LINEAR, "<student's cell>")), 1, evaluator=evaluator)
    session.check.output(session.student.f, on=X, equals=lambda w: X @ w)
    (export,) = [request for request in asked if request["ask"] == "export"]
    assert not np.array_equal(export["args"][0], X)
    np.testing.assert_array_equal(np.sort(export["args"][0], axis=None), np.sort(X, axis=None))
    assert not [request for request in asked if "settings" in request or "setting" in request]


def test_draws_are_the_same_with_an_evaluator_and_without(evaluator: Evaluator) -> None:
    def drawn(one: Evaluator | None) -> np.ndarray:
        session = Session(InProcess(namespace_of(LINEAR, "<student's cell>")), 1, evaluator=one)
        session.check.output(session.student.f, on=X, equals=lambda w: X @ w)
        return session.inputs.normal(3)

    np.testing.assert_array_equal(drawn(evaluator), drawn(None))


class Forged(InProcess):
    """A channel whose answers to one question are changed."""

    def __init__(self, code: str, change: Callable[[dict], dict], question: str = "export"):
        super().__init__(namespace_of(code, "<student's cell>"))
        self._change = change
        self._question = question

    def ask(self, request: str) -> str:
        reply = protocol.loads(super().ask(request))
        return protocol.dumps(self._change(reply) if protocol.loads(request)["ask"] == self._question else reply)


BROKEN = {"kind": "broken", "classes": ["E"], "message": "no such question", "line": None, "number": None}


@pytest.mark.parametrize(
    ("change", "outcome", "said"),
    [
        (lambda reply: {"answer": reply["answer"] | {"inputs": []}}, Outcome.BROKEN, "other inputs than arguments"),
        (lambda reply: {"answer": reply["answer"] | {"outputs": []}}, Outcome.BROKEN, "could not be read"),
        (lambda reply: {"answer": {}}, Outcome.BROKEN, "not of the form"),
        (lambda reply: {"error": BROKEN | {"kind": "lost"}}, Outcome.BROKEN, "no such question"),
        (lambda reply: {"error": BROKEN}, Outcome.WRONG, "alone (no such question)"),
        (lambda reply: {"answer": {"reason": "x" * 10_000}}, Outcome.WRONG, f"alone ({'x' * 200})"),
    ],
)
def test_a_forged_export_is_a_claim_or_no_answer(change, outcome, said, evaluator: Evaluator) -> None:
    session = Session(Forged(LINEAR, change), 1, evaluator=evaluator)
    session.check.output(session.student.f, on=X, equals=lambda w: X @ w)
    session.check.score("exercise", points=1)
    verdict = session.verdicts["exercise"]
    assert (verdict.outcome, said in verdict.text()) == (outcome, True), verdict.text()


def one_finding(channel: InProcess, check: str, evaluator: Evaluator | None) -> Finding:
    session = Session(channel, 1, evaluator=evaluator)
    getattr(session.check, check)(session.student.f, on=X)
    session.check.score("exercise", points=1)
    (finding,) = session.verdicts["exercise"].findings
    return finding


def test_what_trains_is_in_the_graph(evaluator: Evaluator) -> None:
    moved = {"answer": {"moved": {"w": True}, "unlisted": 0}}
    for call, outcome in (("return x @ self.w", Outcome.PASSED), ("return x", Outcome.WRONG)):
        for one, expected in ((None, Outcome.PASSED), (evaluator, outcome)):
            channel = Forged(module(call, **W), lambda reply: moved, "step")
            finding = one_finding(channel, "trains", one)
            assert finding.outcome is expected, (call, finding)
    assert finding.message == "the output does not depend on `w`"


def test_what_is_used_again_is_in_the_graph(evaluator: Evaluator) -> None:
    for call, outcome in (("return x @ self.w", Outcome.PASSED), ("return x", Outcome.WRONG)):
        channel = InProcess(namespace_of(module(call, **W), "<student's cell>"))
        assert one_finding(channel, "reuse", None).outcome is Outcome.PASSED
        assert one_finding(channel, "reuse", evaluator).outcome is outcome


def test_a_method_that_assigns_and_is_used_again_needs_no_graph(evaluator: Evaluator) -> None:
    code = module("self.w.assign_add(x)\nreturn self.w", w="tf.ones((5, 3))")
    channel = InProcess(namespace_of(code, "<student's cell>"))
    assert one_finding(channel, "reuse", evaluator).outcome is Outcome.PASSED


def test_what_compiles_uses_the_variables_that_there_are(evaluator: Evaluator) -> None:
    for code, outcome in (
        (module("return x @ self.w", **W), Outcome.PASSED),
        (module("return x", **W), Outcome.WRONG),
        ("def f(x):\n    return x", Outcome.PASSED),
    ):
        channel = InProcess(namespace_of(code, "<student's cell>"))
        assert one_finding(channel, "compiles", evaluator).outcome is outcome, code


def test_nothing_returned_does_not_compile(evaluator: Evaluator) -> None:
    for one in (evaluator, None):
        channel = InProcess(namespace_of(module("self.w", **W), "<student's cell>"))
        finding = one_finding(channel, "compiles", one)
        assert (finding.outcome, finding.misconception.id) == (Outcome.WRONG, "nothing-returned")


def cell_with(questions: str) -> Any:
    flags = {"schema_version": 3, "grade_id": "one-tests", "grade": True, "solution": False, "locked": True}
    source = f"x = inputs.normal(5, 3)\n{questions}\ncheck.score('one', points=2)"
    return new_code_cell(source, metadata={"nbgrader": {**flags, "task": False, "points": 2}})


def test_a_limit_that_the_evaluator_met_is_the_verdict_s(tmp_path) -> None:
    channel = InProcess(namespace_of(LINEAR, "<student's cell>"))
    command = [sys.executable, "-c", ANSWERS.replace("FAIL", FAILURES["hangs"][0]), str(tmp_path / "once")]
    with Evaluator(command, timeout=2) as evaluator:
        verdict = run_test_cell(cell_with(QUESTIONS), channel, 1, LOG, evaluator)
        assert (verdict.limit, verdict.findings[0].outcome) == ("time-out", Outcome.BROKEN)
        assert "did not end within 2 seconds" in verdict.findings[0].message
        evaluator.limit = "time-out"
        assert run_test_cell(cell_with("check.kind(student.f, 'module')"), channel, 1, LOG, evaluator).limit is None


@pytest.mark.parametrize("command", [[sys.executable, "-c", ""], ["/no/such/command"]])
def test_an_evaluator_that_does_not_start_is_nobody_s_verdict(command: list[str]) -> None:
    with Evaluator(command) as evaluator, pytest.raises(EvaluatorError, match="did not start"):
        run_test_cell(cell_with(QUESTIONS), InProcess(namespace_of(LINEAR, "")), 1, LOG, evaluator)


# The bank; its entries have the same outcome with an evaluator as without one


@pytest.mark.parametrize("entry", entries(), ids=str)
def test_the_bank_with_an_evaluator(entry: Entry, kernel, evaluator: Evaluator) -> None:
    kernel.reset()
    kernel.run(SETUP + entry.code)
    tests = find_exercise(entry.assignment, entry.exercise).tests
    found = {
        verdict.exercise: verdict for verdict in (run_test_cell(t, kernel.channel, 1, LOG, evaluator) for t in tests)
    }
    if entry.right:
        assert {verdict.outcome for verdict in found.values()} == {Outcome.PASSED}
    else:
        verdict = found[entry.fails]
        seen = verdict.misconception.id if verdict.misconception else "none"
        assert (str(verdict.outcome), seen) == (entry.fields["outcome"], entry.fields["misconception"]), verdict.text()


# The forger

FORGER = """
import numpy as np
import tensorflow as tf
import autograder.observer as observer
from autograder import protocol

class F(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.ones((3, 3)))
    def __call__(self, x):
        return WRONG

f = F()
honest = observer.answer_in_kernel

def forged(text):
    request = protocol.loads(text)
    if request["ask"] == "forward":
        answer = [request["args"][0] @ setting.get("w", np.ones((3, 3))) for setting in request["settings"]]
    elif request["ask"] == "gradients":
        answer = {"w": request["args"][0].T @ request["cotangent"]}
    elif request["ask"] == "trace":
        answer = {"outputs": [request["args"][0] @ np.ones((3, 3))] * request["times"], "traces": 1, "created": 0}
    elif request["ask"] == "export" and CLAIM:
        answer = {"reason": "it has no graph"}
    else:
        return honest(text)
    return protocol.dumps({"answer": answer})

observer.answer_in_kernel = forged
"""


@pytest.fixture
def forged(kernel) -> Iterator[Any]:
    """The verdict on a kernel that answers for its student."""

    def graded(wrong: str, claim: bool, evaluator: Evaluator | None) -> Verdict:
        kernel.reset()
        kernel.run(FORGER.replace("WRONG", wrong).replace("CLAIM", str(claim)))
        try:
            questions = QUESTIONS + "check.compiles(f, on=x)"
            return run_test_cell(cell_with(questions), kernel.channel, 1, LOG, evaluator)
        finally:
            kernel.run("observer.answer_in_kernel = honest")

    yield graded
    kernel.reset()


def test_a_forger_gets_full_marks_without_an_evaluator_and_none_with_one(forged, evaluator: Evaluator) -> None:
    wrong = "x @ tf.zeros((3, 3))"
    assert forged(wrong, False, None).earned == 2
    verdict = forged(wrong, False, evaluator)
    assert {finding.outcome for finding in verdict.findings} == {Outcome.WRONG}, verdict.text()
    assert (verdict.earned, where(verdict)) == (0, ["graph"] * 3)


def test_the_graph_s_own_gradient_counts(forged, evaluator: Evaluator) -> None:
    verdict = forged("tf.stop_gradient(x @ self.w)", False, evaluator)
    assert [finding.outcome for finding in verdict.findings] == [Outcome.PASSED, Outcome.WRONG, Outcome.PASSED]
    assert verdict.misconception.id == "gradient-stops"


def test_a_forger_who_denies_that_there_is_a_graph_gets_nothing_before_a_person_has_looked(
    forged, evaluator: Evaluator
) -> None:
    for wrong, claim in (("x @ tf.zeros((3, 3))", True), ("x.numpy() @ np.ones((3, 3))", False)):
        verdict = forged(wrong, claim, evaluator)
        assert (verdict.earned, where(verdict)) == (0, ["process"] * 3)
        assert len(verdict.review) == 3


def test_a_graph_that_computes_it_is_an_answer(forged, evaluator: Evaluator) -> None:
    """Whatever else the kernel does: this computation is right, in TensorFlow, with these variables."""
    verdict = forged("x @ self.w", False, evaluator)
    assert (verdict.earned, where(verdict), verdict.review) == (2, ["graph"] * 3, ())
