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
# # 00 · Start here
#
# How these notebooks work, with three small exercises that do not count.
#
# - **25 minutes.** You know Python and NumPy, and have trained a model once.
# - After it you can read a verdict, ask for a hint, and tell a tensor from a variable.
#
# Run a cell with Shift+Enter. The first one takes some seconds: it loads TensorFlow.

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from autograder import attempt, check, compare, hint, inputs, show_boxes, solution, student

import keras
import numpy as np
import tensorflow as tf

print("TensorFlow", tf.__version__, "with Keras", keras.__version__)

# %% [markdown]
# ## 1 · Predict, then run
#
# Every idea comes as a question first. Write what you expect in place of the `...` and run both cells. A wrong
# prediction costs nothing, and you will remember it.
#
# `t` is a tensor, `v` a variable. Both are asked to become 5.

# %%
# 5.0, or the exception's class name
prediction = {"tensor": ..., "variable": ...}

# %%
t = tf.constant(2.0)
v = tf.Variable(2.0)
compare(
    prediction,
    tensor=attempt(lambda: t.assign(5.0).numpy()),
    variable=attempt(lambda: v.assign(5.0).numpy()),
)

# %% [markdown]
# A tensor is a value, as 2 is a number. A variable is a box, and `assign` puts another value in it. Everything that
# a model learns is kept in such boxes.

# %%
show_boxes(t=t, v=v)

# %% [markdown]
# Dashed: a value. Solid: a box. You will see this drawing again whenever names and boxes get mixed up.

# %% [markdown]
# ## 2 · An exercise and its verdict
#
# Replace the line `raise NotImplementedError` by your answer, run the cell, then run the check below it. Try the
# check before you answer, too: it says "not attempted" and holds nothing against you.
#
# ### Exercise 1 · `make_temperature`
#
# Write `make_temperature()`: it returns a new float32 variable that holds 20.

# %% nbgrader={"grade": false, "grade_id": "make-temperature", "locked": false, "schema_version": 3, "solution": true, "task": false}
def make_temperature():
    ### BEGIN SOLUTION
    return tf.Variable(20.0)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "make-temperature-tests", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
temperature = student.make_temperature()
check.variable(temperature, dtype="float32")
check.value(temperature, 20)
check.score("make-temperature", points=0)

# %% [markdown]
# The check asks your objects questions; how you wrote them is up to you. Each line is one question. A wrong answer says
# what was seen, what was expected and, where the mistake is a known one, what it shows and which section explains it.
#
# Want to see one? Return `tf.constant(20.0)` and check again.

# %% [markdown]
# ## 3 · When the check says no
#
# ### Exercise 2 · Find the bug: `warm`
#
# `warm(v, degrees)` should raise the value in the box `v`. This one runs without a complaint. What is in the box
# afterwards?

# %%
def broken_warm(v, degrees):
    v = v + degrees

prediction = {"in_the_box": ...}

# %%
box = tf.Variable(20.0)
broken_warm(box, 5.0)
compare(prediction, in_the_box=box)

# %% [markdown]
# Write `warm(v, degrees)` so that the box holds the new value. Copy the broken one first, run the check, and read
# what it says. Then mend it.
#
# If you are stuck, run `hint("warm")`: the first hint asks, the second points, the third shows. After an attempt,
# `solution("warm")` shows one answer, if you have the course's `source/` folder.

# %% nbgrader={"grade": false, "grade_id": "warm", "locked": false, "schema_version": 3, "solution": true, "task": false}
def warm(v, degrees):
    ### BEGIN SOLUTION
    v.assign_add(degrees)
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "warm-tests", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
before = inputs.normal()
v = inputs.variable(before, "v")
check.runs(student.warm(v, 5.0))
check.value(v, before + 5, mistaken={"box-unchanged": before, "replaces-instead-of-adds": 5.0})
check.score("warm", points=0)

# %% [markdown]
# ## 4 · Randomness you can repeat
#
# Weights start as random numbers, and an experiment that cannot be repeated proves little. TensorFlow and Keras
# have separate seeds. Which of them makes a Keras layer start the same way twice?

# %%
# True if both layers start with the same weights
prediction = {"tf_seed": ..., "keras_seed": ...}

# %%
def first_weight(set_seed):
    set_seed(7)
    layer = keras.layers.Dense(1)
    layer.build((None, 1))
    return float(layer.kernel[0, 0])

compare(
    prediction,
    tf_seed=first_weight(tf.random.set_seed) == first_weight(tf.random.set_seed),
    keras_seed=first_weight(keras.utils.set_random_seed) == first_weight(keras.utils.set_random_seed),
)

# %% [markdown]
# `keras.utils.set_random_seed` sets the seeds of Python, NumPy, TensorFlow and Keras at once. `tf.random.set_seed`
# alone does not reach Keras 3.
#
# ### Exercise 3 · `make_weights`
#
# Write `make_weights(seed)`: a new float32 variable of shape `(3, 2)` with random values. The same seed gives the same values,
# every time; another seed gives others.

# %% nbgrader={"grade": false, "grade_id": "make-weights", "locked": false, "schema_version": 3, "solution": true, "task": false}
def make_weights(seed):
    ### BEGIN SOLUTION
    keras.utils.set_random_seed(seed)
    return tf.Variable(tf.random.normal([3, 2]))
    ### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "make-weights-tests", "locked": true, "points": 0, "schema_version": 3, "solution": false, "task": false}
seed = inputs.integer(1, 10_000)
first = student.make_weights(seed)
check.variable(first, shape=(3, 2), dtype="float32")
check.same_value(first, student.make_weights(seed))
check.other_value(first, student.make_weights(seed + 1))
check.same_value(first, student.make_weights(seed))
check.distinct(first, student.make_weights(seed))
check.score("make-weights", points=0)

# %% [markdown]
# ## How grading works
#
# In a class, your instructor runs the same checks on your notebook, and some more that you do not see. They run in
# another process: your code answers questions, the verdict is reached elsewhere. Points go by question, so a partly
# right answer counts partly.
#
# Alone, `autograder check 01-creation/creation.ipynb` in a terminal does the same.
#
# Next: `01-creation`.
