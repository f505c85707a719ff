"""The observer: what it sees of the student's objects, and what it leaves as it was."""

from __future__ import annotations

import textwrap
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from banks import namespace_of

from autograder import protocol
from autograder.observer import Observer, identity, tracked, untracked


class Beside:
    """An observer beside a student's code, asked with plain data as the checks do."""

    def __init__(self, code: str = ""):
        self.names = namespace_of(textwrap.dedent(code), "<student's cell>")
        self._observer = Observer(self.names)

    def reply(self, question: str, **details: Any) -> dict:
        return protocol.loads(self._observer.answer(protocol.dumps({"ask": question, **details})))

    def ask(self, question: str, target: str, **details: Any) -> Any:
        reply = self.reply(question, target=at(target), **details)
        assert set(reply) == {"answer"}, reply
        return reply["answer"]

    def error(self, target: str, *args: Any, question: str = "call") -> dict:
        details = {"args": list(args), "kwargs": {}} if question == "call" else {}
        reply = self.reply(question, target=at(target), **details)
        assert set(reply) == {"error"}, reply
        return reply["error"]


def at(path: str) -> dict:
    """The target of a name with attributes, or items where they are numbers: ``layers.0.w``."""
    name, *parts = path.split(".")
    steps = [["item", int(part)] if part.isdigit() else ["attribute", part] for part in parts]
    return {"name": name, "path": steps}


def paths(owner: Any) -> list[str]:
    return [path for path, _ in tracked(owner)]


class Plain:
    def __init__(self, content: Any):
        self.content = content


def module_with(**attributes: Any) -> tf.Module:
    module = tf.Module()
    for name, value in attributes.items():
        setattr(module, name, value)
    return module


def layer_with(**attributes: Any) -> keras.Layer:
    layer = keras.layers.Layer()
    for name, value in attributes.items():
        setattr(layer, name, value)
    return layer


def dense() -> keras.Layer:
    layer = keras.layers.Dense(2)
    layer.build((None, 3))
    return layer


# What tracking finds


def test_tracked_of_a_module_is_what_its_variables_lists() -> None:
    module = module_with(
        w=tf.Variable(1.0),
        layers=[module_with(b=tf.Variable(2.0))],
        table={"key": tf.Variable(3.0)},
        frozen=tf.Variable(4.0, trainable=False),
        constant=tf.constant(5.0),
    )
    found = dict(tracked(module))
    assert set(found) == {"w", "layers/0/b", "table/key", "frozen"}
    assert {id(v) for v in found.values()} == {id(v) for v in module.variables}


def test_tracked_of_a_module_finds_each_variable_once() -> None:
    shared = tf.Variable(1.0)
    inner = module_with(v=shared)
    module = module_with(v=shared, again=shared, items=[shared, shared], inner=inner, same=inner)
    ((_, found),) = tracked(module)
    assert found is shared


def test_tracked_goes_by_the_attribute_where_there_are_other_paths() -> None:
    w, b = tf.Variable(1.0), tf.Variable(2.0)
    module = module_with(w=w, b=b, all=[w, b], alias=b, inner=module_with(w=w))
    assert {path: id(v) for path, v in tracked(module)} == {"w": id(w), "b": id(b)}


def test_tracked_survives_modules_that_hold_each_other() -> None:
    first, second = module_with(v=tf.Variable(1.0)), module_with(v=tf.Variable(2.0))
    first.other, second.other = second, first
    assert len(tracked(first)) == 2


def test_tracked_of_a_layer_goes_by_attribute() -> None:
    layer = layer_with(scale=keras.Variable(1.0), other=keras.Variable(2.0, trainable=False))
    layer.again = layer.scale
    assert sorted(paths(layer)) == ["other", "scale"]
    assert {id(v) for _, v in tracked(layer)} == {id(v) for v in layer.variables}


def test_tracked_of_a_layer_finds_a_shared_sublayer_once() -> None:
    inner = dense()
    assert len(tracked(layer_with(first=inner, second=inner, items=[inner]))) == 2


def test_tracked_of_an_unbuilt_layer_is_empty() -> None:
    assert tracked(keras.layers.Dense(1)) == []


def test_tracked_of_a_model_has_its_layers_names() -> None:
    model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, name="a"), keras.layers.Dense(1, name="b")])
    assert paths(model) == ["a/kernel", "a/bias", "b/kernel", "b/bias"]


def test_two_weights_of_one_keras_name_keep_apart() -> None:
    layer = keras.layers.Layer()
    layer.items = [layer.add_weight(shape=(size,), name="w") for size in (1, 2)]
    assert [(path, tuple(v.shape)) for path, v in tracked(layer)] == [("w", (1,)), ("w#2", (2,))]


