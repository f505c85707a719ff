"""Measures the lengths of `v` once, in `__init__`, and divides by those.

outcome: wrong
misconception: none
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))
        self.lengths = tf.norm(self.v, axis=0)
        self.g = tf.Variable(self.lengths)

    def __call__(self, x):
        return x @ (self.g * self.v / self.lengths)
