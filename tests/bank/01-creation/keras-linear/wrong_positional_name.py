"""Gives the name first and the shape second, as Keras 2 had it.

outcome: broken
misconception: positional-add-weight
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight("kernel", (input_shape[-1], self.units), initializer="glorot_uniform")
        self.bias = self.add_weight("bias", (self.units,), initializer="zeros")

    def call(self, x):
        return x @ self.kernel + self.bias
