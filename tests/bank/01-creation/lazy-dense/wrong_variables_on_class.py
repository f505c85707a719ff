"""Keeps the variables themselves on the class, behind a guard.

outcome: wrong
misconception: hidden-on-class
"""


class LazyDense(tf.Module):
    w = None
    b = None

    def __init__(self, units):
        super().__init__()
        self.units = units

    def __call__(self, x):
        if LazyDense.w is None:
            LazyDense.w = tf.Variable(tf.random.normal([x.shape[-1], self.units]))
            LazyDense.b = tf.Variable(tf.zeros([self.units]))
        return x @ self.w + self.b
