"""Two modules in a list and the shifts in one of their own; written as expanded products."""


class Affine(tf.Module):
    def __init__(self, slope, start, name=None):
        super().__init__(name=name)
        self.slope = tf.Variable(slope)
        self.start = tf.Variable(start)

    def __call__(self, x):
        return self.slope * x + self.start


class Shift(tf.Module):
    def __init__(self, value):
        super().__init__()
        self.value = tf.Variable(float(value))

    def __call__(self, x):
        return x + self.value


class Gain(tf.Module):
    def __init__(self):
        super().__init__()
        self.value = tf.Variable(tf.constant(3.0))

    def __call__(self, x):
        return tf.multiply(self.value, x)


class Encoder(tf.Module):
    def __init__(self):
        super().__init__()
        self.size = 5
        self.steps = [Affine(2.0, 0.5), Gain(), Shift(1), Shift(2)]

    def __call__(self, x):
        for step in self.steps:
            x = step(x)
        return x
