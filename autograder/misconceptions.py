"""The catalogue of misconceptions: what a wrong answer reveals, in one sentence to the student.

The numbers in comments are those of the course's list of verified misconceptions (A1, B19…);
every sentence is backed by a bank entry in ``tests/bank`` that makes the mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Misconception:
    """One mistaken belief.

    Attributes:
        id: stable name, used by tests and the bank.
        sentence: what the student reads: what is so, never the answer to the exercise.
        section: where in the course it is explained, as "notebook, section".
    """

    id: str
    sentence: str
    section: str


def _catalogue(*entries: tuple[str, str, str]) -> dict[str, Misconception]:
    return {id_: Misconception(id_, sentence, section) for id_, section, sentence in entries}


CATALOGUE: dict[str, Misconception] = _catalogue(
    (
        "tensor-for-variable",
        "01, section 1",
        "A tensor is a value and cannot change; only a `tf.Variable` is a box whose value can.",
    ),
    (
        "int-from-python",
        "01, section 1",
        "A whole Python number makes an int32 variable, and integers get no gradient.",
    ),
    (
        "float64-from-numpy",
        "01, section 1",
        "NumPy's numbers are float64, and a variable keeps that dtype unless you name another.",
    ),
    ("trainable-by-default", "01, section 1", "A variable is trainable unless it is told otherwise when it is made."),
    (
        "name-left-out",
        "01, section 1",
        "Without `name=` a variable is called `Variable`; the Python name it is bound to is not its own.",
    ),
    ("spec-ignored", "01, section 1", "The value that is stored must be the one that was asked for."),
    (
        "shape-is-fixed",
        "01, section 2",
        "A variable's shape is fixed when it is made, unless `shape=` leaves a dimension open.",
    ),
    (
        "shape-too-open",
        "01, section 2",
        "`shape=` should leave open only what changes; the other dimensions stay known.",
    ),
    (
        "rebinding",
        "01, section 3",
        "Assigning to a name moves the name; what is in the box changes only when the box is asked to, as with `assign`.",
    ),
    ("returned-not-stored", "01, section 3", "Computing a new value does not store it: the variable must be assigned."),
    (
        "replaces-instead-of-adds",
        "01, section 3",
        "`assign` replaces the whole value; what was there before is gone unless the new value contains it.",
    ),
    (
        "alias-for-copy",
        "01, section 3",
        "A second name, or a new list, points to the same boxes; it moves when they move.",
    ),
    (
        "state-in-python",
        "01, section 3",
        "A Python number is not a variable: tracking does not find it, checkpoints do not save it.",
    ),
    (
        "shared-between-instances",
        "01, section 4",
        "What is created once for the class, or as a default argument, is shared by all its instances.",
    ),
    (
        "add-variable",
        "01, section 4",
        "`tf.Module` has no `add_variable`: assigning a `tf.Variable` to an attribute is the registration.",
    ),
    (
        "build-never-called",
        "01, section 4",
        "Nothing calls `build` on a `tf.Module`: only Keras layers have that step.",
    ),
    (
        "variable-not-kept",
        "01, section 4",
        "A variable that no attribute holds is forgotten: a module keeps what it is given in an attribute.",
    ),
    ("frozen-as-tensor", "01, section 4", "A weight held as a tensor is a constant: no optimizer can move it."),
    (
        "leaves-tensorflow",
        "01, section 4",
        "`.numpy()` leaves TensorFlow: the tape does not see what is computed from there on.",
    ),
    ("gradient-stops", "01, section 4", "The output moves with this variable, but the tape does not see how."),
    ("variable-unused", "01, section 4", "The output does not depend on this variable."),
    ("bias-left-out", "01, section 4", "The bias is stored but not added."),
    (
        "fixed-sizes",
        "01, section 4",
        "The sizes come from the arguments; a size written into the code fits one case only.",
    ),
    (
        "hidden-in-object",
        "01, section 5",
        "Tracking does not look inside plain Python objects: subclass `tf.Module` to be searched.",
    ),
    (
        "hidden-in-closure",
        "01, section 5",
        "Tracking does not look inside functions: a variable in a closure is invisible.",
    ),
    (
        "hidden-on-class",
        "01, section 5",
        "Tracking looks at the instance's attributes: a variable on the class is not found.",
    ),
    (
        "copied-for-tracking",
        "01, section 5",
        "A copy in a place that is searched is another box: the one that is used is still not found.",
    ),
    (
        "keras-variable-in-module",
        "01, section 7",
        "`tf.Module` does not track `keras.Variable`, and does not look into Keras layers.",
    ),
    (
        "new-variable-each-call",
        "01, section 6",
        "Variables made on every call are new boxes every time: what was learned is lost. Create them once, behind a guard.",
    ),
    (
        "created-too-early",
        "01, section 6",
        "The width of the input is not known before the first call; the variables must wait for it.",
    ),
    ("wrong-axis", "01, section 6", "The width of the input is its last dimension; the first is the batch."),
    (
        "positional-add-weight",
        "01, section 7",
        "In Keras 3 the first argument of `add_weight` is the shape; a name is passed as `name=`.",
    ),
    (
        "tf-variable-in-layer",
        "01, section 7",
        "A Keras layer does not track a raw `tf.Variable`: it is not listed and `fit` does not train it. Use `add_weight`.",
    ),
    (
        "overrides-dunder-call",
        "01, section 7",
        "Keras reserves `__call__`, which runs `build` and then `call`: a layer defines `call`.",
    ),
    (
        "weights-in-call",
        "01, section 7",
        "A Keras layer must create its weights in `__init__` or `build`, not in `call`.",
    ),
    (
        "super-init-left-out",
        "01, section 4",
        "`super().__init__()` must run first: the base class keeps its books there.",
    ),
    (
        "in-place-operator",
        "01, section 3",
        "`v += 1` on a variable raises: a change of the box is a method, `assign_add`.",
    ),
    (
        "item-assignment",
        "01, section 3",
        "A variable has no item assignment: assign the slice, as in `v[0].assign(...)`.",
    ),
    ("initializer-not-called", "01, section 1", "An initializer is a recipe; call it with a shape to get a value."),
    (
        "variable-as-key",
        "01, section 8",
        "Variables cannot be hashed or compared with `==` for identity: use `is`, or `ref()` as the key.",
    ),
    (
        "counts-elements-not-bytes",
        "01, section 8",
        "Bytes are elements times the size of the dtype: a float64 takes 8, a float16 takes 2.",
    ),
    (
        "silent-overwrite",
        "01, section 8",
        "Creating a second variable under a taken name loses the first one silently; it should be refused.",
    ),
    (
        "missing-made-up",
        "01, section 8",
        "Asking for what does not exist is an error, not a reason to make something up.",
    ),
    (
        "trainable-filter",
        "01, section 8",
        "`trainable_variables` lists the trainable ones only; the flag is set when a variable is made.",
    ),
    (
        "order-over-names",
        "01, section 5",
        "`variables` lists attributes in alphabetical order, not in order of creation: go by name.",
    ),
    (
        "counted-twice",
        "01, section 5",
        "A variable that is reachable by two paths is still one box: count boxes, not paths.",
    ),
)

#: What an exception's class and message give away: (pattern on "Class: message", id).
_EXCEPTIONS: tuple[tuple[str, str], ...] = (
    (r"AttributeError: .* has no attribute 'add_(variable|weight)'", "add-variable"),
    (r"RuntimeError: .*variable \+= value", "in-place-operator"),
    (r"TypeError: .*Variable.* does not support item assignment", "item-assignment"),
    (r"ValueError: tf\.function only supports singleton tf\.Variables", "new-variable-each-call"),
    (r"ValueError: Creating variables on a non-first call", "new-variable-each-call"),
    (r"ValueError: You cannot add new elements of state", "weights-in-call"),
    (r"ValueError: `name` must be passed as a keyword argument", "positional-add-weight"),
    (r"TypeError: .*add_(weight|variable)\(\) got multiple values for argument 'shape'", "positional-add-weight"),
    (r"you forgot to call `super\(\)\.__init__\(\)`|has no attribute '_name'", "super-init-left-out"),
    (r"TypeError: .*__call__\(\) missing 1 required positional argument: 'shape'", "initializer-not-called"),
    (r"TypeError: Variable is unhashable", "variable-as-key"),
    (r"AttributeError: 'EagerTensor' object has no attribute '(assign\w*)'", "tensor-for-variable"),
    (r"AttributeError: '\w*(Tensor|SymbolicTensor)' object has no attribute '(assign\w*)'", "tensor-for-variable"),
    (r"AttributeError: '\w*Tensor' object has no attribute 'numpy'", "leaves-tensorflow"),
    (r"NotImplementedError: numpy\(\) is only available when eager execution is enabled", "leaves-tensorflow"),
)


def find(id_: str) -> Misconception:
    """The entry of that id.

    Raises:
        KeyError: no such id; the message lists those that look alike.
    """
    try:
        return CATALOGUE[id_]
    except KeyError:
        raise KeyError(f"no misconception {id_!r}; the catalogue has {', '.join(CATALOGUE)}") from None


def from_exception(classes: tuple[str, ...], message: str) -> Misconception | None:
    """The misconception that an exception gives away, if one does."""
    text = f"{classes[0] if classes else ''}: {message}"
    for pattern, id_ in _EXCEPTIONS:
        if re.search(pattern, text, re.DOTALL):
            return CATALOGUE[id_]
    return None
