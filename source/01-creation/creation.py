# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 01 · Creation
#
# You will make variables, change what is in them, and see who notices.
#
# - **75 minutes.** Before it: `00-start-here`.
# - After it you can say, for any line that mentions a variable: is this a new box, a new name, or a new value?
# - You can tell which variables an optimizer will get, and which it will never see.
#
# Each section asks first. Write your prediction in place of the `...`, then run the next cell.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from autograder import attempt, check, compare, hint, inputs, plots, show_boxes, solution, student

import keras
import numpy as np
import tensorflow as tf

# %% [markdown]
# ## 1 · What is printed on the box
#
# A tensor is a value. A variable is a box that holds one, and the box has its own label: shape, dtype,
# trainable or not, a name. The label is written when the box is made.
#
# You hand over a Python number, or a NumPy array. Which dtype goes on the label?

# %%
# such as "int64"
prediction = {"whole_number": ..., "decimal_number": ..., "numpy_zeros": ...}

# %%
boxes = {
    "whole_number": tf.Variable(3),
    "decimal_number": tf.Variable(3.0),
    "numpy_zeros": tf.Variable(np.zeros(2)),
}
compare(prediction, **{name: box.dtype.name for name, box in boxes.items()})

# %% [markdown]
# The box takes the dtype of what you put in. Python's decimals become float32; NumPy's are float64, unless you ask
# for another, and stay so.
#
# Does it matter? What do you expect for the gradient of $v^2$ at $v = 3$?

# %%
# what tape.gradient returns
prediction = {"float_box": ..., "int_box": ...}

# %%
def slope_of_square(box):
    with tf.GradientTape() as tape:
        square = box * box
    return tape.gradient(square, box)

compare(prediction, float_box=slope_of_square(tf.Variable(3.0)), int_box=slope_of_square(tf.Variable(3)))

# %% [markdown]
# Whole numbers have no slope, and the tape says so with a silent `None`. A weight written as `tf.Variable(3)`
# never learns.

# %% [markdown]
# What when two dtypes meet: does one give way?

# %%
# the new value as a list, or the exception's class name
prediction = {"float64_plus_float32": ..., "float_into_int": ..., "array_into_float32": ..., "tensor_into_float32": ...}

# %%
double = tf.constant([2.5], tf.float64)
compare(
    prediction,
    float64_plus_float32=attempt(lambda: tf.Variable(np.zeros(1)) + tf.ones(1)),
    float_into_int=attempt(lambda: tf.Variable([1]).assign([2.5])),
    array_into_float32=attempt(lambda: tf.Variable([1.0]).assign(double.numpy())),
    tensor_into_float32=attempt(lambda: tf.Variable([1.0]).assign(double)),
)

# %% [markdown]
# A NumPy array is converted on its way into the box. A tensor has a dtype and keeps it, even if that ends in an
# exception.
#
# The label also says whether the box is trainable. Make one that is not: what does the tape say, and who can still
# change it?

# %%
# a number, None, or an exception's class name
prediction = {"slope": ..., "after_assign_5": ..., "freeze_later": ...}

# %%
def freeze(box):
    box.trainable = False

frozen = tf.Variable(3.0, trainable=False)
compare(
    prediction,
    slope=slope_of_square(frozen),
    after_assign_5=frozen.assign(5.0),
    freeze_later=attempt(lambda: freeze(tf.Variable(3.0))),
)

# %% [markdown]
# With `trainable=False` the tape does not watch the box by itself; `assign` still opens it. The flag is set when the
# box is made, and never again.
#
# One more label: the name. Does `name="w"` make a box the only `w`?

# %%
# text, text, True or False
prediction = {"first_name": ..., "second_name": ..., "same_box": ...}

# %%
first = tf.Variable(1.0, name="w")
second = tf.Variable(2.0, name="w")
compare(prediction, first_name=first.name, second_name=second.name, same_box=first is second)

# %% [markdown]
# Two boxes may carry one name. It is for people who read logs, and does not tell which box you have.
# (The `:0` is left over from TensorFlow 1, where it numbered the outputs of an operation.)

# %% [markdown]
# The value that goes in first often comes from an initializer. Which of these lines makes a variable?
#
#     a = tf.Variable(tf.initializers.GlorotUniform())
#     b = tf.Variable(tf.initializers.GlorotUniform()(shape=(3, 2)))

# %%
# True if the line makes a variable
prediction = {"a": ..., "b": ...}

# %%
a = attempt(lambda: tf.Variable(tf.initializers.GlorotUniform()))
b = attempt(lambda: tf.Variable(tf.initializers.GlorotUniform()(shape=(3, 2))))
print(a)
compare(prediction, a=isinstance(a, tf.Variable), b=isinstance(b, tf.Variable))

# %% [markdown]
# An initializer is a recipe. Call it with a shape to get a tensor; put the tensor in a box to get a variable.
# Notebook 02 is about which recipe to choose.

# %% [markdown]
# ### Exercise 1 · `make_variable`
#
# Write `make_variable(value, name, trainable)`: a new **float32** variable with that value, name and
# trainability. The value may be a Python number, a list, or a NumPy array of any dtype.
#
# `make_variable(3, "steps", False)` is a box with 3.0 in it, named `steps`, that no optimizer may touch.

