"""`Scale` becomes a `tf.Module`; the rest moves into attributes."""


class Scale(tf.Module):
    def __init__(self):
        super().__init__()
        self.factor = tf.Variable(2.0)


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.scale = Scale()
        self.offset = tf.Variable(0.5)
        self.gain = tf.Variable(3.0)
        self.shifts = [tf.Variable(1.0), tf.Variable(2.0)]

    def __call__(self, x):
        return self.gain * (self.scale.factor * x + self.offset) + tf.add_n(self.shifts)
