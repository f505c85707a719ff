"""Leaves the gain in the function that returns it.

outcome: wrong
misconception: hidden-in-closure
"""


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.offset = tf.Variable(0.5)
        gain = tf.Variable(3.0)
        self.gain = lambda: gain
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        return self.gain() * (self.factor * x + self.offset) + tf.add_n(self.shifts)
