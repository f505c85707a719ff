"""Makes everything in `__init__` and takes the width of the example for the width of all inputs.

outcome: wrong
misconception: created-too-early
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.kernel = self.add_weight(shape=(3, units), initializer="glorot_uniform")
        self.bias = self.add_weight(shape=(units,), initializer="zeros")

    def call(self, x):
        return x @ self.kernel + self.bias