@pytest.mark.parametrize("container", [list, tuple])
def test_tracked_of_a_sequence_counts_from_zero_and_skips_the_rest(container: type) -> None:
    v, w = tf.Variable(1.0), keras.Variable(2.0)
    found = tracked(container([v, 3, w, v, tf.constant(1.0)]))
    assert [(path, identity(item)) for path, item in found] == [("0", identity(v)), ("2", identity(w))]


def test_tracked_of_a_dictionary_goes_by_key() -> None:
    v = tf.Variable(1.0)
    assert [(path, item is v) for path, item in tracked({"b": v, 1: 2, "a": v})] == [("b", True)]


def test_tracked_of_a_variable_is_itself_and_of_anything_else_nothing() -> None:
    v = tf.Variable(1.0)
    ((path, found),) = tracked(v)
    assert (path, found is v) == ("", True)
    for other in (None, 3, "text", tf.constant(1.0), Plain(v), lambda: v):
        assert tracked(other) == []


class Pretender:
    """Says that it is an instance of another class."""

    def __init__(self, kind: type, found: list[Any]):
        self._kind, self._found = kind, found

    __class__ = property(lambda self: self._kind)

    def _flatten(self, **_: Any) -> list[Any]:
        return self._found

    @property
    def variables(self) -> list[Any]:
        return [variable for _, variable in self._found]


def test_what_only_says_that_it_is_a_variable_is_none() -> None:
    pretended = Pretender(tf.Variable, [])
    assert isinstance(pretended, tf.Variable)
    assert tracked(pretended) == []
    assert tracked([pretended]) == []
    for kind in (tf.Module, keras.Layer):
        assert tracked(Pretender(kind, [(("w",), pretended)])) == []


def test_identity_is_that_of_the_variable_beneath() -> None:
    v = keras.Variable(1.0)
    assert identity(v) == identity(v.value)
    assert identity(v) != identity(keras.Variable(1.0))
    assert len(tracked([v, v.value])) == 1


def test_identity_does_not_go_by_value_or_name() -> None:
    left, right = tf.Variable(1.0, name="v"), tf.Variable(1.0, name="v")
    assert identity(left) != identity(right)


# What tracking does not find


def closure_over(variable: Any) -> Any:
    return lambda: variable


UNTRACKED_IN_MODULE = {
    "tensor": lambda: tf.constant(1.0),
    "keras.Variable": lambda: keras.Variable(1.0),
    "layer": dense,
    "object": lambda: Plain([tf.Variable(1.0)]),
    "closure": lambda: closure_over(tf.Variable(1.0)),
}
UNTRACKED_IN_LAYER = {
    "tensor": lambda: tf.constant(1.0),
    "tf.Variable": lambda: tf.Variable(1.0),
    "module": lambda: module_with(v=tf.Variable(1.0)),
    "object": lambda: Plain({"deep": tf.Variable(1.0)}),
    "closure": lambda: closure_over([tf.Variable(1.0)]),
}


@pytest.mark.parametrize("kind", UNTRACKED_IN_MODULE)
def test_untracked_in_a_module(kind: str) -> None:
    module = module_with(v=tf.Variable(1.0), thing=UNTRACKED_IN_MODULE[kind]())
    assert untracked(module) == {"thing": kind}
    assert len(module.variables) == 1


@pytest.mark.parametrize("kind", UNTRACKED_IN_LAYER)
def test_untracked_in_a_layer(kind: str) -> None:
    layer = layer_with(v=keras.Variable(1.0), thing=UNTRACKED_IN_LAYER[kind]())
    assert untracked(layer) == {"thing": kind}
    assert len(layer.variables) == 1


def test_untracked_in_a_layer_of_the_students_own() -> None:
    class Layer(keras.layers.Layer):
        def __init__(self):
            super().__init__()
            self.raw = tf.Variable(1.0)

        def build(self, shape):
            self.hidden = Plain(tf.Variable(2.0))

        def call(self, x):
            return x * self.raw

    layer = Layer()
    layer(tf.ones((1, 1)))
    assert untracked(layer) == {"raw": "tf.Variable", "hidden": "object"}


@pytest.mark.parametrize(
    ("owner", "kind"),
    [
        (lambda: module_with(items=[keras.Variable(1.0)]), "keras.Variable"),
        (lambda: module_with(items={"a": (keras.Variable(1.0),)}), "keras.Variable"),
        (lambda: layer_with(items=[tf.Variable(1.0)]), "tf.Variable"),
    ],
)
def test_untracked_inside_containers(owner: Any, kind: str) -> None:
    assert untracked(owner()) == {"items": kind}


def test_untracked_on_the_class() -> None:
    class Shared(tf.Module):
        v = tf.Variable(1.0)

    class Heir(Shared):
        pass

    heir = Heir()
    assert untracked(heir) == {"v": "class"}
    heir.own = Heir.v
    assert untracked(heir) == {}


def test_a_bound_method_of_an_object_hides_its_variables() -> None:
    class Counter:
        def __init__(self):
            self.total = tf.Variable(0.0)

        def add(self):
            return self.total.assign_add(1.0)

    assert untracked(module_with(step=Counter().add)) == {"step": "closure"}


