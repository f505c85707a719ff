"""Leaves `super().__init__()` out.

outcome: broken
misconception: super-init-left-out
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        self.units = units
        self.w = None

    def __call__(self, x):
        if self.w is None:
            self.w = tf.Variable(tf.random.normal([x.shape[-1], self.units]))
            self.b = tf.Variable(tf.zeros([self.units]))
        return x @ self.w + self.b
