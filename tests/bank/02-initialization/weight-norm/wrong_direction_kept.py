"""Normalizes `v` once, when it is made, and only multiplies later.

outcome: wrong
misconception: not-normalized
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        v = tf.random.normal([n_in, n_out])
        self.g = tf.Variable(tf.norm(v, axis=0))
        self.v = tf.Variable(v / self.g)

    def __call__(self, x):
        return x @ (self.g * self.v)
