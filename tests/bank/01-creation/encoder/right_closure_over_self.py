"""The gain stays a function, but one that reads an attribute; a property gives the sum."""


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.gain_variable = tf.Variable(3.0)
        self.gain = lambda: self.gain_variable
        self.factor = tf.Variable(2.0)
        self.offset = tf.Variable(0.5)
        self.shifts = (tf.Variable(1.0), tf.Variable(2.0))

    @property
    def shift(self):
        return sum(self.shifts)

    def __call__(self, x):
        return self.gain() * (self.factor * x + self.offset) + self.shift
