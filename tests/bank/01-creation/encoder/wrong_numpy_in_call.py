"""Takes the numbers out of the shifts, to add them with NumPy.

outcome: wrong
misconception: leaves-tensorflow
"""


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)
        self.offset = tf.Variable(0.5)
        self.gain = tf.Variable(3.0)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        return self.gain * (self.factor * x + self.offset) + sum(shift.numpy() for shift in self.shifts)
