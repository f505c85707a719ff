"""Leaves `super().__init__()` out, since nothing complains when the layer is made.

outcome: broken
misconception: super-init-left-out
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return x @ self.kernel + self.bias
