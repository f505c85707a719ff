"""Believes that a list of `tf.Variable`s in a layer is tracked like one in a `tf.Module`.

outcome: wrong
misconception: tf-variable-in-layer
"""


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.boxes = [
            tf.Variable(tf.random.normal([input_shape[-1], self.units]), name="kernel"),
            tf.Variable(tf.zeros([self.units]), name="bias"),
        ]

    def call(self, x):
        kernel, bias = self.boxes
        return x @ kernel + bias