# %% nbgrader={"grade": false, "grade_id": "make-variable", "locked": false, "schema_version": 3, "solution": true, "task": false}
def make_variable(value, name, trainable):
    ### BEGIN SOLUTION
    return tf.Variable(value, dtype=tf.float32, name=name, trainable=trainable)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "make-variable-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
steps = student.make_variable(3, "steps", False)
check.kind(steps, "variable")
check.variable(steps, dtype="float32")
check.value(steps, 3.0, mistaken={"spec-ignored": 0.0})
check.variable(steps, name="steps")
check.variable(steps, trainable=False)
### BEGIN HIDDEN TESTS
x = inputs.array(2, 3)
rates = student.make_variable(x, "rates", True)
check.variable(rates, dtype="float32")
check.value(rates, x.value, mistaken={"spec-ignored": np.zeros((2, 3))})
check.variable(rates, trainable=True, name="rates")
pair = student.make_variable([1, 2], "rates", True)
check.distinct(rates, pair, mistaken="name-is-identity")
check.variable(pair, dtype="float32")
check.value(pair, np.array([1.0, 2.0]), mistaken={"spec-ignored": 3.0})
check.distinct(student.make_variable(1, "a", True), student.make_variable(1, "a", True))
### END HIDDEN TESTS
check.score("make-variable", points=3)

# %% [markdown]
# Stuck? Run `hint("make-variable")`; there are three, and each says a little more.

# %% [markdown]
# ## 2 · A shape with an open end
#
# The label also fixes the shape. You have a box with two numbers and a list of three. What happens?

# %%
# the new value, or the exception's class name
prediction = {"three_into_two": ..., "five_everywhere": ...}

# %%
pair = tf.Variable([1.0, 2.0])
three = attempt(lambda: pair.assign([1.0, 2.0, 3.0]).numpy().tolist())
five = attempt(lambda: pair.assign(5.0).numpy().tolist())
print("the box holds", pair.numpy())
compare(prediction, three_into_two=three, five_everywhere=five)

# %% [markdown]
# Both are refused, and the box still holds 1 and 2. Assigning to the whole box does not broadcast, though `+` would.
#
# If the number of rows is to change, say so when the box is made: `shape=[None, 2]` leaves the first dimension
# open and keeps the second.

# %%
rows = tf.Variable(tf.zeros([1, 2]), shape=[None, 2])
rows.assign(tf.ones([3, 2]))
print("declared:", rows.shape, " now:", tf.shape(rows).numpy())
print(attempt(lambda: rows.assign(tf.ones([3, 5]))))

# %% [markdown]
# ### Exercise 2 · `make_buffer`, `append`
#
# Write `make_buffer(width)`: a float32 variable with no rows yet, `width` columns, and room for any number of
# rows. Write `append(buffer, rows)`: it adds the rows at the end of what the buffer holds.
#
# After `append(buffer, a)` and `append(buffer, b)` the same box holds `a` above `b`.

# %% nbgrader={"grade": false, "grade_id": "buffer", "locked": false, "schema_version": 3, "solution": true, "task": false}
def make_buffer(width):
    ### BEGIN SOLUTION
    return tf.Variable(tf.zeros([0, width]), shape=[None, width])
    ### END SOLUTION


def append(buffer, rows):
    ### BEGIN SOLUTION
    buffer.assign(tf.concat([buffer, rows], axis=0))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "buffer-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
buffer = student.make_buffer(2)
check.kind(buffer, "variable")
check.variable(buffer, dtype="float32", shape=(None, 2))
empty = np.zeros((0, 2))
check.value(buffer, empty, mistaken={"placeholder-row": np.zeros((1, 2))})
a, b = inputs.normal(1, 2), inputs.normal(3, 2)
check.runs(student.append(buffer, a))
check.value(buffer, a, when="after one `append`", mistaken={"box-unchanged": empty})
check.runs(student.append(buffer, b))
both = np.concatenate([a, b])
check.value(buffer, both, when="after two", mistaken={
    "replaces-instead-of-adds": b, "concat-order": np.concatenate([b, a]), "box-unchanged": empty})
### BEGIN HIDDEN TESTS
other = student.make_buffer(2)
check.distinct(buffer, other, mistaken="shared-between-instances")
check.value(other, empty, mistaken={"shared-between-instances": both})
c = inputs.normal(2, 2)
check.runs(student.append(other, c))
check.value(other, c, mistaken={"shared-between-instances": np.concatenate([both, c])})
check.value(buffer, both, mistaken={"shared-between-instances": np.concatenate([both, c])})
width = inputs.integer(5, 9)
wide, d = student.make_buffer(width), inputs.normal(2, width)
check.variable(wide, shape=(None, width), mistaken={"shape": {(None, 2): "fixed-sizes"}})
check.runs(student.append(wide, d))
check.value(wide, d)
### END HIDDEN TESTS
check.score("buffer", points=3)

# %% [markdown]
# ## 3 · A name is not a box
#
# `v = tf.Variable(1.0)` makes two things: a box that holds 1.0, and a name that points to it.
# What do the two names hold after these lines?
#
#     v = tf.Variable(1.0)
#     w = v
#     v = v + 1

# %%
prediction = {"v": ..., "w": ...}

# %%
v = tf.Variable(1.0)
w = v
v = v + 1
compare(prediction, v=v, w=w)

# %%
show_boxes(v=v, w=w)

