"""Guarded by `hasattr`."""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def __call__(self, x):
        if not hasattr(self, "w"):
            self.w = tf.Variable(tf.random.normal((x.shape[-1], self.units)), name="w")
            self.b = tf.Variable(tf.zeros(self.units), name="b")
        return tf.matmul(x, self.w) + self.b
