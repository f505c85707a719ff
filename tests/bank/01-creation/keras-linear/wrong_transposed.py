"""Stores the kernel as PyTorch does, outputs first, and transposes it in `call`.

outcome: wrong
misconception: weight-transposed
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(self.units, input_shape[-1]), initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return x @ tf.transpose(self.kernel) + self.bias
