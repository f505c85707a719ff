"""Brings `g` up to date whenever somebody asks for it.

outcome: wrong
misconception: follows-the-other
"""


class WeightNorm(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.v = tf.Variable(tf.random.normal([n_in, n_out]))
        self.scale = tf.Variable(tf.norm(self.v, axis=0))

    @property
    def g(self):
        self.scale.assign(tf.norm(self.v, axis=0))
        return self.scale

    def __call__(self, x):
        return x @ (self.scale * self.v / tf.norm(self.v, axis=0))