# %% [markdown]
# The box was never touched. `v + 1` made a tensor, and the name `v` moved to it. An optimizer that still holds
# the box goes on training something your code no longer sees.
#
# To change what is in the box, ask the box:

# %%
v = tf.Variable(1.0)
w = v
v.assign_add(1.0)
show_boxes(v=v, w=w)

# %% [markdown]
# Two names, one box, and both see 2.0.

# %% [markdown]
# Here are three ways to look at a box: another name, a slice, a reshape. Then the box changes. Which of the three
# follow?

# %%
# the values as lists
prediction = {"w": ..., "part": ..., "column": ...}

# %%
v = tf.Variable([1.0, 2.0])
w, part, column = v, v[0], tf.reshape(v, [2, 1])
v.assign([8.0, 9.0])
compare(prediction, w=w, part=part, column=column)

# %%
show_boxes(v=v, w=w, part=part, column=column)

# %% [markdown]
# A slice of a NumPy array is a window. A slice of a variable is a value, read once.
#
# Python has shorter ways to write a change. Which of these change the box, when it holds 1 and 2?
#
#     box += 1.0
#     box[0] = 9.0
#     box[0].assign(9.0)

# %%
# the new value, or the exception's class name
prediction = {"plus_equals": ..., "item": ..., "slice_assign": ...}

# %%
def plus_equals(box):
    box += 1.0
    return box.numpy().tolist()

def item(box):
    box[0] = 9.0
    return box.numpy().tolist()

fresh = lambda: tf.Variable([1.0, 2.0])
compare(
    prediction,
    plus_equals=attempt(lambda: plus_equals(fresh())),
    item=attempt(lambda: item(fresh())),
    slice_assign=attempt(lambda: fresh()[0].assign(9.0).numpy().tolist()),
)

# %% [markdown]
# A `tf.Variable` refuses the spellings that look like a change and would be a move. What works is a method of the
# box: `assign`, `assign_add`, `assign_sub`, and `assign` on a slice.

# %% [markdown]
# ### Exercise 3 · `snapshot`
#
# Training is about to start, and you want to compare afterwards. Write `snapshot(variables)`: a list with the
# values that the variables hold now. When the variables change, the list must not.
#
# The variables themselves stay as they are.

# %% nbgrader={"grade": false, "grade_id": "snapshot", "locked": false, "schema_version": 3, "solution": true, "task": false}
def snapshot(variables):
    ### BEGIN SOLUTION
    return [variable.numpy() for variable in variables]
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "snapshot-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
old, new = inputs.normal(3), inputs.normal(3)
v = inputs.variable(old, "v")
kept = student.snapshot([v])
check.kind(kept, "list")
check.kind(kept[0], "array", "tensor", "variable", "list")
check.value(v, old, mistaken={"assign-reversed": np.zeros(3)}, weight=0)
check.value(kept, [old], mistaken={"rebinding": [np.zeros(3)]})
v.assign(new)
check.value(kept, [old], when="after `v` has changed", mistaken={"alias-for-copy": [new]}, weight=3)
### BEGIN HIDDEN TESTS
check.value(v, new, weight=0)
many = [inputs.normal(2, 2), inputs.normal(1), inputs.normal(4)]
boxes = [inputs.variable(value, f"v{i}") for i, value in enumerate(many)]
given = inputs.list(boxes)
later = student.snapshot(given)
check.same(given[0], boxes[0], mistaken="argument-changed", weight=0)
for box, value in zip(boxes, many):
    box.assign_add(value)
check.value(later, many, mistaken={
    "alias-for-copy": [2 * value for value in many], "shared-between-instances": [old, *many],
    "name-is-identity": [many[-1]]})
check.value(kept, [old], mistaken={"shared-between-instances": [old, *many]})
check.value(boxes[0], 2 * many[0], weight=0)
### END HIDDEN TESTS
check.score("snapshot", points=2)

# %% [markdown]
# ### Exercise 4 · Find the bug: the counter that forgets
#
# This module counts its calls. It runs, and `count` goes up. How many variables does the module own before the first
# step, and how many after it?

# %%
class BrokenCounter(tf.Module):
    def __init__(self):
        super().__init__()
        self.count = tf.Variable(0.0)

    def step(self):
        self.count = self.count + 1.0

prediction = {"before": ..., "after": ..., "count": ...}

# %%
counter = BrokenCounter()
born_with, before = counter.count, len(counter.variables)
counter.step()
compare(prediction, before=before, after=len(counter.variables), count=counter.count)

# %%
show_boxes(count=counter.count, born_with=born_with)

# %% [markdown]
# The number is right, and the module owns nothing: its `count` left the box that it was born with.
#
# Write `Counter(tf.Module)` with an attribute `count`, 0 at first, and a method `step()` that adds one. After any
# number of steps it must still own the one variable it was born with.

