"""Gives the offset as a default argument.

outcome: wrong
misconception: shared-between-instances
"""


class Encoder(tf.Module):
    def __init__(self, offset=tf.Variable(0.5)):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.offset = offset
        self.gain = tf.Variable(3.0)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        return self.gain * (self.factor * x + self.offset) + tf.add_n(self.shifts)
