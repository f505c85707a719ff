"""Believes that a Keras layer tracks any `tf.Variable` in an attribute, as it did in Keras 2.

outcome: wrong
misconception: tf-variable-in-layer
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.kernel = tf.Variable(tf.random.normal([input_shape[-1], self.units]))
        self.bias = tf.Variable(tf.zeros([self.units]))

    def call(self, x):
        return x @ self.kernel + self.bias
