"""Adds the shifts once, in `__init__`: believes that the sum follows them.

outcome: wrong
misconception: frozen-as-tensor
"""


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.offset = tf.Variable(0.5)
        self.gain = tf.Variable(3.0)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]
        self.shift = tf.add_n(self.shifts)

    def __call__(self, x):
        return self.gain * (self.factor * x + self.offset) + self.shift