def test_what_is_tracked_elsewhere_is_not_hidden() -> None:
    v = tf.Variable(1.0)
    assert untracked(module_with(v=v, held=Plain(v), function=closure_over(v))) == {}


@pytest.mark.parametrize(
    "owner",
    [
        lambda: module_with(units=3, name_="x", shape=(1, 2), numbers=np.ones(2), unbuilt=keras.layers.Dense(1), f=len),
        lambda: layer_with(units=3, sub=dense(), v=keras.Variable(1.0), empty=tf.Module()),
        lambda: keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]),
        lambda: Plain(tf.Variable(1.0)),
        lambda: [tf.Variable(1.0)],
    ],
)
def test_ordinary_owners_hide_nothing(owner: Any) -> None:
    assert untracked(owner()) == {}


def test_the_search_ends_where_objects_hold_each_other() -> None:
    left, right = Plain(None), Plain(tf.Variable(1.0))
    left.content, right.left = right, left
    assert untracked(module_with(thing=left)) == {"thing": "object"}


# Descriptions and values


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("tf.Variable(1.0)", "variable"),
        ("keras.Variable(1.0)", "variable"),
        ("tf.constant(1.0)", "tensor"),
        ("np.ones(2)", "array"),
        ("tf.Module", "class"),
        ("tf.Module()", "module"),
        ("keras.layers.Dense(1)", "layer"),
        ("None", "none"),
        ("True", "number"),
        ("np.float32(1)", "number"),
        ("'text'", "text"),
        ("np.str_('text')", "text"),
        ("(1, 2)", "list"),
        ("{}", "dict"),
        ("len", "callable"),
        ("object()", "object"),
    ],
)
def test_kinds(expression: str, kind: str) -> None:
    assert Beside(f"thing = {expression}").ask("describe", "thing")["kind"] == kind


@pytest.mark.parametrize("world", ["tf", "keras"])
def test_a_variable_is_described(world: str) -> None:
    code = f"v = {world}.Variable(np.zeros((2, 3)), dtype='float32', trainable=False, name='box')"
    described = Beside(code).ask("describe", "v")
    seen = {key: described[key] for key in ("shape", "dtype", "trainable", "name")}
    assert seen == {"shape": [2, 3], "dtype": "float32", "trainable": False, "name": "box"}


@pytest.mark.parametrize(("shape", "seen"), [("[None, 2]", [None, 2]), ("None", None), ("[]", [])])
def test_open_shapes_stay_open(shape: str, seen: list | None) -> None:
    value = "0.0" if shape == "[]" else "[[1.0, 2.0]]"
    described = Beside(f"v = tf.Variable({value}, shape=tf.TensorShape({shape}))").ask("describe", "v")
    assert described["shape"] == seen


def test_keys_of_containers() -> None:
    beside = Beside("pair = (1, 2)\ntable = {'b': 1, 2: 3}")
    assert beside.ask("describe", "pair")["keys"] == ["0", "1"]
    assert beside.ask("describe", "table")["keys"] == ["2", "b"]


@pytest.mark.parametrize(
    ("expression", "seen"),
    [
        ("tf.Variable([1, 2])", np.array([1, 2], np.int32)),
        ("keras.Variable(0.5)", np.array(0.5, np.float32)),
        ("np.float64(0.5)", np.array(0.5)),
        ("(1, 'a', None, True)", [1, "a", None, True]),
        ("{'array': [tf.constant(2.0)]}", {"dict": {"array": [np.array(2.0, np.float32)]}}),
        ("np.str_('text')", "text"),
        ("float('nan')", float("nan")),
    ],
)
def test_values_become_plain(expression: str, seen: Any) -> None:
    assert repr(Beside(f"thing = {expression}").ask("value", "thing")["value"]) == repr(seen)


def test_a_value_is_a_snapshot() -> None:
    beside = Beside("v = tf.Variable([1.0])")
    before = beside.ask("value", "v")["value"]
    beside.names["v"].assign_add([1.0])
    assert before.tolist() == [1.0]


@pytest.mark.parametrize("expression", ["len", "object()", "tf.constant('text')", "1j", "tf.Module()", "10**5000"])
def test_what_has_no_plain_value_is_no_answer(expression: str) -> None:
    assert Beside(f"thing = {expression}").error("thing", question="value")["kind"] == "broken"


def test_a_list_that_holds_itself_is_no_answer() -> None:
    assert Beside("thing = []\nthing.append(thing)").error("thing", question="value")["kind"] == "broken"


def test_two_names_of_one_box_are_the_same() -> None:
    beside = Beside("v = keras.Variable(1.0)\nw = v\nraw = v.value\nother = keras.Variable(1.0)\nitems = [v]")
    for name, same in [("w", True), ("raw", True), ("items.0", True), ("other", False)]:
        assert beside.reply("same", left=at("v"), right=at(name)) == {"answer": same}


