"""Believes that `add_weight` starts at zero unless it is told otherwise.

outcome: wrong
misconception: none
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(self.units,))

    def call(self, x):
        return x @ self.kernel + self.bias
