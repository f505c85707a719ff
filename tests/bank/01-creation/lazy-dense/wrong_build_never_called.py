"""Believes that the first call runs `build`.

outcome: broken
misconception: build-never-called
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = tf.Variable(tf.random.normal([input_shape[-1], self.units]))
        self.b = tf.Variable(tf.zeros([self.units]))

    def __call__(self, x):
        return x @ self.w + self.b