# %% nbgrader={"grade": false, "grade_id": "counter", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Counter(tf.Module):
    def __init__(self):
        ### BEGIN SOLUTION
        super().__init__()
        self.count = tf.Variable(0.0)
        ### END SOLUTION

    def step(self):
        ### BEGIN SOLUTION
        self.count.assign_add(1.0)
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "counter-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
counter = student.Counter()
check.kind(counter.count, "variable", mistaken={"none": "created-too-late"})
check.count(counter, 1)
check.reuse(counter, on=(), called="step")
check.kind(counter.count, "variable", mistaken={"tensor": "rebinding", "number": "rebinding"})
check.value(counter.count, 2, when="after two steps", mistaken={"box-unchanged": 0, "replaces-instead-of-adds": 1})
check.kind(counter.name, "text")
### BEGIN HIDDEN TESTS
other = student.Counter()
check.value(other.count, 0, mistaken={"shared-between-instances": 2})
check.runs(other.step())
check.value(other.count, 1)
check.value(counter.count, 2, mistaken={"shared-between-instances": 3})
check.distinct(counter.count, other.count, mistaken="shared-between-instances")
check.count(counter, 1)
check.runs(counter.count.assign(10))
check.runs(counter.step())
check.value(counter.count, 11, when="after `assign(10)` and a step", mistaken={"state-in-python": 3})
### END HIDDEN TESTS
check.score("counter", points=3)

# %% [markdown]
# ## 4 · Assigning is registering
#
# How does a module know its variables?
#
# ### Heard on the internet: "direct assignment in `__init__` is insufficient; use `self.add_variable()`"
#
# `Seen` assigns, and has a `build` method. After one call: how many variables are registered, and did `build` run?
# And what happens at `seen.add_variable("weights", shape=[3, 1])`?

# %%
class Seen(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(1.0)
        self.built = False

    def build(self, shape):
        self.built = True

    def __call__(self, x):
        return x * self.w

# %%
# "works" or the exception's class name, a number, True or False
prediction = {"add_variable": ..., "registered": ..., "build_ran": ...}

# %%
seen = Seen()
seen(tf.ones([2]))
compare(
    prediction,
    add_variable=attempt(lambda: seen.add_variable("weights", shape=[3, 1])),
    registered=len(seen.variables),
    build_ran=seen.built,
)

# %% [markdown]
# `tf.Module` has no `add_variable`, and never calls `build`: both belong to Keras layers. Assigning a variable to
# an attribute *is* the registration, in `__init__` or any time later.
#
# Checkpoints follow the same path. Here is what one writes down:

# %%
import tempfile
from pathlib import Path

with tempfile.TemporaryDirectory() as folder:
    path = tf.train.Checkpoint(module=seen).write(str(Path(folder) / "seen"))
    for key, shape in tf.train.list_variables(path):
        print(key, shape)

# %% [markdown]
# `module/w` is the attribute path: module, attribute. The other line is the checkpoint's own table of contents.
# Rename the attribute and the key changes; give the variable another `name=` and it does not.

# %% [markdown]
# One line of the constructor looks like a formality: `super().__init__()`. Here it is left out. What does the module
# still know?

# %%
class Headless(tf.Module):
    def __init__(self):
        self.w = tf.Variable(1.0)

# a number; text or the exception's class name
prediction = {"variables": ..., "name": ...}

# %%
headless = Headless()
compare(prediction, variables=len(headless.variables), name=attempt(lambda: headless.name))

# %% [markdown]
# Tracking works, so nothing warns you; the module's name is set in the call that was left out. (A Keras layer refuses
# at its first call.) Write it first, always.

# %% [markdown]
# ### Exercise 5 · `Linear`
#
# Write `Linear(n_in, n_out)`, a `tf.Module` with a weight `w` of shape `(n_in, n_out)`, random, and a bias `b` of
# shape `(n_out,)`, zero; both float32. Calling it on `x` of shape `(batch, n_in)` gives `x @ w + b`.
#
# It will be called many times, differentiated, and trained one step.

# %% nbgrader={"grade": false, "grade_id": "linear", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        ### BEGIN SOLUTION
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))
        ### END SOLUTION

    def __call__(self, x):
        ### BEGIN SOLUTION
        return x @ self.w + self.b
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "linear-tests", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
linear = student.Linear(3, 2)
check.kind(linear, "module")
check.variables(linear, w=(3, 2), b=(2,), trainable=True, random=("w",))
check.kind(linear.name, "text")
x = inputs.normal(5, 3)
check.kind(linear(x), "tensor")
check.reuse(linear, on=x)
check.output(linear, on=x, equals=lambda w, b: x @ w + b, mistaken={"bias-left-out": lambda w, b: x @ w})
check.gradients(linear, on=x)
### BEGIN HIDDEN TESTS
check.value(linear.b, np.zeros(2))
twin = student.Linear(3, 2)
check.runs(twin(x))
check.count(twin, 2, beside=linear)
n_in, n_out = inputs.integer(4, 6), inputs.integer(7, 9)
wide = student.Linear(n_in, n_out)
check.variables(wide, w=(n_in, n_out), b=(n_out,), trainable=True, random=("w",))
x = inputs.normal(4, n_in)
check.gradients(wide, on=x)
check.trains(wide, on=x, moves=("w", "b"))
check.compiles(wide, on=x)
### END HIDDEN TESTS
check.score("linear", points=4)

# %% [markdown]
# ## 5 · Where tracking looks
#
# An attribute is found. What about a list? A dictionary in a list? A variable in a plain object, in a function, on
# the class? Write the number of variables that you expect the module to find, out of seven.

# %%
class Plain:
    def __init__(self):
        self.hidden = tf.Variable(4.0)

