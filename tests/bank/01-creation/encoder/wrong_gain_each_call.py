"""Makes the gain where it is needed, in `__call__`.

outcome: wrong
misconception: new-variable-each-call
"""


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.offset = tf.Variable(0.5)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        gain = tf.Variable(3.0)
        return gain * (self.factor * x + self.offset) + tf.add_n(self.shifts)
