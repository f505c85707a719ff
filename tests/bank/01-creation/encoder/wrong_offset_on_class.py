"""Leaves the offset on the class.

outcome: wrong
misconception: hidden-on-class
"""


class Encoder(tf.Module):
    offset = tf.Variable(0.5)

    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.gain = tf.Variable(3.0)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        return self.gain * (self.factor * x + self.offset) + tf.add_n(self.shifts)