class Places(tf.Module):
    on_class = tf.Variable(7.0)

    def __init__(self):
        super().__init__()
        self.attribute = tf.Variable(1.0)
        self._private = tf.Variable(2.0)
        self.nested = [{"deep": (tf.Variable(3.0),)}]
        self.plain = Plain()
        in_closure = tf.Variable(5.0)
        self.function = lambda: in_closure
        self.late = []

places = Places()
places.late.append(tf.Variable(6.0))
prediction = {"found": ...}

# %%
print([float(variable) for variable in places.variables])
compare(prediction, found=len(places.variables))

# %% [markdown]
# Four. Lists, tuples and dictionaries are searched to any depth, even what is appended later. Plain objects,
# functions and the class are not.
#
# The values were made in the order 1, 2, 3, 6 and are listed by attribute name: `_private`, `attribute`, `late`,
# `nested`. Go by name, never by position.

# %%
figure, module_finds = plots.tracking_worlds(keras=False)

# %% [markdown]
# Each row is something that an attribute can hold. Every mark was measured when you ran the cell.

# %% [markdown]
# ### Exercise 6 · Find the bug: the encoder that half learns
#
# `BrokenEncoder` computes `gain * (factor * x + offset) + sum(shifts)`. It has five variables and gives the right
# numbers. How many of the five will an optimizer get?

# %%
class Scale:
    def __init__(self):
        self.factor = tf.Variable(2.0)

class BrokenEncoder(tf.Module):
    offset = tf.Variable(0.5)

    def __init__(self):
        super().__init__()
        self.scale = Scale()
        gain = tf.Variable(3.0)
        self.gain = lambda: gain
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        return self.gain() * (self.scale.factor * x + self.offset) + tf.add_n(self.shifts)

# %%
prediction = {"found": ..., "output_for_1": ...}

# %%
broken = BrokenEncoder()
compare(prediction, found=len(broken.trainable_variables), output_for_1=broken(1.0))

# %% [markdown]
# Write `Encoder(tf.Module)` with the same five values and the same output. Tracking must find all five, one
# training step must move each of them, and two encoders must share nothing.

# %% nbgrader={"grade": false, "grade_id": "encoder", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Encoder(tf.Module):
    def __init__(self):
        ### BEGIN SOLUTION
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.offset = tf.Variable(0.5)
        self.gain = tf.Variable(3.0)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]
        ### END SOLUTION

    def __call__(self, x):
        ### BEGIN SOLUTION
        return self.gain * (self.factor * x + self.offset) + tf.add_n(self.shifts)
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "encoder-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
encoder = student.Encoder()
x = inputs.normal(4)
check.value(encoder(x), 3 * (2 * x + 0.5) + 3)
check.count(encoder, 5)
### BEGIN HIDDEN TESTS
check.gradients(encoder, on=x, unused="copied-for-tracking")
check.reuse(encoder, on=x)
other = student.Encoder()
check.count(other, 5, beside=encoder)
check.kind(encoder.name, "text")
check.trains(encoder, on=x)
check.value(other(x), 3 * (2 * x + 0.5) + 3)
### END HIDDEN TESTS
check.score("encoder", points=3)

# %% [markdown]
# ## 6 · Created on the first call
#
# `Linear` had to be told the width of its input. A layer can find out by itself if it waits for the first call.
#
# Where does the creation go? Suppose it goes into `__call__`, with nothing around it.
#
# ### Heard on the internet: "otherwise the number of variables grows exponentially"
#
# `Forgetful` makes a new `w` at each call and keeps it in `self.w`. `Hoarder` appends it to a list. How many
# variables does each own after five calls? And is `forgetful.w` still the box of the first call?

# %%
class Forgetful(tf.Module):
    def __call__(self, x):
        self.w = tf.Variable(tf.random.normal([x.shape[-1], 2]))
        return x @ self.w

class Hoarder(tf.Module):
    def __init__(self):
        super().__init__()
        self.all = []

    def __call__(self, x):
        self.all.append(tf.Variable(tf.random.normal([x.shape[-1], 2])))
        return x @ self.all[-1]

prediction = {"forgetful": ..., "hoarder": ..., "first_box_kept": ...}

# %%
forgetful, hoarder = Forgetful(), Hoarder()
boxes = []
for _ in range(5):
    forgetful(tf.ones([1, 3]))
    hoarder(tf.ones([1, 3]))
    boxes.append(forgetful.w)
compare(
    prediction,
    forgetful=len(forgetful.variables),
    hoarder=len(hoarder.variables),
    first_box_kept=forgetful.w is boxes[0],
)

# %% [markdown]
# One more per call is a straight line, not an exponential. The dangerous one is `Forgetful`: it owns one variable,
# always, and after the next call it is not the one you trained. A guard makes the difference:
#
#     if self.w is None:
#         self.w = tf.Variable(...)

