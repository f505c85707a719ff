"""Believes that a length that is computed must not be trained.

outcome: wrong
misconception: trainable-by-default
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))
        self.g = tf.Variable(tf.norm(self.v, axis=0), trainable=False)

    def __call__(self, x):
        return x @ (self.g * self.v / tf.norm(self.v, axis=0))
