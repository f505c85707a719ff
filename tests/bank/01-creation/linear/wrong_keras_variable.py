"""Believes that a `keras.Variable` is tracked everywhere.

outcome: wrong
misconception: keras-variable-in-module
"""


class Linear(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.w = keras.Variable(keras.initializers.GlorotUniform()((n_in, n_out)))
        self.b = keras.Variable(keras.initializers.Zeros()((n_out,)))

    def __call__(self, x):
        return x @ self.w + self.b
