"""Believes that a layer finds the variables of a `tf.Module` that it holds.

outcome: wrong
misconception: tf-variable-in-layer
"""


class Affine(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.kernel = tf.Variable(tf.random.normal([n_in, n_out]))
        self.bias = tf.Variable(tf.zeros([n_out]))

    def __call__(self, x):
        return x @ self.kernel + self.bias


class KerasLinear(keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.affine = Affine(input_shape[-1], self.units)

    def call(self, x):
        return self.affine(x)
