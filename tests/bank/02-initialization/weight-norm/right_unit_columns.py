"""Draws directions only: all columns of `v` have length 1, and so `g` starts at ones."""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.math.l2_normalize(tf.random.normal([n_in, n_out]), axis=0))
        self.g = tf.Variable(tf.ones([n_out]))

    def __call__(self, x):
        return x @ (self.g * self.v / self.lengths())

    def lengths(self):
        return tf.norm(self.v, axis=0)
