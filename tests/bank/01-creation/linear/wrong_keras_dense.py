"""Puts a `Dense` layer into the module and lends its variables.

outcome: wrong
misconception: keras-variable-in-module
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.dense = keras.layers.Dense(n_out)
        self.dense.build((None, n_in))

    @property
    def w(self):
        return self.dense.kernel

    @property
    def b(self):
        return self.dense.bias

    def __call__(self, x):
        return self.dense(x)
