"""Creates the weights where they are used, in `call`.

outcome: broken
misconception: weights-in-call
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def call(self, x):
        kernel = self.add_weight(shape=(x.shape[-1], self.units), initializer="glorot_uniform")
        bias = self.add_weight(shape=(self.units,), initializer="zeros")
        return x @ kernel + bias
