"""Leaves the laziness to a Keras layer.

outcome: wrong
misconception: keras-variable-in-module
"""


class LazyDense(tf.Module):
    def __init__(self, units):
        super().__init__()
        self.dense = keras.layers.Dense(units)

    def __call__(self, x):
        y = self.dense(x)
        self.w, self.b = self.dense.kernel, self.dense.bias
        return y
