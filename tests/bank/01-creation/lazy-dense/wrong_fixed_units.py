"""Has a variable number of inputs and two outputs, as in the example.

outcome: wrong
misconception: fixed-sizes
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.w = None

    def __call__(self, x):
        if self.w is None:
            self.w = tf.Variable(tf.random.normal([x.shape[-1], 2]))
            self.b = tf.Variable(tf.zeros([2]))
        return x @ self.w + self.b
