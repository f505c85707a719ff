"""Freezes the offset: believes that the flag only protects it from other modules.

outcome: wrong
misconception: trainable-by-default
"""


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.offset = tf.Variable(0.5, trainable=False)
        self.gain = tf.Variable(3.0)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        return self.gain * (self.factor * x + self.offset) + tf.add_n(self.shifts)
