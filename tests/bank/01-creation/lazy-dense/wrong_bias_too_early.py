"""Makes the bias in `__init__`, since its size is known there.

outcome: wrong
misconception: created-too-early
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units
        self.w = None
        self.b = tf.Variable(tf.zeros([units]))

    def __call__(self, x):
        if self.w is None:
            self.w = tf.Variable(tf.random.normal([x.shape[-1], self.units]))
        return x @ self.w + self.b
