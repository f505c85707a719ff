"""Defines `__call__` and runs `build` in it: right numbers, but a Keras model does not know the layer.

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
        if not self.built:
            self.build(x.shape)
            self.built = True
        return x @ self.kernel + self.bias
