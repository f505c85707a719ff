"""Divides by the sum of squares.

outcome: wrong
misconception: length-squared
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))
        self.g = tf.Variable(tf.norm(self.v, axis=0))

    def __call__(self, x):
        return x @ (self.g * self.v / tf.reduce_sum(self.v**2, axis=0))
