"""Each check, put to right and to wrong code as a test cell puts it."""

from __future__ import annotations

import textwrap
from xml.etree import ElementTree

import numpy as np
import pytest
from banks import namespace_of

from autograder import protocol
from autograder.checks.findings import shape_text, unanswered, value_text
from autograder.checks.values import equal
from autograder.session import Session
from autograder.student import Failure, InProcess, describe
from autograder.verdict import Finding, Outcome, Verdict

PASSED, WRONG, NOT_ATTEMPTED, BROKEN = Outcome.PASSED, Outcome.WRONG, Outcome.NOT_ATTEMPTED, Outcome.BROKEN


def session_with(code: str, seed: int | None = 1) -> Session:
    return Session(InProcess(namespace_of(textwrap.dedent(code), "<student's cell>")), seed)


def verdict_of(session: Session, questions: str) -> Verdict:
    """The verdict of a test cell with these questions."""
    names = {"student": session.student, "check": session.check, "inputs": session.inputs, "np": np}
    exec(textwrap.dedent(questions), names)
    session.check.score("exercise", points=1)
    return session.verdicts["exercise"]


def finding(code: str, question: str, seed: int = 1) -> Finding:
    (found,) = verdict_of(session_with(code, seed), question).findings
    return found


def assert_finding(code: str, question: str, outcome: Outcome, misconception: str | None) -> None:
    found = finding(code, question)
    seen = found.misconception.id if found.misconception else None
    assert (found.outcome, seen) == (outcome, misconception), found
    assert bool(found.message) == (outcome is not PASSED)


# What a thing is, and what it holds


@pytest.mark.parametrize(
    ("code", "question", "outcome", "misconception"),
    [
        ("v = tf.Variable(1.0)", "check.kind(student.v, 'variable')", PASSED, None),
        ("v = keras.Variable(1.0)", "check.kind(student.v, 'variable')", PASSED, None),
        ("v = np.ones(2)", "check.kind(student.v, 'tensor', 'array')", PASSED, None),
        ("v = tf.constant(1.0)", "check.kind(student.v, 'variable')", WRONG, "tensor-for-variable"),
        ("v = 1.0", "check.kind(student.v, 'variable')", WRONG, "state-in-python"),
        ("v = 1.0", "check.kind(student.v, 'variable', mistaken={'number': 'rebinding'})", WRONG, "rebinding"),
        ("v = tf.constant(1.0)", "check.kind(student.v, 'number')", WRONG, "tensor-for-number"),
        ("v = None", "check.kind(student.v, 'tensor')", WRONG, "nothing-returned"),
        ("v = np.ones(2)", "check.kind(student.v, 'list')", WRONG, "one-array-for-all"),
        ("v = 'text'", "check.kind(student.v, 'number')", WRONG, None),
        ("v = ...", "check.kind(student.v, 'variable')", NOT_ATTEMPTED, None),
        ("", "check.kind(student.v, 'variable')", NOT_ATTEMPTED, None),
    ],
)
def test_kind(code: str, question: str, outcome: Outcome, misconception: str | None) -> None:
    assert_finding(code, question, outcome, misconception)


@pytest.mark.parametrize(
    ("value", "equals", "outcome"),
    [
        ("tf.Variable(2.0)", "2.0", PASSED),
        ("tf.Variable([1.0, 2.0])", "np.array([1.0, 2.0])", PASSED),
        ("tf.Variable([1.0, 2.0])", "np.array([[1.0, 2.0]])", WRONG),
        ("tf.Variable([2.0])", "2.0", WRONG),
        ("tf.Variable(2.0)", "2.001", WRONG),
        ("tf.constant(float('nan'))", "0.0", WRONG),
        ("0.1 + 0.2", "0.3", PASSED),
        ("True", "True", PASSED),
        ("1", "True", WRONG),
        ("True", "1", WRONG),
        ("None", "None", PASSED),
        ("0", "None", WRONG),
        ("None", "0.0", WRONG),
        ("'w'", "'w'", PASSED),
        ("'w'", "'v'", WRONG),
        ("'1'", "1", WRONG),
        ("(1, tf.constant(2.0))", "[1, 2.0]", PASSED),
        ("[1, 2, 3]", "[1, 2]", WRONG),
        ("np.array([1, 2])", "[1, 2]", WRONG),
        ("{'a': tf.constant([1])}", "{'a': np.array([1])}", PASSED),
        ("{'a': 1, 'b': 2}", "{'a': 1}", WRONG),
        ("{'dict': {'a': 1}}", "{'a': 1}", WRONG),
        ("[('a', 1)]", "{'a': 1}", WRONG),
        ("(1, ...)", "[1, 2]", NOT_ATTEMPTED),
        ("object()", "1", BROKEN),
    ],
)
def test_value(value: str, equals: str, outcome: Outcome) -> None:
    assert_finding(f"v = {value}", f"check.value(student.v, equals={equals})", outcome, None)