def test_equal_values_are_not_the_same_object() -> None:
    beside = Beside("a = [1.0]\nb = [1.0]\nc = a")
    assert beside.reply("same", left=at("a"), right=at("b")) == {"answer": False}
    assert beside.reply("same", left=at("a"), right=at("c")) == {"answer": True}


# Calls


def test_arguments_arrive_as_what_they_are() -> None:
    beside = Beside("def kinds(*args, **kwargs): return [type(a).__name__ for a in (*args, *kwargs.values())]")
    x = np.ones(2, np.float32)
    args = [x, {"numpy": x}, {"tuple": [1, x]}, [x], {"dict": {"a": x}}, {"handle": at("kinds")}, 3, "text", None]
    reply = beside.ask("call", "kinds", args=args, kwargs={"array": x})
    seen = beside.reply("value", target={"object": reply["object"], "path": []})["answer"]["value"]
    assert seen == [
        "EagerTensor",
        "ndarray",
        "tuple",
        "list",
        "dict",
        "function",
        "int",
        "str",
        "NoneType",
        "EagerTensor",
    ]


def test_an_array_argument_can_be_written_to() -> None:
    beside = Beside("def fill(x):\n    x[:] = 7.0\n    return x")
    reply = beside.ask("call", "fill", args=[{"numpy": np.zeros(2)}], kwargs={})
    seen = beside.reply("value", target={"object": reply["object"], "path": []})
    assert seen["answer"]["value"].tolist() == [7.0, 7.0]


@pytest.mark.parametrize(
    ("body", "created"),
    [
        ("return x", 0),
        ("return tf.Variable(x)", 1),
        ("return [keras.Variable(x), tf.Variable(x)]", 2),
        ("return tf.Variable(x) + tf.Variable(x)", 2),
    ],
)
def test_a_call_counts_the_variables_it_makes(body: str, created: int) -> None:
    beside = Beside(f"def f(x): {body}")
    for _ in range(2):
        assert beside.ask("call", "f", args=[1.0], kwargs={})["created"] == created


def test_a_created_variable_reaches_the_students_function() -> None:
    beside = Beside("def step(v): v.assign_add(1.0)")
    target = {"object": beside.reply("create", value=np.float32(2.0))["answer"]["object"], "path": []}
    beside.ask("call", "step", args=[{"handle": target}], kwargs={})
    assert beside.reply("value", target=target)["answer"]["value"] == 3.0


# Made for a test


def test_dense_layers_hold_the_values_that_were_sent() -> None:
    beside = Beside("def use(layers, x): return [layers[0](x), type(layers).__name__, layers[0].activation(-x)]")
    rng = np.random.default_rng(1)
    kernels = [rng.standard_normal(shape).astype(np.float32) for shape in ((3, 4), (4, 2))]
    biases = [rng.standard_normal(size).astype(np.float32) for size in (4, 2)]
    reply = beside.reply("dense", kernels=kernels, biases=biases)["answer"]
    assert (reply["kind"], reply["keys"]) == ("list", ["0", "1"])
    target = {"object": reply["object"], "path": []}
    for number, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
        for name, value in [("kernel", kernel), ("bias", bias)]:
            path = [["item", number], ["attribute", name]]
            np.testing.assert_array_equal(
                beside.reply("value", target=target | {"path": path})["answer"]["value"], value
            )
        listed = beside.reply("variables", target=target | {"path": [["item", number]]})["answer"]["variables"]
        assert [item["path"] for item in listed] == ["kernel", "bias"]
    x = rng.standard_normal((5, 3)).astype(np.float32)
    used = beside.ask("call", "use", args=[{"handle": target}, x], kwargs={})
    output, kind, negative = beside.reply("value", target={"object": used["object"], "path": []})["answer"]["value"]
    np.testing.assert_allclose(output, x @ kernels[0] + biases[0], rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(negative, -x)  # the layer itself has no activation
    assert kind == "list"


def test_every_list_of_dense_layers_is_fresh() -> None:
    beside = Beside("def change(layers):\n    layers[0].kernel.assign([[5.0]])\n    layers.clear()")
    details = {"kernels": [np.float32([[1.0]])], "biases": [np.float32([2.0])]}
    first, second = (beside.reply("dense", **details)["answer"]["object"] for _ in range(2))
    beside.ask("call", "change", args=[{"handle": {"object": first, "path": []}}], kwargs={})
    assert beside.reply("describe", target={"object": first, "path": []})["answer"]["keys"] == []
    kernel = {"object": second, "path": [["item", 0], ["attribute", "kernel"]]}
    assert beside.reply("value", target=kernel)["answer"]["value"].tolist() == [[1.0]]


@pytest.mark.parametrize(
    ("kernels", "biases"),
    [([np.ones((2, 3))], []), ([np.ones((2, 3))], [np.ones(2)]), ([np.ones(3)], [np.ones(3)])],
)
def test_kernels_and_biases_that_do_not_fit_are_no_layers(kernels: list, biases: list) -> None:
    assert Beside().reply("dense", kernels=kernels, biases=biases)["error"]["kind"] == "broken"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("linear", lambda z: z),
        ("tanh", np.tanh),
        ("relu", lambda z: np.maximum(z, 0)),
        ("softsign", lambda z: z / (1 + np.abs(z))),
        ("elu", lambda z: np.where(z > 0, z, np.expm1(z))),
        ("exponential", np.exp),
    ],
)
def test_an_activation_is_that_of_its_name(name: str, expected: Any) -> None:
    beside = Beside("def use(phi, z): return phi(z)")
    reply = beside.reply("activation", name=name)["answer"]
    assert reply["kind"] == "callable"
    z = np.linspace(-3, 3, 13, dtype=np.float32)
    used = beside.ask("call", "use", args=[{"handle": {"object": reply["object"], "path": []}}, z], kwargs={})
    seen = beside.reply("value", target={"object": used["object"], "path": []})["answer"]["value"]
    np.testing.assert_allclose(seen, expected(z), rtol=1e-5, atol=1e-6)


