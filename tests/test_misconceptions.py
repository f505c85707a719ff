"""The catalogue, and the exceptions that give a misconception away, provoked for real."""

from __future__ import annotations

import ast
import re
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest
from banks import namespace_of

from autograder import misconceptions
from autograder.misconceptions import _EXCEPTIONS, CATALOGUE, Misconception, find, from_exception
from autograder.student import Failure, InProcess, Student, Unanswered, describe


class Provocation(NamedTuple):
    """Code whose function ``f`` raises, and the misconception that the exception gives away."""

    misconception: str
    code: str


PROVOCATIONS = {
    "module.add_variable": Provocation(
        "add-variable",
        """
        class Linear(tf.Module):
            def __init__(self):
                super().__init__()
                self.w = self.add_variable("w", (3, 2))
        f = Linear
        """,
    ),
    "module.add_weight": Provocation(
        "add-variable",
        """
        class Linear(tf.Module):
            def __init__(self):
                super().__init__()
                self.w = self.add_weight(shape=(3, 2))
        f = Linear
        """,
    ),
    "a module with call": Provocation(
        "no-dunder-call",
        """
        class Linear(tf.Module):
            def call(self, x): return x
        def f():
            return Linear()(1.0)
        """,
    ),
    "the name of an activation": Provocation(
        "name-for-function",
        """
        def f():
            return "tanh"(tf.constant(1.0))
        """,
    ),
    "float64 for a kernel": Provocation(
        "float64-from-numpy",
        """
        def f():
            layer = keras.layers.Dense(2, kernel_initializer=lambda shape, dtype=None: tf.constant(np.ones(shape)))
            layer.build((None, 3))
        """,
    ),
    "an attribute of a layer for its kernel": Provocation(
        "rebinding",
        """
        def f():
            layer = keras.layers.Dense(1)
            layer.build((None, 1))
            layer.kernel = layer.kernel / 2.0
        """,
    ),
    "name += 1": Provocation(
        "in-place-operator",
        """
        v = tf.Variable(1.0)
        def f():
            global v
            v += 1
        """,
    ),
    "attribute -= 1": Provocation(
        "in-place-operator",
        """
        counter = tf.Module()
        counter.v = tf.Variable(1.0)
        def f():
            counter.v -= 1
        """,
    ),
    "v[0] = 1": Provocation(
        "item-assignment",
        """
        v = tf.Variable([1.0, 2.0])
        def f():
            v[0] = 3.0
        """,
    ),
    "keras v[0] = 1": Provocation(
        "item-assignment",
        """
        v = keras.Variable([1.0, 2.0])
        def f():
            v[0] = 3.0
        """,
    ),
    "created on every traced call": Provocation(
        "new-variable-each-call",
        """
        @tf.function
        def scale(x):
            return x * tf.Variable(2.0)
        def f():
            return scale(tf.constant(1.0))
        """,
    ),
    "created on every traced call, and kept": Provocation(
        "new-variable-each-call",
        """
        scale = tf.Module()
        @tf.function
        def scaled(x):
            scale.v = tf.Variable(2.0)
            return x * scale.v
        def f():
            return scaled(tf.constant(1.0))
        """,
    ),
    "created by the second trace": Provocation(
        "new-variable-each-call",
        """
        kept = {}
        @tf.function
        def scaled(x):
            if x.shape[0] > 1:
                kept[2] = kept.get(2, None) or tf.Variable(2.0)
            return x
        def f():
            scaled(tf.ones(1))
            return scaled(tf.ones(2))
        """,
    ),
    "add_weight in call": Provocation(
        "weights-in-call",
        """
        class Scale(keras.layers.Layer):
            def call(self, x):
                self.w = self.add_weight(shape=())
                return x * self.w
        def f():
            return Scale()(tf.ones((1, 2)))
        """,
    ),
    "a layer made in call": Provocation(
        "weights-in-call",
        """
        class Deep(keras.layers.Layer):
            def call(self, x):
                self.dense = keras.layers.Dense(2)
                return self.dense(x)
        def f():
            return Deep()(tf.ones((1, 2)))
        """,
    ),
    "add_weight with the name first": Provocation(
        "positional-add-weight",
        """
        class Scale(keras.layers.Layer):
            def build(self, shape):
                self.w = self.add_weight("w", (2,))
        def f():
            return Scale()(tf.ones((1, 2)))
        """,
    ),
    "add_weight with the name first and a shape": Provocation(
        "positional-add-weight",
        """
        class Scale(keras.layers.Layer):
            def build(self, shape):
                self.w = self.add_weight("w", shape=(2,))
        def f():
            return Scale()(tf.ones((1, 2)))
        """,
    ),
    "add_variable with the name first and a shape": Provocation(
        "positional-add-weight",
        """
        class Scale(keras.layers.Layer):
            def build(self, shape):
                self.w = self.add_variable("w", shape=(2,), initializer="zeros")
        def f():
            return Scale()(tf.ones((1, 2)))
        """,
    ),
    "layer without super().__init__()": Provocation(
        "super-init-left-out",
        """
        class Scale(keras.layers.Layer):
            def __init__(self):
                self.w = self.add_weight(shape=())
        f = Scale
        """,
    ),
    "module without super().__init__(), its name": Provocation(
        "super-init-left-out",
        """
        class Scale(tf.Module):
            def __init__(self):
                self.w = tf.Variable(1.0, name=self.name + "/w")
        f = Scale
        """,
    ),
    "module without super().__init__(), its name scope": Provocation(
        "super-init-left-out",
        """
        class Scale(tf.Module):
            def __init__(self):
                with self.name_scope:
                    self.w = tf.Variable(1.0)
        f = Scale
        """,
    ),
    "keras initializer not called": Provocation(
        "initializer-not-called",
        """
        def f():
            return tf.Variable(keras.initializers.GlorotUniform())
        """,
    ),
    "tf initializer not called": Provocation(
        "initializer-not-called",
        """
        def f():
            return tf.Variable(tf.random_normal_initializer())
        """,
    ),
    "variable as a key": Provocation(
        "variable-as-key",
        """
        v = tf.Variable(1.0)
        def f():
            return {v: "mine"}
        """,
    ),
    "variable in a set": Provocation(
        "variable-as-key",
        """
        v = tf.Variable(1.0)
        def f():
            return len({v, v})
        """,
    ),
    "variable in a list": Provocation(
        "value-for-box",
        """
        v, w = tf.Variable([1.0, 2.0]), tf.Variable([1.0, 2.0])
        def f():
            return w in [v]
        """,
    ),
    "layer with __call__ instead of call": Provocation(
        "overrides-dunder-call",
        """
        class Scale(keras.layers.Layer):
            def __call__(self, x):
                return super().__call__(x)
        def f():
            return Scale()(tf.ones((1, 2)))
        """,
    ),
    "trainable switched off later": Provocation(
        "label-set-afterwards",
        """
        v = tf.Variable(1.0)
        def f():
            v.trainable = False
        """,
    ),
    "attribute called variables": Provocation(
        "name-clash",
        """
        class Store(tf.Module):
            def __init__(self):
                super().__init__()
                self.variables = {}
        f = Store
        """,
    ),
    "attribute called trainable_variables": Provocation(
        "name-clash",
        """
        store = tf.Module()
        def f():
            setattr(store, "trainable_variables", tf.Variable(1.0))
        """,
    ),
    "attribute called name": Provocation(
        "name-clash",
        """
        store = tf.Module()
        def f():
            setattr(store, "name", tf.Variable(1.0))
        """,
    ),
    "assign to a tensor": Provocation(
        "tensor-for-variable",
        """
        v = tf.constant(1.0)
        def f():
            v.assign(2.0)
        """,
    ),
    "assign_add to what a name holds after v = v + 1": Provocation(
        "tensor-for-variable",
        """
        v = tf.Variable(1.0)
        v = v + 1
        def f():
            v.assign_add(2.0)
        """,
    ),
    "assign to a traced tensor": Provocation(
        "tensor-for-variable",
        """
        @tf.function
        def double(x):
            x.assign(2 * x)
            return x
        def f():
            return double(tf.constant(1.0))
        """,
    ),
    ".numpy() of a traced tensor": Provocation(
        "leaves-tensorflow",
        """
        @tf.function
        def double(x):
            return 2 * x.numpy()
        def f():
            return double(tf.constant(1.0))
        """,
    ),
    ".numpy() of a variable in a traced call": Provocation(
        "leaves-tensorflow",
        """
        v = tf.Variable(1.0)
        @tf.function
        def double():
            return 2 * v.numpy()
        def f():
            return double()
        """,
    ),
}


