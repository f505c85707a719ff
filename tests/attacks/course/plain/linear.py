# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% nbgrader={"grade": false, "grade_id": "setup", "locked": true, "schema_version": 3, "solution": false, "task": false}
import numpy as np


# %% nbgrader={"grade": false, "grade_id": "linear", "locked": false, "schema_version": 3, "solution": true, "task": false}
class Linear:
    """A weight ``w`` (n_in, n_out), a bias ``b`` (n_out,); calling it on x gives x @ w + b."""

    def __init__(self, n_in, n_out):
        ### BEGIN SOLUTION
        self.w = np.random.normal(size=(n_in, n_out)).astype("float32")
        self.b = np.zeros(n_out, "float32")  # SECRET_OF_THE_SOURCE
        ### END SOLUTION

    def __call__(self, x):
        ### BEGIN SOLUTION
        return x @ self.w + self.b
        ### END SOLUTION


# %% nbgrader={"grade": true, "grade_id": "linear-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
linear = Linear(3, 2)
assert tuple(linear.w.shape) == (3, 2)
assert tuple(linear.b.shape) == (2,)
x = np.random.normal(size=(5, 3)).astype("float32")
np.testing.assert_allclose(linear(x), x @ np.asarray(linear.w) + np.asarray(linear.b), rtol=1e-4)

# %% nbgrader={"grade": true, "grade_id": "hidden-tests", "locked": true, "points": 3, "schema_version": 3, "solution": false, "task": false}
### BEGIN HIDDEN TESTS
SECRET_OF_THE_HIDDEN_TEST = Linear(7, 1)
assert tuple(SECRET_OF_THE_HIDDEN_TEST.w.shape) == (7, 1)
x = np.random.normal(size=(4, 7)).astype("float32")
w, b = np.asarray(SECRET_OF_THE_HIDDEN_TEST.w), np.asarray(SECRET_OF_THE_HIDDEN_TEST.b)
np.testing.assert_allclose(SECRET_OF_THE_HIDDEN_TEST(x), x @ w + b, rtol=1e-4)
### END HIDDEN TESTS

# %% nbgrader={"grade": true, "grade_id": "partial-tests", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
linear = Linear(4, 3)
x = np.random.normal(size=(2, 4)).astype("float32")
first = np.asarray(linear(x))
points = 1.0 * (first.shape == (2, 3)) + 1.0 * np.allclose(first, x @ np.asarray(linear.w) + np.asarray(linear.b), 1e-4)
float(points)
