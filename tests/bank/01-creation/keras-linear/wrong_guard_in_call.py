"""Brings the guard of `LazyDense` along: creates the weights in the first `call`.

outcome: broken
misconception: weights-in-call
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units
        self.kernel = None
        self.bias = None

    def call(self, x):
        if self.kernel is None:
            self.kernel = self.add_weight(shape=(x.shape[-1], self.units), initializer="glorot_uniform")
            self.bias = self.add_weight(shape=(self.units,), initializer="zeros")
        return x @ self.kernel + self.bias
