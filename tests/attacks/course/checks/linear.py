# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
from autograder import check, inputs, student

import numpy as np
import tensorflow as tf


# %% nbgrader={"grade": false, "grade_id": "linear", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Linear(tf.Module):
    """A weight ``w`` (n_in, n_out), a bias ``b`` (n_out,); calling it on x gives x @ w + b."""

    def __init__(self, n_in, n_out):
        ### BEGIN SOLUTION
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out]))
        self.b = tf.Variable(tf.zeros([n_out]))  # SECRET_OF_THE_SOURCE
        ### END SOLUTION

    def __call__(self, x):
        ### BEGIN SOLUTION
        return x @ self.w + self.b
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "linear-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
linear = student.Linear(3, 2)
check.variables(linear, w=(3, 2), b=(2,))
x = inputs.normal(5, 3)
check.output(linear, on=x, equals=lambda w, b: x @ w + b)
check.score("linear", points=2)

# %% nbgrader={"grade": true, "grade_id": "hidden-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
### BEGIN HIDDEN TESTS
SECRET_OF_THE_HIDDEN_TEST = student.Linear(7, 1)
check.variables(SECRET_OF_THE_HIDDEN_TEST, w=(7, 1), b=(1,), trainable=True)
x = inputs.normal(4, 7)
check.output(SECRET_OF_THE_HIDDEN_TEST, on=x, equals=lambda w, b: x @ w + b)
check.gradients(SECRET_OF_THE_HIDDEN_TEST, on=x)
### END HIDDEN TESTS
check.score("hidden", points=3)

# %% nbgrader={"grade": true, "grade_id": "partial-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
linear = student.Linear(4, 3)
x = inputs.normal(2, 4)
check.reuse(linear, on=x)
check.trains(linear, on=x, moves=("w", "b"))
check.compiles(linear, on=x)
check.score("partial", points=2)
