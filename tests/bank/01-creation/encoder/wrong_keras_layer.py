"""Makes `Scale` a Keras layer: believes that a module looks into it.

outcome: wrong
misconception: keras-variable-in-module
"""


class Scale(keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.factor = self.add_weight(shape=(), initializer=keras.initializers.Constant(2.0))

    def call(self, x):
        return self.factor * x


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.scale = Scale()
        self.offset = tf.Variable(0.5)
        self.gain = tf.Variable(3.0)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        return self.gain * (self.scale(x) + self.offset) + tf.add_n(self.shifts)
