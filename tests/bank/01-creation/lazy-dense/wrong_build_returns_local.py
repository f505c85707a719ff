"""Lets a `build` of its own return the variables and keeps them in no attribute.

outcome: wrong
misconception: new-variable-each-call
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, n_in):
        return tf.Variable(tf.random.normal([n_in, self.units])), tf.Variable(tf.zeros([self.units]))

    def __call__(self, x):
        w, b = self.build(x.shape[-1])
        return x @ w + b