# %%
class Guarded(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = None

    def __call__(self, x):
        if self.w is None:
            self.w = tf.Variable(tf.random.normal([x.shape[-1], 2]))
        return x @ self.w

figure, created = plots.variables_over_calls(
    {"Forgetful": Forgetful(), "Hoarder": Hoarder(), "Guarded": Guarded()}, tf.ones([1, 3]))

# %% [markdown]
# Left: what each owns. Right: how many boxes were made in all. From the first call on, `Guarded` stays at one on
# both sides.
#
# The guard has a second merit. What does `tf.function` say to a creation on every call?

# %%
# "runs", or the exception's class name
prediction = {"forgetful": ..., "guarded": ...}

# %%
def compiled(module):
    tf.function(module.__call__)(tf.ones([1, 3]))
    return "runs"

compare(
    prediction,
    forgetful=attempt(lambda: compiled(Forgetful())),
    guarded=attempt(lambda: compiled(Guarded())),
)

# %% [markdown]
# When a trace makes variables, `tf.function` traces once more at once, to see that the second time makes none. The
# guard passes; `Forgetful` does not.

# %% [markdown]
# ### Exercise 7 · `LazyDense`
#
# Write `LazyDense(units)`, a `tf.Module` that owns nothing until its first call. Then it has `w`, random, of shape
# `(n_in, units)`, and `b`, zeros; `n_in` is the last dimension of the input. It returns `x @ w + b`.
#
# Called twice, it must still own the same two variables. It must work inside `tf.function`.

# %% nbgrader={"grade": false, "grade_id": "lazy-dense", "locked": false, "schema_version": 3, "solution": true, "task": false}
class LazyDense(tf.Module):
    def __init__(self, units):
        ### BEGIN SOLUTION
        super().__init__()
        self.units = units
        self.w = None
        self.b = None
        ### END SOLUTION

    def __call__(self, x):
        ### BEGIN SOLUTION
        if self.w is None:
            self.w = tf.Variable(tf.random.normal([x.shape[-1], self.units]))
            self.b = tf.Variable(tf.zeros([self.units]))
        return x @ self.w + self.b
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "lazy-dense-tests", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
lazy = student.LazyDense(2)
x = inputs.normal(5, 3)
check.count(lazy, 0, mistaken={1: "created-too-early", 2: "created-too-early"})
check.kind(lazy(x), "tensor")
check.reuse(lazy, on=x, then=inputs.normal(4, 3), mistaken="new-boxes-for-new-batch")
check.variables(lazy, w=(3, 2), b=(2,), trainable=True, random=("w",), mistaken={"w": {(5, 2): "wrong-axis"}})
check.output(lazy, on=x, equals=lambda w, b: x @ w + b, mistaken={"bias-left-out": lambda w, b: x @ w})
### BEGIN HIDDEN TESTS
twin = student.LazyDense(2)
check.runs(twin(x))
check.count(twin, 2, beside=lazy)
n_in, units = inputs.integer(4, 6), inputs.integer(7, 9)
x = inputs.normal(3, n_in)
wide = student.LazyDense(units)
check.runs(wide(x))
check.variables(wide, w=(n_in, units), b=(units,), mistaken={"w": {(3, units): "wrong-axis"}})
check.value(wide.b, np.zeros(units))
check.kind(wide.name, "text")
check.compiles(student.LazyDense(units), on=x)
deep = student.LazyDense(units)
check.runs(deep(inputs.normal(2, 3, n_in)))
check.variables(deep, w=(n_in, units), b=(units,), mistaken={"w": {(2, units): "wrong-axis", (3, units): "wrong-axis"}})
check.gradients(wide, on=x)
check.trains(wide, on=x, moves=("w", "b"))
### END HIDDEN TESTS
check.score("lazy-dense", points=4)

# %% [markdown]
# ## 7 · The other world: Keras
#
# A Keras layer has the lifecycle that section 4 looked for. `add_weight` makes a variable, with random numbers unless
# you name an `initializer`; `build(input_shape)` runs once, before the first `call`.
#
# `dense = keras.layers.Dense(2)` is made. How many weights has it now, and how many after a call on three columns?
# Then it gets five columns; then somebody adds a weight.

# %%
# number, number; then "works", or the exception's class name
prediction = {"before": ..., "after": ..., "five_columns": ..., "late_weight": ...}

# %%
dense = keras.layers.Dense(2)
before = len(dense.weights)
dense(tf.ones([1, 3]))
compare(
    prediction,
    before=before,
    after=len(dense.weights),
    five_columns=attempt(lambda: dense(tf.ones([1, 5]))),
    late_weight=attempt(lambda: setattr(dense, "extra", keras.Variable(1.0))),
)

# %% [markdown]
# Before `build` there is nothing, after it nothing more: the first call fixes the width and closes the list.

# %% [markdown]
# ### Heard on the internet: "`trainable_variables` automatically includes any `tf.Variable` you assign"
#
# This layer has one weight of each kind. Both start at 1. `fit` runs 20 steps. Where do they end?

# %%
class Mixed(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.raw = tf.Variable(1.0)
        self.weight = self.add_weight(shape=(), initializer="ones")

    def call(self, x):
        return x * self.raw * self.weight

# a number, True or False, True or False
prediction = {"listed": ..., "raw_moved": ..., "weight_moved": ...}

# %%
mixed = Mixed()
figure, path = plots.training_path(mixed, {"raw": lambda: mixed.raw, "weight": lambda: mixed.weight})
compare(
    prediction,
    listed=len(mixed.trainable_variables),
    raw_moved=path["raw"][-1] != 1.0,
    weight_moved=path["weight"][-1] != 1.0,
)

# %%
print("loss, first and last:", path["loss"][0], path["loss"][-1])

# %% [markdown]
# The claim was true of Keras 2, where a layer was a `tf.Module`. Keras 3 has its own `keras.Variable`, and a layer
# lists nothing else. The raw one stays where it was, without an error, while the loss falls.

# %% [markdown]
# The wall has two sides. What does a `tf.Module` find of a Keras layer that it holds?

# %%
class Holder(tf.Module):
    def __init__(self):
        super().__init__()
        self.dense = keras.layers.Dense(2)
        self.dense.build((None, 3))

# number, number, True or False
prediction = {"layer_has": ..., "module_finds": ..., "layer_is_a_module": ...}

# %%
holder = Holder()
compare(
    prediction,
    layer_has=len(holder.dense.variables),
    module_finds=len(holder.variables),
    layer_is_a_module=isinstance(holder.dense, tf.Module),
)

# %% [markdown]
# Two worlds that do not list each other's variables. Here is the whole map, with a third who looks:

# %%
figure, found = plots.tracking_worlds()

# %% [markdown]
# A checkpoint follows both; an optimizer gets what you list. Stay in one world: `tf.Variable` in `tf.Module`,
# `add_weight` in Keras layers. Where they must meet, collect the variables yourself:
# `list(module.trainable_variables) + module.dense.trainable_variables`.

# %% [markdown]
# In section 3, `+=` on a `tf.Variable` raised an exception. This layer does it with a Keras weight, three times.

# %%
class Steps(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.steps = self.add_weight(shape=(), initializer="zeros", trainable=False)

    def call(self, x):
        self.steps += 1.0
        return x

prediction = {"attribute": ..., "weight": ...}

# %%
layer = Steps()
for _ in range(3):
    layer(tf.ones([1]))
compare(prediction, attribute=layer.steps, weight=layer.weights[0])

# %%
show_boxes(steps=layer.steps, weight=layer.weights[0])

# %% [markdown]
# No exception here: the name moved to a tensor, and what the layer lists still holds 0.
# `self.steps.assign_add(1.0)` changes the box.

# %% [markdown]
# ### Heard on the internet: "create the weights within `__call__`, once"
#
# In a Keras layer, three places come to mind. Which of them work?

# %%
class InCall(keras.layers.Layer):
    def call(self, x):
        w = self.add_weight(shape=(x.shape[-1], 2))
        return x @ w

class OwnCall(keras.layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], 2))

    def __call__(self, x):
        return x @ self.w

class InBuild(keras.layers.Layer):
    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], 2))

    def call(self, x):
        return x @ self.w

