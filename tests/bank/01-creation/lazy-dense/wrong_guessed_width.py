"""Makes the variables in `__init__`, for the width of the example.

outcome: wrong
misconception: created-too-early
"""


class LazyDense(tf.Module):
    def __init__(self, units, n_in=3):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, units]))
        self.b = tf.Variable(tf.zeros([units]))

    def __call__(self, x):
        return x @ self.w + self.b
