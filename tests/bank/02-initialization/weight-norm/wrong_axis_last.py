"""Sums over the last axis, as `l2_normalize` examples do, and leaves the rest as it is.

outcome: wrong
misconception: length-of-rows
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))
        self.g = tf.Variable(tf.norm(self.v, axis=-1))

    def __call__(self, x):
        return x @ (self.g * self.v / tf.norm(self.v, axis=0))