def provoke(name: str) -> Failure:
    code = textwrap.dedent(PROVOCATIONS[name].code)
    with pytest.raises(Unanswered) as raised:
        describe(Student(InProcess(namespace_of(code, f"<{name}>"))).f())
    assert raised.value.failure.kind == "broken"
    return raised.value.failure


@pytest.fixture(scope="module")
def failures() -> dict[str, Failure]:
    return {name: provoke(name) for name in PROVOCATIONS}


@pytest.mark.parametrize("name", PROVOCATIONS)
def test_an_exception_gives_its_misconception_away(failures: dict[str, Failure], name: str) -> None:
    failure = failures[name]
    seen = from_exception(failure.classes, failure.message)
    assert seen is not None, f"{failure.classes[0]}: {failure.message}"
    assert seen.id == PROVOCATIONS[name].misconception


@pytest.mark.parametrize(("pattern", "id_"), _EXCEPTIONS)
def test_every_pattern_meets_an_exception_that_tensorflow_or_keras_raises(
    failures: dict[str, Failure], pattern: str, id_: str
) -> None:
    """A pattern without a provocation above, or that none of them meets, is a guess."""
    mine = [failures[name] for name, provocation in PROVOCATIONS.items() if provocation.misconception == id_]
    texts = [f"{failure.classes[0]}: {failure.message}" for failure in mine]
    assert any(re.search(pattern, text, re.DOTALL) for text in texts), texts


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        (("ValueError", "Exception"), "shapes (3,) and (2,) differ"),
        (("AttributeError",), "'Linear' object has no attribute 'weight'"),
        (("AttributeError",), "'EagerTensor' object has no attribute 'reshape'"),
        (("TypeError",), "'tuple' object does not support item assignment"),
        (("TypeError",), "unhashable type: 'list'"),
        (("NotImplementedError",), "my own"),
        (("KeyError",), "'w'"),
        ((), ""),
    ],
)
def test_an_ordinary_exception_gives_nothing_away(classes: tuple, message: str) -> None:
    assert from_exception(classes, message) is None