def test_an_activation_of_no_such_name_is_no_answer() -> None:
    assert Beside().reply("activation", name="no_such")["error"]["kind"] == "broken"


# Figures

FIGURE = """
from matplotlib.figure import Figure
figure = Figure()
first, second = figure.subplots(2)
first.set(title="t", xlabel="x", ylabel="y", xscale="log", yscale="log")
first.plot([1, 2], [3, 4], label="a")
first.plot([5, 6], [7, 8], label="b")
first.legend(loc="best")
"""
EMPTY = {"title": "", "xlabel": "", "ylabel": "", "xscale": "linear", "yscale": "linear", "legend": [], "lines": []}


def panels(code: str, target: str = "figure") -> list[dict]:
    """The panels that the observer sees, arrays as lists."""
    seen = Beside(code).ask("figure", target)
    for line in (line for panel in seen for line in panel["lines"]):
        assert line["x"].dtype == line["y"].dtype == np.float64
        line |= {"x": line["x"].tolist(), "y": line["y"].tolist()}
    return seen


@pytest.mark.parametrize("of", ["figure", "second", "(first, second)", "[[first]]", "np.array([[first], [second]])"])
def test_panels_have_labels_scales_legend_and_data(of: str) -> None:
    lines = [{"label": "a", "x": [1.0, 2.0], "y": [3.0, 4.0]}, {"label": "b", "x": [5.0, 6.0], "y": [7.0, 8.0]}]
    labels = {"title": "t", "xlabel": "x", "ylabel": "y", "xscale": "log", "yscale": "log", "legend": ["a", "b"]}
    assert panels(FIGURE + f"thing = {of}", "thing") == [labels | {"lines": lines}, EMPTY]


def points(draw: str) -> tuple[str, list, list]:
    """Label, x and y of the one line that this draws."""
    ((line,),) = (
        panel["lines"]
        for panel in panels(f"from matplotlib.figure import Figure\naxes = Figure().subplots()\n{draw}", "axes")
    )
    return line["label"], line["x"], line["y"]


NAN = pytest.approx([1.0, np.nan, 3.0], nan_ok=True)


@pytest.mark.parametrize(
    ("draw", "seen"),
    [
        ("axes.plot([3, 4], label='a')", ("a", [0.0, 1.0], [3.0, 4.0])),
        ("axes.plot([3, 4])", ("_child0", [0.0, 1.0], [3.0, 4.0])),
        ("axes.plot([3, 4], label=7)", ("7", [0.0, 1.0], [3.0, 4.0])),
        ("axes.plot(['b', 'a'], [3, 4], label='a')", ("a", [0.0, 1.0], [3.0, 4.0])),
        ("axes.plot([1, 2], ['7', '8'], label='a')", ("a", [1.0, 2.0], [0.0, 1.0])),
        ("axes.plot(np.array(['2000-01-01'], 'datetime64[D]'), [3], label='a')", ("a", [10957.0], [3.0])),
        ("axes.plot([1, 2, 3], np.ma.masked_equal([1, 2, 3], 2), label='a')", ("a", [1.0, 2.0, 3.0], NAN)),
        ("axes.plot([1, 2, 3], [1, np.nan, 3], label='a')", ("a", [1.0, 2.0, 3.0], NAN)),
        ("axes.plot([1, 2, 3], [1, None, 3], label='a')", ("a", [1.0, 2.0, 3.0], NAN)),
        ("axes.plot(tf.range(2), tf.Variable([3, 4]), label='a')", ("a", [0.0, 1.0], [3.0, 4.0])),
        ("axes.plot([], [], label='a')", ("a", [], [])),
        ("axes.scatter([1, 2], [3, 4], label='a')", ("a", [1.0, 2.0], [3.0, 4.0])),
        ("axes.scatter(['b', 'a'], [3, 4], label='a')", ("a", [0.0, 1.0], [3.0, 4.0])),
        ("axes.scatter([1, 2, 3], np.ma.masked_equal([1, 2, 3], 2), label='a')", ("a", NAN, NAN)),
        ("axes.scatter([], [], label='a')", ("a", [], [])),
        ("axes.plot([1], [2], label='a'); axes.scatter([3], [4], label='b')", ("a", [1.0], [2.0])),
        ("axes.plot([1], [2]); axes.legend(['a'])", ("a", [1.0], [2.0])),
        ("axes.plot([1], [2]); axes.figure.legend(['a'])", ("a", [1.0], [2.0])),
        ("axes.plot([1], [2], label='a'); axes.legend(['b'])", ("a", [1.0], [2.0])),
        ("axes.plot([1], [2]); axes.legend(['a']); axes.figure.legend(['b'])", ("_child0", [1.0], [2.0])),
        ("axes.scatter([1], [2]); axes.legend(['a'])", ("a", [1.0], [2.0])),
        (
            "axes.plot([1], [2], label='a'); axes.fill_between([1, 2], 0, 1, label='b'); axes.bar([1], [2])",
            ("a", [1.0], [2.0]),
        ),
    ],
)
def test_lines_are_seen_as_they_are_drawn(draw: str, seen: tuple) -> None:
    assert points(draw) == seen


