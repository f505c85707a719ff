"""Gives shapes by position, names nothing, and multiplies with `tf.tensordot`."""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self._units = int(units)

    def build(self, shape):
        *_, width = shape
        self.bias = self.add_weight((self._units,), "zeros")
        self.kernel = self.add_weight((width, self._units), keras.initializers.RandomUniform(-0.1, 0.1))

    def call(self, x, training=None):
        return tf.nn.bias_add(tf.tensordot(x, self.kernel, axes=1), self.bias)