def test_a_recognised_value_reveals_its_misconception() -> None:
    question = "check.value(student.v, equals=3.0, mistaken={'box-unchanged': 2.0, 'rebinding': 1.0})"
    assert_finding("v = tf.Variable(1.0)", question, WRONG, "rebinding")
    assert_finding("v = tf.Variable(2.0)", question, WRONG, "box-unchanged")
    assert_finding("v = tf.Variable(5.0)", question, WRONG, None)


@pytest.mark.parametrize(
    ("v", "asked", "outcome", "misconception"),
    [
        ("tf.Variable([[1.0, 2.0]])", "shape=(1, 2), dtype='float32', trainable=True, name='Variable'", PASSED, None),
        ("keras.Variable([1.0], trainable=False, name='b')", "shape=(1,), trainable=False, name='b'", PASSED, None),
        ("tf.Variable([[1.0, 2.0]], shape=(None, 2))", "shape=(None, 2)", PASSED, None),
        ("tf.Variable(1.0)", "", PASSED, None),
        ("tf.Variable([1.0])", "shape=()", WRONG, None),
        ("tf.Variable([[1.0, 2.0]])", "shape=(None, 2)", WRONG, "shape-is-fixed"),
        (
            "tf.Variable(1)",
            "dtype='float32', mistaken={'dtype': {'int32': 'int-from-python'}}",
            WRONG,
            "int-from-python",
        ),
        ("tf.Variable(np.ones(2))", "dtype='float32'", WRONG, "float64-from-numpy"),
        (
            "tf.Variable(1.0)",
            "trainable=False, mistaken={'trainable': {True: 'trainable-by-default'}}",
            WRONG,
            "trainable-by-default",
        ),
        ("tf.Variable(1.0, name='v')", "name='w'", WRONG, None),
        (
            "tf.Variable([[1.0]], shape=tf.TensorShape(None))",
            "shape=(None, 1), mistaken={'shape': {None: 'shape-too-open'}}",
            WRONG,
            "shape-too-open",
        ),
        ("tf.constant(1.0)", "shape=()", WRONG, "tensor-for-variable"),
        ("np.ones(2)", "", WRONG, "tensor-for-variable"),
        ("1.0", "", WRONG, "state-in-python"),
        ("[tf.Variable(1.0)]", "", WRONG, None),
    ],
)
def test_variable(v: str, asked: str, outcome: Outcome, misconception: str | None) -> None:
    assert_finding(f"v = {v}", f"check.variable(student.v, {asked})", outcome, misconception)


@pytest.mark.parametrize(
    ("body", "outcome", "misconception"),
    [
        ("return None", PASSED, None),
        ("raise NotImplementedError", NOT_ATTEMPTED, None),
        ("raise NotImplementedError('mine')", BROKEN, None),
        ("return missing", BROKEN, None),
        ("raise SystemExit", BROKEN, None),
        ("v = tf.Variable(1.0)\n    v += 1", BROKEN, "in-place-operator"),
    ],
)
def test_runs(body: str, outcome: Outcome, misconception: str | None) -> None:
    assert_finding(f"def f():\n    {body}", "check.runs(student.f())", outcome, misconception)


def test_a_broken_call_names_line_number_and_exception() -> None:
    message = finding("def f():\n    return 1 / 0", "check.runs(student.f())").message
    assert "line 2" in message
    assert "`return 1 / 0`" in message
    assert "ZeroDivisionError: division by zero" in message


@pytest.mark.parametrize(
    ("body", "outcome", "misconception"),
    [
        ("raise KeyError('w')", PASSED, None),
        ("raise type('Mine', (KeyError,), {})", PASSED, None),
        ("raise ValueError('w')", WRONG, None),
        ("return KeyError('w')", WRONG, "silent-overwrite"),
        ("raise NotImplementedError", NOT_ATTEMPTED, None),
    ],
)
def test_raises(body: str, outcome: Outcome, misconception: str | None) -> None:
    question = "check.raises(student.f(), 'KeyError', mistaken='silent-overwrite')"
    assert_finding(f"def f(): {body}", question, outcome, misconception)


