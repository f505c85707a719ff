"""Puts both shifts into one variable.

outcome: wrong
misconception: none
"""


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.offset = tf.Variable(0.5)
        self.gain = tf.Variable(3.0)
        self.shifts = tf.Variable([1.0, 2.0])

    def __call__(self, x):
        return self.gain * (self.factor * x + self.offset) + tf.reduce_sum(self.shifts)
