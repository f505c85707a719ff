"""Uses the older word `add_variable`, with the name as its first argument.

outcome: broken
misconception: positional-add-weight
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_variable("kernel", shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.bias = self.add_variable("bias", shape=(self.units,), initializer="zeros")

    def call(self, x):
        return x @ self.kernel + self.bias