def test_raises_takes_one_of_several_classes() -> None:
    question = "check.raises(student.f(), ('KeyError', 'ValueError'))"
    assert_finding("def f(): raise ValueError", question, PASSED, None)
    assert_finding("def f(): raise TypeError", question, WRONG, None)


def test_raises_is_not_satisfied_by_a_name_that_is_not_there() -> None:
    assert_finding("", "check.raises(student.f(), ('Undefined', 'NameError'))", NOT_ATTEMPTED, None)


@pytest.mark.parametrize(("w", "equal_values"), [("1.0", True), ("2.0", False)])
def test_same_and_other_value(w: str, equal_values: bool) -> None:
    code = f"v = tf.Variable(1.0)\nw = tf.Variable({w})"
    same, other = (PASSED, WRONG) if equal_values else (WRONG, PASSED)
    assert_finding(code, "check.same_value(student.v, student.w)", same, None)
    assert_finding(code, "check.other_value(student.v, student.w)", other, None)


@pytest.mark.parametrize(
    ("w", "one"),
    [("v", True), ("v.value", True), ("keras.Variable(1.0)", False), ("tf.Variable(1.0)", False), ("v + 0", False)],
)
def test_same_and_distinct(w: str, one: bool) -> None:
    code = f"v = keras.Variable(1.0)\nw = {w}"
    same, distinct = (PASSED, WRONG) if one else (WRONG, PASSED)
    for check, outcome in [("same", same), ("distinct", distinct)]:
        question = f"check.{check}(student.v, student.w, mistaken='alias-for-copy')"
        assert_finding(code, question, outcome, "alias-for-copy" if outcome is WRONG else None)


@pytest.mark.parametrize(("check", "w", "boxes"), [("same", "tf.Variable(1.0)", 2), ("distinct", "v", 1)])
def test_a_wrong_identity_is_drawn(check: str, w: str, boxes: int) -> None:
    found = finding(f"v = tf.Variable(1.0)\nw = {w}", f"check.{check}(student.v, student.w)")
    root = ElementTree.fromstring(found.drawing)
    assert len(root.findall("{http://www.w3.org/2000/svg}rect")) == boxes


# What tracking finds

MODULE = """
class Plain:
    def __init__(self, content):
        self.content = content
class Linear(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.random.normal((3, 2)))
        {body}
linear = Linear()
"""


@pytest.mark.parametrize(
    ("body", "outcome", "misconception"),
    [
        ("self.b = tf.Variable(tf.zeros(2))", PASSED, None),
        ("self.b = self.again = tf.Variable(tf.zeros(2))", PASSED, None),
        ("self.b = tf.Variable(tf.zeros(2)); self.all = [self.w, self.b]", PASSED, None),
        ("pass", WRONG, None),
        ("self.b = tf.zeros(2)", WRONG, "frozen-as-tensor"),
        ("self.b = keras.Variable(np.zeros(2))", WRONG, "keras-variable-in-module"),
        ("self.b = Plain(tf.Variable(tf.zeros(2)))", WRONG, "hidden-in-object"),
        ("b = tf.Variable(tf.zeros(2)); self.b = lambda: b", WRONG, "hidden-in-closure"),
        ("self.b = tf.Variable(tf.zeros(2)); self.c = tf.Variable(1.0)", WRONG, None),
        ("self.b = tf.Variable(tf.zeros(5))", WRONG, "fixed-sizes"),
        ("self.b = tf.Variable([0, 0])", WRONG, "int-from-python"),
        ("self.b = tf.Variable(np.zeros(2))", WRONG, "float64-from-numpy"),
        ("self.b = tf.Variable(tf.zeros(2), trainable=False)", WRONG, "trainable-by-default"),
    ],
)
def test_variables(body: str, outcome: Outcome, misconception: str | None) -> None:
    question = "check.variables(student.linear, trainable=True, w=(3, 2), b=(2,))"
    assert_finding(MODULE.format(body=body), question, outcome, misconception)


def test_variables_by_path() -> None:
    code = "outer = tf.Module()\nouter.layers = [tf.Module()]\nouter.layers[0].w = tf.Variable([1.0])"
    assert_finding(code, "check.variables(student.outer, {'layers/0/w': (1,)})", PASSED, None)
    assert_finding(code, "check.variables(student.outer, {'layers/1/w': (1,)})", WRONG, None)


