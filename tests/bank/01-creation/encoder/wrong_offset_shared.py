"""Makes the offset once, beside the class, and puts it into an attribute of every encoder.

outcome: wrong
misconception: shared-between-instances
"""

OFFSET = tf.Variable(0.5)


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.offset = OFFSET
        self.gain = tf.Variable(3.0)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        return self.gain * (self.factor * x + self.offset) + tf.add_n(self.shifts)