def test_every_pattern_leads_to_an_entry() -> None:
    assert {id_ for _, id_ in _EXCEPTIONS} <= set(CATALOGUE)


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.id)
class TestEntry:
    def test_the_key_is_a_stable_name(self, entry: Misconception) -> None:
        assert CATALOGUE[entry.id] is entry
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", entry.id)

    def test_it_reads_as_one_or_two_sentences(self, entry: Misconception) -> None:
        assert entry.sentence.endswith(".")
        assert not entry.sentence.endswith("..")
        assert entry.sentence[0].isupper() or entry.sentence[0] == "`"
        assert entry.sentence == " ".join(entry.sentence.split())
        assert entry.sentence.count("`") % 2 == 0

    def test_it_says_where_it_is_explained(self, entry: Misconception) -> None:
        assert re.fullmatch(r"0\d, section \d+", entry.section)


def test_every_entry_of_the_catalogue_is_kept() -> None:
    """Two entries of one id would silently become one."""
    tree = ast.parse(Path(misconceptions.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    (catalogue,) = [call for call in calls if ast.unparse(call.func) == "_catalogue"]
    assert sorted(ast.literal_eval(entry)[0] for entry in catalogue.args) == sorted(CATALOGUE)


def test_sentences_differ() -> None:
    assert len({entry.sentence for entry in CATALOGUE.values()}) == len(CATALOGUE)


def test_an_unknown_id_is_told_what_there_is() -> None:
    assert find("rebinding").id == "rebinding"
    with pytest.raises(KeyError, match=r"'rebindin'.*rebinding"):
        find("rebindin")
