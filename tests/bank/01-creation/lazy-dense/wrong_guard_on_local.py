"""Guards a local name, which is empty at each call.

outcome: wrong
misconception: new-variable-each-call
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def __call__(self, x):
        w = None
        if w is None:
            w = tf.Variable(tf.random.normal([x.shape[-1], self.units]))
            b = tf.Variable(tf.zeros([self.units]))
        return x @ w + b
