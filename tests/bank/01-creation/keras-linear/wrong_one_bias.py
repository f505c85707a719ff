"""Believes that one number is the bias of all units.

outcome: wrong
misconception: bias-per-output
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(), initializer="zeros")

    def call(self, x):
        return x @ self.kernel + self.bias