def test_variables_of_a_layer() -> None:
    code = """
        class Scale(keras.layers.Layer):
            def __init__(self):
                super().__init__()
                self.s = self.add_weight(shape=(2,))
                self.t = {t}
        scale = Scale()
    """
    question = "check.variables(student.scale, s=(2,), t=(2,))"
    assert_finding(code.replace("{t}", "self.add_weight(shape=(2,))"), question, PASSED, None)
    assert_finding(code.replace("{t}", "tf.Variable([1.0, 1.0])"), question, WRONG, "tf-variable-in-layer")


def test_a_variable_called_array_is_like_any_other() -> None:
    code = """
        class Scale(tf.Module):
            def __init__(self):
                super().__init__()
                self.array = tf.Variable([1.0, 2.0])
            def __call__(self, x):
                return x * self.array
        scale = Scale()
    """
    for question in [
        "check.variables(student.scale, array=(2,))",
        "check.output(student.scale, on=inputs.normal(3, 2), equals=lambda array: OUTPUT)",
        "check.gradients(student.scale, on=inputs.normal(3, 2))",
        "check.trains(student.scale, on=inputs.normal(3, 2), moves=('array',))",
    ]:
        asked = "x = inputs.normal(3, 2)\n" + question.replace("inputs.normal(3, 2)", "x").replace(
            "OUTPUT", "x * array"
        )
        assert_finding(code, asked, PASSED, None)


def test_variables_that_must_be_random() -> None:
    question = "check.variables(student.linear, w=(3, 2), random=('w',))"
    assert_finding(MODULE.format(body="pass"), question, PASSED, None)
    assert_finding(MODULE.format(body="self.w.assign(tf.ones((3, 2)))"), question, WRONG, "not-random")


@pytest.mark.parametrize(
    ("body", "outcome", "misconception"),
    [
        ("self.b = self.again = tf.Variable(1.0)", PASSED, None),
        ("pass", WRONG, "variable-not-kept"),
        ("self.b = Plain(tf.Variable(1.0))", WRONG, "hidden-in-object"),
        ("self.b = [tf.Variable(1.0), tf.Variable(1.0)]", WRONG, None),
    ],
)
def test_count(body: str, outcome: Outcome, misconception: str | None) -> None:
    question = "check.count(student.linear, 2, mistaken={1: 'variable-not-kept'})"
    assert_finding(MODULE.format(body=body), question, outcome, misconception)


def test_count_beside_another_instance() -> None:
    code = """
        class Counter(tf.Module):
            def __init__(self, total=tf.Variable(0.0)):
                super().__init__()
                self.total = {total}
    """
    question = "check.count(student.Counter(), 1, beside=student.Counter())"
    assert_finding(code.replace("{total}", "tf.Variable(0.0)"), question, PASSED, None)
    assert_finding(code.replace("{total}", "total"), question, WRONG, "shared-between-instances")


# Calls

DENSE = """
POOL = [tf.Variable(tf.ones((3, 2))) for _ in range(9)]
class Dense(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = None
        self.kept = []
    def build(self, x):
        self.w = tf.Variable(tf.ones((x.shape[-1], 2)))
    def __call__(self, x):
        {call}
        return x @ self.w
    def method(self, x):
        return self(x)
dense = Dense()
"""


@pytest.mark.parametrize(
    ("call", "outcome", "misconception"),
    [
        ("if self.w is None: self.build(x)", PASSED, None),
        ("self.build(x)", WRONG, "new-variable-each-call"),
        ("self.build(x); self.kept.append(self.w)", WRONG, "new-variable-each-call"),
        ("self.kept.append(1); self.build(x) if self.w is None else tf.Variable(1.0)", WRONG, "new-variable-each-call"),
        (
            "self.kept or self.build(x); self.w = self.w + 0.0 if self.kept else self.w; self.kept = [1]",
            WRONG,
            "rebinding",
        ),
        ("self.w = POOL.pop()", WRONG, "new-variable-each-call"),
        ("return x", WRONG, None),
        ("raise NotImplementedError", NOT_ATTEMPTED, None),
        ("pass", BROKEN, None),
    ],
)
@pytest.mark.parametrize("called", [None, "method"])
def test_reuse(call: str, outcome: Outcome, misconception: str | None, called: str | None) -> None:
    question = f"check.reuse(student.dense, on=inputs.normal(5, 3), called={called!r})"
    assert_finding(DENSE.format(call=call), question, outcome, misconception)


