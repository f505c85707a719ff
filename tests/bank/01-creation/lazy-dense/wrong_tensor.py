"""Behind the guard it keeps tensors.

outcome: wrong
misconception: frozen-as-tensor
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units
        self.w = None

    def __call__(self, x):
        if self.w is None:
            self.w = tf.random.normal([x.shape[-1], self.units])
            self.b = tf.zeros([self.units])
        return x @ self.w + self.b
