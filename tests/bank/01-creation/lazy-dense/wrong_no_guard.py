"""Creates the variables in the call, with nothing around it.

outcome: wrong
misconception: new-variable-each-call
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def __call__(self, x):
        self.w = tf.Variable(tf.random.normal([x.shape[-1], self.units]))
        self.b = tf.Variable(tf.zeros([self.units]))
        return x @ self.w + self.b