def test_a_legend_of_some_lines_names_none() -> None:
    code = FIGURE + "second.plot([1], [2])\nsecond.plot([3], [4])\nsecond.legend(['a'])"
    assert [line["label"] for line in panels(code)[1]["lines"]] == ["_child0", "_child1"]


def test_bars_and_bands_are_no_lines() -> None:
    assert panels(FIGURE + "second.bar([1], [2])\nsecond.fill_between([1, 2], 0, 1)")[1]["lines"] == []


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        ("None", "a NoneType is not a matplotlib figure"),
        ("(None, 1)", "a NoneType is not a matplotlib figure"),
        ("{}", "a dict is not a matplotlib figure"),
        ("[]", "a list is not a matplotlib figure"),
        ("np.array(1)", "a int is not a matplotlib figure"),
        ("np.zeros((0, 2))", "a list is not a matplotlib figure"),
        ("tf.ones(2)", "is not a matplotlib figure"),
        ("Figure", "a type is not a matplotlib figure"),
    ],
)
def test_what_is_no_figure_is_no_answer(thing: str, message: str) -> None:
    error = Beside(f"from matplotlib.figure import Figure\nthing = {thing}").error("thing", question="figure")
    assert (error["kind"], error["classes"][0]) == ("broken", "TypeError")
    assert message in error["message"]


def test_a_list_that_holds_itself_is_no_figure() -> None:
    error = Beside("thing = []\nthing.append(thing)").error("thing", question="figure")
    assert error["message"] == "a list is not a matplotlib figure"


LINEAR = """
class Linear(tf.Module):
    def __init__(self):
        self.w = tf.Variable([[1.0], [2.0]])
        self.b = tf.Variable([3.0], trainable=False)
        self.calls = 0
    def __call__(self, x):
        self.calls += 1
        if self.calls > 2:
            raise ValueError("worn out")
        return x @ self.w + self.b
    def twice(self, x):
        return 2 * (x @ self.w)
linear = Linear()
"""
X = np.array([[1.0, 10.0]], np.float32)
SETTING = {"w": np.array([[5.0], [0.5]], np.float32)}


def test_forward_uses_each_setting_and_restores_the_values() -> None:
    beside = Beside(LINEAR)
    outputs = beside.ask("forward", "linear", args=[X], settings=[SETTING, {}])
    assert [output.item() for output in outputs] == [5.0 + 5.0 + 3.0, 1.0 + 20.0 + 3.0]
    assert beside.names["linear"].w.numpy().tolist() == [[1.0], [2.0]]


def test_outputs_in_one_buffer_are_kept_apart() -> None:
    beside = Beside("""
        buffer = np.zeros(1)
        class Scale(tf.Module):
            def __init__(self):
                self.v = tf.Variable(1.0)
            def __call__(self):
                buffer[:] = self.v.numpy()
                return buffer
        scale = Scale()
    """)
    outputs = beside.ask("forward", "scale", args=[], settings=[{"v": np.float32(2.0)}, {"v": np.float32(3.0)}])
    assert [output.item() for output in outputs] == [2.0, 3.0]


def test_values_are_restored_after_an_exception() -> None:
    beside = Beside(LINEAR)
    reply = beside.reply("forward", target=at("linear"), args=[X], settings=[SETTING] * 3)
    assert reply["error"]["message"] == "worn out"
    assert beside.names["linear"].w.numpy().tolist() == [[1.0], [2.0]]


