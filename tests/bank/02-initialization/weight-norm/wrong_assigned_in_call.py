"""Takes the lengths anew in each call, so that `g` fits `v`.

outcome: wrong
misconception: length-without-effect
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))
        self.g = tf.Variable(tf.norm(self.v, axis=0))

    def __call__(self, x):
        self.g.assign(tf.norm(self.v, axis=0))
        return x @ (self.g * self.v / tf.norm(self.v, axis=0))
