"""Takes the first call for a step of its own, which only builds.

outcome: wrong
misconception: nothing-returned
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units
        self.w = None

    def __call__(self, x):
        if self.w is None:
            self.w = tf.Variable(tf.random.normal([x.shape[-1], self.units]))
            self.b = tf.Variable(tf.zeros([self.units]))
        else:
            return x @ self.w + self.b
