"""Turns the input into an array first, and so hands the multiplication to NumPy.

outcome: wrong
misconception: leaves-tensorflow
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return x.numpy() @ self.kernel + self.bias
