"""Starts `g` at ones, as batch normalization starts its scale.

outcome: wrong
misconception: ones-for-lengths
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))
        self.g = tf.Variable(tf.ones([n_out]))

    def __call__(self, x):
        return x @ (self.g * self.v / tf.norm(self.v, axis=0))