def test_reuse_with_another_batch() -> None:
    question = "check.reuse(student.dense, on=inputs.normal(5, 3), then=inputs.normal(4, 3))"
    assert_finding(DENSE.format(call="if self.w is None: self.build(x)"), question, PASSED, None)
    per_batch = "if self.kept != [x.shape[0]]: self.build(x); self.kept = [x.shape[0]]"
    assert_finding(DENSE.format(call=per_batch), question, WRONG, "new-variable-each-call")


@pytest.mark.parametrize(
    ("call", "outcome", "misconception"),
    [
        ("if self.w is None: self.build(x)", PASSED, None),
        ("self.build(x)", BROKEN, "new-variable-each-call"),
        ("if self.w is None: self.build(x)\n        x = x.numpy()", BROKEN, "leaves-tensorflow"),
        ("if self.w is None: self.build(x)\n        self.kept.append(1); x = x * len(self.kept)", WRONG, None),
    ],
)
def test_compiles(call: str, outcome: Outcome, misconception: str | None) -> None:
    assert_finding(
        DENSE.format(call=call), "check.compiles(student.dense, on=inputs.normal(5, 3))", outcome, misconception
    )


NETWORK = """
class Network(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(tf.random.normal((3, 4)))
        self.b = tf.Variable(tf.zeros(4))
        self.out = tf.Variable(tf.random.normal((4, 2)))
        {init}
    def __call__(self, x):
        {call}
network = Network()
"""
HONEST = "return tf.tanh(x @ self.w + self.b) @ self.out"


def network(call: str = HONEST, init: str = "pass") -> str:
    return NETWORK.format(call=call, init=init)


@pytest.mark.parametrize(
    ("code", "outcome", "misconception"),
    [
        (network(), PASSED, None),
        (network("return x @ self.w @ self.out"), WRONG, None),
        (network("return tf.constant((tf.tanh(x @ self.w + self.b) @ self.out).numpy())"), WRONG, None),
        (network(init="self.b = tf.Variable(tf.zeros(4), trainable=False)"), WRONG, None),
        (
            network(init="c = tf.Variable(1.0); self.c = lambda: c", call=HONEST + " * self.c()"),
            WRONG,
            "hidden-in-closure",
        ),
        (network("return None"), WRONG, None),
        ("w = tf.Variable(tf.ones((3, 2)))\ndef network(x): return x @ w", WRONG, None),
        (
            "class Network(tf.Module):\n"
            "    w = tf.ones((3, 2))\n"
            "    def __call__(self, x): return x @ self.w\n"
            "network = Network()",
            WRONG,
            None,
        ),
    ],
    ids=["honest", "unused", "constant", "frozen", "closure", "nothing", "function", "no variable"],
)
def test_trains(code: str, outcome: Outcome, misconception: str | None) -> None:
    assert_finding(code, "check.trains(student.network, on=inputs.normal(5, 3))", outcome, misconception)


def test_trains_only_what_must_move() -> None:
    code = network(init="self.b = tf.Variable(tf.zeros(4), trainable=False)")
    question = "check.trains(student.network, on=inputs.normal(5, 3), moves=({},))"
    assert_finding(code, question.format("'w', 'out'"), PASSED, None)
    assert_finding(code, question.format("'b'"), WRONG, None)
    assert_finding(code, question.format("'missing'"), WRONG, None)


OUTPUT = """
x = inputs.normal(5, 3)
check.output(
    student.network,
    on=x,
    equals=lambda w, b, out: np.tanh(x @ w + b) @ out,
    mistaken={"bias-left-out": lambda w, b, out: np.tanh(x @ w) @ out},
)
"""


@pytest.mark.parametrize(
    ("code", "outcome", "misconception"),
    [
        (network(), PASSED, None),
        (network(HONEST + " + 0.0 * tf.reduce_sum(self.b)"), PASSED, None),
        (network("return tf.tanh(x @ self.w) @ self.out"), WRONG, "bias-left-out"),
        (network(HONEST + " * 1.001"), WRONG, None),
        (network("return (tf.tanh(x @ self.w + self.b) @ self.out)[0]"), WRONG, None),
        (network("return None"), WRONG, None),
        (network("return [x]"), WRONG, None),
        (network(init="self.extra = tf.Variable(1.0)"), WRONG, None),
        (network(init="self.b = tf.zeros(4)"), WRONG, None),
        (network(init="self.b = tf.Variable(tf.zeros(7))"), WRONG, None),
        (network("return x @ self.out"), BROKEN, None),
        (network("raise NotImplementedError"), NOT_ATTEMPTED, None),
    ],
)
def test_output(code: str, outcome: Outcome, misconception: str | None) -> None:
    assert_finding(code, OUTPUT, outcome, misconception)