# "runs", or the exception's class name
prediction = {"in_call": ..., "own_call": ..., "in_build": ...}

# %%
runs = lambda layer: "runs" if layer(tf.ones([1, 3])) is not None else "nothing"
compare(
    prediction,
    in_call=attempt(lambda: runs(InCall())),
    own_call=attempt(lambda: runs(OwnCall())),
    in_build=attempt(lambda: runs(InBuild())),
)

# %% [markdown]
# A layer that is already built takes no new weights, so `call` is too late. A layer that replaces `__call__` loses
# the step that runs `build`. The division of labour is: sizes in `__init__`, weights in `build`, arithmetic in `call`.

# %% [markdown]
# ### Exercise 8 · `KerasLinear`
#
# Write `KerasLinear(units)`, a `keras.layers.Layer` that learns its input width by itself: `kernel` of shape
# `(n_in, units)`, random; `bias` of shape `(units,)`, zeros. Output: `x @ kernel + bias`.
#
# `fit` must be able to train both.

# %% nbgrader={"grade": false, "grade_id": "keras-linear", "locked": false, "schema_version": 3, "solution": true, "task": false}
class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        ### BEGIN SOLUTION
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform", name="kernel")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros", name="bias")

    def call(self, x):
        return x @ self.kernel + self.bias
        ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "keras-linear-tests", "locked": true, "points": 4, "schema_version": 3, "solution": false, "task": false}
layer = student.KerasLinear(2)
check.kind(layer, "layer")
check.raises(layer.kernel.numpy(), "AttributeError", mistaken="created-too-early")   # no kernel yet
x = inputs.normal(5, 3)
check.runs(layer(x))
check.runs(layer.call(x))
check.variables(
    layer, kernel=(3, 2), bias=(2,), trainable=True, random=("kernel",), weight=3,
    mistaken={"kernel": {(5, 2): "wrong-axis"}})
check.value(layer.bias, np.zeros(2))
check.reuse(layer, on=x)
check.output(
    layer, on=x, equals=lambda kernel, bias: x @ kernel + bias,
    mistaken={"bias-left-out": lambda kernel, bias: x @ kernel})
### BEGIN HIDDEN TESTS
n_in, units = inputs.integer(4, 6), inputs.integer(7, 9)
wide = student.KerasLinear(units)
x = inputs.normal(2, n_in)
check.runs(wide(x))
check.variables(wide, kernel=(n_in, units), bias=(units,), mistaken={"kernel": {(2, units): "wrong-axis"}})
check.gradients(wide, on=x)
check.trains(wide, on=x, moves=("kernel", "bias"))
check.compiles(wide, on=x)
### END HIDDEN TESTS
check.score("keras-linear", points=4)

# %% [markdown]
# ## 8 · Mini-project: a store for parameters
#
# TensorFlow 1 kept every variable in one global table, found by name. Build a small one as an object, with better
# manners: `ParamStore(tf.Module)`.
#
# | call | what it does |
# |---|---|
# | `create(name, value, trainable=True)` | makes a variable from `value` (its dtype as it comes), keeps it, returns it; a taken name is a `ValueError` |
# | `get(name)` | the very variable that was created; an unknown name is a `KeyError` |
# | `nbytes()` | how many bytes all the values take, as a Python number |

