"""Knows only one size in `__init__` and uses it twice: a kernel of `(units, units)`.

outcome: wrong
misconception: created-too-early
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.kernel = self.add_weight(shape=(units, units), initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(units,), initializer="zeros")

    def call(self, x):
        return x @ self.kernel + self.bias