@pytest.mark.parametrize("shape", ["(3, 0)", "(0, 2)"])
def test_nothing_is_not_equal_to_nothing(shape: str) -> None:
    """Arrays without elements are all equal, and have all slopes."""
    code = f"""
    class F(tf.Module):
        def __init__(self):
            super().__init__()
            self.w = tf.Variable(tf.zeros({shape}))

        def __call__(self, x):
            return tf.zeros((4, 0)) if {shape}[1] == 0 else tf.zeros((4, 2))

    f = F()
    """
    x = "inputs.normal(4, 3)"
    output = finding(code, f"check.output(student.f, on={x}, equals=lambda w: np.zeros((4, 0)))")
    gradients = finding(code, f"check.gradients(student.f, on={x})")
    assert (output.outcome, gradients.outcome) == (Outcome.WRONG, Outcome.WRONG)
    assert "no number" in output.message and "no number" in gradients.message


def test_output_is_asked_for_random_values_so_that_an_answer_cannot_be_memorised() -> None:
    memorised = "return (tf.constant(KEPT[0]) if KEPT else KEPT.append(self.honest(x).numpy()) or self.honest(x))"
    code = "KEPT = []\n" + network(memorised) + f"Network.honest = lambda self, x: {HONEST.removeprefix('return ')}\n"
    session = session_with(code, seed=None)
    assert verdict_of(session, OUTPUT).outcome is PASSED
    assert verdict_of(session, OUTPUT).outcome is WRONG


# Gradients

GRADIENTS = "check.gradients(student.network, on=inputs.normal(5, 3))"


def with_gradient(gradient: str) -> str:
    """A network whose tanh has ``gradient``, a function of the upstream gradient and the output."""
    return f"""
@tf.custom_gradient
def tanh(z):
    y = tf.tanh(z)
    return y, lambda upstream: {gradient}
""" + network("return tanh(x @ self.w + self.b) @ self.out")


@pytest.mark.parametrize(
    ("code", "outcome", "misconception"),
    [
        (network(), PASSED, None),
        (with_gradient("upstream * (1 - y * y)"), PASSED, None),
        (with_gradient("upstream"), WRONG, "gradient-stops"),
        (with_gradient("-upstream * (1 - y * y)"), WRONG, "gradient-stops"),
        (with_gradient("1.3 * upstream * (1 - y * y)"), WRONG, "gradient-stops"),
        (with_gradient("tf.zeros_like(upstream)"), WRONG, "gradient-stops"),
        (with_gradient("upstream * float('nan')"), WRONG, "gradient-stops"),
        (with_gradient("upstream * float('inf')"), WRONG, "gradient-stops"),
        (network("return tf.tanh(x @ self.w.numpy() + self.b) @ self.out"), WRONG, "leaves-tensorflow"),
        (network("return tf.tanh(x @ tf.stop_gradient(self.w) + self.b) @ self.out"), WRONG, "gradient-stops"),
        (network("return tf.tanh(x @ self.w) @ self.out"), WRONG, "variable-unused"),
        (network(init="self.b = tf.Variable(tf.zeros(4), trainable=False)"), WRONG, "trainable-by-default"),
        (network(init="self.step = tf.Variable(1)"), WRONG, "int-from-python"),
        (network("return None"), WRONG, None),
        ("network = tf.Module()", WRONG, None),
        (network("raise NotImplementedError"), NOT_ATTEMPTED, None),
        (network("return x @ self.out"), BROKEN, None),
    ],
)
def test_gradients(code: str, outcome: Outcome, misconception: str | None) -> None:
    assert_finding(code, GRADIENTS, outcome, misconception)


@pytest.mark.parametrize("constant", ["float('inf')", "float('nan')", "1e30"])
def test_a_slope_that_cannot_be_measured_does_not_hide_a_wrong_gradient(constant: str) -> None:
    code = with_gradient("1.3 * upstream * (1 - y * y)").replace("@ self.out", f"@ self.out + {constant}")
    assert finding(code, GRADIENTS).outcome is WRONG