# %% [markdown]
# The store's `variables` and `trainable_variables` must list what is in it; think back to section 5. Any text is a
# name: `w`, `block/w`, even `name`. For the bytes: `v.dtype.size` is what one element takes, and a shape has
# `num_elements()`.

# %% nbgrader={"grade": false, "grade_id": "store", "locked": false, "schema_version": 3, "solution": true, "task": false}
class ParamStore(tf.Module):
    def __init__(self):
        ### BEGIN SOLUTION
        super().__init__()
        self._params = {}
        ### END SOLUTION

    def create(self, name, value, trainable=True):
        ### BEGIN SOLUTION
        if name in self._params:
            raise ValueError(f"{name!r} exists already")
        self._params[name] = tf.Variable(value, name=name, trainable=trainable)
        return self._params[name]
        ### END SOLUTION

    def get(self, name):
        ### BEGIN SOLUTION
        return self._params[name]
        ### END SOLUTION

    def nbytes(self):
        ### BEGIN SOLUTION
        return sum(v.dtype.size * v.shape.num_elements() for v in self._params.values())
        ### END SOLUTION

# %% [markdown]
# First, creating and finding again:

# %% nbgrader={"grade": true, "grade_id": "store-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
store = student.ParamStore()
check.count(store, 0)
x = inputs.normal(3, 2)
w = store.create("w", x)
check.kind(w, "variable")
check.value(w, x)
check.kind(store.get("w"), "variable")
check.same(w, store.get("w"), mistaken="copy-for-original", weight=3)
check.count(store, 1, mistaken={0: "not-on-instance"}, weight=3)
### BEGIN HIDDEN TESTS
y = inputs.array(2)
double = store.create("block/w", y)
check.variable(double, dtype="float64", mistaken={"dtype": {"float32": "spec-ignored"}})
check.value(store.get("block/w"), y.value, mistaken={"order-over-names": x})
w.assign(2 * x)
check.value(store.get("w"), 2 * x)
names, values = ["p10", "p2", "p1"], [inputs.normal(2) for _ in range(3)]
made = [store.create(name, value) for name, value in zip(names, values, strict=True)]
check.value(store.get("p1"), values[2], mistaken={"label-for-key": values[0]})
check.same(made[0], store.get("p10"))
check.count(store, 5)
check.count(student.ParamStore(), 0, mistaken={5: "shared-between-instances"})
check.kind(store.name, "text")
check.value(store.create("name", x), x)
### END HIDDEN TESTS
check.score("store", points=3)

# %% [markdown]
# Then, what it refuses, and what it calls trainable:

# %% nbgrader={"grade": true, "grade_id": "store-refusals-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
store = student.ParamStore()
x, y = inputs.normal(2), inputs.normal(2)
first = store.create("w", x)
check.kind(first, "variable")
again = store.create("w", y)
check.value(store.get("w"), x, mistaken={"silent-overwrite": y})
check.raises(again, "ValueError", mistaken="taken-name", weight=2)
check.raises(store.get("nothing"), "KeyError", mistaken="missing-made-up", weight=2)
frozen = store.create("frozen", x, trainable=False)
check.variable(frozen, trainable=False, weight=2)
### BEGIN HIDDEN TESTS
check.value(first, x)
check.variable(first, trainable=True)
check.count(store, 2)
check.count(store.trainable_variables, 1, mistaken={2: "trainable-filter"})
store.create("zero", 0.0)
check.raises(store.create("zero", 1.0), "ValueError", mistaken="taken-name")
### END HIDDEN TESTS
check.score("store-refusals", points=3)

# %% [markdown]
# Last, the bytes:

# %% nbgrader={"grade": true, "grade_id": "store-bytes-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
store = student.ParamStore()
check.value(store.nbytes(), 0)
store.create("w", inputs.normal(3, 2))
check.kind(store.nbytes(), "number")
check.value(store.nbytes(), 24, mistaken={"counts-elements-not-bytes": 6})
### BEGIN HIDDEN TESTS
rows = inputs.integer(2, 9)
store.create("half", inputs.normal(rows, 5).astype("float16"))
double = store.create("double", inputs.normal(rows).astype("float64"), trainable=False)
check.variable(double, dtype="float64", mistaken={"dtype": {"float32": "spec-ignored"}})
store.create("step", 1)
total = 24 + 10 * rows + 8 * rows + 4
check.value(store.nbytes(), total, weight=3, mistaken={
    "counts-elements-not-bytes": 24 + 20 * rows + 4 * rows + 4, "trainable-filter": 24 + 10 * rows + 4})
### END HIDDEN TESTS
check.score("store-bytes", points=2)

# %% [markdown]
# ## What to take along
#
# - A variable is a box with a label. A `tf.Variable`'s shape, dtype, name and trainability are written when it is made.
# - `=` moves names. `assign` changes boxes.
# - A `tf.Module` finds what its attributes reach through lists, tuples, dictionaries and other modules.
# - A Keras layer finds what `add_weight` made.
# - Creation happens once: in `__init__`, in `build`, or behind a guard.
#
# Next: `02-initialization`, on what to put into the box.
