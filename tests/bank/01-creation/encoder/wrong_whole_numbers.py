"""Writes the values as whole numbers and casts them in the formula.

outcome: wrong
misconception: int-from-python
"""


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2)
        self.offset = tf.Variable(0.5)
        self.gain = tf.Variable(3)
        self.shifts = [tf.Variable(1), tf.Variable(2)]

    def __call__(self, x):
        factor, gain = tf.cast(self.factor, tf.float32), tf.cast(self.gain, tf.float32)
        return gain * (factor * x + self.offset) + tf.cast(tf.add_n(self.shifts), tf.float32)
