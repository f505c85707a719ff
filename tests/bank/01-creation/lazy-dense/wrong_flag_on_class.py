"""Keeps the `built` flag on the class.

outcome: broken
misconception: shared-between-instances
"""


class LazyDense(tf.Module):
    built = False

    def __init__(self, units):
        super().__init__()
        self.units = units

    def __call__(self, x):
        if not LazyDense.built:
            self.w = tf.Variable(tf.random.normal([x.shape[-1], self.units]))
            self.b = tf.Variable(tf.zeros([self.units]))
            LazyDense.built = True
        return x @ self.w + self.b
