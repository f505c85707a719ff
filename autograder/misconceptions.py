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
    ("name-is-identity", "01, section 1", "Two variables may carry one name: the name does not tell which box it is."),
    (
        "nothing-returned",
        "01, section 1",
        "A function hands out only what it returns; what only a local name points to is gone when the function ends.",
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
        "placeholder-row",
        "01, section 2",
        "A dimension may have size 0: a variable without rows needs no row that holds the place.",
    ),
    (
        "concat-order",
        "01, section 2",
        "`tf.concat` puts its parts in the order of the list: the first one ends up on top.",
    ),
    (
        "rebinding",
        "01, section 3",
        "Assigning to a name moves the name; what is in the box changes only when the box is asked, as by `assign`.",
    ),
    (
        "box-unchanged",
        "01, section 3",
        "The box holds what it held: neither `=` on a name nor `return` puts a value into it, only its own methods do.",
    ),
    (
        "replaces-instead-of-adds",
        "01, section 3",
        "`assign` replaces the whole value; what was there before is gone unless the new value contains it.",
    ),
    (
        "assign-reversed",
        "01, section 3",
        "`a.assign(b)` changes the box before the dot; what is between the parentheses stays as it is.",
    ),
    (
        "alias-for-copy",
        "01, section 3",
        "A second name, or a new list, points to the same boxes; it moves when they move.",
    ),
    (
        "copy-for-original",
        "01, section 3",
        "A copy holds the same value in another box: what is assigned to one does not reach the other.",
    ),
    (
        "argument-changed",
        "01, section 3",
        "The list that a function is given is the caller's own: whoever holds it sees its items change.",
    ),
    (
        "one-array-for-all",
        "01, section 3",
        "Variables differ in shape: one array or tensor cannot hold the values of all of them.",
    ),
    (
        "lazy-iterator",
        "01, section 3",
        "A generator or `map` reads nothing when it is made: it finds what the boxes hold when it is asked.",
    ),
    (
        "method-not-called",
        "01, section 3",
        "A method without its parentheses is the method, not the value that it gives.",
    ),
    (
        "created-too-late",
        "01, section 3",
        "A module owns a variable only from the line on that makes it; before that line has run there is none.",
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
        "`tf.Module` has no `add_variable` or `add_weight`: assigning a variable to an attribute is the registration.",
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
    (
        "frozen-as-tensor",
        "01, section 4",
        "A weight held as a tensor or an array is a constant: no optimizer can move it.",
    ),
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
    ("not-random", "01, section 4", "Random numbers are drawn; weights that start equal compute the same thing."),
    (
        "weight-transposed",
        "01, section 4",
        "In `x @ w` the columns of `x` meet the rows of `w`; stored the other way round, `w` has another shape.",
    ),
    (
        "bias-per-output",
        "01, section 4",
        "A bias has one number for each output, and all rows of the batch share it.",
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
        "not-on-instance",
        "01, section 5",
        "Tracking starts at the instance's own attributes: what only a global or the class holds is not found.",
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
        "Variables made on every call are new boxes every time: what was learned is lost. Make them once, guarded.",
    ),
    (
        "created-too-early",
        "01, section 6",
        "It should own nothing before its first call: only then is the width of the input known.",
    ),
    (
        "new-boxes-for-new-batch",
        "01, section 6",
        "No weight has the size of the batch in its shape; another batch size needs the same boxes, not new ones.",
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
        "A Keras layer does not track a raw `tf.Variable`: it is not listed, and `fit` does not train it.",
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
        "`v += 1` on a variable raises: a change of the box is a method, such as `assign_add`.",
    ),
    (
        "item-assignment",
        "01, section 3",
        "A variable has no item assignment: assign the slice, as in `v[0].assign(...)`.",
    ),
    (
        "no-dunder-call",
        "01, section 4",
        "An object is called through its class's `__call__`; in a `tf.Module`, nothing calls a method named `call`.",
    ),
    (
        "label-set-afterwards",
        "01, section 1",
        "What is on a variable's label is written when it is made; afterwards it can only be read.",
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
        "taken-name",
        "01, section 8",
        "Whoever creates under a taken name does not know that it is taken; only an error tells.",
    ),
    (
        "name-clash",
        "01, section 8",
        "Some attribute names belong to the base class; names that callers choose need a place of their own.",
    ),
    (
        "label-for-key",
        "01, section 8",
        "A variable's `name` is a label, not a key: a search in labels also finds what is merely alike.",
    ),
    (
        "value-for-box",
        "01, section 1",
        "`if v` and `v == w` ask for the numbers in the box, not for the box: which box it is, only `is` can tell.",
    ),
    (
        "tensor-for-number",
        "01, section 8",
        "What TensorFlow computes is a tensor, also when it is a single number.",
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
    (
        "equal-units",
        "02, section 1",
        "Units that start with equal weights get equal gradients and stay equal: a layer of twins is one unit.",
    ),
    (
        "another-activation",
        "02, section 1",
        "Activations do not stand in for each other: `relu` in place of `tanh` computes another function.",
    ),
    (
        "activation-on-output",
        "02, section 1",
        "An activation was asked for between layers; behind the last one it bends or cuts the output too.",
    ),
    ("bias-not-zero", "02, section 1", "Biases may start at zero: the weights already tell the units apart."),
    (
        "activation-left-out",
        "02, section 1",
        "Between two layers stands an activation; without it they are one linear layer.",
    ),
    (
        "shared-initializer",
        "02, section 2",
        "What an initializer draws follows from its seed: one object, or two with one seed, draw the same numbers.",
    ),
    ("seed-ignored", "02, section 2", "The same seed must give the same numbers again, whatever was drawn in between."),
    ("seed-fixed", "02, section 2", "The seed is an argument: another one must give other numbers."),
    ("another-initializer", "02, section 2", "Each initializer has its own scale; another name draws other numbers."),
    (
        "length-of-rows",
        "02, section 3",
        "A unit's weights are a column of `v`: its length sums over the rows, not over the columns.",
    ),
    (
        "kept-dimension",
        "02, section 3",
        "A sum over an axis takes that axis away, unless `keepdims=True` leaves a 1 in its place.",
    ),
    (
        "length-without-effect",
        "02, section 3",
        "`g` is a variable of its own: once it is trained, the output goes by `g` and no longer by the length of `v`.",
    ),
    (
        "one-length",
        "02, section 3",
        "Each column has a length of its own; one number for the whole matrix is another norm.",
    ),
    ("length-squared", "02, section 3", "A length is the root of the sum of squares."),
    (
        "ones-for-lengths",
        "02, section 3",
        "An initial value may be computed from a variable that was made a line earlier.",
    ),
    ("not-normalized", "02, section 3", "Only divided by its length does a column become a direction."),
    (
        "follows-the-other",
        "02, section 3",
        "An initial value is read once and copied: afterwards the two variables are two boxes.",
    ),
    (
        "fans-swapped",
        "02, section 4",
        "The fan-in comes before the fan-out: the first belongs to a unit's inputs, the last to its outputs.",
    ),
    (
        "receptive-field-left-out",
        "02, section 4",
        "A unit of a convolution adds up a whole window in all channels: its fan-in is the window times the channels.",
    ),
    (
        "window-for-fan-in-only",
        "02, section 4",
        "The window counts in both directions: one input reaches as many places as the window has.",
    ),
    (
        "window-added-up",
        "02, section 4",
        "A window of 3 by 3 has 9 places: its sides are multiplied.",
    ),
    (
        "window-for-fan-out-only",
        "02, section 4",
        "The window counts in both directions: an output adds up all of its places.",
    ),
    (
        "first-two-sizes",
        "02, section 4",
        "In a convolution's kernel the window comes first; the channels are the last two sizes.",
    ),
    (
        "two-dimensions-only",
        "02, section 4",
        "A window may have one, two or three dimensions: everything before the last two sizes is the window.",
    ),
    ("fixed-scale", "02, section 4", "A standard deviation that does not depend on the fan-in fits one width only."),
    (
        "std-for-variance",
        "02, section 5",
        "A variance is not a standard deviation: what the distribution takes is the root of the variance.",
    ),
    (
        "another-mode",
        "02, section 5",
        "`fan_in`, `fan_out` and `fan_avg` are three different numbers, unless the kernel is square.",
    ),
    ("sum-for-mean", "02, section 5", "`fan_avg` is the mean of the two fans, half their sum."),
    (
        "limit-for-std",
        "02, section 5",
        "A uniform distribution up to a has the standard deviation a/√3: the limit is √3 times the standard deviation.",
    ),
    (
        "truncated-not-corrected",
        "02, section 5",
        "Cutting a normal distribution at two standard deviations leaves 0.88 of its standard deviation.",
    ),
    (
        "another-distribution",
        "02, section 5",
        "Distributions of one standard deviation differ in their largest numbers: each has its limit, or none.",
    ),
    (
        "clipped",
        "02, section 5",
        "Clipping moves what lies outside onto the edge; a truncated distribution has none of it, and no heap there.",
    ),
    (
        "correction-upside-down",
        "02, section 5",
        "A cut makes a distribution narrower: it must start wider, by 1/0.88, to end at the right width.",
    ),
    (
        "scale-for-gain",
        "02, section 5",
        "The scale multiplies the variance; a gain would multiply the standard deviation.",
    ),
    (
        "scale-ignored",
        "02, section 5",
        "He's formula has its scale, 2, written into it; here the scale is an argument.",
    ),
    (
        "config-incomplete",
        "02, section 5",
        "A configuration holds all arguments of `__init__`: from it alone an equal object is made.",
    ),
    ("mean-not-zero", "02, section 5", "Initial weights lie around zero: a mean of their own adds up over all inputs."),
    ("rows-for-columns", "02, section 5", "A unit's incoming weights are a column of the kernel, not a row."),
    (
        "nonzeros-by-chance",
        "02, section 5",
        "Exactly k of n is not each with probability k/n: draw k different places.",
    ),
    (
        "same-rows",
        "02, section 5",
        "Units that read the same inputs resemble each other: draw the places for each unit.",
    ),
    ("another-scale", "02, section 5", "A scale that nobody asked for changes what the next layer gets."),
    (
        "name-for-function",
        "02, section 6",
        "A name is text and cannot be called: `keras.activations.get` finds the function of that name.",
    ),
    (
        "relu-half",
        "02, section 6",
        "`relu` drops the negative half, and with it half of the second moment; 2 in place of 1 makes up for it.",
    ),
    (
        "q-for-root",
        "02, section 6",
        "`q` is a second moment, a variance: the standard normal points are multiplied by its root.",
    ),
    (
        "variance-for-moment",
        "02, section 6",
        "Behind relu the mean is not zero, so variance and second moment differ; the next layer adds up squares.",
    ),
    ("root-returned", "02, section 6", "A second moment is a mean of squares; its root is a standard deviation."),
    ("sigma-squared-twice", "02, section 6", "`sigma2` is already a square."),
    (
        "sigma-left-out",
        "02, section 6",
        "The weights have a say: what the activation leaves is multiplied by their σ².",
    ),
    ("linear-approximation", "02, section 6", "`tanh` is the identity near 0 only."),
    (
        "outer-square-left-out",
        "02, section 6",
        "The mean is taken of squares: first the activation, then the square, then the mean.",
    ),
    (
        "weights-not-normalized",
        "02, section 6",
        "A mean needs weights that add up to 1; those of `hermegauss` add up to √(2π).",
    ),
    (
        "slope-not-squared",
        "02, section 6",
        "A gradient is multiplied by the slope, its square by the square: the mean is taken of squared slopes.",
    ),
    (
        "value-for-slope",
        "02, section 6",
        "On the way back a gradient meets the slope of the activation, not its value.",
    ),
    (
        "moment-of-next-layer",
        "02, section 6",
        "The step from layer l+1 back to layer l goes through the activation behind layer l: χ is taken at that q.",
    ),
    ("one-layer-too-few", "02, section 6", "Between L layers there are L-1 steps; the last one counts too."),
    ("one-layer-too-many", "02, section 6", "Between L layers there are L-1 steps."),
    (
        "upside-down",
        "02, section 6",
        "The ratio has the first layer above and the last one below: above 1 gradients grow on their way back.",
    ),
    ("same-moment-everywhere", "02, section 6", "Each layer has its own q, and so its own χ."),
    (
        "input-for-first-layer",
        "02, section 6",
        "The first pre-activation has passed the first weights: its second moment is σ² times that of the input.",
    ),
    ("after-the-activation", "02, section 7", "What is measured is z, a layer's output before its activation."),
    (
        "activation-before-first",
        "02, section 7",
        "The first layer gets the input itself; activations come after layers.",
    ),
    (
        "logarithm-of-the-data",
        "02, section 7",
        "A logarithmic axis shows the data as they are; logarithms on a linear axis have other numbers at the ticks.",
    ),
    (
        "linear-axis",
        "02, section 7",
        "On a linear axis everything below a hundredth of the largest value looks like zero.",
    ),
    ("counts-from-zero", "02, section 7", "Layers are counted from 1: without x values, a plot counts from 0."),
    (
        "unlabelled",
        "02, section 7",
        "A curve without a name, or an axis without one, says nothing to who did not draw it.",
    ),
    (
        "he-for-tanh",
        "02, section 7",
        "He's 2 is for relu: with tanh it is beyond the critical point, and gradients grow with depth.",
    ),
    ("gain-for-critical", "02, section 7", "The gain 5/3 keeps tanh's signal large; its gradients grow with depth."),
    (
        "variable-repeated",
        "02, section 7",
        "A list times a number repeats its item: one box in many places, not many boxes.",
    ),
    (
        "activation-fixed",
        "02, section 7",
        "The activation is an argument: each one leaves something else to the next layer.",
    ),
    ("last-layer-linear", "02, section 7", "Every layer has the activation, the last one too."),
    (
        "gain-squared",
        "02, section 8",
        "The gain multiplies the matrix once; singular values are the gain, not its square.",
    ),
    ("gain-ignored", "02, section 8", "Without its gain, an orthogonal matrix keeps lengths as they are."),
    (
        "transposed",
        "02, section 8",
        "A matrix that is wider than high cannot have orthonormal columns: factorize the transpose, and turn it back.",
    ),
    (
        "not-orthogonal",
        "02, section 8",
        "Columns of length 1 are not yet orthogonal: their products with each other must be 0.",
    ),
    (
        "unequal-lengths",
        "02, section 8",
        "A gain is one number for the whole matrix: columns with a factor each of their own lose their common length.",
    ),
    (
        "qr-sign",
        "02, section 8",
        "QR fixes the signs, so some matrices never come up: multiply the columns by the signs of R's diagonal.",
    ),
    (
        "last-layer-left-out",
        "02, section 9",
        "The last layer is one of the layers: it gets its orthogonal matrix and its divisions too.",
    ),
    (
        "batch-for-every-layer",
        "02, section 9",
        "Only the first layer gets the batch; each of the others gets what comes out of the one before it.",
    ),
    (
        "layer-replaced",
        "02, section 9",
        "Whoever holds the layers holds these boxes: a new kernel or layer in their place reaches nobody else.",
    ),
    ("bias-changed", "02, section 9", "The biases were to stay as they are: only kernels are divided."),
    (
        "single-division",
        "02, section 9",
        "Dividing the kernel leaves the part of the variance that comes from the biases: measure again.",
    ),
    (
        "all-at-once",
        "02, section 9",
        "Each division changes what the next layers get: finish a layer before you measure the one behind it.",
    ),
)

#: What an exception's class and message give away: (pattern on "Class: message", id).
_EXCEPTIONS: tuple[tuple[str, str], ...] = (
    (r"AttributeError: .* has no attribute 'add_(variable|weight)'", "add-variable"),
    (r"RuntimeError: `variable .= value` with `tf\.Variable`s is not supported", "in-place-operator"),
    (r"TypeError: .*Variable.* does not support item assignment", "item-assignment"),
    (r"ValueError: tf\.function only supports singleton tf\.Variables", "new-variable-each-call"),
    (r"ValueError: Creating variables on a non-first call", "new-variable-each-call"),
    (r"ValueError: You cannot add new elements of state", "weights-in-call"),
    (r"ValueError: `name` must be passed as a keyword argument", "positional-add-weight"),
    (r"TypeError: .*add_(weight|variable)\(\) got multiple values for argument 'shape'", "positional-add-weight"),
    (r"you forgot to call `super\(\)\.__init__\(\)`|has no attribute '_name(_scope)?'", "super-init-left-out"),
    (r"TypeError: .*__call__\(\) missing 1 required positional argument: 'shape'", "initializer-not-called"),
    (r"conversion requested dtype float32 for Tensor with dtype float64", "float64-from-numpy"),
    (r"TypeError: Variable is unhashable", "variable-as-key"),
    (r"ValueError: The truth value of an array with more than one element is ambiguous", "value-for-box"),
    (r"NotImplementedError: Layer \w+ does not have a `call(\(\))?` method", "overrides-dunder-call"),
    (
        r"AttributeError: property '(name|trainable|dtype|shape)' of 'ResourceVariable' object has no setter",
        "label-set-afterwards",
    ),
    (r"AttributeError: property '(name|\w*variables|submodules)' of '\w+' object has no setter", "name-clash"),
    (r"AttributeError: property '(kernel|bias)' of '\w+' object has no setter", "rebinding"),
    (r"AttributeError: '[\w.]*Tensor' object has no attribute '(assign\w*)'", "tensor-for-variable"),
    (r"TypeError: 'str' object is not callable", "name-for-function"),
    (r"TypeError: '\w+' object is not callable", "no-dunder-call"),
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