def test_values_are_restored_when_a_setting_does_not_fit() -> None:
    beside = Beside(LINEAR)
    setting = SETTING | {"b": np.zeros((7, 7), np.float32)}
    reply = beside.reply("forward", target=at("linear"), args=[X], settings=[setting])
    assert reply["error"]["kind"] == "broken"
    assert beside.names["linear"].w.numpy().tolist() == [[1.0], [2.0]]
    assert beside.names["linear"].b.numpy().tolist() == [3.0]


def test_a_method_is_set_through_its_owner() -> None:
    beside = Beside(LINEAR)
    (output,) = beside.ask("forward", "linear.twice", args=[X], settings=[SETTING])
    assert output.item() == 2 * (5.0 + 5.0)


def test_gradients_are_those_of_the_weighted_sum() -> None:
    beside = Beside(LINEAR)
    seen = beside.ask("gradients", "linear", args=[X], setting=SETTING, cotangent=np.array([[2.0]], np.float32))
    assert seen["w"].tolist() == [[2.0], [20.0]]
    assert seen["b"] is None
    assert beside.names["linear"].w.numpy().tolist() == [[1.0], [2.0]]


def test_gradients_of_rows_that_were_looked_up_are_dense() -> None:
    beside = Beside("""
        class Table(tf.Module):
            def __init__(self):
                self.rows = tf.Variable([[1.0], [2.0], [3.0]])
            def __call__(self, x):
                return tf.gather(self.rows, [0, 0])
        table = Table()
    """)
    seen = beside.ask("gradients", "table", args=[1], setting={}, cotangent=np.ones((2, 1), np.float32))
    assert seen["rows"].tolist() == [[2.0], [0.0], [0.0]]


def test_a_step_moves_what_is_trainable() -> None:
    beside = Beside(LINEAR)
    answer = beside.ask("step", "linear", args=[X], cotangent=np.array([[1.0]], np.float32))
    assert answer == {"moved": {"w": True, "b": False}, "unlisted": 0}
    np.testing.assert_allclose(beside.names["linear"].w.numpy(), [[1.0 - 0.1], [2.0 - 1.0]], rtol=1e-6)


def test_a_step_counts_variables_that_tracking_does_not_list() -> None:
    beside = Beside("""
        class Hider(tf.Module):
            def __init__(self):
                self.w = tf.Variable(1.0)
                hidden = tf.Variable(2.0)
                self.scale = lambda x: x * hidden
            def __call__(self, x):
                return self.scale(x)
        hider = Hider()
    """)
    answer = beside.ask("step", "hider", args=[np.float32(1.0)], cotangent=np.float32(1.0))
    assert answer == {"moved": {"w": False}, "unlisted": 1}


def test_tracing_counts_traces_and_creations() -> None:
    beside = Beside("""
        made = []
        def lazy(x):
            if not made:
                made.append(tf.Variable(1.0))
            return made[0] * x
        def python_number(x):
            made.append(x)
            return x * len(made)
    """)
    answer = beside.ask("trace", "lazy", args=[np.float32(3.0)], times=3)
    assert [output.item() for output in answer["outputs"]] == [3.0, 3.0, 3.0]
    assert answer["created"] == 1
    frozen = beside.ask("trace", "python_number", args=[np.float32(3.0)], times=3)
    assert frozen["traces"] == 1
    assert len({output.item() for output in frozen["outputs"]}) == 1


# Errors


def test_the_students_line_and_number_are_found() -> None:
    beside = Beside("""\
        def inner(x):
            y = x + 1
            return y["no such"]
        def outer(x):
            return inner(x)
    """)
    error = beside.error("outer", 1)
    assert (error["line"], error["number"]) == ('return y["no such"]', 3)
    assert error["classes"][:2] == ["TypeError", "Exception"]


def test_the_line_is_the_students_even_when_the_library_raises() -> None:
    beside = Beside("def f(x):\n    return tf.matmul(x, x)")
    error = beside.error("f", np.ones((2, 3), np.float32))
    assert (error["line"], error["number"]) == ("return tf.matmul(x, x)", 2)
    assert error["classes"][0] == "InvalidArgumentError"


def test_a_call_with_the_wrong_number_of_arguments_has_no_line() -> None:
    error = Beside("def f(x): return x").error("f", 1, 2)
    assert (error["kind"], error["classes"][0], error["line"], error["number"]) == ("broken", "TypeError", None, None)


def test_a_long_line_and_a_long_message_are_cut() -> None:
    error = Beside(f"def f(): raise ValueError('{'long ' * 10_000}')").error("f")
    assert len(error["line"]) <= 200
    assert len(error["message"]) <= 1000


def test_a_name_that_does_not_exist_is_undefined() -> None:
    error = Beside().error("linear")
    assert (error["kind"], error["message"]) == ("undefined", "linear")