@pytest.mark.parametrize("code", [with_gradient("1.3 * upstream * (1 - y * y)"), with_gradient("upstream")])
def test_a_wrong_gradient_is_not_saved_by_luck(code: str) -> None:
    assert len(failures_over(code, seeds=3)) == 3


def failures_over(code: str, seeds: int) -> list[str]:
    session = session_with(code)
    found = []
    for seed in range(seeds):
        session._fixed_seed = seed
        session.restart()
        found.append(verdict_of(session, GRADIENTS))
    return [verdict.text() for verdict in found if verdict.outcome is not PASSED]


def one_layer(activation: str) -> str:
    return network(f"return {activation}(x @ self.w + self.b)", init="del self.out")


def test_an_honest_network_passes_whatever_the_seed() -> None:
    failures = failures_over(one_layer("tf.tanh"), seeds=200)
    assert len(failures) == 0, failures


def test_an_honest_network_with_kinks_passes_whatever_the_seed() -> None:
    """The slope of relu jumps at 0: differences across the jump are no slope."""
    failures = failures_over(one_layer("tf.nn.relu"), seeds=50)
    assert len(failures) == 0, failures


class Forger(InProcess):
    """A student's process that answers a question with what it likes."""

    def __init__(self, code: str, question: str, answer: object):
        super().__init__(namespace_of(code, "<student's cell>"))
        self._question, self._forged = question, answer

    def ask(self, request: str) -> str:
        if protocol.loads(request)["ask"] == self._question:
            return protocol.dumps({"answer": self._forged})
        return super().ask(request)


def listing(**changes: object) -> dict:
    """What the observer says of a module with one variable ``w``, some of it replaced."""
    session = session_with("w = tf.Variable(tf.ones((3, 4)))")
    described = describe(session.student.w) | {"path": "w"} | changes
    return {"variables": [described], "untracked": {}}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("gradients", {}),
        ("gradients", {"w": None, "b": None, "out": None}),
        *(
            ("gradients", {"w": np.zeros(shape), "b": np.zeros(shape), "out": np.zeros(shape)})
            for shape in ((), (9, 7))
        ),
        ("gradients", {"w": np.full((3, 4), np.nan), "b": np.full(4, np.nan), "out": np.full((4, 2), np.nan)}),
        ("gradients", {"w": "passed"}),
        ("forward", []),
        ("forward", [np.zeros((5, 2), np.float32)]),
        ("forward", [np.full((5, 2), np.inf, np.float32)]),
        ("forward", ["passed"]),
        ("variables", listing(dtype="float13")),
        ("variables", listing(shape=[-1, 4])),
        ("variables", listing(shape=[2**40, 2**40])),
        ("variables", {"variables": [], "untracked": {}}),
        ("variables", {"variables": True, "untracked": {}}),
        ("variables", {}),
    ],
)
def test_a_forged_answer_never_passes(question: str, answer: object) -> None:
    session = Session(Forger(network(), question, answer), 1)
    assert verdict_of(session, GRADIENTS).outcome in (WRONG, BROKEN)


def test_gradients_leave_the_values_alone() -> None:
    names = namespace_of(network(), "<student's cell>")
    before = [v.numpy() for v in names["network"].variables]
    assert verdict_of(Session(InProcess(names), 1), GRADIENTS).outcome is PASSED
    for kept, v in zip(before, names["network"].variables, strict=True):
        np.testing.assert_array_equal(kept, v.numpy())


# How a test cell is run


def test_one_failure_does_not_hide_the_next() -> None:
    found = verdict_of(
        session_with("v = tf.Variable(1.0)\ndef f(): raise ValueError('no')"),
        """
        check.value(student.v, equals=2.0)
        check.runs(student.f())
        check.runs(student.missing)
        check.kind(student.v, 'variable')
        """,
    )
    assert [f.outcome for f in found.findings] == [WRONG, BROKEN, NOT_ATTEMPTED, PASSED]


def test_weights_and_points() -> None:
    session = session_with("v = tf.Variable(1.0)")
    session.check.kind(session.student.v, "variable", weight=3)
    session.check.value(session.student.v, equals=2.0)
    assert session.check.score("exercise", points=4) == 3.0
    assert [f.weight for f in session.verdicts["exercise"].findings] == [3, 1.0]


def test_each_exercise_starts_anew() -> None:
    session = session_with("v = tf.Variable(1.0)")
    assert verdict_of(session, "check.value(student.v, equals=2.0)").outcome is WRONG
    assert verdict_of(session, "check.value(student.v, equals=1.0)").outcome is PASSED
    assert session.check.score("nothing asked", points=1) == 0


