"""Takes the length of the whole matrix for each column.

outcome: wrong
misconception: one-length
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))
        self.g = tf.Variable(tf.fill([n_out], tf.norm(self.v)))

    def __call__(self, x):
        return x @ (self.g * self.v / tf.norm(self.v))