def test_an_attribute_that_does_not_exist_is_broken() -> None:
    assert Beside("thing = 1").error("thing.w", question="describe")["classes"][0] == "AttributeError"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("def f(): raise NotImplementedError", "not attempted"),
        ("def f(): raise NotImplementedError()", "not attempted"),
        ("def f(): raise NotImplementedError('my reason')", "broken"),
        ("class Mine(NotImplementedError): pass\ndef f(): raise Mine", "broken"),
        ("def f(): return ...", "not attempted"),
        ("f = ...", "not attempted"),
        ("def f(): raise SystemExit", "broken"),
        ("import sys\ndef f(): sys.exit('bye')", "broken"),
        ("def f(): f()", "broken"),
        ("def f(): assert False", "broken"),
    ],
)
def test_kinds_of_failure(code: str, kind: str) -> None:
    assert Beside(code).error("f")["kind"] == kind


@pytest.mark.parametrize(
    ("target", "question"),
    [("prediction", "value"), ("prediction.1", "value"), ("prediction.1", "describe"), ("answer.later", "variables")],
)
def test_a_placeholder_inside_is_not_attempted(target: str, question: str) -> None:
    beside = Beside("prediction = (1, ...)\nanswer = tf.Module()\nanswer.later = ...")
    assert beside.error(target, question=question)["kind"] == "not attempted"


def test_what_is_filled_in_beside_a_placeholder_counts() -> None:
    assert Beside("prediction = (1, ...)").ask("value", "prediction.0")["value"] == 1


def test_an_exception_that_cannot_tell_its_message_is_reported() -> None:
    beside = Beside("""
        class Mute(Exception):
            def __str__(self):
                raise RuntimeError
        def f():
            raise Mute
    """)
    error = beside.error("f")
    assert (error["kind"], error["classes"][0], error["line"]) == ("broken", "Mute", "raise Mute")


def test_objects_that_resist_being_looked_at_are_reported() -> None:
    beside = Beside("""
        class Resists(tf.Module):
            @property
            def variables(self):
                raise ValueError("no entry")
            @property
            def w(self):
                raise ValueError("no entry")
        thing = Resists()
    """)
    error = beside.error("thing.w", question="describe")
    assert (error["kind"], error["message"]) == ("broken", "no entry")


WRAPPED = """\
class Mine(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one}: {two}")

def plain(x):
    raise Mine("first", "line\\nlast: line")

def failing(error):
    def f(x):
        if tf.reduce_sum(x) is not None:
            raise error
        return x
    return tf.function(f)

class Layer(keras.layers.Layer):
    def call(self, x):
        return plain(x)

class Stub(keras.layers.Layer):
    def call(self, x):
        raise NotImplementedError

compiled = tf.function(plain)
layer = Layer()
stub = Stub()
compiled_layer = tf.function(lambda x: layer(x))
compiled_stub = tf.function(lambda x: stub(x))
lookup = failing(KeyError("key"))
value = failing(ValueError("a: b"))
bare = failing(NotImplementedError())
"""


@pytest.mark.parametrize("target", ["plain", "compiled", "layer", "compiled_layer"])
def test_wrapped_exceptions_are_those_of_the_student(target: str) -> None:
    error = Beside(WRAPPED).error(target, X)
    assert (error["classes"], error["message"]) == (["Mine", "Exception", "BaseException"], "first: line\nlast: line")
    assert (error["line"], error["number"]) == ('raise Mine("first", "line\\nlast: line")', 6)


@pytest.mark.parametrize(("target", "class_"), [("lookup", "KeyError"), ("value", "ValueError")])
def test_exceptions_that_autograph_rebuilds_keep_their_class(target: str, class_: str) -> None:
    error = Beside(WRAPPED).error(target, X)
    assert error["classes"][0] == class_
    assert (error["line"], error["number"]) == ("raise error", 11)


@pytest.mark.parametrize("target", ["stub", "compiled_stub", "bare"])
def test_a_wrapped_stub_is_not_attempted(target: str) -> None:
    assert Beside(WRAPPED).error(target, X)["kind"] == "not attempted"


def test_an_exception_raised_in_handling_another_stays_itself() -> None:
    beside = Beside("""
        def f():
            try:
                raise KeyError("first")
            except KeyError:
                raise ValueError("second")
    """)
    assert beside.error("f")["message"] == "second"


def test_an_unknown_question_is_answered_with_an_error() -> None:
    assert set(Beside().reply("no_such_question")) == {"error"}


def test_an_interrupt_of_the_user_is_not_swallowed() -> None:
    beside = Beside("def f(): raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        beside.error("f")


def test_an_error_is_told_without_the_numbers_of_its_tensor() -> None:
    beside = Beside(
        """
        def build():
            recipe = lambda shape, dtype=None: tf.constant(np.ones(shape))
            keras.layers.Dense(2, kernel_initializer=recipe).build((None, 3))
        """
    )
    assert beside.error("build")["message"].endswith("requested dtype float32 for Tensor with dtype float64")
