"""Makes the bias in `__init__`, where its size is known, and only the kernel in `build`."""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units
        self.kernel = None
        self.bias = self.add_weight(shape=(units,), initializer="zeros")

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal")

    def call(self, x):
        return x @ self.kernel + self.bias
