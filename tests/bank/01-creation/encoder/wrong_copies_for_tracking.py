"""Lists a copy of each hidden variable and goes on using the hidden ones.

outcome: wrong
misconception: copied-for-tracking
"""


class Scale:
    def __init__(self):
        self.factor = tf.Variable(2.0)


class Encoder(tf.Module):
    offset = tf.Variable(0.5)

    def __init__(self):
        super().__init__()
        self.scale = Scale()
        gain = tf.Variable(3.0)
        self.gain = lambda: gain
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]
        self.found = [tf.Variable(self.scale.factor), tf.Variable(self.offset), tf.Variable(gain)]

    def __call__(self, x):
        return self.gain() * (self.scale.factor * x + self.offset) + tf.add_n(self.shifts)
