"""Defines `__call__`, as for a `tf.Module`, and expects `build` to run all the same.

outcome: broken
misconception: overrides-dunder-call
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros")

    def __call__(self, x):
        return x @ self.kernel + self.bias
