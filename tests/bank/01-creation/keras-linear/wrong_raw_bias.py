"""Makes the kernel with `add_weight` and, for something as simple as a bias, a `tf.Variable`.

outcome: wrong
misconception: tf-variable-in-layer
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(input_shape[-1], self.units), name="kernel")
        self.bias = tf.Variable(tf.zeros([self.units]), name="bias")

    def call(self, x):
        return x @ self.kernel + self.bias
