"""Guards by the whole shape of the input, the batch included.

outcome: wrong
misconception: new-boxes-for-new-batch
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units
        self.shape = None

    def __call__(self, x):
        if self.shape != x.shape:
            self.shape = x.shape
            self.w = tf.Variable(tf.random.normal([x.shape[-1], self.units]))
            self.b = tf.Variable(tf.zeros([self.units]))
        return x @ self.w + self.b