def test_a_finished_verdict_is_shown_once() -> None:
    shown: list[Verdict] = []
    session = Session(InProcess({"v": 1}), seed=1, show=shown.append)
    session.check.value(session.student.v, equals=1)
    session.check.score("exercise", points=1)
    assert shown == [session.verdicts["exercise"]]


def test_a_misconception_that_is_not_in_the_catalogue_is_the_authors_mistake() -> None:
    with pytest.raises(KeyError, match="no-such-id"):
        finding("v = 1", "check.value(student.v, equals=2, mistaken={'no-such-id': 1})")


def drawn(seed: int | None) -> list:
    inputs = session_with("", seed).inputs
    return [inputs.normal(3).tolist(), inputs.array(2).value.tolist(), inputs.integer(0, 10**9)]


def test_inputs_repeat_with_the_seed_and_differ_without() -> None:
    assert drawn(7) == drawn(7)
    assert all(a != b for a, b in zip(drawn(7), drawn(8), strict=True))
    assert all(a != b for a, b in zip(drawn(None), drawn(None), strict=True))


def test_a_recorded_seed_repeats_a_verdict() -> None:
    code = network(HONEST + " + 1.0")
    first = verdict_of(session_with(code, seed=None), OUTPUT)
    again = verdict_of(session_with("tf.random.set_seed(1)\n" + code, first.seed), OUTPUT)
    assert again == first


def test_every_exercise_has_a_fresh_seed() -> None:
    session = session_with("", seed=None)
    assert verdict_of(session, "").seed != verdict_of(session, "").seed


def test_inputs_have_the_form_that_was_asked_for() -> None:
    inputs = session_with("").inputs
    normal = inputs.normal(1000, 2)
    assert (normal.shape, normal.dtype) == ((1000, 2), np.float32)
    assert abs(normal.mean()) < 5 / np.sqrt(2000)
    assert inputs.array(3).value.dtype == np.float64
    assert {inputs.integer(1, 3) for _ in range(200)} == {1, 2, 3}


def test_a_variable_is_handed_to_the_students_function() -> None:
    code = "def step(v):\n    v.assign_add(1.0)\n    return v"
    question = "v = inputs.variable(np.float32(2.0))\ncheck.same(student.step(v), v)"
    assert_finding(code, question, PASSED, None)
    question = "v = inputs.variable(np.float32(2.0))\nstudent.step(v)\ncheck.value(v, equals=3.0)"
    assert_finding(code, question, PASSED, None)


# How answers are put


@pytest.mark.parametrize(
    ("kind", "outcome", "message"),
    [
        ("not attempted", NOT_ATTEMPTED, "not attempted yet"),
        ("undefined", NOT_ATTEMPTED, "`why` is not defined: run the cell that defines it first"),
        ("broken", BROKEN, "this failed: ValueError: why"),
        ("timeout", BROKEN, "why"),
        ("lost", BROKEN, "why"),
        ("protocol", BROKEN, "why"),
    ],
)
def test_no_answer_has_an_outcome(kind: str, outcome: Outcome, message: str) -> None:
    found = unanswered("`f`", Failure(kind, "why", ("ValueError",) if kind == "broken" else ()))
    assert (found.outcome, found.message) == (outcome, message)


@pytest.mark.parametrize(
    ("shape", "text"),
    [((3, 2), "(3, 2)"), ((3,), "(3,)"), ((), "()"), ([None, 2], "(?, 2)"), ([None], "(?,)"), (None, "unknown")],
)
def test_shapes_are_written_as_python_writes_them(shape: object, text: str) -> None:
    assert shape_text(shape) == text


def test_values_are_shown_on_one_short_line() -> None:
    for value in (np.random.default_rng(1).normal(size=(100, 100)), "a\n" * 1000, [np.ones(100)] * 50):
        shown = value_text(value)
        assert "\n" not in shown
        assert len(shown) <= 120
    assert value_text(np.array([1.0, 2.5])) == "[1. , 2.5]"


@pytest.mark.parametrize(("off", "same"), [(0.0, True), (5e-5, True), (2e-3, False), (np.nan, False), (np.inf, False)])
def test_floats_agree_within_some_roundings(off: float, same: bool) -> None:
    assert equal(np.array([1.0 + off, 100.0]), np.array([1.0, 100.0])) is same
